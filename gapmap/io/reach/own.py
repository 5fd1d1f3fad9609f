"""A user's own points and ways: long tables as CSV or Parquet, faults named by row.

Points: ``origin``, ``area`` (GSS code of the council), ``people``, and ``easting`` and ``northing``
(metres) or ``latitude`` and ``longitude`` (degrees); without coordinates where ways are given too.
Ways: ``origin``, ``provider``, and ``minutes`` or ``metres``. A pair that is not there is too far.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from gapmap.errors import FileTooLargeError, UnknownAreaError, UnreadableFileError
from gapmap.fields import shown
from gapmap.io.reach.points import Point, to_grid

LARGEST: Final = 500_000_000  # bytes
MOST_ROWS: Final = 50_000_000
PARQUET: Final = b"PAR1"
UNITS: Final = ("minutes", "metres")
FARTHEST: Final = 2_000_000.0  # metres, and minutes; beyond it a number is a mistake


@dataclass(frozen=True, eq=False)
class Ways:
    """Ways between points and providers, by their codes, in ``unit``.

    ``origin`` and ``provider`` number the codes in ``origins`` and ``providers``; ``mark`` is that
    of the content of the file called ``name``.
    """

    origins: tuple[str, ...]
    providers: tuple[str, ...]
    origin: npt.NDArray[np.int64]
    provider: npt.NDArray[np.int64]
    length: npt.NDArray[np.float64]
    unit: str
    name: str
    mark: str = ""


@dataclass(frozen=True)
class Points:
    """Points of a file called ``name``; ``mark`` is that of its content."""

    points: tuple[Point, ...]
    name: str
    mark: str


@dataclass(frozen=True)
class Brought:
    """What a user brings to reach: points and ways of their own, None for what is shipped."""

    points: Points | None = None
    ways: Ways | None = None


NOTHING: Final = Brought()


def mark_of(data: bytes) -> str:
    """A short mark of a file's content: another content has another mark."""
    return hashlib.sha256(data).hexdigest()[:8]


def ways(data: bytes, name: str, most_rows: int = MOST_ROWS) -> Ways:
    """Read a table of ways. Raises UserInputError naming file, row, column, value and remedy."""
    table, first = _table(data, name, most_rows)
    unit = next((u for u in UNITS if u in table.column_names), "")
    _needs(table, name, ("origin", "provider", unit or "minutes"))
    length = _numbers(table, unit, name, first, least=0.0)
    (origins, origin), (providers, provider) = (
        _codes(table, column, name, first) for column in ("origin", "provider")
    )
    both = origin * max(1, len(providers)) + provider
    order = np.argsort(both, kind="stable")
    again = np.flatnonzero(both[order][1:] == both[order][:-1])
    if len(again):
        row = int(order[again + 1].min())
        raise UnreadableFileError(
            f"{shown(name)}, row {row + first}: the way from {shown(origins[origin[row]])} to "
            f"{shown(providers[provider[row]])} stands there a second time; leave one of them."
        )
    return Ways(origins, providers, origin, provider, length, unit, name, mark_of(data))


def origins(data: bytes, name: str, blocks: Collection[str], *, far: bool) -> tuple[Point, ...]:
    """Read a table of points. Raises UserInputError naming file, row, column, value and remedy.

    ``blocks`` are the codes that ``area`` may have. ``far``: coordinates are needed.
    """
    table, first = _table(data, name)
    _needs(table, name, ("origin", "area", "people"))
    people = _numbers(table, "people", name, first, least=0.0)
    east, north = np.zeros(len(people)), np.zeros(len(people))
    if {"easting", "northing"} <= set(table.column_names):
        east, north = (_numbers(table, c, name, first) for c in ("easting", "northing"))
    elif {"latitude", "longitude"} <= set(table.column_names):
        latitudes = _numbers(table, "latitude", name, first, least=49.0, most=61.0)
        longitudes = _numbers(table, "longitude", name, first, least=-9.0, most=3.0)
        east, north = to_grid(longitudes, latitudes)
    elif far:
        raise UnreadableFileError(
            f"{shown(name)} has no coordinates; add columns easting and northing (metres), or "
            "latitude and longitude, or give a table of ways as well."
        )
    codes, at = _codes(table, "origin", name, first)
    if len(codes) != len(at):
        row = int(np.setdiff1d(np.arange(len(at)), np.unique(at, return_index=True)[1])[0])
        raise UnreadableFileError(
            f"{shown(name)}, row {row + first}, column origin: {shown(codes[at[row]])} stands "
            "there a second time; each point has one row."
        )
    areas, area = _codes(table, "area", name, first)
    strange = [i for i, code in enumerate(areas) if code not in blocks]
    if strange:
        row = int(np.flatnonzero(np.isin(area, strange))[0])
        raise UnknownAreaError(
            f"{shown(name)}, row {row + first}, column area: {shown(areas[area[row]])} is no "
            "council of England or Wales; use the GSS code of the council, such as E08000003."
        )
    return tuple(
        Point(codes[i], areas[a], float(n), float(x), float(y))
        for i, a, n, x, y in zip(at, area, people, east, north, strict=True)
    )


def _table(data: bytes, name: str, most_rows: int = MOST_ROWS) -> tuple[pa.Table, int]:
    """The columns of a file, and the number of its first row as a reader counts."""
    if len(data) > LARGEST:
        raise FileTooLargeError(
            f"{shown(name)} has {len(data) / 1e6:,.0f} MB; at most {LARGEST / 1e6:,.0f} MB is "
            "read. Leave out pairs that are too far, or split it by region."
        )
    packed = data.startswith(PARQUET) or PurePath(name).suffix.lower() == ".parquet"
    try:
        if packed:
            held = parquet.ParquetFile(BytesIO(data))
            _not_more(held.metadata.num_rows, most_rows, name)
            table = held.read()
        else:
            heads = data.split(b"\n", 1)[0].decode("utf-8-sig").strip().split(",")
            options = arrow_csv.ConvertOptions(
                column_types={head.strip().strip('"'): pa.string() for head in heads},
                strings_can_be_null=False,
            )
            table = arrow_csv.read_csv(BytesIO(data), convert_options=options)
            _not_more(table.num_rows, most_rows, name)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        said = " ".join(str(error).split())[:200]
        raise UnreadableFileError(
            f"{shown(name)} cannot be read as {'Parquet' if packed else 'CSV'} ({said}); save it "
            "as CSV (UTF-8, commas, headings in the first row) or Parquet."
        ) from None
    table = table.rename_columns([head.strip().lower() for head in table.column_names])
    if not table.num_rows:
        raise UnreadableFileError(f"{shown(name)} has no rows; give one row a line.")
    return table, 1 if packed else 2


def _not_more(rows: int, most: int, name: str) -> None:
    if rows > most:
        raise FileTooLargeError(
            f"{shown(name)} has more than {most:,} rows; leave out pairs that are too far."
        )


def _needs(table: pa.Table, name: str, columns: Sequence[str]) -> None:
    for column in columns:
        if table.column_names.count(column) != 1:
            fault = "twice" if column in table.column_names else "no"
            raise UnreadableFileError(
                f"{shown(name)} has {'the' if fault == 'twice' else 'no'} column {column}"
                f"{' twice' if fault == 'twice' else ''}; it has "
                f"{shown(', '.join(table.column_names), 200)}. Name each column once."
            )


def _codes(
    table: pa.Table, column: str, name: str, first: int
) -> tuple[tuple[str, ...], npt.NDArray[np.int64]]:
    """The different texts of a column, and the number of each row's among them."""
    values = pc.utf8_trim_whitespace(table[column].cast(pa.string())).combine_chunks()
    empty = pc.fill_null(pc.equal(values, ""), True)
    if pc.any(empty).as_py():
        row = pc.index(empty, True).as_py()
        raise UnreadableFileError(
            f"{shown(name)}, row {row + first}, column {column}: blank; give its code or name."
        )
    packed = values.dictionary_encode()
    return tuple(packed.dictionary.to_pylist()), packed.indices.to_numpy().astype(np.int64)


def _numbers(
    table: pa.Table,
    column: str,
    name: str,
    first: int,
    *,
    least: float = -FARTHEST,
    most: float = 1e9,
) -> npt.NDArray[np.float64]:
    values: Any = table[column].combine_chunks()
    try:
        numbers = pc.fill_null(values.cast(pa.float64()), float("nan")).to_numpy(
            zero_copy_only=False
        )
    except pa.ArrowInvalid:
        numbers = np.array([_number(v) for v in values.to_pylist()])
    wrong = ~((numbers >= least) & (numbers <= most))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        told = shown(str(values[row].as_py() if values[row].is_valid else "blank"))
        others = int(wrong.sum()) - 1
        raise UnreadableFileError(
            f"{shown(name)}, row {row + first}, column {column}: {told} is not accepted; use a "
            f"number from {least:g} to {most:g}"
            + (f". So it is in {others:,} more rows." if others else ".")
        )
    found: npt.NDArray[np.float64] = numbers
    return found


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return float("nan")
