from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.shortlisting.criteria_check import check_criteria


@dataclass(frozen=True)
class A:
    """A criterion as the check reads it."""

    text: str
    kind: str = "essential"
    reason: str = ""


PIECES = st.sampled_from(
    [
        "led a ward team",
        "degree in nursing",
        "5 years' experience",
        "NHS experience",
        "dynamic self-starter",
        "manages a budget",
        "explains risk to families",
        "driving licence",
        "aggressive targets",
        "writes clear reports",
        "good communication skills",
        "registered with the NMC",
        "data-driven decisions",
        "works with young people",
        "Zürich £ 三 \u202e",
    ]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=3).map(" and ".join)
CRITERIA = st.lists(st.builds(A, TEXTS, st.sampled_from(["essential", "desirable"])), max_size=12)


def rules(*criteria: A) -> list[str]:
    return [each.rule for each in check_criteria(criteria)]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Educated to degree level", "degree"),
        ("Postgraduate qualification", "degree"),
        ("BA (Hons)", "degree"),
        ("B.A. (Hons) or similar", "degree"),
        ("MA in social work", "degree"),
        ("A BA or BSc", "degree"),
        ("University educated", "degree"),
        ("Educated at university", "degree"),
        ("Higher education qualification in finance", "degree"),
        ("Honours graduate in nursing", "degree"),
        ("A degree of Bachelor of Science", "degree"),
        ("PGDip in leadership", "degree"),
        ("Have worked in the NHS", "here_experience"),
        ("Previously employed by an NHS trust", "here_experience"),
        ("A career within the British health service", "here_experience"),
        ("UK-trained clinician", "here_experience"),
        ("Has an NHS background", "here_experience"),
        ("Perfect spoken English", "exclusionary"),
        ("A perfect command of English", "exclusionary"),
        ("Accent-free English", "exclusionary"),
        ("Must be fit and healthy", "exclusionary"),
        ("In good physical health", "exclusionary"),
        ("MSc in a related subject", "degree"),
        ("Previous NHS experience", "here_experience"),
        ("Experience of working in the NHS", "here_experience"),
        ("UK ward experience", "here_experience"),
        ("At least 5 years' experience of budgets", "years"),
        ("Three (3) or more years in post", "years"),
        ("An ambitious leader with a competitive spirit", "gender_coded"),
        ("Nurturing towards colleagues", "gender_coded"),
        ("Native English speaker", "exclusionary"),
        ("Full UK driving licence", "exclusionary"),
        ("No gaps in employment", "exclusionary"),
        ("A recent graduate", "exclusionary"),
        ("Good cultural fit", "exclusionary"),
        ("A dynamic self-starter", "vague"),
        ("Excellent communication skills", "vague"),
    ],
)
def test_wording_that_may_shut_people_out_is_remarked_on(text: str, rule: str) -> None:
    found = check_criteria([A(text)])
    assert rule in [each.rule for each in found]
    assert all(each.text and each.remedy and each.criterion_text == text for each in found)


@pytest.mark.parametrize(
    "text",
    [
        "Registered with the NMC as a nurse",
        "Degree in pharmacy or equivalent experience",
        "Has cared for young people who self-harm",
        "Makes data-driven decisions",
        "Supports people who use heroin",
        "Compassionate towards patients at the end of life",
        "Reads the superior vena cava on a scan",
        "Runs competitive tenders for supplies",
        "Understands psychodynamic theory and group dynamics",
    ],
)
def test_clinical_and_plain_wording_is_left_alone(text: str) -> None:
    assert rules(A(text)) == []


def test_a_stated_reason_settles_a_degree_and_experience_in_one_country() -> None:
    assert rules(A("Degree in physics", reason="The register of clinical scientists asks for one.")) == []
    assert rules(A("NHS experience", reason="Runs a commissioned service from the first day.")) == []
    assert rules(A("Degree in physics", reason="  ")) == ["degree"]


def test_more_than_eight_essentials_are_too_many_and_desirables_do_not_count() -> None:
    words = ["budgets", "rotas", "incidents", "families", "drugs", "audits", "teaching", "wounds", "discharge"]
    nine = [A(f"Manages {word}") for word in words]
    assert rules(*nine) == ["many_essentials"]
    assert rules(*nine[:8], replace(nine[8], kind="desirable")) == []


def test_near_duplicates_are_named_once() -> None:
    found = check_criteria([A("Manages a ward budget well"), A("Managing ward budgets"), A("Teaches students")])
    assert [each.rule for each in found] == ["near_duplicate"]
    assert "Managing ward budgets" in found[0].criterion_text + found[0].text


@given(CRITERIA, st.randoms())
def test_the_order_of_the_criteria_changes_nothing(criteria: list[A], random: object) -> None:
    shuffled = list(criteria)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert check_criteria(shuffled) == check_criteria(criteria)


@given(CRITERIA)
def test_a_reason_never_adds_a_finding(criteria: list[A]) -> None:
    reasoned = [replace(each, reason="The law asks for it.") for each in criteria]
    assert set(check_criteria(reasoned)) <= set(check_criteria(criteria))


@given(CRITERIA, CRITERIA)
def test_a_further_criterion_takes_no_finding_away_but_the_count(some: list[A], more: list[A]) -> None:
    before = {each for each in check_criteria(some) if each.rule != "many_essentials"}
    assert before <= set(check_criteria([*some, *more]))


@given(TEXTS)
def test_capitals_and_curly_apostrophes_change_no_rule(text: str) -> None:
    assert sorted(set(rules(A(text)))) == sorted(set(rules(A(text.upper().replace("'", "’")))))


@given(CRITERIA)
def test_every_finding_has_a_key_of_its_own(criteria: list[A]) -> None:
    found = check_criteria(criteria)
    assert len({each.key for each in found}) == len(found)


@pytest.mark.parametrize(
    "text",
    [
        "Lives the NHS values",
        "Works in line with NHS values and has experience of budgets",
        "Works with NHS and council partners",
        "Explains how the NHS is funded",
        "Improves the experience of NHS patients",
        "Has the right to work in the UK",
        "Trained in the NHS Constitution and its values",
        "Works with a degree of flexibility",
        "Acts with a high degree of independence",
        "Uses 360 degree feedback",
        "Keeps vaccines at 5 degrees Celsius",
        "Supervises undergraduate and postgraduate students",
        "Plans placements with the university",
        "Works with BA and QA teams",
        "Writes clear English for patients",
        "Meets the fit and proper person test",
        "Plans for good health outcomes in the community",
    ],
)
def test_what_only_sounds_like_such_a_demand_is_left_alone(text: str) -> None:
    assert rules(A(text)) == []
