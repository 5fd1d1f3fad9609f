"""Where the names of a printed map go: those that fit, none over another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gapmap.present import palette
from gapmap.present.page.labels import Label, arrangements
from gapmap.present.page.placing.places import (
    TINY,
    Beside,
    Room,
    Surroundings,
    boxes_at,
    off_the_edge,
)
from gapmap.present.page.sheet import Box, Sheet, Style

NEAR: Final = 14.0  # mm of leader, with what it and the name cover counted as mm
PARTLY: Final = 0.3  # of a name on areas that matter less, before it has no better place
FARTHEST: Final = 26.0  # the same, for a name that has no better place


def write_labels(
    sheet: Sheet,
    shapes: Mapping[str, BaseGeometry],
    wanted: Mapping[str, Label],
    frame: Box,
    size: float,
    *,
    over_areas: bool = False,
    on_land: float = 1.0,
    avoid: Sequence[BaseGeometry] = (),
    whole: bool = False,
) -> set[str]:
    """Write the names that fit and return the codes whose label is written in full.

    The area that the map is about comes first and has its label in full, whatever that covers.

    A name goes inside its area. One that matters and does not fit goes outside, with a line to its
    area, where it hides no other area that matters (unless ``over_areas``) and has at most a share
    ``on_land`` of itself on any. No name lies on the shapes to ``avoid``. Where only
    ``whole`` labels are wanted, none loses its figure.
    """
    seen = {c: s for c, s in shapes.items() if not s.is_empty and s.area > 1e-6}
    matters = [
        seen[c] for c, label in wanted.items() if (label.important or label.shaded) and c in seen
    ]
    nowhere = shapely.Polygon()
    around = Surroundings(
        frame,
        nowhere if over_areas else shapely.union_all(list(seen.values())),
        nowhere if over_areas else shapely.union_all(matters),
        on_land,
        over_areas,
        [shape.buffer(0.5) for shape in avoid],
        whole,
    )
    return {
        code
        for code, label in sorted(wanted.items(), key=lambda item: not item[1].bold)
        if code in seen and _write_one(sheet, seen[code], label, size, around)
    }


def _write_one(
    sheet: Sheet, shape: BaseGeometry, label: Label, size: float, around: Surroundings
) -> bool:  # fmt: skip
    """Write a label at its best: inside, outside over the sea, its figure alone, or its name.

    The label of the area that the map is about keeps name and figure. Returns whether the figure
    is written.
    """
    plain = sheet.style(
        size if label.important else 0.9 * size,
        bold=label.bold, colour=label.colour, halo=label.halo,
    )  # fmt: skip
    small = replace(plain, size=max(sheet.least, 0.84 * size))
    least = replace(plain, size=sheet.least)
    outer = replace(plain, colour=palette.INK, halo="#ffffff")
    name, rest = (replace(label, lines=lines) for lines in (label.lines[:1], label.lines[1:]))
    room = Room.of(off_the_edge(shape, around.frame))

    def inside(one: Label, *styles: Style) -> BaseGeometry | None:
        tries = (_inside(sheet, room, one, style, around) for style in styles)
        return next(filter(None, tries), None)

    def beside(on_land: float, *, must: bool = False) -> BaseGeometry | None:
        if not label.important:
            return None
        return _outside(sheet, shape, label, outer, around, on_land, must=must)

    whole, part = True, len(label.lines) == 1
    tries: list[tuple[bool, Callable[[], BaseGeometry | None]]] = [
        (whole, lambda: inside(label, plain, small)),
        (whole, lambda: beside(0.0)),
        (whole, lambda: inside(rest, small, least) if label.figure and not label.bold else None),
        (whole, lambda: beside(PARTLY)),
        (part, lambda: inside(name, plain, small, least)),
        (whole, lambda: beside(1.0)),
        (whole, lambda: beside(1.0, must=True) if label.bold else None),
    ]
    for is_whole, attempt in tries:
        if (around.whole or label.bold) and not is_whole:
            continue
        found = attempt()
        if found:
            around.taken.append(found.buffer(0.4))
            return is_whole
    return False


def _inside(
    sheet: Sheet, room: Room, label: Label, style: Style, around: Surroundings
) -> BaseGeometry | None:  # fmt: skip
    """Write a label where it fits within its area, near the middle, or return None."""
    west, south, east, north = room.shape.bounds
    for lines in arrangements(label, style):
        width, height = _size(sheet, lines, style)
        if width > east - west or 0.95 * height > north - south:
            continue
        x, y = room.x, room.y
        for i, line in enumerate(lines):
            lower = (len(lines) - 1) / 2 * style.line - i * style.line
            wide = sheet.measure(line, style) + 1.0
            fits = shapely.contains(room.shape, boxes_at(x, y + lower, wide, 0.95 * style.line))
            x, y = x[fits], y[fits]
        boxes = boxes_at(x, y, width, height)
        free = np.ones(len(x), dtype=bool)
        for other in around.taken:
            free &= ~shapely.intersects(boxes, other)
        if free.any():
            best = int(np.argmax(free))
            return _write(sheet, lines, style, float(x[best]), float(y[best]))
    return None


def _outside(
    sheet: Sheet,
    shape: BaseGeometry,
    label: Label,
    style: Style,
    around: Surroundings,
    on_land: float,
    must: bool = False,
) -> BaseGeometry | None:
    """Write a label beside its area with a line to it, or return None.

    As much as ``on_land`` of it may lie on areas that matter less, if the surroundings allow that;
    one that ``must`` be written, broken into lines as suits it, lies over what is least missed.
    """
    farthest = NEAR if on_land <= PARTLY else FARTHEST
    on_land = min(on_land, around.on_land)
    found = []
    for lines in list(arrangements(label, style))[: None if must else 1]:
        beside = Beside.of(shape, _size(sheet, lines, style), around, must=must)
        if beside is not None:
            cost = beside.wherever() if must else beside.cost(on_land, farthest)
            best = int(np.argmin(cost))
            found.append((float(cost[best]), lines, beside.at[best], beside.leaders[best]))
    if not found:
        return None
    cost_of_best, lines, (x, y), line = min(found, key=lambda one: one[0])
    if cost_of_best == np.inf:
        return None
    width, height = _size(sheet, lines, style)
    if around.plates:
        sheet.fill(_box(x, y, width + 1.2, height + 0.5), style.halo, zorder=4.5)
    leader = line.difference(shape) if shape.area < TINY else line
    sheet.stroke(leader, style.halo, 1.4, zorder=4)
    sheet.stroke(leader, style.colour, 0.5, zorder=5)
    written = _write(sheet, lines, style, float(x), float(y))
    label_and_line: BaseGeometry = shapely.union(written, line)
    return label_and_line


def _box(x: float, y: float, width: float, height: float) -> shapely.Polygon:
    return shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _write(sheet: Sheet, lines: Sequence[str], style: Style, x: float, y: float) -> BaseGeometry:
    width, height = _size(sheet, lines, style)
    top = y + height / 2
    for line in lines:
        sheet.line(line, x, top, style, "center")
        top -= style.line
    return _box(x, y, width, height)


def _size(sheet: Sheet, lines: Sequence[str], style: Style) -> tuple[float, float]:
    return max(sheet.measure(t, style) for t in lines), len(lines) * style.line
