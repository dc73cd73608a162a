"""Bands and staff groups: the codes of the reference lists, and the spellings that staff records use for them."""

import csv
import re
from functools import lru_cache
from importlib.resources import files

from service.tables.wording import RefusedError, one_line

_MEDICAL = re.compile(
    r"\b(consultant|registrar|specialty doctor|specialist grade|associate specialist|foundation (?:doctor|year)|"
    r"fy[12]|f[12]|st[1-8]|ct[1-3]|staff grade|clinical fellow|trust doctor|medical|dental|locum|house officer|sho)\b"
)
_ESR = re.compile(r"band\s*([1-9])(?:\s*-?\s*range\s*([a-d]))?\b")
_STAFF_GROUP_SPELLINGS = {
    "add prof scientific and technic": "05",
    "additional professional scientific and technical": "05",
    "nursing and midwifery": "03",
    "nursing": "03",
    "ahp": "04",
    "admin and clerical": "08",
    "estates and facilities": "09",
}


@lru_cache
def bands() -> tuple[str, ...]:
    """Return the band labels, lowest first, VSM last."""
    return tuple(row["band"] for row in sorted(_rows("bands.csv"), key=lambda row: int(row["rank"])))


@lru_cache
def staff_groups() -> dict[str, str]:
    """Return the staff groups: label by code."""
    return {row["code"]: row["label"] for row in _rows("staff_groups.csv")}


@lru_cache(maxsize=4096)
def band(text: str) -> str | None:
    """Return the band that `text` names, such as `8a`, `Band 8A` or `XR08|Review Body Band 8 - Range A`.

    None stands for a medical grade: another scale, which meets no band floor.

    Raises:
        RefusedError: it names no band.
    """
    cleaned = one_line(text, 200).lower()
    esr = _ESR.search(cleaned)
    short = (esr.group(1) + (esr.group(2) or "")) if esr else ""
    plain = re.sub(r"^(?:afc\s*)?(?:band\s*)?0?(?=[1-9vV])", "", cleaned).replace(" ", "")
    known = {each.lower(): each for each in bands()}
    for spelling in (plain, short):
        if spelling in known:
            return known[spelling]
    if cleaned in ("vsm", "very senior manager"):
        return "VSM"
    if _MEDICAL.search(cleaned):
        return None
    listed = ", ".join(bands())
    remedy = "Band 8 needs its range: 8a, 8b, 8c or 8d." if "8" in (plain, short) else f"Write one of {listed}."
    raise RefusedError(f"{text[:40]!r} is not a band.", f"{remedy} Medical grades are written by name.")


@lru_cache(maxsize=4096)
def staff_group(text: str) -> str:
    """Return the code of the staff group that `text` names by code or label.

    Raises:
        RefusedError: it names none.
    """
    cleaned = one_line(text, 200)
    if cleaned.isdigit() and cleaned.zfill(2) in staff_groups():
        return cleaned.zfill(2)
    plain = re.sub(r"[^a-z]+", " ", cleaned.lower().replace("&", " and ")).strip()
    by_label = {re.sub(r"[^a-z]+", " ", name.lower()).strip(): code for code, name in staff_groups().items()}
    code = by_label.get(plain) or _STAFF_GROUP_SPELLINGS.get(plain)
    if code is None:
        labels = "; ".join(staff_groups().values())
        raise RefusedError(f"{text[:60]!r} is not a staff group.", f"Write a code from 01 to 10, or one of: {labels}.")
    return code


def _rows(name: str) -> list[dict[str, str]]:
    text = files("service.people").joinpath("reference", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
