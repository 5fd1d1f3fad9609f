"""Standard output and error of a command: what happens when nobody reads them any more."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import StringIO, TextIOBase, TextIOWrapper
from typing import Final, TextIO

from gapmap.errors import NotWrittenError

CUT: Final = 141  # exit code of a command whose reader left, as the shell gives it


class _Forgiving(TextIOBase):
    """Standard error that may be closed at any moment: work does not end because nobody hears."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write what can be written."""
        with suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Pass on what was written, if it can be."""
        try:
            self._stream.flush()
        except (OSError, ValueError):
            silence(2)

    def isatty(self) -> bool:
        """Whether somebody looks at it."""
        with suppress(OSError, ValueError):
            return self._stream.isatty()
        return False

    def fileno(self) -> int:
        """Its number."""
        return self._stream.fileno()


def silence(number: int) -> None:
    """Lead a stream whose reader has left nowhere, so that Python's last flush does not fail."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)


@contextmanager
def prepared() -> Iterator[None]:
    """UTF-8 with LF line ends wherever the output goes; streams that are closed take no harm."""
    for number in range(3):  # else the next file opened would be taken for the stream
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    if isinstance(sys.stderr, TextIOWrapper):
        sys.stderr.reconfigure(errors="replace")
    before = sys.stderr
    sys.stderr = _Forgiving(before if before is not None else StringIO())
    try:
        yield
    finally:
        sys.stderr.flush()
        sys.stderr = before


def needed() -> TextIO:
    """Standard output, for a command whose work is what it prints. Raises SourceError if closed."""
    if sys.stdout is None or sys.stdout.closed:
        raise NotWrittenError("Standard output is closed, so nothing could be printed; open it.")
    return sys.stdout


def say(text: str) -> None:
    """Say that work is done: it is done, whether or not anybody hears."""
    if sys.stdout is None:
        return
    try:
        print(text, flush=True)
    except (OSError, ValueError):
        silence(1)
