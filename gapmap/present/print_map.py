"""The map for print: one page that carries everything needed to trust, cite and redraw it.

``render`` draws a GapTable as a PNG at 300 dots to the inch: the finding as headline, the Selection
in words, the map with London enlarged, a legend that counts every class and state, the key figures,
what the filters hide, sources, licences and versions. The same is in its text chunks, with the
Selection as JSON, so that the figure can be drawn again. Same inputs, same bytes.
"""

import datetime
import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

import geopandas as gpd

from gapmap.core.gap import GapTable
from gapmap.errors import DataError, UserInputError
from gapmap.present import words
from gapmap.present.labels import listed, plural, whole
from gapmap.present.print_layout import Sheet
from gapmap.present.print_page import PAGES, Drawn, Frame

METRES: Final = 27700
NAMED_PUBLISHERS: Final = 6
YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")

ACCURACY: Final = "Generalised, for display; areas are matched by code, not by these lines."
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def render(
    table: GapTable,
    boundaries: gpd.GeoDataFrame,
    outline: gpd.GeoDataFrame,
    sources: Sequence[Mapping[str, str]],
    boundary_credit: str,
    *,
    today: datetime.date,
    version: str,
    page: str = "a4-portrait",
) -> bytes:
    """Return the map of a GapTable as a PNG.

    ``boundaries`` and ``outline`` are in EPSG:27700 and indexed by code; ``sources`` are the rows
    of sources.csv used (title, publisher, date, licence), the estimate's first. ``page`` is one of
    ``PAGES``. Raises UserInputError for another page, DataError when an area has no boundary or
    the boundaries are not in metres.
    """
    drawn = compose(
        table, boundaries, outline, sources, boundary_credit,
        today=today, version=version, page=page,
    )  # fmt: skip
    return drawn.sheet.png(
        {
            "Title": words.finding(table),
            "Description": words.alt_text(table),
            "Software": f"gapmap {version}",
            "Creation Time": today.isoformat(),
            "gapmap:selection": json.dumps(table.selection.to_dict(), ensure_ascii=False),
            "gapmap:fingerprint": table.fingerprint,
        }
    )


def compose(
    table: GapTable,
    boundaries: gpd.GeoDataFrame,
    outline: gpd.GeoDataFrame,
    sources: Sequence[Mapping[str, str]],
    boundary_credit: str,
    *,
    today: datetime.date,
    version: str,
    page: str = "a4-portrait",
) -> Drawn:
    """Lay out and draw the page that ``render`` saves."""
    if page not in PAGES:
        raise UserInputError(f"Page: “{page[:40]}” is not allowed. Use one of: {', '.join(PAGES)}.")
    _check(table, boundaries, outline)
    chosen = PAGES[page]
    sheet = Sheet(chosen.size)
    notes = _notes(table, sources, boundary_credit, today, version)
    for shrink in (1.0, 0.94, 0.88, 0.82, 0.76):
        frame = Frame(sheet, table, chosen, notes, chosen.text * shrink)
        if frame.middle.height >= chosen.least_map * sheet.height:
            break
    return frame.draw(boundaries, outline)


def _check(table: GapTable, *layers: gpd.GeoDataFrame) -> None:
    for layer in layers:
        if layer.crs is None or layer.crs.to_epsg() != METRES:
            raise DataError("The boundaries are not in EPSG:27700; read them with io.boundaries.")
    missing = sorted(set(table.rows["code"]) - set(layers[0].index))
    if missing:
        raise DataError(
            f"The boundaries have no shape for {listed(missing[:5])}; use those of the level "
            f"“{table.selection.level}”."
        )


def _notes(
    table: GapTable,
    sources: Sequence[Mapping[str, str]],
    boundary_credit: str,
    today: datetime.date,
    version: str,
) -> list[str]:
    """The texts at the foot, the caveat first."""
    accuracy = "" if ACCURACY in boundary_credit else f" {ACCURACY}"
    return [
        words.CAVEAT,
        " ".join(
            filter(
                None,
                (
                    words.uncertain_note(table),
                    *words.hidden(table),
                    *words.counted_with_care(table),
                ),
            )
        ),
        sources_in_words(sources),
        f"Boundaries: {boundary_credit.strip()}{accuracy}",
        licences_in_words(sources),
        f"gapmap {version} · data {table.fingerprint[:12]} · "
        f"{today.day} {MONTHS[today.month - 1]} {today.year}",
    ]


def sources_in_words(sources: Sequence[Mapping[str, str]]) -> str:
    """The first publishers with the year where it is known, and how many sources are left."""
    named: dict[str, set[str]] = {}
    told = 0
    for source in sources:
        publisher = source["publisher"]
        if publisher in named or len(named) < NAMED_PUBLISHERS:
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
