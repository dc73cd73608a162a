"""What survives of a form's known values, however it is typed or said, is shown to a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.shortlisting.known_values import surviving_values
from service.shortlisting.redaction.spans import Span
from service.shortlisting.review_draft import Source, make_draft

DETAILS = {
    "first_name": "Thandeka", "last_name": "Mokoena", "email": "thandeka.mokoena@mail.example",
    "phone": ["07700 900123", "01632 960817"], "ni_number": "QQ 12 34 56 C", "registration_number": "98A7654E",
    "date_of_birth": "1980-03-04", "address": "17 Quarrymill Lane, Netherwick, Zedshire", "postcode": "ZZ9 9ZZ",
}  # fmt: skip


def found_in(text: str, *spans: Span) -> set[tuple[str, str]]:
    return {(each.words, text[each.start : each.end]) for each in surviving_values(text, spans, DETAILS)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ring oh seven seven double oh 900 123 please.", "telephone number"),
        ("Ring O77OO 9OOl23.", "telephone number"),
        ("Ring +44 (0) 7700-900 123.", "telephone number"),
        ("Ring 0770 090 0123.", "telephone number"),
        ("Ring ٠٧٧٠٠ ٩٠٠١٢٣.", "telephone number"),
        ("Ring ०७७०० ९००१२३.", "telephone number"),
        ("Ring 𝟎𝟕𝟕𝟎𝟎 𝟗𝟎𝟎𝟏𝟐𝟑.", "telephone number"),
        ("It ends in nine hundred, one two three.", "telephone number"),
        ("Or at home: 01632, nine six oh, eight one seven.", "telephone number"),
        ("My number: QQ one two three four five six C.", "NI number"),
        ("My number: QQ-l23456-C.", "NI number"),
        ("PIN 98A seven six five four E", "registration number"),
        ("thandeka dot mokoena at mail dot example", "e-mail address"),
        ("thandeka.mokoena (at) mail (dot) example", "e-mail address"),
        ("I am thandeka_mokoena everywhere.", "e-mail address"),
        ("Post to ZZ9-9ZZ.", "postcode"),
        ("Post to Z Z nine nine Z Z.", "postcode"),
        ("I was born on the 4th of March nineteen eighty.", "date of birth"),
        ("Born 04/03/1980.", "date of birth"),
        ("Born 3-4-80.", "date of birth"),
        ("Born 1980.03.04 here.", "date of birth"),
        ("Born March the fourth, nineteen hundred and eighty.", "date of birth"),
        ("It was 1980, in March, on the 4th.", "date of birth"),
        ("Born 04MAR1980.", "date of birth"),
        ("Born 04031980.", "date of birth"),
        ("I was born in nineteen eighty.", "year of birth"),
        ("I live at 17 Quarrymill Ln.", "address"),
        ("I live at seventeen Quarrymill Lane.", "address"),
        ("I grew up in Netherwick.", "town"),
        ("I moved to NETHERWICK.", "town"),
        ("Yours, T. M.", "initials"),
        ("Yours,\nTM", "initials"),
        ("T.M. led the team.", "initials"),
    ],
)
def test_a_known_value_is_found_however_it_is_typed_or_said(text: str, words: str) -> None:
    assert words in {each for each, _ in found_in(text)}


@pytest.mark.parametrize(
    "text",
    [
        "I led a ward of 28 beds for 4 years and 3 months, with a budget of 900,000 pounds.",
        "In March 2019 I led four projects; 80 patients took part.",
        "I trained at Netherwick University Hospitals NHS Trust and the University of Netherwick.",
        "The 17 nurses of our team share one lane.",
        "I mail the team at noon and point out what is new.",
        "In 1980 the unit was founded.",
        "The TM project and the M. T. group met.",
        "",
    ],
)
def test_what_is_no_known_value_is_left_alone(text: str) -> None:
    assert found_in(text) == set()


def test_what_went_is_no_survivor_and_what_is_left_of_it_is() -> None:
    text = "Ring oh seven seven double oh 900 123."
    whole = Span(5, len(text) - 1, "PHONE", "pattern", 1.0)
    assert found_in(text, whole) == set()
    rest = Span(text.index("900"), len(text) - 1, "PHONE", "pattern", 1.0)
    assert found_in(text, rest) == {("telephone number", "oh seven seven double oh 900 123")}
    mail = "thandeka dot mokoena at mail dot example"
    names = [Span(0, 8, "NAME", "form", 1.0), Span(13, 20, "NAME", "form", 1.0)]
    assert ("e-mail address", mail) in found_in(mail, *names)


def test_a_typed_value_that_survives_is_a_point_however_it_is_spaced() -> None:
    text = "Ring 07700 900-401 or write to a.b @ mail.example; PIN 12A 3401E."
    details = {"phone": "07700900401", "email": "a.b@mail.example", "registration_number": "12A3401E", "postcode": "Z"}
    found = {text[each.start : each.end] for each in surviving_values(text, (), details)}
    assert found == {"07700 900-401", "a.b @ mail.example", "12A 3401E"}
    whole = Span(0, len(text), "PHONE", "form", 1.0)
    assert surviving_values(text, (whole,), details) == []


@given(st.text(max_size=200))
def test_every_survivor_is_a_range_of_the_text(text: str) -> None:
    for each in surviving_values(text, (), DETAILS):
        assert 0 <= each.start < each.end <= len(text)


@pytest.mark.parametrize("piece", ["900123", "1", "oh ", "double ", "nineteen eighty ", "4 3 80 ", "Netherwick'", "o"])
def test_a_long_text_of_what_is_nearly_known_is_read_to_its_end(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    assert ("postcode", "ZZ9 9ZZ") in found_in(f"{text} . ZZ9 9ZZ")


def test_a_statement_that_spells_its_writers_values_out_is_not_ready_to_release() -> None:
    text = (
        "Call oh seven seven double oh 900 123 or thandeka dot mokoena at mail dot example. "
        "I came on the 4th of March nineteen eighty."
    )
    reasons = {each.reason for each in make_draft([Source("Supporting statement", text)], DETAILS).points}
    for words in ("telephone number", "e-mail address", "date of birth"):
        assert f"the applicant's {words} may survive" in reasons
