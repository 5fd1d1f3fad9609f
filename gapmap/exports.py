"""Exports by file ending: the one place that the app's downloads and the command line share."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Final

from gapmap import __version__
from gapmap.core.gap import GapTable
from gapmap.dataset import BOUNDARIES, Dataset
from gapmap.errors import UserInputError
from gapmap.present import tables
from gapmap.selection import Selection
from gapmap.vocabulary import LEVEL_PLURAL, MAP_LEVELS


def export(kind: str, dataset: Dataset, table: GapTable, today: date | None = None) -> bytes:
    """Return the file of one kind (its ending, such as ".png") for a GapTable.

    ``today`` is the date the file carries (default: now, UTC). Raises UserInputError for a kind
    or level that has no export, DataError when boundaries cannot be read.
    """
    if kind not in EXPORTS:
        shown = kind or "no ending"
        raise UserInputError(f"“{shown[:20]}” cannot be written. Use one of: {', '.join(EXPORTS)}.")
    return EXPORTS[kind](dataset, table, today or datetime.now(UTC).date())


def file_name(selection: Selection, kind: str, today: date) -> str:
    """A file name that says what is inside: gapmap_police-force-areas_2026-11-21.png."""
    parts = ["gapmap", LEVEL_PLURAL[selection.level].lower().replace(" ", "-")]
    parts += [name.replace("_", "-") for name in (*selection.types[:2], *selection.routes[:2])]
    return "_".join([*parts, today.isoformat()]) + kind


def _csv(dataset: Dataset, table: GapTable, today: date) -> bytes:
    sources = dataset.sources(table.source_ids)
    return tables.export_csv(table, sources, today=today, version=__version__)


def _json(dataset: Dataset, table: GapTable, today: date) -> bytes:
    sources = dataset.sources(table.source_ids)
    return tables.export_json(table, sources, today=today, version=__version__).encode()


def _png(dataset: Dataset, table: GapTable, today: date) -> bytes:
    # geopandas and matplotlib are slow to import, and the table needs neither
    from gapmap.io import boundaries
    from gapmap.present import print_map

    level = table.selection.level
    if level not in MAP_LEVELS:
        raise UserInputError(
            f"No map of {level} areas is shipped. Use one of: {', '.join(MAP_LEVELS)}."
        )
    shapes = boundaries.read(level, BOUNDARIES)
    return print_map.render(
        table,
        shapes.areas,
        boundaries.outline(BOUNDARIES),
        dataset.sources(table.source_ids),
        f"{shapes.attribution} {shapes.accuracy}",
        today=today,
        version=__version__,
    )


EXPORTS: Final[dict[str, Callable[[Dataset, GapTable, date], bytes]]] = {
    ".png": _png,
    ".csv": _csv,
    ".json": _json,
}
