"""Suggested changes are shown so that there is a choice: no two times within the hour, and the numbers stay right."""

from typing import Any

from service.pages.suggested import suggested


def a_time(at: str) -> dict[str, Any]:
    return {"text": f"Offer {at} as well.", "patch": [{"op": "add", "path": "/starts/-", "value": at}]}


def a_change(text: str) -> dict[str, Any]:
    return {"text": text, "patch": [{"op": "remove", "path": "/seats/0/min_band"}]}


def test_times_are_grouped_by_local_day_an_hour_apart_and_keep_their_numbers() -> None:
    told = [
        a_time("2027-06-01T12:30:00+00:00"), a_time("2027-06-01T12:45:00+00:00"), a_change("Drop the band."),
        a_time("2027-06-01T08:00:00+00:00"), a_time("2027-06-02T23:30:00+00:00"),
    ]  # fmt: skip
    found = suggested(told, "Europe/London")
    assert found.changes == ((2, "Drop the band."),)
    assert found.days == (
        ("Tuesday 1 June 2027", ((3, "09:00 BST"), (0, "13:30 BST"))),
        ("Thursday 3 June 2027", ((4, "00:30 BST"),)),
    )


def test_a_change_of_a_time_and_something_else_stays_a_change() -> None:
    both = {"text": "Both.", "patch": [*a_time("2027-06-01T12:30:00+00:00")["patch"], *a_change("")["patch"]]}
    assert suggested([both], "Europe/London").changes == ((0, "Both."),)


def test_nothing_suggested_is_nothing_shown() -> None:
    assert suggested([], "Europe/London") == suggested((), "Asia/Tokyo")
