"""Care of the directory: what it holds in words, copies, records as a GeoPackage."""

from pathlib import Path
from typing import TYPE_CHECKING

from gapmap.errors import BadSettingError
from gapmap.settings import Settings

if TYPE_CHECKING:
    from gapmap.io.directory.store import Directory

ON_A_SERVER = "A directory on a server is copied with its own tools: pg_dump and pg_restore."


def as_text(directory: "Directory") -> str:
    """Where a directory is, how much it holds, and its last revisions."""
    published = directory.published()
    counts = ", ".join(f"{len(its)} {kind}s" for kind, its in published.entries.items())
    lines = [f"{directory.place}: {counts or 'nothing yet'}."]
    for one in directory.revisions():
        state = "undone" if one.undone else one.state
        by = f", published by {one.published_by}" if one.published_by not in ("", one.who) else ""
        lines.append(
            f"{one.id}  {one.at}  {one.what}, {state}: {one.changes} changes by {one.who}{by}. "
            f"{one.why}"
        )
    return "\n".join(lines) + "\n"


def backup(directory: "Directory", path: Path) -> None:
    """Copy a directory of one file. Raises BadSettingError for one on a server, NotWrittenError."""
    from gapmap.io.directory import copies

    copies.backup(_file(directory), path)


def restore(settings: Settings, path: Path) -> None:
    """Put a copy in the place of the directory of the settings.

    Raises BadSettingError for one on a server, UnreadableFileError for what is no copy.
    """
    from gapmap.io.directory import copies, home
    from gapmap.tasks.asking.directory import opened

    address = settings.directory_address
    if not address:
        opened.needed(settings)  # says how to have one
    url = home.address(address)
    if url.drivername != "sqlite":
        raise BadSettingError(ON_A_SERVER)
    copies.restore(path, Path(str(url.database)))


def _file(directory: "Directory") -> Path:
    if not directory.is_file:
        raise BadSettingError(ON_A_SERVER)
    return Path(directory.place)


def export(directory: "Directory", path: Path) -> int:
    """Write the records with their points as a GeoPackage; return how many.

    Raises NotWrittenError.
    """
    from gapmap.io.directory.geopackage import write

    return write(directory, path)
