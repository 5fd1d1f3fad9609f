"""The area that a link names: at which level it is, and what to say when it is not there."""

from gapmap.dataset import Dataset
from gapmap.fields import shown
from gapmap.present.words.labels import one
from gapmap.selection import Selection
from gapmap.vocabulary import LEVEL_PLURAL, LEVEL_SINGULAR, TILE_LEVELS


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
