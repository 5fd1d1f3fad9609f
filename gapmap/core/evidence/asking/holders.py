"""Who can be expected to know which facts, of which building blocks, on what ground.

Rows of ``data/holders.csv``: organisations only. Whether one can be expected to know something is
a judgement on the ground that its row names; none of it says that the organisation does know.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from gapmap.core.evidence.standing import last_day
from gapmap.vocabulary import HOLDER_KINDS

NEAREST: Final = ("commissioner", "mayor", "council", "provider", "public_body", "ministry")
"""Kinds of holders in the order in which they are asked, the one that pays for it first."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One row: what one body can be expected to know of some building blocks.

    ``blocks`` are those of its area, or those that its service is recorded for; ``until`` is the
    last day on which it is the body for this, None where no end is known.
    """

    body_id: str
    body: str
    kind: str
    level: str
    code: str
    service_id: str
    facts: frozenset[str]
    ground: str
    until: date | None
    until_text: str
    successor: str
    foi: bool
    note: str
    source_id: str
    blocks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation with all its holdings of one day."""

    body_id: str
    body: str
    kind: str
    foi: bool
    holdings: tuple[Holding, ...]

    def blocks(self, fact: str) -> frozenset[str]:
        """The building blocks of which it can be expected to know a fact."""
        return frozenset().union(*(h.blocks for h in self.holdings if fact in h.facts))

    def facts(self, blocks: frozenset[str]) -> frozenset[str]:
        """The facts that it can be expected to know of any of these building blocks."""
        return frozenset().union(*(h.facts for h in self.holdings if h.blocks & blocks))

    def knows_all_of(self, blocks: frozenset[str]) -> bool:
        """Whether these building blocks are all in its own area."""
        return any(h.code and blocks <= h.blocks for h in self.holdings)


def holdings(
    rows: Iterable[Mapping[str, str]],
    inside: Mapping[tuple[str, str], frozenset[str]],
    served: Mapping[str, frozenset[str]],
) -> tuple[Holding, ...]:
    """The rows of ``holders.csv`` with their building blocks.

    ``inside`` has the blocks of each (level, code), ``served`` those of each service.
    """
    return tuple(_holding(row, inside, served) for row in rows)


def _holding(
    row: Mapping[str, str],
    inside: Mapping[tuple[str, str], frozenset[str]],
    served: Mapping[str, frozenset[str]],
) -> Holding:
    service, area = row["service_id"], (row["level"], row["code"])
    blocks = served.get(service, frozenset()) if service else inside.get(area, frozenset())
    return Holding(
        row["body_id"], row["body"], row["kind"], row["level"], row["code"], service,
        frozenset(row["facts"].split(";")), row["ground"], last_day(row["until_date"]),
        row["until_date"], row["successor"], row["foi"] == "yes", row["note"], row["source_id"],
        blocks,
    )  # fmt: skip


def bodies(found: Iterable[Holding], day: date) -> tuple[Body, ...]:
    """The organisations that hold something on a day, nearest kinds first, then by name.

    One that has ended by then is left out: nobody opens its letters.
    """
    by_body: dict[str, list[Holding]] = {}
    for holding in found:
        if (holding.until is None or holding.until >= day) and holding.blocks:
            by_body.setdefault(holding.body_id, []).append(holding)
    made = (
        Body(name, its[0].body, _kind(its), its[0].foi, tuple(its)) for name, its in by_body.items()
    )
    return tuple(sorted(made, key=nearness))


def _kind(its: Iterable[Holding]) -> str:
    kinds = {h.kind for h in its}
    return next(kind for kind in (*NEAREST, *HOLDER_KINDS) if kind in kinds)


def nearness(body: Body) -> tuple[int, str, str]:
    """A key that sorts bodies: nearest kind first, then by name."""
    return NEAREST.index(body.kind), body.body, body.body_id
