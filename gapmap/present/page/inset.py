"""Small maps beside the map: London enlarged, with lines that tie it there, and a locator.

The locator is a map of the whole country that says where the map of one area lies.
"""

from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from gapmap.core.gap import GapTable
from gapmap.present import palette
from gapmap.present.page.areas import LONDON, draw_map, highlight, looks_of
from gapmap.present.page.ground import View
from gapmap.present.page.labels import labels
from gapmap.present.page.placing.write import write_labels
from gapmap.present.page.sheet import FRAME, Box, Sheet

LONDON_ENLARGED: Final = "London, enlarged"
LEAST_INSET: Final = 16.0  # mm high
LOCATOR: Final = (13.0, 30.0)  # mm high: at least, and at most
DETAIL: Final = 4_000.0  # metres: finer bends cannot be seen on a locator


@dataclass(frozen=True)
class Inset:
    """The enlargement: its view, the codes named in it, what ties it to the map, its upper edge."""

    view: View
    named: frozenset[str]
    links: tuple[BaseGeometry, ...]
    top: float


def draw_inset(
    sheet: Sheet,
    table: GapTable,
    view: View,
    room: Box,
    boundaries: gpd.GeoDataFrame,
    outline: gpd.GeoDataFrame,
    unit: float,
    area: str | None = None,
) -> Inset | None:
    """Draw London enlarged at the foot of a room, when that is large enough and London is shown."""
    caption = sheet.style(7.4 * unit, bold=True)
    west, south, east, north = LONDON
    around = shapely.box(*LONDON)
    here = boundaries.geometry[list(table.rows["code"])]
    height = min(room.width * (north - south) / (east - west), room.height - caption.line - 3)
    if height < LEAST_INSET or not here.intersects(around).any():
        return None
    width = height * (east - west) / (north - south)
    frame = Box(room.right - width, room.bottom, room.right, room.bottom + height)
    inset = View.fit(LONDON, frame)
    spot = Box(*(float(v) for v in view.shape(around).bounds))
    links = connectors(spot, frame)
    for line in links:
        sheet.stroke(line, FRAME, 0.5, zorder=3)
    sheet.stroke(spot.polygon, "#ffffff", 2.0, zorder=3)
    sheet.stroke(spot.polygon, palette.INK, 0.7, zorder=3)
    shapes = draw_map(sheet, looks_of(table, sheet.grey), inset, boundaries, outline).areas
    if area is not None:
        highlight(sheet, shapes[area], frame)
    sheet.stroke(frame.polygon, palette.INK, 0.7, zorder=3)
    start = min(frame.left, frame.right - sheet.measure(LONDON_ENLARGED, caption))
    sheet.line(LONDON_ENLARGED, start, frame.top + caption.line, caption)
    inside = {code for code, shape in here.items() if shape.within(around)}
    wanted = {
        code: replace(label, important=True)
        for code, label in labels(
            table, len(table.rows), grey=sheet.grey, area=area, within=inside
        ).items()
    }
    named = write_labels(sheet, shapes, wanted, frame, 6.0 * unit, over_areas=True)
    top = frame.top + caption.line + 2
    return Inset(inset, frozenset(named), (*links, spot.polygon.boundary), top)


def draw_locator(sheet: Sheet, view: View, room: Box, outline: gpd.GeoDataFrame) -> float:
    """Draw land with the window of a view at the lower left of a room; return its upper edge.

    Where the room is too small nothing is drawn, and its lower edge is returned.
    """
    least, most = LOCATOR
    height = min(most, room.height - 1)
    if height < least:
        return room.bottom
    land = shapely.simplify(outline.geometry.to_numpy(), DETAIL)
    measured = [str(code)[0] in "EW" for code in outline.index]  # what can be compared
    west, south, east, north = shapely.total_bounds(land[measured])
    width = min(room.width, height * (east - west) / (north - south))
    frame = Box(room.left, room.bottom, room.left + width, room.bottom + height)
    small = View.fit((west, south, east, north), frame)
    for shape in land:
        moved = small.shape(shape)
        sheet.fill(moved, palette.EDGE_DARK, "none")
    spot = small.shape(view.ground)
    for colour, width in (("#ffffff", 3.0), (palette.INK, 2.2), (palette.ACCENT, 1.2)):
        sheet.stroke(spot, colour, width, zorder=3)
    return frame.top


def connectors(window: Box, inset: Box) -> list[BaseGeometry]:
    """Two lines from a window on the map to its enlargement on the right."""
    return [
        shapely.LineString([(window.right, window.top), (inset.left, inset.top)]),
        shapely.LineString([(window.right, window.bottom), (inset.left, inset.bottom)]),
    ]
