"""A file that a user names: its bytes, up to a limit."""

from pathlib import Path

from gapmap.errors import FileNotOpenedError, UserInputError
from gapmap.fields import shown
from gapmap.io.uploads.table import Limits


def read_file(path: Path, kind: str, largest: int = 0) -> bytes:
    """A file's bytes, no more than are needed to see that it is too large.

    ``kind`` says what should be named; ``largest`` is in bytes (0: what may be uploaded). Raises
    UserInputError when it cannot be read.
    """
    try:
        if path.exists() and not path.is_file():
            raise FileNotOpenedError(f"{shown(path, 200)} is not a file; name {kind}.")
        with path.open("rb") as file:
            return file.read((largest or Limits().size) + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, UserInputError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise FileNotOpenedError(
            f"{shown(path, 200)} cannot be read ({reason}); name {kind}."
        ) from None
