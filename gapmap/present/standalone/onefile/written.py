"""What is written on the still map of the one file, and where: names and values of areas.

They are placed as on a printed map, on a sheet as large as the map is in the first screen of a
small laptop (``HIGH`` pixels of 1/96 inch). What has no room in its area stands beside it over the
sea; the scripts take these places over, as they look for room inside an area only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from gapmap.core.gap import GapTable
from gapmap.present import palette
from gapmap.present.page.labels import Label, labels
from gapmap.present.page.marks import MM_PER_INCH, Box, Lines, Text
from gapmap.present.page.placing.write import write_labels
from gapmap.present.page.sheet import Sheet
from gapmap.present.page.tiles import write_tiles
from gapmap.present.standalone.onefile.grid import Shape
from gapmap.present.words import on_map

HIGH: Final = 560.0  # pixels
MARGIN: Final = 28.0  # pixels of sea around the areas
SIDES: Final = 48.0  # the same west and east, where names stand beside areas
PIXEL: Final = MM_PER_INCH / 96  # mm
SIZE: Final = 8.25  # points (11 pixels)
LEAST: Final = 7.0  # points


@dataclass(frozen=True)
class Frame:
    """The part of the grid that is seen (steps, y downwards), and a pixel's size at ``HIGH``."""

    west: int
    north: int
    east: int
    south: int
    pixel: float

    @classmethod
    def around(cls, found: Sequence[Shape]) -> "Frame":
        """The frame around shapes, with some sea."""
        west, north, east, south = shapely.total_bounds([shape.polygon for shape in found])
        pixel = (south - north) / (HIGH - 2 * MARGIN)
        side, above = SIDES * pixel, MARGIN * pixel
        return cls(
            round(west - side), round(north - above), round(east + side), round(south + above),
            float(pixel),
        )  # fmt: skip

    @property
    def view_box(self) -> str:
        """The frame as an SVG has it."""
        return f"{self.west} {self.north} {self.east - self.west} {self.south - self.north}"

    @property
    def scale(self) -> float:
        """Millimetres of the sheet for each step."""
        return PIXEL / self.pixel

    @property
    def box(self) -> Box:
        """The frame on the sheet (mm)."""
        wide, high = self.east - self.west, self.south - self.north
        return Box(0, 0, wide * self.scale, high * self.scale)

    def onto_sheet(self, shape: Shape) -> BaseGeometry:
        """A shape on the sheet (mm), cut off at the frame."""
        corner, turned = [self.west, self.south], [self.scale, -self.scale]
        moved = shapely.transform(shape.polygon, lambda at: (at - corner) * turned)
        return shapely.intersection(shapely.make_valid(moved), self.box.polygon)

    def back(self, x: float, y: float) -> tuple[int, int]:
        """A place of the sheet (mm) on the grid."""
        return round(self.west + x / self.scale), round(self.south - y / self.scale)


@dataclass(frozen=True)
class Beside:
    """The middle of an area's lines of text beside it, and the two ends of the line to it."""

    code: str
    at: tuple[int, int]
    ends: tuple[tuple[int, int], tuple[int, int]]


def write(
    table: GapTable,
    found: Mapping[str, Shape],
    frame: Frame,
    *,
    tiles: bool,
    area: str | None = None,
) -> tuple[Sheet, tuple[Beside, ...]]:
    """Return a sheet with the names and values that fit (mm), and which stand beside an area."""
    sheet = Sheet((1, 1), least=LEAST)
    seen = {code: frame.onto_sheet(found[code]) for code in table.by_code if code in found}
    seen = {code: shape for code, shape in seen.items() if not shape.is_empty}
    if tiles:
        write_tiles(sheet, table, seen, {c: s.short for c, s in found.items()}, 1.2, area)
        return sheet, ()
    return sheet, _write_shapes(sheet, table, seen, frame, area)


def _write_shapes(
    sheet: Sheet, table: GapTable, seen: Mapping[str, BaseGeometry], frame: Frame, area: str | None
) -> tuple[Beside, ...]:
    """Name and value in an area; else both beside it, over the sea; else one of them in it."""
    rows = {str(row["code"]): row for row in table.records}
    values = {code: on_map.written(table, rows[code]) for code in seen}
    names = {
        code: replace(label, lines=(label.lines[0].split(" (")[0],), important=False, figure=False)
        for code, label in labels(table, within=seen, area=area).items()
    }
    both = {
        code: replace(label, lines=(*label.lines, *filter(None, [values[code]])))
        for code, label in names.items()
    }
    outside = {code: replace(label, important=True) for code, label in both.items()}
    alone = {c: replace(label, lines=(values[c],)) for c, label in names.items() if values[c]}
    left = set(names)
    places: tuple[Beside, ...] = ()
    for wanted in (both, outside, names, alone):
        here = {code: label for code, label in wanted.items() if code in left}
        before = len(sheet.texts())
        taken = [spot.polygon for _, spot in sheet.texts()]
        done = write_labels(
            sheet, seen, here, frame.box, SIZE, on_land=0.0, avoid=taken, whole=True
        )  # fmt: skip
        if wanted is outside:
            places = _places(sheet, before, [c for c in here if c in done], here, frame)
        left -= done
    return places


def _places(
    sheet: Sheet,
    before: int,
    codes: Sequence[str],
    written: Mapping[str, Label],
    frame: Frame,
) -> tuple[Beside, ...]:
    """Where the labels stand that were written last, in the order in which they were."""
    texts = [mark for mark in sheet.marks if isinstance(mark, Text)][before:]
    lines = [m for m in sheet.marks if isinstance(m, Lines) and m.colour == palette.INK]
    found = []
    for code, line in zip(codes, lines, strict=True):
        mine, texts = texts[: len(written[code].lines)], texts[len(written[code].lines) :]
        boxes = [mark.box for mark in mine]
        middle = (boxes[0].top + boxes[-1].bottom) / 2
        ends = line.parts[0][0], line.parts[0][-1]
        found.append(
            Beside(
                code,
                frame.back(mine[0].x, middle),
                (frame.back(*map(float, ends[0])), frame.back(*map(float, ends[1]))),
            )
        )
    return tuple(found)
