"""Where a user's programme works: its areas, else the council of its shape, postcode or town.

Every reading that was not the only one possible is kept as a ``Choice``. Where a postcode has not
been looked up, the row is placed by its town or by its areas, and that is a choice as well.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from shapely.geometry.base import BaseGeometry

from gapmap.errors import UserInputError
from gapmap.io.own import values
from gapmap.io.own.areas import AreaIndex, Reading, Unread
from gapmap.io.own.postcodes import Place, tidy

LETTERS: Final = 1_000_000  # of all different texts in the column of areas
OFFERS: Final = 200  # texts that likely areas are looked for
AREAS: Final = "a code or name of a council, district, police force area, county, region or country"


class Refuse(Protocol):
    """Report a problem of the row: column, what is accepted, and the value if not the cell's."""

    def __call__(self, column: str, accepted: str, value: str | None = None) -> None:
        """Report it."""


@dataclass(frozen=True)
class Choice:
    """What a text of a row was read as, and why it needs saying."""

    line: int
    text: str
    read_as: str


@dataclass(frozen=True)
class Offer:
    """A text that stands for nothing known, the areas it may mean, and the lines it is on."""

    text: str
    options: tuple[tuple[str, str], ...]  # (code, label)
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Where:
    """Building blocks that a programme serves, the words they came from, and its base."""

    blocks: tuple[str, ...]
    as_stated: str
    town: str = ""
    postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None


class Lies(Protocol):
    """Where a shape lies: blocks, whether that is sure, and a note."""

    @property
    def blocks(self) -> tuple[str, ...]:
        """Building blocks, sorted."""

    @property
    def sure(self) -> bool:
        """Whether it is all of them and no other."""

    @property
    def note(self) -> str:
        """What was taken for granted."""


@dataclass
class Placer:
    """Places the rows of one file. ``lying`` says where a shape (EPSG:27700) lies.

    ``postcodes`` are those looked up so far; ``confirmed`` maps texts that the user has settled to
    codes; ``towns`` maps the name of a town to its building block.
    """

    index: AreaIndex
    towns: Mapping[str, str]
    postcodes: Mapping[str, Place] = field(default_factory=dict)
    confirmed: Mapping[str, str] = field(default_factory=dict)
    lying: Callable[[BaseGeometry], Lies] | None = None
    point: Callable[[float, float], BaseGeometry] | None = None
    choices: list[Choice] = field(default_factory=list)
    _offers: dict[str, tuple[tuple[tuple[str, str], ...], list[int]]] = field(default_factory=dict)
    _unasked: dict[str, None] = field(default_factory=dict)
    _read: dict[str, list[Reading | Unread]] = field(default_factory=dict)
    _sought: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    _left: int = LETTERS

    def place(
        self, line: int, texts: Mapping[str, str], shape: BaseGeometry | None, refuse: Refuse
    ) -> Where | None:
        """Return where a row works; None after telling ``refuse`` why it cannot be said."""
        postcode = self._base(texts["postcode"], refuse)
        base = postcode or ""
        town = "" if values.not_stated(texts["town"]) else texts["town"]
        if not values.not_stated(texts["areas"]):
            found = self._areas(line, texts["areas"], refuse)
            stated = texts["areas"]
        elif postcode is None:
            return None  # refused already
        else:
            found = self._by_base(line, base, town, shape, refuse)
            stated = town or base or "the place on the map"
        if found is None:
            return None
        place = self.postcodes.get(base)
        return Where(
            found, "; ".join(stated.split("\n")), town, base,
            place.latitude if place else None, place.longitude if place else None,
        )  # fmt: skip

    def offers(self) -> tuple[Offer, ...]:
        """Names to settle, each once."""
        return tuple(Offer(t, o, tuple(lines)) for t, (o, lines) in self._offers.items())

    def unasked(self) -> tuple[str, ...]:
        """Postcodes of the file that have not been looked up."""
        return tuple(self._unasked)

    def _base(self, text: str, refuse: Refuse) -> str | None:
        """The postcode of the base: blank where none is stated, None where it is malformed."""
        if values.not_stated(text):
            return ""
        postcode = tidy(text)
        if not postcode:
            refuse("postcode", "a full postcode, such as SW1A 1AA, or a blank for not known")
            return None
        if postcode not in self.postcodes:
            self._unasked[postcode] = None
        return postcode

    def _areas(self, line: int, text: str, refuse: Refuse) -> tuple[str, ...] | None:
        blocks: list[str] = []
        sound = True
        for part in self._readings(text):
            postcode = tidy(part.text) if isinstance(part, Unread) else ""
            if isinstance(part, Reading):
                blocks += part.blocks
                if part.note:
                    self._choose(line, part.text, part.note)
            elif postcode:
                found = self._postcode(line, postcode)
                blocks += found or ()
                sound = sound and found is not None
                if found is None:
                    refuse("areas", "the council, or look the postcode up", part.text)
            else:
                sound = False
                refuse("areas", self._wanted(line, part), part.text)
        return tuple(sorted(set(blocks))) if sound and blocks else None

    def _readings(self, text: str) -> list[Reading | Unread]:
        found: list[Reading | Unread] = []
        for part in filter(None, (p.strip() for p in re.split(r"[;\n]", text))):
            if part not in self._read:
                self._left -= len(part)
                if self._left < 0:
                    raise UserInputError(
                        f"The areas are more than {LETTERS:,} letters of different texts; split "
                        "the file."
                    )
                self._read[part] = self.index.read(part, self.confirmed)
            found += self._read[part]
        return found

    def _likely(self, part: Unread) -> tuple[tuple[str, str], ...]:
        """What a text may mean: looked for once, and for the first few texts of a file."""
        if part.offers:
            return part.offers
        if part.text not in self._sought and len(self._sought) < OFFERS:
            self._sought[part.text] = self.index.offers(part.text)
        return self._sought.get(part.text, ())

    def _wanted(self, line: int, part: Unread) -> str:
        """What would be accepted instead of a text; remembers the names to settle."""
        likely = self._likely(part)
        if not likely:
            return AREAS
        self._offers.setdefault(part.text, (likely, []))[1].append(line)
        labels = " or ".join(label for _, label in likely)
        return f"{AREAS}; perhaps {labels}"

    def _by_base(
        self, line: int, postcode: str, town: str, shape: BaseGeometry | None, refuse: Refuse
    ) -> tuple[str, ...] | None:
        """The council where it is based, by the best of what the row has."""
        if shape is not None:
            return self._shape(line, shape, refuse)
        if postcode and (found := self._postcode(line, postcode)) is not None:
            return found
        unknown = "" if not postcode else f" (the postcode {postcode} has not been found)"
        if town:
            return self._town(line, town, unknown, refuse)
        if postcode:
            refuse("postcode", "a postcode that has been looked up and found, or fill in the areas")
        else:
            refuse("areas", AREAS)
        return None

    def _town(self, line: int, town: str, unknown: str, refuse: Refuse) -> tuple[str, ...] | None:
        block = self.towns.get(town.casefold())
        if block:
            label = self.index.codes[block].label if block in self.index.codes else block
            self._choose(line, town, f"no areas stated: counted in {label}, by its town{unknown}")
            return (block,)
        read = self.index.one(town, self.confirmed)
        if isinstance(read, Reading):
            note = f"no areas stated: counted in {read.label}, by its town{unknown}"
            self._choose(line, town, note)
            return read.blocks
        refuse("town", f"the areas that it serves; as a town: {self._wanted(line, read)}")
        return None

    def _postcode(self, line: int, postcode: str) -> tuple[str, ...] | None:
        """The council of a postcode that has been looked up; None when that cannot be said."""
        place = self.postcodes.get(postcode)
        if place is None:
            self._unasked[postcode] = None
            return None
        for code in (place.county, place.district):
            read = self.index.one(code) if code else None
            if isinstance(read, Reading):
                self._choose(line, postcode, f"counted in {self._labels(read.blocks)}, by postcode")
                return read.blocks
        if place.latitude is None or place.longitude is None or not (self.lying and self.point):
            return None
        lying = self.lying(self.point(place.longitude, place.latitude))
        if not lying.blocks or not lying.sure:
            return None
        ended = f" (no longer in use since {place.ended})" if place.ended else ""
        self._choose(line, postcode, f"counted in {self._labels(lying.blocks)}, by postcode{ended}")
        return lying.blocks

    def _shape(self, line: int, shape: BaseGeometry, refuse: Refuse) -> tuple[str, ...] | None:
        lying = self.lying(shape) if self.lying else None
        kind = "the area on the map" if "Polygon" in shape.geom_type else "the point on the map"
        if lying is None or not lying.blocks:
            refuse("areas", f"{AREAS}: {lying.note if lying else 'no map is there'}", kind)
            return None
        names = self._labels(lying.blocks)
        if not lying.sure:
            refuse("areas", f"the council by name: the map's lines cannot tell {names} apart", kind)
            return None
        note = f"; {lying.note}" if lying.note else ""
        self._choose(line, kind, f"counted in {names}{note}")
        return lying.blocks

    def _labels(self, blocks: tuple[str, ...]) -> str:
        labels = [self.index.codes[b].label if b in self.index.codes else b for b in blocks]
        more = f" and {len(labels) - 6} more" if len(labels) > 6 else ""
        return ", ".join(labels[:6]) + more

    def _choose(self, line: int, text: str, read_as: str) -> None:
        self.choices.append(Choice(line, text, read_as))
