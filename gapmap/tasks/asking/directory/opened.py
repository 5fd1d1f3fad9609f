"""The directory of the settings, and the dataset with what it keeps.

Without the setting there is none, and everything is as it was shipped.
"""

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from gapmap.dataset import DATA, Dataset
from gapmap.errors import BadSettingError
from gapmap.settings import VARIABLES, Settings

if TYPE_CHECKING:
    from gapmap.io.directory.store import Directory, Published

US = "gapmap"
"""Who seeds a directory."""


def directory(settings: Settings) -> "Directory | None":
    """The open directory, seeded with the shipped data; None where none is set.

    Raises BadSettingError for an address that is none, SourceError where it cannot be used.
    """
    address = settings.directory_address
    return _opened(address, DATA) if address else None


def needed(settings: Settings) -> "Directory":
    """The open directory. Raises BadSettingError, which says how to have one."""
    found = directory(settings)
    if found is None:
        raise BadSettingError(
            f"There is no directory to keep answers in: set {VARIABLES['directory']} to “yes” (a "
            "file in your data folder), to the full path of a file, or to a server's address."
        )
    return found


@cache
def _opened(address: str, folder: Path) -> "Directory":
    """Open a directory once a process; SQLAlchemy is loaded only where there is one."""
    from gapmap.io.data_tables import read_rows
    from gapmap.io.directory import seed, whole
    from gapmap.io.directory.history import SEED
    from gapmap.io.directory.publishing import Rules
    from gapmap.io.directory.store import Directory

    where = seed.places(read_rows(folder / "towns.csv"))
    found = Directory.open(address, Rules(where, whole.checker(folder)))
    rows = seed.tables(folder)
    why = f"data {seed.digest(rows)[:16]}"
    if not any(r.what == SEED and r.why == why for r in found.revisions(most=1_000)):
        seed.seed(found, rows, US, why)
    return found


def published(settings: Settings) -> "Published":
    """All that is published, read once for each state of the directory. Raises BadSettingError."""
    found = needed(settings)
    return _published(settings.directory_address or "", found.mark())


@lru_cache(maxsize=1)
def _published(address: str, mark: str) -> "Published":  # noqa: ARG001
    return _opened(address, DATA).published()


def forget() -> None:
    """Let go of every directory that is open."""
    _published.cache_clear()
    _opened.cache_clear()


def load(settings: Settings) -> Dataset:
    """The dataset, with what the directory keeps where there is one. Raises GapmapError."""
    found = directory(settings)
    if found is None:
        return Dataset.load()
    from gapmap.io.directory.kept import kept

    return Dataset.load(kept=kept(found.published(), DATA))


def mark(settings: Settings) -> str:
    """What changes whenever the dataset would; blank without a directory."""
    found = directory(settings)
    return "" if found is None else f"{settings.directory_address}#{found.mark()}"
