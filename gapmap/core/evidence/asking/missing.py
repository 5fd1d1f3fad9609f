"""What is missing of each area: the facts that somebody can be expected to know, less those known.

Of an area, a fact is *expected* when a body holds it of any of its building blocks. It is *known*
when every programme recorded there, of which no source says that it has ended, states it;
*partly* when some do; *missing* when none does; and where no programme is recorded nothing at all
is known, not even whether there is one. Missing = expected less known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from gapmap.core.evidence.asking.facts import ANSWERED_WITHOUT, STATED, services_at
from gapmap.core.evidence.asking.holders import Body
from gapmap.core.evidence.asking.value import Value
from gapmap.core.evidence.observation import ProgrammeRow
from gapmap.errors import UnknownAreaError
from gapmap.fields import shown
from gapmap.selection import Selection
from gapmap.vocabulary import FACTS, LEVEL_PLURAL, State

KNOWN, PARTLY, MISSING, NOTHING = "known", "partly", "missing", "no_programme"
STATUSES: Final = {
    KNOWN: "known of every programme",
    PARTLY: "known of some",
    MISSING: "known of none",
    NOTHING: "no programme recorded",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the programmes of an area: how many state a fact, how many publishers could not; all."""

    known: int
    answered_without: int
    of: int

    @property
    def status(self) -> str:
        """One of STATUSES."""
        if not self.of:
            return NOTHING
        return KNOWN if self.known == self.of else PARTLY if self.known else MISSING


@dataclass(frozen=True, slots=True)
class Place:
    """An area as a view shows it: its state, and estimated perpetrators (low, central, high).

    Where its number is a lower bound, ``unmeasured`` of the programmes that are ``counted`` have no
    known places, and ``silent`` more may match: their sources do not say.
    """

    code: str
    name: str
    state: str
    lower_bound: bool
    people: tuple[float, float, float]
    blocks: frozenset[str]
    counted: int = 0
    unmeasured: int = 0
    silent: int = 0

    @property
    def numbered(self) -> bool:
        """Whether it has a usable number, may it be shown or not."""
        return self.state in (State.MEASURED.value, State.SUPPRESSED.value)


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """What is expected and known of one area.

    ``services`` are the ids of the programmes recorded there; ``bodies`` those who could say, the
    nearest first; ``asked`` and ``answered`` the facts of requests on record.
    """

    place: Place
    services: tuple[str, ...]
    tallies: Mapping[str, Tally]
    expected: frozenset[str]
    asked: frozenset[str]
    answered: frozenset[str]
    bodies: tuple[Body, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts expected and not known of every programme, in the order of FACTS."""
        return tuple(f for f in FACTS if f in self.expected and self.tallies[f].status != KNOWN)


@dataclass(frozen=True)
class Missing:
    """All that is missing in the areas of one view.

    ``areas`` are those that have an estimate, where the view has no usable number first, those
    with most estimated perpetrators first; ``values`` the bodies in the order of asking;
    ``unknown`` the estimated perpetrators in areas without a usable number, ``need`` in all;
    ``services`` the records of each service, ``served`` its building blocks, ``at`` the services at
    each of those, ``facts`` the status of each of its facts;
    ``look`` the registers in which to look (rows of places_to_look.csv);
    ``sources`` the rows of sources.csv by source_id;
    ``noun`` what the estimate counts; ``fingerprint`` and ``as_of`` are those of the data.
    """

    selection: Selection
    noun: str
    fingerprint: str
    as_of: date
    areas: tuple[AreaFacts, ...]
    counts: Mapping[str, "Count"]
    values: tuple[Value, ...]
    unknown: float
    need: float
    services: Mapping[str, list[ProgrammeRow]]
    served: Mapping[str, frozenset[str]]
    at: Mapping[str, frozenset[str]]
    facts: Mapping[str, Mapping[str, str]]
    look: tuple[Mapping[str, str], ...]
    sources: Mapping[str, Mapping[str, str]]

    @cached_property
    def by_code(self) -> dict[str, AreaFacts]:
        """Its areas by code."""
        return {area.place.code: area for area in self.areas}

    @cached_property
    def by_body(self) -> dict[str, Value]:
        """The value of asking each body that would settle something."""
        return {value.body.body_id: value for value in self.values}

    def area(self, code: str) -> AreaFacts:
        """What is missing of one area. Raises UnknownAreaError for one that has no estimate."""
        if code not in self.by_code:
            level = self.selection.level
            raise UnknownAreaError(
                f"{shown(code)} is none of the {LEVEL_PLURAL[level]} with an estimate; python -m "
                f"gapmap table --level {level} lists their codes."
            )
        return self.by_code[code]


@dataclass(frozen=True, slots=True)
class Request:
    """A request on record: the blocks that it was about, what was asked and what was given."""

    body_id: str
    blocks: frozenset[str]
    asked: frozenset[str]
    given: frozenset[str]


@dataclass(frozen=True, slots=True)
class Count:
    """Areas of a level by what is known of one fact; each is a part of ``expected``.

    ``programmes_known`` of ``programmes`` state it, each counted once.
    """

    expected: int
    asked: int
    answered: int
    known: int
    partly: int
    missing: int
    nothing: int
    programmes_known: int
    programmes: int


def by_area(
    places: Iterable[Place],
    served: Mapping[str, frozenset[str]],
    facts: Mapping[str, Mapping[str, str]],
    bodies: Sequence[Body],
    requests: Iterable[Request],
) -> tuple[AreaFacts, ...]:
    """What is expected and known of every area; requests count to bodies that still hold it.

    ``served`` has the building blocks of each service, ``facts`` the statuses of its facts
    (``core.evidence.asking.facts``).
    """
    able = {body.body_id for body in bodies}
    asked = tuple(request for request in requests if request.body_id in able)
    at = services_at(served, facts)
    return tuple(_area(place, at, facts, bodies, asked) for place in places)


def _area(
    place: Place,
    at: Mapping[str, frozenset[str]],
    facts: Mapping[str, Mapping[str, str]],
    bodies: Sequence[Body],
    requests: Sequence[Request],
) -> AreaFacts:
    blocks = place.blocks
    here = tuple(sorted(frozenset().union(*(at[block] for block in blocks if block in at))))
    able = [(body, body.facts(blocks)) for body in bodies]
    mine = [request for request in requests if request.blocks & blocks]
    return AreaFacts(
        place,
        here,
        {fact: _tally([facts[s][fact] for s in here]) for fact in FACTS},
        frozenset().union(*(known for _, known in able)),
        frozenset().union(*(r.asked for r in mine)),
        frozenset().union(*(r.given for r in mine)),
        tuple(body for body, known in able if known),
    )


def _tally(statuses: Sequence[str]) -> Tally:
    without = sum(status in ANSWERED_WITHOUT for status in statuses)
    return Tally(statuses.count(STATED), without, len(statuses))


def counts(areas: Iterable[AreaFacts], facts: Mapping[str, Mapping[str, str]]) -> dict[str, Count]:
    """For every fact, the areas expected, asked, answered and known, and the programmes."""
    everywhere = tuple(areas)
    here = {service for area in everywhere for service in area.services}
    return {fact: _count(fact, everywhere, [facts[s][fact] for s in here]) for fact in FACTS}


def _count(fact: str, areas: Sequence[AreaFacts], statuses: Sequence[str]) -> Count:
    expected = [area for area in areas if fact in area.expected]
    found = [area.tallies[fact].status for area in expected]
    return Count(
        expected=len(expected),
        asked=sum(fact in area.asked for area in expected),
        answered=sum(fact in area.answered for area in expected),
        known=found.count(KNOWN),
        partly=found.count(PARTLY),
        missing=found.count(MISSING),
        nothing=found.count(NOTHING),
        programmes_known=statuses.count(STATED),
        programmes=len(statuses),
    )
