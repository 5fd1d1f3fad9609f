"""Everything a page shows of a GapTable, as plain JSON: sentences, legend, areas, table, profiles.

The app and the one-file map show this, by the templates of ``gapmap.present.html``. Where the file
can filter by itself, its own scripts work out the same; tests compare the two.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, NotRequired, TypedDict

import pandas as pd

from gapmap.core.comparing.comparison import Comparison
from gapmap.core.evidence.observation import ProgrammeRow
from gapmap.core.gap import GapTable
from gapmap.present.area import words as area_words
from gapmap.present.area.profile import profile
from gapmap.present.kept import once
from gapmap.present.tables.cells import cells
from gapmap.present.web.web_map import AreaPaint
from gapmap.present.words import beside, citation, left_out, method, on_map, scale
from gapmap.present.words import finding as words
from gapmap.present.words.alt_text import alt_text
from gapmap.present.words.comparing import painted
from gapmap.present.words.labels import known
from gapmap.present.words.links import place, web_address
from gapmap.present.words.selection import selection_in_words


class Headline(TypedDict):
    """The finding, what must be said of own data, and what to loosen where nothing matches."""

    finding: str
    own: list[str]
    loosen: str


class Counted(TypedDict):
    """What is counted in which years; ``whole`` says of which areas, beside an area's title."""

    whole: str
    counted: str


class Notes(TypedDict):
    """The Selection in words, what it leaves out, and what it counts with care."""

    selection: str
    left_out: list[str]
    care: list[str]


class Legend(TypedDict):
    """What the colours mean: label, colour and number of areas of each class, the worst first.

    States and edges in use have their key, label and number of areas. ``ramp`` is the kind of
    scale ("class" or "change") whose colours the stylesheet of swatches has. ``marks`` explains
    what is written in areas.
    """

    caption: str
    ramp: str
    classes: list[tuple[str, str, int]]
    states: list[tuple[str, str, int]]
    edges: list[tuple[str, str, int]]
    marks: NotRequired[str]


class Bar(TypedDict):
    """One area of a ranking: its rank (0: none), and where bar and range end, in % of the width.

    The range of an ``open`` one has no high end that is known.
    """

    code: str
    rank: int
    name: str
    open: bool
    end: float
    low: float
    high: float
    colour: str
    text: str


class Source(TypedDict):
    """A source's title, its web address where it has one, and the rest as text."""

    title: str
    url: str
    about: str


class View(Headline, Notes):
    """All that is shown of a table, except its areas' profiles."""

    counted: str
    more: str
    figures: list[tuple[str, str, str]]
    legend: Legend
    threshold: list[str]
    alt: str
    areas: dict[str, AreaPaint]
    rows: list[tuple[str, str, list[list[str | float | None]]]]
    sources: list[str]


def view(table: GapTable, *, tiles: bool) -> View:
    """Return all that is shown of a table, as ``tiles`` or shapes, except its areas' profiles."""
    return {
        **headline(table),
        "counted": words.counted(table, brief=True),
        "more": words.finding_more(table),
        **notes(table),
        "figures": words.key_figures(table),
        "legend": legend(table),
        "threshold": method.threshold(table),
        "alt": alt_text(table, tiles=tiles),
        "areas": areas(table),
        "rows": [(str(row["code"]), str(row["name"]), cells(table, row)) for row in table.records],
        "sources": list(table.source_ids),
    }


def headline(table: GapTable, code: str | None = None) -> Headline:
    """What stands first of a table, or of one of its areas."""
    return {
        "finding": area_words.finding(table, code) if code else words.finding(table),
        "own": list(table.notes),
        "loosen": left_out.what_to_loosen(table),
    }


def counted(table: GapTable, code: str | None = None) -> Counted:
    """What stands below the finding, which may be that of an area."""
    whole = "All areas:" if code else ""
    return {"whole": whole, "counted": words.counted(table, brief=bool(code))}


def behind(table: GapTable, code: str | None = None) -> list[str]:
    """What stands behind the finding, a paragraph each: of the area first, where it has one."""
    of_area = [area_words.finding_more(table, code), f"{words.finding(table)}."] if code else []
    return [text for text in (*of_area, words.finding_more(table), beside.how_old(table)) if text]


def notes(table: GapTable) -> Notes:
    """What a reader of the figures has to know of the view; own data are told in the headline."""
    care = [line for line in left_out.counted_with_care(table) if line not in table.notes]
    return {
        "selection": selection_in_words(table.selection, table.model),
        "left_out": left_out.hidden(table),
        "care": [*care, *filter(None, [left_out.old_years(table)])],
    }


def legend(table: GapTable) -> Legend:
    """All classes and all states in use, each with its number of areas."""
    counts = Counter(i for i in table.columns["class_index"] if known(i))
    classes = zip(scale.class_labels(table), scale.colours(table), strict=True)
    return {
        "caption": scale.caption(table),
        "ramp": "class",
        "classes": [(label, c, counts[i]) for i, (label, c) in enumerate(classes)],
        "states": [
            (state, scale.state_label(table, state), number)
            for state, number in scale.drawn(table).items()
            if state != "measured"
        ],
        "edges": [(g, scale.EDGE_WORDS[g], n) for g, n in scale.edges(table).items()],
        "marks": on_map.marks(table),
    }


def change_legend(found: Comparison) -> Legend:
    """Classes of change and what is painted without one, each with its number of areas."""
    index = found.rows["class_index"]
    classes = zip(painted.class_labels(found), painted.colours(found), strict=True)
    return {
        "caption": painted.caption(found),
        "ramp": "change",
        "classes": [(label, c, int((index == i).sum())) for i, (label, c) in enumerate(classes)],
        "states": [
            (look, painted.label(found, look), n) for look, n in painted.drawn(found).items()
        ],
        "edges": [],
    }


@once
def areas(table: GapTable) -> dict[str, AreaPaint]:
    """How each area is drawn, by code."""
    return {str(row["code"]): _paint(table, row) for row in table.records}


def _paint(table: GapTable, row: Mapping[Any, Any]) -> AreaPaint:
    paint: AreaPaint = {
        "s": str(row["shade"]),
        "c": None if pd.isna(row["class_index"]) else int(row["class_index"]),
        "t": on_map.tooltip(table, row),
    }
    number, grade = on_map.written(table, row), scale.edge_grade(table, row)
    if number:
        paint["n"] = number
    if grade:
        paint["g"] = grade
    return paint


def changes(found: Comparison) -> dict[str, AreaPaint]:
    """How each area is drawn where two views are compared, by code."""
    paints: dict[str, AreaPaint] = {}
    for row in found.rows.to_dict("records"):
        compared = row["status"] == "both"
        named = {str(k): v for k, v in row.items()}
        paint: AreaPaint = {
            "s": painted.paint(found, named),
            "c": int(row["class_index"]) if compared else None,
            "t": painted.tooltip(found, named),
        }
        if number := painted.written(found, named):
            paint["n"] = number
        paints[str(row["code"])] = paint
    return paints


def ranking(table: GapTable) -> list[Bar]:
    """Areas with a value of the measure shaded, the worst first.

    A bar ends at the central value; its range runs from low to high, and to the edge where the high
    end is open.
    """
    order, ranks, colours = scale.ranked(table), scale.ranks(table), scale.colours(table)
    ends = [scale.ends(table, row) for row in order]
    widest = max((n for three in ends for n in three if n is not None), default=0.0) or 1.0
    return [
        {
            "code": str(row["code"]),
            "rank": ranks.get(str(row["code"]), 0),
            "name": str(row["name"]),
            "open": most is None,
            "end": 100 * value / widest,
            "low": 100 * least / widest,
            "high": 100.0 if most is None else 100 * most / widest,
            "colour": colours[row["class_index"] or 0],
            "text": scale.value(table, row),
        }
        for row, (least, value, most) in zip(order, ends, strict=True)
    ]


def source(row: Mapping[str, str]) -> Source:
    """A row of sources.csv as a page shows it."""
    at = place(row)
    where = f" ({at})" if at else ""
    return {
        "title": citation.titled(row),
        "url": web_address(row["location"]),
        "about": f"{where}. {citation.about(row)}",
    }


def profiles(
    table: GapTable,
    *,
    areas: pd.DataFrame,
    lookup: pd.DataFrame,
    programmes: Mapping[str, ProgrammeRow],
    sources: Mapping[str, Mapping[str, str]],
) -> dict[str, dict[str, object]]:
    """Return the profile of every area by code, as JSON; the tables are as for ``profile``."""
    return {
        code: asdict(
            profile(table, code, areas=areas, lookup=lookup, programmes=programmes, sources=sources)
        )
        for code in table.rows["code"]
    }
