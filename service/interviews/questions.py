"""The questions every applicant for a post is asked: drafted, commented on, agreed, and frozen once one was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func
from sqlmodel import col, select

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, Problem
from service.interviews.fixed import are_frozen
from service.interviews.taking_part import Part, account_names, locked_vacancy, named, vacancy_and_part
from service.interviews.texts import checked, within
from service.models import Criterion, InterviewQuestion, QuestionComment, Vacancy
from service.work import Work

MOST_QUESTIONS = 40
MOST_COMMENTS = 500
GREATEST_SCALE = 5


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question as somebody writes it: `anchors` say what each score from 0 to `scale_max` sounds like."""

    text: str
    model_answer: str = ""
    anchors: Mapping[int, str] = field(default_factory=dict)
    scale_max: int = 4
    criterion_id: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A comment, with who made it."""

    comment: QuestionComment
    by: str


@dataclass(frozen=True, slots=True)
class QuestionSheet:
    """A vacancy's questions in their order, dropped ones included, with what was said of them.

    `without_question` are the criteria assessed at interview that no question still standing asks about.
    """

    vacancy: Vacancy
    part: Part
    questions: tuple[InterviewQuestion, ...]
    comments: Mapping[str | None, tuple[Said, ...]]
    criteria: Mapping[str, Criterion]
    without_question: tuple[Criterion, ...]
    frozen: bool

    @property
    def can_propose(self) -> bool:
        """Whether the actor may still propose questions and comment."""
        return not self.frozen and (self.part.recruits or self.part.sits)

    @property
    def can_settle(self) -> bool:
        """Whether the actor may still change, agree and drop questions."""
        return not self.frozen and self.part.recruits


def question_sheet(work: Work, vacancy_id: str) -> QuestionSheet:
    """Return the questions of a vacancy to those who plan it or sit on its panels.

    Raises:
        NotFoundError: there is no such vacancy, or the actor has no part in its interviews.
    """
    vacancy, part = vacancy_and_part(work, vacancy_id)
    _only_interviewers(part)
    questions = questions_of(work, vacancy_id)
    wanted = select(QuestionComment).where(QuestionComment.vacancy_id == vacancy_id)
    comments = work.session.exec(wanted.order_by(col(QuestionComment.said_at), col(QuestionComment.id))).all()
    names = account_names(work, {each.said_by for each in comments})
    said: dict[str | None, tuple[Said, ...]] = {}
    for each in comments:
        said[each.question_id] = (*said.get(each.question_id, ()), Said(each, names.get(each.said_by, "")))
    wanted_criteria = select(Criterion).where(Criterion.vacancy_id == vacancy_id).order_by(col(Criterion.position))
    criteria = [each for each in work.session.exec(wanted_criteria) if each.assessed_by in ("interview", "both")]
    asked = {each.criterion_id for each in questions if each.state != "dropped"}
    return QuestionSheet(
        vacancy,
        part,
        tuple(questions),
        said,
        {each.id: each for each in criteria},
        tuple(each for each in criteria if each.id not in asked),
        are_frozen(work, vacancy_id),
    )


def questions_of(work: Work, vacancy_id: str, *states: str) -> list[InterviewQuestion]:
    """Return a vacancy's questions in their order; with `states`, those in one of them."""
    wanted = select(InterviewQuestion).where(InterviewQuestion.vacancy_id == vacancy_id)
    if states:
        wanted = wanted.where(col(InterviewQuestion.state).in_(states))
    return list(work.session.exec(wanted.order_by(col(InterviewQuestion.position), col(InterviewQuestion.id))))


def propose_question(work: Work, vacancy_id: str, draft: QuestionDraft) -> InterviewQuestion:
    """Add a question that the manager has yet to agree to; its model answer and anchors may follow.

    Raises:
        NotFoundError: there is no such vacancy, or the actor has no part in its interviews.
        ConflictError: the first interview has begun, or there are too many questions.
        InvalidInputError: with every problem found.
    """
    _, part = locked_vacancy(work, vacancy_id)
    _only_interviewers(part)
    _still_open(work, vacancy_id)
    there = questions_of(work, vacancy_id)
    if len(there) >= MOST_QUESTIONS:
        raise ConflictError(f"There are {MOST_QUESTIONS} questions already. Nobody can be asked more.")
    row = InterviewQuestion(
        vacancy_id=vacancy_id, position=max((each.position for each in there), default=-1) + 1, text="",
        proposed_by=named(work),
    )  # fmt: skip
    _write(work, row, draft)
    work.session.add(row)
    work.record("question.proposed", "interview_question", row.id, {"vacancy": vacancy_id})
    return row


def change_question(
    work: Work, question_id: str, draft: QuestionDraft, expected_version: int | None
) -> InterviewQuestion:
    """Change a question, for those who plan the interviews; an agreed one must stay complete.

    Raises:
        NotFoundError: there is no such question, or the actor has no part in its interviews.
        ForbiddenError: the actor may propose and comment, but not change.
        ConflictError: the first interview has begun.
        InvalidInputError: with every problem found.
        StaleError: somebody changed it meanwhile.
    """
    row = _locked(work, question_id)
    db.expect_version(row, expected_version)
    _write(work, row, draft)
    if row.state == "agreed":
        _refuse(_lacking(row))
    work.session.add(row)
    work.record("question.changed", "interview_question", row.id, {"version": row.version})
    return row


def settle_question(
    work: Work, question_id: str, state: str, expected_version: int | None, reason: str = ""
) -> InterviewQuestion:
    """Agree to a question or drop it; a reason is kept among the comments. A dropped one may be agreed to later.

    Raises:
        NotFoundError: there is no such question, or the actor has no part in its interviews.
        ForbiddenError: the actor may propose and comment, but not settle.
        ConflictError: the first interview has begun.
        InvalidInputError: it lacks its model answer or an anchor, or there is no such state.
        StaleError: somebody changed it meanwhile.
    """
    row = _locked(work, question_id)
    db.expect_version(row, expected_version)
    if state not in ("agreed", "dropped"):
        raise InvalidInputError.one("state", "A question is agreed or dropped.", "Choose one of the two.")
    if state == "agreed":
        _refuse(_lacking(row))
    if reason.strip():
        _say(work, row.vacancy_id, row.id, reason)
    row.state = state
    work.session.add(row)
    work.record(f"question.{state}", "interview_question", row.id, {"version": row.version})
    return row


def comment_on_questions(work: Work, vacancy_id: str, question_id: str | None, text: str) -> QuestionComment:
    """Say something of one question, or of all of them, before the first interview.

    Raises:
        NotFoundError: there is no such vacancy or question, or the actor has no part in its interviews.
        ConflictError: the first interview has begun.
        InvalidInputError: nothing is said, or too much.
    """
    _, part = locked_vacancy(work, vacancy_id)
    _only_interviewers(part)
    _still_open(work, vacancy_id)
    if question_id is not None and question_id not in {each.id for each in questions_of(work, vacancy_id)}:
        raise NotFoundError
    count = select(func.count()).select_from(QuestionComment).where(QuestionComment.vacancy_id == vacancy_id)
    if work.session.exec(count).one() >= MOST_COMMENTS:
        raise ConflictError("There are too many comments already. Talk to each other.")
    row = _say(work, vacancy_id, question_id, text)
    work.record("question.commented", "vacancy", vacancy_id, {"comment": row.id, "question": question_id})
    return row


def _say(work: Work, vacancy_id: str, question_id: str | None, text: str) -> QuestionComment:
    problems: list[Problem] = []
    text = checked(problems, "comment", "The comment", text, longest=2000)
    _refuse(problems)
    row = QuestionComment(vacancy_id=vacancy_id, question_id=question_id, text=text, said_by=named(work))
    work.session.add(row)
    return row


def _locked(work: Work, question_id: str) -> InterviewQuestion:
    vacancy_id = db.get(work.session, InterviewQuestion, question_id).vacancy_id
    _, part = locked_vacancy(work, vacancy_id)
    _only_interviewers(part)
    if not part.recruits:
        raise ForbiddenError("The manager agrees to questions. You can propose others and comment on these.")
    _still_open(work, vacancy_id)
    return db.lock(work.session, InterviewQuestion, question_id)


def _only_interviewers(part: Part) -> None:
    if not (part.recruits or part.sits):
        raise NotFoundError


def _still_open(work: Work, vacancy_id: str) -> None:
    if are_frozen(work, vacancy_id):
        raise ConflictError(
            "The first interview has begun: from now on every applicant is asked the same.", code="frozen"
        )


def _write(work: Work, row: InterviewQuestion, draft: QuestionDraft) -> None:
    problems: list[Problem] = []
    row.text = checked(problems, "text", "The question", draft.text, longest=1000)
    row.model_answer = within(problems, "model_answer", "The model answer", draft.model_answer, longest=4000)
    if not 1 <= draft.scale_max <= GREATEST_SCALE:
        problems.append(Problem("scale_max", f"The greatest score is from 1 to {GREATEST_SCALE}.", "Choose one."))
    anchors = {
        score: within(problems, f"anchor-{score}", f"What earns {score}", text, longest=1000)
        for score, text in sorted(draft.anchors.items())
    }
    for score, text in anchors.items():
        if text and not 0 <= score <= draft.scale_max:
            problems.append(
                Problem(
                    f"anchor-{score}", f"No answer can score {score} here.", "Raise the greatest score, or empty it."
                )
            )
    known = select(Criterion.id).where(Criterion.vacancy_id == row.vacancy_id, Criterion.id == draft.criterion_id)
    if draft.criterion_id is not None and work.session.exec(known).first() is None:
        problems.append(Problem("criterion_id", "This vacancy has no such criterion.", "Choose one of the list."))
    _refuse(problems)
    row.scale_max, row.criterion_id = draft.scale_max, draft.criterion_id
    row.anchors = {str(score): text for score, text in anchors.items() if text}


def _lacking(row: InterviewQuestion) -> list[Problem]:
    remedy = "Add it: every panel member then scores by the same measure."
    found = [] if row.model_answer else [Problem("model_answer", "The question has no model answer.", remedy)]
    return found + [
        Problem(f"anchor-{score}", f"The question does not say what earns {score}.", remedy)
        for score in range(row.scale_max + 1)
        if not row.anchors.get(str(score))
    ]


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InvalidInputError(problems)
