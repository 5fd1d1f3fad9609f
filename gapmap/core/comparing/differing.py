"""How far two views of the same records can differ in an area, programme by programme.

What is not known of a programme in one view is often not known in the other for the same reason,
and then makes no difference. For each service and area a view says one of: counted with a number n;
counted, number not known; may match; not there. In places, and in programmes:

    n: [n, n] and 1    not known: [0, inf) and 1    may: [0, inf) and [0, 1]    not there: 0 and 0
    change of one service = [lowest second - highest first, highest second - lowest first]
    change of an area     = [sum of the least, sum of the most]

but 0 for a service that is alike in both views, and not below 0 for one that can count in the first
only if it does in the second (``both_views``). There is no result for views of different records,
estimates or areas, nor for an area where disclosure control withholds a number.
"""

from dataclasses import dataclass
from typing import Final

from gapmap.core.comparing.both_views import NOTHING, Pair, Range, View
from gapmap.core.gap import GapTable

NEED: Final = ("level", "demand", "assumptions", "local", "shrinkage")
"""Choices that decide the estimate, and by it how places are shared out."""


@dataclass
class Spread:
    """An area: least and most change of places and of programmes, and places in either view.

    The last are of all programmes for unmet need, of those that make a difference for the others.
    """

    places: Range = NOTHING
    first: Range = NOTHING
    second: Range = NOTHING
    programmes: Range = NOTHING


def spreads(first: GapTable, second: GapTable) -> dict[str, Spread]:
    """How far the areas can differ, by code; none of those that have to be left out."""
    if not _of_one_kind(first, second):
        return {}
    one, two = View(first), View(second)
    out = one.withheld | two.withheld
    found = {str(code): Spread() for code in first.columns["code"] if code not in out}
    pair = Pair(one, two)
    sums = first.selection.measure == "unmet"
    for service, codes in pair.where().items():
        if sums or not pair.relation(service).no_difference:
            for code in codes & found.keys():
                _add(found[code], pair, service, code)
    return found


def _of_one_kind(first: GapTable, second: GapTable) -> bool:
    """Whether both are of the same records, areas and estimate."""
    one, two = first.selection, second.selection
    return (
        first.register is second.register
        and first.register is not None
        and first.model is second.model
        and first.area_of == second.area_of
        and all(getattr(one, name) == getattr(two, name) for name in NEED)
    )


def _add(area: Spread, pair: "Pair", service: str, code: str) -> None:
    its = pair.relation(service)
    (a, had), (b, has) = (
        view.range_of(service, code, unsure, part=its.part)
        for view, unsure in zip((pair.one, pair.two), its.unsure, strict=True)
    )
    area.first, area.second = _plus(area.first, a), _plus(area.second, b)
    if its.no_difference:
        return
    number = its.alone and its.same_numbers
    change = _apart(a, b, fewer=number and its.fewer, more=number and its.more)
    area.places = _plus(area.places, change)
    if not its.alike:
        change = _apart(had, has, fewer=its.fewer, more=its.more)
        area.programmes = _plus(area.programmes, change)


def _plus(one: Range, two: Range) -> Range:
    return one[0] + two[0], one[1] + two[1]


def _apart(a: Range, b: Range, *, fewer: bool, more: bool) -> Range:
    """The least and the most that b can be above a; not below zero where a needs b."""
    least, most = b[0] - a[1], b[1] - a[0]
    return max(least, 0.0) if fewer else least, min(most, 0.0) if more else most


def of_measure(area: Spread, measure: str, perpetrators: float, target: float) -> Range | None:
    """The least and the most change of an area's value of a measure; None where it has none.

    ``perpetrators`` are the estimate in both views, ``target`` the share of them to be met:

        places_per_1000: 1000 * places / perpetrators, share_met: places / perpetrators
        unmet = max(0, target * perpetrators - places), so that a growth of places by d >= 0
        lessens it by min(d, unmet first), and a loss by d adds min(d, unmet second)
    """
    if measure == "programmes":
        return area.programmes
    if measure == "unmet":
        return _unmet(area, target * perpetrators)
    if measure not in ("places_per_1000", "share_met") or not perpetrators > 0:
        return None
    share = area.places[0] / perpetrators, area.places[1] / perpetrators
    return share if measure == "share_met" else (1000 * share[0], 1000 * share[1])


def _unmet(area: Spread, aim: float) -> Range:
    least, most = area.places
    (low, high), (low_after, high_after) = (
        (max(0.0, aim - places[1]), max(0.0, aim - places[0]))
        for places in (area.first, area.second)
    )
    down = -min(most, high) if most > 0 else min(-most, low_after)
    up = -min(least, low) if least > 0 else min(-least, high_after)
    return down, up
