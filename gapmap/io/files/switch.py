"""A folder that is changed whole or not at all.

The new content is put together beside the folder, out of hard links to what stays the same, and the
two change places in one step where the system has one (Linux). Elsewhere, and where a folder cannot
be moved, such as one that a disk is mounted on, files are replaced one by one, the one that says
what the folder holds last. Files that are not ours stay where they are.
"""

import contextlib
import ctypes
import os
import shutil
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from gapmap.errors import NotWrittenError
from gapmap.fields import shown
from gapmap.io.files.atomic import write_bytes

NEW: Final = ".publishing"
AT_FDCWD, RENAME_EXCHANGE = -100, 2


def change(folder: Path, written: Mapping[str, bytes], gone: Collection[str], last: str) -> bool:
    """Write files into a folder and take others out of it; True where it was in one step.

    Paths are within the folder, which is made if need be. ``last`` is the file that says what
    the folder holds. Raises NotWrittenError, and then the folder is as it was.
    """
    folder = folder.resolve()
    draft = folder.with_name(f".{folder.name}{NEW}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        clear(folder)
        if _exchangeable(folder):
            _draft(folder, draft, {*written, *gone})
            for name, data in written.items():
                _write(draft / name, data)
            _sync(draft)
            if _exchange(draft, folder):
                _sync(folder.parent)
                shutil.rmtree(draft, ignore_errors=True)
                return True
            shutil.rmtree(draft, ignore_errors=True)
        _one_by_one(folder, written, gone, last)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise NotWrittenError(
            f"{shown(folder, 200)} could not be written ({error.strerror or error}); choose a "
            "folder that is writable and has room."
        ) from None
    return False


def clear(folder: Path) -> None:
    """Take away what a process left beside a folder that ended in the middle."""
    shutil.rmtree(folder.with_name(f".{folder.name}{NEW}"), ignore_errors=True)


def _exchangeable(folder: Path) -> bool:
    return (
        sys.platform == "linux"
        and not os.path.ismount(folder)
        and os.access(folder.parent, os.W_OK)
    )


def _draft(folder: Path, draft: Path, but: Collection[str]) -> None:
    """The folder again, of hard links (or copies where there are none), without some files."""
    draft.mkdir(mode=folder.stat().st_mode & 0o777)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_dir() and not path.is_symlink():
            (draft / name).mkdir(exist_ok=True)
        elif name.as_posix() not in but:
            try:
                os.link(path, draft / name, follow_symlinks=False)
            except OSError:
                shutil.copy2(path, draft / name, follow_symlinks=False)
    for inside in sorted((p for p in draft.rglob("*") if p.is_dir()), reverse=True):
        with contextlib.suppress(OSError):  # folders that are empty now
            inside.rmdir()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)
    path.chmod(0o644)


def _sync(folder: Path) -> None:
    """See to it that what was written is on the disk before it takes the other's place."""
    if hasattr(os, "sync") and folder.is_dir():
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system has no such step."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    paths = os.fsencode(one), os.fsencode(other)
    done: int = rename(AT_FDCWD, paths[0], AT_FDCWD, paths[1], RENAME_EXCHANGE)
    return done == 0


def _one_by_one(
    folder: Path, written: Mapping[str, bytes], gone: Collection[str], last: str
) -> None:
    order = sorted(written, key=lambda name: (name == last, name.endswith(".html"), name))
    for name in order:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if name != last:
            write_bytes(folder / name, written[name])
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    if last in written:
        write_bytes(folder / last, written[last])
