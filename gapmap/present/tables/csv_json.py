"""A GapTable as CSV and JSON: the same rows, the same rounding, the same words about them."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from gapmap.core.gap import COLUMNS, GapTable
from gapmap.fields.csv_text import rows_csv
from gapmap.present.area import words as area_words
from gapmap.present.tables import csvw
from gapmap.present.tables.columns import meaning, records, rounded
from gapmap.present.words import finding as words
from gapmap.present.words import left_out, method
from gapmap.present.words.beside import own_data
from gapmap.present.words.selection import selection_in_words
from gapmap.recipe import KEY as RECIPE_KEY
from gapmap.vocabulary import STATES

SOURCE_COLUMNS: Final = (
    "source_id", "title", "title_basis", "publisher", "date", "accessed", "licence", "kind",
    "location", "note",
)  # fmt: skip


def plain_csv(table: GapTable) -> str:
    """Return header and rows as CSV text with LF line ends, nothing else."""
    return rows_csv(records(table), COLUMNS)


def export_csv(table: GapTable) -> bytes:
    """Return the table as a CSV file: headings and rows. ``csv_metadata`` stands beside it."""
    return csvw.table_csv(records(table), csvw.of_table(COLUMNS))


def csv_metadata(
    table: GapTable,
    sources: Sequence[Mapping[str, str]],
    *,
    url: str,
    today: date,
    version: str,
    recipe: str = "",
) -> bytes:
    """Return what stands beside the CSV of the table, which is called ``url``.

    ``sources`` are the rows of data/sources.csv that the table uses; ``recipe`` is the line that
    makes the file again.
    """
    about = description(table, today, version)
    columns = csvw.of_table(COLUMNS)
    return csvw.metadata(
        about, columns, sources, url=url, keys=["code"], recipe=recipe, today=today
    )


def description(table: GapTable, today: date, version: str) -> dict[str, str]:
    """What every export says about itself; ``selection`` is machine-readable."""
    only, own = area_words.only(table), own_data(table)
    return {
        "title": area_words.title(table),
        "finding": area_words.title_more(table),
        **({"area": str(table.area), "one area": only} if only else {}),
        "selection in words": selection_in_words(table.selection, table.model),
        "hidden": " ".join(left_out.hidden(table)) or "nothing",
        "counted with care": " ".join(left_out.counted_with_care(table)) or "nothing",
        "caveat": words.CAVEAT,
        **({"data": " ".join(own)} if own else {}),
        "estimate": f"{table.model.name}: {table.model.counts} {table.model.interval_why}",
        "boundaries": "areas are matched by code; vintage in the last column",
        "selection": json.dumps(table.selection.to_dict()),
        "fingerprint": table.fingerprint,
        "version": f"gapmap {version}",
        "date": today.isoformat(),
    }


def export_json(
    table: GapTable,
    sources: Sequence[Mapping[str, str]],
    *,
    today: date,
    version: str,
    recipe: str = "",
) -> str:
    """Return rows, Selection, totals, states, assumptions, columns and sources as JSON text.

    ``recipe`` is the line that makes the file again.
    """
    about: dict[str, Any] = dict(description(table, today, version))
    about["selection"] = table.selection.to_dict()
    totals = {name: rounded(name, value) for name, value in vars(table.totals).items()}
    measured = vars(table.totals.measured).items()
    totals["measured"] = {name: rounded(name, value) for name, value in measured}
    about |= {RECIPE_KEY: recipe} if recipe else {}
    body = about | {
        "totals": totals,
        "hidden programmes": left_out.reasons(table),
        "columns": {name: meaning(name) for name in COLUMNS},
        "states": {s: f"{STATES[s]}. {words.STATE_NOTES[s]}" for s in STATES},
        "assumptions": method.assumption_rows(table),
        "sources": [dict(s) for s in sources],
        "rows": records(table),
    }
    return json.dumps(body, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
