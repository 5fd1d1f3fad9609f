"""A workbook as ODS: the same sheets as the XLSX, in the format that government publishes in."""

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from odf import config, dc, meta, style, table, teletype, text
from odf.namespaces import STYLENS, nsdict
from odf.opendocument import OpenDocumentSpreadsheet

from gapmap.present.packages import repacked
from gapmap.present.workbook import digits
from gapmap.present.workbook.model import Cell, Column, Line, Link, Sheet, Workbook
from gapmap.recipe import KEY

FONT: Final = "Arial"
SIZE: Final = "12pt"
LANGUAGE: Final = "en-GB"
CHARACTER: Final = 0.27  # cm, the width of a character in a column
COVER_WIDTH: Final = 88
COVER_SIZES: Final = {"title": "18pt", "heading": "14pt", "text": SIZE}
DECLARED: Final = re.compile(rb' xmlns:\w+="[^"]*"')
LINK_COLOUR: Final = "#0b5394"


def render(workbook: Workbook) -> bytes:
    """Return the workbook as an ODS file; the same workbook gives the same bytes."""
    book = OpenDocumentSpreadsheet()
    _describe(book, workbook)
    _styles(book)
    for made in _widths(workbook):
        book.automaticstyles.addElement(made)
    book.spreadsheet.addElement(_cover(workbook.cover))
    ranges = table.DatabaseRanges()
    for sheet in workbook.sheets:
        book.spreadsheet.addElement(_table(sheet))
        ranges.addElement(_range(sheet))
    book.spreadsheet.addElement(ranges)
    book.settings.addElement(_views(workbook))
    out = io.BytesIO()
    book.save(out)
    return repacked(out.getvalue(), workbook.today, same_namespaces)


def same_namespaces(_: str, content: bytes) -> bytes:
    """Name the same namespaces in every file: odfpy names those it has met since it was loaded."""
    start, found, rest = content.partition(b"\n<office:")
    if not found:
        return content
    root, end, body = rest.partition(b">")
    named = "".join(f' xmlns:{prefix}="{space}"' for space, prefix in sorted(nsdict.items()))
    return start + found + DECLARED.sub(b"", root) + named.encode() + end + body


def _describe(book: Any, workbook: Workbook) -> None:
    day = f"{workbook.today.isoformat()}T00:00:00"
    maker = f"gapmap {workbook.version}"
    for element in (
        dc.Title(text=workbook.title),
        dc.Description(text=workbook.description),
        dc.Language(text=LANGUAGE),
        dc.Creator(text=maker),
        meta.InitialCreator(text=maker),
        meta.Keyword(text="perpetrator programmes, places, gaps"),
        meta.CreationDate(text=day),
        dc.Date(text=day),
        meta.UserDefined(name=KEY, valuetype="string", text=workbook.recipe),
    ):
        book.meta.addElement(element)


def _styles(book: Any) -> None:
    base = style.DefaultStyle(family="table-cell")
    base.addElement(_font(SIZE, language="en", country="GB"))
    book.styles.addElement(base)
    for name in digits.DECIMALS:
        for made in digits.styles(name):
            book.styles.addElement(made)
        book.styles.addElement(_cell_style(name, "end", data=f"N_{name}"))
        book.styles.addElement(_cell_style(f"head_{name}", "end", weight="bold", foot=True))
    for words in ("text", "code"):
        wrapped = words == "text"
        bold = _cell_style(f"stay_{words}", "start", weight="bold", wrapped=wrapped)
        book.styles.addElement(_cell_style(words, "start", wrapped=wrapped))
        book.styles.addElement(bold)
        book.styles.addElement(_cell_style(f"head_{words}", "start", weight="bold", foot=True))
    for line, size in COVER_SIZES.items():
        weight = "normal" if line == "text" else "bold"
        book.styles.addElement(_cell_style(f"cover_{line}", "start", size=size, weight=weight))
    book.styles.addElement(_cell_style("title", "start", size="16pt", weight="bold", wrapped=False))
    book.styles.addElement(_cell_style("line", "start", wrapped=False))
    linked = style.Style(name="link", family="text")
    linked.addElement(
        style.TextProperties(
            color=LINK_COLOUR, textunderlinestyle="solid", textunderlinewidth="auto"
        )
    )
    book.automaticstyles.addElement(linked)
    row = style.Style(name="row", family="table-row")
    row.addElement(style.TableRowProperties(useoptimalrowheight="true"))
    book.automaticstyles.addElement(row)
    _landscape(book)


def _landscape(book: Any) -> None:
    """Printed pages: A4 landscape, one page wide and as many long as it takes."""
    for name in ("cover", "sheet"):
        page = style.PageLayout(name=f"page_{name}")
        how = style.PageLayoutProperties(
            pagewidth="29.7cm", pageheight="21cm", printorientation="landscape", margin="1.5cm"
        )
        for side, pages in {"scale-to-X": "1", "scale-to-Y": "0"}.items():
            how.setAttrNS(STYLENS, side, pages)  # LibreOffice's; odfpy knows them not
        page.addElement(how)
        book.automaticstyles.addElement(page)
        book.masterstyles.addElement(style.MasterPage(name=f"Page_{name}", pagelayoutname=page))
        made = style.Style(name=name, family="table", masterpagename=f"Page_{name}")
        made.addElement(style.TableProperties(display="true"))
        book.automaticstyles.addElement(made)


def _font(size: str, **more: str) -> Any:
    return style.TextProperties(
        fontfamily=FONT,
        fontsize=size,
        fontsizeasian=size,
        fontsizecomplex=size,
        **more,
    )


def _cell_style(
    name: str,
    side: str,
    *,
    size: str = SIZE,
    weight: str = "normal",
    wrapped: bool = True,
    foot: bool = False,
    data: str | None = None,
) -> Any:
    extra = {"datastylename": data} if data else {}
    apart = {"paddingright": "0.3cm"} if side == "end" else {}
    if name == "cover_heading":
        apart = {"paddingtop": "0.4cm"}
    made = style.Style(name=name, family="table-cell", **extra)
    made.addElement(
        style.TableCellProperties(
            verticalalign="bottom" if foot else "top",
            wrapoption="wrap" if wrapped else "no-wrap",
            textalignsource="fix",
            **apart,
        )
    )
    made.addElement(style.ParagraphProperties(textalign=side))
    made.addElement(_font(size, fontweight=weight))
    return made


def _cover(lines: tuple[Line, ...]) -> Any:
    page = table.Table(name="Cover", stylename="cover")
    page.addElement(table.TableColumn(stylename=f"width_{COVER_WIDTH}"))
    for line in lines:
        row = table.TableRow(stylename="row")
        row.addElement(_words(line.text, f"cover_{line.style}"))
        page.addElement(row)
    return page


def _table(sheet: Sheet) -> Any:
    last = f"{sheet.name}.{_letters(sheet.printed)}{sheet.head + len(sheet.rows)}"
    page = table.Table(name=sheet.name, stylename="sheet", printranges=f"{sheet.name}.A1:{last}")
    for column in sheet.columns:
        page.addElement(table.TableColumn(stylename=f"width_{column.width}"))
    for line in (sheet.title, *sheet.lines):
        row = table.TableRow(stylename="row")
        row.addElement(_words(line, "title" if line is sheet.title else "line"))
        page.addElement(row)
    head, top = table.TableHeaderRows(), table.TableRow(stylename="row")
    for column in sheet.columns:
        top.addElement(_words(column.heading, f"head_{column.format}"))
    head.addElement(top)
    page.addElement(head)
    for values in sheet.rows:
        row = table.TableRow(stylename="row")
        for place, (value, column) in enumerate(zip(values, sheet.columns, strict=True), 1):
            row.addElement(_cell(value, column, stays=place == sheet.stay))
        page.addElement(row)
    return page


def _widths(workbook: Workbook) -> Iterator[Any]:
    """A style for each width that a column has."""
    used = {COVER_WIDTH, *(column.width for s in workbook.sheets for column in s.columns)}
    for characters in sorted(used):
        made = style.Style(name=f"width_{characters}", family="table-column")
        width = f"{characters * CHARACTER:.2f}cm"
        made.addElement(style.TableColumnProperties(columnwidth=width))
        yield made


def _cell(value: Cell, column: Column, *, stays: bool) -> Any:
    if isinstance(value, Link):
        cell = table.TableCell(valuetype="string", stylename=column.format)
        inside = value.target.startswith("#")
        target = f"{value.target}.A1" if inside else value.target
        words = text.P()
        words.addElement(text.A(href=target, text=value.text, type="simple", stylename="link"))
        cell.addElement(words)
        return cell
    if isinstance(value, str):
        words_too = column.format in ("text", "code")
        return _words(value, f"stay_{column.format}" if stays and words_too else column.format)
    kind, more = "float", {}
    if column.format == "percent":
        kind = "percentage"
    elif column.format.startswith("pounds"):
        kind, more = "currency", {"currency": "GBP"}
    cell = table.TableCell(valuetype=kind, value=repr(value), stylename=column.format, **more)
    cell.addElement(text.P(text=digits.shown(value, column.format)))
    return cell


def _words(words: str, style_name: str) -> Any:
    cell = table.TableCell(valuetype="string", stylename=style_name)
    for line in words.split("\n"):
        paragraph = text.P()
        teletype.addTextToElement(paragraph, line)
        cell.addElement(paragraph)
    return cell


def _range(sheet: Sheet) -> Any:
    """Name the table and mark its headings, as an Excel table does."""
    last = f"{_letters(len(sheet.columns))}{sheet.head + len(sheet.rows)}"
    return table.DatabaseRange(
        name=f"{sheet.name}_table",
        targetrangeaddress=f"{sheet.name}.A{sheet.head}:{sheet.name}.{last}",
        containsheader="true",
        displayfilterbuttons="false",
    )


def _letters(place: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    before, here = divmod(place - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + here)


def _views(workbook: Workbook) -> Any:
    """Which rows and columns of each sheet stay in view."""
    views = config.ConfigItemSet(name="ooo:view-settings")
    many = config.ConfigItemMapIndexed(name="Views")
    view = config.ConfigItemMapEntry()
    view.addElement(_item("ViewId", "string", "view1"))
    view.addElement(_item("ActiveTable", "string", "Cover"))
    sheets = config.ConfigItemMapNamed(name="Tables")
    for sheet in workbook.sheets:
        entry = config.ConfigItemMapEntry(name=sheet.name)
        if sheet.stay:
            for side, place in (("Horizontal", sheet.stay), ("Vertical", sheet.head)):
                entry.addElement(_item(f"{side}SplitMode", "short", "2"))
                entry.addElement(_item(f"{side}SplitPosition", "int", str(place)))
            entry.addElement(_item("ActiveSplitRange", "short", "3"))
            entry.addElement(_item("PositionRight", "int", str(sheet.stay)))
            entry.addElement(_item("PositionBottom", "int", str(sheet.head)))
        entry.addElement(_item("ShowGrid", "boolean", "false"))
        sheets.addElement(entry)
    view.addElement(sheets)
    many.addElement(view)
    views.addElement(many)
    return views


def _item(name: str, kind: str, value: str) -> Any:
    return config.ConfigItem(name=name, type=kind, text=value)
