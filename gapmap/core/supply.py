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
from typing import Final, cast

from gapmap.core.evidence.capacity import Observation
from gapmap.core.evidence.matching import Match, Verdict
from gapmap.core.evidence.one_service import Answer, Hidden, Row, Service, Terms, answer, terms_of
from gapmap.core.evidence.register import Register
from gapmap.selection import Selection

ANSWERS_KEPT: Final = 20_000
"""How many answers about single services are remembered: those of shipped data under many terms."""


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
    terms, observations, blocks = terms_of(selection), register.observations, register.blocks
    found: dict[str, Service] = {}
    hidden, ended = [], []
    known, once = _known(register, terms), dict[frozenset[str], frozenset[str]]()
    for service_id, rows in register.services.items():
        said = tuple([verdicts[i] for i in rows])
        its = known.get((service_id, said))
        if its is None:
            records = [Row(observations[i], verdicts[i], blocks[i], places[i]) for i in rows]
            its = known[service_id, said] = answer(service_id, records, terms, once)
        if its.counts is not None:
            found[service_id] = its.counts
        if its.hidden is not None:
            hidden.append(its.hidden)
        if its.ended is not None:
            ended.append(its.ended)
    counted, set_aside = _without_overlaps(found)
    context = [observations[i] for i in register.context if verdicts[i].match >= terms.enough]
    return Supply(
        counted, tuple(context), set_aside, tuple(hidden), tuple(ended), register.recorded
    )


def _known(register: Register, terms: Terms) -> dict[tuple[str, tuple[Verdict, ...]], Answer]:
    """Answers about services by what is said of their records; most of a new view are known.

    Equal verdicts are one object, so that looking is quick.
    """
    kept = cast(
        dict[Terms, dict[tuple[str, tuple[Verdict, ...]], Answer]],
        register.made.setdefault("answers", {}),
    )
    if sum(map(len, kept.values())) > ANSWERS_KEPT:
        kept.clear()
    return kept.setdefault(terms, {})


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
