"""The order of pay bands.

Agenda for Change bands run from 1 to 9, and very senior managers follow. Medical and dental grades are another scale
without an order to bands: a person or post on one has no band here, and meets no band floor.
"""

BANDS = ("1", "2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9", "VSM")
_RANKS = {band: rank for rank, band in enumerate(BANDS)}


def rank(band: str | None) -> int | None:
    """Return the place of `band` in the order, 0 being the lowest, or None where it is on no such scale."""
    return None if band is None else _RANKS.get(band)


def moved(band: str | None, steps: int) -> str | None:
    """Return the band `steps` above (below, if negative) `band`, kept within the scale; None stays None."""
    place = rank(band)
    return None if place is None else BANDS[min(max(place + steps, 0), len(BANDS) - 1)]


def within(band: str | None, lowest: str | None, highest: str | None) -> bool:
    """Return whether `band` lies between two bands, both included; without either limit every band does."""
    place, low, high = rank(band), rank(lowest), rank(highest)
    if lowest is None and highest is None:
        return True
    return place is not None and (low is None or low <= place) and (high is None or place <= high)
