"""The template of a table of programmes, as CSV and as a workbook with notes."""

import csv
import io
from typing import Final

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


def template_csv() -> bytes:
    """A CSV file with our headings and one made-up line, for a spreadsheet (UTF-8 with a mark)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerow([column.example for column in COLUMNS.values()])
    return ("\ufeff" + out.getvalue()).encode()


def template_xlsx() -> bytes:
    """An Excel workbook: the same table, and a sheet of notes on what each column accepts."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    sheet.title = "programmes"
    sheet.append(list(COLUMNS))
    sheet.append([column.example for column in COLUMNS.values()])
    notes = book.create_sheet("notes")
    for line in NOTE_LINES:
        notes.append([line])
    notes.append([])
    notes.append(["Column", "Meaning", "Required", "What is accepted"])
    heading = notes.max_row
    for name, column in COLUMNS.items():
        notes.append([name, column.label, "yes" if column.required else "no", column.accepts])
    for cell in (*sheet[1], *notes[heading]):
        cell.font = Font(bold=True)
    for row in notes.iter_rows(min_row=heading):
        row[3].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    for index in range(1, len(COLUMNS) + 1):
        sheet.column_dimensions[sheet.cell(1, index).column_letter].width = 20
    for letter, width in zip("ABCD", (24, 32, 10, 90), strict=True):
        notes.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
