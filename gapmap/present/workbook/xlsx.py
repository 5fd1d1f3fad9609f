"""A workbook as XLSX: tables that Excel knows as tables, numbers as numbers, no merged cells."""

import io
from datetime import datetime, time
from textwrap import wrap
from typing import Final

import xlsxwriter
from xlsxwriter.core import Core
from xlsxwriter.format import Format as CellFormat
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import Worksheet

from gapmap.present.tables.columns import Format
from gapmap.present.workbook.model import Cell, Link, Sheet, Workbook
from gapmap.recipe import KEY

FONT: Final = "Arial"
SIZE: Final = 12  # points; the least that guidance on accessible spreadsheets allows
LANGUAGE: Final = "en-GB"
# The same digits as in every text: labels.rate has one decimal below 100, labels.percent below 10%.
FORMATS: Final[dict[Format, str]] = {
    "text": "@",
    "code": "@",
    "whole": "#,##0",
    "year": "0",
    "one": "[<100]#,##0.0;#,##0",
    "two": "#,##0.00",
    "factor": "0.00",
    "percent": "[<0.1]0.0%;0%",
    "pounds": "[$£-809]#,##0",
    "pounds_pence": "[$£-809]#,##0.00",
}
COVER_SIZES: Final = {"title": 18, "heading": 14, "text": SIZE}
COVER_WIDTH: Final = 80
WIDTH: Final = 1.2  # a column's unit is narrower than a character of our font
FITS: Final = 1.15  # letters in the room of a character; most are narrower than a figure
LINE: Final = 15.75  # points, height of a line
LINK_COLOUR: Final = "#0B5394"
PIXELS: Final = 7  # of a column's unit
A4: Final = 9  # as Excel numbers sizes of paper
MARGINS: Final = (0.75, 0.75, 1, 1)  # inches: left, right, top, bottom


def render(workbook: Workbook) -> bytes:
    """Return the workbook as an XLSX file; the same workbook gives the same bytes.

    Not with XlsxWriter's constant memory: it makes no tables then, and a table is what tells a
    screen reader where the headings are.
    """
    out = io.BytesIO()
    book = _Book(out, {"in_memory": True})  # else every part would bear the time of writing
    _describe(book, workbook)
    styles = _Styles(book)
    _cover(book.add_worksheet("Cover"), workbook, styles)
    for sheet in workbook.sheets:
        _fill(book.add_worksheet(sheet.name), sheet, styles)
    book.close()
    return out.getvalue()


class _Core(Core):  # type: ignore[misc]
    """Core properties with the language, for which XlsxWriter has no name."""

    def _write_dc_description(self) -> None:
        super()._write_dc_description()
        self._xml_data_element("dc:language", LANGUAGE)


class _Packager(Packager):  # type: ignore[misc]
    def _write_core_file(self) -> None:
        core = _Core()
        core._set_properties(self.workbook.doc_properties)
        core._set_xml_writer(self._filename("docProps/core.xml"))
        core._assemble_xml_file()


class _Book(xlsxwriter.Workbook):  # type: ignore[misc]
    def _get_packager(self) -> Packager:
        return _Packager()


class _Styles:
    """Cell formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[object, ...], CellFormat] = {}

    def of(self, **how: object) -> CellFormat:
        """Our font with these properties, as XlsxWriter names them."""
        whole = {"font_name": FONT, "font_size": SIZE} | how
        key = tuple(sorted(whole.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(whole)
        return self._made[key]

    def cell(self, form: Format, *, bold: bool = False, link: bool = False) -> CellFormat:
        """A cell of a column: words to the left, numbers to the right."""
        words = form in ("text", "code")
        how: dict[str, object] = {
            "num_format": FORMATS[form],
            "align": "left" if words else "right",
            "valign": "top",
            "text_wrap": form == "text",
            "indent": 0 if words else 1,
        }
        if link:
            how |= {"underline": 1, "font_color": LINK_COLOUR}
        return self.of(bold=bold, **how)

    def heading(self, form: Format) -> CellFormat:
        """The heading of a column, above its cells."""
        words = form in ("text", "code")
        how = {"valign": "bottom", "text_wrap": True, "indent": 0 if words else 1}
        return self.of(bold=True, align="left" if words else "right", **how)


def _describe(book: xlsxwriter.Workbook, workbook: Workbook) -> None:
    book.set_properties(
        {
            "title": workbook.title,
            "comments": workbook.description,
            "author": f"gapmap {workbook.version}",
            "keywords": "perpetrator programmes, places, gaps",
            "created": datetime.combine(workbook.today, time()),
        }
    )
    # not by set_custom_property, which warns of what Excel's own window would cut when edited there
    book.custom_properties.append((KEY, workbook.recipe, "text"))


def _cover(page: Worksheet, workbook: Workbook, styles: _Styles) -> None:
    for number, line in enumerate(workbook.cover):
        heading, size = line.style != "text", COVER_SIZES[line.style]
        valign = "bottom" if heading else "top"
        style = styles.of(font_size=size, bold=heading, text_wrap=True, valign=valign)
        page.write_string(number, 0, line.text, style)
        lines = _lines(line.text, COVER_WIDTH) + (0.7 if line.style == "heading" else 0)
        page.set_row(number, LINE * lines * size / SIZE)
    _width(page, 0, COVER_WIDTH)
    _page_setup(page)


def _fill(page: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    page.write_string(0, 0, sheet.title, styles.of(font_size=16, bold=True))
    for number, line in enumerate(sheet.lines, 1):
        page.write_string(number, 0, line, styles.of())
    for place, column in enumerate(sheet.columns):
        _width(page, place, column.width)
    page.set_row(0, LINE * 16 / SIZE)
    tallest = max(_lines(column.heading, column.width - 2) for column in sheet.columns)
    page.set_row(sheet.head - 1, LINE * tallest)
    for number, row in enumerate(sheet.rows, sheet.head):
        for place, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
            style = styles.cell(
                column.format, bold=place + 1 == sheet.stay, link=isinstance(value, Link)
            )
            _write(page, (number, place), value, style)
        page.set_row(number, LINE * _tallest(row, sheet))
    _mark_up(page, sheet, styles)
    if sheet.stay:
        page.freeze_panes(sheet.head, sheet.stay)
    page.repeat_rows(sheet.head - 1)
    page.print_area(0, 0, sheet.head - 1 + len(sheet.rows), sheet.printed - 1)
    _page_setup(page)


def _width(page: Worksheet, place: int, characters: int) -> None:
    page.set_column_pixels(place, place, round(characters * WIDTH * PIXELS))


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


def _write(page: Worksheet, place: tuple[int, int], value: Cell, style: CellFormat) -> None:
    """Write a value as what it is: a text is a text, whatever it begins with."""
    if isinstance(value, Link):
        inside = value.target.startswith("#")
        target = f"internal:'{value.target[1:]}'!A1" if inside else value.target
        page.write_url(*place, target, style, value.text)
    elif isinstance(value, str):
        page.write_string(*place, value, style)
    else:
        page.write_number(*place, value, style)


def _mark_up(page: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    """Name the table, so that screen readers and “Go to” find it and its headings."""
    columns = [
        {"header": column.heading, "header_format": styles.heading(column.format)}
        for column in sheet.columns
    ]
    how = {
        "name": f"{sheet.name}_table",
        "style": "Table Style Light 1",
        "banded_rows": False,
        "autofilter": False,
        "title": sheet.title,
        "description": sheet.what,
        "columns": columns,
    }
    last = sheet.head - 1 + len(sheet.rows), len(sheet.columns) - 1
    page.add_table(sheet.head - 1, 0, *last, how)


def _page_setup(page: Worksheet) -> None:
    """A4 landscape, one page wide and as many long as it takes."""
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(*MARGINS)
    page.fit_to_pages(1, 0)
