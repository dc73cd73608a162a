"""The two national likelihoods, WRES indicator 2 and WDES metric 2, and how complete the records behind them are."""

from dataclasses import dataclass

import numpy as np

from service.outcomes import sentences
from service.outcomes.applications import STAGES, Applications
from service.outcomes.comparison import CANNOT, METHOD, Figures
from service.outcomes.ratios import Counts, Likelihood
from service.outcomes.tally import ROLL_UPS, TIMES, is_unknown, tally

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
NOBODY = Counts(0, 0)
WITHOUT = {
    "without_international": ("international",),
    "without_bulk": ("bulk",),
    "without_international_and_bulk": ("international", "bulk"),
}


def measures(applications: Applications) -> Figures:
    """Return WRES 2 and WDES 2 over the applications given, with and without international and bulk campaigns."""
    return {national.name: _with_and_without(applications, national) for national in NATIONAL}


def _with_and_without(applications: Applications, national: National) -> Figures:
    if (fine := ROLL_UPS[national.characteristic]) not in applications.columns:
        everybody = Counts(*(int(np.sum(applications.stage >= stage)) for stage in (APPOINTED, SHORTLISTED)))
        return measured(national, NOBODY, NOBODY, everybody, f"the file has no column {fine}")
    by_campaign = _by_campaign(applications, national)
    figures = _over(national, by_campaign, ())
    if "campaign" in applications.columns:
        for key, dropped in WITHOUT.items():
            figures[key] = _over(national, by_campaign, dropped)
    return figures


ByCampaign = dict[str, dict[str, Counts]]  # campaign → group → its counts from shortlisted to appointed


def _by_campaign(applications: Applications, national: National) -> ByCampaign:
    if "campaign" not in applications.columns:
        counted = tally(applications, national.characteristic)
        return {"": {code: counted.counts(code, SHORTLISTED, APPOINTED) for code in counted.codes}}
    crossed = tally(applications, f"campaign{TIMES}{national.characteristic}")
    found: dict[str, dict[str, Counts]] = {}
    for code in crossed.codes:
        campaign, group = code.split(TIMES)
        found.setdefault(campaign, {})[group] = crossed.counts(code, SHORTLISTED, APPOINTED)
    return found


def _over(national: National, counts: ByCampaign, dropped: tuple[str, ...]) -> Figures:
    groups: dict[str, Counts] = {}
    for campaign, each in counts.items():
        for group, more in each.items() if campaign not in dropped else ():
            so_far = groups.get(group, NOBODY)
            groups[group] = Counts(so_far.selected + more.selected, so_far.n + more.n)
    top, bottom = groups.get(national.top, NOBODY), groups.get(national.bottom, NOBODY)
    unknown = [each for group, each in groups.items() if is_unknown(group)]
    not_known = Counts(sum(each.selected for each in unknown), sum(each.n for each in unknown))
    return measured(national, top, bottom, not_known)


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
