"""The draft of a panel request: what each step of the form kept, in words and as a `RequestInput`."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from service.errors import InvalidInputError, Problem
from service.models import Department, Person, Site, Vacancy
from service.pages.request_when import DEFAULTS, LENGTHS, read_when, when_form
from service.pages.wording import clock, count_of, day, minutes_in_words, moment, seat_in_words
from service.panels.request_drafts import get_request_draft, keep_request_draft
from service.panels.request_rules import ConflictInput, RequestInput, request_problems, starts_in
from service.panels.requests import conflicts_of, get_request, planned_seats, starts_of
from service.panels.vacancies import get_vacancy
from service.work import Work

PRIORITIES = {"1": "Usual", "3": "Soon", "5": "Most urgent"}
Draft = dict[str, Any]


def draft_for(work: Work, vacancy_id: str) -> Draft:
    """Return the actor's draft for a vacancy, or what a new one begins with."""
    kept = get_request_draft(work, vacancy_id)
    return kept or {**DEFAULTS, "site": get_vacancy(work, vacancy_id).site_id, "extra": [], "conflicts": []}


def keep(work: Work, vacancy_id: str, changes: Mapping[str, Any], dropped: Mapping[str, Any] | None = None) -> Draft:
    """Keep the changes in the actor's draft, without the names in `dropped`; return the draft."""
    draft = {name: value for name, value in draft_for(work, vacancy_id).items() if name not in (dropped or {})}
    draft.update(changes)
    keep_request_draft(work, vacancy_id, draft)
    return draft


def draft_of_request(work: Work, request_id: str) -> tuple[str, Draft]:
    """Return the vacancy of a request, and a draft that says what the request says now, to change it."""
    row = get_request(work, request_id)
    zone = work.settings.zone
    times: dict[str, str] = {}
    for number, start in enumerate(starts_of(work, request_id)[:20]):
        local = start.astimezone(zone)
        times |= {f"day-{number}": f"{local:%Y-%m-%d}", f"time-{number}": f"{local:%H:%M}"}
        times[f"reading-{number}"] = local.isoformat(timespec="minutes")
    draft = {
        **DEFAULTS,
        **times,
        "request_id": row.id,
        "version": row.version,
        "minutes": str(row.minutes),
        "place": "online" if row.online else "site",
        "site": row.site_id,
        "needed_by": row.needed_by.isoformat() if row.needed_by else "",
        "priority": str(row.priority),
        "extra": [],
        "conflicts": [{"person_id": each.person_id, "reason": each.reason} for each in conflicts_of(work, request_id)],
    }
    return row.vacancy_id, draft


def seats_in_draft(work: Work, vacancy_id: str, draft: Draft) -> tuple[str, list[dict[str, Any]]]:
    """Return the name of the policy in force and the seats that come from it, or from the request being changed."""
    policy, planned = planned_seats(work, vacancy_id)
    if draft.get("request_id"):
        planned = get_request(work, draft["request_id"]).seats
    return (policy.name if policy else ""), planned


def request_input(work: Work, vacancy_id: str, draft: Draft) -> RequestInput:
    """Return the draft as the use case takes it.

    Raises:
        InvalidInputError: something typed cannot be read; every problem is listed.
    """
    form = when_form(typed_only(draft))
    when = read_when(form, work.settings.zone)
    minutes = form.whole("minutes", low=15, high=480, what="The length in minutes")
    form.one_of("place", ("site", "online"), what="Where it is held")
    needed_by = form.day("needed_by", what="The day", optional=True)
    priority = form.one_of("priority", PRIORITIES, what="How urgent it is")
    form.check()
    _, planned = seats_in_draft(work, vacancy_id, draft)
    return RequestInput(
        vacancy_id=vacancy_id,
        starts=when.starts,
        window=when.window,
        minutes=minutes,
        online=form.value("place") == "online",
        site_id=form.value("site") or None,
        needed_by=needed_by,
        priority=int(priority),
        seats=[*planned, *draft["extra"]] if draft["extra"] else None,
        conflicts=[ConflictInput(each["person_id"], each["reason"]) for each in draft["conflicts"]],
    )


def time_problems(work: Work, vacancy_id: str, draft: Draft) -> list[Problem]:
    """Return what is wrong with the times and the place of a draft; seats and conflicts have steps of their own."""
    try:
        given = request_input(work, vacancy_id, draft)
    except InvalidInputError as error:
        return list(error.problems)
    policy, planned = planned_seats(work, vacancy_id)
    found = request_problems(work, given, policy, planned)
    return [each for each in found if not each.where.startswith(("seats", "conflicts"))]


def typed_only(draft: Draft) -> dict[str, str]:
    """Return the draft's plain fields."""
    return {name: value for name, value in draft.items() if isinstance(value, str)}


def people_in(work: Work, draft: Draft) -> list[dict[str, str]]:
    """Return the people declared in a draft with what a manager may know of them."""
    shown = []
    for each in draft["conflicts"]:
        person = work.session.get(Person, each["person_id"])
        if person is not None:
            department = work.session.get_one(Department, person.department_id).name
            about = ", ".join(part for part in (person.job_title, department) if part)
            reason = each["reason"] or "Declared earlier by a colleague"
            shown.append({"id": person.id, "name": person.name, "about": about, "reason": reason})
    return shown


def summary_of(work: Work, vacancy: Vacancy, draft: Draft) -> list[dict[str, Any]]:
    """Return the rows of "check your answers"."""
    zone = work.settings.zone
    form = when_form(typed_only(draft))
    when = read_when(form, zone)
    _, planned = seats_in_draft(work, vacancy.id, draft)
    minutes = int(form.value("minutes")) if form.value("minutes").isdigit() else 0
    times = [moment(each, zone) for each in when.starts] or ["Not complete"]
    if when.window:
        window, offered = when.window, starts_in(when.window, minutes or 60, zone)
        weekends = "weekends too" if window.weekends else "Monday to Friday"
        hours = f"{clock(window.opens)} to {clock(window.closes)}, {weekends}"
        times = [
            f"{day(window.first_day)} to {day(window.last_day)}",
            hours,
            f"{count_of(len(offered), 'possible start')}",
        ]
    site = work.session.get(Site, form.value("site"))
    held = "Online" if form.value("place") == "online" else f"At {site.name if site else 'a site not chosen yet'}"
    people = [f"{each['name']}: {each['reason']}" for each in people_in(work, draft)]
    steps = {name: url_for(f"request_steps.{name}", vacancy_id=vacancy.id) for name in ("seats", "when", "conflicts")}
    urgency = [PRIORITIES.get(form.value("priority"), "Not chosen")]
    needed = form.day("needed_by", what="The day", optional=True)
    return [
        _row("Seats", [seat_in_words(each) for each in [*planned, *draft["extra"]]], steps["seats"]),
        _row("When", times, steps["when"]),
        _row("Length", [minutes_in_words(minutes)], steps["when"]),
        _row("Where", [held], steps["when"]),
        _row("Needed by", [day(needed) if needed else "No day named"], steps["when"]),
        _row("Urgency", urgency, steps["when"]),
        _row("Conflicts of interest", people or ["Nobody named"], steps["conflicts"]),
    ]


def length_choices(present: str) -> list[tuple[str, str]]:
    """Return the lengths a list offers, with the present one among them."""
    lengths = sorted({*LENGTHS, *([int(present)] if present.isdigit() and len(present) < 4 else [])})
    return [(str(each), minutes_in_words(each)) for each in lengths]


def _row(key: str, lines: list[str], href: str) -> dict[str, Any]:
    return {"key": key, "lines": lines, "href": href}
