"""The return workbook as ODS: the same sheets, definitions and dropdowns as the XLSX."""

import io
from typing import Any, Final

from odf import dc, meta, style, table, text
from odf.opendocument import OpenDocumentSpreadsheet

from gapmap.core.evidence.asking.columns import (
    BLANK_ROWS,
    COLUMNS,
    DEFINITIONS,
    HIDDEN,
    SHEET,
    FormColumn,
)
from gapmap.present.asking.form import Form
from gapmap.present.packages import repacked, xml_safe
from gapmap.present.workbook.ods import same_namespaces

CHARACTER: Final = 0.24  # cm


def render(form: Form) -> bytes:
    """Return the workbook; the same form gives the same bytes."""
    book = OpenDocumentSpreadsheet()
    day = f"{form.today.isoformat()}T00:00:00"
    for element in (
        dc.Title(text=f"Return of {xml_safe(form.body.body)}"),
        dc.Creator(text="gapmap"),
        meta.CreationDate(text=day),
        dc.Date(text=day),
    ):
        book.meta.addElement(element)
    _styles(book)
    rules = table.ContentValidations()
    for column in COLUMNS:
        rules.addElement(_rule(column))
    book.spreadsheet.addElement(rules)
    book.spreadsheet.addElement(_return(form))
    book.spreadsheet.addElement(_definitions())
    book.spreadsheet.addElement(_marks(form))
    out = io.BytesIO()
    book.save(out)
    return repacked(out.getvalue(), form.today, same_namespaces)


def _styles(book: Any) -> None:
    for name, how in {
        "head": {"fontweight": "bold"},
        "told": {"fontstyle": "italic"},
        "cell": {},
    }.items():
        made = style.Style(name=name, family="table-cell")
        made.addElement(style.TableCellProperties(wrapoption="wrap", verticalalign="top"))
        made.addElement(style.TextProperties(fontfamily="Arial", fontsize="12pt", **how))
        book.styles.addElement(made)
    for width in sorted({column.width for column in COLUMNS} | {34, 70}):
        made = style.Style(name=f"w{width}", family="table-column")
        made.addElement(style.TableColumnProperties(columnwidth=f"{width * CHARACTER:.2f}cm"))
        book.automaticstyles.addElement(made)
    hidden = style.Style(name="hidden", family="table")
    hidden.addElement(style.TableProperties(display="false"))
    book.automaticstyles.addElement(hidden)


def _rule(column: FormColumn) -> Any:
    how: dict[str, Any] = {"name": f"rule_{column.key}", "allowemptycell": "true"}
    if column.choices:
        words = ";".join('"' + choice.replace('"', '""') + '"' for choice in column.choices)
        how |= {"condition": f"of:cell-content-is-in-list({words})", "displaylist": "unsorted"}
    elif column.number:
        how |= {"condition": "of:cell-content-is-decimal-number() and cell-content()>=0"}
    rule = table.ContentValidation(**how)
    beside = table.HelpMessage(title=column.heading, display="true")
    beside.addElement(text.P(text=column.definition))
    rule.addElement(beside)
    rule.addElement(table.ErrorMessage(messagetype="warning", display="true"))
    return rule


def _sheet(name: str, widths: list[int], stylename: str = "") -> Any:
    sheet = table.Table(name=name, **({"stylename": stylename} if stylename else {}))
    for width in widths:
        sheet.addElement(table.TableColumn(stylename=f"w{width}"))
    return sheet


def _row(sheet: Any, cells: list[str], look: str, *, ruled: bool = False) -> None:
    row = table.TableRow()
    for column, cell in zip(COLUMNS, cells, strict=False) if ruled else ((None, c) for c in cells):
        how = {"contentvalidationname": f"rule_{column.key}"} if column else {}
        made = table.TableCell(stylename=look, **({"valuetype": "string"} if cell else {}), **how)
        if cell:
            made.addElement(text.P(text=xml_safe(cell)))
        row.addElement(made)
    sheet.addElement(row)


def _return(form: Form) -> Any:
    sheet = _sheet(SHEET, [column.width for column in COLUMNS])
    _row(sheet, [column.heading for column in COLUMNS], "head")
    _row(sheet, [column.definition for column in COLUMNS], "told")
    for row in [*form.rows, *({} for _ in range(BLANK_ROWS))]:
        _row(sheet, [row.get(column.key, "") for column in COLUMNS], "cell", ruled=True)
    return sheet


def _definitions() -> Any:
    sheet = _sheet(DEFINITIONS, [34, 70, 70])
    _row(sheet, ["Column", "What it means", "What can be chosen"], "head")
    for column in COLUMNS:
        _row(sheet, [column.heading, column.definition, "; ".join(column.choices)], "cell")
    return sheet


def _marks(form: Form) -> Any:
    sheet = _sheet(HIDDEN, [34, 70], "hidden")
    for name, value in form.marks.items():
        _row(sheet, [name, value], "cell")
    return sheet
