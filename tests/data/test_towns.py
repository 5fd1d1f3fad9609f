"""The towns and villages that names in a list of one's own are offered from."""

import csv

import pytest
from shapely.geometry import Point

from boundaries.sources import to_metres
from boundaries.towns import COLUMNS, TOWN_NAMES, table
from gapmap.io.own.shapes import LINE
from gapmap.tasks.own_programmes import Reader


@pytest.fixture(scope="module")
def towns():
    with TOWN_NAMES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_place_has_a_point_in_the_country_and_councils_that_are_known(towns, dataset):
    nations = {"S92000003", "N92000002"}
    known = {*dataset.lookup.index, *nations}
    for row in towns:
        codes = row["utla_codes"].split(";")
        assert tuple(row) == COLUMNS
        assert codes
        assert set(codes) <= known, row
        assert len(set(codes)) == len(codes)
        assert 49.8 < float(row["latitude"]) < 60.9
        assert -8.2 < float(row["longitude"]) < 1.8
        assert int(row["population"]) >= 0
    held = {code for row in towns for code in row["utla_codes"].split(";")}
    assert held == known  # no council without a place


def test_no_place_is_given_to_one_council_against_the_shipped_lines(towns, dataset):
    pieces = Reader(dataset)._pieces()
    for row in towns[::7]:
        codes = set(row["utla_codes"].split(";"))
        point = to_metres(Point(float(row["longitude"]), float(row["latitude"])))
        far = pieces.shapes.geometry.distance(point)
        near = {b for at in far.index[far <= far.min() + LINE] for b in pieces.blocks[at]}
        assert codes & near, row


@pytest.mark.parametrize(
    ("town", "code"),
    [
        ("Keighley", "E08000032"), ("Halifax", "E08000033"), ("Ramsgate", "E10000016"),
        ("Walthamstow", "E09000031"), ("Whitehaven", "E06000063"), ("Corby", "E06000061"),
        ("Runcorn", "E06000006"), ("Chatham", "E06000035"), ("Barry", "W06000014"),
        ("Airdrie", "S92000003"),
    ],
)  # fmt: skip
def test_towns_lie_where_they_do(towns, town, code):
    assert next(row["utla_codes"] for row in towns if row["town"] == town) == code


@pytest.mark.parametrize(
    ("town", "council"),
    [("Bootle", "E08000014"), ("Christchurch", "E06000058"), ("Tottenham", "E09000014")],
)
def test_a_place_near_a_line_names_every_council_it_may_lie_in(towns, town, council):
    found = next(row["utla_codes"].split(";") for row in towns if row["town"] == town)
    assert len(found) > 1
    assert council in found


def test_a_place_at_sea_is_left_out():
    row = {"name": "Akrotiri", "admin1code": "", "latitude": 34.6, "longitude": 32.96,
           "population": 684}  # fmt: skip
    from boundaries.points import Place

    square = Point(530_000, 180_000).buffer(1000)
    assert table([row], {"E09000001": Place(square, "shape")}).splitlines() == [",".join(COLUMNS)]
