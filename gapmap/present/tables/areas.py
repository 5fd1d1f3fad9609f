"""The figures of areas, each followed by those of the councils in it, as a table."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from gapmap.core.gap import COLUMNS as OF_TABLE
from gapmap.core.gap import GapTable
from gapmap.present.tables.columns import records
from gapmap.present.tables.csvw import CsvColumn, of_table

COLUMNS: Final = (
    CsvColumn("area_code", "Code of the area", "GSS code of the area that the row is in"),
    CsvColumn("area_name", "Name of the area", "name of that area"),
    *of_table(OF_TABLE),
)
WITHHELD: Final = (
    "Figures of councils are left out: beside those of the area they could give away numbers that "
    "are withheld."
)
OVERLAP: Final = "Levels overlap: never add rows of different levels."


def rows(
    table: GapTable, local: GapTable, inside: Mapping[str, Sequence[str]]
) -> list[dict[str, Any]]:
    """The rows of areas, each followed by those of the councils in it.

    ``local`` is the GapTable of the same Selection by council; ``inside`` maps the codes of the
    areas wanted to those of their councils. Where numbers are withheld, councils are left out.
    """
    own = {row["code"]: row for row in records(table)}
    by_code = {row["code"]: row for row in records(local)}
    withheld = table.selection.suppress_below > 0
    found = []
    for code, blocks in inside.items():
        mark = {"area_code": code, "area_name": own[code]["name"]}
        found.append(mark | own[code])
        local_codes = [] if withheld else [b for b in blocks if b != code]
        found += [mark | by_code[b] for b in local_codes]
    return found


def note(table: GapTable) -> str:
    """What has to be said of these rows."""
    return WITHHELD if table.selection.suppress_below else OVERLAP
