"""What a text typed into the search comes to: an area to open, several to choose from, or why none.

A name that is only nearly one is never opened, and a code is never nearly another. Nobody is asked:
of a postcode only the first part is known here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gapmap.dataset import Dataset
from gapmap.fields import shown
from gapmap.io.own import postcodes
from gapmap.io.own.where.gazetteer import ALIASES
from gapmap.io.own.where.towns import Town
from gapmap.tasks.area import district, elsewhere, town
from gapmap.tasks.area import postcode as by_postcode
from gapmap.tasks.area.find import Finder, Found, folded
from gapmap.tasks.area.offers import (
    NATION,
    Answer,
    Offer,
    as_one,
    fitting,
    named,
    nations,
    not_at,
)
from gapmap.tasks.area.postcode import Lying
from gapmap.vocabulary import LEVEL_PLURAL

DISTRICT: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?( ?[0-9])?", re.IGNORECASE | re.ASCII)
"""The first part of a postcode, or that and the digit behind it."""
NEARLY: Final = 3  # names that are offered for one that is not known

WRITTEN_OUT: Final = {
    "beds": "Bedfordshire", "berks": "Berkshire", "brum": "Birmingham", "bucks": "Buckinghamshire",
    "cambs": "Cambridgeshire", "derbys": "Derbyshire", "glos": "Gloucestershire", "hants":
    "Hampshire", "herts": "Hertfordshire", "hunts": "Huntingdonshire", "lancs": "Lancashire",
    "leics": "Leicestershire", "lincs": "Lincolnshire", "middx": "Middlesex", "northants":
    "Northamptonshire", "northumb": "Northumberland", "notts": "Nottinghamshire", "oxon":
    "Oxfordshire", "staffs": "Staffordshire", "warks": "Warwickshire", "wilts": "Wiltshire",
    "worcs": "Worcestershire", "yorks": "Yorkshire", "n yorks": "North Yorkshire", "s yorks":
    "South Yorkshire", "w yorks": "West Yorkshire",
}  # fmt: skip
"""Short forms of names that addresses have; ``folded``."""


@dataclass(frozen=True)
class Search:
    """The search over a map of one level."""

    data: Dataset
    finder: Finder
    level: str

    def answer(self, text: str) -> Answer:
        """What a text comes to."""
        text = WRITTEN_OUT.get(folded(text), text)
        code = elsewhere.code(text)
        sought = self.finder.sought(code or text, self.level)
        if sought.exact:
            return Answer(opens=_of(sought.found[0]))
        if postcode := postcodes.tidy(text):
            return self._postcode(postcode)
        if found := by_postcode.district(text):
            return district.answer(self.data, found, self.level)
        if code:
            return self._code(code)
        if len(text.strip()) > 1 and (first := by_postcode.beginning(text)):
            begins = (
                f"{shown(text)} begins postcodes: write the number behind it too, as in {first}."
            )
            return Answer(begins, [_of(found) for found in sought.found])
        beyond = elsewhere.of_name(self.data, text)
        if beyond and (len(sought.found) < 2 or elsewhere.is_country(self.data, text)):
            near = [_of(found) for found in sought.found]
            return Answer(f"{beyond}{_did_you_mean(near)}", near)
        towns = town.named(text)
        if sought.opens and not self._another(text, sought.found[0], towns):
            one = sought.found[0]
            return Answer(opens=_of(one, f"{shown(text)}: {one.named}, {one.what}"))
        if towns and (sought.opens or not sought.found):
            return self._towns(towns, [_of(found) for found in sought.found])
        return self._which(text, sought.found) if sought.found else self._nothing(text)

    def _postcode(self, postcode: str) -> Answer:
        """What a whole postcode comes to by its first part: that of W99 1AA is not W9."""
        first = postcode.split()[0]
        found = by_postcode.district(first)
        if found and found.name == first:
            return district.answer(self.data, found, self.level, postcode)
        return Answer(postcode=postcode)

    def _code(self, code: str) -> Answer:
        """What a code is that no area has, and the areas that hold its place today."""
        known = elsewhere.of_code(self.data, code)
        today = [self.finder.sought(one, self.level) for one in known.codes]
        offers = [_of(one.found[0]) for one in today if one.exact]
        return Answer(known.said, offers)

    def _another(self, text: str, found: Found, towns: Sequence[Town]) -> bool:
        """Whether a town of exactly this name lies elsewhere: Rye is not in Ryedale."""
        codes = [code for one in towns for code in one.codes]
        inside = by_postcode.areas_at(self.data, found.level, codes)
        return bool(towns) and folded(text) not in ALIASES and found.code not in inside

    def _towns(self, towns: Sequence[Town], others: Sequence[Offer]) -> Answer:
        """Open the area that towns of one name lie in; where that may be several, ask which."""
        lies = town.where(self.data, towns, self.level)
        codes = dict.fromkeys(code for one in towns for code in one.codes)
        wide = Lying(NATION, tuple(nations(self.data, self.level, codes)))
        beyond = self._in_areas(towns[0].name, wide)
        offers = [*self._in_areas(towns[0].name, lies), *beyond]
        name, several = towns[0].name, LEVEL_PLURAL[lies.level]
        if others or (len(towns) > 1 and len(offers) > 1):
            said = f"Several places are called {name}" if len(towns) > 1 else shown(name)
            said += ": which one?"
        elif not lies.codes:
            said = not_at(name, lies, beyond)
        elif len(offers) == 1:
            return Answer(opens=offers[0])
        else:
            said = f"{name} lies in or near {len(offers)} {several}. Which one? The likeliest is"
            said += " first."
        return Answer(said, fitting([*offers, *others]))

    def _in_areas(self, name: str, lies: Lying) -> list[Offer]:
        """The areas that a town may lie in, to choose from."""
        areas = self.data.tables["areas"].drop_duplicates("code").set_index("code")
        near = "in or near " if len(lies.codes) > 1 else ""
        offers = []
        for code in lies.codes:
            area = str(areas.loc[code, "name"])
            said = named(name, f"{near}{area}", lies.level)
            if areas.loc[code, "has_estimate"] == "no":
                said = as_one(name, area)
            offers.append(Offer(f"{name} · in {area}", lies.level, code, said))
        return offers

    def _which(self, text: str, several: Sequence[Found]) -> Answer:
        offers = fitting([_of(found) for found in several])
        said = f"{shown(text)}: {'which one' if len(several) > 1 else 'this one'}?"
        if len(offers) < len(several):
            said += (
                f" {len(several)} areas fit; the first {len(offers)} are here. Type more letters "
                "for another."
            )
        return Answer(said, offers)

    def _nothing(self, text: str) -> Answer:
        """Why nothing was found, and names that are nearly the text."""
        if not any(len(part) > 1 for part in re.findall(r"\w+", text)):
            said = f"{shown(text)} is too short. Type more letters of a name, or a postcode."
            return Answer(said)
        if DISTRICT.fullmatch(text):
            return Answer(
                f"{shown(text.upper())} is the first part of no postcode that is known here. Type "
                "the whole postcode, as SW1A 1AA, or the name of an area."
            )
        said = f"No area or town known here is called {shown(text)}."
        if near := self._near(text):
            return Answer(f"{said}{_did_you_mean(near)}", near)
        return Answer(
            f"{said} The search knows areas, towns and postcodes: try a postcode, such as M5 4WT."
        )

    def _near(self, text: str) -> Sequence[Offer]:
        """Areas and towns with names that are nearly the text, the likeliest first."""
        close = [(score, _of(found)) for score, found in self.finder.nearest(text, self.level)]
        for score, name in town.nearest(text):
            its = self.answer(name)  # as if it had been typed rightly
            close += [(score, offer) for offer in ([its.opens] if its.opens else its.offers)]
        close.sort(key=lambda one: -one[0])
        offers: dict[tuple[str, str], Offer] = {}
        for _, offer in close:
            offers.setdefault((offer.level, offer.code), offer)
        return list(offers.values())[:NEARLY]


def _of(found: Found, said: str = "") -> Offer:
    """An area as a choice; of a name that is not its own is said what it is there."""
    part = f"{found.named}: {found.what}" if found.part else ""
    return Offer(found.short, found.level, found.code, said or part)


def _did_you_mean(near: Sequence[Offer]) -> str:
    return f" Did you mean {'this' if len(near) == 1 else 'one of these'}?" if near else ""
