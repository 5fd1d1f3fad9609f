"""The shipped table of the councils that postcode districts lie in, and what makes it."""

import csv

import pytest

from boundaries.postcodes import COLUMNS, DISTRICTS, SCOTLAND, SHAPE, councils, table
from gapmap.settings import shipped


@pytest.fixture(scope="module")
def rows():
    with DISTRICTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_district_lies_in_councils_that_are_known(rows, dataset):
    known = {*dataset.lookup.index, SCOTLAND}
    for row in rows:
        codes, numbers = row["codes"].split(";"), [*map(int, row["postcodes"].split(";"))]
        assert tuple(row) == COLUMNS
        assert SHAPE.fullmatch(row["district"])
        assert set(codes) <= known, row
        assert len(set(codes)) == len(codes) == len(numbers)
        assert numbers == sorted(numbers, reverse=True)
        assert numbers[-1] > 0
    names = [row["district"] for row in rows]
    assert names == sorted(set(names))
    assert {code for row in rows for code in row["codes"].split(";")} == known


@pytest.mark.parametrize(
    ("district", "first"),
    [
        ("N17", "E09000014"), ("M5", "E08000006"), ("LS1", "E08000035"), ("CF10", "W06000015"),
        ("EH1", SCOTLAND), ("CT1", "E10000016"), ("TR21", "E06000053"), ("CA1", "E06000063"),
    ],
)  # fmt: skip
def test_districts_lie_where_they_do(rows, district, first):
    assert next(r["codes"].split(";")[0] for r in rows if r["district"] == district) == first


def test_districts_agree_with_the_postcodes_of_programmes(rows, dataset):
    """A base with a postcode is in a council that its district lies in."""
    held = {row["district"]: set(row["codes"].split(";")) for row in rows}
    bases = dataset.tables["programmes"]["base_postcode"].dropna()
    districts = {str(base).split()[0] for base in bases if str(base).strip()}
    assert all(district in held or district.startswith("BT") for district in districts)


def test_codes_of_before_and_of_districts_count_for_their_council_of_today():
    found = [
        ("CT1 1AA", "E07000106"), ("CT1 1AB", "E07000106"), ("CT1 1AC", "E06000035"),
        ("S70 1AA", "E08000038"), ("EH1 1AA", "S12000036"), ("BT1 1AA", "N09000003"),
        ("IM1 1AA", "M99999999"), ("GIR0AA", "E08000014"), ("W1 1AA", "E09000033"),
        ("W1A 1AA", "E09000033"),
    ]  # fmt: skip
    assert table(found, councils(shipped() / "data")).splitlines() == [
        "district,codes,postcodes", "CT1,E10000016;E06000035,2;1", f"EH1,{SCOTLAND},1",
        "S70,E08000016,1", "W1A,E09000033,1",
    ]  # fmt: skip


def test_a_council_that_is_not_known_is_no_guess():
    with pytest.raises(KeyError, match="E99999998"):
        table([("M1 1AA", "E99999998")], councils(shipped() / "data"))
