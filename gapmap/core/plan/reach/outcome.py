"""Areas by border and by reach: the same programmes read both ways.

Three ratios of each area stand beside each other, all in places per 1,000 of its need and all of
the same programmes (those whose reach can be measured):

- *serves*: the places that the map gives it, by the border of the areas a programme serves;
- *based*: the container ratio, places that stand inside its border ÷ its need;
- *reached*: Σᵢ Aᵢ Pᵢ ÷ Σᵢ Pᵢ over its origins, by floating catchment areas (``floating``).

Programmes online reach everybody alike: Rⱼ = Sⱼ ÷ Σₖ Pₖ, with no distance in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum, nan
from typing import Final

import numpy as np
import numpy.typing as npt

from gapmap.core.plan.reach.floating import Numbers, Pairs, Steps, by_region, e2sfca
from gapmap.core.plan.reach.providers import Part, Programme, of
from gapmap.core.plan.scenarios import Run
from gapmap.errors import BadChoiceError

LEAST: Final = 1e-6  # places below which a flow is dust


@dataclass(frozen=True)
class Origins:
    """Where people of the need are: one row a point.

    ``codes`` name the points, ``areas`` the area of the level that each lies in, blank outside the
    level: people there reach the same programmes, and their areas are not told of. ``need`` is in
    people; ``at`` are coordinates in metres (EPSG:27700). ``kind`` is “towns”, “centres” or “own”;
    ``stand_ins`` counts building blocks that have only a representative point.
    """

    codes: tuple[str, ...]
    areas: tuple[str, ...]
    need: Numbers
    at: Numbers
    kind: str
    stand_ins: int = 0


@dataclass(frozen=True)
class Providers:
    """Bases of programmes as providers: ``places`` are NaN where a programme's are not known.

    ``areas`` is the area of the level that a base stands in, blank where it stands in none.
    """

    service_ids: tuple[str, ...]
    names: tuple[str, ...]
    areas: tuple[str, ...]
    places: Numbers
    at: Numbers


@dataclass(frozen=True)
class AreaReach:
    """One area (places per 1,000 of its need, or people and places a year).

    ``near`` is the share of its need within the last zone of any programme in person with a base,
    its places known or not. ``inward`` are places elsewhere that fall to its people, ``outward``
    places in it that fall to people elsewhere. ``flips`` where the container ratio is below the
    threshold and reach is not, or the other way round; ``flips_served`` the same of the areas
    that programmes serve. ``silent`` counts programmes that the map counts there whose reach cannot
    be measured: ratios are without them, so that 0 is none of the others, not none.
    """

    code: str
    name: str
    need: float
    serves: float
    based: float
    reached: float
    online: float
    near: float
    inward: float
    outward: float
    flips: bool
    flips_served: bool
    silent: int = 0


@dataclass(frozen=True)
class Flow:
    """Places a year that stand in one area and fall to people of another."""

    based: str
    lives: str
    places: float


@dataclass(frozen=True)
class Outcome:
    """What is reached by whom, and of how much of the supply that speaks.

    ``steps`` are in ``unit``; ``travel`` names a user's own ways, blank for straight lines ×
    ``detour``. ``programmes`` are those counted in the areas with an estimate, with their places
    there: ``known`` in all, ``places`` of those that take part. ``elsewhere`` counts programmes
    that serve other areas alone and are reached from these; ``unreached`` are places counted here
    of bases that nobody lives near. ``below`` is the threshold in
    places per 1,000, ``own`` whether the user chose it (else it is the ratio of all areas
    together).
    """

    areas: tuple[AreaReach, ...]
    flows: tuple[Flow, ...]
    programmes: tuple[Programme, ...]
    origins: Origins
    steps: Steps
    detour: float | None
    travel: str
    unit: str
    places: float
    known: float
    elsewhere: int
    unreached: float
    below: float
    own: bool

    @property
    def share(self) -> float:
        """The share of all known places that this speaks of; NaN where none are known."""
        return self.places / self.known if self.known > 0 else nan

    @property
    def flips(self) -> tuple[AreaReach, ...]:
        """Areas that read otherwise by reach than by the border."""
        return tuple(area for area in self.areas if area.flips)


def outcome(
    found: Sequence[Programme],
    origins: Origins,
    providers: Providers,
    pairs: Pairs,
    steps: Steps,
    *,
    names: Mapping[str, str],
    serves: Mapping[str, float],
    here: Mapping[str, float | None],
    silent: Mapping[str, int],
    below: float | None,
    detour: float | None = None,
    travel: str = "",
    unit: str = "metres",
    run: Run | None = None,
) -> Outcome:
    """Both readings of every area that has origins.

    ``serves`` are places by area as the map has them, of the programmes that take part; ``here``
    are the programmes counted in the areas to be told of, with their places there (None: not
    known), ``silent`` how many of an area's do not take part, ``names`` the names of those areas;
    ``travel`` names the user's own table of ways. With ``run`` the work is done area by area, here
    or on a cluster. Raises BadChoiceError where nobody is in need.
    """
    told = np.array([bool(area) for area in origins.areas], dtype=bool)
    if not told.any() or origins.need[told].sum() <= 0:
        raise BadChoiceError("No area has an estimate of need, so nothing can be said of reach.")
    sized = np.nan_to_num(providers.places)
    codes = sorted(set(origins.areas))
    place = {code: i for i, code in enumerate(codes)}
    home = np.array([place[code] for code in origins.areas])
    if run is None:
        reach = e2sfca(origins.need, sized, pairs, steps)
    else:
        reach = by_region(origins.need, sized, pairs, steps, home, run)
    need = np.bincount(home, origins.need, len(codes))
    online = sum(one.places or 0.0 for one in of(found, Part.ONLINE))
    everywhere = 1000 * online / float(need.sum())
    got = np.bincount(home, reach.access * origins.need, len(codes))
    based = np.zeros(len(codes))
    for code, size in zip(providers.areas, sized, strict=True):
        if code in place:
            based[place[code]] += size
    close = np.zeros(len(origins.need))
    close[np.unique(pairs.origins[steps.weigh(pairs.distances) > 0])] = 1.0
    near = np.bincount(home, close * origins.need, len(codes))
    flow = reach.flow.tocoo()
    flows = _flows(flow, home, codes, providers.areas)
    within = [place[code] for code in codes if code]
    pooled = 1000 * float(got[within].sum()) / float(need[within].sum()) + everywhere
    limit = pooled if below is None else below
    inward = {c: sum(f.places for f in flows if f.lives == c and f.based != c) for c in codes}
    outward = {c: sum(f.places for f in flows if f.based == c and f.lives != c) for c in codes}
    areas = []
    for code in filter(None, codes):
        i = place[code]
        inside = 1000 * float(based[i] / need[i]) + everywhere
        reached = 1000 * float(got[i] / need[i]) + everywhere
        served = 1000 * serves.get(code, 0.0) / float(need[i])
        areas.append(
            AreaReach(
                code, names[code], float(need[i]), served,
                inside, reached, everywhere, float(near[i] / need[i]), inward[code], outward[code],
                (inside < limit) != (reached < limit), (served < limit) != (reached < limit),
                silent.get(code, 0),
            )
        )  # fmt: skip
    counted = tuple(replace(p, places=here[p.service_id]) for p in found if p.service_id in here)
    mine = np.array([code in here for code in providers.service_ids], dtype=bool)
    used = {providers.service_ids[j] for j in flow.coords[1][told[flow.coords[0]]]}
    used |= {one.service_id for one in of(found, Part.ONLINE)}
    return Outcome(
        tuple(areas), flows, counted, origins, steps, detour, travel, unit,
        fsum(p.places or 0.0 for p in of(counted, Part.IN_PERSON, Part.ONLINE)),
        fsum(p.places or 0.0 for p in counted),
        len(used - {*here}), float(sized[mine & (reach.ratio <= 0)].sum()),
        limit, below is not None,
    )  # fmt: skip


def _flows(
    flow: object, home: npt.NDArray[np.int64], codes: Sequence[str], areas: Sequence[str]
) -> tuple[Flow, ...]:
    """Places by area of the base and of the people, the most first."""
    bases = sorted(set(areas))
    at = np.array([bases.index(code) for code in areas], dtype=np.int64)
    summed = np.zeros((len(codes), len(bases)))
    rows, columns = flow.coords  # type: ignore[attr-defined]
    np.add.at(summed, (home[rows], at[columns]), flow.data)  # type: ignore[attr-defined]
    found = [
        Flow(bases[j], codes[i], float(summed[i, j]))
        for i, j in zip(*(summed > LEAST).nonzero(), strict=True)
        if bases[j] or codes[i]
    ]
    return tuple(sorted(found, key=lambda f: (-f.places, f.based, f.lives)))
