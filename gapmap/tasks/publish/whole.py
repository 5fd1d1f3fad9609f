"""Pages about all areas: the first, a table a level, method, evidence, missing facts, sources."""

from collections import Counter
from collections.abc import Iterator, Mapping

from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.present.asking import view as asking
from gapmap.present.asking import words as asking_words
from gapmap.present.standalone.site import pages
from gapmap.present.standalone.site.pages import Part, Site
from gapmap.present.tables.cells import TEXTS, columns
from gapmap.present.view import source, view
from gapmap.present.words import finding as words
from gapmap.present.words import left_out, method
from gapmap.present.words.alt_text import alt_text
from gapmap.present.words.labels import long_date, plural
from gapmap.present.words.selection import selection_in_words
from gapmap.recipe import BESIDE
from gapmap.tasks.files import table as table_files
from gapmap.tasks.job import Job
from gapmap.tasks.publish.levels import Level
from gapmap.vocabulary import BASES, GRADES, LEVEL_PLURAL, LEVELS, STATES, TILE_LEVELS

TABLES = "tables/"


class Whole:
    """Makes the pages and tables about all areas of a publication."""

    def __init__(
        self,
        dataset: Dataset,
        site: Site,
        levels: Mapping[str, Level],
        at: Mapping[str, str],
        maps: Mapping[str, str],
    ) -> None:
        self.dataset, self.site, self.levels, self.at, self.maps = dataset, site, levels, at, maps
        drawn = [name for name in levels if name in TILE_LEVELS]
        order = [name for name in LEVELS if name in levels]
        self.first = levels[next((n for n in order if n in drawn), order[0])]

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Path and content of every file."""
        yield "index.html", self._index()
        for name, level in self.levels.items():
            yield f"{TABLES}{name}.html", self._table(level)
            yield from self._downloads(level)
        yield "method.html", self._method()
        yield "evidence.html", self._evidence()
        yield "missing.html", self._missing()
        yield "sources.html", self._sources()
        yield "downloads.html", self._all_downloads()

    def _render(self, path: str, title: str, parts: list[Part], **more: object) -> bytes:
        usual: dict[str, object] = {
            "title": title,
            "heading": title,
            "description": title,
            "lead": [],
            "content": parts,
            "drawn": None,
            "pages": {},
            "credit": "",
            "on_map": "",
            "embed": None,
        }
        return pages.render(self.site, path, "words.html", usual | more)

    def _addresses(self, level: Level, root: str) -> dict[str, str]:
        return {code: f"{root}areas/{code}.html" for code in level.codes if code in self.at}

    def _map(self, level: Level, root: str) -> dict[str, object]:
        """The national map of a level for a page, every area leading to its own."""
        if level.name not in TILE_LEVELS:
            return {"pages": self._addresses(level, root)}
        drawing, finding = level.drawing, words.finding(level.table)
        its = self.maps.get(level.name, "")
        return {
            "drawn": drawing.drawn,
            "legend": drawing.legend,
            "alt": alt_text(level.table, tiles=drawing.tiles),
            "pages": self._addresses(level, root),
            "credit": drawing.credit,
            "on_map": its,
            "embed": pages.embed_map(self.site, its, finding, drawing.credit) if its else None,
        }

    def _lead(self, table: GapTable) -> list[str]:
        selection = selection_in_words(table.selection, table.model)
        lines = [words.counted(table), words.finding_more(table), selection, *table.notes]
        return [line for line in lines if line]

    # -- pages ----------------------------------------------------------------------------------
    def _index(self) -> bytes:
        table = self.first.table
        finding = words.finding(table)
        kinds = [
            (f"{LEVELS[n]} ({len(level.codes)})", f"{TABLES}{n}.html", "")
            for n, level in self.levels.items()
        ]
        more = [(name, file, "") for name, file in self.site.menu if not file.startswith(TABLES)]
        parts = [
            Part("Key figures", [("key_figures", words.key_figures(table)),
                                 ("text", words.CAVEAT)]),
            Part("Every area", [("links", kinds)]),
            Part("What else is here", [("links", more)]),
            Part("What is counted", [("items", [*left_out.hidden(table),
                                                *left_out.counted_with_care(table)])]),
        ]  # fmt: skip
        return self._render(
            "index.html", finding, parts, lead=self._lead(table),
            description=f"{finding}. {words.counted(table)}", **self._map(self.first, ""),
        )  # fmt: skip

    def _table(self, level: Level) -> bytes:
        table, name = level.table, level.name
        seen = view(table, tiles=name in TILE_LEVELS and level.drawing.tiles)
        parts = [
            Part(f"All {LEVEL_PLURAL[name]}", [("figures", (columns(table), TEXTS, seen["rows"]))]),
            Part("Key figures", [("key_figures", words.key_figures(table)),
                                 ("text", words.CAVEAT)]),
            Part("The same as files", [("links", self._named(level, ""))]),
        ]  # fmt: skip
        title = f"{LEVELS[name]}: {words.finding(table)}"
        return self._render(
            f"{TABLES}{name}.html", title, parts, lead=self._lead(table), **self._map(level, "../")
        )

    def _method(self) -> bytes:
        table = self.first.table
        model = table.model
        code = next((r["code"] for r in table.records if r["state"] == "measured"),
                    self.first.codes[0])  # fmt: skip
        steps = method.steps(
            table, str(code), blocks=self.first.blocks(str(code)),
            population=self.dataset.population, programmes=self.dataset.programmes,
        )  # fmt: skip
        worked = [{"figure": s.title, "how it is worked out": s.sum, "result": s.result}
                  for s in steps]  # fmt: skip
        tables = {basis: self.dataset.gap(table.selection.with_(basis=basis)) for basis in BASES}
        parts = [
            Part(f"The calculation for {self.first.names[str(code)]}", [("rows", worked)]),
            Part("What is assumed", [("rows", method.assumption_rows(table))]),
            Part(f"The estimate: {model.name.lower()}", [("items", [
                model.counts, f"Range: {model.interval_why}",
                f"Between places: {model.local_why}",
                f"Really estimated at: {model.estimated_at}. Use: {model.use} Year: {model.year}.",
            ])]),
            Part("If capacity were trusted more, or less", [("rows", method.bases(tables))]),
            Part("What each state means", [("facts", [(STATES[k], v) for k, v in MEANS.items()])]),
            Part("Limits", [("items", [words.CAVEAT, *model.caveats, *left_out.hidden(table)])]),
            Part("Which data", [("text", f"Fingerprint of the data: {table.fingerprint}. They "
                                 f"speak of {long_date(self.dataset.as_of)}.")]),
        ]  # fmt: skip
        lead = [selection_in_words(table.selection, model)]
        return self._render("method.html", "How the numbers are made", parts, lead=lead)

    def _evidence(self) -> bytes:
        parts = [Part("What the grades mean", [("facts", list(GRADES.items()))])]
        for name, level in self.levels.items():
            rows = [r for r in level.table.records if r["state"] == "measured"]
            grades = Counter(str(r["grade"]) for r in rows)
            bases = Counter(str(r["basis"]) for r in rows)
            of = f"of {len(level.codes)} {LEVEL_PLURAL[name]}"
            tally = [("with a number", f"{len(rows)} {of}")]
            tally += [(f"grade {g}", plural(grades[g], "area")) for g in GRADES]
            tally += [(label, plural(bases[b], "area")) for b, label in BASES.items() if bases[b]]
            listed = [
                {
                    "area": r["name"],
                    "places a year": words.places(r),
                    "per 1,000": words.ratio(r),
                    "year, basis and grade": words.evidence(r) or STATES[str(r["state"])],
                }
                for r in level.table.records
                if name == self.first.name
            ]
            parts.append(Part(LEVELS[name], [("facts", tally), ("rows", listed)]))
        lead = ["How good the number of each area is: of which year, on what basis, of what grade."]
        return self._render("evidence.html", "Evidence", parts, lead=lead)

    def _missing(self) -> bytes:
        found = self.first.missing
        parts = [
            Part("Expected, asked, answered, known", [("rows", asking.count_rows(found))]),
            Part("Whose answer would settle most",
                 [("rows", [_rounded(r) for r in asking.order_rows(found)]),
                  ("text", f"{asking_words.OVERLAP} {asking_words.EXPECTED}")]),
            Part("Every area", [("rows", [_rounded(r) for r in asking.area_rows(found)])]),
        ]  # fmt: skip
        lead = [f"{asking_words.finding(found)}.", asking_words.finding_more(found)]
        return self._render("missing.html", "Missing facts", parts, lead=lead)

    def _sources(self) -> bytes:
        used = list(dict.fromkeys(i for x in self.levels.values() for i in x.table.source_ids))
        cited = [source(row) for row in self.dataset.sources(used)]
        parts = [Part(f"{len(cited)} sources", [("sources", cited)])]
        credited = {x.drawing.credit for x in self.levels.values()}
        parts.append(Part("Boundaries", [("items", sorted(credited))]))
        lead = ["Every figure rests on one of these. Their licences stand beside them."]
        return self._render("sources.html", "Sources and licences", parts, lead=lead)

    # -- downloads ------------------------------------------------------------------------------
    def _named(self, level: Level, root: str) -> list[tuple[str, str, str]]:
        name, many = level.name, LEVEL_PLURAL[level.name]
        return [
            (f"Figures of {many} (CSV)", f"{root}{name}.csv", ""),
            ("What its columns mean (CSVW)", f"{root}{name}.csv{BESIDE}", ""),
            (f"Figures of {many} with all about them (JSON)", f"{root}{name}.json", ""),
            (f"Programmes of {many} with their sources (CSV)", f"{root}{name}-programmes.csv", ""),
            ("What its columns mean (CSVW)", f"{root}{name}-programmes.csv{BESIDE}", ""),
        ]

    def _downloads(self, level: Level) -> Iterator[tuple[str, bytes]]:
        name = f"{TABLES}{level.name}"
        short = level.name
        job = Job(self.dataset, level.table, pages.UNDATED, "table.csv")
        yield f"{name}.csv", table_files.csv(job)
        yield f"{name}.csv{BESIDE}", table_files.csv_metadata(job, f"{short}.csv")
        job = Job(self.dataset, level.table, pages.UNDATED, "table.json")
        yield f"{name}.json", table_files.json(job)
        job = Job(self.dataset, level.table, pages.UNDATED, "programmes.csv")
        yield f"{name}-programmes.csv", table_files.programmes(job)
        beside = table_files.programmes_metadata(job, f"{short}-programmes.csv")
        yield f"{name}-programmes.csv{BESIDE}", beside

    def _all_downloads(self) -> bytes:
        parts = [
            Part(LEVELS[name], [("links", self._named(level, TABLES))])
            for name, level in self.levels.items()
        ]
        lead = [
            "Each area’s page has its own files, too. Levels overlap: never add figures of "
            "different levels."
        ]
        return self._render("downloads.html", "Downloads", parts, lead=lead)


MEANS: Mapping[str, str] = {
    "measured": "a matching programme has a usable number: a lower bound where others have none, "
    "or may match",
    "unmeasured": "matching programmes are recorded, none with a usable number",
    "not_stated": "programmes are recorded; whether any that is there matches is not stated",
    "none_matching": "programmes are recorded, and their sources say that none of them matches",
    "none_recorded": "no programme of any kind was found in the sources read",
    "suppressed": "the number is withheld",
    "no_estimate": "no estimate of need is made for this area",
}


def _rounded(row: Mapping[str, object]) -> dict[str, object]:
    """A row for reading: shares to one decimal, a blank with its reason."""
    return {
        key: f"{value:.1f}" if isinstance(value, float) else "none recorded" if value is None
        else value
        for key, value in row.items()
    }  # fmt: skip
