"""A page for print, measured in millimetres: everything on it is a mark, kept in order.

Everything belongs to one ``Sheet``, so pages can be drawn in several threads at once.
``print_draw`` and ``print_svg`` make files of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gapmap.present.page import text as print_text
from gapmap.present.page.marks import (
    ASCENT,
    DPI,
    FRAME,
    MM_PER_INCH,
    MM_PER_POINT,
    QUIET,
    Align,
    Box,
    Dots,
    Fill,
    Lines,
    Mark,
    Style,
    Text,
)
from gapmap.present.page.text import Paragraph, stacked
from gapmap.present.palette import INK, grey

__all__ = [
    "DPI",
    "FRAME",
    "MM_PER_INCH",
    "PAGES",
    "QUIET",
    "Box",
    "Page",
    "Paragraph",
    "Sheet",
    "Style",
    "stacked",
]


@dataclass(frozen=True)
class Page:
    """A page format: size in pixels, margin (mm), size of text against A4, columns or not.

    ``least_text`` is the smallest size of text on it (points), ``least_map`` the part of its height
    that the map has at least. ``bare`` is the size of the map alone, for a document that has text
    of its own, ``zoomed`` that of the map of one area there. ``only_bare`` is a page that
    a document draws, such as a slide: there is no map with all its texts on it.
    """

    size: tuple[int, int]
    margin: float
    text: float
    wide: bool
    least_map: float  # of the page's height
    bare: tuple[int, int]
    zoomed: tuple[int, int] = (2055, 1772)
    least_text: float = 8.0
    only_bare: bool = False


PAGES: Final[Mapping[str, Page]] = {
    "a4-portrait": Page((2480, 3508), 12.0, 1.0, False, 0.48, (2055, 1560)),
    "a4-landscape": Page((3508, 2480), 11.0, 0.95, True, 0.52, (2480, 1772), (2480, 1772)),
    "slide": Page((4000, 2250), 12.0, 1.1, True, 0.52, (2362, 1654), (2362, 1654), 12.0, True),
}


class Sheet:
    """One page. ``size`` is in pixels at 300 to the inch; all drawing is in millimetres.

    On a ``grey`` sheet every colour becomes the grey of the same luminance. No text on it is
    smaller than ``least`` points (``style``).
    """

    def __init__(self, size: tuple[int, int], *, grey: bool = False, least: float = 0.0) -> None:
        self.size, self.grey, self.least = size, grey, least
        self.width, self.height = (pixels / DPI * MM_PER_INCH for pixels in size)
        self._marks: list[Mark] = []

    @property
    def marks(self) -> list[Mark]:
        """Everything on the page, what lies lowest first."""
        return sorted(self._marks, key=lambda mark: mark.zorder)

    def style(self, size: float, *, bold: bool = False, colour: str = INK, halo: str = "") -> Style:
        """How text of a size (points) looks here: never smaller than can be read."""
        return Style(max(size, self.least), bold, colour, halo)

    def ink(self, colour: str) -> str:
        """A colour as this sheet prints it."""
        return grey(colour) if self.grey and colour.startswith("#") else colour

    def measure(self, text: str, style: Style) -> float:
        """Width of clean text on one line (mm)."""
        return print_text.measure(text, style)

    def wrap(self, text: str, width: float, style: Style) -> Paragraph:
        """Break text into lines of at most ``width`` mm; words that are too long are split."""
        return print_text.wrap(text, width, style)

    def line(self, text: str, x: float, top: float, style: Style, align: Align = "left") -> None:
        """Draw one line of clean text whose upper edge is at ``top``."""
        if not text:
            return
        printed = replace(style, colour=self.ink(style.colour), halo=self.ink(style.halo))
        baseline = top - ASCENT * style.size * MM_PER_POINT
        self._marks.append(Text(text, x, baseline, printed, align, self.measure(text, style)))

    def put(self, paragraph: Paragraph, left: float, top: float, align: Align = "left") -> float:
        """Draw a paragraph and return its lower edge (mm)."""
        for line in paragraph.lines:
            self.line(line, left, top, paragraph.style, align)
            top -= paragraph.style.line
        return top

    def fill(
        self,
        shape: BaseGeometry,
        face: str,
        edge: str = "none",
        width: float = 0.0,
        zorder: float = 1,
        *,
        code: str = "",
        title: str = "",
    ) -> None:
        """Fill a shape (page mm); the edge's ``width`` is in points."""
        if not shape.is_empty:
            colours = self.ink(face), self.ink(edge)
            self._marks.append(Fill(shape, *colours, width, zorder, code, title))

    def stroke(self, shape: BaseGeometry, colour: str, width: float, zorder: float = 2) -> None:
        """Draw lines, or the edges of areas (page mm); ``width`` in points."""
        lines = shape.boundary if shape.geom_type.endswith("Polygon") else shape
        parts = tuple(shapely.get_coordinates(p) for p in shapely.get_parts(lines) if p.length > 0)
        if parts:
            self._marks.append(Lines(parts, self.ink(colour), width, zorder))

    def dots(
        self, points: NDArray[np.float64], colour: str, diameter: float, zorder: float = 2
    ) -> None:
        """Draw dots at an array of positions (page mm); ``diameter`` in points."""
        if len(points):
            self._marks.append(Dots(points, self.ink(colour), diameter, zorder))

    def texts(self) -> list[tuple[str, Box]]:
        """Every line of text on the page and the rectangle it takes."""
        return [(m.text, m.box) for m in self._marks if isinstance(m, Text)]
