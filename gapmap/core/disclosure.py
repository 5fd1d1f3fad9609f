"""Disclosure control: small numbers of places are withheld, and what would reveal them with them.

A number of places above zero and below the limit is withheld; a stated zero stays. An area is
withheld when its own number or that of one of its programmes is small. Places of one programme are
shared out by a known rule, so each of its areas gives the others away: all areas with places of a
withheld programme are withheld. Where fewer than two areas or two programmes of a total would be
withheld, they could be worked out from the total, so the area with the next smallest number is
withheld as well (secondary suppression); where there is no other, the total is. Numbers are
protected within one level; comparing levels can still narrow them down.
"""

from collections.abc import Set
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Withheld:
    """Parts with small numbers blanked, the areas withheld, and whether the total is too."""

    parts: pd.DataFrame
    areas: frozenset[str]
    total: bool


def withhold(parts: pd.DataFrame, limit: int, totalled: Set[str]) -> Withheld:
    """Blank the places of areas that must be withheld.

    ``parts`` has one row a service and area (code, places, basis, why); ``totalled`` are the areas
    that the level's total adds up. ``limit`` 0 withholds nothing.
    """
    if limit <= 0:
        return Withheld(parts, frozenset(), total=False)
    numbers = parts.groupby("code")["places"].sum(min_count=1).dropna()
    small = _small(parts.set_index("code")["places"], limit) | _small(numbers, limit)
    withheld = _connected(parts, small)
    total = False
    while withheld & totalled and _too_few(parts, withheld & totalled) and not total:
        others = numbers[[c in totalled and c not in withheld for c in numbers.index]]
        others = others[others > 0]
        total = not len(others)
        if not total:
            withheld = _connected(parts, withheld | {str(others.idxmin())})
    hidden = parts["code"].isin(withheld) & parts["places"].notna()
    changed = parts.copy()
    changed.loc[hidden, "places"] = float("nan")
    changed.loc[hidden, "basis"] = "withheld"
    changed.loc[hidden, "why"] = f"withheld: disclosure control, numbers below {limit}"
    return Withheld(changed, frozenset(withheld), total)


def small_estimates(perpetrators: pd.Series, limit: int) -> frozenset[str]:
    """Codes of areas whose own-table estimate is to be withheld (index code).

    Estimates above zero and below the limit; where that is one area alone, the next smallest too.
    """
    small = _small(perpetrators, limit)
    if len(small) == 1:
        others = perpetrators.drop(index=list(small)).dropna()
        small |= {str(others.idxmin())} if len(others) else set()
    return frozenset(small)


def _connected(parts: pd.DataFrame, areas: set[str]) -> set[str]:
    """Add every area that shares a programme with known places with one of ``areas``."""
    known = parts.dropna(subset=["places"])
    known = known[known["places"] > 0]
    while True:
        services = known.loc[known["code"].isin(areas), "service_id"]
        more = areas | {str(c) for c in known.loc[known["service_id"].isin(services), "code"]}
        if more == areas:
            return areas
        areas = more


def _too_few(parts: pd.DataFrame, areas: set[str]) -> bool:
    """True when fewer than two areas or two programmes with places are among those withheld."""
    known = parts[parts["code"].isin(areas) & (parts["places"] > 0)]
    return known["code"].nunique() < 2 or known["service_id"].nunique() < 2


def _small(places: pd.Series, limit: int) -> set[str]:
    """Codes with a number above zero and below the limit."""
    return {str(code) for code, number in places.items() if 0 < number < limit}
