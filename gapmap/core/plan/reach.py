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

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from gapmap.errors import BadChoiceError

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
    flow: csr_array


def e2sfca(need: Numbers, places: Numbers, pairs: Pairs, steps: Steps) -> Reach:
    """Accessibility of each origin, by need (people) and places a year."""
    weights = csr_array(
        (steps.weigh(pairs.distances), (pairs.origins, pairs.providers)),
        shape=(len(need), len(places)),
    )
    around = weights.T @ need
    ratio = np.divide(places, around, out=np.zeros(len(places)), where=around > 0)
    access = weights @ ratio
    flow = weights.multiply(need[:, None]).multiply(ratio[None, :]).tocsr()
    return Reach(access, ratio, csr_array(flow))


def across(reach: Reach, home: Sequence[str], based: Sequence[str]) -> dict[tuple[str, str], float]:
    """Places a year by area of the people and area of the provider, where there are any.

    ``home`` is the area of each origin, ``based`` that of each provider.
    """
    flow = reach.flow.tocoo()
    homes, home_of = np.unique(np.asarray(home, dtype=object).astype(str), return_inverse=True)
    bases, base_of = np.unique(np.asarray(based, dtype=object).astype(str), return_inverse=True)
    summed = np.zeros((len(homes), len(bases)))
    np.add.at(summed, (home_of[flow.coords[0]], base_of[flow.coords[1]]), flow.data)
    return {
        (str(homes[i]), str(bases[j])): float(summed[i, j])
        for i, j in zip(*summed.nonzero(), strict=True)
    }


@dataclass(frozen=True)
class Reading:
    """One area by border and by reach (places per 1,000), and whether the two disagree.

    ``flips`` where one is below the threshold and the other is not.
    """

    area: str
    by_border: float
    by_reach: float
    flips: bool


def readings(
    need: Numbers,
    places: Numbers,
    reach: Reach,
    home: Sequence[str],
    based: Sequence[str],
    below: float,
) -> list[Reading]:
    """Every area both ways: its providers' places ÷ its need, and what its people reach.

    ``below`` is the user's own threshold (places per 1,000); no official one exists.
    """
    found = []
    for area in sorted(set(home)):
        mine = np.array([a == area for a in home])
        here = np.array([a == area for a in based], dtype=bool)
        people = float(need[mine].sum())
        if people <= 0:
            continue
        border = 1000 * float(places[here].sum()) / people
        reached = 1000 * float((reach.access[mine] * need[mine]).sum()) / people
        found.append(Reading(area, border, reached, (border < below) != (reached < below)))
    return found
