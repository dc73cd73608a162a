"""What the rules find, and how findings that overlap become spans that do not."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

POLICY_LABELS = frozenset({"EMPLOYER", "EMP_DATE", "LANGUAGE"})
"""Labels that are redacted only where the organisation's policy names them."""

LABELS = (
    "NAME", "NAME_OTHER", "EMAIL", "PHONE", "URL", "ADDRESS", "POSTCODE", "PLACE", "DOB", "AGE", "NI_NUMBER",
    "REG_NUMBER", "NATIONALITY", "ETHNICITY", "GENDER", "MARITAL", "FAMILY", "RELIGION", "ORIENTATION", "DISABILITY",
    "SCHOOL", "EDU_DATE", "PHOTO", "UNION_POLITICS", "EMPLOYER", "EMP_DATE", "LANGUAGE",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A range of the view that a rule would redact.

    `confidence` lies between 0 and 1; `source` says which kind of rule it was: `form` (the applicant's own values),
    `pattern`, `lexicon`, `context` or `model`. `implicit` marks a cue rather than a statement.
    """

    start: int
    end: int
    label: str
    source: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Span:
    """A redacted range of the source, in code points."""

    start: int
    end: int
    label: str
    source: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Review:
    """A range of the source that a person of the recruitment team must look at before anyone else does."""

    start: int
    end: int
    reason: str


class Ranges:
    """Ranges of positions, joined where they touch; answers in logarithmic time whether something meets one."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(ranges):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def meet(self, start: int, end: int) -> bool:
        """Whether any range shares a position with this one."""
        at = bisect_right(self._starts, end - 1) - 1
        return at >= 0 and self._ends[at] > start

    def around(self, at: int) -> tuple[int, int] | None:
        """Return the range that holds this position."""
        index = bisect_right(self._starts, at) - 1
        return (self._starts[index], self._ends[index]) if index >= 0 and self._ends[index] > at else None

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(zip(self._starts, self._ends, strict=True))

    def without(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return what is left of a range when these are taken out of it."""
        left: list[tuple[int, int]] = []
        at = start
        for index in range(max(0, bisect_right(self._starts, start) - 1), bisect_left(self._starts, end)):
            if self._ends[index] > at:
                if self._starts[index] > at:
                    left.append((at, self._starts[index]))
                at = self._ends[index]
        return [*left, (at, end)] if at < end else left

    def starts_in(self, start: int, end: int) -> list[int]:
        """Return where ranges begin from `start` to before `end`."""
        return self._starts[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


# When two findings overlap, the one that says more about what the text is goes first.
_RANK = {
    "EMAIL": 0, "URL": 1, "NI_NUMBER": 2, "PHONE": 4, "DOB": 3, "ADDRESS": 5, "POSTCODE": 5, "REG_NUMBER": 6,
    "SCHOOL": 7, "NAME": 8, "NAME_OTHER": 9,
}  # fmt: skip


def settle(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in order of position without overlap; overlapping ones join under the strongest label."""
    settled: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        if settled and finding.start < settled[-1].end:
            settled[-1] = _joined(settled[-1], finding)
        else:
            settled.append(finding)
    return settled


def _joined(one: Finding, other: Finding) -> Finding:
    def strength(finding: Finding) -> tuple[int, int, float]:
        return (_RANK.get(finding.label, 10), -(finding.end - finding.start), -finding.confidence)

    best = min(one, other, key=strength)
    covers = best.start <= min(one.start, other.start) and best.end >= max(one.end, other.end)
    confidence = best.confidence if covers else max(one.confidence, other.confidence)
    return Finding(min(one.start, other.start), max(one.end, other.end), best.label, best.source, confidence)
