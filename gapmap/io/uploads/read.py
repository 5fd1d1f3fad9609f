"""Read a file of programmes that a user sends into a plain table of texts.

CSV, Excel (XLSX and the old XLS), OpenDocument (ODS), GeoJSON, GeoPackage or a zipped shapefile.
What a cell says is kept as it is written; only blanks at its ends are dropped. Whatever else the
file tries (to be huge, to unpack to something huge, to name other files, to be something else than
its ending says) ends in one sentence.
"""

from collections.abc import Callable
from pathlib import PurePath
from typing import Final

from gapmap.errors import FileTooLargeError, UnreadableFileError
from gapmap.io.files import budget
from gapmap.io.uploads import layout
from gapmap.io.uploads.table import LIMITS, MEGABYTE, Asked, Limits, Raw, Upload, shown_name

ENDINGS: Final = (
    ".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".geojson", ".json", ".gpkg", ".zip",
)  # fmt: skip
ZIP: Final = b"PK\x03\x04"
SQLITE: Final = b"SQLite format 3\0"
OLE: Final = b"\xd0\xcf\x11\xe0"
"""What old files of Excel and Word begin with, and new ones that are locked."""


def read(
    data: bytes,
    name: str,
    limits: Limits = LIMITS,
    *,
    sheet: str = "",
    heading_line: int = 0,
    progress: Callable[[int], object] = lambda _: None,
) -> Upload:
    """Return the table in a file. Raises UserInputError, in one sentence with the remedy.

    ``sheet`` names the sheet or layer to read (blank: the likeliest); ``heading_line`` is the line
    of the headings (0: found out). ``progress`` hears how many rows have been read.
    """
    called = shown_name(name)
    found = raw(data, name, limits, sheet=sheet, progress=progress)
    return layout.table(found, called, data, limits, heading_line)


def raw(
    data: bytes,
    name: str,
    limits: Limits = LIMITS,
    *,
    sheet: str = "",
    progress: Callable[[int], object] = lambda _: None,
) -> Raw:
    """Return the rows of a file as they stand, headings not yet found. Raises UserInputError."""
    called = shown_name(name)
    if len(data) > limits.size:
        raise FileTooLargeError(
            f"{called} has {len(data) / MEGABYTE:,.0f} MB; at most {limits.size / MEGABYTE:g} MB "
            "is read. Leave out what is not about programmes, or split it."
        )
    if not data.strip(b"\0 \r\n\t"):
        raise UnreadableFileError(f"{called} is empty; send a table with one line a programme.")
    asked = Asked(limits, sheet, progress)
    try:
        with budget.of(called, budget.UPLOAD):
            return _reader(data, called)(data, called, asked)
    except (RecursionError, MemoryError):
        raise UnreadableFileError(
            f"{called} is nested too deeply to be read; save it again."
        ) from None


def _reader(data: bytes, name: str) -> Callable[[bytes, str, Asked], Raw]:
    """The reader that the ending asks for, once the content agrees."""
    from gapmap.io.uploads import maps, ods, text, xls, xlsx

    ending = PurePath(name).suffix.lower()
    if data.startswith(OLE):
        xls.stream(data, name)  # says what else it is, whatever it is called
    if ending not in ENDINGS:
        raise UnreadableFileError(f"{name} is of no kind that is read; send {_kinds()}.")
    expected = {".xlsx": ZIP, ".ods": ZIP, ".zip": ZIP, ".gpkg": SQLITE, ".xls": OLE}.get(ending)
    if any((expected == kind) != data.startswith(kind) for kind in (ZIP, SQLITE, OLE)):
        remedy = "open it and save it as XLSX" if ending == ".xls" else "save it again"
        raise UnreadableFileError(f"{name} is not what its ending {ending} says; {remedy}.")
    readers: dict[str, Callable[[bytes, str, Asked], Raw]] = {
        ".xlsx": xlsx.read,
        ".xls": xls.read,
        ".ods": ods.read,
        ".zip": maps.read_shapefile,
        ".gpkg": maps.read_geopackage,
        ".geojson": maps.read_geojson,
        ".json": maps.read_geojson,
    }
    return readers.get(ending, text.read)


def _kinds() -> str:
    return "CSV, XLSX, XLS, ODS, GeoJSON, GeoPackage (.gpkg) or a zipped shapefile (.zip)"
