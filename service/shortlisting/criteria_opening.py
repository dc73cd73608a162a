"""From criteria to an open shortlisting: what the check and people say of them, the answers, and the opening.

Who may comment: the ambassador on a live panel of the vacancy, and HR, who may do so for an ambassador as long as none
is booked. Who may answer: the vacancy's managers and HR, but nobody their own comment. Comments and answers are kept as
they were said; a finding is kept together with the answer to it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from service import db
from service.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from service.models import Account, Application, CriteriaRemark, Shortlisting
from service.scope import is_hr, only_hr, vacancy_in_scope
from service.shortlisting.criteria import (
    criteria_of,
    get_criterion,
    is_its_ambassador,
    prepared,
    standing_of,
    vacancy_for_criteria,
)
from service.shortlisting.criteria_check import Finding, check_criteria
from service.work import Work

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Said:
    """One thing somebody said, and when; `by` is a name, or empty for the check."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnsweredFinding:
    """A finding of the check on the criteria as they stand, with the answers to it, oldest first."""

    finding: Finding
    answers: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class AnsweredComment:
    """A person's comment, with the answers to it, oldest first."""

    remark_id: str
    criterion_text: str
    said: Said
    answers: tuple[Said, ...]
    mine: bool


@dataclass(frozen=True, slots=True)
class CriteriaCheck:
    """All that has been said of a vacancy's criteria. `past` are findings that were answered and no longer hold."""

    findings: tuple[AnsweredFinding, ...]
    comments: tuple[AnsweredComment, ...]
    past: tuple[AnsweredFinding, ...]

    @property
    def unanswered(self) -> int:
        """How many findings and comments wait for an answer."""
        return sum(not each.answers for each in self.findings) + sum(not each.answers for each in self.comments)


def criteria_check(work: Work, vacancy_id: str) -> CriteriaCheck:
    """Return the findings of the check and people's comments, each with its answers.

    Raises:
        NotFoundError: the criteria are not the actor's to read.
    """
    vacancy_for_criteria(work, vacancy_id)
    wanted = select(CriteriaRemark).where(CriteriaRemark.vacancy_id == vacancy_id)
    remarks = list(work.session.exec(wanted.order_by(col(CriteriaRemark.said_at), col(CriteriaRemark.id))))
    names = _names(work, {each.said_by for each in remarks if each.said_by})
    answers: dict[str, list[Said]] = {}
    for each in remarks:
        if each.answers_id:
            answers.setdefault(each.answers_id, []).append(_said(each, names))
    kept = {(each.rule, each.criterion_text, each.text): each for each in remarks if each.rule}
    findings = []
    for finding in check_criteria(criteria_of(work, vacancy_id)):
        remark = kept.pop((finding.rule, finding.criterion_text, finding.text), None)
        findings.append(AnsweredFinding(finding, tuple(answers.get(remark.id, ())) if remark else ()))
    past = tuple(
        AnsweredFinding(Finding(each.criterion_text, each.rule, each.text, ""), tuple(answers.get(each.id, ())))
        for each in kept.values()
    )
    comments = tuple(
        AnsweredComment(
            each.id,
            each.criterion_text,
            _said(each, names),
            tuple(answers.get(each.id, ())),
            each.said_by == work.actor.account_id,
        )
        for each in remarks
        if not each.rule and each.answers_id is None
    )
    return CriteriaCheck(tuple(findings), comments, past)


def may_comment(work: Work, vacancy_id: str) -> bool:
    """Return whether the actor is one of those who comment on the vacancy's criteria."""
    return is_hr(work.actor) or is_its_ambassador(work, vacancy_id)


def comment_on_criteria(work: Work, vacancy_id: str, text: str, criterion_id: str | None = None) -> CriteriaRemark:
    """Say something of the criteria, or of one of them.

    Raises:
        NotFoundError: the criteria are not the actor's to read.
        ForbiddenError: the actor is neither HR nor the vacancy's ambassador.
        ConflictError: the criteria are settled.
        InvalidInputError: nothing was said, or too much.
    """
    vacancy_for_criteria(work, vacancy_id)
    if not may_comment(work, vacancy_id):
        raise ForbiddenError("The ambassador on a panel of this vacancy comments on its criteria, or HR.")
    _require_preparing(work, vacancy_id)
    about = get_criterion(work, vacancy_id, criterion_id).text if criterion_id else ""
    return _add(work, vacancy_id, "criteria.commented", CriteriaRemark(
        vacancy_id=vacancy_id, criterion_text=about, text=_checked("comment", text)
    ))  # fmt: skip


def answer_finding(work: Work, vacancy_id: str, key: str, text: str) -> CriteriaRemark:
    """Answer a finding of the check: why it stays so, or what was changed.

    Raises:
        NotFoundError: the vacancy is not the actor's to manage.
        ConflictError: the criteria are settled, or the check no longer says this.
        InvalidInputError: nothing was said, or too much.
    """
    vacancy_in_scope(work, vacancy_id)
    _require_preparing(work, vacancy_id)
    said = _checked("answer", text)
    finding = next((each for each in check_criteria(criteria_of(work, vacancy_id)) if each.key == key), None)
    if finding is None:
        raise ConflictError("The criteria have changed, and the check no longer says this.", code="finding_gone")
    wanted = select(CriteriaRemark).where(
        CriteriaRemark.vacancy_id == vacancy_id,
        CriteriaRemark.rule == finding.rule,
        CriteriaRemark.criterion_text == finding.criterion_text,
        CriteriaRemark.text == finding.text[:LONGEST],
    )
    remark = work.session.exec(wanted).first()
    if remark is None:
        remark = CriteriaRemark(
            vacancy_id=vacancy_id, criterion_text=finding.criterion_text, rule=finding.rule, text=finding.text[:LONGEST]
        )
        work.session.add(remark)
        work.session.flush()
    return _add(work, vacancy_id, "criteria.answered", CriteriaRemark(
        vacancy_id=vacancy_id, text=said, answers_id=remark.id
    ))  # fmt: skip


def answer_comment(work: Work, vacancy_id: str, remark_id: str, text: str) -> CriteriaRemark:
    """Answer what somebody said of the criteria.

    Raises:
        NotFoundError: there is no such comment, or the vacancy is not the actor's to manage.
        ForbiddenError: it is the actor's own comment.
        ConflictError: the criteria are settled.
        InvalidInputError: nothing was said, or too much.
    """
    vacancy_in_scope(work, vacancy_id)
    remark = work.session.get(CriteriaRemark, remark_id)
    if remark is None or remark.vacancy_id != vacancy_id or remark.rule or remark.answers_id:
        raise NotFoundError
    if remark.said_by is not None and remark.said_by == work.actor.account_id:
        raise ForbiddenError("Somebody else answers your comment.")
    _require_preparing(work, vacancy_id)
    return _add(work, vacancy_id, "criteria.answered", CriteriaRemark(
        vacancy_id=vacancy_id, text=_checked("answer", text), answers_id=remark.id
    ))  # fmt: skip


def open_shortlisting(work: Work, vacancy_id: str, expected_version: int | None) -> Shortlisting:
    """Settle the criteria: from now on applications can be taken in.

    Raises:
        ConflictError: a finding or comment has no answer, or nothing is assessed by the application; others as
            `criteria.prepared`.
    """
    row = prepared(work, vacancy_id, expected_version)
    waiting = criteria_check(work, vacancy_id).unanswered
    if waiting:
        points = "1 point" if waiting == 1 else f"{waiting} points"
        raise ConflictError(f"{points} of the criteria check still wait for an answer.", code="check_unanswered")
    if all(each.assessed_by == "interview" for each in criteria_of(work, vacancy_id)):
        raise ConflictError(
            "No criterion is assessed by the application. Add one, so that there is something to shortlist by.",
            code="nothing_to_mark",
        )
    row.state = "open"
    work.session.add(row)
    work.record("shortlisting.opened", "vacancy", vacancy_id)
    return row


def may_reopen(work: Work, vacancy_id: str) -> bool:
    """Return whether the actor may open settled criteria again: HR, while no application has come in."""
    shortlisting = work.session.get(Shortlisting, vacancy_id)
    if not is_hr(work.actor) or shortlisting is None or shortlisting.state != "open":
        return False
    return work.session.exec(_applications(vacancy_id)).first() is None


def reopen_criteria(work: Work, vacancy_id: str, expected_version: int | None) -> Shortlisting:
    """Let the criteria be changed again, as long as nobody has applied; what was said and answered stays.

    Raises:
        ForbiddenError: the actor is not HR; NotFoundError: nobody has begun to prepare the shortlisting.
        ConflictError: the criteria are not settled, or an application has come in; StaleError: it changed meanwhile.
    """
    only_hr(work.actor)
    vacancy_in_scope(work, vacancy_id)
    row = db.lock(work.session, Shortlisting, vacancy_id)  # an import takes the same lock before it writes
    if row.state == "preparing":
        raise ConflictError("The criteria are not settled: they can be changed.", code="preparing")
    if not may_reopen(work, vacancy_id):
        raise ConflictError(
            "Applications were taken in against these criteria. They no longer change.", code="applications_in"
        )
    db.expect_version(row, expected_version)
    row.state = "preparing"
    work.session.add(row)
    work.record("criteria.reopened", "vacancy", vacancy_id)
    return row


def _applications(vacancy_id: str) -> SelectOfScalar[str]:
    return select(Application.id).where(Application.vacancy_id == vacancy_id).limit(1)


def _add(work: Work, vacancy_id: str, action: str, remark: CriteriaRemark) -> CriteriaRemark:
    remark.said_by = work.actor.account_id
    work.session.add(remark)
    work.session.flush()
    work.record(action, "vacancy", vacancy_id, {"remark": remark.id})
    return remark


def _require_preparing(work: Work, vacancy_id: str) -> None:
    if standing_of(work, vacancy_id)[0] != "preparing":
        raise ConflictError("The criteria are settled: what was said of them is closed.", code="criteria_settled")


def _checked(where: str, text: str) -> str:
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise InvalidInputError.one(where, f"The {where} is empty.", "Write at least a sentence.")
    if len(said) > LONGEST or "\0" in said:
        raise InvalidInputError.one(where, f"The {where} is longer than {LONGEST:,} characters.", "Shorten it.")
    return said


def _names(work: Work, account_ids: set[str]) -> dict[str, str]:
    wanted = select(Account.id, Account.name).where(col(Account.id).in_(sorted(account_ids)))
    return dict(work.session.exec(wanted).all())


def _said(remark: CriteriaRemark, names: dict[str, str]) -> Said:
    return Said(remark.text, names.get(remark.said_by or "", ""), remark.said_at)
