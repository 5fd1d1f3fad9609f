"""What an area is set beside: its neighbours, the areas of its region, the whole."""

from typing import Final

from gapmap.core.gap import GapTable
from gapmap.dataset import BOUNDARIES, Dataset
from gapmap.io.boundaries import in_use as boundaries
from gapmap.present.area.peers import Peer, peers
from gapmap.selection import Selection
from gapmap.vocabulary import TILE_LEVELS

LEFT_OUT: Final = (
    "Regions are left out, because beside the others they could give away numbers that are "
    "withheld. "
)


def neighbours(level: str) -> dict[str, tuple[str, ...]]:
    """The areas that each area of a level touches, where that is known."""
    return boundaries.neighbours(level, BOUNDARIES) if level in TILE_LEVELS else {}


def regions_of(dataset: Dataset, level: str, code: str) -> dict[str, frozenset[str]]:
    """The regions that an area reaches into, by name, with the areas of its level in each."""
    lookup, areas = dataset.lookup, dataset.tables["areas"]
    names = areas[areas["level"] == "region"].set_index("code")["name"]
    here = lookup.loc[lookup[level] == code, "region"].dropna().unique()
    return {
        str(names[region]): frozenset(
            str(c) for c in lookup.loc[lookup["region"] == region, level].dropna()
        )
        for region in here
    }


def beside(
    dataset: Dataset,
    table: GapTable,
    code: str,
    touching: tuple[str, ...],
    second: str | None = None,
) -> list[Peer]:
    """An area beside those it touches, its regions, the whole, and a ``second`` area."""
    regions = regions_of(dataset, table.selection.level, code)
    return peers(table, code, neighbours=touching, regions=regions, second=second)


def caption(found: list[Peer], selection: Selection) -> str:
    """What the figures beside each other are, and what they leave out."""
    touching = sum(peer.relation == "neighbour" for peer in found)
    return (
        "Places a year per 1,000 estimated perpetrators, with the range, and the year and grade of "
        "the number. A region and the whole are their areas with a number, pooled. "
        + ("" if touching else "Neighbours are not known for this kind of area. ")
        + (LEFT_OUT if selection.suppress_below else "")
        + "A lower bound (“at least”) cannot be ranked against another."
    )
