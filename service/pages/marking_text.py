"""One redacted application, to read and to mark: on all criteria, or on one before the next application."""

import re
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from service.errors import FairpanelError, NotFoundError
from service.models import Criterion, Mark
from service.pages.forms import Form, Page, answer
from service.pages.marking_cover import cover, hide
from service.security.guard import actor, guard, house
from service.shortlisting.marking import GivenMark, MarkingText, Sheet, marking_text, record_marks
from service.shortlisting.marking_flags import recognise, report_leak
from service.shortlisting.marking_progress import longest_text
from service.shortlisting.packs import PackSection

pages = Blueprint("marking_text", __name__, url_prefix="/marking/<vacancy_id>/<token>")
pages.after_request(hide)
VERSIONS = re.compile(r"version-([1-9]\d?)", re.ASCII)


@pages.get("")
@guard("marking.do")
def show(vacancy_id: str, token: str) -> str:
    """Show one application with every criterion."""
    return _show(vacancy_id, token, None, None)


@pages.get("/<int:number>")
@guard("marking.do")
def walk(vacancy_id: str, token: str, number: int) -> str:
    """Show one application with one criterion."""
    return _show(vacancy_id, token, number, None)


@pages.post("")
@guard("marking.do")
def save(vacancy_id: str, token: str) -> Page | Response:
    """Keep one's scores and notes: as a page's form, or as a script that saves while one types."""
    if request.accept_mimetypes.best == "application/json":
        return _save_quietly(vacancy_id, token)
    form = _form(request.form)
    number = int(form.value("walk")) if re.fullmatch(r"[1-9]\d?", form.value("walk"), re.ASCII) else None

    def act() -> Response:
        given = _given(form)
        form.check()
        with house().writing(actor()) as work:
            record_marks(work, vacancy_id, token, given)
        with house().reading(actor()) as work:
            text = marking_text(work, vacancy_id, token)
        if form.value("then") == "next":
            return redirect(_neighbours(text, number)["after"] or _sheet_path(vacancy_id), 303)
        flash("Saved.")
        return redirect(_path(vacancy_id, token, number), 303)

    return answer(form, act, lambda shown: _show(vacancy_id, token, number, shown))


@pages.post("/recognise")
@guard("marking.do")
def know(vacancy_id: str, token: str) -> Page:
    """Say that one recognises the applicant: the application leaves one's list."""
    form = Form(request.form, fields=("know",))

    def act() -> Response:
        if form.value("know") != "yes":
            form.refuse("know", "You have not said that you recognise this applicant.", "Tick the box if you do.")
        form.check()
        with house().writing(actor()) as work:
            left = recognise(work, vacancy_id, token)
        if left:
            flash("The application has left your list. Somebody else marks it.")
        else:
            flash("HR is told, and decides whether your locked scores of this application count.")
        return redirect(_sheet_path(vacancy_id), 303)

    return answer(form, act, lambda shown: _show(vacancy_id, token, None, shown))


@pages.post("/leak")
@guard("marking.do")
def leak(vacancy_id: str, token: str) -> Page:
    """Report that the text gives its writer away: it is redacted again before anybody goes on."""
    form = Form(request.form, fields=("leak",))

    def act() -> Response:
        with house().writing(actor()) as work:
            report_leak(work, vacancy_id, token, form.value("leak"))
        flash("HR looks at this text again. Go on with the others; your scores so far are kept.")
        return redirect(_sheet_path(vacancy_id), 303)

    return answer(form, act, lambda shown: _show(vacancy_id, token, None, shown))


def _save_quietly(vacancy_id: str, token: str) -> Response:
    form = _form(request.form)
    try:
        given = _given(form)
        form.check()
        with house().writing(actor()) as work:
            versions = record_marks(work, vacancy_id, token, given)
    except NotFoundError:
        raise
    except FairpanelError as error:
        refused = jsonify({"message": error.message})
        refused.status_code = error.status
        return refused
    return jsonify({"versions": {str(number): version for number, version in versions.items()}})


def _form(typed: Any) -> Form:
    numbers = [match[1] for name in typed for match in [VERSIONS.fullmatch(name)] if match]
    return Form(typed, fields=[f"{field}-{each}" for each in numbers for field in ("score", "note")])


def _given(form: Form) -> list[GivenMark]:
    """Return what is said on each criterion whose version was sent with it."""
    given = []
    for name in form.typed:
        match = VERSIONS.fullmatch(name)
        if match is None:
            continue
        number, text = int(match[1]), form.value(f"score-{match[1]}").strip()
        score = int(text) if re.fullmatch(r"\d{1,2}", text, re.ASCII) else None
        if text and score is None:
            form.refuse(f"score-{number}", "This is not a score.", "Choose one of the scores.")
        note = form.value(f"note-{number}").replace("\r\n", "\n").strip()
        given.append(GivenMark(number, score, note, form.version(name) or 0))
    return given


def _show(vacancy_id: str, token: str, number: int | None, form: Form | None) -> str:
    with house().reading(actor()) as work:
        text = marking_text(work, vacancy_id, token)
        cover(longest_text(work, vacancy_id))
    sheet = text.sheet
    if number is not None and not 1 <= number <= len(sheet.criteria):
        raise NotFoundError
    wanted = range(1, len(sheet.criteria) + 1) if number is None else (number,)
    marks = {each: sheet.marks.get((token, each)) for each in wanted}
    if form is None or not any(VERSIONS.fullmatch(name) for name in form.typed):
        typed = {} if form is None else form.typed.to_dict()
        shown = Form({**_values(marks), **typed}, fields=form.fields if form else ())
        shown.problems = form.problems if form else []
    else:
        shown = form
    return render_template(
        "marking/text.html",
        form=shown,
        text=text,
        sections=[_section(each) for each in text.sections],
        number=number,
        asked=[_asked(each, sheet.criteria[each - 1], marks[each], shown) for each in wanted],
        ways=_neighbours(text, number),
        can_mark=sheet.shortlister.state == "marking" and not text.paused,
        can_flag=sheet.shortlisting.state != "revealed",
        unsaved=[] if form is None else _unsaved(shown, wanted),
    )


def _asked(number: int, criterion: Criterion, mark: Mark | None, form: Form) -> dict[str, Any]:
    """Return what the page needs of a criterion; `meanwhile` is what another window saved, where it differs."""
    said = f"{'no score' if mark is None or mark.score is None else mark.score}" + (
        f", “{mark.note}”" if mark and mark.note else ""
    )
    present = ("" if mark is None or mark.score is None else str(mark.score), mark.note if mark else "")
    typed = (form.value(f"score-{number}"), form.value(f"note-{number}").replace("\r\n", "\n").strip())
    return {
        "number": number,
        "criterion": criterion,
        "version": mark.version if mark else 0,
        "scores": [(str(score), str(score)) for score in range(criterion.scale_max + 1)],
        "said": said,
        "meanwhile": said if form.changed_meanwhile and present != typed else "",
    }


def _values(marks: dict[int, Mark | None]) -> dict[str, str]:
    found = {}
    for number, mark in marks.items():
        if mark is not None:
            found[f"score-{number}"] = "" if mark.score is None else str(mark.score)
            found[f"note-{number}"] = mark.note
    return found


def _unsaved(form: Form, numbers: Sequence[int]) -> list[tuple[str, str]]:
    """Return what was typed, to be copied where it can be saved no more."""
    found = []
    for number in numbers:
        typed = " – ".join(filter(None, (form.value(f"score-{number}"), form.value(f"note-{number}").strip())))
        if typed:
            found.append((f"Criterion {number}", typed))
    return found


def _section(section: PackSection) -> dict[str, Any]:
    # The fragment was made by the redaction, from escaped redacted text and nothing else.
    return {"heading": section.heading, "text": section.text, "html": Markup(section.html)}  # noqa: S704


def _neighbours(text: MarkingText, number: int | None) -> dict[str, str]:
    """Return where one came from and where one goes on: the same criterion of the next application."""
    sheet, place = text.sheet, text.entry.number - 1
    steps: list[tuple[str, int | None]]
    if number is None:
        steps = [(entry.token, None) for entry in sheet.entries]
    else:
        steps = [(entry.token, each) for each in range(1, len(sheet.criteria) + 1) for entry in sheet.entries]
        place += (number - 1) * len(sheet.entries)
    return {
        "before": _step(sheet, steps, place - 1),
        "after": _step(sheet, steps, place + 1),
    }


def _step(sheet: Sheet, steps: list[tuple[str, int | None]], place: int) -> str:
    return _path(sheet.vacancy.id, *steps[place]) if 0 <= place < len(steps) else ""


def _path(vacancy_id: str, token: str, number: int | None) -> str:
    if number is None:
        return url_for("marking_text.show", vacancy_id=vacancy_id, token=token)
    return url_for("marking_text.walk", vacancy_id=vacancy_id, token=token, number=number)


def _sheet_path(vacancy_id: str) -> str:
    return url_for("marking.show", vacancy_id=vacancy_id)
