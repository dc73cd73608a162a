"""What a file of applications would change: each row compared with what is stored, and refused where it is too late."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import select

from service.application_contents import ApplicationContents, open_contents
from service.errors import ConflictError
from service.models import Application, utc_now
from service.shortlisting.applications_documents import document_text, documents_of
from service.shortlisting.attachments import ReadAttachment
from service.shortlisting.criteria import standing_of
from service.shortlisting.import_files import Upload, assigned
from service.shortlisting.import_rows import ApplicationRow, read_applications
from service.tables.report import ImportReport
from service.work import Work

TOO_LATE = ("marking", "locked", "revealed")


@dataclass(slots=True)
class PlannedApplication:
    """A row that brings something new: `stored` is the application it changes, `files` are None where they stay."""

    given: ApplicationRow
    stored: Application | None
    files: list[Upload] | None
    read: list[ReadAttachment] = field(default_factory=list)

    @property
    def moves_date(self) -> bool:
        """Whether the file gives another date of application than is stored."""
        return (
            self.stored is not None
            and self.given.row.mapped("applied_on")
            and self.stored.applied_on != self.given.applied_on
        )


@dataclass(slots=True)
class ApplicationsPlan:
    """All that would be written, and the report that says so. `answers` are the monitoring answers by reference."""

    report: ImportReport
    planned: list[PlannedApplication]
    answers: dict[str, dict[str, str]]
    rows: dict[str, int]

    def to_read(self) -> list[tuple[ApplicationRow, Upload]]:
        """Return the files whose text is not known yet, with their rows."""
        return [(each.given, file) for each in self.planned for file in each.files or ()]


def plan_applications(
    work: Work,
    vacancy_id: str,
    file_name: str,
    content: bytes,
    mapping: Mapping[str, str] | None,
    files: Sequence[Upload],
) -> ApplicationsPlan:
    """Read a file of applications and compare it with what is stored.

    Raises:
        ConflictError: the vacancy's criteria are not settled.
        InvalidInputError: the file as a whole cannot be read.
    """
    state, _ = standing_of(work, vacancy_id)
    if state == "preparing":
        raise ConflictError(
            "The criteria of this vacancy are not settled. Answer the criteria check and open the shortlisting first.",
            code="criteria_open",
        )
    found = read_applications(file_name, content, mapping, utc_now().astimezone(work.settings.zone).date())
    report = found.report
    theirs = assigned(found.rows, files, report.problems)
    stored = {each.reference: each for each in _applications(work, vacancy_id)}
    digests = _digests(work, stored.values())
    plan = ApplicationsPlan(report, [], {}, {})
    for row in found.rows:
        known = stored.get(row.reference)
        planned = _compared(work, row, known, theirs.get(row.reference, []), digests)
        if planned is None:
            report.unchanged += 1
        elif _may_change(row, known, state):
            plan.planned.append(planned)
            report.new += known is None
            report.changed += known is not None
        if any(row.answers.values()):
            plan.answers[row.reference] = row.answers
            plan.rows[row.reference] = row.row.number
    _tell(plan, theirs)
    return plan


def _applications(work: Work, vacancy_id: str) -> list[Application]:
    return list(work.session.exec(select(Application).where(Application.vacancy_id == vacancy_id)))


def _digests(work: Work, stored: Iterable[Application]) -> dict[str, list[str]]:
    documents = documents_of(work, [each.id for each in stored])
    return {key: [document_text(work.settings, row).sha256 for row in rows] for key, rows in documents.items()}


def _compared(
    work: Work, row: ApplicationRow, known: Application | None, files: list[Upload], digests: Mapping[str, list[str]]
) -> PlannedApplication | None:
    """Return what the row would change, or None if it changes nothing. Files that were not sent again stay."""
    if known is None:
        return PlannedApplication(row, None, files)
    sent = [hashlib.sha256(file.data).hexdigest() for file in files]
    other_files = bool(files) and sorted(sent) != sorted(digests.get(known.id, []))
    before = open_contents(work.settings, known)
    same = (
        same_contents(before, row.contents)
        and (known.applied_on == row.applied_on or not row.row.mapped("applied_on"))
        and known.guaranteed_interview == row.guaranteed_interview
    )
    if same and not other_files:
        return None
    return PlannedApplication(row, known, files if other_files else None)


def same_contents(one: ApplicationContents, other: ApplicationContents) -> bool:
    """Return whether two applications say the same."""
    return dict(one.details) == dict(other.details) and one.sections == other.sections


def _may_change(row: ApplicationRow, known: Application | None, state: str) -> bool:
    if known is not None and known.state == "withdrawn":
        row.row.refuse("reference", "This application was withdrawn.", "Remove the row.")
        return False
    if state in TOO_LATE:
        said = "is new" if known is None else "has changed"
        row.row.refuse(
            "reference",
            f"This application {said}, and marking has begun: all must be marked on the same texts.",
            "Remove the row. A late application needs a decision outside this vacancy.",
        )
        return False
    return True


def _tell(plan: ApplicationsPlan, theirs: Mapping[str, list[Upload]]) -> None:
    report = plan.report
    files = sum(len(each) for each in theirs.values())
    if files:
        report.assumed.append(f"{files} attached files go with {len(theirs)} applications.")
    moved = sum(each.moves_date for each in plan.planned)
    if moved:
        report.assumed.append(
            f"{moved} of the changed applications have another date of application than before. The date in this file "
            "counts from now on, also in the figures; the record of steps keeps the earlier one as corrected."
        )
    if plan.answers:
        report.assumed.append(
            f"{len(plan.answers)} applicants answered monitoring questions: the answers go to a store of their own, "
            "which nobody who selects can read."
        )
    unread = sorted(set(report.headers) - set(report.mapping.values()) - {""})
    if unread:
        report.assumed.append(f"Columns that were not read: {', '.join(unread)[:300]}.")
