"""The fields of the wire take one spelling of each thing and say what to do about every other."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError, fields

from schemas.closed import Answer, Closed
from schemas.words import END_OF_DAY, Choice, Clock, Day, Flag, Instant, Many, Table, Text, Whole

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
FIELDS = (
    Text(20), Text(20, lines=True), Choice(("a", "b")), Whole(0, 9), Whole(0, 9, written=True), Flag(),
    Flag(written=True), Day(), Clock(), Instant(), Many(Text(5), 3), Table(5, 5, 3),
)  # fmt: skip


def loaded(field: fields.Field[Any], value: object) -> Any:
    return field.deserialize(value)


@given(st.sampled_from(FIELDS), ANYTHING)
def test_whatever_comes_is_understood_or_refused_with_a_remedy(field: fields.Field[Any], value: object) -> None:
    try:
        loaded(field, value)
    except ValidationError as error:
        for message in flat(error.messages):
            what, _, remedy = message.partition(". ")
            assert what
            assert remedy.endswith(".")


def flat(messages: Any) -> list[str]:
    if isinstance(messages, dict):
        return [each for inner in messages.values() for each in flat(inner)]
    return [each for inner in messages for each in flat(inner)] if isinstance(messages, list) else [messages]


@given(st.text())
def test_text_that_is_let_in_can_be_stored_and_sent(text: str) -> None:
    for field in (Text(1000), Text(1000, lines=True)):
        try:
            kept = loaded(field, text)
        except ValidationError:
            continue
        assert kept == text
        assert "\x00" not in kept
        kept.encode("utf-8")


@pytest.mark.parametrize("text", ["a\x00", "a\nb", "\ud800", "x" * 21, "a\x7f"])
def test_one_line_holds_no_control_characters(text: str) -> None:
    with pytest.raises(ValidationError):
        loaded(Text(20), text)


def test_several_lines_are_text_where_they_are_meant() -> None:
    assert loaded(Text(20, lines=True), "a\nb\tc") == "a\nb\tc"


@pytest.mark.parametrize("value", [True, 1.0, "1", 10, -1, 10**400, None])
def test_a_whole_number_is_a_json_number_within_bounds(value: object) -> None:
    with pytest.raises(ValidationError):
        loaded(Whole(0, 9), value)


@pytest.mark.parametrize("value", ["", "x", "1.0", "+1", " 1", "１", "9" * 5000, 1])
def test_a_written_number_is_digits(value: object) -> None:
    with pytest.raises(ValidationError):
        loaded(Whole(0, 9, written=True), value)


@pytest.mark.parametrize("value", [1, 0, 1.0, "true", "on", None])
def test_a_flag_is_true_or_false(value: object) -> None:
    with pytest.raises(ValidationError):
        loaded(Flag(), value)
    assert loaded(Flag(written=True), "true") is True


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_days_are_read_back_as_sent(day: date) -> None:
    assert loaded(Day(), Day().serialize("day", {"day": day})) == day


@pytest.mark.parametrize("text", ["20270105", "2027-W01-1", "2027-02-30", "05/01/2027", "2027-1-5", "0001-01-01", 5])
def test_other_spellings_of_a_day_are_refused(text: object) -> None:
    with pytest.raises(ValidationError, match="YYYY-MM-DD"):
        loaded(Day(), text)


@given(st.times().map(lambda each: each.replace(second=0, microsecond=0)) | st.just(END_OF_DAY))
def test_times_of_day_are_read_back_as_sent_midnight_at_the_end_included(at: time) -> None:
    assert loaded(Clock(), Clock().serialize("at", {"at": at})) == at


@given(st.integers(0, 9 * 10**9), st.integers(-14 * 60, 14 * 60))
def test_instants_are_read_whatever_their_offset_and_sent_in_utc(seconds: int, minutes: int) -> None:
    instant = datetime(1910, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds, microseconds=seconds % 10**6)
    sent = Instant().serialize("at", {"at": instant})
    assert isinstance(sent, str)
    assert sent.endswith("Z")
    assert loaded(Instant(), sent) == instant
    local = instant + timedelta(minutes=minutes)
    sign = "+" if minutes >= 0 else "-"
    text = f"{local:%Y-%m-%dT%H:%M:%S.%f}{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    if 1900 <= local.year < 2200:
        assert loaded(Instant(), text) == instant


@pytest.mark.parametrize(
    "text", ["2027-01-05T10:00", "2027-01-05", "2027-01-05T25:00Z", "now", "2027-01-05T10:00+25:00"]
)
def test_an_instant_without_an_offset_is_none(text: str) -> None:
    with pytest.raises(ValidationError, match="offset"):
        loaded(Instant(), text)


def test_a_request_schema_refuses_what_it_does_not_name() -> None:
    class Named(Closed):
        name = Text(20)

    with pytest.raises(ValidationError, match="no such field"):
        Named().load({"name": "a", "nmae": "b"})


def test_an_answer_sends_what_it_names_and_nothing_else() -> None:
    class Named(Answer):
        name = fields.String()

    assert Named().dump({"name": "a", "ethnicity": "secret"}) == {"name": "a"}
