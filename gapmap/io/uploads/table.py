"""A table as it was sent, what its readers hand over, and how large it may be."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from shapely.geometry.base import BaseGeometry

from gapmap.errors import FileTooLargeError, UnknownNameError, UserInputError
from gapmap.io.files.packed import LARGE, Content, Row, Rows, Texts

MEGABYTE: Final = 1_000_000


@dataclass(frozen=True)
class Limits:
    """The largest file that is read: bytes, rows, columns, map points."""

    size: int = 20 * MEGABYTE
    rows: int = 100_000
    columns: int = 200
    points: int = 500_000


LIMITS: Final = Limits()


@dataclass(frozen=True)
class Asked:
    """How a file is to be read: limits, the sheet wanted (blank: the likeliest), who is told.

    ``progress`` hears how many rows have been read.
    """

    limits: Limits = LIMITS
    sheet: str = ""
    progress: Callable[[int], object] = lambda _: None


@dataclass(frozen=True)
class Raw:
    """What a reader of one format found: rows of cells with their lines, as written.

    ``shapes`` (EPSG:27700, metres) stand beside the rows, None where a row has none; empty for a
    table without a map. ``notes`` say what was chosen in reading. ``sheets`` are the sheets or
    layers that can be asked for, ``sheet`` the one read, ``same`` others with the same headings.
    ``unsaved`` are cells (line, index) whose formula has no stored result. ``by_separator`` is
    true where a cell too many means that separators or quotes are wrong; ``first`` says that the
    headings stand on the first line, whatever the others hold. ``merged`` are cells that go on in
    the rows below: first line, last line, index.
    """

    rows: Sequence[tuple[int, Sequence[str]]]
    shapes: Sequence[BaseGeometry | None] = ()
    notes: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    same: tuple[str, ...] = ()
    unsaved: frozenset[tuple[int, int]] = frozenset()
    by_separator: bool = False
    first: bool = False
    separator: str = ""  # of the columns of a text
    merged: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True)
class Upload:
    """A table as sent: its headings, its rows (line, cells) and, for a map, their shapes.

    ``heading_line`` is the line of its headings; ``sheets``, ``sheet``, ``same`` and ``unsaved``
    are as in ``Raw``; ``faults`` say what is wrong with a line as a whole (line → what is
    accepted). Rows of a large file are ``packed``: go through them rather than ask for one.
    """

    name: str
    header: tuple[str, ...]
    rows: Sequence[Row]
    shapes: tuple[BaseGeometry | None, ...]
    notes: tuple[str, ...]
    content: Content
    heading_line: int = 1
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    same: tuple[str, ...] = ()
    unsaved: frozenset[tuple[int, int]] = frozenset()
    faults: Mapping[int, str] = field(default_factory=dict)
    separator: str = ""

    @property
    def data(self) -> bytes:
        """The file itself."""
        return self.content.data

    def some(self, wanted: Sequence[int]) -> Iterator[Row]:
        """The rows at some places (0: the first), in rising order."""
        if isinstance(self.rows, Rows):
            return self.rows.some(wanted)
        return (self.rows[at] for at in wanted)

    def texts(self) -> Texts:
        """A store of long texts that has those of the rows already, where these are packed."""
        return self.rows.texts.more() if isinstance(self.rows, Rows) else Texts()


def kept_rows(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows as they are kept: packed where they are much text."""
    size = 0
    for _, cells in rows:
        size += sum(map(len, cells)) + 100
        if size > LARGE:
            return Rows(rows)
    return tuple(rows)


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
    return FileTooLargeError(
        f"{name} has more than {limits.rows:,} rows; leave out what is not about programmes, or "
        "split it."
    )


def chosen(titles: Sequence[str], wanted: str, name: str, kind: str = "sheet") -> str:
    """The sheet that was asked for. Raises UserInputError, naming the sheets, where it is none."""
    found = next((t for t in titles if t.strip().casefold() == wanted.strip().casefold()), None)
    if found is None:
        shown = ", ".join(f"“{t[:60]}”" for t in titles[:20])
        raise UnknownNameError(f"{name} has no {kind} “{wanted[:60]}”; it has {shown}.")
    return found
