"""What the readers of workbooks share: safe parts, texts of cells, and the likeliest sheet.

XLSX and ODS are zip archives of XML. No document type is allowed in them, so no entity can be
declared.
"""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from gapmap.errors import FileTooLargeError, UnreadableFileError
from gapmap.io.files import archives, budget
from gapmap.io.headings import known, normal
from gapmap.io.uploads import layout
from gapmap.io.uploads.table import Asked, Limits, chosen, number_text, too_many_rows

MARKUP: Final = (".xml", ".rels", ".vml")
CELLS: Final = 5_000_000  # cells of a sheet, blank ones included
MANY: Final = 3_000_000  # XML elements of a sheet
FEW: Final = 100_000  # XML elements of any other part
DEEPEST: Final = 100  # elements inside elements
WANTED: Final = "programmes"  # the sheet of the template
PEEK: Final = layout.LOOK  # rows of each sheet that are looked at to choose one

Rows = Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True)
class Sheet:
    """A sheet as far as it has to be known to choose one: title, first rows, whether hidden."""

    title: str
    rows: Rows
    hidden: bool = False


@dataclass(frozen=True)
class Choice:
    """The sheet to read, other sheets with the same headings, and what has to be said."""

    title: str
    same: tuple[str, ...]
    notes: tuple[str, ...]


def choose(sheets: Sequence[Sheet], name: str, asked: Asked) -> Choice:
    """Choose the sheet that was asked for, else the one that looks most like a list of programmes.

    A hidden sheet is read only when it is asked for or nothing else is there. Raises
    UserInputError when there is no sheet, or not the one that was asked for.
    """
    if not sheets:
        raise UnreadableFileError(f"{name} has no sheet with cells; save it again.")
    titles = [s.title for s in sheets]
    if asked.sheet:
        title = chosen(titles, asked.sheet, name)
        sheet = sheets[titles.index(title)]
    else:
        sheet = max(sheets, key=lambda s: (_likeness(s), -titles.index(s.title)))
    mine = _headings(sheet)
    same = tuple(
        s.title for s in sheets
        if s is not sheet and not s.hidden and len(mine) > 1 and _headings(s) == mine
    )  # fmt: skip
    return Choice(sheet.title, same, tuple(_said(sheet, sheets, same)))


def _said(sheet: Sheet, sheets: Sequence[Sheet], same: Sequence[str]) -> list[str]:
    notes = []
    if len(sheets) > 1:
        notes.append(f"Only the sheet “{sheet.title[:60]}” was read, of {len(sheets)} sheets.")
    if same:
        shown = ", ".join(f"“{title[:60]}”" for title in same[:10])
        notes.append(f"Not read, though with the same headings: the sheet {shown}.")
    if sheet.hidden:
        notes.append(f"The sheet “{sheet.title[:60]}” is hidden in the workbook.")
    return notes


def _likeness(sheet: Sheet) -> tuple[bool, int, bool, bool]:
    """How much a sheet looks like a list of programmes; of two alike the first is taken."""
    rows = [(line, layout.trimmed(cells)) for line, cells in sheet.rows]
    rows = [(line, cells) for line, cells in rows if cells]
    if not rows:
        return (False, -1, False, False)
    found = layout.find(rows)
    names = known(found.cells)
    has_rows = len(rows) > found.at + 1
    is_template = sheet.title.strip().casefold() == WANTED and names > 1
    return (not sheet.hidden, names if has_rows else 0, is_template, has_rows)


def _headings(sheet: Sheet) -> frozenset[str]:
    rows = [(line, layout.trimmed(cells)) for line, cells in sheet.rows]
    rows = [(line, cells) for line, cells in rows if cells]
    return frozenset(map(normal, layout.find(rows).cells)) - {""} if rows else frozenset()


def archive(data: bytes, name: str) -> zipfile.ZipFile:
    """Open a workbook once every part of it is known to be harmless XML."""
    opened = archives.opened(data, name)
    for inside in opened.namelist():
        if inside.lower().endswith(MARKUP):
            _check_markup(archives.member(opened, inside, name), inside, name)
    return opened


def _check_markup(content: bytes, inside: str, name: str) -> None:
    """Refuse XML with a document type, or with more elements than a table of programmes needs."""
    most = MANY if inside.startswith(("xl/worksheets/", "xl/sharedStrings", "content")) else FEW
    parser = DefusedXMLParser(target=_Count(most), forbid_dtd=True)
    try:
        parser.feed(content)
        parser.close()
    except DefusedXmlException:
        raise UnreadableFileError(
            f"{name} is not read: it declares XML entities, which no spreadsheet needs."
        ) from None
    except OverflowError:
        raise FileTooLargeError(
            f"{name} holds far more than a table of programmes; copy the rows to a new sheet."
        ) from None
    except budget.SpentError:
        raise
    except (ParseError, ValueError, LookupError):
        raise UnreadableFileError(f"{name} is damaged: a part of it is not XML.") from None


class _Count:
    """Counts elements while they are read, keeping none."""

    def __init__(self, most: int) -> None:
        self._left, self._depth = most, 0

    def start(self, _tag: str, _attributes: object) -> None:
        budget.spend(objects=1)
        self._left -= 1
        self._depth += 1
        if self._left < 0 or self._depth > DEEPEST:
            raise OverflowError

    def end(self, _tag: str) -> None:
        self._depth -= 1

    def close(self) -> None:
        """Nothing was kept."""


def check_size(rows: int, cells: int, name: str, limits: Limits) -> None:
    """Refuse more rows or cells than are read. Raises UserInputError."""
    if rows > limits.rows + 1 + layout.LOOK:
        raise too_many_rows(name, limits)
    if cells > CELLS:
        raise FileTooLargeError(
            f"{name} has a sheet of more than {CELLS:,} cells; copy the rows to a new sheet."
        )


def text_of(cell: object) -> str:
    """A cell as its sheet would show it without formatting."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return number_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return str(cell)
