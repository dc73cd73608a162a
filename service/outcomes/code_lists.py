"""The code lists of characteristics, as data: codes, labels, roll-ups and what stands for each kind of unknown."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

NOT_ASKED = "not_asked"
NOT_ANSWERED = "not_answered"
PREFER_NOT = "prefer_not_to_say"
UNKNOWN = (NOT_ASKED, NOT_ANSWERED, PREFER_NOT)
UNKNOWN_LABELS = {
    NOT_ASKED: "Not asked",
    NOT_ANSWERED: "Asked, no answer held",
    PREFER_NOT: "Preferred not to say",
}
NOT_KNOWN_WORD = "not_known"

CHARACTERISTICS = (
    "ethnicity",
    "disability",
    "gender",
    "age_band",
    "sexual_orientation",
    "religion",
    "marital_status",
)

_FOLDER = Path(__file__).parent / "reference"


@dataclass(frozen=True, slots=True)
class CodeList:
    """One characteristic's values: code → label, and raw values that mean one of the three kinds of unknown.

    `open_ended` lists take any text as a value. `conventional` is the group that others are compared with, named
    before anything is counted; `groups` maps codes to their national roll-up (White/BME, Disabled/Non-disabled).
    """

    name: str
    labels: Mapping[str, str]
    unknown: Mapping[str, str]
    open_ended: bool = False
    conventional: str | None = None
    groups: Mapping[str, str] = field(default_factory=dict)


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def census_2021() -> Mapping[str, str]:
    """Return the 2021 census labels with the 2001 code that each maps down to."""
    return {row["label"]: row["maps_to_2001_code"] for row in _rows("ethnic_group_census_2021")}


@cache
def code_list(name: str) -> CodeList:
    """Return the list of a characteristic; one without a national list takes the text as given."""
    if name == "ethnicity":
        rows = _rows("ethnic_category_2001")
        known = {row["code"]: row for row in rows if row["wres_group"] != "Not known"}
        return CodeList(
            name,
            {code: row["label"] for code, row in known.items()},
            {"99": NOT_ANSWERED, "Z": PREFER_NOT},
            conventional="A",
            groups={code: row["wres_group"] for code, row in known.items()},
        )
    if name == "disability":
        known = {row["code"]: row for row in _rows("disability") if row["wdes_group"] != "Not known"}
        return CodeList(
            name,
            {code: row["label"] for code, row in known.items()},
            {NOT_KNOWN_WORD: NOT_ANSWERED, "ZZ": PREFER_NOT},
            conventional="NN",
            groups={code: row["wdes_group"] for code, row in known.items()},
        )
    if name in {"gender", "sexual_orientation"}:
        file, held = ("gender_identity", "X") if name == "gender" else (name, "9")
        labels = {row["code"]: row["label"] for row in _rows(file) if row["code"] not in {"Z", held}}
        return CodeList(name, labels, {held: NOT_ANSWERED, "Z": PREFER_NOT}, conventional="1")
    return CodeList(name, {}, {NOT_KNOWN_WORD: NOT_ANSWERED, "Z": PREFER_NOT}, open_ended=True)


def ethnicity_code(value: str, scheme: str) -> str | None:
    """Return the 2001 code, or the kind of unknown, that a value means in its scheme; None if it means nothing there.

    `99` is looked at before the first character; a second character is a local subdivision (`CY` is `C`).
    """
    listed = code_list("ethnicity")
    if not value:
        return NOT_ASKED
    if value in listed.unknown:
        return listed.unknown[value]
    if scheme == "2021":
        return NOT_ANSWERED if value == NOT_KNOWN_WORD else census_2021().get(value)
    national = value[0]
    if scheme == "2001" and len(value) <= 2 and national in listed.labels and value.isalnum():
        return national
    return None


def listed_code(name: str, value: str) -> str | None:
    """Return the code, or the kind of unknown, that a value means in a characteristic's list; None if not in it."""
    listed = code_list(name)
    if not value:
        return NOT_ASKED
    if value in listed.unknown:
        return listed.unknown[value]
    return value if listed.open_ended or value in listed.labels else None


def label(name: str, code: str) -> str:
    """Return what a code of a characteristic is called; text stands for itself."""
    return UNKNOWN_LABELS.get(code) or code_list(name).labels.get(code, code)
