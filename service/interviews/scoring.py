"""Independent scores: each panel member's own sheet, locked before anybody's other sheet is seen, then discussed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, Problem, StaleError
from service.interviews.questions import questions_of
from service.interviews.sealed import open_texts, seal_texts
from service.interviews.sheets import (
    Scored,
    Sheet,
    are_enough,
    scores_on,
    scoring_closed,
    sheet_rows,
    sheets_of,
)
from service.interviews.taking_part import Part, account_names, interview_and_part, named
from service.interviews.texts import checked, within
from service.models import (
    AppointmentDecision,
    DiscussionNote,
    Interview,
    InterviewQuestion,
    InterviewScore,
    ScoreSheet,
    Vacancy,
    utc_now,
)
from service.work import Work

LONGEST_NOTE = 2000
MOST_NOTES = 200


@dataclass(frozen=True, slots=True)
class ScoringView:
    """An interview's scores as far as the actor may see them.

    `own` is None for who does not sit. `others` and `spread` (least and greatest score by question) are empty until
    `shown`. `waiting` are the members who have not locked theirs.
    """

    interview: Interview
    vacancy: Vacancy
    part: Part
    questions: tuple[InterviewQuestion, ...]
    own: Sheet | None
    others: tuple[Sheet, ...]
    spread: Mapping[str, tuple[int, int]]
    shown: bool
    waiting: tuple[str, ...]
    discussion: tuple[tuple[str, DiscussionNote, str], ...]
    decided: bool


def scoring_view(work: Work, interview_id: str) -> ScoringView:
    """Return an interview's scores: one's own; the others' once one's own are locked.

    Who does not sit on the panel sees them once the interview was held and enough sheets are locked.

    Raises:
        NotFoundError: there is no such interview, or the actor has no part in it.
    """
    interview, vacancy, part = interview_and_part(work, interview_id)
    questions = questions_of(work, vacancy.id, "agreed")
    sheets = sheets_of(work, interview, questions)
    own = next((each for each in sheets if each.account_id == work.actor.account_id), None)
    own = own if interview.panel_id in part.seats else None
    shown = own.locked if own is not None else _enough(interview, sheets)
    locked = [each for each in sheets if each.locked]
    notes = [open_note(work, each) for each in _notes(work, interview.id)] if shown else []
    return ScoringView(
        interview,
        vacancy,
        part,
        tuple(questions),
        own,
        tuple(each for each in locked if each is not own) if shown else (),
        _spread(locked) if shown else {},
        shown,
        tuple(each.name for each in sheets if not each.locked),
        tuple(notes),
        scoring_closed(work, interview),
    )


def save_scores(work: Work, interview_id: str, given: Mapping[str, Scored], expected_version: int | None) -> ScoreSheet:
    """Keep one's own scores and notes; a question left out keeps what it has. The first save expects version 0.

    Raises:
        NotFoundError: there is no such interview, or the actor has no part in it.
        ForbiddenError: the actor does not sit on its panel.
        ConflictError: the interview has not begun or did not take place, or one's sheet is locked, or all is decided.
        InvalidInputError: a score is not on the question's scale, a note too long, or a question not asked.
        StaleError: the sheet was changed meanwhile, in another window.
    """
    interview, sheet = _own_sheet(work, interview_id, expected_version)
    questions = {each.id: each for each in questions_of(work, interview.vacancy_id, "agreed")}
    problems: list[Problem] = []
    kept = {row.question_id: row for row in scores_on(work, [sheet.id])}
    for question_id, each in given.items():
        question = questions.get(question_id)
        if question is None:
            problems.append(Problem(question_id, "This question is not asked.", "Open the page again."))
            continue
        if each.score is not None and not 0 <= each.score <= question.scale_max:
            problems.append(
                Problem(f"score-{question_id}", f"The score is from 0 to {question.scale_max}.", "Choose one.")
            )
        note = within(problems, f"note-{question_id}", "The note", each.note, longest=LONGEST_NOTE)
        row = kept.get(question_id) or InterviewScore(sheet_id=sheet.id, question_id=question_id)
        row.score = each.score
        row.note = seal_texts(work.settings, "score", row.id, {"note": note}) if note else None
        work.session.add(row)
    if problems:
        raise InvalidInputError(problems)
    work.record("scores.saved", "interview", interview_id, {"sheet": sheet.id, "version": sheet.version})
    return sheet


def lock_sheet(work: Work, interview_id: str, expected_version: int | None) -> ScoreSheet:
    """Lock one's own sheet for good; from now on the others' locked sheets are seen.

    Raises:
        NotFoundError: there is no such interview, or the actor has no part in it.
        ForbiddenError: the actor does not sit on its panel.
        ConflictError: as for saving.
        InvalidInputError: a question has no score yet.
        StaleError: the sheet was changed meanwhile, in another window.
    """
    interview, sheet = _own_sheet(work, interview_id, expected_version)
    work.session.flush()
    scored = {row.question_id for row in scores_on(work, [sheet.id]) if row.score is not None}
    questions = questions_of(work, interview.vacancy_id, "agreed")
    missing = [
        Problem(f"score-{each.id}", f"Question {number} has no score.", "Score it, then lock.")
        for number, each in enumerate(questions, 1)
        if each.id not in scored
    ]
    if missing or not questions:
        raise InvalidInputError(missing or [Problem("", "There are no questions to score.", "Agree to some first.")])
    sheet.locked_at = utc_now()
    work.session.add(sheet)
    work.record("scores.locked", "interview", interview_id, {"sheet": sheet.id})
    return sheet


def add_discussion_note(work: Work, interview_id: str, text: str) -> DiscussionNote:
    """Write down what was discussed, once one's own scores are locked; notes are kept as written.

    Raises:
        NotFoundError: there is no such interview, or the actor has no part in it.
        ForbiddenError: the actor does not sit on its panel.
        ConflictError: one's own scores are not locked.
        InvalidInputError: nothing is written, or too much.
    """
    interview, _, part = interview_and_part(work, interview_id, lock=True)
    if interview.panel_id not in part.seats:
        raise ForbiddenError("The panel's own members write down what they discussed.")
    own = _sheet_row(work, interview_id, named(work))
    if own is None or own.locked_at is None:
        raise ConflictError("Lock your own scores first: they come before the discussion.", code="not_locked")
    problems: list[Problem] = []
    text = checked(problems, "discussion", "The note", text, longest=4000)
    if problems:
        raise InvalidInputError(problems)
    if len(_notes(work, interview_id)) >= MOST_NOTES:
        raise ConflictError("There are too many notes already.")
    row = DiscussionNote(interview_id=interview_id, text=b"", written_by=named(work))
    row.text = seal_texts(work.settings, "discussion", row.id, {"text": text})
    work.session.add(row)
    work.record("interview.discussed", "interview", interview_id, {"note": row.id})
    return row


def is_decided(work: Work, application_id: str) -> bool:
    """Return whether a decision about an applicant is stored."""
    wanted = select(AppointmentDecision.id).where(AppointmentDecision.application_id == application_id)
    return work.session.exec(wanted).first() is not None


def open_note(work: Work, row: DiscussionNote) -> tuple[str, DiscussionNote, str]:
    """Return who wrote a note of the discussion, its row, and its text."""
    names = account_names(work, [row.written_by])
    return names.get(row.written_by, ""), row, open_texts(work.settings, "discussion", row.id, row.text)["text"]


def _own_sheet(work: Work, interview_id: str, expected_version: int | None) -> tuple[Interview, ScoreSheet]:
    interview, _, part = interview_and_part(work, interview_id, lock=True)
    if interview.panel_id not in part.seats:
        raise ForbiddenError("Only the panel's own members score.")
    if interview.state not in ("planned", "held"):
        raise ConflictError("This interview did not take place.", code=interview.state)
    if interview.starts_at > utc_now():
        raise ConflictError("The interview has not begun yet. Score during or after it.", code="not_begun")
    if scoring_closed(work, interview):
        raise ConflictError("The decision is stored. No score changes after it.", code="decided")
    sheet = _sheet_row(work, interview_id, named(work))
    if sheet is None:
        if expected_version != 0:
            raise StaleError
        sheet = ScoreSheet(interview_id=interview_id, account_id=named(work), version=1)
        work.session.add(sheet)
        work.session.flush()
        return interview, sheet
    if sheet.locked_at is not None:
        raise ConflictError("Your scores are locked. They stay as they are.", code="locked")
    db.expect_version(sheet, expected_version)
    work.session.add(sheet)
    return interview, sheet


def _sheet_row(work: Work, interview_id: str, account_id: str) -> ScoreSheet | None:
    return work.session.exec(sheet_rows(interview_id).where(ScoreSheet.account_id == account_id)).first()


def _notes(work: Work, interview_id: str) -> Sequence[DiscussionNote]:
    wanted = select(DiscussionNote).where(DiscussionNote.interview_id == interview_id)
    return work.session.exec(wanted.order_by(col(DiscussionNote.written_at), col(DiscussionNote.id))).all()


def _spread(sheets: Sequence[Sheet]) -> dict[str, tuple[int, int]]:
    points: dict[str, list[int]] = {}
    for sheet in sheets:
        for question_id, each in sheet.scores.items():
            if each.score is not None:
                points.setdefault(question_id, []).append(each.score)
    return {question_id: (min(each), max(each)) for question_id, each in points.items()}


def _enough(interview: Interview, sheets: Sequence[Sheet]) -> bool:
    return interview.state == "held" and are_enough(sheets)
