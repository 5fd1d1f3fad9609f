"""What the pages of one level share: its table, its still map, what is missing, its neighbours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from gapmap.core.evidence.asking.missing import Missing
from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.present.area import words as area_words
from gapmap.present.standalone.onefile import page as onefile
from gapmap.present.standalone.onefile.still import Still
from gapmap.present.view import Legend, legend
from gapmap.present.words.alt_text import told
from gapmap.selection import Selection
from gapmap.tasks.area import beside
from gapmap.tasks.asking.missing import missing
from gapmap.tasks.files.map import as_tiles
from gapmap.tasks.files.one_file import shapes_of
from gapmap.vocabulary import COUNCIL, LEVEL_PLURAL, SUMMED_LEVELS, TILE_LEVELS

WIDEST = ("country", "region")
FIRST = (*WIDEST, *(name for name in SUMMED_LEVELS if name not in WIDEST), COUNCIL)
"""Every level: the first of those that have a code is the one that its page is of."""


@dataclass(frozen=True)
class Drawing:
    """A still map with what is said of it."""

    drawn: Still
    legend: Legend
    credit: str
    tiles: bool


class Level:
    """One level of a publication; everything in it is made once."""

    def __init__(self, dataset: Dataset, table: GapTable, councils: "Level | None") -> None:
        self.dataset, self.table, self._councils = dataset, table, councils
        self.name = table.selection.level

    @property
    def codes(self) -> list[str]:
        """Codes of its areas in the order of the table."""
        return [str(code) for code in self.table.columns["code"]]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names of its areas by code."""
        return {str(row["code"]): str(row["name"]) for row in self.table.records}

    @cached_property
    def missing(self) -> Missing:
        """What is missing in it."""
        return missing(self.dataset, self.table)

    @cached_property
    def touching(self) -> Mapping[str, tuple[str, ...]]:
        """The neighbours of each area, where they are known."""
        return beside.neighbours(self.name)

    @cached_property
    def shapes(self) -> onefile.Shapes:
        """The shapes or tiles that it is drawn from."""
        return shapes_of(self.name, self.table.selection.layout)

    @cached_property
    def layouts(self) -> list[onefile.Shapes]:
        """The same, and the level drawn the other way where that can be."""
        other = "map" if self.table.selection.layout == "tiles" else "tiles"
        also = shapes_of(self.name, other)
        return [self.shapes] if also.tiles == self.shapes.tiles else [self.shapes, also]

    @cached_property
    def drawing(self) -> Drawing:
        """Its map; a level without shapes has that of councils."""
        if self.name not in TILE_LEVELS:
            assert self._councils is not None
            return self._councils.drawing
        tiles = as_tiles(self.name, self.table.selection.layout)
        still = onefile.still_of(self.table, self.shapes, None)
        return Drawing(still, legend(self.table), self.shapes.credit, tiles)

    def drawing_of(self, code: str) -> Drawing:
        """The same with one area outlined."""
        paths = {area.shape.code: area.shape.d for area in self.drawing.drawn.areas}
        inside = [code] if self.name in TILE_LEVELS else self.blocks(code)
        chosen = "".join(paths.get(block, "") for block in inside)
        return replace(self.drawing, drawn=replace(self.drawing.drawn, chosen=chosen))

    def alt(self, code: str) -> str:
        """The map of an area in words."""
        if self.name in TILE_LEVELS:
            return area_words.alt_text(self.table, code)
        name = self.names[code]
        start = f"Map of {LEVEL_PLURAL[COUNCIL]} as equal tiles, those of {name} outlined."
        return " ".join([start, f"{area_words.finding(self.table, code)}.", *told(self.table)])

    def blocks(self, code: str) -> list[str]:
        """Codes of the councils that an area is made of."""
        lookup = self.dataset.lookup
        return [str(block) for block in lookup.index[lookup[self.name] == code]]


def levels_of(dataset: Dataset, selection: Selection, names: Iterable[str]) -> dict[str, Level]:
    """The levels of a publication by name, and that of councils for those drawn by it."""
    wanted = [name for name in FIRST if name in set(names)]
    councils = Level(dataset, dataset.gap(_at(selection, COUNCIL)), None)
    return {
        name: councils
        if name == COUNCIL
        else Level(dataset, dataset.gap(_at(selection, name)), councils)
        for name in wanted
    }


def _at(selection: Selection, level: str) -> Selection:
    return selection.with_(level=level)


def addresses(levels: Mapping[str, Level]) -> dict[str, str]:
    """The level whose page each code has: an area of several levels has one page."""
    found: dict[str, str] = {}
    for name in FIRST:
        for code in levels[name].codes if name in levels else ():
            found.setdefault(code, name)
    return found
