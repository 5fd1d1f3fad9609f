"""What is written on equal tiles: the abbreviation, and the value shaded where it fits."""

from collections.abc import Collection, Mapping
from typing import Final

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from gapmap.core.gap import GapTable
from gapmap.present import palette
from gapmap.present.page.areas import paint
from gapmap.present.page.labels import DARK, GAPS
from gapmap.present.page.sheet import Sheet, Style
from gapmap.present.page.text import clean
from gapmap.present.palette import luminance
from gapmap.present.words import on_map, scale
from gapmap.present.words.labels import listed

LEAST: Final = 6.0  # points: abbreviations, whose full names the SVG and the notes give
FILLED: Final = 0.9  # of a tile's side, by text
LARGEST: Final = 8.6  # points, at normal size of text
IN_FULL: Final = "The full name of a tile appears when you point at it in the SVG file of this map."
MOST_LISTED: Final = 40  # areas with none recorded that are named in full


def write_tiles(
    sheet: Sheet,
    table: GapTable,
    shapes: Mapping[str, BaseGeometry],
    shorts: Mapping[str, str],
    unit: float,
    area: str | None = None,
) -> set[str]:
    """Write on every tile that is seen whole, in one size; return the codes of these.

    ``shorts`` has the abbreviation of each by code.
    """
    whole = max((s.area for s in shapes.values()), default=0.0)
    shapes = {code: s for code, s in shapes.items() if s.area > 0.97 * whole}
    rows = {str(row["code"]): row for _, row in table.rows.iterrows()}
    rows = {code: rows[code] for code in shapes}
    side = min((s.bounds[2] - s.bounds[0] for s in shapes.values()), default=0.0)
    names = {code: clean(shorts[code]) for code in rows}
    values = {code: _value(table, rows[code]) for code in rows}
    name_size = _size(sheet, list(names.values()), FILLED * side, LARGEST * unit, LEAST)
    value_size = _size(
        sheet, [v for v in values.values() if v], FILLED * side, 0.88 * name_size, LEAST
    )
    for code, shape in shapes.items():
        look = paint(rows[code], len(table.breaks) + 1, sheet.grey)
        colour = "#ffffff" if luminance(look.fill) < DARK else palette.INK
        name = Style(name_size, code == area, colour, look.fill)
        value = Style(value_size, False, colour, look.fill)
        tile = shape.bounds
        x, middle = (tile[0] + tile[2]) / 2, (tile[1] + tile[3]) / 2
        text = values[code] if sheet.measure(values[code], value) <= 0.96 * side else ""
        two = bool(text) and name.line + value.line <= side
        top = middle + (name.line + (value.line if two else 0.0)) / 2
        if sheet.measure(names[code], name) <= side:  # a letter or two would name several
            sheet.line(names[code], x, top, name, "center")
        if two:
            sheet.line(text, x, top - name.line, value, "center")
    return set(shapes)


def key_notes(
    table: GapTable, boundaries: gpd.GeoDataFrame, shown: Collection[str]
) -> list[str | tuple[str, ...]]:
    """Names in full: of the areas with none recorded, then of all, or where these can be found."""
    rows = table.rows[table.rows["code"].isin(list(shown))]
    none = sorted(str(n) for n in rows.loc[rows["shade"].isin(GAPS), "name"])
    full = {str(r["code"]): str(r["name"]) for _, r in rows.iterrows()}
    shorts = {str(boundaries["short"][code]): name for code, name in full.items()}
    pairs = [f"{short}: {name}" for short, name in sorted(shorts.items()) if short != name]
    return [
        f"None matches or none is recorded: {listed(none)}."
        if 0 < len(none) <= MOST_LISTED
        else "",
        (f"Short names. {'; '.join(pairs)}.", IN_FULL) if pairs else "",
    ]


def _value(table: GapTable, row: pd.Series) -> str:
    """The value shaded and its grade in the fewest characters, or the number of programmes."""
    if str(row["shade"]) != "measured":
        return on_map.written(table, row)
    return clean(f"{on_map.brief(table, row)} {scale.edge_grade(table, row)}".strip())


def _size(sheet: Sheet, texts: list[str], width: float, largest: float, least: float) -> float:
    """The largest size (points) at which the widest text fits, within limits."""
    widest = max((sheet.measure(text, Style(1.0, bold=True)) for text in texts), default=0.0)
    return min(largest, max(least, width / widest)) if widest else largest
