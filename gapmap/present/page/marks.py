"""What a printed page holds, in millimetres, before it becomes a picture, an SVG or a PDF."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gapmap.present import palette

DPI: Final = 300
MM_PER_INCH: Final = 25.4
MM_PER_POINT: Final = MM_PER_INCH / 72
ASCENT: Final = 0.93  # of the font size, above the baseline
LEADING: Final = 1.28  # line distance, of the font size
HALO: Final = 0.36  # width of a halo's line, of the font size
QUIET: Final = "#55534e"
FRAME: Final = "#8a8a86"

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Box:
    """A rectangle on the page (mm from its lower left corner)."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Width (mm)."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height (mm)."""
        return self.top - self.bottom

    @property
    def polygon(self) -> shapely.Polygon:
        """The same rectangle as a shape."""
        return shapely.box(self.left, self.bottom, self.right, self.top)


@dataclass(frozen=True)
class Style:
    """How text looks: size (points), weight, colour."""

    size: float
    bold: bool = False
    colour: str = palette.INK
    halo: str = ""

    @property
    def line(self) -> float:
        """Distance from one line to the next (mm)."""
        return self.size * LEADING * MM_PER_POINT


@dataclass(frozen=True)
class Fill:
    """A filled shape with an edge (points). ``code`` and ``title`` say which area it is, if any."""

    shape: BaseGeometry
    face: str
    edge: str
    width: float
    zorder: float
    code: str = ""
    title: str = ""


@dataclass(frozen=True)
class Lines:
    """Lines, each an n×2 array of positions; ``width`` in points."""

    parts: tuple[NDArray[np.float64], ...]
    colour: str
    width: float
    zorder: float


@dataclass(frozen=True)
class Dots:
    """Dots at an n×2 array of positions; ``diameter`` in points."""

    points: NDArray[np.float64]
    colour: str
    diameter: float
    zorder: float


@dataclass(frozen=True)
class Text:
    """One line of clean text on a baseline; ``align`` is left, center or right; ``width`` in mm."""

    text: str
    x: float
    baseline: float
    style: Style
    align: Align
    width: float
    zorder: float = 10

    @property
    def box(self) -> Box:
        """The rectangle that the line takes."""
        left = self.x - self.width * {"left": 0.0, "center": 0.5, "right": 1.0}[self.align]
        em = self.style.size * MM_PER_POINT
        return Box(left, self.baseline - 0.23 * em, left + self.width, self.baseline + 0.76 * em)


Mark = Fill | Lines | Dots | Text
