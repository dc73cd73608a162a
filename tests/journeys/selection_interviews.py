"""The way from the shortlist to the feedback, step by step, as each person walks it in a browser."""

from tests.journeys.selection_files import Sent
from tests.journeys.selection_scene import Selection
from tests.journeys.walker import Walker

ANCHORS = (
    "Says nothing of it",
    "Names a decision",
    "And the people it touched",
    "And how it was told",
    "And what was learnt",
)


def agree_on_a_question(selection: Selection, manager: Walker, ambassador: Walker) -> None:
    """Propose a question, hear the ambassador, and agree to it."""
    manager.go(selection.path)
    manager.follow("Questions")
    manager.type("The question", "Tell us of a hard decision and how you told it.")
    manager.page.get_by_label("Criterion it assesses").select_option(label="Explains a hard decision kindly")
    manager.type("Model answer", "Names the people, what they were told and when, and what came of it.")
    for score, words in enumerate(ANCHORS):
        manager.type(f"What earns {score}", words)
    manager.press("Propose the question")
    ambassador.go(f"{selection.path}/questions")
    ambassador.follow("Look and comment")
    ambassador.type("Your comment", "Let them choose a decision from any work, paid or not.")
    ambassador.press("Comment")
    manager.go(f"{selection.path}/questions")
    manager.follow("Look, comment or settle")
    assert "from any work, paid or not" in manager.text()
    manager.press("Agree")
    assert "The question is agreed." in manager.text()


def plan_the_interviews(selection: Selection, manager: Walker, invited: tuple[Sent, Sent]) -> None:
    """Plan both interviews and share the papers."""
    manager.go(selection.path)
    manager.follow("Interviews")
    for each, begins in zip(invited, ("05/01/2027 10:00", "05/01/2027 11:00"), strict=True):
        manager.page.get_by_label("Applicant").select_option(
            label=f"{each.first_name} {each.last_name}, {each.reference}"
        )
        manager.type("Begins", begins)
        manager.press("Plan the interview")
    assert "Everybody who is invited has an interview." in manager.text()
    manager.page.locator("main").get_by_role("button", name="Share the papers").click()
    manager.look()
    assert "The papers of 2 interviews are open to the panel." in manager.text()


def arrange_an_adjustment(selection: Selection, manager: Walker, hr: Walker, applicant: Walker, who: Sent) -> None:
    """Send a link; the applicant asks through it; the manager answers; the applicant reads the answer."""
    hr.go(f"{selection.path}/interviews")
    hr.follow(who.first_name)
    hr.follow("Adjustments this applicant asked for")
    hr.press("Make a link")
    link = hr.page.locator("code").inner_text()
    applicant.go(link.removeprefix(applicant.address))
    applicant.type("What would help you", "The questions in writing, since I lip-read.")
    applicant.press("Ask for this")
    manager.go(f"{selection.path}/interviews")
    assert "1 adjustment to settle." in manager.text()
    manager.follow(who.first_name)
    manager.follow("Adjustments this applicant asked for")
    manager.follow("Answer")
    manager.choose("Arranged")
    manager.type("What the panel provides", "The questions in writing, half an hour before.")
    manager.type("What the applicant reads", "You will have the questions in writing half an hour before.")
    manager.press("Keep the answer")
    applicant.go(link.removeprefix(applicant.address))
    assert "Our answer: You will have the questions in writing" in applicant.text()


def read_the_papers(panelist: Walker, who: Sent) -> None:
    """Prepare as one of the panel: the application as it was sent, and what to provide, but not why."""
    panelist.go("/interviews")
    panelist.follow(who.first_name)
    assert "The questions in writing, half an hour before." in panelist.text()
    assert "lip-read" not in panelist.page.content()
    panelist.follow("Read the application")
    assert who.referee in panelist.text()


def score_and_hold(invited: tuple[Sent, Sent], chair: Walker, panelist: Walker) -> None:
    """Score apart, and see the others' scores only when one's own are locked."""
    for place, member in enumerate((chair, panelist)):
        for number, who in enumerate(invited):
            member.go("/interviews")
            member.follow(who.first_name)
            member.follow("Scores and discussion")
            assert "Locked scores" not in member.text()
            member.page.locator(f"main input[type=radio][value='{4 - number - place}']").check()
            member.page.locator("main textarea[name^=note-]").fill("Told the team first, and in person.")
            member.press("Save and lock")
            assert "Locked scores" in member.text()
    assert "Bryn Howell" in panelist.text()
    for who in invited:
        chair.go("/interviews")
        chair.follow(who.first_name)
        chair.choose("Yes, it was held")
        chair.press("Record it")


def answer_a_concern_and_decide(
    selection: Selection, manager: Walker, chair: Walker, ambassador: Walker, invited: tuple[Sent, Sent]
) -> None:
    """A concern holds every decision up until the chair has answered it."""
    ambassador.go(f"{selection.path}/concerns")
    ambassador.page.locator("main input[name=theme]").first.check()
    ambassador.type("Your concern", "The second applicant was interrupted twice.")
    ambassador.press("Raise the concern")
    manager.go(f"{selection.path}/decisions")
    assert "A concern is unanswered" in manager.text()
    decide(selection, manager, invited[0], "Appointed")
    assert "There is a problem" in manager.text()
    chair.go(f"{selection.path}/concerns")
    chair.follow("Answer this concern")
    chair.type("Your answer", "True. We gave the time back, and scored the whole answer.")
    chair.press("Answer")
    ambassador.go(f"{selection.path}/concerns")
    assert "We gave the time back" in ambassador.text()
    decide(selection, manager, invited[0], "Appointed")
    decide(selection, manager, invited[1], "Not selected")


def decide(selection: Selection, manager: Walker, who: Sent, outcome: str) -> None:
    """Choose an outcome and say why."""
    manager.go(f"{selection.path}/decisions")
    manager.follow(who.first_name)
    manager.choose(outcome)
    manager.type("Reasons", "By the scores of both who scored, and the model answer.")
    manager.press("Store the decision")


def justify(manager: Walker) -> None:
    """Write why this applicant was appointed."""
    manager.go("/justifications")
    manager.follow("Ward manager")
    manager.type("Why this applicant was appointed", "Scored higher by both, on the same question, with the same time.")
    manager.press("Keep the justification")
    assert "The justification is kept." in manager.text()


def give_feedback(hr: Walker, chair: Walker, applicant: Walker, who: Sent) -> None:
    """Draft it, send it, and let the applicant read it and say so."""
    chair.go("/interviews")
    chair.follow("Feedback to draft")
    chair.follow(who.first_name)
    for field, words in zip(
        chair.page.locator("main textarea").all(),
        ("You told your team first.", "Say what you learnt from it.", "Sit in on two of our boards."),
        strict=True,
    ):
        field.fill(words)
    chair.press("Keep the draft")
    hr.go("/feedback")
    hr.follow(who.first_name)
    hr.press("Open it to the applicant")
    applicant.go(hr.page.locator("code").inner_text().removeprefix(applicant.address))
    assert "You told your team first." in applicant.text()
    applicant.press("I have read this")
    hr.go("/feedback")
    hr.follow(who.first_name)
    assert "Not that we know of" not in hr.text()


def look_back(selection: Selection, hr: Walker, applications: list[Sent], invited: tuple[Sent, Sent]) -> None:
    """Every step is an outcome event, the audit counts them, and the trail fits its chain."""
    steps = selection.steps()
    first, second = [steps.pop(each.reference) for each in invited]
    way = [("applied", "open"), ("shortlisted", "open"), ("interviewed", "open")]
    assert first == [*way, ("appointed", "appointed")]
    assert second == [*way, ("interviewed", "not_selected")]
    assert len(steps) == len(applications) - 2
    assert all(each == [("applied", "open"), ("applied", "not_selected")] for each in steps.values())
    hr.go("/outcomes/audit")
    hr.press("Audit, and record that I looked")
    funnel = hr.page.get_by_role("table", name="The way of the applications").inner_text().split()
    counts = [int(each) for each in funnel if each.isdigit()]
    assert counts[:3] == [len(applications), 2, 2], funnel
    assert counts[-1] == 1, funnel
    assert selection.trail_holds()
