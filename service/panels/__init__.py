"""From a vacancy to a panel that sat: the use cases of recruiting managers, panelists and HR.

A use case that takes `work` belongs to the caller's transaction (`house.reading` or `house.writing`). One that takes
`house, actor` opens its own, because it solves between a reading and a writing one; `also(work, answer)`, where
offered, runs inside the writing transaction, for the door's idempotency record. What lies outside the actor's scope
raises `NotFoundError`, as if it did not exist. Existing rows change only with `expected_version`.

policies      list_policies(work, state=None) · get_policy(work, id) · create_policy(work, PolicyInput)
              edit_policy(work, id, PolicyInput, expected_version) (drafts only) · new_version(work, id, PolicyInput)
              activate_policy(work, id, expected_version) · retire_policy(work, id, expected_version)
              policy_for(work, vacancy) · load_default_policies(work)
policy_rules  seats_for(policy, band, professions) · policy_problems(PolicyInput) · default_policies()
vacancies     list_vacancies(work, state=None, search="") · get_vacancy(work, id) · vacancy_professions(work, id)
              create_vacancy(work, VacancyInput) · edit_vacancy(work, id, VacancyInput, expected_version)
              close_vacancy / withdraw_vacancy(work, id, expected_version)
requests      list_requests(work, state=None, vacancy_id=None) · get_request(work, id) · planned_seats(work, vacancy_id)
              request_panel(work, RequestInput) · edit_request(work, id, RequestInput, expected_version)
              cancel_request(work, id, reason, expected_version) · warnings_for(work, id)
              starts_of(work, id) · conflicts_of(work, id)
changes       apply_change(work, request_id, number, expected_version): one click on a stored relaxation
compose       propose(house, actor, request_id, also=None) -> Proposal: committed panel, or why there is none
              release_expired(work)
life          confirm_panel(work, id, expected_version, auto_invite=False) · cancel_panel(work, id, reason, version)
release       release_panel(work, id, expected_version, decisions) (HR)
invitations   accept_invitation(work, id, expected_version) · DECLINE_REASONS
              decline_invitation(house, actor, id, reason, note, expected_version, also=None)
replacements  fill_open_seats(house, actor, panel_id) · confirm_replacement(work, invitation_id, expected_version)
              swap_member(work, panel_id, position, person_id, expected_version) · who_else(work, panel_id, position)
repairs       repairs_of(house, actor, panel_id) -> Repairs: the ways to fill a seat that nobody can simply take
              repair_panel(house, actor, panel_id, key, expected_version, also=None) takes one of them
moves         move_panel(house, actor, panel_id, starts_at, expected_version, also=None)
attendance    record_who_sat(work, panel_id, WhoSat, expected_version)
decisions     record_decision(work, panel_id, interviewed, appointed, expected_version) · decisions_of(work, panel_id)
corrections   propose_correction(work, decision_id, interviewed, appointed, reason, second_person)
              corrections_for_me(work) · confirm_correction / refuse_correction(work, correction_id, expected_version)
shortfalls    list_shortfalls(work, panel_id=None) · decide_shortfall(work, id, decision, reason, version)   (HR)
assignments   my_assignments(work) · get_assignment(work, invitation_id)
views         panel_view(work, panel_id) -> PanelView · live_panel_view(work, request_id)
              request_view(work, request_id) -> RequestView
hr_view       requests_by_state(work) · parity_ratios(work, request_id) · load_summary(work)          (HR)
scope         visible_vacancies / visible_requests / visible_panels(actor): select statements to narrow and page

The solver is known to `brief`, `standing`, `sitting`, `verdict` and `explanation` alone. Managers and panelists are
shown `views` and `assignments`, which hold no protected characteristic, no shortfall of a protected requirement, no
load, and nothing on why somebody was chosen.
"""
