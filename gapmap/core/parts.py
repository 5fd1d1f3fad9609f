"""Who counts where: one part for each service and area, with its places and their evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypedDict, cast

import pandas as pd

from gapmap.core.evidence.grades import RECENT
from gapmap.core.supply import Service, shares

COLUMNS: Final = (
    "service_id", "observation_id", "code", "places", "basis", "why", "shared_by", "grade",
    "number_year", "recent", "terms_passed", "shared",
)  # fmt: skip
NAMED_ONLY: Final = "another period of this programme names the area but states no usable places"


@dataclass(frozen=True)
class Weights:
    """By building block: estimated perpetrators and people aged 16 and over; and its area."""

    estimates: Mapping[str, float]
    people: Mapping[str, float]
    area_of: Mapping[str, str]


@dataclass(frozen=True)
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
    shared: bool


def part_rows(parts: pd.DataFrame) -> list[PartRow]:
    """The rows of ``by_area`` as dictionaries."""
    return [cast(PartRow, row) for row in parts.to_dict("records")]


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


def by_area(placed: Iterable[Placed], area_of: Mapping[str, str]) -> pd.DataFrame:
    """One row a service and area (``COLUMNS``); a service with known places there is known.

    ``recent``: the number is at most two years old on the as-of date; ``terms_passed``: the money
    behind it ended before; ``shared``: the service's places are shared out over several areas.
    """
    rows = [row for one in placed for row in _of_service(one, area_of)]
    rows.sort(key=lambda row: (row[0], row[2]))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(
        {"places": float, "number_year": "Int64", "recent": bool, "terms_passed": bool,
         "shared": bool}
    )  # fmt: skip


def _of_service(one: Placed, area_of: Mapping[str, str]) -> list[tuple[object, ...]]:
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
    recent = chosen.age is not None and chosen.age <= RECENT
    evidence = (its.grade, chosen.year_of_number, recent, chosen.terms_passed, len(known) > 1)
    rows: list[tuple[object, ...]] = [
        (service.service_id, chosen.observation_id, code, places, its.basis, its.why,
         one.shared_by, *evidence)
        for code, places in known.items()
    ]  # fmt: skip
    for code, (block, why, basis) in named.items():
        if code not in known:
            row = service.observation_in(block).observation_id
            nothing = ("", None, False, False, False)
            rows.append((service.service_id, row, code, None, basis, why, one.shared_by, *nothing))
    return rows


def evidence_of(parts: pd.DataFrame) -> pd.DataFrame:
    """By area code: basis, grade and year of the part that makes most of its places, and sums.

    Columns: basis, grade, number_year, shared (that part's), places_recent, places_terms_passed.
    """
    known = parts[parts["places"].notna()]
    size = -known["places"].round(6)  # equal numbers are told apart by grade, not by dust
    largest = known.assign(size=size).sort_values(["size", "grade", "service_id"], kind="stable")
    largest = largest.drop_duplicates("code")
    found = largest.set_index("code")[["basis", "grade", "number_year", "shared"]]
    of_area = known["code"]
    found["places_recent"] = known["places"].where(known["recent"], 0.0).groupby(of_area).sum()
    found["places_terms_passed"] = (
        known["places"].where(known["terms_passed"], 0.0).groupby(of_area).sum()
    )
    return found


def served_blocks(placed: Iterable[Placed]) -> frozenset[str]:
    """Building blocks for which a counted service is recorded."""
    return frozenset(
        block for one in placed for block in (*one.service.blocks, *one.service.blocks_unmeasured)
    )
