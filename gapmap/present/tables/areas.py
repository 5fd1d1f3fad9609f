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
    CsvColumn(
        "ratio_from",
        "Where the ratio comes from",
        "“by police force” or “by programme”: it is that of a wider area, shared out by the "
        "estimate, and tells councils in it nothing apart; blank: no ratio",
    ),
)
OWN: Final = "of its own"
BY_FORCE: Final = "by police force"
BY_PROGRAMME: Final = "by programme"
WITHHELD: Final = (
    "Figures of councils are left out: beside those of the area they could give away numbers that "
    "are withheld."
)
OVERLAP: Final = "Levels overlap: never add rows of different levels."


def rows(
    table: GapTable,
    local: GapTable,
    inside: Mapping[str, Sequence[str]],
    forces: Mapping[str, str],
) -> list[dict[str, Any]]:
    """The rows of areas, each followed by those of the councils in it.

    ``local`` is the GapTable of the same Selection by council; ``inside`` maps the codes of the
    areas wanted to those of their councils; ``forces`` those of councils to their police force.
    Where numbers are withheld, councils are left out.
    """
    own = {row["code"]: row | _ratio_from(table, row, {}) for row in records(table)}
    by_code = {row["code"]: row | _ratio_from(local, row, forces) for row in records(local)}
    withheld = table.selection.suppress_below > 0
    found = []
    for code, blocks in inside.items():
        mark = {"area_code": code, "area_name": own[code]["name"]}
        found.append(mark | own[code])
        local_codes = [] if withheld else [b for b in blocks if b != code]
        found += [mark | by_code[b] for b in local_codes]
    return found


def _ratio_from(
    table: GapTable, row: Mapping[str, object], forces: Mapping[str, str]
) -> dict[str, str]:
    """Whether a ratio is the area's own, or follows from the programme that most places are of.

    Places of a programme are shared out by the estimate, so that all councils of its area have its
    ratio: where that takes in a council's whole police force, it is the force's.
    """
    if row["places_per_1000"] is None:
        return {"ratio_from": ""}
    here = [p for p in table.portions if p.code == row["code"] and p.places is not None]
    most = max(here, key=lambda part: part.places or 0.0, default=None)
    if most is None or not most.shared:
        return {"ratio_from": OWN}
    served = next(s.blocks for s in table.supply.services if s.service_id == most.service_id)
    force = forces.get(str(row["code"]))
    whole = {code for code, its in forces.items() if its == force and force}
    return {"ratio_from": BY_FORCE if whole and whole <= set(served) else BY_PROGRAMME}


def note(table: GapTable) -> str:
    """What has to be said of these rows."""
    return WITHHELD if table.selection.suppress_below else OVERLAP
