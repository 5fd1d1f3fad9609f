"""The councils that a postcode district (SW1A, the first part of a postcode) lies in.

The table is shipped, so nobody is asked. A district lies in every council that one of its postcodes
is in, which may be several.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

FILE: Final = "postcode_districts.csv"  # made by boundaries/postcodes.py
SHAPE: Final = re.compile(r"([A-Z]{1,2})[0-9][A-Z0-9]?", re.ASCII)
BELOW: Final = re.compile(r"(.+[0-9A-Z]) ([0-9])|(.+[0-9A-Z])([0-9])", re.ASCII)
"""A district and the digit behind it: M5 4."""
NORTHERN_IRELAND: Final = {"BT": "N92000002"}
ISLANDS: Final = {"GY": "Guernsey", "IM": "the Isle of Man", "JE": "Jersey"}
"""Where every postcode is that begins with these letters; the table does not hold them."""


@dataclass(frozen=True)
class District:
    """A district, the postcodes that it has in each council or nation, and else its island."""

    name: str
    postcodes: Mapping[str, int]
    island: str = ""


@dataclass(frozen=True)
class PostcodeDistricts:
    """Number of postcodes by council, by district."""

    held: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "PostcodeDistricts":
        """Read the file of the folder; none where it is not there."""
        path = folder / FILE
        if not path.exists():
            return cls()
        with path.open(encoding="utf-8", newline="") as file:
            return cls.of(csv.DictReader(file))

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, str]]) -> "PostcodeDistricts":
        """Take rows with the columns district, codes and postcodes (separated by ;)."""
        return cls(
            {
                row["district"]: {
                    code: int(number)
                    for code, number in zip(
                        row["codes"].split(";"), row["postcodes"].split(";"), strict=True
                    )
                }
                for row in rows
            }
        )

    def find(self, text: str) -> District | None:
        """The district that a text is, or that it is one digit more than (M5 4); else None."""
        typed = " ".join(text.upper().split())
        if len(typed) > len("SW1A 1"):
            return None
        below = BELOW.fullmatch(typed)
        return self._named(typed) or (self._named(below[1] or below[3]) if below else None)

    def beginning(self, letters: str) -> str:
        """The first district that begins with exactly these letters, if there is one."""
        wanted = letters.strip().upper()
        fit = (
            name for name in self.held if (shape := SHAPE.fullmatch(name)) and shape[1] == wanted
        )
        return min(fit, key=lambda name: (len(name), name), default="")

    def _named(self, name: str) -> District | None:
        found = SHAPE.fullmatch(name)
        if not found:
            return None
        if found[1] in ISLANDS:
            return District(name, {}, ISLANDS[found[1]])
        if found[1] in NORTHERN_IRELAND:
            return District(name, {NORTHERN_IRELAND[found[1]]: 1})
        if name in self.held:
            return District(name, self.held[name])
        parts = Counter[str]()  # W1 is short for W1A to W1W
        for other, its in self.held.items():
            if other[:-1] == name and other[-1].isalpha():
                parts.update(its)
        return District(name, dict(parts.most_common())) if parts else None
