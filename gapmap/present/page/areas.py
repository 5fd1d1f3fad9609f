"""Areas on a printed page: the window on the ground, fills, patterns, edges and the coast."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import shapely.ops
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gapmap.core.gap import GapTable, TableRow
from gapmap.present import palette
from gapmap.present.page.ground import Ground, View
from gapmap.present.page.sheet import Box, Sheet
from gapmap.present.words import scale
from gapmap.vocabulary import WIDE_LEVELS

HATCH_SPACING: Final = 1.5  # mm between lines
DOT_SPACING: Final = 1.5  # mm between rows
LONDON: Final = (502_000.0, 154_500.0, 563_500.0, 202_000.0)  # EPSG:27700, metres
ROOM_WEST: Final = 42_000.0  # metres: shows the edge of Northern Ireland
ROOM: Final = 7_000.0  # metres
SURROUNDINGS: Final = 0.3  # of the larger side of an area, around it when it is zoomed to
LEAST_ROOM: Final = 18_000.0  # metres around it, on a national map
TILES_AROUND: Final = 2.4  # tiles
SMALL: Final = 8.0  # mm²
PALE: Final = (palette.NO_ESTIMATE, palette.NO_ESTIMATE_GREY)
DOTS: Final = {
    "dots": (palette.DOTS_LINE, 1.5),
    "light-dots": (palette.LIGHT_DOTS_LINE, 0.9),
}
"""Colour and diameter (points) of the dots of a pattern."""
DASHES: Final = {"C": (1.6, 1.0), "D": (0.35, 1.0)}
"""Length of dash and gap (mm) of the edge of an area whose number is of a weak grade."""
TINY_DASH: Final = 1e-6  # mm
CROSS_SPACING: Final = 2.1  # mm between the lines that cross a grey area where none matches


@dataclass(frozen=True)
class Paint:
    """Fill and pattern of an area: hatch, dots, light-dots, outline, cross, edge-C or none."""

    fill: str
    pattern: str = ""


@dataclass(frozen=True)
class Look:
    """How an area of a map is drawn: paint, title, and the grade that its edge shows, if any."""

    paint: Paint
    title: str = ""
    grade: str = ""


@dataclass(frozen=True)
class Area:
    """A shape on the page (mm), and for an area of the table its code and title."""

    shape: BaseGeometry
    code: str = ""
    title: str = ""


def paint(row: TableRow | pd.Series, classes: int, grey: bool = False) -> Paint:
    """Return how an area of a GapTable is drawn."""
    state = str(row["shade"])
    if state == "measured":
        return class_paints(classes, grey)[int(row["class_index"] or 0)]
    return state_paint(state, grey)


def looks_of(table: GapTable, grey: bool = False) -> dict[str, Look]:
    """How every area of a GapTable is drawn, by code."""
    classes = len(table.breaks) + 1
    return {
        str(row["code"]): Look(
            paint(row, classes, grey),
            f"{row['name']}: {scale.value(table, row)}",
            scale.edge_grade(table, row),
        )
        for row in table.records
    }


def class_paints(classes: int, grey: bool = False) -> tuple[Paint, ...]:
    """One look a class, the worst first."""
    colours = palette.class_greys(classes) if grey else palette.class_colours(classes)
    return tuple(Paint(colour) for colour in colours)


def state_paint(state: str, grey: bool = False) -> Paint:
    """How an area in a state without a class is drawn."""
    if grey and state == "none_matching":
        return Paint(palette.NONE_MATCHING_GREY, "cross")
    if grey and state == "no_estimate":
        return Paint(palette.NO_ESTIMATE_GREY)
    return Paint(palette.STATE_FILL[state], palette.STATE_PATTERN.get(state, ""))


def cover(sheet: Sheet, areas: Iterable[Area], look: Paint, edge: float = 0.7) -> None:
    """Fill areas and lay their pattern over all of them in one phase."""
    areal = [a for a in areas if not a.shape.is_empty and a.shape.area > 0]
    for area in areal:
        sheet.fill(area.shape, look.fill, palette.EDGE, edge, code=area.code, title=area.title)
    if not look.pattern or look.pattern.startswith("edge-") or not areal:
        return
    whole = shapely.union_all([area.shape for area in areal])
    if look.pattern in DOTS:
        colour, diameter = DOTS[look.pattern]
        points = _grid(whole.bounds)
        inside = shapely.contains_xy(whole.buffer(-0.2), points[:, 0], points[:, 1])
        sheet.dots(points[inside], colour, diameter, zorder=1.5)
    elif look.pattern == "outline":
        for area in areal:
            _outline(sheet, area.shape)
    elif look.pattern == "hatch":
        lines = shapely.intersection(_diagonals(whole.bounds), whole)
        sheet.stroke(lines, palette.HATCH_LINE, 0.38, zorder=1.5)
    else:
        crossing = _diagonals(whole.bounds, CROSS_SPACING)
        middle = (whole.bounds[0] + whole.bounds[2]) / 2
        turned = shapely.transform(crossing, lambda xy: np.array([2 * middle, 0]) + xy * [-1, 1])
        for lines in (crossing, turned):
            sheet.stroke(shapely.intersection(lines, whole), "#ffffff", 0.3, zorder=1.5)


def _outline(sheet: Sheet, shape: BaseGeometry) -> None:
    """A strong line just inside the edge, so that no neighbour covers half of it."""
    small = shape.area < SMALL
    inner = shape.buffer(-0.15 if small else -0.35)
    line = shape if inner.is_empty else inner
    sheet.stroke(line, palette.OUTLINE_LINE, 0.6 if small else 1.6, zorder=2.75)


def dashed(shape: BaseGeometry, grade: str) -> BaseGeometry:
    """The edge of an area in the dashes of its number's grade (page mm)."""
    inner = shape.buffer(-0.3)
    rings = shapely.get_parts((shape if inner.is_empty else inner).boundary)
    return shapely.MultiLineString([d for ring in rings for d in _dashes(ring, *DASHES[grade])])


def without_specks(shape: BaseGeometry) -> BaseGeometry:
    """The shape without holes that the dashes of its edge would fill with ink."""
    return shapely.multipolygons(
        [
            shapely.Polygon(part.exterior, [r for r in part.interiors if _holds(r) >= SMALL])
            for part in shapely.get_parts(shape)
            if isinstance(part, shapely.Polygon)
        ]
    )


def _holds(ring: shapely.LinearRing) -> float:
    return float(shapely.Polygon(ring).area)


def _dashes(ring: BaseGeometry, dash: float, gap: float) -> list[shapely.LineString]:
    """A ring cut into dashes: their ends, and the ring's corners between these."""
    corners = shapely.get_coordinates(ring)
    along = np.append(0.0, np.cumsum(np.hypot(*np.diff(corners, axis=0).T)))
    starts = np.arange(0.0, along[-1] - TINY_DASH, dash + gap)
    ends = np.minimum(starts + dash, along[-1])
    of = np.minimum((along / (dash + gap)).astype(int), len(starts) - 1)
    within = (along > starts[of]) & (along < ends[of])
    numbers = np.arange(len(starts))
    at = np.concatenate([starts, ends, along[within]])
    of = np.concatenate([numbers, numbers, of[within]])
    order = np.lexsort((at, of))
    points = np.column_stack([np.interp(at[order], along, corners[:, axis]) for axis in (0, 1)])
    return [
        shapely.LineString(part)
        for part in np.split(points, np.flatnonzero(np.diff(of[order])) + 1)
    ]


def _diagonals(bounds: Sequence[float], spacing: float = HATCH_SPACING) -> shapely.MultiLineString:
    west, south, east, north = bounds
    step = spacing * 2**0.5
    height = north - south
    first = np.floor((west - south - height) / step) * step + south
    starts = np.arange(first, east + step, step)
    ends = [[(x, south), (x + height, north)] for x in starts]
    return shapely.MultiLineString(ends)


def _grid(bounds: Sequence[float]) -> NDArray[np.float64]:
    west, south, east, north = (v / DOT_SPACING for v in bounds)
    columns = np.arange(np.floor(west) - 1, np.ceil(east) + 1)
    rows = np.arange(np.floor(south) - 1, np.ceil(north) + 1)
    x, y = np.meshgrid(columns, rows)
    shifted = x + 0.5 * (y % 2)
    return np.column_stack([shifted.ravel(), y.ravel()]) * DOT_SPACING


def is_tiles(boundaries: gpd.GeoDataFrame) -> bool:
    """True for equal tiles, which have an abbreviation each, instead of the areas' own shapes."""
    return "short" in boundaries


def national(table: GapTable, boundaries: gpd.GeoDataFrame) -> bool:
    """True where the map shows the whole country in its shape."""
    return table.selection.level in WIDE_LEVELS and not is_tiles(boundaries)


def window(
    table: GapTable, boundaries: gpd.GeoDataFrame, area: str | None = None
) -> tuple[float, float, float, float]:
    """The part of the ground to show: every area with an estimate, and a little more.

    With ``area``, that area and what surrounds it.
    """
    rows = table.rows
    if area is not None:
        west, south, east, north = (float(v) for v in boundaries.geometry[area].bounds)
        side = max(east - west, north - south)
        if is_tiles(boundaries):
            room = TILES_AROUND * side
        else:
            least = LEAST_ROOM if national(table, boundaries) else 0.0
            room = max(SURROUNDINGS * side, least)
        return west - room, south - room, east + room, north + room
    codes = rows.loc[rows["perpetrators"].notna(), "code"].tolist() or rows["code"].tolist()
    codes = rows["code"].tolist() if is_tiles(boundaries) else codes
    west, south, east, north = (float(v) for v in boundaries.loc[codes].total_bounds)
    if not national(table, boundaries):
        room = 0.01 * (east - west)
        return west - room, south - room, east + room, north + room
    return west - ROOM_WEST, south - ROOM, east + ROOM, north + 2 * ROOM


def draw_map(
    sheet: Sheet,
    looks: Mapping[str, Look],
    view: View,
    boundaries: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame | None,
) -> Ground:
    """Draw the land behind, if any, areas and coast in a view; return what can be seen of them."""
    sheet.fill(view.frame.polygon, palette.SEA)
    behind = land.geometry.items() if land is not None else ()
    moved = {str(code): view.shape(shape) for code, shape in behind}
    backdrop = {code: shape for code, shape in moved.items() if not shape.is_empty}
    for shape in backdrop.values():
        sheet.fill(shape, palette.LAND)
    shapes = {code: view.shape(boundaries.geometry[code]) for code in looks}
    groups: dict[Paint, list[Area]] = {}
    for code, look in looks.items():
        groups.setdefault(look.paint, []).append(Area(shapes[code], code, look.title))
    for paint, group in groups.items():
        cover(sheet, group, paint)
    edge = view.frame.polygon.boundary.buffer(0.05)
    for paint, group in groups.items():
        pale = paint.pattern in ("hatch", *DOTS, "outline") or paint.fill in PALE
        line = (palette.EDGE_DARK, 0.35, 2.5) if pale else (palette.EDGE, 0.8, 2.6)
        for area in group:
            sheet.stroke(area.shape.boundary.difference(edge), *line)
    for code, look in looks.items():
        if look.grade in DASHES and not shapes[code].is_empty and shapes[code].area > 0:
            edge_line = dashed(without_specks(shapes[code]), look.grade)
            sheet.stroke(edge_line, palette.INK, 1.1, zorder=2.65)
    for shape in backdrop.values():
        sheet.stroke(shape.boundary.difference(edge), palette.EDGE_DARK, 0.35, zorder=2.7)
    return Ground(shapes, backdrop)


def highlight(sheet: Sheet, shape: BaseGeometry, frame: Box) -> None:
    """Draw the outline of the area that a map is about, readable on any colour."""
    around = shape.buffer(0.7) if shape.area < SMALL else shape  # beside it, not on it
    line = around.boundary.difference(frame.polygon.boundary.buffer(0.05))
    for colour, width in (("#ffffff", 4.2), (palette.INK, 3.0), (palette.ACCENT, 1.7)):
        sheet.stroke(line, colour, width, zorder=2.9)
