"""The map for print: one page that carries everything needed to trust, cite and redraw it.

``render`` draws a GapTable as a PNG at 300 dots to the inch: the finding as headline, the Selection
in words, the map with London enlarged, a legend that counts every class and state, the key figures,
what the filters hide, sources, licences and versions. The same is in its text chunks, with the
Selection as JSON, so that the figure can be drawn again. Same inputs, same bytes.
"""

import datetime
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import shapely

from gapmap.core.gap import GapTable
from gapmap.errors import DataError, UserInputError
from gapmap.present import palette, words
from gapmap.present.labels import listed, plural, whole
from gapmap.present.print_areas import (
    Label,
    Paint,
    View,
    connectors,
    cover,
    labels,
    paint,
    write_labels,
)
from gapmap.present.print_layout import Box, Paragraph, Sheet, Style, stacked
from gapmap.vocabulary import STATES

METRES: Final = 27700
LONDON: Final = (502_000.0, 154_500.0, 563_500.0, 202_000.0)  # EPSG:27700, metres
INSET_LEVELS: Final = ("pfa", "county")
AWAY: Final = ("S", "N")  # first letters of codes outside England and Wales
ROOM_WEST: Final = 42_000.0  # metres: shows the edge of Northern Ireland
ROOM: Final = 7_000.0  # metres
NAMED_PUBLISHERS: Final = 6
YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")

ACCURACY: Final = "Generalised, for display; areas are matched by code, not by these lines."
LONDON_ENLARGED: Final = "London, enlarged"
COUNT_HEADING: Final = "areas"
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

QUIET: Final = "#55534e"
FRAME: Final = "#8a8a86"


@dataclass(frozen=True)
class Page:
    """A page format: size in pixels, margin (mm), size of text against A4, columns or not."""

    size: tuple[int, int]
    margin: float
    text: float
    wide: bool
    least_map: float  # of the page's height


PAGES: Final[Mapping[str, Page]] = {
    "a4-portrait": Page((2480, 3508), 12.0, 1.0, wide=False, least_map=0.48),
    "a4-landscape": Page((3508, 2480), 11.0, 0.95, wide=True, least_map=0.52),
    "slide": Page((4000, 2250), 12.0, 1.1, wide=True, least_map=0.52),
}


@dataclass(frozen=True)
class Drawn:
    """A page before it becomes a PNG, with what is needed to find an area on it."""

    sheet: Sheet
    view: View
    inset: View | None
    named: frozenset[str]


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
        frame = _Frame(sheet, table, chosen, notes, chosen.text * shrink)
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
        " ".join(words.hidden(table)),
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


class _Frame:
    """The page divided up: header, key figures, map, legend, inset and notes, for one text size."""

    def __init__(
        self, sheet: Sheet, table: GapTable, page: Page, notes: Sequence[str], text: float
    ) -> None:
        self.sheet, self.table, self.page, self.unit = sheet, table, page, text
        margin = page.margin
        self.left, self.right = margin, sheet.width - margin
        width = self.right - self.left
        title, small = Style(15.5 * text, bold=True), Style(6.6 * text, colour=QUIET)
        in_words = words.selection_in_words(table.selection, table.model.name)
        size = 9.0 if len(in_words) < 400 else 7.6
        self.head = [
            sheet.wrap(words.finding(table), width, title),
            sheet.wrap(in_words, width, Style(size * text, colour=QUIET)),
        ]
        styles = [Style(7.6 * text, bold=True), *[small] * (len(notes) - 1)]
        self.foot = [
            sheet.wrap(note, width, style)
            for note, style in zip(notes, styles, strict=True)
            if note
        ]
        self.gap = 1.1 * text
        self.head_bottom = sheet.height - margin - stacked(self.head, 2.2 * text)
        self.foot_top = margin + stacked(self.foot, self.gap)
        self.strip = not page.wide and table.selection.level not in INSET_LEVELS
        figures = self._figures((width - 15) / 4) if not page.wide else []
        self.figures_height = max((stacked(f, 0.4) for f in figures), default=0.0)
        top = self.head_bottom - 4 * text - (self.figures_height + 5 * text if figures else 0.0)
        self.middle = Box(self.left, self.foot_top + 5 * text, self.right, top)

    def _figures(self, width: float) -> list[list[Paragraph]]:
        value, label = Style(15 * self.unit, bold=True), Style(7.6 * self.unit, bold=True)
        note = Style(6.8 * self.unit, colour=QUIET)
        return [
            [self.sheet.wrap(t, width, s) for t, s in ((v, value), (k, label), (n, note))]
            for k, v, n in words.key_figures(self.table)
        ]

    def draw(self, boundaries: gpd.GeoDataFrame, outline: gpd.GeoDataFrame) -> Drawn:
        """Draw everything."""
        self._put_head_and_foot()
        map_box, legend_box = self._divide()
        view = View.fit(_window(self.table, boundaries), map_box)
        shapes = _draw_map(self.sheet, self.table, view, boundaries, outline)
        legend_bottom = self._legend(legend_box)
        inset = None
        named: set[str] = set()
        if self.table.selection.level in INSET_LEVELS:
            inset, named = self._inset(view, legend_box, legend_bottom, boundaries, outline)
        wanted = {c: v for c, v in labels(self.table).items() if c not in named}
        wanted = _away(outline, self.table) | wanted
        away = {c: view.shape(outline.geometry[c]) for c in outline.index if c in wanted}
        size = (6.0 if self.table.selection.level in INSET_LEVELS else 6.8) * self.unit
        named |= write_labels(self.sheet, away | shapes, wanted, map_box, size)
        return Drawn(self.sheet, view, inset, frozenset(named))

    def _put_head_and_foot(self) -> None:
        top = self.sheet.height - self.page.margin
        for paragraph in self.head:
            top = self.sheet.put(paragraph, self.left, top) - 2.2 * self.unit
        top = self.foot_top
        self._rule(self.foot_top + 2 * self.unit)
        for paragraph in self.foot:
            top = self.sheet.put(paragraph, self.left, top) - self.gap
        if self.page.wide:
            return
        width = (self.right - self.left - 15) / 4
        top = self.head_bottom - 5 * self.unit
        self._rule(top + 2.2 * self.unit)
        for i, figure in enumerate(self._figures(width)):
            self._stack(figure, self.left + i * (width + 5), top, 0.4)

    def _rule(self, y: float) -> None:
        self.sheet.stroke(shapely.LineString([(self.left, y), (self.right, y)]), "#c9c7c0", 0.6)

    def _stack(self, paragraphs: Sequence[Paragraph], left: float, top: float, gap: float) -> float:
        for paragraph in paragraphs:
            top = self.sheet.put(paragraph, left, top) - gap
        return top

    def _divide(self) -> tuple[Box, Box]:
        """Divide the middle into the map and the legend; the key figures stand beside on a wide page."""
        m, unit = self.middle, self.unit
        if self.strip:
            rows = max(len(entries) for entries in self._entries())
            height = (16 + 5.2 * rows) * unit
            return Box(m.left, m.bottom + height, m.right, m.top), Box(
                m.left, m.bottom, m.right, m.bottom + height - 4 * unit
            )
        column = (60 if self.page.wide else 50) * unit
        legend = Box(m.right - column, m.bottom, m.right, m.top)
        left = m.left
        if self.page.wide:
            top = m.top
            for figure in self._figures(column - 6):
                top = self._stack(figure, m.left, top, 0.4) - 3.5 * unit
            left += column
        return Box(left, m.bottom, legend.left - 3, m.top), legend

    def _entries(self) -> tuple[list[tuple[Paint, str, int]], list[tuple[Paint, str, int]]]:
        """Legend rows: paint, label, number of areas; first the classes, then the states."""
        rows, breaks = self.table.rows, self.table.selection.breaks
        colours = palette.class_colours(len(breaks) + 1)
        classes = [
            (Paint(colour), label, int((rows["class_index"] == i).sum()))
            for i, (colour, label) in enumerate(
                zip(colours, words.class_labels(breaks), strict=True)
            )
        ]
        states = [
            (Paint(palette.STATE_FILL[s], palette.STATE_PATTERN.get(s, "")), STATES[s], n)
            for s, n in words.states(self.table).items()
            if s != "measured"
        ]
        return classes, states

    def _legend(self, box: Box) -> float:
        """Draw the legend from the top of a box and return its lower edge."""
        unit, text = self.unit, Style(7.8 * self.unit)
        caption = self.sheet.wrap(
            words.SCALE_CAPTION, box.width - (16 * unit if self.strip else 0), Style(7.8 * unit, bold=True)
        )
        top = self.sheet.put(caption, box.left, box.top) - 1.2 * unit
        classes, states = self._entries()
        lefts = [(box.left, top, classes), (box.left, 0.0, states)]
        half = box.width
        if self.strip:
            half = box.width / 2 - 4
            lefts[1] = (box.left + box.width / 2 + 4, top, states)
        bottom = top
        small = Style(6.4 * unit, colour=QUIET)
        for i, (left, at, entries) in enumerate(lefts):
            at = at or bottom - 1.6 * unit
            if i == 0 or self.strip:
                self.sheet.line(COUNT_HEADING, left + half, at, small, "right")
                at -= small.line + 0.4
            for look, label, number in entries:
                swatch = Box(left, at - 4.0 * unit, left + 7.0 * unit, at)
                cover(self.sheet, [swatch.polygon], look, 0.0)
                self.sheet.stroke(swatch.polygon, FRAME, 0.4)
                middle = at - (4.0 * unit - text.line) / 2
                words_in = self.sheet.wrap(label, half - 15 * unit, text)
                self.sheet.put(words_in, left + 8.6 * unit, middle)
                self.sheet.line(whole(number), left + half, middle, text, "right")
                at -= 5.2 * unit + words_in.height - text.line
            bottom = min(bottom, at)
        return bottom

    def _inset(
        self, view: View, column: Box, top: float,
        boundaries: gpd.GeoDataFrame, outline: gpd.GeoDataFrame,
    ) -> tuple[View | None, set[str]]:  # fmt: skip
        """Draw London enlarged at the foot of the legend's column, when there is room for it."""
        caption = Style(7.4 * self.unit, bold=True)
        west, south, east, north = LONDON
        room = top - column.bottom - caption.line - 3
        height = min(column.width * (north - south) / (east - west), room)
        width = height * (east - west) / (north - south)
        around = shapely.box(*LONDON)
        if height < 16 or not boundaries.geometry[list(self.table.rows["code"])].intersects(around).any():
            return None, set()
        frame = Box(column.right - width, column.bottom, column.right, column.bottom + height)
        inset = View.fit(LONDON, frame)
        window = Box(*(float(v) for v in view.shape(around).bounds))
        for line in connectors(frame, window):
            self.sheet.stroke(line, FRAME, 0.5, zorder=3)
        self.sheet.stroke(window.polygon, palette.INK, 0.7, zorder=3)
        shapes = _draw_map(self.sheet, self.table, inset, boundaries, outline)
        self.sheet.stroke(frame.polygon, palette.INK, 0.7, zorder=3)
        self.sheet.line(LONDON_ENLARGED, frame.left, frame.top + caption.line, caption)
        inside = {
            code: label
            for code, label in labels(self.table, most=len(self.table.rows)).items()
            if boundaries.geometry[code].within(around)
        }
        named = write_labels(
            self.sheet, shapes, inside, frame, 6.0 * self.unit, over_areas=True
        )
        return inset, named


def _window(table: GapTable, boundaries: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """The part of the ground to show: every area with an estimate, and a little more."""
    rows = table.rows
    codes = rows.loc[rows["state"] != "no_estimate", "code"].tolist() or rows["code"].tolist()
    west, south, east, north = (float(v) for v in boundaries.loc[codes].total_bounds)
    if table.selection.level not in INSET_LEVELS:
        room = 0.01 * (east - west)
        return west - room, south - room, east + room, north + room
    return west - ROOM_WEST, south - ROOM, east + ROOM, north + 2 * ROOM


def _draw_map(
    sheet: Sheet,
    table: GapTable,
    view: View,
    boundaries: gpd.GeoDataFrame,
    outline: gpd.GeoDataFrame,
) -> dict[str, Any]:
    """Draw backdrop, areas and coast in a view; return the visible shape of each area (page mm)."""
    sheet.fill(view.frame.polygon, palette.SEA)
    local = table.selection.level not in INSET_LEVELS
    backdrop = [] if local else [view.shape(g) for g in outline.geometry]
    for shape in backdrop:
        sheet.fill(shape, palette.LAND)
    classes = len(table.selection.breaks) + 1
    looks: dict[Paint, list[Any]] = {}
    shapes: dict[str, Any] = {}
    for row in table.rows.to_dict("records"):
        code = str(row["code"])
        shapes[code] = view.shape(boundaries.geometry[code])
        looks.setdefault(paint({str(k): v for k, v in row.items()}, classes), []).append(shapes[code])
    for look, group in looks.items():
        cover(sheet, group, look)
    edge = view.frame.polygon.boundary.buffer(0.05)
    for look, group in looks.items():
        pale = look.pattern or look.fill == palette.NO_ESTIMATE
        line = (palette.EDGE_DARK, 0.35, 2.5) if pale else (palette.EDGE, 0.8, 2.6)
        for shape in group:
            sheet.stroke(shape.boundary.difference(edge), *line)
    for shape in backdrop:
        sheet.stroke(shape.boundary.difference(edge), palette.EDGE_DARK, 0.35, zorder=2.7)
    return shapes


def _away(outline: gpd.GeoDataFrame, table: GapTable) -> dict[str, Label]:
    """Names for the countries that the backdrop shows and the table does not hold."""
    here = set(table.rows["code"])
    text = STATES["no_estimate"].lower()
    return {
        str(code): Label((str(name), text), True, QUIET, palette.LAND)
        for code, name in outline["name"].items()
        if str(code).startswith(AWAY) and str(code) not in here
    }


Renderer = Callable[..., bytes]
