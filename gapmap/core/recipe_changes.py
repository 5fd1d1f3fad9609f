"""What differs between two recipes of one file: as it was made, and as it would be made today."""

from collections.abc import Mapping
from dataclasses import dataclass

from gapmap.recipe import Recipe

Pair = tuple[float | None, float | None]
PLACES, PERPETRATORS = 0, 1


@dataclass(frozen=True)
class AreaChange:
    """One area's number in the file and today; None where it was, or is, not known."""

    code: str
    name: str
    before: float | None
    after: float | None

    @property
    def size(self) -> float:
        """How far the number moved, for ranking only; one that came or went counts in full."""
        return abs((self.after or 0.0) - (self.before or 0.0))


@dataclass(frozen=True)
class Changes:
    """What differs between the data that made a file and today's.

    ``changed``, ``added`` and ``removed`` are source ids; ``places`` and ``perpetrators`` the areas
    whose number differs, the largest change first; the sums are over the areas with an
    estimate, of the numbers that are known, in the file and today (places a year; people, central).
    ``came`` and ``went`` are codes of areas that only one of the two has.
    """

    same_data: bool
    changed: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    places: tuple[AreaChange, ...]
    perpetrators: tuple[AreaChange, ...]
    places_sum: tuple[float, float]
    perpetrators_sum: tuple[float, float]
    came: tuple[str, ...]
    went: tuple[str, ...]


def compare(then: Recipe, now: Recipe, names: Mapping[str, str]) -> Changes:
    """What has changed between two recipes of one Selection; ``names`` are today's, by code."""
    before, after = then.figures, now.figures
    return Changes(
        same_data=then.fingerprint == now.fingerprint,
        changed=tuple(
            i for i in now.sources if then.sources.get(i, now.sources[i]) != now.sources[i]
        ),
        added=tuple(i for i in now.sources if i not in then.sources),
        removed=tuple(sorted(i for i in then.sources if i not in now.sources)),
        places=_moved(before, after, names, PLACES),
        perpetrators=_moved(before, after, names, PERPETRATORS),
        places_sum=(_sum(before, PLACES), _sum(after, PLACES)),
        perpetrators_sum=(_sum(before, PERPETRATORS), _sum(after, PERPETRATORS)),
        came=tuple(c for c in after if c not in before),
        went=tuple(sorted(c for c in before if c not in after)),
    )


def _moved(
    before: Mapping[str, Pair], after: Mapping[str, Pair], names: Mapping[str, str], which: int
) -> tuple[AreaChange, ...]:
    found = [
        AreaChange(code, names.get(code, code), before[code][which], after[code][which])
        for code in after
        if code in before and before[code][which] != after[code][which]
    ]
    return tuple(sorted(found, key=lambda change: (-change.size, change.name)))


def _sum(numbers: Mapping[str, Pair], which: int) -> float:
    """Over the areas with an estimate, as the totals of a view are."""
    return sum(pair[which] or 0.0 for pair in numbers.values() if pair[PERPETRATORS] is not None)
