"""Read one layer of a GeoPackage (an SQLite database) that somebody sent.

The database is opened in memory and may be read only table by table: no view, no virtual table, no
function and no trigger of it is ever run, and a query that takes too many steps is stopped.
"""

import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from gapmap.errors import UnreadableFileError
from gapmap.io.files import budget
from gapmap.io.headings import known
from gapmap.io.uploads.table import Asked, Limits, chosen, too_many_rows

STEPS: Final = 50_000_000  # of SQLite's machine, for one query
KEPT: Final = 8  # what is kept until all is read costs so much more than what is passed over
KEY: Final = "fid"  # the row numbers that GDAL adds
ENVELOPES: Final = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}  # bytes of a shape's bounding box, by kind
ALLOWED: Final = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)


@dataclass(frozen=True)
class Layer:
    """The rows of one table, its shapes as stored, and their coordinate system (EPSG or WKT)."""

    header: tuple[str, ...]
    rows: list[tuple[object, ...]]
    shapes: list[BaseGeometry | None]
    epsg: int
    definition: str
    notes: tuple[str, ...]
    layers: tuple[str, ...] = ()
    title: str = ""


def read(data: bytes, name: str, asked: Asked) -> Layer:
    """Return the layer that was asked for, else the one with most headings that are known.

    Raises UnreadableFileError when the file is no sound GeoPackage.
    """
    # a database last written with a write-ahead log says so in two bytes; there is no log here
    plain = data[:18] + b"\x01\x01" + data[20:]
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(plain)
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, asked.limits.size + 1)
            database.set_authorizer(lambda action, *_: _allowed(action))
            ticks = iter(range(STEPS // 1000))
            database.set_progress_handler(lambda: next(ticks, None) is None, 1000)
            database.text_factory = lambda raw: raw.decode("utf-8", "replace")
            return _layer(database, name, asked)
    except (sqlite3.Error, shapely.errors.ShapelyError, OverflowError, TypeError, IndexError):
        raise UnreadableFileError(f"{name} is damaged: its GeoPackage cannot be read.") from None


def _allowed(action: int) -> int:
    return sqlite3.SQLITE_OK if action in ALLOWED else sqlite3.SQLITE_DENY


def _layer(database: sqlite3.Connection, name: str, asked: Asked) -> Layer:
    kinds = {
        str(row[0]): (str(row[1]), str(row[2]))
        for row in database.execute("SELECT name, type, sql FROM sqlite_master")
        if row[1] in ("table", "view")
    }
    contents = database.execute(
        "SELECT table_name, data_type FROM gpkg_contents ORDER BY table_name"
    ).fetchmany(1000)
    layers = [str(t) for t, kind in contents if kind in ("features", "attributes")]
    if not layers:
        raise UnreadableFileError(f"{name} holds no table; save it again as GeoPackage.")
    if asked.sheet:
        title = chosen(layers, asked.sheet, name, "layer")
    else:
        title = max(layers, key=lambda t: (t.lower() == "programmes", _known(kinds, t)))
    kind, sql = kinds.get(title, ("", ""))
    virtual = re.match(r"\s*create\s+virtual", sql, re.IGNORECASE)
    if kind != "table" or virtual or "gpkg_contents" not in kinds:
        raise UnreadableFileError(
            f"{name}: its layer is no plain table; save it again as GeoPackage."
        )
    return _table(database, title, layers, name, asked.limits)


def _known(kinds: Mapping[str, tuple[str, str]], table: str) -> int:
    """How many of a table's columns are known, by the words of the statement that made it."""
    _, sql = kinds.get(table, ("", ""))
    return known(re.findall(r"[\w ]+", sql[:10_000])[:400])


def _table(
    database: sqlite3.Connection, title: str, layers: Sequence[str], name: str, limits: Limits
) -> Layer:
    column, epsg, definition = _geometry(database, title)
    quoted = '"' + title.replace('"', '""') + '"'
    cursor = database.execute(f"SELECT * FROM {quoted}")  # noqa: S608 - quoted as SQL asks
    names = [str(d[0]) for d in cursor.description]
    found = []
    for row in cursor:  # pages of a database may be used many times, so each row is weighed
        size = sum(len(v) for v in row if isinstance(v, str | bytes))
        budget.spend(KEPT * size, len(row))
        found.append(row)
        if len(found) > limits.rows:
            break
    if len(found) > limits.rows:
        raise too_many_rows(name, limits)
    at = names.index(column) if column in names else -1
    kept = [i for i, heading in enumerate(names) if i != at and heading.lower() != KEY]
    shapes = [_shape(row[at]) if at >= 0 else None for row in found]
    rows = [tuple(_plain(row[i]) for i in kept) for row in found]
    more = len(layers) > 1
    notes = (f"Only the layer “{title[:60]}” was read, of {len(layers)}.",) if more else ()
    return Layer(tuple(names[i] for i in kept), rows, shapes, epsg, definition, notes,
                 tuple(layers), title)  # fmt: skip


def _geometry(database: sqlite3.Connection, table: str) -> tuple[str, int, str]:
    """Name of the column with shapes, and its coordinate system."""
    try:
        row = database.execute(
            "SELECT g.column_name, s.organization, s.organization_coordsys_id, s.definition "
            "FROM gpkg_geometry_columns g JOIN gpkg_spatial_ref_sys s ON g.srs_id = s.srs_id "
            "WHERE g.table_name = ?",
            (table,),
        ).fetchone()
    except sqlite3.OperationalError:  # a package of plain tables has no such list
        return "", 0, ""
    if row is None:
        return "", 0, ""
    known = str(row[1]).upper() == "EPSG" and isinstance(row[2], int) and row[2] > 0
    definition = "" if str(row[3]) in ("undefined", "None") else str(row[3])
    return str(row[0]), row[2] if known else 0, definition


def _plain(value: object) -> object:
    return None if isinstance(value, bytes) else value


def _shape(blob: object) -> BaseGeometry | None:
    """A stored shape: “GP”, version, flags, system, perhaps a bounding box, then WKB."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        raise TypeError("not a shape")
    flags = blob[3]
    if flags & 0x20:
        raise TypeError("a kind of shape that is not in the standard")
    start = 8 + ENVELOPES[flags >> 1 & 0x7] if flags >> 1 & 0x7 in ENVELOPES else len(blob)
    return shapely.force_2d(shapely.from_wkb(blob[start:], on_invalid="raise"))
