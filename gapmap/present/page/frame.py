"""A page divided up: headline, key figures, map, legend, London enlarged, and notes at the foot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gapmap.core.gap import GapTable
from gapmap.present.area import words as area_words
from gapmap.present.page import legend
from gapmap.present.page.areas import draw_map, highlight, is_tiles, looks_of, national, window
from gapmap.present.page.ground import Ground, View, draw_ground
from gapmap.present.page.inset import draw_inset, draw_locator
from gapmap.present.page.labels import MOST, away, labels
from gapmap.present.page.notes import figures, grades, told
from gapmap.present.page.placing.write import write_labels
from gapmap.present.page.sheet import FRAME, QUIET, Box, Page, Paragraph, Sheet, stacked
from gapmap.present.page.tiles import key_notes, write_tiles
from gapmap.present.words import finding as words
from gapmap.present.words.on_map import marks
from gapmap.present.words.selection import selection_in_words
from gapmap.vocabulary.levels import LEVEL_FACTS

NOTES: Final = 22.0  # mm below the legend kept for what the map does not name
BARE_MARGIN: Final = 1.5  # mm


@dataclass(frozen=True)
class Choices:
    """How a map is drawn: in grey, about one ``area``, zoomed to it, without texts around it.

    One without texts that is ``told`` says below what is selected: it stands in no document.
    """

    grey: bool = False
    area: str | None = None
    zoom: bool = False
    bare: bool = False
    told: bool = False

    @property
    def zoomed_to(self) -> str | None:
        """Code of the area that fills the map, if any."""
        return self.area if self.zoom else None


@dataclass(frozen=True)
class Drawn:
    """A page before it becomes a file, with what is needed to find an area on it.

    ``below`` are the lists of what is not written on the map that the legend's column has no room
    for: they belong at the foot.
    """

    sheet: Sheet
    view: View
    inset: View | None
    named: frozenset[str]
    below: tuple[str, ...] = ()


class Frame:
    """The page divided up: header, key figures, map, legend, inset and notes, for one text size."""

    def __init__(
        self,
        sheet: Sheet,
        table: GapTable,
        page: Page,
        choices: Choices,
        notes: Sequence[str],
        text: float,
        below: Sequence[str] = (),
    ) -> None:
        self.sheet, self.table, self.page, self.choices = sheet, table, page, choices
        self.unit, self.below = text, below
        margin = BARE_MARGIN if choices.bare else page.margin
        self.left, self.right = margin, sheet.width - margin
        width = self.right - self.left
        self.head = [] if choices.bare else self._head(width)
        self.foot = self._below(notes, below, width)
        self.gap = 1.1 * text
        self.head_bottom = sheet.height - margin - stacked(self.head, 2.2 * text)
        self.foot_top = margin + stacked(self.foot, self.gap)
        self.top, self.bottom = sheet.height - margin, margin
        upright = not page.wide and not choices.bare
        self.strip = upright and _is_local(table) and not choices.zoom
        if choices.bare:
            bottom = self.foot_top + 3.5 * text if self.foot else margin
            self.middle = Box(self.left, bottom, self.right, self.head_bottom)
            return
        above = [] if page.wide else self._figures((width - 15) / 4)
        height = max((stacked(figure, 0.4) for figure in above), default=-5 * text)
        self.middle = Box(
            self.left,
            self.foot_top + 5 * text,
            self.right,
            self.head_bottom - 9 * text - height,
        )

    @property
    def holds_figures(self) -> bool:
        """Whether the key figures end above the foot of a page that has them beside the map."""
        if not self.page.wide or self.choices.bare:
            return True
        return self._fits(self._figures(self._column - 6))

    def _fits(self, figures: Sequence[Sequence[Paragraph]]) -> bool:
        heights = [stacked(figure, 0.4) + 3.5 * self.unit for figure in figures]
        return sum(heights) <= self.middle.height

    @property
    def _column(self) -> float:
        """Width of the legend, and of the key figures where they stand beside the map (mm)."""
        return (60 if self.page.wide else 50) * self.unit

    def _head(self, width: float) -> list[Paragraph]:
        in_words = selection_in_words(self.table.selection, self.table.model)
        size, area = 9.0 if len(in_words) < 400 else 7.6, self.choices.area
        found = area_words.finding(self.table, area) if area else words.finding(self.table)
        return [
            self.sheet.wrap(found, width, self.sheet.style(15.5 * self.unit, bold=True)),
            self.sheet.wrap(in_words, width, self.sheet.style(size * self.unit, colour=QUIET)),
        ]

    def _below(self, notes: Sequence[str], below: Sequence[str], width: float) -> list[Paragraph]:
        if not self.choices.bare:
            return self._foot([*notes[:1], *below, *notes[1:]], width)
        if not self.choices.told:
            return []
        return told(self.sheet, self.table, notes, width, self.unit)

    def _foot(self, notes: Sequence[str], width: float) -> list[Paragraph]:
        small = self.sheet.style(6.6 * self.unit, colour=QUIET)
        styles = [self.sheet.style(7.6 * self.unit, bold=True), *[small] * (len(notes) - 1)]
        return [
            self.sheet.wrap(note, width, style)
            for note, style in zip(notes, styles, strict=True)
            if note
        ]

    def _figures(self, width: float) -> list[list[Paragraph]]:
        return figures(self.sheet, self.table, self.choices.area, width, self.unit)

    def draw(self, boundaries: gpd.GeoDataFrame, outline: gpd.GeoDataFrame) -> Drawn:
        """Draw everything."""
        self._put_head()
        map_box, legend_box, view = self._view(boundaries, outline)
        room, beside = legend.draw_legend(
            self.sheet, self.table, legend_box, self.unit, strip=self.strip
        )
        land = outline if national(self.table, boundaries) else None
        ground = draw_map(self.sheet, looks_of(self.table, self.sheet.grey), view, boundaries, land)
        inset = None
        if land is not None and not self.choices.zoom:
            below = replace(room, top=room.top - NOTES * self.unit)
            inset = draw_inset(
                self.sheet, self.table, view, below, boundaries, outline, self.unit,
                self.choices.area,
            )  # fmt: skip
        if self.choices.zoom:
            top = draw_locator(self.sheet, view, beside, outline)
            room = replace(room, bottom=top) if beside == room else room
        named = inset.named if inset else frozenset()
        if self.choices.area is not None:
            highlight(self.sheet, ground.areas[self.choices.area], map_box)
        if self.choices.zoom:
            self.sheet.stroke(map_box.polygon, FRAME, 0.5, zorder=3)
        if is_tiles(boundaries):
            named |= write_tiles(
                self.sheet,
                self.table,
                ground.areas,
                {str(code): str(short) for code, short in boundaries["short"].items()},
                self.unit,
                self.choices.area,
            )
        else:
            links = list(inset.links) if inset else []
            named |= self._names(view, ground, outline, named, links)
        if inset:
            room = replace(room, bottom=inset.top)
        seen = [code for code, shape in ground.areas.items() if shape.area > 0]
        unnamed: list[str | tuple[str, ...]] = [*legend.not_named(self.table, named, seen)]
        if is_tiles(boundaries):
            unnamed = key_notes(self.table, boundaries, named)
        silent = is_tiles(boundaries) or self.choices.area not in named
        listed = self._write_notes(self._outlined(valued=silent), unnamed, beside, room)
        if self.choices.bare or is_tiles(boundaries):  # a document's own text, or a key of tiles
            listed = ()
        self._put_foot()
        return Drawn(self.sheet, view, inset.view if inset else None, frozenset(named), listed)

    def _write_notes(
        self, outlined: str, unnamed: Sequence[str | tuple[str, ...]], beside: Box, room: Box
    ) -> tuple[str, ...]:
        """Write what the map does not; return what has no room here, or stands at the foot."""
        rest = [note for note in unnamed if legend.full(note) not in self.below]
        cut: list[str] = []
        if self.strip and not self.choices.zoom:
            cut = legend.write_notes(self.sheet, rest[:1], beside, self.unit)
            rest = rest[1:]
        rest.sort(key=lambda note: legend.full(note).startswith(legend.VALUES))  # long: the last
        loose = grades(self.table) if self.choices.bare else ""
        signs = marks(self.table, (text for text, _ in self.sheet.texts()))
        cut += legend.write_notes(self.sheet, [outlined, signs, *rest, loose], room, self.unit)
        return tuple(text for note in unnamed if (text := legend.full(note)) in {*self.below, *cut})

    def _outlined(self, *, valued: bool) -> str:
        """Which area is outlined, ``valued`` where the map may not say its value."""
        if self.choices.area is None:
            return ""
        row = self.table.row(self.choices.area)
        return f"Outlined: {legend.valued(self.table, row) if valued else row['name']}."

    def _names(
        self,
        view: View,
        ground: Ground,
        outline: gpd.GeoDataFrame,
        done: frozenset[str],
        links: list[BaseGeometry],
    ) -> set[str]:
        """Write names on the map, and scale and north; return the codes named."""
        land = [*ground.backdrop.values(), *ground.areas.values()]
        bar = draw_ground(self.sheet, view, self.unit, [*land, *links])
        local = _is_local(self.table)
        shapes = {c: s for c, s in ground.areas.items() if not s.is_empty}
        everything = self.choices.zoom and len(shapes) <= 3 * MOST
        wanted = labels(
            self.table,
            len(shapes) if everything else MOST,
            grey=self.sheet.grey,
            area=self.choices.area,
            within=set(shapes) - done,
        )
        beyond = away(outline, self.table) if ground.backdrop else {}
        return write_labels(
            self.sheet,
            {c: ground.backdrop[c] for c in beyond if c in ground.backdrop} | shapes,
            beyond | wanted,
            view.frame,
            (6.8 if local or self.choices.zoom else 6.0) * self.unit,
            on_land=0.3 if local or self.choices.zoom else 1.0,
            avoid=[*links, bar.polygon],
        )

    def _put_head(self) -> None:
        top = self.top
        for paragraph in self.head:
            top = self.sheet.put(paragraph, self.left, top) - 2.2 * self.unit
        if self.page.wide or self.choices.bare:
            return
        width = (self.right - self.left - 15) / 4
        top = self.head_bottom - 5 * self.unit
        self._rule(top + 2.2 * self.unit)
        for i, figure in enumerate(self._figures(width)):
            self._stack(figure, self.left + i * (width + 5), top, 0.4)

    def _put_foot(self) -> None:
        if not self.foot:
            return
        self._rule(self.foot_top + 2 * self.unit)
        self._stack(self.foot, self.left, self.foot_top, self.gap)

    def _rule(self, y: float) -> None:
        self.sheet.stroke(shapely.LineString([(self.left, y), (self.right, y)]), "#c9c7c0", 0.6)

    def _stack(self, paragraphs: Sequence[Paragraph], left: float, top: float, gap: float) -> float:
        for paragraph in paragraphs:
            top = self.sheet.put(paragraph, left, top) - gap
        return top

    def _view(
        self, boundaries: gpd.GeoDataFrame, outline: gpd.GeoDataFrame
    ) -> tuple[Box, Box, View]:
        """The boxes of map and legend, and what the map shows: one area as large as can be."""
        bounds = window(self.table, boundaries, self.choices.zoomed_to)
        if self.choices.zoomed_to is None or is_tiles(boundaries):
            boxes = self._divide()
            return *boxes, View.fit(bounds, boxes[0])
        land = np.concatenate([boundaries.geometry.to_numpy(), outline.geometry.to_numpy()])
        found = []
        for strip in (False,) if self.page.wide else (False, True):
            self.strip = strip
            map_box, legend_box = self._divide()
            view = View.onto_land(bounds, map_box, land)
            found.append((view.scale, strip, (map_box, legend_box, view)))
        _, self.strip, chosen = max(found, key=lambda one: one[0])
        return chosen

    def _divide(self) -> tuple[Box, Box]:
        """Divide the middle into map and legend; a wide page has the key figures beside them."""
        m, unit = self.middle, self.unit
        if self.strip:
            height = legend.strip_height(self.sheet, self.table, unit)
            return replace(m, bottom=m.bottom + height), replace(
                m, top=m.bottom + height - 4 * unit
            )
        beside = replace(m, left=m.right - self._column)
        left = m.left
        if self.page.wide and not self.choices.bare:
            top = m.top
            figures_here = self._figures(self._column - 6)
            noted = self._fits(figures_here)
            for figure in figures_here:
                shown = figure if noted else figure[:2]
                top = self._stack(shown, m.left, top, 0.4) - 3.5 * unit
            left += self._column
        return replace(m, left=left, right=beside.left - 3), beside


def _is_local(table: GapTable) -> bool:
    """True for a part of the country, wider than high: on an upright page its legend lies below."""
    return bool(LEVEL_FACTS[table.selection.level].covers)
