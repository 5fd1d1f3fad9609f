"""What stands beside a plain CSV: its columns, what made it and its sources, as CSV on the Web.

“CSV on the Web” (CSVW) is a recommendation of the W3C: https://www.w3.org/TR/tabular-metadata/. The
CSV itself is headings and rows, so that any program opens it; all else is in a JSON file beside it.
Its name is that of the CSV with ``recipe.BESIDE`` at its end: programs that know CSVW look there.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from gapmap.fields.csv_text import rows_csv
from gapmap.present.tables.columns import Kind, meaning, parted, spec
from gapmap.present.words import finding as words
from gapmap.recipe import KEY
from gapmap.vocabulary import STATES

TERMS: Final = "http://www.w3.org/ns/csvw"
DATATYPES: Final[Mapping[Kind, str]] = {
    "text": "string",
    "truth": "boolean",
    "whole": "integer",
    "number": "number",
}
LICENCE: Final = (
    "Each source keeps its own licence, which is named with it: official statistics the Open "
    "Government Licence v3.0; from other publications single facts are used."
)


@dataclass(frozen=True)
class CsvColumn:
    """A column of a CSV: its name in the first line, its heading in words and what it means."""

    name: str
    heading: str
    meaning: str
    kind: Kind = "text"


def of_table(names: Sequence[str]) -> list[CsvColumn]:
    """Columns of a GapTable, by name."""
    ends = {"_low": ", low end", "_high": ", high end"}
    return [
        CsvColumn(n, spec(n).full + ends.get(parted(n)[1], ""), meaning(n), spec(n).kind)
        for n in names
    ]


def table_csv(rows: Iterable[Mapping[str, object]], columns: Sequence[CsvColumn]) -> bytes:
    """Headings and rows, nothing else.

    UTF-8 with a byte order mark, without which spreadsheets take it for another encoding.
    """
    return ("\ufeff" + rows_csv(rows, [column.name for column in columns])).encode()


def metadata(
    about: Mapping[str, str],
    columns: Sequence[CsvColumn],
    sources: Sequence[Mapping[str, str]],
    *,
    url: str,
    keys: Sequence[str],
    recipe: str,
    today: date,
) -> bytes:
    """Return what stands beside the CSV called ``url``, in the same folder.

    ``about`` is what every export says of itself (``csv_json.description``), with the title under
    “title”; ``keys`` are the columns that together name a row, none where rows have no name;
    ``recipe`` is the line that makes the file again, empty where none does.
    """
    body: dict[str, object] = {
        "@context": [TERMS, {"@language": "en"}],
        "url": url,
        "dc:title": about["title"],
        "dc:description": " ".join(filter(None, (about["finding"], about.get("data", "")))),
        "dc:issued": {"@value": today.isoformat(), "@type": "xsd:date"},
        "dc:license": LICENCE,
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\n"]},
        "tableSchema": {
            "columns": [_column(column) for column in columns],
            **({"primaryKey": list(keys)} if keys else {}),
        },
        "notes": [
            *([{KEY: recipe}] if recipe else []),
            dict(about) | {"licence": LICENCE},
            {"states": {s: f"{STATES[s]}. {words.STATE_NOTES[s]}" for s in STATES}},
            {"sources": [dict(source) for source in sources]},
        ],
    }
    return (json.dumps(body, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _column(column: CsvColumn) -> dict[str, object]:
    titles = list(dict.fromkeys((column.name, column.heading)))
    return {
        "name": column.name,
        "titles": titles,
        "dc:description": column.meaning,
        "datatype": DATATYPES[column.kind],
    }
