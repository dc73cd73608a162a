"""The way to the shortlist, step by step, as each person walks it in a browser."""

import re

from tests.journeys.selection_files import Sent, attachments, export
from tests.journeys.selection_scene import Selection, mark_by_post
from tests.journeys.walker import Walker

CRITERIA = (
    ("Has led a team through a change that patients noticed", "Essential", "From the application"),
    ("Is a dynamic planner of fair rosters", "Desirable", "From the application"),
    ("Has measured an improvement", "Desirable", "From the application"),
    ("Explains a hard decision kindly", "Essential", "At the interview"),
)


def settle_the_criteria(selection: Selection, manager: Walker, ambassador: Walker) -> None:
    """Write the criteria, hear the check and the ambassador, answer both, and open."""
    manager.go("/vacancies")
    manager.follow("WM-7")
    manager.follow("Criteria")
    for text, kind, where in CRITERIA:
        manager.follow("Add a criterion")
        manager.type("The criterion", text)
        manager.choose(kind)
        manager.choose(where)
        manager.type("Marking guide", "0: nothing is said. 2: an example. 4: an example and what came of it.")
        manager.press("Save the criterion")
    ambassador.go(f"{selection.path}/criteria")
    ambassador.page.get_by_label("About").select_option(label=CRITERIA[0][0])
    ambassador.type("Your comment", "Would a change that colleagues noticed count as well?")
    ambassador.press("Keep this comment")
    manager.go(f"{selection.path}/criteria")
    assert "2 points of the check and the comments wait for an answer." in manager.text(), manager.text()
    for said in ("We mean somebody who finds another way when the first fails.", "Yes. The guide says so now."):
        manager.page.locator("main textarea[name=answer]").first.fill(said)
        manager.page.get_by_role("button", name="Keep this answer").first.click()
        manager.look()
    ambassador.go(f"{selection.path}/criteria")
    assert "Yes. The guide says so now." in ambassador.text()
    manager.press("Settle the criteria and open")
    assert "the shortlisting is open for applications" in manager.text()


def take_in(selection: Selection, hr: Walker, applications: list[Sent]) -> None:
    """Look at the dry run, take the applications in, and let a worker redact them."""
    hr.go(selection.path)
    hr.follow("Applications")
    hr.follow("Import applications")
    hr.page.locator("main input[name=file]").set_input_files(
        {"name": "export.json", "mimeType": "application/json", "buffer": export(applications)}
    )
    hr.page.locator("main input[name=attachments]").set_input_files(
        {"name": "files.zip", "mimeType": "application/zip", "buffer": attachments(applications)}
    )
    hr.page.set_default_timeout(60_000)  # each file is read in a child process of its own
    hr.press("Check the files")
    assert f"New applications {len(applications)}" in hr.text()
    assert "No problem was found. Nothing is changed yet." in hr.text()
    hr.press("Take the applications in")
    assert f"Taken in: {len(applications)} new" in hr.text()
    hr.page.set_default_timeout(15_000)
    selection.let_a_worker_redact()
    hr.follow("Look again")


def review_and_release(selection: Selection, hr: Walker, applications: list[Sent]) -> None:
    """Look at one redaction, restore and redact in it, and release it; settle what is in doubt; release the rest."""
    reviewed = applications[0]
    path = hr.path()
    hr.follow(f"Review the redaction of {reviewed.reference}")
    assert f"My name is {reviewed.first_name}" in hr.text()
    hr.type("Words to redact", "on an acute medical unit")
    hr.page.get_by_label("What kind of detail they are").select_option(label="Employer")
    hr.press("Redact these words")
    assert "Redacted in 3 places." in hr.text()
    hr.press("Release this redacted text")
    hr.go(path)
    while hr.page.get_by_role("row", name=re.compile(r"\d points?")).count():
        hr.page.get_by_role("row", name=re.compile(r"\d points?")).first.get_by_role("link").last.click()
        hr.look()
        for box in hr.page.locator("input[name=point]").all():
            box.check()
        hr.press("Settle these points")
        hr.press("Release this redacted text")
        hr.go(path)
    hr.page.locator("main").get_by_role("button", name="Release ").click()
    hr.look()
    assert "The redacted texts are released" in hr.text()


def agree_on_the_marking(selection: Selection, manager: Walker) -> None:
    """Write the rules down, name the shortlisters and begin."""
    manager.go(f"{selection.path}/shortlisting")
    manager.type("Line to invite, in hundredths of the greatest total (optional)", "50")
    manager.type("What do you do about equal totals?", "Both are invited.")
    manager.press("Keep these rules")
    for email in selection.shortlisters:
        manager.type("Work e-mail address of a shortlister", email)
        manager.press("Name this shortlister")
    manager.press("Begin marking")
    assert "Marking has begun." in manager.text()


def mark_blind(selection: Selection, markers: list[Walker], applications: list[Sent]) -> list[str]:
    """Mark the first two texts by keyboard, the rest by posting the same forms, and lock; what was read."""
    read: list[str] = []
    path = f"/marking/{selection.vacancy_id}"
    whole = 3 * len(applications)
    for number, marker in enumerate(markers):
        marker.go("/marking")
        marker.follow("Ward manager")
        marker.follow("Go on marking")
        by_keyboard(marker, 4)
        by_keyboard(marker, 3)
        read += mark_by_post(marker, path, lambda place, number=number: _scores(place, number))  # type: ignore[misc]
        marker.go(path)
        assert f"{whole} of {whole} scores given" in marker.text()
        cells = marker.page.locator("main tbody td:first-of-type").all_inner_texts()
        assert [each[0] for each in cells[:2]] == ["4", "3"]
        marker.choose("My scores are final")
        marker.press("Lock my scores")
    return read


def _scores(place: int, number: int) -> tuple[int, int, int]:
    """Two thirds of the first criterion's scores are equal, and some of the others'."""
    return (3 - (place % 3 == number), place % 3, 1)


def by_keyboard(marker: Walker, score: int) -> None:
    """Score the criterion and go on to the next application, by keyboard alone; with a script, see it saved first."""
    marker.page.locator("main input[type=radio]").first.focus()
    marker.page.keyboard.press("Space")
    for _ in range(score):
        marker.page.keyboard.press("ArrowRight")
    if marker.scripted:
        marker.page.locator("#save-status", has_text="Saved").wait_for()
    marker.page.get_by_role("button", name="Save and go on").focus()
    with marker.page.expect_navigation():
        marker.page.keyboard.press("Enter")
    marker.look()


def settle_a_difference(marker: Walker) -> None:
    """See the spread once everybody has locked, and record what was settled."""
    marker.go("/marking")
    marker.follow("Ward manager")
    marker.follow("See the spread of the scores")
    marker.follow("Settle")
    marker.choose("3")
    marker.type("What decided?", "The text says what patients noticed.")
    marker.press("Record this")
    assert "The text says what patients noticed." in marker.text()


def nobody_was_given_away(pages: list[str], applications: list[Sent]) -> None:
    """No page held a name, an address, a number, a reference, a file's name or its properties."""
    # What fills the pages up to one size is random, and could spell a short name.
    whole = re.sub(r"<!-- [A-Za-z0-9+/=]{1000,} -->", "", "\n".join(pages)).lower()
    assert whole.count("application 1 of ") >= 3, "These are not the pages of marking."
    assert "[name]" in whole
    planted = [canary for each in applications for canary in each.canaries]
    planted += [each.file_name.lower() for each in applications if each.kind]
    found = {each: whole[max(0, whole.index(each) - 60) :][:160] for each in planted if each in whole}
    assert not found, found


def reveal_and_invite(selection: Selection, manager: Walker, hr: Walker, applications: list[Sent]) -> tuple[Sent, Sent]:
    """Reveal, and decide about everybody: the highest total is invited, and who is guaranteed it; whom it was."""
    manager.go(f"{selection.path}/shortlisting")
    manager.type("Why now?", "Everybody has locked, and differences are settled.")
    manager.choose("Marking is finished, and this is final")
    manager.press("Reveal the applicants")
    sections = manager.page.locator("main section.fp-row")
    names = [each.strip() for each in sections.locator("h2").all_inner_texts()]
    by_name = {f"{each.first_name} {each.last_name}": each for each in applications}
    assert sorted(names) == sorted(by_name)
    guaranteed = next(name for name, each in by_name.items() if each.guaranteed)
    chosen = (next(name for name in names if name != guaranteed), guaranteed)
    for name, section in zip(names, sections.all(), strict=True):
        assert ("Interview guaranteed" in section.inner_text()) == (name == guaranteed)
        section.get_by_label("Invite" if name == chosen[0] else "Not selected", exact=True).check()
    manager.type("Reason for all you chose above, where you gave none of their own", "By the totals and the criteria.")
    manager.press("Record these decisions")
    assert f"An interview is guaranteed to {guaranteed}" in manager.text()
    sections.filter(has_text="Interview guaranteed").get_by_label("Invite", exact=True).check()
    manager.press("Record these decisions")
    assert f"Decided on {len(applications)} applicants." in manager.text()
    invited = by_name[chosen[0]], by_name[chosen[1]]
    hr.go(f"{selection.path}/applications")
    hr.follow(invited[0].reference)
    assert invited[0].email in hr.text()
    return invited
