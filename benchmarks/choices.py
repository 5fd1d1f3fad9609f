"""Settings of the filters that people go through, and what each must be answered with."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Final

from benchmarks.protocol import Answer, heading_in
from gapmap.dataset import Dataset
from gapmap.present import html
from gapmap.present.words.alt_text import alt_text
from gapmap.selection import Selection
from gapmap.tasks.files.map import as_tiles
from gapmap.vocabulary import LEVELS, MAP_LEVELS, ROUTES

SEED: Final = 20_261_121


@dataclass(frozen=True)
class Choice:
    """One setting of the filters, and the heading and map label it must be answered with."""

    values: dict[str, object]
    heading: str | None
    label: str

    def answered_by(self, answer: Answer) -> bool:
        """True when an answer is to this choice."""
        return answer.heading == self.heading and answer.payload.get("label") == self.label


def choices(limit: int | None) -> Sequence[Choice]:
    """Every level with every one or two routes, in an order that is the same every time.

    All of them are more than the app remembers, so that much of what is asked for must be computed.
    """
    dataset = Dataset.load()
    several = [*combinations(ROUTES, 1), *combinations(ROUTES, 2)]
    settings = list(product(MAP_LEVELS, several))
    random.Random(SEED).shuffle(settings)  # noqa: S311 - an order, not a secret
    found = []
    for level, routes in settings[:limit]:
        selection = Selection(level=level, routes=routes)
        table = dataset.gap(selection)
        label = alt_text(table, tiles=as_tiles(level, selection.layout))
        values: dict[str, object] = {
            "choose_level": LEVELS[level],
            "choose_routes": [ROUTES[route] for route in routes],
        }
        found.append(Choice(values, heading_in(html.headline(table)), label))
    return found
