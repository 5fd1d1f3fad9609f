"""London enlarged beside a national map, and the lines that tie it to the map."""

from dataclasses import dataclass, replace
from typing import Any, Final

import geopandas as gpd
import shapely

from gapmap.core.gap import GapTable
from gapmap.present import palette
from gapmap.present.page.areas import LONDON, View, connectors, draw_map, highlight
from gapmap.present.page.labels import labels
from gapmap.present.page.placing import write_labels
from gapmap.present.page.sheet import FRAME, Box, Sheet, Style

LONDON_ENLARGED: Final = "London, enlarged"
LEAST_INSET: Final = 16.0  # mm high


@dataclass(frozen=True)
class Inset:
    """The enlargement: its view, the codes named in it, what ties it to the map, its upper edge."""

    view: View
    named: frozenset[str]
    links: tuple[Any, ...]
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
    caption = Style(7.4 * unit, bold=True)
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
    shapes = draw_map(sheet, table, inset, boundaries, outline).areas
    if area is not None:
        highlight(sheet, shapes[area], frame)
    sheet.stroke(frame.polygon, palette.INK, 0.7, zorder=3)
    sheet.line(LONDON_ENLARGED, frame.left, frame.top + caption.line, caption)
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
