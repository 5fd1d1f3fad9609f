"""Exports: every product by name, in the one place that app, command line and redraw share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from gapmap import __version__
from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.errors import UserInputError
from gapmap.present.tables import csv_json as tables
from gapmap.recipe import Recipe
from gapmap.selection import Selection
from gapmap.tasks.marks import figures, source_marks
from gapmap.vocabulary import LEVEL_PLURAL, MAP_LEVELS

if TYPE_CHECKING:
    from gapmap.present.workbook.model import Workbook

PAGES: Final = ("a4-portrait", "a4-landscape", "slide")
MAP_OPTIONS: Final = ("page", "grey", "area")
BRIEFING_OPTIONS: Final = ("grey", "area")
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
POWERPOINT: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@dataclass(frozen=True)
class Job:
    """Everything a maker of a file is given.

    ``page`` and ``grey`` are how a map is drawn; ``area`` is the code of the one area that a
    briefing is about, None for the whole Selection. ``today`` is the date the file carries.
    """

    dataset: Dataset
    table: GapTable
    today: date
    product: str
    page: str = "a4-portrait"
    grey: bool = False
    area: str | None = None

    @property
    def sources(self) -> list[dict[str, str]]:
        """The rows of sources.csv that the table uses."""
        return self.dataset.sources(self.table.source_ids)

    @cached_property
    def recipe(self) -> Recipe:
        """What makes this file, for the file to carry."""
        return Recipe(
            product=self.product,
            selection=self.table.selection,
            fingerprint=self.table.fingerprint,
            version=__version__,
            date=self.today.isoformat(),
            page=self.page,
            grey=self.grey,
            area=self.area,
            sources=source_marks(self.dataset, self.table),
            figures=figures(self.table),
        )


@dataclass(frozen=True)
class Product:
    """One kind of file: its ending, what it is called, its MIME type and its maker.

    ``options`` names the parts of a Job that change it: page, grey, area.
    """

    ending: str
    label: str
    mime: str
    make: Callable[[Job], bytes]
    options: tuple[str, ...] = ()


def export(
    name: str,
    dataset: Dataset,
    table: GapTable,
    today: date | None = None,
    *,
    page: str = "a4-portrait",
    grey: bool = False,
    area: str | None = None,
) -> bytes:
    """Return the file of one product, by its name or its ending (such as ".png").

    ``today`` is the date the file carries (default: now, UTC). Raises UserInputError for a product,
    level, page or area that has no export, DataError when boundaries cannot be read.
    """
    product = product_name(name)
    if area is not None and area not in set(table.rows["code"]):
        raise UserInputError(
            f"There is no {LEVEL_PLURAL[table.selection.level]} area “{area[:20]}”; use a code "
            "from the table."
        )
    date_ = today or datetime.now(UTC).date()
    return PRODUCTS[product].make(Job(dataset, table, date_, product, page, grey, area))


def preview(job: Job) -> bytes | None:
    """A small PNG of the map in the file, None for products without one. Raises as ``export``."""
    if job.product.split(".")[0] not in ("map", "briefing", "slide", "interactive"):
        return None
    from gapmap.tasks import map_file as maps

    return maps.preview(job)


def product_name(name: str) -> str:
    """The name of a product given by name or by ending; for an ending, the first that has it.

    Raises UserInputError listing what there is.
    """
    if name in PRODUCTS:
        return name
    for product, its in PRODUCTS.items():
        if its.ending == name.lower():
            return product
    shown = name or "no ending"
    endings = ", ".join(dict.fromkeys(p.ending for p in PRODUCTS.values()))
    raise UserInputError(
        f"“{shown[:20]}” cannot be written. Use a file that ends in one of: {endings}."
    )


def file_name(selection: Selection, ending: str, today: date, what: str = "") -> str:
    """A file name that says what is inside: gapmap_police-force-areas_2026-11-21.png."""
    parts = ["gapmap", *([what] if what else []), LEVEL_PLURAL[selection.level]]
    parts += [*selection.types[:2], *selection.routes[:2]]
    if selection.measure != "places_per_1000":
        parts.append(selection.measure)
    safe = [part.lower().replace(" ", "-").replace("_", "-") for part in parts]
    return "_".join([*safe, today.isoformat()]) + ending


def _csv(job: Job) -> bytes:
    return tables.export_csv(
        job.table,
        job.sources,
        today=job.today,
        version=__version__,
        recipe=job.recipe.dumps(),
    )


def _json(job: Job) -> bytes:
    text = tables.export_json(
        job.table,
        job.sources,
        today=job.today,
        version=__version__,
        recipe=job.recipe.dumps(),
    )
    return text.encode()


def _workbook(job: Job) -> "Workbook":
    from gapmap.present.workbook import programmes as sheet_programmes
    from gapmap.present.workbook import sheets

    return sheets.workbook(
        job.table,
        sheet_programmes.Evidence(job.dataset.programmes, job.dataset.lookup),
        job.dataset.sources(),
        recipe=job.recipe.dumps(),
        today=job.today,
        version=__version__,
    )


def _xlsx(job: Job) -> bytes:
    from gapmap.present.workbook import xlsx as spreadsheet_xlsx

    return spreadsheet_xlsx.render(_workbook(job))


def _ods(job: Job) -> bytes:
    from gapmap.present.workbook import ods as spreadsheet_ods

    return spreadsheet_ods.render(_workbook(job))


def _shaped(job: Job, kind: str) -> bytes:
    """The table with its shapes, as GeoJSON or GeoPackage."""
    from gapmap.io.boundaries import in_use as boundaries
    from gapmap.present.tables import geo as geo_tables

    level = job.table.selection.level
    if not boundaries.has_shapes(level):
        raise UserInputError(
            f"There are no boundaries of {LEVEL_PLURAL[level]}, which this file needs: use a "
            f"table without shapes (.csv, .xlsx, .ods) or one of: {', '.join(MAP_LEVELS)}."
        )
    shapes = boundaries.read_best(level, "print")
    make = {"geojson": geo_tables.geojson, "gpkg": geo_tables.geopackage}[kind]
    return make(
        job.table,
        shapes.areas,
        job.sources,
        f"{shapes.attribution} {shapes.licence}. {shapes.accuracy}",
        recipe=job.recipe.dumps(),
        today=job.today,
        version=__version__,
    )


def _geojson(job: Job) -> bytes:
    return _shaped(job, "geojson")


def _gpkg(job: Job) -> bytes:
    return _shaped(job, "gpkg")


def _map(job: Job) -> bytes:
    from gapmap.tasks import map_file as maps

    return maps.render_map(job, PRODUCTS[job.product].ending.removeprefix("."))


def _about_areas(job: Job) -> bytes:
    """Tables about the areas themselves."""
    from gapmap.tasks import area as area_files

    make = {"councils.csv": area_files.councils, "programmes.csv": area_files.programmes}
    return make[job.product](job)


def _briefing(job: Job) -> bytes:
    """A briefing or slide: the product's ending says in which format."""
    from gapmap.tasks import briefing_files as briefings

    make = {".docx": briefings.docx, ".pdf": briefings.pdf, ".pptx": briefings.pptx}
    return make[PRODUCTS[job.product].ending](job)


def _interactive(job: Job) -> bytes:
    from gapmap.tasks import one_file_map as interactive

    return interactive.render(job)


PRODUCTS: Final[Mapping[str, Product]] = {
    "map.png": Product(".png", "Map, picture (PNG)", "image/png", _map, MAP_OPTIONS),
    "map.svg": Product(".svg", "Map, drawing to edit (SVG)", "image/svg+xml", _map, MAP_OPTIONS),
    "map.pdf": Product(".pdf", "Map, to print (PDF)", "application/pdf", _map, MAP_OPTIONS),
    "table.csv": Product(".csv", "Table (CSV)", "text/csv", _csv),
    "table.json": Product(".json", "Table with all about it (JSON)", "application/json", _json),
    "table.xlsx": Product(".xlsx", "Workbook (Excel)", EXCEL, _xlsx),
    "table.ods": Product(
        ".ods",
        "Workbook (OpenDocument)",
        "application/vnd.oasis.opendocument.spreadsheet",
        _ods,
    ),
    "table.geojson": Product(
        ".geojson", "Areas with shapes (GeoJSON)", "application/geo+json", _geojson
    ),
    "table.gpkg": Product(
        ".gpkg", "Areas with shapes (GeoPackage)", "application/geopackage+sqlite3", _gpkg
    ),
    "interactive.html": Product(
        ".html", "Interactive map in one file (HTML)", "text/html", _interactive
    ),
    "councils.csv": Product(
        ".csv", "Areas with their councils (CSV)", "text/csv", _about_areas, ("area",)
    ),
    "programmes.csv": Product(
        ".csv", "Programmes with sources (CSV)", "text/csv", _about_areas, ("area",)
    ),
    "briefing.docx": Product(".docx", "Briefing (Word)", WORD, _briefing, BRIEFING_OPTIONS),
    "briefing.pdf": Product(
        ".pdf", "Briefing (PDF)", "application/pdf", _briefing, BRIEFING_OPTIONS
    ),
    "slide.pptx": Product(".pptx", "Slide (PowerPoint)", POWERPOINT, _briefing, BRIEFING_OPTIONS),
}
"""Every product. For a file ending, the first that has it is what a bare file name asks for."""
EXPORTS: Final = tuple(dict.fromkeys(product.ending for product in PRODUCTS.values()))
