"""Fetched boundaries on disk: a small record a level, which names its files and their hashes.

A set is in use from the moment its record is moved into place. Files are named by their content,
so a reader never meets half of an old set and half of a new one. What does not match its hash, or
is a link, is not read at all.
"""

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from gapmap.errors import DataError, SourceError
from gapmap.fields import shown
from gapmap.io.boundaries.ons_layers import RESOLUTIONS
from gapmap.io.files.atomic import write_bytes
from gapmap.io.files.locks import locked

FOLDER: Final = "boundaries"
FORMAT: Final = 1
USES: Final = ("web", "print")
LARGEST: Final = 50_000_000  # bytes of one file; the largest set written is a fiftieth of it
VINTAGE: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
FILE: Final = re.compile(r"[a-z]+-(?:web|print)-[0-9a-f]{16}\.geojson")
REMEDY: Final = "fetch the official boundaries again or remove them (gapmap boundaries remove)"
BUSY: Final = (
    "Boundaries are being fetched or removed by another process just now; try again when it is "
    "done."
)


@dataclass(frozen=True)
class Record:
    """What is known about the fetched set of one level.

    ``services`` are the names at the source, ``source_sha256`` (hex) is over the codes and shapes
    as they came. ``files`` maps a use to (file name, sha256). ``vertices`` and ``tolerance_m``
    (metres; how far lines were simplified) are by use; ``source_vertices`` counts what came.
    """

    level: str
    vintage: str
    resolution: str
    host: str
    services: tuple[str, ...]
    fetched: str
    licence: str
    attribution: str
    accuracy: str
    areas: int
    mended: int
    source_vertices: int
    source_sha256: str
    files: Mapping[str, tuple[str, str]]
    vertices: Mapping[str, int]
    tolerance_m: Mapping[str, float]
    version: str

    @property
    def mark(self) -> str:
        """A hash (hex) that differs between any two sets."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def read_record(home: Path, level: str) -> Record | None:
    """Return the record of a level's fetched set, None where none was fetched.

    Raises DataError in one sentence when there is one that cannot be used.
    """
    content = _read(home / FOLDER, f"{level}.json")
    if content is None:
        return None
    try:
        found = json.loads(content)
        if found.pop("format") != FORMAT or found["level"] != level:
            raise ValueError("another format or level")
        return _record(found)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise DataError(
            f"The record of the fetched {level} boundaries is damaged; {REMEDY}."
        ) from None


def _record(found: dict[str, Any]) -> Record:
    """A record from its JSON. Raises ValueError, TypeError or KeyError for anything unexpected."""
    kinds = {f.name: f.type for f in fields(Record)}
    if set(found) != set(kinds):
        raise ValueError("other members")
    for name, kind in kinds.items():
        if kind in (str, int) and type(found[name]) is not kind:
            raise TypeError(name)
    found["services"] = tuple(str(s) for s in found["services"])
    found["files"] = {use: (str(n), str(h)) for use, (n, h) in found["files"].items()}
    for member in ("files", "vertices", "tolerance_m"):
        if set(found[member]) != set(USES):
            raise ValueError(member)
    if not all(FILE.fullmatch(name) for name, _ in found["files"].values()):
        raise ValueError("file name")
    if found["resolution"] not in RESOLUTIONS or not VINTAGE.fullmatch(found["vintage"]):
        raise ValueError("resolution or vintage")
    datetime.fromisoformat(found["fetched"])
    return Record(**found)


def read_file(home: Path, record: Record, use: str) -> bytes:
    """Return the GeoJSON of one use of a set, whole. Raises DataError when it is not as written."""
    name, digest = record.files[use]
    content = _read(home / FOLDER, name)
    if content is None or hashlib.sha256(content).hexdigest() != digest:
        what = "missing" if content is None else "not as it was written"
        raise DataError(f"The fetched {record.level} boundaries are {what}; {REMEDY}.")
    return content


def file_path(home: Path, record: Record, use: str) -> Path:
    """Where the GeoJSON of one use of a set lies."""
    return home / FOLDER / record.files[use][0]


def install(home: Path, record: Record, contents: Mapping[str, bytes]) -> Record:
    """Write a set and put it to use; the caller holds ``exclusive``. Return the record as written.

    The set before it stays on disk until the next one, for readers that have just opened it.
    Raises SourceError; then, as after any interruption, the old set is still in use.
    """
    folder = home / FOLDER
    before = _named_by(home, record.level)
    files = {}
    for use, content in contents.items():
        digest = hashlib.sha256(content).hexdigest()
        files[use] = (f"{record.level}-{use}-{digest[:16]}.geojson", digest)
        write_bytes(folder / files[use][0], content)
    written = Record(**{**_members(record), "files": files})
    text = json.dumps({"format": FORMAT, **asdict(written)}, ensure_ascii=False, indent=1)
    write_bytes(folder / f"{record.level}.json", f"{text}\n".encode())
    _sweep(folder, record.level, before | {name for name, _ in files.values()})
    return written


def remove(home: Path, level: str) -> bool:
    """Take a level's fetched set out of use and delete it; return whether there was any.

    Raises SourceError when it cannot be deleted.
    """
    folder = home / FOLDER
    if not folder.exists():
        return False
    with exclusive(home):
        there = os.path.lexists(folder / f"{level}.json")
        try:
            (folder / f"{level}.json").unlink(missing_ok=True)
        except OSError as error:
            raise SourceError(
                f"The fetched {level} boundaries could not be removed ({error.strerror}); check "
                f"the permissions of {shown(folder, 200)}."
            ) from None
        _sweep(folder, level, set())
    return there


def exclusive(home: Path) -> contextlib.AbstractContextManager[None]:
    """Hold the lock of the folder of fetched boundaries. Raises SourceError when it is held."""
    return locked(home / FOLDER, BUSY)


def _members(record: Record) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _named_by(home: Path, level: str) -> set[str]:
    try:
        record = read_record(home, level)
    except DataError:
        return set()
    return {name for name, _ in record.files.values()} if record else set()


def _sweep(folder: Path, level: str, keep: set[str]) -> None:
    """Delete a level's files that nothing names, and what an interrupted writer left."""
    mine = [*folder.glob(f"{level}-*.geojson"), *folder.glob(f".{level}[.-]*")]
    for path in mine:
        if path.name not in keep:
            with contextlib.suppress(OSError):  # left for the next time: it is in nobody's way
                path.unlink()


def _read(folder: Path, name: str) -> bytes | None:
    """A plain file's bytes, None where there is none. Raises DataError for links and the like."""
    path = folder / name
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        if folder.is_symlink() or path.is_symlink():
            raise DataError(f"{shown(path, 200)} is a link and was not read; {REMEDY}.")
        with os.fdopen(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
            content = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise DataError(
            f"{shown(path, 200)} cannot be read ({error.strerror}); {REMEDY}."
        ) from None
    if len(content) > LARGEST:
        raise DataError(f"{shown(path, 200)} is larger than any such file; {REMEDY}.")
    return content
