"""What a publication says of itself: every file's mark and day, and what was found of each area.

The next publication reads it to leave files as they are that would be the same, to date pages by
when they last changed, and to tell what has changed since.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, Literal

import msgspec

from gapmap.errors import CommandError
from gapmap.fields import shown
from gapmap.present.standalone.site.feed import News
from gapmap.present.standalone.site.pages import UNDATED
from gapmap.present.words.labels import long_date

NAME: Final = "publication.json"
MOST_NEWS: Final = 400
DATED: Final = (".html", ".json", ".csv", ".xml")
"""Endings of files whose dates are put in when they are written."""


class FileMark(msgspec.Struct, frozen=True):
    """The mark (sha256) of a file before it is dated, and the day on which that last changed."""

    mark: str
    changed: date


class Told(msgspec.Struct, frozen=True):
    """A piece of news that was told before; see ``feed.News``."""

    day: date
    mark: str
    code: str
    name: str
    text: str


class Manifest(msgspec.Struct, frozen=True):
    """What stands in a folder that was published to."""

    format: Literal["gapmap-publication/1"]
    fingerprint: str
    files: dict[str, FileMark]
    findings: dict[str, tuple[str, str]]  # name and finding of each area by code
    news: list[Told]


def read(folder: Path) -> Manifest | None:
    """The manifest of a folder, None for a new or empty one.

    Raises CommandError for a folder that holds something else, so that nothing is lost in it.
    """
    try:
        data = (folder / NAME).read_bytes()
    except FileNotFoundError:
        if folder.is_dir() and any(folder.iterdir()):
            raise CommandError(
                f"{shown(folder, 200)} is not empty and holds no site of gapmap; name an empty "
                "folder, or one that was published to before."
            ) from None
        return None
    except OSError as error:
        raise CommandError(
            f"{shown(folder, 200)} cannot be read ({error.strerror}); name another folder."
        ) from None
    try:
        return msgspec.json.decode(data, type=Manifest)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        raise CommandError(
            f"{NAME} in {shown(folder, 200)} cannot be understood; empty the folder to publish "
            "anew, or name another."
        ) from None


def write(manifest: Manifest) -> bytes:
    """The manifest as it stands in the folder."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def mark(data: bytes) -> str:
    """The mark of a file's content."""
    return hashlib.sha256(data).hexdigest()


def dated(path: str, data: bytes, day: date) -> bytes:
    """The content with the day on which it last changed."""
    if not path.endswith(DATED):
        return data
    found = data.replace(UNDATED.isoformat().encode(), day.isoformat().encode())
    return found.replace(long_date(UNDATED).encode(), long_date(day).encode())


def day_of(before: Manifest | None, path: str, its: str, today: date) -> date:
    """The day on which a file last changed: that of before where its mark is the same."""
    old = before.files.get(path) if before else None
    return old.changed if old and old.mark == its else today


def news(
    before: Manifest | None,
    findings: Mapping[str, tuple[str, str]],
    fingerprint: str,
    today: date,
) -> list[News]:
    """What changed since the last publication, then what was told before, newest first."""
    short = fingerprint[:12]
    if before is None:
        number = len(findings)
        return [News(today, short, "", "First published", f"Pages of {number} areas.")]
    told = [News(t.day, t.mark, t.code, t.name, t.text) for t in before.news]
    fresh = [
        News(today, short, code, name, _change(before.findings.get(code), text))
        for code, (name, text) in sorted(findings.items())
        if before.findings.get(code, ("", ""))[1] != text
    ]
    fresh += [
        News(today, short, "", name, "The area has no page any more.")
        for code, (name, _) in sorted(before.findings.items())
        if code not in findings
    ]
    return [*fresh, *told][:MOST_NEWS]


def _change(old: tuple[str, str] | None, text: str) -> str:
    return f"Now: {text}. Before: {old[1]}." if old else f"New page: {text}."


def remembered(found: Sequence[News]) -> list[Told]:
    """News as the manifest keeps them."""
    return [Told(n.day, n.mark, n.code, n.name, n.text) for n in found]
