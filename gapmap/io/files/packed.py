"""What is kept of a large file, packed: read again by the block, so that ten of them fit.

A session keeps its file for as long as its user works with it. Its rows are read again when the
user says how to read them, its long texts when somebody looks at a programme; until then both take
a fraction of their size, and what is large lies in a file without a name, gone with the process.
"""

import bz2
import pickle
import tempfile
import weakref
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from io import SEEK_END
from threading import Lock
from typing import Any, Final, overload

BLOCK: Final = 500  # rows packed together
LARGE: Final = 300_000  # characters from which rows are packed
LONG: Final = 120  # characters from which a text is packed
TEXTS: Final = 60_000  # characters of texts packed together


MANY: Final = 1_000_000  # bytes of blocks from which they lie in a file
Row = tuple[int, tuple[str, ...]]  # line, cells


class _Unnamed:
    """A file that no folder names, closed when no shelf needs it. Raises OSError."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the next line
        self._lock = Lock()
        weakref.finalize(self, self._file.close)

    def put(self, block: bytes) -> tuple[int, int]:
        """Write a block at the end; return its place and length."""
        with self._lock:
            at = self._file.seek(0, SEEK_END)
            self._file.write(block)
            self._file.flush()
        return at, len(block)

    def get(self, place: tuple[int, int]) -> bytes:
        """The block at a place."""
        with self._lock:
            self._file.seek(place[0])
            return self._file.read(place[1])


class Shelf:
    """Blocks of bytes by number; in a file that no folder names once there are many bytes of them.

    Where no such file can be had or written (a full disk), they stay in memory.
    """

    def __init__(self) -> None:
        self._blocks: list[bytes | tuple[int, int]] = []  # held, or place in the file and length
        self._size = 0
        self._file: _Unnamed | None = None

    def __len__(self) -> int:
        """How many blocks there are."""
        return len(self._blocks)

    def __getitem__(self, number: int) -> bytes:
        """A block."""
        block = self._blocks[number]
        if isinstance(block, bytes):
            return block
        assert self._file is not None  # only then is a block elsewhere
        return self._file.get(block)

    def __reduce__(self) -> tuple[Callable[[list[bytes]], "Shelf"], tuple[list[bytes]]]:
        """The blocks themselves: another process does not have the file."""
        return Shelf.of, ([self[number] for number in range(len(self))],)

    @classmethod
    def of(cls, blocks: Iterable[bytes]) -> "Shelf":
        """A shelf of blocks."""
        found = cls()
        for block in blocks:
            found.add(block)
        return found

    def copy(self) -> "Shelf":
        """A shelf with the same blocks, to which others can be added; the file is the same."""
        found = Shelf()
        found._blocks, found._size = list(self._blocks), self._size
        found._file = self._file
        return found

    def add(self, block: bytes) -> None:
        """Put a block at the end."""
        self._blocks.append(block)
        self._size += len(block)
        if self._size < MANY:
            return
        with suppress(OSError):
            self._file = self._file or _Unnamed()
            for number, held in enumerate(self._blocks):
                if isinstance(held, bytes):
                    self._blocks[number] = self._file.put(held)


class Rows(Sequence[Row]):
    """Rows of a table, packed by the block, their long texts in a store of its own.

    Going through them unpacks each block once; asking for one row unpacks its block.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self.texts = Texts()
        self._blocks: list[bytes] = []
        self._length = 0
        block: list[tuple[int, tuple[Any, ...]]] = []
        for line, cells in rows:
            block.append((line, tuple(map(self._held, cells))))
            if len(block) == BLOCK:
                self._keep(block)
                block = []
        self._keep(block)

    def _held(self, cell: str) -> str | int:
        return cell if len(cell) < LONG else self.texts.keep(cell)

    def _keep(self, block: list[tuple[int, tuple[Any, ...]]]) -> None:
        self._blocks.append(_pack(block))
        self._length += len(block)

    def _read(self, row: tuple[int, tuple[Any, ...]]) -> Row:
        line, cells = row
        if any(type(cell) is int for cell in cells):
            cells = tuple(self.texts.text(c) if type(c) is int else c for c in cells)
        return line, cells

    def __len__(self) -> int:
        """How many rows there are."""
        return self._length

    def __iter__(self) -> Iterator[Row]:
        """Each row in turn."""
        for block in self._blocks:
            yield from map(self._read, _unpacked(block))

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        """One row, or those of a slice."""
        if isinstance(index, slice):
            return tuple(self._read(row) for row in self._some(range(self._length)[index]))
        return self._read(next(self._some(range(self._length)[index : index + 1 or None])))

    def __eq__(self, other: object) -> bool:
        """Whether the rows are the same, packed or not."""
        if not isinstance(other, Rows | tuple | list):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    def __hash__(self) -> int:
        """A number that equal rows share."""
        return hash(self._length)

    def some(self, wanted: Iterable[int]) -> Iterator[Row]:
        """The rows at some places, in rising order: only their blocks are unpacked."""
        return map(self._read, self._some(wanted))

    def _some(self, wanted: Iterable[int]) -> Iterator[tuple[int, tuple[Any, ...]]]:
        number, block = -1, list[Any]()
        for at in wanted:
            if at // BLOCK != number:
                number = at // BLOCK
                block = _unpacked(self._blocks[number])
            yield block[at % BLOCK]


class Content:
    """The bytes of a file, packed where that makes them smaller."""

    def __init__(self, data: bytes) -> None:
        packed = bz2.compress(data, 1)  # smaller than zlib's, and hardly ever read again
        self._is_packed = len(packed) < len(data)
        held = packed if self._is_packed else data
        self._mark = hash(held)
        self._shelf = Shelf.of([held])

    def __eq__(self, other: object) -> bool:
        """Whether the bytes are the same."""
        return isinstance(other, Content) and self._shelf[0] == other._shelf[0]

    def __hash__(self) -> int:
        """A number that equal contents share."""
        return self._mark

    @property
    def data(self) -> bytes:
        """The bytes as they were."""
        held = self._shelf[0]
        return bz2.decompress(held) if self._is_packed else held


class Text:
    """A text held in a store."""

    __slots__ = ("_at", "_store")

    def __init__(self, store: "Texts", at: int) -> None:
        self._store, self._at = store, at

    def __str__(self) -> str:
        """The text itself."""
        return self._store.text(self._at)


class Texts:
    """Long texts, packed together in the order in which they come."""

    def __init__(self) -> None:
        self._blocks = Shelf()
        self._starts: list[int] = []  # of each block: the number of its first text
        self._open: list[str] = []  # not packed yet
        self._size = self._count = 0
        self._last: tuple[int, list[str]] = (-1, [])
        self._known: dict[int, int] | None = None  # hash of a text → its number

    def more(self) -> "Texts":
        """A store that begins with the same texts, to which others can be added.

        A text that it has already is not kept a second time until ``close`` is called.
        """
        found = Texts()
        found._blocks, found._starts = self._blocks.copy(), list(self._starts)
        found._open, found._size, found._count = list(self._open), self._size, self._count
        found._known = {hash(self.text(at)): at for at in range(self._count)}
        return found

    def close(self) -> None:
        """Forget which texts there are: no more will be added."""
        self._known = None

    def kept(self, value: Any) -> Any:
        """The value, or a ``Text`` that stands for it when it is a long one."""
        if not isinstance(value, str) or len(value) < LONG:
            return value
        return Text(self, self.keep(value))

    def keep(self, value: str) -> int:
        """Keep a text; return its number."""
        known = self._known
        if known is not None:
            at = known.get(hash(value))
            if at is not None and self.text(at) == value:
                return at
            known[hash(value)] = self._count
        if self._size + len(value) > TEXTS and self._open:
            self._blocks.add(_pack(self._open))
            self._starts.append(self._count - len(self._open))
            self._open, self._size = [], 0
        self._open.append(value)
        self._size += len(value)
        self._count += 1
        return self._count - 1

    @property
    def count(self) -> int:
        """How many texts are held."""
        return self._count

    def text(self, at: int) -> str:
        """The text of a number."""
        first_open = self._count - len(self._open)
        if at >= first_open:
            return self._open[at - first_open]
        number, last = bisect_right(self._starts, at) - 1, self._last
        if last[0] != number:
            last = self._last = (number, _unpacked(self._blocks[number]))
        return last[1][at - self._starts[number]]


def _pack(items: list[Any]) -> bytes:
    return zlib.compress(pickle.dumps(items))


def _unpacked(block: bytes) -> list[Any]:
    found: list[Any] = pickle.loads(zlib.decompress(block))  # noqa: S301 - packed here
    return found
