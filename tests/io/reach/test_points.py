"""Points where people live, as shipped."""

import csv

import pytest

from gapmap.dataset import BOUNDARIES
from gapmap.io.reach.points import points, to_grid


def councils():
    with (BOUNDARIES / "utla_points.csv").open(encoding="utf-8", newline="") as file:
        return {row["utla_code"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("kind", ["towns", "centres"])
def test_every_council_has_a_point(kind):
    found = points(BOUNDARIES, kind)
    assert {point.block for point in found} == set(councils())
    assert len({point.code for point in found}) >= len(councils())


def test_a_centre_is_the_mean_of_its_towns_weighted_by_people():
    towns = [p for p in points(BOUNDARIES, "towns") if p.block == "E06000047"]
    (centre,) = [p for p in points(BOUNDARIES, "centres") if p.block == "E06000047"]
    people = sum(p.people for p in towns)
    assert centre.east == pytest.approx(sum(p.people * p.east for p in towns) / people)
    assert centre.north == pytest.approx(sum(p.people * p.north for p in towns) / people)
    assert len(towns) > 10


def test_centres_lie_near_the_representative_points():
    """A wrong projection or a mixed-up council would put them far off."""
    known = councils()
    for point in points(BOUNDARIES, "centres"):
        row = known[point.block]
        off = abs(
            complex(point.east, point.north) - complex(int(row["easting"]), int(row["northing"]))
        )
        assert off < 6_000 + 1_000 * float(row["km2"]) ** 0.5


def test_a_town_that_may_lie_in_several_councils_is_in_that_of_its_name():
    (reading,) = [p for p in points(BOUNDARIES, "towns") if p.code.startswith("Reading ")]
    assert councils()[reading.block]["name"] == "Reading"


def test_the_grid_is_that_of_the_ordnance_survey():
    east, north = to_grid([-0.12574], [51.50853])  # Charing Cross, TQ 300 804
    assert (east[0], north[0]) == pytest.approx((530_030, 180_400), abs=200)
