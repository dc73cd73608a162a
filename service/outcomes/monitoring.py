"""Applicants' answers to the equality monitoring questions: taken in, sealed, and opened for statistics alone."""

import json
from collections.abc import Iterable, Mapping

from sqlmodel import col, select

from service.config import Settings
from service.errors import InvalidInputError, Problem
from service.models.columns import utc_now
from service.models.monitoring import MonitoringAnswer
from service.outcomes.code_lists import CHARACTERISTICS, UNKNOWN, ethnicity_code, listed_code
from service.vault import seal_file, unseal_file
from service.work import Work

SCHEME = "ethnicity_scheme"
QUESTIONS = ("ethnicity", SCHEME, *CHARACTERISTICS[1:])
LONGEST = 100
_AT_ONCE = 500


def answer_problems(where: str, answers: Mapping[str, str], row: int | None = None) -> list[Problem]:
    """Return what is wrong with one applicant's answers; `where` and `row` say whose they are."""
    found = []
    for question, given in answers.items():
        value = given.strip()
        message = ""
        if question not in QUESTIONS:
            message, remedy = "is no monitoring question.", f"The questions are {', '.join(QUESTIONS)}."
        elif len(value) > LONGEST:
            message, remedy = f"is longer than {LONGEST} characters.", "Write the code alone."
        elif question == SCHEME and value not in ("", "2001", "2021"):
            message, remedy = f"“{value}” is no scheme.", "Write 2001 or 2021."
        elif question == "ethnicity" and ethnicity_code(value, answers.get(SCHEME, "").strip()) is None:
            message, remedy = (
                f"“{value}” is no code of its scheme.",
                "Use the codes of the scheme (2001 or 2021).",
            )
        elif question not in (SCHEME, "ethnicity") and (value in UNKNOWN or listed_code(question, value) is None):
            message, remedy = (
                f"“{value}” is no code of {question}.",
                "Use its reference list, or leave it blank.",
            )
        if message:
            found.append(Problem(f"{where}, {question}" if where else question, message, remedy, row, question))
    return found


def store_answers(work: Work, answers: Mapping[str, Mapping[str, str]]) -> None:
    """Seal each applicant's answers, by the id of their application; earlier answers to the same are replaced.

    A blank says that nobody asked. The trail says how many were stored, and nothing of what they say.

    Raises:
        InvalidInputError: an answer is no code of its list; nothing is stored.
    """
    problems = [each for key in sorted(answers) for each in answer_problems(f"application {key}", answers[key])]
    if problems:
        raise InvalidInputError(problems)
    for key in sorted(answers):
        sealed = _seal(work.settings, key, answers[key])
        row = work.session.get(MonitoringAnswer, key)
        if row is None:
            work.session.add(MonitoringAnswer(application_id=key, sealed=sealed))
        else:
            row.sealed, row.received_at = sealed, utc_now()
            work.session.add(row)
    if answers:
        work.record("monitoring.stored", "monitoring", "monitoring", {"applications": len(answers)})


def answers_of(work: Work, application_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the answers by application id; whoever was never asked is absent. For statistics alone.

    Raises:
        ConfigurationError: a row does not open with the installation's keys.
    """
    ids = sorted(set(application_ids))
    found = {}
    for first in range(0, len(ids), _AT_ONCE):
        wanted = select(MonitoringAnswer).where(col(MonitoringAnswer.application_id).in_(ids[first : first + _AT_ONCE]))
        for row in work.session.exec(wanted):
            data = unseal_file(work.settings, _name(row.application_id), row.sealed)
            answers: dict[str, str] = json.loads(data)
            found[row.application_id] = answers
    return found


def _seal(settings: Settings, key: str, answers: Mapping[str, str]) -> bytes:
    given = {question: answers.get(question, "").strip() for question in QUESTIONS}
    data = json.dumps(given, sort_keys=True, separators=(",", ":")).encode()
    # One length for all, so that the size of a row does not tell which answers it holds.
    return seal_file(settings, _name(key), data + b" " * (-len(data) % 1024))


def _name(application_id: str) -> str:
    return f"monitoring {application_id}"
