"""Redact CVs of which no form value is known: `python -m benchmarks.redaction.resumes --help`.

A name is caught when every word of it, other than initials, is gone where it stood. A skill or title is lost when any
word of it went anywhere it is written outside a name.
"""

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from service.shortlisting.redaction.disclosure_model import installed_model
from service.shortlisting.redaction.disclosures import DisclosureModel
from service.shortlisting.redaction.redact import redact
from tests.service.shortlisting.redaction.statements import DATA, marked

_NAMES = {"NAME", "NAME_OTHER"}
_WORD = re.compile(r"[^\W\d_]{2,}")


def read_resumes(part: str) -> list[dict[str, Any]]:
    """Return our own CVs of one part, with gold spans and what must survive."""
    blocks = re.split(r"(?m)^=== ", (DATA / f"resumes-{part}.txt").read_text("utf-8"))[1:]
    resumes = []
    for block in blocks:
        head, keep, body = block.split("\n", 2)
        name, origin, layout = (one.strip() for one in head.split("|"))
        text, spans = marked(body)
        survive = [one.strip() for one in keep.removeprefix("keep:").split(";") if one.strip()]
        resumes.append(
            {"id": name, "origin": origin, "layout": layout, "text": text, "spans": spans, "must_survive": survive}
        )
    return resumes


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.redaction.resumes", description=__doc__)
    parser.add_argument("--part", default="open", choices=["open", "blind"], help="which of our own CVs")
    parser.add_argument("--names", action="store_true", help="with the extra `names`")
    parser.add_argument("--leaks", action="store_true", help="list what was missed and what went wrongly")
    parser.add_argument("file", nargs="?", help="JSON lines with text, spans and must_survive, instead of our own")
    arguments = parser.parse_args()
    if arguments.file:
        lines = Path(arguments.file).read_text("utf-8").splitlines()
        resumes = [json.loads(line) for line in lines if line.strip()]
    else:
        resumes = read_resumes(arguments.part)
    report(resumes, installed_model() if arguments.names else None, leaks=arguments.leaks)


def count(resumes: list[dict[str, Any]], model: DisclosureModel | None) -> tuple[Counter[str], list[str]]:
    """Return counts of names caught and left and of skills and titles kept and lost, and a line for each failure."""
    found: Counter[str] = Counter()
    failures: list[str] = []
    for resume in resumes:
        text = resume["text"]
        gone = bytearray(len(text))
        for span in redact(text, {}, model=model).spans:
            gone[span.start : span.end] = b"\x01" * (span.end - span.start)
        named = bytearray(len(text))
        for span in resume["spans"]:
            if span["label"] not in _NAMES:
                continue
            named[span["start"] : span["end"]] = b"\x01" * (span["end"] - span["start"])
            words = [word.span() for word in _WORD.finditer(text, span["start"], span["end"])]
            caught = all(all(gone[slice(*word)]) for word in words)
            found[f"{span['label']} {'caught' if caught else 'left'}"] += 1
            if not caught:
                failures.append(f"left: {resume['id']} {span['label']} {text[span['start'] : span['end']]}")
        for term in resume["must_survive"]:
            places = [one.span() for one in re.finditer(rf"(?i)(?<!\w){re.escape(term)}(?!\w)", text)]
            places = [place for place in places if not any(named[slice(*place)])]
            lost = any(any(gone[slice(*place)]) for place in places)
            found["kept" if not lost else "lost"] += bool(places)
            if lost:
                failures.append(f"lost: {resume['id']} {term}")
    return found, failures


def report(resumes: list[dict[str, Any]], model: DisclosureModel | None, *, leaks: bool) -> None:
    """Print how many names were caught, and how many skills and titles were lost."""
    found, failures = count(resumes, model)
    if leaks:
        print("\n".join(failures))
    names = sum(count for key, count in found.items() if key.startswith("NAME"))
    caught = found["NAME caught"] + found["NAME_OTHER caught"]
    terms = found["kept"] + found["lost"]
    print(f"{len(resumes)} CVs without form values, {'with' if model else 'without'} the model")
    print(f"names caught {caught} of {names} ({100 * caught / max(1, names):.1f} %)")
    for label in sorted(_NAMES):
        total = found[f"{label} caught"] + found[f"{label} left"]
        print(f"  {label:<12}{found[f'{label} caught']:>4} of {total}")
    print(f"skills and titles lost {found['lost']} of {terms} ({100 * found['lost'] / max(1, terms):.1f} %)")


if __name__ == "__main__":
    main()
