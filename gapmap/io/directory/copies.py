"""Copies of a directory of one file: whole at any moment, checked before they take its place."""

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gapmap.errors import NotWrittenError, UnreadableFileError
from gapmap.fields import shown

TABLES = {"revision", "entry", "change", "value", "alembic_version"}


def backup(source: Path, target: Path) -> None:
    """Copy a directory while others use it. Raises NotWrittenError; an old file is kept."""
    if target.exists():
        raise NotWrittenError(f"{shown(target, 200)} is there already; name another file.")
    _copied(source, target)


def restore(source: Path, target: Path) -> None:
    """Put a copy in the place of a directory, whole or not at all.

    Raises UnreadableFileError for what is no sound copy of a directory, NotWrittenError.
    """
    check(source)
    _copied(source, target)


def check(path: Path) -> None:
    """Raise UnreadableFileError where a file is no directory, or is damaged."""
    try:
        with _opened(path) as connection:
            (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
            names = {n for (n,) in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.Error:
        sound, names = "", set()
    if sound != "ok" or not names >= TABLES:
        raise UnreadableFileError(
            f"{shown(path, 200)} is no sound copy of a directory; name another."
        )


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        yield connection
    finally:
        connection.close()


def _copied(source: Path, target: Path) -> None:
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".directory-") as folder:
            made = Path(folder) / "copy"
            with _opened(source) as old, contextlib.closing(sqlite3.connect(made)) as new:
                old.backup(new)
            made.replace(target)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise NotWrittenError(
            f"{shown(target, 200)} could not be written ({reason}); choose a folder that is "
            "writable and has room."
        ) from None
