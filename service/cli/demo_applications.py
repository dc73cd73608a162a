"""The demonstration's shortlistings: twelve applications redacted for review, and for another post marked blind."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import col, select

from service.cli.demo_statements import APPLICANTS, Invented
from service.models import Application, RedactedPack, Shortlisting
from service.outcomes.monitoring import answer_problems, store_answers
from service.shortlisting.criteria import CriterionInput, add_criterion
from service.shortlisting.criteria_opening import (
    answer_comment,
    answer_finding,
    comment_on_criteria,
    criteria_check,
    open_shortlisting,
)
from service.shortlisting.import_files import Upload
from service.shortlisting.imports import prepare_applications, write_prepared
from service.shortlisting.marking_start import MarkingRules, agree_rules, start_marking
from service.shortlisting.redaction_job import redact_waiting
from service.shortlisting.review import ready_packs, release_ready_packs, settle_points
from service.shortlisting.shortlisters import name_shortlister
from service.trail import Actor
from service.work import House

CRITERIA = (
    CriterionInput(
        "Has led a team of nurses through a change that patients noticed",
        guide="0: no example. 1: took part. 2: led it. 3: led it and says what changed for patients. "
        "4: and how they knew, and what they would do differently.",
        examples="“I was on the handover project.” earns 1. “We moved handover to the bedside; missed observations "
        "fell from 11 a month to 3.” earns 3.",
    ),
    CriterionInput(
        "Has planned rosters or managed people fairly",
        guide="0: no example. 2: has done it. 3: says how it was made fair. 4: and how the people concerned saw it.",
    ),
    CriterionInput(
        "Has answered for money: a budget, stock or agency spending",
        guide="0: no example. 1: knows what it costs. 2: has held a budget. 4: and has changed how it was spent.",
    ),
    CriterionInput(
        "Is a dynamic leader of quality improvement",
        kind="desirable",
        guide="0: no example. 2: took part in an improvement. 4: led one and measured it.",
    ),
)
GROUPS = ("A", "A", "J", "A", "C", "N", "A", "H", "B", "A", "A", "R")


def load_applications(house: House, manager: Actor, hr: Actor, vacancy_id: str, today: date) -> int:
    """Settle the vacancy's criteria, take the applications in and redact them; return how many there are.

    Nothing is released: that is for whoever tries the demonstration.
    """
    _settle_criteria(house, manager, hr, vacancy_id)
    return _take_in(house, hr, vacancy_id, today)


def load_marking(house: House, manager: Actor, hr: Actor, emails: Sequence[str], vacancy_id: str, today: date) -> int:
    """Let a vacancy be marked blind by those who sign in with these addresses; return how many applications they find.

    The same invented people apply; HR has looked at every text and released it.
    """
    _settle_criteria(house, manager, hr, vacancy_id)
    count = _take_in(house, hr, vacancy_id, today)
    _release(house, hr, vacancy_id)
    with house.writing(manager) as work:
        rules = MarkingRules(60, 50, "Whoever has the same total as the last one invited is invited too.")
        row = agree_rules(work, vacancy_id, rules, work.session.get_one(Shortlisting, vacancy_id).version)
        for email in emails:
            name_shortlister(work, vacancy_id, email)
        start_marking(work, vacancy_id, row.version)
    return count


def _release(house: House, hr: Actor, vacancy_id: str) -> None:
    """Release every text; what is in doubt in these twelve was looked at when they were written, and is right."""
    with house.writing(hr) as work:
        wanted = select(RedactedPack).join(Application).where(Application.vacancy_id == vacancy_id)
        for pack in work.session.exec(wanted.where(col(RedactedPack.to_review) > 0)).all():
            settle_points(work, pack.id, pack.version, range(pack.to_review))
        work.session.flush()
        release_ready_packs(work, vacancy_id, len(ready_packs(work, vacancy_id)))


def _take_in(house: House, hr: Actor, vacancy_id: str, today: date) -> int:
    records = [_record(number, each, today) for number, each in enumerate(APPLICANTS, start=1)]
    file = Upload("applications.json", json.dumps(records).encode())
    bundle, _ = prepare_applications(house, hr, vacancy_id, file, judge=answer_problems)
    with house.writing(hr) as work:
        imported = write_prepared(work, vacancy_id, bundle)
        store_answers(work, imported.answers)
    return redact_waiting(house, vacancy_id)


def _settle_criteria(house: House, manager: Actor, hr: Actor, vacancy_id: str) -> None:
    with house.writing(manager) as work:
        for version, each in enumerate(CRITERIA):
            add_criterion(work, vacancy_id, each, version)
    with house.writing(hr) as work:
        said = "Somebody who has managed a clinic and not a ward could meet all of these. Is that meant?"
        comment = comment_on_criteria(work, vacancy_id, said)
    with house.writing(manager) as work:
        answer_comment(work, vacancy_id, comment.id, "Yes. We can teach the ward; we cannot teach the rest.")
        for found in criteria_check(work, vacancy_id).findings:
            said = "Kept as desirable: the marking guide says what we look for."
            answer_finding(work, vacancy_id, found.finding.key, said)
        open_shortlisting(work, vacancy_id, len(CRITERIA))


def _record(number: int, each: Invented, today: date) -> dict[str, str]:
    mail = f"{each.first_name}.{each.last_name}".lower().replace(" ", "")
    return {
        "Application reference": f"DEMO-{1040 + number * 7}",
        "Date applied": (today - timedelta(days=3 + number)).isoformat(),
        "First name": each.first_name,
        "Last name": each.last_name,
        "Email": f"{mail}@mail.example",
        "Telephone": f"07700 900{400 + number}",
        "Professional body": "NMC",
        "Registration number": f"{10 + number}A{4000 + number * 13}E",
        "Current employer": each.employer,
        "Current job title": each.job_title,
        "Referees": each.referees,
        "Supporting statement": each.statement,
        "Employment history": f"{each.job_title}, {each.employer}, at present.",
        "Guaranteed interview scheme": "Yes" if number in (7, 11) else "No",
        "Ethnicity": GROUPS[number - 1],
        "Ethnicity scheme": "2001",
    }
