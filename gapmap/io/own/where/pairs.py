"""A column that holds both coordinates of a place in one cell, taken apart into two columns.

Degrees (51.59, -0.11), or a reference of the British National Grid (TQ 310 895).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from gapmap.io.headings import meaning, normal
from gapmap.io.own.cells.plain import not_stated
from gapmap.io.uploads.table import Upload, kept_rows

HEADINGS: Final = frozenset(
    ("lat long", "lat lng", "lat lon", "latlong", "latlng", "latlon", "latitude longitude",
     "latitude and longitude", "lat and long", "coordinates", "coordinate", "co ordinates",
     "coords", "gps", "gps coordinates", "geo point", "geopoint", "geolocation", "geo location",
     "map coordinates", "long lat", "lon lat", "lng lat", "longitude latitude")
)  # fmt: skip
PAIR: Final = re.compile(
    r"(?:POINT ?)?[(\[]? ?([-+]?\d{1,3}\.\d{1,15})°?(?: ?[,;/|] ?| )"
    r"([-+]?\d{1,3}\.\d{1,15})°? ?[)\]]?",
    re.ASCII,
)
"""Two numbers of degrees with decimals; which is which is told by where the country lies."""
EXACT: Final = re.compile(
    r"[(\[]? ?(?:(?:49|5\d|6[01])\.\d{3,15} ?[,;/ ] ?[-+]?[0-8]\.\d{3,15}"
    r"|[-+]?[0-8]\.\d{3,15} ?[,;/ ] ?(?:49|5\d|6[01])\.\d{3,15}) ?[)\]]?", re.ASCII,
)  # fmt: skip
"""A pair of degrees, of three decimals or more, that lies in the United Kingdom."""
GRID_HEADINGS: Final = frozenset(
    ("grid reference", "grid ref", "os grid reference", "os grid ref", "osgr", "ngr", "gridref",
     "national grid reference", "map reference", "os reference")
)  # fmt: skip
GRID: Final = re.compile(
    r"([HNOST])([A-HJ-Z])\s?(\d{2}\s?\d{2}|\d{3}\s?\d{3}|\d{4}\s?\d{4}|\d{5}\s?\d{5})",
    re.ASCII | re.IGNORECASE,
)
"""Two letters of a square of 100 km and four to ten figures."""
LETTERS: Final = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
SQUARE: Final = 100_000  # metres
SAMPLE: Final = 200
COLUMNS: Final = ("Latitude", "Longitude")
METRES: Final = ("Easting", "Northing")


def taken_apart(sent: Upload) -> Upload:
    """The table with two more columns where one holds both coordinates; else as it is.

    The column itself stays. A cell that is no pair is kept whole under the first of the two, where
    it is listed as a cell that cannot be read.
    """
    meant = {meaning(h) for h in sent.header if h}
    degrees = _column(sent, HEADINGS, PAIR)
    degrees = degrees if degrees >= 0 else _pairs_under_any_heading(sent)
    if degrees >= 0 and not meant & {"latitude", "longitude"}:
        return _with(sent, degrees, COLUMNS, _pair)
    grid = _column(sent, GRID_HEADINGS, GRID)
    if grid >= 0 and not meant & {"easting", "northing", "latitude", "longitude"}:
        return _with(sent, grid, METRES, _square)
    return sent


def _column(sent: Upload, names: frozenset[str], pattern: re.Pattern[str]) -> int:
    """The index of the column of such a heading, where most cells are such pairs; else -1."""
    at = next((i for i, h in enumerate(sent.header) if normal(h) in names), -1)
    found = at >= 0 and _are_pairs([cells[at] for _, cells in sent.rows[:SAMPLE]], pattern)
    return at if found else -1


def _pairs_under_any_heading(sent: Upload) -> int:
    """The index of a column of exact degrees in this country, whatever it is called; else -1."""
    if any(shape is not None for shape in sent.shapes):
        return -1
    rows = [cells for _, cells in sent.rows[:SAMPLE]]
    for at in range(len(sent.header)):
        if _are_pairs([cells[at] for cells in rows], EXACT):
            return at
    return -1


def _with(
    sent: Upload, at: int, names: tuple[str, str], apart: Callable[[str], tuple[str, str]]
) -> Upload:
    rows = [(line, (*cells, *apart(cells[at]))) for line, cells in sent.rows]
    note = (
        f"“{sent.header[at][:60]}” was taken apart into {names[0].lower()} and {names[1].lower()}."
    )
    return replace(
        sent, header=(*sent.header, *names), rows=kept_rows(rows), notes=(*sent.notes, note)
    )


def _are_pairs(cells: Sequence[str], pattern: re.Pattern[str]) -> bool:
    stated = [cell for cell in cells if not not_stated(cell)]
    return bool(stated) and sum(bool(pattern.fullmatch(c)) for c in stated) * 2 > len(stated)


def _pair(cell: str) -> tuple[str, str]:
    found = PAIR.fullmatch(cell)
    return (found[1], found[2]) if found else (cell, "")


def _square(cell: str) -> tuple[str, str]:
    """Easting and northing (metres) of the middle of the square that a grid reference names."""
    found = GRID.fullmatch(cell)
    if not found:
        return cell, ""
    first, second = LETTERS.index(found[1].upper()), LETTERS.index(found[2].upper())
    figures = "".join(found[3].split())
    half = len(figures) // 2
    size = SQUARE // 10**half
    east = ((first - 2) % 5 * 5 + second % 5) * SQUARE + int(figures[:half]) * size + size // 2
    north = (19 - first // 5 * 5 - second // 5) * SQUARE + int(figures[half:]) * size + size // 2
    return str(east), str(north)


def bare_grid(header: Sequence[str]) -> str:
    """What X and Y may be: of the grids of several countries, which is for the user to say."""
    named = {normal(h): h for h in header if h}
    if not {"x", "y"} <= named.keys():
        return ""
    x, y = named["x"], named["y"]
    return (
        f" If {x} and {y} are metres of the British National Grid, map easting to {x} and northing "
        f"to {y}; if they are degrees, map longitude to {x} and latitude to {y}."
    )
