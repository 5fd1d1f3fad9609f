"""What the tiles of a level are made from, read from committed files alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.equalise import Ints
from boundaries.hexgrid import Floats, Pair
from boundaries.layout import Areas
from boundaries.points import UTLA_POINTS, neighbours
from boundaries.sources import HERE, TABLES, Geometry, rows, to_metres

CELLS = 400  # cells along a side of the grid that density is counted on
SEA = 0.3  # sea around the country on that grid, as a share of the country's longer side


@dataclass(frozen=True)
class Level:
    """The areas of a level in the order of their codes, in metres (EPSG:27700)."""

    codes: tuple[str, ...]
    areas: Areas


def read(level: str) -> Level:
    """Read a level: from its boundary file, or for councils from utla_points.csv."""
    return _councils() if level == "utla" else _drawn(level)


def _shapes(level: str) -> dict[str, Geometry]:
    document = json.loads((HERE / f"{level}.geojson").read_text(encoding="utf-8"))
    return {
        feature["id"]: to_metres(shapely.from_geojson(json.dumps(feature["geometry"])))
        for feature in document["features"]
    }


def _drawn(level: str) -> Level:
    found = _shapes(level)
    shapes = np.array([found[code] for code in sorted(found)])
    pairs = neighbours(list(shapes))
    points = shapely.get_coordinates(shapely.centroid(shapes))
    distance = shapely.distance(shapes[:, None], shapes[None])
    centres, corner, cell = _raster(shapely.total_bounds(shapes))
    owner = _owner(centres, shapes)
    areas = Areas(
        points, tuple(pairs), _coast(pairs, distance), owner.reshape(CELLS, CELLS), corner, cell
    )
    return Level(tuple(sorted(found)), areas)


def _councils() -> Level:
    """Councils: each spot of a county goes to the council of it that is nearest for its size."""
    table = sorted(rows(UTLA_POINTS), key=lambda row: row["utla_code"])
    codes = [row["utla_code"] for row in table]
    number = {code: i for i, code in enumerate(codes)}
    points = np.array([(float(row["easting"]), float(row["northing"])) for row in table])
    size = np.sqrt(np.array([float(row["km2"]) for row in table]))
    pairs = sorted(
        (number[row["utla_code"]], number[other])
        for row in table
        for other in row["neighbours"].split(";")
        if other and row["utla_code"] < other
    )
    groups = _groups(number)
    shapes = np.array([shape for shape, _ in groups])
    centres, corner, cell = _raster(shapely.total_bounds(shapes))
    inside = _owner(centres, shapes)
    labels = np.full(len(centres), -1, dtype=np.int64)
    for group, (_, members) in enumerate(groups):
        here = np.flatnonzero(inside == group)
        away = np.hypot(*(centres[here, None] - points[members][None]).transpose(2, 0, 1))
        labels[here] = np.array(members)[np.argmin(away / size[members], axis=1)]
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    areas = Areas(
        points, tuple(pairs), _coast(pairs, apart), labels.reshape(CELLS, CELLS), corner, cell
    )
    return Level(tuple(codes), areas)


def _groups(number: dict[str, int]) -> list[tuple[Geometry, list[int]]]:
    """Shapes with the councils that lie in them: London's boroughs, and the other counties."""
    members: dict[str, list[int]] = {}
    for row in rows(TABLES / "lookup.csv"):
        members.setdefault(row["borough_code"] or row["county_code"], []).append(
            number[row["utla_code"]]
        )
    shapes = {**_shapes("county"), **_shapes("borough")}
    return [(shapes[code], sorted(members[code])) for code in sorted(members)]


def _raster(bounds: Floats) -> tuple[Floats, tuple[float, float], float]:
    """The centres of a square grid of cells, row by row from the south-west; corner and width."""
    west, south, east, north = bounds.tolist()
    side = max(east - west, north - south) * (1 + 2 * SEA)
    cell = side / CELLS
    corner = ((west + east - side + cell) / 2, (south + north - side + cell) / 2)
    row, column = np.divmod(np.arange(CELLS * CELLS), CELLS)
    return np.column_stack([column, row]) * cell + corner, corner, cell


def _owner(centres: Floats, shapes: NDArray[np.object_]) -> Ints:
    """The shape each spot lies in, -1 for none."""
    owner = np.full(len(centres), -1, dtype=np.int64)
    for i, shape in enumerate(shapes):
        west, south, east, north = shape.bounds
        x, y = centres.T
        near = np.flatnonzero((x > west) & (x < east) & (y > south) & (y < north))
        shapely.prepare(shape)
        owner[near[shapely.contains_xy(shape, x[near], y[near])]] = i
    return owner


def _coast(pairs: Sequence[Pair], distance: Floats) -> dict[int, int]:
    """Each area without neighbours, with the area nearest to it."""
    away = np.where(np.eye(len(distance), dtype=bool), np.inf, distance)
    joined = {area for pair in pairs for area in pair}
    return {i: int(np.argmin(away[i])) for i in range(len(distance)) if i not in joined}
