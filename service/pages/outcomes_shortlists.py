"""Shortlist diversity, a vacancy at a time, for HR alone; every look is recorded."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from service import db
from service.models import Vacancy
from service.outcomes.shortlist_diversity import shortlist_diversity, vacancies_with_applications
from service.security.guard import actor, guard, house

pages = Blueprint("outcomes_shortlists", __name__, url_prefix="/outcomes/shortlists")


@pages.get("")
@guard("outcomes.see")
def show_all() -> str:
    """List the vacancies that have applications here."""
    with house().reading(actor()) as work:
        return render_template("outcomes/shortlists.html", rows=vacancies_with_applications(work))


@pages.post("/<vacancy_id>")
@guard("outcomes.see")
def show(vacancy_id: str) -> Response:
    """Show who applied for a vacancy and who was shortlisted, by group."""
    with house().writing(actor()) as work:
        vacancy = db.get(work.session, Vacancy, vacancy_id)
        found = shortlist_diversity(work, vacancy_id)
    tables = [
        (f"By {name.replace('_', ' ')}", [[each.label, str(each.applied), str(each.shortlisted)] for each in groups])
        for name, groups in found.items()
    ]
    page = render_template("outcomes/shortlist.html", vacancy=vacancy, tables=tables)
    return Response(page, mimetype="text/html")
