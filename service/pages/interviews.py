"""Interviews: a vacancy's overview for its manager, one's own interviews, and one interview with its papers."""

from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.interviews.overview import (
    Line,
    Overview,
    interview_page,
    interviews_overview,
    my_interviews,
    read_papers,
)
from service.interviews.planning import move_interview, plan_interview, record_interview, share_papers, short_notice
from service.pages.forms import Form, Page, answer
from service.pages.interview_words import (
    BECAME,
    BEFORE_IT_BEGINS,
    INTERVIEW_STATES,
    corrected,
    interview_facts,
    outcome_tag,
    post,
    slot,
)
from service.pages.wording import count_of, day, role_name, span, typed_time
from service.security.guard import actor, guard, house
from service.shortlisting.packs import released_pack

pages = Blueprint("interviews", __name__)
PLAN = ("application_id", "panel_id", "starts_at", "minutes")
LONGEST_MINUTES = 480


@pages.get("/vacancies/<vacancy_id>/interviews")
@guard("interviews.plan")
def overview(vacancy_id: str) -> str:
    """Show a vacancy's interviews, panels, and who is invited and not planned."""
    return _overview(vacancy_id, Form({"minutes": "45"}, fields=PLAN))


@pages.post("/vacancies/<vacancy_id>/interviews")
@guard("interviews.plan")
def plan_submit(vacancy_id: str) -> Page:
    """Plan one applicant's interview."""
    form = Form(request.form, fields=PLAN)

    def act() -> Response:
        with house().reading(actor()) as work:
            zones = {each.id: each.zone for each in interviews_overview(work, vacancy_id).panels}
        zone = ZoneInfo(zones.get(form.value("panel_id"), house().settings.timezone))
        form.one_of("panel_id", zones, what="The panel")
        starts_at = form.instant("starts_at", zone)
        minutes = form.whole("minutes", low=5, high=LONGEST_MINUTES, what="The length in minutes")
        form.check()
        with house().writing(actor()) as work:
            application_id, panel_id = form.value("application_id"), form.value("panel_id")
            row = plan_interview(work, vacancy_id, application_id, panel_id, cast(datetime, starts_at), minutes)
            least = short_notice(work, row)
        _say_planned("The interview is planned.", least)
        return redirect(url_for("interviews.overview", vacancy_id=vacancy_id), 303)

    return answer(form, act, lambda shown: _overview(vacancy_id, shown))


@pages.post("/vacancies/<vacancy_id>/interviews/papers")
@guard("interviews.plan")
def share_submit(vacancy_id: str) -> Page:
    """Share the papers of a panel's interviews with its members."""
    form = Form(request.form, fields=PLAN)

    def act() -> Response:
        with house().writing(actor()) as work:
            count = share_papers(work, vacancy_id, form.value("shared_panel"))
        flash(f"The papers of {count_of(count, 'interview')} are open to the panel.")
        return redirect(url_for("interviews.overview", vacancy_id=vacancy_id), 303)

    return answer(form, act, lambda shown: _overview(vacancy_id, shown))


@pages.get("/interviews")
@guard("interviews.see")
def mine() -> str:
    """Show the interviews one sits in."""
    with house().reading(actor()) as work:
        found = my_interviews(work)
    shown = [
        {
            "href": url_for("interviews.show", interview_id=each.row.id),
            "title": f"{each.applicant}, {each.vacancy.title}",
            "when": slot(each.row, each.panel),
            "role": role_name(each.role),
            "state": INTERVIEW_STATES[each.row.state],
            "scores": "Your scores are locked" if each.locked else "You have not locked your scores",
            "planned": each.row.state == "planned",
            "vacancy_id": each.vacancy.id,
        }
        for each in found
    ]
    posts = {each.vacancy.id: post(each.vacancy) for each in found}
    return render_template(
        "interviews/mine.html",
        coming=[each for each in shown if each["planned"]],
        past=[each for each in reversed(shown) if not each["planned"]],
        posts=posts,
    )


@pages.get("/interviews/<interview_id>")
@guard("interviews.see")
def show(interview_id: str) -> str:
    """Show one interview: what to prepare, what to provide, and what to do next."""
    return _show(interview_id, Form(fields=("state", "starts_at", "minutes")))


@pages.get("/interviews/<interview_id>/application")
@guard("interviews.see")
def application(interview_id: str) -> str:
    """Show what the applicant wrote; that one looked is recorded in the trail."""
    with house().writing(actor()) as work:
        page, contents = read_papers(work, interview_id)
        pack = released_pack(work, page.row.application_id)
    return render_template(
        "interviews/application.html",
        page=page,
        sections=contents.sections,
        redacted=pack.sections if pack else (),
    )


@pages.post("/interviews/<interview_id>/record")
@guard("interviews.see")
def record_submit(interview_id: str) -> Page:
    """Record that an interview was held or missed, or that the applicant withdrew."""
    form = Form(request.form, fields=("state", "starts_at", "minutes"))

    def act() -> Response:
        with house().writing(actor()) as work:
            record_interview(work, interview_id, form.value("state"), form.version())
        flash("What became of the interview is recorded.")
        return redirect(url_for("interviews.show", interview_id=interview_id), 303)

    return answer(form, act, lambda shown: _show(interview_id, shown))


@pages.post("/interviews/<interview_id>/move")
@guard("interviews.plan")
def move_submit(interview_id: str) -> Page:
    """Give an interview another time."""
    form = Form(request.form, fields=("state", "starts_at", "minutes"))

    def act() -> Response:
        with house().reading(actor()) as work:
            zone = ZoneInfo(interview_page(work, interview_id).panel.zone)
        starts_at = form.instant("starts_at", zone)
        minutes = form.whole("minutes", low=5, high=LONGEST_MINUTES, what="The length in minutes")
        form.check()
        with house().writing(actor()) as work:
            row = move_interview(work, interview_id, cast(datetime, starts_at), minutes, form.version())
            least = short_notice(work, row)
        _say_planned("The interview has its new time.", least)
        return redirect(url_for("interviews.show", interview_id=interview_id), 303)

    return answer(form, act, lambda shown: _show(interview_id, shown))


def _show(interview_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        page = interview_page(work, interview_id)
    if not form.typed:
        form.typed.setlist("starts_at", [typed_time(page.row.starts_at, ZoneInfo(page.panel.zone))])
        form.typed.setlist("minutes", [str(page.row.minutes)])
    return render_template(
        "interviews/interview.html",
        form=form,
        page=page,
        facts=interview_facts(page),
        state=INTERVIEW_STATES[page.row.state],
        corrected=corrected(page),
        recordable=[
            {"value": state, "text": words}
            for state, words in (BECAME if page.begun else BEFORE_IT_BEGINS).items()
            if state == "withdrawn" or not page.settled
        ],
        questions=[
            {
                "text": each.text,
                "model_answer": each.model_answer,
                "anchors": [(score, each.anchors.get(str(score), "")) for score in range(each.scale_max + 1)],
            }
            for each in page.questions
        ],
    )


def _overview(vacancy_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        found = interviews_overview(work, vacancy_id)
    return render_template(
        "interviews/overview.html",
        form=form,
        overview=found,
        post=post(found.vacancy),
        panels=[
            {
                "id": panel.id,
                "when": span(panel.starts_at, panel.ends_at, panel.zone),
                "members": ", ".join(
                    f"{each.name} ({role_name(each.role).lower()})" for each in found.members[panel.id]
                ),
                "lacking": found.lacking_papers.get(panel.id, 0),
            }
            for panel in found.panels
        ],
        lines=[_line(each) for each in found.lines],
        choices=_choices(found),
        overdue=sum(each.papers_overdue for each in found.lines),
    )


def _line(line: Line) -> dict[str, object]:
    notes = []
    if not line.fits:
        notes.append("Not within the panel’s time any more: move it.")
    if line.notice is not None:
        notes.append(f"Less than {line.notice} days away.")
    if line.papers_overdue:
        notes.append(f"Papers overdue since {day(line.papers_due)}.")
    if line.unsettled:
        notes.append(f"{count_of(line.unsettled, 'adjustment')} to settle.".capitalize())
    elif not line.asked and line.row.state == "planned":
        notes.append("Not asked yet about adjustments.")
    return {
        "href": url_for("interviews.show", interview_id=line.row.id),
        "applicant": line.applicant,
        "when": slot(line.row, line.panel),
        "state": INTERVIEW_STATES[line.row.state],
        "outcome": outcome_tag(line.outcome),
        "notes": " ".join(notes),
    }


def _choices(found: Overview) -> dict[str, list[tuple[str, str]]]:
    return {
        "applicants": [(each.id, f"{name}, {each.reference}") for each, name in found.unplanned],
        "panels": [(each.id, span(each.starts_at, each.ends_at, each.zone)) for each in found.panels],
    }


def _say_planned(words: str, least: int | None) -> None:
    if least is not None:
        words += f" The applicant has less than {least} days’ notice: ask whether the time suits them."
    flash(words)
