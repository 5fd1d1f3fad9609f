"""A column that holds both coordinates of a place in one cell, taken apart into two columns."""

import re
from collections.abc import Sequence
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
SAMPLE: Final = 200
COLUMNS: Final = ("Latitude", "Longitude")


def taken_apart(sent: Upload) -> Upload:
    """The table with two more columns where one holds both coordinates; else as it is.

    The column itself stays. A cell that is no pair is kept whole under the first of the two, where
    it is listed as a cell that cannot be read.
    """
    if any(meaning(h) in ("latitude", "longitude") for h in sent.header if h):
        return sent
    at = next((i for i, h in enumerate(sent.header) if normal(h) in HEADINGS), -1)
    if at < 0 or not _are_pairs([cells[at] for _, cells in sent.rows[:SAMPLE]]):
        return sent
    rows = [(line, (*cells, *_pair(cells[at]))) for line, cells in sent.rows]
    note = f"“{sent.header[at][:60]}” was taken apart into latitude and longitude."
    return replace(
        sent, header=(*sent.header, *COLUMNS), rows=kept_rows(rows), notes=(*sent.notes, note)
    )


def _are_pairs(cells: Sequence[str]) -> bool:
    stated = [cell for cell in cells if not not_stated(cell)]
    return bool(stated) and sum(bool(PAIR.fullmatch(c)) for c in stated) * 2 > len(stated)


def _pair(cell: str) -> tuple[str, str]:
    found = PAIR.fullmatch(cell)
    return (found[1], found[2]) if found else (cell, "")


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
