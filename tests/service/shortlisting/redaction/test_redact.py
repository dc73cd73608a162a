"""What redaction promises of any text, and of each sentence of the probes."""

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from service.shortlisting.redaction.redact import Redacted, redact
from service.shortlisting.redaction.spans import LABELS
from tests.service.shortlisting.redaction.statements import marked, read_statements

PROBES = Path(__file__).resolve().parents[3] / "data" / "redaction" / "probes.txt"

PIECES = st.sampled_from(
    [
        "I am Grace May, ", "my husband ", "07700 900123 ", "grace@example.com ", "\n", "\n\n",
        "Yours,\nGrace\n", "she ", "“Grace is ",
        "I have asthma and ", "diabetes clinic ", "born on 1 May 1980 ", "NMC 09D1182E ", "SW1A 1AA ",
        "&amp; ", "<b>Grace</b> ",
        "[name] ", "[", "] ", "from Ghana ", "G R A C E ", "2008 university ", "é", "ﬁ", "\u200b",
        "a Sikh woman ", "may ", "King's College ",
    ]
)  # fmt: skip
FIELDS = {"first_name": "Grace", "last_name": "May", "date_of_birth": "1980-05-01", "postcode": "SW1A 1AA"}


def assert_sound(text: str, result: Redacted) -> None:
    ends = [0, *(span.end for span in result.spans)]
    for before, span in zip(ends, result.spans, strict=False):
        assert before <= span.start < span.end <= len(text)
        assert span.label in LABELS
        assert 0 < span.confidence <= 1
        assert span.source in {"form", "pattern", "lexicon", "context", "model"}
    for review in result.review:
        assert 0 <= review.start < review.end <= len(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_redacting_twice_equals_redacting_once(text: str) -> None:
    once = redact(text, FIELDS)
    assert_sound(text, once)
    assert redact(once.text, FIELDS).text == once.text


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_redacted_without_an_error(text: str) -> None:
    assert_sound(text, redact(text, FIELDS))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            ["first_name", "last_name", "phone", "referees", "address", "date_of_birth", "university", "email"]
        ),
        JSON,
    )
    | JSON
)
def test_form_values_of_any_type_are_never_an_error(fields: object) -> None:
    text = "I am Grace May. Ring 07700 900123 or write to grace@example.com.\nGrace"
    assert_sound(text, redact(text, fields))


VALUES = st.text(alphabet="bcdfghjklmnpqrstvwxz", min_size=4, max_size=12).map(str.capitalize)
SAID = st.sampled_from(
    [
        "I am {}.", "{}", "regards\n{}", "Ask {} about it", "{}'s reference", "we, {} and the team", "({})",
        "Born {} on a ward", "<b>{}</b>", "{}, RN", "é {} ﬁ", "see {}_cv.docx", "my {} post", "{}&nbsp;leads",
    ]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(
        ["first_name", "last_name", "preferred_name", "school", "university", "postcode", "email", "address"]
    ),
    VALUES,
    st.lists(SAID, min_size=1, max_size=4),
)
def test_no_known_value_survives_unless_a_person_is_shown_it(field: str, value: str, said: list[str]) -> None:
    text = "\n".join(sentence.format(value) for sentence in said)
    result = redact(text, {field: value})
    assert_sound(text, result)
    looked_at = [(span.start, span.end) for span in result.spans]
    looked_at += [(review.start, review.end) for review in result.review]
    for found in re.finditer(value, text):
        assert any(start < found.end() and found.start() < end for start, end in looked_at), (text, result)


@settings(max_examples=40, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join), st.sampled_from(["Consultant", "Ward", "Sepsis", "the", "Band 6"]))
def test_a_word_of_work_in_the_wrong_field_is_no_reason_to_redact_work(text: str, value: str) -> None:
    whole = f"{text}\n\nI lead the {value} round."
    result = redact(whole, {"first_name": value, "address": 5, "school": [None, {}], "phone": True})
    assert_sound(whole, result)
    known = [review for review in result.review if "known name" in review.reason]
    gone = any(span.end > whole.rfind(value) for span in result.spans)
    assert gone or known or not value[0].isupper()


def test_every_statement_read_twice_stays_as_it_was_after_once() -> None:
    for statement in read_statements("open"):
        once = redact(statement["text"], statement["fields"])
        assert_sound(statement["text"], once)
        assert redact(once.text, statement["fields"]).text == once.text, statement["id"]


def test_each_probe_loses_what_is_marked_and_nothing_else() -> None:
    wrong = []
    for line in PROBES.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, spans = marked(line)
        gone = {at for span in redact(text, {}).spans for at in range(span.start, span.end)}
        meant = {at for span in spans for at in range(span["start"], span["end"])}
        for word in re.finditer(r"[^\W_]+", text):
            inside = word.start() in meant and word.group().lower() not in {"my", "a", "an", "the", "of", "as"}
            taken = word.start() in gone
            if (inside and not taken) or (taken and word.start() not in meant):
                wrong.append((text, word.group()))
    assert wrong == []


def test_a_known_name_that_could_be_a_word_is_shown_to_a_person_where_it_stays() -> None:
    text = "Most of all I like May in the garden."
    result = redact(text, {"first_name": "May", "last_name": "Okonkwo"})
    assert any("known name" in review.reason for review in result.review) or "May" not in result.text


def test_a_placeholder_for_a_protected_characteristic_does_not_say_which_it_was() -> None:
    result = redact("I am a Sikh. I am deaf. I am 61 years old. My wife is a nurse.", {})
    assert result.text.count("[personal detail]") == 4
    assert {span.label for span in result.spans} == {"RELIGION", "DISABILITY", "AGE", "MARITAL"}


def test_employers_and_languages_go_only_by_policy() -> None:
    text = "I work for Sanctuary Care and I speak Hausa."
    fields = {"current_employer": "Sanctuary Care"}
    assert redact(text, fields).text == text
    assert redact(text, fields, policy={"EMPLOYER", "LANGUAGE"}).text == "I work for [employer] and I speak [language]."
