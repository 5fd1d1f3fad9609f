"""Between the project's tables and the directory: documents of CSV rows, and rows of documents.

The tables seed the directory. Where they have changed since (a new release), the change is put onto
the directory field by field; what was edited here in the meantime holds, and is told.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import shapely

from gapmap.core.evidence.merging.cells import Cells
from gapmap.io.data_tables import read_rows
from gapmap.io.directory import changes
from gapmap.io.directory.changes import Conflict, Edit
from gapmap.io.directory.history import SEED
from gapmap.io.directory.models import PROGRAMME, REQUEST, SOURCE, Document
from gapmap.io.directory.publishing import Where
from gapmap.io.directory.store import Directory, Published

AREAS: Final = "areas"
"""Field of a programme's document: its rows of programme_areas.csv."""
AREA_COLUMNS: Final = ("utla_code", "area_as_stated", "resolved_as", "part", "note", "source_id")
KEPT: Final = ("programmes", "programme_areas", "sources")
"""The tables that a directory keeps."""
ANSWERED: Final = "answered"
"""How the areas of a record are resolved that came with a return."""
Rows = Mapping[str, Sequence[Mapping[str, str]]]
"""Rows of the project's tables, by the table's name."""
Entries = dict[tuple[str, str], dict[str, str]]


def documents(rows: Rows) -> Entries:
    """The documents of programmes and sources, in the order of the tables."""
    areas: dict[str, list[list[str]]] = {}
    for row in rows["programme_areas"]:
        areas.setdefault(row["observation_id"], []).append([row[c] for c in AREA_COLUMNS])
    found: Entries = {}
    for row in rows["programmes"]:
        name = row["observation_id"]
        found[PROGRAMME, name] = {**row, AREAS: _text(areas.get(name, []))}
    for row in rows["sources"]:
        found[SOURCE, row["source_id"]] = dict(row)
    return found


def _text(areas: Sequence[Sequence[str]]) -> str:
    return json.dumps(areas, ensure_ascii=False, separators=(",", ":"))


def digest(rows: Rows) -> str:
    """A mark (sha256, hex) of tables."""
    return hashlib.sha256(
        repr([[dict(r) for r in rows[n]] for n in sorted(rows)]).encode()
    ).hexdigest()


def tables(folder: Path) -> Rows:
    """The rows of the tables that the directory keeps. Raises DataError."""
    return {n: read_rows(folder / f"{n}.csv") for n in KEPT}


def rows_of(published: Published, columns: Mapping[str, Sequence[str]]) -> Rows:
    """The rows of what is published, in the columns of each table: the same again, unless edited.

    Areas stand in the order of their programmes, and of each as it was put in.
    """
    programmes = list(published.of(PROGRAMME).values())
    served = [row for one in programmes for row in areas(one)]
    return {
        "programmes": _in(columns["programmes"], programmes),
        "programme_areas": _in(columns["programme_areas"], served),
        "sources": _in(columns["sources"], published.of(SOURCE).values()),
    }


def areas(document: Document) -> list[dict[str, str]]:
    """The rows of programme_areas.csv of a programme's document."""
    name = document["observation_id"]
    return [
        {"observation_id": name, **dict(zip(AREA_COLUMNS, row, strict=True))}
        for row in json.loads(document[AREAS])
    ]


def _in(columns: Sequence[str], rows: Iterable[Document]) -> list[dict[str, str]]:
    return [{name: row.get(name, "") for name in columns} for row in rows]


def cells(document: Document) -> Cells:
    """A programme's document as merging takes it: its columns, and its ``blocks``."""
    blocks = ";".join(sorted({row[0] for row in json.loads(document[AREAS])}))
    return {**{k: v for k, v in document.items() if k != AREAS}, "blocks": blocks}


def document(record: Cells, before: Document | None, source: str) -> dict[str, str]:
    """The document of a record after an edit; its areas stay as they were unless they changed.

    ``source`` is the id of what says so where they did.
    """
    plain = {k: v for k, v in record.items() if k != "blocks"}
    if before is not None and cells(before)["blocks"] == record["blocks"]:
        return {**plain, AREAS: before[AREAS]}
    stated = record["areas_as_stated"]
    blocks = [block for block in record["blocks"].split(";") if block]
    return {**plain, AREAS: _text([[b, stated, ANSWERED, "whole", "", source] for b in blocks])}


def places(rows: Iterable[Mapping[str, str]]) -> Where:
    """Where records work from, of the rows of towns.csv: WKB by the town's name."""
    points = {
        row["town"]: shapely.to_wkb(
            shapely.Point(float(row["longitude"]), float(row["latitude"])), byte_order=1
        )
        for row in rows
    }
    return lambda one: points.get(one.get("base_town", ""))


def seed(directory: Directory, rows: Rows, who: str, why: str) -> list[Conflict]:
    """Put the tables into a new directory, or what has changed in them since into an old one.

    Return the fields in which the directory was edited meanwhile: those stay as they are here.
    """
    wanted, base = documents(rows), directory.seeded()
    now = directory.published()
    edits, kept = [], []
    for kind, key in dict.fromkeys([*base, *wanted]):
        one = changes.edit(kind, key, base.get((kind, key)), wanted.get((kind, key)))
        if one is None:
            continue
        there = now.of(kind).get(key)
        edit, clashes = _beside(one, there)
        kept += clashes
        if edit is not None:
            edits.append(edit)
    edits = _spared(edits, now)
    if edits:
        directory.save(edits, who, SEED, why)
    return kept


def _spared(edits: list[Edit], now: Published) -> list[Edit]:
    """The edits without those that take out what a record rests on that stays here."""
    if not any(one.how == changes.REMOVE for one in edits):
        return edits
    stay = dict(now.of(PROGRAMME))
    for one in edits:
        if one.kind == PROGRAMME:
            after, _ = changes.applied(one, stay.pop(one.key, None))
            stay |= {one.key: after} if after is not None else {}
    wholes = {one["part_of"] for one in stay.values()}
    spared = {
        one.key: now.of(PROGRAMME)[one.key] for one in edits
        if one.kind == PROGRAMME and one.how == changes.REMOVE
        and one.fields["service_id"][0] in wholes and one.key in now.of(PROGRAMME)
    }  # fmt: skip
    sources = {name for record in (stay | spared).values() for name in _cited(record)}
    return [
        one for one in edits
        if one.how != changes.REMOVE or one.key not in (sources if one.kind == SOURCE else spared)
    ]  # fmt: skip


def _cited(record: Document) -> set[str]:
    """The sources that a record names."""
    more = record["more_source_ids"].split(";")
    return {record["source_id"], *more, *(row["source_id"] for row in areas(record))}


def _beside(one: Edit, there: Document | None) -> tuple[Edit | None, list[Conflict]]:
    """What of an edit can be done to what is there now, and what cannot."""
    _, clashes = changes.applied(one, there)
    if not clashes:
        return one, []
    if one.how != changes.CHANGE:
        return None, clashes
    names = {clash.field for clash in clashes}
    left = {name: pair for name, pair in one.fields.items() if name not in names}
    return (replace(one, fields=left) if left else None), clashes


def requests_of(published: Published) -> list[dict[str, str]]:
    """The requests that are kept, in their order."""
    return list(published.of(REQUEST).values())
