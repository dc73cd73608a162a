"""A shortlister's own marking: the vacancies one marks, one's list with one's own scores, and locking them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.pages.forms import Form, Page, answer
from service.pages.marking_cover import hide
from service.pages.wording import day
from service.security.guard import actor, guard, house
from service.shortlisting.marking import MarkingTask, Sheet, lock_marks, marking_sheet, my_marking

pages = Blueprint("marking", __name__, url_prefix="/marking")
pages.after_request(hide)


@pages.get("")
@guard("marking.do")
def index() -> str:
    """Show what one has been named to mark."""
    with house().reading(actor()) as work:
        tasks = my_marking(work)
    return render_template("marking/list.html", tasks=[_task(each) for each in tasks])


@pages.get("/<vacancy_id>")
@guard("marking.do")
def show(vacancy_id: str) -> str:
    """Show one's own list, with one's own scores."""
    return _show(vacancy_id, Form())


@pages.post("/<vacancy_id>/lock")
@guard("marking.do")
def lock(vacancy_id: str) -> Page:
    """Lock one's own scores for good."""
    form = Form(request.form, fields=("sure",))

    def act() -> Response:
        if form.value("sure") != "yes":
            form.refuse("sure", "You have not said that your scores are final.", "Tick the box if they are.")
        form.check()
        with house().writing(actor()) as work:
            lock_marks(work, vacancy_id, form.version())
        flash("Your scores are locked.")
        return redirect(url_for("marking.show", vacancy_id=vacancy_id), 303)

    return answer(form, act, lambda shown: _show(vacancy_id, shown))


def _show(vacancy_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        sheet = marking_sheet(work, vacancy_id)
    first = next((link for link in _cells(sheet) if link["score"] is None and not link["paused"]), None)
    return render_template(
        "marking/sheet.html",
        form=form,
        sheet=sheet,
        rows=_rows(sheet),
        go_on=first,
        seen=sheet.shortlisting.state in ("locked", "revealed"),
        due=day(sheet.shortlisting.marks_due) if sheet.shortlisting.marks_due else "",
    )


def _task(task: MarkingTask) -> dict[str, Any]:
    begun = task.shortlisting.state in ("marking", "locked", "revealed")
    state = ("Locked", "green") if task.locked else ("To mark", "yellow") if begun else ("Not begun", "grey")
    return {
        "title": task.vacancy.title,
        "reference": task.vacancy.reference,
        "href": url_for("marking.show", vacancy_id=task.vacancy.id) if begun else "",
        "state": state,
        "progress": f"{task.done} of {task.total} scores given" if begun else "You will find the applications here.",
        "due": day(task.shortlisting.marks_due) if task.shortlisting.marks_due else "",
    }


def _rows(sheet: Sheet) -> list[dict[str, Any]]:
    cells = _cells(sheet)
    width = len(sheet.criteria)
    return [
        {
            "number": entry.number,
            "href": url_for("marking_text.show", vacancy_id=sheet.vacancy.id, token=entry.token),
            "paused": entry.token in sheet.paused,
            "cells": cells[place * width : (place + 1) * width],
        }
        for place, entry in enumerate(sheet.entries)
    ]


def _cells(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the cells of the matrix, application by application."""
    start = url_for("marking.show", vacancy_id=sheet.vacancy.id)
    found = []
    for entry in sheet.entries:
        for number in range(1, len(sheet.criteria) + 1):
            mark = sheet.marks.get((entry.token, number))
            found.append(
                {
                    "href": f"{start}/{entry.token}/{number}",
                    "score": mark.score if mark else None,
                    "paused": entry.token in sheet.paused,
                    "about": f"application {entry.number}, criterion {number}",
                }
            )
    return found
