"""One area beside others: its neighbours, its region, the whole, and a second area."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

import pandas as pd

from gapmap.core.gap import GapTable
from gapmap.core.totals import Benchmark, benchmark
from gapmap.present.words import finding as words
from gapmap.present.words import scale
from gapmap.present.words.labels import about, percent, rate, whole


@dataclass(frozen=True)
class Peer:
    """One line of the comparison, in words: who it is, and its figures or why there is none.

    ``relation`` is "this area", "neighbour", "region", "whole" or "chosen".
    """

    relation: str
    name: str
    places_per_1000: str
    places: str
    perpetrators: str
    programmes: str
    shaded: str


def peers(
    table: GapTable,
    code: str,
    *,
    neighbours: Iterable[str],
    regions: Mapping[str, Set[str]],
    second: str | None = None,
) -> list[Peer]:
    """Lines for an area and what it can be compared with. Raises KeyError for an unknown code.

    ``regions`` maps the names of the area's regions to the codes of the areas in them. A region and
    the whole are the *measured* areas in them, pooled: unknown places never count as nothing. Where
    small numbers are withheld regions are left out: less the areas shown beside them, they could
    give a withheld number away.
    """
    found = [_peer("this area", table, table.row(code))]
    if second is not None:
        found.append(_peer("chosen", table, table.row(second)))
    beside = table.rows[table.rows["code"].isin(set(neighbours) - {code, second})]
    found += [_peer("neighbour", table, beside.loc[i]) for i in beside.sort_values("name").index]
    if not table.selection.suppress_below:
        for name, codes in sorted(regions.items()):
            pooled = benchmark(table.rows[table.rows["code"].isin(codes)])
            if name != table.totals.covers and pooled.of_areas > 1:
                found.append(_pooled("region", f"{name}, areas with a number", pooled))
    whole_name = f"{table.totals.covers}, areas with a number"
    return [*found, _pooled("whole", whole_name, table.totals.measured)]


def _peer(relation: str, table: GapTable, row: pd.Series) -> Peer:
    dated = words.year_and_grade(row)
    return Peer(
        relation,
        str(row["name"]),
        words.ratio(row) + (f", {dated}" if dated else ""),
        words.places(row),
        words.perpetrators(row),
        _programmes(row),
        scale.value(table, row),
    )


def _programmes(row: pd.Series) -> str:
    """How many are recorded, and how many more may match: none recorded is not none there."""
    known, may = whole(row["programmes"]), row["programmes_undecided"]
    return f"{known}; {whole(may)} may match" if may else known


def _pooled(relation: str, name: str, m: Benchmark) -> Peer:
    """The measured areas of a region or of the whole, together."""
    at_least = "at least " if m.lower_bounds else ""
    none = f"no number in any of {m.of_areas}"
    spread = f" ({words.range_of(m)})" if m.areas > 1 else ""
    return Peer(
        relation,
        name,
        f"{at_least}{rate(m.ratio)}{spread}" if m.areas else none,
        f"{at_least}{whole(m.places)}" if m.areas else none,
        f"about {about(m.perpetrators)}" if m.areas else none,
        f"{m.areas} of {m.of_areas} areas, {percent(m.share_of_need)} of the estimate",
        "",
    )
