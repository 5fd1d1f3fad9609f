"""A Comparison as a table: plain CSV with what stands beside it, and all of it as JSON."""

import json
from datetime import date
from typing import Any, Final

from gapmap.core.comparing.comparison import COLUMNS as NAMES
from gapmap.core.comparing.comparison import Comparison
from gapmap.core.shading import MEASURES as SHADED
from gapmap.fields.csv_text import rows_csv
from gapmap.present.tables import csvw
from gapmap.present.tables.csvw import CsvColumn
from gapmap.present.words.comparing import change
from gapmap.present.words.selection import selection_in_words

DIGITS: Final = 6
COLUMNS: Final = (
    CsvColumn("level", "Level", "kind of area; levels overlap, never add one to another"),
    CsvColumn("code", "Area code", "GSS code of the area"),
    CsvColumn("name", "Area name", "name of the area"),
    CsvColumn("status", "Status", "in which of the two views the area has a value"),
    CsvColumn("first", "Value in A", "of the measure compared; blank: see first_state", "number"),
    CsvColumn("second", "Value in B", "of the measure compared; blank: see second_state", "number"),
    CsvColumn("change", "Change", "second - first, or the least of it; blank: not known", "number"),
    CsvColumn("class_index", "Class on the map", "0: largest loss; blank: not known", "whole"),
    CsvColumn("first_state", "State in A", "why the area has a number of places or none in A"),
    CsvColumn("second_state", "State in B", "why the area has a number of places or none in B"),
    CsvColumn("first_places", "Places in A (a year)", "blank: see first_state", "number"),
    CsvColumn("second_places", "Places in B (a year)", "blank: see second_state", "number"),
    CsvColumn("first_programmes", "Programmes in A", "programmes recorded that match", "whole"),
    CsvColumn("second_programmes", "Programmes in B", "programmes recorded that match", "whole"),
    CsvColumn(
        "first_lower_bound", "A is a bound", "true where places in A are at least so many", "truth"
    ),
    CsvColumn("second_lower_bound", "B is a bound", "the same of B", "truth"),
    CsvColumn("change_bound", "Change is a bound", "true where it is at least so large", "truth"),
)


def plain_csv(found: Comparison) -> str:
    """Header and rows as CSV text, nothing else."""
    return rows_csv(_rows(found), NAMES)


def table_csv(found: Comparison) -> bytes:
    """The same as a file. ``metadata`` stands beside it."""
    return csvw.table_csv(_rows(found), COLUMNS)


def metadata(found: Comparison, *, url: str, today: date, version: str) -> bytes:
    """What stands beside the CSV of a comparison, which is called ``url``."""
    about = _about(found, today, version)
    return csvw.metadata(about, COLUMNS, (), url=url, keys=["code"], recipe="", today=today)


def as_json(found: Comparison, *, today: date, version: str) -> str:
    """The rows with all that is said of them."""
    body = _about(found, today, version) | {
        "columns": {column.name: column.meaning for column in COLUMNS},
        "rows": _rows(found),
    }
    return json.dumps(body, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _rows(found: Comparison) -> list[dict[str, Any]]:
    rows = found.rows.astype(object).where(found.rows.notna(), None)
    return [
        {str(k): round(v, DIGITS) if isinstance(v, float) else v for k, v in row.items()}
        for row in rows.to_dict("records")
    ]


def _about(found: Comparison, today: date, version: str) -> dict[str, Any]:
    """What both files say of a comparison; the two Selections are machine-readable."""
    views = {"A (first)": found.first, "B (second)": found.second}
    return {
        "title": change.finding(found),
        "finding": change.difference(found),
        "caveat": change.caveat(found),
        "data": " ".join(change.data_notes(found)),
        **{
            f"{label} in words": selection_in_words(t.selection, t.model)
            for label, t in views.items()
        },
        **{label: json.dumps(t.selection.to_dict()) for label, t in views.items()},
        "first and second are of": SHADED[found.first.selection.measure].column,
        **{f"status {key}": text for key, text in change.STATUS_WORDS.items()},
        "fingerprint": found.first.fingerprint,
        "version": f"gapmap {version}",
        "date": today.isoformat(),
    }
