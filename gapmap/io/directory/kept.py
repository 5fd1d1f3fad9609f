"""What is published in a directory, as the dataset takes it; and whether it may be published."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from gapmap.core.evidence.standing import last_day
from gapmap.errors import DataError
from gapmap.io import data_tables, description
from gapmap.io.directory import seed
from gapmap.io.directory.models import PROGRAMME, REQUEST, SOURCE, Document
from gapmap.io.directory.store import Published
from gapmap.io.files.csv_rows import Problem, Row
from gapmap.io.kept import Kept

REQUEST_COLUMNS: Final = (
    "request_id", "body_id", "level", "code", "asked", "answered", "outcome", "facts_asked",
    "facts_given", "facts_not_held", "note", "source_id",
)  # fmt: skip
PROGRAMMES: Final = "programmes"
ASKED: Final = ("sent", "acknowledged", "answered", "partly", "not_held", "refused", "disputed")
"""States of requests that have gone out."""


def kept(published: Published, folder: Path) -> Kept | None:
    """What a directory keeps beside a data folder; None where that is the folder's rows alone."""
    shipped = seed.documents(seed.tables(folder))
    programmes, sources = published.of(PROGRAMME), published.of(SOURCE)
    here = {(PROGRAMME, k): d for k, d in programmes.items()}
    here |= {(SOURCE, k): d for k, d in sources.items()}
    asked = [
        _request(d) for d in published.of(REQUEST).values() if d["state"] in ASKED and d["code"]
    ]
    if here == shipped and not asked:
        return None
    columns = {n: [f.name for f in t.schema.fields] for n, t in description.tables(folder).items()}
    mine = [k for k in programmes if programmes[k] != shipped.get((PROGRAMME, k))]
    gone = [k for kind, k in shipped if kind == PROGRAMME and k not in programmes]
    differ = [one for one in here.items() if one[1] != shipped.get(one[0])]
    rows = {**seed.rows_of(published, columns), **(_without(programmes, folder) if gone else {})}
    return Kept(
        rows, asked, _last(programmes[k] for k in mine),
        _digest(differ, gone, asked), len(mine) + len(gone),
        tuple(d["body"] for d in published.of(REQUEST).values() if d["state"] == "disputed"),
    )  # fmt: skip


def _without(programmes: Mapping[str, Document], folder: Path) -> dict[str, list[Row]]:
    """The tables that name records, without their rows about those that were taken out here.

    A record that others name is not taken out; but a later release may name one that was.
    """
    found = {}
    for name, table in description.tables(folder).items():
        pointing = [(f, column) for f, other, column in table.references() if other == PROGRAMMES]
        if not pointing or name in seed.KEPT:
            continue
        known = {c: {d[c] for d in programmes.values()} for _, c in pointing}
        rows = data_tables.read_rows(folder / table.path)
        found[name] = [
            row for row in rows
            if all(part in known[c] for f, c in pointing for part in f.parts(row[f.name]) if part)
        ]  # fmt: skip
    return found


def _request(document: Document) -> dict[str, str]:
    """A request as a row of requests.csv; its state stands for an outcome that is not there yet."""
    row = {**document, "asked": document["sent"] or document["made"], "outcome": document["state"]}
    return {name: row.get(name, "") for name in REQUEST_COLUMNS}


def _last(documents: Iterable[Document]) -> date | None:
    days = [last_day(one["as_of"]) for one in documents]
    return max((day for day in days if day is not None), default=None)


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def check(folder: Path, documents: Mapping[tuple[str, str], Document]) -> None:
    """Raise DataError, naming record, column, value and remedy, for what no table may hold.

    What is published is read by everybody: a fault in one record would keep all from loading.

    ``documents`` are those to be published, by kind and key.
    """
    described = description.tables(folder)
    for (kind, key), document in documents.items():
        if kind == REQUEST:
            continue
        table = described["programmes" if kind == PROGRAMME else "sources"]
        row = {field.name: document.get(field.name, "") for field in table.schema.fields}
        first: object = None
        if kind == PROGRAMME:
            day = last_day(document["as_of"])
            as_of = max(description.as_of(folder), day) if day else description.as_of(folder)
            first = next(iter(data_tables.programmes_problems(table, [row], as_of)), None)
        else:
            first = next(iter(data_tables.problems(table, [row])), None)
        if isinstance(first, Problem):
            raise DataError(
                f"{key}, {first.column}: “{first.value}” cannot be kept; give {first.accepted}."
            )
        if first is not None:
            raise DataError(f"{first}".replace("programmes.csv, ", "", 1))
