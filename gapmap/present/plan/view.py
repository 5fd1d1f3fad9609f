"""What a page shows of a plan: maps before, after and of the difference, and the list of actions.

All maps have the classes of places per 1,000 that the Selection sets, so that a colour means the
same before and after. New places in an area whose places are not known are drawn as a lower bound:
what is there already is still not known.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Final

import numpy as np

from gapmap.core.gap import GapTable, TableRow
from gapmap.core.plan.proposal import Proposal
from gapmap.core.plan.solve import Plan
from gapmap.core.ratios import class_of
from gapmap.core.shading import round_breaks
from gapmap.present import palette, view
from gapmap.present.view import Legend
from gapmap.present.web.web_map import AreaPaint
from gapmap.present.words import scale
from gapmap.present.words.labels import listed, plain, pounds, rate, whole
from gapmap.vocabulary import STATES, State

MEASURE: Final = "places_per_1000"
BEFORE, AFTER, DIFFERENCE = "Before", "After", "Difference"
MAPS: Final = (BEFORE, AFTER, DIFFERENCE)
STEPS: Final = 2
"""Classes of new places per 1,000, beside none."""


def paints(table: GapTable, plan: Plan, which: str, breaks: tuple[float, ...]) -> dict[
    str, AreaPaint
]:  # fmt: skip
    """How each area is drawn on one of ``MAPS``, by code.

    ``table`` shades ``MEASURE``; ``breaks`` are those of the differences (``gain_breaks``).
    """
    before = view.areas(table)
    if which == BEFORE:
        return before
    new = {action.code: action.places for action in plan.actions}
    if which == AFTER:
        return {
            row["code"]: _after(table, row, new[row["code"]])
            if row["code"] in new
            else before[row["code"]]
            for row in table.records
        }
    return {row["code"]: _gained(row, new.get(row["code"], 0), breaks) for row in table.records}


def after(row: TableRow, places: int) -> float:
    """Places per 1,000 once there are so many new ones; those not known before are left out."""
    before = row["places"] if row["places"] == row["places"] else 0.0
    return 1000 * (before + places) / row["perpetrators"]


def _after(table: GapTable, row: TableRow, places: int) -> AreaPaint:
    value = after(row, places)
    counted = row["state"] == State.MEASURED.value
    least = "" if counted and not row["lower_bound"] else "at least "
    index = int(class_of(np.array([value]), table.breaks)[0])
    lines = [
        row["name"],
        f"With the plan: {least}{rate(value)} places per 1,000",
        f"{whole(places)} new places a year; before: {_now(row)}",
    ]
    sign = "≥" if least else ""
    return {"s": State.MEASURED.value, "c": index, "t": lines, "n": f"{sign}{rate(value)}"}


def _now(row: TableRow) -> str:
    if row["places_per_1000"] == row["places_per_1000"]:
        least = "at least " if row["lower_bound"] else ""
        return f"{least}{rate(row['places_per_1000'])} per 1,000"
    return STATES[row["state"]].lower()


def gain_breaks(proposal: Proposal) -> tuple[float, ...]:
    """Rounded breaks of new places per 1,000, the same for every plan of a proposal."""
    gains = [
        1000 * action.places / proposal.table.by_code[action.code]["perpetrators"]
        for plan in proposal.plans.values()
        for action in plan.actions
    ]
    return round_breaks(gains, STEPS)


def _gained(row: TableRow, places: int, breaks: tuple[float, ...]) -> AreaPaint:
    if not row["perpetrators"] > 0:
        return {"s": State.NO_ESTIMATE.value, "c": None, "t": [row["name"], "No estimate"]}
    if not places:
        return {"s": State.MEASURED.value, "c": 0, "t": [row["name"], "Nothing new"]}
    gain = 1000 * places / row["perpetrators"]
    index = 1 + int(class_of(np.array([gain]), breaks)[0])
    told = f"{whole(places)} new places a year: {rate(gain)} more per 1,000"
    return {"s": State.MEASURED.value, "c": index, "t": [row["name"], told], "n": f"+{rate(gain)}"}


def colours(table: GapTable, which: str) -> list[str]:
    """One colour a class of one of ``MAPS``."""
    if which == DIFFERENCE:
        return list(palette.change_colours(5)[2:])
    return list(scale.colours(table))


def legend(
    table: GapTable, drawn: Mapping[str, AreaPaint], which: str, breaks: tuple[float, ...]
) -> Legend:
    """The legend of one of ``MAPS``, with the number of areas of what is drawn."""
    classes = Counter(p["c"] for p in drawn.values() if p["c"] is not None)
    states = Counter(p["s"] for p in drawn.values() if p["c"] is None)
    blank = [(s, scale.state_label(table, s), states[s]) for s in STATES if states[s]]
    if which != DIFFERENCE:
        pairs = zip(scale.class_labels(table), scale.colours(table), strict=True)
        return {
            "caption": scale.caption(table),
            "ramp": "class",
            "classes": [(label, c, classes[i]) for i, (label, c) in enumerate(pairs)],
            "states": blank,
            "edges": _edges(drawn),
        }
    looks = [(f"change-{2 + i}-5", label, classes[i]) for i, label in enumerate(_gains(breaks))]
    return {
        "caption": "New places a year per 1,000 estimated perpetrators",
        "ramp": "change",
        "classes": [],
        "states": [*looks, *blank],
        "edges": [],
    }


def _edges(drawn: Mapping[str, AreaPaint]) -> list[tuple[str, str, int]]:
    """The grades whose edges are drawn, with their number of areas."""
    found = Counter(paint.get("g", "") for paint in drawn.values())
    return [(g, scale.EDGE_WORDS[g], found[g]) for g in scale.EDGED if found[g]]


def _gains(breaks: tuple[float, ...]) -> list[str]:
    if not breaks:
        return ["nothing new", "new places"]
    edge = plain(breaks[0])
    return ["nothing new", f"under {edge} more", f"{edge} or more"]


def alt(plan: Plan, which: str) -> str:
    """The text alternative of one of ``MAPS``."""
    names = listed([f"{a.name} {whole(a.places)}" for a in plan.actions]) or "none"
    return f"Map: {which.lower()}{' the plan' if which != DIFFERENCE else ''}. New places: {names}."


def alt_of_all(plan: Plan) -> str:
    """The text alternative of all ``MAPS`` side by side."""
    names = listed([f"{a.name} {whole(a.places)}" for a in plan.actions]) or "none"
    return f"Three maps: before the plan, after it, and the difference. New places: {names}."


def actions(proposal: Proposal, plan: Plan) -> list[dict[str, str]]:
    """The action list as rows of text: area, units, places, money, ratios, and how sure."""
    sure = {one.code: one for one in proposal.sure}
    rows = proposal.table.by_code
    found = []
    for action in plan.actions:
        row, one = rows[action.code], sure[action.code]
        units = action.places / proposal.wish.smallest
        found.append(
            {
                "Area": action.name,
                "Programmes": plain(round(units, 1)),
                "Places": whole(action.places),
                "A year": pounds(action.pounds),
                "Per 1,000, before and after": f"{_now(row)}; then {_then(row, action.places)}",
                "Chosen in": f"{one.times} of {one.of} cases",
            }
        )
    return found


def _then(row: TableRow, places: int) -> str:
    counted = row["state"] == State.MEASURED.value and not row["lower_bound"]
    return f"{'' if counted else 'at least '}{rate(after(row, places))}"
