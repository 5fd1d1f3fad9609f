"""What a search comes to: areas to choose from, and the sentences that name them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from gapmap.dataset import Dataset
from gapmap.tasks.area.postcode import Lying, areas_at
from gapmap.vocabulary import LEVEL_PLURAL, LEVEL_SINGULAR

MOST: Final = 8  # areas that are offered
NATION: Final = "pfa"  # the level at which nations without estimates are areas
ROOM: Final = 200
"""Letters of the buttons that stand on one line of a wide window, each as five more."""


@dataclass(frozen=True)
class Offer:
    """An area to choose, and what is said once it is chosen."""

    label: str
    level: str
    code: str
    said: str = ""


@dataclass(frozen=True)
class Answer:
    """What is said, what may be chosen, what opens at once, and the postcode that may be asked."""

    said: str = ""
    offers: Sequence[Offer] = ()
    opens: Offer | None = None
    postcode: str = ""


def fitting(offers: Sequence[Offer]) -> Sequence[Offer]:
    """The first of the areas that have room on a line."""
    taken = 0
    for number, offer in enumerate(offers[:MOST]):
        taken += len(offer.label) + 5
        if taken > ROOM and number:
            return offers[:number]
    return offers[:MOST]


def nations(data: Dataset, level: str, codes: Iterable[str]) -> list[str]:
    """Those of the blocks that are nations shown as one area, and are none at ``level``."""
    lost = [code for code in dict.fromkeys(codes) if not areas_at(data, level, [code])]
    return [code for code in lost if areas_at(data, NATION, [code]) == [code]]


def as_one(name: str, nation: str, how: str = "in") -> str:
    """That a place is in a nation without estimates."""
    return f"{name} is {how} {nation}, which the map shows as one area without an estimate."


def not_at(name: str, lies: Lying, its_nations: Sequence[Offer]) -> str:
    """That no area of the level holds a place, and whether its nation may be shown instead."""
    said = f"{name} is in {' and '.join(lies.beyond)}, where no {LEVEL_PLURAL[lies.level]} are"
    wide = LEVEL_PLURAL[its_nations[0].level] if its_nations else ""
    return f"{said} shown. Show it among {wide}?" if wide else f"{said} shown."


def level_now(level: str, name: str = "") -> str:
    """That another kind of area is drawn than before; ``name``: of the one that is chosen."""
    shown = f"The map shows {LEVEL_PLURAL[level]} now"
    return f"{shown}, among them {name}." if name else f"{shown}."


def named(name: str, area: str, level: str) -> str:
    """The one area that a text means."""
    return f"{name}: {area}, {LEVEL_SINGULAR[level]}."
