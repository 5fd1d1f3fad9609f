"""How well a tile layout keeps what is true of the map."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from boundaries.hexgrid import TOUCH, Floats, Pair

RIGHT_WAY = math.cos(math.radians(45))  # a direction is kept if it turns by less than 45 degrees


def measure(
    points: Floats, pairs: Sequence[Pair], tiles: Floats, targets: Floats
) -> dict[str, float]:
    """Shares in percent, and tile widths, for tile centres given in tile widths.

    Neighbours whose tiles touch; whose tiles touch or have one tile between them; whose direction
    is kept; all pairs of areas whose direction is kept; and the mean distance of a tile from the
    area's place once all areas are made the same size.
    """
    first, second = np.array(pairs).T
    apart = np.hypot(*(tiles[first] - tiles[second]).T)
    kept = _turn(points, tiles) > RIGHT_WAY
    upper = np.triu_indices(len(points), 1)
    return {
        "neighbours_touching_percent": _percent(apart < TOUCH),
        "neighbours_at_most_one_tile_between_percent": _percent(apart < 2 * TOUCH),
        "neighbours_in_their_direction_percent": _percent(kept[first, second]),
        "all_pairs_in_their_direction_percent": _percent(kept[upper]),
        "mean_displacement_tiles": round(float(np.hypot(*(tiles - targets).T).mean()), 2),
    }


def _percent(kept: NDArray[np.bool_]) -> float:
    return round(100 * float(np.mean(kept)), 1)


def _turn(points: Floats, tiles: Floats) -> Floats:
    """The cosine of the angle between real and drawn direction, for every pair."""
    real, drawn = (where[None] - where[:, None] for where in (points, tiles))
    lengths = np.hypot(real[..., 0], real[..., 1]) * np.hypot(drawn[..., 0], drawn[..., 1])
    cosine: Floats = (real * drawn).sum(axis=2) / np.where(lengths > 0, lengths, 1.0)
    return cosine
