"""The register: every record of a dataset, with what is worked out of them only once.

What a filter says of a record depends on that filter alone, and what a record supports on the bases
that are trusted, not on the filters. Both are kept, so that a new view of records seen before is
put together from answers that are known.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Final

from gapmap.core.evidence.capacity import Capacity, capacity
from gapmap.core.evidence.matching import Filter, Match, Verdict, filters_of, together
from gapmap.core.evidence.observation import Observation
from gapmap.selection import Selection

FILTERS_KEPT: Final = 256
TRUSTS_KEPT: Final = 16
"""How many settings of single filters, and of what is trusted, are remembered at most,"""
FEWEST_KEPT: Final = 12
"""and at least: two views ask for no more,"""
ANSWERS_KEPT: Final = 500_000
"""and how many answers about single records in between: a user's list may have 100,000."""


class Register:
    """Observations with nearest attributes and standing, in the order of the data.

    ``services`` has the places in that order of each service's rows, by its name in the alphabet;
    ``context`` those of rows that are no service; ``blocks`` the building blocks of each row;
    ``recorded`` those for which any programme is recorded. ``made`` is for what others work out of
    the records and their data, once: it is kept for as long as they are.
    """

    def __init__(self, observations: Iterable[Observation]) -> None:
        self.observations = tuple(observations)
        services: dict[str, list[int]] = {}
        for i, obs in enumerate(self.observations):
            if obs.row_kind == "programme":
                services.setdefault(obs.service_id, []).append(i)
        self.services: Mapping[str, tuple[int, ...]] = {
            name: tuple(services[name]) for name in sorted(services)
        }
        programmes = {i for rows in services.values() for i in rows}
        self.context = tuple(i for i in range(len(self.observations)) if i not in programmes)
        once = {obs.blocks: frozenset(obs.blocks) for obs in self.observations}
        self.blocks = tuple(once[obs.blocks] for obs in self.observations)  # many serve the same
        self.recorded = frozenset().union(*(self.blocks[i] for i in programmes))
        self.made: dict[str, object] = {}
        few = max(FEWEST_KEPT, ANSWERS_KEPT // max(1, len(self.observations)))
        self._answers = lru_cache(min(FILTERS_KEPT, few))(self._ask)
        self._capacities = lru_cache(min(TRUSTS_KEPT, few))(self._supported)

    def __reduce__(self) -> tuple[type["Register"], tuple[tuple[Observation, ...]]]:
        """What another process is handed: the records, not the functions that keep results."""
        return Register, (self.observations,)

    @cached_property
    def served(self) -> dict[str, frozenset[str]]:
        """The building blocks of every service, whatever kind its records are of."""
        found: dict[str, set[frozenset[str]]] = {}
        for obs, blocks in zip(self.observations, self.blocks, strict=True):
            found.setdefault(obs.service_id, set()).add(blocks)
        return {service: frozenset().union(*its) for service, its in found.items()}

    def verdicts(self, selection: Selection) -> list[Verdict]:
        """What the sources say of every record and the filters of a Selection together."""
        tests = filters_of(selection)
        answers = [self._answers(test) for test in tests.values()]
        alike: dict[tuple[Match, ...], Verdict] = {}
        found = []
        for given in zip(*answers, strict=True):
            if given not in alike:
                alike[given] = together(dict(zip(tests, given, strict=True)))
            found.append(alike[given])
        return found

    def capacities(self, selection: Selection) -> Sequence[Capacity]:
        """The yearly places of every record, from the most trusted basis of a Selection."""
        return self._capacities(selection.trusted_bases, selection.unit_cost, selection.grade)

    def _ask(self, test: Filter) -> tuple[Match, ...]:
        return tuple(test(obs) for obs in self.observations)

    def _supported(
        self, bases: Sequence[str], unit_cost: float, weakest_grade: str
    ) -> tuple[Capacity, ...]:
        once: dict[Capacity, Capacity] = {}
        found = (capacity(obs, bases, unit_cost, weakest_grade) for obs in self.observations)
        return tuple(once.setdefault(its, its) for its in found)
