"""Reach of the programmes of a table: what page, command line and Python ask for.

``reach`` joins the data with points where people live and with a user's own points and ways;
``core.plan.reach`` counts.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum, isfinite
from pathlib import Path
from typing import Final

import numpy as np

from gapmap.core.evidence.observation import ProgrammeRow
from gapmap.core.gap import GapTable
from gapmap.core.plan.reach.floating import DETOUR, Pairs, Steps, near
from gapmap.core.plan.reach.outcome import Origins, Outcome, Providers, outcome
from gapmap.core.plan.reach.providers import Base, Part, Programme, of, programmes
from gapmap.core.plan.scenarios import Run
from gapmap.dataset import BOUNDARIES, Dataset
from gapmap.errors import BadChoiceError, NoEstimatesError, WithheldError
from gapmap.io.reach.own import Ways
from gapmap.io.reach.points import KINDS, Point, points, to_grid

MINUTES: Final = (10.0, 20.0, 30.0)
KM: Final = 1_000.0  # metres
SOURCES: Final = ("S-GEONAMES",)
"""What reach rests on beside the table: towns and their people."""


@dataclass(frozen=True)
class Asked:
    """How reach is measured.

    ``points`` is “towns” or “centres”, unless the user's own are in ``own``; ``steps`` are in
    metres, or in the unit of ``ways`` where these are given; ``detour`` is for straight lines;
    ``below`` is a threshold in places per 1,000 (None: the ratio of all areas together).
    """

    points: str = KINDS[0]
    steps: Steps = field(default_factory=Steps)
    detour: float = DETOUR
    own: tuple[Point, ...] = ()
    ways: Ways | None = None
    below: float | None = None

    def __post_init__(self) -> None:
        """Check the choices. Raises BadChoiceError."""
        if self.points not in KINDS:
            raise BadChoiceError(f"Points are {' or '.join(KINDS)}, not {self.points[:20]}.")
        if not (isfinite(self.detour) and self.detour >= 1):
            raise BadChoiceError("The detour factor has to be 1 or more; no way is shorter.")
        if self.below is not None and not (isfinite(self.below) and 0 < self.below <= 1000):
            raise BadChoiceError("The threshold has to be above 0 and at most 1,000 per 1,000.")


def steps_of(
    ends: Sequence[float] = (),
    weights: Sequence[float] = (),
    decay: float | None = None,
    unit: str = "km",
) -> Steps:
    """Zones as a person gives them: ends and decay in km, or in a table's own minutes or metres.

    Without ``ends`` they are 10, 20 and 30 (km or minutes), without ``weights`` those of
    ``Steps`` for three zones. Raises BadChoiceError.
    """
    scale = KM if unit == "km" else 1.0
    usual = Steps()
    plain = MINUTES if unit == "minutes" else usual.ends
    found = tuple(end * scale for end in ends) or plain
    if decay is not None:
        if weights:
            raise BadChoiceError("Give weights or a decay, not both: a decay makes the weights.")
        return Steps.falling(found, decay * scale)
    if not weights and len(found) != len(usual.weights):
        raise BadChoiceError(f"Give a weight for each of the {len(found)} zones, or a decay.")
    return Steps(found, tuple(weights) or usual.weights)


def reach(
    dataset: Dataset,
    table: GapTable,
    asked: Asked | None = None,
    folder: Path = BOUNDARIES,
    run: Run | None = None,
) -> Outcome:
    """Both readings of every area of a table with an estimate.

    With ``run`` (``tasks.spread``) the work is done area by area, on a cluster where one is set.

    Raises WithheldError while small numbers are withheld, which reach could give away;
    NoEstimatesError where no area has an estimate; BadChoiceError for ways in which nothing of the
    data is found.
    """
    asked = asked or Asked()
    if table.selection.suppress_below:
        raise WithheldError(
            "Reach is not worked out while small numbers are withheld: it could give them away. "
            "Set the limit to 0, or remove the file that demands it."
        )
    origins = origins_of(dataset, table, asked, folder)
    found = programmes_of(dataset, table, folder)
    providers = providers_of(found, dataset.country.level(table.selection.level).area_of)
    if asked.ways is None:
        pairs = near(origins.at, providers.at, asked.steps.ends[-1], asked.detour)
    else:
        pairs = joined(asked.ways, origins, providers, asked.steps.ends[-1])
    taking_part = {one.service_id for one in of(found, Part.IN_PERSON, Part.ONLINE)}
    serves: dict[str, float] = {}
    silent: Counter[str] = Counter()
    for portion in table.portions:
        if portion.service_id not in taking_part:
            silent[portion.code] += 1
        elif portion.places is not None:
            serves[portion.code] = serves.get(portion.code, 0.0) + portion.places
    names = dict(zip(table.columns["code"], table.columns["name"], strict=True))
    estimated = dataset.country.need(table.selection, table.model).estimated
    here: dict[str, float | None] = {}
    for portion in table.portions:
        if portion.code in estimated:
            known = [p for p in (here.get(portion.service_id), portion.places) if p is not None]
            here[portion.service_id] = fsum(known) if known else None
    below = table.selection.gap_below if asked.below is None else asked.below
    return outcome(
        found, origins, providers, pairs, asked.steps, names=names, serves=serves,
        here=here, silent=silent, below=below,
        detour=asked.detour if asked.ways is None else None,
        travel=asked.ways.name if asked.ways else "",
        unit=asked.ways.unit if asked.ways else "metres",
        run=run,
    )  # fmt: skip


def programmes_of(
    dataset: Dataset, table: GapTable, folder: Path = BOUNDARIES
) -> tuple[Programme, ...]:
    """Every programme that the table counts, with its bases where they are known."""
    towns = {str(r["town"]).casefold(): r for r in dataset.tables["towns"].to_dict("records")}

    def locate(row: ProgrammeRow) -> tuple[Base, ...]:
        east, north = row.get("base_longitude"), row.get("base_latitude")
        if east is not None and north is not None and east == east and north == north:
            return (_standing(row["base_postcode"] or row["base_town"], east, north, folder),)
        named = [towns.get(t.strip().casefold()) for t in row["base_town"].split(";") if t.strip()]
        if not named or None in named:
            return ()
        found = [town for town in named if town is not None]
        x, y = to_grid(
            (float(t["longitude"]) for t in found), (float(t["latitude"]) for t in found)
        )
        return tuple(
            Base(str(t["town"]), str(t["utla_code"]), float(a), float(b))
            for t, a, b in zip(found, x, y, strict=True)
        )

    return programmes(table, dataset.programmes, locate)


def _standing(name: str, longitude: float, latitude: float, folder: Path) -> Base:
    """A base given by coordinates: it stands in the council of the nearest town."""
    x, y = (float(part[0]) for part in to_grid([longitude], [latitude]))
    held = points(folder, KINDS[0])
    from scipy.spatial import cKDTree

    _, at = cKDTree(np.array([[p.east, p.north] for p in held])).query([x, y])
    return Base(name, held[int(at)].block, x, y)


def origins_of(dataset: Dataset, table: GapTable, asked: Asked, folder: Path) -> Origins:
    """Points with the need of their councils, shared over each one's points by people.

    Points outside the level's areas have a blank for an area: who lives there competes for the
    places of a base near the border, and shares those of a programme online.
    """
    selection = table.selection
    level = dataset.country.level(selection.level)
    need = dataset.country.need(selection, table.model)
    kind = "own" if asked.own else "centres" if asked.ways is not None else asked.points
    held = asked.own or points(folder, kind)
    people: dict[str, float] = {}
    for point in held:
        people[point.block] = people.get(point.block, 0.0) + point.people
    shown = set(table.columns["code"])
    lies = {b: level.area_of.get(b, "") if b in need.inside else "" for b in need.by_block}
    kept = [p for p in held if p.people > 0 and p.block in lies]
    if not any(lies[p.block] in shown for p in kept):
        raise NoEstimatesError("No area has an estimate of need, so nothing can be said of reach.")
    shares = [need.by_block[p.block] * p.people / people[p.block] for p in kept]
    return Origins(
        tuple(p.code for p in kept), tuple(lies[p.block] for p in kept),
        np.array(shares), np.array([[p.east, p.north] for p in kept]), kind,
        sum(p.stands_in for p in kept),
    )  # fmt: skip


def providers_of(found: Sequence[Programme], area_of: Mapping[str, str]) -> Providers:
    """A row for each base of a programme in person; places are shared evenly over bases."""
    rows = [
        (one, base, (np.nan if one.places is None else one.places) / len(one.bases))
        for one in of(found, Part.IN_PERSON, Part.NO_PLACES)
        for base in one.bases
    ]
    return Providers(
        tuple(one.service_id for one, _, _ in rows),
        tuple(base.name for _, base, _ in rows),
        tuple(area_of.get(base.block, "") for _, base, _ in rows),
        np.array([places for _, _, places in rows], dtype=float),
        np.array([[b.east, b.north] for _, b, _ in rows]).reshape(len(rows), 2),
    )


def joined(ways: Ways, origins: Origins, providers: Providers, furthest: float) -> Pairs:
    """The pairs of a user's ways that are no longer than the last zone.

    A provider of the table is the id of a programme (all its bases), or the name of a base. Raises
    BadChoiceError where no origin, or no provider, of the table is one of the data.
    """
    point = {code: i for i, code in enumerate(origins.codes)}
    rows = np.array([point.get(code, -1) for code in ways.origins])
    names = list(zip(providers.service_ids, providers.names, strict=True))
    if (rows < 0).all():
        raise BadChoiceError(
            f"{ways.name}: no origin is one of the points; use {_example(origins.codes)}, or give "
            "the points as well."
        )
    wanted = [
        [j for j, (service, base) in enumerate(names) if code in (service, base)]
        for code in ways.providers
    ]
    if names and not any(wanted):
        raise BadChoiceError(
            f"{ways.name}: no provider is one of the programmes with a base; use the id of one, "
            f"such as {_example(providers.service_ids)}, or the name of its town."
        )
    kept = np.flatnonzero((ways.length <= furthest) & (rows[ways.origin] >= 0))
    fans = [
        (kept[ways.provider[kept] == number], column)
        for number, columns in enumerate(wanted)
        for column in columns
    ]
    if not fans:
        empty = np.empty(0, dtype=np.int64)
        return Pairs(empty, empty, np.empty(0))
    at = np.concatenate([where for where, _ in fans])
    column = np.concatenate([np.full(len(where), j, dtype=np.int64) for where, j in fans])
    return Pairs(rows[ways.origin[at]].astype(np.int64), column, ways.length[at])


def _example(codes: Sequence[str]) -> str:
    return ", ".join(list(dict.fromkeys(codes))[:3])
