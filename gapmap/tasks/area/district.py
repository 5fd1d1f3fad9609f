"""What the first part of a postcode comes to, and a postcode of which it is known where it is."""

from collections.abc import Sequence
from dataclasses import replace

from gapmap.dataset import Dataset
from gapmap.io.own.postcodes import Place
from gapmap.io.own.where.gazetteer import NATIONS
from gapmap.io.own.where.postcode_districts import District
from gapmap.tasks.area import offers
from gapmap.tasks.area.elsewhere import BEYOND
from gapmap.tasks.area.offers import MOST, NATION, Answer, Offer
from gapmap.tasks.area.postcode import Lying, areas_at, lying
from gapmap.vocabulary import COUNCIL, LEVEL_PLURAL, LEVEL_SINGULAR


def answer(data: Dataset, found: District, level: str, postcode: str = "") -> Answer:
    """Open the area that a district lies in; where it lies in several, ask which.

    Of a whole ``postcode``, all of whose district is in one area, that area opens too. Else its
    areas are only offered, beside asking where it is itself; on an island outside the map nobody
    need be asked.
    """
    name = found.name
    if found.island:
        return Answer(f"{postcode or name} is in {found.island}, {BEYOND}.")
    lies, inside, nations = _offers(data, found, level)
    if not inside:
        return Answer(offers.not_at(name, lies, nations), nations, postcode=postcode)
    if len(inside) == 1 and not lies.beyond:
        return _one(name, inside[0], postcode)
    if len(inside) == 1:
        said = f"{inside[0].said} Which one?"
    else:
        said = f"{name} lies in {len(inside)} {LEVEL_PLURAL[lies.level]}{_partly(lies)}. Which one?"
        said += "" if postcode else " The first has the most postcodes."
    return Answer(said, [*inside, *nations][:MOST], postcode=postcode)


def of_place(data: Dataset, place: Place, blocks: Sequence[str], level: str) -> Answer:
    """Open the area of a postcode that the service knows; ``blocks``: where it lies."""
    name, nation = place.postcode, NATIONS.get(place.district[:1], ("", ""))[0]
    blocks = blocks or [nation]
    codes = areas_at(data, level, blocks)
    if not codes and level == "borough":  # not in London
        level = COUNCIL
        codes = areas_at(data, level, blocks)
    if len(codes) == 1:
        ended = f" The postcode ended in {place.ended}." if place.ended else ""
        said = f"{name} is in the area chosen.{ended}"
        return Answer(opens=Offer(name, level, codes[0], said))
    if codes:
        several = f"{len(codes)} {LEVEL_PLURAL[level]}"
        return Answer(f"{name} is in one of {several}; the map cannot tell which.")
    beyond = _nations(data, name, offers.nations(data, level, blocks), "in")
    if beyond:
        lies = Lying(level, (), tuple(offer.label for offer in beyond))
        return Answer(offers.not_at(name, lies, beyond), beyond)
    return Answer(f"{name} is in no {LEVEL_SINGULAR[level]}.")


def _one(name: str, only: Offer, postcode: str) -> Answer:
    """Open the only area, and say on what that of a whole postcode rests."""
    if postcode:
        return Answer(opens=replace(only, said=f"{postcode}: all of {name} is in {only.label}."))
    return Answer(opens=replace(only, said=offers.named(name, only.label, only.level)))


def _offers(data: Dataset, found: District, level: str) -> tuple[Lying, list[Offer], list[Offer]]:
    """Where a district lies, its areas to choose from, and the nations where the level has none."""
    lies = lying(data, found, level)
    names = data.tables["areas"].drop_duplicates("code").set_index("code")["name"]
    said = f"{found.name} is partly in "
    inside = [
        Offer(str(names[code]), lies.level, code, f"{said}{names[code]}{_partly(lies)}.")
        for code in lies.codes
    ]
    codes = offers.nations(data, lies.level, found.postcodes)
    return lies, inside, _nations(data, found.name, codes, "partly in" if inside else "in")


def _nations(data: Dataset, name: str, codes: Sequence[str], how: str) -> list[Offer]:
    names = data.tables["areas"].drop_duplicates("code").set_index("code")["name"]
    return [
        Offer(str(names[code]), NATION, code, offers.as_one(name, str(names[code]), how))
        for code in codes
    ]


def _partly(lies: Lying) -> str:
    return f", and partly in {' and '.join(lies.beyond)}" if lies.beyond else ""
