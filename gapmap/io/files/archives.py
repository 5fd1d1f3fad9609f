"""Open a zip archive that somebody sent, or refuse it before anything is unpacked.

Nothing is ever unpacked to a name that the archive gives.
"""

import io
import stat
import zipfile
from typing import Final

from gapmap.errors import FileTooLargeError, UnreadableFileError
from gapmap.io.files import budget

MEMBERS: Final = 1_000
UNPACKED: Final = 150_000_000  # bytes, all members together
RATIO: Final = 200  # unpacked to packed; tables seldom pass 50
SMALL: Final = 1_000_000  # bytes; below, any ratio is harmless
NESTED: Final = (".zip", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".tgz", ".zst")
METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
FAULTS: Final = (
    zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, ValueError,
    EOFError, KeyError, OSError, OverflowError, MemoryError,
)  # fmt: skip
"""What zipfile and zlib raise for a damaged archive."""


def opened(data: bytes, name: str) -> zipfile.ZipFile:
    """Return the archive when nothing in its list of contents is hostile.

    Raises UserInputError for a damaged or encrypted archive, too many members, too much to unpack,
    an archive inside, a link, or a name that leads out of the archive.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except FAULTS:
        raise UnreadableFileError(f"{name} is damaged: its zip archive cannot be opened.") from None
    found = archive.infolist()
    budget.spend(objects=len(found))
    if len(found) > MEMBERS:
        raise FileTooLargeError(f"{name} holds {len(found):,} files; at most {MEMBERS:,} are read.")
    if len({m.filename.casefold() for m in found}) < len(found):
        raise UnreadableFileError(f"{name} holds two files of one name; save it again.")
    for member in found:
        problem = _problem(member)
        if problem:
            raise UnreadableFileError(f"{name} is not read: a file in it {problem}.")
    total = sum(member.file_size for member in found)
    if total > UNPACKED:
        raise FileTooLargeError(
            f"{name} would unpack to {total / 1e6:,.0f} MB; at most {UNPACKED // 1_000_000} MB is "
            "read. Send less at a time."
        )
    return archive


def member(archive: zipfile.ZipFile, inside: str, name: str) -> bytes:
    """Return one member's bytes. Raises UserInputError when it is missing or damaged."""
    found = bytearray()
    try:
        with archive.open(inside) as part:
            while piece := part.read(budget.PIECE):
                budget.spend(len(piece))
                found += piece
        return bytes(found)
    except budget.SpentError:
        raise
    except FAULTS:
        raise UnreadableFileError(f"{name} is damaged: a part of it cannot be read.") from None
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise UnreadableFileError(f"{name} is damaged: a part of it cannot be read.") from None
        raise


def _problem(found: zipfile.ZipInfo) -> str:
    """What is wrong with one member, or nothing."""
    path = found.filename
    unsafe = path.startswith(("/", "\\")) or ".." in path.replace("\\", "/").split("/")
    if unsafe or ":" in path or not path.isprintable() or len(path) > 300:
        return "has a name that leads out of the archive"
    if stat.S_ISLNK(found.external_attr >> 16):
        return "is a link"
    if found.flag_bits & 0x1:
        return "is encrypted; save it without a password"
    if found.compress_type not in METHODS:
        return "is packed in an unusual way; save it again"
    if path.lower().endswith(NESTED):
        return "is an archive itself"
    if found.file_size > SMALL and found.file_size > RATIO * max(found.compress_size, 1):
        return "unpacks to far more than it should (a zip bomb)"
    return ""
