"""A measure is an entry in each of a few tables; one that is made up goes through all of gapmap."""

import csv
import io
import json
from datetime import date

import pytest

from gapmap.cli import main as cli
from gapmap.core import shading
from gapmap.core.shading import Measure
from gapmap.present.words import alt_text, labels, scale
from gapmap.present.workbook import areas as sheet
from gapmap.selection import Selection
from gapmap.tasks.products import export
from gapmap.vocabulary import MEASURES

DAY = date(2026, 3, 1)
NAME = "cost_to_close"
TABLES = {
    "vocabulary": MEASURES,
    "shading": shading.MEASURES,
    "captions": scale.CAPTIONS,
    "values": scale.VALUES,
    "first": scale.FIRST,
    "extremes": alt_text.EXTREMES,
    "workbook": sheet.SHADED,
}
ENTRIES = {
    "vocabulary": "Cost to close the gap",
    "shading": Measure("cost_to_close", more_is_worse=True),
    "captions": "Cost to close the gap (£ a year); darker means more",
    "values": lambda row: f"£{labels.whole(row['cost_to_close'])} a year",
    "first": "dearest",
    "extremes": ("Dearest to close", "Cheapest"),
    "workbook": "pounds",
}


@pytest.fixture
def measure(monkeypatch):
    for name, table in TABLES.items():
        monkeypatch.setitem(table, NAME, ENTRIES[name])


@pytest.mark.parametrize("name", TABLES)
def test_each_table_has_every_measure(name):
    assert set(TABLES[name]) == set(MEASURES)


@pytest.mark.usefixtures("measure")
def test_a_made_up_measure_is_shaded_ranked_and_told(dataset):
    table = dataset.gap(Selection(measure=NAME))
    known = table.rows.dropna(subset=["cost_to_close"])
    assert table.rows["shown"].dropna().tolist() == known["cost_to_close"].tolist()
    order = scale.ranked(table)
    assert order[0]["cost_to_close"] == known["cost_to_close"].max()
    assert ENTRIES["captions"] == scale.caption(table)
    assert len(scale.class_labels(table)) == len(table.breaks) + 1 > 1
    assert f"Dearest to close: {order[0]['name']}" in alt_text.alt_text(table, tiles=False)
    assert scale.value(table, order[0]).startswith("£")


@pytest.mark.usefixtures("measure")
@pytest.mark.parametrize(
    "product", ["map.svg", "table.csv", "table.xlsx", "table.gpkg", "briefing.docx"]
)
def test_a_made_up_measure_goes_into_every_kind_of_file(dataset, product):
    assert len(export(product, dataset, dataset.gap(Selection(measure=NAME)), DAY)) > 1000


@pytest.mark.usefixtures("measure")
def test_the_command_line_takes_a_made_up_measure(capsys):
    assert cli.main(["table", "--measure", NAME]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [r["shown"] for r in rows if r["shown"]]
    assert cli.main(["table", "--measure", NAME, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["selection"]["measure"] == NAME
