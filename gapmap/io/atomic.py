"""Write files whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path

from gapmap.errors import SourceError


def write_bytes(path: Path, data: bytes) -> None:
    """Write ``data`` beside ``path``, then move it into place; an old file survives any failure.

    Raises SourceError with the reason (no folder, no permission, disk full) and what to do.
    """
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink(missing_ok=True)
        raise SourceError(
            f"{path} could not be written ({error.strerror or error}); "
            "choose a folder that exists, is writable and has room."
        ) from None
