"""Schools, colleges and universities by the shape of their names."""

import re
from collections.abc import Iterator

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


def find_places_of_study(reading: Reading) -> Iterator[Finding]:
    """Find names of places of study; hospitals, royal colleges and employers that look like one stay."""
    text = reading.view.text
    for shape in _SHAPES:
        for found in shape.finditer(text):
            start, end = found.span()
            end = start + len(found.group().rstrip(" ,\n"))
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
            yield Finding(start, end, "SCHOOL", "pattern", 0.9)
