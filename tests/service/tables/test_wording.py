"""Text from outside is safe to store and show, and the spellings of staff records are understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidInputError
from service.hours import Hours
from service.people import grades
from service.people.pattern import joined, parse_pattern, pattern_text
from service.tables import wording
from tests.service.test_hours import spans


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "\u202eevil", "a\u2066b", "\ud800", "x" * 201])
def test_hidden_characters_and_long_texts_are_refused(text: str) -> None:
    with pytest.raises(wording.RefusedError):
        wording.one_line(text, 200)


@given(st.text(max_size=60))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    try:
        once = wording.one_line(text, 200)
    except wording.RefusedError:
        return
    assert wording.one_line(once, 200) == once


@pytest.mark.parametrize(
    "text", ["a@b", "a b@c.example", "a@@c.example", ".a@c.example", "a..b@c.example", "a@-c.eu", ""]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(wording.RefusedError):
        wording.email_address(text)


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("8a", "8a"), ("Band 8A", "8a"), ("AfC Band 7", "7"), ("07", "7"), ("VSM", "VSM"), ("9", "9"), ("8 b", "8b"),
        ("XR08|Review Body Band 8 - Range C", "8c"), ("NHS|XN06|Non Review Body Band 6", "6"),
        ("Consultant", None), ("Specialty Doctor", None), ("MT01 Medical", None),
    ],
)  # fmt: skip
def test_bands_and_grades_of_staff_records_are_understood(text: str, band: str | None) -> None:
    assert grades.band(text) == band


@pytest.mark.parametrize("text", ["8", "10", "0", "8e", "manager", "Band", "-7"])
def test_what_is_no_band_is_refused_with_the_list_or_the_range_it_needs(text: str) -> None:
    with pytest.raises(wording.RefusedError) as caught:
        grades.band(text)
    assert "8a" in caught.value.remedy


@pytest.mark.parametrize("text", ["03", "3", "Nursing and Midwifery Registered", "nursing & midwifery registered"])
def test_staff_groups_are_known_by_code_and_by_label(text: str) -> None:
    assert grades.staff_group(text) == "03"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Mon-Wed 09:00-17:00; Wed 13:00-17:00", "Mon 09:00-17:00; Tue 09:00-17:00; Wed 13:00-17:00"),
        ("Mon 9-12; Mon 13-17", "Mon 09:00-12:00; Mon 13:00-17:00"),
        ("Tuesday and Thurs 9.30–12:00, 13-24", "Tue 09:30-12:00; Tue 13:00-24:00; Thu 09:30-12:00; Thu 13:00-24:00"),
        ("weekends 10-11", "Sat 10:00-11:00; Sun 10:00-11:00"),
        ("", ""),
    ],
)
def test_patterns_mean_what_people_mean_by_them(text: str, meaning: str) -> None:
    assert pattern_text(parse_pattern(text)) == meaning


@pytest.mark.parametrize("text", ["Mon", "9-17", "Mon 17-9", "Mon 9-25", "Someday 9-17", "Mon 9-17 or so", "x" * 501])
def test_what_is_no_pattern_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_pattern(text)
    assert "Mon-Fri" in caught.value.problems[0].remedy


@given(st.lists(st.builds(lambda day, span: Hours(day, *span), st.integers(0, 6), spans()), max_size=8))
def test_a_pattern_written_out_is_read_back(hours: list[Hours]) -> None:
    assert parse_pattern(pattern_text(joined(hours))) == joined(hours)
