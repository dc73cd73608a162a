"""Plain words for planning rounds: states, levels and how sure their certificates are, load and parity. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.models import Job, Round
from service.pages.hr_words import Labels, feature_name, requirement_in_words
from service.pages.wording import count_of

ROUND_STATES = {
    "planning": ("Planning", "yellow"),
    "review": ("To review", "blue"),
    "publishing": ("Publishing", "yellow"),
    "published": ("Published", "green"),
    "discarded": ("Discarded", "grey"),
}
FAILED = ("Broken off", "red")
WAITING = "Waiting for a worker process"
STOPPING = "Stopping; the best plan so far is kept"
KINDS = {
    "new": ("New panel", "blue"),
    "changed": ("Changed", "yellow"),
    "unchanged": ("As it is", "grey"),
    "unfilled": ("No panel", "orange"),
    "left_out": ("Left out", "grey"),
}
OUTCOMES = {
    "published": ("Proposed", "green"),
    "unchanged": ("As it was", "grey"),
    "refused": ("Not published", "red"),
    "unfilled": ("No panel", "orange"),
    "left_out": ("Left out", "grey"),
}
STOPPED = {
    "proof": "The search ended because everything was proven.",
    "limit": "The search ended at its limit of time.",
    "interrupt": "The search was stopped, and the best plan so far kept.",
}
FEW = 8


def round_state(row: Round, job: Job | None) -> tuple[str, str]:
    """Return a round's state in words and the colour of its tag."""
    if row.state in ("planning", "publishing") and job is not None and job.state == "failed":
        return FAILED
    return ROUND_STATES[row.state]


def progress_in_words(row: Round, job: Job) -> list[str]:
    """Return how far a round has come, a sentence a line."""
    told = job.progress
    if job.state == "queued":
        return [WAITING]
    lines = [STOPPING] if job.state == "cancelling" else []
    phase = str(told.get("phase", "starting"))
    lines.append(f"Now: {phase}")
    if row.state == "publishing" and "done" in told:
        lines.append(f"{told['done']} of {count_of(int(told['requests']), 'request')} done")
    elif told.get("requests") is not None and told.get("filled") is not None:
        lines.append(f"{told['filled']} of {count_of(int(told['requests']), 'request')} have a panel so far")
    if told.get("gap") is not None:
        lines.append(f"The load is within {_percent(float(told['gap']))} of the best possible")
    if told.get("elapsed") is not None:
        limit = f" of at most {row.seconds}" if row.state == "planning" else ""
        lines.append(f"{int(told['elapsed'])}{limit} seconds")
    if job.attempt > 1:
        lines.append(f"Attempt {job.attempt}: a worker was lost, and another went on")
    return lines


def level_in_words(level: Mapping[str, Any], priorities: bool = True) -> tuple[str, str, str]:
    """Return what a level seeks, what the plan reaches, and how sure it is that nothing better exists."""
    name, _, tier = str(level["name"]).partition(".")
    value, bound = int(level["value"]), float(level["bound"])
    if name == "filled":
        sought = "Requests with a panel" + (", counted by priority" if priorities else "")
    elif name == "explain" and tier == "1":
        sought = "Rules that HR releases panels under, not met"
    elif name == "explain":
        sought = f"Comply-or-explain rules not met, tier {int(tier) - 1}"
    elif name == "prefer":
        sought = f"Wishes not met, tier {tier}"
    else:
        sought = {
            "changes": "Changes to present proposals",
            "parity": "How much more often some are asked",
            "load": "Unevenness of the load",
        }.get(name, name)
    return sought, f"{value:,}", _certificate(name, value, bound, str(level["status"]))


def _certificate(name: str, value: int, bound: float, status: str) -> str:
    if status == "OPTIMAL":
        return "Proven best"
    if name == "filled":
        return f"At most {_percent((bound - value) / bound)} from the best possible" if bound > 0 else "Not proven"
    if name in ("load", "parity"):
        if bound <= 0:
            return "Not proven: how much better it could be is not known"
        return f"At most {_percent((value - bound) / bound)} from the best possible"
    fewer = int(value - bound)
    return f"Not proven: the best possible may be up to {fewer} lower"


def _percent(share: float) -> str:
    # Rounded up, so that the words never promise more than the figure.
    tenths = -int(-share * 1000 // 1)
    return f"{tenths / 10:.1f} %"


def group_rows(figures: Mapping[str, Any], labels: Labels) -> list[tuple[str, list[list[str]]]]:
    """Return a table for each feature: group, people, seats carried with this plan, and seats a person."""
    tables = []
    for feature, groups in figures.get("load", {}).get("by_group", {}).items():
        rows = []
        for value, counted in groups.items():
            people = int(counted["people"])
            seats = int(counted["load_before"]) + int(counted["new_seats"])
            words = "Not shared" if value == "not shared" else labels.get((feature, value), value)
            mean = f"{seats / people:.2f}" + (" (few people)" if people < FEW else "")
            rows.append([words, str(people), str(seats), mean])
        tables.append((f"By {feature_name(feature)}, as people describe themselves", rows))
    return tables


def parity_rows(
    figures: Mapping[str, Any], rules: Mapping[str, Mapping[str, Any]], labels: Labels
) -> list[tuple[str, str, bool]]:
    """Return each protected requirement in words, its parity ratio, and whether that warns."""
    threshold = float(figures.get("parity_threshold", 0.85))
    rows = []
    for rule_id, ratio in figures.get("parity_ratio", {}).items():
        words = requirement_in_words(rules[rule_id], labels) if rule_id in rules else rule_id
        shown = "Nobody can meet it" if ratio is None else f"{ratio:.2f}"
        rows.append((words, shown, ratio is None or ratio > threshold))
    return rows


def scope_in_words(scope: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return which requests a round covers; `names` are those of places, by id."""
    parts = [names.get(str(scope[key]), "") for key in ("department_id", "division_id", "site_id") if scope.get(key)]
    days: Sequence[tuple[str, str]] = (
        ("first_day", "interviews from"), ("last_day", "interviews until"), ("needed_by", "needed by"),
    )  # fmt: skip
    parts += [f"{words} {_day(str(scope[key]))}" for key, words in days if scope.get(key)]
    return "; ".join(part for part in parts if part) or "The whole organisation"


def _day(text: str) -> str:
    year, month, day = text.split("-")
    return f"{day}/{month}/{year}"
