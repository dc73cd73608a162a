"""What people changed of the redaction, by kind of detail: its precision and recall as measured in use.

Of the spans that the redaction proposed in packs a person has released, those not restored were right (precision). Of
all that is redacted in the end, the part that the redaction had proposed is what it caught (recall). Both count only
what a person noticed, so recall is an upper bound.
"""

from collections import Counter
from dataclasses import dataclass

from sqlmodel import col, select

from service.models import RedactedPack, RedactionEdit
from service.scope import only_hr
from service.shortlisting.redaction.spans import LABELS
from service.shortlisting.review_draft import open_draft
from service.shortlisting.review_edits import BY_HAND
from service.work import Work


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """One label: how many spans the redaction proposed, how many of them people restored, how many they added."""

    label: str
    proposed: int
    restored: int
    added: int

    @property
    def precision(self) -> float | None:
        """Share of the proposed spans that people left; None where there was none."""
        return (self.proposed - self.restored) / self.proposed if self.proposed else None

    @property
    def recall(self) -> float | None:
        """Share of all rightly redacted spans that the redaction had proposed; None where there was none."""
        right = self.proposed - self.restored
        return right / (right + self.added) if right + self.added else None


@dataclass(frozen=True, slots=True)
class ReviewFigures:
    """All labels that occurred, their sum, the packs they are from, and how many leaks shortlisters reported."""

    packs: int
    labels: tuple[LabelFigures, ...]
    total: LabelFigures
    leaks: int


def review_figures(work: Work) -> ReviewFigures:
    """Return what people changed of the redaction, over all vacancies.

    Raises:
        ForbiddenError: the actor is not HR.
    """
    only_hr(work.actor)
    kept: Counter[str] = Counter()
    added: Counter[str] = Counter()
    ids = []
    for pack in work.session.exec(select(RedactedPack).where(col(RedactedPack.released_at).is_not(None))):
        ids.append(pack.id)
        for spans in open_draft(work.settings, pack).spans:
            for span in spans:
                (added if span.source == BY_HAND else kept)[span.label] += 1
    restored: Counter[str] = Counter()
    edits = select(RedactionEdit).where(RedactionEdit.kind == "restored", RedactionEdit.source != BY_HAND)
    reviewed = set(ids)
    for edit in work.session.exec(edits):
        if edit.pack_id in reviewed:
            restored[edit.label] += 1
    leaks = len(work.session.exec(select(RedactionEdit.id).where(RedactionEdit.kind == "leak_reported")).all())
    figures = [
        LabelFigures(label, kept[label] + restored[label], restored[label], added[label])
        for label in LABELS
        if kept[label] or restored[label] or added[label]
    ]
    total = LabelFigures(
        "All", sum(each.proposed for each in figures), sum(each.restored for each in figures),
        sum(each.added for each in figures),
    )  # fmt: skip
    return ReviewFigures(len(ids), tuple(figures), total, leaks)
