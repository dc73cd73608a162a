from datetime import date

import pytest
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, StaleError
from service.models import MarkingFlag, RedactedPack, RedactionEdit, Shortlister, TrailEvent
from service.shortlisting.applications import list_applications, open_application, states_of, withdraw_application
from service.shortlisting.import_files import Upload
from service.shortlisting.packs import Pack, open_pack, released_pack
from service.shortlisting.review import (
    extend_redaction,
    open_review,
    ready_packs,
    release_pack,
    release_ready_packs,
    restore_spans,
    send_back,
    settle_points,
)
from service.shortlisting.review_draft import open_draft
from service.shortlisting.review_figures import review_figures
from service.trail import SYSTEM, Actor
from service.work import House
from tests.builders import a_person, an_account, an_actor
from tests.service.shortlisting.application_files import Desk, a_desk, a_row
from tests.service.shortlisting.scenes import a_panel_with_ambassador

PLAIN = "Oluwaseun Adeyemi-Fictive here. I led a team. Wards like Marlowe ward need calm. Marlowe Ward was mine."


def a_redacted_desk(house: House, *rows: dict[str, str]) -> Desk:
    desk = a_desk(house)
    desk.take_in(list(rows or [a_row(1)]))
    desk.redact()
    return desk


def shown(desk: Desk, reference: str = "APP-0001") -> Pack:
    with desk.house.reading(SYSTEM) as work:
        return open_pack(work.settings, desk.pack(reference))


def points(desk: Desk, reference: str = "APP-0001") -> int:
    return desk.pack(reference).to_review


def settled(desk: Desk, reference: str = "APP-0001") -> RedactedPack:
    """Settle every point of a pack."""
    pack = desk.pack(reference)
    if pack.to_review:
        with desk.house.writing(desk.recruiter) as work:
            settle_points(work, pack.id, pack.version, set(range(pack.to_review)))
    return desk.pack(reference)


def test_every_part_and_attachment_is_redacted_under_a_neutral_heading(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house)
    desk.take_in([a_row(1)], [Upload("cv APP-0001 Oluwaseun.txt", b"Oluwaseun Adeyemi-Fictive\n\nI ran a clinic.")])
    desk.redact()
    pack = shown(desk)
    assert [each.heading for each in pack.sections] == [
        "Supporting statement", "Employment", "Education and qualifications", "Professional registration",
        "Attachment 1",
    ]  # fmt: skip
    everything = " ".join(each.text + each.html for each in pack.sections)
    for secret in ("Oluwaseun", "Adeyemi", "oluwaseun1@mail.example", "12A3401E"):
        assert secret.lower() not in everything.lower()
    assert "twelve nurses" in everything
    assert "NMC" in everything
    assert "<p>I ran a clinic.</p>" in pack.sections[-1].html
    statement = pack.sections[0]
    assert {statement.text[start:end] for start, end in statement.spans} >= {"[name]", "[email]"}


def test_nothing_is_released_without_a_person(house: House) -> None:
    desk = a_redacted_desk(house, a_row(1), a_row(2))
    with house.reading(SYSTEM) as work:
        assert all(released_pack(work, each.id) is None for each in desk.applications().values())
    packs = {reference: settled(desk, reference) for reference in desk.applications()}
    with pytest.raises(ConflictError, match="2 texts"), house.writing(desk.recruiter) as work:
        release_ready_packs(work, desk.vacancy_id, 3)
    with pytest.raises(ForbiddenError, match="named person"), house.writing(SYSTEM) as work:
        release_ready_packs(work, desk.vacancy_id, 2)
    with house.writing(desk.recruiter) as work:
        assert release_ready_packs(work, desk.vacancy_id, 2) == 2
    with house.reading(SYSTEM) as work:
        for reference, row in desk.applications().items():
            assert row.state == "released"
            assert released_pack(work, row.id) is not None
            released = work.session.get_one(RedactedPack, packs[reference].id)
            assert released.released_by == desk.recruiter.account_id


def test_a_pack_with_an_open_point_waits_for_a_person_who_looks(sqlite_house: House) -> None:
    doubtful = a_row(1, Surname="Ward", **{"Supporting information": "I led. The Ward team, Mrs Oluwaseunward."})
    desk = a_redacted_desk(sqlite_house, doubtful)
    pack = desk.pack("APP-0001")
    assert pack.to_review > 0
    assert desk.applications()["APP-0001"].state == "in_review"
    with sqlite_house.reading(desk.recruiter) as work:
        assert ready_packs(work, desk.vacancy_id) == []
    with pytest.raises(ConflictError, match="open point"), sqlite_house.writing(desk.recruiter) as work:
        release_pack(work, pack.id, pack.version)
    pack = settled(desk)
    with sqlite_house.writing(desk.recruiter) as work:
        release_pack(work, pack.id, pack.version)
    assert desk.applications()["APP-0001"].state == "released"


def test_a_restored_span_comes_back_and_is_counted_by_label(sqlite_house: House) -> None:
    desk = a_redacted_desk(sqlite_house)
    pack = desk.pack("APP-0001")
    with sqlite_house.writing(desk.recruiter) as work:
        review = open_review(work, pack.id)
        at = next(i for i, span in enumerate(review.draft.spans[0]) if span.label == "EMAIL")
        restore_spans(work, pack.id, pack.version, {(0, at)})
    assert "oluwaseun1@mail.example" in shown(desk).sections[0].text
    with sqlite_house.reading(SYSTEM) as work:
        edit = work.session.exec(select(RedactionEdit)).one()
        assert (edit.kind, edit.label, edit.made_by) == ("restored", "EMAIL", desk.recruiter.account_id)


def test_words_are_redacted_wherever_they_stand_whole_in_any_capitals(sqlite_house: House) -> None:
    desk = a_redacted_desk(
        sqlite_house,
        a_row(
            1,
            **{
                "Supporting information": PLAIN,
                "Qualifications": "Induction on MARLOWE ward; work with the Marlowes pump",
            },
        ),
    )
    pack = desk.pack("APP-0001")
    with sqlite_house.writing(desk.recruiter) as work:
        before = sum(len(spans) for spans in open_draft(work.settings, pack).spans)
        count = extend_redaction(work, pack.id, pack.version, "marlowe", "PLACE")
    with sqlite_house.reading(SYSTEM) as work:
        after = sum(len(spans) for spans in open_draft(work.settings, desk.pack("APP-0001")).spans)
    text = " ".join(each.text for each in shown(desk).sections)
    assert after - before == count
    assert "Marlowes" in text
    assert "marlowe " not in text.lower()
    with pytest.raises(InvalidInputError, match="do not stand"), sqlite_house.writing(desk.recruiter) as work:
        extend_redaction(work, pack.id, pack.version + 1, "marlowe", "PLACE")
    with sqlite_house.reading(SYSTEM) as work:
        edits = work.session.exec(select(RedactionEdit)).all()
        assert {(each.kind, each.label) for each in edits} == {("extended", "PLACE")}


def test_two_people_cannot_change_one_pack_at_once(house: House) -> None:
    desk = a_redacted_desk(house)
    pack = desk.pack("APP-0001")
    with house.writing(desk.recruiter) as work:
        extend_redaction(work, pack.id, pack.version, "acute", "PLACE")
    with pytest.raises(StaleError), house.writing(desk.recruiter) as work:
        extend_redaction(work, pack.id, pack.version, "nurses", "PLACE")


def test_a_reported_leak_brings_the_text_back_under_the_next_number(house: House) -> None:
    desk = a_redacted_desk(house)
    pack = settled(desk)
    with house.writing(desk.recruiter) as work:
        release_pack(work, pack.id, pack.version)
    reporter = _a_leak(desk)
    with house.writing(desk.recruiter) as work:
        assert [each.leaks for each in list_applications(work, desk.vacancy_id)] == [1]
        send_back(work, pack.id, pack.version + 1)
    again = desk.pack("APP-0001")
    assert (again.number, again.state, again.to_review) == (2, "proposed", 1)
    with house.reading(SYSTEM) as work:
        assert released_pack(work, again.application_id) is None
        edit = work.session.exec(select(RedactionEdit)).one()
        assert (edit.kind, edit.pack_id, edit.made_by) == ("leak_reported", pack.id, reporter.account_id)
    again = settled(desk)
    with house.writing(desk.recruiter) as work:
        release_pack(work, again.id, again.version)
        assert released_pack(work, again.application_id) is not None
        flag = work.session.exec(select(MarkingFlag)).one()
        assert (flag.settled_by, [each.leaks for each in list_applications(work, desk.vacancy_id)]) == (
            desk.recruiter.account_id, [0],
        )  # fmt: skip


def test_who_selects_for_the_vacancy_does_not_review_it(sqlite_house: House) -> None:
    desk = a_redacted_desk(sqlite_house)
    pack = desk.pack("APP-0001")
    with sqlite_house.writing(SYSTEM) as work:
        member = a_person(work, name="Sits On It")
        a_panel_with_ambassador(work, desk.vacancy_id, member, role="chair")
        seated = an_actor(work, person=member)
        manager = an_actor(work, roles=("manager", "hr"), person=None)
        manager = Actor(manager.account_id, manager.name, desk.manager.person_id, manager.roles)
        panelist = an_actor(work, roles=("panelist",), person=a_person(work))
    for actor, refusal in (
        (seated, ForbiddenError), (manager, ForbiddenError), (desk.manager, NotFoundError), (panelist, NotFoundError)
    ):  # fmt: skip
        with pytest.raises(refusal), sqlite_house.writing(actor) as work:
            open_review(work, pack.id)
        with pytest.raises(refusal), sqlite_house.reading(actor) as work:
            list_applications(work, desk.vacancy_id)
        with pytest.raises(refusal), sqlite_house.writing(actor) as work:
            open_application(work, pack.application_id)


def test_after_the_reveal_the_manager_knows_the_applicants_and_nobody_changes_a_text(sqlite_house: House) -> None:
    desk = a_redacted_desk(sqlite_house)
    desk.enter("revealed")
    with sqlite_house.writing(desk.manager) as work:
        assert [each.name for each in list_applications(work, desk.vacancy_id)] == ["Oluwaseun Adeyemi-Fictive"]
        assert open_application(work, desk.pack("APP-0001").application_id).contents.name
    with pytest.raises(ConflictError, match="locked"), sqlite_house.writing(desk.recruiter) as work:
        extend_redaction(work, desk.pack("APP-0001").id, 1, "nurses", "PLACE")


def test_each_look_at_an_original_is_in_the_trail_without_a_word_of_it(sqlite_house: House) -> None:
    desk = a_redacted_desk(sqlite_house)
    with sqlite_house.writing(desk.recruiter) as work:
        open_review(work, desk.pack("APP-0001").id)
    with sqlite_house.reading(SYSTEM) as work:
        events = list(work.session.exec(select(TrailEvent)))
        looks = [each for each in events if each.action == "application.original_opened"]
        assert [each.account_id for each in looks] == [desk.recruiter.account_id]
        assert "Oluwaseun" not in str([each.details for each in events])


def test_a_withdrawn_application_keeps_everything_and_leaves_the_lists(house: House) -> None:
    desk = a_redacted_desk(house)
    row, pack = desk.applications()["APP-0001"], settled(desk)
    with pytest.raises(InvalidInputError, match="before the application"), house.writing(desk.recruiter) as work:
        withdraw_application(work, row.id, row.version, date(2026, 1, 1))
    with house.writing(desk.recruiter) as work:
        withdraw_application(work, row.id, row.version, row.applied_on)
        assert states_of(list_applications(work, desk.vacancy_id)) == {"withdrawn": 1}
        assert ready_packs(work, desk.vacancy_id) == []
        assert open_application(work, row.id).steps[-1].outcome == "withdrawn"
    with pytest.raises(ConflictError, match="withdrawn"), house.writing(desk.recruiter) as work:
        release_pack(work, pack.id, pack.version)


def test_the_redaction_is_measured_by_what_people_changed(sqlite_house: House) -> None:
    desk = a_redacted_desk(sqlite_house)
    pack = settled(desk)
    with sqlite_house.writing(desk.recruiter) as work:
        spans = open_review(work, pack.id).draft.spans[0]
        names = sum(each.label == "NAME" for every in open_draft(work.settings, pack).spans for each in every)
        at = next(i for i, span in enumerate(spans) if span.label == "NAME")
        restore_spans(work, pack.id, pack.version, {(0, at)})
        extend_redaction(work, pack.id, pack.version + 1, "night", "NAME")
        release_pack(work, pack.id, pack.version + 2)
    with sqlite_house.reading(desk.recruiter) as work:
        name = next(each for each in review_figures(work).labels if each.label == "NAME")
    assert (name.proposed, name.restored, name.added) == (names, 1, 1)
    assert name.precision == pytest.approx((names - 1) / names)
    assert name.recall == pytest.approx((names - 1) / names)


def test_edits_cannot_be_rewritten(house: House) -> None:
    desk = a_redacted_desk(house)
    with house.writing(desk.recruiter) as work:
        extend_redaction(work, desk.pack("APP-0001").id, 1, "nurses", "PLACE")
    with pytest.raises(DatabaseError), house.writing(SYSTEM) as work:
        work.session.exec(select(RedactionEdit)).first().label = "NAME"  # type: ignore[union-attr]
        work.session.flush()


def _a_leak(desk: Desk) -> Actor:
    with desk.house.writing(SYSTEM) as work:
        account = an_account(work, roles=("panelist",), person=a_person(work))
        marker = Shortlister(vacancy_id=desk.vacancy_id, account_id=account.id, named_by=account.id)
        work.session.add(marker)
        work.session.flush()
        row = desk.applications()["APP-0001"]
        work.session.add(MarkingFlag(shortlister_id=marker.id, application_id=row.id, kind="leak"))
        return Actor(account.id, account.name, account.person_id, frozenset({"panelist"}))
