"""Plans as mixed-integer programs, solved by HiGHS (``scipy.optimize.milp``).

Needed where a new programme has more than one step and no plan is proved to be the best without
(``viable``), and where places serve people of several areas. Variables of an area: its steps
(whole), whether it has a programme (0 or 1), the unmet need met (people), and whether that is all
of it (0 or 1); one more for the aim.

New places may serve people of several areas (``spill``): of one place in area j, ``spill[j][i]``
fall to people of area i. Without, they all fall to the area that they are in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final

import numpy as np

from gapmap.core.plan.problem import Aim, Place, Problem

SECONDS: Final = 2.0
"""The most that each of two solutions may take; then the gap to the bound is told."""
Spill = Mapping[str, Mapping[str, float]]
GAP: Final = 1e-9


@dataclass(frozen=True)
class Solved:
    """Steps by area; the objective, the best bound on it, and their distance (0 is proved best)."""

    steps: dict[str, int]
    objective: float
    bound: float
    gap: float


class Program:
    """The program of one problem: rows of ``lower ≤ coefficients · variables ≤ upper``."""

    def __init__(
        self,
        problem: Problem,
        aimed: float = 0.0,
        spill: Spill | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self.problem, self.areas, self.seconds = problem, problem.open, seconds
        self.count = len(self.areas)
        self.spill = spill
        self._from = self._sources(spill)
        self.extra = 4 * self.count  # the aim's own variable stands last
        self._entries: list[tuple[int, int, float]] = []
        self._bounds: list[tuple[float, float]] = []
        for i, area in enumerate(self.areas):
            self._area(i, area)
        if problem.most_steps is not None:
            self.row(dict.fromkeys(range(self.count), 1.0), 0.0, float(problem.most_steps))
        for i, area in enumerate(self.areas):
            self._aim(i, area, aimed)

    def _aim(self, i: int, area: Place, aimed: float) -> None:
        """What the aim asks of one area."""
        problem = self.problem
        if problem.aim is Aim.WORST:
            self.ratio(i, area)
        short = problem.floor * area.need / 1000 - area.places
        if problem.aim is Aim.FLOOR and short > 0:
            self.row(self._reaching(i, 1.0), short * (1 - GAP), np.inf)
        if problem.aim is Aim.EQUAL and area.unmet > 0:
            met, share = 2 * self.count + i, 1 / area.unmet
            self.row({met: share, self.extra: -1.0}, -np.inf, aimed)
            self.row({met: share, self.extra: 1.0}, aimed, np.inf)
            self._exactly(i, area)

    def _area(self, i: int, area: Place) -> None:
        """A programme is no smaller than allowed; what it meets is no more than it has or need."""
        problem = self.problem
        most = self.largest(area)
        started, met = self.count + i, 2 * self.count + i
        self.row({i: 1.0, started: -float(problem.least_steps)}, 0.0, np.inf)
        self.row({i: 1.0, started: -float(most)}, -np.inf, 0.0)
        self.row({met: 1.0} | self._reaching(i, -1.0), -np.inf, 0.0)

    def _sources(self, spill: Spill | None) -> list[dict[int, float]]:
        """For each area: the sites whose places fall to its people, and which part of them."""
        if spill is None:
            return [{i: 1.0} for i in range(self.count)]
        found: list[dict[int, float]] = [{} for _ in range(self.count)]
        place = {area.code: i for i, area in enumerate(self.areas)}
        for j, site in enumerate(self.areas):
            for code, part in spill[site.code].items():
                if code in place and part > 0:
                    found[place[code]][j] = part
        return found

    def _reaching(self, i: int, sign: float) -> dict[int, float]:
        """Places that fall to an area's people, by the steps that bring them."""
        step = float(self.problem.step)
        return {j: sign * step * part for j, part in self._from[i].items()}

    def _exactly(self, i: int, area: Place) -> None:
        """What is met is all that the places can meet: not less, to look like its neighbours."""
        met, full = 2 * self.count + i, 3 * self.count + i
        most = float(self.problem.step) * sum(
            part * self.largest(self.areas[j]) for j, part in self._from[i].items()
        )
        self.row({met: 1.0, full: most} | self._reaching(i, -1.0), 0.0, np.inf)
        self.row({met: 1.0, full: -area.unmet}, 0.0, np.inf)

    def ratio(self, i: int, area: Place) -> None:
        """The aim's variable is no more than the places per 1,000 of an area."""
        per, met = 1000 / area.need, 2 * self.count + i
        self.row({met: per, self.extra: -1.0}, -per * area.places, np.inf)

    def largest(self, area: Place) -> int:
        """The most steps that can be of use in an area."""
        problem = self.problem
        if self.spill is None:
            wanted = self._wanted(area)
        else:
            wanted = sum(
                self._wanted(one) for one in self.areas if self.spill[area.code].get(one.code)
            ) / max(1e-3, min(p for p in self.spill[area.code].values() if p > 0))
        full = max(problem.least_steps, ceil(wanted / problem.step))
        return full if problem.most_steps is None else max(min(full, problem.most_steps), 1)

    def _wanted(self, area: Place) -> float:
        return max(area.unmet, self.problem.floor * area.need / 1000 - area.places)

    def row(self, coefficients: dict[int, float], lower: float, upper: float) -> None:
        """Add one constraint."""
        number = len(self._bounds)
        self._entries += [(number, column, value) for column, value in coefficients.items()]
        self._bounds.append((lower, upper))

    def solve(self, costs: np.ndarray) -> Solved | None:
        """Minimise ``costs`` · variables; None where nothing fits all constraints."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        problem, n = self.problem, self.count
        rows, columns, values = zip(*self._entries, strict=True)
        matrix = coo_array(
            (values, (rows, columns)), shape=(len(self._bounds), self.extra + 1)
        ).tocsr()
        lower, upper = (np.array(side) for side in zip(*self._bounds, strict=True))
        least = np.zeros(self.extra + 1)
        most = np.concatenate(
            [
                [self.largest(a) for a in self.areas],
                np.ones(n),
                [a.unmet for a in self.areas],
                np.ones(n),
                [np.inf],
            ]
        )
        for i, area in enumerate(self.areas):
            if area.code in problem.wanted:
                least[n + i] = 1.0
        whole = np.concatenate([np.ones(2 * n), np.zeros(n), np.ones(n), [0.0]])
        if (least > most).any():
            return None
        found = milp(
            costs, constraints=LinearConstraint(matrix, lower, upper),
            bounds=Bounds(least, most), integrality=whole,
            options={"mip_rel_gap": GAP, "time_limit": self.seconds},
        )  # fmt: skip
        if found.x is None:
            return None
        steps = {a.code: round(float(found.x[i])) for i, a in enumerate(self.areas)}
        return Solved(steps, float(found.fun), float(found.mip_dual_bound), float(found.mip_gap))


def solve(problem: Problem, spill: Spill | None = None, seconds: float = SECONDS) -> Solved | None:
    """The best plan of a problem, or None where its constraints cannot all be kept.

    ``seconds`` is the most that each of the two solutions may take; ``gap`` of the first is told.

    A second solution decides what the first leaves open: of all plans that meet most unmet need the
    one that serves the worst served best, else of all that reach the aim the one that meets most.
    """
    areas, n = problem.open, len(problem.open)
    unmet = sum(a.unmet for a in areas)
    aimed = 0.0
    if problem.aim is Aim.EQUAL and unmet > 0:
        aimed = min(1.0, (problem.most_steps or 0) * problem.step / unmet)
    program = Program(problem, aimed, spill, seconds)
    costs = np.zeros(program.extra + 1)
    met = slice(2 * n, 3 * n)
    if problem.aim is Aim.MOST:
        costs[met] = -1.0
    elif problem.aim is Aim.FLOOR:
        costs[:n] = 1.0
    else:
        costs[program.extra] = -1.0 if problem.aim is Aim.WORST else 1.0
    first = program.solve(costs)
    if first is None or problem.aim is Aim.FLOOR:
        return first
    slack = 1e-7 * max(1.0, abs(first.objective))
    again = np.zeros(program.extra + 1)
    if problem.aim is Aim.MOST:
        program.row(dict.fromkeys(range(2 * n, 3 * n), 1.0), -first.objective - slack, np.inf)
        for i, area in enumerate(areas):
            program.ratio(i, area)
        again[program.extra] = -1.0
    elif problem.aim is Aim.WORST:
        program.row({program.extra: 1.0}, -first.objective - slack, np.inf)
        again[met] = -1.0
    else:
        program.row({program.extra: 1.0}, -np.inf, first.objective + slack)
        again[met] = -1.0
    second = program.solve(again)
    if second is None:
        return first
    return Solved(second.steps, first.objective, first.bound, first.gap)
