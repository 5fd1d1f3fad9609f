"""What a picture without texts around it says of itself: what is selected, whose data, version."""

from typing import Final

from gapmap.core.gap import GapTable
from gapmap.present.page.sheet import QUIET, Paragraph, Sheet
from gapmap.present.words.own import own_data
from gapmap.present.words.selection import set_apart, years_in_words
from gapmap.vocabulary import LEVEL_SINGULAR

LINES: Final = 3
"""As many lines may say what is selected: the map needs the rest of the room."""
NAMED: Final = 3
"""Types, routes or groups that are named where not all can be."""
SIZE: Final = 6.6  # points, or what can be read at least


def told(sheet: Sheet, table: GapTable, made: str, width: float, unit: float) -> list[Paragraph]:
    """What stands below map and legend; ``made`` is the version, the data's mark and the day."""
    style = sheet.style(SIZE * unit, colour=QUIET)
    selection = table.selection
    years = years_in_words(selection.since, selection.until)
    start = f"Shown: programmes {years}, by {LEVEL_SINGULAR[selection.level]}"

    def wrapped(items: list[str], left_out: int) -> Paragraph:
        more = f"and {left_out} more: see the file's own Selection" if left_out else ""
        text = "; ".join(filter(None, (start, *items, more)))
        return sheet.wrap(f"{text}.", width, style)

    every = _without(set_apart(selection, table.model), years)
    short = _without(set_apart(selection, table.model, NAMED), years)
    tries = [(every, 0), *((short[:n], len(short) - n) for n in range(len(short), -1, -1))]
    drawn = (wrapped(*one) for one in tries)
    said = next((p for p in drawn if len(p.lines) <= LINES), wrapped([], len(short)))
    return [said, *(sheet.wrap(text, width, style) for text in [*own_data(table), made])]


def _without(items: list[str], years: str) -> list[str]:
    """The items but the years, which are told first."""
    return [item for item in items if item != years]
