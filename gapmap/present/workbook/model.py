"""What a workbook is before it is XLSX or ODS: sheets, columns, rows, text and shorthand.

No cell of a table is ever blank: a value that is missing is a shorthand that says why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Final, Literal

from gapmap.fields.csv_text import defused
from gapmap.present.packages import NOT_XML
from gapmap.present.tables.columns import Format

NOT_KNOWN: Final = "[x]"
NONE_RECORDED: Final = "[nr]"
NONE_MATCHING: Final = "[nm]"
NOT_STATED: Final = "[mm]"
WITHHELD: Final = "[c]"
NO_ESTIMATE: Final = "[ne]"
NOT_APPLICABLE: Final = "[z]"
# [c], [x] and [z] are the harmonised list's, https://analysisfunction.civilservice.gov.uk/
# policy-store/symbols-in-tables-definitions-and-help/. Ours take no letters of that list, where
# [ns] is “not statistically significant” and [w] “none recorded in survey”.
SHORTHAND: Final = {
    NOT_KNOWN: "Not known: not stated in what could be read, or nothing usable was stated.",
    NOT_STATED: "May match: programmes are recorded, but not whether they match these choices.",
    NONE_MATCHING: "None matches: programmes are recorded, and by their sources none of them does.",
    NONE_RECORDED: "None recorded: no programme of any kind was found; some may still exist.",
    WITHHELD: "Confidential, withheld: a small number, or one that would reveal a small number.",
    NO_ESTIMATE: "No estimate: no estimate of perpetrators speaks of this area.",
    NOT_APPLICABLE: "Not applicable: the column does not apply to this row or to these choices.",
}
PRINTED: Final = 260
"""Characters of a table's width that can still be read when printed on one page's width."""
LONGEST: Final = 32_000
"""Characters in a cell; spreadsheets refuse more than 32,767."""


@dataclass(frozen=True)
class Link:
    """A text that leads to a sheet of the workbook (``#Name``) or to a web address."""

    text: str
    target: str


Cell = str | int | float | Link


@dataclass(frozen=True)
class Column:
    """A column: ``key`` is its name for machines, ``width`` in characters."""

    key: str
    heading: str
    meaning: str
    format: Format = "text"
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """One sheet with one table: title in A1, lines below it, then headings and rows.

    ``stay`` is the number of columns that stay in view; ``what`` says what it holds.
    """

    name: str
    title: str
    what: str
    lines: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    stay: int = 1

    @property
    def head(self) -> int:
        """Number of the row with the headings; the first row is 1."""
        return len(self.lines) + 2

    @property
    def printed(self) -> int:
        """Number of columns, from the first, that are printed: those that fit one page's width."""
        wide = accumulate(column.width for column in self.columns)
        return max(1, sum(width <= PRINTED for width in wide))


@dataclass(frozen=True)
class Line:
    """A line of the cover sheet."""

    text: str
    style: Literal["title", "heading", "text"] = "text"


@dataclass(frozen=True)
class Workbook:
    """A whole workbook; ``recipe`` is what the file carries to be made again."""

    title: str
    description: str
    cover: tuple[Line, ...]
    sheets: tuple[Sheet, ...]
    recipe: str
    today: date
    version: str


def safe(text: str) -> str:
    """A text that runs nowhere, that XML can hold and that fits a cell."""
    tidy = NOT_XML.sub("\ufffd", defused(text)).replace("\r\n", "\n").replace("\r", "\n")
    return tidy if len(tidy) <= LONGEST else f"{tidy[:LONGEST]}…"


def told(value: object, why: str) -> str:
    """A text, or the shorthand where it is blank."""
    return safe(str(value)) if value not in (None, "") else why


def defused_cells(sheets: Iterable[Sheet]) -> int:
    """Number of cells that have an apostrophe put before a text that would run."""
    texts = (c.text if isinstance(c, Link) else c for s in sheets for row in s.rows for c in row)
    return sum(
        isinstance(t, str) and t[:1] == "'" and defused(t[1:].replace("\n", "\r")) != t[1:]
        for t in texts
    )
