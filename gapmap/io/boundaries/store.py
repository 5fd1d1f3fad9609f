"""Fetched boundaries on disk: a small record a level, which names its files and their hashes.

A set is in use from the moment its record is moved into place. Files are named by their content,
so a reader never meets half of an old set and half of a new one. What does not match its hash, or
is a link, is not read at all.
"""

import contextlib
import hashlib
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from gapmap.errors import DataError, NotWrittenError
from gapmap.fields import shown
from gapmap.fields.json_faults import fault
from gapmap.io.boundaries.ons_layers import RESOLUTIONS
from gapmap.io.files import looks
from gapmap.io.files.atomic import write_bytes
from gapmap.io.files.locks import locked

FOLDER: Final = "boundaries"
FORMAT: Final = 1
USES: Final[tuple["Use", ...]] = ("web", "print")
LARGEST: Final = 50_000_000  # bytes of one file; the largest set written is a fiftieth of it
REMEDY: Final = "fetch the official boundaries again or remove them (gapmap boundaries remove)"
BUSY: Final = (
    "Boundaries are being fetched or removed by another process just now; try again when it is "
    "done."
)


Use = Literal["web", "print"]
Both = msgspec.Meta(min_length=len(USES))
Vintage = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])\Z")]
File = Annotated[str, msgspec.Meta(pattern=r"^[a-z]+-(web|print)-[0-9a-f]{16}\.geojson\Z")]


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known about the fetched set of one level.

    ``services`` are the names at the source, ``source_sha256`` (hex) is over the codes and shapes
    as they came. ``files`` maps a use to (file name, sha256). ``vertices`` and ``tolerance_m``
    (metres; how far lines were simplified) are by use; ``source_vertices`` counts what came.
    """

    level: str
    vintage: Vintage
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
    files: Annotated[dict[Use, tuple[File, str]], Both]
    vertices: Annotated[dict[Use, int], Both]
    tolerance_m: Annotated[dict[Use, float], Both]
    version: str
    format: Literal[1] = FORMAT

    def __post_init__(self) -> None:
        """Check what the types do not say."""
        if self.resolution not in RESOLUTIONS:
            raise ValueError(f"“resolution” is {shown(self.resolution)}, which is none")
        try:
            datetime.fromisoformat(self.fetched)
        except ValueError:
            raise ValueError(f"“fetched” is {shown(self.fetched)}, not a date and time") from None

    @property
    def mark(self) -> str:
        """A hash (hex) that differs between any two sets."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


def read_record(home: Path, level: str) -> Record | None:
    """Return the record of a level's fetched set, None where none was fetched.

    Raises DataError in one sentence when there is one that cannot be used.
    """
    content = _read(home / FOLDER, f"{level}.json")
    if content is None:
        return None
    try:
        record = msgspec.json.decode(content, type=Record)
        why = "" if record.level == level else f"“level” is {shown(record.level)}"
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        why = fault(error, content)
    if why:
        raise DataError(
            f"The record of the fetched {level} boundaries is damaged: {why}; {REMEDY}."
        )
    return record


def read_file(home: Path, record: Record, use: Use) -> bytes:
    """Return the GeoJSON of one use of a set, whole. Raises DataError when it is not as written."""
    name, digest = record.files[use]
    content = _read(home / FOLDER, name)
    if content is None or hashlib.sha256(content).hexdigest() != digest:
        what = "missing" if content is None else "not as it was written"
        raise DataError(f"The fetched {record.level} boundaries are {what}; {REMEDY}.")
    return content


def file_path(home: Path, record: Record, use: Use) -> Path:
    """Where the GeoJSON of one use of a set lies."""
    return home / FOLDER / record.files[use][0]


def install(home: Path, record: Record, contents: Mapping[Use, bytes]) -> Record:
    """Write a set and put it to use; the caller holds ``exclusive``. Return the record as written.

    The set before it stays on disk until the next one, for readers that have just opened it.
    Raises SourceError; then, as after any interruption, the old set is still in use.
    """
    folder = home / FOLDER
    before = _named_by(home, record.level)
    files: dict[Use, tuple[str, str]] = {}
    for use, content in contents.items():
        digest = hashlib.sha256(content).hexdigest()
        files[use] = (f"{record.level}-{use}-{digest[:16]}.geojson", digest)
        write_bytes(folder / files[use][0], content)
    written = msgspec.structs.replace(record, files=files)
    text = msgspec.json.format(msgspec.json.encode(written), indent=1)
    write_bytes(folder / f"{record.level}.json", text + b"\n")
    looks.changed()
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
            raise NotWrittenError(
                f"The fetched {level} boundaries could not be removed ({error.strerror}); check "
                f"the permissions of {shown(folder, 200)}."
            ) from None
        looks.changed()
        _sweep(folder, level, set())
    return there


def exclusive(home: Path) -> contextlib.AbstractContextManager[None]:
    """Hold the lock of the folder of fetched boundaries. Raises SourceError when it is held."""
    return locked(home / FOLDER, BUSY)


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
