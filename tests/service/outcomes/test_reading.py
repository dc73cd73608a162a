"""Reading an outcomes file: what it takes, and how each fault is answered by row and column."""

import pytest

from service.errors import InvalidInputError, Problem
from service.outcomes.applications import FinancialYear
from service.outcomes.reading import read_outcomes
from service.outcomes.tally import tally
from tests.service.outcomes.files import HEADER, TODAY, Row, a_file, an_application, read


def problems(data: bytes, by: tuple[str, ...] = ()) -> list[Problem]:
    with pytest.raises(InvalidInputError) as caught:
        read_outcomes(data, by, today=TODAY)
    assert all(problem.remedy for problem in caught.value.problems)
    return list(caught.value.problems)


def test_one_application_is_enough() -> None:
    assert len(read([an_application()])) == 1


def test_the_three_kinds_of_unknown_stay_apart_in_both_ethnicity_schemes() -> None:
    answers = [("", "2001"), ("99", "2001"), ("Z", "2001"), ("", ""), ("not_known", "2021"), ("Z", "2021")]
    stated = [("CY", "2001"), ("White: Roma", "2021"), ("Asian: Chinese", "2021"), ("R", "2001")]
    rows = [
        an_application(number, ethnicity=value, ethnicity_scheme=scheme)
        for number, (value, scheme) in enumerate(answers + stated)
    ]
    counted = tally(read(rows), "ethnicity")
    sizes = {code: int(counted.reached[at, 0]) for at, code in enumerate(counted.codes)}
    assert sizes == {"C": 2, "R": 2, "not_asked": 2, "not_answered": 2, "prefer_not_to_say": 2}


def test_disability_is_stated_by_codes_with_a_leading_zero() -> None:
    (problem,) = problems(a_file([an_application(disability="1")]))
    assert (problem.row, problem.column) == (2, "disability")
    assert "Perhaps 01 is meant" in problem.remedy


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("stage", {"stage": "hired"}),
        ("stage", {"stage": ""}),
        ("stage", {"stage": "interviewed", "outcome": "appointed"}),
        ("outcome", {"outcome": "declined"}),
        ("outcome", {"outcome": "rejected"}),
        ("outcome", {"stage": "applied", "outcome": "declined"}),
        ("closed_on", {"closed_on": "2025-04-30"}),
        ("closed_on", {"closed_on": "2027-01-01"}),
        ("closed_on", {"closed_on": "31/05/2025"}),
        ("closed_on", {"closed_on": ""}),
        ("closed_on", {"stage": "interviewed", "outcome": "open"}),
        ("applied_on", {"applied_on": "2025-02-29"}),
        ("applied_on", {"applied_on": "2026-12-01", "closed_on": "", "outcome": "", "stage": "applied"}),
        ("ethnicity", {"ethnicity": "T"}),
        ("ethnicity", {"ethnicity": "White: Irish"}),
        ("ethnicity", {"ethnicity": "B", "ethnicity_scheme": "2021"}),
        ("ethnicity_scheme", {"ethnicity_scheme": ""}),
        ("ethnicity_scheme", {"ethnicity_scheme": "2011"}),
        ("gender", {"gender": "F"}),
        ("gender", {"gender": "46.99%"}),
        ("sexual_orientation", {"sexual_orientation": "5"}),
        ("campaign", {"campaign": "overseas"}),
        ("panel_met_requirement", {"panel_met_requirement": "maybe"}),
        ("application_id", {"application_id": "a1"}),
        ("application_id", {"application_id": " "}),
        ("vacancy_id", {"vacancy_id": ""}),
        ("religion", {"religion": "12,5 %"}),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column_with_its_remedy(column: str, cells: Row) -> None:
    found = problems(a_file([an_application(1), an_application(2, **cells)]))
    assert column in {problem.column for problem in found}
    assert {problem.row for problem in found} == {3}


def test_all_faults_of_a_file_are_listed_at_once_in_its_order() -> None:
    rows = [
        an_application(1, stage="x", gender="9"),
        an_application(2),
        an_application(3, closed_on="2030-01-01", disability="44"),
    ]
    assert [(each.row, each.column) for each in problems(a_file(rows))] == [
        (2, "gender"),
        (2, "stage"),
        (4, "closed_on"),
        (4, "disability"),
    ]


def test_a_column_of_its_own_is_refused_unless_the_audit_is_cut_by_it() -> None:
    rows = [an_application(1, team="a"), an_application(2, team="b")]
    (problem,) = problems(a_file(rows))
    assert (problem.row, problem.column) == (1, "team")
    assert "--by team" in problem.remedy
    assert read(rows, ["team"]).columns["team"].codes == ("a", "b")
    assert "no column floor" in problems(a_file(rows), ("floor", "team"))[0].message


def whole(text: str) -> bytes:
    return text.encode()


LINE = ",".join(an_application()[name] for name in HEADER)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (whole(",".join(HEADER) + "\n"), "no applications"),
        (whole(",".join(HEADER) + "\n,,\n"), "no applications"),
        (a_file([an_application()]).decode().encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04rest", "workbook"),
        (whole(";".join(HEADER) + "\n"), "separated by something else"),
        (whole(",".join([*HEADER, "stage"]) + "\n" + LINE + ",applied\n"), "twice"),
        (whole(",".join(HEADER[1:]) + "\n" + LINE[3:] + "\n"), "lacks application_id"),
        (whole(",".join(HEADER) + "\n" + LINE + ",more\n"), "21 cells"),
        (whole(",".join(HEADER) + "\n" + LINE[:-1] + "\n"), "19 cells"),
        (whole(",".join(HEADER) + '\n"' + LINE + "\n"), "CSV"),
        (whole(",".join(HEADER) + "\n" + LINE + "\x00\n"), "NUL"),
        (whole(",".join([*HEADER, "rate %"]) + "\n" + LINE + ",5\n"), "no column"),
    ],
)
def test_a_file_of_another_kind_is_answered_in_words(data: bytes, said: str) -> None:
    found = problems(data)
    assert said in " ".join(problem.message for problem in found)


def test_bytes_of_windows_1252_are_named_by_row_and_column() -> None:
    data = a_file([an_application(1), an_application(2, site="Chât")]).decode().encode("cp1252")
    (problem,) = problems(data)
    assert (problem.row, problem.column) == (3, "site")


def test_a_byte_order_mark_and_blank_lines_do_not_matter() -> None:
    data = a_file([an_application(1), an_application(2)])
    first, rest = data.split(b"\r\n", 1)
    assert len(read_outcomes(b"\xef\xbb\xbf" + first + b"\r\n,,,\r\n\r\n" + rest, today=TODAY)) == 2


@pytest.mark.parametrize("text", ["2026", "2026/28", "26/27", "2026-27", "year", "2026/"])
def test_a_financial_year_is_two_years_in_a_row(text: str) -> None:
    with pytest.raises(InvalidInputError):
        FinancialYear.parse(text)


@pytest.mark.parametrize("text", ["2026/27", " 2026/2027 "])
def test_a_financial_year_runs_from_april_to_march(text: str) -> None:
    year = FinancialYear.parse(text)
    assert (str(year), year.first.isoformat(), year.last.isoformat()) == ("2026/27", "2026-04-01", "2027-03-31")
