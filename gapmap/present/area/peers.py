"""One area beside others: its neighbours, its region, the whole, and a second area."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from gapmap.core.gap import GapTable
from gapmap.core.totals import Totals
from gapmap.present.words import finding as words
from gapmap.present.words import scale
from gapmap.present.words.labels import about, rate, rate_down, span, whole


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
    regions: GapTable,
    region_codes: Iterable[str],
    second: str | None = None,
) -> list[Peer]:
    """Lines for an area and what it can be compared with. Raises KeyError for an unknown code.

    ``regions`` is the GapTable of the same Selection by region; an area that reaches into several
    regions has a line for each of ``region_codes``. Where small numbers are withheld regions are
    left out: less the areas shown beside them, they could give a withheld number away.
    """
    found = [_peer("this area", table, table.row(code))]
    if second is not None:
        found.append(_peer("chosen", table, table.row(second)))
    beside = table.rows[table.rows["code"].isin(set(neighbours) - {code, second})]
    found += [_peer("neighbour", table, beside.loc[i]) for i in beside.sort_values("name").index]
    if not table.selection.suppress_below:
        around = [_peer("region", regions, regions.row(c)) for c in region_codes]
        found += [peer for peer in around if peer.name != table.totals.covers]
    return [*found, _whole(table.totals)]


def _peer(relation: str, table: GapTable, row: pd.Series) -> Peer:
    return Peer(
        relation,
        str(row["name"]),
        words.ratio(row),
        words.places(row),
        words.perpetrators(row),
        whole(row["programmes"]),
        scale.value(table, row),
    )


def _whole(totals: Totals) -> Peer:
    at_least = "at least " if totals.programmes_unmeasured else ""
    return Peer(
        "whole",
        totals.covers,
        _ratio(totals),
        words.why_no_total(totals) or f"{at_least}{whole(totals.places)}",
        f"about {about(totals.perpetrators)} "
        f"({span(totals.perpetrators_low, totals.perpetrators_high)})",
        whole(totals.programmes),
        "",
    )


def _ratio(totals: Totals) -> str:
    missing = words.why_no_total(totals)
    if missing:
        return missing
    low, high = 1000 * totals.share_met_low, 1000 * totals.share_met_high
    if totals.programmes_unmeasured:
        return f"at least {rate_down(1000 * totals.share_met)} ({rate_down(low)} or more)"
    return f"{rate(1000 * totals.share_met)} ({rate(low)} to {rate(high)})"
