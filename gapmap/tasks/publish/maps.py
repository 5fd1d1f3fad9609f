"""The map of a level with its filters, which the reader's browser works out for itself."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from gapmap.dataset import Dataset
from gapmap.present.standalone.onefile import packed
from gapmap.present.standalone.onefile import page as onefile
from gapmap.present.standalone.onefile.page import Beside
from gapmap.present.standalone.site import pages
from gapmap.present.standalone.site.pages import Site
from gapmap.present.words import finding as words
from gapmap.tasks.files import one_file
from gapmap.tasks.job import Job
from gapmap.tasks.publish.levels import Level
from gapmap.vocabulary import LEVELS, TILE_LEVELS

FOLDER: Final = "maps/"
WHY_OWN: Final = (
    "This map has no filters: it was made with figures of your own, and filters would need all of "
    "them in the page."
)


def addresses(levels: Mapping[str, Level]) -> dict[str, str]:
    """The page of each level that can be drawn."""
    return {name: f"{FOLDER}{name}.html" for name in LEVELS if name in levels and drawn(name)}


def drawn(name: str) -> bool:
    """Whether a level has a map."""
    return name in TILE_LEVELS


class Maps:
    """Makes the pages of maps; ``found`` are the scripts that know names and postcode districts."""

    def __init__(
        self,
        dataset: Dataset,
        site: Site,
        levels: Mapping[str, Level],
        found: Sequence[str],
    ) -> None:
        self.dataset, self.site, self.levels, self.found = dataset, site, levels, found
        self.maps = addresses(levels)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Path and content of every page."""
        told: set[str] = set()
        for name, path in self.maps.items():
            yield from self._page(self.levels[name], path, told)

    def _page(self, level: Level, path: str, told: set[str]) -> Iterator[tuple[str, bytes]]:
        """The page, and the file of records that it needs, unless that has been ``told``."""
        table, finding = level.table, words.finding(level.table)
        every = {row["source_id"]: row for row in self.dataset.sources()}
        job = Job(self.dataset, table, pages.UNDATED, "interactive.html")
        figures = one_file.figures_of(job, every, tiles=level.shapes.tiles)
        needed = one_file.sources_in(figures) if figures else set(table.source_ids)
        records = f"records-{level.name}.js"
        if figures:
            data = pages.script("gapmapRecords", packed.records(figures))
            records = f"records-{pages.marked('', data)[3:]}.js"
            if records not in told:
                yield f"assets/{records}", data
            told.add(records)
        content = onefile.content(
            table,
            level.layouts,
            figures=figures,
            profiles={} if figures else one_file.profiles_of(job, every),
            sources=[row for key, row in every.items() if key in needed],
            beside=Beside("../areas/", f"../assets/{records}", "../sources.html"),
        )
        more = {
            "title": finding,
            "description": f"{finding}. {words.counted(table)}",
            "styles": [pages.versioned(name) for name in (pages.MAP_STYLE, pages.STYLE)],
            "first_script": pages.versioned("first.js"),
            "scripts": [*map(pages.versioned, ("search.js", "map.js", "look.js"))],
            "found": self.found,
            "districts": any(name.startswith("districts") for name in self.found),
            "why_fixed": WHY_OWN,
            "levels": [(LEVELS[name], f"{name}.html") for name in self.maps],
            "table_page": f"tables/{level.name}.html",
            "embed": pages.embed_map(self.site, path, finding, str(content["credit"])),
        }
        yield path, pages.render(self.site, path, "map_page.html", content | more)
