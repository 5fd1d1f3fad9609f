"""The map of reach: places per 1,000 that people of each area can get to, in the map's classes.

What cannot be measured is hatched, and never drawn as few: an area whose people reach no measured
programme in person has a class only where no programme there is left unmeasured, none has a base
near, and the records are not silent about it.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Final

import numpy as np

from gapmap.core.gap import GapTable, TableRow
from gapmap.core.plan.reach.outcome import AreaReach, Outcome
from gapmap.core.ratios import class_of
from gapmap.present.view import Legend
from gapmap.present.web.web_map import AreaPaint
from gapmap.present.words import scale
from gapmap.present.words.labels import percent, plural, rate
from gapmap.vocabulary import STATES, State

CAPTION: Final = (
    "Places a year within reach per 1,000 estimated perpetrators, as far as it can be measured; "
    "darker means fewer"
)
NOT_MEASURED: Final = "Recorded or near, reach not measured"
SILENT: Final = frozenset({State.NOT_STATED.value, State.NONE_RECORDED.value})


def paints(table: GapTable, found: Outcome) -> dict[str, AreaPaint]:
    """How each area of a table is drawn, by code; ``table`` shades places per 1,000."""
    reached = {area.code: area for area in found.areas}
    return {
        str(row["code"]): _paint(table, row, reached[row["code"]])
        if row["code"] in reached
        else {"s": State.NO_ESTIMATE.value, "c": None, "t": [row["name"], "No estimate"]}
        for row in table.records
    }


def state(row: TableRow, area: AreaReach) -> str:
    """In which state an area is drawn: with a class (“measured”), hatched, or as silent."""
    if area.reached > area.online:
        return State.MEASURED.value
    if area.silent or area.near > 0:
        return State.UNMEASURED.value
    return row["state"] if row["state"] in SILENT else State.MEASURED.value


def _paint(table: GapTable, row: TableRow, area: AreaReach) -> AreaPaint:
    drawn = state(row, area)
    lines = [area.name, _reached(area, drawn), _others(area)]
    if drawn != State.MEASURED.value:
        paint: AreaPaint = {"s": drawn, "c": None, "t": lines}
        if drawn == State.UNMEASURED.value and area.silent:
            paint["n"] = f"({area.silent})"
        return paint
    index = int(class_of(np.array([area.reached]), table.breaks)[0])
    least = "≥" if area.silent else ""
    return {"s": drawn, "c": index, "t": lines, "n": f"{least}{rate(area.reached)}"}


def _reached(area: AreaReach, drawn: str) -> str:
    if drawn == State.UNMEASURED.value:
        return "Within reach: not measured"
    if drawn in SILENT:
        return f"Within reach: none measured. {STATES[drawn]}"
    least = "at least " if area.silent else ""
    online = ", online alone" if 0 < area.reached <= area.online else ""
    return f"Within reach: {least}{rate(area.reached)} places per 1,000{online}"


def _others(area: AreaReach) -> str:
    near = f"{percent(area.near)} of its need near a base"
    if not area.silent:
        return near
    verb = "is" if area.silent == 1 else "are"
    return f"{near}; {plural(area.silent, 'programme')} there {verb} not measured"


def legend(table: GapTable, drawn: Mapping[str, AreaPaint]) -> Legend:
    """The legend of the map, with the number of areas of each class and state."""
    classes = Counter(p["c"] for p in drawn.values() if p["c"] is not None)
    states = Counter(p["s"] for p in drawn.values() if p["c"] is None)
    pairs = zip(scale.class_labels(table), scale.colours(table), strict=True)
    return {
        "caption": CAPTION,
        "ramp": "class",
        "classes": [(label, colour, classes[i]) for i, (label, colour) in enumerate(pairs)],
        "states": [
            (s, NOT_MEASURED if s == State.UNMEASURED.value else STATES[s], states[s])
            for s in STATES
            if states[s]
        ],
        "edges": [],
    }


def alt(drawn: Mapping[str, AreaPaint]) -> str:
    """The text alternative of the map."""
    states = Counter(paint["s"] for paint in drawn.values())
    measured, hatched = states[State.MEASURED.value], states[State.UNMEASURED.value]
    return (
        f"Map of places within reach: {plural(measured, 'area')} with a number; in {hatched} it "
        "cannot be measured. The table below has them all."
    )
