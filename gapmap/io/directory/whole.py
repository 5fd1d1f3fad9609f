"""Whether what would be published fits together: each record with its table, and all of them.

What is published is read by everybody: one fault would keep all the data from loading. What is kept
is checked when it is made, and again when it is published: a draft may wait while others publish,
and an undo takes away what a later record may rest on.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Final

from gapmap.errors import DataError
from gapmap.io import description
from gapmap.io.data_tables import read_rows
from gapmap.io.directory import kept, seed
from gapmap.io.directory.models import PROGRAMME, SOURCE, Document
from gapmap.io.directory.publishing import Changed, Check, Now

KEPT: Final = {PROGRAMME: ("programmes", "programme_areas"), SOURCE: ("sources",)}
"""The tables that a directory keeps, by the kind of what has rows in them."""
KINDS: Final = {name: kind for kind, names in KEPT.items() for name in names}
REMEDY: Final = {
    PROGRAMME: "say that it has ended instead",
    SOURCE: "take that back first, or let it rest on another source",
}
"""What to do about an entry that others name, instead of taking it out."""
Tables = Mapping[str, description.Table]
Rows = Callable[[str], list[dict[str, str]]]
"""The rows of a table as they would be."""


def checker(folder: Path) -> Check:
    """What checks a directory against a data folder, which has the tables that none keeps."""
    return partial(check, folder)


def check(folder: Path, changed: Changed, now: Now) -> None:
    """Raise DataError, in one sentence, for the first thing that would not fit together."""
    kept.check(folder, {entry: after for entry, (_, after) in changed.items() if after})
    tables, rows = description.tables(folder), cache(partial(_rows, folder, now))
    for (kind, key), (before, after) in changed.items():
        if kind not in KEPT:
            continue
        strange = _strange(tables, kind, key, after, rows) if after else ()
        named = _named(tables, kind, key, before, rows) if before and not after else ()
        for fault in (*strange, *named):
            raise DataError(fault)


def _rows(folder: Path, now: Now, table: str) -> list[dict[str, str]]:
    if table not in KINDS:
        return [dict(row) for row in read_rows(folder / f"{table}.csv")]
    return [row for one in now(KINDS[table]).values() for row in _of(table, one)]


def _of(table: str, document: Document) -> list[dict[str, str]]:
    """The rows of a document in one of the tables that it has rows in."""
    return seed.areas(document) if table == "programme_areas" else [dict(document)]


def _strange(tables: Tables, kind: str, key: str, one: Document, rows: Rows) -> Iterator[str]:
    """What an entry names that there would not be."""
    if kind == PROGRAMME and not seed.areas(one):
        yield f"{key} works in no area that is known; say where it works."
    for table in KEPT[kind]:
        for field, other, column in tables[table].references():
            if (table, other) == ("programme_areas", "programmes"):
                continue  # its own
            for value in {v for row in _of(table, one) for v in field.parts(row[field.name]) if v}:
                if not any(row[column] == value for row in rows(other)):
                    yield (
                        f"{key}, {field.name}: “{value}” is not in {other}.csv; it may have been "
                        "taken out meanwhile. Give another."
                    )


def _named(tables: Tables, kind: str, key: str, gone: Document, rows: Rows) -> Iterator[str]:
    """Who would still name an entry that is taken out."""
    for table, described in tables.items():
        for field, other, column in described.references():
            if KINDS.get(other) != kind or (table, other) == ("programme_areas", "programmes"):
                continue  # its areas go with it
            value = gone[column]
            if any(row[column] == value for row in rows(other)):
                continue  # another record of the same service is still there
            for row in rows(table):
                if value in field.parts(row[field.name]):
                    who = row.get("observation_id", "")
                    at = f"{who}, {field.name}" if table in KINDS else (
                        f"{described.path} ({field.name})"
                    )  # fmt: skip
                    yield f"{key} is named in {at}, so it cannot be taken out; {REMEDY[kind]}."
