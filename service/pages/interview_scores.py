"""Scores: one's own sheet, locked before anybody else's is shown, and the discussion that follows."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.interviews.overview import interview_page
from service.interviews.scoring import ScoringView, add_discussion_note, lock_sheet, save_scores, scoring_view
from service.interviews.sheets import Scored
from service.pages.forms import Form, Page, answer
from service.pages.interview_words import interview_facts
from service.pages.wording import moment, role_name
from service.security.guard import actor, guard, house

pages = Blueprint("interview_scores", __name__, url_prefix="/interviews/<interview_id>")


@pages.get("/scores")
@guard("interviews.see")
def show(interview_id: str) -> str:
    """Show one's own sheet, and the others' once one's own is locked."""
    with house().reading(actor()) as work:
        view = scoring_view(work, interview_id)
    typed = {}
    for question_id, each in (view.own.scores if view.own else {}).items():
        typed[f"note-{question_id}"] = each.note
        if each.score is not None:
            typed[f"score-{question_id}"] = str(each.score)
    return _show(interview_id, Form(typed, fields=_fields(view)))


@pages.post("/scores")
@guard("interviews.see")
def save_submit(interview_id: str) -> Page:
    """Save one's own scores, and lock them if that is what was pressed."""
    with house().reading(actor()) as work:
        view = scoring_view(work, interview_id)
    form = Form(request.form, fields=_fields(view))

    def act() -> Response:
        given = {each.id: _read(form, each.id, each.scale_max) for each in view.questions}
        form.check()
        locks = form.value("what") == "lock"
        with house().writing(actor()) as work:
            sheet = save_scores(work, interview_id, given, form.version())
            if locks:
                lock_sheet(work, interview_id, sheet.version)
        flash("Your scores are locked. You see the others’ as they are locked." if locks else "Your scores are saved.")
        return redirect(url_for("interview_scores.show", interview_id=interview_id), 303)

    return answer(form, act, lambda shown: _show(interview_id, shown))


@pages.post("/discussion")
@guard("interviews.see")
def discuss_submit(interview_id: str) -> Page:
    """Write down what the panel discussed."""
    form = Form(request.form, fields=("discussion",))

    def act() -> Response:
        with house().writing(actor()) as work:
            add_discussion_note(work, interview_id, form.value("discussion"))
        flash("Your note is kept.")
        return redirect(url_for("interview_scores.show", interview_id=interview_id), 303)

    return answer(form, act, lambda shown: _show(interview_id, shown))


def _read(form: Form, question_id: str, scale_max: int) -> Scored:
    allowed = {str(score) for score in range(scale_max + 1)}
    score = form.one_of(f"score-{question_id}", allowed, what="The score", optional=True)
    return Scored(int(score) if score else None, form.value(f"note-{question_id}"))


def _fields(view: ScoringView) -> list[str]:
    return ["discussion"] + [f"{part}-{each.id}" for each in view.questions for part in ("score", "note")]


def _show(interview_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        view = scoring_view(work, interview_id)
        page = interview_page(work, interview_id)
    sheets = sorted(
        ([view.own] if view.own and view.own.locked else []) + list(view.others), key=lambda each: each.name
    )
    rows = []
    for number, each in enumerate(view.questions, 1):
        points = [sheet.scores[each.id].score for sheet in sheets if each.id in sheet.scores]
        low_high = view.spread.get(each.id)
        spread = "" if low_high is None else str(low_high[1] - low_high[0])
        rows.append([f"Question {number}", *("–" if point is None else str(point) for point in points), spread])
    rows.append(["Total", *("–" if each.total is None else str(each.total) for each in sheets), ""])
    return render_template(
        "interviews/scores.html",
        form=form,
        view=view,
        page=page,
        facts=interview_facts(page),
        questions=[
            {
                "id": each.id,
                "text": each.text,
                "model_answer": each.model_answer,
                "choices": [
                    {"value": str(score), "text": str(score), "hint": each.anchors.get(str(score), "")}
                    for score in range(each.scale_max + 1)
                ],
            }
            for each in view.questions
        ],
        head=["Question", *(f"{each.name} ({role_name(each.role).lower()})" for each in sheets), "Spread"],
        rows=rows,
        sheets=sheets,
        notes=[
            {"who": each.name, "question": number, "note": each.scores[question.id].note}
            for number, question in enumerate(view.questions, 1)
            for each in sheets
            if question.id in each.scores and each.scores[question.id].note
        ],
        own=[
            {"question": number, "score": saved.score, "note": saved.note}
            for number, question in enumerate(view.questions, 1)
            for saved in ([view.own.scores[question.id]] if view.own and question.id in view.own.scores else [])
        ],
        discussion=[
            {"by": by, "at": moment(row.written_at, page.panel.zone), "text": text} for by, row, text in view.discussion
        ],
        can_score=view.own is not None
        and not view.own.locked
        and page.begun
        and not view.decided
        and view.interview.state in ("planned", "held"),
    )
