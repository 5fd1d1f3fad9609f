"""One area of a GapTable as a table of its own, which remembers the whole that it is a part of.

And what its numbers, or those of the whole, rest on most.
"""

from collections.abc import Iterable
from dataclasses import replace

from gapmap.core.evidence.one_service import Service
from gapmap.core.gap import GapTable, sources_of
from gapmap.core.supply import Supply


def of_area(table: GapTable, code: str) -> GapTable:
    """Return the area's row, parts, programmes and sources, and nothing of other areas.

    What compares stays of the whole level: totals, classes and ``GapTable.whole``. So does what
    disclosure control withholds: no part says more than it does in the whole. Records that name no
    area (national totals) are left out. Raises KeyError when the level has no such area.
    """
    place = table.columns["code"].index(code) if code in table.columns["code"] else -1
    if place < 0:
        raise KeyError(code)
    portions = tuple(part for part in table.portions if part.code == code)
    area_of = {block: area for block, area in table.area_of.items() if area == code}
    supply = _inside(table.supply, {p.service_id for p in portions}, area_of)
    return replace(
        table,
        columns={name: (values[place],) for name, values in table.columns.items()},
        portions=portions,
        supply=supply,
        source_ids=sources_of(table.model, supply, portions),
        area_of=area_of,
        within=table.whole,
    )


def sources_behind(table: GapTable, code: str | None = None) -> tuple[str, ...]:
    """Sources of the programmes that count in an area, or in all, the most places first."""
    rows = {o.observation_id: o for s in table.supply.services for o in (s.chosen, *s.rows)}
    places: dict[str, float] = {}
    for part in table.portions:
        if code in (None, part.code):
            places[part.observation_id] = places.get(part.observation_id, 0.0) + (
                part.places or 0.0
            )
    shown = (rows[i] for i in sorted(places, key=lambda i: (-places[i], i)))
    return tuple(dict.fromkeys(i for o in shown for i in (o.source_id, *o.more_source_ids)))


def _inside(supply: Supply, counted: set[str], blocks: Iterable[str]) -> Supply:
    """The supply of some building blocks, in which the services ``counted`` count."""
    here = frozenset(blocks)

    def named(service: Service) -> bool:
        return not here.isdisjoint((*service.blocks, *service.blocks_unmeasured))

    return Supply(
        tuple(service for service in supply.services if service.service_id in counted),
        tuple(
            record
            for record in supply.context
            if record.row_kind != "national_aggregate" and not here.isdisjoint(record.blocks)
        ),
        supply.set_aside,
        tuple(item for item in supply.hidden if not here.isdisjoint(item.blocks)),
        tuple(filter(named, supply.ended)),
        supply.recorded & here,
    )
