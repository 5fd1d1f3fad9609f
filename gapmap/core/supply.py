"""Supply: yearly places on programmes, where they are, and what is not known about them.

A *place* is capacity for one person in twelve months. One ``Observation`` is one programme in one
period. The rules, each with a test:

1. *Filters* keep observations of real services (``row_kind`` programme) that match the Selection
   (``core.matching``). What is not stated neither counts nor is a no: where a service matches
   nowhere by a stated yes, the areas it is recorded for may match. Periods in the years chosen
   speak for a service before its other periods do.
2. *Attributes* that an observation leaves unstated (routes, each group) are taken from the nearest
   observation in time of the same service that states them; a service of which any
   observation is stated to be accredited is accredited.
3. *Capacity* of an observation comes from the most trusted basis that is usable and allowed
   (``core.capacity``).
4. *One service counts once*: rows with one ``service_id`` are one service. Of its observations with
   a usable capacity the one of the best grade, of these one that does not reach beyond the years
   chosen, and of these the latest, gives its places and where they are; areas that only its other
   matching observations name count it as recorded, places not known.
5. *Programmes within programmes* (``part_of``): a wider programme with usable capacity contains its
   parts, which are then set aside (areas that only they name count as recorded); without, it stands
   only where no usable part of it does, and a part without usable capacity is set aside where the
   wider one stands for all of it.
6. *Apportionment* over building blocks is by estimated perpetrators, so totals are conserved and
   the ratio is even across a programme's area.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gapmap.core.evidence.capacity import MONTHS_A_YEAR, Capacity, Observation
from gapmap.core.evidence.matching import STANDING, Match, Verdict, for_others
from gapmap.core.evidence.register import Register
from gapmap.selection import Selection
from gapmap.vocabulary import GRADES

WORST: Final = len(GRADES)
NOWHERE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Service:
    """A service as counted under a Selection."""

    service_id: str
    chosen: Observation
    capacity: Capacity
    blocks: tuple[str, ...]  # where its places are, or where it is recorded when none are known
    blocks_unmeasured: tuple[str, ...]  # recorded there too, without known places
    rows: tuple[Observation, ...]  # all its observations under the Selection, latest first

    def observation_in(self, block: str) -> Observation:
        """The observation that speaks for a building block: the chosen one, else the latest."""
        return next((o for o in (self.chosen, *self.rows) if block in o.blocks), self.chosen)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A service that the Selection hides somewhere: where, and for which filters.

    ``undecided`` are building blocks where its sources do not say whether it matches, ``silent``
    those of them where it was seen in the years chosen, ``refused`` those where they say that it
    does not, ``there`` of these those where it is said of the years
    chosen, of a service that has not ended, and of one for the people asked about; ``chosen`` is
    the row that speaks for it, ``match`` the best that can be said of it anywhere.
    """

    service_id: str
    chosen: Observation
    undecided: frozenset[str]
    silent: frozenset[str]
    refused: frozenset[str]
    there: frozenset[str]
    reasons: tuple[tuple[str, Match], ...]

    @property
    def match(self) -> Match:
        """NOT_STATED where it may match in some area, else NO."""
        return Match.NOT_STATED if self.undecided else Match.NO

    @property
    def blocks(self) -> frozenset[str]:
        """Everywhere that it is recorded without counting."""
        return self.undecided | self.refused


@dataclass(frozen=True)
class Supply:
    """Services counted, those set aside as contained in another, and what the filters hide.

    ``context`` are rows that match the Selection but are no service (awards for several projects,
    national totals, panels, training): shown beside the figures, never counted in them. ``hidden``
    are services recorded somewhere without counting there. ``ended`` are those that would count
    but for having ended, as they would. ``recorded`` are the building blocks for which any
    programme is recorded, whatever the Selection.
    """

    services: tuple[Service, ...]
    context: tuple[Observation, ...]
    set_aside: Mapping[str, str]  # service_id -> the service_id that contains it
    hidden: tuple[Hidden, ...]
    ended: tuple[Service, ...]
    recorded: frozenset[str]

    def hidden_for(self, within: Iterable[str] | None = None) -> dict[tuple[str, Match], int]:
        """Number of services hidden for one reason alone, by filter and whether it is a no.

        Only those recorded for the building blocks ``within`` (default: everywhere) and counted
        nowhere.
        """
        counted = {service.service_id for service in self.services} | set(self.set_aside)
        here = None if within is None else frozenset(within)
        found: dict[tuple[str, Match], int] = {}
        for item in self.hidden:
            alone = len(item.reasons) == 1 and item.service_id not in counted
            if alone and (here is None or not here.isdisjoint(item.blocks)):
                found[item.reasons[0]] = found.get(item.reasons[0], 0) + 1
        return found


def count(register: Register, selection: Selection) -> Supply:
    """Apply the Selection's filters and rules 3 to 5 to all records."""
    verdicts, places = register.verdicts(selection), register.capacities(selection)
    enough = Match.NOT_STATED if selection.include_unstated else Match.YES
    bases = selection.trusted_bases
    found: dict[str, Service] = {}
    ended, hidden = [], []
    others = for_others(selection)
    once: dict[frozenset[str], frozenset[str]] = {}  # thousands of a list serve the same areas
    for service_id, rows in register.services.items():
        kept = [i for i in rows if verdicts[i].match >= enough]
        if kept:
            pairs = [(register.observations[i], places[i]) for i in kept]
            found[service_id] = _one_service(service_id, pairs, bases, selection.until)
        if len(kept) == len(rows):
            continue
        judged = [(register.observations[i], verdicts[i], register.blocks[i]) for i in rows]
        counted_in = NOWHERE.union(*(register.blocks[i] for i in kept))
        hides = _hidden(service_id, judged, counted_in, others, once)
        if hides is not None:
            hidden.append(hides)
        if kept:
            continue
        gone = [i for i in rows if [name for name, _ in verdicts[i].reasons] == [STANDING]]
        if gone:
            pairs = [(register.observations[i], places[i]) for i in gone]
            ended.append(_one_service(service_id, pairs, bases, selection.until))
    counted, set_aside = _without_overlaps(found)
    context = [register.observations[i] for i in register.context if verdicts[i].match >= enough]
    return Supply(
        counted, tuple(context), set_aside, tuple(hidden), tuple(ended), register.recorded
    )


def _hidden(
    service_id: str,
    rows: list[tuple[Observation, Verdict, frozenset[str]]],
    counted: frozenset[str],
    others: frozenset[str],
    once: dict[frozenset[str], frozenset[str]],
) -> Hidden | None:
    """Where a service is recorded without counting, or None where it counts wherever it is.

    A row is an observation, its verdict and its areas. Rows in the years chosen speak for an area
    before its other rows do. ``others`` are types for other people than those asked about. ``once``
    holds the areas of other services, so that equal ones are held once.
    """
    if len(rows) == 1:  # as of most services; what follows comes to the same, at more length
        return _hidden_alone(service_id, *rows[0], others)
    undecided, seen, spoken_for = NOWHERE, NOWHERE, counted
    best: tuple[Observation, Verdict, frozenset[str]] | None = None
    for in_window in (True, False):
        here = [row for row in rows if row[1].in_window is in_window]
        if not here:
            continue
        silent = NOWHERE.union(
            *[areas for _, said, areas in here if said.match is Match.NOT_STATED]
        )
        undecided |= silent - spoken_for
        seen = undecided if in_window else seen
        spoken_for = spoken_for.union(*[areas for _, _, areas in here])
        left = [row for row in here if not row[2] <= counted]
        if best is None and left:
            best = max(left, key=_speaks)
    if best is None or best[1].match is Match.YES:  # counts, but not wherever another row names
        return None
    no = spoken_for - counted - undecided
    now = [areas for o, v, areas in rows if v.there and o.programme_type not in others]
    there = no & NOWHERE.union(*now)
    may, silent, refused, today = (
        once.setdefault(areas, areas) for areas in (undecided, seen, no, there)
    )
    return Hidden(service_id, best[0], may, silent, refused, today, best[1].reasons)


def _hidden_alone(
    service_id: str, obs: Observation, said: Verdict, areas: frozenset[str], others: frozenset[str]
) -> Hidden | None:
    """Where a service of one row, which does not count, is recorded."""
    if not areas:
        return None
    may = said.match is Match.NOT_STATED
    undecided, refused = (areas, NOWHERE) if may else (NOWHERE, areas)
    silent = undecided if said.in_window else NOWHERE
    there = refused if said.there and obs.programme_type not in others else NOWHERE
    return Hidden(service_id, obs, undecided, silent, refused, there, said.reasons)


def _speaks(row: tuple[Observation, Verdict, frozenset[str]]) -> tuple[Match, int, int]:
    """The more it matches, and the later it is, the sooner a row speaks for its service."""
    return (row[1].match, *_years(row[0]))


def _years(obs: Observation) -> tuple[int, int]:
    return (obs.end_year or 0, obs.start_year or 0)


def _one_service(
    service_id: str,
    found: list[tuple[Observation, Capacity]],
    bases: Sequence[str],
    until: int | None,
) -> Service:
    rows = [obs for obs, _ in found]
    usable = [pair for pair in found if pair[1].places is not None or pair[1].basis == "withheld"]
    chosen, its_capacity = max(usable or found, key=lambda pair: rank(pair, bases, until))
    everywhere = {block for obs in rows for block in obs.blocks}
    blocks = set(chosen.blocks) if usable else everywhere
    where = tuple(sorted(blocks))
    return Service(
        service_id,
        chosen,
        its_capacity,
        chosen.blocks if where == chosen.blocks else where,  # mostly held already
        tuple(sorted(everywhere - blocks)) if usable else (),
        tuple(sorted(rows, key=_years, reverse=True)),
    )


def rank(
    pair: tuple[Observation, Capacity], bases: Sequence[str], until: int | None = None
) -> tuple[float, ...]:
    """How well a row speaks for its service; the greatest of its rows does.

    The best grade first, then one that does not reach beyond ``until``, then the latest, then the
    more trusted basis, then the period nearest to a year.
    """
    obs, its = pair
    grade = -list(GRADES).index(its.grade) if its.grade else -WORST
    if its.basis == "withheld":  # nothing may stand in for it
        grade = 1
    trust = -bases.index(its.basis) if its.basis in bases else -len(bases)
    length = -abs((obs.count_months or 0) - MONTHS_A_YEAR)
    year = obs.year_of_number if its.grade else obs.end_year
    within = until is None or (obs.end_year or 0) <= until
    return (grade, within, year or 0, *_years(obs), trust, length)


def _without_overlaps(
    services: Mapping[str, Service],
) -> tuple[tuple[Service, ...], dict[str, str]]:
    """Apply rule 5. Returns the services that count and, for the others, what contains them."""
    counted, set_aside = dict(services), {}
    parts_of: dict[str, list[Service]] = {}
    for service in services.values():
        if service.chosen.part_of in services:
            parts_of.setdefault(service.chosen.part_of, []).append(service)
    for wider_id, parts in parts_of.items():
        kept, contained = _settle(counted[wider_id], parts)
        for part in contained:
            del counted[part.service_id]
            set_aside[part.service_id] = wider_id
        if kept is None:
            del counted[wider_id]
            set_aside[wider_id] = f"the parts of {wider_id}"
        else:
            counted[wider_id] = kept
    return tuple(counted.values()), set_aside


def _settle(wider: Service, parts: list[Service]) -> tuple[Service | None, list[Service]]:
    """Return a wider service as it counts (None: not at all) and the parts it contains."""
    if wider.capacity.places is not None:
        named = {block for part in parts for block in (*part.blocks, *part.blocks_unmeasured)}
        beyond = (named | set(wider.blocks_unmeasured)) - set(wider.blocks)
        return replace(wider, blocks_unmeasured=tuple(sorted(beyond))), parts
    usable = [part for part in parts if part.capacity.places is not None]
    taken = {block for part in usable for block in part.blocks}
    left = set(wider.blocks) - taken
    contained = [part for part in parts if part not in usable and set(part.blocks) <= left]
    return (replace(wider, blocks=tuple(sorted(left))) if left else None), contained


def apportion(service: Service, weights: Mapping[str, float]) -> dict[str, float]:
    """Spread a service's places over its building blocks in proportion to ``weights``.

    ``weights`` are as for ``shares``. The result sums to the service's places (exactly, up to
    floating point). Raises ValueError when places are not known.
    """
    places = service.capacity.places
    if places is None:
        raise ValueError(f"{service.service_id} has no known places to apportion.")
    return {block: places * part for block, part in shares(service.blocks, weights).items()}


def shares(blocks: Sequence[str], weights: Mapping[str, float]) -> dict[str, float]:
    """Each building block's part of a whole of one, in proportion to ``weights``.

    ``weights`` are estimated perpetrators by building block. Blocks without a weight (Scotland,
    Northern Ireland) share evenly when none of ``blocks`` has one.
    """
    known = {block: weights[block] for block in blocks if weights.get(block, 0) > 0}
    if not known:
        known = dict.fromkeys(blocks, 1.0)
    total = sum(known.values())
    return {block: weight / total for block, weight in known.items()}
