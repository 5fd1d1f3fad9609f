"""The areas of a level that a postcode or a postcode district lies in."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from gapmap.dataset import BOUNDARIES, Dataset
from gapmap.io.own.where.postcode_districts import District, PostcodeDistricts
from gapmap.vocabulary import COUNCIL


@dataclass(frozen=True)
class Lying:
    """Codes of the areas of a level that a district lies in, those with most postcodes first.

    ``beyond`` are names of countries, or of an island, where no area of that level is.
    """

    level: str
    codes: tuple[str, ...]
    beyond: tuple[str, ...] = ()


@cache
def _districts() -> PostcodeDistricts:
    return PostcodeDistricts.read(BOUNDARIES)


def district(text: str) -> District | None:
    """The postcode district that a text names, if it is one that is known."""
    return _districts().find(text)


def beginning(text: str) -> str:
    """A postcode district that begins with a text of letters alone, if they begin postcodes."""
    return _districts().beginning(text)


def lying(data: Dataset, found: District, level: str) -> Lying:
    """Where a district lies, at ``level``; among councils where not all of it is in London."""
    if level == "borough" and not all(areas_at(data, level, [b]) for b in found.postcodes):
        level = COUNCIL
    postcodes, beyond = Counter[str](), [found.island] if found.island else []
    names = data.tables["areas"].drop_duplicates("code").set_index("code")["name"]
    for block, number in found.postcodes.items():
        codes = areas_at(data, level, [block])
        postcodes.update(dict.fromkeys(codes, number))
        beyond += [] if codes else [str(names[block])]
    return Lying(level, tuple(code for code, _ in postcodes.most_common()), tuple(beyond))


def areas_at(data: Dataset, level: str, blocks: Iterable[str]) -> list[str]:
    """Codes of the areas of a level that building blocks lie in; nations stand for themselves."""
    wanted = set(blocks)
    inside = [b for b in wanted if b in data.lookup.index]
    codes = set(data.lookup.loc[inside, level].dropna()) if level in data.lookup else set()
    areas = data.tables["areas"]
    nations = set(areas.loc[areas["level"] == level, "code"]) & (wanted - set(inside))
    return sorted(str(code) for code in codes | nations)
