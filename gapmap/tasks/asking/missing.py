"""What is missing now: the register of holders, the records and one view, joined.

Programmes count whatever their year and whatever the view filters, unless a source says that they
have ended: whether one still runs is among what has to be asked. Which areas have a usable number
is what the view says.
"""

from collections.abc import Iterable, Mapping
from math import fsum

from gapmap.core.evidence.asking.holders import Body
from gapmap.core.evidence.asking.missing import AreaFacts, Missing, Place, Request, by_area, counts
from gapmap.core.evidence.asking.value import Value, order
from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.tasks.asking.recorded import everyone, recorded
from gapmap.vocabulary import State

_KEPT = "what is missing"
"""Under which a table keeps it."""


def missing(dataset: Dataset, table: GapTable) -> Missing:
    """What is missing in a view, as of the day that the data speak of: made once for a table."""
    if _KEPT not in table.made:
        table.made[_KEPT] = _missing(dataset.guarded(table.selection.suppress_below), table)
    found = table.made[_KEPT]
    assert isinstance(found, Missing)
    return found


def for_plan(dataset: Dataset, table: GapTable, moved: Mapping[str, int]) -> tuple[Value, ...]:
    """The bodies whose answer would move most of a plan, in the order of asking.

    ``moved`` has the places of the plan that would go elsewhere once an area's own were known
    (``Proposal.asking``). A body that can speak for a part of an area only counts for that part, by
    its people; ``people`` and ``adds`` of a Value are then places.
    """
    people = dataset.country.need(table.selection, table.model).by_block
    weights: dict[str, float] = {}
    for place in _places(table):
        inside = _people(people, [place.blocks])
        whole = fsum(inside.values())
        if moved.get(place.code) and whole:
            weights |= {b: moved[place.code] * n / whole for b, n in inside.items()}
    return order(everyone(dataset), weights, {})


def could_say(dataset: Dataset, level: str, code: str) -> tuple[Body, ...]:
    """The organisations that can be expected to know something of an area, the nearest first."""
    blocks = dataset.country.blocks_in.get((level, code), frozenset())
    return tuple(b for b in everyone(dataset) if b.facts(blocks))


def _missing(data: Dataset, table: GapTable) -> Missing:
    selection, held, able = table.selection, recorded(data), everyone(data)
    areas = by_area(_places(table), held.served, held.facts, able, _requests(data))
    people = data.country.need(selection, table.model).by_block
    unknown = _people(people, [a.place.blocks for a in areas if not a.place.numbered])
    bounds = _people(people, [a.place.blocks for a in areas if a.place.lower_bound])
    every = _people(people, [a.place.blocks for a in areas])
    return Missing(
        selection, table.model.noun, table.fingerprint, data.as_of,
        tuple(sorted(areas, key=_first)), counts(areas, held.facts),
        order(able, unknown, bounds), fsum(unknown.values()), fsum(every.values()),
        held.services, held.served, held.at, held.facts,
        tuple({str(k): str(v) for k, v in r.items()}
              for r in data.tables["places_to_look"].to_dict("records")),
        {row["source_id"]: row for row in data.sources()},
    )  # fmt: skip


def _first(area: AreaFacts) -> tuple[bool, float, str]:
    """A key that sorts areas: without a usable number first, most people first."""
    people = area.place.people[1]
    return area.place.numbered, -people if people == people else 0.0, area.place.code


def _places(table: GapTable) -> list[Place]:
    """Every area of the view that has an estimate or a withheld one."""
    blocks: dict[str, set[str]] = {}
    for block, code in table.area_of.items():
        blocks.setdefault(code, set()).add(block)
    silent = [item.silent for item in table.supply.hidden]
    return [
        Place(
            row["code"], row["name"], row["state"], bool(row["lower_bound"]),
            (row["perpetrators_low"], row["perpetrators"], row["perpetrators_high"]),
            frozenset(blocks[row["code"]]), int(row["programmes"]),
            int(row["programmes_unmeasured"]),
            sum(not where.isdisjoint(blocks[row["code"]]) for where in silent),
        )
        for row in table.records
        if row["state"] != State.NO_ESTIMATE.value and row["code"] in blocks
    ]  # fmt: skip


def _requests(dataset: Dataset) -> list[Request]:
    inside = dataset.country.blocks_in
    return [
        Request(
            row["body_id"],
            inside.get((row["level"], row["code"]), frozenset()),
            frozenset(filter(None, row["facts_asked"].split(";"))),
            frozenset(filter(None, row["facts_given"].split(";"))),
        )
        for row in dataset.tables["requests"].to_dict("records")
    ]


def _people(people: Mapping[str, float], areas: Iterable[frozenset[str]]) -> dict[str, float]:
    """The estimate of every building block of these areas that has one."""
    blocks = frozenset().union(*areas)
    return {b: people[b] for b in sorted(blocks) if people.get(b, 0.0) > 0}
