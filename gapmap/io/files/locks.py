"""One process at a time in a folder. The lock goes with the process: none is ever left behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gapmap.errors import BusyError, NotWrittenError, SourceError
from gapmap.fields import shown

NAME = ".lock"


@contextmanager
def locked(
    folder: Path, busy: str, remedy: str = "set GAPMAP_HOME to a folder that is writable."
) -> Iterator[None]:
    """Hold the lock of a folder, made if need be; both are kept afterwards.

    Raises SourceError: with the sentence ``busy`` when another process holds the lock, or with the
    reason when the folder cannot be made or written, or is a link.
    """
    from filelock import FileLock, Timeout  # only what changes fetched boundaries locks

    # never the soft kind, a file that is there or not: it would outlive a process that is killed
    lock = FileLock(
        folder / NAME, blocking=False, mode=0o644, fallback_to_soft=False, preserve_lock_file=True
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if folder.is_symlink():
            raise NotWrittenError(
                f"{shown(folder, 200)} is a link to somewhere else; remove it and try again."
            )
        lock.acquire()
    except SourceError:
        raise
    except Timeout:
        raise BusyError(busy) from None
    except OSError as error:
        raise NotWrittenError(
            f"{shown(folder, 200)} cannot be written ({error.strerror}); {remedy}"
        ) from None
    try:
        yield
    finally:
        lock.release()
