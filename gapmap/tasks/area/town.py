"""The areas of a level that a town or village lies in, by its name; near names are only offered.

Where lines are too coarse to tell which of two councils holds a place, all are candidates.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

from gapmap.dataset import BOUNDARIES, Dataset
from gapmap.io.headings import normal
from gapmap.io.own.where.postcode_districts import District
from gapmap.io.own.where.towns import Town, Towns
from gapmap.tasks.area.postcode import Lying, lying

NEAR: Final = 80.0  # how alike the name of a town must be to be offered (0 to 100)
LONGEST: Final = 60  # letters of a text that may nearly be the name of a town


@cache
def _towns() -> Towns:
    return Towns.read(BOUNDARIES)


def named(text: str) -> Sequence[Town]:
    """The towns and villages of exactly this name, the largest first."""
    return _towns().by_name.get(normal(text), ()) if len(text) <= LONGEST else ()


def where(data: Dataset, towns: Sequence[Town], level: str) -> Lying:
    """Where towns lie, at ``level``; the likeliest area of the largest town first."""
    codes = list(dict.fromkeys(code for town in towns for code in town.codes))
    order = {code: 2 ** (len(codes) - at) for at, code in enumerate(codes)}
    return lying(data, District(towns[0].name, order), level)


def nearest(text: str) -> list[tuple[float, str]]:
    """Up to three names of towns that are nearly the text, each with how alike it is."""
    plain = normal(text)
    if not plain or len(text) > LONGEST:
        return []
    names = _towns().names
    found = process.extract(plain, names, scorer=fuzz.ratio, limit=3, score_cutoff=NEAR)
    return [(score, name) for name, score, _ in found]
