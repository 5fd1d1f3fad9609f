"""The councils that a town or village lies in, by its name.

Several places may share a name, and near a border the generalised lines do not tell which of two
councils holds a place. Then all are candidates, the likeliest first, and none is sure.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from gapmap.io.headings import normal

FILE: Final = "town_names.csv"  # made by boundaries/towns.py from GeoNames
SHOWN: Final = 3  # places of a name that are offered


@dataclass(frozen=True)
class Town:
    """A place of 500 people or more (0: not known) and the codes of the councils it may lie in."""

    name: str
    people: int
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Towns:
    """Places by their name (``normal``), those of most people first."""

    by_name: Mapping[str, tuple[Town, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "Towns":
        """Read the file of the folder; none where it is not there."""
        path = folder / FILE
        if not path.exists():
            return cls()
        with path.open(encoding="utf-8", newline="") as file:
            return cls.of(csv.DictReader(file))

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, str]]) -> "Towns":
        """Take rows with the columns town, population and utla_codes (separated by ;)."""
        found: dict[str, list[Town]] = {}
        for row in rows:
            town = Town(row["town"], int(row["population"]), tuple(row["utla_codes"].split(";")))
            found.setdefault(normal(town.name), []).append(town)
        return cls({n: tuple(sorted(t, key=lambda t: -t.people)) for n, t in found.items()})

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All names."""
        return tuple(self.by_name)

    def sure(self, name: str) -> str:
        """The code of the one council that a name can mean; blank where it could be several."""
        held = self.by_name.get(normal(name), ())
        return held[0].codes[0] if len(held) == 1 and len(held[0].codes) == 1 else ""

    def candidates(self, name: str) -> tuple[str, ...]:
        """Codes of the councils that a name may mean: of the largest places first."""
        held = self.by_name.get(name, ())[:SHOWN]
        return tuple(dict.fromkeys(code for town in held for code in town.codes))
