"""Schools, colleges and universities by the shape of their names."""

import re
from collections.abc import Iterator

from service.shortlisting.redaction.lexicon_files import phrases_of
from service.shortlisting.redaction.spans import Finding
from service.shortlisting.redaction.words import Reading

_CAP = r"(?:St\.|[A-ZÀ-Þ][^\W\d_'’.]*(?:['’][A-Za-z]+)?)"
_NAMED = rf"(?:{_CAP}(?:[ \n-])(?:(?:and|of|the|upon|on|for|de|da|in|&)[ \n]){{0,2}}){{1,5}}"
_SHAPES = (
    re.compile(
        rf"\b{_NAMED}(?:University|Universität|College|School|Academy|Institute(?: of Technology)?|"
        rf"Polytechnic|Comprehensive|Gymnasium|Lyceum|Seminary|Conservatoire|Sixth Form(?: "
        rf"College)?)\b(?:[ \n](?:of|for)[ \n](?:{_CAP}[ \n,]{{0,2}}(?:and[ \n])?){{1,4}})?"
    ),
    re.compile(
        rf"\b(?:The[ \n])?(?:University|College|School|Institute|Faculty|Universidade|Universidad|"
        rf"Université|Università|Universität|Uniwersytet|Politecnico)[ \n](?:College[ \n])?(?:of|"
        rf"de|do|da|di|du|del|degli)[ \n](?:the[ \n])?{_CAP}(?:(?:[ \n-]|,[ \n])(?:(?:and|"
        rf"of|the|de|in|at)[ \n]){{0,2}}{_CAP}){{0,3}}"
    ),
    re.compile(
        r"\b(?:Oxford Brookes|UCL|LSE|SOAS|KCL|UMIST|UWE|UEA|UCLan|LJMU|MMU|UCAS)\b(?=[^.\n]{0,30}\b(?:degre"
        r"e|graduat|BSc|MSc|stud|19|20))"
    ),
)
# Short names that are never said of anything but a university, and those that need words of study beside them.
_SHORT = "|".join(sorted((re.escape(name) for name in phrases_of("universities.txt")), key=len, reverse=True))
_STUDIED_AT = (
    r"(?:stud(?:y|ied|ying)|graduat\w+|graduate|degree|dissertation|thesis|PhD|MSc|MRes|MA|BA|BSc|BN|BMBS|MBBS|"
    r"MBChB|MPharm|"
    r"MPhil|PGCE|PGDip|diploma|qualif(?:ied|ying)|read\s\w+|enrolled|A[- ]?levels?|Highers|GCSEs|O[- ]?levels?|"
    r"sixth\s+form|"
    r"first[- ]class|honours|2:1|alumn\w+|scholarship|lectures|course|finals|matriculated|educated|schooled|pupil|"
    r"boarder|"
    r"trained\s+as\s+an?\s\w+|schooling|undergraduate|postgraduate|student)"
)
_IN_CONTEXT = re.compile(
    rf"\b{_STUDIED_AT}\b[^.;!?\n]{{0,45}}?[ \n](?:at|from|in)[ \n](?:the[ \n])?"
    rf"((?:{_CAP}|[A-Z]{{2,6}})(?:(?:[ -]|, | of | do | de )(?:{_CAP}|[A-Z]{{2,6}})){{0,4}})"
)
_SHORT_NAMED = re.compile(
    rf"\b((?:{_SHORT})(?:[ ](?:Uni|University))?)\b(?!['’]s)(?![ ](?:Hospitals?|NHS|Trust|Infirmary|Bank|House|"
    rf"Road|Street|Ward|Wing|Health))"
)
_NEAR_STUDY = re.compile(
    rf"\b(?:{_STUDIED_AT}|went[ ]to|left|attended|I[ ]was[ ]at|training|education)\b", re.IGNORECASE
)
_NOT_STUDY = re.compile(
    r"(?:Hospitals?|NHS|Trust|Infirmary|Health|Ward|Unit|Clinic|Centre|Hospice|Service|Band|Care|Level|Level|"
    r"Red[ ]Cross|Ambulance|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|English|Nursing|"
    r"Medicine|Midwifery|"
    r"Psychology|Sociology|Biology|Chemistry|Physics|Maths|Mathematics|Law|History|Computing|Public|Mental|Adult|"
    r"Child|Social|Business|"
    r"Economics|Accounting|Leadership|Management|Education|Physiotherapy|Radiography|Pharmacy|NVQ|BTEC|I|SQL|CPD|"
    r"ICU|ITU|AAT|CIMA|"
    r"Excel|Python|Healthcare|Science|Sciences|Human|Applied|Clinical|Advanced|Information|Data|Engineering|Art|"
    r"Music|Theology|"
    r"Dietetics|Nutrition|Paramedic|Counselling|Dementia|Infection|Palliative|Critical|Emergency|Safeguarding|"
    r"Quality|Project)\b"
)
_NAMED_SCHOOL = re.compile(
    rf"\b(?:Ysgol|Sgoil|Scoil|Colaiste|Coláiste|Lycée|Liceo|Liceum|Gimnazjum|Colegio|Colégio|Escola|Escuela|Scuola|"
    rf"Istituto|Gymnasium|"
    rf"Madrasa|Vidyalaya|Instituto|Coleg|Prifysgol|Gimnazija)(?:[ ](?:de|da|do|di|of|y|yr|an|na|des|"
    rf"du)){{0,2}}(?:[ ](?!(?:I|and)\b){_CAP}){{1,3}}"
)
# "Christian Medical College, Vellore", "Durham (Hatfield)": a town or college after the name, before a mark or year.
_ITS_TOWN = re.compile(
    r"^(?:,[ ]|[ ]\(|[ ]in[ ])(?!(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December|England|"
    r"English|I|BSc|MSc|BA|MA|PhD|Nursing|Medicine|Midwifery|Law|First|Second|Upper|Lower|Distinction|Merit|Band|NHS|"
    r"GCSEs?)\b)"
    r"([A-ZÀ-Þ][a-zß-ÿ'-]{2,20})(?=[,.;:)\n]|[ ](?:in|and|\(|where|from|between)\b|[ ](?:19|20)\d\d|[ ]\()"
)
_AFTER_DEGREE = re.compile(
    r"\b(?:MBBS|MBChB|BMBS|MB[ ]BS|BSc|B\.Sc|MSc|BN|BA|MA|MPharm|BPharm|RGN|RMN|BDS|LLB|PhD|MPH|"
    r"BEng)\b(?:[ ]?\((?:Hons)\))?"
    r"[^.;\n(]{0,30}\(([A-ZÀ-Þ][^\W\d_]{3,20}(?:[ ][A-ZÀ-Þ][^\W\d_]+)?),[ ](?:19|20)\d\d"
)
_SUBJECT_AND_PLACE = re.compile(
    r"\b(?:BSc|B\.Sc\.?|MSc|BA|MA|BN|BEng|MEng|MPharm|LLB|PhD|PGCE|PGDip|MBA|MPH|MRes|Diploma|HND|"
    r"NVQ)\b(?:[ ]?\((?:Hons|Honours)\))?"
    r"[^.;\n|(]{2,50},[ ]((?!(?:19|"
    r"20)\d)[A-ZÀ-Þ][^\W\d_]{3,18}(?:[ ][A-ZÀ-Þ][^\W\d_]{3,18})?)(?=[,.(\n][ ]?(?:\(?(?:19|20)\d\d|\n|\Z))"
)
_GRADUATE_OF = re.compile(
    r"\b([A-ZÀ-Þ][^\W\d_]{3,18}(?:[ ][A-ZÀ-Þ][^\W\d_]{3,18})?)[ ](?:graduate|alumn\w+|[Uu]ni)\b"
    r"|\b[Ww]ent[ ](?:up[ ])?to[ ]((?:[A-ZÀ-Þ][^\W\d_']{3,18}[ ]?){1,3})(?=,?[ ](?:until|and[ ]left|for[ ]my|"
    r"to[ ](?:do|read|study)|leaving|where|on[ ]a|as[ ]a[ ](?:mature|boarder|student)))"
)
_CITY_OF_COLLEGE = re.compile(r"^[ \n](?:London|Belfast|Dublin|Birmingham|Newcastle|Cardiff|Lampeter)\b")
_WORKPLACE = re.compile(
    r"^[ \n]?(?:Hospitals?|NHS|Trust|Health Board|Teaching|Healthcare|Foundation|Dental Hospital|"
    r"Infirmary|of[ \n](?:Nursing|Paramedics|Physicians|Surgeons|Radiographers|Midwives|Psychiatrists|"
    r"Anaesthetists|Pathologists|Emergency|General|Occupational|Policing|Optometrists|Obstetricians|"
    r"Speech|Podiatry|Radiologists))\b"
)
_BODIES = re.compile(
    r"^(?:the\s+)?(?:royal|british|american|national|general|european|international|chartered|"
    r"king's college hospital|faculty of|institute of|school of (?:nursing|medicine|midwifery|"
    r"health)|college of (?:policing|paramedics|optometrists|radiographers|emergency|occupational|"
    r"podiatry|general|health)|kings? fund|medical|clinical|nursing|university hospitals?|"
    r"university college hospitals?)\b(?!.*\b(?:university|grammar|high school|ireland)\b)",
    re.IGNORECASE,
)
_OPENERS = re.compile(
    r"^(?:GCSEs?|A-levels?|At|In|From|The|My|I|And|While|After|Before|Since|When|During|Also|"
    r"BSc|MSc|BA|MA|PhD|Degree|Education|School|Training|Diploma|Nursing|Medicine|Law|Honours|"
    r"Hons|MBBS|MBChB|MPharm|Attended|Studied|Employer|Name|Bachelor|Master|Of)[ \n,]+(?=\S)"
)
_STUDENT_OF = re.compile(
    r"(?:lectur|teach|taught|tutor|governor|outreach|visit|honorary|partner|school\s+nurs|link)\w*[^.]{0,30}$",
    re.IGNORECASE,
)


def _name_and_next(text: str, start: int, end: int) -> str:
    """Return a name with the word right after it where that has a capital: "Leeds General"."""
    following = re.match(r"[ \n][A-Z][^\W\d_]+", text[end : end + 24])
    return text[start:end] + (following.group() if following else "")


def find_places_of_study(reading: Reading) -> Iterator[Finding]:
    """Find names of places of study; hospitals, royal colleges and employers that look like one stay."""
    text = reading.view.text
    yield from _without_a_noun(text)
    for shape in _SHAPES:
        for found in shape.finditer(text):
            start, end = found.span()
            end = start + len(re.sub(r"(?:[ \n]and)?[ \n]I\Z", "", found.group().rstrip(" ,\n")))
            opener = _OPENERS.match(text[start:end])
            while opener:
                start += opener.end()
                opener = _OPENERS.match(text[start:end])
            name = text[start:end]
            if (
                _WORKPLACE.match(text[end : end + 30])
                or re.search(r"\bHospitals?\b|\bNHS\b", name)
                or _BODIES.match(name)
            ):
                continue
            if len(name.split()) < 2 and name not in {"UCL", "LSE", "SOAS", "KCL", "UWE", "UEA"}:
                continue
            if _STUDENT_OF.search(text[max(0, start - 45) : start]):
                continue
            yield Finding(start, _with_its_town(text, end), "SCHOOL", "pattern", 0.9)


def _with_its_town(text: str, end: int) -> int:
    city = _CITY_OF_COLLEGE.match(text[end : end + 20])
    end += city.end() if city else 0
    town = _ITS_TOWN.match(text[end : end + 40])
    return end + town.end(1) if town else end


def _without_a_noun(text: str) -> Iterator[Finding]:
    """Places of study called by a short name: "my degree at Brookes", "Highers at Sgoil Lionacleit", "BSc, UHI"."""
    for found in _NAMED_SCHOOL.finditer(text):
        yield Finding(*found.span(), "SCHOOL", "pattern", 0.85)
    for found in _SHORT_NAMED.finditer(text):
        start, end = found.span(1)
        around = text[max(0, start - 70) : start].rpartition("\n\n")[2]
        if _NEAR_STUDY.search(around) or re.match(
            r"[ ,(]{1,3}(?:\(?(?:19|20)\d\d|class of|degree|graduate)", text[end : end + 20]
        ):
            yield Finding(start, end, "SCHOOL", "context", 0.85)
    for found in _IN_CONTEXT.finditer(text):
        start, end = found.span(1)
        name = text[start:end].rstrip(" ,")
        if not _NOT_STUDY.search(_name_and_next(text, start, start + len(name))) and len(name) > 2:
            yield Finding(start, _with_its_town(text, start + len(name)), "SCHOOL", "context", 0.7)
    for found in _GRADUATE_OF.finditer(text):
        start, end = found.span(1 if found.group(1) else 2)
        if not _NOT_STUDY.search(text[start:end]) and text[start:end].split(maxsplit=1)[0] not in {
            "Each",
            "Every",
            "This",
            "Newly",
            "Recent",
            "Nurse",
        }:
            yield Finding(start, start + len(text[start:end].rstrip()), "SCHOOL", "context", 0.7)
    for found in _SUBJECT_AND_PLACE.finditer(text):
        if not _NOT_STUDY.search(found.group(1)):
            yield Finding(*found.span(1), "SCHOOL", "context", 0.7)
    for found in _AFTER_DEGREE.finditer(text):
        yield Finding(*found.span(1), "SCHOOL", "context", 0.8)
