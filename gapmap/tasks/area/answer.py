"""What a text typed into the search comes to: an area to open, several to choose from, or why none.

A name that is only nearly one is never opened, and a code is never nearly another. Nobody is asked:
of a postcode only the first part is known here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from gapmap.dataset import Dataset
from gapmap.fields import shown
from gapmap.io.own import postcodes
from gapmap.io.own.where.gazetteer import ALIASES
from gapmap.io.own.where.postcode_districts import District
from gapmap.io.own.where.towns import Town
from gapmap.tasks.area import elsewhere, town
from gapmap.tasks.area import postcode as by_postcode
from gapmap.tasks.area.find import Finder, Found, folded
from gapmap.vocabulary import LEVEL_PLURAL, LEVEL_SINGULAR

DISTRICT: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?( ?[0-9])?", re.IGNORECASE | re.ASCII)
"""The first part of a postcode, or that and the digit behind it."""
MOST: Final = 8  # areas that are offered
NATION: Final = "pfa"  # the level at which nations without estimates are areas
NEARLY: Final = 3  # names that are offered for one that is not known
ROOM: Final = 200
"""Letters of the buttons that stand on one line of a wide window, each as five more."""

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
            district = by_postcode.district(postcode.split()[0])
            around = self._around(district) if district else Answer()
            return replace(around, postcode=postcode)
        if district := by_postcode.district(text):
            return self._district(district)
        if code:
            return self._code(code)
        beyond = elsewhere.of_name(self.data, text)
        if beyond and len(sought.found) < 2:
            near = [_of(found) for found in sought.found]
            return Answer(f"{beyond}{_did_you_mean(near)}", near)
        towns = town.named(text)
        if sought.opens and not self._another(text, sought.found[0], towns):
            found = sought.found[0]
            return Answer(opens=_of(found, f"{shown(text)}: {found.named}, {found.what}"))
        if towns and (sought.opens or not sought.found):
            return self._towns(towns, [_of(found) for found in sought.found])
        return self._which(text, sought.found) if sought.found else self._nothing(text)

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
        offers = [*self._in_areas(towns[0].name, lies), *self._in_nations(towns)]
        name, several = towns[0].name, LEVEL_PLURAL[lies.level]
        if others or (len(towns) > 1 and len(offers) > 1):
            said = f"Several places are called {name}" if len(towns) > 1 else shown(name)
            said += ": which one?"
        elif not lies.codes:
            wide = LEVEL_PLURAL[offers[0].level] if offers else ""
            said = f"{name} is in {' and '.join(lies.beyond)}, where no {several} are shown."
            said += f" Show it among {wide}?" if wide else ""
        elif len(offers) == 1:
            return Answer(opens=offers[0])
        else:
            said = f"{name} lies in or near {len(offers)} {several}. Which one? The likeliest is"
            said += " first."
        return Answer(said, fitting([*offers, *others]))

    def _in_areas(self, name: str, lies: by_postcode.Lying) -> list[Offer]:
        """The areas that a town may lie in, to choose from."""
        areas = self.data.tables["areas"].drop_duplicates("code").set_index("code")
        near = "in or near " if len(lies.codes) > 1 else ""
        offers = []
        for code in lies.codes:
            area = str(areas.loc[code, "name"])
            said = f"{name}: {near}{area}, {LEVEL_SINGULAR[lies.level]}."
            if areas.loc[code, "has_estimate"] == "no":
                said = f"{name} is in {area}, which the map shows as one area without an estimate."
            offers.append(Offer(f"{name} · in {area}", lies.level, code, said))
        return offers

    def _in_nations(self, towns: Sequence[Town]) -> list[Offer]:
        """The nations that hold towns and have no area of the level that is drawn."""
        codes = dict.fromkeys(code for one in towns for code in one.codes)
        lost = [c for c in codes if not by_postcode.areas_at(self.data, self.level, [c])]
        held = [c for c in lost if by_postcode.areas_at(self.data, NATION, [c]) == [c]]
        return self._in_areas(towns[0].name, by_postcode.Lying(NATION, tuple(held)))

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
            f"{said} The search knows areas, towns and postcodes: try a postcode, such as SW1A 1AA."
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

    def _offers_of(self, district: District) -> tuple[by_postcode.Lying, list[Offer]]:
        """Where a district lies, and its areas to choose from."""
        lies = by_postcode.lying(self.data, district, self.level)
        names = self.data.tables["areas"].drop_duplicates("code").set_index("code")["name"]
        said = f"{district.name} is partly in "
        return lies, [
            Offer(str(names[code]), lies.level, code, f"{said}{names[code]}{_partly(lies)}.")
            for code in lies.codes
        ]

    def _around(self, district: District) -> Answer:
        """Offer the areas of a postcode's district, beside asking where the postcode itself is."""
        lies, offers = self._offers_of(district)
        if len(offers) == 1 and not lies.beyond:
            only = replace(offers[0], said="")
            return Answer(f"All of {district.name} is in {only.label}. Show it?", [only])
        if len(offers) == 1:
            return Answer(offers[0].said, offers)
        if offers:
            several = f"{len(offers)} {LEVEL_PLURAL[lies.level]}{_partly(lies)}"
            return Answer(f"{district.name} lies in {several}. Which one?", offers[:MOST])
        return Answer()

    def _district(self, district: District) -> Answer:
        """Open the area that a district lies in; where it lies in several, ask which."""
        lies, offers = self._offers_of(district)
        beyond, name, several = " and ".join(lies.beyond), district.name, LEVEL_PLURAL[lies.level]
        if not offers:
            return Answer(f"{name} is in {beyond}, where no {several} are shown.")
        if len(offers) == 1:
            whole = f"{name}: {offers[0].label}, {LEVEL_SINGULAR[lies.level]}."
            return Answer(opens=offers[0] if beyond else replace(offers[0], said=whole))
        lies_in = f"{name} lies in {len(offers)} {several}{_partly(lies)}"
        said = f"{lies_in}. Which one? The first has the most postcodes."
        return Answer(said, offers[:MOST])


def fitting(offers: Sequence[Offer]) -> Sequence[Offer]:
    """The first of the areas that have room on a line."""
    taken = 0
    for number, offer in enumerate(offers[:MOST]):
        taken += len(offer.label) + 5
        if taken > ROOM and number:
            return offers[:number]
    return offers[:MOST]


def _of(found: Found, said: str = "") -> Offer:
    """An area as a choice; of a name that is not its own is said what it is there."""
    part = f"{found.named}: {found.what}" if found.part else ""
    return Offer(found.short, found.level, found.code, said or part)


def _did_you_mean(near: Sequence[Offer]) -> str:
    return f" Did you mean {'this' if len(near) == 1 else 'one of these'}?" if near else ""


def _partly(lies: by_postcode.Lying) -> str:
    return f", and partly in {' and '.join(lies.beyond)}" if lies.beyond else ""
