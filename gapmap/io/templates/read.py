"""An office's own template for Word or PowerPoint: from a file, or from the machine's settings."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from gapmap.errors import BadSettingError, UnknownNameError, UnreadableFileError, UserInputError
from gapmap.fields import shown
from gapmap.io.templates.emptied import LARGEST, emptied
from gapmap.io.uploads.table import shown_name
from gapmap.settings import VARIABLES, Settings

SETTINGS: Final[Mapping[str, str]] = {".docx": "word_template", ".pptx": "slide_template"}
"""Endings of files that are made from a template, and the setting that names one."""
FAMILIES: Final = {".docx": ".docx", ".dotx": ".docx", ".pptx": ".pptx", ".potx": ".pptx"}
"""Endings of templates, and of the files made from them."""


@dataclass(frozen=True)
class Template:
    """A template fit to be used: its name, what remains of it, and a mark of the whole file.

    ``ending`` is that of the files made from it.
    """

    name: str
    ending: str
    content: bytes
    mark: str


def read(data: bytes, name: str) -> Template:
    """Return a template from a file's bytes; ``name`` is the file's.

    Raises UserInputError, in one sentence, for a file that is none or is refused.
    """
    called, suffix = shown_name(name), Path(name).suffix.lower()
    if suffix in (".docm", ".dotm", ".pptm", ".potm"):
        raise UnreadableFileError(
            f"{called} is for macros, which gapmap does not pass on; save it as {suffix[:-1]}x."
        )
    ending = FAMILIES.get(suffix, "")
    if not ending:
        raise UnknownNameError(
            f"{called} is no template: use a file that ends in one of: {', '.join(FAMILIES)}."
        )
    mark = hashlib.sha256(data).hexdigest()[:16]
    return Template(called, ending, emptied(data, name, ending), mark)


def of_settings(product: str, settings: Settings | None = None) -> Template | None:
    """The template that the machine's settings name for a product; None where they name none.

    ``product`` is the name or ending of what is made. Raises BadSettingError for a template that
    cannot be used.
    """
    ending = f".{product.rpartition('.')[2]}"
    field = SETTINGS.get(ending)
    if field is None or (settings is None and not os.environ.get(VARIABLES[field], "").strip()):
        return None
    path: Path | None = getattr(settings or Settings.from_environment(), field)
    if path is None:
        return None
    try:
        stamp = path.stat()
        return _from_file(path, ending, stamp.st_mtime_ns, stamp.st_size)
    except UserInputError as error:
        raise BadSettingError(f"{VARIABLES[field]}: {error}") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadSettingError(
            f"{VARIABLES[field]}: {shown(path, 200)} cannot be read ({reason}); name a template."
        ) from None


@lru_cache(maxsize=4)
def _from_file(path: Path, ending: str, _changed: int, _size: int) -> Template:
    """A template of the settings; read again once the file has changed."""
    with path.open("rb") as file:
        found = read(file.read(LARGEST + 1), path.name)
    if found.ending != ending:
        raise UnreadableFileError(
            f"{found.name} makes files that end in {found.ending}, not in {ending}."
        )
    return found
