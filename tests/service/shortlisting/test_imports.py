from datetime import date

import pytest
from sqlmodel import select

from service.application_contents import open_contents
from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, Problem
from service.models import Application, ApplicationDocument, ApplicationImport, Job, OutcomeEvent, Shortlister
from service.outcome_steps import standing, steps_of
from service.shortlisting.applications_documents import open_document
from service.shortlisting.import_files import Upload
from service.shortlisting.imports import (
    check_applications_again,
    commit_applications,
    discard_import,
)
from service.tables.report import ImportReport
from service.trail import SYSTEM
from service.work import House
from tests.builders import an_actor
from tests.service.shortlisting.application_files import a_desk, a_row, csv_of


def counts(said: ImportReport) -> tuple[int, int, int]:
    return said.new, said.changed, said.unchanged


def test_a_dry_run_says_what_would_happen_and_changes_nothing(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house)
    said = desk.report(desk.check([a_row(1), a_row(2)]))
    assert said.ready
    assert counts(said) == (2, 0, 0)
    assert desk.applications() == {}


def test_an_application_is_sealed_with_its_details_and_sections_and_takes_its_first_step(house: House) -> None:
    desk = a_desk(house)
    desk.take_in([a_row(1, **{"Guaranteed interview scheme": "Yes"})])
    row = desk.applications()["APP-0001"]
    assert row.guaranteed_interview
    assert b"Oluwaseun" not in row.sealed
    with house.reading(SYSTEM) as work:
        contents = open_contents(work.settings, row)
        assert contents.name == "Oluwaseun Adeyemi-Fictive"
        assert contents.details["referees"] == ["Pat Refereeson", "Sam Otherref"]
        headings = [each.heading for each in contents.sections]
        assert headings == [
            "Supporting statement", "Employment", "Education and qualifications", "Professional registration"
        ]  # fmt: skip
        assert standing(steps_of(work, row.id)) == ("applied", "open")
        assert work.session.exec(select(OutcomeEvent.happened_on)).one() == row.applied_on
        assert work.session.exec(select(Job.kind)).all() == ["redaction"]


def test_the_same_file_again_changes_nothing_and_a_corrected_one_changes_its_row(house: House) -> None:
    desk = a_desk(house)
    desk.take_in([a_row(1), a_row(2)])
    assert counts(desk.take_in([a_row(1), a_row(2)]).report) == (0, 0, 2)
    again = desk.take_in([a_row(1, Postcode="ZZ1 1ZZ"), a_row(2), a_row(3)])
    assert counts(again.report) == (1, 1, 1)
    assert len(desk.applications()) == 3


def test_a_changed_application_loses_its_pack_and_is_redacted_anew(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house)
    desk.take_in([a_row(1)])
    desk.redact()
    before = desk.pack("APP-0001")
    desk.take_in([a_row(1, Qualifications="MSc Nursing")])
    desk.redact()
    after = desk.pack("APP-0001")
    assert (before.number, after.number) == (1, 2)


def test_another_date_of_application_is_told_and_corrects_the_step_without_losing_the_first(house: House) -> None:
    desk = a_desk(house)
    desk.take_in([a_row(1), a_row(2)])
    again = desk.check([a_row(1, **{"Date applied": "05/10/2026"}), a_row(2)])
    assert any("1 of the changed applications have another date" in each for each in desk.report(again).assumed)
    with house.writing(desk.recruiter) as work:
        commit_applications(work, again, 1)
    row = desk.applications()["APP-0001"]
    assert row.applied_on == date(2026, 10, 5)
    with house.reading(SYSTEM) as work:
        [step] = steps_of(work, row.id)
        assert (step.stage, step.happened_on, step.recorded_by) == (
            "applied", row.applied_on, desk.recruiter.account_id,
        )  # fmt: skip
        earlier = work.session.get_one(OutcomeEvent, step.corrects_id)
        assert earlier.happened_on == date(2026, 10, 2)
    assert not any("another date" in each for each in desk.report(desk.check([a_row(2)])).assumed)


def test_what_cannot_be_read_while_a_page_waits_is_refused_with_another_way(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house)
    files = [Upload(f"cv APP-000{number}.txt", b"I led a ward.") for number in (1, 2)]
    with pytest.raises(InvalidInputError) as refused:
        desk.check([a_row(1), a_row(2)], files, within=0)
    [problem] = refused.value.problems
    assert problem.message.startswith("0 of 2 attached files could be read")
    assert "import-applications" in problem.remedy
    assert counts(desk.report(desk.check([a_row(1), a_row(2)], files))) == (2, 0, 0)


def test_a_file_is_not_taken_in_where_the_criteria_were_opened_again_meanwhile(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house)
    kept = desk.check([a_row(1)])
    desk.enter("preparing")
    with pytest.raises(ConflictError, match="criteria"), sqlite_house.writing(desk.recruiter) as work:
        commit_applications(work, kept, 1)


@pytest.mark.parametrize("state", ["marking", "locked", "revealed"])
def test_once_marking_has_begun_a_new_or_changed_row_is_refused_and_an_unchanged_one_is_not(
    sqlite_house: House, state: str
) -> None:
    desk = a_desk(sqlite_house)
    desk.take_in([a_row(1), a_row(2)])
    desk.enter(state)
    said = desk.report(desk.check([a_row(1), a_row(2, Surname="Otherwise"), a_row(3)]))
    assert [(each.row, "has changed" in each.message) for each in said.problems] == [(3, True), (4, False)]
    assert said.unchanged == 1


def test_nothing_is_taken_in_before_the_criteria_are_settled(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house, "preparing")
    with pytest.raises(ConflictError, match="criteria check"):
        desk.check([a_row(1)])


def test_every_fault_is_told_by_row_and_column_and_nothing_is_taken_in(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house)
    rows = [
        a_row(1, **{"Date applied": "31/02/2026"}),
        a_row(2, **{"Application reference": "APP-0001"}),
        a_row(3, Surname=""),
        a_row(4, **{"Guaranteed interview scheme": "perhaps"}),
        a_row(5, **{"Date applied": "01/01/2190"}),
    ]
    import_id = desk.check(rows)
    said = desk.report(import_id)
    assert [(each.row, each.column) for each in said.problems] == [
        (2, "Date applied"), (3, "Application reference"), (4, "Surname"), (5, "Guaranteed interview scheme"),
        (6, "Date applied"),
    ]  # fmt: skip
    assert all(each.remedy for each in said.problems)
    with pytest.raises(InvalidInputError), sqlite_house.writing(desk.recruiter) as work:
        commit_applications(work, import_id, 1)
    assert desk.applications() == {}


def test_another_mapping_is_tried_on_the_kept_file(house: House) -> None:
    desk = a_desk(house)
    content = csv_of([{"Ref": "A-1", "Who": "Ada Fictive", "Why": "I have led wards."}])
    import_id = desk.check(content)
    assert not desk.report(import_id).ready
    mapping = {"reference": "Ref", "name": "Who", "statement": "Why"}
    check_applications_again(house, desk.recruiter, import_id, 1, mapping)
    assert desk.report(import_id).ready
    with house.writing(desk.recruiter) as work:
        commit_applications(work, import_id, 2)
    assert list(desk.applications()) == ["A-1"]


def test_a_file_that_belongs_to_nobody_or_cannot_be_read_stops_the_import(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house)
    files = [
        Upload("APP-00011.txt", b"Nobody's"),
        Upload("APP-0002.docx", b"no document"),
        Upload("APP-0001.txt", b"I."),
    ]
    said = desk.report(desk.check([a_row(1), a_row(2), a_row(3, Attachments="gone.pdf")], files))
    told = {(each.row, each.message.partition(" ")[0]) for each in said.problems}
    assert told == {(None, "The"), (3, "APP-0002.docx:"), (4, "The")}


def test_the_same_attachment_again_changes_nothing_and_another_one_replaces_it(house: House) -> None:
    desk = a_desk(house)
    first, second = [Upload("APP-0001.txt", b"First.")], [Upload("APP-0001.txt", b"Second.")]
    desk.take_in([a_row(1)], first)
    assert counts(desk.take_in([a_row(1)], first).report) == (0, 0, 1)
    assert counts(desk.take_in([a_row(1)]).report) == (0, 0, 1)
    assert counts(desk.take_in([a_row(1)], second).report) == (0, 1, 0)
    with house.reading(SYSTEM) as work:
        kept = {open_document(work.settings, d)[1]: d.replaced for d in work.session.exec(select(ApplicationDocument))}
    assert kept == {b"First.": True, b"Second.": False}


def test_monitoring_answers_are_handed_on_unread_by_application_and_judged_by_another_room(house: House) -> None:
    desk = a_desk(house)
    asked = []

    def judge(where: str, answers: object, row: int | None) -> list[Problem]:
        asked.append((where, row))
        return [Problem(where, "Not a code.", "Correct it.", row, "ethnicity")] if answers["ethnicity"] == "?" else []  # type: ignore[index]

    wrong = desk.check([a_row(1, **{"Ethnic origin": "?"}), a_row(2)], judge=judge)
    assert asked == [("row 2", 2)]
    assert [each.column for each in desk.report(wrong).problems] == ["ethnicity"]
    imported = desk.take_in([a_row(1, **{"Ethnic origin": "A", "Gender": "2"}), a_row(2)])
    row = desk.applications()["APP-0001"]
    answers = {"ethnicity": "A", "ethnicity_scheme": "2001", "gender": "2"}
    assert {key: dict(value) for key, value in imported.answers.items()} == {row.id: answers}
    with house.reading(SYSTEM) as work:
        assert "ethnicity" not in open_contents(work.settings, row).details


def test_the_upload_is_kept_sealed_and_erased_when_it_is_over(house: House) -> None:
    desk = a_desk(house)
    first, second = desk.check([a_row(1)]), desk.check([a_row(1)])
    with house.reading(SYSTEM) as work:
        assert all(b"Oluwaseun" not in (each.sealed or b"") for each in work.session.exec(select(ApplicationImport)))
    with house.writing(desk.recruiter) as work:
        commit_applications(work, first, 1)
        discard_import(work, second, 1)
    with house.reading(SYSTEM) as work:
        assert {each.sealed for each in work.session.exec(select(ApplicationImport))} == {None}
    with pytest.raises(ConflictError, match="already"), house.writing(desk.recruiter) as work:
        commit_applications(work, first, 2)


def test_only_recruiters_who_do_not_select_take_applications_in(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house)
    with sqlite_house.writing(SYSTEM) as work:
        marking = an_actor(work)
        work.session.add(
            Shortlister(vacancy_id=desk.vacancy_id, account_id=marking.account_id, named_by=marking.account_id)
        )
    own = desk.recruiter
    for actor, refusal in ((desk.manager, NotFoundError), (marking, ForbiddenError)):
        desk.recruiter = actor
        with pytest.raises(refusal):
            desk.check([a_row(1)])
    desk.recruiter = own
    import_id = desk.check([a_row(1)])
    with pytest.raises(ForbiddenError), sqlite_house.writing(marking) as work:
        commit_applications(work, import_id, 1)


def test_a_withdrawn_application_is_not_revived_by_a_file(sqlite_house: House) -> None:
    desk = a_desk(sqlite_house)
    desk.take_in([a_row(1)])
    with sqlite_house.writing(SYSTEM) as work:
        work.session.exec(select(Application)).one().state = "withdrawn"
    said = desk.report(desk.check([a_row(1, Surname="Otherwise")]))
    assert [each.message for each in said.problems] == ["This application was withdrawn."]
