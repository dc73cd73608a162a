"""A vacancy's criteria: written, put in order, checked, commented on and answered, until its shortlisting opens."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import col
from werkzeug.wrappers import Response

from service.models import Criterion, Vacancy
from service.pages.application_words import ASSESSED, KINDS, SHORTLISTING_STATES, finding_title
from service.pages.forms import Form, Page, answer
from service.pages.wording import moment
from service.scope import visible_vacancies
from service.security.guard import actor, guard, house
from service.shortlisting.criteria import (
    CriterionInput,
    add_criterion,
    ambassadors_of,
    change_criterion,
    criteria_of,
    get_criterion,
    move_criterion,
    remove_criterion,
    standing_of,
    vacancy_for_criteria,
)
from service.shortlisting.criteria_opening import (
    Said,
    answer_comment,
    answer_finding,
    comment_on_criteria,
    criteria_check,
    may_comment,
    may_reopen,
    open_shortlisting,
    reopen_criteria,
)
from service.work import Work

pages = Blueprint("criteria", __name__, url_prefix="/vacancies/<vacancy_id>/criteria")
FIELDS = ("text", "kind", "assessed_by", "scale_max", "guide", "examples", "reason")
FRESH = {"kind": "essential", "assessed_by": "application", "scale_max": "4"}


@pages.get("")
@guard("criteria.see")
def show(vacancy_id: str) -> str:
    """Show the criteria with what the check and people say of them."""
    return _show(vacancy_id, Form())


@pages.get("/new")
@guard("criteria.edit")
def new(vacancy_id: str) -> str:
    """Show the form for a new criterion."""
    return _form_page(vacancy_id, Form(FRESH, fields=FIELDS))


@pages.post("/new")
@guard("criteria.edit")
def create(vacancy_id: str) -> Page:
    """Add a criterion."""
    return _save(vacancy_id, lambda work, given, version: add_criterion(work, vacancy_id, given, version))


@pages.get("/<criterion_id>")
@guard("criteria.edit")
def edit(vacancy_id: str, criterion_id: str) -> str:
    """Show the form that changes a criterion."""
    with house().reading(actor()) as work:
        row = get_criterion(work, vacancy_id, criterion_id)
    typed = {name: str(getattr(row, name)) for name in FIELDS}
    return _form_page(vacancy_id, Form(typed, fields=FIELDS), row)


@pages.post("/<criterion_id>")
@guard("criteria.edit")
def edit_submit(vacancy_id: str, criterion_id: str) -> Page:
    """Change a criterion."""
    with house().reading(actor()) as work:
        row = get_criterion(work, vacancy_id, criterion_id)

    def change(work: Work, given: CriterionInput, version: int | None) -> Criterion:
        return change_criterion(work, vacancy_id, criterion_id, given, version)

    return _save(vacancy_id, change, row)


@pages.post("/<criterion_id>/move")
@guard("criteria.edit")
def move(vacancy_id: str, criterion_id: str) -> Page:
    """Move a criterion up or down."""
    return _act(
        vacancy_id,
        lambda work, form: move_criterion(
            work, vacancy_id, criterion_id, -1 if form.value("by") == "up" else 1, form.version()
        ),
    )


@pages.post("/<criterion_id>/remove")
@guard("criteria.edit")
def remove(vacancy_id: str, criterion_id: str) -> Page:
    """Take a criterion away."""
    return _act(
        vacancy_id,
        lambda work, form: remove_criterion(work, vacancy_id, criterion_id, form.version()),
        "The criterion is removed.",
    )


@pages.post("/comments")
@guard("criteria.comment")
def comment(vacancy_id: str) -> Page:
    """Say something of the criteria."""
    return _act(
        vacancy_id,
        lambda work, form: comment_on_criteria(work, vacancy_id, form.value("comment"), form.value("about") or None),
        "Your comment is kept. The manager answers it before the shortlisting opens.",
    )


@pages.post("/answers")
@guard("criteria.edit")
def answer_submit(vacancy_id: str) -> Page:
    """Answer a finding of the check, or a comment."""

    def change(work: Work, form: Form) -> None:
        if form.value("remark"):
            answer_comment(work, vacancy_id, form.value("remark"), form.value("answer"))
        else:
            answer_finding(work, vacancy_id, form.value("finding"), form.value("answer"))

    return _act(vacancy_id, change, "Your answer is kept.")


@pages.post("/open")
@guard("criteria.edit")
def open_submit(vacancy_id: str) -> Page:
    """Settle the criteria, so that applications can be taken in."""
    return _act(
        vacancy_id,
        lambda work, form: open_shortlisting(work, vacancy_id, form.version()),
        "The criteria are settled, and the shortlisting is open for applications.",
    )


@pages.post("/reopen")
@guard("criteria.reopen")
def reopen_submit(vacancy_id: str) -> Page:
    """Let settled criteria be changed again, while nobody has applied."""
    return _act(
        vacancy_id,
        lambda work, form: reopen_criteria(work, vacancy_id, form.version()),
        "The criteria can be changed again. Open the shortlisting when they are settled.",
    )


def _act(vacancy_id: str, change: Callable[[Work, Form], object], said: str = "") -> Page:
    form = Form(request.form, fields=("comment", f"answer-{request.form.get('remark') or request.form.get('finding')}"))
    form.places = {"answer": f"answer-{form.value('remark') or form.value('finding')}"}

    def act() -> Response:
        with house().writing(actor()) as work:
            change(work, form)
        if said:
            flash(said)
        return redirect(url_for("criteria.show", vacancy_id=vacancy_id), 303)

    return answer(form, act, lambda shown: _show(vacancy_id, shown))


def _save(
    vacancy_id: str, change: Callable[[Work, CriterionInput, int | None], Criterion], row: Criterion | None = None
) -> Page:
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        given = CriterionInput(
            form.value("text"),
            form.value("kind"),
            form.value("assessed_by"),
            form.whole("scale_max", low=1, high=10, what="The highest score"),
            form.value("guide"),
            form.value("examples"),
            form.value("reason"),
        )
        form.check()
        with house().writing(actor()) as work:
            change(work, given, form.version())
        flash("The criterion is saved.")
        return redirect(url_for("criteria.show", vacancy_id=vacancy_id), 303)

    return answer(form, act, lambda shown: _form_page(vacancy_id, shown, row))


def _form_page(vacancy_id: str, form: Form, row: Criterion | None = None) -> str:
    with house().reading(actor()) as work:
        vacancy = vacancy_for_criteria(work, vacancy_id)
        state, version = standing_of(work, vacancy_id)
    return render_template(
        "applications/criterion.html",
        form=form,
        vacancy=vacancy,
        row=row,
        settled=state != "preparing",
        version=form.version() if form.value("version") and not form.changed_meanwhile else version,
        kinds=list(KINDS.items()),
        assessed=list(ASSESSED.items()),
    )


def _show(vacancy_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        vacancy = vacancy_for_criteria(work, vacancy_id)
        state, version = standing_of(work, vacancy_id)
        check = criteria_check(work, vacancy_id)
        rows = criteria_of(work, vacancy_id)
        writes = state == "preparing" and vacancy.state == "open" and bool({"manager", "hr"} & actor().roles)
        given: dict[str, Any] = {
            "vacancy": vacancy,
            "state": SHORTLISTING_STATES[state],
            "version": version,
            "rows": rows,
            "writes": writes and _manages(work, vacancy_id),
            "comments": state == "preparing" and may_comment(work, vacancy_id),
            "preparing": state == "preparing",
            "reopens": may_reopen(work, vacancy_id),
            "ambassador": bool(ambassadors_of(work, vacancy_id)),
        }
    return render_template(
        "applications/criteria.html",
        form=form,
        kinds=KINDS,
        assessed=ASSESSED,
        unanswered=check.unanswered,
        findings=[(finding_title(each.finding), each.finding, _said(each.answers)) for each in check.findings],
        past=[(finding_title(each.finding), each.finding, _said(each.answers)) for each in check.past],
        remarks=[(each, _said([each.said])[0], _said(each.answers)) for each in check.comments],
        about=[(row.id, row.text) for row in rows],
        **given,
    )


def _manages(work: Work, vacancy_id: str) -> bool:
    theirs = visible_vacancies(work.actor).where(col(Vacancy.id) == vacancy_id)
    return work.session.exec(theirs).first() is not None


def _said(listed: Any) -> list[tuple[str, str, str]]:
    said: list[Said] = list(listed)
    zone = house().settings.zone
    return [(each.text, each.by, moment(each.at, zone)) for each in said]
