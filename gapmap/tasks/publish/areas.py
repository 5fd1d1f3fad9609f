"""Pages of areas, each with its figures as JSON and CSV and a picture beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from gapmap.core.gap import GENERAL_SOURCES
from gapmap.dataset import Dataset
from gapmap.present.area import words as area_words
from gapmap.present.area.profile import Profile
from gapmap.present.area.programmes import ProgrammeEntry
from gapmap.present.asking import view as asking
from gapmap.present.asking import words as asking_words
from gapmap.present.html import RELATIONS
from gapmap.present.standalone.site import pages, welsh
from gapmap.present.standalone.site.pages import Site
from gapmap.present.standalone.site.picture import Card, Pictures
from gapmap.present.view import source
from gapmap.present.words import finding as words
from gapmap.present.words.selection import selection_in_words, shown_in_short
from gapmap.recipe import BESIDE, Recipe
from gapmap.tasks.area import beside
from gapmap.tasks.area.profile import area_profile
from gapmap.tasks.files import table as table_files
from gapmap.tasks.job import Job
from gapmap.tasks.publish.levels import Level
from gapmap.vocabulary import COUNCIL, LEVEL_PLURAL, LEVEL_SINGULAR, LEVELS, TILE_LEVELS

FOLDER = "areas/"
MOST_RECORDS: Final = 100
BRIEF: Final = ("Why it is not counted", "Its number")
"""What is said of a record that is not counted where there are more than that."""
SHOWN: Final = ("Who can refer", "Who it accepts", "Places a year here", "Provider")
"""And of one that is."""


class Areas:
    """Makes the files of one area after the other."""

    def __init__(
        self,
        dataset: Dataset,
        site: Site,
        levels: Mapping[str, Level],
        at: Mapping[str, str],
        maps: Mapping[str, str],
    ) -> None:
        self.dataset, self.site, self.levels, self.at, self.maps = dataset, site, levels, at, maps
        self._pictures: dict[str, Pictures] = {}
        self._recipes: dict[tuple[str, str], Recipe] = {}

    def files(self, code: str) -> Iterator[tuple[str, bytes]]:
        """Path and content of every file of an area."""
        level = self.levels[self.at[code]]
        yield f"{FOLDER}{code}.html", self._page(level, code)
        yield f"{FOLDER}{code}.png", self._picture(level, code)
        yield from self._tables(level, code)

    # -- the page -------------------------------------------------------------------------------
    def _page(self, level: Level, code: str) -> bytes:
        table = level.table
        area = _fitting(area_profile(self.dataset, table, code))
        found = beside.beside(self.dataset, table, code, level.touching.get(code, ()))
        drawing, alt = level.drawing_of(code), level.alt(code)
        in_wales = self._in_wales(level, code)
        finding = area_words.finding(table, code)
        general = dict.fromkeys((*table.model.source_ids, *GENERAL_SOURCES))
        files = [
            ("application/json", f"{code}.json", "Figures with all about them (JSON)"),
            ("text/csv", f"{code}.csv", "Figures (CSV)"),
            ("application/csvm+json", f"{code}.csv{BESIDE}", "What the columns mean (CSVW)"),
        ]
        return pages.render(
            self.site,
            f"{FOLDER}{code}.html",
            "area_page.html",
            {
                "title": finding,
                "description": f"{finding}. {area_words.finding_more(table, code)}",
                "picture": f"{FOLDER}{code}.png",
                "picture_alt": alt,
                "beside": files,
                "finding": finding,
                "area": area,
                "level": level.name,
                "level_label": LEVELS[level.name],
                "cy": welsh.HEADINGS if in_wales else {},
                "cy_note": welsh.NOTE,
                "notes": table.notes,
                "more": [
                    line
                    for line in (area_words.finding_more(table, code), f"{words.finding(table)}.")
                    if line
                ],
                "selection": selection_in_words(table.selection, table.model),
                "drawn": drawing.drawn,
                "legend": drawing.legend,
                "alt": alt,
                "on_map": f"{self.maps[level.name]}#area={code}" if level.name in self.maps else "",
                "asked": self._asked(level, code),
                "peers": found,
                "peers_caption": beside.caption(found, table.selection),
                "relations": RELATIONS,
                "peer_pages": self._neighbour_pages(level, code),
                "related": self._related(level, code),
                "embed": pages.embed_picture(self.site, code, finding, alt, drawing.credit),
                "cited": [source(r) for r in self.dataset.sources(list(general))],
                "credit": drawing.credit,
            },
        )

    def _in_wales(self, level: Level, code: str) -> bool:
        country = self.dataset.lookup["country"]
        blocks = level.blocks(code)
        return bool(blocks) and all(country[block] == welsh.WALES for block in blocks)

    def _asked(self, level: Level, code: str) -> dict[str, object] | None:
        found = level.missing
        area = found.by_code.get(code)
        if area is None:
            return None
        countries = sorted({str(self.dataset.lookup["country"][b]) for b in area.place.blocks})
        look = asking_words.where(found, area, countries)
        return {
            "settles": asking_words.settles(found, area),
            "facts": asking.fact_rows(area),
            "bodies": asking.body_rows(area),
            "expected": asking_words.EXPECTED,
            "look": [{"title": t, "url": u, "about": f": {why}"} for t, u, why in look],
        }

    def page_of(self, code: str) -> str:
        """The name of an area's page, where it has one."""
        return f"{code}.html" if code in self.at else ""

    def _neighbour_pages(self, level: Level, code: str) -> dict[str, str]:
        return {level.names[c]: self.page_of(c) for c in level.touching.get(code, ())
                if c in level.names}  # fmt: skip

    def _related(self, level: Level, code: str) -> list[tuple[str, list[tuple[str, str]]]]:
        """Areas of other levels that it has a council in common with, by level."""
        lookup, blocks = self.dataset.lookup, level.blocks(code)
        found = []
        for name, other in self.levels.items():
            if name == level.name or (name == COUNCIL and level.name == "borough"):
                continue
            codes = sorted({str(c) for c in lookup.loc[blocks, name].dropna()} - {code})
            named = sorted((other.names[c], self.page_of(c)) for c in codes if c in other.names)
            if named:
                label = LEVEL_SINGULAR[name] if len(named) == 1 else LEVEL_PLURAL[name]
                found.append((label[0].upper() + label[1:], named))
        return found

    # -- what stands beside it ------------------------------------------------------------------
    def _tables(self, level: Level, code: str) -> Iterator[tuple[str, bytes]]:
        job = self._job(level, "table.csv", code)
        yield f"{FOLDER}{code}.csv", table_files.csv(job)
        yield f"{FOLDER}{code}.csv{BESIDE}", table_files.csv_metadata(job, f"{code}.csv")
        yield f"{FOLDER}{code}.json", table_files.json(self._job(level, "table.json", code))

    def _job(self, level: Level, product: str, code: str) -> Job:
        """A Job of one area; what it was made from is worked out once a level."""
        key = level.name, product
        if key not in self._recipes:
            self._recipes[key] = Job(self.dataset, level.table, pages.UNDATED, product).recipe
        job = Job(self.dataset, level.table, pages.UNDATED, product, area=code)
        job.__dict__["recipe"] = self._recipes[key].with_(area=code)
        return job

    def _picture(self, level: Level, code: str) -> bytes:
        drawing, table = level.drawing, level.table
        if level.name not in self._pictures:
            self._pictures[level.name] = Pictures(drawing.drawn)
        inside = [code] if level.name in TILE_LEVELS else level.blocks(code)
        finding = area_words.finding(table, code).removeprefix(f"{level.names[code]}: ")
        more = area_words.finding_more(table, code)
        said = shown_in_short(table.selection, table.model)
        card = Card(level.names[code], finding, more, drawing.credit, said)
        return self._pictures[level.name].draw(card, inside)


def _fitting(area: Profile) -> Profile:
    """A profile as its page shows it: of very many records, those not counted in brief.

    All that is recorded of each is on the page of a council, and in the file of programmes.
    """
    if len(area.programmes) + len(area.hidden) + len(area.context) <= MOST_RECORDS:
        return area
    served = tuple(_only(entry, SHOWN) for entry in area.programmes)
    brief = tuple(_only(entry, BRIEF) for entry in area.hidden)
    context = tuple(_only(entry, ("Provider",)) for entry in area.context)
    return replace(area, programmes=served, hidden=brief, context=context)


def _only(entry: ProgrammeEntry, labels: tuple[str, ...]) -> ProgrammeEntry:
    return replace(entry, facts=tuple(fact for fact in entry.facts if fact[0] in labels))
