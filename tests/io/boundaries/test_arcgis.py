"""Reading a layer: pages, limits, names, and everything that makes an answer unusable."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from gapmap.errors import SourceError
from gapmap.io.boundaries import arcgis
from gapmap.io.boundaries.answers import Named, System
from gapmap.io.boundaries.ons_layers import KINDS, when_in_words
from gapmap.io.files.http import Fetcher
from gapmap.settings import Settings
from tests.standin.arcgis import Fault, Layer, serving

NAME = "Countries_December_2023_Boundaries_UK_BGC"
SQUARE = {"type": "Polygon", "coordinates": [[[-1, 52], [0, 52], [0, 53], [-1, 53], [-1, 52]]]}
CODES = [f"E92{number:06}" for number in range(25)]


def layer(code="CTRY23CD", name="CTRY23NM"):
    return Layer(code, name, [(c, f"Area {c}", SQUARE) for c in CODES])


@pytest.fixture
def server():
    with serving({NAME: layer()}) as running:
        yield running


def read(server, tmp_path, vintage="2023-12", resolution="BGC", prefixes=("E92",), told=None):
    settings = Settings(home=tmp_path, boundaries_url=server.url)
    with Fetcher("The boundary service", settings, sleep=lambda _: None) as fetcher:
        return arcgis.read(
            fetcher, server.url, KINDS["country"], vintage, resolution, prefixes,
            lambda *what: (told if told is not None else []).append(what),
        )  # fmt: skip


def refused(server, tmp_path, **given):
    with pytest.raises(SourceError) as caught:
        read(server, tmp_path, **given)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert re.search(r"; (try again later|choose another|check|nothing)", sentence)
    return sentence


def pages(server):
    queries = [parse_qs(urlsplit(path).query) for path in server.state.asked]
    return [q for q in queries if "resultOffset" in q]


def test_pages_are_asked_for_in_a_stable_order_until_all_have_come(server, tmp_path):
    server.state.most = 10
    told = []
    service, features = read(server, tmp_path, told=told)
    assert service == NAME
    assert [f.code for f in features] == CODES
    assert features[3].name == f"Area {CODES[3]}"
    assert features[3].geometry == SQUARE
    assert [q["resultOffset"] for q in pages(server)] == [["0"], ["10"], ["20"]]
    for query in pages(server):
        assert query["orderByFields"] == ["FID"]
        assert query["outFields"] == ["CTRY23CD,CTRY23NM"]
        assert (query["outSR"], query["f"], query["resultRecordCount"]) == (
            ["4326"], ["geojson"], ["10"],
        )  # fmt: skip
    assert [share for _, share in told] == [0.4, 0.8, 1.0]


def test_a_service_that_sends_less_than_a_page_is_asked_again(server, tmp_path):
    server.state.most = 7
    server.state.says = 2000
    _, features = read(server, tmp_path)
    assert [f.code for f in features] == CODES
    assert [q["resultOffset"] for q in pages(server)] == [["0"], ["7"], ["14"], ["21"]]


def test_only_codes_asked_for_come(server, tmp_path):
    server.state.layers[NAME].areas.append(("S92000003", "Scotland", SQUARE))
    assert [f.code for f in read(server, tmp_path, prefixes=("S92",))[1]] == ["S92000003"]
    where = parse_qs(urlsplit(server.state.asked[-1]).query)["where"]
    assert where == ["CTRY23CD LIKE 'S92%'"]


@pytest.mark.parametrize(
    ("code", "name"), [("CTRY22CD", "CTRY22NM"), ("ctry23cd", "ctry23nm"), ("CTRY23cd", "CTRY23NM")]
)
def test_field_names_of_another_year_or_case_are_found(server, tmp_path, code, name):
    server.state.layers[NAME] = layer(code, name)
    assert len(read(server, tmp_path)[1]) == len(CODES)


@pytest.mark.parametrize(
    ("code", "name", "wanted"),
    [("AREACD", "CTRY23NM", "CTRY23CD"), ("CTRY23CD", "AREANM", "CTRY23NM")],
)
def test_renamed_fields_are_named(server, tmp_path, code, name, wanted):
    server.state.layers[NAME] = layer(code, name)
    said = refused(server, tmp_path)
    assert f"has no field like {wanted} (it has “FID”, “{code}”, “{name}”" in said


@pytest.mark.parametrize(
    "name",
    [f"{NAME}_V2", "Countries_Dec_2023_UK_BGC", "Countries_December_2023_GCB_UK_2022"],
)
def test_a_renamed_service_is_found_in_the_list(server, tmp_path, name):
    del server.state.layers[NAME]
    server.state.layers[name] = layer()
    server.state.layers["Countries_December_2023_Boundaries_UK_BUC"] = layer()
    server.state.layers["Countries_December_2021_UK_BGC"] = layer()
    assert read(server, tmp_path)[0] == name


def test_a_vintage_unknown_here_is_found_in_the_list(server, tmp_path):
    server.state.layers["Countries_December_2030_Boundaries_UK_BFC"] = layer("CTRY30CD", "CTRY30NM")
    assert read(server, tmp_path, vintage="2030-12", resolution="BFC")[0].endswith(
        "2030_Boundaries_UK_BFC"
    )


def test_a_resolution_that_is_not_there_is_answered_with_those_that_are(server, tmp_path):
    said = refused(server, tmp_path, resolution="BFC")
    assert f"offers no countries of December 2023 in resolution BFC (it has: {NAME})" in said
    said = refused(server, tmp_path, vintage="2001-01")
    assert "no countries of January 2001 in resolution BGC (it has: none of that vintage)" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("duplicate", "sent E92000000 twice"),
        ("missing", "sent 24 areas after announcing 25"),
        ("crs", "is in “EPSG:27700”, not in longitude and latitude"),
        ("renamed", "has an area whose code is “None”"),
        ("no shape", "has no shape for E92000000"),
        ("not a code", "has an area whose code is “=1+1”"),
    ],
)
def test_a_page_that_cannot_be_used_is_refused_with_the_reason(server, tmp_path, change, said):
    server.state.faults[:] = [Fault("change", text=change)]
    assert f"layer “{NAME}” {said}, so nothing was changed" in refused(server, tmp_path)


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"error": {"code": 498, "message": "Invalid token."}}', "(“Invalid token.”, code 498)"),
        ('{"error": {"message": "<b>x</b>"}}', "refused the question (“<b>x</b>”)"),
        ('{"error": "oops"}', "(“no reason given”)"),
        ("[1, 2]", "something that is no map layer"),
        ("{}", "layer"),
    ],
)
def test_an_error_with_status_200_is_an_error(server, tmp_path, number, body, said):
    """Whether it comes for the description (0), the count (1) or a page (2)."""
    server.state.faults[:] = [Fault("body", number, number, f"application/json|{body}")]
    assert said in refused(server, tmp_path)


@pytest.mark.parametrize("crs", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"])
def test_longitude_and_latitude_have_several_names(crs):
    arcgis._check_crs("x", System(Named(crs)))
    arcgis._check_crs("x", None)
    with pytest.raises(SourceError, match="not in longitude and latitude"):
        arcgis._check_crs("x", System(Named("urn:ogc:def:crs:EPSG::3857")))


@pytest.mark.parametrize(
    ("count", "said"),
    [
        ("null", "“count” is not a whole number"),
        ('"many"', "“count” is “many”, not a whole number"),
        ("3.5", "“count” is “3.5”, not a whole number"),
    ],
)
def test_a_count_that_is_none_is_named(server, tmp_path, count, said):
    server.state.faults[:] = [Fault("body", 1, 1, f'application/json|{{"count": {count}}}')]
    assert f"no map layer ({said}), so nothing was changed" in refused(server, tmp_path)


@pytest.mark.parametrize("count", ["0", "-1", "999999999"])
def test_a_count_that_cannot_be_is_refused(server, tmp_path, count):
    server.state.faults[:] = [Fault("body", 1, 1, f'application/json|{{"count": {count}}}')]
    assert "areas that were asked for, so nothing was changed" in refused(server, tmp_path)


def test_pages_without_end_are_given_up(server, tmp_path, monkeypatch):
    monkeypatch.setattr(arcgis, "MAX_PAGES", 3)
    server.state.most = 5
    assert "sends pages without end" in refused(server, tmp_path)
    assert len(pages(server)) == 3


def test_every_known_service_carries_its_vintage_and_room_for_the_resolution():
    for kind in KINDS.values():
        for vintage, service in kind.services.items():
            month, year = when_in_words(vintage).split()
            assert service.startswith(kind.service)
            assert f"_{month}_{year}_" in service or f"_{month[:3]}_{year}_" in service
            assert service.count("{}") == 1
