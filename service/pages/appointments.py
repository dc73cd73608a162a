"""Decisions about interviewed applicants, their corrections by two people, and the record of a tie-break."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.errors import NotFoundError
from service.interviews.corrections import ask_correction, settle_correction
from service.interviews.decision_board import Board, BoardLine, decision_board
from service.interviews.decisions import record_decision
from service.interviews.sheets import Sheet
from service.interviews.tie_breaks import record_tie_break
from service.models import APPOINTMENT_OUTCOMES
from service.pages.forms import Form, Page, answer
from service.pages.interview_words import INTERVIEW_STATES, OUTCOMES, outcome_tag, post
from service.pages.wording import count_of, moment, role_name
from service.security.guard import actor, guard, house

pages = Blueprint("appointments", __name__, url_prefix="/vacancies/<vacancy_id>")
FIELDS = ("outcome", "reasons", "why", "without_scores")
TIE_FIELDS = ("applicants", "reasoning", "evidence")


@pages.get("/decisions")
@guard("appointments.decide")
def index(vacancy_id: str) -> str:
    """Show who was interviewed, how they were scored, and what is decided."""
    return _index(vacancy_id, Form())


@pages.get("/decisions/<application_id>")
@guard("appointments.decide")
def show(vacancy_id: str, application_id: str) -> str:
    """Show what is decided about one applicant, and the form for what may follow."""
    return _show(vacancy_id, application_id, Form(fields=FIELDS))


@pages.post("/decisions/<application_id>")
@guard("appointments.decide")
def decide_submit(vacancy_id: str, application_id: str) -> Page:
    """Store the decision about one applicant."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        with house().writing(actor()) as work:
            record_decision(
                work,
                application_id,
                form.value("outcome"),
                form.value("reasons"),
                form.version(),
                form.value("without_scores"),
            )
        flash("The decision is stored.")
        return redirect(url_for("appointments.index", vacancy_id=vacancy_id), 303)

    return answer(form, act, lambda shown: _show(vacancy_id, application_id, shown))


@pages.get("/decisions/<application_id>/correct")
@guard("appointments.decide")
def correct(vacancy_id: str, application_id: str) -> str:
    """Show the form that asks for a correction of the decision that counts."""
    return _show_correct(vacancy_id, application_id, Form(fields=FIELDS))


@pages.post("/decisions/<application_id>/correct")
@guard("appointments.decide")
def correct_submit(vacancy_id: str, application_id: str) -> Page:
    """Ask for a correction."""
    form = Form(request.form, fields=FIELDS)

    def act() -> Response:
        with house().writing(actor()) as work:
            ask_correction(
                work,
                form.value("decision_id"),
                form.value("outcome"),
                form.value("reasons"),
                form.value("why"),
                form.value("without_scores"),
            )
        flash("The correction waits for a second person: another manager of this vacancy, or HR.")
        return redirect(url_for("appointments.show", vacancy_id=vacancy_id, application_id=application_id), 303)

    return answer(form, act, lambda shown: _show_correct(vacancy_id, application_id, shown))


@pages.post("/decisions/<application_id>/corrections/<correction_id>")
@guard("appointments.decide")
def settle_submit(vacancy_id: str, application_id: str, correction_id: str) -> Page:
    """Confirm a correction as its second person, or refuse it."""
    form = Form(request.form, fields=FIELDS)
    confirms = form.value("how") == "confirm"

    def act() -> Response:
        with house().writing(actor()) as work:
            settle_correction(work, correction_id, confirm=confirms, expected_version=form.version())
        flash("The correction counts. Both records are kept." if confirms else "The correction is refused.")
        return redirect(url_for("appointments.show", vacancy_id=vacancy_id, application_id=application_id), 303)

    return answer(form, act, lambda shown: _show(vacancy_id, application_id, shown))


@pages.get("/tie-break")
@guard("appointments.decide")
def tie_break(vacancy_id: str) -> str:
    """Show the form that records the use of a tie-break."""
    return _show_tie_break(vacancy_id, Form(fields=TIE_FIELDS))


@pages.post("/tie-break")
@guard("appointments.decide")
def tie_break_submit(vacancy_id: str) -> Page:
    """Record the use of a tie-break."""
    form = Form(request.form, fields=TIE_FIELDS)

    def act() -> Response:
        with house().writing(actor()) as work:
            record_tie_break(
                work, vacancy_id, form.values("applicants"), form.value("reasoning"), form.value("evidence")
            )
        flash("Your reasoning is recorded. It decides nothing: store each decision in its own place.")
        return redirect(url_for("appointments.index", vacancy_id=vacancy_id), 303)

    return answer(form, act, lambda shown: _show_tie_break(vacancy_id, shown))


def _index(vacancy_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        board = decision_board(work, vacancy_id)
    zone = house().settings.zone
    return render_template(
        "interviews/decisions.html",
        form=form,
        board=board,
        post=post(board.vacancy),
        lines=[_line(board, each) for each in board.lines],
        tie_breaks=[
            {
                "applicants": " and ".join(each.applicants),
                "reasoning": each.reasoning,
                "evidence": each.evidence,
                "by": f"{each.by}, {moment(each.row.recorded_at, zone)}",
            }
            for each in board.tie_breaks
        ],
    )


def _show(vacancy_id: str, application_id: str, form: Form) -> str:
    board, line = _board_and_line(vacancy_id, application_id)
    return render_template(
        "interviews/decision.html",
        form=form,
        board=board,
        line=_line(board, line),
        correction=line.correction,
        right=OUTCOMES[line.correction.row.outcome][0] if line.correction else "",
        choices=[(each, OUTCOMES[each][0]) for each in line.can_follow],
        version=len(line.decisions),
    )


def _show_correct(vacancy_id: str, application_id: str, form: Form) -> str:
    board, line = _board_and_line(vacancy_id, application_id)
    if not line.decisions:
        raise NotFoundError
    return render_template(
        "interviews/correct.html",
        form=form,
        board=board,
        line=_line(board, line),
        decision_id=line.decisions[-1].row.id,
        choices=[(each, OUTCOMES[each][0]) for each in APPOINTMENT_OUTCOMES],
    )


def _show_tie_break(vacancy_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        board = decision_board(work, vacancy_id)
    held = [each for each in board.lines if any(seen.row.state == "held" for seen in each.interviews)]
    return render_template(
        "interviews/tie_break.html",
        form=form,
        board=board,
        post=post(board.vacancy),
        applicants=[(each.application.id, f"{each.name}, {_scores(board, each)}") for each in held],
    )


def _board_and_line(vacancy_id: str, application_id: str) -> tuple[Board, BoardLine]:
    with house().reading(actor()) as work:
        board = decision_board(work, vacancy_id)
    line = next((each for each in board.lines if each.application.id == application_id), None)
    if line is None:
        raise NotFoundError
    return board, line


def _line(board: Board, line: BoardLine) -> dict[str, object]:
    zone = house().settings.zone
    return {
        "id": line.application.id,
        "name": line.name,
        "outcome": outcome_tag(line.outcome),
        "decided": bool(line.decisions),
        "scores": _scores(board, line),
        "interviews": [
            {"state": INTERVIEW_STATES[seen.row.state], "id": seen.row.id, "scores": _sheets(seen.sheets)}
            for seen in line.interviews
        ],
        "can_follow": bool(line.can_follow),
        "begun": ", ".join(dict.fromkeys(name for seen in line.interviews for name in seen.begun)),
        "waits": line.correction is not None,
        "decisions": [
            {
                "outcome": OUTCOMES[each.row.outcome],
                "reasons": each.reasons,
                "why": each.why_corrected,
                "without": each.without_scores,
                "by": f"{board.names.get(each.row.decided_by, 'Somebody')}, {moment(each.row.decided_at, zone)}",
                "second": board.names.get(each.row.second_person, ""),
            }
            for each in line.decisions
        ],
    }


def _sheets(sheets: Sequence[Sheet]) -> list[str]:
    return [
        f"{each.name} ({role_name(each.role).lower()}): {'incomplete' if each.total is None else each.total}"
        for each in sheets
    ]


def _scores(board: Board, line: BoardLine) -> str:
    totals = [sheet.total for seen in line.interviews for sheet in seen.sheets]
    waiting = sum(seen.waiting for seen in line.interviews)
    whole = [each for each in totals if each is not None]
    if not whole:
        return "no scores to show yet"
    later = f"; {count_of(waiting, 'sheet')} not locked" if waiting else ""
    return f"{count_of(len(whole), 'sheet')}: {', '.join(str(each) for each in whole)} of {board.greatest}{later}"
