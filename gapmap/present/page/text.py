"""Text on a printed page: any text made drawable, measured and broken into lines.

The typeface is Arimo, which the package brings along: it has the widths of Arial, so that an SVG or
a document keeps its lines on any machine. Nothing is looked up on this one. Widths are the sum of
the font's own advances, so they are the same in every format.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags

from gapmap.present.page.marks import MM_PER_POINT, Style

FONTS: Final = Path(__file__).parents[1] / "fonts"
UNKNOWN_GLYPH: Final = "□"
UNDRAWABLE: Final = ("Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me")  # Unicode categories


@dataclass(frozen=True)
class Paragraph:
    """Lines that fit their width."""

    lines: tuple[str, ...]
    style: Style

    @property
    def height(self) -> float:
        """Height (mm)."""
        return len(self.lines) * self.style.line


@cache
def font_file(bold: bool) -> str:
    """Path of the font of a weight."""
    return str(FONTS / ("Arimo-Bold.ttf" if bold else "Arimo-Regular.ttf"))


@cache
def _glyphs() -> frozenset[int]:
    """Characters that both weights can draw."""
    regular, bold = (set(get_font(font_file(b)).get_charmap()) for b in (False, True))
    return frozenset(regular & bold)


@cache
def _advance(char: str, bold: bool) -> float:
    """Width of a character (mm) at one point."""
    font = get_font(font_file(bold))
    font.set_size(1000, 72)
    glyph = font.load_char(ord(char), LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance / 65536 / 1000 * MM_PER_POINT)


@cache
def clean(text: str) -> str:
    """Make any text drawable on one line: no controls, no stacked marks, no missing glyphs."""
    kept = []
    for char in unicodedata.normalize("NFC", " ".join(str(text).split())):
        if unicodedata.category(char) not in UNDRAWABLE:
            kept.append(char if ord(char) in _glyphs() else UNKNOWN_GLYPH)
    return "".join(kept)


def measure(text: str, style: Style) -> float:
    """Width of clean text on one line (mm)."""
    return style.size * sum(_advance(char, style.bold) for char in text)


def wrap(text: str, width: float, style: Style) -> Paragraph:
    """Break text into lines of at most ``width`` mm; words that are too long are split."""
    lines = [""]
    used, space = 0.0, measure(" ", style)
    for word in clean(text).split(" "):
        long = measure(word, style)
        if not lines[-1] or used + space + long > width:
            lines += [word] if lines[-1] else []
            lines[-1], used = word, long
        else:
            lines[-1], used = f"{lines[-1]} {word}", used + space + long
        while used > width and len(lines[-1]) > 1:
            fit = _fitting(lines[-1], width, style)
            lines[-1:] = [lines[-1][:fit], lines[-1][fit:]]
            used = measure(lines[-1], style)
    return Paragraph(tuple(line for line in lines if line) or ("",), style)


def _fitting(text: str, width: float, style: Style) -> int:
    """Number of leading characters that fit, at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle], style) <= width:
            low = middle
        else:
            high = middle - 1
    return low


def shorten(text: str, width: float, style: Style) -> str:
    """Cut text to one clean line of ``width`` mm, ending in an ellipsis when cut."""
    text = clean(text)
    if measure(text, style) <= width:
        return text
    room = width - measure("…", style)
    return text[: _fitting(text, room, style)].rstrip() + "…"


def stacked(paragraphs: Sequence[Paragraph], gap: float) -> float:
    """Height of paragraphs one below the other (mm)."""
    return sum(p.height for p in paragraphs) + gap * max(0, len(paragraphs) - 1)
