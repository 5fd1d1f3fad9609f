"""All files of a publication, before they are dated: pages, pictures, tables, and what they use."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from gapmap.dataset import Dataset
from gapmap.errors import BadChoiceError, CommandError
from gapmap.fields import shown
from gapmap.present.area import words as area_words
from gapmap.present.standalone.site import pages
from gapmap.present.standalone.site.pages import Site
from gapmap.selection import Selection
from gapmap.tasks.publish import maps, names
from gapmap.tasks.publish.areas import Areas
from gapmap.tasks.publish.levels import addresses, levels_of
from gapmap.tasks.publish.whole import TABLES, Whole
from gapmap.vocabulary import LEVELS


@dataclass(frozen=True)
class Wish:
    """What is to be published.

    ``selection`` is the view of every level; ``base`` the address that the site will have, with a
    slash at its end, or nothing; ``districts`` the codes of the councils of postcode districts;
    ``docs`` a folder of built documentation.
    """

    selection: Selection = field(default_factory=Selection)
    levels: Sequence[str] = tuple(LEVELS)
    base: str = ""
    districts: Mapping[str, list[str]] = field(default_factory=dict)
    docs: Path | None = None


class Build:
    """The files of one publication. Raises BadChoiceError where it may not be public."""

    def __init__(self, dataset: Dataset, wish: Wish) -> None:
        if wish.selection.suppress_below or dataset.guarded_below:
            raise BadChoiceError(
                "A site shows every level, and levels beside each other could give a withheld "
                "number away: publish without a limit of small numbers, or make a report of one "
                "level."
            )
        self.dataset, self.wish = dataset, wish
        self.levels = levels_of(dataset, wish.selection, wish.levels)
        self.at = addresses(self.levels)
        self.maps = maps.addresses(self.levels)
        self.site = Site(wish.base, self._menu(), wish.docs is not None)

    def _menu(self) -> tuple[tuple[str, str], ...]:
        first = next(name for name in LEVELS if name in self.levels)
        its = self.maps.get(first)
        return (
            ("Find an area", names.PAGE),
            *([("Map", its)] if its else []),
            ("Tables", f"{TABLES}{first}.html"),
            ("Missing facts", "missing.html"),
            ("Evidence", "evidence.html"),
            ("Method", "method.html"),
            ("Sources", "sources.html"),
            ("Downloads", "downloads.html"),
        )

    @property
    def fingerprint(self) -> str:
        """That of the data."""
        return self.dataset.fingerprint_of(self.wish.selection)

    @property
    def findings(self) -> dict[str, tuple[str, str]]:
        """Name and finding of every area that has a page."""
        return {
            code: (self.levels[name].names[code], area_words.finding(self.levels[name].table, code))
            for code, name in self.at.items()
        }

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Path and content of each file, undated (``pages.UNDATED``)."""
        yield from self.shared()
        for code in self.at:
            yield from self.area(code)

    def shared(self) -> Iterator[tuple[str, bytes]]:
        """The files that are not of one area."""
        about = self.dataset, self.site, self.levels, self.at
        for name, data in pages.assets().items():
            yield f"assets/{name}", data
        yield from Whole(*about, self.maps).files()
        found = names.Names(*about, self.wish.districts)
        yield from found.files()
        known = list(found.scripts)
        yield from maps.Maps(self.dataset, self.site, self.levels, known).files()

    def area(self, code: str) -> Iterator[tuple[str, bytes]]:
        """The files of one area."""
        return self._areas.files(code)

    @cached_property
    def _areas(self) -> Areas:
        return Areas(self.dataset, self.site, self.levels, self.at, self.maps)

    def docs(self) -> Iterator[tuple[str, bytes]]:
        """The documentation as it was built, without links to elsewhere on the disk.

        Raises CommandError where there is none.
        """
        folder = self.wish.docs
        if folder is None:
            return
        if not (folder / "index.html").is_file():
            raise CommandError(
                f"{shown(folder, 200)} holds no built documentation (index.html); build it first."
            )
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield f"docs/{path.relative_to(folder).as_posix()}", path.read_bytes()
