"""What is known of a code or name that is no area of the map: of what it is, and what to show.

A code is never like another one: one that differs in a sign is of another place.
"""

import calendar
import re
from dataclasses import dataclass
from typing import Final

from gapmap.dataset import Dataset
from gapmap.io.headings import normal
from gapmap.io.own.where import bodies, old_codes
from gapmap.io.own.where.gazetteer import NATIONS
from gapmap.io.own.where.postcode_districts import ISLANDS
from gapmap.vocabulary import LEVEL_SINGULAR, TILE_LEVELS
from gapmap.vocabulary.levels import AREA_CODE, OF_PREFIX

SHAPE: Final = re.compile(rf"{AREA_CODE}|\d{{2}}[A-Z]{{2}}", re.ASCII)
"""Codes of today's form, and those of four signs that were in use until 2011."""
DISTRICT: Final = "E07"
LONGEST: Final = 40  # letters of a text that may be the name of a country
TODAY: Final = "Show its area of today?"
OUTSIDE: Final = {
    **{normal(name.removeprefix("the ")): name for name in ISLANDS.values()},
    "ireland": "Ireland", "republic of ireland": "Ireland", "eire": "Ireland",
}  # fmt: skip
"""Countries and islands near by that the map does not show (``normal``)."""

BEYOND: Final = "outside the areas of this map"


@dataclass(frozen=True)
class Elsewhere:
    """What is said, and codes of the areas that hold the place today, to choose from."""

    said: str
    codes: tuple[str, ...] = ()


def code(text: str) -> str:
    """The code that a text is by its form, as it is written; blank for any other text."""
    plain = "".join(text.split()).upper() if len(text) <= 20 else ""
    return plain if SHAPE.fullmatch(plain) else ""


def of_code(data: Dataset, code: str) -> Elsewhere:
    """What is known of a code that no area of the map has."""
    if today := data.changes.current_codes(code):
        return Elsewhere(f"{_changed(data, code, len(today))} {TODAY}", today)
    if code in bodies.RECODED:
        said = f"{code} is a code of a district that has another one now. {TODAY}"
        return Elsewhere(said, (bodies.RECODED[code],))
    if was := old_codes.former(code):
        held = [data.changes.current_codes(now) or (now,) for now in was.codes]
        drawn = tuple(c for codes in held for c in codes if not _of_whole(data, c))
        said = f"{code} is {was.what}."
        return Elsewhere(f"{said} {TODAY}" if drawn else said, drawn)
    if whole := _of_whole(data, code):
        return Elsewhere(f"{code}: {whole}")
    return _by_its_form(code)


def _changed(data: Dataset, code: str, number: int) -> str:
    changes = data.tables["area_changes"]
    effective = str(changes.loc[changes["old_code"] == code, "effective"].iloc[0])
    when = f"in {calendar.month_name[int(effective[5:7])]} {effective[:4]}"
    name = data.changes.name(code)
    if number > 1:
        return f"{code} is the code of the council {name}, which was divided {when}."
    return f"{code} is another code of the council {name}, which changed {when}."


def _by_its_form(code: str) -> Elsewhere:
    """What the first signs of a code say, whether or not there is such a code."""
    begins = code[:3]
    known = LEVEL_SINGULAR.get(OF_PREFIX.get(begins, ""), "")
    if level := "district" if begins == DISTRICT else known:
        article = "an" if level[0] in "aeiou" else "a"
        said = f"A code beginning with {begins} is that of {article} {level}"
        return Elsewhere(f"{said}, but no area known here has {code}.")
    if kind := old_codes.KINDS.get(begins):
        said = f"A code beginning with {begins} is that of {kind}, which the map does not show."
        return Elsewhere(said)
    if code[0] in NATIONS:
        nation, name = NATIONS[code[0]]
        said = f"A code beginning with {code[0]} is of {name}, which the map shows as one area."
        return Elsewhere(f"{said} Show it?", (nation,))
    return Elsewhere(f"{code} has the form of an official code, but no area known here has it.")


def of_name(data: Dataset, text: str) -> str:
    """What is said of the name of a country or region that is not drawn; blank for others."""
    plain = normal(text) if len(text) <= LONGEST else ""
    if plain in OUTSIDE:
        name = OUTSIDE[plain]
        return f"{name[0].upper()}{name[1:]} is {BEYOND}."
    wide = _wide(data)
    code = next((code for code, (name, _) in wide.items() if normal(name) == plain), "")
    return _of_whole(data, code)


def is_country(data: Dataset, text: str) -> bool:
    """Whether a text is the name of a country that the map shows by its areas."""
    plain = normal(text)
    return any(level == "country" and normal(name) == plain for name, level in _wide(data).values())


def _wide(data: Dataset) -> dict[str, tuple[str, str]]:
    """Code of every country and region that no level of the map draws → name, level."""
    areas = data.tables["areas"]
    drawn = set(areas.loc[areas["level"].isin(TILE_LEVELS), "code"])
    wide = areas[~areas["code"].isin(drawn)].drop_duplicates("code")  # Wales: first a country
    return {
        str(row["code"]): (str(row["name"]), str(row["level"])) for row in wide.to_dict("records")
    }


def _of_whole(data: Dataset, code: str) -> str:
    """That only what is in a country or region is shown; blank for any other code."""
    name, level = _wide(data).get(code, ("", ""))
    return (
        f"{name} is a {LEVEL_SINGULAR[level]}; the map shows the areas within it." if name else ""
    )
