"""A grid of hexagons, pointed at the top, one unit from centre to centre."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Pair = tuple[int, int]

ROW = math.sqrt(3) / 2  # from one row to the next
CELL_AREA = math.sqrt(3) / 2  # of one hexagon
CORNER = 1 / math.sqrt(3)  # from centre to corner
TOUCH = 1.01  # centres no farther apart than this belong to hexagons with a common side


@dataclass(frozen=True)
class Grid:
    """Centres of the cells, the cells beside each cell, and all distances."""

    centres: Floats
    beside: tuple[tuple[int, ...], ...]
    distance: Floats

    @classmethod
    def around(cls, points: Floats, margin: float) -> Grid:
        """A grid that covers the points with a margin on every side."""
        west, south = np.floor(points.min(axis=0) - margin)
        east, north = np.ceil(points.max(axis=0) + margin)
        rows = range(math.floor(south / ROW), math.ceil(north / ROW) + 1)
        columns = range(math.floor(west), math.ceil(east) + 1)
        centres = np.array([(x + (y % 2) / 2, y * ROW) for y in rows for x in columns])
        apart = centres[:, None] - centres[None]
        distance = np.round(np.hypot(apart[..., 0], apart[..., 1]), 6)
        touching = (distance < TOUCH) & (distance > 0)
        beside = tuple(tuple(int(i) for i in np.flatnonzero(row)) for row in touching)
        return cls(centres, beside, distance)


def hexagon(centre: Floats, pitch: float, gap: float) -> Floats:
    """The corners of a cell of a grid of that pitch, shrunk by ``gap`` (a share), anticlockwise."""
    angles = np.radians(np.arange(6) * 60 + 30)
    corners = np.column_stack([np.cos(angles), np.sin(angles)])
    return centre + corners * pitch * CORNER * (1 - gap)
