"""The training columns of a people file: which kind, completed when, and how long it counts."""

from dataclasses import dataclass
from datetime import date

from service.errors import Problem
from service.models import TrainingKind
from service.people.training import Competence, months_after, parse_competence
from service.tables import cells
from service.tables.row_reader import RowReader


@dataclass(frozen=True, slots=True)
class Completion:
    """One completion as a row states it."""

    kind: str
    completed_on: date
    expires_on: date | None


class TrainingCells:
    """Turns the training columns of rows into completions; kinds are added only when that was asked for."""

    def __init__(self, kinds: list[TrainingKind], *, create_missing: bool, warnings: list[Problem]) -> None:
        self.added: list[TrainingKind] = []
        self._create_missing = create_missing
        self._warnings = warnings
        self._kinds = {key: kind for kind in kinds for key in (kind.code, kind.name.casefold())}
        required = [kind for kind in kinds if kind.required]
        self._only = required[0] if len(required) == 1 else None

    def read(self, row: RowReader) -> Completion | None:
        """Return the completion a row states, or None: nothing there, or refused."""
        if not any(row.has(field) for field in ("training", "training_completed", "training_expires")):
            return None
        competence = row.words("training", parse_competence)
        if row.has("training") and competence is None:
            return None
        kind = self._kind(row, competence)
        completed = row.take("training_completed", cells.day)
        expires = row.take("training_expires", cells.day)
        if kind is None:
            return None
        months = competence.months if competence and competence.stated else kind.validity_months
        if completed is None:
            return self._without_completion(row, kind, expires, months)
        if expires is None and not row.has("training_expires"):
            expires = months_after(completed, months) if months else None
        if expires is not None and expires < completed:
            row.refuse("training_expires", "The training expires before it was completed.", "Correct one of the dates.")
            return None
        return Completion(kind.code, completed, expires)

    def _without_completion(
        self, row: RowReader, kind: TrainingKind, expires: date | None, months: int | None
    ) -> Completion | None:
        if row.has("training_completed"):
            return None  # it is there and was refused
        if expires is not None and months:
            return Completion(kind.code, months_after(expires, -months), expires)
        if expires is not None:
            said = "There is an expiry but no day of completion, and this training counts for no set time."
            row.refuse("training_expires", said, "Add a column with the day of completion.")
        elif not row.has("training_expires"):
            said = "No day of completion, so no training is recorded."
            self._warnings.append(row.problem("training", said, "Fill in the day if it was completed."))
        return None

    def _kind(self, row: RowReader, competence: Competence | None) -> TrainingKind | None:
        if competence is None:
            if self._only is None:
                said = "There are training dates, but no column says which training."
                row.refuse("training_completed", said, "Add a column with the kind of training.")
            return self._only
        kind = self._kinds.get(competence.code) or self._kinds.get(competence.name.casefold())
        if kind is None and self._create_missing:
            # Not required: an import does not decide what everybody needs before they may sit.
            kind = TrainingKind(
                code=competence.code, name=competence.name, validity_months=competence.months, required=False
            )
            self.added.append(kind)
            self._kinds |= {kind.code: kind, kind.name.casefold(): kind}
        if kind is None:
            said = f"There is no kind of training {competence.name[:60]!r}."
            row.refuse("training", said, "Correct it, add the kind first, or let the import add it.")
        return kind
