"""After everybody has locked: the spread of the scores on one's own list, and what the shortlisters settle."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.errors import NotFoundError
from service.models import Criterion
from service.pages.forms import Form, Page, answer
from service.pages.marking_cover import hide
from service.pages.presenters import page_number, pages_of, slice_of
from service.security.guard import actor, guard, house
from service.shortlisting.marking_agreement import Agreement
from service.shortlisting.moderation import Cell, Spread, record_moderation, spread_of

pages = Blueprint("marking_moderation", __name__, url_prefix="/marking/<vacancy_id>")
pages.after_request(hide)


@pages.get("/spread")
@guard("marking.do")
def spread(vacancy_id: str) -> str:
    """Show where the locked scores differ, or all of them."""
    whole = request.args.get("show") == "all"
    with house().reading(actor()) as work:
        found = spread_of(work, vacancy_id)
    cells = [cell for cell in found.cells if whole or cell.range > 0]
    return render_template(
        "marking/spread.html",
        spread=found,
        whole=whole,
        differing=sum(cell.range > 0 for cell in found.cells),
        agreement=[agreement_row(*each) for each in found.agreement],
        cells=[_row(cell, found) for cell in slice_of(cells, page_number())],
        pages=pages_of(len(cells), page_number()),
    )


@pages.get("/<token>/<int:number>/settle")
@guard("marking.do")
def settle(vacancy_id: str, token: str, number: int) -> str:
    """Show one difference, to settle it."""
    return _show(vacancy_id, token, number, Form(fields=("score", "reason")))


@pages.post("/<token>/<int:number>/settle")
@guard("marking.do")
def settle_submit(vacancy_id: str, token: str, number: int) -> Page:
    """Record what was settled."""
    form = Form(request.form, fields=("score", "reason"))

    def act() -> Response:
        # None chosen is for the use case to refuse: it knows which can be, and tells what else is missing.
        score = form.whole("score", low=0, high=10, what="The score") if form.value("score") else None
        form.check()
        with house().writing(actor()) as work:
            record_moderation(work, vacancy_id, token, number, score, form.value("reason"), form.value("latest"))
        flash("It is recorded. A score is settled when another who marked the application chooses the same.")
        return redirect(url_for("marking_moderation.spread", vacancy_id=vacancy_id), 303)

    return answer(form, act, lambda shown: _show(vacancy_id, token, number, shown))


def _show(vacancy_id: str, token: str, number: int, form: Form) -> str:
    with house().reading(actor()) as work:
        found = spread_of(work, vacancy_id)
    cell = next((each for each in found.cells if (each.entry.token, each.criterion) == (token, number)), None)
    if cell is None:
        raise NotFoundError
    criterion = found.sheet.criteria[number - 1]
    return render_template(
        "marking/settle.html",
        form=form,
        cell=cell,
        row=_row(cell, found),
        criterion=criterion,
        scores=[(str(score), str(score)) for score in range(cell.lowest, cell.highest + 1)],
        vacancy_id=vacancy_id,
        open=found.sheet.shortlisting.state == "locked" and cell.range > 0,
    )


def _row(cell: Cell, found: Spread) -> dict[str, Any]:
    vacancy_id = found.sheet.vacancy.id
    return {
        "application": cell.entry.number,
        "criterion": found.sheet.criteria[cell.criterion - 1].text,
        "own": "–" if cell.own is None else cell.own,
        "others": ", ".join(str(score) for score in cell.others) or "–",
        "range": cell.range,
        "sum": cell.sum,
        "settled": "" if cell.settled is None else f"{cell.settled}, {cell.settled_by} (“{cell.reason}”)",
        "proposal": _proposed(cell),
        "act": _act(cell),
        "href": url_for(
            "marking_moderation.settle", vacancy_id=vacancy_id, token=cell.entry.token, number=cell.criterion
        ),
        "text": url_for("marking_text.show", vacancy_id=vacancy_id, token=cell.entry.token),
    }


def _proposed(cell: Cell) -> str:
    made = cell.proposal
    return f"{made.score} proposed by {made.by} (“{made.reason}”)" if made else ""


def _act(cell: Cell) -> str:
    """Return what one can do about a difference, in a word or two."""
    if cell.proposal is None:
        return "Settle" if cell.settled is None else "Settle again"
    return "Propose another score" if cell.proposal.own else "Confirm, or propose another score"


def agreement_row(criterion: Criterion, agreement: Agreement) -> list[str]:
    """Return one criterion's agreement as the cells of a table's row."""
    if agreement.alpha is None:
        said = "Cannot be calculated: no two scores differ" if agreement.scores else "Cannot be calculated: no scores"
    else:
        strength = "good" if agreement.alpha >= 0.8 else "tentative" if agreement.alpha >= 0.667 else "low"
        said = f"{agreement.alpha:.2f} ({strength})"
    return [
        criterion.text,
        said,
        str(agreement.applications),
        str(agreement.scores),
        str(agreement.identical),
        str(agreement.widest),
    ]
