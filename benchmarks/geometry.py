"""A synthetic heavy level made from the shipped forces: about 330 areas and 200,000 vertices.

Each force is cut into parts around random points, and every line is then made longer and rougher by
moving the middle of each stretch aside. A stretch is always roughened in the same way, so areas
that share it still fit together. The same seed gives the same file.
"""

import json
import math
import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from shapely import MultiPoint, Polygon, STRtree
from shapely.geometry import shape

AREAS: Final = 330
VERTICES: Final = 200_000
SEED: Final = 20_261_121
ROUGHNESS: Final = 0.11
GRID: Final = 1e-5
TRIES: Final = 40

Point = tuple[float, float]
Ring = Sequence[Point]


def write_heavy(source: Path, target: Path) -> None:
    """Write the heavy level as GeoJSON; each area says from which shipped area it comes."""
    features = json.loads(source.read_text(encoding="utf-8"))["features"]
    parents = {str(f["id"]): f["properties"]["name"] for f in features}
    areas = _cut({str(f["id"]): shape(f["geometry"]) for f in features})
    length = _fitting_length([polygon for _, polygons in areas for polygon in polygons])
    number = dict.fromkeys(parents, 0)
    heavy = []
    for i, (parent, polygons) in enumerate(areas):
        number[parent] += 1
        properties = {"name": f"{parents[parent]} {number[parent]}", "parent": parent}
        parts = [[_rough(ring, length) for ring in _rings(p)] for p in polygons]
        geometry = {"type": "MultiPolygon", "coordinates": parts}
        code = f"{parent[0]}99{i:06d}"
        heavy.append(
            {"type": "Feature", "id": code, "properties": properties, "geometry": geometry}
        )
    text = json.dumps({"type": "FeatureCollection", "features": heavy}, separators=(",", ":"))
    target.write_text(text, encoding="utf-8")


def size(path: Path) -> tuple[int, int]:
    """Number of areas and of vertices in a boundary file."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    shapes = [shape(f["geometry"]) for f in features]
    return len(features), sum(int(shapely.get_num_coordinates(s)) for s in shapes)


def _cut(parents: dict[str, Any]) -> list[tuple[str, list[Polygon]]]:
    """Parts of every parent, as the faces between all lines, so that neighbours share corners."""
    rng = random.Random(SEED)  # noqa: S311 - shapes, not secrets
    total = sum(math.sqrt(area.area) for area in parents.values())
    lines = []
    cells: list[Polygon] = []
    owners: list[str] = []
    for code, area in parents.items():
        wanted = 1 + round((AREAS - len(parents)) * math.sqrt(area.area) / total)
        cut = _cells(area, wanted, rng)
        cells += cut
        owners += [code] * len(cut)
        lines += [area.boundary, *(cell.intersection(area).boundary for cell in cut)]
    lines = [shapely.set_precision(line, GRID) for line in lines]
    faces = shapely.get_parts(shapely.polygonize([shapely.unary_union(lines)]))
    found: dict[int, list[Polygon]] = {}
    tree = STRtree(cells)
    for face in faces:
        inside = face.representative_point()
        for i in tree.query(inside, predicate="within"):
            if parents[owners[i]].contains(inside):
                found.setdefault(int(i), []).append(face)
                break
    return [(owners[i], found[i]) for i in sorted(found)]


def _cells(area: Any, wanted: int, rng: random.Random) -> list[Polygon]:
    """Cells around random points of the area that together cover it."""
    west, south, east, north = area.bounds
    frame = shapely.box(west - 1, south - 1, east + 1, north + 1)
    points: list[Point] = []
    while len(points) < wanted:
        point = (rng.uniform(west, east), rng.uniform(south, north))
        if area.contains(shapely.Point(point)):
            points.append(point)
    if wanted == 1:
        return [frame]
    cells = shapely.voronoi_polygons(MultiPoint(points), extend_to=frame)
    return list(cells.geoms)


def _fitting_length(polygons: Sequence[Polygon]) -> float:
    """The longest stretch left unbroken so that the whole has about ``VERTICES`` vertices."""
    coordinates = [np.array(ring) for polygon in polygons for ring in _rings(polygon)]
    stretches = np.concatenate([np.hypot(*np.diff(c, axis=0).T) for c in coordinates])
    low, high = 1e-5, 1.0
    for _ in range(TRIES):
        middle = math.sqrt(low * high)
        count = sum(2.0 ** np.ceil(np.log2(np.maximum(stretches / middle, 1))))
        low, high = (middle, high) if count > VERTICES else (low, middle)
    return high


def _rings(polygon: Polygon) -> Iterator[Ring]:
    for ring in (polygon.exterior, *polygon.interiors):
        yield [(round(x, 5), round(y, 5)) for x, y in ring.coords]


def _rough(ring: Ring, length: float) -> list[list[float]]:
    points: list[Point] = [ring[0]]
    for start, end in pairwise(ring):
        points += _between(start, end, length)
    return [[round(x, 5), round(y, 5)] for x, y in points]


def _between(start: Point, end: Point, length: float) -> list[Point]:
    """The points after ``start`` up to and with ``end``, the same in either direction."""
    first, last = sorted((start, end))
    depth = math.ceil(math.log2(max(math.dist(first, last) / length, 1)))
    rng = random.Random(f"{first}{last}")  # noqa: S311
    points = [first, last]
    for _ in range(depth):
        broken = [points[0]]
        for a, b in pairwise(points):
            aside = rng.uniform(-ROUGHNESS, ROUGHNESS)
            middle = (a[0] + b[0]) / 2 - aside * (b[1] - a[1])
            broken += [(middle, (a[1] + b[1]) / 2 + aside * (b[0] - a[0])), b]
        points = broken
    return points[1:] if first == start else points[-2::-1]
