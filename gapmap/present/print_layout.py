"""A page for print, measured in millimetres: text that wraps, never overlaps and is never maths.

Everything belongs to one ``Sheet``, so pages can be drawn in several threads at once. Fonts are the
DejaVu Sans that matplotlib ships; nothing is looked up on the machine.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.patheffects import Normal, Stroke
from matplotlib.text import Text
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gapmap.present import palette

DPI: Final = 300
MM_PER_INCH: Final = 25.4
MM_PER_POINT: Final = MM_PER_INCH / 72
ASCENT: Final = 0.93  # of the font size, above the baseline
LEADING: Final = 1.28  # line distance, of the font size
UNKNOWN_GLYPH: Final = "□"
QUIET: Final = "#55534e"
FRAME: Final = "#8a8a86"


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
class Paragraph:
    """Lines that fit their width."""

    lines: tuple[str, ...]
    style: Style

    @property
    def height(self) -> float:
        """Height (mm)."""
        return len(self.lines) * self.style.line


class Sheet:
    """One page. ``size`` is in pixels at 300 to the inch; all drawing is in millimetres."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.width, self.height = (pixels / DPI * MM_PER_INCH for pixels in size)
        self.figure = Figure((size[0] / DPI, size[1] / DPI), dpi=DPI, facecolor="white")
        self.canvas: Any = FigureCanvasAgg(self.figure)  # partly annotated by matplotlib
        self.axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, self.width)
        self.axes.set_ylim(0, self.height)
        self._widths: dict[tuple[str, float, bool], float] = {}

    @cached_property
    def _files(self) -> dict[bool, Path]:
        folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
        return {False: folder / "DejaVuSans.ttf", True: folder / "DejaVuSans-Bold.ttf"}

    @cached_property
    def _glyphs(self) -> frozenset[int]:
        """Characters that both weights can draw."""
        regular, bold = (set(get_font(str(f)).get_charmap()) for f in self._files.values())
        return frozenset(regular & bold)

    def font(self, style: Style) -> FontProperties:
        """Return the font file of a style at its size."""
        return FontProperties(fname=str(self._files[style.bold]), size=style.size)

    def clean(self, text: str) -> str:
        """Make any text drawable on one line: no controls, no stacked marks, no missing glyphs."""
        kept = []
        for char in unicodedata.normalize("NFC", " ".join(str(text).split())):
            if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"):
                continue
            kept.append(char if ord(char) in self._glyphs else UNKNOWN_GLYPH)
        return "".join(kept)

    def measure(self, text: str, style: Style) -> float:
        """Width of clean text on one line (mm)."""
        key = (text, style.size, style.bold)
        if key not in self._widths:
            renderer = self.canvas.get_renderer()
            pixels = renderer.get_text_width_height_descent(text, self.font(style), False)[0]
            self._widths[key] = pixels / DPI * MM_PER_INCH
        return self._widths[key]

    def wrap(self, text: str, width: float, style: Style) -> Paragraph:
        """Break text into lines of at most ``width`` mm; words that are too long are split."""
        lines = [""]
        used, space = 0.0, self.measure("n n", style) - self.measure("nn", style)
        for word in self.clean(text).split(" "):
            long = self.measure(word, style)
            if not lines[-1] or used + space + long > width:
                lines += [word] if lines[-1] else []
                lines[-1], used = word, long
            else:
                lines[-1], used = f"{lines[-1]} {word}", used + space + long
            while used > width and len(lines[-1]) > 1:
                fit = self._fitting(lines[-1], width, style)
                lines[-1:] = [lines[-1][:fit], lines[-1][fit:]]
                used = self.measure(lines[-1], style)
        return Paragraph(tuple(line for line in lines if line) or ("",), style)

    def _fitting(self, text: str, width: float, style: Style) -> int:
        """Number of leading characters that fit, at least one."""
        low, high = 1, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.measure(text[:middle], style) <= width:
                low = middle
            else:
                high = middle - 1
        return low

    def shorten(self, text: str, width: float, style: Style) -> str:
        """Cut clean text to one line of ``width`` mm, ending in an ellipsis when cut."""
        text = self.clean(text)
        if self.measure(text, style) <= width:
            return text
        room = width - self.measure("…", style)
        return text[: self._fitting(text, room, style)].rstrip() + "…"

    def line(self, text: str, x: float, top: float, style: Style, align: Any = "left") -> None:
        """Draw one line of clean text whose upper edge is at ``top``."""
        drawn = Text(
            x,
            top - ASCENT * style.size * MM_PER_POINT,
            text,
            color=style.colour,
            fontproperties=self.font(style),
            horizontalalignment=align,
            verticalalignment="baseline",
            parse_math=False,
            usetex=False,
            zorder=10,
        )
        if style.halo:
            stroke = Stroke(linewidth=style.size * 0.36, foreground=style.halo, joinstyle="round")
            drawn.set_path_effects([stroke, Normal()])
        self.axes.add_artist(drawn)

    def put(
        self, paragraph: Paragraph, left: float, top: float, align: Any = "left"
    ) -> float:  # fmt: skip
        """Draw a paragraph and return its lower edge (mm)."""
        for line in paragraph.lines:
            self.line(line, left, top, paragraph.style, align)
            top -= paragraph.style.line
        return top

    def fill(
        self, shape: Any, face: str, edge: str = "none", width: float = 0.0, zorder: float = 1
    ) -> None:
        """Fill a shape (page mm); the edge's ``width`` is in points."""
        if not shape.is_empty:
            self.axes.add_artist(
                PathPatch(
                    _path(shape), fc=face, ec=edge, lw=width, joinstyle="round", zorder=zorder
                )
            )

    def stroke(self, shape: Any, colour: str, width: float, zorder: float = 2) -> None:
        """Draw lines, or the edges of areas (page mm); ``width`` in points."""
        lines = shape.boundary if shape.geom_type.endswith("Polygon") else shape
        parts = [shapely.get_coordinates(p) for p in shapely.get_parts(lines) if p.length > 0]
        self.axes.add_artist(
            LineCollection(
                parts, colors=colour, linewidths=width, capstyle="round", joinstyle="round",
                zorder=zorder,
            )
        )  # fmt: skip

    def dots(self, points: Any, colour: str, diameter: float) -> None:
        """Draw dots at an array of positions (page mm); ``diameter`` in points."""
        self.axes.plot(
            points[:, 0], points[:, 1], ls="none", marker="o", ms=diameter, mfc=colour, mec="none",
            zorder=2,
        )  # fmt: skip

    def texts(self) -> list[tuple[str, Box]]:
        """Every line of text on the page and the rectangle it takes."""
        found = []
        renderer = self.canvas.get_renderer()
        for artist in self.axes.findobj(Text):
            if isinstance(artist, Text) and artist.get_text() and artist.get_visible():
                extent = np.asarray(artist.get_window_extent(renderer).extents) * MM_PER_INCH / DPI
                found.append((artist.get_text(), Box(*(float(v) for v in extent))))
        return found

    def png(self, chunks: Mapping[str, str]) -> bytes:
        """Draw the page and return it as a PNG that carries text chunks."""
        self.canvas.draw()
        pixels = np.ascontiguousarray(np.asarray(self.canvas.buffer_rgba())[:, :, :3])
        info = PngInfo()
        for key, value in chunks.items():
            info.add_itxt(key, value) if not value.isascii() else info.add_text(key, value)
        out = BytesIO()
        Image.fromarray(pixels).save(out, "PNG", dpi=(DPI, DPI), pnginfo=info, compress_level=6)
        return out.getvalue()


def _path(shape: Any) -> Outline:
    """One compound path; rings are turned so that holes stay holes."""
    rings: list[Outline] = []
    for part in shapely.get_parts(shapely.orient_polygons(shape)):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                rings.append(Outline(shapely.get_coordinates(ring), closed=True))
    return Outline.make_compound_path(*rings)


def stacked(paragraphs: Sequence[Paragraph], gap: float) -> float:
    """Height of paragraphs one below the other (mm)."""
    return sum(p.height for p in paragraphs) + gap * max(0, len(paragraphs) - 1)
