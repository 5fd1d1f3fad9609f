"""Tables of a Job: the whole Selection as CSV, JSON, workbook or shapes, and tables about areas."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gapmap import __version__
from gapmap.core.plan import kept as kept_plans
from gapmap.core.plan.proposal import Proposal, propose
from gapmap.core.plan.scenarios import Run
from gapmap.core.plan.wish import Wish
from gapmap.errors import BadChoiceError, NoBoundariesError
from gapmap.present.plan import compared
from gapmap.present.plan import tables as plan_tables
from gapmap.present.tables import areas as area_tables
from gapmap.present.tables import csv_json as tables
from gapmap.present.tables import csvw
from gapmap.present.tables import programmes as programme_tables
from gapmap.present.words import method
from gapmap.present.words.beside import own_data
from gapmap.settings import Settings
from gapmap.tasks import spread
from gapmap.tasks.area.profile import area_profile, blocks_of
from gapmap.tasks.asking.missing import for_plan
from gapmap.tasks.job import Job
from gapmap.vocabulary import LEVEL_PLURAL, MAP_LEVELS

if TYPE_CHECKING:
    from gapmap.io.boundaries.in_use import BoundaryFile
    from gapmap.present.workbook.model import Workbook


def csv(job: Job) -> bytes:
    """The table of a Job as CSV: headings and rows."""
    return tables.export_csv(job.shown)


def csv_metadata(job: Job, url: str) -> bytes:
    """What stands beside that CSV, which is called ``url``."""
    return tables.csv_metadata(
        job.shown,
        job.dataset.sources(job.shown.source_ids),
        url=url,
        today=job.today,
        version=__version__,
        recipe=job.recipe.dumps(),
    )


def json(job: Job) -> bytes:
    """The table of a Job with all about it as JSON."""
    text = tables.export_json(
        job.shown,
        job.dataset.sources(job.shown.source_ids),
        today=job.today,
        version=__version__,
        recipe=job.recipe.dumps(),
    )
    return text.encode()


def _workbook(job: Job) -> "Workbook":
    from gapmap.present.workbook import programmes as sheet_programmes
    from gapmap.present.workbook import sheets

    return sheets.workbook(
        job.shown,
        sheet_programmes.Evidence(job.dataset.programmes, job.dataset.lookup),
        job.dataset.sources(),
        recipe=job.recipe.dumps(),
        today=job.today,
        version=__version__,
    )


def xlsx(job: Job) -> bytes:
    """The workbook of a Job for Excel."""
    from gapmap.present.workbook import xlsx as spreadsheet_xlsx

    return spreadsheet_xlsx.render(_workbook(job))


def ods(job: Job) -> bytes:
    """The workbook of a Job as OpenDocument."""
    from gapmap.present.workbook import ods as spreadsheet_ods

    return spreadsheet_ods.render(_workbook(job))


def proposal(job: Job) -> Proposal:
    """The plans that a Job asks for. Raises UserInputError as ``propose`` does."""
    return propose(job.table, Wish.loads(job.plan or ""), _run())


def _run() -> Run:
    """What makes the plans of all cases: this process, or the cluster that is set."""
    return spread.runner(Settings.from_environment())


def several(job: Job) -> dict[str, Proposal]:
    """The proposals of the plans that a Job keeps, by name; empty for a Job of one plan.

    Raises UserInputError as ``propose`` does, and where none is kept.
    """
    if not job.product.startswith("plans."):
        return {}
    found = kept_plans.side_by_side(job.table, kept_plans.loads(job.plan or ""), _run())
    if not found:
        raise BadChoiceError("No plan is kept: keep one under a name first.")
    return found


def _about(job: Job) -> dict[str, str]:
    return {"version": f"gapmap {__version__}", "date": job.today.isoformat()}


def plan_json(job: Job) -> bytes:
    """The plans of a Job with all about them as JSON."""
    if plans := several(job):
        return compared.as_json(plans, _about(job), recipe=job.recipe.dumps())
    assumed, made = method.assumption_rows(job.table), proposal(job)
    return plan_tables.as_json(
        made, recipe=job.recipe.dumps(), assumptions=assumed, sources=job.sources,
        whom=for_plan(job.dataset, job.table, made.asking),
    ).encode()  # fmt: skip


def plan_csv(job: Job) -> bytes:
    """The actions of a Job's plans as CSV: headings and rows."""
    if plans := several(job):
        return compared.as_csv(plans)
    return plan_tables.export_csv(proposal(job))


def plan_csv_metadata(job: Job, url: str) -> bytes:
    """What stands beside that CSV, which is called ``url``."""
    if plans := several(job):
        return compared.csv_metadata(
            plans, _about(job), job.sources, url=url, today=job.today, recipe=job.recipe.dumps()
        )
    return plan_tables.csv_metadata(
        proposal(job),
        job.sources,
        url=url,
        today=job.today,
        version=__version__,
        recipe=job.recipe.dumps(),
    )


def plan_xlsx(job: Job) -> bytes:
    """The plans of a Job as a workbook for Excel."""
    from gapmap.present.plan import workbook
    from gapmap.present.workbook import xlsx as spreadsheet_xlsx

    recipe, today = job.recipe.dumps(), job.today
    if plans := several(job):
        book = compared.workbook(plans, recipe=recipe, today=today, version=__version__)
    else:
        book = workbook.workbook(proposal(job), recipe=recipe, today=today, version=__version__)
    return spreadsheet_xlsx.render(book)


def boundaries_of(level: str) -> "BoundaryFile":
    """The best boundaries of a level. Raises NoBoundariesError where there are none, DataError."""
    from gapmap.io.boundaries import in_use as boundaries

    if not boundaries.has_shapes(level):
        raise NoBoundariesError(
            f"There are no boundaries of {LEVEL_PLURAL[level]}, which this needs: use a "
            f"table without shapes (.csv, .xlsx, .ods) or one of: {', '.join(MAP_LEVELS)}."
        )
    return boundaries.read_best(level, "print")


def _shaped(job: Job, kind: str) -> bytes:
    """The table with its shapes, as GeoJSON or GeoPackage."""
    from gapmap.present.tables import geo as geo_tables

    shapes = boundaries_of(job.table.selection.level)
    make = {"geojson": geo_tables.geojson, "gpkg": geo_tables.geopackage}[kind]
    return make(
        job.shown,
        shapes.areas,
        job.dataset.sources(job.shown.source_ids),
        f"{shapes.attribution} {shapes.licence}. {shapes.accuracy}",
        recipe=job.recipe.dumps(),
        today=job.today,
        version=__version__,
    )


def geojson(job: Job) -> bytes:
    """The areas of a Job with their shapes as GeoJSON. Raises NoBoundariesError without shapes."""
    return _shaped(job, "geojson")


def gpkg(job: Job) -> bytes:
    """The areas of a Job with shapes, as GeoPackage. Raises NoBoundariesError without them."""
    return _shaped(job, "gpkg")


def councils(job: Job) -> bytes:
    """The figures of a Job's areas and of the councils in them, as CSV: headings and rows."""
    selection = job.table.selection
    inside = {code: blocks_of(job.dataset, selection.level, code) for code in _codes(job)}
    local = job.dataset.gap(selection.with_(level="utla"))
    pairs = job.dataset.lookup["pfa"].dropna().items()
    forces = {str(council): str(force) for council, force in pairs}
    return csvw.table_csv(area_tables.rows(job.shown, local, inside, forces), area_tables.COLUMNS)


def councils_metadata(job: Job, url: str) -> bytes:
    """What stands beside that CSV, which is called ``url``."""
    about = {"note": area_tables.note(job.table)}
    return _metadata(job, url, area_tables.COLUMNS, job.shown.source_ids, about)


def programmes(job: Job) -> bytes:
    """The programmes of a Job's areas with their sources, as CSV: headings and rows."""
    return csvw.table_csv(_programmes(job), programme_tables.COLUMNS)


def _programmes(job: Job) -> list[dict[str, Any]]:
    profiles = (area_profile(job.dataset, job.table, code) for code in _codes(job))
    return programme_tables.rows(job.shown, profiles, job.dataset.programmes)


def programmes_metadata(job: Job, url: str) -> bytes:
    """What stands beside that CSV, which is called ``url``."""
    cited = {i for row in _programmes(job) for i in str(row["source_ids"]).split(";") if i}
    return _metadata(job, url, programme_tables.COLUMNS, sorted(cited), {})


def _metadata(
    job: Job,
    url: str,
    columns: Sequence[csvw.CsvColumn],
    source_ids: Sequence[str],
    more: dict[str, str],
) -> bytes:
    return csvw.metadata(
        tables.description(job.shown, job.today, __version__) | more,
        columns,
        job.dataset.sources(source_ids),
        url=url,
        keys=(),
        recipe=job.recipe.dumps(),
        today=job.today,
    )


def _codes(job: Job) -> list[str]:
    return [str(code) for code in job.shown.columns["code"]]


def hsds(job: Job) -> bytes:
    """The programmes of a Job as services of Open Referral UK."""
    from gapmap.present.tables import hsds as services

    data = job.dataset
    seen = {o.observation_id: o for s in job.shown.supply.services for o in s.rows}
    areas = data.tables["areas"]
    names = dict(zip(areas["code"], areas["name"], strict=True))
    return services.render(
        ((obs, data.programmes[key], obs.blocks) for key, obs in sorted(seen.items())),
        {str(code): str(name) for code, name in names.items()},
        {row["source_id"]: row for row in data.sources()},
        today=job.today,
        recipe=job.recipe.dumps(),
        data=" ".join(own_data(job.shown)),
    )
