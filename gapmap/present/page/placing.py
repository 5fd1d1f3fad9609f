"""Where the names of a printed map go: those that fit, none over another."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gapmap.present import palette
from gapmap.present.page.labels import Label
from gapmap.present.page.sheet import Box, Sheet, Style
from gapmap.present.page.text import shorten

NAME_WIDTH: Final = 34.0  # mm; longer names are cut, on the map only
PLACES_TRIED: Final = 21  # a side of the grid of places tried within an area
LEADERS: Final = (5.0, 8.0, 12.0, 17.0, 23.0)  # mm from an area to a name outside it
NEAR: Final = 14.0  # mm of leader, with what it and the name cover counted as mm
FARTHEST: Final = 26.0  # the same, for a name that has no better place
LAND: Final = 0.5  # what a mm of leader over other areas costs besides
EDGE: Final = 1.5  # mm between a name and the edge of the map, where that cuts its area off
TINY: Final = 8.0  # mm²: a line to the name would hide the area


@dataclass(frozen=True)
class _Surroundings:
    """What a name must not hide (page mm)."""

    frame: Box
    land: BaseGeometry
    keep_off: BaseGeometry
    on_land: float  # share of a name outside its area that may lie on other areas
    plates: bool  # whether such names lie on white
    taken: list[BaseGeometry]
    whole: bool = False  # whether a label without its figure is left out


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
    around = _Surroundings(
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
        for code, label in wanted.items()
        if code in seen and _write_one(sheet, seen[code], label, size, around)
    }


def _write_one(
    sheet: Sheet, shape: BaseGeometry, label: Label, size: float, around: _Surroundings
) -> bool:  # fmt: skip
    """Write a label at its best: inside with its figure, outside over the sea, inside without.

    Returns whether all of it is written, the figure too.
    """
    plain = sheet.style(
        size if label.important else 0.9 * size,
        bold=label.bold, colour=label.colour, halo=label.halo,
    )  # fmt: skip
    small = replace(plain, size=max(sheet.least, 0.84 * size))
    outer = replace(plain, colour=palette.INK, halo="#ffffff")
    name = replace(label, lines=label.lines[:1])
    room = _Room.of(_off_the_edge(shape, around.frame))
    whole, part = True, len(label.lines) == 1

    def beside(*, over: bool) -> BaseGeometry | None:
        if not label.important:
            return None
        return _outside(sheet, shape, label, outer, around, over=over)

    tries: list[tuple[bool, Callable[[], BaseGeometry | None]]] = [
        (whole, lambda: _inside(sheet, room, label, plain, around)),
        (whole, lambda: _inside(sheet, room, label, small, around)),
        (whole, lambda: beside(over=False)),
        (part, lambda: _inside(sheet, room, name, plain, around)),
        (part, lambda: _inside(sheet, room, name, small, around)),
        (part, lambda: _inside(sheet, room, name, replace(plain, size=sheet.least), around)),
        (whole, lambda: beside(over=True)),
    ]
    for is_whole, attempt in tries:
        if around.whole and not is_whole:
            continue
        found = attempt()
        if found:
            around.taken.append(found.buffer(0.4))
            return is_whole
    return False


def _off_the_edge(shape: BaseGeometry, frame: Box) -> BaseGeometry:
    """The part of a shape away from the edge of the map, which cuts it off there."""
    inner = frame.polygon.buffer(-EDGE, join_style="mitre")
    if inner.covers(shapely.box(*shape.bounds)):
        return shape
    part = shapely.intersection(shape, inner)
    return shape if part.is_empty or part.area < TINY else part


def _arrangements(label: Label, style: Style) -> Iterator[tuple[str, ...]]:
    """The label's lines with the name on one line, then broken in two, then word by word."""
    name, rest = shorten(label.lines[0], NAME_WIDTH, style), label.lines[1:]
    tried: list[tuple[str, ...]] = [(name,)]
    if " " in name:
        tried.append(_halves(name))
    if name.count(" ") > 1:
        tried.append(tuple(name.split(" ")))
    for lines in tried:
        yield (*lines, *rest)
    if rest and " " in rest[0]:
        for lines in tried:
            yield (*lines, *_halves(rest[0]))


def _halves(text: str) -> tuple[str, str]:
    """Two lines of words, as even as they can be."""
    words = text.split(" ")
    parts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return min(parts, key=lambda part: max(map(len, part)))


def _size(sheet: Sheet, lines: Sequence[str], style: Style) -> tuple[float, float]:
    return max(sheet.measure(t, style) for t in lines), len(lines) * style.line


@dataclass(frozen=True)
class _Room:
    """An area and the places tried for a name in it, the nearest to its middle first (page mm)."""

    shape: BaseGeometry
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    middle: tuple[float, float]

    @classmethod
    def of(cls, shape: BaseGeometry) -> "_Room":
        """The places of a grid that lie within a shape, and its middle."""
        west, south, east, north = shape.bounds
        columns = np.linspace(west, east, PLACES_TRIED)
        rows = np.linspace(south, north, PLACES_TRIED)
        shapely.prepare(shape)
        x, y = np.tile(columns, PLACES_TRIED), np.repeat(rows, PLACES_TRIED)
        within = shapely.contains_xy(shape, x, y)
        middle = _middle(shape)
        x, y = np.append(x[within], middle[0]), np.append(y[within], middle[1])
        order = np.argsort(np.hypot(x - middle[0], y - middle[1]), kind="stable")
        return cls(shape, x[order], y[order], middle)


def _inside(
    sheet: Sheet, room: _Room, label: Label, style: Style, around: _Surroundings
) -> BaseGeometry | None:  # fmt: skip
    """Write a label where it fits within its area, near the middle, or return None."""
    west, south, east, north = room.shape.bounds
    for lines in _arrangements(label, style):
        width, height = _size(sheet, lines, style)
        if width > east - west or 0.95 * height > north - south:
            continue
        x, y = room.x, room.y
        for i, line in enumerate(lines):
            lower = (len(lines) - 1) / 2 * style.line - i * style.line
            wide = sheet.measure(line, style) + 1.0
            fits = shapely.contains(room.shape, _boxes(x, y + lower, wide, 0.95 * style.line))
            x, y = x[fits], y[fits]
        boxes = _boxes(x, y, width, height)
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
    around: _Surroundings,
    over: bool = False,
) -> BaseGeometry | None:
    """Write a label beside its area with a line to it, or return None.

    It may lie ``over`` areas that matter less, if the surroundings allow any of that.
    """
    on_land, farthest = (around.on_land, FARTHEST) if over else (min(0.3, around.on_land), NEAR)
    lines = next(_arrangements(label, style))
    width, height = _size(sheet, lines, style)
    anchor = np.array(_middle(shape))
    angles = np.arange(0, 2 * np.pi, np.pi / 12)
    ways = np.column_stack([np.cos(angles), np.sin(angles)])
    half = np.array([width, height]) / 2
    at = np.concatenate([anchor + ways * (far + half) for far in LEADERS])
    boxes = _boxes(at[:, 0], at[:, 1], width, height)
    leaders = shapely.shortest_line(boxes, shapely.Point(anchor))
    free = shapely.contains(around.frame.polygon, boxes)
    for other in around.taken:
        free &= ~shapely.intersects(boxes, other) & ~shapely.intersects(leaders, other)
    at, boxes, leaders = at[free], boxes[free], leaders[free]
    if not len(at):
        return None
    near = shapely.box(*shapely.total_bounds([*boxes, *leaders]))  # all that is cut below is here
    land, keep_off = (g.intersection(near) for g in (around.land, around.keep_off))
    covered = shapely.area(shapely.intersection(boxes, land)) / (width * height)
    crossed = shapely.length(shapely.intersection(leaders, keep_off.difference(shape)))
    fits = (covered <= on_land) & (crossed < 3)
    fits &= shapely.area(shapely.intersection(boxes, keep_off)) < 0.02 * width * height
    overland = shapely.length(shapely.intersection(leaders, land.difference(shape)))
    length = shapely.length(leaders) + LAND * overland
    cost = np.where(fits, length + 14 * covered + 2 * crossed, np.inf)
    best = int(np.argmin(cost))
    if cost[best] > farthest:
        return None
    x, y = float(at[best, 0]), float(at[best, 1])
    if around.plates:
        sheet.fill(_box(x, y, width + 1.2, height + 0.5), style.halo, zorder=4.5)
    leader = leaders[best].difference(shape) if shape.area < TINY else leaders[best]
    sheet.stroke(leader, style.halo, 1.4, zorder=4)
    sheet.stroke(leader, style.colour, 0.5, zorder=5)
    written = _write(sheet, lines, style, x, y)
    label_and_line: BaseGeometry = shapely.union(written, leaders[best])
    return label_and_line


def _middle(shape: BaseGeometry) -> tuple[float, float]:
    area = cast(shapely.Polygon | shapely.MultiPolygon, shape)  # names are of areas alone
    x, y = shapely.maximum_inscribed_circle(area, tolerance=0.2).coords[0]
    return float(x), float(y)


def _boxes(
    x: NDArray[np.float64], y: NDArray[np.float64], width: float, height: float
) -> NDArray[np.object_]:
    return shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _box(x: float, y: float, width: float, height: float) -> shapely.Polygon:
    return shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _write(sheet: Sheet, lines: Sequence[str], style: Style, x: float, y: float) -> BaseGeometry:
    width, height = _size(sheet, lines, style)
    top = y + height / 2
    for line in lines:
        sheet.line(line, x, top, style, "center")
        top -= style.line
    return _box(x, y, width, height)
