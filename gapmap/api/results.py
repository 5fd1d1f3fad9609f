"""What the calls give: figures, plans and missing facts that an analyst can take further.

Nothing here works out a number, and importing it loads no library that draws or reads maps.
"""

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from gapmap.core.evidence.asking.missing import Missing
from gapmap.core.gap import GapTable
from gapmap.core.plan.proposal import Proposal
from gapmap.dataset import Dataset
from gapmap.errors import NoBoundariesError, UnknownNameError
from gapmap.fields import shown
from gapmap.present.asking import tables as asking_tables
from gapmap.present.plan import tables as plan_tables
from gapmap.present.words import finding as words
from gapmap.present.words.alt_text import alt_text
from gapmap.selection import Selection
from gapmap.tasks.products import job_of

if TYPE_CHECKING:
    import geopandas as gpd

    from gapmap.core.plan.reach.outcome import Outcome

METRES: Final = 27700  # EPSG


class LeftOutWarning(UserWarning):
    """Something of a file of one's own was left out, or read in a way that was told before."""


@dataclass(frozen=True, repr=False, eq=False)
class Table:
    """The figures of one Selection: one row an area, and the data that they are made from.

    A notebook shows it as the map that the app draws, with its finding and caveat; levels without
    a map are shown as a table. ``gap_table`` has everything else: totals, parts, sources, notes.
    """

    dataset: Dataset
    gap_table: GapTable

    @property
    def selection(self) -> Selection:
        """What was asked."""
        return self.gap_table.selection

    @property
    def finding(self) -> str:
        """The sentence above the map in the app."""
        return words.finding(self.gap_table)

    @property
    def fingerprint(self) -> str:
        """The sha256 (hex) of the data that the figures are made from."""
        return self.gap_table.fingerprint

    def sources(self) -> pd.DataFrame:
        """The sources that the figures rest on: rows of ``data/sources.csv``."""
        return pd.DataFrame(self.dataset.sources(self.gap_table.source_ids))

    def to_dataframe(self) -> pd.DataFrame:
        """One row an area, in code order; a number that is not known is NaN, never 0.

        The columns, their units and rounding in files are in the docs of the command line; numbers
        are not rounded here. ``state`` says why a number is blank. The copy is yours to change.
        """
        return self.gap_table.rows.copy()

    def to_geodataframe(self) -> "gpd.GeoDataFrame":
        """``to_dataframe`` with the shape of each area, in EPSG:27700 (metres).

        The boundaries are those of the app: an official set where one was fetched, otherwise
        generalised ones, for display and not for measuring. An area without a shape has None.
        ``attrs`` holds their ``attribution``, ``licence`` and ``accuracy``, and the ``fingerprint``
        of the figures.

        Raises NoBoundariesError for a level without boundaries, DataError when they cannot be read.
        """
        import geopandas as gpd  # slow to import, and a table needs none

        from gapmap.tasks.files.table import boundaries_of

        shapes = boundaries_of(self.selection.level)
        frame = self.to_dataframe()
        geometry = shapes.areas.to_crs(METRES).geometry.reindex(frame["code"]).to_numpy()
        found = gpd.GeoDataFrame(frame, geometry=geometry, crs=METRES)
        found.attrs |= {
            "attribution": shapes.attribution,
            "licence": shapes.licence,
            "accuracy": shapes.accuracy,
            "fingerprint": self.fingerprint,
        }
        return found

    def __repr__(self) -> str:
        """The finding, and how many areas there are."""
        return f"Table({len(self.gap_table.records)} areas: {self.finding})"

    def _repr_html_(self) -> str:
        """The map as a picture inside the page, for notebooks: nothing is fetched from outside."""
        from gapmap.present import html

        return html.notebook(self.gap_table, *self._picture())

    def _picture(self) -> tuple[str, str]:
        """The map as SVG in base 64 and what it shows in words; blank where none can be drawn."""
        from gapmap.tasks.files.map import as_tiles, render_map

        chosen = self.selection
        try:
            tiles = as_tiles(chosen.level, chosen.layout)
        except NoBoundariesError:
            return "", ""
        drawn = render_map(job_of("map.svg", self.dataset, self.gap_table), "svg", bare=True)
        return base64.b64encode(drawn).decode("ascii"), alt_text(self.gap_table, tiles=tiles)


@dataclass(frozen=True, repr=False, eq=False)
class Plan:
    """Where new places would go, under each reading of areas whose places are not known.

    ``proposal`` has everything: before and after, how sure each area is, what the last pound buys.
    ``print`` writes it as the command line does.
    """

    dataset: Dataset
    proposal: Proposal

    def to_dataframe(self) -> pd.DataFrame:
        """One row an action, of every reading: area, places a year, GBP a year, how often chosen.

        Columns as in ``plan.csv``. Empty where nothing can be planned; ``print`` says why.
        """
        rows, names = plan_tables.rows(self.proposal), [c.name for c in plan_tables.COLUMNS]
        return pd.DataFrame(rows, columns=names)

    def __str__(self) -> str:
        """The plan in words."""
        return plan_tables.text(self.proposal)

    def __repr__(self) -> str:
        """How many actions there are."""
        return f"Plan({self.proposal.wish.dumps()}: {len(self.to_dataframe())} actions)"


@dataclass(frozen=True, repr=False, eq=False)
class Reach:
    """What people of each area can get to, whatever the border, beside what stands inside it.

    ``outcome`` has everything: what crosses borders, which areas read otherwise, and of how little
    of the supply it speaks. ``print`` writes it as the command line does.
    """

    table: Table
    outcome: "Outcome"

    def to_dataframe(self) -> pd.DataFrame:
        """One row an area with an estimate; columns as in the command's CSV."""
        from gapmap.present.plan.reach import tables

        return pd.DataFrame(tables.rows(self.outcome), columns=[c.name for c in tables.COLUMNS])

    def __str__(self) -> str:
        """What is reached, in words."""
        from gapmap.present.plan.reach import tables

        return tables.text(self.table.gap_table, self.outcome, ())

    def __repr__(self) -> str:
        """How many areas there are, and of what share of the known places it speaks."""
        share = self.outcome.share
        of = "" if share != share else f", of {share:.0%} of the places known"
        return f"Reach({len(self.outcome.areas)} areas{of})"


@dataclass(frozen=True, repr=False, eq=False)
class MissingFacts:
    """What is not known of each area, who could say, and what an answer would settle.

    ``found`` has everything; ``print`` writes it as the command line does.
    """

    dataset: Dataset
    found: Missing

    def to_dataframe(self) -> pd.DataFrame:
        """One row an area with an estimate, those without a usable number and most people first."""
        rows = asking_tables.rows(self.found, self.found.areas)
        return pd.DataFrame(rows, columns=list(asking_tables.COLUMNS))

    def order(self) -> pd.DataFrame:
        """Whom to ask first: one row a body, with the people its answer would settle."""
        return pd.DataFrame([asking_tables.value_row(value) for value in self.found.values])

    def written(self, kind: str) -> str:
        """It as “text”, “csv” or “json”. Raises UnknownNameError for another kind."""
        if kind not in asking_tables.FORMATS:
            raise UnknownNameError(
                f"What is missing cannot be written as {shown(kind)}; use one of: "
                f"{', '.join(asking_tables.FORMATS)}."
            )
        countries = {str(b): str(c) for b, c in self.dataset.lookup["country"].items()}
        return asking_tables.FORMATS[kind](self.found, self.found.areas, countries)

    def __str__(self) -> str:
        """What is missing, in words."""
        return self.written("text")

    def __repr__(self) -> str:
        """How many areas there are."""
        return f"MissingFacts({len(self.found.areas)} areas)"
