"""Plain words for criteria, applications and their redaction. Pure."""

from collections.abc import Sequence
from typing import Any

from service.models import Job
from service.pages.wording import count_of
from service.shortlisting.applications import ApplicationLine
from service.shortlisting.criteria_check import Finding

KINDS = {"essential": "Essential", "desirable": "Desirable"}
ASSESSED = {"application": "From the application", "interview": "At the interview", "both": "From both"}
SHORTLISTING_STATES = {
    "preparing": ("Criteria being prepared", "blue"),
    "open": ("Open for applications", "green"),
    "marking": ("Being marked", "yellow"),
    "locked": ("Scores locked", "aqua-green"),
    "revealed": ("Revealed", "grey"),
}
STATES = {
    "imported": ("Waits for redaction", "grey"),
    "ready": ("Ready to release", "blue"),
    "in_review": ("Needs review", "orange"),
    "released": ("Released", "green"),
    "withdrawn": ("Withdrawn", "grey"),
}
IMPORT_STATES = {
    "checked": ("Waits for you", "blue"), "committed": ("Taken in", "green"), "discarded": ("Discarded", "grey")
}  # fmt: skip
PACK_STATES = {"proposed": ("Proposed", "blue"), "released": ("Released", "green")}
RULES = {
    "many_essentials": "Many essential criteria",
    "degree": "A degree without a reason",
    "here_experience": "Experience here without a reason",
    "near_duplicate": "Nearly the same twice",
    "gender_coded": "Gender-coded wording",
    "exclusionary": "Wording that shuts people out",
    "vague": "Vague wording",
    "years": "Years of experience",
}
LABELS = {
    "NAME": "Applicant’s name", "NAME_OTHER": "Another person’s name", "EMAIL": "E-mail address", "PHONE": "Telephone",
    "URL": "Web address", "ADDRESS": "Address", "POSTCODE": "Postcode", "PLACE": "Place", "DOB": "Date of birth",
    "AGE": "Age", "NI_NUMBER": "NI number", "REG_NUMBER": "Registration number",
    "NATIONALITY": "Nationality or migration", "ETHNICITY": "Ethnicity", "GENDER": "Gender",
    "MARITAL": "Marital status",
    "FAMILY": "Family or pregnancy", "RELIGION": "Religion or belief", "ORIENTATION": "Sexual orientation",
    "DISABILITY": "Disability or health", "SCHOOL": "Place of study", "EDU_DATE": "Date of study",
    "PHOTO": "Photograph",
    "UNION_POLITICS": "Union or politics", "EMPLOYER": "Employer", "EMP_DATE": "Date of employment",
    "LANGUAGE": "Language", "All": "All together",
}  # fmt: skip
SOURCES = {
    "form": "a value of the form", "pattern": "a pattern", "lexicon": "the lexicon", "context": "its neighbours",
    "model": "the model", "person": "a person",
}  # fmt: skip


def finding_title(finding: Finding) -> str:
    """Return what a finding is about, in a few words."""
    return RULES.get(finding.rule, finding.rule)


def line_state(line: ApplicationLine) -> tuple[str, str]:
    """Return the state of an application in words and the colour of its tag."""
    state = line.application.state
    return STATES["ready" if state == "imported" and line.pack is not None else state]


def progress_lines(job: Job | None, waiting: int) -> list[str]:
    """Return how far the redaction of a vacancy's applications has come, a sentence a line."""
    if job is None or (job.state == "done" and not waiting):
        return []
    if job.state == "queued":
        return ["The redaction waits for a worker process."]
    if job.state == "running":
        total = int(job.progress.get("total", waiting))
        return [f"Redacting: {job.progress.get('done', 0)} of {count_of(total, 'application')} done."]
    if job.state == "failed":
        return [f"The redaction broke off. {job.error}"]
    return [f"{count_of(waiting, 'application')} wait for redaction."] if waiting else []


def counted_states(counts: dict[str, int]) -> list[tuple[str, str]]:
    """Return how many applications are in each state, in the order of their way."""
    return [(words[0], str(counts[state])) for state, words in STATES.items() if counts.get(state)]


def percent(share: float | None) -> str:
    """Return a share as a percentage, or a dash."""
    return "–" if share is None else f"{share * 100:.1f} %"


def span_items(listed: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the boxes that restore spans: what went, where, which kind of detail, and how sure the redaction was."""
    return [
        {
            "value": f"{each['section']}:{each['index']}",
            "text": f"{each['number']}. “{each['text']}” in {each['heading']}",
            "hint": f"{each['label']}, found by {each['source']}, {each['sure']} sure",
        }
        for each in listed
    ]
