"""The window of the ground that a printed map shows, with its scale bar and north.

Bar and north stand where they hide nothing if there is such a place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gapmap.present.page.marks import MM_PER_POINT
from gapmap.present.page.sheet import QUIET, Box, Sheet, Style

KILOMETRES: Final = (1, 2, 5, 10, 20, 50, 100, 200)
LONGEST: Final = 26.0  # mm, at normal size of text
PLACES: Final = 12  # a side of the grid of places tried
CLEAR: Final = 2.0  # mm between the bar and what it must not hide
SLIDES: Final = 13  # positions of a window tried along the side that has room


@dataclass(frozen=True)
class Ground:
    """What can be seen in a view, by code (page mm): areas of the table, and land behind them."""

    areas: Mapping[str, BaseGeometry]
    backdrop: Mapping[str, BaseGeometry]


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

    @classmethod
    def onto_land(cls, bounds: Sequence[float], frame: Box, land: NDArray[np.object_]) -> "View":
        """Show the bounds as ``fit`` does, moved where there is room so that most land is seen.

        ``land`` is an array of shapes on the ground. Of equal places the most central is taken.
        """
        middle = cls.fit(bounds, frame)
        wide, high = frame.width / middle.scale, frame.height / middle.scale
        spare = wide - (bounds[2] - bounds[0]), high - (bounds[3] - bounds[1])
        steps = np.linspace(-0.5, 0.5, SLIDES)
        best, most = middle, -np.inf
        for step in steps[np.argsort(np.abs(steps), kind="stable")]:
            west, south = middle.west + step * spare[0], middle.south + step * spare[1]
            seen = shapely.clip_by_rect(land, west, south, west + wide, south + high)
            covered = float(shapely.area(seen).sum()) / (wide * high)
            if covered > most + 0.01:
                best, most = cls(frame, west, south, middle.scale), covered
        return best

    @property
    def ground(self) -> shapely.Polygon:
        """The window on the ground."""
        wide, high = self.frame.width / self.scale, self.frame.height / self.scale
        return shapely.box(self.west, self.south, self.west + wide, self.south + high)

    def place(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn ground positions (an n×2 array, metres) into page positions (mm)."""
        origin = np.array([self.frame.left, self.frame.bottom])
        corner = np.array([self.west, self.south])
        placed: NDArray[np.float64] = (points - corner) * self.scale + origin
        return placed

    def shape(self, geometry: BaseGeometry) -> BaseGeometry:
        """Turn a shape on the ground into one on the page, cut off at the frame."""
        moved = shapely.transform(geometry, self.place)
        return shapely.intersection(shapely.make_valid(moved), self.frame.polygon)


def draw_ground(sheet: Sheet, view: View, unit: float, taken: list[BaseGeometry]) -> Box:
    """Draw a bar of a round number of kilometres with north beside it; return their rectangle.

    It stays clear of the ``taken`` shapes (page mm), near the lower left corner; where there is no
    clear place it stands there on white.
    """
    length, kilometres = _bar(view, unit)
    style = sheet.style(6.2 * unit, colour=QUIET)
    height = style.line + 3.0 * unit
    width = length + 7.0 * unit + sheet.measure("0", style)
    box, clear = _place(view.frame, width, height, taken)
    if not clear:
        plate = box.polygon.buffer(1.2, join_style="mitre")
        sheet.fill(plate, "#ffffff", zorder=6)
    left = box.left + 5.5 * unit
    right, low = left + length, box.bottom + 0.8 * unit
    tick = 1.3 * unit
    bar = [(left, low + tick), (left, low), (right, low), (right, low + tick)]
    sheet.stroke(shapely.LineString(bar), QUIET, 0.7, zorder=7)
    text_top = low + tick + 0.5 * unit + style.line
    sheet.line("0", left, text_top, style, "center")
    sheet.line(f"{kilometres} km", right, text_top, style, "right")
    _north(sheet, box.left + 1.6 * unit, box.bottom + 0.6 * unit, unit, style)
    return box


def _bar(view: View, unit: float) -> tuple[float, int]:
    """Length on the page (mm) and the kilometres it stands for."""
    kilometres = max(
        (k for k in KILOMETRES if 1000 * k * view.scale <= LONGEST * unit), default=KILOMETRES[0]
    )
    return 1000 * kilometres * view.scale, kilometres


def _north(sheet: Sheet, x: float, bottom: float, unit: float, style: Style) -> None:
    """Draw an arrow with an N above it."""
    top = bottom + 3.0 * unit
    sheet.stroke(shapely.LineString([(x, bottom), (x, top)]), QUIET, 0.7, zorder=7)
    head = [(x - 0.8 * unit, top - 1.3 * unit), (x, top), (x + 0.8 * unit, top - 1.3 * unit)]
    sheet.stroke(shapely.LineString(head), QUIET, 0.7, zorder=7)
    sheet.line("N", x, top + 1.12 * style.size * MM_PER_POINT, style, "center")


def _place(frame: Box, width: float, height: float, taken: list[BaseGeometry]) -> tuple[Box, bool]:
    """The rectangle nearest the lower left corner that hides nothing, and whether it does so."""
    left = np.linspace(frame.left + 1, max(frame.left + 1, frame.right - width - 1), PLACES)
    low = np.linspace(frame.bottom + 1, max(frame.bottom + 1, frame.top - height - 1), PLACES)
    x, y = (grid.ravel() for grid in np.meshgrid(left, low))
    boxes = shapely.box(x - CLEAR, y - CLEAR, x + width + CLEAR, y + height + CLEAR)
    hides = np.zeros(len(x), dtype=bool)
    for shape in taken:
        shapely.prepare(shape)
        hides |= shapely.intersects(shape, boxes)
    away = np.hypot(x - frame.left, y - frame.bottom)
    best = 0 if hides.all() else int(np.argmin(np.where(hides, np.inf, away)))
    at = Box(float(x[best]), float(y[best]), float(x[best]) + width, float(y[best]) + height)
    return at, not bool(hides.all())
