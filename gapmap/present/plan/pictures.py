"""Maps of a plan for print: side by side in one picture, each with its heading and its legend.

They are painted as on the page (``view.paints``), so that a colour means the same there and here.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd

from gapmap.core.gap import GapTable
from gapmap.core.plan.proposal import Proposal
from gapmap.core.plan.solve import Plan
from gapmap.present import palette
from gapmap.present.page import legend, svg
from gapmap.present.page.areas import Look, Paint, draw_map, is_tiles, national, state_paint, window
from gapmap.present.page.ground import Ground, View
from gapmap.present.page.labels import Label
from gapmap.present.page.placing.write import write_labels
from gapmap.present.page.sheet import DPI, MM_PER_INCH, Box, Sheet
from gapmap.present.plan import view
from gapmap.present.view import Legend
from gapmap.present.web.web_map import AreaPaint
from gapmap.present.words.scale import EDGE_WORDS

WIDTH: Final = 174.0  # mm, the text of an A4 page
GAP: Final = 5.0  # mm between two maps
TALLEST: Final = 76.0  # mm, a map
BELOW: Final = 2.0  # mm below a map, and below the legends
LEAST_TEXT: Final = 8.0  # points
HEADING: Final = 9.0  # points
UNIT: Final = 1.0
DARK: Final = 0.2  # luminance below which white text reads better


@dataclass(frozen=True)
class Panel:
    """One of the maps: heading, how each area is painted, colours of the classes, legend.

    ``written`` are the areas whose name and number stand on the map.
    """

    heading: str
    areas: Mapping[str, AreaPaint]
    colours: Sequence[str]
    legend: Legend
    written: frozenset[str] = frozenset()


@dataclass(frozen=True)
class About:
    """What a picture says of itself: title, text alternative, version and date."""

    title: str
    alt: str
    version: str
    today: datetime.date


def panels(proposal: Proposal, plan: Plan, table: GapTable) -> list[Panel]:
    """Before, after and difference of a plan; what is new is named on the last.

    ``table`` is that of the proposal, with ``view.MEASURE`` shaded.
    """
    breaks = view.gain_breaks(proposal)
    new = frozenset(action.code for action in plan.actions)
    found = []
    for which in view.MAPS:
        drawn = view.paints(table, plan, which, breaks)
        key = view.legend(table, drawn, which, breaks)
        named = new if which == view.DIFFERENCE else frozenset()
        found.append(Panel(which, drawn, view.colours(table, which), key, named))
    return found


def render(
    table: GapTable,
    drawn: Sequence[Panel],
    boundaries: gpd.GeoDataFrame,
    outline: gpd.GeoDataFrame,
    about: About,
    kind: str = "png",
) -> bytes:
    """The maps as one picture (``kind``: png or svg), as wide as the text of an A4 page.

    ``boundaries`` (equal tiles when they have a column ``short``) and ``outline`` are in metres and
    indexed by code.
    """
    sheet = compose(table, drawn, boundaries, outline)
    if kind == "svg":
        facts = {"creator": f"gapmap {about.version}", "date": about.today.isoformat()}
        return svg.svg(sheet, about.title, about.alt, {**facts, "data": table.fingerprint})
    from gapmap.present.page import draw

    chunks = {"Title": about.title, "Description": about.alt, "Software": f"gapmap {about.version}"}
    return draw.png(sheet, chunks)


def compose(
    table: GapTable,
    drawn: Sequence[Panel],
    boundaries: gpd.GeoDataFrame,
    outline: gpd.GeoDataFrame,
) -> Sheet:
    """Lay out and draw what ``render`` saves: the sheet is as high as its maps and legends."""
    bounds = window(table, boundaries)
    across = (WIDTH - GAP * (len(drawn) - 1)) / len(drawn)
    tall = min(TALLEST, across * (bounds[3] - bounds[1]) / (bounds[2] - bounds[0]))
    scratch = Sheet((1, 1), least=LEAST_TEXT)
    keys = -min(_legend(scratch, one.legend, Box(0, 0, across, 0)) for one in drawn)
    height = _above(scratch) + tall + BELOW + keys + BELOW
    sheet = Sheet((_pixels(WIDTH), _pixels(height)), least=LEAST_TEXT)
    for i, panel in enumerate(drawn):
        left = i * (across + GAP)
        box = Box(left, 0, left + across, sheet.height)
        _panel(sheet, table, panel, box, tall, boundaries, outline)
    return sheet


def _above(sheet: Sheet) -> float:
    """Height of a map's heading (mm)."""
    return sheet.style(HEADING, bold=True).line + 0.8


def _pixels(length: float) -> int:
    return round(length / MM_PER_INCH * DPI)


def _panel(
    sheet: Sheet,
    table: GapTable,
    panel: Panel,
    box: Box,
    tall: float,
    boundaries: gpd.GeoDataFrame,
    outline: gpd.GeoDataFrame,
) -> None:
    """Draw one map, ``tall`` mm, with its heading above and its legend below."""
    sheet.line(panel.heading, box.left, box.top, sheet.style(HEADING, bold=True))
    top = box.top - _above(sheet)
    frame = replace(box, top=top, bottom=top - tall)
    land = outline if national(table, boundaries) else None
    ground = View.fit(window(table, boundaries), frame)
    seen = draw_map(sheet, _looks(panel), ground, boundaries, land)
    _names(sheet, panel, seen, frame, boundaries)
    _legend(sheet, panel.legend, replace(box, top=frame.bottom - BELOW))


def _looks(panel: Panel) -> dict[str, Look]:
    return {
        code: Look(
            Paint(panel.colours[paint["c"]]) if paint["c"] is not None else state_paint(paint["s"]),
            ": ".join(paint["t"][:2]),
            paint.get("g", ""),
        )
        for code, paint in panel.areas.items()
    }


def _names(
    sheet: Sheet, panel: Panel, ground: Ground, frame: Box, boundaries: gpd.GeoDataFrame
) -> None:
    """Write the areas that the panel names, with their numbers; on tiles by their short names."""
    wanted = {}
    for code in sorted(panel.written):
        paint = panel.areas[code]
        face = panel.colours[paint["c"] or 0]
        light = palette.luminance(face) < DARK
        ink = "#ffffff" if light else palette.INK
        name = str(boundaries["short"][code]) if is_tiles(boundaries) else paint["t"][0]
        number = paint.get("n", "")
        wanted[code] = Label((name, number) if number else (name,), True, ink, face, True)
    write_labels(sheet, ground.areas, wanted, frame, LEAST_TEXT * 0.8)


def _legend(sheet: Sheet, key: Legend, box: Box) -> float:
    """Draw caption, classes, states and edges from the top of a box; return their lower edge."""
    caption = sheet.wrap(key["caption"], box.width, sheet.style(7.8 * UNIT, bold=True))
    top = sheet.put(caption, box.left, box.top) - 1.2 * UNIT
    change = palette.change_colours(5)
    rows: legend.Entries = [(Paint(colour), label, n) for label, colour, n in key["classes"]]
    for state, label, number in key["states"]:
        step = state.removeprefix("change-").split("-")[0] if state.startswith("change-") else ""
        rows.append((Paint(change[int(step)]) if step else state_paint(state), label, number))
    rows += [
        (Paint("#ffffff", f"edge-{grade}"), EDGE_WORDS[grade], number)
        for grade, _, number in key["edges"]
    ]
    return legend.column(sheet, replace(box, top=top), rows, UNIT, heading=True)
