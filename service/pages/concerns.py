"""Concerns about a selection: raise one, answer one, and, for HR, how many there were of which theme."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.errors import NotFoundError
from service.interviews.concerns import (
    OpenConcern,
    answer_concern,
    concerns_of,
    raise_concern,
    themes_counted,
)
from service.interviews.overview import my_interviews
from service.pages.forms import Form, Page, answer
from service.pages.interview_words import THEMES, post
from service.pages.wording import moment
from service.security.guard import actor, guard, house

pages = Blueprint("concerns", __name__)
FIELDS = ("theme", "text", "application_id", "about_chair", "answer")
WAITS, ANSWERED = ("Waits for an answer", "orange"), ("Answered", "green")


@pages.get("/concerns")
@guard("concerns.count")
def counts() -> str:
    """Show how many concerns there were of each theme, in the whole organisation."""
    with house().reading(actor()) as work:
        found = themes_counted(work)
    rows = [[THEMES[each.theme], str(each.raised), str(each.unanswered)] for each in found]
    return render_template("interviews/concern_counts.html", rows=rows)


@pages.get("/vacancies/<vacancy_id>/concerns")
@guard("interviews.see")
def index(vacancy_id: str) -> str:
    """Show the concerns one may read, and the form to raise one."""
    return _index(vacancy_id, Form(fields=FIELDS))


@pages.post("/vacancies/<vacancy_id>/concerns")
@guard("interviews.see")
def raise_submit(vacancy_id: str) -> Page:
    """Raise a concern."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        with house().writing(actor()) as work:
            raise_concern(
                work,
                vacancy_id,
                form.value("theme"),
                form.value("text"),
                form.value("application_id") or None,
                about_chair=form.value("about_chair") == "yes",
            )
        flash("Your concern is recorded. No outcome is stored before it is answered, and you will see the answer here.")
        return redirect(url_for("concerns.index", vacancy_id=vacancy_id), 303)

    return answer(form, act, lambda shown: _index(vacancy_id, shown))


@pages.get("/vacancies/<vacancy_id>/concerns/<concern_id>")
@guard("interviews.see")
def show(vacancy_id: str, concern_id: str) -> str:
    """Show one concern, to answer it."""
    return _show(vacancy_id, concern_id, Form(fields=FIELDS))


@pages.post("/vacancies/<vacancy_id>/concerns/<concern_id>")
@guard("interviews.see")
def answer_submit(vacancy_id: str, concern_id: str) -> Page:
    """Answer a concern."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        with house().writing(actor()) as work:
            answer_concern(work, concern_id, form.value("answer"), form.version())
        flash("Your answer is kept, and shown to who raised the concern.")
        return redirect(url_for("concerns.index", vacancy_id=vacancy_id), 303)

    return answer(form, act, lambda shown: _show(vacancy_id, concern_id, shown))


def _index(vacancy_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        found = concerns_of(work, vacancy_id)
        seen = [each for each in my_interviews(work) if each.vacancy.id == vacancy_id]
    return render_template(
        "interviews/concerns.html",
        form=form,
        concerns=[_shown(each) for each in found.concerns],
        hidden=found.unanswered - sum(each.row.answer is None for each in found.concerns),
        vacancy=found.vacancy,
        part=found.part,
        post=post(found.vacancy),
        themes=list(THEMES.items()),
        applicants=sorted({(each.row.application_id, each.applicant) for each in seen}, key=lambda each: each[1]),
    )


def _show(vacancy_id: str, concern_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        found = concerns_of(work, vacancy_id)
    wanted = next((each for each in found.concerns if each.row.id == concern_id), None)
    if wanted is None:
        raise NotFoundError
    return render_template(
        "interviews/concern.html", form=form, concern=_shown(wanted), vacancy=found.vacancy, post=post(found.vacancy)
    )


def _shown(concern: OpenConcern) -> dict[str, object]:
    zone = house().settings.zone
    row = concern.row
    return {
        "id": row.id,
        "version": row.version,
        "theme": THEMES[row.theme],
        "text": concern.text,
        "about_chair": concern.about_chair,
        "by": "You" if concern.mine else concern.raised_by,
        "at": moment(row.raised_at, zone),
        "state": WAITS if row.answer is None else ANSWERED,
        "answer": concern.answer,
        "answered": f"{concern.answered_by}, {moment(row.answered_at, zone)}" if row.answered_at else "",
        "can_answer": concern.can_answer,
    }
