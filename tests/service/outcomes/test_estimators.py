"""Laws of the estimators on random tables, with scipy and statsmodels as witnesses where they are right."""

import math
import warnings

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from service.outcomes.exact_tests import fisher_and_mid_p
from service.outcomes.limits import funnel_limits
from service.outcomes.proportions import newcombe, wilson
from service.outcomes.ratios import Counts, score_odds, score_ratio, score_ratios


@st.composite
def tables(draw: st.DrawFn, least: int = 1) -> tuple[int, int, int, int]:
    n1, n2 = draw(st.integers(least, 3000)), draw(st.integers(least, 3000))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


@given(table=tables())
@settings(max_examples=80, deadline=None)
def test_fisher_and_mid_p_are_those_of_scipy(table: tuple[int, int, int, int]) -> None:
    from scipy.stats import fisher_exact, hypergeom

    x1, n1, x2, n2 = table
    p, mid = fisher_and_mid_p(Counts(x1, n1), Counts(x2, n2))
    expected = min(1.0, float(fisher_exact([[x1, n1 - x1], [x2, n2 - x2]]).pvalue))
    assert p == pytest.approx(expected, rel=1e-9, abs=1e-290)
    assert mid == pytest.approx(max(0.0, p - hypergeom.pmf(x1, n1 + n2, x1 + x2, n1) / 2), rel=1e-6, abs=1e-290)


@given(table=tables(least=5))
@settings(max_examples=25, deadline=None)
def test_score_intervals_are_those_of_statsmodels_where_nobody_is_at_an_edge(table: tuple[int, int, int, int]) -> None:
    from statsmodels.stats.proportion import confint_proportions_2indep

    x1, n1, x2, n2 = table
    assume(0 < x1 < n1 and 0 < x2 < n2)
    (low,), (high,) = score_odds([table])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its root finder tries odds of 0
        theirs = confint_proportions_2indep(*table, method="score", compare="ratio", correction=False)
        try:
            odds = confint_proportions_2indep(*table, method="score", compare="odds-ratio", correction=True)
        except ValueError:
            odds = (low, high)  # it finds no bracket in some lopsided tables
    assert score_ratio(*table) == pytest.approx(theirs, rel=1e-4)
    assert (low, high) == pytest.approx(odds, rel=1e-4)


@given(table=tables())
@settings(max_examples=40, deadline=None)
def test_an_interval_holds_its_estimate_and_turns_round_with_the_groups(table: tuple[int, int, int, int]) -> None:
    x1, n1, x2, n2 = table
    for corrected in (False, True):
        (low, back_low), (high, back_high) = score_ratios([table, (x2, n2, x1, n1)], corrected=corrected)
        if x2:
            assert low <= x1 * n2 / (n1 * x2) * (1 + 1e-9)
            assert high >= x1 * n2 / (n1 * x2) * (1 - 1e-9)
        assert back_low == pytest.approx(0 if math.isinf(high) else 1 / high, rel=1e-6)
        assert (math.isinf(back_high) and low == 0) or back_high == pytest.approx(1 / low, rel=1e-6)
    down, up = newcombe(*table)
    assert down <= x1 / n1 - x2 / n2 <= up
    assert newcombe(x2, n2, x1, n1) == pytest.approx((-up, -down))


@given(table=tables())
@settings(max_examples=30, deadline=None)
def test_many_tables_at_once_give_what_each_gives_alone(table: tuple[int, int, int, int]) -> None:
    others = [(3, 10, 0, 20), (0, 16, 15, 72), (5, 5, 3, 9), table]
    for alone in (score_ratios([table]), score_odds([table])):
        assert alone[0].shape == (1,)
    together = score_ratios(others)
    assert (together[0][-1], together[1][-1]) == tuple(score_ratio(*table))


@pytest.mark.parametrize(("table", "low", "high"), [((9, 13, 4, 14), 1.0934, 28.9419)], ids=["lampasona2013"])
def test_the_published_score_interval_of_an_odds_ratio_is_met(
    table: tuple[int, int, int, int], low: float, high: float
) -> None:
    """Fagerland, Lydersen & Laake 2017, chapter 4: 5.6250 (1.0934 to 28.9419), from the tests of their R package."""
    found = score_odds([table])
    assert (found[0][0], found[1][0]) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("table", "ratio_low", "ratio_high", "corrected"),
    [((7, 34, 1, 34), 1.2209, 42.5757, False), ((7, 34, 1, 34), 1.2086, 43.0330, True)],
)
def test_the_published_score_intervals_of_a_ratio_are_met(
    table: tuple[int, int, int, int], ratio_low: float, ratio_high: float, corrected: bool
) -> None:
    """Perondi 2004 in the same chapter: Koopman and Miettinen–Nurminen."""
    assert score_ratio(*table, corrected=corrected) == pytest.approx((ratio_low, ratio_high), abs=5e-5)


def test_the_published_mid_p_and_newcombe_interval_are_met() -> None:
    """The same chapter: Ritland 2007, P = 0.04466; Perondi 2004, 0.0189 to 0.3404."""
    assert fisher_and_mid_p(Counts(0, 16), Counts(15, 72))[1] == pytest.approx(0.04466, abs=5e-6)
    assert newcombe(7, 34, 1, 34) == pytest.approx((0.0189, 0.3404), abs=5e-5)


@given(n=st.integers(1, 3000), x=st.integers(0, 3000), rate=st.floats(0.01, 0.99))
@settings(max_examples=25, deadline=None)
def test_wilson_and_the_exact_funnel_agree_with_statsmodels_and_scipy(n: int, x: int, rate: float) -> None:
    from scipy.stats import binom
    from statsmodels.stats.proportion import proportion_confint

    assert wilson(min(x, n), n) == pytest.approx(proportion_confint(min(x, n), n, method="wilson"), abs=1e-12)
    low, high = funnel_limits(rate, n, 0.025)
    assert math.ceil(low * n - 1e-9) <= binom.ppf(0.025, n, rate) + 1e-9 <= high * n + 1 + 1e-6
    assert math.ceil(high * n - 1e-9) == pytest.approx(binom.ppf(0.975, n, rate), abs=1)
