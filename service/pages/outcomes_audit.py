"""The equality audit on HR's own screen, in words and tables, and to take away. Every look is recorded."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request

from service.errors import InvalidInputError
from service.models import utc_now
from service.outcomes.applications import FinancialYear
from service.outcomes.forms import FORMS, writer_of
from service.outcomes.reading import read_outcomes
from service.outcomes.records import outcomes_file
from service.outcomes.report import audit, columns_named, cuts_named
from service.pages.forms import Form, Page
from service.pages.outcomes import panels_met
from service.pages.outcomes_words import audit_tables
from service.security.guard import actor, guard, house

pages = Blueprint("outcomes_audit", __name__, url_prefix="/outcomes/audit")
FIELDS = ("year", "by")
PLACES = {"--by": "by", "--year": "year"}


@pages.get("")
@guard("outcomes.see")
def show() -> str:
    """Ask for the year and the cuts."""
    return _form_page(Form({"year": str(FinancialYear(_this_year()))}, fields=FIELDS))


@pages.post("")
@guard("outcomes.see")
def run() -> Page:
    """Show the audit, or hand it over in the form that was asked for."""
    form = Form(request.form, fields=FIELDS, places=PLACES)
    wanted = form.value("form")
    try:
        document = _audited(form)
    except InvalidInputError as error:
        form.take(error)
        return _form_page(form), error.status
    if wanted in FORMS:
        name = f"outcomes-{document['scope']['year'] or 'all'}".replace("/", "-")
        headers = {"Content-Disposition": f'attachment; filename="{name}.{FORMS[wanted].ending}"'}
        return Response(writer_of(wanted)(document), mimetype=FORMS[wanted].media_type, headers=headers)
    return render_template(
        "outcomes/audit.html", form=form, document=document, tables=audit_tables(document), forms=list(FORMS)
    )


def years() -> list[str]:
    """Return the financial years to choose from, the present one first."""
    return [str(FinancialYear(_this_year() - back)) for back in range(8)]


def _audited(form: Form) -> dict[str, Any]:
    text = form.value("year").strip()
    year = FinancialYear.parse(text) if text else None
    cuts = cuts_named(form.value("by").strip() or None)
    with house().writing(actor()) as work:
        data = outcomes_file(work, panels_met(work))
        work.record("audit.viewed", "outcomes", text or "all", {"cuts": len(cuts), "form": form.value("form")})
    if data.count(b"\n") == 1:
        raise InvalidInputError.one("year", "No application has been recorded yet.", "Import some first.")
    return audit(read_outcomes(data, columns_named(cuts), today=utc_now().date()), year=year, by=cuts)


def _form_page(form: Form) -> str:
    return render_template("outcomes/audit_form.html", form=form, years=[(year, year) for year in years()])


def _this_year() -> int:
    today = utc_now().date()
    return today.year if today >= date(today.year, 4, 1) else today.year - 1
