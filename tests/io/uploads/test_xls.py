"""Old Excel workbooks: what their cells say, and hostile ones that end in one sentence."""

import io
import struct
import sys
from datetime import date, datetime, time
from pathlib import Path

import pandas as pd
import pytest

from gapmap.errors import UserInputError
from gapmap.io.files import apart, budget
from gapmap.io.uploads import read as upload
from tests.io.own import own_files as files
from tests.io.uploads.old_excel import (
    Formula,
    Sheet,
    begins,
    cell,
    container,
    from_xlsx,
    record,
    records,
    text,
    xls,
)

SAVED = Path(__file__).with_name("saved")
GOOD = [files.HEADER, *files.ROWS]


def refused(data, name="a.xls"):
    with pytest.raises(UserInputError) as error:
        upload.read(data, name)
    said = str(error.value)
    assert said.isprintable()
    assert said.startswith(name)
    return said


def test_cells_say_what_the_sheet_shows():
    row = [
        date(2027, 3, 31), datetime(2027, 3, 31, 9, 30), time(9, 30), True, False, 12.5, 1e6,
        "naïve 👩", "#DIV/0!", Formula(60.0),
    ]  # fmt: skip
    header = [f"h{n}" for n in range(len(row))]
    (found,) = upload.read(xls([Sheet("data", [header, row])]), "a.xls").rows
    assert found == (2, (
        "2027-03-31", "2027-03-31 09:30:00", "09:30:00", "yes", "no", "12.5", "1000000",
        "naïve 👩", "#DIV/0!", "60",
    ))  # fmt: skip


def test_the_same_cells_say_the_same_in_the_old_and_the_new_format():
    book, out = pd.DataFrame({"a": [date(2026, 4, 1), None], "b": [True, False], "c": [1.25, 3],
                              "d": ["x", "2026-04"]}), io.BytesIO()  # fmt: skip
    book.to_excel(out, index=False)
    new = upload.read(out.getvalue(), "a.xlsx")
    old = upload.read(from_xlsx(out.getvalue()), "a.xls")
    assert (old.header, old.rows) == (new.header, new.rows)


def test_days_may_be_counted_from_1904():
    days = (datetime(2027, 3, 31) - datetime(1904, 1, 1)).days
    plain = records([Sheet("s", [["day", "x"], ["D", 1]])], from_1904=True)
    shown = record(0x203, struct.pack("<HHHd", 1, 0, 1, days))
    data = container(plain.replace(cell(1, 0, "D"), shown.ljust(len(cell(1, 0, "D")), b"\0")))
    assert upload.read(data, "a.xls").rows[0][1][0] == "2027-03-31"


def test_a_number_that_is_no_day_stays_a_number():
    for number in (-5, 1e300):
        shown = record(0x203, struct.pack("<HHHd", 1, 0, 1, number))
        sheet = Sheet("s", [["day", "x"], [None, "y"]], more=shown)
        assert float(upload.read(xls([sheet]), "a.xls").rows[0][1][0]) == number


def test_what_nothing_has_worked_out_is_named_and_never_a_zero():
    rows = [["programme", "places"], ["A", Formula(0.0, later=True)], ["B", Formula(0.0)]]
    sent = upload.read(xls([Sheet("s", rows)]), "a.xls")
    assert sent.unsaved == {(2, 1)}
    assert sent.rows[1][1] == ("B", "0")


def test_blank_rows_keep_the_lines_that_the_user_sees():
    rows = [[], ["My title"], [], files.HEADER, [], *files.ROWS]
    sent = upload.read(xls([Sheet("s", rows)]), "a.xls")
    assert sent.heading_line == 4
    assert [line for line, _ in sent.rows] == [6, 7, 8]


def test_merged_cells_hold_for_each_of_their_rows():
    rows = [["programme", "provider", "areas", "places"], ["A", "Trust", "Leeds", 40],
            ["B", None, "Kent", None]]  # fmt: skip
    merged = [(1, 2, 1, 1), (1, 2, 3, 3), (0, 0, 0, 1)]
    sent = upload.read(xls([Sheet("s", rows, merged=merged)]), "a.xls")
    assert [cells[1] for _, cells in sent.rows] == ["Trust", "Trust"]
    assert [cells[3] for _, cells in sent.rows] == ["40", ""]
    assert "A number in a cell merged over several rows counts once, in the first." in sent.notes


@pytest.mark.parametrize("hidden", [1, 2])
def test_a_hidden_sheet_is_never_read_first(hidden):
    other = [["programme", "areas"], ["Old", "Leeds"], ["Older", "Kent"]]
    data = xls([Sheet("secret", GOOD, hidden), Sheet("open", other)])
    sent = upload.read(data, "a.xls")
    assert (sent.sheet, sent.sheets) == ("open", ("secret", "open"))
    asked = upload.read(data, "a.xls", sheet="Secret")
    assert [list(c) for _, c in asked.rows] == files.texts()
    assert "The sheet “secret” is hidden in the workbook." in asked.notes
    with pytest.raises(UserInputError, match="has no sheet “gone”; it has “secret”, “open”"):
        upload.read(data, "a.xls", sheet="gone")


def test_it_is_read_in_a_process_of_its_own_which_tells_how_far_it_is():
    rows = [["programme", "areas"], *([f"P{n}", "Leeds"] for n in range(2_500))]
    told = []
    sent = apart.call(upload.read, xls([Sheet("s", rows)]), "a.xls", told.append)
    assert len(sent.rows) == 2_500
    assert told


# Saved by LibreOffice: see saved/README.md


def test_a_list_that_libreoffice_saved_is_read_as_its_other_format_is():
    old = upload.read((SAVED / "list.xls").read_bytes(), "list.xls")
    new = upload.read((SAVED / "list.xlsx").read_bytes(), "list.xlsx")
    assert (old.header, list(old.rows)) == (new.header, list(new.rows))
    assert old.rows[0][1][-1] == "2027-03-31"
    assert (old.sheet, old.sheets, old.notes) == (new.sheet, new.sheets, new.notes)
    assert "Merged cells hold for each of their rows." in old.notes


def test_what_excel_95_saved_is_read():
    """Its texts are bytes of a code page, and its stream has another name."""
    head = record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 1993)) + record(0x42, b"\xe4\4")
    head += record(0xE0, bytes(16))
    shown = [["programme", "areas"], ["naïve", "Leeds"]]
    cells = b"".join(
        record(0x204, struct.pack("<HHHH", line, at, 0, len(word)) + word.encode("cp1252"))
        for line, row in enumerate(shown)
        for at, word in enumerate(row)
    )
    begin = len(head) + 4 + 6 + 2 + 4
    listed = record(0x85, struct.pack("<IBBB", begin, 0, 0, 1) + b"s")
    page = record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 1993)) + cells + record(0x0A)
    sent = upload.read(container(head + listed + record(0x0A) + page, "Book"), "a.xls")
    assert (sent.header, sent.rows) == (("programme", "areas"), ((2, ("naïve", "Leeds")),))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ((SAVED / "letter.doc").read_bytes(), "is a Word document"),
        (container(b"x" * 5_000, "EncryptedPackage"), "is locked with a password"),
        (container(b"x" * 5_000, "PowerPoint Document"), "is a PowerPoint file"),
        (container(b"x" * 5_000, "__properties_version1.0"), "is an e-mail message"),
        (container(b"x" * 5_000, "Contents"), "is no workbook"),
    ],
)
@pytest.mark.parametrize("ending", [".xls", ".xlsx", ".csv"])
def test_what_else_it_is_is_said_whatever_it_is_called(data, said, ending):
    assert said in refused(data, f"a{ending}")


# Hostile ones

CUT_OFF = xls([Sheet("s", [files.HEADER, *files.ROWS * 50])])[:-9_000]


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (xls([Sheet("s", GOOD)]), "a.xlsx", "is not what its ending .xlsx says; save it again"),
        (files.VALID["a.xlsx"], "a.xls", "not what its ending .xls says; open it and save it as"),
        (b"<html><table><tr><td>a</table>", "a.xls", "not what its ending .xls says; open it"),
        (CUT_OFF, "a.xls", "is damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.xls", "is damaged"),
        (xls([Sheet("s", GOOD)], before=record(0x2F, b"\1\0" * 3)), "a.xls", "is locked"),
        (xls([]), "a.xls", "has no sheet"),
        (xls([Sheet("s", [])]), "a.xls", "has no headings"),
        (xls([Sheet(f"s{n}", GOOD) for n in range(251)]), "a.xls", "far more than a table"),
        (container(records([Sheet("s", GOOD)]) + b"\3\2\xff\xff"), "a.xls", "is damaged"),
        (container(b"\x09\4\6\0" + b"\0" * 6_000), "a.xls", "is damaged"),
    ],
)  # fmt: skip
def test_what_is_not_read_says_why(data, name, said):
    assert said in refused(data, name)


def test_a_cell_in_the_last_corner_costs_nothing():
    sheet = Sheet("s", GOOD, more=cell(65_535, 255, "x"))
    assert [list(c) for _, c in upload.read(xls([sheet]), "a.xls").rows][:3] == files.texts()


def test_many_sheets_with_a_cell_in_their_last_row_are_refused_unread(monkeypatch):
    data = xls([Sheet(f"s{n}", GOOD, more=cell(65_535, 255, "x")) for n in range(200)])
    monkeypatch.setattr("gapmap.io.uploads.xls._opened", lambda _: pytest.fail("was read"))
    assert "far more than a table" in refused(data)


def test_cells_formats_and_shared_texts_are_counted_before_they_are_read(monkeypatch):
    monkeypatch.setattr("gapmap.io.uploads.xls._opened", lambda _: pytest.fail("was read"))
    small = budget.Allowance(10**9, 30_000, 60.0, "a table", "send less")
    short = record(0xBD, struct.pack("<HH", 1, 0) + b"\0" * 6 * 250 + struct.pack("<H", 249))
    cells = xls([Sheet("s", GOOD, more=short * 200)])
    shared = record(0xFC, struct.pack("<II", 2**31, 2**31) + b"\0\0\0" * 2_000)
    texts = xls([Sheet("s", GOOD)], before=shared + shared.replace(b"\xfc\0", b"\x3c\0") * 20)
    with monkeypatch.context() as tight:
        tight.setattr(budget, "UPLOAD", small)
        assert "holds more than 30,000 parts" in refused(cells)
        assert "holds more than 30,000 parts" in refused(texts)
    styles = xls([Sheet("s", GOOD)], before=record(0xE0, bytes(20)) * 100_001)
    assert "far more than a table" in refused(styles)


def test_what_a_table_has_no_need_of_never_reaches_the_reader(monkeypatch):
    """Names that double each other's text would be worked out, drawings be gone through."""
    seen = []
    monkeypatch.setattr(
        "gapmap.io.uploads.xls._opened", lambda given: seen.append(given) or pytest.skip("")
    )
    name = record(0x18, b"evil" * 20)
    with pytest.raises(pytest.skip.Exception):
        upload.read(xls([Sheet("s", GOOD, more=record(0xEC, b"evil" * 9))], before=name), "a.xls")
    kinds, at = set(), 0
    while at + 4 <= len(seen[0]):
        kind, length = struct.unpack_from("<HH", seen[0], at)
        kinds.add(kind)
        at += 4 + length
    assert not kinds & {0x18, 0xEC}
    assert 0x204 in kinds


def test_a_sheet_within_another_record_is_refused():
    """What stands there was not looked at."""
    hidden = begins(0x10) + record(0x18, b"x" * 40) + record(0x0A)
    plain = records([Sheet("s", GOOD)], before=record(0x5D, hidden))
    at = plain.index(hidden)
    first = records([Sheet("s", GOOD)], before=record(0x5D, hidden)).index(begins(0x10), at + 1)
    assert "is damaged" in refused(container(plain.replace(
        struct.pack("<IBB", first, 0, 0) + text("s", "B"),
        struct.pack("<IBB", at, 0, 0) + text("s", "B"),
    )))  # fmt: skip
    twice = records([Sheet("s", GOOD), Sheet("t", GOOD)])
    starts = [n for n in range(len(twice)) if twice.startswith(begins(0x10), n)]
    assert "is damaged" in refused(container(
        twice.replace(struct.pack("<IBB", starts[1], 0, 0), struct.pack("<IBB", starts[0], 0, 0))
    ))  # fmt: skip


def test_chains_of_sectors_that_go_round_end_in_a_sentence():
    data = bytearray(xls([Sheet("s", GOOD)]))
    for at in range(1, 25):
        entry = 512 + 4 * at
        changed = bytearray(data)
        changed[entry : entry + 4] = struct.pack("<I", 2)
        try:
            upload.read(bytes(changed), "a.xls")
        except UserInputError as error:
            assert str(error).isprintable()  # noqa: PT017 - a chain that is not used may be read


def test_a_listing_of_entries_that_lead_to_each_other_ends_in_a_sentence():
    data = bytearray(xls([Sheet("s", GOOD)]))
    at = data.index("Workbook".encode("utf-16-le")) + 68
    data[at : at + 8] = struct.pack("<II", 1, 1)
    try:
        upload.read(bytes(data), "a.xls")
    except UserInputError as error:
        assert "damaged" in str(error)  # noqa: PT017


def test_nothing_is_written_on_the_screen(capfd):
    upload.read((SAVED / "list.xls").read_bytes(), "list.xls")
    refused(CUT_OFF)
    assert capfd.readouterr() == ("", "")
    assert "xlrd" in sys.modules
