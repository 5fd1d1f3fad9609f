"""One budget for the whole of a file that somebody sent: bytes unpacked, objects made, time.

A limit on each part is none on their sum: a picture with ten thousand texts, each of them allowed,
unpacked to gigabytes. The time is that of the processor: on a machine that does much else an honest
file takes longer on the clock, and is no worse for it. So whoever is given a file opens a budget
for all of it, and every reader below spends from that one, whatever it unpacks, parses or counts.
``spend`` outside any budget costs nothing: the program's own files are not weighed.
"""

import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from gapmap.errors import FileTooLargeError

PIECE: Final = 1_000_000  # bytes unpacked at a time


@dataclass(frozen=True)
class Allowance:
    """The most that one file may cost, and what it should have been, for the message."""

    bytes: int  # unpacked, all parts and passes together
    objects: int  # elements, cells, chunks, members, values
    seconds: float  # of the processor
    kind: str
    remedy: str


RECIPE: Final = Allowance(
    16_000_000, 300_000, 5.0, "an export of gapmap", "choose the file as gapmap wrote it"
)
UPLOAD: Final = Allowance(
    500_000_000, 12_000_000, 60.0, "a table of programmes", "copy its rows to a new file"
)
ESTIMATES: Final = Allowance(
    30_000_000, 500_000, 10.0, "a table of estimates", "send one line an area"
)
TEMPLATE: Final = Allowance(
    80_000_000, 1_000_000, 20.0, "a template", "save it again with fewer pictures and pages"
)


class SpentError(FileTooLargeError):
    """The file costs more than it may."""


class _Purse:
    def __init__(self, name: str, allowed: Allowance) -> None:
        self.name, self.allowed = name, allowed
        self.bytes, self.objects = allowed.bytes, allowed.objects
        self.deadline = time.thread_time() + allowed.seconds

    def spend(self, size: int, objects: int) -> None:
        self.bytes -= size
        self.objects -= objects
        if self.bytes < 0:
            raise self.error(f"unpacks to more than {self.allowed.bytes / 1e6:,.0f} MB")
        if self.objects < 0:
            raise self.error(f"holds more than {self.allowed.objects:,} parts")
        if time.thread_time() > self.deadline:
            raise self.error(f"takes longer than {self.allowed.seconds:g} seconds to read")

    def error(self, what: str) -> SpentError:
        return SpentError(
            f"{self.name} is not read: it {what}, far more than {self.allowed.kind} does; "
            f"{self.allowed.remedy}."
        )


_purse: ContextVar[_Purse | None] = ContextVar("purse", default=None)


@contextmanager
def of(name: str, allowed: Allowance) -> Iterator[None]:
    """Within, all that is read counts against one allowance; ``name`` is the file's, for messages.

    Raises SpentError, a UserInputError, from whatever reader goes beyond it. A budget within
    another is that other.
    """
    if _purse.get() is not None:
        yield
        return
    token = _purse.set(_Purse(name, allowed))
    try:
        yield
    finally:
        _purse.reset(token)


def spend(size: int = 0, objects: int = 0) -> None:
    """Count ``size`` bytes and ``objects`` against the file's budget. Raises SpentError."""
    purse = _purse.get()
    if purse is not None:
        purse.spend(size, objects)


def counted(values: Iterable[Any]) -> Iterator[Any]:
    """The same values, each counted as an object."""
    for value in values:
        spend(objects=1)
        yield value


def inflated(packed: bytes, largest: int) -> bytes:
    """Unpack a zlib stream up to ``largest`` bytes, counted. Raises zlib.error and SpentError."""
    engine = zlib.decompressobj()
    found, rest = bytearray(), packed
    while rest and len(found) < largest:
        piece = engine.decompress(rest, min(PIECE, largest - len(found)))
        spend(len(piece))
        found += piece
        rest = engine.unconsumed_tail
        if not piece and not rest:
            break
    return bytes(found)


def time_left() -> float:
    """Seconds until the file's time is up; infinite outside a budget."""
    purse = _purse.get()
    return float("inf") if purse is None else purse.deadline - time.thread_time()
