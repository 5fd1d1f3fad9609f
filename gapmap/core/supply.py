"""Supply: yearly places on programmes, where they are, and what is not known about them.

A *place* is capacity for one person in twelve months. One ``Observation`` is one programme in one
period. The rules, each with a test:

1. *Filters* keep observations of real services (``row_kind`` programme) that match the Selection.
   Unstated routes, dates and accreditation do not match; how many programmes that hides is counted.
   Whether a group is accepted is neither yes nor no when it is not stated: such a programme is
   recorded, places not known.
2. *Attributes* that an observation leaves unstated (routes, each group) are taken from the nearest
   observation in time of the same service that states them; a service of which any
   observation is stated to be accredited is accredited.
3. *Capacity* of an observation comes from the most trusted basis that is usable and allowed
   (``core.capacity``).
4. *One service counts once*: rows with one ``service_id`` are one service. Its latest observation
   with a usable capacity gives its places and where they are; areas that only its other
   observations name count it as recorded, places not known.
5. *Programmes within programmes* (``part_of``): a wider programme with usable capacity contains its
   parts, which are then set aside (areas that only they name count as recorded); without, it stands
   only where no usable part of it does, and a part without usable capacity is set aside where the
   wider one stands for all of it.
6. *Apportionment* over building blocks is by estimated perpetrators, so totals are conserved and
   the ratio is even across a programme's area.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from gapmap.core.capacity import MONTHS_A_YEAR, UNIT_COST, Capacity, Observation, capacity
from gapmap.selection import Selection
from gapmap.vocabulary import GROUPS

SILENT: Final = "its sources do not say whether it accepts everyone chosen"


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Supply:
    """Services counted, those set aside as contained in another, and what the filters hide.

    ``context`` are rows that match the Selection but are no service (awards for several projects,
    national totals, panels, training): shown beside the figures, never counted in them.
    """

    services: tuple[Service, ...]
    context: tuple[Observation, ...]
    set_aside: Mapping[str, str]  # service_id -> the service_id that contains it
    hidden: Mapping[str, int]  # reason -> number of programmes hidden for that reason alone


def with_nearest_attributes(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Fill unstated routes and groups from the nearest stated ones, accreditation from any.

    Nearest by years between periods; the later one where two are equally near. An undated
    observation is further than any dated one.
    """
    everyone = tuple(observations)
    by_service: dict[str, list[Observation]] = {}
    for obs in everyone:
        if obs.row_kind == "programme":
            by_service.setdefault(obs.service_id, []).append(obs)
    return tuple(_filled(obs, by_service.get(obs.service_id, [])) for obs in everyone)


def _filled(obs: Observation, siblings: list[Observation]) -> Observation:
    if obs.row_kind != "programme" or len(siblings) < 2:
        return obs
    near = sorted(siblings, key=lambda other: (_years_apart(obs, other), -(other.end_year or 0)))
    return replace(
        obs,
        routes=obs.routes or next((o.routes for o in near if o.routes), ()),
        accepts=tuple(g for g in GROUPS if _says(near, g) == "yes"),
        does_not_accept=tuple(g for g in GROUPS if _says(near, g) == "no"),
        accredited=any(o.accredited for o in siblings),
    )


def _says(near: Iterable[Observation], group: str) -> str:
    """What the nearest observation that speaks of a group says of it."""
    for obs in near:
        if group in obs.accepts or group in obs.does_not_accept:
            return "yes" if group in obs.accepts else "no"
    return ""


def _years_apart(one: Observation, other: Observation) -> int:
    if one is other:
        return 0
    if None in (one.start_year, one.end_year, other.start_year, other.end_year):
        return 999
    first = max(one.start_year or 0, other.start_year or 0)
    last = min(one.end_year or 0, other.end_year or 0)
    return max(0, first - last)


def seen_in(obs: Observation, since: int | None, until: int | None) -> bool:
    """True when the observation's period touches the years; undated ones match only all years."""
    if since is None and until is None:
        return True
    if obs.start_year is None or obs.end_year is None:
        return False
    return (since is None or obs.end_year >= since) and (until is None or obs.start_year <= until)


def filters(selection: Selection) -> dict[str, Callable[[Observation], bool]]:
    """One test a reason for being hidden. ``hidden`` counts what fails that test alone."""
    routes, accepts = set(selection.routes), set(selection.accepts)
    dated = selection.since is not None or selection.until is not None
    return {
        "years": lambda o: o.start_year is None or seen_in(o, selection.since, selection.until),
        "undated": lambda o: not dated or o.start_year is not None,
        "types": lambda o: not selection.types or o.programme_type in selection.types,
        "routes": lambda o: not routes or not o.routes or bool(routes & set(o.routes)),
        "routes_not_stated": lambda o: (
            not routes or bool(o.routes) or selection.include_unstated_routes
        ),
        "accepts": lambda o: not accepts or not _speaks_of(o, accepts) or accepts <= set(o.accepts),
        "accepts_not_stated": lambda o: not accepts or _speaks_of(o, accepts),
        "accredited": lambda o: not selection.accredited or o.accredited,
    }


def _speaks_of(obs: Observation, groups: set[str]) -> bool:
    """True when the sources say yes or no for every one of the groups, or no for any."""
    return bool(groups & set(obs.does_not_accept)) or groups <= set(obs.accepts)


def count(
    observations: Iterable[Observation],
    selection: Selection,
    unit_cost: float = UNIT_COST,
    within: Set[str] | None = None,
) -> Supply:
    """Apply the Selection's filters and rules 3 to 5. Observations must have nearest attributes.

    What is hidden is counted for the building blocks ``within`` (default: everywhere).
    """
    tests = filters(selection)
    kept: dict[str, list[Observation]] = {}
    silent: dict[str, list[Observation]] = {}
    missed: dict[str, set[str]] = {reason: set() for reason in tests}
    context = []
    for obs in observations:
        failed = [reason for reason, test in tests.items() if not test(obs)]
        if obs.row_kind != "programme":
            context += [] if failed else [obs]
        elif not failed:
            kept.setdefault(obs.service_id, []).append(obs)
        elif failed == ["accepts_not_stated"]:
            silent.setdefault(obs.service_id, []).append(obs)
        elif len(failed) == 1 and (within is None or not within.isdisjoint(obs.blocks)):
            missed[failed[0]].add(obs.service_id)
    services = {
        service_id: _one_service(service_id, rows, selection.trusted_bases, unit_cost)
        for service_id, rows in kept.items()
    }
    for service_id in silent.keys() - kept.keys():
        service = _one_service(service_id, silent[service_id], (), unit_cost)
        services[service_id] = replace(service, capacity=Capacity(None, "none", SILENT))
    services = dict(sorted(services.items()))
    counted, set_aside = _without_overlaps(services)
    hidden = {reason: len(ids - services.keys()) for reason, ids in missed.items()}
    del hidden["accepts_not_stated"]  # not hidden: recorded, places not known
    return Supply(counted, tuple(context), set_aside, hidden)


def _one_service(
    service_id: str, rows: list[Observation], bases: Sequence[str], unit_cost: float
) -> Service:
    found = [(obs, capacity(obs, bases, unit_cost)) for obs in rows]
    usable = [pair for pair in found if pair[1].places is not None or pair[1].basis == "withheld"]
    chosen, its_capacity = max(usable or found, key=lambda pair: standing(pair, bases))
    everywhere = {block for obs in rows for block in obs.blocks}
    blocks = set(chosen.blocks) if usable else everywhere
    return Service(
        service_id,
        chosen,
        its_capacity,
        tuple(sorted(blocks)),
        tuple(sorted(everywhere - blocks)) if usable else (),
        tuple(sorted(rows, key=lambda o: (o.end_year or 0, o.start_year or 0), reverse=True)),
    )


def standing(pair: tuple[Observation, Capacity], bases: Sequence[str]) -> tuple[float, ...]:
    """How well a row speaks for its service; the greatest of its rows does.

    Latest first; then the more trusted basis; then the period nearest to a year.
    """
    obs, its_capacity = pair
    trust = -bases.index(its_capacity.basis) if its_capacity.basis in bases else -len(bases)
    length = -abs((obs.count_months or 0) - MONTHS_A_YEAR)
    return (obs.end_year or 0, obs.start_year or 0, trust, length)


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
