"""Shapes as SVG paths on the grid from which the one-file map draws.

The grid is that of web maps (EPSG:3857: x = Rλ, y = R ln tan(π/4 + φ/2), R = 6,378,137 m), in steps
of ``STEP`` metres of it, y downwards: about one pixel at the nearest zoom. A point that two areas
share comes to stand at the same place for both, so that no gap opens between them.
``assets/read.js`` turns the paths back into longitude and latitude.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gapmap.present.web.layers import LevelLayer

RADIUS: Final = 6_378_137.0  # metres, of the sphere of web maps
STEP: Final = 20.0  # metres of the grid; some 12 on the ground

Points = NDArray[np.int64]


@dataclass(frozen=True)
class Shape:
    """One area on the grid: for each of its parts the outer ring, then its holes."""

    code: str
    name: str
    short: str
    parts: tuple[tuple[Points, ...], ...]

    @property
    def d(self) -> str:
        """The path: M begins a part, m a hole in it."""
        return "".join(_path(part) for part in self.parts)

    @property
    def polygon(self) -> shapely.MultiPolygon:
        """The same as a shape (steps of the grid, y downwards)."""
        return shapely.MultiPolygon([(part[0], list(part[1:])) for part in self.parts])


def shapes(layer: LevelLayer) -> list[Shape]:
    """The areas of a layer in its order; parts smaller than the grid shows are left out."""
    return [
        Shape(
            feature["id"],
            feature["properties"]["name"],
            feature["properties"].get("short", ""),
            tuple(_parts(feature["geometry"])),
        )
        for feature in json.loads(layer.geojson)["features"]
    ]


def _parts(geometry: dict[str, Any]) -> Iterator[tuple[Points, ...]]:
    found = geometry["coordinates"]
    for part in found if geometry["type"] == "MultiPolygon" else [found]:
        rings = [ring for ring in map(_ring, part) if len(ring) > 2]
        if rings and len(_ring(part[0])) > 2:
            yield tuple(rings)


def _ring(positions: Sequence[Sequence[float]]) -> Points:
    """A ring on the grid without its last point, which is its first, and without repeats."""
    lon, lat = np.radians(np.array(positions, dtype=np.float64)[:, :2]).T
    metres = RADIUS * np.column_stack([lon, -np.log(np.tan(np.pi / 4 + lat / 2))])
    points = np.rint(metres / STEP).astype(np.int64)
    kept: Points = points[np.any(points != np.roll(points, -1, axis=0), axis=1)]
    return kept


def _path(part: tuple[Points, ...]) -> str:
    at: Points = np.zeros(2, dtype=np.int64)
    found: list[str] = []
    for ring in part:
        moves = np.diff(ring, axis=0)
        found.append(f"{'m' if found else 'M'}{_numbers(ring[:1] - at)}l{_numbers(moves)}z")
        at = ring[0]
    return "".join(found)


def _numbers(pairs: Points) -> str:
    """Numbers with a space between them where no minus sign keeps them apart."""
    return " ".join(map(str, pairs.ravel().tolist())).replace(" -", "-")
