"""What a link names beside the choices: its area, and the data that it was made with."""

from typing import Final

from gapmap.dataset import Dataset
from gapmap.fields import shown
from gapmap.present.words.labels import one
from gapmap.selection import Selection
from gapmap.vocabulary import LEVEL_PLURAL, LEVEL_SINGULAR, TILE_LEVELS

ADDRESS: Final = "data"
"""The part of the address that has the data's mark."""
MARK: Final = 12  # characters of the fingerprint that a link carries
OWN: Final = "-own"
"""End of the data's mark in a link that was made with a list or estimates of one's own."""
NOT_CARRIED: Final = (
    "The link was made with a list of somebody's own, which a link does not carry: the figures "
    "here are of the shipped data alone."
)
NOT_THERE: Final = "The link was made without your own list, which is in the figures here."
CHANGED: Final = "The data have changed since this link was made: figures may differ."


def uses_own(selection: Selection, data: Dataset) -> bool:
    """True where something of the user's own is in the figures of a Selection."""
    return bool(data.own_file) or selection.demand == "own"


def mark(selection: Selection, data: Dataset) -> str:
    """What a link says of its data: the shipped ones, and whether one's own are added.

    Nothing of a list goes into a link, not even a mark of it.
    """
    return f"{data.shipped[:MARK]}{OWN if uses_own(selection, data) else ''}"


def other_data(told: str, selection: Selection, data: Dataset) -> list[str]:
    """What to say of a link's data, where they are not those of the figures here."""
    with_own, here = told.endswith(OWN), uses_own(selection, data)
    found = []
    if with_own and not here:
        found.append(NOT_CARRIED)
    if told.removesuffix(OWN) != data.shipped[:MARK]:
        found.append(CHANGED)
    elif here and not with_own:
        found.append(NOT_THERE)
    return found


def level_of(code: str, data: Dataset) -> str:
    """The level of an area, for a link that names none; the usual one if there is no such area."""
    areas = data.tables["areas"]
    there = set(areas.loc[areas["code"] == code, "level"])
    return next((level for level in TILE_LEVELS if level in there), Selection().level)


def not_there(code: str, level: str, data: Dataset) -> str:
    """Why no area of a level has a code, in a sentence; empty when one has."""
    areas = data.tables["areas"]
    its = areas[areas["code"] == code]
    if (its["level"] == level).any():
        return ""
    if its.empty:
        return f"No {LEVEL_SINGULAR[level]} has the code {shown(code)}."
    kind, name = one(LEVEL_SINGULAR[its["level"].iloc[0]]), its["name"].iloc[0]
    return f"{name} ({code}) is {kind}; {LEVEL_PLURAL[level]} are shown. Find it by its name."
