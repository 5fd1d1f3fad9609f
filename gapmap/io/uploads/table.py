"""A table as it was sent, what its readers hand over, and how large it may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shapely.geometry.base import BaseGeometry

from gapmap.errors import UserInputError

MEGABYTE: Final = 1_000_000


@dataclass(frozen=True)
class Limits:
    """The largest file that is read: bytes, rows, columns, characters in a cell, map points."""

    size: int = 20 * MEGABYTE
    rows: int = 20_000
    columns: int = 200
    cell: int = 2_000
    points: int = 500_000


LIMITS: Final = Limits()


@dataclass(frozen=True)
class Raw:
    """What a reader of one format found: rows of cells with their lines, as written.

    ``shapes`` (EPSG:27700, metres) stand beside the rows, None where a row has none; empty for a
    table without a map. ``notes`` say what was chosen in reading.
    """

    rows: Sequence[tuple[int, Sequence[str]]]
    shapes: Sequence[BaseGeometry | None] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Upload:
    """A table as sent: its headings, its rows (line, cells) and, for a map, their shapes."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    shapes: tuple[BaseGeometry | None, ...]
    notes: tuple[str, ...]
    data: bytes

    def __hash__(self) -> int:
        return hash((self.name, self.data))


def shown_name(name: str) -> str:
    """A file name fit to be shown: no folders, nothing invisible, at most 80 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c if c.isprintable() else "?" for c in last).strip()
    kept = kept if len(kept) <= 80 else f"{kept[:60]}…{kept[-19:]}"
    return kept or "your file"


def number_text(value: float) -> str:
    """A number of a sheet or map as text, whole numbers without a decimal point."""
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"


def too_many_rows(name: str, limits: Limits) -> UserInputError:
    """The error for a table longer than the limit."""
    return UserInputError(
        f"{name} has more than {limits.rows:,} rows; leave out what is not about programmes, or "
        "split it."
    )
