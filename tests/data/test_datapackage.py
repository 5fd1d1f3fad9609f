"""The description of the data as others read it: a Data Package of the standard, by Frictionless.

For every rule of the standard that the description uses, a fault is put into a copy of the data and
has to be found: by the standard's own checker, and by the program's, which reads the same file.
"""

import csv
import json
import shutil
import socket
from copy import deepcopy

import pytest

from gapmap import vocabulary
from gapmap.errors import DataError
from gapmap.io import data_tables
from tests.conftest import DATA
from tests.data.standard import Package
from tests.data.tables import PACKAGE

DESCRIPTION = json.loads((DATA / "datapackage.json").read_text("utf-8"))
FAULTS = {
    "a number that is a word": ("population.csv", 2, "all_ages", "many", "type-error"),
    "a whole number with a point": ("programmes.csv", 1, "start_year", "2020.5", "type-error"),
    "a word that is not allowed": ("programmes.csv", 3, "row_kind", "hobby", "constraint-error"),
    "a blank that is required": ("sources.csv", 5, "publisher", "", "constraint-error"),
    "a code of another shape": ("lookup.csv", 4, "county_code", "E10", "constraint-error"),
    "a number too small": ("sensitivity.csv", 4, "multiplier", "-1", "constraint-error"),
    "a number too large": ("towns.csv", 2, "latitude", "75", "constraint-error"),
    "a source that is not there": ("funding.csv", 3, "source_id", "GONE", "foreign-key"),
    "a council that is not there": ("districts.csv", 7, "utla_code", "E99999999", "foreign-key"),
    "a wider programme that is not there": ("programmes.csv", 2, "part_of", "x", "foreign-key"),
    "a key given twice": ("towns.csv", 3, "town", "Barry", "unique-error"),
}


@pytest.fixture
def offline(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("the checker went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def kinds(report):
    return {error.type for task in report.tasks for error in task.errors} | {
        error.type for error in report.errors
    }


def test_every_table_fits_its_schema(offline):
    report = Package(str(DATA / "datapackage.json")).validate()
    found = report.flatten(["name", "rowNumber", "fieldName", "note"])
    assert found == []
    assert report.stats["tasks"] == len(PACKAGE) == len(list(DATA.glob("*.csv")))


def test_the_description_is_one_of_the_standard(offline):
    assert DESCRIPTION["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert Package.validate_descriptor(DESCRIPTION).errors == []
    for table in PACKAGE.values():
        assert table["schema"]["missingValues"] == [""]
        assert (table["format"], table["encoding"]) == ("csv", "utf-8")


@pytest.mark.parametrize(
    ("part", "value"),
    [("primaryKey", ["gone"]), ("fields", [{"name": "source_id", "type": "words"}]),
     ("foreignKeys", [{"fields": ["gone"], "reference": {"fields": ["source_id"]}}])],
)  # fmt: skip
def test_a_fault_in_the_description_is_found(offline, part, value):
    broken = deepcopy(DESCRIPTION)
    broken["resources"][0]["schema"][part] = value
    assert not Package.validate_descriptor(broken).valid


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    return shutil.copytree(DATA, tmp_path_factory.mktemp("data") / "data")


@pytest.mark.parametrize(("file", "row", "column", "value", "kind"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found_by_the_standards_checker_and_by_ours(
    copied, offline, file, row, column, value, kind
):
    path = copied / file
    whole = path.read_text("utf-8")
    rows = list(csv.DictReader(whole.splitlines(keepends=True)))
    assert rows[row][column] != value
    rows[row][column] = value
    try:
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        name = path.stem
        report = Package(str(copied / "datapackage.json")).get_resource(name).validate()
        assert kind in kinds(report)
        with pytest.raises(DataError, match=rf"{file}, line \d+, column {column}: “{value}”"):
            data_tables.load(copied)
    finally:
        path.write_text(whole, "utf-8")


def test_every_column_that_names_a_row_of_another_table_points_to_it():
    """By its name: a source, an area of today, a building block or a programme row."""
    other = {
        "source_id": "sources", "used_source_id": "sources", "more_source_ids": "sources",
        "utla_code": "lookup areas", "pfa_code": "areas", "county_code": "areas",
        "region_code": "areas", "country_code": "areas", "borough_code": "areas",
        "block_code": "lookup", "observation_id": "programmes", "merged_into": "programmes",
    }  # fmt: skip
    for name, table in PACKAGE.items():
        points = {
            column: key["reference"].get("resource", name)
            for key in table["schema"].get("foreignKeys", [])
            for column in key["fields"]
        }
        for field in table["schema"]["fields"]:
            expected = other.get(field["name"], "").split()
            if expected and name not in expected:
                to = points.get(field["name"], field.get("references", "").partition(".")[0])
                assert to in expected, (name, field["name"])


def test_lists_of_words_are_those_of_the_vocabulary():
    known = [
        list(getattr(vocabulary, name))
        for name in dir(vocabulary)
        if isinstance(getattr(vocabulary, name), dict | tuple | list)
    ]
    for table in PACKAGE.values():
        for field in table["schema"]["fields"]:
            points = "references" in field  # its parts are rows of another table
            if field["type"] == "list" and field["name"] != "delivery_mode" and not points:
                assert field["items"] in known, field["name"]
