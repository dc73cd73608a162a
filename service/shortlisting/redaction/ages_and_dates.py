"""Ages, and the years of an education: numbers that mean something only in their context."""

import re
from collections.abc import Iterator
from functools import cache

import re2

from service.shortlisting.redaction.lexicon_files import compiled
from service.shortlisting.redaction.spans import Finding
from service.shortlisting.redaction.words import Reading

_N = "(?:{AGENUM}|{AGEWORD})"
_DECADE = (
    r"(?:(?:early|mid|late|middle)[- ]?)?(?:teens|twenties|thirties|forties|fifties|sixties|seventies|"
    r"eighties|[2-8]0'?s)"
)
_OWN_AGE = (
    rf"(?:{{IAM}}|i'll be|i will be|i turn|turning|i have just turned|i've just turned|i "
    rf"turned|just turned|nearly|almost|now)"
    rf" (?:now |only |just |nearly |almost |over |under |about |around |already |still |a "
    rf"|an )*({_N}(?:[- ]years?[- ](?:old|young|of age)|[- ]year[- ]old| next birthday| this "
    rf"year| in [a-z]+| yrs?(?: old)?)?)"
    r"(?: |,|\.|;|$|!|\))",
    rf"(?:my )?age(?:d)?(?: is| of|:| =)? ?((?:over |under |nearly |almost |just )?{_N}(?: "
    rf"?(?:years?|yrs?)(?: old| of age)?)?)",
    rf"(?:my )({_N}(?:th|st|nd|rd|[a-z]*th) birthday|(?:tw|th|f|s)[a-z]+ieth birthday)",
    rf"(?:in|into|entering|reached|approaching|hit|of) my ({_DECADE})",
    r"(?:in my|as a|am a|being) ((?:early|mid|late)[- ](?:twenties|thirties|forties|fifties|"
    r"sixties)|teenager|pensioner|sexagenarian|septuagenarian|quinquagenarian|mature student|"
    r"oap|retiree|senior citizen|school leaver|twenty-something|thirty-something|fifty-something|"
    r"millennial|baby boomer|gen z(?:er)?)",
    rf"(?:i|we|my family|who)(?: [a-z']+){{1,12}} (?:when i was|at the age of|at age|when "
    rf"only|aged|by the age of|from the age of|since the age of|since i was|until i was|at) "
    rf"({_N}(?: years? old)?)(?:,|\.|;|\)| i\b| and\b| to\b| with\b| but\b| when\b| as\b| in\b| on\b| from\b| by\b|"
    rf" after\b| alone\b|$)",
    rf"({_N} (?:next birthday|next (?:january|february|march|april|may|june|july|august|september|october|november|"
    rf"december|month|year)|this (?:year|month)))",
    rf"(?:when i was|since i was|at the age of|until i was|before i was|by the time i was|"
    rf"from the age of) ({_N}(?: years? old)?)",
    rf"at ({_N})(?: years old)? i",
    rf"(?:pushing|rising|hitting|hit|nudging|touching|shy of|going on|turning|turned|north of|wrong side of|"
    rf"right side of|"
    rf"woman of|man of|being|now) ({_N})(?:,|\.|;|\)| now| and| but| so| when|$)",
    r"((?:at|for|of) my age|"
    r"of a certain age)",
    rf"({_N}(?:[- ]years?[- ](?:old|young|of age)| yrs(?: old)?))",
    r"i(?:'m| am)(?: [a-z]+){0,2} ((?:over|under|past|nearly|approaching|near|close to|well "
    r"over|just over) (?:{AGENUM}|{AGEWORD}|retirement(?: age)?|pension age)|retirement age|"
    r"of retirement age|an older (?:worker|applicant|woman|man|nurse|person)|a (?:young|older) "
    r"(?:person|woman|man|worker|applicant|nurse|professional|doctor)|the oldest [a-z ]{3,20}|"
    r"the youngest [a-z ]{3,20}|(?:too )?old enough to [a-z ]{3,20}|semi-retired|retired)",
    r"((?:approaching|close to|near|nearing|reach(?:ed|ing)?|past|before|after|beyond|of) "
    r"(?:my )?(?:retirement age|state pension age|pension age))",
    r"(?:as an?|i am an?|i'm an?) ((?:older|younger|young|mature|more mature) (?:applicant|"
    r"worker|person|woman|man|nurse|candidate|student|professional|employee|father|mother))",
    rf"(?:age|aged)[ :(]*({_N})",
)
_YEARS = re.compile(
    r"(?<![\d£$#/.,:-])(?:(?:19[4-9]\d|20[0-3]\d)(?:\s?(?:-|to|until|and|/)\s?(?:19[4-9]\d|20[0-3]\d|\d\d|"
    r"present)(?!\d))?|'\d\d)(?![\d%]|,\d)"
)
_STUDY = re.compile(
    r"\b(?:graduat\w*|qualif(?:ied|ying)|degree|bsc|b\.sc|msc|ba|ma|meng|beng|mbbs|mbchb|mb\s?bs|"
    r"mb\s?bch\w*|mpharm|phd|md|llb|llm|mba|pgce|pgdip|"
    r"dip(?:loma)?|hnd|hnc|btec|nvq|gcses?|a-?\s?levels?|o-?\s?levels?|cses?|leaving\s+cert\w*|highers|"
    r"baccalaureate|matric\w*|"
    r"stud(?:y|ied|ying|ies)|university|uni|college|school|academy|polytechnic|educated|class\s+of|finals|"
    r"left\s+school|attended|"
    r"train(?:ing|ed)(?=[^.]{0,40}(?:university|college|school|academy|hospital school))|"
    r"training:|education:?|honours|hons|first[\s-]class|2:1|2:2|thesis|alumn\w+|enrolled|"
    r"read\s+(?:medicine|law|history|english|nursing)|"
    r"certificate\s+of\s+education|nursing\s+(?:degree|diploma)|passed\s+my|scholarship|graduand|freshers|"
    r"sixth\s+form|finish(?:ed)?\s+(?:the|my)\s+course|comprehensive|foundation\s+year\s+at|left\s+in)\b",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"\b(?:work(?:ed|ing)?|join(?:ed)?|employ\w*|started|appointed|promoted|band\s+\d|post|role|manager|"
    r"ward|shift|trust|osce|nhs\s+trust|job|audit|since|led|covid|"
    r"act|strategy|guideline\w*|standards?|plan|census|report|regulations|policy|cqc|inspection|version|"
    r"olympics|pandemic|published)\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\[[a-z -]{3,30}\]")
_EDUCATION = re.compile(
    r"^\W*(?:education|qualifications?|academic|schooling|education\s+(?:and|&)\s+\w+|academic\s+\w+|"
    r"professional\s+qualifications?)\W*$",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"^\W*(?:[A-Z][A-Z &/]{3,40}|(?:experience|employment|skills|interests|references|referees|"
    r"profile|work history|career|hobbies)(?: \w+){0,3})\W*:?$"
)


def find_ages(reading: Reading) -> Iterator[Finding]:
    """Find the applicant's age; ages of patients and of client groups stay."""
    for engine in _age_engines():
        for found in engine.finditer(reading.view.ascii):
            start, end = found.span(1)
            if start < end and not _of_others(reading, start, end):
                yield Finding(start, end, "AGE", "pattern", 0.9)


_OTHERS = re.compile(
    r"\b(?:patients?|clients?|residents?|children|child|people|adults?|women|men|woman|man|lady|gentleman|"
    r"service\s+users?|students?|pupils|those|anyone|"
    r"babies|baby|daughter|son|girl|boy|mother|father|mum|dad|teenagers?|him|her|his|she|he|they|"
    r"gestation|weeks|who\s+was|husband|wife|brother|sister|bed|beds|"
    r"groups?|cohort|participants|grandmother|nan|caseload|ward|band|room|bay|level|stage|grade)\b",
    re.IGNORECASE,
)


def own_age(before: str) -> bool:
    """Whether the words before say that the number is the applicant's age."""
    return re.search(r"\b(?:i am|i'm|i was|aged?)(?: (?:an?|now|only))*\s*\Z", before, re.IGNORECASE) is not None


def _in_years(reading: Reading, end: int) -> bool:
    """Whether the number found is a length of time: "20 yrs of experience"."""
    return reading.view.text[max(0, end - 4) : end].strip().lower() in {"yrs", "yr"}


def _of_others(reading: Reading, start: int, end: int) -> bool:
    before = re.split(r"[.!?;\n]", reading.view.text[max(0, start - 60) : start])[-1]
    own = re.search(r"\b(?:i|i'm|i've|my|me|myself|we)\b", before, re.IGNORECASE)
    other = _OTHERS.search(before)
    after = reading.view.text[end : end + 25]
    if re.match(
        r"\s*(?:%|per|hours?|minutes?|mins|weeks?|months?|days?|years?['’]?\s+(?!old|young|of\s+age)|beds?|"
        r"patients?|staff|people|nurses|-?bedded|residents?|mg|ml|kg|miles|sites|of\b|other|different|or\s+more|"
        r"band|bays?|wards?|GCSEs?|points|reports|colleagues|members|cases|calls|th\b|st\b|nd\b|rd\b|am\b|pm\b|"
        r"o'clock|[:/]\d|x\b|times)",
        after,
        re.IGNORECASE,
    ):
        return True
    if re.match(r"\s*(?:words|an hour|can\b|could\b|who\b|miles|minutes)", after, re.IGNORECASE) and not own_age(
        before
    ):
        return True
    if re.match(
        r"\s*[- ]?(?:year[- ]old\s+)?(?:patient|lady|gentleman|man|woman|child|boy|girl|son|daughter|resident|client)",
        after,
        re.IGNORECASE,
    ):
        return True
    if re.match(r"\s*(?:of|in|as|experience|service|post|with)\b", after, re.IGNORECASE) and _in_years(reading, end):
        return True
    return other is not None and (own is None or other.start() > own.start())


@cache
def _age_engines() -> "list[re2._Regexp]":
    return [compiled(rf"\b(?:{pattern})") for pattern in _OWN_AGE]


def find_education_dates(reading: Reading, graduation: str) -> Iterator[Finding]:
    """Find years of study: nearer to words of education than to words of work, or under a heading of education."""
    text = reading.view.text
    sections = _education_sections(reading)
    for found in _YEARS.finditer(text):
        start, end = found.span()
        if found.group().startswith("'") and not re.search(
            r"class\s+of\s*$", text[max(0, start - 12) : start], re.IGNORECASE
        ):
            continue
        known = graduation and graduation in found.group()
        if any(first <= start < last for first, last in sections) or _studied(text, start, end, bool(known)):
            season = re.search(
                r"(?:(?:january|february|march|april|may|june|july|august|september|october|november|december|sept|"
                r"oct|nov|dec|jan|feb|aug))\s+$",
                text[max(0, start - 18) : start],
                re.IGNORECASE,
            )
            yield Finding(start - len(season.group()) if season else start, end, "EDU_DATE", "context", 0.9)


def _studied(text: str, start: int, end: int, known: bool) -> bool:
    before = _PLACEHOLDER.sub("", re.split(r"[.!?;\n](?=\s)", text[max(0, start - 110) : start])[-1])
    after = _PLACEHOLDER.sub("", re.split(r"[.!?;\n](?:\s|$)", text[end : end + 70])[0])
    if re.search(r"\b(?:act|regulations|strategy|guidance|census|olympics)\s*\(?$", before, re.IGNORECASE):
        return False
    study = [len(before) - match.end() for match in _STUDY.finditer(before)] + [
        match.start() for match in _STUDY.finditer(after)
    ]
    work = [len(before) - match.end() for match in _WORK.finditer(before)] + [
        match.start() + 8 for match in _WORK.finditer(after)
    ]
    if not study:
        return known and not work
    return known or not work or min(study) < min(work)


def _education_sections(reading: Reading) -> list[tuple[int, int]]:
    sections: list[tuple[int, int]] = []
    begun: int | None = None
    for line in reading.lines:
        words = reading.view.text[line.start : line.end]
        if _EDUCATION.match(words):
            begun = line.end
        elif begun is not None and _HEADING.match(words.strip()):
            sections.append((begun, line.start))
            begun = None
    if begun is not None:
        sections.append((begun, len(reading.view.text)))
    return sections
