"""A workbook as XLSX: tables that Excel knows as tables, numbers as numbers, no merged cells."""

import io
import zipfile
from datetime import datetime, time
from textwrap import wrap
from typing import Final

import openpyxl
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font, NamedStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from gapmap.present.packages import repacked
from gapmap.present.tables.columns import Format
from gapmap.present.workbook.model import Cell, Column, Link, Sheet, Workbook
from gapmap.recipe import KEY

FONT: Final = "Arial"
SIZE: Final = 12  # points; the least that guidance on accessible spreadsheets allows
LANGUAGE: Final = "en-GB"
FORMATS: Final[dict[Format, str]] = {
    "text": "@",
    "code": "@",
    "whole": "#,##0",
    "year": "0",
    "one": "#,##0.0",
    "two": "#,##0.00",
    "factor": "0.00",
    "percent": "0.0%",
    "pounds": "[$£-809]#,##0",
    "pounds_pence": "[$£-809]#,##0.00",
}
COVER_SIZES: Final = {"title": 18, "heading": 14, "text": SIZE}
COVER_WIDTH: Final = 80
WIDTH: Final = 1.2  # a column's unit is narrower than a character of our font
FITS: Final = 1.15  # letters in the room of a character; most are narrower than a figure
LINE: Final = 15.75  # points, height of a line
WIDEST: Final = 260
"""Characters that still can be read when printed on one page's width."""
LINK_COLOUR: Final = "FF0B5394"


def render(workbook: Workbook) -> bytes:
    """Return the workbook as an XLSX file; the same workbook gives the same bytes."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    _describe(book, workbook)
    for name in FORMATS:
        book.add_named_style(_style(name))
    _cover(book.create_sheet("Cover"), workbook)
    for sheet in workbook.sheets:
        _fill(book.create_sheet(sheet.name), sheet)
    out = io.BytesIO()
    # not book.save, which would write the time of day
    with zipfile.ZipFile(out, "w") as archive:
        ExcelWriter(book, archive).save()
    return repacked(out.getvalue(), workbook.today)


def _describe(book: openpyxl.Workbook, workbook: Workbook) -> None:
    about, day = book.properties, datetime.combine(workbook.today, time())
    about.title, about.description = workbook.title, workbook.description
    about.creator = about.lastModifiedBy = f"gapmap {workbook.version}"
    about.keywords = "perpetrator programmes, places, gaps"
    about.language, about.created, about.modified = LANGUAGE, day, day
    book.custom_doc_props.append(StringProperty(name=KEY, value=workbook.recipe))


def _style(name: Format) -> NamedStyle:
    """One named style a format, so that a user can change all of its cells at once."""
    style = NamedStyle(name=f"gapmap {name}", number_format=FORMATS[name])
    style.font = Font(name=FONT, size=SIZE)
    words = name in ("text", "code")
    style.alignment = Alignment(
        horizontal="left" if words else "right",
        vertical="top",
        wrap_text=name == "text",
        indent=0 if words else 1,
    )
    return style


def _cover(page: Worksheet, workbook: Workbook) -> None:
    for number, line in enumerate(workbook.cover, 1):
        cell = page.cell(number, 1)
        _text(cell, line.text)
        heading = line.style != "text"
        cell.font = Font(name=FONT, size=COVER_SIZES[line.style], bold=heading)
        cell.alignment = Alignment(wrap_text=True, vertical="bottom" if heading else "top")
        lines = _lines(line.text, COVER_WIDTH) + (0.7 if line.style == "heading" else 0)
        page.row_dimensions[number].height = LINE * lines * COVER_SIZES[line.style] / SIZE
    page.column_dimensions["A"].width = COVER_WIDTH * WIDTH
    _page_setup(page)


def _fill(page: Worksheet, sheet: Sheet) -> None:
    for number, line in enumerate((sheet.title, *sheet.lines), 1):
        cell = page.cell(number, 1)
        _text(cell, line)
        cell.font = Font(name=FONT, size=16 if number == 1 else SIZE, bold=number == 1)
    for place, column in enumerate(sheet.columns, 1):
        _heading(page.cell(sheet.head, place), column)
        page.column_dimensions[get_column_letter(place)].width = column.width * WIDTH
    page.row_dimensions[1].height = LINE * 16 / SIZE
    tallest = max(_lines(column.heading, column.width - 2) for column in sheet.columns)
    page.row_dimensions[sheet.head].height = LINE * tallest
    for number, row in enumerate(sheet.rows, sheet.head + 1):
        for place, (value, column) in enumerate(zip(row, sheet.columns, strict=True), 1):
            _write(page.cell(number, place), value, column, sheet)
        page.row_dimensions[number].height = LINE * _tallest(row, sheet)
    _mark_up(page, sheet)
    if sheet.stay:
        page.freeze_panes = page.cell(sheet.head + 1, sheet.stay + 1).coordinate
    page.print_title_rows = f"{sheet.head}:{sheet.head}"
    _page_setup(page, wide=sum(column.width for column in sheet.columns))


def _tallest(row: tuple[Cell, ...], sheet: Sheet) -> int:
    """Lines that the tallest cell of a row takes; Excel shows no more than 409 points."""
    texts = (
        (value.text if isinstance(value, Link) else value, column.width)
        for value, column in zip(row, sheet.columns, strict=True)
        if column.format == "text"
    )
    lines = [_lines(words, width) for words, width in texts if isinstance(words, str)]
    return min(max(lines, default=1), 25)


def _lines(words: str, width: int) -> int:
    """Lines that a text takes in a column of ``width`` characters, broken between words."""
    fits = int(width * FITS)
    return sum(len(wrap(line, fits, break_on_hyphens=False)) or 1 for line in words.split("\n"))


def _heading(cell: ExcelCell, column: Column) -> None:
    _text(cell, column.heading)
    words = column.format in ("text", "code")
    cell.font = Font(name=FONT, size=SIZE, bold=True)
    cell.alignment = Alignment(
        horizontal="left" if words else "right",
        vertical="bottom",
        wrap_text=True,
        indent=0 if words else 1,
    )


def _write(cell: ExcelCell, value: Cell, column: Column, sheet: Sheet) -> None:
    cell.style = f"gapmap {column.format}"
    if isinstance(value, Link):
        _text(cell, value.text)
        _link(cell, value.target)
    elif isinstance(value, str):
        _text(cell, value)
    else:
        cell.value = value
    if cell.column <= sheet.stay and not isinstance(value, Link):
        cell.font = Font(name=FONT, size=SIZE, bold=cell.column == sheet.stay)


def _text(cell: ExcelCell, text: str) -> None:
    """A text is a text, whatever it begins with."""
    cell.value = text
    cell.data_type = "s"


def _link(cell: ExcelCell, target: str) -> None:
    inside = target.startswith("#")
    where = {"location": f"'{target[1:]}'!A1"} if inside else {"target": target}
    cell.hyperlink = Hyperlink(ref=cell.coordinate, **where)
    cell.font = Font(name=FONT, size=SIZE, underline="single", color=LINK_COLOUR)


def _mark_up(page: Worksheet, sheet: Sheet) -> None:
    """Name the table, so that screen readers and “Go to” find it and its headings."""
    last = f"{get_column_letter(len(sheet.columns))}{sheet.head + len(sheet.rows)}"
    table = Table(displayName=f"{sheet.name}_table", ref=f"A{sheet.head}:{last}")
    table.tableColumns = [
        TableColumn(id=i, name=column.heading) for i, column in enumerate(sheet.columns, 1)
    ]
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    page.add_table(table)


def _page_setup(page: Worksheet, *, wide: int = 0) -> None:
    page.sheet_view.showGridLines = False
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1 + wide // WIDEST, 0
