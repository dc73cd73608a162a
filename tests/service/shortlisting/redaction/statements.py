"""The statements in tests/data/redaction: a small markup, read into text, form fields and gold spans.

A statement begins with `=== id | origin | profession`; then come the form fields (`fn=Grace | ln=May`, see SHORT;
`gy=json:2009` is a value that is not a string), a line `keep:` with words that must survive, and the text.
`[[LABEL|words]]` is an explicit mention, `[[~LABEL|words]]` an implicit cue (counted and reported apart). Function
words that begin a mention are not part of it.
"""

import json
import re
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[3] / "data" / "redaction"

SHORT = {
    "t": "title", "fn": "first_name", "mn": "middle_name", "ln": "last_name", "pn": "preferred_name", "em": "email",
    "ph": "phone", "ad": "address", "pc": "postcode", "dob": "date_of_birth", "sex": "sex", "nat": "nationality",
    "ni": "ni_number", "rb": "registration_body", "rn": "registration_number", "uni": "university", "sch": "school",
    "gy": "graduation_year", "emp": "current_employer", "ref": "referees", "job": "job_title",
}  # fmt: skip

_MARK = re.compile(r"\[\[(~?)([A-Z_]+)\|([^\]]*)\]\]")
_LEADING = re.compile(
    r"^(?:(?:a|an|the|i|i'm|i’m|im|am|as|have|has|had|having|been|be|being|are|in|on|of|by|use|take|with|live|hold|granted|suffer|from)\s+)+(?=\S)",
    re.IGNORECASE,
)  # fmt: skip
_ROLE = re.compile(r"^(?:(?:Sister|Matron|Nurse|Captain|Pastor|Charge Nurse|Sr)\s+)+(?=[A-Z])")
_IDENTITY = {"NAME", "NAME_OTHER", "EMAIL", "PHONE", "URL", "ADDRESS", "POSTCODE", "PLACE", "SCHOOL"}


def read_statements(*parts: str) -> list[dict[str, Any]]:
    """Return the statements of the files whose names begin with one of the parts ("open", "blind", "second-blind")."""
    files = sorted(path for path in DATA.glob("*.txt") if path.name.startswith(parts))
    return [_statement(block) for path in files for block in re.split(r"(?m)^=== ", path.read_text("utf-8"))[1:]]


def _statement(block: str) -> dict[str, Any]:
    head, values, keep, body = block.split("\n", 3)
    name, origin, profession = (part.strip() for part in head.split("|"))
    fields: dict[str, Any] = {}
    for pair in re.split(r"\s\|\s", values):
        key, _, value = pair.partition("=")
        value = value.strip()
        fields[SHORT[key.strip()]] = json.loads(value.removeprefix("json:")) if value.startswith("json:") else value
    if isinstance(fields.get("referees"), str):
        fields["referees"] = [referee.strip() for referee in fields["referees"].split(";")]
    text, spans = marked(body)
    text = text.rstrip("\n") + "\n"
    survive = [term.strip() for term in keep.removeprefix("keep:").split(";") if term.strip()]
    return {
        "id": name,
        "origin": origin,
        "profession": profession,
        "fields": fields,
        "text": text,
        "spans": spans,
        "must_survive": survive,
    }


def marked(body: str) -> tuple[str, list[dict[str, Any]]]:
    """Return a marked-up text without its markup, and the spans that were marked."""
    text = ""
    spans: list[dict[str, Any]] = []
    at = 0
    for found in _MARK.finditer(body):
        text += body[at : found.start()]
        words = found.group(3)
        skipped = 0
        if found.group(2) not in _IDENTITY:
            leading = _LEADING.match(words)
            skipped = leading.end() if leading else 0
        if found.group(2) in {"NAME", "NAME_OTHER"} and (role := _ROLE.match(words)):  # a role is not a name
            skipped = role.end()
        if found.group(2) == "EDU_DATE":  # the year, not "the summer of"
            skipped = next((at for at, char in enumerate(words) if char.isdigit()), 0)
        span = {"start": len(text) + skipped, "end": len(text) + len(words), "label": found.group(2)}
        if found.group(1):
            span |= {"optional": True, "implicit": True}
        spans.append(span)
        text += words
        at = found.end()
    return text + body[at:], spans
