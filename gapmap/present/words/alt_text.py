"""The text alternative of a map: what a person who cannot see it needs to know."""

from collections.abc import Mapping
from typing import Final

from gapmap.core.gap import GapTable
from gapmap.present.kept import once
from gapmap.present.words import scale
from gapmap.present.words.beside import own_data
from gapmap.present.words.finding import finding, finding_more
from gapmap.present.words.labels import listed
from gapmap.present.words.selection import shown
from gapmap.vocabulary import LEVEL_PLURAL, STATES

EXTREMES: Final[Mapping[str, tuple[str, str]]] = {
    "places_per_1000": ("Fewest known places per 1,000", "Most"),
    "share_met": ("Smallest known share of need met", "Largest"),
    "unmet": ("Most unmet places", "Fewest"),
    "programmes": ("Fewest programmes recorded", "Most"),
    "funding": ("Least stated yearly funding per estimated perpetrator", "Most"),
    "grade": ("Weakest evidence", "Best"),
}
"""What the worst and the best value of each measure are called."""


@once
def alt_text(table: GapTable, *, tiles: bool) -> str:
    """What a person who cannot see the map needs: the finding, the states and the extremes.

    ``tiles`` is true where areas are drawn as equal tiles.
    """
    selection = table.selection
    level = LEVEL_PLURAL[selection.level]
    start = f"Map of {level}{', each an equal tile' if tiles else ''}."
    parts = [f"{start} {finding(table)}. {finding_more(table)}".strip(), *told(table)]
    if selection.measure != "places_per_1000":
        parts.append(f"Shaded: {scale.caption(table)}.")
    counts = [f"{scale.state_label(table, s).lower()} {n}" for s, n in scale.drawn(table).items()]
    parts.append(f"States: {'; '.join(counts)}.")
    grades = scale.grades(table)
    if grades:
        numbers = ", ".join(f"{grade} {number}" for grade, number in grades.items())
        parts.append(f"Grades of the numbers: {numbers}.")
    parts += _extremes(table)
    for state in ("none_matching", "none_recorded"):
        names = [row["name"] for row in table.records if row["shade"] == state]
        if 0 < len(names) <= 12:
            parts.append(f"{STATES[state]} in {listed(names)}.")
    return " ".join(parts)


def told(table: GapTable) -> list[str]:
    """What is selected, where it is not the first view, and whose data are in it."""
    return [*filter(None, [shown(table.selection, table.model)]), *own_data(table)]


def _extremes(table: GapTable) -> list[str]:
    """The worst and the best value shaded, each with the first area that has it."""
    order = scale.ranked(table)
    if not order:
        return []
    ends = [[r for r in order if r["shown"] == end["shown"]] for end in (order[0], order[-1])]
    said = []
    for name, rows in zip(EXTREMES[table.selection.measure], ends, strict=True):
        others = f" (and {len(rows) - 1} more)" if len(rows) > 1 else ""
        said.append(f"{name}: {rows[0]['name']}{others}, {scale.value(table, rows[0])}.")
    return said[: 1 if len(ends[0]) == len(order) else 2]
