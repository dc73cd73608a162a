"""Words of the wide vocabulary where the applicant speaks of themself: "I am, and have long been, X", or "my X".

The lexicon's patterns (`characteristics`) hold whole phrases. Here the words and the voice are apart: a term counts
where what stands between it and the first person adds nothing but "have", "also", "very", or another such term.
"""

import re
from functools import cache

import re2

from service.shortlisting.redaction.characteristics import means_something_else, qualifies_work
from service.shortlisting.redaction.lexicon_files import compiled, vocabulary
from service.shortlisting.redaction.plain_clauses import MOST, PLAINLY, says_it_plainly
from service.shortlisting.redaction.spans import Finding, Ranges
from service.shortlisting.redaction.words import Reading

_BEFORE = 170
"""How many characters of its sentence before a term are read."""

_MANY = 1_000
"""Terms of one text beyond which all go unasked: an application has fewer than 200."""

_GAP = r"[\s,;:()/&\x01*_-]+"
_SELF = r"(?:\bi|\bi'm|\bim|\bi've|\bive|\bi'd|\bwe|\bwe're|\bwe've|\bmyself|\bbeing|\bas|\x02)"
_SELF_OR_ME = (
    r"(?:\bas someone|\bbeing someone|\bi|\bi'm|\bim|\bi've|\bive|\bi'd|\bwe|\bwe're|\bwe've|\bme|\bmy|\bmyself|\x02)"
)
_HEAD = re.compile(
    rb"^(?:[^.:;]{0,30}:)?[\s\-*|>~o.,()\"'\d]*(?:(?:also|happily|openly|proudly|currently|now|a|an|i am|am|"
    rb"recently|proud)\s+){0,3}\Z",
    re.I,
)
_HEAD_ENDS = re.compile(
    rb"^(?:\s*[,.;()|!/]|\s+-|\s*-\s|\s*\n|\s*\Z|\s+(?:and|by|with|since|for|but|from|in|to|who)\b)", re.IGNORECASE
)
_PEOPLE_LIST = re.compile(
    rb"^(?:,? (?:and|or) |, |/)(?:[a-z'-]{2,18}(?:,? (?:and|or) |, | )){0,5}(?:patients?|clients?|residents?|people|"
    rb"families|communities|children|adults|women|men|colleagues|staff|service users|users|groups?|carers|students|"
    rb"chaplains?|services?|clinics?|wards?|care|lists?|leads?|nurs(?:es?|ing)|training|units?|teams?)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rb"^(?:\d|one|two|three|four|five|six|seven|eight)\b.*(?:child|kid|son|daughter|girl|boy|twin|pickney|depend)", re.I
)
_NO_CONDITION = re.compile(
    rb"^(?:(?:a|an|the|some|my)\s+)?(?:[a-z]+\s+)?(?:diagnosis|stress|panic|grief|covid|fatigue|sepsis|voices|recovery|"
    rb"a stick|stick|pump|port|sensor|fits|scooter|the voice|nostalgia|utopia|dystopia)\Z",
    re.IGNORECASE,
)
# "Because of X, I ...", "Having come through X, I ...", "With three kids, I ...", "X has been part of my life."
_OPENING = re.compile(
    rb"^\W*(?:(?:because|owing|due|despite|having|since|following|after|with|living|of|to|from|come|came|through|"
    rb"had|been|being|"
    rb"diagnosed|recovered|recovering|survived|surviving|a|an|my|own|and|as|someone|who|has|lived|experience|"
    rb"in spite)\b[\s,]*)*\Z",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    rb"^(?:\)|,)?(?:[^.;!?\n]{0,40}?,? \b(?:i|i've|i'm|we)\b| (?:has|have|had|is|was|gave|taught|made|means|meant|"
    rb"never|did)\b[^.;!?\n]{0,30}?\b(?:my|me)\b)",
    re.IGNORECASE,
)
# A sentence without its subject: "Had a heart bypass.", "In receipt of X.", "Left the police after X."
_FRAGMENT = re.compile(
    rb"^\W*(?:(?:had|have|got|invalided out|medically discharged|discharged|suffer(?:ed)? from|suffer(?:ed)?|"
    rb"living with|live with|"
    rb"diagnosed|recovering from|recovered from|survived|survivor of|in receipt of|receive|claim|currently use|use|"
    rb"wear|off sick|"
    rb"born|lost|on|awaiting|waiting for)|(?:left|retired from|gave up) (?:[a-z']+ ){0,4}(?:after|following|"
    rb"because of|due to|with))"
    rb"(?:\s+(?:with|a|an|the|my|from|of|for|after|out|both|two|due|to|because|some|mild|severe))*\s+\Z",
    re.IGNORECASE,
)
_NAMED_BY_DOCTORS = re.compile(
    rb"\b(?:they|doctors?|the gp|my gp|psychiatrist|consultant) (?:call(?:ed)?|said|say|think|thought|"
    rb"diagnosed) (?:it(?: was| is|'s)? )?"
    rb"(?:an? |some |mild |severe )*\Z",
    re.IGNORECASE,
)
_PARENTS = re.compile(
    rb"\b(?:my|our|his|her) (?:[a-z]+ )?(?:parents|mother|father|mum|dad|family|grandparents|grandmother|"
    rb"grandfather|grandad|gran|nan|roots|"
    rb"heritage|background|ancestry|ancestors|people|side|origins?|culture)(?:'s side)?(?: (?:are|is|was|were|both|"
    rb"come|comes|came|from|"
    rb"originally|also|half|proudly|a|an|the|of))*\s*\Z",
    re.IGNORECASE,
)
# What stands between the terms of one list: "single, bi, and not religious".
_LISTED = re.compile(
    rb"^(?:\s?\(|\s?\))?\s?(?:,|;|/|&|\band\b|\bor\b|\bbut\b|\bplus\b|\bwith\b|\bafter\b|\bfor\b|\s)(?:\s|,|"
    rb"\band\b|\balso\b|\bwith\b|\ba\b|\ban\b|"
    rb"\bafter\b|\bfor\b|\bfrom\b|\bfollowing\b|\bdue\b|\bcaused\b|\bi am\b|\bi'm\b|\bi have\b|\bhave\b|\bto\b|"
    rb"\bmy\b|\bof\b|\bby\b){0,6}\Z",
    re.IGNORECASE,
)
_SENTENCE = re.compile(rb"[.!?][\"')\]]*\s|\n\s*\n|\n\s*[-*|]|[\"|]|:\s*\n")


@cache
def _leads() -> "dict[str, re2._Regexp]":
    def lead(first: str, words: str) -> "re2._Regexp":
        return compiled(rf"{first}(?:{_GAP}(?:(?:{words}|[0-9]{{1,2}})\b)?)*$")

    return {
        "be": lead(_SELF, "{BEING}"),
        "have": lead(_SELF_OR_ME, "{BEING}|{HAVING}"),
        "mine": compiled(r"(?:\bmy|\bour)(?: own| dear| late)?\s+$"),
        "use": lead(_SELF_OR_ME, "{USING}"),
    }


def find_in_own_voice(reading: Reading, kept: Ranges, about: Ranges) -> list[Finding]:
    """Return the terms of the vocabulary that the applicant says of themself.

    `kept` is what the exception list keeps; `about` holds the applicant's name and the pronouns that stand for it, for
    statements in the third person.
    """
    text = reading.view.ascii
    terms = [
        (start, end, term.label, term.confidence, term.way)
        for term in vocabulary()
        for found in term.regex.finditer(text)
        if (start := found.start(1) if term.regex.groups and found.start(1) >= 0 else found.start())
        < (end := found.end(1) if term.regex.groups and found.start(1) >= 0 else found.end())
    ]
    masked = _masked(text, terms, about)
    found: list[Finding] = []
    asked = 0
    reached = -1  # where the last term ends that the applicant says of themself
    for number, (start, end, label, confidence, way) in enumerate(sorted(terms)):
        if number > _MANY:
            found.append(Finding(start, end, label, "context", PLAINLY))
            continue
        if text[end : end + 1] == b":":  # a question of a form
            continue
        if way != "bare" and kept.meet(start, end) and not _plainly_mine(text, start, end, kept, label, way):
            continue
        if (
            (way == "have" and text[end : end + 2] == b"'s")
            or qualifies_work(text, end)
            or means_something_else(text, start, end)
            or b"\n\n" in text[start:end]
        ):
            continue
        if _PEOPLE_LIST.match(text[end : end + 90]) and way != "mine":
            continue
        listed = 0 <= reached <= start <= reached + 60 and bool(_LISTED.match(text[reached:start]))
        sure = way != "bare" and (listed or start < reached or _own(text, masked, start, end, label, way))
        asked += not sure
        if sure or (asked <= MOST and says_it_plainly(text, start, end, label, way)):
            reached = max(reached, end) if sure else reached
            found.append(_telling(text, Finding(start, end, label, "context", confidence if sure else PLAINLY), way))
    return found


def _masked(text: bytes, terms: list[tuple[int, int, str, float, str]], about: Ranges) -> bytes:
    """The text in which terms are blanks and mentions of the applicant are a first person."""
    masked = bytearray(text)
    for start, end, _label, _confidence, way in terms:
        if way in {"be", "have", "use"}:
            masked[start:end] = b"\x01" * (end - start)
    for start, end in about:
        masked[start:end] = b"\x02" * (end - start)
    return bytes(masked)


def _plainly_mine(text: bytes, start: int, end: int, kept: Ranges, label: str, way: str) -> bool:
    """Whether a term is the applicant's own though the exception list keeps words of it: "my two boys at weekends"."""
    if label == "FAMILY" and way in {"mine", "have"}:
        return kept.around(start - 2 if way == "mine" else start) is None
    if way == "be" and (_ONE_PERSON.search(text[start:end]) or text[start:end].lower().startswith(b"under ")):
        return True
    if way == "have" and _AS_SOMEONE.search(text[max(0, start - 30) : start]):
        return True
    return label == "UNION_POLITICS" and b"party" in text[start:end].lower()


_AS_SOMEONE = re.compile(
    rb"\b(?:as|being) (?:someone|a person|somebody) (?:with|who has|who had|living with|who lives with)\s+\Z", re.I
)
_ONE_PERSON = re.compile(rb"\b(?:person|man|woman|lady|adult)\Z", re.IGNORECASE)


def _own(text: bytes, masked: bytes, start: int, end: int, label: str, way: str) -> bool:  # noqa: PLR0911  (one sign a line)
    """Whether the applicant says the term of themself."""
    begin = _sentence_start(text, start)
    if way == "self":
        return _speaks_of_self_last(masked[begin:start])
    lead = (text if way == "mine" else masked)[begin:start]
    if way in {"have", "be"} and _NO_CONDITION.match(text[start:end]):
        return False
    if _leads()[way].search(lead) is not None:
        return True
    if way in {"have", "use"} and (_FRAGMENT.match(lead) or _NAMED_BY_DOCTORS.search(lead)):
        return True
    if way == "have" and _OPENING.match(lead) and _GOES_ON.match(text[end : end + 90]):
        return True
    if label in {"ETHNICITY", "NATIONALITY", "RELIGION"} and _PARENTS.search(text[begin:start]):
        return True
    if way != "be" and not (way == "have" and _COUNTED.match(text[start:end])):
        return False
    return bool(_HEAD.match(text[begin:start])) and bool(_HEAD_ENDS.match(text[end : end + 12]))


_FIRST = re.compile(rb"\b(?:i|i'm|im|i've|i'd|i'll|my|me|myself|we|we've|we're|our)\b|\x02", re.IGNORECASE)
_AT_WORK = re.compile(
    rb"\b(?:patients?|clients?|residents?|service users?|people|families|children|adults?|women|men|mothers?|"
    rb"parents?|staff|"
    rb"colleagues?|managers?|students?|nurses|doctors|teams?|users|who|whose|those|their|his|her|they|carers?|"
    rb"couples?|babies|"
    rb"advis\w+|support\w*|treat\w*|assess\w*|help\w*|teach\w*|taught|manag\w*|deliver\w*|lead|leads|led|run|ran|"
    rb"audit\w*|"
    rb"research\w*|train(?:ed|ing)?|wrote|write|written|develop\w*|design\w*|review\w*|chair\w*|polic(?:y|ies)|"
    rb"cases|course|"
    rb"service|services|clinics?|wards?|unit|work with|worked with|arrange\w*|organis\w*|process\w*|recruit\w*|"
    rb"sponsored \w+ for|"
    rb"taken|placed|weighed|visited|seen|dealt|fitted|screen\w*|prescrib\w*|"
    rb"cover(?:ed|ing)?|during (?:her|his|a colleague)|on behalf|negotiat\w*|meet|met|partnership|alongside)\b",
    re.IGNORECASE,
)


def _speaks_of_self_last(lead: bytes) -> bool:
    """Whether the sentence has a first person before its end and neither work nor anybody else since the last one."""
    first = [found.end() for found in _FIRST.finditer(lead)]
    return bool(first) and not _AT_WORK.search(lead[first[-1] :])


def _sentence_start(text: bytes, at: int) -> int:
    base = max(0, at - _BEFORE)
    ends = [found.end() for found in _SENTENCE.finditer(text, base, at)]
    return ends[-1] if ends else base


_EDGES = frozenset(
    b"a an the my our own local of in on at to by with from for and or as i i'm am is was been being have has had "
    b"now still also "
    b"under hold holds granted through came come get getting got some both very quite once it's that who so".split()
)


_OWNERS = re.compile(rb"(?:\b(?:both|all)\s+(?:of\s+)?(?:my|our)|\bour)\s+(?:own\s+|dear\s+|late\s+)?\Z", re.IGNORECASE)


def _telling(text: bytes, finding: Finding, way: str) -> Finding:
    """Leave out the function words a finding begins with; take in the "our" of relatives, which says there are two."""
    start = finding.start
    if way == "mine" and finding.label in {"FAMILY", "MARITAL"}:
        owner = _OWNERS.search(text[max(0, start - 22) : start])
        start -= len(owner.group()) if owner else 0
        return Finding(start, finding.end, finding.label, finding.source, finding.confidence)
    if text[start : start + 8].lower() == b"my being":
        return finding
    while (word := re.match(rb"[\s,]*([a-z']+)\s+", text[start : finding.end], re.IGNORECASE)) is not None:
        if word.group(1).lower() not in _EDGES:
            break
        start += word.end()
    return Finding(start, finding.end, finding.label, finding.source, finding.confidence)
