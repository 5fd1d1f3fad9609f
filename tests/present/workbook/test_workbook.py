"""Workbooks read back with readers of our own and compared with the GapTable, number by number."""

import io
import json
import re
import zipfile
from datetime import date, datetime
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter, range_boundaries

from gapmap.core.gap import COLUMNS
from gapmap.io.own import estimates as own_estimates
from gapmap.present.words import finding as words
from gapmap.present.words import scale
from gapmap.present.workbook import areas, sheets
from gapmap.present.workbook import ods as spreadsheet_ods
from gapmap.present.workbook import programmes as sheet_programmes
from gapmap.present.workbook import xlsx as spreadsheet_xlsx
from gapmap.present.workbook.model import safe
from gapmap.recipe import Recipe
from gapmap.selection import Selection
from gapmap.tasks.products import export
from gapmap.vocabulary import BASES, GROUPS, LEVELS, MEASURES, ROUTES, STATES, TYPES
from tests.present.workbook.workbooks import read

TODAY = date(2026, 11, 22)
ENDINGS = (".xlsx", ".ods")
SHORTHAND = {"[x]", "[mm]", "[nm]", "[nr]", "[c]", "[ne]", "[z]"}
BY_STATE = {
    "measured": "[x]",
    "unmeasured": "[x]",
    "not_stated": "[mm]",
    "none_matching": "[nm]",
    "none_recorded": "[nr]",
    "suppressed": "[c]",
    "no_estimate": "[ne]",
}
TABLES = ("Contents", "Notes", "Columns", "Totals", "Areas", "Programmes", "Context",
          "Assumptions", "Sources")  # fmt: skip
CHOICES = [
    (".xlsx", {"level": "pfa"}),
    (".ods", {"level": "county"}),
    (".xlsx", {"level": "region"}),
    (".ods", {"level": "country", "suppress_below": 500}),
    (".xlsx", {"level": "utla", "since": None, "basis": "implied"}),
    *[(".xlsx", {"level": "borough", "measure": m, "gap_below": 10.0}) for m in MEASURES],
    (".xlsx", {"level": "borough", "suppress_below": 40, "target_share": 0.5}),
    (".ods", {"level": "borough", "suppress_below": 40, "measure": "funding"}),
    (".xlsx", {"suppress_below": 60, "since": None, "basis": "implied"}),
    (".ods", {"types": ("stalking",), "routes": ("youth_justice",), "accredited": True}),
    (".xlsx", {"demand": "referral_demand", "local": "sensitivity"}),
    (".ods", {"demand": "own"}),
    (".xlsx", {"demand": "own", "suppress_below": 1000}),
    (".ods", {"demand": "own", "level": "borough"}),
]
HOSTILE = [
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "#N/A",
    "<script>alert(1)</script>",
    "\"quoted\" & 'single'\nbroken",
    "\u202eright to left\u202c",
    "👩‍⚖️ emoji",
    "x" * 300,
    "../../etc/passwd",
    "null\x00 bell\x07 \ufffe",
    "  two  spaces  ",
]


@pytest.fixture(scope="module")
def own(dataset):
    data = b"code,low,central,high\nE23000028,800,1000,1500\nE23000001,500,600,900\n"
    people = dataset.population["aged_16_plus"]
    estimates, _ = own_estimates.read(data, "mine.csv", dataset.lookup, people)
    return dataset.with_own_estimates(estimates, '=HYPERLINK("x")\x07.csv', data)


@pytest.fixture(scope="module", params=CHOICES, ids=str)
def case(request, own):
    """A GapTable and its workbook as read back from the file."""
    ending, choices = request.param
    table = own.gap(Selection(**choices))
    return table, read(export(ending, own, table, TODAY), ending)


@pytest.fixture(scope="module")
def table(case):
    return case[0]


@pytest.fixture(scope="module")
def book(case):
    return case[1]


def evidence(dataset):
    return sheet_programmes.Evidence(dataset.programmes, dataset.lookup)


def workbook(dataset, table):
    return sheets.workbook(
        table, evidence(dataset), dataset.sources(), recipe="{}", today=TODAY, version="9"
    )


def by_key(book, sheet):
    """Rows of a sheet under the names for machines, as the sheet Columns gives them."""
    names = {r["Heading"]: r["Name in CSV and map files"] for r in book.pages["Columns"].table()
             if r["Sheet"] == sheet}  # fmt: skip
    return [{names[k]: v for k, v in row.items()} for row in book.pages[sheet].table()]


def test_every_sheet_has_one_marked_up_table_without_blanks_merged_cells_or_formulas(book):
    assert list(book.pages) == ["Cover", *TABLES]
    for name, page in book.pages.items():
        assert isinstance(page.rows[0][0], str)
        assert page.rows[0][0].strip()
        assert (page.merged, page.formulas) == (0, 0)
        if name == "Cover":
            assert all(len(row) == 1 and row[0] for row in page.rows)
            continue
        left, top, right, bottom = page.bounds
        assert (left, bottom) == (1, len(page.rows))
        assert page.headed == 1
        assert bottom > top
        assert len(set(map(str.casefold, page.headings()))) == right
        for row in page.rows[top - 1 : bottom]:
            assert [c for c in row if c is None or c == ""] == []
        for row in page.rows[: top - 1]:
            assert row[0]
            assert set(row[1:]) == {None}


def test_every_number_of_the_gap_table_is_there_and_every_blank_has_its_reason(book, table):
    rows = by_key(book, "Areas")
    assert [r["code"] for r in rows] == table.rows["code"].tolist()
    assert set(rows[0]) == set(COLUMNS)
    hidden = set(table.parts.loc[table.parts["basis"] == "withheld", "code"])
    numbers = 0
    for row, gap in zip(rows, table.rows.to_dict("records"), strict=True):
        for name in COLUMNS:
            value, mine = gap[name], row[name]
            if isinstance(value, bool) or name in ("crosses_threshold", "same_with_force_rates"):
                continue
            if isinstance(value, str):
                continue
            if name == "programmes_funded" and gap["code"] in hidden:
                assert mine == "[c]"
            elif pd.isna(value):
                assert mine == expected_reason(name, gap, hidden), (name, gap)
            else:
                assert mine == pytest.approx(value, abs=0.51, rel=1e-9), name
                if name not in ("cost_to_close", "cost_to_close_low", "cost_to_close_high"):
                    assert mine == pytest.approx(value, abs=0.051), name
                numbers += 1
    assert numbers >= 4 * len(rows)


def expected_reason(name, gap, hidden):
    base = name.removesuffix("_low").removesuffix("_high")
    state = gap["state"]
    no_people = "[c]" if state == "suppressed" else "[ne]"
    if base == "perpetrators":
        return no_people
    if base in (
        "places", "number_year", "places_recent", "places_terms_passed", "places_lower_risk",
    ):  # fmt: skip
        if not gap["programmes"]:
            return BY_STATE[state]
        return "[c]" if state == "suppressed" or gap["code"] in hidden else "[x]"
    if base in ("funding", "funding_per_perpetrator"):
        if pd.notna(gap["funding"]):
            return "[x]" if pd.notna(gap["perpetrators"]) else no_people
        return "[c]" if gap["code"] in hidden else "[x]"
    if base in ("shown", "class_index"):
        return BY_STATE[gap["shade"]]
    if base == "sensitivity_multiplier":
        return "[ne]" if state == "no_estimate" else "[z]"
    return "[x]" if base == "served_share" else BY_STATE[state]


def test_states_and_truths_are_in_words(book, table):
    for row, gap in zip(by_key(book, "Areas"), table.rows.to_dict("records"), strict=True):
        assert row["state"] == STATES[gap["state"]]
        assert row["shade"] == scale.state_label(table, gap["shade"])
        assert row["level"] == LEVELS[gap["level"]]
        for name in ("crosses_threshold", "same_with_force_rates", "lower_bound"):
            expected = {True: "yes", False: "no"}.get(gap[name])
            told = gap["state"] == "measured" and expected is not None
            assert row[name] == (expected if told else row[name])
            assert row[name] in {"yes", "no", *SHORTHAND}
        if gap["state"] != "measured":
            assert row["lower_bound"] == BY_STATE[gap["state"]]
            if table.selection.gap_below is not None:
                assert row["crosses_threshold"] == BY_STATE[gap["state"]]
        assert row["verdict"] == (gap["verdict"] or row["verdict"])
        if table.selection.gap_below is None:
            assert row["verdict"] == "[z]"


def test_programmes_are_those_of_the_table_and_add_up_to_the_areas(book, table):
    rows = by_key(book, "Programmes")
    if table.parts.empty:
        assert [set(r.values()) for r in rows] == [{"[nr]"}]
        return
    found = {(r["area_code"], r["service_id"]): r for r in rows}
    assert len(found) == len(rows) == len(table.parts)
    for part in table.parts.to_dict("records"):
        row = found[part["code"], part["service_id"]]
        withheld = part["basis"] == "withheld"
        if pd.isna(part["places"]):
            assert row["places"] == ("[c]" if withheld else "[x]")
        else:
            assert row["places"] == pytest.approx(part["places"], abs=0.0051)
            assert row["basis"] == BASES[part["basis"]]
    sums = pd.DataFrame(rows)
    sums = pd.to_numeric(sums["places"], errors="coerce").groupby(sums["area_code"]).sum()
    for gap in table.rows.to_dict("records"):
        if pd.notna(gap["places"]):
            assert sums[gap["code"]] == pytest.approx(gap["places"], abs=0.1)


def test_context_rows_by_area_are_as_many_as_the_table_counts(book, table):
    rows = by_key(book, "Context")
    if not table.supply.context:
        assert [set(r.values()) for r in rows] == [{"[nr]"}]
        return
    counts = pd.Series([r["area_code"] for r in rows]).value_counts()
    for gap in table.rows.to_dict("records"):
        assert counts.get(gap["code"], 0) == gap["context"]


def test_totals_are_those_of_the_table(book, table):
    (row,) = by_key(book, "Totals")
    t = table.totals
    for name in ("areas", "programmes", "programmes_unmeasured"):
        assert row[name] == getattr(t, name)
    for name in ("perpetrators", "perpetrators_low", "perpetrators_high"):
        assert row[name] == pytest.approx(getattr(t, name), abs=0.051)
    if pd.isna(t.places):
        assert row["places"] == "[c]"
    elif t.programmes == 0:
        assert row["places"] == "[nr]"
    elif t.programmes > t.programmes_unmeasured:
        assert row["places"] == pytest.approx(t.places, abs=0.0051)
        assert row["measured"] == t.measured.areas
        if t.measured.areas:
            assert row["ratio"] == pytest.approx(t.measured.ratio, abs=0.0051)
    else:
        assert row["places"] == "[x]"


def test_a_bound_in_the_totals_is_explained_by_silence_too(dataset):
    sheet = areas.totals(dataset.gap(Selection(routes=("self",))))
    meanings = {column.key: column.meaning for column in sheet.columns}
    for name in ("places", "ratio"):
        assert "lower bound" in meanings[name]
        assert "may match" in meanings[name]


def test_sources_hold_every_id_that_a_sheet_names(book, table):
    listed = {r["source_id"] for r in by_key(book, "Sources")}
    named = {
        i
        for sheet in ("Programmes", "Context")
        for r in by_key(book, sheet)
        for i in r["source_ids"].split("; ")
    }
    assert named - SHORTHAND <= listed
    assert set(table.source_ids) <= listed


def test_a_title_that_was_not_seen_is_marked_in_the_list_of_sources(book, dataset):
    listed = {r["source_id"]: r["title"] for r in by_key(book, "Sources")}
    marks = {"address": "worded from its address", "ours": "described in our words", "page": ""}
    for source in dataset.sources(list(listed)):
        if source["accessed"]:
            assert marks[source["title_basis"]] in str(listed[source["source_id"]])
        if source["title_basis"] == "page":
            assert str(listed[source["source_id"]]).startswith(source["title"][:80])


def test_the_cover_says_what_was_found_chosen_and_not_meant(book, table):
    cover = [row[0] for row in book.pages["Cover"].rows]
    assert book.title == cover[0]
    assert words.finding(table) in cover
    assert words.CAVEAT in cover
    assert any(table.fingerprint in line for line in cover)
    assert any("22 November 2026" in line for line in cover)
    assert book.language == "en-GB"


def test_the_file_carries_the_recipe_that_made_it(book, table):
    recipe = Recipe.loads(book.recipe)
    assert recipe.selection == table.selection
    assert recipe.fingerprint == table.fingerprint
    assert recipe.product in ("table.xlsx", "table.ods")
    assert len(recipe.figures) == len(table.rows)


def test_contents_list_every_sheet_and_notes_define_every_shorthand_used(book):
    contents = {r["Sheet"]: r["Rows"] for r in book.pages["Contents"].table()}
    assert list(contents) == ["Cover", *TABLES[1:]]
    for name in TABLES[1:]:
        _, top, _, bottom = book.pages[name].bounds
        assert contents[name] == bottom - top
    defined = {r["Term"] for r in book.pages["Notes"].table() if r["Kind"] == "Shorthand"}
    assert defined == SHORTHAND
    used = {
        c
        for page in book.pages.values()
        for row in page.rows
        for c in row
        if isinstance(c, str) and c.startswith("[") and c.endswith("]") and len(c) < 6
    }
    assert used <= defined


def test_every_column_is_explained(book):
    explained = {(r["Sheet"], r["Heading"]): r["Meaning"] for r in book.pages["Columns"].table()}
    for name in TABLES[3:]:
        assert all(explained[name, heading] for heading in book.pages[name].headings())


def test_both_formats_hold_the_same_cells(own):
    table = own.gap(Selection(level="borough", suppress_below=40))
    excel, open_document = (read(export(e, own, table, TODAY), e) for e in ENDINGS)
    for name in ("Cover", *TABLES):
        assert excel.pages[name].rows == open_document.pages[name].rows, name


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_table_gives_the_same_bytes(own, ending):
    one, two = (own.gap(Selection(level="region")) for _ in range(2))
    data = export(ending, own, one, TODAY)
    assert data == export(ending, own, two, TODAY)
    assert data != export(ending, own, two, date(2026, 11, 23))
    assert len({m.date_time for m in read(data, ending).members}) == 1


def test_openpyxl_and_pandas_read_numbers_as_numbers(own):
    table = own.gap(Selection())
    data = export(".xlsx", own, table, TODAY)
    opened = openpyxl.load_workbook(io.BytesIO(data))
    page = opened["Areas"]
    (marked,) = page.tables.values()
    head = int(marked.ref.partition(":")[0][1:])
    assert page.freeze_panes == f"C{head + 1}"
    assert marked.headerRowCount == 1
    assert marked.autoFilter is None
    formats = {page.cell(head, c.column).value: c.number_format for c in page[head + 1]}
    assert formats["Share of need met"] == "[<0.1]0.0%;0%"
    assert formats["Places known (a year)"] == "#,##0"
    assert formats["Cost to close the gap (£ a year)"] == "[$£-809]#,##0"
    assert formats["Estimated perpetrators"] == "#,##0"
    assert opened["Contents"]["A4"].hyperlink.location == "'Cover'!A1"
    assert opened.properties.created == opened.properties.modified == datetime(2026, 11, 22)
    assert opened.properties.creator.startswith("gapmap ")
    frame = pd.read_excel(io.BytesIO(data), sheet_name="Areas", header=head - 1)
    assert len(frame) == len(table.rows)
    known = pd.to_numeric(frame["Places known (a year)"], errors="coerce")
    assert known.sum() == pytest.approx(table.rows["places"].sum(), abs=0.5)
    frame = pd.read_excel(
        io.BytesIO(export(".ods", own, table, TODAY)),
        engine="odf",
        sheet_name="Areas",
        header=head - 1,
    )
    known = pd.to_numeric(frame["Places known (a year)"], errors="coerce")
    assert known.sum() == pytest.approx(table.rows["places"].sum(), abs=0.5)


def test_a_sheet_prints_on_pages_of_its_width_under_its_headings(own):
    table = own.gap(Selection())
    opened = openpyxl.load_workbook(io.BytesIO(export(".xlsx", own, table, TODAY)))
    for page in opened.worksheets:
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.page_setup.orientation == "landscape"
        assert (int(page.page_setup.paperSize), page.page_setup.fitToHeight) == (9, 0)
        assert not page.sheet_view.showGridLines
        assert page.page_setup.fitToWidth in (None, 1, "1")
        head = next((t.ref.partition(":")[0][1:] for t in page.tables.values()), None)
        if head:
            widths = [page.column_dimensions[get_column_letter(n + 1)].width for n in
                      range(page.max_column)]  # fmt: skip
            columns = range_boundaries(str(page.print_area).rpartition("!")[2].replace("$", ""))
            assert columns[:2] == (1, 1)
            assert columns[3] == page.max_row
            left_out = page.max_column - columns[2]
            text = " ".join(str(row[0].value) for row in page.iter_rows(max_row=int(head) - 1))
            assert ("On paper: the first" in text) is bool(left_out), page.title
            assert left_out or sum(filter(None, widths)) < 400
        assert str(page.print_title_rows or "").replace("$", "") == (
            f"{head}:{head}" if head else ""
        )
        fonts = {(c.font.name, c.font.sz >= 12) for row in page.iter_rows() for c in row if c.value}
        assert fonts == {("Arial", True)}


def test_a_table_says_what_it_holds_to_those_who_hear_it(own):
    made = workbook(own, own.gap(Selection()))
    archive = zipfile.ZipFile(io.BytesIO(spreadsheet_xlsx.render(made)))
    found = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/tables/")]
    assert len(found) == len(made.sheets)
    for sheet in made.sheets:
        assert any(f'altTextSummary="{escape(sheet.what)}"' in table for table in found)


def test_number_formats_of_the_ods_are_where_its_cells_look_for_them(own):
    data = export(".ods", own, own.gap(Selection(level="region")), TODAY)
    archive = zipfile.ZipFile(io.BytesIO(data))
    styles = ElementTree.fromstring(archive.read("styles.xml"))
    style = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
    named = {s.get(f"{style}name"): s for s in styles.iter() if s.get(f"{style}name")}
    for kind in ("whole", "one", "percent", "pounds"):
        assert named[kind].get(f"{style}data-style-name") in named
    used = re.findall(r'table:style-name="(\w+)"', archive.read("content.xml").decode())
    own_styles = re.findall(
        r'<style:style style:name="(\w+)"', archive.read("content.xml").decode()
    )
    assert set(used) <= {*named, *own_styles}


def runs(text):
    return text.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", HOSTILE, ids=lambda n: ascii(n[:20]))
def test_hostile_text_stays_in_its_cell_and_never_runs(own, name, ending):
    table = own.gap(Selection(level="country"))
    table = table.with_rows(table.rows.assign(name=name))
    records = {k: v | {"programme": name, "provider": name} for k, v in own.programmes.items()}
    sources = [dict(s) | {"title": name, "publisher": name} for s in own.sources()]
    made = sheets.workbook(
        table,
        sheet_programmes.Evidence(records, own.lookup),
        sources,
        recipe=json.dumps({"name": name}),
        today=TODAY,
        version="9",
    )
    render = {".xlsx": spreadsheet_xlsx.render, ".ods": spreadsheet_ods.render}[ending]
    book = read(render(made), ending)
    assert json.loads(book.recipe) == {"name": name}
    cells = [c for p in book.pages.values() for row in p.rows for c in row if isinstance(c, str)]
    assert [c for c in cells if runs(c)] == []
    shown = book.pages["Areas"].table()[0]["Area name"]
    assert shown.removeprefix("'")[:10].split() == printable(name)[:10].split()
    assert shown.startswith("'") == runs(name)
    note = {r["Term"]: r["Meaning"] for r in book.pages["Notes"].table()}["Formulas"]
    neutralised = sum(c.startswith("'") and not c.startswith("''") for c in cells)
    assert f"In this file: {neutralised:,} cell" in note
    assert (neutralised > 100) == runs(name)


def test_a_text_too_long_for_a_cell_is_cut_and_shows_it():
    cut = safe("=" + "y" * 40_000)
    assert cut.startswith("'=yyy")
    assert cut.endswith("y…")
    assert 30_000 < len(cut) <= 32_767


def printable(name):
    tidy = name.replace("\r", "\n")
    return "".join("\ufffd" if c in "\x00\x07\ufffe" else c for c in tidy)


def test_a_hostile_file_name_of_own_estimates_is_harmless(own):
    table = own.gap(Selection(demand="own"))
    for ending in ENDINGS:
        book = read(export(ending, own, table, TODAY), ending)
        cover = [row[0] for row in book.pages["Cover"].rows]
        assert any("=HYPERLINK" in line for line in cover)
        assert not any(runs(line) for line in cover)


def test_a_selection_without_any_area_that_has_an_estimate_makes_a_workbook(dataset):
    data = b"code,low,central,high\nE09000014,80,100,150\n"
    people = dataset.population["aged_16_plus"]
    estimates, _ = own_estimates.read(data, "mine.csv", dataset.lookup, people)
    own = dataset.with_own_estimates(estimates, "mine.csv", data)
    for ending in ENDINGS:
        book = read(export(ending, own, own.gap(Selection(demand="own")), TODAY), ending)
        states = {row["State"] for row in book.pages["Areas"].table()}
        assert states == {"No estimate"}


@pytest.mark.parametrize("choices", [{"level": "borough"}, {"level": "utla", "since": None}])
def test_what_is_withheld_is_in_no_sheet(own, choices):
    """Of a programme that is withheld anywhere, no count, no money and no explanation is shown."""
    limit = 40
    table = own.gap(Selection(suppress_below=limit, **choices))
    hidden = set(table.parts.loc[table.parts["basis"] == "withheld", "service_id"])
    assert hidden
    pages = {s.name: s for s in workbook(own, table).sheets}
    page = pages["Programmes"]
    for cells in page.rows:
        row = dict(zip((c.key for c in page.columns), cells, strict=True))
        if row["service_id"] in hidden:
            assert row["service_places"] == row["funding"] == "[c]"
            assert not any(isinstance(row[n], float | int) for n in ("referrals", "starts"))
        for name in ("referrals", "starts", "completions"):
            assert isinstance(row[name], str) or row[name] == 0 or row[name] >= limit
        assert "withheld" in str(row["why"]) or not any(c.isdigit() for c in str(row["why"]))
    page = pages["Context"]
    for cells in page.rows:
        row = dict(zip((c.key for c in page.columns), cells, strict=True))
        for name in ("referrals", "starts", "completions", "annual_funding", "award"):
            assert isinstance(row[name], str)


some = st.fixed_dictionaries(
    {
        "level": st.sampled_from(list(LEVELS)),
        "measure": st.sampled_from(list(MEASURES)),
        "basis": st.sampled_from(list(BASES)),
        "demand": st.sampled_from(["serious", "high_harm", "referral_demand", "own"]),
        "local": st.sampled_from(["headline", "sensitivity"]),
        "types": st.lists(st.sampled_from(list(TYPES)), max_size=2).map(tuple),
        "routes": st.lists(st.sampled_from(list(ROUTES)), max_size=2).map(tuple),
        "accepts": st.lists(st.sampled_from(list(GROUPS)), max_size=1).map(tuple),
        "since": st.sampled_from([None, 2010, 2020]),
        "suppress_below": st.sampled_from([0, 10, 40, 1000]),
        "gap_below": st.sampled_from([None, 5.0]),
    }
)


@settings(max_examples=25)
@given(choices=some)
def test_no_selection_leaves_a_blank_or_a_number_that_is_not_the_tables(own, choices):
    table = own.gap(Selection(**choices))
    made = workbook(own, table)
    for sheet in made.sheets:
        keys = [c.heading for c in sheet.columns]
        assert len(set(keys)) == len(keys)
        for row in sheet.rows:
            assert len(row) == len(keys)
            assert all(c not in (None, "") and c == c for c in row)
    areas = next(s for s in made.sheets if s.name == "Areas")
    place = {c.key: i for i, c in enumerate(areas.columns)}
    for cells, gap in zip(areas.rows, table.rows.to_dict("records"), strict=True):
        for name in ("places", "places_per_1000", "unmet_high", "funding", "shown"):
            mine = cells[place[name]]
            if pd.isna(gap[name]):
                assert mine in SHORTHAND
            else:
                assert mine == pytest.approx(gap[name], abs=0.051)


def test_ods_sheets_print_one_page_wide_in_landscape_under_their_headings(own):
    """Attributes of the file format, and the one that LibreOffice reads for a width in pages."""
    data = export(".ods", own, own.gap(Selection()), TODAY)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content, styles = (archive.read(f"{n}.xml").decode() for n in ("content", "styles"))
    layouts = re.findall(r"<style:page-layout-properties [^>]*>", content + styles)
    assert layouts
    for layout in layouts:
        assert 'style:print-orientation="landscape"' in layout
        assert 'style:scale-to-X="1"' in layout
        assert 'style:scale-to-Y="0"' in layout
    sheets = re.findall(r"<table:table [^>]*>", content)
    ranges = [s for s in sheets if "table:print-ranges" in s]
    assert len(ranges) == len(sheets) - 1  # the cover is printed whole
    assert content.count("<table:table-header-rows>") == len(ranges)
