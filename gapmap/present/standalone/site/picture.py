"""The picture that a shared link shows: an area's finding beside the map, 1,200 by 630 pixels.

Drawn from the shapes of the still map at twice the size and made smaller, so that edges are smooth.
"""

import io
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from gapmap.present import palette
from gapmap.present.standalone.onefile.still import Still
from gapmap.present.web.web_map import PATTERNS

FONTS: Final = Path(__file__).parents[2] / "fonts"
WIDE, HIGH = 1200, 630  # pixels
MAP_WIDE, MARGIN = 540, 18
TIMES: Final = 2
TEXT_LEFT: Final = 48
TEXT_WIDE: Final = WIDE - MAP_WIDE - TEXT_LEFT - 24
SOFT: Final = "#55534d"
Points = list[tuple[float, float]]


@dataclass(frozen=True)
class Card:
    """What is written: the area's name, its finding without it, the sentence after, the credit.

    ``shown`` is what is selected, where that is not the first view.
    """

    name: str
    finding: str
    more: str
    credit: str
    shown: str = ""


class Pictures:
    """Draws the pictures of areas that share a map, which is drawn once."""

    def __init__(self, still: Still) -> None:
        frame = still.frame
        wide, high = frame.east - frame.west, frame.south - frame.north
        self._scale = min(MAP_WIDE / wide, HIGH / high) * TIMES
        self._corner = frame.west, frame.north
        self._left = (MAP_WIDE * TIMES - wide * self._scale) / 2
        self._top = (HIGH * TIMES - high * self._scale) / 2
        self._rings = {
            area.shape.code: [[self._points(r) for r in part] for part in area.shape.parts]
            for area in still.areas
        }
        self._map = self._drawn(still)

    def _points(self, ring: NDArray[np.int64]) -> Points:
        left, top = self._corner
        return [
            (self._left + (x - left) * self._scale, self._top + (y - top) * self._scale)
            for x, y in ring.tolist()
        ]

    def _drawn(self, still: Still) -> Image.Image:
        sheet = Image.new("RGB", (MAP_WIDE * TIMES, HIGH * TIMES), palette.SEA)
        pen = ImageDraw.Draw(sheet)
        for area in still.areas:
            fill = area.fill
            if fill.startswith("url("):
                self._patterned(sheet, area.shape.code, fill.removeprefix("url(#still-")[:-1])
            else:
                for part in self._rings[area.shape.code]:
                    pen.polygon(part[0], fill=fill)
            strong = area.state == "none_recorded"
            edge = palette.OUTLINE_LINE if strong else palette.EDGE_DARK
            self._edges(pen, [area.shape.code], edge, 4 if strong else 1)
        return sheet

    def _patterned(self, sheet: Image.Image, code: str, name: str) -> None:
        back, line = PATTERNS[name]
        mask = Image.new("1", sheet.size)
        for part in self._rings[code]:
            ImageDraw.Draw(mask).polygon(part[0], fill=1)
        sheet.paste(_pattern(name, back, line, sheet.size), mask=mask)

    def _edges(
        self, pen: ImageDraw.ImageDraw, codes: Collection[str], colour: str, width: int
    ) -> None:
        for code in codes:
            for part in self._rings.get(code, ()):
                for ring in part:
                    pen.line([*ring, ring[0]], fill=colour, width=width, joint="curve")

    def draw(self, card: Card, codes: Collection[str]) -> bytes:
        """A picture (PNG) in which areas are outlined; the same card makes the same bytes."""
        drawn = self._map.copy()
        pen = ImageDraw.Draw(drawn)
        self._edges(pen, codes, palette.INK, 11)
        self._edges(pen, codes, palette.ACCENT, 6)
        sheet = Image.new("RGB", (WIDE, HIGH), "#ffffff")
        sheet.paste(drawn.resize((MAP_WIDE, HIGH), Image.Resampling.LANCZOS), (WIDE - MAP_WIDE, 0))
        _write(ImageDraw.Draw(sheet), card)
        found = io.BytesIO()
        sheet.quantize(128, dither=Image.Dither.NONE).save(found, "PNG", optimize=True)
        return found.getvalue()


@cache
def _pattern(name: str, back: str, line: str, size: tuple[int, int]) -> Image.Image:
    """Lines or dots over a whole sheet, as those of the still map."""
    sheet = Image.new("RGB", size, back)
    pen = ImageDraw.Draw(sheet)
    step, (wide, high) = 10, size
    if name == "hatch":
        for x in range(-high, wide, step):
            pen.line([(x, high), (x + high, 0)], fill=line, width=2)
        return sheet
    size_of = 2.4 if name == "dots" else 1.5
    for row, y in enumerate(range(0, high, step)):
        for x in range(step // 2 * (row % 2), wide, step):
            pen.ellipse([x - size_of, y - size_of, x + size_of, y + size_of], fill=line)
    return sheet


@cache
def _font(bold: bool, size: int) -> ImageFont.FreeTypeFont:
    name = "Arimo-Bold.ttf" if bold else "Arimo-Regular.ttf"
    return ImageFont.truetype(str(FONTS / name), size, layout_engine=ImageFont.Layout.BASIC)


def _write(pen: ImageDraw.ImageDraw, card: Card) -> None:
    pen.text((TEXT_LEFT, 44), "gapmap", font=_font(True, 26), fill=SOFT)
    y = _block(pen, card.name, 96, True, (56, 46, 38), palette.INK, 2)
    y = _block(pen, card.finding, y + 14, True, (38, 34, 30), palette.RAMP[0], 5)
    _block(pen, card.more.partition(". ")[0] + ".", y + 18, False, (24, 22), SOFT, 4)
    foot = f"{card.shown} Boundaries: {card.credit}".strip()
    lines = _wrapped(pen, foot, _font(False, 12))[:6]
    for i, line in enumerate(lines):
        at = (TEXT_LEFT, HIGH - 22 - 15 * (len(lines) - i))
        pen.text(at, line, font=_font(False, 12), fill=SOFT)


def _block(
    pen: ImageDraw.ImageDraw,
    text: str,
    y: float,
    bold: bool,
    sizes: tuple[int, ...],
    colour: str,
    most: int,
) -> float:
    """Lines of text in the largest size in which they are no more than ``most``; where they end."""
    size = next((s for s in sizes if len(_wrapped(pen, text, _font(bold, s))) <= most), sizes[-1])
    for line in _wrapped(pen, text, _font(bold, size))[:most]:
        pen.text((TEXT_LEFT, y), line, font=_font(bold, size), fill=colour)
        y += size * 1.2
    return y


def _wrapped(pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and pen.textlength(longer, font=font) > TEXT_WIDE:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
