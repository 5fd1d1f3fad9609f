"""Where the answers of a return stand: its marks, its sheet, its headings and their columns."""

from typing import Final

from gapmap.core.evidence.asking.columns import BY_KEY, COLUMNS, HIDDEN, SHEET
from gapmap.errors import UnknownNameError
from gapmap.io import headings
from gapmap.io.uploads import read as uploads
from gapmap.io.uploads.table import Raw

LOOK: Final = 40  # rows in which the headings are looked for
FEWEST: Final = 2  # headings that make a row the row of headings
OTHER_NAMES: Final = {
    "annual_funding": "funding", "respect_accredited": "accredited", "notes": "remarks",
}  # fmt: skip
"""How the reader of own lists calls some of our columns."""


def marks_of(data: bytes, name: str) -> dict[str, str]:
    """What the hidden sheet says; nothing where there is none."""
    try:
        found = uploads.raw(data, name, sheet=HIDDEN)
    except UnknownNameError:
        return {}
    if found.sheet.casefold() != HIDDEN:  # a text has no sheets
        return {}
    return {cells[0]: cells[1].strip() for _, cells in found.rows if len(cells) > 1 and cells[0]}


def table(data: bytes, name: str) -> Raw:
    """The sheet with the answers: ours by its name, else the likeliest."""
    try:
        return uploads.raw(data, name, sheet=SHEET)
    except UnknownNameError:
        return uploads.raw(data, name)


def headings_of(raw: Raw) -> tuple[int, dict[str, int], list[tuple[str, str]]]:
    """Which row has the headings, the place of each of our columns, and headings given twice."""
    best = 0
    place: dict[str, int] = {}
    again: list[tuple[str, str]] = []
    for at, (_, cells) in enumerate(raw.rows[:LOOK]):
        found: dict[str, int] = {}
        twice: list[tuple[str, str]] = []
        for index, cell in enumerate(cells):
            key = _key(cell)
            if key in found:
                twice.append((cell, letters(index)))
            elif key:
                found[key] = index
        if len(found) >= FEWEST and len(found) > len(place):
            best, place, again = at, found, twice
    return best, place, again


def _key(heading: str) -> str:
    wanted = headings.normal(heading)
    if not wanted:
        return ""
    for column in COLUMNS:
        if wanted in (headings.normal(column.heading), headings.normal(column.key)):
            return column.key
    other = headings.meaning(heading)
    other = OTHER_NAMES.get(other, other)
    return other if other in BY_KEY else ""


def letters(index: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    text, left = "", index + 1
    while left:
        left, rest = divmod(left - 1, 26)
        text = chr(65 + rest) + text
    return text
