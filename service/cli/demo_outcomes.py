"""The demonstration's outcomes: a year and a half of another system's invented results, a frozen year, and targets."""

import csv
import io
import random
from datetime import date, timedelta

from service.outcomes.applications import FinancialYear
from service.outcomes.external import check_outcomes, import_outcomes
from service.outcomes.records import HEADER, outcomes_file
from service.outcomes.snapshots import take_snapshot
from service.outcomes.targets import set_target
from service.trail import Actor
from service.work import House

SOURCE = "earlier-system"
VACANCIES = 70
FEWEST, MOST = 8, 24
# Shares of applicants, and the factor on a chance of going on that each group meets here: invented, but not equal,
# so that there is something for an audit to find.
ETHNICITY = {
    "A": (62, 1.0),
    "C": (6, 1.0),
    "H": (9, 0.75),
    "J": (5, 0.75),
    "N": (10, 0.7),
    "R": (3, 0.8),
    "Z": (5, 0.9),
}
DISABILITY = {"NN": (86, 1.0), "01": (2, 0.85), "03": (3, 0.85), "08": (4, 0.85), "ZZ": (5, 0.95)}
GENDER = {"2": (70, 1.0), "1": (27, 1.0), "Z": (3, 1.0)}
AGES = ("20 to 29", "30 to 39", "40 to 49", "50 to 59", "60 and over")
BANDS = ("5", "5", "6", "6", "7", "8a")
STEPS = (("shortlisted", 0.42), ("interviewed", 0.85), ("offered", 0.32), ("appointed", 0.9))


def load_outcomes(house: House, hr: Actor, today: date) -> int:
    """Take in the invented results, freeze the last whole year, and set two targets; return how many applications."""
    year = FinancialYear(today.year - 1 if today >= date(today.year, 4, 1) else today.year - 2)
    rows = check_outcomes(_file(year.first, today - timedelta(days=1)), SOURCE)
    with house.writing(hr) as work:
        import_outcomes(work, rows, SOURCE)
    with house.writing(hr) as work:
        take_snapshot(work, year, outcomes_file(work, {}))
        owner = str(hr.account_id)
        set_target(work, "panels_met", "Four panels in five meet everything asked", 80, owner, _end_of(today))
        set_target(
            work, "feedback_in_time", "Every interviewed applicant has feedback in time", 95, owner, _end_of(today)
        )
    return len(rows)


def _end_of(today: date) -> date:
    """The end of the financial year after this one."""
    return date(today.year + 2 if today >= date(today.year, 4, 1) else today.year + 1, 3, 31)


def _file(first: date, last: date) -> bytes:
    chance = random.Random(20)  # noqa: S311 - invented people, the same ones every time
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADER, restval="", lineterminator="\n")
    writer.writeheader()
    for vacancy in range(VACANCIES):
        opened = first + timedelta(days=chance.randrange((last - first).days - 60))
        post = {
            "vacancy_id": f"P{vacancy:03}", "band": chance.choice(BANDS), "campaign": "standard",
            "site": chance.choice(("Larkfield General", "Weir Street")), "ethnicity_scheme": "2001",
            "applied_on": opened.isoformat(), "closed_on": (opened + timedelta(days=45)).isoformat(),
        }  # fmt: skip
        for number in range(chance.randint(FEWEST, MOST)):
            writer.writerow({**post, "application_id": f"P{vacancy:03}-{number:02}", **_person(chance)})
    return text.getvalue().encode()


def _person(chance: random.Random) -> dict[str, str]:
    factor, answers = 1.0, {}
    for question, groups in (("ethnicity", ETHNICITY), ("disability", DISABILITY), ("gender", GENDER)):
        code = chance.choices(list(groups), [share for share, _ in groups.values()])[0]
        answers[question], factor = code, factor * groups[code][1]
    stage, outcome = "applied", "not_selected"
    for reached, likely in STEPS:
        if chance.random() > likely * factor:
            outcome = "declined" if stage == "offered" else "not_selected"
            break
        stage, outcome = reached, "appointed"
    return {**answers, "age_band": chance.choice(AGES), "stage": stage, "outcome": outcome}
