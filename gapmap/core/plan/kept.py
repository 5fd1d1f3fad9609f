"""Plans kept under names, and two or three of them side by side, area by area.

All are made of the same table: same areas, need and price, so that like is compared with like.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from gapmap.core.gap import GapTable
from gapmap.core.plan.problem import Unknown
from gapmap.core.plan.proposal import Proposal, propose
from gapmap.core.plan.scenarios import Run, here
from gapmap.core.plan.wish import Wish
from gapmap.errors import BadChoiceError
from gapmap.fields import shown

MOST: Final = 3
"""Plans that are kept; more cannot be read side by side."""
LONGEST_NAME: Final = 40  # characters
LONGEST: Final = 6_000  # characters of the text

Kept = Mapping[str, Wish]
"""Wishes by the name under which they are kept, in their order."""


def named(name: str) -> str:
    """A name as it is kept. Raises BadChoiceError for one that is none."""
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > LONGEST_NAME or not tidy.isprintable():
        raise BadChoiceError(f"A plan needs a name of 1 to {LONGEST_NAME} characters.")
    return tidy


def with_(kept: Kept, name: str, wish: Wish) -> dict[str, Wish]:
    """The plans with one more, or another of its name. Raises BadChoiceError beyond ``MOST``."""
    found = {**kept, named(name): wish}
    if len(found) > MOST:
        raise BadChoiceError(f"{MOST} plans can be kept side by side; remove one first.")
    return found


def dumps(kept: Kept) -> str:
    """The plans as a text that ``loads`` reads."""
    return urlencode([(name, wish.dumps()) for name, wish in kept.items()])


def loads(text: str) -> dict[str, Wish]:
    """Read plans. Raises BadChoiceError, in one sentence, for anything else."""
    try:
        if len(text) > LONGEST:
            raise ValueError
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))
    except ValueError:
        raise BadChoiceError(f"{shown(text, 60)} does not hold plans by their names.") from None
    found: dict[str, Wish] = {}
    for name, wish in pairs:
        found = with_(found, name, Wish.loads(wish))
    return found


@dataclass(frozen=True)
class Row:
    """New places of one area in every plan, under one reading of what is not known."""

    reading: Unknown
    code: str
    name: str
    places: tuple[int, ...]

    @property
    def agreed(self) -> bool:
        """Whether every plan gives it as many."""
        return len(set(self.places)) == 1


def side_by_side(table: GapTable, kept: Kept, run: Run = here) -> dict[str, Proposal]:
    """The proposal of each plan. Raises as ``propose`` does."""
    return {name: propose(table, wish, run) for name, wish in kept.items()}


def actions(proposals: Mapping[str, Proposal]) -> list[Row]:
    """Every area that any plan gives something, by reading; those with most first."""
    found = []
    for reading in Unknown:
        plans = [p.plans.get(reading) for p in proposals.values()]
        steps = [{a.code: a.places for a in plan.actions} if plan else {} for plan in plans]
        names = {a.code: a.name for plan in plans if plan for a in plan.actions}
        rows = [
            Row(reading, code, name, tuple(places.get(code, 0) for places in steps))
            for code, name in names.items()
        ]
        found += sorted(rows, key=lambda row: (-sum(row.places), row.code))
    return found


def read_by(proposals: Sequence[Proposal]) -> tuple[Unknown, ...]:
    """The readings that any of the proposals has, in their order."""
    return tuple(r for r in Unknown if any(r in p.plans for p in proposals))
