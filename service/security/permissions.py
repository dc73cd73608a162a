"""All permissions on one screen.

A route names one of these; a role has it or has not. What somebody may see *within* a permission (their own vacancies,
their own assignments) is the use case's scope, and what lies outside is "not found". `anonymous` is nobody signed in.
"""

ANONYMOUS, PANELIST, MANAGER, HR, ADMIN = "anonymous", "panelist", "manager", "hr", "admin"
SIGNED_IN = frozenset({PANELIST, MANAGER, HR, ADMIN})
EVERYBODY = SIGNED_IN | {ANONYMOUS}

PERMISSIONS: dict[str, frozenset[str]] = {
    # --- anybody -----------------------------------------------------------------------------------------------------
    "service.look": EVERYBODY,  # sign-in page, static files, health, the API's own description
    "self.see": SIGNED_IN,  # home page, own account, own tokens, sign out
    "fairness.see": SIGNED_IN,  # what HR has shown to all staff: targets and released figures
    "applicant_link.follow": EVERYBODY,  # what an applicant finds behind their signed link
    # --- panelists ---------------------------------------------------------------------------------------------------
    "assignments.answer": frozenset({PANELIST}),  # see own assignments, accept, decline
    "invitations.answer": frozenset({PANELIST, HR}),  # HR: for external members, who have no account
    "availability.edit": frozenset({PANELIST}),  # own hours, exceptions, leave, pause, cap
    "self_description.edit": frozenset({PANELIST}),  # own self-description: see, change, withdraw
    "features.see": frozenset({PANELIST, HR}),  # what people may describe: the questions, not the answers
    # --- recruiting managers and HR ----------------------------------------------------------------------------------
    "vacancies.see": frozenset({MANAGER, HR}),
    "vacancies.edit": frozenset({MANAGER, HR}),
    "criteria.see": frozenset({PANELIST, MANAGER, HR}),  # panelists: the ambassador on a panel of the vacancy
    "criteria.edit": frozenset({MANAGER, HR}),  # write, order, answer the check and open the shortlisting
    "criteria.comment": frozenset({PANELIST, HR}),  # say what the criteria might do; the manager answers
    "applications.see": frozenset({MANAGER, HR}),  # managers only after the reveal: 404 before
    "requests.see": frozenset({MANAGER, HR}),
    "requests.make": frozenset({MANAGER, HR}),  # ask for a panel, change or cancel what was asked
    "panels.see": frozenset({MANAGER, HR, PANELIST}),  # panelists: the panels they are asked to sit on
    "panels.confirm": frozenset({MANAGER, HR}),  # confirm, swap, move, cancel, invite a reserve
    "panels.record": frozenset({MANAGER, HR, PANELIST}),  # who sat: the chair, the appointing manager or HR
    "interviews.see": frozenset({MANAGER, HR, PANELIST}),  # those one sits in: questions, scores, concerns, feedback
    "interviews.correct": frozenset({MANAGER, HR, PANELIST}),  # what was recorded as having become of one: chair or HR
    "panels.decide": frozenset({MANAGER, HR}),  # how many were appointed
    "interviews.plan": frozenset({MANAGER, HR}),  # interviews, papers, questions agreed, adjustments arranged
    "appointments.decide": frozenset({MANAGER, HR}),  # decisions about applicants, corrections, justifications
    "people.find": frozenset({MANAGER, HR}),  # names, job titles and departments, to declare conflicts or swap
    "policies.see": frozenset({MANAGER, HR}),
    "marking.do": frozenset({PANELIST, MANAGER}),  # mark the redacted applications one has been named for
    "shortlisting.run": frozenset({MANAGER, HR}),  # name shortlisters, begin marking, reveal, decide on applicants
    # --- HR ----------------------------------------------------------------------------------------------------------
    "people.see": frozenset({HR}),
    "people.edit": frozenset({HR}),
    "self_descriptions.see": frozenset({HR}),  # every view is recorded in the trail
    "policies.edit": frozenset({HR}),
    "settings.edit": frozenset({HR}),  # kinds of training, features and their words, sites, departments, travel
    "imports.run": frozenset({HR}),
    "criteria.reopen": frozenset({HR}),  # while no application is in
    "applications.import": frozenset({HR}),  # nobody who selects for the vacancy
    "redaction.review": frozenset({HR}),  # originals beside redacted texts: nobody who selects for the vacancy
    "applicant_links.make": frozenset({HR}),  # applicants' links, and sending feedback through them
    "concerns.count": frozenset({HR}),  # how many concerns of which theme
    "shortfalls.settle": frozenset({HR}),  # release panels, waive, widen, ask someone
    "rounds.run": frozenset({HR}),  # plan many requests at once, review, publish, discard
    "outcomes.see": frozenset({HR}),  # figures, audits and the register; every look at answers is recorded
    "outcomes.release": frozenset({HR}),  # snapshots, releases, corrections, closed periods, targets
    "marking_flags.settle": frozenset({HR}),  # what shortlisters report: a conflict, or a text that gives somebody away
    "trail.see": frozenset({HR}),
    # --- administrators ----------------------------------------------------------------------------------------------
    "accounts.edit": frozenset({ADMIN}),
}


def allowed(permission: str, roles: frozenset[str]) -> bool:
    """Return whether somebody with these roles has the permission; nobody signed in has none but `anonymous`."""
    return bool(PERMISSIONS[permission] & (roles or {ANONYMOUS}))
