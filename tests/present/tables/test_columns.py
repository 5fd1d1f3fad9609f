"""Every column of the GapTable has its facts in one place, and they hold for the values."""

import json

import pandas as pd
import pytest

from gapmap.core.gap import COLUMNS
from gapmap.present.tables import cells, columns, csv_json
from gapmap.selection import Selection
from gapmap.ui.boxes import figures


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_has_its_facts(name):
    spec = columns.spec(name)
    assert spec.heading
    assert spec.width > 0
    assert columns.meaning(name)


def test_there_are_facts_of_no_other_column():
    assert [name for name in columns.SPECS if name not in COLUMNS] == []
    assert len({spec.full for spec in columns.SPECS.values()}) == len(columns.SPECS)
    assert len({spec.brief for spec in columns.SPECS.values()}) == len(columns.SPECS)


@pytest.mark.parametrize("measure", ["places_per_1000", "funding"])
def test_the_values_are_of_the_kind_that_is_told(dataset, measure):
    wanted = {"text": str, "truth": bool, "whole": int | float, "number": int | float}
    for row in columns.records(dataset.gap(Selection(measure=measure))):
        for name, value in row.items():
            if value is not None:
                assert isinstance(value, wanted[columns.spec(name).kind]), name
            if columns.spec(name).kind == "whole" and value is not None:
                assert value == int(value), name


def test_the_ends_of_a_range_share_the_facts_of_the_number():
    low = columns.spec("unmet_low")
    assert low is columns.spec("unmet")
    assert columns.meaning("unmet_low") == "low end of unmet"
    assert columns.meaning("places_per_1000_high").startswith("blank where")


def test_the_high_end_of_a_ratio_is_blank_where_it_is_told_to_be(dataset):
    table = dataset.gap(Selection(routes=("self",)))
    assert columns.meaning("places_per_1000_high") == "blank where places are a lower bound"
    for row in table.records:
        if row["state"] == "measured":
            assert pd.isna(row["places_per_1000_high"]) == row["lower_bound"]
    silent = [r for r in table.records if r["lower_bound"] and not r["programmes_unmeasured"]]
    assert silent  # none of whose programmes counts without known places


def test_a_number_keeps_the_decimals_of_its_column_and_no_number_is_none():
    assert columns.rounded("perpetrators_high", 12.345) == 12.3
    assert columns.rounded("cost_to_close", 12.5) == 12.0
    assert columns.rounded("not a column", 0.12345678) == 0.123457
    assert columns.rounded("places", float("inf")) is None
    assert columns.rounded("lower_bound", True) is True


def test_screen_and_one_file_map_call_a_column_the_same(dataset):
    headings = cells.columns(dataset.gap(Selection()))
    config = figures._column_config()
    shared = [
        name for name in headings if name in config and columns.spec(name).format != "percent"
    ]
    assert len(shared) > 5
    for name in shared:
        assert config[name]["label"] == headings[name] == columns.spec(name).brief


def test_the_screen_says_what_each_column_means():
    for name, config in figures._column_config().items():
        assert config["help"] == columns.meaning(name)


def test_csv_and_json_tell_the_same_meanings(dataset):
    table = dataset.gap(Selection())
    day = pd.Timestamp("2026-11-21").date()
    body = json.loads(csv_json.export_json(table, [], today=day, version="1"))
    beside = json.loads(csv_json.csv_metadata(table, [], url="a.csv", today=day, version="1"))
    told = {c["name"]: c["dc:description"] for c in beside["tableSchema"]["columns"]}
    assert told == body["columns"]
    assert list(told) == list(COLUMNS)
