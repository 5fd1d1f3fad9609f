"""The page “Boundaries”, and that app and exports use what it says."""

import json
import re
import shutil
from io import BytesIO

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from gapmap.io.boundaries import in_use as boundaries
from gapmap.io.boundaries import store as boundary_store
from gapmap.io.files import looks
from gapmap.present.standalone.onefile.grid import shapes
from gapmap.present.web.layers import LevelLayer
from gapmap.selection import Selection
from gapmap.settings import Settings
from gapmap.tasks.official_boundaries import fetch_boundaries
from gapmap.tasks.products import export
from gapmap.ui.map import layer as map_layer
from gapmap.ui.pages import map as map_page
from tests.io.conftest import held
from tests.standin.arcgis import Fault, official_like, serving

LEVELS = ("pfa", "borough", "utla", "country")


@pytest.fixture
def server():
    with serving(dict(official_like())) as running:
        yield running


@pytest.fixture
def home(tmp_path, monkeypatch, server):
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path))
    monkeypatch.setenv("GAPMAP_BOUNDARIES_URL", server.url)
    monkeypatch.setenv("GAPMAP_CHANGE_IN_APP", "yes")
    return tmp_path


@pytest.fixture(scope="module")
def once(tmp_path_factory, dataset):
    """A folder with a set of three levels, fetched once."""
    folder = tmp_path_factory.mktemp("official")
    with serving(dict(official_like())) as running:
        settings = Settings(home=folder, boundaries_url=running.url)
        fetch_boundaries(dataset, settings, LEVELS, "2023-12", "BGC", lambda *_: None)
    return folder


@pytest.fixture
def fetched(home, once):
    shutil.copytree(once / "boundaries", home / "boundaries")
    return home


def script(dataset):
    from gapmap.ui.pages import boundaries as boundaries_page

    boundaries_page.show(dataset)


def opened(dataset):
    app = AppTest.from_function(script, default_timeout=120, kwargs={"dataset": dataset}).run()
    assert not app.exception, [e.message for e in app.exception]
    return app


def in_use(app):
    return app.table[0].value["In use"].to_dict()


def button(app, label):
    return next((b for b in app.button if b.label == label), None)


def said(app):
    return " ".join(e.value for e in (*app.caption, *app.markdown, *app.warning, *app.error))


def test_without_a_fetched_set_the_page_says_shipped_and_asks_nobody(dataset, home, server):
    app = opened(dataset)
    assert set(in_use(app).values()) == {"Shipped with the program, generalised"}
    assert "Natural Earth" in said(app)
    assert button(app, "Remove official boundaries") is None
    assert "Open Geography Portal (127" in said(app)
    assert server.state.asked == []
    assert not (home / "boundaries").exists()


def test_a_fetched_set_is_named_with_source_licence_date_and_hash(dataset, fetched):
    app = opened(dataset)
    uses = in_use(app)
    assert uses["Counties"] == "Shipped with the program, generalised"
    for name, level in (("Police force areas", "pfa"), ("Land behind the areas", "country")):
        record = boundary_store.read_record(fetched, level)
        row = app.table[0].value.loc[name]
        assert row["In use"] == "Official, December 2023, generalised (20 m)"
        assert row["Fetched"] == record.fetched[:10]
        assert record.files["web"][1].startswith(row["Hash"])
    assert "Office for National Statistics licensed under the Open Government" in said(app)


def test_fetching_from_the_page_and_going_back(dataset, home, server):
    app = opened(dataset)
    button(app, "Fetch official boundaries").click().run()
    assert not app.exception
    assert app.success[0].value.startswith("Official boundaries of December 2023 are in use now")
    assert set(in_use(app).values()) == {"Official, December 2023, generalised (20 m)"}
    button(app, "Remove official boundaries").click().run()
    assert "shipped ones are in use again" in app.success[0].value
    assert set(in_use(app).values()) == {"Shipped with the program, generalised"}
    assert held(home) == {}


def test_a_fault_is_one_sentence_on_the_page_and_changes_nothing(dataset, fetched, server):
    before = held(fetched)
    server.state.faults[:] = [Fault("body", text="text/html|<html>Sign in</html>")]
    app = opened(dataset)
    button(app, "Fetch official boundaries").click().run()
    assert not app.exception
    assert len(app.error) == 1
    assert "a web page instead of data" in app.error[0].value
    assert held(fetched) == before


def test_a_damaged_set_is_said_and_the_shipped_one_shown(dataset, fetched):
    name = boundary_store.read_record(fetched, "pfa").files["web"][0]
    (fetched / "boundaries" / name).write_bytes(b"{}")
    app = opened(dataset)
    assert in_use(app)["Police force areas"] == "Shipped with the program, generalised"
    assert "not as it was written" in app.warning[0].value
    assert button(app, "Remove official boundaries") is not None
    assert "The shipped boundaries are used instead" in map_page.boundary_credit("pfa")


@pytest.mark.parametrize("setting", ["", "no"])
def test_visitors_cannot_change_anything_unless_the_setting_lets_them(
    dataset, fetched, monkeypatch, setting
):
    monkeypatch.setenv("GAPMAP_CHANGE_IN_APP", setting)
    app = opened(dataset)
    assert list(app.button) == []
    assert "fetched and removed by those who run this app" in said(app)
    assert "boundaries remove" in app.code[0].value


def test_the_map_has_one_folder_a_set_and_browsers_are_sent_to_it(home, once, monkeypatch):
    monkeypatch.setattr(looks, "LATELY_S", -1)  # a second later
    shipped = map_layer.map_site()
    assert map_layer.map_site() == shipped
    shutil.copytree(once / "boundaries", home / "boundaries")
    official = map_layer.map_site()
    assert official != shipped
    assert map_layer.map_site() == official
    record = boundary_store.read_record(home, "pfa")
    on_map = json.loads((official / "geo" / "pfa.json").read_text("utf-8"))
    written = json.loads(boundary_store.read_file(home, record, "web"))
    assert [f["geometry"] for f in on_map["features"]] == [
        f["geometry"] for f in written["features"]
    ]
    old, new = ((site / "index.html").read_text("utf-8") for site in (shipped, official))
    assert old != new
    for level in ("county",):
        assert (official / "geo" / f"{level}.json").read_bytes() == (
            shipped / "geo" / f"{level}.json"
        ).read_bytes()
    shutil.rmtree(home / "boundaries")
    assert map_layer.map_site() == shipped


def test_the_credit_on_the_map_follows_the_set(fetched):
    assert "Official boundaries, December 2023" in map_page.boundary_credit("borough")
    assert "Office for National Statistics" in map_page.boundary_credit("borough")
    assert "Natural Earth" in map_page.boundary_credit("county")


def test_the_printed_map_is_drawn_with_the_official_set_and_credits_it(
    dataset, fetched, monkeypatch
):
    from gapmap.present.page import map as print_map

    drawn = {}
    real = print_map.render

    def render(table, areas, outline, sources, credit, **rest):
        drawn.update(areas=areas, outline=outline, credit=credit)
        return real(table, areas, outline, sources, credit, **rest)

    monkeypatch.setattr(print_map, "render", render)
    picture = export(".png", dataset, dataset.gap(Selection(level="borough")))
    assert picture.startswith(b"\x89PNG")
    wanted = boundaries.read_best("borough", home=fetched)
    assert drawn["areas"].geometry.geom_equals(wanted.areas.geometry).all()
    assert "Official boundaries, December 2023, generalised (20 m), fetched 20" in drawn["credit"]
    assert len(drawn["outline"]) == 4


def test_councils_are_drawn_in_their_shapes_everywhere_once_they_were_fetched(dataset, home, once):
    table = dataset.gap(Selection(level="utla"))
    tiles = "each an equal tile"
    assert map_layer.payload(dataset, table)["level"] == "tiles_utla"
    assert tiles in map_layer.payload(dataset, table)["label"]
    assert tiles in picture_words(dataset, table)
    shutil.copytree(once / "boundaries", home / "boundaries")
    assert map_layer.payload(dataset, table)["level"] == "utla"
    assert tiles not in map_layer.payload(dataset, table)["label"]
    assert tiles not in picture_words(dataset, table)
    page = export(".html", dataset, table).decode()
    assert re.search(r'id="alt"[^>]*>\s*Map of upper-tier councils\.', page)
    assert "Official boundaries, December 2023" in page
    record = boundary_store.read_record(home, "utla")
    written = LevelLayer(boundary_store.read_file(home, record, "web").decode())
    drawn = dict(re.findall(r'data-code="(\w+)" [^>]*? d="([^"]+)"', page))
    assert drawn == {shape.code: shape.d for shape in shapes(written)}


def picture_words(dataset, table):
    picture = Image.open(BytesIO(export(".png", dataset, table)))
    return str(picture.text["Description"])
