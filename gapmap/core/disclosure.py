"""Disclosure control: small numbers of places are withheld, and what would reveal them with them.

A count of places above zero and below the limit is withheld. A stated zero stays. Where a single
area is withheld, its number could be worked out from the total of the level, so the area with the
next smallest count is withheld as well (secondary suppression). The same holds inside an area: when
one of its programmes is withheld, all of its numbers of places are.
"""

import pandas as pd


def withhold(parts: pd.DataFrame, limit: int) -> tuple[pd.DataFrame, frozenset[str]]:
    """Blank the places of areas that must be withheld; return the parts and those areas' codes.

    ``parts`` has one row a service and area (code, places, basis, why). ``limit`` 0 withholds
    nothing.
    """
    if limit <= 0:
        return parts, frozenset()
    totals = parts.groupby("code")["places"].sum(min_count=1).dropna()
    small = _small(parts.set_index("code")["places"], limit) | _small(totals, limit)
    withheld = small & set(totals.index)
    left = totals.drop(index=list(withheld))
    left = left[left > 0]
    if len(withheld) == 1 and len(left):
        withheld = withheld | {str(left.idxmin())}
    hidden = parts["code"].isin(withheld) & parts["places"].notna()
    changed = parts.copy()
    changed.loc[hidden, "places"] = float("nan")
    changed.loc[hidden, "basis"] = "withheld"
    changed.loc[hidden, "why"] = f"withheld: disclosure control, numbers below {limit}"
    return changed, frozenset(withheld)


def _small(places: pd.Series, limit: int) -> set[str]:
    """Codes with a number above zero and below the limit."""
    return {str(code) for code, number in places.items() if 0 < number < limit}
