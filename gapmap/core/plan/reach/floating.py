"""Reach: what people can get to, whatever the border, by floating catchment areas (E2SFCA).

Luo and Qi 2009, “An enhanced two-step floating catchment area (E2SFCA) method for measuring spatial
accessibility to primary care physicians”, Health & Place 15(4), 1100-1107:

    step 1:  Rⱼ = Sⱼ ÷ Σₖ Pₖ W(dₖⱼ)        places for one person of the need around provider j
    step 2:  Aᵢ = Σⱼ Rⱼ W(dᵢⱼ)             places for one person at origin i

W falls in steps with distance and is 0 beyond the last: zones of ``STEPS``. Distances are straight
lines × ``detour``, or a user's own. Sample values, one origin of 100 people and one provider of 10
places with the steps 10, 20, 30 km and the weights 1, 0.68, 0.22:

    distance    W       R = 10 ÷ (100 W)    A = R W
    5 km        1.00    0.1000              0.1
    15 km       0.68    0.1471              0.1
    30 km       0.22    0.4545              0.1
    31 km       0       not reached         0

A provider that nobody reaches gives nobody anything; the sum of Aᵢ Pᵢ over origins is the sum of
places of the providers that are reached. Only pairs within the last step are held (sparse).
"""

from dataclasses import dataclass
from math import exp, isfinite
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from gapmap.core.plan.scenarios import Run, here
from gapmap.errors import BadChoiceError

if TYPE_CHECKING:  # it takes 40 MB, and most people never ask for reach
    from scipy.sparse import csr_array

Numbers = npt.NDArray[np.float64]
DETOUR: Final = 1.3
"""Way on the ground for one of a straight line: an assumption, which can be changed."""


@dataclass(frozen=True)
class Steps:
    """Zones around a provider: the end of each (metres, or minutes of a table) and its weight.

    Raises BadChoiceError for ends that do not rise or weights that are not above 0.
    """

    ends: tuple[float, ...] = (10_000.0, 20_000.0, 30_000.0)
    weights: tuple[float, ...] = (1.0, 0.68, 0.22)

    def __post_init__(self) -> None:
        """Check the numbers."""
        rising = all(a < b for a, b in zip((0.0, *self.ends), self.ends, strict=False))
        sound = all(isfinite(w) and w > 0 for w in self.weights)
        if not self.ends or len(self.ends) != len(self.weights) or not (rising and sound):
            raise BadChoiceError(
                "The zones of reach need rising distances above 0 and as many weights above 0."
            )

    @classmethod
    def falling(cls, ends: tuple[float, ...], bandwidth: float) -> "Steps":
        """Zones whose weights fall as a Gaussian: exp(−½ (start of the zone ÷ bandwidth)²).

        ``bandwidth`` is in the unit of the ends. Sample values, ends 10, 20, 30 km:

            bandwidth    weights
            5 km         1, 0.1353, 0.0003
            11.4 km      1, 0.6806, 0.2146 (near those that ``Steps`` begins with)
            30 km        1, 0.9460, 0.8007

        Raises BadChoiceError for a bandwidth that is not above 0.
        """
        if not (isfinite(bandwidth) and bandwidth > 0):
            raise BadChoiceError("The decay of reach has to be a distance or time above 0.")
        starts = (0.0, *ends[:-1])
        return cls(ends, tuple(exp(-0.5 * (start / bandwidth) ** 2) for start in starts))

    def weigh(self, distances: Numbers) -> Numbers:
        """The weight of each distance; a distance on an end is in the nearer zone."""
        zone = np.searchsorted(np.asarray(self.ends), distances, side="left")
        return np.append(np.asarray(self.weights), 0.0)[zone]


@dataclass(frozen=True)
class Pairs:
    """Who is within reach of whom: numbers of origin and provider, and the distance between them.

    Distances are in the unit of the steps, metres or minutes. A pair that is not there is too far.
    """

    origins: npt.NDArray[np.int64]
    providers: npt.NDArray[np.int64]
    distances: Numbers


def near(origins: Numbers, providers: Numbers, furthest: float, detour: float = DETOUR) -> Pairs:
    """All pairs no further apart than ``furthest`` (metres on the ground).

    ``origins`` and ``providers`` are coordinates in metres (EPSG:27700), one row each. Raises
    BadChoiceError for a detour below 1.
    """
    if not (isfinite(detour) and detour >= 1):
        raise BadChoiceError("The detour factor has to be 1 or more; no way is shorter.")
    if not len(origins) or not len(providers):
        empty = np.empty(0, dtype=np.int64)
        return Pairs(empty, empty, np.empty(0))
    from scipy.spatial import cKDTree

    found = cKDTree(origins).sparse_distance_matrix(
        cKDTree(providers), furthest / detour, output_type="ndarray"
    )
    return Pairs(found["i"], found["j"], found["v"] * detour)


@dataclass(frozen=True)
class Reach:
    """Places for one person of the need at each origin, and for one around each provider.

    ``flow`` has, for each pair of origin and provider within reach, the places of the provider that
    fall to the origin's people; all flows of a provider that is reached add up to its places.
    """

    access: Numbers
    ratio: Numbers
    flow: "csr_array"


def e2sfca(need: Numbers, places: Numbers, pairs: Pairs, steps: Steps) -> Reach:
    """Accessibility of each origin, by need (people) and places a year."""
    weights = _weights(len(need), len(places), pairs, steps)
    around = weights.T @ need
    ratio = np.divide(places, around, out=np.zeros(len(places)), where=around > 0)
    access = weights @ ratio
    flow = weights.multiply(need[:, None]).multiply(ratio[None, :]).tocsr()
    return Reach(access, ratio, flow)


def by_region(
    need: Numbers,
    places: Numbers,
    pairs: Pairs,
    steps: Steps,
    regions: npt.NDArray[np.int64],
    run: Run = here,
) -> Reach:
    """The same as ``e2sfca``, worked out region by region of the origins.

    ``regions`` numbers the region of each origin; ``run`` does the parts, here or on a cluster. A
    provider's sum over people is that of its parts, so results may differ from those of the whole
    in the last digits, and not at all between here and a cluster.
    """
    parts = []
    for region in np.unique(regions):
        inside = np.flatnonzero(regions == region)
        numbered = np.full(len(need), -1)
        numbered[inside] = np.arange(len(inside))
        kept = np.flatnonzero(numbered[pairs.origins] >= 0)
        its = Pairs(numbered[pairs.origins[kept]], pairs.providers[kept], pairs.distances[kept])
        parts.append((inside, (need[inside], len(places), its, steps)))
    around = np.sum(run(_around, [part for _, part in parts]), axis=0)
    ratio = np.divide(places, around, out=np.zeros(len(places)), where=around > 0)
    made = run(_reached, [(*part, ratio) for _, part in parts])
    access = np.zeros(len(need))
    for (inside, _), (reached, _) in zip(parts, made, strict=True):
        access[inside] = reached
    from scipy.sparse import vstack

    stacked = vstack([flow for _, flow in made], format="csr")
    order = np.argsort(np.concatenate([inside for inside, _ in parts]))
    return Reach(access, ratio, stacked[order])


def _weights(origins: int, providers: int, pairs: Pairs, steps: Steps) -> "csr_array":
    from scipy.sparse import csr_array

    return csr_array(
        (steps.weigh(pairs.distances), (pairs.origins, pairs.providers)), shape=(origins, providers)
    )


def _around(part: tuple[Numbers, int, Pairs, Steps]) -> Numbers:
    """Step 1 of one region: its people around each provider."""
    need, providers, pairs, steps = part
    found: Numbers = _weights(len(need), providers, pairs, steps).T @ need
    return found


def _reached(part: tuple[Numbers, int, Pairs, Steps, Numbers]) -> "tuple[Numbers, csr_array]":
    """Step 2 of one region: places for one person at each origin, and the flows to it."""
    need, providers, pairs, steps, ratio = part
    weights = _weights(len(need), providers, pairs, steps)
    flow = weights.multiply(need[:, None]).multiply(ratio[None, :])
    return weights @ ratio, flow.tocsr()
