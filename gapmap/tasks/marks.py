"""Marks of what a file was made from: one for each source, and the main figures of every area.

A recipe keeps them, so that a later ``redraw`` can say which sources have changed and what that
did to the numbers.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.recipe import OWN

GENERAL: Final = {
    "population": "S-CENSUS-2021",
    "lookup": "S-LOOKUP",
    "sensitivity": "S-DERIVED-RELATIVE",
}
"""Tables that are made from one source as a whole."""


def source_marks(dataset: Dataset, table: GapTable) -> dict[str, str]:
    """A short mark for each source used: it changes when a row that rests on the source does.

    That is its own row in sources.csv, programmes with the areas they serve, the estimate, and the
    tables of population, areas and sensitivity as a whole.
    """
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
        for source in {programme["source_id"], *str(programme["more_source_ids"] or "").split(";")}:
            yield source, text
    for source in table.model.source_ids if table.model.own is None else ():
        yield source, repr(table.model)
    for name, source in GENERAL.items():
        yield source, dataset.tables[name].to_csv()


def _text(row: Mapping[str, Any]) -> str:
    return repr(sorted(row.items(), key=lambda item: item[0]))


def figures(table: GapTable) -> dict[str, tuple[float | None, float | None]]:
    """Places and central perpetrators of each area, rounded to two and one decimals."""
    return {
        str(row["code"]): (_rounded(row["places"], 2), _rounded(row["perpetrators"], 1))
        for row in table.records
    }


def _rounded(value: float, digits: int) -> float | None:
    return None if value != value else round(float(value), digits)
