"""Make utla_points.csv, where the 175 councils lie: `python -m boundaries.points`.

Councils have no boundary file of their own, so their centres, areas and neighbours are taken once
from the pieces that the other levels are put together from, and committed. Councils that the
pieces do not tell apart are split by the towns in split_towns.csv: each spot goes to the council
of the nearest town.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from boundaries.hexgrid import Pair
from boundaries.pieces import Piece, clean, raw_pieces
from boundaries.sources import (
    GBR,
    HERE,
    LONDON,
    TABLES,
    Geometry,
    fetch,
    gbr_areas,
    london_boroughs,
    rows,
    to_metres,
)

UTLA_POINTS = HERE / "utla_points.csv"
SPLIT_TOWNS = HERE / "split_towns.csv"
ACROSS_WATER = 600.0  # metres; the Thames in London is no wider
FACING = 1200.0  # metres of bank that must lie that near
SAME_LINE = 1.0  # metres; shapes nearer than this share a border
SHORT = 50.0  # metres; a shorter common border is a corner
ISLET = 1_000_000.0  # square metres given to an area that has a point and no shape


@dataclass(frozen=True)
class Place:
    """A council's shape in metres, and where that shape comes from."""

    shape: Geometry
    basis: str


def neighbours(shapes: Sequence[Geometry]) -> list[Pair]:
    """Pairs (i < j) that share a border line or face each other over narrow water."""
    found = shapely.STRtree(list(shapes)).query(np.array(shapes), "dwithin", ACROSS_WATER)
    pairs = sorted({(int(a), int(b)) for a, b in found.T if a < b})
    return [(a, b) for a, b in pairs if _side_by_side(shapes[a], shapes[b])]


def _side_by_side(a: Geometry, b: Geometry) -> bool:
    if a.distance(b) < SAME_LINE:
        return bool(a.buffer(SAME_LINE).intersection(b.boundary).length > SHORT)
    banks = (
        a.buffer(ACROSS_WATER).intersection(b.boundary).length,
        b.buffer(ACROSS_WATER).intersection(a.boundary).length,
    )
    return bool(max(banks) > FACING)


def _split(shape: Geometry, codes: set[str]) -> dict[str, Geometry]:
    """Cut a shape up so that each spot goes to the council of the nearest town."""
    towns = [row for row in rows(SPLIT_TOWNS) if row["utla_code"] in codes]
    points = [_town(row) for row in towns]
    cells = shapely.voronoi_polygons(
        shapely.MultiPoint(points), extend_to=shape.buffer(1000), ordered=True
    )
    owner = np.array([row["utla_code"] for row in towns])
    return {
        code: shapely.intersection(shapely.union_all(np.array(cells.geoms)[owner == code]), shape)
        for code in sorted(codes)
    }


def _town(row: Mapping[str, str]) -> Geometry:
    return to_metres(shapely.Point(float(row["longitude"]), float(row["latitude"])))


def places(pieces: list[Piece]) -> dict[str, Place]:
    """A shape for every council, sorted by code; three pieces are shared by two councils."""
    own: dict[str, list[Geometry]] = {}
    for piece in pieces:
        if len(piece.utla) == 1:
            own.setdefault(piece.utla[0], []).append(piece.shape)
    found = {code: Place(shapely.union_all(parts), "shape") for code, parts in own.items()}
    for piece in pieces:
        rest = set(piece.utla) - set(own)
        if len(piece.utla) > 1 and len(rest) == 1:
            found[rest.pop()] = Place(piece.shape, "shape before reorganisation")
        elif len(piece.utla) > 1:
            for code, shape in _split(piece.shape, rest).items():
                found[code] = Place(shape, "split by nearest town")
    for row in rows(SPLIT_TOWNS):
        if row["utla_code"] not in found:
            disc = _town(row).buffer(float(np.sqrt(ISLET / np.pi)))
            found[row["utla_code"]] = Place(disc, "town")
    return {code: found[code] for code in sorted(found)}


def table(found: Mapping[str, Place]) -> str:
    """The text of utla_points.csv: metres to the nearest 100, areas in square kilometres."""
    names = {row["utla_code"]: row["utla_name"] for row in rows(TABLES / "lookup.csv")}
    if set(names) != set(found):
        raise ValueError(f"no point for {sorted(set(names) ^ set(found))}")
    codes = list(found)
    near: dict[str, list[str]] = {code: [] for code in codes}
    for a, b in neighbours([found[code].shape for code in codes]):
        near[codes[a]].append(codes[b])
        near[codes[b]].append(codes[a])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["utla_code", "name", "easting", "northing", "km2", "basis", "neighbours"])
    for code, place in found.items():
        centre = place.shape.centroid
        x, y = (int(round(value, -2)) for value in (centre.x, centre.y))
        km2 = round(place.shape.area / 1e6)
        writer.writerow([code, names[code], x, y, km2, place.basis, ";".join(sorted(near[code]))])
    return out.getvalue()


def main() -> None:
    """Read the command line and write the table."""
    parser = argparse.ArgumentParser(description="Rebuild utla_points.csv.")
    parser.add_argument("--packages", type=Path, help="folder with the two npm tarballs")
    parser.add_argument("--out", type=Path, default=UTLA_POINTS, help="file to write")
    arguments = parser.parse_args()
    areas = gbr_areas(fetch(GBR, arguments.packages))
    boroughs = london_boroughs(fetch(LONDON, arguments.packages))
    text = table(places(clean(raw_pieces(areas, boroughs))))
    arguments.out.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{arguments.out.name}: {len(text.splitlines()) - 1} councils\n")


if __name__ == "__main__":
    main()
