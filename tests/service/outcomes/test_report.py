"""The audit of a file: national measures, tables, words, and the laws they keep."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.outcomes import strata
from service.outcomes.applications import STAGES, FinancialYear
from service.outcomes.html_report import to_html
from service.outcomes.json_report import to_json
from service.outcomes.ratios import Counts, Likelihood
from service.outcomes.release import released
from service.outcomes.report import audit, columns_named
from service.outcomes.workbook import to_workbook
from tests.service.outcomes.files import Row, an_application, people, random_rows, read

YEAR = FinancialYear(2025)
BERKELEY = {
    "A": ((512, 825), (89, 108)),
    "B": ((353, 560), (17, 25)),
    "C": ((120, 325), (202, 593)),
    "D": ((138, 417), (131, 375)),
    "E": ((53, 191), (94, 393)),
    "F": ((22, 373), (24, 341)),
}


def report(rows: list[Row], year: FinancialYear | None = YEAR, by: tuple[str, ...] = ()) -> dict[str, Any]:
    return audit(read(rows, columns_named(by)), year=year, by=by)


def table_of(document: dict[str, Any], name: str, start: str = "shortlisted", end: str = "appointed") -> dict[str, Any]:
    (table,) = (
        table
        for table in document["tables"]
        if (table["characteristic"], table["from"], table["to"]) == (name, start, end)
    )
    return table


def rows_of(table: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in table["groups"]}


def berkeley() -> list[Row]:
    return people(
        (many, {"vacancy_id": department, "gender": gender, "stage": stage})
        for department, sexes in BERKELEY.items()
        for gender, (admitted, applied) in zip("12", sexes, strict=True)
        for stage, many in (("appointed", admitted), ("shortlisted", applied - admitted))
    )


def sexes(men: int, other_men: int, women: int, other_women: int) -> list[Row]:
    """So many men appointed and not, so many women appointed and not."""
    not_appointed = {"stage": "offered"}
    return people(
        [
            (men, {}),
            (other_men, not_appointed),
            (women, {"gender": "2"}),
            (other_women, {"gender": "2"} | not_appointed),
        ]
    )


WRES = [
    (120, {"ethnicity": "A"}),
    (30, {"ethnicity": "White: Roma", "ethnicity_scheme": "2021"}),
    (350, {"ethnicity": "B", "stage": "shortlisted"}),
    (20, {"ethnicity": "N"}),
    (130, {"ethnicity": "H", "stage": "interviewed"}),
    (10, {"ethnicity": "H", "stage": "offered", "outcome": "declined"}),
    (7, {"ethnicity": "Z"}),
    (3, {"ethnicity": "", "stage": "shortlisted"}),
    (50, {"ethnicity": "N", "stage": "applied"}),
]


def test_wres_2_divides_white_by_bme_and_counts_those_who_declined_as_not_appointed() -> None:
    measure = report(people(WRES))["measures"]["wres2"]
    assert measure["value"] == pytest.approx((150 / 500) / (20 / 160))
    assert measure["direction"] == "White ÷ BME"
    counted = {key: (measure[key]["shortlisted"], measure[key]["appointed"]) for key in ("white", "bme", "not_known")}
    assert counted == {"white": (500, 150), "bme": (160, 20), "not_known": (10, 7)}
    assert measure["low"] < measure["value"] < measure["high"]


def test_the_closing_date_decides_the_financial_year() -> None:
    rows = people([(20, {"ethnicity": "A"}), (10, {"ethnicity": "N"}), (10, {"ethnicity": "N", "stage": "offered"})])
    late = [
        row | {"application_id": f"late{row['application_id']}", "ethnicity": "N", "closed_on": "2026-04-01"}
        for row in rows
    ]
    assert report(rows + late)["measures"]["wres2"] == report(rows)["measures"]["wres2"]
    assert report(rows + late, FinancialYear(2026))["measures"]["wres2"]["white"]["shortlisted"] == 0


@pytest.mark.parametrize("ethnicity", ["A", "N"])
def test_a_likelihood_without_anybody_appointed_in_a_group_cannot_be_calculated(ethnicity: str) -> None:
    rows = people([(9, {"ethnicity": ethnicity}), (9, {"ethnicity": "AN".replace(ethnicity, ""), "stage": "offered"})])
    measure = report(rows)["measures"]["wres2"]
    assert measure["value"] is measure["low"] is measure["high"] is None
    assert "cannot be calculated" in measure["reason"]


def test_wdes_2_is_also_given_without_international_and_bulk_campaigns() -> None:
    rows = people(
        [
            (30, {"disability": "NN"}),
            (70, {"disability": "NN", "stage": "shortlisted"}),
            (5, {"disability": "01"}),
            (15, {"disability": "XX", "stage": "shortlisted"}),
            (20, {"disability": "NN", "campaign": "international"}),
            (20, {"disability": "ZZ"}),
        ]
    )
    measure = report(rows)["measures"]["wdes2"]
    assert measure["value"] == pytest.approx((50 / 120) / (5 / 20))
    assert measure["without_international"]["value"] == pytest.approx((30 / 100) / (5 / 20))
    assert measure["without_bulk"]["value"] == measure["value"]


def test_missing_outcomes_are_said_as_a_share_of_the_shortlisted() -> None:
    rows = people([(83, {"stage": "shortlisted"}), (17, {"stage": "interviewed", "outcome": "", "closed_on": ""})])
    assert report(rows)["completeness"]["sentence"].startswith("17 % of shortlisted applications (17 of 100)")


def test_an_open_application_is_counted_nowhere_but_as_open() -> None:
    rows = people([(10, {}), (4, {"stage": "shortlisted", "outcome": "open", "closed_on": ""})])
    document = report(rows, None)
    assert document["funnel"]["shortlisted"] == 10
    assert document["completeness"]["open"] == 4


def test_berkeley_1973_the_crude_and_the_stratified_pictures_are_said_to_disagree() -> None:
    document = report(berkeley())
    women = rows_of(table_of(document, "gender"))["2"]
    assert women["ratio"] == pytest.approx((557 / 1835) / (1198 / 2691))
    assert women["stratified"]["odds_ratio"] == pytest.approx(1 / 0.9047, abs=1e-3)
    assert (women["stratified"]["strata_informative"], women["stratified"]["strata"]) == (6, 6)
    assert women["pictures"] == "reversed"
    assert "crude and the stratified pictures disagree" in women["sentence"]
    assert "crude and the stratified pictures disagree" in to_html(document).decode()


def test_a_zero_cell_has_a_ratio_of_zero_with_its_score_interval() -> None:
    rows = people([(16, {"gender": "2", "stage": "shortlisted"}), (15, {}), (57, {"stage": "shortlisted"})])
    women = rows_of(table_of(report(rows), "gender"))["2"]
    assert (women["ratio"], women["ratio_low"]) == (0.0, 0.0)
    assert women["ratio_high"] == pytest.approx(0.9619020511, abs=1e-6)
    assert women["p"] == pytest.approx(0.06286666463, abs=1e-6)


def test_exactly_four_fifths_is_not_below() -> None:
    rows = people(
        [(60, {}), (40, {"stage": "offered"}), (48, {"gender": "2"}), (52, {"gender": "2", "stage": "offered"})]
    )
    women = rows_of(table_of(report(rows), "gender"))["2"]
    assert women["below_four_fifths"] is False
    assert women["shortfall"] == pytest.approx(12)


def test_few_people_are_too_few_to_tell_and_are_told_how_many_would_do() -> None:
    rows = sexes(6, 4, 4, 6)
    women = rows_of(table_of(report(rows), "gender"))["2"]
    assert women["verdict"] == "too_few_to_tell"
    assert f"{women['needed']} people of this group" in women["sentence"]


def test_a_sign_that_non_response_could_turn_is_said_to_be_not_robust() -> None:
    rows = people(
        [(60, {}), (40, {"stage": "offered"}), (40, {"gender": "2"}), (60, {"gender": "2", "stage": "offered"})]
    )
    assert "Not robust" not in rows_of(table_of(report(rows), "gender"))["2"]["sentence"]
    more = [an_application(1000 + at, gender="") for at in range(120)]
    assert "Not robust to non-response" in rows_of(table_of(report(rows + more), "gender"))["2"]["sentence"]


def test_a_ratio_cannot_be_made_without_its_direction_or_from_impossible_counts() -> None:
    with pytest.raises(ValueError, match="direction"):
        Likelihood(Counts(1, 2), Counts(1, 2), "ratio", "likelier")
    with pytest.raises(ValueError, match="cannot be selected"):
        Counts(3, 2)


def test_columns_of_the_file_can_be_cut_by_alone_and_together() -> None:
    document = report(random_rows(1, extra=("team",)), None, ("team", "team × gender"))
    assert {table["characteristic"] for table in document["tables"]} == {"team", "team × gender"}


@given(seed=st.integers(0, 10_000), shuffle=st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_groups_sum_to_totals_and_the_order_of_rows_never_matters(seed: int, shuffle: Any) -> None:
    rows = random_rows(seed, most=60, extra=("religion",))
    document = report(rows, None)
    for table in document["tables"]:
        assert sum(row["n"] for row in table["groups"]) == table["total"]["n"]
        assert sum(row["selected"] for row in table["groups"]) == table["total"]["selected"]
        assert table["total"]["n"] == sum(STAGES.index(row["stage"]) >= STAGES.index(table["from"]) for row in rows)
        for row in table["groups"]:
            if row["kind"] == "reference" and row["selected"]:
                assert row["ratio"] == 1
    shuffle.shuffle(rows)
    assert to_json(report(rows, None)) == to_json(document)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=4, deadline=None)
def test_relabelling_groups_relabels_results(seed: int) -> None:
    rows = [row | {"gender": row["gender"] or "1"} for row in random_rows(seed, most=60)]
    rows = [{key: row[key] for key in row if key not in {"team", "shift"}} for row in rows]
    named = {"1": "b", "2": "a", "3": "c", "Z": "Z"}
    first = table_of(report([row | {"religion": named[row["gender"]]} for row in rows], None), "religion")
    again = {"b": "y", "a": "x", "c": "z", "Z": "Z"}
    second = table_of(report([row | {"religion": again[named[row["gender"]]]} for row in rows], None), "religion")
    for row, other in zip(first["groups"], second["groups"], strict=True):
        same = ("n", "selected", "rate", "ratio", "ratio_low", "p", "verdict", "below_four_fifths")
        assert [row[key] for key in same] == [other[key] for key in same]


def test_the_same_data_give_the_same_page_and_the_same_workbook() -> None:
    document = report(random_rows(2, extra=("religion",)), None)
    assert to_html(document) == to_html(document)
    assert to_workbook(document) == to_workbook(document)


def test_text_from_the_file_is_never_markup_nor_a_formula() -> None:
    import io

    import openpyxl

    rows = people([(9, {"religion": "=1+1"}), (9, {"religion": "<script>alert(1)</script>"})])
    document = report(rows)
    page = to_html(document).decode()
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(document)))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(cell.value == "=1+1" for cell in cells)


def test_strata_agree_with_statsmodels_and_hold_for_single_people() -> None:
    from statsmodels.stats.contingency_tables import StratifiedTable

    table = np.array([[[5, 9], [4, 12]], [[8, 3], [10, 7]], [[2, 20], [3, 15]]], dtype=float)
    sides = table[:, 0, 0], table[:, 0].sum(1), table[:, 1, 0], table[:, 1].sum(1)
    ours, theirs = strata.pooled(*sides), StratifiedTable(list(table))
    assert ours.odds == pytest.approx(theirs.oddsratio_pooled)
    assert ours.ratio == pytest.approx(theirs.riskratio_pooled)
    assert ours.odds_interval == pytest.approx(theirs.oddsratio_pooled_confint())
    assert ours.cmh_p == pytest.approx(theirs.test_null_odds().pvalue)
    spread = strata.breslow_day(*sides)
    assert spread is not None
    assert spread.statistic == pytest.approx(theirs.test_equal_odds(adjust=True).statistic)
    alone = [np.append(side, extra) for side, extra in zip(sides, (1, 1, 0, 0), strict=True)]
    assert strata.pooled(*alone).odds == ours.odds


def test_the_document_is_plain_json_with_the_keys_of_the_format() -> None:
    document = json.loads(to_json(report(people(WRES))))
    keys = {"code", "n", "selected", "rate", "rate_low", "rate_high", "ratio", "ratio_low", "ratio_high", "method"}
    keys |= {"p", "p_test", "p_adjusted", "shortfall", "below_four_fifths", "stratified", "verdict"}
    assert all(keys <= set(row) for table in document["tables"] for row in table["groups"])
    within = {"ratio", "low", "high", "odds_ratio", "odds_low", "odds_high", "strata_informative", "strata"}
    bme = rows_of(table_of(document, "ethnicity_group"))["BME"]
    assert within <= set(bme["stratified"])
    assert bme["p_adjusted"] >= bme["p"]


def test_every_document_fits_the_published_schema() -> None:
    import jsonschema_rs

    schema = json.loads((Path(__file__).parents[3] / "docs" / "fairpanel-audit-1.schema.json").read_text("utf-8"))
    files = [berkeley(), people(WRES), [an_application()], random_rows(6, extra=("religion",))]
    for rows in files:
        applications = read(rows)
        whole = json.loads(to_json(audit(applications, year=YEAR)))
        protected, _ = released(applications, year=YEAR, by=("gender",), earlier=None, told=lambda _: None)
        for document in (whole, json.loads(to_json(protected))):
            jsonschema_rs.validate(schema, document)
            assert to_html(document)
            assert to_workbook(document)
