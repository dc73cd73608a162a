"""What is known about the levels up to ``changes``: bounds, and which requests every plan as good treats alike."""

from dataclasses import dataclass, field

from solver.round.contest import Verdict
from solver.round.ideals import Ideals
from solver.round.scarcity import Scarcity


@dataclass(frozen=True, slots=True)
class Certificate:
    """Bounds on the levels before ``parity``.

    Attributes:
        bounds: by level, as far as they follow.
        apart: requests that may be unfilled or below their ideal in a plan with the same values; all others are
            filled and at their ideal in each. None if nothing is known of any.
    """

    bounds: dict[str, int] = field(default_factory=dict)
    apart: frozenset[int] | None = None


def certificate(verdict: Verdict, ideals: Ideals, fixed: set[int], scarcity: Scarcity | None) -> Certificate:
    """The stronger of what follows from the contest and from what is scarce."""
    if not ideals.complete:
        return Certificate({"filled": ideals.total(range(len(ideals.of)))["filled"]})
    contested = _of_contest(verdict, ideals, fixed)
    if scarcity is None or contested.apart is not None:
        return contested
    scarce = _of_scarcity(verdict, ideals, fixed, scarcity)
    most = min(contested.bounds["filled"], scarce.bounds["filled"])
    # the later bounds of the contest hold for its own optimum only, those of scarcity for any number filled
    chosen = contested if most == contested.bounds["filled"] == verdict.draft.values()["filled"] else scarce
    return Certificate({**chosen.bounds, "filled": most}, chosen.apart)


def _of_contest(verdict: Verdict, ideals: Ideals, fixed: set[int]) -> Certificate:
    """The optimum of those who contest, and everyone else at their ideal: no plan is better."""
    values = verdict.draft.values()
    inside = verdict.contesting | fixed if verdict.settled is not None else set()
    within = ideals.total(inside)
    others = ideals.total(set(range(len(ideals.of))) - inside)
    bounds: dict[str, int] = {}
    for name in ["filled", *ideals.names]:
        if verdict.settled is not None:
            # those who contest may not all be filled, so their ideals say nothing about them together
            if name != "filled" and name not in verdict.settled.bounds:
                return Certificate(bounds)
            within[name] = verdict.settled.bounds.get(name, within[name])
        bounds[name] = within[name] + others[name]
        if bounds[name] != values[name]:
            return Certificate(bounds)
    return Certificate(bounds, frozenset(verdict.contesting if verdict.settled is not None else ()))


def _of_scarcity(verdict: Verdict, ideals: Ideals, fixed: set[int], scarcity: Scarcity) -> Certificate:
    """Whichever requests are left out to fill as much, the ideals of the others are a bound."""
    values = verdict.draft.values()
    everything = ideals.total(range(len(ideals.of)))
    bounds = {"filled": min(scarcity.bound, everything["filled"])}
    left_out = everything["filled"] - values["filled"]
    for name in ideals.names:
        bounds[name] = everything[name] - (0 if name == "changes" else ideals.most_saved(name, left_out))
        if bounds[name] != values[name]:
            return Certificate(bounds)
    # each filled request is at its ideal on all these levels, or their sum could not be as low
    return Certificate(bounds, frozenset(ideals.fillable) - fixed - scarcity.sure(values["filled"]))
