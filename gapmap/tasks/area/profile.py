"""What a file, a page or a report needs to know about an area: its profile and its councils."""

from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.present.area.profile import Profile, profile


def area_profile(dataset: Dataset, table: GapTable, code: str) -> Profile:
    """The profile of one area. Raises KeyError when the level has no such area."""
    dataset = dataset.guarded(table.selection.suppress_below)
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
