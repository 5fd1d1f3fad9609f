"""Official boundaries: what comes is checked, fits together, and replaces the old set whole."""

import json
import re

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from gapmap.errors import SourceError, UserInputError
from gapmap.io.boundaries import coverage
from gapmap.io.boundaries import in_use as boundaries
from gapmap.settings import Settings
from gapmap.tasks.official_boundaries import LEVELS, fetch_boundaries
from tests.io.conftest import held
from tests.standin.arcgis import Fault, Layer, before_2019, official_like, serving

CTYUA = "Counties_and_Unitary_Authorities_December_2023_Boundaries_UK_BGC"
COUNTS = {"pfa": 45, "county": 56, "borough": 33, "utla": 175, "country": 4, "region": 10}
TO_METRES = Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)


def shapes_of(home, record, use="web"):
    """Code → shape in metres, read without the program's own readers."""
    path = home / "boundaries" / record.files[use][0]
    features = json.loads(path.read_text("utf-8"))["features"]
    return {f["id"]: metres(shapely.from_geojson(json.dumps(f["geometry"]))) for f in features}


def metres(shape):
    return shapely.transform(
        shape, lambda p: np.column_stack(TO_METRES.transform(p[:, 0], p[:, 1]))
    )


def test_every_level_comes_complete_named_and_credited(fetch, tmp_path, dataset):
    told = []
    records = fetch(*LEVELS, told=told)
    assert {r.level: r.areas for r in records} == COUNTS
    areas = dataset.tables["areas"]
    for record in records:
        path = tmp_path / "boundaries" / record.files["web"][0]
        content = json.loads(path.read_text("utf-8"))
        mine = areas[areas["level"] == record.level].sort_values("code")
        assert [f["id"] for f in content["features"]] == list(mine["code"])
        assert [f["properties"]["name"] for f in content["features"]] == list(mine["name"])
        assert "Office for National Statistics" in content["metadata"]["attribution"]
        assert content["metadata"]["licence"] == "UK Open Government Licence v3.0"
        assert "December 2023, generalised (20 m)" in content["metadata"]["accuracy"]
        assert re.fullmatch(r"20\d\d-\d\d-\d\dT.*\+00:00", record.fetched)
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_second_level_from_the_same_layer_asks_for_nothing_again(fetch, server):
    fetch("county", "utla")
    assert sum("resultOffset" in path for path in server.state.asked) == 2  # 175 in pages of 100


@pytest.mark.parametrize("level", ["pfa", "county", "utla", "borough"])
def test_areas_cover_what_came_without_gap_or_overlap(fetch, tmp_path, layers, dataset, level):
    (record,) = fetch(level)
    for use in ("web", "print"):
        made = shapes_of(tmp_path, record, use)
        assert all(shape.is_valid for shape in made.values())
        whole = shapely.union_all(list(made.values()))
        assert sum(s.area for s in made.values()) == pytest.approx(whole.area, rel=1e-6)
    if level in ("county", "utla"):
        came = {c: metres(shapely.from_geojson(json.dumps(g))) for c, _, g in layers[CTYUA].areas}
        for code, group in dataset.lookup.groupby(level).groups.items():
            expected = sum(came[block].area for block in group)
            assert made[code].area == pytest.approx(expected, rel=0.01)


def test_the_web_file_is_not_much_larger_than_the_shipped_one(tmp_path, dataset):
    with serving(official_like(2_500.0, 30)) as server:
        settings = Settings(home=tmp_path, boundaries_url=server.url)
        records = fetch_boundaries(
            dataset, settings, ("pfa", "borough", "country"), "2023-12", "BGC", lambda *_: None
        )
    for record in records:
        name = "uk_outline" if record.level == "country" else record.level
        shipped = (boundaries.SHIPPED / f"{name}.geojson").stat().st_size
        web, fine = (
            (tmp_path / "boundaries" / record.files[use][0]).stat().st_size
            for use in ("web", "print")
        )
        assert web <= 1.5 * shipped
        assert web < fine or record.tolerance_m["web"] == coverage.FINEST
        assert record.tolerance_m["print"] <= record.tolerance_m["web"]
        assert coverage.is_coverage(np.array(list(shapes_of(tmp_path, record).values())))


def test_islets_go_before_the_coast_does_but_no_area_is_lost():
    square = shapely.box(0, 0, 50_000, 50_000)
    neighbour = shapely.box(50_000, 0, 100_000, 50_000)
    islet = shapely.box(-5_000, 0, -4_960, 40)
    exclave = shapely.box(100_000, 0, 100_040, 40)  # touches the neighbour, so it stays
    shapes = np.array([shapely.union_all([square, islet, exclave]), neighbour], dtype=object)
    shapes = shapely.transform(shapes, lambda points: points + np.array([400_000.0, 300_000.0]))
    shapes = coverage.cleaned(["A", "B"], shapes)
    made = coverage.simplified(shapes, lambda _: True)
    assert shapely.get_num_geometries(made.shapes).tolist() == [3, 1]
    made = coverage.simplified(shapes, lambda found: found.vertices < 20)
    assert shapely.get_num_geometries(made.shapes).tolist() == [2, 1]


FAULTS = {
    "duplicate": (Fault("change", text="duplicate"), "twice"),
    "missing": (Fault("change", text="missing"), "sent 32 areas after announcing 33"),
    "crs": (Fault("change", text="crs"), "not in longitude and latitude"),
    "metres": (Fault("change", text="metres"), "is not in longitude and latitude of the United"),
    "renamed": (Fault("change", text="renamed"), "has an area whose code is “None”"),
    "swapped": (Fault("change", text="swapped"), "lies elsewhere than this area does"),
    "overlap": (Fault("change", text="overlap"), "overlaps its neighbours"),
    "no shape": (Fault("change", text="no shape"), "has no shape for E09000001"),
    "empty": (Fault("change", text="empty shape"), "shape for E09000001 is not an area"),
    "a line": (Fault("change", text="a line"), "shape for E09000001 is not an area"),
    "no code": (Fault("change", text="not a code"), "has an area whose code is “=1+1”"),
    "unknown": (Fault("change", text="unknown code"), "has E23999999, which is no code known here"),
    "html": (Fault("body", text="text/html|<html>Sign in</html>"), "a web page instead of data"),
    "type": (Fault("body", text="image/png|x"), "“image/png” instead of JSON"),
    "not json": (Fault("body", text="application/json|{"), "not valid JSON"),
    "error": (
        Fault("body", text='application/json|{"error":{"code":400,"message":"Bad"}}'),
        "refused the question (“Bad”, code 400)",
    ),
    "500": (Fault("status", text="500"), "answered with error 500, 4 times"),
    "429": (Fault("status", text="429 5"), "asked to wait, 4 times"),
    "cut": (Fault("cut"), "broke off in the middle of an answer, 4 times"),
    "redirect": (Fault("redirect", text="http://169.254.169.254/"), "sends on to another address"),
    "huge": (Fault("huge"), "sent more than 64 MB"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_whatever_goes_wrong_is_said_and_leaves_the_old_set_untouched(
    fetch, fetched, server, tmp_path, name
):
    before = held(tmp_path)
    assert before
    fault, said = FAULTS[name]
    server.state.faults[:] = [Fault(fault.kind, 2, fault.last, fault.text)]  # the page of shapes
    with pytest.raises(SourceError) as caught:
        fetch("borough")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert held(tmp_path) == before
    assert boundaries.available("borough", home=tmp_path).record == fetched


def test_a_fault_in_the_first_fetch_leaves_nothing(fetch, server, tmp_path):
    server.state.faults[:] = [Fault("change", text="missing")]
    with pytest.raises(SourceError):
        fetch("borough")
    assert held(tmp_path) == {}
    assert boundaries.available("borough", home=tmp_path).notice == ""


def test_levels_before_a_fault_are_kept(fetch, server, layers, tmp_path):
    del server.state.layers["Countries_December_2023_Boundaries_UK_BGC"]
    with pytest.raises(SourceError, match="offers no countries of December 2023"):
        fetch("borough", "country")
    assert boundaries.available("borough", home=tmp_path).record is not None
    assert boundaries.available("country", home=tmp_path).record is None


def test_a_shape_that_crosses_itself_is_mended_and_counted(fetch, server, layers):
    """A spike is put into the outline of a single council: its line crosses itself there."""
    areas = list(layers[CTYUA].areas)
    at = next(i for i, a in enumerate(areas) if a[0] == "E09000012")
    code, name, geometry = areas[at]
    (ring,) = geometry["coordinates"]
    (x, y), (to_x, to_y) = ring[0], ring[1]
    spike = [[x, y], [to_x, to_y], [(x + to_x) / 2, (y + to_y) / 2], [x + 1e-6, y], [to_x, to_y]]
    bad = {"type": "Polygon", "coordinates": [[*spike, *ring[2:]]]}
    assert not shapely.from_geojson(json.dumps(bad)).is_valid
    areas[at] = (code, name, bad)
    server.state.layers[CTYUA] = Layer("CTYUA23CD", "CTYUA23NM", areas)
    (record,) = fetch("borough")
    assert (record.mended, record.areas) == (1, 33)


def test_vintages_of_before_2019_serve_counties_and_boroughs_but_not_councils(
    fetch, server, layers, tmp_path
):
    service = "Counties_and_Unitary_Authorities_December_2018_GCB_UK_2022"
    server.state.layers[service] = before_2019(layers[CTYUA])
    codes = {code for code, _, _ in server.state.layers[service].areas}
    assert {"E10000006", "E10000009", "E06000028", "E06000029", "E10000002"} <= codes
    assert not {"E06000058", "E06000059", "E06000060", "E06000063"} & codes
    today = {r.level: shapes_of(tmp_path, r) for r in fetch("county", "borough")}
    old = {r.level: shapes_of(tmp_path, r) for r in fetch("county", "borough", vintage="2018-12")}
    for level, shapes in old.items():
        for code, shape in shapes.items():
            assert shape.area == pytest.approx(today[level][code].area, rel=0.02), code
    with pytest.raises(SourceError, match=r"has E10000\d+ \(\w+\), which is .* cannot be divided"):
        fetch("utla", vintage="2018-12")


def test_councils_that_were_given_new_codes_in_2025_land_on_their_blocks(
    fetch, server, layers, tmp_path
):
    new = {"E08000016": "E08000038", "E08000019": "E08000039"}
    areas = [(new.get(c, c), n, g) for c, n, g in layers[CTYUA].areas]
    server.state.layers["Counties_and_Unitary_Authorities_December_2025_Boundaries_UK_BGC"] = Layer(
        "CTYUA25CD", "CTYUA25NM", areas
    )
    (record,) = fetch("utla", vintage="2025-12")
    assert set(new) <= set(shapes_of(tmp_path, record))
    assert record.areas == 175


def test_an_area_that_is_missing_at_the_source_is_named(fetch, server, layers):
    areas = [a for a in layers[CTYUA].areas if a[0] != "E09000012"]
    server.state.layers[CTYUA] = Layer("CTYUA23CD", "CTYUA23NM", areas)
    with pytest.raises(SourceError, match="boroughs lacks E09000012, so nothing was changed"):
        fetch("borough")


@pytest.mark.parametrize(
    ("levels", "vintage", "resolution", "said"),
    [
        (("ward",), "2023-12", "BGC", "Level “ward” is not one of: pfa, county"),
        (("pfa",), "2023", "BGC", "Vintage “2023” is not a year and month such as 2023-12"),
        (("pfa",), "2023-13", "BGC", "is not a year and month"),
        (("pfa",), "../../x", "BGC", "is not a year and month"),
        (("pfa",), "2023-12", "XXX", "Resolution “XXX” is not one of: BUC, BSC, BGC, BFC"),
    ],
)
def test_wrong_choices_ask_nobody(fetch, server, levels, vintage, resolution, said):
    with pytest.raises(UserInputError, match=re.escape(said)):
        fetch(*levels, vintage=vintage, resolution=resolution)
    assert server.state.asked == []
