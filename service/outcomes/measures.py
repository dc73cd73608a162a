"""The two national likelihoods, WRES indicator 2 and WDES metric 2, and how complete the records behind them are."""

from dataclasses import dataclass

import numpy as np

from service.outcomes import sentences
from service.outcomes.applications import STAGES, Applications
from service.outcomes.comparison import CANNOT, METHOD, Figures
from service.outcomes.ratios import Counts, Likelihood
from service.outcomes.tally import ROLL_UPS, Tally, is_unknown, tally

SHORTLISTED, APPOINTED = STAGES.index("shortlisted"), STAGES.index("appointed")


@dataclass(frozen=True, slots=True)
class National:
    """A national relative likelihood of appointment from shortlisting: the advantaged group ÷ the other."""

    name: str
    title: str
    characteristic: str
    top: str
    bottom: str
    keys: tuple[str, str]

    @property
    def direction(self) -> str:
        """Which group is divided by which."""
        return f"{self.top} ÷ {self.bottom}"


WRES2 = National("wres2", "WRES indicator 2", "ethnicity_group", "White", "BME", ("white", "bme"))
WDES2 = National("wdes2", "WDES metric 2", "disability_group", "Non-disabled", "Disabled", ("non_disabled", "disabled"))
NATIONAL = (WRES2, WDES2)


def measures(applications: Applications) -> Figures:
    """Return WRES 2 and WDES 2 over the applications given, with and without international and bulk campaigns."""
    found = {}
    for national in NATIONAL:
        figures = _over(applications, national)
        if "campaign" in applications.columns:
            campaign = applications.columns["campaign"]
            names = np.array(campaign.codes, dtype=object)[campaign.places]
            for key, dropped in (
                ("without_international", ("international",)),
                ("without_bulk", ("bulk",)),
                ("without_international_and_bulk", ("international", "bulk")),
            ):
                figures[key] = _over(applications.where(~np.isin(names, dropped)), national)
        found[national.name] = figures
    return found


def _over(applications: Applications, national: National) -> Figures:
    fine = ROLL_UPS[national.characteristic]
    if fine not in applications.columns:
        none, unknown = Counts(0, 0), _everybody(applications)
        return measured(national, none, none, unknown, f"the file has no column {fine}")
    counted = tally(applications, national.characteristic)
    top, bottom = (counted.counts(code, SHORTLISTED, APPOINTED) for code in (national.top, national.bottom))
    return measured(national, top, bottom, _unknown(counted))


def _everybody(applications: Applications) -> Counts:
    reached = applications.stage
    return Counts(int(np.sum(reached >= APPOINTED)), int(np.sum(reached >= SHORTLISTED)))


def _unknown(counted: Tally) -> Counts:
    return counted.together(tuple(code for code in counted.codes if is_unknown(code)), SHORTLISTED, APPOINTED)


def measured(national: National, top: Counts, bottom: Counts, unknown: Counts, missing: str = "") -> Figures:
    """Return a measure from its counts; with nobody shortlisted or appointed in a group it cannot be calculated."""
    likelihood = Likelihood(
        top, bottom, national.direction, f"{national.top} applicants were likelier to be appointed from shortlisting"
    )
    reason = missing or _hindrance(national, top, bottom)
    interval = None if reason else likelihood.score()
    second = None if reason else likelihood.score("miettinen_nurminen")
    figures: Figures = {
        "title": national.title,
        "value": None if reason else likelihood.value,
        "reason": f"{CANNOT}: {reason}" if reason else None,
        "direction": national.direction,
        "reading": f"above 1: {likelihood.above_one}",
        national.keys[0]: {"shortlisted": top.n, "appointed": top.selected, "likelihood": top.rate},
        national.keys[1]: {"shortlisted": bottom.n, "appointed": bottom.selected, "likelihood": bottom.rate},
        "not_known": {"shortlisted": unknown.n, "appointed": unknown.selected, "likelihood": unknown.rate},
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "method": METHOD if interval else None,
        "miettinen_nurminen": {"low": second.low, "high": second.high} if second else None,
    }
    figures["sentence"] = sentences.of_measure(figures, national.title, national.top, national.bottom, top, bottom)
    return figures


def _hindrance(national: National, top: Counts, bottom: Counts) -> str:
    for name, counts in ((national.top, top), (national.bottom, bottom)):
        if not counts.n:
            return f"nobody shortlisted is {name}"
        if not counts.selected:
            return f"nobody appointed is {name}"
    return ""


def completeness(scope: Applications, undated: Applications) -> Figures:
    """Return what the records lack: outcomes among the shortlisted, and answers of each kind of unknown.

    `scope` is what the figures count; `undated` are applications of the same period without a closing date, which
    no financial year holds.
    """
    missing = int(np.sum((scope.stage >= SHORTLISTED) & scope.has_no_outcome))
    waiting = int(np.sum((undated.stage >= SHORTLISTED) & undated.has_no_outcome))
    shortlisted = int(np.sum(scope.stage >= SHORTLISTED))
    share = (missing + waiting) / (shortlisted + waiting) if shortlisted + waiting else None
    found: Figures = {
        "applications": len(scope),
        "shortlisted": shortlisted,
        "shortlisted_without_outcome": missing + waiting,
        "shortlisted_without_outcome_share": share,
        "shortlisted_without_outcome_or_date": waiting,
        "open": int(np.sum(undated.is_open)),
        "answers": {},
    }
    for name in ("ethnicity", "disability"):
        if name in scope.columns:
            counted = tally(scope, name)
            found["answers"][name] = {
                code: counted.counts(code, 0, 0).n for code in ("not_asked", "not_answered", "prefer_not_to_say")
            }
    found["sentence"] = sentences.of_completeness(found)
    return found
