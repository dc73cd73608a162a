"""A vacancy's shortlisting for its manager and HR: the rules, the shortlisters, how far they are, and the reveal."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.errors import NotFoundError
from service.models import Vacancy
from service.pages.forms import Form, Page, answer
from service.pages.marking_moderation import agreement_row
from service.pages.wording import count_of, day, moment
from service.scope import is_hr, vacancy_in_scope
from service.security.guard import actor, guard, house
from service.shortlisting.applications_scope import selects_for
from service.shortlisting.marking_flags import flags_of, settle_flag
from service.shortlisting.marking_progress import MarkerProgress, Progress, progress_of
from service.shortlisting.marking_rows import names_of
from service.shortlisting.marking_start import MarkingRules, agree_rules, missing_for_marking, start_marking
from service.shortlisting.moderation import agreement_for_managers
from service.shortlisting.moderation_absent import confirm_for_absent, proposals_left_alone
from service.shortlisting.reveal import reveal
from service.shortlisting.shortlisters import list_shortlisters, name_shortlister, stand_down
from service.work import Work

pages = Blueprint("shortlisting", __name__, url_prefix="/vacancies/<vacancy_id>/shortlisting")
STATES = {
    "preparing": ("Criteria being prepared", "grey"),
    "open": ("Open for applications", "blue"),
    "marking": ("Being marked", "yellow"),
    "locked": ("All scores locked", "aqua-green"),
    "revealed": ("Applicants revealed", "green"),
}
MARKER_STATES = {"marking": ("Marking", "yellow"), "locked": ("Locked", "green"), "stood_down": ("Stood down", "grey")}
KINDS = {"recognised": "Recognised the applicant", "leak": "Says the text gives the applicant away"}


@pages.get("")
@guard("shortlisting.run")
def show(vacancy_id: str) -> str:
    """Show where the shortlisting stands, and what can be done now."""
    return _show(vacancy_id, Form())


@pages.post("/rules")
@guard("shortlisting.run")
def rules(vacancy_id: str) -> Page:
    """Write down the line, the least score for essentials and the rule for equal totals."""
    form = Form(request.form, fields=("threshold", "essentials_least", "tie_rule", "marks_due"))

    def act() -> Response:
        threshold = None
        if form.value("threshold").strip():
            threshold = form.whole("threshold", low=0, high=100, what="The line")
        least = form.whole("essentials_least", low=1, high=100, what="The least for essential criteria")
        tie_rule = form.text("tie_rule", what="The rule for equal totals")
        due = form.day("marks_due", what="The day", optional=True)
        form.check()
        with house().writing(actor()) as work:
            agree_rules(work, vacancy_id, MarkingRules(threshold, least, tie_rule, due), form.version())
        flash("The rules are written down.")
        return _back(vacancy_id)

    return answer(form, act, lambda shown: _show(vacancy_id, shown))


@pages.post("/shortlisters")
@guard("shortlisting.run")
def name(vacancy_id: str) -> Page:
    """Name a shortlister."""
    form = Form(request.form, fields=("email",))

    def act() -> Response:
        email = form.text("email", what="The work e-mail address", longest=254)
        form.check()
        with house().writing(actor()) as work:
            name_shortlister(work, vacancy_id, email)
        flash("The shortlister is named.")
        return _back(vacancy_id)

    return answer(form, act, lambda shown: _show(vacancy_id, shown))


@pages.post("/shortlisters/<shortlister_id>/stand-down")
@guard("shortlisting.run")
def release(vacancy_id: str, shortlister_id: str) -> Page:
    """Let a shortlister go, once whoever asks has said that it is meant."""
    sure = f"sure-{shortlister_id}"
    form = Form(request.form, fields=(sure,))

    def act() -> Response:
        with house().reading(actor()) as work:
            if all(each.id != shortlister_id for each in list_shortlisters(work, vacancy_id)):
                raise NotFoundError
        if form.value(sure) != "yes":
            form.refuse(sure, "You have not said that they stand down.", "Tick the box if they do.")
        form.check()
        with house().writing(actor()) as work:
            stand_down(work, vacancy_id, shortlister_id, form.version())
        flash("They no longer mark this vacancy.")
        return _back(vacancy_id)

    return answer(form, act, lambda shown: _show(vacancy_id, shown))


@pages.post("/start")
@guard("shortlisting.run")
def start(vacancy_id: str) -> Page:
    """Begin marking."""
    form = Form(request.form)

    def act() -> Response:
        with house().writing(actor()) as work:
            start_marking(work, vacancy_id, form.version())
        flash("Marking has begun.")
        return _back(vacancy_id)

    return answer(form, act, lambda shown: _show(vacancy_id, shown))


@pages.post("/reveal")
@guard("shortlisting.run")
def reveal_submit(vacancy_id: str) -> Page:
    """Reveal who the applicants are."""
    form = Form(request.form, fields=("reason", "sure"))

    def act() -> Response:
        if form.value("sure") != "yes":
            form.refuse("sure", "You have not said that this is final.", "Tick the box if it is.")
        form.check()
        with house().writing(actor()) as work:
            reveal(work, vacancy_id, form.value("reason"), form.version())
        flash("The applicants are revealed. Decide on each of them.")
        return redirect(url_for("shortlisting_decisions.show", vacancy_id=vacancy_id), 303)

    return answer(form, act, lambda shown: _show(vacancy_id, shown))


@pages.post("/flags/<flag_id>/settle")
@guard("marking_flags.settle")
def settle(vacancy_id: str, flag_id: str) -> Page:
    """Settle what a shortlister reported; whoever recognised an applicant after locking needs a decision."""
    decision, reason = f"decision-{flag_id}", f"reason-{flag_id}"
    form = Form(request.form, fields=(decision, reason))

    def act() -> Response:
        with house().writing(actor()) as work:
            settle_flag(work, flag_id, decision=form.value(decision), reason=form.value(reason))
        flash("It is settled.")
        return _back(vacancy_id)

    return answer(form, act, lambda shown: _show(vacancy_id, shown))


@pages.post("/proposals/<proposal_id>/confirm")
@guard("marking_flags.settle")
def confirm(vacancy_id: str, proposal_id: str) -> Page:
    """Confirm a settled score that no other shortlister is left to confirm."""
    field = f"reason-{proposal_id}"
    form = Form(request.form, fields=(field,))

    def act() -> Response:
        with house().writing(actor()) as work:
            confirm_for_absent(work, vacancy_id, proposal_id, form.value(field))
        flash("It is settled.")
        return _back(vacancy_id)

    return answer(form, act, lambda shown: _show(vacancy_id, shown))


def _back(vacancy_id: str) -> Response:
    return redirect(url_for("shortlisting.show", vacancy_id=vacancy_id), 303)


def _show(vacancy_id: str, form: Form) -> str:
    with house().reading(actor()) as work:
        vacancy = vacancy_in_scope(work, vacancy_id)
        progress = progress_of(work, vacancy_id)
        return render_template("shortlisting/show.html", **_given(work, vacancy, progress, form))


def _given(work: Work, vacancy: Vacancy, progress: Progress, form: Form) -> dict[str, Any]:
    row = progress.shortlisting
    state = row.state if row else "preparing"
    early = state in ("preparing", "open")
    if row is not None and "tie_rule" not in form.typed:
        present = {
            "threshold": "" if row.threshold is None else str(row.threshold),
            "essentials_least": str(row.essentials_least),
            "tie_rule": row.tie_rule,
            "marks_due": row.marks_due.isoformat() if row.marks_due else "",
        }
        form.typed.update(present)
    seen = row is not None and state in ("locked", "revealed")
    # HR's own people who select for a vacancy learn nothing of its applicants before the reveal.
    kept_out = not is_hr(actor()) or (state != "revealed" and selects_for(work, vacancy))
    return {
        "form": form,
        "vacancy": vacancy,
        "row": row,
        "state": STATES[state],
        "early": early,
        "progress": progress,
        "facts": _facts(work, progress),
        "markers": [_marker(each, state) for each in progress.markers],
        "missing": missing_for_marking(work, vacancy.id) if early and row else [],
        "agreement": [agreement_row(*each) for each in agreement_for_managers(work, vacancy.id)] if seen else [],
        "flags": [] if kept_out or row is None else [(each, KINDS[each.kind]) for each in flags_of(work, vacancy.id)],
        "alone": [] if kept_out or state != "locked" else proposals_left_alone(work, vacancy.id),
        "others_settle": kept_out and is_hr(actor()) and not early,
    }


def _marker(each: MarkerProgress, state: str) -> dict[str, Any]:
    who = each.shortlister
    begun = state not in ("preparing", "open")
    return {
        "id": who.id,
        "name": who.name,
        "version": who.version,
        "state": MARKER_STATES[who.state] if begun or who.state == "stood_down" else ("Named", "blue"),
        # What is left, and not of how many: a list that became shorter would say who recognised an applicant.
        "progress": _left(each) if begun and who.state != "stood_down" else "",
        "trouble": who.stands_in_the_way,
        "can_go": who.state == "marking",
    }


def _left(each: MarkerProgress) -> str:
    left = each.owed - each.done
    return f"{count_of(left, 'score')} still to give" if left else "Every score given"


def _holds_up(progress: Progress) -> str:
    """Return what the marking waits for when everybody has locked, with who can mend it."""
    waits = []
    if progress.short:
        waits.append("fewer than two mark an application: name another shortlister")
    if progress.paused:
        waits.append("a text is being redacted again: HR releases it")
    if progress.reports:
        waits.append(f"{count_of(progress.reports, 'report')} of shortlisters not settled: HR settles what they say")
    return f"The marking still waits. {'; '.join(waits).capitalize()}." if waits else "The marking is complete."


def _facts(work: Work, progress: Progress) -> list[tuple[str, str]]:
    row = progress.shortlisting
    facts = [
        ("Applications", str(progress.applications)),
        ("Criteria assessed by application", str(progress.criteria)),
    ]
    if row is None:
        return facts
    if row.tie_rule:
        line = "None" if row.threshold is None else f"{row.threshold} of 100 of the greatest possible total"
        facts += [
            ("Line to invite", line),
            ("Essential criteria are met from", f"{row.essentials_least} of 100 of a criterion’s scale"),
            ("Equal totals", row.tie_rule),
        ]
    if row.marks_due:
        facts.append(("Marks due", day(row.marks_due)))
    if row.state == "marking":
        facts += [
            ("Marked by fewer than two", count_of(progress.short, "application")),
            ("Being redacted again", count_of(progress.paused, "application")),
        ]
        if progress.everybody_locked:
            facts.append(("Everybody has locked", _holds_up(progress)))
    if row.state in ("locked", "revealed"):
        facts.append(("Scores that differ", f"{progress.differing}, of them settled: {progress.settled}"))
    if row.revealed_at and row.revealed_by:
        who = names_of(work, {row.revealed_by})[row.revealed_by]
        facts.append(("Revealed", f"{moment(row.revealed_at, work.settings.zone)} by {who}: “{row.reveal_reason}”"))
    return facts
