"""Words of the vocabulary: the applicant's own go, those of work and of others stay."""

import pytest

from service.shortlisting.redaction.characteristics import listed_with
from service.shortlisting.redaction.redact import redact
from service.shortlisting.redaction.spans import Finding, Ranges
from service.shortlisting.redaction.view import view_of
from service.shortlisting.redaction.words import read
from tests.service.shortlisting.redaction.statements import read_statements


@pytest.mark.parametrize(
    "text",
    [
        "I have keratoconus.", "Because of ulcerative colitis, I plan my day.", "Had a heart bypass two years ago.",
        "In receipt of PIP.", "Type 2 diabetic, diet controlled.", "Openly gay.", "My nan raised me.",
        "Our twins start school.", "With three kids at home I plan.", "I am a foster carer.", "Wife is a nurse too.",
        "I'm single, bi and Jewish.", "My parents are Bangladeshi.", "I need visa sponsorship.", "Church: Elim",
        "Nat: Dutch", "I stood for the Green Party.", "I sing in my church choir.", "My stroke taught me patience.",
    ],
)  # fmt: skip
def test_what_applicants_say_of_themselves_goes_however_they_say_it(text: str) -> None:
    assert "[personal detail]" in redact(text).text


@pytest.mark.parametrize(
    "statement", read_statements("negative"), ids=lambda statement: f"{statement['id']} {statement['profession']}"
)
def test_a_text_of_work_alone_loses_almost_nothing(statement: dict[str, object]) -> None:
    text = str(statement["text"])
    gone = sum(len(text[span.start : span.end].split()) for span in redact(text, statement["fields"]).spans)
    assert gone <= 2, [text[span.start : span.end] for span in redact(text, statement["fields"]).spans]


def test_a_text_of_ten_thousand_findings_is_looked_around_a_bounded_number_of_times() -> None:
    reading = read(view_of("asthma and " * 10_000))
    findings = [Finding(at, at + 6, "DISABILITY", "lexicon", 0.9) for at in range(0, 110_000, 11)]
    assert len(listed_with(reading, findings, Ranges([]))) <= 800


def test_an_answer_of_a_pasted_form_goes_and_its_question_stays() -> None:
    text = "Marital status: widowed\nDependants: two\nPost: ward clerk\nHealth: good knowledge of fire safety"
    left = redact(text).text
    assert left == (
        "Marital status: [personal detail]\nDependants: [personal detail]\nPost: ward clerk\n"
        "Health: good knowledge of fire safety"
    )


@pytest.mark.parametrize(
    "text",
    [
        "No boyfriend, no kids.", "Widowed since 2014.", "The wife says I should apply.", "I look after me mam.",
        "My little brother is autistic.", "I am six years sober.", "We lost the baby.", "I was married at nineteen.",
        "I hold an OCI card.", "I grew up in care.", "Ngozi and I need a place to pray.",
    ],
)  # fmt: skip
def test_a_clause_without_a_word_of_work_is_the_applicants_own(text: str) -> None:
    assert "[personal detail]" in redact(text).text


def test_what_only_its_clause_tells_is_shown_to_a_person() -> None:
    result = redact("No boyfriend, no kids.")
    assert [review.reason for review in result.review] == ["low confidence"] * len(result.spans)
