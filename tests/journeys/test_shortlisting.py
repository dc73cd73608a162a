"""From the applications to the feedback, walked in a real browser by everybody who takes part."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.journeys import selection_interviews as interviews
from tests.journeys import selection_shortlist as shortlist
from tests.journeys.selection_files import sent
from tests.journeys.selection_scene import Selection, a_selection, after_the_interviews
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]  # a minute of work, on a machine that does nothing else
Arrive = Callable[[str], Walker]
Visit = Callable[[], Walker]


@pytest.fixture
def selection(app: Flask) -> Selection:
    return a_selection(app.extensions["fairpanel"])


def test_from_the_applications_to_the_feedback(
    selection: Selection, arrive: Arrive, visit: Visit, scripted: bool
) -> None:
    """Without a script everything is walked too, with fewer applications."""
    applications = sent(40 if scripted else 6)
    manager, hr = arrive(selection.manager), arrive(selection.hr)
    shortlist.settle_the_criteria(selection, manager, arrive(selection.ambassador))
    shortlist.take_in(selection, hr, applications)
    shortlist.review_and_release(selection, hr, applications)
    shortlist.agree_on_the_marking(selection, manager)
    markers = [arrive(each) for each in selection.shortlisters]
    for each in markers:
        each.seen = markers[0].seen  # the same kinds of page: each is examined once
    read = shortlist.mark_blind(selection, markers, applications)
    shortlist.settle_a_difference(markers[0])
    shortlist.nobody_was_given_away([*read, *(page for each in markers for page in each.shown)], applications)
    assert not any(each.first_name in page for page in manager.shown for each in applications)
    invited = shortlist.reveal_and_invite(selection, manager, hr, applications)
    interviews.agree_on_a_question(selection, manager, arrive(selection.ambassador))
    interviews.plan_the_interviews(selection, manager, invited)
    interviews.arrange_an_adjustment(selection, manager, hr, visit(), invited[0])
    interviews.read_the_papers(arrive(selection.panelist), invited[0])
    with after_the_interviews():
        manager, hr, chair = arrive(selection.manager), arrive(selection.hr), arrive(selection.chair)
        interviews.score_and_hold(invited, chair, arrive(selection.panelist))
        interviews.answer_a_concern_and_decide(selection, manager, chair, arrive(selection.ambassador), invited)
        interviews.justify(manager)
        interviews.give_feedback(hr, chair, visit(), invited[1])
        interviews.look_back(selection, hr, applications, invited)
