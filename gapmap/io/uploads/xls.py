"""Old Excel workbooks (XLS, as Excel 5 to 2003 saved them) as rows of texts.

Such a file is a small file system (OLE2, [MS-CFB]) with a stream of records in it (BIFF5 and BIFF8,
[MS-XLS]). olefile takes the stream out and xlrd reads it. Between the two every record is counted,
and what a table has no need of is blanked out: names, drawings and macros never reach xlrd, so
nothing that they ask for is done.
"""

import io
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from gapmap.errors import FileTooLargeError, UnreadableFileError, UserInputError
from gapmap.io.files import budget
from gapmap.io.uploads.merged import MOST
from gapmap.io.uploads.sheets import FEW, PEEK, Sheet, check_size, choose, text_of
from gapmap.io.uploads.table import Asked, Raw

if TYPE_CHECKING:
    from xlrd.book import Book

STREAMS: Final = ("Workbook", "Book")
"""Where Excel 97 to 2003, and Excel 5 and 95, keep their records."""
OTHERS: Final = {
    "EncryptedPackage": "is locked with a password; save it without one",
    "WordDocument": "is a Word document; copy its table to a sheet and save that as XLSX",
    "PowerPoint Document": "is a PowerPoint file; copy its table to a sheet and save that as XLSX",
    "__properties_version1.0": "is an e-mail message; send the workbook that came with it",
}
SHEETS: Final = 250  # of a workbook
TOLD: Final = 2_000  # rows between two reports of progress
COUNTED: Final = 1_000  # records that are counted together

BOF, EOF, FILEPASS, BOUNDSHEET, XF, FORMAT = 0x809, 0x0A, 0x2F, 0x85, 0xE0, 0x41E
FORMULA, MULRK, SST, STRING, CONTINUE, MERGED = 0x06, 0xBD, 0xFC, 0x207, 0x3C, 0xE5
IGNORED: Final = b"\xd7\0"
"""A kind of record that no reader does anything with (DBCELL)."""
CELLS: Final = (FORMULA, MULRK, 0x203, 0x204, 0x205, 0xD6, 0xFD, 0x27E)
"""Formulas, short numbers, numbers, texts, truths and errors, formatted and shared texts."""
KEPT: Final = frozenset(
    {*CELLS, BOF, EOF, BOUNDSHEET, XF, FORMAT, SST, STRING, 0x22, 0x42, 0x4BC, 0x221, 0x236}
)
"""What reaches xlrd; besides, which day is the first, the code page, what formulas share."""
LATER: Final = 1
"""Flag of a formula that is to be worked out when the workbook is next opened."""


@dataclass
class _Page:
    """What the records say of a sheet besides its cells."""

    merged: list[tuple[int, int, int]] = field(default_factory=list)
    unsaved: set[tuple[int, int]] = field(default_factory=set)
    rows: int = 0


def read(data: bytes, name: str, asked: Asked) -> Raw:
    """Return the rows of an old Excel sheet. Raises UserInputError when there is none to read."""
    records = bytearray(stream(data, name))
    try:
        pages = _weighed(records, name)
        with _opened(bytes(records)) as book:
            if book.nsheets != len(pages):
                raise LookupError
            sheets = [_begun(book, at) for at in range(book.nsheets)]
            choice = choose(sheets, name, asked)
            titles = [s.title for s in sheets]
            at = titles.index(choice.title)
            rows = list(_rows(book, at, name, asked))
    except UserInputError:
        raise
    except Exception:  # xlrd raises whatever Python does when a file breaks its rules
        raise _damaged(name) from None
    return Raw(
        rows, (), choice.notes, tuple(titles), choice.title, choice.same,
        frozenset(pages[at].unsaved), merged=tuple(pages[at].merged),
    )  # fmt: skip


def stream(data: bytes, name: str) -> bytes:
    """The records of an old workbook. Raises UnreadableFileError, saying what it is instead."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            inside = {entry[0].casefold() for entry in container.listdir()}
            found = next((s for s in STREAMS if s.casefold() in inside), None)
            if found is not None:
                with container.openstream(found) as records:
                    content = bytes(records.read())
                budget.spend(size=len(content))
                return content
    except UserInputError:
        raise
    except Exception:  # olefile raises its own faults, and Python's where a file breaks its rules
        raise _damaged(name) from None
    what = next((said for s, said in OTHERS.items() if s.casefold() in inside), None)
    raise UnreadableFileError(f"{name} {what or 'is no workbook; save it again as XLSX'}.")


def _damaged(name: str) -> UserInputError:
    return UnreadableFileError(
        f"{name} is damaged: its old Excel sheets cannot be read; save it again as XLSX."
    )


def _opened(records: bytes) -> "Book":
    import xlrd

    # It tells of oddities on the screen unless it is handed a place for that.
    return xlrd.open_workbook(
        file_contents=records, logfile=io.StringIO(), on_demand=True, ragged_rows=True
    )


def _weighed(records: bytearray, name: str) -> list[_Page]:
    """Count every record, blank out those that are not kept, and tell of each sheet.

    Raises UserInputError for a locked workbook and for one that holds too much, LookupError and
    struct.error for records that do not fit together.
    """
    book, before = _Pages(records, name), 0
    for at, kind, length in _each(records):
        book.take(at, kind, length)
        follows = kind == CONTINUE and before in (SST, STRING)
        if kind not in KEPT and not follows:
            records[at : at + 2] = IGNORED
        before = kind if kind != CONTINUE else before
    return book.ended()


class _Pages:
    """What the records tell of the sheets, while they are gone through."""

    def __init__(self, records: bytearray, name: str) -> None:
        self._records, self._name = records, name
        self._by_start: dict[int, _Page] = {}
        self._page: _Page | None = None
        self._begun: set[int] = set()
        self._seen, self._spent = Counter[int](), 0

    def take(self, at: int, kind: int, length: int) -> None:
        body = at + 4
        self._seen[kind] += 1
        if kind == FILEPASS:
            raise UnreadableFileError(
                f"{self._name} is locked with a password; save it without one."
            )
        if kind == BOF:
            self._begun.add(at)
            self._page = self._by_start.get(at, self._page)
        elif kind == BOUNDSHEET:
            self._list(body)
        elif self._page is not None:
            self._spent += _told(self._page, self._records, body, kind, length)
        self._spend(_size(self._records, body, kind, length))

    def _list(self, body: int) -> None:
        start, _, is_other = struct.unpack_from("<IBB", self._records, body)
        if not is_other:  # a chart or a macro
            if start in self._by_start:
                raise LookupError
            self._by_start[start] = _Page()

    def _spend(self, number: int) -> None:
        self._spent += number
        if self._spent >= COUNTED:
            budget.spend(objects=self._spent)
            self._spent = 0
        styles = max(self._seen[XF], self._seen[FORMAT])
        if styles > FEW or len(self._by_start) > SHEETS:
            raise FileTooLargeError(
                f"{self._name} holds far more than a table of programmes; copy the rows to a new "
                "sheet."
            )

    def ended(self) -> list[_Page]:
        """The sheets in their order, once all is counted."""
        pages = list(self._by_start.values())
        budget.spend(objects=self._spent + sum(page.rows for page in pages))
        if not self._by_start.keys() <= self._begun:
            raise LookupError  # a sheet that begins within a record: it has not been looked at
        return pages


def _each(records: bytearray) -> Iterator[tuple[int, int, int]]:
    """Where every record stands, its kind and the length of what it says."""
    at, end = 0, len(records)
    while at + 4 <= end:
        kind, length = struct.unpack_from("<HH", records, at)
        if at + 4 + length > end:
            raise LookupError
        yield at, kind, length
        at += 4 + length


def _size(records: bytearray, body: int, kind: int, length: int) -> int:
    """How many things a record makes."""
    if kind == MULRK:
        return 1 + length // 6
    if kind == SST:  # what it says of itself need not be true
        return 1 + min(int(struct.unpack_from("<I", records, body + 4)[0]), len(records) // 3)
    return 1


def _told(page: _Page, records: bytearray, body: int, kind: int, length: int) -> int:
    """Note of a sheet what a record says beside its cells; return how many things it made."""
    if kind in CELLS:
        line, column = struct.unpack_from("<HH", records, body)
        page.rows = max(page.rows, line + 1)
        if kind == FORMULA:
            result, flags = struct.unpack_from("<dH", records, body + 6)
            if result == 0 and flags & LATER:  # written by a program that works nothing out
                page.unsaved.add((line + 1, column))
                return 1
    elif kind == MERGED:
        for n in range(struct.unpack_from("<H", records, body)[0]):
            first, last, column, _ = struct.unpack_from("<4H", records, body + 2 + 8 * n)
            if first < last and len(page.merged) < MOST:
                page.merged.append((first + 1, last + 1, column))
        return length // 8
    return 0


def _begun(book: "Book", at: int) -> Sheet:
    """A sheet as far as it has to be known to choose one."""
    budget.spend(objects=1)  # is there time for another sheet?
    sheet = book.sheet_by_index(at)
    lines = (n for n in range(sheet.nrows) if any(v != "" for v in sheet.row_values(n)))
    rows = [(n + 1, _texts(book, sheet, n)) for n, _ in zip(lines, range(PEEK), strict=False)]
    found = Sheet(sheet.name, rows, hidden=sheet.visibility != 0)
    book.unload_sheet(at)  # one at a time: each may have cells in its last row
    return found


def _rows(book: "Book", at: int, name: str, asked: Asked) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, with their lines."""
    sheet = book.sheet_by_index(at)
    kept, seen = 0, 0
    for n in range(sheet.nrows):
        values = sheet.row_values(n)
        if not values:
            continue
        budget.spend(objects=len(values) + 1)
        seen += len(values) + 1
        if any(value != "" for value in values):
            kept += 1
            yield n + 1, _texts(book, sheet, n)
            if kept % TOLD == 0:
                asked.progress(kept)
        check_size(kept, seen, name, asked.limits)


def _texts(book: "Book", sheet: Any, row: int) -> list[str]:
    pairs = zip(sheet.row_types(row), sheet.row_values(row), strict=True)
    return [text_of(_value(kind, value, book.datemode)) for kind, value in pairs]


def _value(kind: int, value: Any, datemode: int) -> object:
    """A cell as Python has it: a number that its format shows as a day or time is that."""
    import xlrd

    if kind == xlrd.XL_CELL_DATE:
        try:
            found = xlrd.xldate.xldate_as_datetime(value, datemode)
        except (OverflowError, ValueError):
            return value
        return value if value < 0 else found.time() if value < 1 else found
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(value, "#N/A")
    return value
