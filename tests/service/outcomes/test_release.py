"""Releases, and an attacker who has nothing but the released files and the public rules."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.outcomes import release as releases
from service.outcomes.linked_cells import HIDDEN, primary
from service.outcomes.release import released
from service.outcomes.report import columns_named, cuts_named
from tests.service.outcomes.attacker import Attack, published
from tests.service.outcomes.files import Row, people, random_rows, read

CUTS = ("team,gender", "disability", "team*shift,team", "ethnicity", "gender,shift,team", "shift")


def a_release(rows: list[Row], by: str, earlier: Path | None = None) -> tuple[dict[str, Any], str]:
    cuts = cuts_named(by)
    extra = [name for name in columns_named(cuts) if name in rows[0]]
    kept = [{key: cell for key, cell in row.items() if key not in {"team", "shift"} - set(extra)} for row in rows]
    return released(read(kept, extra), year=None, by=cuts, earlier=earlier, told=lambda _: None)


@pytest.mark.parametrize("seed", range(50))
def test_no_hidden_count_of_a_random_trust_can_be_worked_out(seed: int) -> None:
    document, refusal = a_release(random_rows(seed), CUTS[seed % len(CUTS)])
    assert refusal == ""
    assert Attack([published(document)]).breaches() == []


def test_an_attacker_catches_a_release_with_primary_suppression_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = people([(40, {"gender": "1"}), (1, {"gender": "2"}), (40, {"gender": "1", "stage": "applied"})])
    assert Attack([published(a_release(rows, "gender")[0])]).breaches() == []
    monkeypatch.setattr(releases, "protected", lambda linked, _told: primary(linked.values))
    assert Attack([published(a_release(rows, "gender")[0])]).breaches()


def hires(men: int, women: int = 3) -> list[Row]:
    return people([(men, {"gender": "1"}), (women, {"gender": "2"}), (60, {"gender": "1", "stage": "shortlisted"})])


def test_an_attacker_catches_an_export_after_each_hire() -> None:
    exports = [published(a_release(hires(men), "gender")[0]) for men in range(42, 45)]
    assert all(Attack([export]).breaches() == [] for export in exports)
    assert Attack(exports, hire_by_hire=True).breaches()


def test_a_release_waits_until_ten_people_have_changed(tmp_path: Path) -> None:
    document, _ = a_release(hires(40), "gender")
    (tmp_path / "first.json").write_text(json.dumps(document))
    again, refusal = a_release(hires(40), "gender", tmp_path)
    assert (again, refusal) == (document, "")
    assert "fewer than 10 people" in a_release(hires(43), "gender", tmp_path)[1]
    assert "cut otherwise" in a_release(hires(40), "gender,site", tmp_path)[1]
    assert a_release(hires(60), "gender", tmp_path)[1] == ""


def test_a_year_of_releases_every_other_month_cannot_be_subtracted(tmp_path: Path) -> None:
    rows = sorted(random_rows(5, most=200), key=lambda row: row["closed_on"])
    made = []
    for month in range(2, 13, 2):
        document, refusal = a_release(rows[: len(rows) * month // 12], "gender", tmp_path)
        if not refusal and document not in made:
            made.append(document)
            (tmp_path / f"{month:02}.json").write_text(json.dumps(document))
    assert len(made) > 1
    assert Attack([published(document) for document in made]).breaches() == []


def months_of(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda each: each["closed_on"]):
        found.setdefault(row["closed_on"][:7], []).append(row)
    return found


@pytest.mark.parametrize(("seed", "year_first"), [(3, False), (4, False), (2, True)])
def test_the_months_of_a_year_and_the_year_cannot_be_subtracted(tmp_path: Path, seed: int, year_first: bool) -> None:
    rows = random_rows(seed, most=400)
    files = list(months_of(rows).values())[:3]
    whole = [row for month in files for row in month]
    made = []
    for number, part in enumerate([whole, *files] if year_first else [*files, whole]):
        document, refusal = a_release(part, "gender", tmp_path)
        if not refusal:
            (tmp_path / f"{number:02}.json").write_text(json.dumps(document))
        made.append(document)
    place = 0 if year_first else len(files)
    kept = [document for document in made if document]
    assert made[place] in kept
    assert len(kept) > 1
    for document in kept:
        assert Attack([published(document)]).breaches() == []
    if len(kept) == len(made):
        assert Attack([published(document) for document in kept], whole=place).breaches() == []


def test_an_attacker_catches_months_and_a_year_that_do_not_know_of_each_other() -> None:
    def is_caught(seed: int) -> bool:
        files = list(months_of(random_rows(seed, most=400)).values())[:3]
        made = [a_release(part, "gender")[0] for part in [*files, [row for month in files for row in month]]]
        return bool(Attack([published(document) for document in made], whole=len(files)).breaches())

    assert any(is_caught(seed) for seed in range(6))


def test_every_figure_of_a_release_follows_from_the_counts_it_shows() -> None:
    document, _ = a_release(random_rows(3), "gender,disability")
    text = json.dumps(document)
    assert HIDDEN in text
    for table in document["tables"]:
        for row in table["groups"]:
            if HIDDEN in {row["n"], row["selected"]}:
                figures = {row[key] for key in ("rate", "rate_low", "ratio", "ratio_low", "p", "shortfall")}
                assert figures == {None}
                assert row["verdict"] in {"cannot_be_calculated", "unknown", "reference"}
            elif row["n"]:
                assert row["rate"] == pytest.approx(row["selected"] / row["n"])
    assert document["scope"]["applications"] == document["funnel"]["applied"]


def test_the_same_data_give_the_same_release_whatever_the_order_of_rows() -> None:
    rows = random_rows(11)
    assert a_release(rows, "gender,team") == a_release(rows[::-1], "gender,team")
