"""The navigation: which pages each role finds at the top, in one table."""

from dataclasses import dataclass

from flask import request, url_for

from service.security.permissions import ADMIN, HR, MANAGER, PANELIST
from service.trail import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the navigation: its words, the view it leads to, and the roles that find it there.

    It is marked as the current one on every page of its own blueprint and of those in `rooms`.
    """

    text: str
    endpoint: str
    roles: frozenset[str]
    rooms: frozenset[str] = frozenset()

    def holds(self, endpoint: str) -> bool:
        """Return whether a page belongs to this entry."""
        room = endpoint.partition(".")[0]
        return room in self.rooms or room == self.endpoint.partition(".")[0]


NAVIGATION: tuple[Entry, ...] = (
    Entry("Home", "home.show", frozenset({PANELIST, MANAGER, HR, ADMIN})),
    # --- recruiting managers ---
    Entry(
        "Vacancies",
        "vacancies.index",
        frozenset({MANAGER, HR}),
        frozenset(
            {
                "request_steps",
                "criteria",
                "applications",
                "application_imports",
                "redaction_review",
                "shortlisting",
                "shortlisting_decisions",
                "interviews",
                "interview_scores",
                "interview_adjustments",
                "questions",
                "concerns",
                "appointments",
            }
        ),
    ),
    Entry(
        "Panel requests",
        "requests.index",
        frozenset({MANAGER}),
        frozenset({"panels", "panel_changes", "panel_repair", "after_interview", "corrections"}),
    ),
    # --- panelists ---
    Entry("My assignments", "assignments.index", frozenset({PANELIST}), frozenset({"panels", "after_interview"})),
    Entry("My availability", "availability.show", frozenset({PANELIST})),
    Entry("My self-description", "self_description.show", frozenset({PANELIST})),
    Entry("How fair are we?", "fairness.show", frozenset({PANELIST, MANAGER})),
    Entry(
        "Marking", "marking.index", frozenset({PANELIST, MANAGER}), frozenset({"marking_text", "marking_moderation"})
    ),
    Entry(
        "My interviews",
        "interviews.mine",
        frozenset({PANELIST}),
        frozenset({"interview_scores", "interview_adjustments", "questions", "concerns"}),
    ),
    Entry("After interviews", "justifications.index", frozenset({MANAGER, HR}), frozenset({"feedback"})),
    # --- HR and administration ---
    Entry("All requests", "hr_requests.show_all", frozenset({HR}), frozenset({"hr_answers"})),
    Entry("To settle", "hr_shortfalls.show_all", frozenset({HR}), frozenset({"hr_seats"})),
    Entry("Rounds", "hr_rounds.show_all", frozenset({HR})),
    Entry("People", "hr_people.show_all", frozenset({HR}), frozenset({"hr_person", "hr_standing", "hr_hours"})),
    Entry("Policies", "hr_policies.show_all", frozenset({HR})),
    Entry("Imports", "hr_imports.show_all", frozenset({HR})),
    Entry("Settings", "hr_settings.show", frozenset({HR}), frozenset({"hr_features", "hr_places"})),
    Entry("Load", "hr_load.show", frozenset({HR})),
    Entry(
        "Outcomes",
        "outcomes.show",
        frozenset({HR}),
        frozenset(
            {"outcomes_audit", "outcomes_releases", "outcomes_records", "outcomes_shortlists", "outcomes_targets"}
        ),
    ),
    Entry("Trail", "hr_trail.show_all", frozenset({HR})),
    Entry("Accounts", "admin_accounts.show_all", frozenset({ADMIN})),
)


def navigation_for(actor: Actor) -> list[dict[str, object]]:
    """Return the navigation of who is signed in, in the words of the design system's header."""
    entries = [entry for entry in NAVIGATION if entry.roles & actor.roles]
    endpoint = request.endpoint or ""
    exact = [entry for entry in entries if entry.endpoint == endpoint]
    same_room = [entry for entry in entries if entry.holds(endpoint)]
    current = next(iter(exact or same_room), None)
    return [
        {
            "text": entry.text,
            "href": url_for(entry.endpoint),
            "current": entry is current and bool(exact),
            "active": entry is current,
        }
        for entry in entries
    ]
