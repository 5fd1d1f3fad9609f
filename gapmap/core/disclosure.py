"""Disclosure control: what of a user's own figures, and of small numbers, may be told.

Two rules, the first of which protects and the second of which keeps small numbers out of sight.

1. *Own figures, before anything is worked out.* Every number above zero and below the limit that a
   user's own file states is taken out of its record: a count of people, that count made annual,
   money that pays for fewer places than the limit, an estimate, and sums of lines with such a
   number among them. Where it is what the record's
   places would rest on, all numbers of the record are taken out. Nothing is put in their place, so
   no cell, total, share, class, rank or fingerprint is a function of them, whatever the level and
   filter: files that differ only in such numbers give the same output, byte by byte.
2. *Numbers that would be shown.* An area is withheld when its number of places, or that of one of
   its programmes there, is above zero and below the limit; a stated zero stays. All areas with
   places of a withheld programme are withheld. Where fewer than two areas or two programmes of a
   total would be withheld, the area with the next smallest number is withheld as well; where there
   is no other, the total is. This holds for public numbers and for shares of large ones, which
   whoever knows the public data and the method can work out again: it does not protect them.
"""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from math import fsum
from typing import Final, Literal, cast

import numpy as np

from gapmap.core.evidence.capacity import MONTHS_A_YEAR, Observation
from gapmap.core.evidence.observation import COUNTS, ProgrammeRow, period_in_years
from gapmap.core.need.country import Level
from gapmap.core.need.demand import LINES, DemandModel, own_lines
from gapmap.core.parts import Portion
from gapmap.core.ratios import Columns, among
from gapmap.fields.unit_costs import DEFAULT

Number = Literal["capacity_places", "starts", "completions", "referrals", "annual_funding_gbp"]
"""A column of programmes.csv that may become its row's places."""
WITHHELD: Final = "withheld"
"""The basis of places that may not be told."""
BELOW_LIMIT: Final = "below_limit"
"""The status of a count that a record states and that may not be told."""
TRUSTED: Final[tuple[Number, ...]] = (
    "capacity_places",
    "starts",
    "completions",
    "referrals",
    "annual_funding_gbp",
)
"""The numbers of a record that could become its places, most trusted first."""
TELLING: Final = ("notes", "waiting_time", "count_basis", "derived", "award_period")
"""Texts of a record that may hold its numbers in words."""
IN_WORDS: Final = ("notes", "derived", "not_used", "other_periods")
"""What of a record is told in words that may hold small numbers of it or of another year's."""
GIVING_AWAY: Final = (*COUNTS, "funding", "count_basis", *IN_WORDS)
"""What of a record can give its places away: columns of programmes.csv, its money, other years."""
ENDS: Final = ("low", "central", "high")
YEARS_ALONE: Final = re.compile(
    r"(?:\d{4}(?:\s?[-–/]\s?\d{2,4})?|fy|to|[-–—/]|\s"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*)+", re.IGNORECASE | re.ASCII,
)  # fmt: skip
"""A period that says nothing but when; “2024 (7 starts)” says more."""


def kept_back(record: ProgrammeRow, limit: int) -> frozenset[str]:
    """Names of the numbers of a user's own record that are taken out: columns of programmes.csv.

    ``limit`` is in places, or people. When the most trusted number stated is small, the others
    would stand in for it, so all are taken out.
    """
    values = {name: record[name] for name in TRUSTED}
    stated = {name: value for name, value in values.items() if value is not None and value == value}
    months = record["count_months"]
    small: set[str] = {name for name in stated if _is_small(name, stated[name], months, limit)}
    lines = record.get("least_of_lines", ())  # a sum tells its smallest part once the rest is known
    small |= {name for name, least in lines if _is_small(name, least, None, limit)}
    return frozenset(stated if small and next(iter(stated)) in small else small)


def guarded_record(record: ProgrammeRow, limit: int) -> ProgrammeRow:
    """A user's own record without its small numbers, and without texts that may hold them.

    ``kept_back`` names the columns that were taken out.
    """
    hidden = kept_back(record, limit)
    before = set(record.get("kept_back", ()))
    counts = {f"{name}_status": BELOW_LIMIT for name in hidden if f"{name}_status" in record}
    texts = {name: "" for name in TELLING if name in record}
    taken = {"kept_back": tuple(sorted(hidden | before)), **dict.fromkeys(hidden), **counts}
    lines = tuple(pair for pair in record.get("least_of_lines", ()) if pair[0] not in hidden)
    more = {"award_gbp": None, "period": _period(record), "least_of_lines": lines}
    return cast(ProgrammeRow, {**record, **texts, **more, **taken})


def _period(record: ProgrammeRow) -> str:
    """The period as stated where that holds nothing but years, else its years."""
    if YEARS_ALONE.fullmatch(record["period"]):
        return record["period"]
    return period_in_years(record["start_year"], record["end_year"])


def guarded_observation(obs: Observation, record: ProgrammeRow, limit: int) -> Observation:
    """The same row as the model takes it; it says below what it was withheld."""
    hidden = kept_back(record, limit)
    if not hidden:
        return obs
    return replace(
        obs,
        withheld_below=limit,
        capacity_places=None if "capacity_places" in hidden else obs.capacity_places,
        starts=None if "starts" in hidden else obs.starts,
        completions=None if "completions" in hidden else obs.completions,
        referrals=None if "referrals" in hidden else obs.referrals,
        annual_funding=None if "annual_funding_gbp" in hidden else obs.annual_funding,
    )


def guarded_model(model: DemandModel, limit: int, counts: str) -> DemandModel:
    """A user's own estimates without the small ones; ``counts`` says anew what they are.

    A place of the file with a small central estimate is taken out whole, of others only a small low
    end. Where several lines make one place, that holds for each line. The building blocks of what
    is taken out are named in ``withheld``.
    """
    if model.own is None:
        return model
    own, out = model.own.copy(), set(model.withheld)
    nothing, left = float("nan"), []
    for blocks, low, central in own_lines(own):
        if 0 < central < limit:
            own.loc[list(blocks), list(ENDS)] = nothing
            out.update(blocks)
            low = central = nothing
        elif 0 < low < limit:
            own.loc[list(blocks), "low"] = low = nothing
        left.append((blocks, low, central))
    own.attrs[LINES] = tuple(left)
    low, central, high = (float(own[end].sum()) for end in ENDS)
    return replace(
        model, own=own, withheld=frozenset(out), low=low, central=central, high=high, counts=counts
    )


def services_withheld(parts: Iterable[Portion]) -> frozenset[str]:
    """Services whose places are withheld in some area (``parts`` as for ``withhold``)."""
    return frozenset(part.service_id for part in parts if part.basis == WITHHELD)


def areas_withheld(parts: Iterable[Portion]) -> frozenset[str]:
    """Codes of areas in which places are withheld."""
    return frozenset(part.code for part in parts if part.basis == WITHHELD)


def silent(limit: int, *, withheld: bool = False, counted: bool = True) -> frozenset[str]:
    """What of a record is not told, of ``GIVING_AWAY``.

    ``withheld``: the places of its service are, in some area; ``counted``: it counts under the
    Selection. A count that is told at all must also be ``count_told``.
    """
    if withheld or (limit and not counted):
        return frozenset(GIVING_AWAY)
    return frozenset(IN_WORDS if limit else ())


def context_told(limit: int) -> bool:
    """Whether records that never count as places may be told with their numbers."""
    return not limit


def count_told(value: float | None, limit: int, *, withheld: bool = False) -> bool:
    """Whether a count of people that a record states may be told; true where it states none."""
    return value is None or value != value or not (withheld or 0 < value < limit)


def money_told(record: ProgrammeRow, *, withheld: bool = False) -> bool:
    """Whether the yearly money of a record may be told."""
    return not withheld and "annual_funding_gbp" not in record.get("kept_back", ())


def why_told(why: str, basis: str, limit: int) -> bool:
    """Whether the figure that places rest on may be told: a sentence with a number is not."""
    return not limit or basis == WITHHELD or not any(c.isdigit() for c in why)


def own_text(model: DemandModel) -> str:
    """A user's own estimates as CSV, to make a fingerprint of."""
    return "" if model.own is None else model.own.to_csv()


def hide_small_estimates(rows: Columns, level: Level, out: Set[str], limit: int) -> frozenset[str]:
    """Blank the own estimates of a level's ``rows`` that may not be shown; codes of their areas.

    ``out`` are the building blocks that were taken out of the estimates. ``parts``
    have to lose their places there too (``without_estimates``).
    """
    hidden = small_estimates(dict(zip(level.codes, rows["perpetrators"], strict=True)), limit)
    hidden |= {level.area_of[block] for block in out if block in level.area_of}
    for name in ("places", "perpetrators_low", "perpetrators", "perpetrators_high"):
        rows[name][among(level, hidden)] = np.nan
    low = rows["perpetrators_low"]
    low[(low > 0) & (low < limit)] = np.nan
    return hidden


def without_estimates(
    parts: Iterable[Portion], hidden: Set[str], limit: int
) -> tuple[Portion, ...]:
    """Parts without places where the estimate is withheld.

    A share of a programme would give the estimate that it is shared out by away.
    """
    return _blanked(parts, hidden, f"the estimate here, below {limit}")


@dataclass(frozen=True)
class Withheld:
    """Parts with small numbers blanked, the areas withheld, and whether the total is too."""

    parts: tuple[Portion, ...]
    areas: frozenset[str]
    total: bool


def withhold(parts: tuple[Portion, ...], limit: int, totalled: Set[str]) -> Withheld:
    """Blank the places of areas that must be withheld.

    ``totalled`` are the areas that the level's total adds up. ``limit`` 0 withholds nothing. Areas
    of a programme whose number was taken out before are withheld too.
    """
    if limit <= 0:
        return Withheld(parts, frozenset(), total=False)
    known = [(part.code, part.places) for part in parts if part.places is not None]
    numbers = {
        code: fsum(places for where, places in known if where == code)
        for code in sorted({code for code, _ in known})
    }
    small = _small(known, limit) | _small(numbers.items(), limit)
    withheld = _connected(parts, small)
    total = False
    while withheld & totalled and _too_few(parts, withheld & totalled) and not total:
        others = [c for c, n in numbers.items() if n > 0 and c in totalled and c not in withheld]
        total = not others
        if not total:
            withheld = _connected(parts, withheld | {min(others, key=numbers.__getitem__)})
    before = areas_withheld(parts)
    changed = _blanked(parts, withheld, f"disclosure control, numbers below {limit}")
    return Withheld(changed, frozenset(withheld | before), total)


def _blanked(parts: Iterable[Portion], areas: Set[str], why: str) -> tuple[Portion, ...]:
    """Parts without the places that are known in ``areas``."""
    return tuple(
        part._replace(places=None, basis=WITHHELD, why=f"withheld: {why}")
        if part.code in areas and part.places is not None
        else part
        for part in parts
    )


def _is_small(name: str, value: float, months: float | None, limit: int) -> bool:
    """True for a number above zero and below the limit, as stated or as places a year."""
    if name == "annual_funding_gbp":
        return 0 < value / DEFAULT < limit
    counted = name != "capacity_places" and months is not None and months > 0
    yearly = value * MONTHS_A_YEAR / months if counted and months else value
    return 0 < value < limit or 0 < yearly < limit


def small_estimates(perpetrators: Mapping[str, float], limit: int) -> frozenset[str]:
    """Codes of areas whose own-table estimate is to be withheld.

    Estimates above zero and below the limit; where that is one area alone, the next smallest too.
    """
    small = _small(perpetrators.items(), limit)
    if len(small) == 1:
        others = [c for c, n in perpetrators.items() if c not in small and n == n]
        small |= {min(others, key=perpetrators.__getitem__)} if others else set()
    return frozenset(small)


def _connected(parts: Iterable[Portion], areas: set[str]) -> set[str]:
    """Add every area that shares a programme with known places with one of ``areas``."""
    known = [part for part in parts if part.places is not None and part.places > 0]
    while True:
        services = {part.service_id for part in known if part.code in areas}
        more = areas | {part.code for part in known if part.service_id in services}
        if more == areas:
            return areas
        areas = more


def _too_few(parts: Iterable[Portion], areas: set[str]) -> bool:
    """True when fewer than two areas or two programmes with places are among those withheld."""
    known = [p for p in parts if p.code in areas and p.places is not None and p.places > 0]
    return len({part.code for part in known}) < 2 or len({part.service_id for part in known}) < 2


def _small(places: Iterable[tuple[str, float]], limit: int) -> set[str]:
    """Codes with a number above zero and below the limit."""
    return {code for code, number in places if 0 < number < limit}
