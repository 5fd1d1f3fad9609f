"""A page of marks as an SVG: text stays text, areas carry their code and value, nothing runs."""

from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gapmap.present.page.marks import HALO, MM_PER_INCH, Dots, Fill, Lines, Mark, Text
from gapmap.present.page.sheet import Sheet

FONTS: Final = "Arimo, Arial, Liberation Sans, Helvetica, sans-serif"
"""All have the widths of the Arimo measured."""
UNITS_PER_MM: Final = 96 / MM_PER_INCH  # CSS pixels: programs round text in smaller units
UNITS_PER_POINT: Final = 96 / 72
NAMESPACE: Final = "https://gapmap.example/ns"
ANCHORS: Final = {"left": "start", "center": "middle", "right": "end"}


def svg(sheet: Sheet, title: str, description: str, facts: Mapping[str, str]) -> bytes:
    """Return the page as an SVG.

    ``title`` and ``description`` are its text alternative; ``facts`` go, by name, into its
    metadata. Characters that XML forbids are left out.
    """
    width, height = _mm(sheet.width), _mm(sheet.height)
    held = "".join(
        f'<gapmap:{name} xmlns:gapmap="{NAMESPACE}">{_text(value)}</gapmap:{name}>'
        for name, value in facts.items()
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="{sheet.width:.2f}mm" '
        f'height="{sheet.height:.2f}mm" viewBox="0 0 {width} {height}" role="img" '
        'aria-labelledby="title desc" lang="en-GB" xml:lang="en-GB" '
        f'font-family="{FONTS}" stroke-linejoin="round" stroke-linecap="round">',
        f'<title id="title">{_text(title)}</title>',
        f'<desc id="desc">{_text(description)}</desc>',
        f"<metadata>{held}</metadata>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *(_element(mark, sheet.height) for mark in sheet.marks),
        "</svg>",
    ]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _text(value: str) -> str:
    return escape(_allowed(value))


def _allowed(value: str) -> str:
    """Text without the characters that XML 1.0 cannot hold."""
    return "".join(
        c
        for c in value
        if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )


def _element(mark: Mark, height: float) -> str:
    if isinstance(mark, Text):
        return _words(mark, height)
    if isinstance(mark, Fill):
        return _area(mark, height)
    if isinstance(mark, Lines):
        return (
            f'<path d="{_lines(mark.parts, height)}" fill="none" stroke="{mark.colour}" '
            f'stroke-width="{_points(mark.width)}"/>'
        )
    return _dots(mark, height)


def _words(mark: Text, height: float) -> str:
    """The line, and before it its halo: few programs besides browsers know ``paint-order``."""
    style = mark.style
    where = (
        f'x="{_mm(mark.x)}" y="{_mm(height - mark.baseline)}" '
        f'font-size="{_points(style.size)}" text-anchor="{ANCHORS[mark.align]}"'
        f"{' font-weight=' + quoteattr('bold') if style.bold else ''}"
    )
    text = _text(mark.text)
    halo = ""
    if style.halo:
        width = _points(HALO * style.size)
        halo = (
            f'<text {where} fill="{style.halo}" stroke="{style.halo}" stroke-width="{width}" '
            f'aria-hidden="true">{text}</text>\n'
        )
    return f'{halo}<text {where} fill="{style.colour}">{text}</text>'


def _area(mark: Fill, height: float) -> str:
    edge = "" if mark.edge == "none" else (
        f' stroke="{mark.edge}" stroke-width="{_points(mark.width)}"'
    )  # fmt: skip
    code = f" data-code={quoteattr(_allowed(mark.code))}" if mark.code else ""
    start = f'<path{code} d="{_rings(mark.shape, height)}" fill="{mark.face}"{edge}'
    return f"{start}><title>{_text(mark.title)}</title></path>" if mark.title else f"{start}/>"


def _dots(mark: Dots, height: float) -> str:
    """Lines of no length with round ends: one element for all."""
    path = "".join(f"M{_mm(x)} {_mm(height - y)}h0" for x, y in mark.points)
    return (
        f'<path d="{path}" fill="none" stroke="{mark.colour}" '
        f'stroke-width="{_points(mark.diameter)}"/>'
    )


def _rings(shape: BaseGeometry, height: float) -> str:
    rings = []
    for part in shapely.get_parts(shapely.orient_polygons(shape)):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                rings.append(_line(shapely.get_coordinates(ring)[:-1], height) + "Z")
    return "".join(rings)


def _lines(parts: tuple[NDArray[np.float64], ...], height: float) -> str:
    return "".join(_line(part, height) for part in parts)


def _line(points: NDArray[np.float64], height: float) -> str:
    places = [f"{_mm(x)} {_mm(height - y)}" for x, y in points]
    return "M" + "L".join(places)


def _mm(value: float) -> str:
    """A length on the page (mm) in the file's units."""
    return _number(value * UNITS_PER_MM)


def _points(value: float) -> str:
    """A size in points in the file's units."""
    return _number(value * UNITS_PER_POINT)


def _number(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
