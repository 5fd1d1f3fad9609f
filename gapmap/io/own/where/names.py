"""The names in a file's column of areas: each read once, and those that have to be settled."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from gapmap.errors import FileTooLargeError
from gapmap.io.own.where.areas import AreaIndex
from gapmap.io.own.where.found import Offer, Reading, Unread
from gapmap.io.own.where.likely import Likely

LETTERS: Final = 1_000_000  # of all different texts in the column of areas
OFFERS: Final = 200  # texts that likely areas are looked for
AREAS: Final = "a code or name of a council, district, police force area, county, region or country"


@dataclass
class Names:
    """Reads the names of one file. ``confirmed`` maps texts that the user has settled to codes.

    ``level`` is the one that the heading of the areas gives, blank where it gives none.
    """

    index: AreaIndex
    confirmed: Mapping[str, str]
    level: str = ""
    _offers: dict[str, tuple[Offer, list[int]]] = field(default_factory=dict)
    _read: dict[str, list[Reading | Unread]] = field(default_factory=dict)
    _sought: dict[str, Likely] = field(default_factory=dict)
    _left: int = LETTERS

    def offers(self) -> tuple[Offer, ...]:
        """Names to settle, each once."""
        return tuple(replace(o, lines=tuple(lines)) for o, lines in self._offers.values())

    def readings(self, text: str) -> list[Reading | Unread]:
        """What the parts of a cell stand for. Raises FileTooLargeError."""
        found: list[Reading | Unread] = []
        for part in filter(None, (p.strip() for p in re.split(r"[;\n]", text))):
            if part not in self._read:
                self._left -= len(part)
                if self._left < 0:
                    raise FileTooLargeError(
                        f"The areas are more than {LETTERS:,} letters of different texts; split "
                        "the file."
                    )
                self._read[part] = self.index.read(part, self.confirmed, self.level)
            found += self._read[part]
        return found

    def wanted(self, line: int, part: Unread) -> str:
        """What would be accepted instead of a text; remembers the name, which is to be settled."""
        likely = self._likely(part)
        offer = Offer(part.text, likely.offers, (), likely.why)
        self._offers.setdefault(part.text, (offer, []))[1].append(line)
        what = f"{AREAS}, as this is {likely.why}" if likely.why else AREAS
        if not likely.offers:
            return what
        labels = " or ".join(label for _, label in likely.offers[:3])
        return f"{what}; perhaps {labels}"

    def _likely(self, part: Unread) -> Likely:
        """What a text may mean: looked for once, and for the first few texts of a file."""
        if part.offers or part.why:
            return Likely(part.offers, part.why)
        if part.text not in self._sought and len(self._sought) < OFFERS:
            self._sought[part.text] = self.index.likely(part.text)
        return self._sought.get(part.text, Likely(()))
