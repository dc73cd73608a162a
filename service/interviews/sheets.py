"""The score sheets of an interview as they stand; whoever shows them keeps back what is not locked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from service.interviews.sealed import open_texts
from service.interviews.taking_part import account_names, members_of
from service.models import AppointmentDecision, Interview, InterviewQuestion, InterviewScore, ScoreSheet
from service.outcome_steps import reached_since
from service.work import Work


@dataclass(frozen=True, slots=True)
class Scored:
    """One score as given or typed; None while there is only a note."""

    score: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One member's scores. `total` is None until every question has its score."""

    name: str
    role: str
    account_id: str
    version: int = 0
    locked: bool = False
    scores: Mapping[str, Scored] = field(default_factory=dict)
    total: int | None = None


def sheets_of(work: Work, interview: Interview, questions: Sequence[InterviewQuestion]) -> list[Sheet]:
    """Return every member's sheet, begun or not, by the members of the panel first."""
    rows = {row.account_id: row for row in work.session.exec(sheet_rows(interview.id))}
    scores: dict[str, dict[str, Scored]] = {row.id: {} for row in rows.values()}
    for score in scores_on(work, [row.id for row in rows.values()]):
        note = open_texts(work.settings, "score", score.id, score.note).get("note", "")
        scores[score.sheet_id][score.question_id] = Scored(score.score, note)
    members = {each.account_id: each for each in members_of(work, [interview.panel_id]).get(interview.panel_id, [])}
    names = account_names(work, set(rows))
    found = []
    for account_id in [key for key in members if key is not None] + [key for key in rows if key not in members]:
        member, row = members.get(account_id), rows.get(account_id)
        if member is None and (row is None or row.locked_at is None):
            continue  # begun by somebody who in the end did not sit
        mine = scores[row.id] if row else {}
        points = [mine[each.id].score for each in questions if each.id in mine]
        whole = [each for each in points if each is not None]
        found.append(
            Sheet(
                member.name if member else names.get(account_id, ""),
                member.role if member else "panelist",
                account_id,
                row.version if row else 0,
                row is not None and row.locked_at is not None,
                mine,
                sum(whole) if questions and len(whole) == len(questions) else None,
            )
        )
    return found


def scoring_closed(work: Work, interview: Interview) -> bool:
    """Return whether a decision closed an interview's scoring: any but a withdrawal that came after the interview.

    What was decided before the applicant was interviewed did not rest on scores, and keeps nobody from giving them.
    """
    since = reached_since(work, interview.application_id, "interviewed")
    if since is None:
        return False
    wanted = select(AppointmentDecision.id).where(
        AppointmentDecision.application_id == interview.application_id,
        AppointmentDecision.outcome != "withdrawn",
        AppointmentDecision.decided_at >= max(since, interview.starts_at),
    )
    return work.session.exec(wanted).first() is not None


def waited_for(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the sheets that a member of the panel has begun and not locked: a first decision waits for them."""
    return [each for each in sheets if each.version and not each.locked]


def sheet_rows(interview_id: str) -> SelectOfScalar[ScoreSheet]:
    """Return the statement for the sheets of an interview."""
    return select(ScoreSheet).where(ScoreSheet.interview_id == interview_id)


def scores_on(work: Work, sheet_ids: Sequence[str]) -> Sequence[InterviewScore]:
    """Return the scores on these sheets."""
    return work.session.exec(select(InterviewScore).where(col(InterviewScore.sheet_id).in_(sheet_ids))).all()


def are_enough(sheets: Sequence[Sheet]) -> bool:
    """Return whether two sheets are locked, or all of a panel with fewer members."""
    locked = sum(each.locked for each in sheets)
    return locked > 0 and locked >= min(2, len(sheets))
