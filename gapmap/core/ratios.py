"""The rows of a GapTable: states, ratios with their intervals, classes and verdicts.

    places_per_1000 = 1000 * places / perpetrators
    share_met       = places / perpetrators
    unmet           = max(0, target_share * perpetrators - places)
    cost_to_close   = unmet * unit cost (GBP a year)

Low and high follow by interval arithmetic from the demand interval; where programmes without known
places are recorded, places are a lower bound, so the upper end of the ratio is open (blank) and the
lower end of unmet need is zero. Places that are not known stay blank; they are never zero.

A *verdict* is on which side of the user's own threshold an area lies; ``crosses_threshold`` says
that the range of the estimate reaches over it, and is blank without one. ``same_with_force_rates``
says that headline and sensitivity layer give the same side, or without a threshold the same class.
"""

from collections.abc import Iterable, Mapping, Sequence, Set

import pandas as pd

from gapmap.core.evidence.capacity import Observation
from gapmap.core.parts import evidence_of
from gapmap.core.states import states_of
from gapmap.core.supply import Supply
from gapmap.selection import Selection
from gapmap.vocabulary import State

ENDS = ("", "_low", "_high")


def area_rows(
    selection: Selection,
    level: pd.DataFrame,
    people: pd.DataFrame,
    parts: pd.DataFrame,
) -> pd.DataFrame:
    """One row an area of the level (index code): demand, places summed.

    ``people`` is the demand by area (low, central, high); ``parts`` has service_id, code,
    places, basis.
    """
    people = people.reindex(level.index)
    rows = pd.DataFrame(index=level.index.sort_values())
    rows["level"], rows["code"], rows["name"] = selection.level, rows.index, level["name"]
    rows["perpetrators_low"], rows["perpetrators"] = people["low"], people["central"]
    rows["perpetrators_high"] = people["high"]
    places = parts.groupby("code")["places"]
    rows["programmes"] = places.size().reindex(rows.index, fill_value=0)
    told = parts["places"].notna() | (parts["basis"] == "withheld")
    known = parts[told].groupby("code").size().reindex(rows.index, fill_value=0)
    rows["programmes_unmeasured"] = rows["programmes"] - known
    rows["places"] = places.sum(min_count=1).reindex(rows.index)
    rows["vintage"] = level["vintage"]
    return rows


def by_area(frame: pd.DataFrame, area_of: Mapping[str, str]) -> pd.DataFrame:
    """Sum a table of building blocks within areas; blank unless every block has a number."""
    grouped = frame.groupby([area_of.get(str(block)) for block in frame.index])
    return grouped.sum(min_count=1).where(grouped.count().eq(grouped.size(), axis=0))


def add_evidence(rows: pd.DataFrame, parts: pd.DataFrame) -> None:
    """Add basis, grade and year of the part that makes most places, and how old the places are."""
    found = evidence_of(parts).reindex(rows.index)
    rows["basis"], rows["grade"] = found["basis"].fillna(""), found["grade"].fillna("")
    rows["number_year"] = found["number_year"].astype("Int64")
    rows["shared"] = found["shared"].eq(True)
    for column in ("places_recent", "places_terms_passed"):
        rows[column] = found[column].astype(float)


def add_states(
    rows: pd.DataFrame,
    supply: Supply,
    area_of: Mapping[str, str],
    estimated: Set[str],
    suppressed: Set[str],
) -> None:
    """Add the state of each area, and how many programmes are recorded there without counting.

    ``estimated`` are the areas with an estimate of need, ``suppressed`` those whose number is
    withheld.
    """
    undecided = _tally(rows, area_of, (item.undecided for item in supply.hidden))
    refused = _tally(rows, area_of, (item.refused for item in supply.hidden))
    recorded = {area_of.get(block) for block in supply.recorded}
    rows["programmes_undecided"], rows["programmes_not_matching"] = undecided, refused
    rows["state"] = states_of(
        estimated=rows.index.isin(estimated),
        withheld=rows.index.isin(suppressed),
        places_known=rows["places"].notna().to_numpy(),
        matching=(rows["programmes"] > 0).to_numpy(),
        undecided=(undecided > 0).to_numpy(),
        recorded=rows.index.isin(recorded),
    )


def _tally(
    rows: pd.DataFrame, area_of: Mapping[str, str], found: Iterable[Iterable[str]]
) -> pd.Series:
    """How many of the sets of building blocks reach into each area."""
    number = dict.fromkeys(rows.index, 0)
    for blocks in found:
        for code in {area_of.get(block) for block in blocks}:
            if code in number:
                number[code] += 1
    return pd.Series(number, dtype=int).reindex(rows.index)


def add_ratios(rows: pd.DataFrame, selection: Selection) -> None:
    """Add lower_bound, the ratios with their low and high ends, and the cost to close the gap."""
    target_share = selection.target_share
    rows["lower_bound"] = (rows["state"] == "measured") & (rows["programmes_unmeasured"] > 0)
    places = rows["places"].where(rows["state"] == "measured")
    for end, other in (("", ""), ("_low", "_high"), ("_high", "_low")):
        rows[f"share_met{end}"] = places / rows[f"perpetrators{other}"]
        rows[f"unmet{end}"] = (target_share * rows[f"perpetrators{end}"] - places).clip(lower=0)
    rows.loc[rows["lower_bound"], "share_met_high"] = float("nan")
    rows.loc[rows["lower_bound"], "unmet_low"] = 0.0
    rows.loc[places.notna() & rows["perpetrators_low"].isna(), "unmet_low"] = 0.0
    unknown = ~rows["state"].isin([State.MEASURED.value, State.NO_ESTIMATE.value])
    rows.loc[unknown, "unmet_low"] = 0.0
    rows.loc[unknown, "unmet_high"] = target_share * rows["perpetrators_high"]
    for end in ENDS:
        rows[f"cost_to_close{end}"] = rows[f"unmet{end}"] * selection.unit_cost
        rows[f"places_per_1000{end}"] = 1000 * rows[f"share_met{end}"]


def add_verdicts(rows: pd.DataFrame, selection: Selection, other: pd.Series) -> None:
    """Add verdict, crosses_threshold and same_with_force_rates.

    ``other`` holds each area's central perpetrators under the layer that is not shown (sensitivity
    when the headline is shown, and the other way round). All are blank where no ratio is known.
    """
    ratio = rows["places_per_1000"]
    below = [] if selection.gap_below is None else [selection.gap_below]
    edges = below or list(selection.breaks)
    open_ended = rows["places_per_1000_high"].where(~rows["lower_bound"]).fillna(float("inf"))
    open_ended = open_ended.where(ratio.notna())
    low, high = classes(rows["places_per_1000_low"], edges), classes(open_ended, edges)
    crosses = _where_known(low != high, ratio)
    rows["crosses_threshold"] = crosses if below else None
    elsewhere = classes(1000 * rows["places"].where(ratio.notna()) / other, edges)
    rows["same_with_force_rates"] = _where_known(classes(ratio, edges) == elsewhere, ratio)
    words = {0: "below", 1: "at or above"}
    rows["verdict"] = classes(ratio, below).map(words) if below else ""
    rows["verdict"] = rows["verdict"].fillna("")


def _where_known(truth: pd.Series, ratio: pd.Series) -> pd.Series:
    """True, False, or None where no ratio is known."""
    known = [None if pd.isna(r) else bool(t) for t, r in zip(truth, ratio, strict=True)]
    return pd.Series(known, index=ratio.index, dtype=object)


def classes(values: pd.Series, breaks: Sequence[float]) -> pd.Series:
    """Class of each value: 0 below the first break, up to ``len(breaks)``; blank stays blank."""
    index = [pd.NA if pd.isna(v) else sum(v >= b for b in breaks) for v in values]
    return pd.Series(index, index=values.index, dtype="Int64")


def served_share(people: pd.Series, area_of: Mapping[str, str], blocks: Set[str]) -> pd.Series:
    """Share of an area's population 16+ in building blocks that a counted programme serves."""
    of_block = [area_of.get(str(block)) for block in people.index]
    served = people.where(people.index.isin(blocks), 0)
    share: pd.Series = served.groupby(of_block).sum() / people.groupby(of_block).sum()
    return share


def context_counts(context: Sequence[Observation], area_of: Mapping[str, str]) -> pd.Series:
    """Number of context rows by area; national totals contain every area and tell none apart."""
    local = [o for o in context if o.row_kind != "national_aggregate"]
    areas = [code for o in local for code in {area_of.get(b) for b in o.blocks} if code]
    return pd.Series(areas, dtype=object).value_counts()
