"""What a Job needs to know about its areas: their profiles, their councils, and tables of both."""

from typing import TYPE_CHECKING

from gapmap import __version__
from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.present.area.profile import Profile, profile
from gapmap.present.tables import areas as area_tables

if TYPE_CHECKING:
    from gapmap.tasks.products import Job


def area_profile(dataset: Dataset, table: GapTable, code: str) -> Profile:
    """The profile of one area. Raises KeyError when the level has no such area."""
    return profile(
        table,
        code,
        areas=dataset.tables["areas"],
        lookup=dataset.lookup,
        programmes=dataset.programmes,
        sources={row["source_id"]: row for row in dataset.sources()},
    )


def blocks_of(dataset: Dataset, level: str, code: str) -> list[str]:
    """Codes of the building blocks (councils) that an area is made of."""
    return [str(block) for block in dataset.lookup.index[dataset.lookup[level] == code]]


def councils(job: "Job") -> bytes:
    """The figures of a Job's areas and of the councils in them, as CSV."""
    dataset, selection = job.dataset, job.table.selection
    return area_tables.councils(
        job.table,
        dataset.gap(selection.with_(level="utla")),
        {code: blocks_of(dataset, selection.level, code) for code in _codes(job)},
        today=job.today,
        version=__version__,
        recipe=job.recipe.dumps(),
    )


def programmes(job: "Job") -> bytes:
    """The programmes of a Job's areas with their sources, as CSV."""
    return area_tables.programmes(
        job.table,
        (area_profile(job.dataset, job.table, code) for code in _codes(job)),
        today=job.today,
        version=__version__,
        recipe=job.recipe.dumps(),
    )


def _codes(job: "Job") -> list[str]:
    return [job.area] if job.area else [str(code) for code in job.table.rows["code"]]
