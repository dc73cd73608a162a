"""Clauses that speak of no work and of nobody else: there a word of the vocabulary is the applicant's own.

"No boyfriend, no kids", "widowed since 2014", "Sickle cell trait only": the voices of `own_voice` miss what is said
without a first person right before it. Here the whole clause is asked whether anything in it is work.
"""

import re

from service.shortlisting.redaction.lexicon_files import engine

_ENDS = re.compile(
    rb"[.!?;:|()]|\n|\s-\s|~\s|\s(?:and|but|so|because|cos|though|although|while|since)\s+(?=(?:i|i'm|i've|ive|im|my|"
    rb"we|our)\b)|"
    rb",\s+(?=(?:i|i'm|i've|my|we|our|but|so|because|though)\b)",
    re.IGNORECASE,
)
_REACH = 160
MOST = 250
"""How many terms are asked of their clause: an application has fewer than 100, a hostile text 10,000."""
PLAINLY = 0.7
"""How sure such a finding is: below what a person of the recruitment team need not look at."""

_WORK = engine(
    rb"\b(?:patients?|clients?|residents?|users?|customers?|staff|colleagues?|teams?|wards?|units?|clinic\w*|services?|"
    rb"hospitals?|trusts?|nhs|board|caseload|managers?|boss|employers?|interpret\w*|languages?|speak\w*|spoke|"
    rb"fluent\w*|native|"
    rb"nurs(?:ed|ing)|treat(?:ed|ing|s)?|assess\w*|manag(?:e|ing|er|ement)|deliver\w*|support\w*|help\w*|teach\w*|"
    rb"taught|"
    rb"train(?:ed|ing|er|ers|ees?)|led|leads?|leading|leader\w*|run|runs|ran|wrote|writ\w+|develop\w*|design\w*|"
    rb"review\w*|"
    rb"audit\w*|research\w*|publish\w*|presented|chair\w*|polic(?:y|ies)|guid(?:ance|elines?)|process\w*|recruit\w*|"
    rb"interview\w*|screen(?:ed|ing|s)|prescri\w+|advis\w+|monitor\w*|prevent\w*|reduc\w+|diagnos(?:e|es|ing)|refer\w*|"
    rb"test(?:s|ed|ing)|fit(?:ted|ting)|know|knows|knowledge|understand\w*|expert\w*|skills?|speciali\w+|compet\w+|"
    rb"qualif\w+|courses?|modules?|dissertation|projects?|programmes?|stud(?:y|ies)|trials?|conferences?|awareness|"
    rb"network\w*|"
    rb"forums?|committees?|champion\w*|ambassadors?|steering|equality|inclusion|diversity|data|reports?|reported|"
    rb"rates?|"
    rb"coding|databases?|records?|dealt|dealing|cases?|emergenc\w+|calls?|models?|leaflets?|charit\w+|volunteers|"
    rb"pathways?|rotas?|shifts?|menus?|meals?|equipment|budgets?|supplier\w*|students?|pupils?|learners|"
    rb"experience (?:of|in|with)|"
    rb"experienced|work(?:ed|ing)? (?:with|in|on|for)|covered|cover|sector|staffing|act|law|rights|campaign\w*|"
    rb"workshops?|sessions?|"
    rb"communit(?:y|ies)|groups?|prisoners|veterans|cared|caring for|care (?:for|of|homes?|plans?|pathways?|settings?)|"
    rb"looked after|look after|placement\w*|rotation\w*|"
    rb"taken|placed|approved|matched|chaplain\w*|leaders|festivals?|months?'? notice|organis\w+|arrang\w+|introduc\w+|"
    rb"brought in|set up|built|"
    rb"celebrat\w+ (?:the|our)|food|cuisine|passengers?|contract\w*|notes|leave policy|discharge\w*|admission\w*|"
    rb"admit\w*)\b",
)
_OTHERS = engine(
    rb"\b(?:his|her|hers|he|she|they|their|them|whose|who|someone|somebody|anyone|people|persons?|families|women|men|"
    rb"adults|mothers|fathers|couples|babies|refugees|carers|relatives|those|ladies|everyone|each|every)\b",
)
_OF_ANOTHER = re.compile(rb"(?:\b(?:(an?)|his|her|their|each|every|whose|another)|'s)\s+\Z", re.IGNORECASE)
_HAD = re.compile(
    rb"\b(?:this is|it is|it's|its|got|had|have|left me with|ended in|turned out to be)\s+(?:(?:an?|the|my|some|mild|"
    rb"severe|bad|"
    rb"moderate|of|also|had)\s+)*\Z",
    re.IGNORECASE,
)
_FIRST = re.compile(rb"\b(?:i|i'm|im|i've|ive|i'd|i'll|me|my|myself|meself|mine|we|our|us)\b", re.IGNORECASE)
_TERM_ENDS = re.compile(
    rb"^(?:\s*[,.;:()|!/?]|\s+-|\s*\n|\s*\Z|\s+(?:and|by|with|since|for|but|so|too|myself|though|only|in (?:19|"
    rb"20)\d\d)\b)",
    re.IGNORECASE,
)
_MILD = re.compile(
    rb"\b(?:only|mild|managed|controlled|diagnosed|since|borderline|trait|in remission)\b", re.IGNORECASE
)
_AMBIGUOUS = re.compile(
    rb"^(?:an?\s+)?(?:bi|due [a-z ]+|single|engaged|separated|straight|out|ace|adopted|british|english|white|black|"
    rb"brown|coloured|naga|chin|karen|moor|"
    rb"tonga|venda|afar|han|ga|twi|tiv|edo|jat|african|asian|caribbean|commonwealth|overseas|foreign|eu|eea|chapel|"
    rb"free church|"
    rb"brethren|charismatic|apostolic|nazarene|jedi|witch|revert|orthodox|liberal|conservative|republican|socialist|"
    rb"green|"
    rb"reform|unite|prospect|community|equity|stress|panic|grief|fatigue|burns|voices|fits|reflux|covid|sepsis|malaria|"
    rb"dialysis|insulin|sensor|pump|port|stick|recovery|in recovery|bald|fits|steroids|extra time|"
    rb"more breaks|a quiet room|union|trade union|passport|the passport|cos|teenagers|toddlers|kids|"
    rb"christian|dependants?|dependents?|home office|displaced|cornish|celtic|creole|basque|catalan|breton|manx|"
    rb"an? (?:addict|walker|brace|stick|stump|lump|port|peg|limp)|[a-z]*itis|[a-z]*ectomy|[a-z]*ostomy)\Z",
    re.IGNORECASE,
)


def says_it_plainly(  # noqa: PLR0911  (one sign a line)
    text: bytes, start: int, end: int, label: str, way: str
) -> bool:
    """Whether the clause around a term of the vocabulary has no word of work, so that the term is the applicant's."""
    if way == "mine" or label in {"GENDER", "AGE", "UNION_POLITICS"} or _AMBIGUOUS.match(text[start:end]):
        return False
    if way != "bare" and label == "MARITAL" and text[start : start + 2].lower() == b"a ":
        return False
    if text[end : end + 1] == b"-":
        return False
    another = _OF_ANOTHER.search(text[max(0, start - 10) : start])
    if another is not None and (label in {"MARITAL", "FAMILY"} or another.group(1) is None):
        return False
    before, after = _clause(text, start, end)
    rest = before + b" " + after
    owner = text[start : start + 3].lower() in {b"me ", b"my "} and way == "bare"
    said_whole = way == "bare" and (owner or text[start:end].count(b" ") >= 2)  # a phrase says enough by itself
    kin = way == "bare" and label in {"MARITAL", "FAMILY"} and not before.strip()
    if _WORK.search(before + after.partition(b",")[0] if said_whole else rest) and not owner:
        return False
    if not (said_whole or kin or not _OTHERS.search(rest)):
        return False
    spoken = _FIRST.search(rest) is not None
    short = len(rest.split()) <= 6
    if label == "DISABILITY" and way != "bare":
        return (spoken and _HAD.search(before) is not None) or (
            short and _MILD.search(text[start:end] + after) is not None
        )
    if way == "be" and label in {"NATIONALITY", "ETHNICITY"} and text[start:end].islower():
        return False
    if way == "be" and not _TERM_ENDS.match(text[end : end + 14]):
        return False
    return spoken or said_whole or (short and not (way == "be" and label == "FAMILY"))


def _clause(text: bytes, start: int, end: int) -> tuple[bytes, bytes]:
    """Return what stands in the clause of a range before and after it."""
    base = max(0, start - _REACH)
    begin = base
    for found in _ENDS.finditer(text, base, start):
        begin = found.end()
    stop = _ENDS.search(text, end, min(len(text), end + _REACH))
    return text[begin:start], text[end : stop.start() if stop else min(len(text), end + _REACH)]


def works(text: bytes) -> bool:
    """Whether a stretch of text holds a word of work."""
    return _WORK.search(text) is not None
