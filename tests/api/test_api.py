"""What an analyst calls from Python: the app's figures, in forms that can be taken further."""

import base64
import io
import json
import re
import subprocess
import sys
from datetime import date
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pytest
from lxml import html as parser

import gapmap
from gapmap.api import results
from gapmap.cli import main as cli
from gapmap.core.gap import COLUMNS
from gapmap.core.plan.proposal import propose
from gapmap.core.plan.wish import Wish
from gapmap.errors import (
    BadChoiceError,
    DataError,
    FileNotOpenedError,
    NoBoundariesError,
    UnknownAreaError,
    UnknownNameError,
    UnreadableFileError,
    WithheldError,
)
from gapmap.present.words import finding as words
from gapmap.tasks import products
from tests.docs.test_docs import ROOT

TODAY = date(2026, 11, 26)
DRAWING = ("matplotlib", "geopandas", "streamlit", "folium", "docx", "openpyxl", "typst")


def fresh(code):
    """What a new Python prints that runs a text."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_importing_it_loads_nothing_and_calling_it_nothing_that_draws():
    told = json.loads(
        fresh(
            "import sys, json, gapmap\n"
            "first = [m for m in sys.modules if m.startswith('gapmap.') or m == 'pandas']\n"
            "table = gapmap.gap(gapmap.load())\n"
            "gapmap.plan(table, budget=1_000_000), gapmap.missing(table)\n"
            "print(json.dumps([first, sorted(sys.modules)]))"
        )
    )
    assert told[0] == []
    assert not set(DRAWING) & set(told[1])


def test_every_public_name_is_there_and_no_other():
    assert gapmap.__all__ == sorted(set(gapmap.__all__))
    assert [name for name in gapmap.__all__ if getattr(gapmap, name) is None] == []
    assert set(gapmap.__all__) <= set(dir(gapmap))
    with pytest.raises(AttributeError, match="no attribute 'gone'"):
        gapmap.gone  # noqa: B018


def test_the_figures_are_those_of_the_dataset(dataset):
    choices = {"level": "county", "routes": ("self",), "since": None}
    table = gapmap.gap(dataset, **choices)
    expected = dataset.gap(gapmap.Selection(**choices))
    pd.testing.assert_frame_equal(table.to_dataframe(), expected.rows)
    assert table.finding == words.finding(expected)
    assert table.fingerprint == expected.fingerprint
    assert list(table.sources()["source_id"]) == list(expected.source_ids)
    again = gapmap.gap(dataset, gapmap.Selection(level="county", since=None), routes=("self",))
    assert again.selection == table.selection


def test_what_is_changed_in_a_frame_stays_there(dataset):
    table = gapmap.gap(dataset)
    frame = table.to_dataframe()
    frame["places"] = 0.0
    assert table.to_dataframe()["places"].isna().any()


def test_a_folder_of_data_is_loaded_and_another_refused(tmp_path):
    assert gapmap.load(ROOT / "data").fingerprint == gapmap.load().fingerprint
    with pytest.raises(DataError):
        gapmap.load(tmp_path)


HEADINGS = "programme,areas,programme_type,places,period\n"


def test_a_list_of_ones_own_counts_as_on_the_command_line(tmp_path, capsys):
    path = tmp_path / "mine.csv"
    path.write_text(
        f"{HEADINGS}Ours,Kent,community_behaviour_change,31,2025\nNo place,Atlantis,,3,2025\n"
    )
    with pytest.warns(gapmap.LeftOutWarning, match="1 of 2 rows of “mine.csv”"):
        data = gapmap.load(programmes=path, instead=True)
    rows = gapmap.gap(data, level="utla").to_dataframe()
    assert rows["places"].sum() == 31
    command = ["table", "--level", "utla", "--programmes", str(path), "--programmes-instead"]
    assert cli.main(command) == 0
    told = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert list(told["places"].dropna()) == list(rows["places"].dropna())


def test_estimates_of_ones_own_are_counted_with_when_asked_for(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("code,low,central,high\nE10000016,900,1000,1100\n")
    data = gapmap.load(estimates=path)
    rows = gapmap.gap(data, level="utla", demand="own").to_dataframe().set_index("code")
    assert rows.loc["E10000016", "perpetrators"] == 1000
    assert rows["perpetrators"].notna().sum() == 1


def test_a_file_of_ones_own_that_cannot_be_used_is_refused(tmp_path):
    with pytest.raises(FileNotOpenedError, match=r"gone\.csv"):
        gapmap.load(programmes=tmp_path / "gone.csv")
    path = tmp_path / "mine.csv"
    path.write_text(f"{HEADINGS}Ours,Atlantis,stalking,31,2025\n")
    with pytest.raises(UnreadableFileError, match="no row can be used"):
        gapmap.load(programmes=path)


@pytest.mark.parametrize("level", ["pfa", "county", "borough"])
def test_shapes_come_with_their_figures(dataset, level):
    table = gapmap.gap(dataset, level=level)
    found = table.to_geodataframe()
    assert isinstance(found, gpd.GeoDataFrame)
    assert found.crs.to_epsg() == 27700
    assert list(found.columns) == [*COLUMNS, "geometry"]
    pd.testing.assert_frame_equal(pd.DataFrame(found[list(COLUMNS)]), table.to_dataframe())
    drawn = found.geometry.notna()
    assert drawn.sum() >= 30
    outlines = gpd.read_file(ROOT / "boundaries" / f"{level}.geojson").set_index("code")
    shapes = outlines.to_crs(27700).geometry.loc[list(found["code"][drawn])]
    assert (
        found.geometry[drawn]
        .reset_index(drop=True)
        .geom_equals(shapes.reset_index(drop=True))
        .all()
    )
    assert found.attrs["fingerprint"] == table.fingerprint
    assert "Crown copyright" in found.attrs["attribution"]
    assert "for display" in found.attrs["accuracy"]


def test_a_level_without_shapes_says_so(dataset):
    with pytest.raises(NoBoundariesError, match="no boundaries of regions"):
        gapmap.gap(dataset, level="region").to_geodataframe()


@pytest.mark.parametrize(
    "choices", [{}, {"level": "utla"}, {"level": "borough", "layout": "tiles"}]
)
def test_a_notebook_shows_the_map_and_asks_nobody(dataset, choices):
    table = gapmap.gap(dataset, **choices)
    (figure,) = parser.fragments_fromstring(table._repr_html_())
    (image,) = figure.iter("img")
    kind, _, packed = image.get("src").partition(",")
    assert kind == "data:image/svg+xml;base64"
    drawn = base64.b64decode(packed).decode()
    ET.fromstring(drawn)
    outside = re.findall(r'(?:href|src)="(?!#)[^"]*"|@import|url\((?!#)[^)]*\)', drawn)
    assert outside == []
    assert not list(figure.iter("script", "link", "iframe"))
    text = figure.text_content()
    assert table.finding in text
    assert words.CAVEAT in text
    assert len(image.get("alt")) > 80


def test_a_level_without_a_map_is_a_table_in_a_notebook(dataset):
    table = gapmap.gap(dataset, level="region")
    (figure,) = parser.fragments_fromstring(table._repr_html_())
    assert not list(figure.iter("img"))
    names = [cell.text for cell in figure.xpath(".//tbody/tr/th")]
    assert names == list(table.to_dataframe()["name"])


def test_a_plan_is_that_of_the_command_line(dataset):
    table = gapmap.gap(dataset)
    plan = gapmap.plan(table, budget=2_000_000, aim="worst", smallest=50, barred=["E23000025"])
    wish = Wish.loads("aim=worst&budget=2000000&smallest=50&out=E23000025")
    proposal = propose(table.gap_table, wish)
    rows = plan.to_dataframe()
    expected = [
        (reading.value, action.code, action.places)
        for reading, made in proposal.plans.items()
        for action in made.actions
    ]
    found = rows[["reading", "code", "places"]].itertuples(index=False, name=None)
    assert list(found) == expected
    assert expected
    assert "E23000025" not in set(rows["code"])
    assert str(plan).startswith("Plan: ")
    assert "budget=2000000" in repr(plan)


@pytest.mark.parametrize(
    ("error", "asked"),
    [
        (BadChoiceError, {}),
        (BadChoiceError, {"budget": 1e6, "aim": "best"}),
        (BadChoiceError, {"budget": 1e6, "unknown": "zero"}),
        (UnknownAreaError, {"budget": 1e6, "wanted": ["E99"]}),
    ],
)
def test_what_cannot_be_planned_is_refused(dataset, error, asked):
    with pytest.raises(error):
        gapmap.plan(gapmap.gap(dataset), **asked)


def test_no_plan_is_made_while_numbers_are_withheld(dataset):
    with pytest.raises(WithheldError):
        gapmap.plan(gapmap.gap(dataset, suppress_below=20), budget=1e6)


def test_reach_is_that_of_the_command_line(dataset, capsys):
    found = gapmap.reach(gapmap.gap(dataset, level="county"), steps=(20, 40), weights=(1, 0.5))
    assert cli.main(
        [
            "reach", "--level", "county", "--steps", "20", "40", "--weights", "1", "0.5",
            "--format", "csv",
        ]
    ) == 0  # fmt: skip
    told = pd.read_csv(io.StringIO(capsys.readouterr().out))
    rows = found.to_dataframe()
    assert list(told.columns) == list(rows.columns)
    assert list(told["code"]) == list(rows["code"])
    assert len(rows) > 40
    assert str(found).startswith(str(found).splitlines()[0])
    assert repr(found).startswith(f"Reach({len(rows)} areas, of ")


def test_reach_takes_ways_of_ones_own_and_refuses_what_is_none(dataset, tmp_path):
    table = gapmap.gap(dataset, level="pfa")
    base = next(p for p in gapmap.reach(table).outcome.programmes if p.bases)
    ways = tmp_path / "ways.csv"
    ways.write_text(f"origin,provider,minutes\n{dataset.lookup.index[0]},{base.service_id},12\n")
    assert gapmap.reach(table, travel=ways).outcome.unit == "minutes"
    with pytest.raises(FileNotOpenedError, match=r"none\.csv"):
        gapmap.reach(table, origins=tmp_path / "none.csv")
    with pytest.raises(BadChoiceError):
        gapmap.reach(table, points="doors")
    with pytest.raises(WithheldError):
        gapmap.reach(gapmap.gap(dataset, suppress_below=20))


def test_missing_facts_are_those_of_the_command_line(dataset, tmp_path):
    found = gapmap.missing(gapmap.gap(dataset, level="county"))
    rows = found.to_dataframe()
    (path,) = gapmap.export(found, tmp_path / "missing.csv")
    assert list(pd.read_csv(path)["code"]) == list(rows["code"])
    assert len(rows) == len(found.found.areas)
    assert found.order()["body"].iloc[0] == found.found.values[0].body.body
    (text,) = gapmap.export(found, str(tmp_path / "missing.txt"))
    assert text.read_text("utf-8") == str(found)
    with pytest.raises(UnknownNameError, match="text, csv, json"):
        gapmap.export(found, tmp_path / "missing.docx")


@pytest.mark.parametrize("ending", [".csv", ".json", ".svg", ".geojson", ".xlsx"])
def test_an_export_is_the_apps_download(dataset, tmp_path, ending):
    table = gapmap.gap(dataset, level="county")
    written = gapmap.export(table, tmp_path / f"gaps{ending}", today=TODAY)
    assert written[0].read_bytes() == products.export(ending, dataset, table.gap_table, TODAY)
    assert len(written) == (2 if ending == ".csv" else 1)
    assert all(path.is_file() for path in written)


def test_a_plan_is_written_as_its_product(dataset, tmp_path):
    plan = gapmap.plan(gapmap.gap(dataset), budget=1_000_000)
    first, beside = gapmap.export(plan, tmp_path / "plan.csv", today=TODAY)
    assert list(pd.read_csv(first)["code"]) == list(plan.to_dataframe()["code"])
    assert "budget=1000000" in beside.read_text("utf-8")
    with pytest.raises(UnknownNameError, match=r"\.docx, \.pdf"):
        gapmap.export(plan, tmp_path / "plan.png")


@pytest.mark.parametrize(
    ("error", "name", "options"),
    [
        (UnknownNameError, "gaps.doc", {}),
        (BadChoiceError, "gaps.png", {"page": "a3"}),
        (BadChoiceError, "gaps.png", {"product": "poster"}),
        (UnknownAreaError, "gaps.csv", {"area": "E1"}),
    ],
)
def test_what_cannot_be_written_is_refused_and_nothing_is_left(
    dataset, tmp_path, error, name, options
):
    with pytest.raises(error):
        gapmap.export(gapmap.gap(dataset), tmp_path / name, **options)
    assert list(tmp_path.iterdir()) == []


def test_a_choice_that_there_is_not_is_named(dataset):
    with pytest.raises(UnknownNameError, match="“town” is no choice"):
        gapmap.gap(dataset, town="Leeds")


def test_names_in_short_say_what_they_are(dataset):
    table = gapmap.gap(dataset)
    assert repr(table) == f"Table(45 areas: {table.finding})"
    assert repr(gapmap.missing(table)).startswith("MissingFacts(")
    assert results.Table.__module__ == "gapmap.api.results"
