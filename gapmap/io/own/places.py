"""Where a user's programme works: its areas, else the council of its shape, postcode or town.

Every reading that was not the only one possible is kept as a ``Choice``. Where a postcode has not
been looked up, the row is placed by its town or by its areas, and that is a choice as well.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from shapely.geometry.base import BaseGeometry

from gapmap.io.headings import level, normal
from gapmap.io.own.cells.plain import not_stated
from gapmap.io.own.postcodes import Place, inside, tidy, without_postcode
from gapmap.io.own.where import coordinates, nowhere
from gapmap.io.own.where.areas import AreaIndex
from gapmap.io.own.where.found import Choice, Lies, Offer, Reading, Refuse, Unread, Where
from gapmap.io.own.where.names import AREAS, Names

TOWN: Final = 100  # characters of the name of a town
POINTS: Final = ("latitude", "longitude", "easting", "northing")


class Found(NamedTuple):
    """Building blocks, the codes of the areas they were read from, what tells these apart."""

    blocks: tuple[str, ...]
    codes: tuple[str, ...]
    site: tuple[str, ...] = ()


@dataclass
class Placer:
    """Places the rows of one file. ``lying`` says where a shape (EPSG:27700) lies.

    ``postcodes`` are those looked up so far, ``unknown`` those that the service does not know;
    ``confirmed`` maps texts that the user has settled to codes; ``towns`` maps the name of a town
    to its building block.
    """

    index: AreaIndex
    towns: Mapping[str, str]
    postcodes: Mapping[str, Place] = field(default_factory=dict)
    confirmed: Mapping[str, str] = field(default_factory=dict)
    lying: Callable[[BaseGeometry], Lies] | None = None
    point: Callable[[float, float], BaseGeometry] | None = None
    unknown: frozenset[str] = frozenset()
    choices: list[Choice] = field(default_factory=list)
    _unasked: dict[str, None] = field(default_factory=dict)
    _whole: dict[str, tuple[Found, tuple[Choice, ...]]] = field(default_factory=dict)
    _names: Names = field(init=False)

    def __post_init__(self) -> None:
        """Begin with no name read."""
        self._names = Names(self.index, self.confirmed)

    def headed(self, heading: str) -> None:
        """Take the level of the areas from the heading that they stand under."""
        self._names.level = level(heading)

    def place(
        self,
        line: int,
        texts: Mapping[str, str],
        shape: BaseGeometry | None,
        refuse: Refuse,
        leave: Refuse,
    ) -> Where | None:
        """Return where a row works; None after telling ``refuse`` why it cannot be said.

        ``leave`` is told of cells that cannot be read and are not needed.
        """
        postcode = self._base(texts["postcode"], texts["address"], leave)
        town = "" if not_stated(texts["town"]) else texts["town"]
        spot = self._spot(line, texts, leave)
        based = bool(postcode or town or spot or shape is not None or texts["address"])
        if not not_stated(texts["areas"]) and not (based and self._names_none(line, texts)):
            found = self._areas(line, texts["areas"], refuse)
            stated, by = texts["areas"], "areas"
        else:
            found, by = self._by_base(line, texts, postcode, town, shape, spot, refuse)
            stated = town or postcode or "the place on the map"
        if found is None:
            return None
        place = self.postcodes.get(postcode)
        return Where(
            found.blocks, "; ".join(stated.split("\n")), found.codes, by, town[:TOWN], postcode,
            place.latitude if place else spot.latitude if spot else None,
            place.longitude if place else spot.longitude if spot else None, found.site,
        )  # fmt: skip

    def offers(self) -> tuple[Offer, ...]:
        """Names to settle, each once."""
        return self._names.offers()

    def unasked(self) -> tuple[str, ...]:
        """Postcodes of the file that have not been looked up."""
        return tuple(self._unasked)

    def _base(self, text: str, address: str, leave: Refuse) -> str:
        """The postcode of the base, also from its address: blank where there is none."""
        if not text and not address:
            return ""
        postcode = tidy(text)
        if not postcode and not not_stated(text):
            leave("postcode", "a full postcode, such as SW1A 1AA, or a blank for not known")
        postcode = postcode or inside(address)
        if postcode and postcode not in self.postcodes and postcode not in self.unknown:
            self._unasked[postcode] = None
        return postcode

    def _spot(self, line: int, texts: Mapping[str, str], leave: Refuse) -> coordinates.Spot | None:
        """The coordinates of the base, where the row states any that lie on the map."""
        if not any(map(texts.__getitem__, POINTS)):
            return None
        try:
            spot = coordinates.read(texts)
        except coordinates.OffTheMapError as error:
            leave(error.column, str(error))
            return None
        if spot and spot.said:
            self._choose(line, f"{spot.latitude}, {spot.longitude}", spot.said)
        return spot

    def _areas(self, line: int, text: str, refuse: Refuse) -> Found | None:
        """The areas of a text; what can be read of it alone is read once for all rows."""
        held = self._whole.get(text)
        if held is None:
            before = len(self.choices)
            found = self._areas_of(line, text, refuse)
            notes = self.choices[before:]
            if found and all(choice.is_area for choice in notes):
                self._whole[text] = found, tuple(notes)
            return found
        found, again = held
        self.choices += [Choice(line, c.text, c.read_as, c.is_area) for c in again]
        return found

    def _areas_of(self, line: int, text: str, refuse: Refuse) -> Found | None:
        blocks: list[str] = []
        codes: list[str] = []
        site: list[str] = []
        sound = True
        parts = self._names.readings(text)
        known = any(isinstance(part, Reading) and part.blocks for part in parts)
        for part in parts:
            postcode = tidy(part.text) if isinstance(part, Unread) else ""
            if isinstance(part, Reading):
                blocks += part.blocks
                codes += part.codes or part.blocks
                named = part.codes if part.text not in self.confirmed else ()
                site += named or (normal(part.text),)  # what the user settled may be a part of it
                if part.note:
                    self.choices.append(Choice(line, part.text, part.note, is_area=True))
            elif part.nowhere and known:
                note = "it names no area: left out beside the others"
                self.choices.append(Choice(line, part.text, note, is_area=True))
            elif postcode:
                found, why = self._postcode(line, postcode)
                blocks += found or ()
                codes += found or ()
                site.append(postcode)
                sound = sound and found is not None
                if found is None:
                    refuse("areas", f"the council, or look the postcode up: {why}", part.text)
            else:
                sound = False
                refuse("areas", self._names.wanted(line, part), part.text)
        if not sound or not blocks:
            if sound:
                refuse("areas", AREAS)
            return None
        apart = tuple(sorted(set(site)))
        return Found(tuple(sorted(set(blocks))), tuple(dict.fromkeys(codes)), apart)

    def _names_none(self, line: int, texts: Mapping[str, str]) -> bool:
        """Whether a row's areas name none, so that its base has to do; that is said."""
        parts = self._names.readings(texts["areas"])
        settled = [p for p in parts if isinstance(p, Reading) and not p.blocks]
        far = [p for p in parts if isinstance(p, Unread) and nowhere.distance(p.text)]
        if not parts or len(settled) + len(far) < len(parts):
            return False
        for part in parts:
            note = part.note if isinstance(part, Reading) else "a distance, which names no area"
            self.choices.append(Choice(line, part.text, f"{note}; counted where it is based"))
        return True

    def _by_base(
        self,
        line: int,
        texts: Mapping[str, str],
        postcode: str,
        town: str,
        shape: BaseGeometry | None,
        spot: coordinates.Spot | None,
        refuse: Refuse,
    ) -> tuple[Found | None, str]:
        """The council where it is based, by the best of what the row has, and by what."""
        reasons: list[tuple[str, str, str | None]] = []
        for by, column, at in self._points(shape, spot):
            kind = "the area on the map" if "Polygon" in at.geom_type else "the point on the map"
            blocks, why = self._shape(line, at, kind)
            if blocks:
                return Found(blocks, blocks), by
            reasons.append((column, why, kind))
        if postcode:
            blocks, why = self._postcode(line, postcode)
            if blocks:
                return Found(blocks, blocks), "postcode"
            reasons.append(("postcode", f"{why}, or fill in the areas", postcode))
        unknown = "" if not postcode else f" (the postcode {postcode} has not been found)"
        if town:
            found = self._town(line, town, unknown)
            if isinstance(found, tuple):
                return found, "town"
            said = f"the areas that it serves; as a town: {self._names.wanted(line, found)}"
            reasons.append(("town", said, None))
        if not not_stated(texts["address"]):
            placed = self._address(line, texts["address"], unknown)
            if placed:
                return placed, "address"
            reasons.append(("address", "an address with a postcode or a town that is known", None))
        refuse(*(reasons[0] if reasons else ("areas", AREAS, None)))
        return None, ""

    def _points(
        self, shape: BaseGeometry | None, spot: coordinates.Spot | None
    ) -> Iterator[tuple[str, str, BaseGeometry]]:
        """What places a row on the map: by what, our column, the shape in metres."""
        if shape is not None:
            yield "map", "areas", shape
        if spot is not None and self.point:
            at = spot.grid or self.point(spot.longitude, spot.latitude)
            yield "coordinates", spot.column, at

    def _town(self, line: int, town: str, unknown: str) -> Found | Unread:
        confirmed = town in self.confirmed
        block = "" if confirmed else self.towns.get(town.casefold()) or self.index.town(town)
        if block:
            label = self.index.codes[block].label if block in self.index.codes else block
            self._choose(line, town, f"no areas stated: counted in {label}, by its town{unknown}")
            return Found((block,), (block,))
        read = self.index.one(town, self.confirmed, "district")
        if isinstance(read, Reading):
            note = f"no areas stated: counted in {read.label}, by its town{unknown}"
            self._choose(line, town, note)
            return Found(read.blocks, read.codes or read.blocks)
        return read

    def _address(self, line: int, address: str, unknown: str) -> Found | None:
        """The last part of an address that is a town or council we know."""
        parts = [without_postcode(p) for p in re.split(r"[,;\n]", address)[:20]]
        for part in reversed([p for p in parts if p]):
            found = self._town(line, part, unknown) if len(part) <= TOWN else None
            if isinstance(found, tuple):
                return found
        return None

    def _postcode(self, line: int, postcode: str) -> tuple[tuple[str, ...] | None, str]:
        """The council of a postcode that has been looked up; else None, and what would help."""
        place = self.postcodes.get(postcode)
        if place is None and postcode in self.unknown:
            return None, f"another postcode: the service does not know {postcode}"
        if place is None:
            self._unasked[postcode] = None
            return None, "a postcode that has been looked up"
        for code in (place.county, place.district):
            read = self.index.one(code) if code else None
            if isinstance(read, Reading):
                self._choose(line, postcode, f"counted in {self._labels(read.blocks)}, by postcode")
                return read.blocks, ""
        was = f"{postcode} was ended in {place.ended}" if place.ended else f"{postcode} is known"
        if place.latitude is None or place.longitude is None or not (self.lying and self.point):
            return None, f"the council by name: {was}, and its place is not known"
        lying = self.lying(self.point(place.longitude, place.latitude))
        if not lying.blocks:
            return None, f"the council by name: {was}, and its place lies in no area of the map"
        if not lying.sure:
            return None, (
                f"the council by name: {was}; its place is in {self._around(lying.blocks)}, where "
                f"the map's lines cannot tell {self._labels(lying.blocks)} apart"
            )
        ended = f" (no longer in use since {place.ended})" if place.ended else ""
        self._choose(line, postcode, f"counted in {self._labels(lying.blocks)}, by postcode{ended}")
        return lying.blocks, ""

    def _around(self, blocks: tuple[str, ...]) -> str:
        """The name of the smallest force, county or region that holds several councils."""
        holding = [n for n in self.index.codes.values() if set(blocks) <= set(n.blocks)]
        return min(holding, key=lambda n: len(n.blocks)).label if holding else "the map"

    def _shape(
        self, line: int, shape: BaseGeometry, kind: str
    ) -> tuple[tuple[str, ...] | None, str]:
        """The councils of a shape; else None, and what would be accepted instead."""
        lying = self.lying(shape) if self.lying else None
        if lying is None or not lying.blocks:
            return None, f"{AREAS}: {lying.note if lying else 'no map is there'}"
        names = self._labels(lying.blocks)
        if not lying.sure:
            return None, f"the council by name: the map's lines cannot tell {names} apart"
        note = f"; {lying.note}" if lying.note else ""
        self._choose(line, kind, f"counted in {names}{note}")
        return lying.blocks, ""

    def _labels(self, blocks: tuple[str, ...]) -> str:
        labels = [self.index.codes[b].label if b in self.index.codes else b for b in blocks]
        more = f" and {len(labels) - 6} more" if len(labels) > 6 else ""
        return ", ".join(labels[:6]) + more

    def _choose(self, line: int, text: str, read_as: str) -> None:
        self.choices.append(Choice(line, text, read_as))
