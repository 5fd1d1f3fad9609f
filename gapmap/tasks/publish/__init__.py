"""Publishing: a site of every area that any web server serves, written whole or not at all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from gapmap.dataset import Dataset
from gapmap.io.files import switch
from gapmap.io.files.locks import locked
from gapmap.present.standalone.site import feed
from gapmap.settings import Settings
from gapmap.tasks.publish import manifest as manifests
from gapmap.tasks.publish.build import Build, Wish
from gapmap.tasks.publish.manifest import FileMark, Manifest

FEED, SITEMAP = "changes.xml", "sitemap.xml"


@dataclass(frozen=True)
class Published:
    """What a publication did: numbers of files written, left as they were, taken away.

    ``news`` are the areas whose finding changed; ``at_once`` is False where the folder could not
    be changed in one step.
    """

    written: int
    kept: int
    gone: int
    news: int
    at_once: bool


def publish(
    dataset: Dataset,
    folder: Path,
    wish: Wish | None = None,
    *,
    docs: Path | None = None,
    today: date | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Published:
    """Write the site of a dataset into a folder, or bring the one there up to date.

    ``docs`` is a folder of built documentation, to stand under ``docs/``. The same data make the
    same bytes on any day: a page carries the day on which it last changed. ``say`` is told of
    progress. Raises UserInputError for what may not be published and for a folder that holds
    something else, SourceError where it cannot be written; the folder then stays as it was.
    """
    asked = replace(wish or Wish(), docs=docs) if docs else wish or Wish()
    day = today or datetime.now(UTC).date()
    build = Build(dataset, asked)
    folder = folder.resolve()
    before = manifests.read(folder)
    busy = f"{folder.name} is being published to by another process; wait for it."
    with locked(_locks(folder), busy, "choose a folder that is writable."):
        return _publish(build, folder, before, day, say)


def _locks(folder: Path) -> Path:
    """Where a folder's lock lies: elsewhere, as the folder itself changes place."""
    mark = manifests.mark(str(folder).encode())[:16]
    return Settings.from_environment().home / "publishing" / mark


def _publish(
    build: Build, folder: Path, before: Manifest | None, day: date, say: Callable[[str], None]
) -> Published:
    written: dict[str, bytes] = {}
    marks: dict[str, FileMark] = {}

    def take(path: str, data: bytes, *, dated: bool = True) -> None:
        mark = manifests.mark(data)
        changed = manifests.day_of(before, path, mark, day)
        marks[path] = FileMark(mark, changed)
        final = manifests.dated(path, data, changed) if dated else data
        if not _is_there(folder / path, final):
            written[path] = final

    number = len(build.at)
    for path, data in build.files():
        take(path, data)
        if path.startswith("areas/") and path.endswith(".png"):
            say(f"{sum(p.endswith('.png') for p in marks)} of {number} areas")
    for path, data in build.docs():
        take(path, data, dated=False)
    findings = build.findings
    same = before is not None and before.findings == findings
    its_news = manifests.news(before, findings, build.fingerprint, day)
    for path, data in _machines(build, its_news, marks):
        take(path, data, dated=False)
    now = Manifest(
        "gapmap-publication/1", build.fingerprint, dict(sorted(marks.items())), findings,
        manifests.remembered(its_news),
    )  # fmt: skip
    text = manifests.write(now)
    gone = sorted(set(before.files) - set(marks)) if before else []
    fresh = 0 if same else len(its_news) - (len(before.news) if before else 0)
    if not _is_there(folder / manifests.NAME, text):
        written[manifests.NAME] = text
    kept = len(marks) + 1 - len(written)
    at_once = True
    if written or gone:
        at_once = switch.change(folder, written, gone, manifests.NAME)
    return Published(len(written), kept, len(gone), fresh, at_once)


def _machines(
    build: Build, its_news: list[feed.News], marks: dict[str, FileMark]
) -> Iterator[tuple[str, bytes]]:
    yield FEED, feed.atom(its_news, build.site.base, its_news[-1].day)
    if build.site.base:
        days = {path: its.changed for path, its in marks.items() if path.endswith(".html")}
        yield SITEMAP, feed.sitemap(days, build.site.base)


def _is_there(path: Path, data: bytes) -> bool:
    """Whether a file has just this content."""
    try:
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False
