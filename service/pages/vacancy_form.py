"""The form of a vacancy: its fields, the choices it offers, and what was typed as a `VacancyInput`."""

from typing import Any

from service.models import CAMPAIGNS, Person, Vacancy
from service.pages.forms import Form
from service.pages.wording import CAMPAIGNS as CAMPAIGN_WORDS
from service.panels.vacancies import VacancyInput, vacancy_professions
from service.people.directory import find_colleagues
from service.people.grades import bands, staff_groups
from service.people.organisation import list_departments, list_sites
from service.work import Work

FIELDS = (
    "reference",
    "title",
    "band",
    "staff_group",
    "professions",
    "department",
    "site",
    "posts",
    "campaign",
    "manager",
)
PLACES = {
    "department_id": "department", "site_id": "site", "appointing_manager_id": "manager",
    **{f"professions.{place}": "professions" for place in range(30)},
}  # fmt: skip


def vacancy_form(typed: Any = None) -> Form:
    """Return a vacancy's form."""
    return Form(typed, fields=FIELDS, places=PLACES)


def form_for_new(work: Work) -> Form:
    """Return the form to open a vacancy with, in one's own department."""
    own = work.session.get(Person, work.actor.person_id) if work.actor.person_id else None
    return vacancy_form({"posts": "1", "campaign": "standard", "department": own.department_id if own else ""})


def form_of(work: Work, vacancy: Vacancy) -> Form:
    """Return the form with what a vacancy says now."""
    manager = work.session.get(Person, vacancy.appointing_manager_id) if vacancy.appointing_manager_id else None
    return vacancy_form(
        {
            "reference": vacancy.reference,
            "title": vacancy.title,
            "band": vacancy.band or "",
            "staff_group": vacancy.staff_group or "",
            "professions": ", ".join(vacancy_professions(work, vacancy.id)),
            "department": vacancy.department_id,
            "site": vacancy.site_id,
            "posts": str(vacancy.posts),
            "campaign": vacancy.campaign,
            "manager": (manager.work_email or manager.name) if manager else "",
        }
    )


def choices_for(work: Work) -> dict[str, list[tuple[str, str]]]:
    """Return what the form's lists offer."""
    return {
        "bands": [(band, band if band == "VSM" else f"Band {band}") for band in bands()],
        "staff_groups": list(staff_groups().items()),
        "departments": [(each.id, each.name) for each in list_departments(work)],
        "sites": [(each.id, each.name) for each in list_sites(work)],
        "campaigns": [(code, CAMPAIGN_WORDS[code]) for code in CAMPAIGNS],
    }


def vacancy_input(form: Form, work: Work, *, present_manager: str | None = None) -> VacancyInput:
    """Return what was typed as the use case takes it.

    Raises:
        InvalidInputError: something cannot be read; every problem is listed.
    """
    given = VacancyInput(
        reference=form.text("reference"),
        title=form.text("title"),
        department_id=form.one_of("department", [each.id for each in list_departments(work)], what="The department"),
        site_id=form.value("site") or None,
        band=form.value("band") or None,
        staff_group=form.value("staff_group") or None,
        professions=[each.strip() for each in form.value("professions").split(",") if each.strip()][:30],
        campaign=form.one_of("campaign", CAMPAIGNS, what="The campaign"),
        posts=form.whole("posts", low=1, high=1000, what="The number of posts"),
        appointing_manager_id=_manager(form, work, present_manager),
    )
    form.check()
    return given


def _manager(form: Form, work: Work, present: str | None) -> str | None:
    """Return whom the name or address means; the present one's needs no search, so that leavers can stay."""
    wanted = form.value("manager").strip()
    if not wanted:
        return None
    row = work.session.get(Person, present) if present else None
    if row is not None and wanted in (row.work_email, row.name):
        return row.id
    found = find_colleagues(work, wanted)
    exact = [each for each in found if each.name.lower() == wanted.lower()]
    if len(found) == 1 or len(exact) == 1:
        return (exact or list(found))[0].id
    how_many = "Nobody" if not found else "More than one colleague"
    form.refuse("manager", f"{how_many} is found by {wanted[:60]!r}.", "Give the work e-mail address.")
    return None
