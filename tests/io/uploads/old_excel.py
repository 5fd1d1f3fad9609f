"""Old Excel workbooks (XLS), put together by hand: BIFF8 records in an OLE2 container.

Nothing that is kept writes them any more. Files that LibreOffice saved stand in ``saved``.
"""

import struct
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO

import openpyxl
from openpyxl.utils import range_boundaries

FREE, LAST, A_TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
GENERAL, DAY, TIME = 0, 1, 2  # formats of cells, as workbook() lists them
FIRST_DAY = datetime(1899, 12, 30)
ERRORS = {"#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#NAME?": 0x1D, "#N/A": 0x2A}


@dataclass
class Sheet:
    """A sheet: rows of values; ``merged`` are (first row, last row, first and last column)."""

    title: str
    rows: list
    hidden: int = 0
    merged: list = field(default_factory=list)
    more: bytes = b""  # records after the cells


@dataclass(frozen=True)
class Formula:
    """A formula with its stored result; ``later``: nothing has worked it out yet."""

    result: float
    later: bool = False


def record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def text(value, length="H"):
    wide = value.encode("utf-16-le")
    return struct.pack(f"<{length}B", len(wide) // 2, 1) + wide


def cell(line, column, value):
    at = struct.pack("<HH", line, column)
    if isinstance(value, bool):
        return record(0x205, at + struct.pack("<HBB", GENERAL, value, 0))
    if isinstance(value, str) and value in ERRORS:
        return record(0x205, at + struct.pack("<HBB", GENERAL, ERRORS[value], 1))
    if isinstance(value, str):
        return record(0x204, at + struct.pack("<H", GENERAL) + text(value))
    if isinstance(value, Formula):
        body = struct.pack("<HdHI", GENERAL, value.result, value.later, 0)
        return record(0x06, at + body + struct.pack("<HBH", 3, 0x1E, 1))
    kind, number = GENERAL, value
    if isinstance(value, time):
        kind, number = TIME, (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    elif isinstance(value, date):
        moment = datetime(value.year, value.month, value.day) if type(value) is date else value
        kind, number = DAY, (moment - FIRST_DAY).total_seconds() / 86_400
    return record(0x203, at + struct.pack("<Hd", kind, number))


def begins(kind):
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 1996, 0, 6))


def page(sheet):
    cells = b"".join(
        cell(line, column, value)
        for line, row in enumerate(sheet.rows)
        for column, value in enumerate(row)
        if value is not None
    )
    spans = b"".join(struct.pack("<4H", *span) for span in sheet.merged)
    merged = record(0xE5, struct.pack("<H", len(sheet.merged)) + spans) if sheet.merged else b""
    return begins(0x10) + cells + merged + sheet.more + record(0x0A)


def records(sheets, before=b"", from_1904=False):
    """The stream of a workbook; ``before`` are records ahead of the list of sheets."""
    formats = b"".join(
        record(0xE0, struct.pack("<HHHBBBBIiH", 0, shown, 0, 0, 0, 0, 0, 0, 0, 0))
        for shown in (0, 14, 21)
    )
    head = begins(0x05) + record(0x42, struct.pack("<H", 1200))
    head += record(0x22, struct.pack("<H", from_1904)) + before + formats
    pages = [page(sheet) for sheet in sheets]
    names = [text(sheet.title, "B") for sheet in sheets]
    at = len(head) + sum(4 + 6 + len(name) for name in names) + 4
    for sheet, name, body in zip(sheets, names, pages, strict=True):
        head += record(0x85, struct.pack("<IBB", at, sheet.hidden, 0) + name)
        at += len(body)
    return head + record(0x0A) + b"".join(pages)


def entry(name, kind, child, first, size):
    wide = name.encode("utf-16-le")
    head = wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide) + 2 if wide else 0, kind, 1)
    return (
        head + struct.pack("<III", FREE, FREE, child) + bytes(36) + struct.pack("<IQ", first, size)
    )


def container(content, name="Workbook"):
    """An OLE2 file of one stream, in sectors of 512 bytes, or of 4,096 where it is large."""
    wide = len(content) > 5_000_000
    size = 4_096 if wide else 512
    content = content.ljust(4_096, b"\0")
    sectors = -(-len(content) // size)
    tables = 1
    while tables * (size // 4) < tables + 1 + sectors:
        tables += 1
    chain = [A_TABLE] * tables + [LAST] + [tables + 2 + n for n in range(sectors)]
    chain[-1] = LAST
    chain += [FREE] * (tables * (size // 4) - len(chain))
    listed = list(range(tables)) + [FREE] * (109 - tables)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack(
        "<HHHHHHIIIIIIIIII", 0x3E, 4 if wide else 3, 0xFFFE, 12 if wide else 9, 6, 0, 0,
        1 if wide else 0, tables, tables, 0, 4_096, LAST, 0, LAST, 0,
    )  # fmt: skip
    head += struct.pack("<109I", *listed)
    inside = entry("Root Entry", 5, 1, LAST, 0) + entry(name, 2, FREE, tables + 1, len(content))
    return b"".join([
        head.ljust(size, b"\0"), struct.pack(f"<{len(chain)}I", *chain),
        inside.ljust(size, b"\0"), content.ljust(sectors * size, b"\0"),
    ])  # fmt: skip


def xls(sheets, **more):
    """A workbook of sheets."""
    return container(records(sheets, **more))


def from_xlsx(data):
    """The same workbook in the old format: values, hidden sheets and merged cells."""
    book = openpyxl.load_workbook(BytesIO(data))
    hidden = {"visible": 0, "hidden": 1, "veryHidden": 2}
    made = []
    for sheet in book.worksheets:
        spans = [range_boundaries(str(span)) for span in sheet.merged_cells.ranges]
        merged = [(top - 1, low - 1, left - 1, right - 1) for left, top, right, low in spans]
        rows = [[_value(each) for each in row] for row in sheet.iter_rows()]
        made.append(Sheet(sheet.title, rows, hidden[sheet.sheet_state], merged))
    return xls(made)


def _value(cell):
    """A formula that openpyxl has written has no result."""
    return Formula(0.0, later=True) if cell.data_type == "f" else cell.value
