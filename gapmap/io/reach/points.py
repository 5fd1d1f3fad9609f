"""Points where people live, as shipped: towns and villages, or one centre a council."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyproj

from gapmap.io.boundaries import COUNCILS
from gapmap.io.headings import normal
from gapmap.io.own.where.towns import FILE

KINDS: Final = ("towns", "centres")
METRES, DEGREES = 27700, 4326  # EPSG


@dataclass(frozen=True)
class Point:
    """A place where people live (EPSG:27700): its council, and its people or a part of them.

    ``stands_in`` is true for a representative point, of a council none of whose places has people.
    """

    code: str
    block: str
    people: float
    east: float
    north: float
    stands_in: bool = False


def to_grid(
    longitudes: Iterable[float], latitudes: Iterable[float]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Metres (EPSG:27700) of degrees (WGS 84)."""
    east, north = _grid().transform(np.asarray(list(longitudes)), np.asarray(list(latitudes)))
    return np.asarray(east, dtype=float), np.asarray(north, dtype=float)


@cache
def _grid() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(DEGREES, METRES, always_xy=True)


@cache
def points(folder: Path, kind: str) -> tuple[Point, ...]:
    """The points of every council.

    ``towns``: places of 500 people and more (GeoNames), in the council of their own name where they
    may lie in several, else in the likeliest. ``centres``: the mean of these, weighted by people
    (population-weighted centroid), called by the council's code. A council without any has its
    representative point in both.
    """
    councils = {row["utla_code"]: row for row in _rows(folder / COUNCILS)}
    rows = [row for row in _rows(folder / FILE) if int(row["population"]) > 0]
    east, north = to_grid(
        (float(row["longitude"]) for row in rows), (float(row["latitude"]) for row in rows)
    )
    towns = [
        Point(f"{row['town']} {code}", code, float(row["population"]), float(x), float(y))
        for row, x, y in zip(rows, east, north, strict=True)
        for code in [_council(row, councils)]
        if code in councils
    ]
    settled = {point.block for point in towns}
    others = [
        Point(code, code, 1.0, float(row["easting"]), float(row["northing"]), stands_in=True)
        for code, row in councils.items()
        if code not in settled
    ]
    return (*(towns if kind == "towns" else _centres(towns)), *others)


def _council(row: Mapping[str, str], councils: Mapping[str, Mapping[str, str]]) -> str:
    codes = row["utla_codes"].split(";")
    named = normal(row["town"])
    return next(
        (c for c in codes if c in councils and normal(councils[c]["name"]).startswith(named)),
        codes[0],
    )


def _centres(towns: Iterable[Point]) -> list[Point]:
    """The mean of each council's places, weighted by people."""
    inside: dict[str, list[Point]] = {}
    for town in towns:
        inside.setdefault(town.block, []).append(town)
    found = []
    for code, its in sorted(inside.items()):
        people = sum(town.people for town in its)
        east = sum(town.people * town.east for town in its) / people
        north = sum(town.people * town.north for town in its) / people
        found.append(Point(code, code, people, east, north))
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
