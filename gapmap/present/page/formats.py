"""Formats of pages for maps: size, margin, and how much of a page its parts may take."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


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
