"""A hostile table of programmes through every output: nothing runs, and nothing is lost."""

import csv
import hashlib
import io
import json
import re
import sqlite3
import zipfile
from datetime import date
from html import unescape
from xml.etree import ElementTree

import docx
import msgspec
import pptx
import pytest
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from gapmap.io.own import columns
from gapmap.io.own import estimates as own_estimates
from gapmap.io.own.told import Told
from gapmap.selection import Selection
from gapmap.tasks import own_programmes as own_data
from gapmap.tasks.products import PRODUCTS, export
from gapmap.ui import arrival, main
from gapmap.ui.state import own_file as own_state
from tests.docs.test_docs import ROOT
from tests.present.workbook import workbooks
from tests.security import fuzz, hostile

DAY = date(2026, 11, 21)
AREA = "E23000001"
VIEW = Selection(since=None, all_types=True, standing="any")
MARKUP = re.compile(r"(?<!\\)\]\((?!https://www\.)|(?<!\\)<(?!/?u\b)|(?<!\\):red\[")
STARTS = ("=", "+", "-", "@", "\t", "\r")
WHOLE = (".xlsx", ".ods", ".html", ".json")
NAMES = [f"{text} {number}" for number, text in enumerate(hostile.TEXTS)]
OURS = re.compile(r'<script data-page="[a-z]+">(.*)</script>', re.DOTALL)
APP_TAGS = {"script", "iframe", "object", "embed", "img", "svg", "link", "meta", "base", "form"}


@pytest.fixture(scope="module")
def own(dataset):
    file = hostile.sent()
    return own_data.with_checked(dataset, file, hostile.checked(dataset, file), "add")


@pytest.fixture(scope="module")
def table(own):
    return own.gap(VIEW)


def made(own, table, product):
    whole = PRODUCTS[product].ending in WHOLE  # of one area it would leave rows out
    area = AREA if "area" in PRODUCTS[product].options and not whole else None
    return export(product, own, table, DAY, area=area)


@pytest.fixture(scope="module")
def files(own, table):
    """Every product, made once."""
    return {product: made(own, table, product) for product in PRODUCTS}


def test_the_file_holds_every_hostile_text_in_every_free_column(own):
    mine = [row for key, row in own.programmes.items() if key.startswith("own/")]
    assert len(mine) == len(hostile.TEXTS)
    for row, text in zip(mine, NAMES, strict=True):
        assert (row["programme"], row["provider"], row["notes"]) == (text, text, text)
        assert row["base_town"] == text[:100]
        assert text.replace(";", ",") in row["areas_as_stated"]


def unquoted(text):
    """A cell without the apostrophe that keeps it from running."""
    return text[1:] if text.startswith("'") and text[1:2] in STARTS else text


def test_tables_of_programmes_keep_every_text_and_start_no_formula(own, table):
    seen = set()
    for code in ("E23000001", "E23000039", "W15000003"):
        data = export("programmes.csv", own, table, DAY, area=code).decode("utf-8-sig")
        for line in csv.reader(io.StringIO(data)):
            assert not [cell for cell in line if cell.startswith(STARTS)]
            seen |= set(map(unquoted, line))
    assert seen >= set(NAMES)


@pytest.mark.parametrize("product", ["table.csv", "councils.csv", "programmes.csv"])
def test_no_text_table_starts_a_formula(files, product):
    for line in csv.reader(io.StringIO(files[product].decode("utf-8-sig"))):
        assert not [cell for cell in line if cell.startswith(STARTS)]


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
def test_workbooks_keep_every_text_and_start_no_formula(own, table, ending):
    data = export(f"table{ending}", own, table, DAY)  # of all areas: the texts are in many
    book = workbooks.read(data, ending)
    cells = [c for p in book.pages.values() for row in p.rows for c in row if isinstance(c, str)]
    assert [c for c in cells if c.startswith(STARTS)] == []
    assert sum(page.formulas for page in book.pages.values()) == 0
    assert {unquoted(c) for c in cells} >= set(NAMES)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        links = [archive.read(n) for n in archive.namelist() if n.endswith(".rels")]
        assert not [n for n in archive.namelist() if n.endswith((".bin", ".js"))]
    assert not [link for link in links if hostile.OUTSIDE.encode() in link]


def test_json_tables_hold_texts_as_texts(files):
    body = json.loads(files["table.json"])
    assert hostile.FILE_NAME in json.dumps(body, ensure_ascii=False)
    json.loads(files["table.geojson"])


def schema(data):
    """What a database is made of, triggers and views included, once it has been found whole."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    found = set(connection.execute("SELECT type, name, sql FROM sqlite_master"))
    connection.close()
    return found


def test_the_geopackage_has_the_tables_and_triggers_of_any_other(files, dataset):
    plain = export("table.gpkg", dataset, dataset.gap(VIEW), DAY)
    assert schema(files["table.gpkg"]) == schema(plain)


def test_the_drawing_runs_nothing_and_asks_nobody(files):
    tree = ElementTree.fromstring(files["map.svg"])
    for element in tree.iter():
        assert element.tag.rpartition("}")[2] not in ("script", "foreignObject", "a")
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            if name.endswith("href"):
                assert value.startswith(("#", "data:image/png"))
    said = " ".join("".join(tree.itertext()).split())
    assert "x onerror=window.hurt=1" in said


@pytest.mark.parametrize("product", ["map.pdf", "briefing.pdf"])
def test_a_pdf_runs_nothing_and_leads_to_web_pages_only(files, product):
    reader = PdfReader(io.BytesIO(files[product]))
    root = reader.trailer["/Root"]
    assert not {"/AA", "/AcroForm"} & set(root)
    assert "/S" not in root.get("/OpenAction", [])  # where it opens, but nothing that it does
    assert "/JavaScript" not in root.get("/Names", {})
    for page in reader.pages:
        for note in page.get("/Annots", ()):
            link = note.get_object()
            assert link["/Subtype"] == "/Link"
            uri = str(link.get("/A", {}).get("/URI", "https://"))
            assert uri.startswith(("https://", "http://"))
            assert hostile.OUTSIDE not in uri


def external(part):
    return [r.target_ref for r in part.rels.values() if r.is_external]


def test_office_documents_run_nothing_and_lead_to_web_pages_only(files):
    document = docx.Document(io.BytesIO(files["briefing.docx"]))
    slides = pptx.Presentation(io.BytesIO(files["slide.pptx"]))
    links = external(document.part)
    for slide in slides.slides:
        links += external(slide.part)
    assert not [u for u in links if not u.startswith(("https://", "http://"))]
    assert not [u for u in links if hostile.OUTSIDE in u]
    assert not re.search(r"<w:(instrText|fldSimple|object)\b", document.element.xml)
    said = "".join(t.text or "" for t in document.element.body.iter() if t.tag.endswith("}t"))
    assert "<script>window.hurt=1;alert(1)</script> 0" in said


def test_the_interactive_file_has_no_script_but_its_own(dataset, files):
    page = files["interactive.html"].decode()
    plain = hostile.Markup(export("interactive.html", dataset, dataset.gap(VIEW), DAY).decode())
    found = hostile.Markup(page)
    assert found.tags <= plain.tags
    assert found.runs == set()
    assert "<script>window.hurt" not in page
    assert not re.search(r"<img|<svg onload", page)
    scripts = len(re.findall(r"<script>", page))
    assert len(re.findall(r"script-src ([^;]*)", page)[0].split()) == scripts
    data = re.search(r'id="gapmap-data">(.*?)</script>', page, re.S)[1]
    profiles = json.dumps(json.loads(data)["view"]["profiles"], ensure_ascii=False)
    assert json.dumps(NAMES[0], ensure_ascii=False)[1:-1] in profiles


# -- in the app ----------------------------------------------------------------------------------
@pytest.fixture
def app(monkeypatch, dataset, tmp_path):
    """A function that opens a page of the app with the hostile file loaded."""
    monkeypatch.setattr(main, "dataset", lambda: dataset)
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path))
    file = hostile.sent()
    own = own_state.OwnFile(1, file, columns.guess(file.header), Told(read_as=hostile.confirmed()))

    def start(**query):
        started = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        started.session_state[own_state.FILE] = own
        for name, value in query.items():
            started.query_params[name] = value
        return harmless(started.run())

    return start


def harmless(app):
    """The app, once nothing on its page can run and no Markdown is formatted by a hostile text."""
    assert not app.exception, [e.message for e in app.exception]
    for element in app.get("html"):
        ours = OURS.fullmatch(element.proto.body)
        if ours and ours[1] in arrival.SCRIPTS:
            continue
        found = hostile.Markup(element.proto.body)
        assert not found.tags & APP_TAGS, found.tags & APP_TAGS
        assert found.runs == set()
    shown = (*app.markdown, *app.caption, *app.warning, *app.info, *app.success, *app.error)
    texts = [element.value for element in shown]
    for table in app.table:  # its cells are Markdown, those of a data frame are not
        texts += [str(cell) for row in table.value.reset_index().to_numpy() for cell in row]
    assert [t for t in texts if MARKUP.search(t)] == []
    assert not any(getattr(element.proto, "allow_html", False) for element in shown)
    return app


def html(app):
    return "".join(hostile.Markup(element.proto.body).text for element in app.get("html"))


@pytest.mark.parametrize(
    ("area", "row"), [(AREA, 0), (AREA, 1), ("E23000039", 2), ("W15000003", 3)]
)
def test_the_profile_shows_every_text_as_text(app, area, row):
    said = html(app(area=area))
    served = [name for number, name in enumerate(NAMES) if number % len(hostile.PLACES) == row]
    assert [name for name in served if name not in said] == []


@pytest.mark.parametrize("view", ["pfa", "county", "borough", "utla"])
def test_no_level_lets_a_text_run(app, view):
    assert "onerror=window.hurt=1" in html(app(level=view))


def test_the_page_of_own_data_lets_no_text_run(app, dataset):
    def script(dataset):
        from gapmap.ui.pages import own as own_page

        own_page.show(dataset, lambda: None)

    file = hostile.sent()
    page = AppTest.from_function(script, default_timeout=60, kwargs={"dataset": dataset})
    page.session_state[own_state.FILE] = own_state.OwnFile(1, file, columns.guess(file.header))
    harmless(page.run())
    said = html(page)
    assert [t for t in hostile.TEXTS if t.partition(";")[0][:60] not in said] == []


def test_the_page_of_sums_lets_no_text_run(own):
    def script(dataset, table):
        import streamlit as st

        from gapmap.ui.pages import method as method_page

        st.session_state["area"] = "E23000001"
        method_page.show(dataset, table, dataset.gap)

    given = {"dataset": own, "table": own.gap(Selection())}
    page = harmless(AppTest.from_function(script, default_timeout=60, kwargs=given).run())
    sums = unescape("".join(element.proto.body for element in page.get("html")))
    assert "[x](javascript:window.hurt=1) ![x](https:" in sums


def test_the_name_of_a_table_of_estimates_is_shown_as_text(dataset):
    def script(dataset, model):
        from gapmap.ui.boxes import filters

        filters._assumptions(model)

    data = b"code,low,central,high\nE09000014,1,2,3\n"
    people = dataset.population["aged_16_plus"]
    estimates, _ = own_estimates.read(data, "x.csv", dataset.lookup, people)
    model = dataset.with_own_estimates(estimates, hostile.FILE_NAME, data).models["own"]
    given = {"dataset": dataset, "model": model}
    page = harmless(AppTest.from_function(script, default_timeout=60, kwargs=given).run())
    assert "[x](javascript:" in page.caption[0].value.replace("\\", "")


@pytest.mark.parametrize(
    "change",
    [
        {"resolution": "XXX"}, {"vintage": "<b>"}, {"vintage": "2023-99"}, {"vintage": ""},
        *({name: hostile.TEXTS[4]} for name in ("fetched", "attribution", "licence", "host")),
        {"services": hostile.TEXTS[:5]}, {"accuracy": hostile.TEXTS[0]},
    ],
    ids=str,
)  # fmt: skip
def test_a_record_of_boundaries_that_somebody_changed_is_refused_or_shown_as_text(
    dataset, tmp_path, monkeypatch, change
):
    """Its hashes are right, so nothing but its texts can give it away."""

    def script(dataset):
        from gapmap.ui.pages import boundaries as boundaries_page

        boundaries_page.show(dataset)

    data = (ROOT / "boundaries" / "borough.geojson").read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    record = fuzz.RECORD
    names = {use: f"borough-{use}-{digest[:16]}.geojson" for use in ("web", "print")}
    files = {use: (name, digest) for use, name in names.items()}
    (tmp_path / "boundaries").mkdir()
    for name in names.values():
        (tmp_path / "boundaries" / name).write_bytes(data)
    body = {"format": 1, **msgspec.structs.asdict(record), "files": files, **change}
    (tmp_path / "boundaries" / "borough.json").write_bytes(msgspec.json.encode(body))
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path))
    page = harmless(
        AppTest.from_function(script, default_timeout=60, kwargs={"dataset": dataset}).run()
    )
    refused = bool({"resolution", "vintage", "fetched"} & set(change))
    assert refused == any("is damaged" in w.value.replace("\\", "") for w in page.warning)
