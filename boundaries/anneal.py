"""Choose cells for areas: the cheapest assignment, then exchanges that bring neighbours together.

The areas start on the cells of the least total squared distance to their equalised places.
Exchanges of cells then lower a cost that also counts how far neighbours are apart, whether they lie
in their real direction, and how ragged the edge is: simulated annealing with a fixed seed.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from boundaries.hexgrid import TOUCH, Floats, Grid, Pair

STAY = 0.25  # cost of one unit (squared) from the equalised place
PARTED, FARTHER = 1.0, 0.4  # cost of neighbours that do not touch, and of each unit beyond
TURNED = 2.0  # cost of neighbours at a right angle to their real direction, shared out among all
# the neighbours of both: the fewer an area has, the more it keeps its direction from each
EDGE = 0.2  # cost of each side between a tile and an empty cell
BAYS = (0.0, 0.0, 0.0, 0.0, 0.8, 2.5, 5.0)  # cost of an empty cell with that many tiles beside it
HOT, COLD = 1.0, 0.02  # temperatures at the start and at the end
STEPS_AN_AREA = 3000


class Search:
    """Tiles on a grid, and exchanges that make them cheaper."""

    def __init__(
        self, grid: Grid, targets: Floats, pairs: Sequence[Pair], directions: Floats
    ) -> None:
        self.grid = grid
        squared = ((targets[:, None] - grid.centres[None]) ** 2).sum(axis=2)
        self._stay: list[list[float]] = (STAY * squared).tolist()
        far = grid.distance
        self._apart = np.where(far < TOUCH, 0.0, PARTED + FARTHER * (far - 1)).tolist()
        away = grid.centres[None] - grid.centres[:, None]
        unit = away / np.where(far > 0, far, 1.0)[..., None]
        self._east, self._north = unit[..., 0].tolist(), unit[..., 1].tolist()
        self._near = np.argsort(far, axis=1, kind="stable")[:, 1:19].tolist()
        self._links: list[list[tuple[int, float, float]]] = [[] for _ in targets]
        links = np.bincount(np.array(pairs).ravel(), minlength=len(targets))
        for (a, b), (x, y) in zip(pairs, directions.tolist(), strict=True):
            weight = TURNED * float(1 / links[a] + 1 / links[b])
            self._links[a].append((b, weight * x, weight * y))
            self._links[b].append((a, -weight * x, -weight * y))
        self._open = [EDGE * tiles + bay for tiles, bay in enumerate(BAYS)]
        self.cell: list[int] = linear_sum_assignment(squared)[1].tolist()
        self.owner = [-1] * len(grid.centres)
        for area, cell in enumerate(self.cell):
            self.owner[cell] = area
        self._tiles = [sum(self.owner[c] >= 0 for c in cells) for cells in grid.beside]

    def anneal(self, seed: int) -> None:
        """Try random exchanges, at first also dear ones, at last only cheap ones."""
        draw = random.Random(seed).random  # noqa: S311 - not a secret
        count = len(self.cell)
        steps = STEPS_AN_AREA * count
        for step in range(steps):
            heat = HOT * (COLD / HOT) ** (step / steps)
            area = int(draw() * count)
            target = self._candidate(area, draw(), draw())
            if target != self.cell[area] and len(self.grid.beside[target]) == 6:
                dearer = self._move(area, target)
                if dearer > 0 and draw() >= math.exp(-dearer / heat):
                    self._undo(area, target)

    def _candidate(self, area: int, which: float, where: float) -> int:
        """A cell near the area's own cell, or right beside one of its neighbours."""
        links = self._links[area]
        if links and which < 0.5:
            other = links[int(which * 2 * len(links))][0]
            return int(self._near[self.cell[other]][int(where * 6)])
        return int(self._near[self.cell[area]][int(where * 18)])

    def _cost(self, area: int) -> float:
        """What an area's cell costs: its distance from home, and its neighbours'."""
        cell = self.cell[area]
        apart, east, north = self._apart[cell], self._east[cell], self._north[cell]
        cost: float = self._stay[area][cell]
        for other, x, y in self._links[area]:
            there = self.cell[other]
            cost += apart[there] - east[there] * x - north[there] * y
        return cost

    def _move(self, area: int, target: int) -> float:
        """Move the area (whoever is there takes its cell) and say how much dearer that is."""
        self._left = self.cell[area]
        self._other = self.owner[target]
        before = self._cost(area) + (self._cost(self._other) if self._other >= 0 else 0.0)
        edge = 0.0
        if self._other < 0:
            edge = self._resettle(area, self._left, target)
        else:
            self.owner[self._left] = self._other
            self.cell[self._other] = self._left
            self.owner[target] = area
        self.cell[area] = target
        after = self._cost(area) + (self._cost(self._other) if self._other >= 0 else 0.0)
        return after - before + edge

    def _undo(self, area: int, target: int) -> None:
        if self._other < 0:
            self._resettle(area, target, self._left)
        else:
            self.owner[target] = self._other
            self.cell[self._other] = target
            self.owner[self._left] = area
        self.cell[area] = self._left

    def _resettle(self, area: int, left: int, target: int) -> float:
        """Free one cell, settle another; the change in what edges and bays cost."""
        beside = self.grid.beside
        changed = sorted({left, target, *beside[left], *beside[target]})
        before = sum(self._open[self._tiles[c]] for c in changed if self.owner[c] < 0)
        self.owner[left] = -1
        self.owner[target] = area
        for cell in beside[left]:
            self._tiles[cell] -= 1
        for cell in beside[target]:
            self._tiles[cell] += 1
        after = sum(self._open[self._tiles[c]] for c in changed if self.owner[c] < 0)
        return after - before

    def total(self) -> float:
        """The cost of all: each pair of neighbours once, and every open side."""
        areas = range(len(self.cell))
        home = sum(self._stay[area][self.cell[area]] for area in areas)
        pairs = (sum(self._cost(area) for area in areas) - home) / 2
        empty = (c for c, area in enumerate(self.owner) if area < 0)
        return home + pairs + sum(self._open[self._tiles[c]] for c in empty)
