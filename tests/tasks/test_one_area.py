"""Files about one area hold nothing of other areas; what compares is of the whole level."""

import csv
import html
import io
import json
import re
import sqlite3
import zipfile
from datetime import date

import openpyxl
import pytest

from gapmap.cli import main as cli
from gapmap.core.one_area import of_area
from gapmap.io.recipes import find as recipes
from gapmap.present.area import words as area_words
from gapmap.selection import Selection
from gapmap.tasks import redraw
from gapmap.tasks.area.profile import blocks_of
from gapmap.tasks.products import PRODUCTS, export
from tests.exported import all_files

DAY = date(2026, 3, 1)
KENT, LONDON, SCOTLAND = "E23000032", "E23000001", "S92000003"
ABOUT_ONE = [n for n, p in PRODUCTS.items() if "area" in p.options]
TABLES = [n for n in ABOUT_ONE if n.split(".")[0] in ("table", "councils", "programmes", "hsds")]
EVERY_YEAR = Selection(since=None, all_types=True)


def text_of(product, data):
    """Everything that a file says, as one text."""
    ending = PRODUCTS[product].ending
    if ending in (".xlsx", ".ods"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
        return html.unescape(re.sub("<[^>]*>", "\n", "\n".join(parts)))
    if ending == ".gpkg":
        base = sqlite3.connect(":memory:")
        base.deserialize(data)
        names = [n for (n,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = (
            row for n in names if "rtree" not in n for row in base.execute(f"SELECT * FROM {n}")
        )
        return "\n".join(str(cell) for row in rows for cell in row)
    if ending in (".json", ".geojson"):
        return json.dumps(json.loads(data), ensure_ascii=False)
    return data.decode("utf-8-sig")


def named(product, files):
    """The files of an export, each with the product as which it can be read."""
    return zip([product, "table.json"], files.values(), strict=False)


def told_apart(dataset, level, code):
    """Names of programmes and titles of sources of this area, and those of other areas alone."""
    here = set(blocks_of(dataset, level, code)) or {code}
    mine, others = set(), set()
    for obs in dataset.observations:
        record = dataset.programmes[obs.observation_id]
        titles = {row["title"] for row in dataset.sources([obs.source_id, *obs.more_source_ids])}
        kept = here & set(obs.blocks) or obs.row_kind == "national_aggregate"
        (mine if kept else others).update({str(record["programme"]), *titles})
    said = "\n".join(mine)
    return {name for name in others - mine if len(name) > 20 and name not in said}


@pytest.mark.parametrize("product", TABLES)
@pytest.mark.parametrize("code", [KENT, LONDON, SCOTLAND])
def test_nothing_of_another_areas_programmes_is_in_it(dataset, product, code):
    table = dataset.gap(EVERY_YEAR)
    made = all_files(product, dataset, table, DAY, area=code)
    text = "\n".join(text_of(name, data) for name, data in named(product, made))
    general = {row["title"] for row in dataset.sources(of_area(table, code).source_ids)}
    foreign = told_apart(dataset, "pfa", code) - general
    assert len(foreign) > 50
    assert [name for name in foreign if name in text] == []
    made = all_files(product, dataset, table, DAY)
    whole = "\n".join(text_of(name, data) for name, data in named(product, made))
    assert any(name in whole for name in foreign)


def test_every_kind_of_table_can_be_about_one_area():
    assert {n for n in PRODUCTS if n.startswith("table.")} <= set(ABOUT_ONE)
    assert {"interactive.html", "hsds.json", "councils.csv", "programmes.csv"} <= set(ABOUT_ONE)


@pytest.mark.parametrize("product", [n for n in TABLES if n != "hsds.json"])
def test_its_title_is_the_areas_and_says_what_is_compared(dataset, product):
    table = dataset.gap(Selection())
    data = all_files(product, dataset, table, DAY, area=KENT)
    text = "\n".join(text_of(name, data) for name, data in named(product, data))
    assert area_words.finding(table, KENT).replace("’", "'") in text.replace("’", "'")
    assert "only Kent is in this file" in text
    assert f"ranks are of all {len(table.rows)} police force areas" in text


@pytest.mark.parametrize("level", ["pfa", "borough", "region"])
def test_the_row_is_that_of_the_whole_table(dataset, level):
    table = dataset.gap(Selection(level=level))
    for code in table.rows["code"]:
        one = of_area(table, code)
        assert one.records == (table.by_code[code],)
        assert one.totals == table.totals
        assert set(one.source_ids) <= set(table.source_ids)
        body = json.loads(export("table.json", dataset, table, DAY, area=code))
        whole = json.loads(export("table.json", dataset, table, DAY))
        assert body["rows"] == [row for row in whole["rows"] if row["code"] == code]
        assert body["totals"] == whole["totals"]
        if level != "borough":
            break


def test_a_code_of_another_level_is_none_of_the_table(dataset):
    with pytest.raises(KeyError):
        of_area(dataset.gap(Selection()), "E09000014")


def test_the_sheets_hold_the_programmes_of_the_area(dataset):
    table = dataset.gap(Selection())
    data = export("table.xlsx", dataset, table, DAY, area=KENT)
    book = openpyxl.load_workbook(io.BytesIO(data))

    def codes(sheet):
        rows = [[c.value for c in row] for row in book[sheet].iter_rows()]
        head = next(i for i, row in enumerate(rows) if "Area code" in row)
        return [row[rows[head].index("Area code")] for row in rows[head + 1 :]]

    assert codes("Areas") == [KENT]
    assert set(codes("Programmes")) == {KENT}
    assert len(codes("Programmes")) == int((table.parts["code"] == KENT).sum())
    assert book["Cover"]["A1"].value.startswith("Kent: ")
    assert "Kent alone" in book["Totals"]["A2"].value


@pytest.mark.parametrize("product", ABOUT_ONE)
def test_the_record_keeps_the_area_and_makes_the_same_file_again(dataset, product):
    table = dataset.gap(Selection(level="borough"))
    old = all_files(product, dataset, table, DAY, area="E09000014")
    recipe = recipes.find(list(old.values())[-1], f"a{PRODUCTS[product].ending}")
    assert recipe.area == "E09000014"
    again = redraw.table_of(recipe, dataset)
    name = f"old{PRODUCTS[product].ending}"
    assert redraw.remake_files(recipe, dataset, again, name) == old


@pytest.mark.parametrize("name", ["one.csv", "one.geojson", "one.xlsx"])
def test_the_command_line_writes_and_redraws_one_area(tmp_path, capsys, name):
    path = tmp_path / name
    assert cli.main(["export", str(path), "--area", KENT]) == 0
    assert cli.main(["redraw", str(path), "--check"]) == 0
    said = capsys.readouterr().out
    assert f"--area {KENT}" in said
    assert "would be identical" in said


@pytest.mark.parametrize("level", ["borough", "county"])
def test_one_area_tells_nothing_that_the_whole_withholds(dataset, level):
    """Each line of an area's list of programmes is one of the whole list."""
    table = dataset.gap(Selection(level=level, suppress_below=60, since=None))
    assert table.services_withheld

    def lines(**about):
        text = export("programmes.csv", dataset, table, DAY, **about).decode("utf-8-sig")
        return [tuple(row) for row in csv.reader(io.StringIO(text)) if row[0][:1] != "#"]

    whole = set(lines())
    for code in list(table.rows["code"])[:12]:
        assert set(lines(area=code)) <= whole


@pytest.mark.parametrize("level", ["borough", "county"])
def test_a_workbook_of_one_area_tells_nothing_that_the_whole_withholds(dataset, level):
    table = dataset.gap(Selection(level=level, suppress_below=60, since=None))
    known = set(table.columns["code"])

    def rows(sheet, **about):
        data = export("table.xlsx", dataset, table, DAY, **about)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        return {row for row in book[sheet].values if row[0] in known}

    some = sorted({part.code for part in table.portions if part.service_id in
                   table.services_withheld})[:2]  # fmt: skip
    for sheet in ("Areas", "Programmes", "Context"):
        whole = rows(sheet)
        for code in some:
            mine = rows(sheet, area=code)
            assert mine <= whole
            assert mine or sheet == "Context"


def test_the_one_file_map_opens_with_the_area_in_its_title(dataset):
    table = dataset.gap(Selection())
    text = export("interactive.html", dataset, table, DAY, area=KENT).decode()
    title = area_words.finding(table, KENT)
    assert f"<title>{html.escape(title)}</title>" in text
    assert f'<h1 id="finding">{html.escape(title)}</h1>' in text
    data = json.loads(re.search(r'id="gapmap-data">(.*?)</script>', text, re.DOTALL)[1])
    assert data["opened"]["code"] == KENT
    whole = export("interactive.html", dataset, table, DAY).decode()
    assert "<title>Kent" not in whole.partition("<body")[0]
