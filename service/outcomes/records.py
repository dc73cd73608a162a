"""The service's own applications as a fairpanel-outcomes/1 file: steps, posts, panel facts and monitoring answers.

Only statistics are made of it. Every making of the file is in the trail, with how many applications it holds.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlmodel import col, select

from service.models import (
    Application,
    Department,
    Division,
    ExternalApplication,
    OutcomeEvent,
    Site,
    Vacancy,
)
from service.outcome_steps import in_order, standing
from service.outcomes.code_lists import CHARACTERISTICS
from service.outcomes.monitoring import answers_of
from service.outcomes.reading import FACTS, REQUIRED
from service.scope import only_hr
from service.vault import unseal_file
from service.work import Work

HEADER = (*REQUIRED, *FACTS, "ethnicity", "ethnicity_scheme", *CHARACTERISTICS[1:])
OPEN = "open"


def outcomes_file(work: Work, panels_met: Mapping[str, bool]) -> bytes:
    """Return every application as it stands, in the order of their ids, as a fairpanel-outcomes/1 file.

    `panels_met` says of each vacancy whose panel sat whether those who sat met what was asked.

    Raises:
        ForbiddenError: the actor is not HR.
        ConfigurationError: a sealed row does not open with the installation's keys.
    """
    only_hr(work.actor)
    # Tuples rather than dictionaries from here on: there may be a hundred thousand of them.
    rows = sorted(tuple(row.get(name, "") for name in HEADER) for row in (*_own(work, panels_met), *_external(work)))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows)
    work.record("outcomes.read", "outcomes", "all", {"applications": len(rows)})
    return text.getvalue().encode()


def external_seal_name(source: str, reference: str) -> str:
    """Return what the row of an application from another system is sealed under."""
    return f"outcome {source} {reference}"


def _own(work: Work, panels_met: Mapping[str, bool]) -> Iterator[dict[str, str]]:
    # Never the whole row: it holds everything that the applicant wrote.
    applications = {
        key: (vacancy_id, applied_on)
        for key, vacancy_id, applied_on in work.session.exec(
            select(Application.id, Application.vacancy_id, col(Application.applied_on))
        )
    }
    posts = _posts(work)
    events: defaultdict[str, list[OutcomeEvent]] = defaultdict(list)
    for event in work.session.exec(select(OutcomeEvent)):
        events[event.application_id].append(event)
    answers = answers_of(work, applications)
    for key, (vacancy_id, applied_on) in applications.items():
        steps = in_order(events[key])
        stage, outcome = standing(steps)
        if not stage:
            continue
        met = panels_met.get(vacancy_id)
        yield {
            "application_id": key,
            "applied_on": applied_on.isoformat(),
            "closed_on": "" if outcome == OPEN else steps[-1].counts_on.isoformat(),
            "stage": stage,
            "outcome": outcome,
            "panel_met_requirement": "" if met is None else "yes" if met else "no",
            **posts[vacancy_id],
            **answers.get(key, {}),
        }


def _posts(work: Work) -> dict[str, dict[str, str]]:
    """What a file says of each vacancy; places go by their names, as in the pages."""
    sites = dict(work.session.exec(select(Site.id, Site.name)).all())
    divisions = dict(work.session.exec(select(Division.id, Division.name)).all())
    departments = dict(work.session.exec(select(Department.id, Department.division_id)).all())
    return {
        row.id: {
            "vacancy_id": row.id,
            "band": row.band or "",
            "site": sites[row.site_id],
            "division": divisions.get(departments[row.department_id], ""),
            "staff_group": row.staff_group or "",
            "campaign": row.campaign,
        }
        for row in work.session.exec(select(Vacancy))
    }


def _external(work: Work) -> Iterator[dict[str, str]]:
    wanted = select(ExternalApplication.source, ExternalApplication.reference, ExternalApplication.sealed)
    for source, reference, sealed in work.session.exec(wanted):
        cells: dict[str, str] = json.loads(unseal_file(work.settings, external_seal_name(source, reference), sealed))
        # Ids of two systems may be alike; the source before them keeps them apart, and vacancies likewise.
        cells["application_id"] = f"{source}/{reference}"
        cells["vacancy_id"] = f"{source}/{cells['vacancy_id']}"
        yield cells
