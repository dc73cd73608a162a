"""What a figure says, in plain words hedged by its uncertainty. Only numbers that stand beside it are used."""

from typing import Any

from service.outcomes.ratios import Counts

Figures = dict[str, Any]
NOT_A_CAUSE = "A difference is not a proof of its cause."
ONWARD = {
    "shortlisted": "shortlisted",
    "interviewed": "interviewed",
    "offered": "offered the post",
    "appointed": "appointed",
}
AMONG = {
    "applied": "who applied",
    "shortlisted": "who were shortlisted",
    "interviewed": "who were interviewed",
    "offered": "who were offered the post",
}
NOBODY = {
    "applied": "nobody applied",
    "shortlisted": "nobody was shortlisted",
    "interviewed": "nobody was interviewed",
    "offered": "nobody was offered the post",
}


def people(count: object) -> str:
    """Write a count with commas between thousands; a suppressed one stays as it is."""
    return f"{count:,}" if isinstance(count, int) else str(count)


def number(value: float | None) -> str:
    """Write a ratio with three figures' worth of detail."""
    if value is None:
        return "no upper end"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"


def percent(value: float | None) -> str:
    """Write a rate."""
    return "–" if value is None else f"{100 * value:.1f} %"


def interval(low: float | None, high: float | None) -> str:
    """Write a 95 % interval."""
    return f"95 % interval {number(low)} to {number(high)}"


def of_measure(figures: Figures, title: str, top: str, bottom: str, first: Counts, second: Counts) -> str:
    """Word WRES 2 or WDES 2."""
    counts = (
        f"{people(first.selected)} of {people(first.n)} {top} and "
        f"{people(second.selected)} of {people(second.n)} {bottom} "
        "applicants were appointed from shortlisting"
    )
    if figures["value"] is None:
        return f"{title} {figures['reason']} ({counts})."
    times = number(figures["value"])
    said = f"{title}: {top} applicants were {times} times as likely as {bottom} applicants to be appointed"
    ends = interval(figures["low"], figures["high"])
    low, high = figures["low"], figures["high"]
    if low > 1 or high < 1:
        behind = bottom if low > 1 else top
        return f"{said} from shortlisting ({ends}; {counts}): {behind} applicants were less likely. {NOT_A_CAUSE}"
    return (
        f"{said} from shortlisting ({ends}; {counts}). The interval holds 1: the figures fit equal chances, and a "
        "difference in either direction."
    )


def of_row(row: Figures, reference: Figures | None, table: Figures) -> str:
    """Word one group's row."""
    if row["n"] == "*" or row["selected"] == "*":
        return f"{row['label']}: the counts are small or protect others' small counts, and are not shown."
    start, end = AMONG[table["from"]], ONWARD[table["to"]]
    if not row["n"]:
        return f"{row['label']}: {NOBODY[table['from']]}."
    own = f"{row['label']}: {people(row['selected'])} of {people(row['n'])} {start} were {end} ({percent(row['rate'])})"
    if row["kind"] != "group" or reference is None:
        return f"{own}."
    if row["ratio"] is None or reference["n"] == "*":
        return f"{own}. A ratio cannot be calculated{_few(row)}."
    counts = f"{people(reference['selected'])} of {people(reference['n'])}"
    other = f"{reference['label']}: {counts}, {percent(reference['rate'])}"
    said = (
        f"{own}, {number(row['ratio'])} times as likely as the reference "
        f"({interval(row['ratio_low'], row['ratio_high'])}; {other})"
    )
    words = [f"{said}. {_VERDICTS[row['verdict']].format(needed=people(row.get('needed')))}"]
    if row["below_four_fifths"]:
        words.append("Its rate is below four fifths of the highest group's.")
    if row.get("flip_flop"):
        words.append("One person would change this.")
    words += [text for text in (_pictures(row), *_unlike(row), _nonresponse(row)) if text]
    return " ".join(words)


_VERDICTS = {
    "less_likely": f"After allowing for the number of comparisons the group was less likely. {NOT_A_CAUSE}",
    "more_likely": f"After allowing for the number of comparisons the group was more likely. {NOT_A_CAUSE}",
    "no_clear_difference": "There is no clear difference.",
    "too_few_to_tell": (
        "Too few to tell: {needed} people of this group would give an 80 % chance of noticing four fifths."
    ),
    "cannot_be_calculated": "It cannot be calculated.",
}


def _few(row: Figures) -> str:
    return ": too few people in this group" if row["verdict"] == "too_few_to_tell" else ""


def _pictures(row: Figures) -> str:
    within = row["stratified"]
    crude = number(row["ratio"])
    if within is None or row.get("pictures") in {None, "agree"}:
        return ""
    inside = f"{number(within['ratio'])} ({interval(within['low'], within['high'])})"
    if row["pictures"] == "reversed":
        seems, instead = ("less", "not less") if row["ratio"] < 1 else ("more", "not more")
        return (
            f"The crude and the stratified pictures disagree (Simpson’s paradox): taken together the group seems "
            f"{seems} likely ({crude} times), but compared within the same vacancies it is {instead} likely: {inside}. "
            "Which vacancies people applied for explains the difference between the two."
        )
    if row["pictures"] == "fades":
        return f"Compared within the same vacancies the difference is no longer clear: {inside}."
    return f"Compared within the same vacancies a difference shows that the crude ratio hides: {inside}."


def _unlike(row: Figures) -> list[str]:
    """Say where the difference is not the same everywhere; the test is one of a few, so its level is strict."""
    return [
        f"The difference is not the same in every {stratum} (Breslow–Day p = {found['p']:.2g}): look at each."
        for stratum, found in (row.get("heterogeneity") or {}).items()
        if found is not None and found["p"] < 0.01
    ]


def _nonresponse(row: Figures) -> str:
    bounds = row.get("nonresponse")
    if not bounds or not bounds["unknown"] or bounds["robust"] is not False:
        return ""
    return (
        f"Not robust to non-response: the group of {people(bounds['unknown'])} is unknown, and depending on theirs the "
        f"ratio could be anything from {number(bounds['worst'])} to {number(bounds['best'])}."
    )


def of_table(table: Figures) -> str:
    """Word what stands out in a table."""
    rows = [row for row in table["groups"] if row["kind"] == "group"]
    if not rows or table["reference"] is None:
        return "There are no two groups to compare."
    reversals = [row["label"] for row in rows if row.get("pictures") == "reversed"]
    behind = [row["label"] for row in rows if row["verdict"] == "less_likely"]
    ahead = [row["label"] for row in rows if row["verdict"] == "more_likely"]
    words = []
    if behind:
        words.append(f"Less likely to go on than {of_reference(table)}: {'; '.join(behind)}.")
    if ahead:
        words.append(f"More likely to go on than {of_reference(table)}: {'; '.join(ahead)}.")
    if not behind and not ahead:
        few = all(row["verdict"] in {"too_few_to_tell", "cannot_be_calculated"} for row in rows)
        words.append(_too_few(rows) if few else f"No clear difference from {of_reference(table)}.")
    if reversals:
        words.append(
            f"The crude and the stratified pictures disagree for: {'; '.join(reversals)}. "
            "Read the stratified one first."
        )
    return " ".join(words)


def _too_few(rows: list[Figures]) -> str:
    """Say how many people of the larger groups there are and how many would do."""
    short = sorted((row for row in rows if row.get("needed") is not None), key=lambda row: (-row["n"], row["code"]))
    listed = [f"{row['label']} {people(row['n'])}, {people(row['needed'])} would do" for row in short[:3]]
    return f"Too few people to tell ({'; '.join(listed)})." if listed else "Too few people to tell."


def of_reference(table: Figures) -> str:
    """Name the group that the others are compared with."""
    return next((str(row["label"]) for row in table["groups"] if row["kind"] == "reference"), "the reference")


def of_completeness(found: Figures) -> str:
    """Word what the records lack."""
    share = found["shortlisted_without_outcome_share"]
    if share is None:
        return "Nobody was shortlisted."
    asked = found["shortlisted"] + found["shortlisted_without_outcome_or_date"]
    return (
        f"{100 * share:.0f} % of shortlisted applications ({people(found['shortlisted_without_outcome'])} of "
        f"{people(asked)}) "
        "have no recorded outcome."
    )
