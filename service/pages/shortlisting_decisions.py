"""After the reveal: who applied, with totals and the line, and a named person's decision on each."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.pages.forms import Form, Page, answer
from service.pages.wording import count_of
from service.scope import is_hr, vacancy_in_scope
from service.security.guard import actor, guard, house
from service.shortlisting.reveal import Applicant, shortlist_of
from service.shortlisting.shortlist_decisions import Choice, GivenDecision, choices_of, decide

pages = Blueprint("shortlisting_decisions", __name__, url_prefix="/vacancies/<vacancy_id>/shortlisting/applicants")
CHOICES = {"invite": ("Invite", "green"), "reserve": ("Reserve", "yellow"), "not_selected": ("Not selected", "grey")}
CHOSEN = re.compile(r"decision-([0-9a-f-]{36})", re.ASCII)


@pages.get("")
@guard("shortlisting.run")
def show(vacancy_id: str) -> str:
    """Show who applied, from the highest total down."""
    return _show(vacancy_id, Form())


@pages.post("")
@guard("shortlisting.run")
def submit(vacancy_id: str) -> Page:
    """Record decisions on those for whom something was chosen; on nobody else."""
    form = Form(request.form, fields=[*request.form, "reason"])

    def act() -> Response:
        given = []
        for field in form.typed:
            match = CHOSEN.fullmatch(field)
            if match is None or not form.value(field):
                continue
            reason = form.value(f"reason-{match[1]}").strip() or form.value("reason").strip()
            given.append(GivenDecision(match[1], form.value(field), reason, form.value(f"seen-{match[1]}")))
        with house().writing(actor()) as work:
            made = decide(work, vacancy_id, given)
        flash(f"Decided on {count_of(len(made), 'applicant')}.")
        return redirect(url_for("shortlisting_decisions.show", vacancy_id=vacancy_id), 303)

    return answer(form, act, lambda shown: _show(vacancy_id, shown))


def _show(vacancy_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        vacancy = vacancy_in_scope(work, vacancy_id)
        shortlist = shortlist_of(work, vacancy_id)
        stands = choices_of(work, vacancy_id)
    row = shortlist.shortlisting
    return render_template(
        "shortlisting/applicants.html",
        form=form,
        vacancy=vacancy,
        row=row,
        criteria=shortlist.criteria,
        applicants=_rows(shortlist.applicants, stands),
        corrects=is_hr(actor()),
        choices=[(value, words[0]) for value, words in CHOICES.items()],
    )


def _rows(applicants: tuple[Applicant, ...], choices: Mapping[str, Choice]) -> list[dict[str, Any]]:
    rows = []
    above = True
    for each in applicants:
        below = each.total.meets_line is False
        stands = choices.get(each.application.id)
        rows.append(
            {
                "id": each.application.id,
                "name": each.name,
                "reference": each.application.reference,
                "total": f"{number(each.total.total)} of {each.total.most}",
                "agreed": ", ".join(number(score) for score in each.total.agreed),
                "equal": f"Equal with {count_of(each.total.equal, 'other')}" if each.total.equal else "",
                "essentials": "Meets all essential criteria"
                if each.total.essentials_met
                else "Does not meet all essential criteria",
                "guaranteed": each.guaranteed,
                "line_above": above and below,
                "decision": CHOICES[stands.choice] if stands and stands.choice else None,
                "why": _why(stands) if stands else "",
                "seen": stands.seen if stands else "",
                "open": stands is None or stands.choice != "invite",
            }
        )
        above = above and not below
    return rows


def _why(stands: Choice) -> str:
    by = f"Corrected by {stands.by}, confirmed by {stands.second}" if stands.second else stands.by
    return f"{by}: “{stands.reason}”"


def number(value: Fraction) -> str:
    """Return a fraction with at most two decimals; it is marked where it was rounded."""
    text = f"{float(value):.2f}".rstrip("0").rstrip(".")
    return text if Fraction(text) == value else f"≈ {text}"
