"""The rows of a GapTable: states, ratios with their intervals, classes and verdicts.

    places_per_1000 = 1000 * places / perpetrators
    share_met       = places / perpetrators
    unmet           = max(0, target_share * perpetrators - places)
    cost_to_close   = unmet * unit cost (GBP a year)

Low and high follow by interval arithmetic from the demand interval. Places are a lower bound where
another programme counts whose places are not known, and where one seen in the years chosen may
match: what its sources do not say is no sign of a gap. The upper end of the ratio is then open
(blank) and the lower end of unmet need zero. Places that are not known stay blank; they are never
zero.

A *verdict* is on which side of the user's own threshold an area lies; ``crosses_threshold`` says
that the range of the estimate reaches over it, and is blank without one. ``same_with_force_rates``
says that headline and sensitivity layer give the same side, or without a threshold the same class.

Columns are arrays with one value an area, in code order; blank numbers are NaN.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from math import fsum
from operator import attrgetter
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gapmap.core.evidence.capacity import Observation
from gapmap.core.evidence.states import states_of
from gapmap.core.need.country import Level, Need, Numbers
from gapmap.core.parts import Portion, largest
from gapmap.core.supply import Supply
from gapmap.selection import Selection
from gapmap.vocabulary import State

ENDS = ("", "_low", "_high")
Columns = dict[str, npt.NDArray[Any]]


def area_rows(selection: Selection, level: Level, need: Need, parts: Iterable[Portion]) -> Columns:
    """The areas of a level: demand, and places summed."""
    found = _by_area(level, parts)
    programmes = np.array([len(here) for here in found])
    told = [sum(p.places is not None or p.basis == "withheld" for p in here) for here in found]
    return {
        "level": texts([selection.level] * len(level.codes)),
        "code": texts(level.codes),
        "name": texts(level.names),
        "perpetrators_low": need.low.copy(),
        "perpetrators": need.central.copy(),
        "perpetrators_high": need.high.copy(),
        "programmes": programmes,
        "programmes_unmeasured": programmes - told,
        "places": np.array([_sum(p.places for p in here) for here in found]),
        "vintage": texts(level.vintages),
    }


def texts(values: Iterable[object]) -> npt.NDArray[np.object_]:
    """Words, or values that are true, false or None, as a column."""
    return np.fromiter(values, dtype=object)


def divided(above: Numbers, below: Numbers) -> Numbers:
    """A ratio: infinite where a number is divided by zero, blank where zero is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio: Numbers = above / below
    return ratio


def _by_area(level: Level, parts: Iterable[Portion]) -> list[list[Portion]]:
    found: list[list[Portion]] = [[] for _ in level.codes]
    for part in parts:
        if part.code in level.place:
            found[level.place[part.code]].append(part)
    return found


def _sum(numbers: Iterable[float | None]) -> float:
    """The sum of those known; blank where none is."""
    known = [n for n in numbers if n is not None]
    return fsum(known) if known else float("nan")


MARKED: Final[Mapping[str, Callable[[Portion], bool]]] = {
    "places_recent": attrgetter("recent"),
    "places_terms_passed": attrgetter("terms_passed"),
    "places_lower_risk": attrgetter("lower_risk"),
}
"""Columns that say how many of an area's places are of a kind, by which part is of it."""


def add_evidence(rows: Columns, level: Level, parts: Sequence[Portion]) -> None:
    """Add basis, grade and year of the part that makes most places, and how old the places are."""
    most = largest(parts)
    of = [most.get(code) for code in level.codes]
    rows["basis"] = texts(part.basis if part else "" for part in of)
    rows["grade"] = texts(part.grade if part else "" for part in of)
    rows["shared"] = np.array([part is not None and part.shared for part in of])
    years = [part.number_year if part else None for part in of]
    rows["number_year"] = np.array([float("nan") if y is None else y for y in years])
    found = _by_area(level, (part for part in parts if part.places is not None))
    for name, marked in MARKED.items():
        rows[name] = np.array(
            [_sum(p.places if marked(p) else 0.0 for p in here) for here in found]
        )


def add_states(
    rows: Columns, supply: Supply, level: Level, estimated: Set[str], suppressed: Set[str]
) -> None:
    """Add the state of each area, and how many programmes are recorded there without counting.

    ``estimated`` are the areas with an estimate of need, ``suppressed`` those whose number is
    withheld. Where nothing is recorded but services that have ended, were seen in other years or
    are for other people, what there is now for those asked about is not stated.
    """
    undecided = tally(level, (item.undecided for item in supply.hidden))
    refused = tally(level, (item.refused for item in supply.hidden))
    rows["programmes_undecided"], rows["programmes_not_matching"] = undecided, refused
    recorded = tally(level, [supply.recorded]) > 0
    refused_now = tally(level, (item.there for item in supply.hidden)) > 0
    rows["state"] = states_of(
        estimated=among(level, estimated),
        withheld=among(level, suppressed),
        places_known=~np.isnan(rows["places"]),
        matching=rows["programmes"] > 0,
        undecided=(undecided > 0) | (recorded & ~refused_now),
        recorded=recorded,
    )


def among(level: Level, codes: Set[str]) -> npt.NDArray[np.bool_]:
    """Which areas are among those named."""
    return np.array([code in codes for code in level.codes])


def tally(level: Level, found: Iterable[frozenset[str]]) -> npt.NDArray[np.int64]:
    """How many of the sets of building blocks reach into each area."""
    numbers = [0] * len(level.codes)
    for blocks in found:
        for i in level.reached(blocks):
            numbers[i] += 1
    return np.array(numbers, dtype=np.int64)


def add_ratios(rows: Columns, selection: Selection, level: Level, supply: Supply) -> None:
    """Add lower_bound, the ratios with their low and high ends, and the cost to close the gap."""
    state, target_share = rows["state"], selection.target_share
    measured = state == State.MEASURED.value
    silent = tally(level, (item.silent for item in supply.hidden)) > 0
    more = silent | (rows["programmes_unmeasured"] > 0)
    bounds = measured & more
    places = np.where(measured, rows["places"], np.nan)
    for end, other in (("", ""), ("_low", "_high"), ("_high", "_low")):
        rows[f"share_met{end}"] = divided(places, rows[f"perpetrators{other}"])
        left = target_share * rows[f"perpetrators{end}"] - places
        rows[f"unmet{end}"] = np.clip(left, 0, None)
    rows["share_met_high"][bounds] = np.nan
    rows["unmet_low"][bounds | (~np.isnan(places) & np.isnan(rows["perpetrators_low"]))] = 0.0
    unknown = ~(measured | (state == State.NO_ESTIMATE.value))
    rows["unmet_low"][unknown] = 0.0
    rows["unmet_high"][unknown] = (target_share * rows["perpetrators_high"])[unknown]
    rows["lower_bound"] = more & ~np.isnan(rows["places"])  # also where there is no estimate
    for end in ENDS:
        rows[f"cost_to_close{end}"] = rows[f"unmet{end}"] * selection.unit_cost
        rows[f"places_per_1000{end}"] = 1000 * rows[f"share_met{end}"]


def add_verdicts(rows: Columns, selection: Selection, other: Numbers) -> None:
    """Add verdict, crosses_threshold and same_with_force_rates.

    ``other`` holds each area's central perpetrators under the layer that is not shown (sensitivity
    when the headline is shown, and the other way round). All are blank where no ratio is known.
    """
    ratio = rows["places_per_1000"]
    known = ~np.isnan(ratio)
    below = [] if selection.gap_below is None else [selection.gap_below]
    edges = below or list(selection.breaks)
    most = rows["places_per_1000_high"]
    most = np.where(known & (rows["lower_bound"] | np.isnan(most)), np.inf, most)
    crosses = class_of(rows["places_per_1000_low"], edges) != class_of(most, edges)
    rows["crosses_threshold"] = texts(
        bool(c) if k and below else None for c, k in zip(crosses, known, strict=True)
    )
    elsewhere = divided(1000 * np.where(known, rows["places"], np.nan), other)
    same = class_of(ratio, edges) == class_of(elsewhere, edges)
    rows["same_with_force_rates"] = texts(
        bool(s) if k else None for s, k in zip(same, known, strict=True)
    )
    words = {0: "below", 1: "at or above"} if below else {}
    rows["verdict"] = texts(words.get(c, "") for c in class_of(ratio, below))


def class_of(values: Numbers, breaks: Sequence[float]) -> Numbers:
    """Class of each value: 0 below the first break, up to ``len(breaks)``; blank stays blank."""
    reached = (values[:, None] >= np.asarray(breaks, dtype=float)).sum(axis=1)
    return np.where(np.isnan(values), np.nan, reached)


def served_share(level: Level, people: Mapping[str, float], blocks: Set[str]) -> Numbers:
    """Share of an area's population 16+ in building blocks that a counted programme serves."""
    served = np.zeros(len(level.codes))
    for block, number in people.items():
        if block in blocks and block in level.at:
            served[level.at[block]] += number
    return divided(served, level.residents)


def context_counts(context: Sequence[Observation], level: Level) -> npt.NDArray[np.int64]:
    """Number of context rows by area; national totals contain every area and tell none apart."""
    told_apart = (o for o in context if o.row_kind != "national_aggregate")
    return tally(level, (frozenset(o.blocks) for o in told_apart))
