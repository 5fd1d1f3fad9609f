"""Who counts where: one part for each service and area, with its places and their evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, TypedDict, cast

import numpy as np
import pandas as pd

from gapmap.core.evidence.grades import lately
from gapmap.core.evidence.one_service import Service
from gapmap.core.supply import shares

NAMED_ONLY: Final = "another period of this programme names the area but states no usable places"


@dataclass(frozen=True)
class Weights:
    """By building block: estimated perpetrators, and people aged 16 and over."""

    estimates: Mapping[str, float]
    people: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """A service's places by building block (only where known), and what weighted them."""

    service: Service
    places: Mapping[str, float]
    shared_by: str  # estimate, or people


class Part(TypedDict):
    """What one area has of a service: the row its numbers are of, its places and their basis."""

    observation_id: str
    places: float | None
    basis: str
    why: str
    shared_by: str


class PartRow(Part):
    """One row of ``by_area``, a service in an area; a number that is not known is NaN or None."""

    service_id: str
    code: str
    grade: str
    number_year: int | None
    recent: bool
    terms_passed: bool
    lower_risk: bool
    shared: bool


def part_rows(parts: pd.DataFrame) -> list[PartRow]:
    """The rows of ``by_area`` as dictionaries."""
    return [cast(PartRow, row) for row in parts.to_dict("records")]


class Portion(NamedTuple):
    """A service in an area: its places there (None: not known), and their evidence.

    ``recent``: contracted or counted in the two years to the as-of date; ``terms_passed``: the
    money behind it ended before; ``lower_risk``: its number is of, or takes in, first-time or
    low-risk cases, stalking or children; ``shared``: its places are shared out over several areas.
    """

    service_id: str
    observation_id: str
    code: str
    places: float | None
    basis: str
    why: str
    shared_by: str
    grade: str
    number_year: int | None
    recent: bool
    terms_passed: bool
    lower_risk: bool
    shared: bool


def place(services: Iterable[Service], weights: Weights) -> tuple[Placed, ...]:
    """Apportion every service's places over its building blocks.

    By estimated perpetrators; by people aged 16 and over where the model has no estimate for a part
    of the service's area.
    """
    found = []
    for service in services:
        whole = all(weights.estimates.get(b, 0.0) > 0 for b in service.blocks)
        places, number = {}, service.capacity.places
        if number is not None:
            parts = shares(service.blocks, weights.estimates if whole else weights.people)
            places = {block: number * part for block, part in parts.items()}
        found.append(Placed(service, places, "estimate" if whole else "people"))
    return tuple(found)


def by_area(placed: Iterable[Placed], area_of: Mapping[str, str]) -> tuple[Portion, ...]:
    """A part for each service and area; a service with known places there is known."""
    found = (part for one in placed for part in _of_service(one, area_of))
    return tuple(sorted(found, key=lambda part: (part.service_id, part.code)))


def frame(parts: Iterable[Portion]) -> pd.DataFrame:
    """One row a part; places and years that are not known are blank."""
    return pd.DataFrame(parts, columns=list(Portion._fields)).astype(
        {"places": float, "number_year": "Int64", "recent": bool, "terms_passed": bool,
         "lower_risk": bool, "shared": bool}
    )  # fmt: skip


def _of_service(one: Placed, area_of: Mapping[str, str]) -> list[Portion]:
    service, withheld = one.service, one.service.capacity.basis == "withheld"
    known: dict[str, float] = {}
    named: dict[str, tuple[str, str, str]] = {}
    for block in service.blocks:
        code = area_of.get(block)
        if code is None:
            continue
        if block in one.places:
            known[code] = known.get(code, 0.0) + one.places[block]
        else:
            named.setdefault(
                code, (block, service.capacity.why, "withheld" if withheld else "none")
            )
    for block in service.blocks_unmeasured:
        code = area_of.get(block)
        if code is not None:
            named.setdefault(code, (block, NAMED_ONLY, "none"))
    chosen, its = service.chosen, service.capacity
    recent = lately(chosen.age, its.basis)
    evidence = (
        its.grade, chosen.year_of_number, recent, chosen.terms_passed, chosen.lower_risk,
        len(known) > 1,
    )  # fmt: skip
    rows = [
        Portion(service.service_id, chosen.observation_id, code, places, its.basis, its.why,
             one.shared_by, *evidence)
        for code, places in known.items()
    ]  # fmt: skip
    for code, (block, why, basis) in named.items():
        if code not in known:
            row = service.observation_in(block).observation_id
            rows.append(
                Portion(service.service_id, row, code, None, basis, why, one.shared_by,
                     "", None, recent=False, terms_passed=False, lower_risk=False, shared=False)
            )  # fmt: skip
    return rows


def largest(parts: Iterable[Portion]) -> dict[str, Portion]:
    """By area code: the largest part of its places."""
    known = [(part.places, part) for part in parts if part.places is not None]
    sizes = np.round([places for places, _ in known], 6)  # grade tells equals apart, not dust
    order = sorted(
        (-size, part.grade, part.service_id, i)
        for i, (size, (_, part)) in enumerate(zip(sizes, known, strict=True))
    )
    return {known[i][1].code: known[i][1] for *_, i in reversed(order)}


def served_blocks(placed: Iterable[Placed]) -> frozenset[str]:
    """Building blocks for which a counted service is recorded."""
    return frozenset(
        block for one in placed for block in (*one.service.blocks, *one.service.blocks_unmeasured)
    )
