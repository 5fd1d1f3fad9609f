"""Exports: every product by name, in the one place that app, command line and redraw share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.errors import UnknownAreaError, UnknownNameError
from gapmap.io.recipes import find
from gapmap.io.recipes.find import Format
from gapmap.io.templates.read import Template
from gapmap.recipe import BESIDE
from gapmap.tasks.files import table as table_files
from gapmap.tasks.job import Job
from gapmap.vocabulary import LEVEL_PLURAL

if TYPE_CHECKING:
    from gapmap.io.reach.own import Brought

PAGES: Final = ("a4-portrait", "a4-landscape", "half-page")
"""Pages of a map; half a page has map and legend alone, for a report that says the rest itself."""
MAP_OPTIONS: Final = ("page", "grey", "area")
BRIEFING_OPTIONS: Final = ("grey", "area")
ABOUT_ONE: Final = ("area",)
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
POWERPOINT: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@dataclass(frozen=True)
class Product:
    """One kind of file: its ending, what it is called, its MIME type, its maker and its format.

    ``make`` writes it; ``format`` reads back the recipe in it. ``options`` names the parts of a Job
    that change it: page, grey, area. ``beside`` writes the file that stands beside one which holds
    nothing but a table: it is given the name of that file, and keeps the recipe in its stead.
    """

    ending: str
    label: str
    mime: str
    make: Callable[[Job], bytes]
    format: Format
    options: tuple[str, ...] = ()
    beside: Callable[[Job, str], bytes] | None = None


def export(
    name: str,
    dataset: Dataset,
    table: GapTable,
    today: date | None = None,
    *,
    page: str = "a4-portrait",
    grey: bool = False,
    area: str | None = None,
    plan: str | None = None,
    template: Template | None = None,
    brought: "Brought | None" = None,
) -> bytes:
    """Return the file of one product, by its name or its ending (such as ".png").

    ``plan`` is what is asked of a plan (``core.plan.wish``) or of reach
    (``core.plan.reach.asked``), for the products in ``ASKED``, and ``brought`` are points and ways
    of the user's own; ``template`` is an office's own, for a Word or PowerPoint file.

    ``today`` is the date the file carries (default: now, UTC). Raises UserInputError for a product,
    level, page or area that has no export, DataError when boundaries cannot be read.
    """
    job = job_of(
        name, dataset, table, today, page=page, grey=grey, area=area, plan=plan, template=template,
        brought=brought,
    )  # fmt: skip
    return named(job.product).make(job)


def files(job: Job, name: str) -> dict[str, bytes]:
    """The file of a Job under its name, and after it the one that stands beside it, if any does.

    Raises as ``export``.
    """
    product = named(job.product)
    made = {name: product.make(job)}
    if product.beside is not None:
        made[f"{name}{BESIDE}"] = product.beside(job, name)
    return made


def job_of(
    name: str,
    dataset: Dataset,
    table: GapTable,
    today: date | None = None,
    *,
    page: str = "a4-portrait",
    grey: bool = False,
    area: str | None = None,
    plan: str | None = None,
    template: Template | None = None,
    brought: "Brought | None" = None,
) -> Job:
    """The Job of one product; arguments and errors are those of ``export``."""
    product = name if name in ASKED else product_name(name)
    if area is not None and area not in set(table.rows["code"]):
        raise UnknownAreaError(
            f"There is no {LEVEL_PLURAL[table.selection.level]} area “{area[:20]}”; use a code "
            "from the table."
        )
    date_ = today or datetime.now(UTC).date()
    return Job(dataset, table, date_, product, page, grey, area, plan, template, brought)


def named(name: str) -> Product:
    """A product by its name, also one that is asked. Raises KeyError where there is none."""
    return ASKED.get(name) or PRODUCTS[name]


def preview(job: Job) -> bytes | None:
    """A small PNG of the map in the file, None for products without one. Raises as ``export``."""
    if job.product.split(".")[0] not in ("map", "briefing", "slide", "interactive"):
        return None
    from gapmap.tasks.files import map as maps

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
    raise UnknownNameError(
        f"“{shown[:20]}” cannot be written. Use a file that ends in one of: {endings}."
    )


def _map(job: Job) -> bytes:
    from gapmap.tasks.files import map as maps

    return maps.render_map(job, PRODUCTS[job.product].ending.removeprefix("."))


def _briefing(job: Job) -> bytes:
    """A briefing or slide: the product's ending says in which format."""
    from gapmap.tasks.files import briefing as briefings

    make = {".docx": briefings.docx, ".pdf": briefings.pdf, ".pptx": briefings.pptx}
    return make[PRODUCTS[job.product].ending](job)


def _plan(job: Job) -> bytes:
    """A plan to read, in the format that the product's ending says."""
    from gapmap.tasks.files import briefing as briefings

    make = {".docx": briefings.plan_docx, ".pdf": briefings.plan_pdf}
    return make[named(job.product).ending](job)


def _reach(job: Job) -> bytes:
    """Reach of every area, in the format that the product's ending says."""
    from gapmap.tasks.files import reach  # points need geopandas, which is slow to import

    make = {".csv": reach.csv, ".json": reach.json}
    return make[named(job.product).ending](job)


def _reach_beside(job: Job, url: str) -> bytes:
    from gapmap.tasks.files import reach

    return reach.csv_metadata(job, url)


def _interactive(job: Job) -> bytes:
    from gapmap.tasks.files import one_file as interactive

    return interactive.render(job)


PRODUCTS: Final[Mapping[str, Product]] = {
    "map.png": Product(".png", "Map, picture (PNG)", "image/png", _map, find.PNG, MAP_OPTIONS),
    "map.svg": Product(
        ".svg", "Map, drawing to edit (SVG)", "image/svg+xml", _map, find.SVG, MAP_OPTIONS
    ),
    "map.pdf": Product(
        ".pdf", "Map, to print (PDF)", "application/pdf", _map, find.PDF, MAP_OPTIONS
    ),
    "table.csv": Product(
        ".csv", "Table (CSV)", "text/csv", table_files.csv, find.CSV, ABOUT_ONE,
        table_files.csv_metadata,
    ),
    "table.json": Product(
        ".json", "Table with all about it (JSON)", "application/json", table_files.json,
        find.JSON, ABOUT_ONE,
    ),
    "table.xlsx": Product(
        ".xlsx", "Workbook (Excel)", EXCEL, table_files.xlsx, find.PACKAGE, ABOUT_ONE
    ),
    "table.ods": Product(
        ".ods",
        "Workbook (OpenDocument)",
        "application/vnd.oasis.opendocument.spreadsheet",
        table_files.ods,
        find.PACKAGE,
        ABOUT_ONE,
    ),
    "table.geojson": Product(
        ".geojson",
        "Areas with shapes (GeoJSON)",
        "application/geo+json",
        table_files.geojson,
        find.JSON,
        ABOUT_ONE,
    ),
    "table.gpkg": Product(
        ".gpkg",
        "Areas with shapes (GeoPackage)",
        "application/geopackage+sqlite3",
        table_files.gpkg,
        find.GEOPACKAGE,
        ABOUT_ONE,
    ),
    "interactive.html": Product(
        ".html",
        "Interactive map in one file (HTML)",
        "text/html",
        _interactive,
        find.HTML,
        ABOUT_ONE,
    ),
    "councils.csv": Product(
        ".csv", "Areas with their councils (CSV)", "text/csv", table_files.councils, find.CSV,
        ABOUT_ONE, table_files.councils_metadata,
    ),
    "programmes.csv": Product(
        ".csv", "Programmes with sources (CSV)", "text/csv", table_files.programmes, find.CSV,
        ABOUT_ONE, table_files.programmes_metadata,
    ),
    "hsds.json": Product(
        ".json", "Programmes as Open Referral UK (JSON)", "application/json", table_files.hsds,
        find.JSON, ABOUT_ONE,
    ),
    "briefing.docx": Product(
        ".docx", "Briefing (Word)", WORD, _briefing, find.PACKAGE, BRIEFING_OPTIONS
    ),
    "briefing.pdf": Product(
        ".pdf", "Briefing (PDF)", "application/pdf", _briefing, find.PDF, BRIEFING_OPTIONS
    ),
    "slide.pptx": Product(
        ".pptx", "Slide (PowerPoint)", POWERPOINT, _briefing, find.PACKAGE, BRIEFING_OPTIONS
    ),
}  # fmt: skip
"""Every product. For a file ending, the first that has it is what a bare file name asks for."""
PLANS: Final[Mapping[str, Product]] = {
    "plan.docx": Product(".docx", "Plan (Word)", WORD, _plan, find.PACKAGE, ("plan",)),
    "plan.pdf": Product(".pdf", "Plan (PDF)", "application/pdf", _plan, find.PDF, ("plan",)),
    "plan.xlsx": Product(
        ".xlsx", "Plan (Excel)", EXCEL, table_files.plan_xlsx, find.PACKAGE, ("plan",)
    ),
    "plan.csv": Product(
        ".csv", "Plan, its actions (CSV)", "text/csv", table_files.plan_csv, find.CSV, ("plan",),
        table_files.plan_csv_metadata,
    ),
    "plan.json": Product(
        ".json", "Plan with all about it (JSON)", "application/json", table_files.plan_json,
        find.JSON, ("plan",),
    ),
}  # fmt: skip
"""Files of a plan: what is asked of it goes with them, so they are asked for by name alone."""
KEPT_PLANS: Final[Mapping[str, Product]] = {
    "plans.docx": Product(".docx", "Plans kept (Word)", WORD, _plan, find.PACKAGE, ("plan",)),
    "plans.pdf": Product(".pdf", "Plans kept (PDF)", "application/pdf", _plan, find.PDF, ("plan",)),
    "plans.xlsx": Product(
        ".xlsx", "Plans kept (Excel)", EXCEL, table_files.plan_xlsx, find.PACKAGE, ("plan",)
    ),
    "plans.csv": Product(
        ".csv", "Plans kept (CSV)", "text/csv", table_files.plan_csv, find.CSV, ("plan",),
        table_files.plan_csv_metadata,
    ),
    "plans.json": Product(
        ".json", "Plans kept (JSON)", "application/json", table_files.plan_json, find.JSON,
        ("plan",),
    ),
}  # fmt: skip
"""Files of the plans kept under names, side by side."""
REACH: Final[Mapping[str, Product]] = {
    "reach.csv": Product(
        ".csv", "Reach by area (CSV)", "text/csv", _reach, find.CSV, ("plan",), _reach_beside,
    ),
    "reach.json": Product(
        ".json", "Reach with all about it (JSON)", "application/json", _reach, find.JSON, ("plan",),
    ),
}  # fmt: skip
"""Files of reach."""
ASKED: Final[Mapping[str, Product]] = {**PLANS, **KEPT_PLANS, **REACH}
"""Products that are asked something more than a Selection."""
EXPORTS: Final = tuple(dict.fromkeys(product.ending for product in PRODUCTS.values()))
