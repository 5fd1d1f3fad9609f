"""A GapTable as CSV and JSON: the same rows, the same rounding, the same words about them."""

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from gapmap.core.gap import COLUMNS, GapTable
from gapmap.csv_text import cell, rows_csv
from gapmap.present.words import finding as words
from gapmap.present.words import left_out, method
from gapmap.present.words.selection import selection_in_words
from gapmap.recipe import KEY as RECIPE_KEY
from gapmap.vocabulary import STATES

SOURCE_COLUMNS: Final = (
    "source_id", "title", "publisher", "date", "licence", "kind", "location", "note",
)  # fmt: skip
DECIMALS: Final = {
    "perpetrators_low": 1,
    "perpetrators": 1,
    "perpetrators_high": 1,
    "places": 2,
    "unmet": 1,
    "unmet_low": 1,
    "unmet_high": 1,
    "served_share": 4,
    "funding": 2,
    "cost_to_close": 0,
    "cost_to_close_low": 0,
    "cost_to_close_high": 0,
} | dict.fromkeys(
    [f"{name}{end}" for name in ("places_per_1000", "share_met") for end in ("", "_low", "_high")],
    6,
)

MEANINGS: Final = {
    "level": "kind of area; levels overlap, never add one to another",
    "code": "GSS code of the area",
    "name": "name of the area",
    "state": "why the area has a number of places or none",
    "perpetrators": "estimated people; low and high are the range",
    "programmes": "programmes recorded under the selection",
    "programmes_unmeasured": "of them, without known places",
    "places": "known yearly places; blank: see state; a lower bound where lower_bound is true",
    "places_per_1000": "1000 x places / perpetrators; low and high from the range of these",
    "places_per_1000_high": "blank where programmes without known places are recorded",
    "share_met": "places / perpetrators; low and high from the range of these",
    "unmet": "target_share x perpetrators - places, at least 0; blank: see state",
    "cost_to_close": "unmet x 1,500 pounds a place (Respect guidance 2014), a year",
    "funding": "pounds a year stated for the programmes recorded, shared out as places are",
    "programmes_funded": "programmes recorded that state usable yearly funding",
    "funding_per_perpetrator": "funding / perpetrators, pounds a year; blank: no funding known",
    "funding_per_perpetrator_high": "blank where a programme recorded states no yearly funding",
    "lower_bound": "true where programmes without known places are recorded beside known ones",
    "uncertain": "true where the class, or the side of the threshold, changes within the range",
    "robust": "true where headline and sensitivity layer give the same class or side",
    "verdict": "below, or at or above, the threshold of the selection; blank without one",
    "served_share": "share of people 16+ living in councils that a counted programme serves",
    "context": "records that never count as places (awards, panels, training)",
    "shown": "value of the measure shaded; blank: see shade",
    "shade": "state the area is drawn in: measured where the measure has a value",
    "class_index": "class on the map, 0 is the worst; blank where no value is shown",
    "sensitivity_multiplier": "what the sensitivity layer multiplies the estimate by",
    "sensitivity_evidence": "what that multiplier rests on",
    "vintage": "when the code was valid",
}


def meaning(name: str) -> str:
    """What a column of the table means, also for the low and high ends of a number."""
    base, _, end = name.rpartition("_")
    if name not in MEANINGS and end in ("low", "high"):
        return f"{end} end of {base}"
    return MEANINGS[name]


def records(table: GapTable) -> list[dict[str, Any]]:
    """Return the rows with rounded numbers; a number that is missing is None."""
    rows = table.rows.astype(object).where(table.rows.notna(), None)
    return [
        {str(name): _rounded(name, value) for name, value in row.items()}
        for row in rows.to_dict("records")
    ]


def _rounded(name: Any, value: Any) -> Any:
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return round(value, DECIMALS.get(str(name), 6))
    return value


def plain_csv(table: GapTable) -> str:
    """Return header and rows as CSV text with LF line ends, nothing else."""
    return rows_csv(records(table), COLUMNS)


def export_csv(
    table: GapTable,
    sources: Sequence[Mapping[str, str]],
    *,
    today: date,
    version: str,
    recipe: str = "",
) -> bytes:
    """Return the table as a CSV file that explains itself in lines that begin with “#”.

    UTF-8 with a byte order mark, so that spreadsheets read it right. ``sources`` are the rows of
    data/sources.csv that the table uses; ``recipe`` is the line that makes the file again.
    """
    about = [[f"# {key}", value] for key, value in description(table, today, version).items()]
    about += [[f"# column {name}", meaning] for name, meaning in MEANINGS.items()]
    about += [[f"# state {s}", f"{STATES[s]}. {words.STATE_NOTES[s]}"] for s in words.states(table)]
    about += [
        [
            "# source",
            *(s[k] for k in ("source_id", "title", "publisher", "date", "licence", "location")),
        ]
        for s in sources
    ]
    about += [[f"# {RECIPE_KEY}", recipe]] if recipe else []
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([[cell(c) for c in row] for row in about])
    return ("\ufeff" + out.getvalue() + plain_csv(table)).encode()


def description(table: GapTable, today: date, version: str) -> dict[str, str]:
    """What every export says about itself; ``selection`` is machine-readable."""
    return {
        "title": words.finding(table),
        "selection in words": selection_in_words(table.selection, table.model),
        "hidden": " ".join(left_out.hidden(table)) or "nothing",
        "counted with care": " ".join(left_out.counted_with_care(table)) or "nothing",
        "caveat": words.CAVEAT,
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
    totals = {name: _rounded(name, value) for name, value in vars(table.totals).items()}
    about |= {RECIPE_KEY: recipe} if recipe else {}
    body = about | {
        "totals": totals | {"share_met": _rounded("share_met", table.totals.share_met)},
        "hidden programmes": dict(table.supply.hidden),
        "columns": {name: meaning(name) for name in COLUMNS},
        "states": {s: f"{STATES[s]}. {words.STATE_NOTES[s]}" for s in STATES},
        "assumptions": method.assumption_rows(table),
        "sources": [dict(s) for s in sources],
        "rows": records(table),
    }
    return json.dumps(body, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
