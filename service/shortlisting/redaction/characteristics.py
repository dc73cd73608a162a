"""Protected characteristics in prose, by the lexicon, less what the exception list keeps."""

import re
from functools import cache

import re2

from service.shortlisting.redaction.lexicon_files import Pattern, compiled, descriptors, engine, listed, patterns
from service.shortlisting.redaction.places import no_place
from service.shortlisting.redaction.spans import Finding, Ranges
from service.shortlisting.redaction.words import Reading


@cache
def _work_noun() -> "re2._Regexp":
    return compiled(r"^[ -]{WORKNOUN}\b")


@cache
def _more_conditions() -> "re2._Regexp":
    return compiled(
        r"^(?:,? and|,| or| as well as| &|,? plus| with|/) ?(?:an? |the |some |also |then "
        r"|from )?((?:{MOD} ){0,2}{COND_SINGLE})\b"
    )


def matches(found_by: Pattern, text: bytes) -> list[tuple[int, int]]:
    """Return the ranges a pattern finds: its first group that took part, or the whole."""
    ranges = []
    for found in found_by.regex.finditer(text):
        group = next((n for n in range(1, found_by.regex.groups + 1) if found.group(n) is not None), 0)
        start, end = found.span(group)
        while end > start and text[end - 1 : end] in b" \n\t,;.:":
            end -= 1
        if end > start:
            ranges.append((start, end))
    return ranges


def kept_ranges(reading: Reading) -> Ranges:
    """Return what the exception list keeps: clinical and statutory phrases, units, roles, client groups, charities."""
    return Ranges(found for kept in patterns("keep.txt") for found in matches(kept, reading.view.ascii))


# Words of the lexicon that mean something else before these: "white water", "engaged with", "single point".
_OTHER_MEANING = {
    b"engaged": re.compile(
        rb"^\s+(?:with|in|by|patients|staff|the|and (?:committed|motivated|enthusiastic|passionate))\b", re.IGNORECASE
    ),
    b"single": re.compile(
        rb"^[\s-]+(?!and\b|with\b|mum|mother|dad|father|parent|woman|man|but\b|again|i\b|at\b|now\b)[a-z]",
        re.IGNORECASE,
    ),
    b"straight": re.compile(
        rb"^[\s-]+(?:with|talk|forward|to|after|into|line|away|in\b|out|about|bat|faced)", re.IGNORECASE
    ),
    b"separated": re.compile(rb"^\s+(?:from (?!my|his|her|their)|the|by|into|out)", re.IGNORECASE),
    b"divorced": re.compile(rb"^\s+from (?!my|his|her|him)", re.IGNORECASE),
    b"married": re.compile(rb"^\s+(?:up|the|clinical|together)\b", re.IGNORECASE),
}
_COLOUR = re.compile(
    rb"^\s+(?!and\b|british|african|caribbean|irish|european|man|woman|person|but\b|i\b|in\b|with\b|or\b|other|"
    rb"background|male|female|nurse|doctor|american)[a-z]",
    re.IGNORECASE,
)
for _word in (b"white", b"black", b"brown"):
    _OTHER_MEANING[_word] = _COLOUR


def means_something_else(text: bytes, start: int, end: int) -> bool:
    """Whether the word after says that a word of the lexicon is used in another sense: "white water"."""
    meaning = _OTHER_MEANING.get(text[start:end].lower().split()[-1] if text[start:end].split() else b"")
    return meaning is not None and meaning.search(text[end : end + 24]) is not None


_FIRST = re.compile(rb"\b(?:i|i'm|i've|i'd|i'll|my|me|myself|we)\b", re.IGNORECASE)
_SOMEONE_ELSE = engine(
    rb"\b(?:patients?|clients?|residents?|service users?|people|families|family member|children|"
    rb"child|adults?|women|men|mothers?|fathers?|mum|dad|"
    rb"son|daughter|brother|sister|who|whose|someone|somebody|anyone|those|their|his|her|she|he|they|carers?|"
    rb"couples?|babies|students?|colleagues?|"
    rb"lady|gentleman|a man|a woman|learners|relatives|prisoners|refugees|experience (?:of|"
    rb"in|with)|nurs(?:e|ed|ing)|treat(?:ed|ing)?|assess(?:ed|ing)?|"
    rb"dealt|dealing|screen(?:ed|ing)?|fitted|prescrib\w*|talks?|wrote|written|suppliers?|spell|given|giving|"
    rb"care for|cared for|caring for|support(?:ed|ing)?|teach(?:ing)?|manag(?:e|ed|ing)|clinics?|"
    rb"service|services|specialis\w+|audit\w*|research\w*|"
    rb"deliver\w*|training|run|ran|lead|led|review\w*|taught|course|courses|wards?|unit|help(?:ed|"
    rb"ing)?|prevent\w*|reduc\w+|monitor\w*|work with)\b",
)
_MYSELF = re.compile(
    rb"\bam (?:a |an |the )?(?:[a-z-]{1,20} ){0,2}(?:woman|man|mother|father|mum|dad|parent|carer|child)\b",
    re.IGNORECASE,
)
_ARTICLES = re.compile(
    rb"^(?:(?:a|an|the|my|our|am|is|are|was|been|being|having|have|had|in|with|on|as|of|i)\s+)+(?=\S)", re.IGNORECASE
)


_MANY = 1_000
"""Findings of one text beyond which all go unasked: an application has fewer than 200."""


def find_characteristics(reading: Reading, kept: Ranges) -> list[Finding]:
    """Return what the applicant says about their own protected characteristics."""
    text = reading.view.ascii
    found: list[Finding] = []
    for pattern in patterns("characteristics.txt"):
        for start, end in matches(pattern, text):
            if len(found) > _MANY:
                found.append(Finding(start, end, pattern.label, "lexicon", 0.7))
                continue
            if b"\n\n" in text[start:end] or (qualifies_work(text, end) and pattern.needs != "own"):
                continue
            if pattern.needs != "own" and kept.meet(start, end):
                continue
            if means_something_else(text, start, end) or (
                pattern.needs != "own" and of_others(text, start, pattern.label)
            ):
                continue
            if pattern.label == "PLACE" and no_place(text[start:end]):
                continue
            if pattern.needs == "self" and not speaks_of_self(text, start):
                continue
            found.extend(_pieces(text, bare(text, Finding(start, end, pattern.label, "lexicon", pattern.confidence))))
            if pattern.label == "DISABILITY":
                found.extend(_continued(text, end, pattern.confidence))
    return found


_OTHERS = (
    rb"\b(?:patients?|clients?|residents?|people|families|children|adults|women|men|parents|staff|colleagues|"
    rb"nurses|doctors|"
    rb"midwives|students|users|those|anyone|someone|communit(?:y|ies)|sponsors|partners|volunteers|recruits|"
    rb"refugees|seekers|"
    rb"suppliers|clinicians|speakers|donors|participants|visitors|survivors|veterans|pupils|team)"
)
_WHO = re.compile(_OTHERS + rb"\s+(?:who|that|with|which)\s+(?:[a-z']+\s+){0,2}\Z", re.IGNORECASE)
_FROM = re.compile(_OTHERS + rb"\b(?:,? (?!i\b|my\b|we\b|came\b|born\b|me\b)[A-Za-z'-]+,?){0,10}\s*\Z", re.IGNORECASE)


_OF_THEM = re.compile(
    rb"\b(?:they|them|patients|people|clients|residents|users)\b(?:(?!\b(?:i|i'm|my|me|we|our|as)\b)[^.!?\n]){0,60}\Z",
    re.IGNORECASE,
)


def of_others(text: bytes, start: int, label: str) -> bool:
    """Whether the words before say that others are meant: "people who fast", "nurses from Ghana"."""
    before = text[max(0, start - 70) : start]
    if label == "FAMILY" and _OF_THEM.search(before):
        return True
    return bool(_WHO.search(before)) or (label == "PLACE" and bool(_FROM.search(before)))


_MOST_LISTS = 400
"""How many findings are looked around for a list: an application has fewer than 100, a hostile text 10,000."""


def listed_with(reading: Reading, findings: list[Finding], kept: Ranges) -> list[Finding]:
    """Return bare descriptors that continue a list begun by other findings: "I am 26 years old and single"."""
    text = reading.view.ascii
    found: list[Finding] = []
    taken = Ranges((finding.start, finding.end) for finding in findings)
    waiting = [finding for finding in findings if finding.label in _ABOUT_ONESELF]
    for _ in range(_MOST_LISTS):
        if not waiting:
            break
        finding = waiting.pop()
        for anchor, window, base in (
            ("after", text[finding.end : finding.end + 90], finding.end),
            ("before", text[max(0, finding.start - 60) : finding.start], max(0, finding.start - 60)),
        ):
            more = _next_descriptor(text, anchor, window, base, kept)
            if more is not None and not taken.meet(more.start, more.end) and more not in found:
                found.append(more)
                waiting.append(more)
    return found


_ABOUT_ONESELF = listed(
    "AGE GENDER MARITAL FAMILY RELIGION ORIENTATION DISABILITY ETHNICITY NATIONALITY UNION_POLITICS DOB"
)


def _next_descriptor(text: bytes, anchor: str, window: bytes, base: int, kept: Ranges) -> Finding | None:
    for pattern in descriptors(anchor):
        match = pattern.regex.search(window)
        if match is None or (anchor == "after" and not window[: match.start(1)].strip()):
            continue
        start, end = base + match.start(1), base + match.end(1)
        if b"\n" in window[: match.start(1)] or qualifies_work(text, end) or means_something_else(text, start, end):
            continue
        if kept.meet(start, end):
            continue
        return bare(text, Finding(start, end, pattern.label, "context", pattern.confidence))
    return None


def bare(text: bytes, finding: Finding) -> Finding:
    """Leave out the function words a finding begins with: "a", "my", "have"."""
    leading = _ARTICLES.match(text[finding.start : finding.end])
    start = finding.start + leading.end() if leading else finding.start
    return Finding(start, finding.end, finding.label, finding.source, finding.confidence)


_BETWEEN = re.compile(
    rb"(?:,\s*)?\s+(?:and|but)\s+(?:(?:i|also|we)\s+)*(?:have|am|are|i|we)\b\s*|\s+and\s+(?:i|we)\Z", re.IGNORECASE
)


def _pieces(text: bytes, finding: Finding) -> list[Finding]:
    """Leave out what joins two statements in one finding: "autistic and have ADHD", "my partner and I"."""
    pieces, at = [], finding.start
    for found in [*_BETWEEN.finditer(text, finding.start, finding.end), None]:
        end = found.start() if found else finding.end
        if end > at:
            pieces.append(Finding(at, end, finding.label, finding.source, finding.confidence))
        at = found.end() if found else end
    return pieces


def speaks_of_self(text: bytes, start: int) -> bool:
    """Whether the sentence has a first person before this point and nobody else since."""
    before = text[max(0, start - 160) : start]
    sentence = re.split(rb"[.!?]\s|\n\n|[\"|]", before)[-1]
    first = list(_FIRST.finditer(sentence))
    rest = _MYSELF.sub(b"", sentence[first[0].end() :]) if first else b""
    return bool(first) and not _SOMEONE_ELSE.search(rest)


def qualifies_work(text: bytes, end: int) -> bool:
    """Whether a noun of work or a group of people follows: "diabetes clinic", "deaf patients"."""
    at = end + (2 if text[end : end + 2] == b"'s" else 1 if text[end : end + 1] == b"'" else 0)
    return _work_noun().search(text[at : at + 60]) is not None


def _continued(text: bytes, end: int, confidence: float) -> list[Finding]:
    """Further conditions in the same list: "dyslexia, mild asthma and ADHD"."""
    found: list[Finding] = []
    for _ in range(6):
        more = _more_conditions().search(text[end : end + 120])
        if more is None:
            break
        start, until = end + more.start(1), end + more.end(1)
        if qualifies_work(text, until):
            break
        found.append(Finding(start, until, "DISABILITY", "lexicon", confidence))
        end = until
    return found
