"""Published statistics and what the functions make of them, one case of the oracle file after another."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from service.outcomes import exact_tests, limits, proportions, ratios, strata
from service.outcomes.families import benjamini_hochberg, holm
from service.outcomes.ratios import Counts

DATA = Path(__file__).parents[2] / "data" / "outcomes" / "audit-oracles.json"
ORACLES = {case["name"]: case for case in json.loads(DATA.read_text(encoding="utf-8"))}
Figures = dict[str, Any]


def two_groups(inputs: Figures) -> Figures:
    if "table" in inputs:
        (a, b), (c, d) = inputs["table"]
        first, second = Counts(a, a + b), Counts(c, c + d)
    else:
        first, second = Counts(inputs["x1"], inputs["n1"]), Counts(inputs["x2"], inputs["n2"])
    four = first.selected, first.n, second.selected, second.n
    found: Figures = {"p": exact_tests.fisher(first, second), "fisher_p": exact_tests.fisher(first, second)}
    found |= dict(zip(("newcombe_lo", "newcombe_hi"), proportions.newcombe(*four), strict=True))
    for name, corrected in (("koopman", False), ("mn", True)):
        interval = ratios.score_ratio(*four, corrected=corrected)
        found |= {f"{name}_lo": interval.low, f"{name}_hi": interval.high, "hi": interval.high}
    for name, corrected in (("mee", False), ("mn_rd", True)):
        interval = proportions.score_difference(*four, corrected=corrected)
        found |= {f"{name}_lo": interval.low, f"{name}_hi": interval.high}
    if first.selected and second.selected:
        low, high = ratios.katz(*four)
        found |= {"katz_lo": low, "katz_hi": high, "lo": low, "hi": high}
    if (tested := exact_tests.pooled_z(first, second)) is not None:
        found |= {"z": tested[0], "z_p": tested[1], "chi2_p": tested[1]}
    found["rr"] = ratios.Likelihood(first, second, "first ÷ second", "the first is likelier").value
    return found


def as_columns(test: Callable[[Counts, Counts, str], float], alternative: str) -> Callable[[Figures], Figures]:
    """The library's own examples have groups as columns."""

    def figures(inputs: Figures) -> Figures:
        (a, b), (c, d) = inputs["table"]
        return {"p": test(Counts(a, a + c), Counts(b, b + d), alternative)}

    return figures


def stratified(inputs: Figures) -> Figures:
    table = np.array(inputs["strata"], dtype=float)
    arrays = table[:, 0, 0], table[:, 0].sum(1), table[:, 1, 0], table[:, 1].sum(1)
    found, spread = strata.pooled(*arrays), strata.breslow_day(*arrays)
    assert found.odds_interval
    assert found.ratio_interval
    assert spread
    return {
        "or_mh": found.odds,
        "or_lo": found.odds_interval.low,
        "or_hi": found.odds_interval.high,
        "cmh": found.cmh,
        "rr_gr": found.ratio,
        "rr_lo": found.ratio_interval.low,
        "rr_hi": found.ratio_interval.high,
        "bdt": spread.statistic,
        "bdt_p": spread.p,
    }


def departments(inputs: Figures) -> Figures:
    p = [exact_tests.fisher(Counts(a, a + b), Counts(c, c + d)) for (a, b), (c, d) in inputs["strata"]]
    assert holm(p)[0] == pytest.approx(0.000100151, abs=1e-9)
    assert [each < 0.05 for each in holm(p)] == [each < 0.05 for each in benjamini_hochberg(p)] == [True] + [False] * 5
    return dict(zip("ABCDEF", p, strict=True))


def many_p(inputs: Figures) -> Figures:
    step_up, step_down = benjamini_hochberg(inputs["p"]), holm(inputs["p"])
    return {
        "bh4": step_up[3],
        "bh5": step_up[4],
        "holm3": step_down[2],
        "holm4": step_down[3],
        "rejected_bh": sum(p < 0.05 for p in step_up),
        "rejected_holm": sum(p < 0.05 for p in step_down),
    }


def impact(inputs: Figures) -> Figures:
    if "rates" in inputs:
        groups = {name: Counts(round(rate * 100), 100) for name, rate in inputs["rates"].items()}
    else:
        groups = {name: Counts(selected, n) for name, (n, selected) in inputs["applicants_selected"].items()}
    highest = max(groups.values(), key=lambda each: each.rate or 0)
    if "rates" in inputs:
        flags = {name: exact_tests.below_four_fifths(each, highest) for name, each in groups.items()}
        assert flags == {"White": False, "American Indian": True, "Hispanic": False, "Black": False}
    return {
        name: ratios.Likelihood(each, highest, "group ÷ highest", "likelier").value for name, each in groups.items()
    }


def from_rates(inputs: Figures) -> Figures:
    top, bottom = (Counts(round(100 * inputs[key]), 10_000) for key in ("rate_ref", "rate_cmp"))
    return {"ratio": ratios.Likelihood(top, bottom, "White ÷ BME", "White applicants were likelier").value}


def funnel(inputs: Figures) -> Figures:
    found: Figures = {}
    for name, tail, z in (("95", 0.025, 1.959964), ("998", 0.001, 3.090232)):
        exact, wald = (
            limits.funnel_limits(inputs["p"], inputs["n"], tail),
            limits.wald_limits(inputs["p"], inputs["n"], z),
        )
        found |= {f"exact_lo_{name}": exact.low, f"exact_hi_{name}": exact.high}
        found |= {f"wald_lo_{name}": wald.low, f"wald_hi_{name}": wald.high}
    return found


def p_chart(inputs: Figures) -> Figures:
    chart = limits.p_chart([tuple(point) for point in inputs["points"]])
    return {"pbar": chart.centre, "limits": chart.limits}


OTHERS: dict[str, Callable[[Figures], Figures]] = {
    "scipy boschloo_exact doc": as_columns(exact_tests.boschloo, "greater"),
    "scipy barnard_exact doc": as_columns(exact_tests.barnard, "less"),
    "UCB per-department Fisher p + Holm + BH": departments,
    "Doll & Hill 1950 stratified": stratified,
    "Benjamini-Hochberg 1995 15 p-values": many_p,
    "UGESP Q&A four-fifths rates example": impact,
    "LL144 rule 5-301(b) sex": impact,
    "LL144 rule 5-301(c) scoring race": impact,
    "Christie 2022 WRES2": from_rates,
    "NHS Resolution 2021/22 disability": from_rates,
    "Barnard orientation trap, perondi2004": lambda inputs: {
        "barnard_p": exact_tests.barnard(Counts(inputs["x1"], inputs["n1"]), Counts(inputs["x2"], inputs["n2"]))
    },
    "Funnel limits p=0.2 n=100": funnel,
    "p-chart 3-sigma": p_chart,
}

NOT_OURS = {"scipy boschloo_exact doc": {"stat"}, "scipy barnard_exact doc": {"wald"}}


@pytest.mark.parametrize("name", ORACLES)
def test_a_published_statistic_is_met_within_its_tolerance(name: str) -> None:
    case = ORACLES[name]
    found = OTHERS.get(name, two_groups)(case["inputs"])
    for key, expected in case["expected"].items():
        if key in NOT_OURS.get(name, ()):
            continue  # the statistic before its p-value: the library's own, not a figure of ours
        if expected == "inf":
            assert found[key] == math.inf
        else:
            np.testing.assert_allclose(found[key], expected, rtol=0, atol=case["tolerance"], err_msg=key)
