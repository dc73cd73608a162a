"""The words and colours of interviews: states, outcomes, themes; and the facts that several pages show."""

from collections.abc import Iterable
from datetime import timedelta

from service.interviews.overview import InterviewPage
from service.interviews.taking_part import Member
from service.models import Interview, Panel, Vacancy
from service.pages.wording import day, moment, role_name, span

INTERVIEW_STATES = {
    "planned": ("Planned", "blue"),
    "held": ("Held", "green"),
    "missed": ("Missed", "orange"),
    "withdrawn": ("Withdrawn", "grey"),
}
BECAME = {
    "held": "Yes, it was held",
    "missed": "No, the applicant did not come",
    "withdrawn": "No, the applicant withdrew before",
}
BEFORE_IT_BEGINS = {"withdrawn": "Yes, the applicant has withdrawn"}
RIGHT_STATES = {
    "planned": "It is still planned",
    "held": "It was held",
    "missed": "The applicant did not come",
    "withdrawn": "The applicant withdrew before",
}
RECORD_REASONS = {
    "slip": "The wrong answer was chosen",
    "other_applicant": "It was another applicant’s interview",
    "learned_later": "What really happened was learned later",
}
QUESTION_STATES = {"proposed": ("Proposed", "yellow"), "agreed": ("Agreed", "green"), "dropped": ("Dropped", "grey")}
ADJUSTMENT_STATES = {
    "asked": ("Not answered yet", "orange"),
    "agreed": ("Agreed, to be arranged", "yellow"),
    "arranged": ("Arranged", "green"),
    "not_possible": ("Not possible", "red"),
}
OUTCOMES = {
    "offered": ("Offered the post", "blue"),
    "appointed": ("Appointed", "green"),
    "declined": ("Declined the offer", "grey"),
    "not_selected": ("Not selected", "grey"),
    "reserve": ("Reserve", "yellow"),
    "withdrawn": ("Withdrew", "grey"),
}
UNDECIDED = ("Not decided", "orange")
THEMES = {
    "questions": "The questions",
    "adjustments": "Adjustments for an applicant",
    "conduct": "How somebody behaved",
    "scoring": "The scores",
    "criteria": "The criteria",
    "decision": "The decision",
    "process": "How the process was run",
    "other": "Something else",
}


def outcome_tag(outcome: str) -> tuple[str, str]:
    """Return the words and colour of an outcome, also of none yet."""
    return OUTCOMES.get(outcome, UNDECIDED)


def post(vacancy: Vacancy) -> str:
    """Return the post with its reference."""
    return f"{vacancy.title} ({vacancy.reference})"


def slot(row: Interview, panel: Panel) -> str:
    """Return an interview's time on the clocks of its panel."""
    return span(row.starts_at, row.starts_at + timedelta(minutes=row.minutes), panel.zone)


def corrected(page: InterviewPage) -> list[str]:
    """Return each correction of what was recorded of an interview in a sentence."""
    return [
        f"{moment(each.at, page.panel.zone)}: {each.by} corrected “{INTERVIEW_STATES[each.was][0]}” to "
        f"“{INTERVIEW_STATES[each.now][0]}”. {RECORD_REASONS[each.reason]}."
        for each in page.corrections
    ]


def members_named(members: Iterable[Member]) -> str:
    """Return who sits, with their roles."""
    return ", ".join(f"{each.name} ({role_name(each.role).lower()})" for each in members)


def interview_facts(page: InterviewPage) -> list[tuple[str, str]]:
    """Return what everybody in an interview knows of it."""
    papers = f"To be shared by {day(page.papers_due)}"
    if page.row.papers_shared_at:
        papers = f"Shared on {moment(page.row.papers_shared_at, page.panel.zone)}"
    elif page.papers_overdue:
        papers = f"Overdue: they should have been shared by {day(page.papers_due)}"
    return [
        ("Post", post(page.vacancy)),
        ("When", slot(page.row, page.panel)),
        ("Where", "Online" if page.panel.online else page.site),
        ("Panel", members_named(page.members) or "Nobody yet"),
        ("Papers", papers),
    ]
