"""Give every area of a level one cell of a hexagon grid, so that neighbours stay near each other.

Places are equalised first, then assigned to cells and improved by exchanges (anneal.py). Islands
come last, off the coast they belong to.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boundaries.anneal import Search
from boundaries.equalise import Ints, flow, relax
from boundaries.hexgrid import CELL_AREA, Floats, Grid, Pair

MARGIN = 3.0  # cells around the country that a tile may move to
OFFSHORE = 2.0  # units between an island and the area it belongs to


@dataclass(frozen=True)
class Areas:
    """What the layout of a level is made from; all in one planar unit, north up.

    ``points`` are the areas' centres, ``pairs`` the areas (i < j) that are neighbours, ``coast``
    for each island the area nearest to it. ``labels`` is a square grid of area numbers (-1 for
    none) whose first cell has its centre at ``corner`` and whose cells are ``cell`` wide.
    """

    points: Floats
    pairs: tuple[Pair, ...]
    coast: dict[int, int]
    labels: Ints
    corner: tuple[float, float]
    cell: float

    @property
    def unit(self) -> float:
        """The distance between tile centres at which the tiles cover as much as the land."""
        land = float((self.labels >= 0).sum()) * self.cell**2
        return math.sqrt(land / len(self.points) / CELL_AREA)


@dataclass(frozen=True)
class Layout:
    """The centre of each area's tile, in tiles, and what the search made it cost."""

    tiles: Floats
    cost: float


def equalised(areas: Areas) -> Floats:
    """Where the areas' middles lie once all are of one size, in tiles, to three decimals."""
    row, column = np.nonzero(areas.labels >= 0)
    owner = areas.labels[row, column]
    corner = np.array(areas.corner)
    count = len(areas.points)
    land = flow(areas.labels, count, np.column_stack([column, row]).astype(np.float64))
    places = flow(areas.labels, count, (areas.points - corner) / areas.cell)
    cells = np.bincount(owner, minlength=count)
    for axis in (0, 1):
        middle = np.bincount(owner, weights=land[:, axis], minlength=count) / np.maximum(cells, 1)
        places[:, axis] = np.where(cells > 0, middle, places[:, axis])
    found: Floats = (places * areas.cell + corner) / areas.unit
    return found


def place(areas: Areas, targets: Floats, seed: int) -> Layout:
    """Give each area a tile near its target (see ``equalised``); the same for the same seed."""
    main = [i for i in range(len(targets)) if i not in areas.coast]
    number = {area: i for i, area in enumerate(main)}
    pairs = [(number[a], number[b]) for a, b in areas.pairs if a in number and b in number]
    wanted = np.round(relax(targets[main], pairs), 3)
    grid = Grid.around(wanted, MARGIN)
    search = Search(grid, wanted, pairs, _directions(areas.points[main], pairs))
    search.anneal(seed)
    tiles = np.zeros_like(areas.points)
    tiles[main] = grid.centres[search.cell]
    return Layout(_with_islands(areas, tiles, grid, search.owner), search.total())


def _directions(points: Floats, pairs: Sequence[Pair]) -> Floats:
    a, b = np.array(pairs).T
    away = points[b] - points[a]
    found: Floats = np.round(away / np.hypot(away[:, 0], away[:, 1])[:, None], 6)
    return found


def _with_islands(areas: Areas, tiles: Floats, grid: Grid, owner: list[int]) -> Floats:
    """Put each island on a free cell off its coast, with water all round it."""
    for island in sorted(areas.coast):
        coast = areas.coast[island]
        away = areas.points[island] - areas.points[coast]
        wanted = tiles[coast] + OFFSHORE * away / np.hypot(*away)
        free = [
            c
            for c in range(len(owner))
            if owner[c] < 0 and all(owner[near] < 0 for near in grid.beside[c])
        ]
        off = np.round(np.hypot(*(grid.centres[free] - wanted).T), 6)
        best = free[int(np.argmin(off))]
        owner[best] = island
        tiles[island] = grid.centres[best]
    return tiles
