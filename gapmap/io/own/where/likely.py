"""The areas that a name which is not known may mean: nothing is used, all is offered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from gapmap.io.own.where.gazetteer import Named, full
from gapmap.io.own.where.towns import Towns

OFFERED: Final = 5  # names to choose from
CLOSE: Final = 60.0  # how alike a name must be to be offered beside the nearest one (0 to 100)
FURTHER: Final = 15.0  # how much less alike than the nearest an offer may be
SAME: Final = 8.0  # the same beside a town of that very name
LIKE: Final = 75.0  # how alike the nearest name must be to be meant in all likelihood
TOWN: Final = 80.0  # how alike the name of a town must be
NEARLY: Final = 8.0  # how much less alike than the nearest another town may be
FOR: Final = 3  # names of towns that are looked at


@dataclass(frozen=True)
class Likely:
    """Areas (code, label), the likeliest first, and what can be said of the name."""

    offers: tuple[tuple[str, str], ...]
    why: str = ""


def likely(
    plain: str, names: Mapping[str, Sequence[Named]], codes: Mapping[str, Named], towns: Towns
) -> Likely:
    """What a name (``normal``) may mean: areas nearly of that name, councils of towns of it."""
    near = process.extract(plain, list(names), scorer=_likeness, limit=3 * OFFERED)
    best = near[0][1] if near else 0.0
    alike = process.extract(plain, towns.names, scorer=fuzz.ratio, limit=FOR, score_cutoff=TOWN)
    found = [name for name, score, _ in alike if score > best and score > alike[0][1] - NEARLY]
    least = max(CLOSE, (alike[0][1] if found else best) - (SAME if plain in found else FURTHER))
    close = [name for name, score, _ in near if score >= least]
    if not close and not found:
        close = [name for name, _, _ in near[:1]]
    of_towns = [codes[c] for name in found for c in towns.candidates(name) if c in codes]
    of_areas = [named for name in close for named in names[name][:2] if named.code]
    offers = {named.code: full(named) for named in (*of_towns, *of_areas)}
    return Likely(tuple(offers.items())[:OFFERED], _why(plain, best, found, codes, towns))


def _why(
    plain: str,
    best: float,
    found: Sequence[str],
    codes: Mapping[str, Named],
    towns: Towns,
) -> str:
    """What can be said of a name: that it is a place, or like nothing that is known."""
    if not found:
        return "not like any name that is known" if best < LIKE else ""
    name = found[0]
    inside = " or ".join(codes[c].name for c in towns.candidates(name)[:3] if c in codes)
    spelt = towns.by_name[name][0].name
    nearly = "a place" if name == plain else f"nearly the name of {spelt}, a place"
    return f"{nearly} in {inside}"


def _likeness(one: str, two: str, **_: object) -> float:
    """How alike two names are (0 to 100): as wholes, and as words in any order."""
    return max(fuzz.ratio(one, two), 0.95 * fuzz.token_sort_ratio(one, two),
               0.9 * fuzz.token_set_ratio(one, two))  # fmt: skip
