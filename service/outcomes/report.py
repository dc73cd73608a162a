"""The audit of a file: fairpanel-audit/1 as a document of plain values, the same for the same applications."""

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from service.errors import InvalidInputError
from service.outcomes.applications import Applications, FinancialYear
from service.outcomes.code_lists import CHARACTERISTICS, NOT_ASKED
from service.outcomes.measures import completeness, measures
from service.outcomes.sentences import NOT_A_CAUSE
from service.outcomes.tables import HEADLINE, build_tables
from service.outcomes.tally import ROLL_UPS, TIMES, totals
from service.outcomes.trends import across_sites, over_time

FORMAT = "fairpanel-audit/1"
Document = dict[str, Any]
NOTES = (
    NOT_A_CAUSE,
    "Counts are of applications; each stage counts everybody who came at least that far. People who declined an offer "
    "are not appointed. Applications still open are counted nowhere: their way is not over.",
    "Rates: Wilson 95 % interval. Ratios: group ÷ reference with Koopman’s score interval; Miettinen–Nurminen and Katz "
    "beside it. Differences: Newcombe. p: Fisher’s exact test, two-sided.",
    "Stratified by vacancy: Mantel–Haenszel, with Greenland–Robins (ratio) and Robins–Breslow–Greenland (odds).",
    "Headline family (" + ", ".join(HEADLINE) + ", shortlisted to appointed): Holm. Everything else is exploratory: "
    "Benjamini–Hochberg.",
    "Four fifths: the group’s rate ÷ the highest group’s rate, compared in whole numbers.",
    "Not asked, not answered and preferred not to say are three rows, and compared with nobody.",
)


def no_progress(_: str) -> None:
    """Tell nobody how far the work is."""


def audit(
    applications: Applications,
    *,
    year: FinancialYear | None = None,
    by: Sequence[str] = (),
    told: Callable[[str], None] = no_progress,
) -> Document:
    """Return the fairpanel-audit/1 document of the applications, or of those closed in a financial year."""
    scope, undated = in_scope(applications, year)
    cuts = chosen_cuts(scope, by)
    told(f"Measuring {len(scope)} applications")
    document = {
        "format": FORMAT,
        "scope": scope_of(scope, year, cuts),
        "measures": measures(scope),
        "completeness": completeness(scope, undated),
        "funnel": dict(
            zip(("applied", "shortlisted", "interviewed", "offered", "appointed"), _whole(scope), strict=True)
        ),
        "tables": build_tables(scope, cuts, told),
        "over_time": over_time(scope, cuts),
        "sites": across_sites(scope),
        "panels": panels(scope),
        "notes": list(NOTES),
    }
    plain: Document = settled(document)
    return plain


def in_scope(applications: Applications, year: FinancialYear | None) -> tuple[Applications, Applications]:
    """Return the applications that count, and those of the same period without a closing date."""
    if year is None:
        return applications.where(~applications.is_open), applications.where(applications.is_open)
    undated = (applications.closed == 0) & year.holds(applications.applied)
    return applications.where(year.holds(applications.closed)), applications.where(undated)


def chosen_cuts(applications: Applications, by: Sequence[str]) -> list[str]:
    """Return what to cut by: the columns named, or every characteristic that anybody was asked, with roll-ups first."""
    names = list(dict.fromkeys(by))
    if not names:
        asked = [
            name
            for name in CHARACTERISTICS
            if name in applications.columns and set(applications.columns[name].codes) - {NOT_ASKED}
        ]
        names = asked
        if "ethnicity" in asked and "gender" in asked:
            names = [*asked, f"gender{TIMES}ethnicity_group"]
    rolled = [roll for roll, fine in ROLL_UPS.items() if fine in names and roll not in names]
    return [*rolled, *names]


def scope_of(scope: Applications, year: FinancialYear | None, cuts: Sequence[str]) -> Document:
    """Say what was counted."""
    return {
        "year": str(year) if year else None,
        "from": year.first.isoformat() if year else None,
        "to": year.last.isoformat() if year else None,
        "applications": len(scope),
        "vacancies": len(scope.columns["vacancy_id"].codes),
        "by": list(cuts),
    }


def _whole(scope: Applications) -> list[int]:
    return [int(count) for count in totals(scope)]


def panels(scope: Applications) -> Document | None:
    """Count the vacancies whose panel met its requirement, as the file records it; None if it does not say."""
    if "panel_met_requirement" not in scope.columns:
        return None
    met, vacancies = scope.columns["panel_met_requirement"], scope.columns["vacancy_id"]
    size = len(vacancies.codes)
    said = {
        answer: np.bincount(vacancies.places[met.places == at], minlength=size) > 0
        for at, answer in enumerate(met.codes)
    }
    nowhere = np.zeros(size, dtype=np.bool_)
    refused = said.get("no", nowhere)
    no, yes = int(np.sum(refused)), int(np.sum(said.get("yes", nowhere) & ~refused))
    return {
        "unit": "vacancies",
        "met": yes,
        "not_met": no,
        "not_recorded": size - yes - no,
        "rate": yes / (yes + no) if yes + no else None,
        "sentence": "Outcomes beside panels show an association; they are not an effect of the panel.",
    }


def settled(value: Any) -> Any:
    """Return plain JSON values: floats at 12 significant digits (so that platforms agree), no infinity or NaN."""
    if isinstance(value, dict):
        return {str(key): settled(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [settled(each) for each in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(f"{float(value):.12g}") if math.isfinite(value) else None
    return value


def cuts_named(text: str | None) -> list[str]:
    """Return the names of a --by list; `a*b` or `a×b` cuts by both at once.

    Raises:
        InvalidInputError: a name is empty.
    """
    if text is None:
        return []
    names = [TIMES.join(part.strip() for part in re.split("[*×]", name)) for name in text.split(",")]
    if any(not part.strip() for name in names for part in name.split(TIMES)):
        raise InvalidInputError.one("--by", "A name in the list is empty.", "Write columns with commas between.")
    return names


def columns_named(cuts: Sequence[str]) -> list[str]:
    """Return the columns that cuts are made of."""
    return list(dict.fromkeys(part for name in cuts for part in name.split(TIMES)))
