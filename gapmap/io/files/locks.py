"""One process at a time in a folder. The lock goes with the process: none is ever left behind."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from gapmap.errors import SourceError
from gapmap.fields import shown

NAME = ".lock"

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(folder: Path, busy: str) -> Iterator[None]:
    """Hold the lock of a folder, made if need be; both are kept afterwards.

    Raises SourceError: with the sentence ``busy`` when another process holds the lock, or with the
    reason when the folder cannot be made or written, or is a link.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if folder.is_symlink():
            raise SourceError(
                f"{shown(folder, 200)} is a link to somewhere else; remove it and try again."
            )
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        file = os.fdopen(os.open(folder / NAME, flags, 0o644), "rb+")
    except SourceError:
        raise
    except OSError as error:
        raise SourceError(
            f"{shown(folder, 200)} cannot be written ({error.strerror}); set GAPMAP_HOME to a "
            "folder that is writable."
        ) from None
    with file:
        try:
            _take(file)
        except OSError:
            raise SourceError(busy) from None
        yield
