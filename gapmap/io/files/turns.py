"""Large files take turns, and what they leave behind goes back to the system.

Ten people who send 19 MB at once need the room of ten files at rest and of one at work. Python and
the C library keep what they once asked for, in pieces between what is still used; told to, they
hand back whole pages.
"""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Final

from gapmap.errors import SourceError

LARGE: Final = 1_000_000  # bytes, from which a file waits for its turn
WAIT: Final = 600.0  # seconds until others' files are done
_turn: Final = RLock()


@contextmanager
def turn(size: int) -> Iterator[None]:
    """Work on a file of so many bytes; a large one while no other large one is worked on.

    Raises SourceError when others take too long.
    """
    if size < LARGE:
        yield
        return
    if not _turn.acquire(timeout=WAIT):
        raise SourceError("Other people's files are being read; send yours again in a minute.")
    try:
        yield
    finally:
        give_back()
        _turn.release()


def give_back() -> None:
    """Hand memory that nothing uses any more back to the system, as far as it can be told to."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's alone
        if trim is not None:
            trim(0)
