"""Names on the areas of a printed map: those that fit, none over another."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gapmap.core.gap import GapTable
from gapmap.present import palette, scale
from gapmap.present.print_areas import Paint, paint
from gapmap.present.print_layout import QUIET, Box, Sheet, Style
from gapmap.vocabulary import STATES

AWAY: Final = ("S", "N")  # first letters of codes outside England and Wales
NAME_WIDTH: Final = 34.0  # mm; longer names are cut, on the map only
PLACES_TRIED: Final = 21  # a side of the grid of places tried within an area
LEADERS: Final = (5.0, 8.0, 12.0, 17.0, 23.0)  # mm from an area to a name outside it
FARTHEST: Final = 24.0  # mm of leader, with what it and the name cover counted as mm
SMALLEST: Final = 5.0  # points
TINY: Final = 8.0  # mm²: a line to the name would hide the area


@dataclass(frozen=True)
class Label:
    """A name to write on an area.

    An ``important`` one may stand outside its area; a ``shaded`` area (a class, or none recorded)
    is never hidden by another's name.
    """

    lines: tuple[str, ...]
    important: bool
    colour: str
    halo: str
    shaded: bool = False


def labels(table: GapTable, most: int = 14) -> dict[str, Label]:
    """Return what to write on each area, the ones that matter first.

    Those are the areas with none recorded while they are few, then the lowest and highest values
    shaded in turn; all others are names that are left out where they do not fit.
    """
    rows = table.rows.set_index("code", drop=False)
    none = rows.index[rows["state"] == "none_recorded"].tolist()
    ranked = scale.ranked(table)["code"].tolist()
    ends = [code for pair in zip(ranked, reversed(ranked), strict=True) for code in pair]
    first = list(dict.fromkeys((none if len(none) <= most else []) + ends))[:most]
    rest = [code for code in rows.index if code not in first]
    classes = len(table.breaks) + 1
    return {
        code: _label(table, rows.loc[code], code in first, paint(rows.loc[code], classes))
        for code in (*first, *rest)
    }


def _label(table: GapTable, row: pd.Series, important: bool, look: Paint) -> Label:
    state, name = str(row["shade"]), str(row["name"])
    dark = luminance(look.fill) < 0.3
    lines = [name]
    if state == "measured":
        unsure = " ?" if scale.uncertain(table, row) else ""
        lines.append(f"{scale.short(table, row)}{unsure}")
    elif important or state == "no_estimate":
        lines.append(scale.state_label(table, state).lower())
    return Label(
        tuple(lines),
        important or state == "no_estimate",
        "#ffffff" if dark else palette.INK,
        look.fill,
        state in ("measured", "none_recorded"),
    )


def luminance(colour: str) -> float:
    """Relative luminance of a colour (0 black to 1 white), as WCAG defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@dataclass(frozen=True)
class _Surroundings:
    """What a name must not hide (page mm)."""

    frame: Box
    land: Any
    keep_off: Any
    on_land: float  # share of a name outside its area that may lie on other areas
    plates: bool  # whether such names lie on white
    taken: list[Any]


def write_labels(
    sheet: Sheet,
    shapes: Mapping[str, Any],
    wanted: Mapping[str, Label],
    frame: Box,
    size: float,
    *,
    over_areas: bool = False,
    on_land: float = 1.0,
    avoid: Sequence[Any] = (),
) -> set[str]:
    """Write the names that fit and return the codes that got one.

    A name goes inside its area. One that matters and does not fit goes outside, with a line to its
    area, where it hides no other area that matters (unless ``over_areas``) and has at most a share
    ``on_land`` of itself on any. No name lies on the shapes to ``avoid``.
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
    )
    return {
        code
        for code, label in wanted.items()
        if code in seen and _write_one(sheet, seen[code], label, size, around)
    }


def _write_one(
    sheet: Sheet, shape: Any, label: Label, size: float, around: _Surroundings
) -> bool:  # fmt: skip
    """Try the best place first: inside with its figure, outside over the sea, inside without."""
    plain = Style(size if label.important else 0.9 * size, False, label.colour, label.halo)
    small = replace(plain, size=max(SMALLEST, 0.84 * size))
    outer = replace(plain, colour=palette.INK, halo="#ffffff")
    name = replace(label, lines=label.lines[:1])
    tries: list[Callable[[], Any]] = [
        lambda: _inside(sheet, shape, label, plain, around),
        lambda: _inside(sheet, shape, label, small, around),
        lambda: label.important and _outside(sheet, shape, label, outer, around),
        lambda: _inside(sheet, shape, name, plain, around),
        lambda: _inside(sheet, shape, name, small, around),
        lambda: _inside(sheet, shape, name, replace(plain, size=SMALLEST), around),
        lambda: label.important and _outside(sheet, shape, label, outer, around, over=True),
    ]
    for attempt in tries:
        found = attempt()
        if found:
            around.taken.append(found.buffer(0.4))
            return True
    return False


def _arrangements(sheet: Sheet, label: Label, style: Style) -> Iterator[tuple[str, ...]]:
    """The label's lines with the name on one line, then broken in two, then word by word."""
    name, rest = sheet.shorten(label.lines[0], NAME_WIDTH, style), label.lines[1:]
    words = name.split(" ")
    tried: list[tuple[str, ...]] = [(name,)]
    if len(words) > 1:
        half = min(range(1, len(words)), key=lambda i: _longest(words, i))
        tried.append((" ".join(words[:half]), " ".join(words[half:])))
    if len(words) > 2:
        tried.append(tuple(words))
    for lines in tried:
        yield (*lines, *rest)
    if rest and " " in rest[0]:
        for lines in tried:
            yield (*lines, *rest[0].rsplit(" ", 1))


def _longest(words: Sequence[str], half: int) -> int:
    return max(len(" ".join(words[:half])), len(" ".join(words[half:])))


def _size(sheet: Sheet, lines: Sequence[str], style: Style) -> tuple[float, float]:
    return max(sheet.measure(t, style) for t in lines), len(lines) * style.line


def _inside(
    sheet: Sheet, shape: Any, label: Label, style: Style, around: _Surroundings
) -> Any:  # fmt: skip
    """Write a label where it fits within its area, near the middle, or return None."""
    west, south, east, north = shape.bounds
    columns = np.linspace(west, east, PLACES_TRIED)
    rows = np.linspace(south, north, PLACES_TRIED)
    middle = _middle(shape)
    x = np.append(np.tile(columns, PLACES_TRIED), middle[0])
    y = np.append(np.repeat(rows, PLACES_TRIED), middle[1])
    near = np.hypot(x - middle[0], y - middle[1])
    shapely.prepare(shape)
    for lines in _arrangements(sheet, label, style):
        width, height = _size(sheet, lines, style)
        boxes = _boxes(x, y, width, height)
        free = np.ones(len(x), dtype=bool)
        for i, line in enumerate(lines):
            lower = (len(lines) - 1) / 2 * style.line - i * style.line
            wide = sheet.measure(line, style) + 1.0
            free &= shapely.contains(shape, _boxes(x, y + lower, wide, 0.95 * style.line))
        for other in around.taken:
            free &= ~shapely.intersects(boxes, other)
        if free.any():
            best = int(np.argmin(np.where(free, near, np.inf)))
            return _write(sheet, lines, style, float(x[best]), float(y[best]))
    return None


def _outside(
    sheet: Sheet, shape: Any, label: Label, style: Style, around: _Surroundings, over: bool = False
) -> Any:
    """Write a label beside its area with a line to it, or return None.

    It may lie ``over`` areas that matter less, if the surroundings allow any of that.
    """
    on_land, farthest = (around.on_land, FARTHEST) if over else (0.3, 0.7 * FARTHEST)
    lines = next(_arrangements(sheet, label, style))
    width, height = _size(sheet, lines, style)
    anchor = np.array(_middle(shape))
    angles = np.arange(0, 2 * np.pi, np.pi / 12)
    ways = np.column_stack([np.cos(angles), np.sin(angles)])
    half = np.array([width, height]) / 2
    at = np.concatenate([anchor + ways * (far + half) for far in LEADERS])
    boxes = _boxes(at[:, 0], at[:, 1], width, height)
    leaders = shapely.shortest_line(boxes, shapely.Point(anchor))
    others = around.keep_off.difference(shape)
    covered = shapely.area(shapely.intersection(boxes, around.land)) / (width * height)
    crossed = shapely.length(shapely.intersection(leaders, others))
    free = shapely.contains(around.frame.polygon, boxes) & (covered <= on_land) & (crossed < 3)
    free &= shapely.area(shapely.intersection(boxes, around.keep_off)) < 0.02 * width * height
    for other in around.taken:
        free &= ~shapely.intersects(boxes, other) & ~shapely.intersects(leaders, other)
    cost = np.where(free, shapely.length(leaders) + 14 * covered + 2 * crossed, np.inf)
    best = int(np.argmin(cost))
    if cost[best] > farthest:
        return None
    x, y = float(at[best, 0]), float(at[best, 1])
    if around.plates:
        sheet.fill(_boxes(x, y, width + 1.2, height + 0.5), style.halo, zorder=4.5)
    leader = leaders[best].difference(shape) if shape.area < TINY else leaders[best]
    sheet.stroke(leader, style.halo, 1.4, zorder=4)
    sheet.stroke(leader, style.colour, 0.5, zorder=5)
    written = _write(sheet, lines, style, x, y)
    return shapely.union(written, leaders[best])


def _middle(shape: Any) -> tuple[float, float]:
    x, y = shapely.maximum_inscribed_circle(shape, tolerance=0.2).coords[0]
    return float(x), float(y)


def _boxes(x: Any, y: Any, width: float, height: float) -> Any:
    return shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _write(sheet: Sheet, lines: Sequence[str], style: Style, x: float, y: float) -> Any:
    width, height = _size(sheet, lines, style)
    top = y + height / 2
    for line in lines:
        sheet.line(line, x, top, style, "center")
        top -= style.line
    return _boxes(x, y, width, height)


def away(outline: gpd.GeoDataFrame, table: GapTable) -> dict[str, Label]:
    """Names for the countries that the backdrop shows and the table does not hold."""
    here = set(table.rows["code"])
    text = STATES["no_estimate"].lower()
    return {
        str(code): Label((str(name), text), True, QUIET, palette.LAND)
        for code, name in outline["name"].items()
        if str(code).startswith(AWAY) and str(code) not in here
    }
