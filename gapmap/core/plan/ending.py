"""Which counted programmes' money or term ends, and when: the next gap, if nothing is renewed.

A term is the latest ``funded_until`` that any period of a service states. Everything is reckoned
from the data's as-of date, as its standing is. That a term ends is not that the programme does:
contracts are renewed without notice.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import fsum, nan
from typing import Final

from gapmap.core.evidence.observation import Observation
from gapmap.core.evidence.standing import last_day
from gapmap.core.gap import GapTable
from gapmap.errors import BadChoiceError, WithheldError
from gapmap.selection import Selection

LONGEST: Final = 120  # months


@dataclass(frozen=True)
class Ending:
    """A counted service whose term ends on a day: where it counts, and its places a year there.

    ``places`` is NaN where they are not known; ``observation_id`` is the row that states the term.
    """

    service_id: str
    programme: str
    day: date
    areas: tuple[str, ...]
    places: float
    observation_id: str


@dataclass(frozen=True)
class WatchList:
    """Terms that end after the as-of date and up to ``until``, the first first.

    ``passed`` counts services whose term ended before, ``later`` those whose ends after,
    ``unstated`` those whose sources state none.
    """

    endings: tuple[Ending, ...]
    as_of: date
    until: date
    passed: int
    later: int
    unstated: int


def watch(
    table: GapTable, observations: Iterable[Observation], as_of: date, within: int
) -> WatchList:
    """The terms of a table's counted services that end within so many months of the as-of date.

    Raises BadChoiceError for other than 1 to 120 months, WithheldError while small numbers are
    withheld, which the places of one programme could give away.
    """
    if not 1 <= within <= LONGEST:
        raise BadChoiceError(f"The months to look ahead have to be from 1 to {LONGEST}.")
    if table.selection.suppress_below:
        raise WithheldError(
            "No watch list is made while small numbers are withheld: the places of single "
            "programmes could give them away. Set the limit to 0, or remove the file that demands "
            "it."
        )
    until = months_after(as_of, within)
    counted = {service.service_id: service for service in table.services_here}
    terms: dict[str, tuple[date, str]] = {}
    for row in observations:
        day = last_day(row.funded_until)
        if day is not None and row.service_id in counted:
            terms[row.service_id] = max(
                terms.get(row.service_id, (date.min, "")), (day, row.observation_id)
            )
    days = [day for day, _ in terms.values()]
    found = [
        _ending(table, service_id, counted[service_id].chosen.programme, *term)
        for service_id, term in terms.items()
        if as_of < term[0] <= until
    ]
    return WatchList(
        tuple(sorted(found, key=lambda e: (e.day, e.programme, e.service_id))),
        as_of,
        until,
        sum(day <= as_of for day in days),
        sum(day > until for day in days),
        len(counted) - len(terms),
    )


def _ending(
    table: GapTable, service_id: str, programme: str, day: date, observation_id: str
) -> Ending:
    parts = [part for part in table.portions if part.service_id == service_id]
    known = [part.places for part in parts if part.places is not None]
    areas = tuple(sorted(part.code for part in parts))
    return Ending(service_id, programme, day, areas, fsum(known) if known else nan, observation_id)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def selection_after(selection: Selection) -> Selection:
    """The Selection with which the next gap is shown: what has ended by then is left out."""
    standing = "stated" if selection.standing == "any" else selection.standing
    return selection.with_(standing=standing, until=None)
