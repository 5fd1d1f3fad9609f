"""Which counted programmes reach can be measured for, and why it cannot for the others."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from gapmap.core.evidence.observation import ProgrammeRow
from gapmap.core.evidence.one_service import Service
from gapmap.core.gap import GapTable

REMOTE: Final = frozenset({"online"})
"""Ways of delivery to which distance is nothing."""


class Part(Enum):
    """Whether a programme's reach can be measured, and if not, what is not known."""

    IN_PERSON = "in_person"  # a base is known, people come there, and its places are known
    ONLINE = "online"  # all of it online: reaches everybody
    NO_PLACES = "no_places"  # a base is known, and people come there; places are not known
    NOT_SAID = "not_said"  # a base is known; whether people come there is not stated
    NO_BASE = "no_base"  # where it works from is not known


@dataclass(frozen=True)
class Base:
    """A town or postcode that a programme works from, in metres (EPSG:27700).

    ``block`` is the council that it stands in, blank where that is not known.
    """

    name: str
    block: str
    east: float
    north: float


@dataclass(frozen=True)
class Programme:
    """A counted programme: its ``places`` a year (None: not known), its bases, and its part.

    Places of a programme with several bases are shared evenly over them: sources do not say how.
    """

    service_id: str
    name: str
    part: Part
    places: float | None
    bases: tuple[Base, ...]


def programmes(
    table: GapTable,
    records: Mapping[str, ProgrammeRow],
    locate: Callable[[ProgrammeRow], tuple[Base, ...]],
) -> tuple[Programme, ...]:
    """Every programme that the table counts, in the order of its ids.

    ``records`` are rows of programmes.csv by id; ``locate`` gives the bases of one, none where they
    are not known. What a row does not state is taken from the other rows of its programme. Where
    the Selection counts in what is not stated, people come to a base of which that is not said.
    """
    counted = sorted(table.supply.services, key=lambda s: s.service_id)
    return tuple(_programme(s, records, locate, table.selection.include_unstated) for s in counted)


def _programme(
    service: Service,
    records: Mapping[str, ProgrammeRow],
    locate: Callable[[ProgrammeRow], tuple[Base, ...]],
    silent_counts: bool,
) -> Programme:
    rows = [records[o.observation_id] for o in (service.chosen, *service.rows)]
    bases = next((found for row in rows if (found := locate(row))), ())
    modes = next(
        (set(row["delivery_mode"].split(";")) for row in rows if row["delivery_mode"]), set()
    )
    places = service.capacity.places
    part = Part.IN_PERSON
    if modes and modes <= REMOTE:
        part = Part.ONLINE
    elif not bases:
        part = Part.NO_BASE
    elif not modes and not silent_counts:
        part = Part.NOT_SAID
    elif places is None:
        part = Part.NO_PLACES
    return Programme(service.service_id, service.chosen.programme, part, places, bases)


def of(found: Iterable[Programme], *parts: Part) -> tuple[Programme, ...]:
    """Those of the programmes with one of these parts."""
    return tuple(one for one in found if one.part in parts)
