"""The texts at the foot of a printed map, or below one alone: what is hidden, sources, version."""

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Final

from gapmap.core.gap import GapTable
from gapmap.present.area import words as area_words
from gapmap.present.page.sheet import QUIET, Paragraph, Sheet
from gapmap.present.words import finding as words
from gapmap.present.words import left_out, scale
from gapmap.present.words.beside import own_data
from gapmap.present.words.finding import finding_more
from gapmap.present.words.labels import long_date, plural, whole
from gapmap.present.words.selection import set_apart, years_in_words
from gapmap.vocabulary import GRADES, LEVEL_SINGULAR

NAMED_PUBLISHERS: Final = 6
NAMED_IN_SHORT: Final = 3
"""Publishers named below a map alone, which has one line for them."""
YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")

LINES: Final = 3
"""As many lines may say what is selected: the map needs the rest of the room."""
NAMED: Final = 3
"""Types, routes or groups that are named where not all can be."""
SIZE: Final = 6.6  # points, or what can be read at least

TILES: Final = (
    "Every tile is one area, whatever its size on the ground. ≥ means at least, ≤ means up to."
)
ACCURACY: Final = "Generalised, for display; areas are matched by code, not by these lines."


def grades(table: GapTable) -> str:
    """What the letters beside a value mean, and how grades are drawn."""
    used = scale.grades(table)
    if not used:
        return ""
    letters = "; ".join(f"{grade}: {GRADES[grade]}" for grade in used)
    edges = "".join(f" {scale.EDGE_WORDS[g]}." for g in scale.edges(table))
    return f"Grades are of the number or of its largest part. {letters}.{edges}"


def notes(
    table: GapTable,
    sources: Sequence[Mapping[str, str]],
    boundary_credit: str,
    today: datetime.date,
    version: str,
    *,
    tiles: bool = False,
    area: str | None = None,
    alone: bool = False,
) -> list[str]:
    """The texts at the foot, the caveat first; what the finding leaves out is the area's own.

    What every view has to say of its data stands on a map of one area as well.
    Below a map ``alone`` fewer publishers are named.
    """
    accuracy = "" if tiles or ACCURACY in boundary_credit else f" {ACCURACY}"
    said = [grades(table), TILES if tiles else ""]
    if area:
        said.insert(0, area_words.finding_more(table, area))
        said += [*own_data(table), *left_out.beside_none_recorded(table)]
    else:
        said.insert(0, finding_more(table))
        care = [line for line in left_out.counted_with_care(table) if line not in table.notes]
        said += [*left_out.hidden(table), *own_data(table), *care]
    return [
        words.CAVEAT,
        " ".join(filter(None, said)),
        sources_in_words(sources, NAMED_IN_SHORT if alone else NAMED_PUBLISHERS),
        f"Boundaries: {boundary_credit.strip()}{accuracy}",
        licences_in_words(sources),
        f"gapmap {version} · data {table.fingerprint[:12]} · {long_date(today)}",
    ]


def figures(
    sheet: Sheet, table: GapTable, area: str | None, width: float, unit: float
) -> list[list[Paragraph]]:
    """The key figures of a table or of one of its areas: value, label and note of each."""
    found = area_words.key_figures(table, area) if area else words.key_figures(table)
    styles = (
        sheet.style(15 * unit, bold=True),
        sheet.style(7.6 * unit, bold=True),
        sheet.style(6.8 * unit, colour=QUIET),
    )
    return [
        [sheet.wrap(t, width, s) for t, s in zip((value, label, note), styles, strict=True)]
        for label, value, note in found
    ]


def sources_in_words(sources: Sequence[Mapping[str, str]], most: int = NAMED_PUBLISHERS) -> str:
    """The first publishers with the year where it is known, and how many sources are left."""
    named: dict[str, set[str]] = {}
    told = 0
    for source in sources:
        publisher = source["publisher"]
        if publisher in named or len(named) < most:
            named.setdefault(publisher, set()).update(YEAR.findall(source["date"]))
            told += 1
    if not named:
        return ""
    parts = []
    for publisher, found in named.items():
        years = " to ".join(dict.fromkeys((min(found), max(found)))) if found else ""
        parts.append(f"{publisher} ({years})" if years else publisher)
    rest = len(sources) - told
    more = f" · and {whole(rest)} more, listed in the table export" if rest else ""
    return f"Sources: {' · '.join(parts)}{more}."


def licences_in_words(sources: Sequence[Mapping[str, str]]) -> str:
    """Every licence of the sources and how many sources have it."""
    counts: dict[str, int] = {}
    for source in sources:
        licence = source["licence"].strip() or "not stated"
        counts[licence] = counts.get(licence, 0) + 1
    parts = [
        f"{licence} ({plural(n, 'source')})"
        for licence, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return f"Licences: {' · '.join(parts)}." if parts else ""


def told(
    sheet: Sheet, table: GapTable, notes: Sequence[str], width: float, unit: float
) -> list[Paragraph]:
    """What stands below map and legend alone, in few lines, of the ``notes`` of such a map."""
    *_, sources, boundaries, _, made = notes
    cited = f"{sources} {words.CAVEAT_IN_SHORT}".strip()
    rest = [*own_data(table), cited, boundaries]
    style = sheet.style(SIZE * unit, colour=QUIET)
    selection = table.selection
    years = years_in_words(selection.since, selection.until)
    start = f"Shown: programmes {years}, by {LEVEL_SINGULAR[selection.level]}"

    def wrapped(items: list[str], left_out: int) -> Paragraph:
        more = f"and {left_out} more: see the file's own Selection" if left_out else ""
        text = "; ".join(filter(None, (start, *items, more)))
        return sheet.wrap(f"{text}. {made}", width, style)

    every = _without(set_apart(selection, table.model), years)
    short = _without(set_apart(selection, table.model, NAMED), years)
    tries = [(every, 0), *((short[:n], len(short) - n) for n in range(len(short), -1, -1))]
    drawn = (wrapped(*one) for one in tries)
    said = next((p for p in drawn if len(p.lines) <= LINES), wrapped([], len(short)))
    return [said, *(sheet.wrap(text, width, style) for text in rest)]


def _without(items: list[str], years: str) -> list[str]:
    """The items but the years, which are told first."""
    return [item for item in items if item != years]
