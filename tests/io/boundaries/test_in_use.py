import hashlib
import json
import shutil
from pathlib import Path

import pytest

from gapmap.dataset import BOUNDARIES, Dataset
from gapmap.errors import DataError
from gapmap.io.boundaries import in_use as boundaries
from gapmap.selection import Selection


@pytest.fixture
def folder(tmp_path):
    for name in ("pfa.geojson", "uk_outline.geojson", "sources.json"):
        shutil.copy(BOUNDARIES / name, tmp_path / name)
    return tmp_path


def change(path: Path, edit) -> None:
    content = json.loads(path.read_text("utf-8"))
    edit(content)
    path.write_text(json.dumps(content), "utf-8")


@pytest.mark.parametrize("level", ["pfa", "county", "borough"])
def test_a_level_is_read_in_metres_with_a_shape_for_every_area(level):
    found = boundaries.read(level, BOUNDARIES)
    rows = Dataset.load().gap(Selection(level=level)).rows
    assert found.level == level
    assert found.areas.crs.to_epsg() == 27700
    assert set(found.areas.index) == set(rows["code"])
    assert found.areas.index.name == "code"
    west, south, east, north = found.areas.total_bounds
    assert -10_000 < west < east < 700_000
    assert 0 < south < north < 1_300_000


def test_a_file_says_where_it_comes_from_and_its_hash():
    found = boundaries.read("pfa", BOUNDARIES)
    assert "Natural Earth" in found.attribution
    assert "Ordnance Survey" in found.attribution
    assert "Open Government Licence" in found.licence
    assert found.accuracy
    content = (BOUNDARIES / "pfa.geojson").read_bytes()
    assert found.sha256 == hashlib.sha256(content).hexdigest()


def test_the_outline_holds_the_countries():
    found = boundaries.outline(BOUNDARIES)
    assert found.crs.to_epsg() == 27700
    assert {"Scotland", "Northern Ireland"} <= set(found["name"])


def test_a_level_without_boundaries_is_refused():
    with pytest.raises(DataError, match="“utla”; maps are drawn for pfa, county, borough"):
        boundaries.read("utla", BOUNDARIES)


def test_a_missing_file_is_named_with_a_remedy(folder):
    with pytest.raises(DataError, match=r"county\.geojson cannot be read .*boundaries/build\.py"):
        boundaries.read("county", folder)


@pytest.mark.parametrize("content", [b"", b"{", b"\x00\xff\xfe", b'{"type": "nonsense"}'])
def test_a_damaged_file_is_named_with_a_remedy(folder, content):
    (folder / "pfa.geojson").write_bytes(content)
    with pytest.raises(DataError, match=r"pfa\.geojson .*boundaries/build\.py") as caught:
        boundaries.read("pfa", folder)
    assert "\n" not in str(caught.value)


def drop_features(content):
    content["features"] = []


def repeat_code(content):
    content["features"][1]["properties"]["code"] = content["features"][0]["properties"]["code"]


def blank_code(content):
    content["features"][1]["properties"]["code"] = ""


def no_codes(content):
    for feature in content["features"]:
        del feature["properties"]["code"]


def no_shape(content):
    content["features"][0]["geometry"] = None


def point(content):
    content["features"][0]["geometry"] = {"type": "Point", "coordinates": [0, 51]}


def other_system(content):
    content["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}


def far_away(content):
    square = [[[10, 10], [11, 10], [11, 11], [10, 10]]]
    content["features"][0]["geometry"] = {"type": "Polygon", "coordinates": square}


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (drop_features, "holds no areas"),
        (repeat_code, "has the code E23000001 twice"),
        (blank_code, "has areas without a code"),
        (no_codes, "has areas without a code"),
        (no_shape, "has no shape for E23000001"),
        (point, "has shapes that are not areas"),
        (other_system, "EPSG:3857, not in longitude and latitude"),
        (far_away, "has places outside the United Kingdom"),
    ],
)
def test_a_file_that_breaks_its_description_is_refused_with_the_reason(folder, edit, problem):
    change(folder / "pfa.geojson", edit)
    with pytest.raises(DataError, match=problem) as caught:
        boundaries.read("pfa", folder)
    assert "boundaries/build.py" in str(caught.value)


@pytest.mark.parametrize("content", ["", "[]"])
def test_damaged_credits_are_refused(folder, content):
    (folder / "sources.json").write_text(content, "utf-8")
    with pytest.raises(DataError, match=r"sources\.json, which credits the boundaries"):
        boundaries.read("pfa", folder)
