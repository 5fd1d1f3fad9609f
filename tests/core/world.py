"""A small country to check rules by hand: nine building blocks of 1,000 people on a 3 by 3 grid.

    a1 a2 a3     each row of the grid is a police force area (A, B, C),
    b1 b2 b3     each column a county (1, 2, 3);
    c1 c2 c3     "S" is a nation without an estimate.

The sensitivity layer says that force A has 1.5, B 1.0 and C 0.5 of the common rate.

The model puts 900 perpetrators (800 to 1,000) in it: 100 a block, 300 a force. Locally they may be
half or twice as many, so a block's interval is 800/9/2 to 1,000/9*2.
"""

from datetime import date

import pandas as pd

from gapmap.core.evidence.capacity import Observation
from gapmap.core.evidence.nearest import prepared
from gapmap.core.evidence.register import Register
from gapmap.core.gap import GapTable, compute
from gapmap.core.need.country import Country
from gapmap.core.need.demand import DemandModel
from gapmap.core.supply import Supply, count
from gapmap.selection import Selection

AS_OF = date(2023, 12, 31)
"""The day of which the small country's data speak."""
BLOCKS = tuple(f"{row}{column}" for row in "abc" for column in "123")
PER_BLOCK = 100.0  # perpetrators, central

LOOKUP = pd.DataFrame(
    {
        "utla": BLOCKS,
        "pfa": [b[0].upper() for b in BLOCKS],
        "county": [f"K{b[1]}" for b in BLOCKS],
        "region": "R",
        "country": "E",
        "borough": [b if b[0] == "c" else None for b in BLOCKS],
    },
    index=list(BLOCKS),
)
POPULATION = pd.DataFrame({"aged_16_plus": 1000.0, "country_code": "E"}, index=list(BLOCKS))
SENSITIVITY = pd.DataFrame(
    {"multiplier": [1.5, 1.0, 0.5], "evidence": ["measured", "imputed", "measured"]},
    index=["A", "B", "C"],
)


def _areas() -> pd.DataFrame:
    rows = [
        (level, code, f"{level} {code}", "E", "yes", "2023")
        for level in LOOKUP
        for code in sorted(LOOKUP[level].dropna().unique())
    ]
    rows += [(level, "S", f"{level} S", "S", "no", "2023") for level in ("pfa", "country")]
    columns = ["level", "code", "name", "country_code", "has_estimate", "vintage"]
    return pd.DataFrame(rows, columns=columns)


AREAS = _areas()
COUNTRY = Country(AREAS, LOOKUP, POPULATION, SENSITIVITY)

MODEL_NUMBERS = {
    "name": "Test model", "counts": "people", "formula": "total", "population": "aged_16_plus",
    "countries": ("E",), "low": 800.0, "central": 900.0, "high": 1000.0, "interval_why": "",
    "local_low": 0.5, "local_high": 2.0, "local_why": "", "year": "2021", "estimated_at": "E",
    "caveats": (), "use": "", "review": "", "source_ids": ("M1",),
}  # fmt: skip
MODEL = DemandModel(key="serious", **MODEL_NUMBERS)

NOTHING_STATED = {
    "part_of": "", "row_kind": "programme", "programme_type": "community_behaviour_change",
    "routes": (), "accepts": (), "does_not_accept": (), "accredited": None,
    "start_year": 2022, "end_year": 2022, "capacity_places": None, "capacity_kind": "",
    "starts": None, "starts_kind": "", "referrals": None, "referrals_kind": "",
    "count_months": None, "annual_funding": None, "funding_usable": False, "source_id": "T1",
}  # fmt: skip


def obs(service="p", blocks=("a1",), **stated) -> Observation:
    """One observation that states nothing but what is given; ``places`` are commissioned places."""
    if "places" in stated:
        stated |= {"capacity_places": stated.pop("places"), "capacity_kind": "commissioned"}
    if "year" in stated:
        year = stated.pop("year")
        stated |= {"start_year": year, "end_year": year}
    values = NOTHING_STATED | {"programme_id": service, "programme": service} | stated
    values.setdefault("observation_id", f"{service}@{values['start_year']}")
    return Observation(service_id=service, blocks=tuple(blocks), **values)


def supply(*observations: Observation, **choices) -> Supply:
    return count(Register(prepared(observations, AS_OF)), Selection(**({"since": None} | choices)))


def gap(*observations: Observation, **choices) -> GapTable:
    """The GapTable of these observations; all years unless the choices say otherwise."""
    return compute(
        Selection(**({"since": None} | choices)),
        country=COUNTRY,
        register=Register(prepared(observations, AS_OF)),
        model=MODEL,
        fingerprint="test",
    )


def places(table: GapTable) -> dict[str, float]:
    """Known places by area code, rounded against floating-point dust."""
    known = table.rows.dropna(subset=["places"])
    return {c: round(p, 9) for c, p in zip(known["code"], known["places"], strict=True)}


def states(table: GapTable) -> dict[str, str]:
    return dict(zip(table.rows["code"], table.rows["state"], strict=True))
