"""The data files beside this package: word lists, nickname families and pattern files, each read once."""

import re as stdlib_re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import re2

_FOLDER = files("service.shortlisting.redaction") / "lexicon"


def _lines(name: str) -> list[str]:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def listed(words: str) -> frozenset[str]:
    """Return the words of a string, which are apart by spaces."""
    return frozenset(words.split())


@cache
def words_of(name: str) -> frozenset[str]:
    """Return the words of a list file."""
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def phrases_of(name: str) -> tuple[str, ...]:
    """Return the phrases of a list file, one a line."""
    return tuple(_lines(name))


@cache
def nicknames() -> dict[str, frozenset[str]]:
    """Return, for each given name, the short and long forms that may stand for it."""
    families: dict[str, set[str]] = defaultdict(set)
    for line in _lines("nicknames.txt"):
        family = line.split()
        for name in family:
            families[name].update(other for other in family if other != name)
    return {name: frozenset(others) for name, others in families.items()}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of a pattern file: RE2, what it finds, and how sure it is."""

    label: str
    confidence: float
    needs: str  # "self": a first person before it in the sentence; "own": the exception list does not apply; or ""
    regex: "re2._Regexp"


_ALSO_BARE = ("COND_SINGLE", "CONDITION")
_ARTICLE = stdlib_re.compile(r"^(?:an? |\(\?:an\? \)\?|\(\?:an\? \|the \|\{NUM\} \)\?)")
_REFERENCE = stdlib_re.compile(r"\{([A-Z_]+)\}")


@cache
def macros() -> dict[str, str]:
    """Return the named alternations that pattern files use as {NAME}."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in _lines("macros.txt"):
        if line.startswith("= "):
            current = found.setdefault(line[2:].strip(), [])
        else:
            current.extend(part.strip() for part in _alternatives(line) if part.strip())
    expanded: dict[str, str] = {}
    for name in [name for name in found if name in _ALSO_BARE]:  # the same without its article: "my stroke"
        bare = (_ARTICLE.sub("", part) for part in found[name])
        found[f"{name}_BARE"] = [part.replace("{COND_SINGLE}", "{COND_SINGLE_BARE}") for part in bare]
    for name, parts in found.items():
        ordered = sorted(set(parts), key=lambda part: (-len(part), part))
        expanded[name] = "(?:" + "|".join(_expanded(part, expanded) for part in ordered) + ")"
    return expanded


def _alternatives(line: str) -> list[str]:
    """Split a line at the bars that stand outside any parenthesis."""
    parts, depth = [""], 0
    for char in line:
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def _expanded(pattern: str, known: dict[str, str]) -> str:
    return _REFERENCE.sub(lambda found: known[found.group(1)], pattern)


def engine(pattern: bytes) -> "re2._Regexp":
    """Return RE2's form of a pattern of the code, which needs no macros and no case."""
    options = re2.Options()
    options.case_sensitive = False
    return re2.compile(pattern, options)


def compiled(pattern: str, *, ignore_case: bool = True, longest: bool = False) -> "re2._Regexp":
    """Return RE2's form of a pattern in which a space stands for white space, and {NAME} for a macro."""
    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.max_mem = 64 << 20
    options.log_errors = False
    options.longest_match = longest
    spaced = stdlib_re.sub(r"(?<!\[)(?<!\[\^) (\?|\{|)", _space, _expanded(pattern, macros()))
    return re2.compile(spaced.encode("ascii"), options)


def _space(found: "stdlib_re.Match[str]") -> str:
    return {"?": r"\s*", "{": r"\s{"}.get(found.group(1), r"\s+")


@cache
def patterns(name: str) -> tuple[Pattern, ...]:
    """Return the patterns of a file: sections `= LABEL confidence [self|own]`, then one pattern a line."""
    sections: dict[tuple[str, float, str], list[str]] = {}
    current: list[str] = []
    for line in _lines(name):
        if line.startswith("= "):
            label, confidence, needs = (
                [*line[2:].split(), "0.9", ""][:3] if len(line.split()) < 4 else line[2:].split()[:3]
            )
            needs = needs if needs in {"self", "own"} else ""
            current = sections.setdefault((label, float(confidence), needs), [])
        else:
            current.append(line.strip())
    return tuple(
        Pattern(label, confidence, needs, _edged(pattern))
        for (label, confidence, needs), lines in sections.items()
        for pattern in lines
    )


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the vocabulary: RE2, its label, and the way in which the applicant must speak of themself."""

    label: str
    confidence: float
    way: str
    regex: "re2._Regexp"


@cache
def vocabulary() -> tuple[Term, ...]:
    """Return the terms of the vocabulary; of two alternatives the longer one counts."""
    found: list[Term] = []
    label, confidence, way = "", 0.0, ""
    for line in _lines("vocabulary.txt"):
        if line.startswith("= "):
            label, written, way = line[2:].split()
            confidence = float(written)
        else:
            found.append(Term(label, confidence, way, compiled(rf"\b(?:{line.strip()})\b", longest=True)))
    return tuple(found)


def _edged(pattern: str) -> "re2._Regexp":
    return compiled(pattern[2:] if pattern.startswith("! ") else rf"\b(?:{pattern})(?:\b|$)")


@cache
def descriptors(anchor: str) -> tuple[Pattern, ...]:
    """Return the bare descriptors, to be found right `after` another finding or right `before` one."""
    found = []
    for label, confidence, lines in _descriptor_lines():
        joined = "|".join(f"(?:{line})" for line in lines)
        after = rf"^(?:,? and|,|;| but| &|/|\||\.)? ?(?:also |i am |i'm |am |currently |now |aged )*({joined})(?:\b|$)"
        before = rf"(?:^|[.:;|\n(] ?)({joined})(?:,| and|;|\|)? ?(?:i am |i'm |aged? )*$"
        found.append(Pattern(label, confidence, "", compiled(after if anchor == "after" else before)))
    return tuple(found)


def _descriptor_lines() -> list[tuple[str, float, list[str]]]:
    found: list[tuple[str, float, list[str]]] = []
    for line in _lines("descriptors.txt"):
        if line.startswith("= "):
            label, confidence = line[2:].split()
            found.append((label, float(confidence), []))
        else:
            found[-1][2].append(line.strip())
    return found
