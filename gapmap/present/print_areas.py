"""Areas on a printed page: the window on the ground, fills, patterns, edges and the coast."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gapmap.core.gap import GapTable
from gapmap.present import palette
from gapmap.present.print_layout import Box, Sheet

HATCH_SPACING: Final = 1.5  # mm between lines
DOT_SPACING: Final = 1.5  # mm between rows
LONDON: Final = (502_000.0, 154_500.0, 563_500.0, 202_000.0)  # EPSG:27700, metres
INSET_LEVELS: Final = ("pfa", "county")
ROOM_WEST: Final = 42_000.0  # metres: shows the edge of Northern Ireland
ROOM: Final = 7_000.0  # metres


@dataclass(frozen=True)
class Paint:
    """Fill colour and pattern ("hatch", "dots" or none) of an area."""

    fill: str
    pattern: str = ""


@dataclass(frozen=True)
class View:
    """A window of the ground (EPSG:27700, metres) on a frame of the page (mm), equal scales."""

    frame: Box
    west: float
    south: float
    scale: float  # mm on the page per metre on the ground

    @classmethod
    def fit(cls, bounds: Sequence[float], frame: Box) -> "View":
        """Show the bounds (west, south, east, north) as large as the frame allows, centred."""
        west, south, east, north = bounds
        scale = min(frame.width / (east - west), frame.height / (north - south))
        return cls(
            frame,
            (west + east - frame.width / scale) / 2,
            (south + north - frame.height / scale) / 2,
            scale,
        )

    def place(self, points: Any) -> Any:
        """Turn ground positions (an n×2 array, metres) into page positions (mm)."""
        origin = np.array([self.frame.left, self.frame.bottom])
        return (np.asarray(points) - [self.west, self.south]) * self.scale + origin

    def shape(self, geometry: Any) -> Any:
        """Turn a shape on the ground into one on the page, cut off at the frame."""
        moved = shapely.transform(geometry, self.place)
        return shapely.intersection(shapely.make_valid(moved), self.frame.polygon)


def paint(row: Mapping[str, Any] | pd.Series, classes: int) -> Paint:
    """Return how an area of a GapTable is drawn."""
    state = str(row["shade"])
    if state == "measured":
        return Paint(palette.class_colours(classes)[int(row["class_index"])])
    return Paint(palette.STATE_FILL[state], palette.STATE_PATTERN.get(state, ""))


def cover(sheet: Sheet, shapes: Iterable[Any], look: Paint, edge: float = 0.7) -> None:
    """Fill shapes (page mm) and lay their pattern over all of them in one phase."""
    areal = [s for s in shapes if not s.is_empty and s.area > 0]
    if not areal:
        return
    for shape in areal:
        sheet.fill(shape, look.fill, palette.EDGE, edge)
    whole = shapely.union_all(areal)
    if look.pattern == "hatch":
        lines = shapely.intersection(_diagonals(whole.bounds), whole)
        sheet.stroke(lines, palette.HATCH_LINE, 0.38, zorder=1.5)
    elif look.pattern == "dots":
        points = _grid(whole.bounds)
        inside = shapely.contains_xy(whole.buffer(-0.2), points[:, 0], points[:, 1])
        sheet.dots(points[inside], palette.DOTS_LINE, 1.5)


def _diagonals(bounds: Sequence[float]) -> Any:
    west, south, east, north = bounds
    step = HATCH_SPACING * 2**0.5
    height = north - south
    first = np.floor((west - south - height) / step) * step + south
    starts = np.arange(first, east + step, step)
    ends = [[(x, south), (x + height, north)] for x in starts]
    return shapely.multilinestrings(shapely.linestrings(ends))


def _grid(bounds: Sequence[float]) -> Any:
    west, south, east, north = (v / DOT_SPACING for v in bounds)
    columns = np.arange(np.floor(west) - 1, np.ceil(east) + 1)
    rows = np.arange(np.floor(south) - 1, np.ceil(north) + 1)
    x, y = np.meshgrid(columns, rows)
    shifted = x + 0.5 * (y % 2)
    return np.column_stack([shifted.ravel(), y.ravel()]) * DOT_SPACING


def window(table: GapTable, boundaries: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """The part of the ground to show: every area with an estimate, and a little more."""
    rows = table.rows
    codes = rows.loc[rows["perpetrators"].notna(), "code"].tolist() or rows["code"].tolist()
    west, south, east, north = (float(v) for v in boundaries.loc[codes].total_bounds)
    if table.selection.level not in INSET_LEVELS:
        room = 0.01 * (east - west)
        return west - room, south - room, east + room, north + room
    return west - ROOM_WEST, south - ROOM, east + ROOM, north + 2 * ROOM


def draw_map(
    sheet: Sheet,
    table: GapTable,
    view: View,
    boundaries: gpd.GeoDataFrame,
    outline: gpd.GeoDataFrame,
) -> dict[str, Any]:
    """Draw backdrop, areas and coast in a view; return the visible shape of each area (page mm)."""
    sheet.fill(view.frame.polygon, palette.SEA)
    local = table.selection.level not in INSET_LEVELS
    backdrop = [] if local else [view.shape(g) for g in outline.geometry]
    for shape in backdrop:
        sheet.fill(shape, palette.LAND)
    classes = len(table.breaks) + 1
    looks: dict[Paint, list[Any]] = {}
    shapes: dict[str, Any] = {}
    for row in table.rows.to_dict("records"):
        code = str(row["code"])
        shapes[code] = view.shape(boundaries.geometry[code])
        looks.setdefault(paint({str(k): v for k, v in row.items()}, classes), []).append(
            shapes[code]
        )
    for look, group in looks.items():
        cover(sheet, group, look)
    edge = view.frame.polygon.boundary.buffer(0.05)
    for look, group in looks.items():
        pale = look.pattern or look.fill == palette.NO_ESTIMATE
        line = (palette.EDGE_DARK, 0.35, 2.5) if pale else (palette.EDGE, 0.8, 2.6)
        for shape in group:
            sheet.stroke(shape.boundary.difference(edge), *line)
    for shape in backdrop:
        sheet.stroke(shape.boundary.difference(edge), palette.EDGE_DARK, 0.35, zorder=2.7)
    return shapes


def connectors(window: Box, inset: Box) -> list[Any]:
    """Two lines from a window on the map to its enlargement on the right."""
    return [
        shapely.LineString([(window.right, window.top), (inset.left, inset.top)]),
        shapely.LineString([(window.right, window.bottom), (inset.left, inset.bottom)]),
    ]
