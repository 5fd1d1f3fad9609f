"""The return workbook as XLSX: dropdowns, definitions beside each column, nothing that runs."""

import io
from datetime import datetime, time
from typing import Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from gapmap.core.evidence.asking.columns import (
    BLANK_ROWS,
    COLUMNS,
    DEFINITIONS,
    HIDDEN,
    LISTS,
    PREFILLED,
    SHEET,
)
from gapmap.present.asking.form import Form
from gapmap.present.workbook.model import safe

FONT: Final = {"font_name": "Arial", "font_size": 12, "valign": "top", "text_wrap": True}
LONGEST_PROMPT: Final = 250
"""Characters of the text that Excel shows beside a chosen cell."""


def render(form: Form) -> bytes:
    """Return the workbook; the same form gives the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    made = datetime.combine(form.today, time())
    book.set_properties(
        {"title": f"Return of {form.body.body}", "author": "gapmap", "created": made}
    )
    head = book.add_format({**FONT, "bold": True, "bottom": 1})
    told = book.add_format({**FONT, "italic": True, "font_color": "#444444"})
    held = book.add_format({**FONT, "bg_color": "#EDEDEB"})
    free = book.add_format({**FONT, "border": 1, "border_color": "#BBBBBB"})
    page = book.add_worksheet(SHEET)
    ranges = _lists(book.add_worksheet(LISTS))
    last = 1 + len(form.rows) + BLANK_ROWS
    for at, column in enumerate(COLUMNS):
        page.set_column(at, at, column.width * 1.2)
        page.write_string(0, at, column.heading, head)
        page.write_string(1, at, column.definition, told)
        _rule(page, at, last, ranges)
    for line, row in enumerate([*form.rows, *({} for _ in range(BLANK_ROWS))], 2):
        for at, column in enumerate(COLUMNS):
            text = row.get(column.key, "")
            style = held if text and column.key in PREFILLED[:6] else free
            page.write_string(line, at, safe(text), style) if text else page.write_blank(
                line, at, None, style
            )
    page.freeze_panes(2, 2)
    page.set_landscape()
    page.repeat_rows(0, 1)
    page.fit_to_pages(1, 0)
    _definitions(book.add_worksheet(DEFINITIONS), head, told)
    hidden = book.add_worksheet(HIDDEN)
    for line, (name, value) in enumerate(form.marks.items()):
        hidden.write_row(line, 0, [name, safe(value)])
    hidden.very_hidden()
    page.activate()
    book.close()
    return out.getvalue()


def _lists(page: Worksheet) -> dict[str, str]:
    """Write the words of every dropdown; a column each. The range that each is in, by key."""
    ranges = {}
    for at, column in enumerate(c for c in COLUMNS if c.choices):
        letter = xlsxwriter.utility.xl_col_to_name(at)
        page.write_column(0, at, [column.heading, *column.choices])
        ranges[column.key] = f"={LISTS}!${letter}$2:${letter}${len(column.choices) + 1}"
    page.hide()
    return ranges


def _rule(page: Worksheet, at: int, last: int, ranges: dict[str, str]) -> None:
    column = COLUMNS[at]
    beside = {
        "input_title": column.heading[:32],
        "input_message": column.definition[:LONGEST_PROMPT],
        "error_type": "warning",
    }
    rule: dict[str, object]
    if column.choices:
        rule = {"validate": "list", "source": ranges[column.key], **beside}
    elif column.number:
        rule = {"validate": "decimal", "criteria": ">=", "value": 0, **beside}
    else:
        rule = {"validate": "any", **beside}
    page.data_validation(2, at, last, at, rule)


def _definitions(page: Worksheet, head: object, told: object) -> None:
    page.write_row(0, 0, ["Column", "What it means", "What can be chosen"], head)
    for line, column in enumerate(COLUMNS, 1):
        cells = [column.heading, column.definition, "; ".join(column.choices)]
        page.write_row(line, 0, cells, told)
    page.set_column(0, 0, 34)
    page.set_column(1, 2, 70)
