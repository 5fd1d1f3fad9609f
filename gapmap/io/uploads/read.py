"""Read a file of programmes that a user sends into a plain table of texts.

CSV, Excel (XLSX), OpenDocument (ODS), GeoJSON, GeoPackage or a zipped shapefile. What a cell says
is kept as it is written; only blanks at its ends are dropped. Whatever else the file tries (to be
huge, to unpack to something huge, to name other files, to be something else than its ending says)
ends in one sentence.
"""

import unicodedata
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Final

from gapmap.errors import UserInputError
from gapmap.io.uploads.table import LIMITS, MEGABYTE, Limits, Raw, Upload, shown_name

ENDINGS: Final = (".csv", ".txt", ".tsv", ".xlsx", ".ods", ".geojson", ".json", ".gpkg", ".zip")
HIDDEN: Final = dict.fromkeys(map(ord, "\ufeff\u200b\u2060\u00ad"))  # seen by nobody
ZIP: Final = b"PK\x03\x04"
SQLITE: Final = b"SQLite format 3\0"
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"


def read(data: bytes, name: str, limits: Limits = LIMITS) -> Upload:
    """Return the table in a file. Raises UserInputError, in one sentence with the remedy."""
    called = shown_name(name)
    if len(data) > limits.size:
        raise UserInputError(
            f"{called} has {len(data) / MEGABYTE:,.0f} MB; at most {limits.size / MEGABYTE:g} MB "
            "is read. Leave out what is not about programmes, or split it."
        )
    if not data.strip(b"\0 \r\n\t"):
        raise UserInputError(f"{called} is empty; send a table with one line a programme.")
    try:
        raw = _reader(data, called)(data, called, limits)
    except (RecursionError, MemoryError):
        raise UserInputError(f"{called} is nested too deeply to be read; save it again.") from None
    return _table(raw, called, data, limits)


def _reader(data: bytes, name: str) -> Callable[[bytes, str, Limits], Raw]:
    """The reader that the ending asks for, once the content agrees."""
    # the readers of maps and sheets are slow to import, and a CSV needs neither
    from gapmap.io.uploads import maps, sheets, text

    ending = PurePath(name).suffix.lower()
    if data.startswith(OLD_EXCEL):
        raise UserInputError(f"{name} is in an old or locked Excel format; save it as XLSX.")
    if ending not in ENDINGS:
        raise UserInputError(f"{name} is of no kind that is read; send {_kinds()}.")
    is_zip, is_database = data.startswith(ZIP), data.startswith(SQLITE)
    expected = {".xlsx": ZIP, ".ods": ZIP, ".zip": ZIP, ".gpkg": SQLITE}.get(ending)
    if (expected == ZIP) != is_zip or (expected == SQLITE) != is_database:
        raise UserInputError(f"{name} is not what its ending {ending} says; save it again.")
    readers: dict[str, Callable[[bytes, str, Limits], Raw]] = {
        ".xlsx": sheets.read_xlsx,
        ".ods": sheets.read_ods,
        ".zip": maps.read_shapefile,
        ".gpkg": maps.read_geopackage,
        ".geojson": maps.read_geojson,
        ".json": maps.read_geojson,
    }
    return readers.get(ending, text.read)


def _kinds() -> str:
    return "CSV, XLSX, ODS, GeoJSON, GeoPackage (.gpkg) or a zipped shapefile (.zip)"


def _table(raw: Raw, name: str, data: bytes, limits: Limits) -> Upload:
    """The first line that is not blank is the header; blank lines are left out."""
    rows, shapes = [], []
    for position, (line, cells) in enumerate(raw.rows):
        clean = _trimmed(cells)
        if clean or (raw.shapes and raw.shapes[position] is not None):
            rows.append((line, clean))
            shapes.append(raw.shapes[position] if raw.shapes else None)
    if not rows:
        raise UserInputError(f"{name} has no headings; its first line must name the columns.")
    (line, header), rows, shapes = rows[0], rows[1:], shapes[1:]
    _check_header(header, line, name, limits)
    if not rows:
        raise UserInputError(f"{name} has no rows under its headings; add one line a programme.")
    for line, cells in rows:
        _check_row(line, cells, header, name, limits)
    filled = [(at, (*cells, *[""] * (len(header) - len(cells)))) for at, cells in rows]
    return Upload(name, header, tuple(filled), tuple(shapes), raw.notes, data)


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """Cells without blanks at their ends, composed (NFC), without empty cells at the row's end."""
    clean = [unicodedata.normalize("NFC", cell.translate(HIDDEN)).strip() for cell in cells]
    while clean and not clean[-1]:
        clean.pop()
    return tuple(clean)


def _check_header(header: Sequence[str], line: int, name: str, limits: Limits) -> None:
    if len(header) > limits.columns:
        raise UserInputError(
            f"{name} has {len(header):,} columns; at most {limits.columns} are read."
        )
    if any(len(heading) > 300 or not heading.isprintable() for heading in header):
        raise UserInputError(
            f"{name}, line {line}: a heading is too long or holds what cannot be shown; "
            "the first line must name the columns."
        )
    named = [heading.casefold() for heading in header if heading]
    twice = next((h for h in named if named.count(h) > 1), None)
    if twice is not None:
        raise UserInputError(f"{name} has the heading “{twice[:40]}” twice; give each its own.")


def _check_row(
    line: int, cells: Sequence[str], header: Sequence[str], name: str, limits: Limits
) -> None:
    if len(cells) > len(header):
        raise UserInputError(
            f"{name}, line {line}: {len(cells)} cells under {len(header)} headings; check the "
            "separators and quotes, or name the column."
        )
    longest = max(map(len, cells), default=0)
    if longest > limits.cell:
        raise UserInputError(
            f"{name}, line {line}: a cell has {longest:,} characters; at most {limits.cell:,} are "
            "read. Shorten it."
        )
