"""Rows that differ in their numbers alone, and names that stand once over a block of rows."""

import io

import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from xlsxwriter import Workbook

from gapmap.io.own.told import NOTHING_TOLD, Told
from gapmap.tasks import own_decisions
from gapmap.tasks import own_programmes as own_data

HEAD = "Programme,Type,Areas,Places"
TWICE = f"{HEAD}\nAlder,Stalking,Leeds,10\nAlder,Stalking,Leeds,12\nBirch,Stalking,York,5\n"


@pytest.fixture
def read(reader):
    def run(data, name="mine.csv", told=NOTHING_TOLD):
        content = data if isinstance(data, bytes) else data.encode()
        sent = own_data.read_file(content, name, told)
        mapping = own_data.mapping_of(sent, told)
        found = reader.check(sent, mapping, told=told)
        decisions = own_decisions.open_decisions(sent, mapping, told, found)
        return sent, mapping, found, decisions

    return run


def places(found):
    return [(row.record["programme"], row.observation.capacity_places) for row in found.rows]


# Rows that differ in their numbers alone


def test_they_are_asked_about_and_until_then_the_first_counts(read):
    _, _, found, decisions = read(TWICE)
    assert places(found) == [("Alder", 10), ("Birch", 5)]
    assert found.bad == (3,)
    (decision,) = decisions
    assert (decision.kind, decision.about, decision.lines) == ("repeat", "2", (3,))
    assert "places 10 and 12" in decision.why
    assert decision.options == ("sum", "apart", "last")


@pytest.mark.parametrize(
    ("answer", "wanted", "services"),
    [
        ("sum", [("Alder", 22), ("Birch", 5)], 2),
        ("apart", [("Alder", 10), ("Alder", 12), ("Birch", 5)], 3),
        ("last", [("Alder", 12), ("Birch", 5)], 2),
    ],
)
def test_an_answer_counts_them_as_it_says(read, reader, answer, wanted, services):
    sent, mapping, before, (decision,) = read(TWICE)
    told = own_decisions.settled(NOTHING_TOLD, decision, answer)
    _, _, found, left = read(TWICE, told=told)
    assert places(found) == wanted
    assert (found.bad, found.used, left) == ((), 3, [])
    assert len({row.record["service_id"] for row in found.rows}) == services
    assert "as you say" in " ".join(c.read_as for c in found.choices)
    assert reader.recheck(sent, mapping, (before, NOTHING_TOLD), told=told) == found
    assert reader.recheck(sent, mapping, (found, told), told=NOTHING_TOLD) == before


def test_one_answer_can_do_for_all_and_another_for_one(read):
    text = TWICE + "Birch,Stalking,York,7\nElm,Stalking,Hull,1\nElm,Stalking,Hull,2\n"
    assert [d.about for d in read(text)[3]] == ["2", "4", "6"]
    told = own_decisions.repeats_alike(Told(repeats={"4": "last"}), "sum")
    _, _, found, left = read(text, told=told)
    assert places(found) == [("Alder", 22), ("Birch", 7), ("Elm", 3)]
    assert left == []


@pytest.mark.parametrize("answer", ["sum", "last", "apart"])
def test_three_rows_of_which_two_are_the_same(read, answer):
    text = f"{HEAD}\nA,Stalking,Leeds,10\nA,Stalking,Leeds,12\nA,Stalking,Leeds,10\n"
    _, _, found, _ = read(text, told=Told(repeats={"": answer}))
    assert found.used == 3
    total = {"sum": 22, "last": 12, "apart": 22}[answer]
    assert sum(row.observation.capacity_places for row in found.rows) == total


def test_sites_of_which_one_has_two_rows(read):
    text = (
        "Programme,Type,Areas,Town,Places\nA,Stalking,Kent,Ashford,10\nA,Stalking,Kent,Dover,5\n"
        "A,Stalking,Kent,Dover,6\n"
    )
    _, _, found, decisions = read(text)
    assert places(found) == [("A", 15)]
    assert [d.kind for d in decisions] == ["repeat"]
    assert places(read(text, told=Told(repeats={"3": "last"}))[2]) == [("A", 16)]
    assert places(read(text, told=Told(repeats={"3": "sum"}))[2]) == [("A", 21)]


def test_rows_that_differ_in_money_or_counts_are_asked_about_too(read):
    text = "Programme,Type,Areas,Referrals,Budget\nA,Stalking,Leeds,4,\nA,Stalking,Leeds,9,£10k\n"
    (decision,) = read(text)[3]
    assert "referrals 4 and 9" in decision.why
    assert "annual funding not stated and 10,000" in decision.why


def test_rows_of_other_years_are_not_asked_about(read):
    text = f"{HEAD},Period\nA,Stalking,Leeds,10,2022\nA,Stalking,Leeds,12,2023\n"
    _, _, found, decisions = read(text)
    assert (found.bad, decisions) == ((), [])


# Names that stand once over a block of rows

BLOCK = [
    ["Alder Way", "Trust One", "Stalking", "Leeds", 10],
    ["", "", "Stalking", "York", 4],
    ["", "", "Stalking", "Hull", 6],
    ["Birch Way", "Trust Two", "Early intervention", "Hackney", 8],
]
HEADINGS = ["Programme", "Provider", "Type", "Areas", "Places"]


def workbook(merge):
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Data")
    for line, row in enumerate([HEADINGS, *BLOCK]):
        for column, value in enumerate(row):
            covered = any(first < line <= last and column == c for first, last, c in merge)
            if value != "" and not covered:
                sheet.write(line, column, value)
    for first, last, column in merge:
        sheet.merge_range(first, column, last, column, BLOCK[first - 1][column])
    book.close()
    return out.getvalue()


def spreadsheet():
    document = OpenDocumentSpreadsheet()
    table = Table(name="Data")
    for number, row in enumerate([HEADINGS, *BLOCK]):
        line = TableRow()
        for column, value in enumerate(row):
            if number in (2, 3) and column < 2:
                line.addElement(CoveredTableCell())
                continue
            spans = {"numberrowsspanned": 3, "numbercolumnsspanned": 1}
            more = spans if number == 1 and column < 2 else {}
            if isinstance(value, int):
                cell = TableCell(valuetype="float", value=str(value), **more)
            else:
                cell = TableCell(valuetype="string", **more)
            cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


NAMES = [("Alder Way", 10), ("Alder Way", 4), ("Alder Way", 6), ("Birch Way", 8)]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_what_a_sheet_merges_holds_for_each_of_its_rows(read, kind):
    data = workbook([(1, 3, 0), (1, 3, 1)]) if kind == "xlsx" else spreadsheet()
    sent, _, found, decisions = read(data, f"mine.{kind}")
    assert places(found) == NAMES
    assert [r.record["provider"] for r in found.rows] == ["Trust One"] * 3 + ["Trust Two"]
    assert "Merged cells hold for each of their rows." in sent.notes
    assert decisions == []


def test_a_number_merged_over_several_rows_counts_once(read):
    sent, _, found, _ = read(workbook([(1, 3, 0), (1, 3, 4)]), "mine.xlsx")
    assert [p for _, p in places(found)] == [10, None, None, 8]
    assert any("counts once" in note for note in sent.notes)


def test_a_merged_heading_or_title_fills_no_row(read):
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Data")
    sheet.merge_range(0, 0, 1, 3, "Programmes of the partnership")
    sheet.merge_range(2, 0, 3, 0, "Programme")
    for column, text in enumerate(["Type", "Areas", "Places"], 1):
        sheet.write(2, column, text)
    sheet.write(3, 3, "a year")
    for line, name in enumerate(["A", "B"], 4):
        sheet.write_row(line, 0, [name, "Stalking", "Leeds", 5 + line])
    book.close()
    _, _, found, _ = read(out.getvalue(), "mine.xlsx")
    assert places(found) == [("A", 9), ("B", 10)]


def as_csv(rows):
    lines = [HEADINGS, *rows]
    return "".join(",".join(map(str, row)) + "\n" for row in lines)


def test_without_merged_cells_it_is_asked(read):
    _, _, found, decisions = read(as_csv(BLOCK))
    assert found.bad == (3, 4)
    (decision,) = decisions
    assert (decision.kind, decision.column or decision.about) == ("blank", "programme")
    assert "blank in 2 rows below a filled one" in decision.question
    told = own_decisions.settled(NOTHING_TOLD, decision, "above")
    sent, _, found, left = read(as_csv(BLOCK), told=told)
    assert places(found) == NAMES
    assert [r.record["provider"] for r in found.rows] == ["Trust One"] * 3 + ["Trust Two"]
    assert left == []
    assert any("hold the cell above, as you say: 2" in note for note in sent.notes)


def test_it_can_be_said_that_blank_is_blank(read):
    told = Told(blanks={"programme": "blank"})
    _, _, found, decisions = read(as_csv(BLOCK), told=told)
    assert (found.bad, decisions) == ((3, 4), [])


def test_a_type_or_an_area_that_stands_once_can_go_on_too(read):
    text = "Programme,Type,Areas\nA,Stalking,Leeds\nB,,\nC,Early intervention,York\nD,,Hull\n"
    decisions = read(text)[3]
    assert {d.about for d in decisions} == {"programme_type", "areas"}
    told = Told(blanks={"programme_type": "above", "areas": "above"})
    found = read(text, told=told)[2]
    assert [(r.observation.programme_type, r.codes[0]) for r in found.rows] == [
        ("stalking", "E08000035"), ("stalking", "E08000035"),
        ("early_intervention", "E06000014"), ("early_intervention", "E06000010"),
    ]  # fmt: skip


def test_totals_and_sums_are_never_given_the_name_above(read):
    text = as_csv([*BLOCK, ["", "", "", "", 28], ["Total", "", "", "", 28]])
    found = read(text, told=Told(blanks={"programme": "above"}))[2]
    assert places(found) == NAMES
    assert [a.line for a in found.aside] == [6, 7]


def test_nothing_goes_on_below_a_total(read):
    rows = [BLOCK[0], ["Total", "", "", "", 10], ["", "", "Stalking", "York", 4]]
    found = read(as_csv(rows), told=Told(blanks={"programme": "above"}))[2]
    assert found.bad == (4,)


def test_a_blank_above_every_name_is_not_asked_about(read):
    text = as_csv([["", "", "Stalking", "York", 4], BLOCK[0]])
    _, _, found, decisions = read(text)
    assert (found.bad, decisions) == ((2,), [])
