"""A page divided up: headline, key figures, map, legend, London enlarged, and notes at the foot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import geopandas as gpd
import shapely

from gapmap.core.gap import GapTable
from gapmap.present import palette, scale, words
from gapmap.present.labels import listed, whole
from gapmap.present.print_areas import (
    INSET_LEVELS,
    LONDON,
    Paint,
    View,
    connectors,
    cover,
    draw_map,
    window,
)
from gapmap.present.print_labels import away, labels, write_labels
from gapmap.present.print_layout import FRAME, QUIET, Box, Paragraph, Sheet, Style, stacked
from gapmap.present.selection_words import selection_in_words

LONDON_ENLARGED: Final = "London, enlarged"
COUNT_HEADING: Final = "areas"
NOT_NAMED: Final = "None recorded, and not named on the map:"
MOST_NOT_NAMED: Final = 14
LEAST_INSET: Final = 16.0  # mm high


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


Entries = list[tuple[Paint, str, int]]


class Frame:
    """The page divided up: header, key figures, map, legend, inset and notes, for one text size."""

    def __init__(
        self, sheet: Sheet, table: GapTable, page: Page, notes: Sequence[str], text: float
    ) -> None:
        self.sheet, self.table, self.page, self.unit = sheet, table, page, text
        margin = page.margin
        self.left, self.right = margin, sheet.width - margin
        width = self.right - self.left
        title, small = Style(15.5 * text, bold=True), Style(6.6 * text, colour=QUIET)
        in_words = selection_in_words(table.selection, table.model)
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
        view = View.fit(window(self.table, boundaries), map_box)
        shapes = draw_map(self.sheet, self.table, view, boundaries, outline)
        room = self._legend(legend_box)
        inset, named, links = None, set[str](), list[Any]()
        if self.table.selection.level in INSET_LEVELS:
            inset, named, links = self._inset(view, room, boundaries, outline)
        wanted = {c: v for c, v in labels(self.table).items() if c not in named}
        wanted = away(outline, self.table) | wanted
        beyond = {c: view.shape(outline.geometry[c]) for c in outline.index if c in wanted}
        local = self.table.selection.level not in INSET_LEVELS
        named |= write_labels(
            self.sheet, beyond | shapes, wanted, map_box,
            (6.8 if local else 6.0) * self.unit, on_land=0.3 if local else 1.0, avoid=links,
        )  # fmt: skip
        if inset is not None:
            taken = inset.frame.top + Style(7.4 * self.unit).line + 2
            room = Box(room.left, taken, room.right, room.top)
        self._not_named(named, room)
        return Drawn(self.sheet, view, inset, frozenset(named))

    def _not_named(self, named: set[str], room: Box) -> None:
        """List below the legend the few areas with none recorded that the map does not name."""
        rows = self.table.rows
        left_out = rows[(rows["state"] == "none_recorded") & ~rows["code"].isin(list(named))]
        names = sorted(str(n) for n in left_out["name"])
        if not 0 < len(names) <= MOST_NOT_NAMED:
            return
        style = Style(6.6 * self.unit, colour=QUIET)
        note = self.sheet.wrap(f"{NOT_NAMED} {listed(names)}.", room.width, style)
        if note.height <= room.height - 2 * self.unit:
            self.sheet.put(note, room.left, room.top - 2 * self.unit)

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
        """Divide the middle into map and legend; a wide page has the key figures beside them."""
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

    def _entries(self) -> tuple[Entries, Entries]:
        """Legend rows: paint, label, number of areas; first the classes, then the states."""
        index = self.table.rows["class_index"]
        classes = [
            (Paint(colour), label, int((index == i).sum()))
            for i, (colour, label) in enumerate(
                zip(scale.colours(self.table), scale.class_labels(self.table), strict=True)
            )
        ]
        states = [
            (
                Paint(palette.STATE_FILL[s], palette.STATE_PATTERN.get(s, "")),
                scale.state_label(self.table, s),
                n,
            )
            for s, n in scale.drawn(self.table).items()
            if s != "measured"
        ]
        return classes, states

    def _legend(self, box: Box) -> Box:
        """Draw the legend from the top of a box and return the room that is left below it."""
        unit = self.unit
        caption = self.sheet.wrap(
            scale.caption(self.table),
            box.width - (16 * unit if self.strip else 0),
            Style(7.8 * unit, bold=True),
        )
        top = self.sheet.put(caption, box.left, box.top) - 1.2 * unit
        classes, states = self._entries()
        if not self.strip:
            bottom = self._column(Box(box.left, box.bottom, box.right, top), classes, heading=True)
            bottom -= 1.6 * unit
            room = Box(box.left, box.bottom, box.right, bottom)
            return replace(room, top=self._column(room, states, heading=False))
        middle = (box.left + box.right) / 2
        self._column(Box(box.left, box.bottom, middle - 4, top), classes, heading=True)
        room = Box(middle + 4, box.bottom, box.right, top)
        return replace(room, top=self._column(room, states, heading=True))

    def _column(self, box: Box, entries: Entries, *, heading: bool) -> float:
        """Draw swatches with label and count from the top of a box; return their lower edge."""
        unit, text, small = self.unit, Style(7.8 * self.unit), Style(6.4 * self.unit, colour=QUIET)
        top = box.top
        if heading:
            self.sheet.line(COUNT_HEADING, box.right, top, small, "right")
            top -= small.line + 0.4
        for look, label, number in entries:
            swatch = Box(box.left, top - 4.0 * unit, box.left + 7.0 * unit, top)
            cover(self.sheet, [swatch.polygon], look, 0.0)
            self.sheet.stroke(swatch.polygon, FRAME, 0.4)
            first = top - (4.0 * unit - text.line) / 2
            lines = self.sheet.wrap(label, box.width - 15 * unit, text)
            self.sheet.put(lines, box.left + 8.6 * unit, first)
            self.sheet.line(whole(number), box.right, first, text, "right")
            top -= 5.2 * unit + lines.height - text.line
        return top

    def _inset(
        self, view: View, room: Box, boundaries: gpd.GeoDataFrame, outline: gpd.GeoDataFrame
    ) -> tuple[View | None, set[str], list[Any]]:
        """Draw London enlarged at the foot of the legend's column, when there is room for it.

        Returns the codes named there too, and the lines that tie it to the map.
        """
        caption = Style(7.4 * self.unit, bold=True)
        west, south, east, north = LONDON
        around = shapely.box(*LONDON)
        here = boundaries.geometry[list(self.table.rows["code"])]
        height = min(room.width * (north - south) / (east - west), room.height - caption.line - 3)
        if height < LEAST_INSET or not here.intersects(around).any():
            return None, set(), []
        width = height * (east - west) / (north - south)
        frame = Box(room.right - width, room.bottom, room.right, room.bottom + height)
        inset = View.fit(LONDON, frame)
        spot = Box(*(float(v) for v in view.shape(around).bounds))
        links = connectors(spot, frame)
        for line in links:
            self.sheet.stroke(line, FRAME, 0.5, zorder=3)
        self.sheet.stroke(spot.polygon, "#ffffff", 2.0, zorder=3)
        self.sheet.stroke(spot.polygon, palette.INK, 0.7, zorder=3)
        shapes = draw_map(self.sheet, self.table, inset, boundaries, outline)
        self.sheet.stroke(frame.polygon, palette.INK, 0.7, zorder=3)
        self.sheet.line(LONDON_ENLARGED, frame.left, frame.top + caption.line, caption)
        inside = {
            code: replace(label, important=True)
            for code, label in labels(self.table, most=len(self.table.rows)).items()
            if here[code].within(around)
        }
        size = 6.0 * self.unit
        named = write_labels(self.sheet, shapes, inside, frame, size, over_areas=True)
        return inset, named, [*links, spot.polygon.boundary]
