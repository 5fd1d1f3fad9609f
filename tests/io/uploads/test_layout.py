"""Where the table of a sheet is, which sheet is meant, how a CSV is cut: kinds of real files."""

import io
import json

import pytest
from openpyxl import Workbook

from gapmap.errors import UserInputError
from gapmap.io.uploads import read as upload

ROWS = [["Alder Way", "Stalking", "Leeds", 30], ["Birch Way", "Stalking", "York", 12]]
HEADER = ["Programme", "Type", "Areas", "Places"]


def workbook(*sheets, hidden=()):
    """A workbook of (title, rows)."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if title in hidden:
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table(*rows, name="a.xlsx", **asked):
    return upload.read(workbook(("Sheet1", rows)), name, **asked)


def body(sent):
    return [list(cells) for _, cells in sent.rows]


# Lines above the headings


@pytest.mark.parametrize(
    "above",
    [
        ["Programmes funded in 2025"],
        ["Perpetrator programmes", "Published: May 2025", "Contact: the data team", "Version 2"],
        ["Title", "", "A long note that says what is in this sheet, and for whom it was made."],
    ],
)
def test_titles_above_the_headings_are_passed_over_and_said(above):
    rows = [[line] if line else [] for line in above]
    sent = table(*rows, HEADER, *ROWS)
    assert list(sent.header) == HEADER
    assert len(sent.rows) == 2
    assert sent.heading_line == len(above) + 1
    assert "above the headings" in " ".join(sent.notes)


def test_titles_of_a_csv_with_and_without_their_commas():
    for title in ("Programmes at 31 March,,,\n,,,\n", "Programmes at 31 March\n\n"):
        text = f"{title}Programme,Type,Areas,Places\nA,Stalking,Leeds,30\n"
        sent = upload.read(text.encode(), "a.csv")
        assert list(sent.header) == HEADER
        assert [line for line, _ in sent.rows] == [4]


def test_a_second_line_of_headings_joins_the_first():
    sent = table(
        ["Programme", "Type", "Areas", "Numbers 2024/25", None, None],
        [None, None, None, "Referrals", "Starts", "Completions"],
        ["A", "Stalking", "Leeds", 50, 30, 20],
    )
    assert sent.header[3:] == tuple(
        f"{name} (Numbers 2024/25)" for name in ("Referrals", "Starts", "Completions")
    )
    assert body(sent) == [["A", "Stalking", "Leeds", "50", "30", "20"]]


def test_a_line_of_groups_tells_repeated_headings_apart():
    sent = table(
        [None, None, "2023/24", None, "2024/25", None],
        ["Programme", "Areas", "Referrals", "Starts", "Referrals", "Starts"],
        ["A", "Leeds", 5, 3, 6, 4],
    )
    assert sent.header[2:] == (
        "Referrals (2023/24)", "Starts (2023/24)", "Referrals (2024/25)", "Starts (2024/25)",
    )  # fmt: skip


def test_the_line_of_the_headings_can_be_told():
    sent = table(["Programme", "Type"], HEADER, *ROWS, heading_line=2)
    assert sent.heading_line == 2
    with pytest.raises(UserInputError, match="nothing on line 9"):
        table(HEADER, *ROWS, heading_line=9)


# Which sheet


def test_the_sheet_with_the_headings_is_read_whatever_stands_first():
    data = workbook(
        ("Cover", [["A list of programmes"], ["Made in May"]]),
        ("Contents", [["Sheet", "What"], ["List", "Programmes"]]),
        ("List", [HEADER, *ROWS]),
    )
    sent = upload.read(data, "a.xlsx")
    assert (sent.sheet, sent.sheets) == ("List", ("Cover", "Contents", "List"))
    assert "Only the sheet “List” was read, of 3 sheets." in sent.notes


def test_a_hidden_sheet_is_never_first_but_can_be_asked_for():
    data = workbook(
        ("Old", [HEADER, *ROWS, *ROWS]), ("Now", [HEADER[:2], ["A", "x"]]), hidden=["Old"]
    )
    assert upload.read(data, "a.xlsx").sheet == "Now"
    sent = upload.read(data, "a.xlsx", sheet="old")
    assert "is hidden" in " ".join(sent.notes)


def test_another_sheet_with_the_same_headings_is_said():
    data = workbook(("2023", [HEADER, ROWS[0]]), ("2024", [HEADER, *ROWS]))
    sent = upload.read(data, "a.xlsx")
    assert (sent.sheet, sent.same) == ("2023", ("2024",))
    assert any("with the same headings: the sheet “2024”" in note for note in sent.notes)


def test_sheets_of_an_open_document_are_chosen_alike():
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    for title, rows in (("Read me", [["About"]]), ("Data", [HEADER, *ROWS])):
        sheet = Table(name=title)
        for row in rows:
            line = TableRow()
            for value in row:
                cell = TableCell(valuetype="string")
                cell.addElement(P(text=str(value)))
                line.addElement(cell)
            sheet.addElement(line)
        book.spreadsheet.addElement(sheet)
    out = io.BytesIO()
    book.write(out)
    sent = upload.read(out.getvalue(), "a.ods")
    assert (sent.sheet, list(sent.header), len(sent.rows)) == ("Data", HEADER, 2)


# What is not read costs nothing


def test_a_long_cell_a_wrapped_heading_and_a_stray_cell_cost_nothing():
    sent = table(
        ["Programme", "Type", "Areas", "Places\na year"],
        ["A", "Stalking", "Leeds", 30, None, None, "a remark far to the right"],
        ["B", "Stalking", "York", 5],
        [None, None, None, None, None, None, "another"],
    )
    assert sent.header[3] == "Places a year"
    assert len(sent.rows) == 2
    assert "Cells beside the headings were not read (line 2, 4)." in sent.notes
    long = upload.read(f"Programme,Notes\nA,{'x' * 9_000}\n".encode(), "a.csv")
    assert len(body(long)[0][1]) == 9_000


def test_a_heading_that_is_too_long_is_cut():
    sent = upload.read(f"Programme,{'x' * 900}\nA,1\n".encode(), "a.csv")
    assert len(sent.header[1]) == 300


def test_one_broken_line_of_a_csv_is_one_broken_line():
    text = "Programme,Areas,Places\nA,Leeds, Bradford,5\nB,York,6\n"
    sent = upload.read(text.encode(), "a.csv")
    assert list(sent.faults) == [2]
    assert len(sent.rows) == 2


# Separators and quotes


@pytest.mark.parametrize(
    ("text", "header", "row"),
    [
        ("Programme;Areas\nA;Leeds, York, Hull\n", ["Programme", "Areas"],
         ["A", "Leeds, York, Hull"]),
        ("Programme,Count; measures: Value\nA,5\n", ["Programme", "Count; measures: Value"],
         ["A", "5"]),
        ("Programme|Areas, all\nA|Leeds\n", ["Programme", "Areas, all"], ["A", "Leeds"]),
        ("Programme\tNotes, if any\nA\tone, two; three\n", ["Programme", "Notes, if any"],
         ["A", "one, two; three"]),
        ('Programme,Areas\nA "B",Leeds\n', ["Programme", "Areas"], ['A "B"', "Leeds"]),
        ('Programme,Areas\n"A" B,Leeds\n', ["Programme", "Areas"], ['"A" B', "Leeds"]),
    ],
)  # fmt: skip
def test_separators_and_quotes_are_found_by_trying(text, header, row):
    sent = upload.read(text.encode(), "a.csv")
    assert (list(sent.header), body(sent)) == (header, [row])


# Other JSON


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"type": "Topology", "objects": {}, "arcs": []}, "TopoJSON; convert it to GeoJSON"),
        ({"geometryType": "esriGeometryPoint", "features": 1}, "Esri JSON; export it as GeoJSON"),
        ([{"programme": "A"}], "list of records; save them as CSV"),
        ({"@context": "x"}, "JSON-LD"),
        ({"a": 1}, "export the layer as GeoJSON, or the table as CSV"),
    ],
)
def test_json_of_other_kinds_is_named_with_what_would_help(found, said):
    with pytest.raises(UserInputError, match=said):
        upload.read(json.dumps(found).encode(), "a.json")


@pytest.mark.parametrize("properties", [{"programme": "A"}, None])
def test_a_single_feature_is_a_file_of_one(properties):
    feature = {
        "type": "Feature", "geometry": {"type": "Point", "coordinates": [-1.3, 50.68]},
        "properties": properties or {"name": "B"},
    }  # fmt: skip
    sent = upload.read(json.dumps(feature).encode(), "a.geojson")
    assert len(sent.rows) == 1
    assert sent.shapes[0].geom_type == "Point"


def test_progress_is_told_while_rows_are_read():
    heard = []
    text = "Programme,Areas\n" + "A,Leeds\n" * 12_000
    upload.read(text.encode(), "a.csv", progress=heard.append)
    assert heard == [5_000, 10_000]
