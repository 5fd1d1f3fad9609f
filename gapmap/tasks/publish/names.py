"""Finding an area on the site: the list of all names, and addresses that lead on to another."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TypedDict

from gapmap.dataset import Dataset
from gapmap.present.standalone.site import pages
from gapmap.present.standalone.site.pages import Site
from gapmap.tasks.area.find import Finder, folded
from gapmap.tasks.publish.levels import Level
from gapmap.vocabulary import COUNCIL, LEVEL_SINGULAR, TILE_LEVELS

PAGE = "find.html"


class Line(TypedDict):
    """One name under which an area can be found; ``look.js`` reads its values in this order.

    ``today`` is 1 for a name that the area has now; ``words`` begin with its code.
    """

    code: str
    name: str
    welsh: str
    what: str
    level: str
    today: int
    words: str


class Names:
    """The list of names, what scripts know of them, and a page for every code that leads on.

    ``districts`` are the codes of councils by postcode district.
    """

    def __init__(
        self,
        dataset: Dataset,
        site: Site,
        levels: Mapping[str, Level],
        at: Mapping[str, str],
        districts: Mapping[str, list[str]],
    ) -> None:
        self.dataset, self.site, self.levels, self.at = dataset, site, levels, at
        self.districts, self.found = districts, list(_found(dataset, levels, at))

    @property
    def scripts(self) -> dict[str, bytes]:
        """Scripts that a page with a search needs first, by versioned name."""
        told = {
            "names": [[*line.values()] for line in self.found],
            "within": _within(self.dataset, self.levels),
            "maps": [name for name in self.levels if name in TILE_LEVELS],
        }
        every = {"places.js": ("gapmapPlaces", told)}
        if self.districts:
            every["districts.js"] = ("gapmapDistricts", dict(sorted(self.districts.items())))
        written = {name: pages.script(*said) for name, said in every.items()}
        return {pages.marked(name, data): data for name, data in written.items()}

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Path and content of every file."""
        for name, data in self.scripts.items():
            yield f"assets/{name.partition('?')[0]}", data
        yield PAGE, self._page()
        names = {code: self.levels[level].names[code] for code, level in self.at.items()}
        for old, (name, what, now) in _moved(self.dataset, self.at).items():
            yield (
                f"areas/{old}.html",
                _leads_on(self.site, old, name, what, {c: names[c] for c in now}),
            )

    def _page(self) -> bytes:
        districts = [name for name in self.scripts if name.startswith("districts")]
        content = {
            "title": "Find an area",
            "description": "Every area by name, in English and Welsh, and by code.",
            "found": self.found,
            "districts": bool(districts),
            "first_script": pages.versioned("first.js"),
            "scripts": [*districts, *map(pages.versioned, ("search.js", "find.js"))],
        }
        return pages.render(self.site, PAGE, "areas.html", content)


def _within(dataset: Dataset, levels: Mapping[str, Level]) -> dict[str, list[str]]:
    """The areas of other levels that have a map and that a council lies in."""
    wide = [name for name in levels if name in TILE_LEVELS and name != COUNCIL]
    found = {
        str(block): [str(code) for code in row.dropna() if str(code) != str(block)]
        for block, row in dataset.lookup[wide].iterrows()
    }
    return {block: codes for block, codes in found.items() if codes}


def _found(dataset: Dataset, levels: Mapping[str, Level], at: Mapping[str, str]) -> Iterator[Line]:
    """Every name with its page, in the order of the alphabet."""
    areas = dataset.tables["areas"].drop_duplicates("code").set_index("code")
    lines: list[Line] = []
    for code, level in at.items():
        name, welsh = levels[level].names[code], str(areas["name_cy"].get(code) or "")
        words = f"{code} {folded(code)} {folded(name)} {folded(welsh)}".strip()
        lines.append(
            {"code": code, "name": name, "welsh": welsh if welsh != name else "",
             "what": LEVEL_SINGULAR[level], "level": level, "today": 1, "words": words}
        )  # fmt: skip
    for found in Finder(dataset).found.values():
        before, _, rest = found.label.partition(" · ")
        if found.code in at and not rest.startswith(LEVEL_SINGULAR[found.level]):
            lines.append(
                {"code": found.code, "name": before, "welsh": "",
                 "what": rest.rpartition(" · ")[0], "level": found.level, "today": 0,
                 "words": f"{found.code} {folded(before)}"}
            )  # fmt: skip
    yield from sorted(lines, key=lambda line: (folded(line["name"]), line["what"]))


def _moved(dataset: Dataset, at: Mapping[str, str]) -> dict[str, tuple[str, str, list[str]]]:
    """Codes of areas that are no more, and of districts: name, what became of it, areas now."""
    found: dict[str, tuple[str, str, list[str]]] = {}
    heirs: dict[str, list[str]] = defaultdict(list)
    for row in dataset.tables["area_changes"].to_dict("records"):
        old, now = str(row["old_code"]), str(row["block_code"])
        if old in at or now not in at:
            continue
        heirs[old] += [now] if now not in heirs[old] else []
        year = str(row["effective"])[:4]
        verb = "is part of" if row["extent"] == "part" and len(heirs[old]) == 1 else "became"
        text = f"{row['old_name']} {verb} another area in {year}. {row['note']}".strip()
        found[old] = (str(row["old_name"]), text, heirs[old])
    for row in dataset.tables["districts"].to_dict("records"):
        code, now = str(row["district_code"]), str(row["utla_code"])
        if code not in at and code not in found and now in at:
            name = str(row["district_name"])
            found[code] = (name, f"{name} is a district. Figures are of the council above it.",
                           [now])  # fmt: skip
    return found


def _leads_on(site: Site, old: str, name: str, what: str, now: Mapping[str, str]) -> bytes:
    only = next(iter(now)) if len(now) == 1 else ""
    return pages.render(
        site,
        f"areas/{old}.html",
        "moved.html",
        {
            "title": f"{name} is now in {' and '.join(now.values())}",
            "description": what,
            "moved_to": f"{only}.html" if only else "",
            "what": what,
            "found": [(its, f"{code}.html", "") for code, its in now.items()],
        },
    )
