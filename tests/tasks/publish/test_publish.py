"""The site that ``publish`` writes: complete without scripts, the same bytes, whole or not."""

import csv
import gzip
import io
import itertools
import json
import re
import shutil
from dataclasses import replace
from datetime import date
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree, html

from gapmap.errors import UserInputError
from gapmap.io.files import switch
from gapmap.present.area import words as area_words
from gapmap.present.standalone.site import pages, welsh
from gapmap.present.words import finding as words
from gapmap.selection import Selection
from gapmap.tasks.publish import maps, names, publish
from gapmap.tasks.publish.build import Build, Wish
from gapmap.vocabulary import STATES

FIRST, LATER = date(2026, 11, 20), date(2026, 12, 24)
BASE = "https://example.org/gap/map/"
WISH = Wish(levels=("borough", "country"), base=BASE, districts={"N17": ["E09000014"]})
AREA_BUDGET = 60_000  # bytes compressed, with what the page loads
MAP_BUDGET = 170_000  # the same
BARNET = "E09000003"


@pytest.fixture(scope="module")
def site(dataset, tmp_path_factory):
    folder = tmp_path_factory.mktemp("published") / "site"
    publish(dataset, folder, WISH, today=FIRST)
    return folder


@pytest.fixture
def copy(site, tmp_path):
    shutil.copytree(site, tmp_path / "site")
    return tmp_path / "site"


def tree(site, path):
    return html.fromstring((site / path).read_bytes())


def content(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes()
            for p in folder.rglob("*") if p.is_file()}  # fmt: skip


def text_of(page):
    return " ".join(page.find("body").text_content().split())


def test_every_area_has_a_page_that_needs_no_script(dataset, site):
    for level in WISH.levels:
        table = dataset.gap(Selection(level=level))
        for row in table.records:
            code = row["code"]
            page = tree(site, f"areas/{code}.html")
            assert page.xpath("//script") == []
            assert page.findtext(".//h1") == area_words.finding(table, code)
            text = text_of(page)
            assert STATES[row["state"]] in text
            if row["grade"]:
                assert words.evidence(row) in text
            assert words.perpetrators(row) in text
            assert page.xpath("//svg//path")
            served = {s.chosen.programme for s in table.supply.services} & {
                e.text for e in page.xpath("//*[contains(@class,'gm-programmes')]//tbody//th")
            }
            assert bool(served) == bool(row["programmes"])


def test_every_link_leads_to_a_file_of_the_site_or_to_the_web(site):
    for path in site.rglob("*.html"):
        page = html.fromstring(path.read_bytes())
        for address in page.xpath("//@href|//@src"):
            parts = urlsplit(address)
            if parts.scheme:
                assert parts.scheme in ("http", "https"), (path, address)
            elif parts.path:
                assert not parts.path.startswith("/")
                assert (path.parent / unquote(parts.path)).is_file(), (path, address)
            else:
                assert page.xpath(f"//*[@id='{parts.fragment}']"), (path, address)


def test_pages_load_nothing_from_outside_and_hold_no_code(site):
    for path in site.rglob("*.html"):
        page = html.fromstring(path.read_bytes())
        policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy == [pages.POLICY]
        loaded = page.xpath("//link[@rel='stylesheet']/@href|//script/@src|//img/@src")
        assert all(not urlsplit(address).scheme for address in loaded)
        assert (
            page.xpath("//*[@style]|//style|//@*[starts-with(name(),'on')]")
            + page.xpath("//script[not(@src) and not(@type='application/json')]")
            == []
        )
    for sheet in site.rglob("*.css"):
        assert re.findall(r"@import|url\((?!#|none)", sheet.read_text("utf-8")) == []


def test_pages_have_one_title_landmarks_and_headings_in_order(site):
    for path in site.rglob("*.html"):
        page = html.fromstring(path.read_bytes())
        assert page.get("lang") == "en-GB"
        assert [len(page.xpath(f"//{tag}")) for tag in ("h1", "main")] == [1, 1], path
        levels = [int(e.tag[1]) for e in page.xpath("//h1|//h2|//h3|//h4")]
        assert all(b <= a + 1 for a, b in itertools.pairwise(levels)), path
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), path


def test_area_pages_keep_their_budget(site):
    def packed(path):
        return len(gzip.compress(path.read_bytes(), 9))

    style = packed(site / "assets" / "site.css")
    sizes = {path.name: packed(path) + style for path in (site / "areas").glob("*.html")}
    assert {name: size for name, size in sizes.items() if size > AREA_BUDGET} == {}


def test_map_pages_keep_their_budget_and_hold_each_shape_once(small_site):
    for level in ("pfa", "borough"):
        path = small_site / "maps" / f"{level}.html"
        page = html.fromstring(path.read_bytes())
        loaded = page.xpath("//link[@rel='stylesheet' or @rel='icon']/@href|//script/@src")
        parts = [path, *((path.parent / urlsplit(address).path) for address in loaded)]
        assert len(parts) >= 7
        assert sum(len(gzip.compress(part.read_bytes(), 9)) for part in parts) <= MAP_BUDGET
        drawn = page.xpath("//svg[@id='still']//*[@class='areas']//path/@d")
        assert all(path.read_text("utf-8").count(d) == 1 for d in drawn)
        later = [small_site / "assets" / "places.js", *(small_site / "assets").glob("records-*.js")]
        assert [len(gzip.compress(part.read_bytes(), 9)) < MAP_BUDGET / 2 for part in later] == [
            True, True,
        ]  # fmt: skip


def test_a_map_has_the_finding_the_table_and_a_way_to_every_page_without_scripts(
    dataset, small_site
):
    for level in ("pfa", "borough"):
        table = dataset.gap(Selection(level=level))
        page = tree(small_site, f"maps/{level}.html")
        assert page.findtext(".//h1") == words.finding(table)
        codes = set(table.by_code)
        for way in ("//svg[@id='still']//a/@href", "//svg[@id='still-tiles']//a/@href",
                    "//*[@id='gm-table']//tbody//a/@href"):  # fmt: skip
            assert {link[len("../areas/") : -len(".html")] for link in page.xpath(way)} == codes
        text = text_of(page)
        assert all(" ".join(part.split()) in text for part in words.key_figures(table)[0])


def test_figures_of_your_own_make_a_map_without_filters(dataset):
    own = replace(dataset, own_file="mine.csv", notes=("A file of yours is in this.",))
    build = Build(own, Wish(levels=("borough",)))
    ((path, data),) = maps.Maps(own, build.site, build.levels, ()).files()
    page = html.fromstring(data)
    assert path == "maps/borough.html"
    assert page.xpath("//*[@id='filters']") == []
    assert maps.WHY_OWN in text_of(page)
    inside = json.loads(page.get_element_by_id("gapmap-data").text)
    assert inside["figures"] is None
    assert set(inside["view"]["profiles"]) == set(build.levels["borough"].codes)


def test_tables_beside_a_page_hold_its_figures(dataset, site):
    table = dataset.gap(Selection(level="borough"))
    found = json.loads((site / "areas" / f"{BARNET}.json").read_bytes())
    (row,) = csv.DictReader(io.StringIO((site / "areas" / f"{BARNET}.csv").read_text("utf-8-sig")))
    assert row["code"] == BARNET
    assert float(row["perpetrators"]) == pytest.approx(table.by_code[BARNET]["perpetrators"], abs=1)
    about = json.loads((site / "areas" / f"{BARNET}.csv-metadata.json").read_bytes())
    assert about["url"] == f"{BARNET}.csv"
    assert "2026-11-20" in json.dumps(found)


def test_no_file_is_left_undated(site):
    for path in site.rglob("*"):
        if path.suffix in (".html", ".json", ".csv", ".xml"):
            text = path.read_bytes()
            assert b"1601-01-01" not in text, path
            assert b"1 January 1601" not in text, path


def test_names_and_headings_of_wales_are_in_welsh_and_say_what_is_not(site):
    page = tree(site, f"areas/{welsh.WALES}.html")
    said = [" ".join(e.text_content().split()) for e in page.xpath("//*[@lang='cy']")]
    assert {"Cymru", welsh.NOTE, welsh.HEADINGS["Figures"]} <= set(said)
    assert "has not been translated" in text_of(page)
    assert tree(site, f"areas/{BARNET}.html").xpath("//main//*[@lang='cy']") == []


def test_a_link_that_is_shared_shows_the_map(site):
    page = tree(site, f"areas/{BARNET}.html")
    (picture,) = page.xpath("//meta[@property='og:image']/@content")
    assert picture == f"{BASE}areas/{BARNET}.png"
    data = (site / "areas" / f"{BARNET}.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(data[16:20]), int.from_bytes(data[20:24]) == (1200, 630)
    snippet = page.findtext(".//pre/code")
    assert f'<img src="{BASE}areas/{BARNET}.png"' in snippet
    assert "Contains" in snippet


def test_old_codes_lead_on(dataset):
    build = Build(dataset, Wish(levels=("utla",)))
    files = dict(names.Names(dataset, build.site, build.levels, build.at, {}).files())
    heirs = {}
    for row in dataset.tables["area_changes"].to_dict("records"):
        heirs.setdefault(row["old_code"], set()).add(row["block_code"])
    checked = 0
    for old, now in heirs.items():
        if old in build.at:
            continue
        page = html.fromstring(files[f"areas/{old}.html"])
        links = {a.get("href").removesuffix(".html") for a in page.xpath("//main//ul//a")}
        assert links == now
        assert bool(page.xpath("//meta[@http-equiv='refresh']")) == (len(now) == 1)
        checked += 1
    assert checked > 20


# -- again, and changed ---------------------------------------------------------------------------
def test_the_same_data_write_nothing_on_another_day(dataset, copy):
    before = content(copy)
    done = publish(dataset, copy, WISH, today=LATER)
    assert (done.written, done.gone, done.news) == (0, 0, 0)
    assert content(copy) == before


def test_a_change_is_written_dated_and_told_and_nothing_else(dataset, copy):
    before, times = content(copy), {p: p.stat().st_mtime_ns for p in copy.rglob("*.html")}
    table = dataset.gap(Selection(level="borough"))
    code = next(r["code"] for r in table.records if r["state"] == "measured")
    parts = table.parts
    ended = set(parts.loc[parts["code"] == code, "service_id"])
    changed = dataset.not_renewed(ended)
    other = changed.gap(Selection(level="borough"))
    differ = {
        c for c in table.by_code
        if area_words.finding(table, c) != area_words.finding(other, c)
    }  # fmt: skip
    assert code in differ
    (copy / "CNAME").write_text("example.org")
    done = publish(changed, copy, WISH, today=LATER)
    after = content(copy)
    assert after.pop("CNAME") == b"example.org"
    assert done.written == sum(after[name] != before.get(name) for name in after)
    same = [p for p in times if after[p.relative_to(copy).as_posix()] == before[
        p.relative_to(copy).as_posix()]]  # fmt: skip
    assert same
    assert all(p.stat().st_mtime_ns == times[p] for p in same)
    feed = etree.fromstring(after["changes.xml"])
    told = feed.xpath("//*[local-name()='entry'][*[local-name()='updated'][starts-with(., $d)]]",
                      d=LATER.isoformat())  # fmt: skip
    links = {e.xpath("string(*[local-name()='link']/@href)") for e in told}
    assert {f"{BASE}areas/{c}.html" for c in differ} <= links
    days = dict(re.findall(r"<loc>(.*?)</loc>\s*<lastmod>(.*?)</lastmod>",
                           after["sitemap.xml"].decode()))  # fmt: skip
    for name in after:
        if name.endswith(".html"):
            day = FIRST if after[name] == before[name] else LATER
            assert days[f"{BASE}{name}"] == day.isoformat(), name


def test_a_failure_in_the_middle_leaves_the_site_as_it_was(dataset, copy, monkeypatch):
    before = content(copy)
    number = []

    def failing(path, data):
        number.append(path)
        if len(number) > 3:
            raise OSError(28, "No space left on device")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    monkeypatch.setattr(switch, "_write", failing)
    with pytest.raises(Exception, match="No space left"):
        publish(dataset, copy, Wish(levels=("country",)), today=LATER)
    assert content(copy) == before
    assert [p.name for p in copy.parent.iterdir()] == ["site"]


def test_where_folders_cannot_change_places_files_are_replaced(dataset, copy, monkeypatch):
    monkeypatch.setattr(switch, "_exchange", lambda *_: False)
    done = publish(dataset, copy, Wish(levels=("country",)), today=LATER)
    assert not done.at_once
    assert not (copy / "areas" / f"{BARNET}.html").exists()
    assert publish(dataset, copy, Wish(levels=("country",)), today=LATER).written == 0


# -- refusals -------------------------------------------------------------------------------------
def test_a_folder_with_something_else_in_it_is_left_alone(dataset, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UserInputError, match="is not empty and holds no site"):
        publish(dataset, tmp_path, WISH)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


def test_withheld_numbers_are_not_published(dataset, tmp_path):
    wish = Wish(Selection(suppress_below=10), levels=("country",))
    with pytest.raises(UserInputError, match="could give a withheld number away"):
        publish(dataset, tmp_path / "site", wish)
    assert not (tmp_path / "site").exists()


def test_documentation_stands_beside_the_pages(dataset, tmp_path):
    docs = tmp_path / "built"
    docs.mkdir()
    text = "<title>1601-01-01 stays</title>"
    (docs / "index.html").write_text(text)
    publish(dataset, tmp_path / "site", Wish(levels=("country",)), docs=docs, today=FIRST)
    assert (tmp_path / "site" / "docs" / "index.html").read_text() == text
    assert tree(tmp_path / "site", "index.html").xpath("//footer//a[@href='docs/index.html']")
