"""Pronouns that speak of the applicant: in quotations, references and sentences that name them."""

import re
from collections.abc import Iterator

from service.shortlisting.redaction.spans import Finding, Ranges
from service.shortlisting.redaction.words import Reading

NEUTRAL = {
    "he": "they", "she": "they", "him": "them", "his": "their", "her": "them", "hers": "theirs",
    "himself": "themself", "herself": "themself",
}  # fmt: skip
"""What stands for each pronoun in the redacted text; `her` before a noun becomes `their` (see `neutral`)."""

_OTHER_PEOPLE = re.compile(
    r"\b(?:patients?|clients?|residents?|service\s+users?|mother|father|mum|dad|son|daughter|child|baby|boy|girl|"
    r"wife|husband|partner|"
    r"lady|gentleman|old\s+man|old\s+woman|a\s+man|a\s+woman|the\s+man|the\s+woman|young\s+man|young\s+woman|"
    r"family|student|colleague's|relative|carer|"
    r"pupil|someone|somebody|person|brother|sister|grandmother|grandfather|friend's|girlfriend|boyfriend|teenager|"
    r"widow|parent|customer|caller|victim|prisoner|tenant)\b",
    re.IGNORECASE,
)
_ABOUT_ME = re.compile(
    r"\b(?:(?:colleagues?|managers?|friends?|they|people|team|supervisor|mentor|tutor|appraisal|reference|"
    r"feedback|referees?|patients?|consultant|matron|sister|boss|"
    r"one|everyone|lead|trainer|head|chair|surgeon|doctor|director|ward)\W+(?:\w+\W+){0,4}?(?:says?|"
    r"said|wrote|writes|describes?d?|calls?|called|told|tells|reads?|noted|stated|commented|"
    r"put it|put)|"
    r"describes? me|describe me|about me|say of me|said of me|wrote of me|of me:|says i|feedback|"
    r"my reference|my appraisal)\b",
    re.IGNORECASE,
)


_PLAINLY_ABOUT_ME = re.compile(
    r"\b(?:describes? me|describing me|about me|(?:say|said|wrote) of me|my (?:reference|appraisal|feedback))\b",
    re.IGNORECASE,
)


# "is the person the wards ring", "was a man I would follow": said of the applicant, not of somebody else.
_SAID_OF_NAME = re.compile(
    r"\b(?:is|was|'s|as)\s+(?:the|a|an|one|that)\s+(?:[\w-]+\s+){0,3}?(?:person|man|woman|someone|somebody|"
    r"colleague|lady|gentleman|mother|father|friend)\b",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r"\b(?:I|I'm|I've|I’m|I’ve|my|My|me|we|We|our|Our)\b")


def _somebody_else(text: str) -> bool:
    return bool(_OTHER_PEOPLE.search(_SAID_OF_NAME.sub("", text)))


def find_pronouns(reading: Reading, names: list[Finding]) -> Iterator[Finding]:
    """Find he, she and their forms where the sentence or the quotation is about the applicant."""
    text = reading.view.text
    own = Ranges((finding.start, finding.end) for finding in names)
    quotations = Ranges(_quotations(text))
    told = Ranges(_told_of_applicant(text, quotations, own))
    third = bool(names) and _in_third_person(text, quotations)
    for word in reading.words:
        if word.folded.partition("'")[0] not in NEUTRAL:
            continue
        start, _ = _sentence(text, word.start)
        quoted = quotations.around(word.start)
        named = own.starts_in(max(start, word.start - 160), word.start)
        before = text[start : word.start]
        confidence = 0.0
        if named and not _somebody_else(text[max(named) : word.start]):
            confidence = 0.9
        elif quoted and not _somebody_else(text[quoted[0] : word.start]):
            lead = text[max(0, quoted[0] - 90) : quoted[0]]
            named_in = bool(own.starts_in(quoted[0] - 60, quoted[1]))
            opens = not text[quoted[0] : word.start].strip(' "“‘')
            if (
                (opens and not _somebody_else(lead))
                or named_in
                or _ABOUT_ME.search(lead)
                or _ABOUT_ME.search(text[quoted[1] : quoted[1] + 60])
            ):
                confidence = 0.85
        elif _PLAINLY_ABOUT_ME.search(before) and not _OTHER_PEOPLE.search(before):
            confidence = 0.8
        elif _follows_name(text, own, start, word.start) or (
            (third or told.meet(word.start, word.end)) and not _somebody_else(before)
        ):
            confidence = 0.75
        if confidence:
            yield Finding(word.start, _bare_end(word.start, word.text), "GENDER", "context", confidence)


def _in_third_person(text: str, quotations: Ranges) -> bool:
    """Whether the text outside quotations nowhere says "I" or "my": a biography, a reference, an appraisal."""
    return not any(quotations.around(found.start()) is None for found in _SPEAKS.finditer(text))


_AS_SUBJECT = re.compile(r"\b(?:I|I'm|I've|I’m|I’ve|my|My|we|We)\b")


def _told_of_applicant(text: str, quotations: Ranges, own: Ranges) -> Iterator[tuple[int, int]]:
    """The paragraphs, and quotations right after one another, in which somebody else tells of the applicant."""
    at, named = 0, False
    for paragraph in text.split("\n\n"):
        start, at = at, at + len(paragraph) + 2
        spoken = any(
            quotations.around(found.start()) is None
            for found in _AS_SUBJECT.finditer(text, start, start + len(paragraph))
        )
        named = not spoken and (named or bool(own.starts_in(start, start + len(paragraph))))
        if named:
            yield start, start + len(paragraph)
    before: tuple[int, int] | None = None
    about = False
    for first, last in quotations:
        joined = before is not None and not text[before[1] : first].strip()
        about = bool(own.starts_in(first, last)) or (joined and about)
        if about and joined:
            yield first, last
        before = (first, last)


def _bare_end(start: int, written: str) -> int:
    return start + len(written.partition("'")[0])


def _follows_name(text: str, own: Ranges, sentence: int, at: int) -> bool:
    """Whether the sentence before names the applicant and this one opens with the pronoun."""
    if text[sentence:at].strip(" \n\t\"'“”‘’-:;,") or sentence == 0:
        return False
    before, _ = _sentence(text, max(0, sentence - 3))
    return bool(own.starts_in(before, sentence)) and not _somebody_else(text[before:sentence])


def _sentence(text: str, at: int) -> tuple[int, int]:
    start = max(
        text.rfind(mark, max(0, at - 400), at) for mark in (". ", "! ", "? ", ".\n", "!\n", "?\n", "\n\n", ".”", '."')
    )
    ends = [found for mark in (". ", "! ", "? ", ".\n", "\n\n") if (found := text.find(mark, at, at + 400)) >= 0]
    return (start + 1 if start >= 0 else max(0, at - 400)), min(ends, default=min(len(text), at + 400))


def _quotations(text: str) -> list[tuple[int, int]]:
    found = re.finditer(r'"[^"\n]{3,400}"|“[^”\n]{3,400}”|‘[^’\n]{12,400}’', text)
    return [match.span() for match in found]


def neutral(written: str, following: str) -> str:
    """Return the neutral pronoun in the case of the one written; `her` before a noun is `their`."""
    word = NEUTRAL[written.lower()]
    if written.lower() == "her" and re.match(
        r"\s+(?!to\b|and\b|with\b|for\b|in\b|on\b|at\b|as\b|the\b|a\b|by\b|when\b|because\b|if\b|about\b|from\b|"
        r"again\b|very\b)[^\W\d_]",
        following,
    ):
        word = "their"
    if written.isupper() and len(written) > 1:
        return word.upper()
    return word.capitalize() if written[0].isupper() else word
