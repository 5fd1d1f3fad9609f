"""Excel (XLSX) sheets as rows of texts."""

import re
import warnings
from collections.abc import Iterable, Iterator
from datetime import date, time
from io import BytesIO
from typing import Final

from gapmap.errors import UnreadableFileError, UserInputError
from gapmap.io.files import archives, budget
from gapmap.io.uploads.merged import MOST
from gapmap.io.uploads.sheets import PEEK, Sheet, archive, check_size, choose, text_of
from gapmap.io.uploads.table import Asked, Raw

FORMULA: Final = re.compile(rb"<(\w+:)?f[\s/>]")
MERGED: Final = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*ref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\""
)
WIDEST: Final = 1_000  # cells of a row that are kept; headings end long before
TOLD: Final = 2_000  # rows between two reports of progress

Row = tuple[int, list[object]]


def read(data: bytes, name: str, asked: Asked) -> Raw:
    """Return the rows of an Excel sheet. Raises UserInputError when there is none to read."""
    opened = archive(data, name)
    if "xl/workbook.xml" not in opened.namelist():
        raise UnreadableFileError(f"{name} is not an Excel workbook; save it again as XLSX.")
    formulas = any(
        FORMULA.search(archives.member(opened, sheet, name))
        for sheet in opened.namelist()
        if sheet.startswith("xl/worksheets/") and sheet.endswith(".xml")
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out: charts, styles
            sheets, parts = _sheets(data)
            choice = choose(sheets, name, asked)
            rows = list(_rows(data, choice.title, name, asked, values=True))
            unsaved: frozenset[tuple[int, int]] = frozenset()
            if formulas:
                written = _rows(data, choice.title, name, asked, values=False)
                unsaved = frozenset(_without_result(rows, written))
    except UserInputError:
        raise
    except Exception:  # openpyxl raises whatever Python does when a file breaks its rules
        raise UnreadableFileError(f"{name} is damaged: Excel's sheet cannot be read.") from None
    texts = [(n, [text_of(c) for c in cells]) for n, cells in rows]
    titles = tuple(s.title for s in sheets)
    part = parts.get(choice.title, "")
    held = archives.member(opened, part, name) if part in opened.namelist() else b""
    return Raw(
        texts,
        (),
        choice.notes,
        titles,
        choice.title,
        choice.same,
        unsaved,
        merged=tuple(_merged(held)),
    )


def _sheets(data: bytes) -> tuple[list[Sheet], dict[str, str]]:
    """Every sheet with its first rows, and the part of the archive that holds it, by its title."""
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        found, parts = [], {}
        for sheet in book.worksheets:
            parts[sheet.title] = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
            sheet.reset_dimensions()  # the size that a file states need not be true
            rows = []
            for line, cells in enumerate(sheet.iter_rows(values_only=True, max_row=5 * PEEK), 1):
                budget.spend(objects=len(cells) + 1)
                if any(cell not in (None, "") for cell in cells[:WIDEST]):
                    rows.append((line, [text_of(c) for c in cells[:WIDEST]]))
                if len(rows) >= PEEK:
                    break
            found.append(Sheet(sheet.title, rows, hidden=sheet.sheet_state != "visible"))
        return found, parts
    finally:
        book.close()


def _rows(data: bytes, title: str, name: str, asked: Asked, *, values: bool) -> Iterator[Row]:
    """Rows that are not blank, with their lines."""
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(data), read_only=True, data_only=values, keep_links=False)
    try:
        sheet = next(s for s in book.worksheets if s.title == title)
        sheet.reset_dimensions()
        kept, seen = 0, 0
        for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            budget.spend(objects=len(cells) + 1)
            seen += len(cells) + 1
            if any(cell not in (None, "") for cell in cells[:WIDEST]):
                kept += 1
                yield line, list(cells[:WIDEST])
                if kept % TOLD == 0:
                    asked.progress(kept)
            check_size(kept, seen, name, asked.limits)
    finally:
        book.close()


def _merged(sheet: bytes) -> Iterator[tuple[int, int, int]]:
    """Cells merged over several rows: first line, last line, index of their first column."""
    for count, found in enumerate(MERGED.finditer(sheet)):
        first, last = int(found[2]), int(found[4])
        if count < MOST and first < last:
            yield first, last, _index(found[1].decode())


def _index(letters: str) -> int:
    """A column by its letters: A is 0, AA is 26."""
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - ord("A") + 1
    return at - 1


def _without_result(values: Iterable[Row], written: Iterable[Row]) -> Iterator[tuple[int, int]]:
    """Cells (line, index) with a formula whose result is not stored: they would read as blank."""
    known = dict(values)
    for line, cells in written:
        results = known.get(line, [])
        for column, cell in enumerate(cells):
            # a formula that fills several cells comes as an object, not as text
            is_formula = (isinstance(cell, str) and cell.startswith("=")) or (
                cell is not None and not isinstance(cell, str | int | float | date | time)
            )
            result = results[column] if column < len(results) else None
            if is_formula and result is None and type(cell).__name__ != "timedelta":
                yield line, column
