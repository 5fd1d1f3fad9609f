"""The template of a table of programmes, as CSV and as a workbook with notes."""

import csv
import io
from datetime import datetime
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gapmap.io.own.columns import COLUMNS

NOTE_LINES: Final = (
    "One line a programme and period. The order of the columns is free; further columns are not "
    "read.",
    "A blank, “n/k”, “not known” or “-” means not stated. It never means zero; write 0 for zero.",
    "Counts (starts, referrals) become places a year only with the months that they cover.",
    "Rows with the same programme, provider and areas in different years are one service and "
    "count once. To say so yourself, give them one text in the column service.",
    "Give the areas that the programme serves. Where only a postcode or town is given, it is "
    "counted in the council where it is based, and the page says so.",
)
NOTE_HEADINGS: Final = ("Column", "Meaning", "Required", "What is accepted")
MADE: Final = datetime(2026, 1, 1)


def template_csv() -> bytes:
    """A CSV file with our headings and one made-up line, for a spreadsheet (UTF-8 with a mark)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerow([column.example for column in COLUMNS.values()])
    return ("\ufeff" + out.getvalue()).encode()


def template_xlsx() -> bytes:
    """An Excel workbook: the same table, and a sheet of notes on what each column accepts."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": MADE})  # else the time of day
    bold, wrapped = (
        book.add_format(how) for how in ({"bold": True}, {"text_wrap": True, "valign": "top"})
    )
    sheet = book.add_worksheet("programmes")
    sheet.write_row(0, 0, COLUMNS, bold)
    sheet.write_row(1, 0, [column.example for column in COLUMNS.values()])
    sheet.freeze_panes(1, 0)
    sheet.set_column_pixels(0, len(COLUMNS) - 1, 140)
    _notes(book.add_worksheet("notes"), bold, wrapped)
    book.close()
    return out.getvalue()


def _notes(page: Worksheet, bold: Format, wrapped: Format) -> None:
    page.write_column(0, 0, NOTE_LINES)
    heading = len(NOTE_LINES) + 1
    page.write_row(heading, 0, NOTE_HEADINGS, bold)
    for line, (name, column) in enumerate(COLUMNS.items(), heading + 1):
        page.write_row(line, 0, [name, column.label, "yes" if column.required else "no"])
        page.write_string(line, 3, column.accepts, wrapped)
    for place, width in enumerate((168, 224, 70, 630)):
        page.set_column_pixels(place, place, width)
