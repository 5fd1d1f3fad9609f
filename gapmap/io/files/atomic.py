"""Write files whole or not at all."""

import contextlib
import os
import stat
import tempfile
from pathlib import Path
from typing import IO

from gapmap.errors import NotWrittenError, SourceError
from gapmap.fields import shown


def _opened(handle: int) -> IO[bytes]:
    try:
        return os.fdopen(handle, "wb")
    except BaseException:
        os.close(handle)
        raise


def _check_ordinary(path: Path) -> None:
    """Raise SourceError for a device, pipe, socket or folder; a link is replaced, not followed."""
    with contextlib.suppress(FileNotFoundError):
        kind = path.lstat().st_mode
        if not (stat.S_ISREG(kind) or stat.S_ISLNK(kind)):
            raise NotWrittenError(
                f"{shown(path, 200)} is no ordinary file and was left as it is; name a file."
            )


def write_bytes(path: Path, data: bytes) -> None:
    """Write ``data`` beside ``path``, then move it into place; an old file survives any failure.

    Raises SourceError with the reason (no folder, no permission, disk full) and what to do.
    """
    temporary: Path | None = None
    try:
        _check_ordinary(path)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        temporary = Path(name)
        with _opened(handle) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        temporary.replace(path)
    except SourceError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise NotWrittenError(
            f"{shown(path, 200)} could not be written ({reason}); "
            "choose a folder that exists, is writable and has room."
        ) from None
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
