"""A Job: everything a maker of a file is given, and the marks of what the file was made from.

A mark stands for one source, a figure for one area. The recipe in a file keeps them, so that a
later ``redraw`` can say which sources have changed and what that did to the numbers.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final

from gapmap import __version__
from gapmap.core.evidence.observation import source_ids
from gapmap.core.gap import GapTable
from gapmap.core.one_area import of_area, sources_behind
from gapmap.dataset import Dataset
from gapmap.io.templates.read import Template
from gapmap.present.words.scale import OF_PLACES
from gapmap.recipe import OWN, Recipe

if TYPE_CHECKING:  # it reads Parquet, which most files never need
    from gapmap.io.reach.own import Brought

GENERAL: Final = {
    "population": "S-CENSUS-2021",
    "lookup": "S-LOOKUP",
    "sensitivity": "S-DERIVED-RELATIVE",
}
"""Tables that are made from one source as a whole."""

LARGEST: Final = 2
"""Sources of places that a file about all areas names before those of the estimate they share."""


@dataclass(frozen=True)
class Job:
    """Everything a maker of a file is given.

    ``page`` and ``grey`` are how a map is drawn; ``area`` is the code of the one area that the file
    is about, None for the whole Selection. ``plan`` is what is asked of a plan or of
    reach, as text (``core.plan.wish``, ``core.plan.reach.asked``); ``brought`` are points and ways
    of the user's own. ``today`` is the date the file carries.
    """

    dataset: Dataset
    table: GapTable
    today: date
    product: str
    page: str = "a4-portrait"
    grey: bool = False
    area: str | None = None
    plan: str | None = None
    template: Template | None = None
    brought: "Brought | None" = None

    def __post_init__(self) -> None:
        """Give makers no number that the table withholds."""
        told = self.dataset.guarded(self.table.selection.suppress_below)
        object.__setattr__(self, "dataset", told)

    @cached_property
    def shown(self) -> GapTable:
        """What a file of tables shows: the table, or its one area."""
        return self.table if self.area is None else of_area(self.table, self.area)

    @property
    def sources(self) -> list[dict[str, str]]:
        """The rows of sources.csv that the table of the whole level uses."""
        return self.dataset.sources(self.table.source_ids)

    @property
    def cited(self) -> list[dict[str, str]]:
        """The same rows as ``sources``, in the order in which a line that names a few takes them.

        First come those behind the area's own programmes, or behind the most places of all where
        no area is chosen and places are shaded; then the estimate's and all others.
        """
        first = sources_behind(self.table, self.area)
        if self.area is None:
            first = first[:LARGEST] if self.table.selection.measure in OF_PLACES else ()
        used = self.table.source_ids
        known = [i for i in first if i in used]
        return self.dataset.sources(tuple(dict.fromkeys((*known, *used))))

    @cached_property
    def recipe(self) -> Recipe:
        """What makes this file, for the file to carry."""
        return Recipe(
            product=self.product,
            selection=self.table.selection,
            fingerprint=self.table.fingerprint,
            version=__version__,
            date=self.today.isoformat(),
            page=self.page,
            grey=self.grey,
            area=self.area,
            plan=self.plan,
            template=self.template.mark if self.template else "",
            sources=source_marks(self.dataset, self.table),
            figures=figures(self.table),
        )


def source_marks(dataset: Dataset, table: GapTable) -> dict[str, str]:
    """A short mark for each source used: it changes when a row that rests on the source does.

    That is its own row in sources.csv, programmes with the areas they serve, the estimate, and the
    tables of population, areas and sensitivity as a whole.
    """
    dataset = dataset.guarded(table.selection.suppress_below)
    marks = {i: hashlib.sha256() for i in table.source_ids}
    for source, text in _evidence(dataset, table):
        if source in marks:
            marks[source].update(text.encode())
    if table.model.own is not None:
        marks[OWN] = hashlib.sha256(table.model.own.to_csv().encode())
    return {i: mark.hexdigest()[:8] for i, mark in marks.items()}


def _evidence(dataset: Dataset, table: GapTable) -> Iterator[tuple[str, str]]:
    """Source id and text of everything that a view can rest on, in an order that stays."""
    for row in dataset.sources(table.source_ids):
        yield row["source_id"], _text(row)
    areas = {o.observation_id: o.blocks for o in dataset.observations}
    for name in sorted(dataset.programmes):
        programme = dataset.programmes[name]
        text = _text(programme) + repr(sorted(areas.get(name, ())))
        for source in set(source_ids(programme)):
            yield source, text
    for source in table.model.source_ids if table.model.own is None else ():
        yield source, repr(table.model)
    for name, source in GENERAL.items():
        yield source, dataset.tables[name].to_csv()


def _text(row: Mapping[str, object]) -> str:
    return repr(sorted(row.items(), key=lambda item: item[0]))


def figures(table: GapTable) -> dict[str, tuple[float | None, float | None]]:
    """Places and central perpetrators of each area, rounded to two and one decimals."""
    return {
        str(row["code"]): (_rounded(row["places"], 2), _rounded(row["perpetrators"], 1))
        for row in table.records
    }


def _rounded(value: float, digits: int) -> float | None:
    return None if value != value else round(float(value), digits)
