"""What to write on the areas of a printed map; ``print_placing`` finds where."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd
import pandas as pd

from gapmap.core.gap import GapTable
from gapmap.present import palette
from gapmap.present.page.areas import paint
from gapmap.present.page.sheet import QUIET, Style
from gapmap.present.page.text import shorten
from gapmap.present.palette import luminance
from gapmap.present.words import on_map, scale
from gapmap.vocabulary import STATES

AWAY: Final = ("S", "N")  # first letters of codes outside England and Wales
GAPS: Final = ("none_matching", "none_recorded")
DARK: Final = 0.2  # luminance below which white text reads better than black
MOST: Final = 14  # areas that must be named
NAME_WIDTH: Final = 34.0  # mm; longer lines of a name are cut, on the map only


@dataclass(frozen=True)
class Label:
    """A name to write on an area and what is said of it; a ``figure`` can do without the name.

    An ``important`` one may stand outside its area; a ``shaded`` area (a class, or nothing that
    matches) is never hidden by another's name. The area a map is about is written ``bold``.
    """

    lines: tuple[str, ...]
    important: bool
    colour: str
    halo: str
    shaded: bool = False
    bold: bool = False
    figure: bool = False


def labels(
    table: GapTable,
    most: int = MOST,
    *,
    grey: bool = False,
    area: str | None = None,
    within: Collection[str] | None = None,
) -> dict[str, Label]:
    """Return what to write on each area, the ones that matter first.

    Those are the ``area`` the map is about, the areas where nothing matches while they are few,
    then the lowest and highest values shaded in turn; all others are names that are left out where
    they do not fit. With ``within``, only these codes are labelled.
    """
    rows = table.rows.set_index("code", drop=False)
    if within is not None:
        rows = rows[rows.index.isin(list(within))]
    none = rows.index[rows["shade"].isin(GAPS)].tolist()
    ranked = [row["code"] for row in scale.ranked(table) if row["code"] in rows.index]
    ends = [code for pair in zip(ranked, reversed(ranked), strict=True) for code in pair]
    focus = [area] if area in rows.index else []
    first = list(dict.fromkeys(focus + (none if len(none) <= most else []) + ends))[:most]
    rest = [code for code in rows.index if code not in first]
    return {
        code: replace(
            _label(table, rows.loc[code], code in first, grey=grey),
            bold=code == area,
        )
        for code in (*first, *rest)
    }


def _label(table: GapTable, row: pd.Series, important: bool, *, grey: bool) -> Label:
    state, name = str(row["shade"]), str(row["name"])
    look = paint(row, len(table.breaks) + 1, grey)
    figure = on_map.written(table, row)
    told = important or state == "no_estimate"
    said = figure or (scale.state_label(table, state).lower() if told else "")
    return Label(
        (name, said) if said else (name,),
        told,
        "#ffffff" if luminance(look.fill) < DARK else palette.INK,
        look.fill,
        shaded=state in ("measured", *GAPS),
        figure=bool(figure),
    )


def away(outline: gpd.GeoDataFrame, table: GapTable) -> dict[str, Label]:
    """Names for the countries that the backdrop shows and the table does not hold."""
    here = set(table.rows["code"])
    text = STATES["no_estimate"].lower()
    return {
        str(code): Label((str(name), text), True, QUIET, palette.LAND)
        for code, name in outline["name"].items()
        if str(code).startswith(AWAY) and str(code) not in here
    }


def arrangements(label: Label, style: Style) -> Iterator[tuple[str, ...]]:
    """The label's lines with the name on one line, then broken in two, then word by word."""
    name, rest = shorten(label.lines[0], 2 * NAME_WIDTH, style), label.lines[1:]
    ways: list[tuple[str, ...]] = [(name,)]
    if " " in name:
        ways.append(_halves(name))
    if name.count(" ") > 1:
        ways.append(tuple(name.split(" ")))
    cut = [tuple(shorten(line, NAME_WIDTH, style) for line in way) for way in ways]
    tried = [lines for lines, way in zip(cut, ways, strict=True) if lines == way] or cut[:1]
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
