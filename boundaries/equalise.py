"""Move points as if every area were stretched or shrunk to the same size.

A density-equalising flow (after Gastner, Seguy and More, 2018, doi:10.1073/pnas.1712674115): ground
that holds more areas than the average spreads out, empty ground gives way, and the sea counts as
average. The order of places is kept, which a plain scaling of London would not do. A short
relaxation then gives every point room for one tile.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dctn, idctn
from scipy.ndimage import gaussian_filter, map_coordinates

from boundaries.hexgrid import Floats, Pair

Ints = NDArray[np.int64]

STEPS = 60  # steps of the flow
BLUR = 2.0  # grid cells; smooths the jump of density at a border
RELAX_STEPS = 200
PUSH, PULL = 0.25, 0.03  # how far overlapping points part and neighbours close up in a step


def flow(labels: Ints, count: int, points: Floats) -> Floats:
    """Where the points (column, row, in grid cells) end up once all areas have one size.

    ``labels`` is a square grid of area numbers from 0 to ``count`` - 1, and -1 for sea.
    """
    density = _density(labels, count)
    mean = float(density.mean())
    pull_x, pull_y = _gradient(density - mean)
    moved = points.copy()
    for step in range(STEPS):
        time, half = step / STEPS, 0.5 / STEPS

        def speed(at: Floats, now: float) -> Floats:
            where = [at[:, 1], at[:, 0]]
            here = (1 - now) * _read(density, where) + now * mean
            return np.column_stack([_read(pull_x, where), _read(pull_y, where)]) / here[:, None]

        middle = moved + speed(moved, time) * half
        moved = moved + speed(middle, time + half) * 2 * half
    return moved


def _density(labels: Ints, count: int) -> Floats:
    """Areas for each grid cell, 1 on average over land and at sea."""
    land = labels >= 0
    cells = np.maximum(np.bincount(labels[land], minlength=count), 1)
    density = np.ones(labels.shape)
    density[land] = (1 / cells[labels[land]]) * land.sum() / count
    blurred: Floats = gaussian_filter(density, BLUR)
    return blurred


def _gradient(excess: Floats) -> tuple[Floats, Floats]:
    """The field whose divergence is ``excess``, with nothing flowing over the edge."""
    waves = np.pi * np.arange(len(excess)) / len(excess)
    square = -(waves[:, None] ** 2 + waves[None] ** 2)
    square[0, 0] = 1.0
    potential = idctn(dctn(excess, norm="ortho") / square, norm="ortho")
    down, right = np.gradient(potential)
    return right, down


def _read(field: Floats, where: list[Floats]) -> Floats:
    value: Floats = map_coordinates(field, where, order=1, mode="nearest")
    return value


def relax(points: Floats, pairs: Sequence[Pair]) -> Floats:
    """Push points apart that are nearer than 1, and draw neighbours together that are farther."""
    count = len(points)
    near = np.zeros((count, count))
    for a, b in pairs:
        near[a, b] = near[b, a] = 1.0
    moved = points.copy()
    for _ in range(RELAX_STEPS):
        apart = moved[:, None] - moved[None]
        distance = np.hypot(apart[..., 0], apart[..., 1]) + np.eye(count)
        push = np.clip(1 - distance, 0, None)
        pull = np.clip(distance - 1, 0, 1) * near
        force = (PUSH * push - PULL * pull) / distance
        moved = moved + (apart * force[..., None]).sum(axis=1)
    return moved
