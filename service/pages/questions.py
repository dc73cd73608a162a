"""The questions of a vacancy's interviews: propose, comment, and, for the manager, change, agree and drop."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.errors import NotFoundError
from service.interviews.questions import (
    GREATEST_SCALE,
    QuestionDraft,
    QuestionSheet,
    Said,
    change_question,
    comment_on_questions,
    propose_question,
    question_sheet,
    settle_question,
)
from service.models import InterviewQuestion
from service.pages.forms import Form, Page, answer
from service.pages.interview_words import QUESTION_STATES, post
from service.pages.wording import moment
from service.security.guard import actor, guard, house

pages = Blueprint("questions", __name__, url_prefix="/vacancies/<vacancy_id>/questions")
SCORES = tuple(range(GREATEST_SCALE + 1))
FIELDS = ("text", "criterion_id", "model_answer", "scale_max", *(f"anchor-{score}" for score in SCORES), "comment")


@pages.get("")
@guard("interviews.see")
def index(vacancy_id: str) -> str:
    """Show the questions with what was said of them."""
    return _index(vacancy_id, Form({"scale_max": "4"}, fields=FIELDS))


@pages.post("")
@guard("interviews.see")
def propose_submit(vacancy_id: str) -> Page:
    """Propose a question."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        with house().writing(actor()) as work:
            row = propose_question(work, vacancy_id, _draft(form))
        flash("The question is proposed. The manager agrees to it or drops it.")
        return redirect(url_for("questions.show", vacancy_id=vacancy_id, question_id=row.id), 303)

    return answer(form, act, lambda shown: _index(vacancy_id, shown))


@pages.post("/comments")
@guard("interviews.see")
def comment_submit(vacancy_id: str) -> Page:
    """Comment on one question, or on all of them."""
    form = Form(request.form, fields=FIELDS)
    question_id = form.value("question_id") or None

    def act() -> Response:
        with house().writing(actor()) as work:
            comment_on_questions(work, vacancy_id, question_id, form.value("comment"))
        flash("Your comment is kept.")
        if question_id:
            return redirect(url_for("questions.show", vacancy_id=vacancy_id, question_id=question_id), 303)
        return redirect(url_for("questions.index", vacancy_id=vacancy_id), 303)

    if question_id:
        return answer(form, act, lambda shown: _show(vacancy_id, question_id, shown))
    return answer(form, act, lambda shown: _index(vacancy_id, shown))


@pages.get("/<question_id>")
@guard("interviews.see")
def show(vacancy_id: str, question_id: str) -> str:
    """Show one question, to comment on it and, for the manager, to change and settle it."""
    return _show(vacancy_id, question_id, None)


@pages.post("/<question_id>")
@guard("interviews.plan")
def change_submit(vacancy_id: str, question_id: str) -> Page:
    """Change a question."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        with house().writing(actor()) as work:
            change_question(work, question_id, _draft(form), form.version())
        flash("The question is changed.")
        return redirect(url_for("questions.show", vacancy_id=vacancy_id, question_id=question_id), 303)

    return answer(form, act, lambda shown: _show(vacancy_id, question_id, shown))


@pages.post("/<question_id>/settle")
@guard("interviews.plan")
def settle_submit(vacancy_id: str, question_id: str) -> Page:
    """Agree to a question, or drop it."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        with house().writing(actor()) as work:
            settle_question(work, question_id, form.value("state"), form.version(), form.value("reason"))
        flash("The question is agreed." if form.value("state") == "agreed" else "The question is dropped.")
        return redirect(url_for("questions.index", vacancy_id=vacancy_id), 303)

    # What is missing for agreement belongs to the fields of the present text, which the form did not carry.
    return answer(form, act, lambda shown: _show(vacancy_id, question_id, shown, present=True))


def _draft(form: Form) -> QuestionDraft:
    scale = form.whole("scale_max", low=1, high=GREATEST_SCALE, what="The greatest score")
    form.check()
    return QuestionDraft(
        form.value("text"),
        form.value("model_answer"),
        {score: form.value(f"anchor-{score}") for score in SCORES},
        scale,
        form.value("criterion_id") or None,
    )


def _index(vacancy_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        sheet = question_sheet(work, vacancy_id)
    return render_template(
        "interviews/questions.html",
        form=form,
        sheet=sheet,
        post=post(sheet.vacancy),
        questions=[_shown(sheet, each) for each in sheet.questions],
        general=_said(sheet.comments.get(None, ())),
        choices=_choices(sheet),
        scores=SCORES,
        scales=_scales(),
    )


def _show(vacancy_id: str, question_id: str, form: Form | None, *, present: bool = False) -> str:
    with house().reading(actor()) as work:
        sheet = question_sheet(work, vacancy_id)
    row = next((each for each in sheet.questions if each.id == question_id), None)
    if row is None:
        raise NotFoundError
    if form is None or present:
        problems = form.problems if form else []
        changed = form.changed_meanwhile if form else False
        form = Form(_typed(row), fields=FIELDS)
        form.problems, form.changed_meanwhile = problems, changed
    elif "text" not in form.typed:
        for name, value in _typed(row).items():
            form.typed.setlist(name, [value])
    return render_template(
        "interviews/question.html",
        form=form,
        sheet=sheet,
        question=_shown(sheet, row),
        choices=_choices(sheet),
        scores=SCORES,
        scales=_scales(),
    )


def _typed(row: InterviewQuestion) -> dict[str, str]:
    typed = {"text": row.text, "criterion_id": row.criterion_id or "", "model_answer": row.model_answer}
    typed["scale_max"] = str(row.scale_max)
    return typed | {f"anchor-{score}": row.anchors.get(str(score), "") for score in SCORES}


def _shown(sheet: QuestionSheet, row: InterviewQuestion) -> Mapping[str, object]:
    criterion = sheet.criteria.get(row.criterion_id or "")
    return {
        "id": row.id,
        "version": row.version,
        "text": row.text,
        "state": QUESTION_STATES[row.state],
        "is": row.state,
        "criterion": criterion.text if criterion else "",
        "model_answer": row.model_answer,
        "anchors": [(score, row.anchors.get(str(score), "")) for score in range(row.scale_max + 1)],
        "comments": _said(sheet.comments.get(row.id, ())),
    }


def _said(said: tuple[Said, ...]) -> list[dict[str, str]]:
    zone = house().settings.zone
    return [{"by": each.by, "at": moment(each.comment.said_at, zone), "text": each.comment.text} for each in said]


def _choices(sheet: QuestionSheet) -> list[tuple[str, str]]:
    return [(each.id, each.text) for each in sheet.criteria.values()]


def _scales() -> list[tuple[str, str]]:
    return [(str(score), f"0 to {score}") for score in SCORES[1:]]
