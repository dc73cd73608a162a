"""What is said about a cell that cannot be taken: which kind of wrong it is, and the likely remedy."""

import re

from service.outcomes.applications import CAMPAIGNS, OUTCOMES, STAGES
from service.outcomes.code_lists import CHARACTERISTICS, census_2021, code_list, ethnicity_code

LONGEST_CELL = 1000
_LONGEST_QUOTED = 60
_PERCENTAGE = re.compile(r"[-+]?\d+([.,]\d+)?\s*%")
COUNTED = "The file has one row an application and the audit counts them: write the code here, not a percentage."
TOO_LONG = f"is longer than {LONGEST_CELL} characters.", "Put the code alone here."


def is_unfit(value: str) -> bool:
    """Say whether a cell is too long or a percentage, about which a complaint of its own is made."""
    return len(value) > LONGEST_CELL or is_percentage(value)


def is_percentage(value: str) -> bool:
    """Say whether a cell holds a number with a percent sign."""
    return value.endswith("%") and _PERCENTAGE.fullmatch(value) is not None


def plain(value: str) -> str:
    """Return a text without the sign that stands between the parts of a crossed group."""
    return value.replace("×", "x")


def shortened(value: str) -> str:
    """Return a text short enough to be quoted."""
    return value if len(value) <= _LONGEST_QUOTED else value[: _LONGEST_QUOTED - 1] + "…"


def quoted(value: str) -> str:
    """Return a text in quotation marks."""
    return f"“{shortened(value)}”"


def ethnicity_complaint(value: str, scheme: str) -> tuple[str, str, str]:
    """The column, what is wrong there and the remedy."""
    said = quoted(value)
    if scheme not in {"2001", "2021"}:
        message = f"{said} needs the scheme that it is a code of." if not scheme else f"{quoted(scheme)} is no scheme."
        return "ethnicity_scheme", message, "Write 2001 or 2021."
    if scheme == "2001" and value in census_2021():
        return "ethnicity", f"{said} is a 2021 label in a row of scheme 2001.", "Write 2021 in ethnicity_scheme."
    if scheme == "2021" and ethnicity_code(value, "2001") is not None:
        return "ethnicity", f"{said} is a 2001 code in a row of scheme 2021.", "Write 2001 in ethnicity_scheme."
    remedy = (
        f"Write one of {', '.join(code_list('ethnicity').labels)}, Z, 99, or leave it blank if nobody asked."
        if scheme == "2001"
        else "Write a label of the 2021 census list as it stands there, not_known or Z."
    )
    return "ethnicity", f"{said} is no code of scheme {scheme}.", remedy


def with_hint(remedy: str, column: str, value: str) -> str:
    """The remedy, led by the likely code where a spreadsheet or a keyboard has spoilt it."""
    if column in CHARACTERISTICS:
        listed = code_list(column)
        for likely in (value.zfill(2), value.upper(), value.removesuffix(".0"), value.removesuffix(".0").zfill(2)):
            if likely != value and (likely in listed.labels or likely in listed.unknown):
                return f"Perhaps {likely} is meant (spreadsheets drop leading zeros). {remedy}"
    elif value.casefold().strip().replace(" ", "_") in {*STAGES, *OUTCOMES, *CAMPAIGNS, "yes", "no"} and value:
        return f"Write {value.casefold().strip().replace(' ', '_')} (small letters, no spaces). {remedy}"
    return remedy
