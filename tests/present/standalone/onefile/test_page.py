"""The one-file map without a browser: what is inside it, what is not, and what it says."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from lxml import html as parser

from gapmap import __version__
from gapmap.dataset import BOUNDARIES
from gapmap.errors import UserInputError
from gapmap.io.own import estimates as own_estimates
from gapmap.present.standalone.onefile import page as standalone
from gapmap.present.words import citation, left_out
from gapmap.present.words import finding as words
from gapmap.present.words.alt_text import alt_text
from gapmap.present.words.fitted import short
from gapmap.present.words.selection import selection_in_words
from gapmap.recipe import Recipe
from gapmap.selection import Selection
from gapmap.tasks.products import PRODUCTS, export

DAY = date(2026, 11, 21)
MOST = 1_100_000  # bytes
LEVELS = ("pfa", "county", "borough")
TILED = [p.stem.removeprefix("tiles_") for p in sorted(BOUNDARIES.glob("tiles_*.geojson"))]
VIEWS = [{"level": level} for level in LEVELS] + [
    {"level": level, "layout": "tiles"} for level in TILED
]
NUMBERS = {
    "Places per 1,000": "places_per_1000",
    "Places a year": "places",
    "Estimated perpetrators": "perpetrators",
    "Share of need met": "share_met",
    "Unmet need (people)": "unmet",
    "Programmes recorded": "programmes",
    "Of them, places not known": "programmes_unmeasured",
}
HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}{# x #}",
    '=HYPERLINK("https://evil.example","x")',
    "\u202egnp.exe \u200f\u2067",
    "💥🏴\u200d☠️ ../../etc/passwd",
    "x" * 300,
)


def made(dataset, **choices):
    return export("interactive.html", dataset, dataset.gap(Selection(**choices)), DAY).decode()


def data_of(tree):
    return json.loads(tree.get_element_by_id("gapmap-data").text)


@pytest.fixture(scope="module", params=VIEWS, ids=str)
def view(request, dataset):
    return dataset.gap(Selection(**request.param)), made(dataset, **request.param)


@pytest.fixture(scope="module")
def page(dataset):
    return made(dataset)


def test_it_is_small_enough_to_send(view):
    assert 100_000 < len(view[1].encode()) <= MOST


def test_it_refers_to_nothing_outside(view):
    tree = parser.fromstring(view[1])
    assert tree.xpath("//*[@src]|//link|//iframe|//object|//embed|//form|//base|//img") == []
    assert {link.tag for link in tree.xpath("//*[@href]")} == {"a"}
    for style in tree.xpath("//style"):
        assert re.findall(r"@import|url\((?!#default)", style.text) == []
    assert "sourceMappingURL" not in view[1]


def test_links_leave_no_trace_and_lead_to_the_web(view):
    for link in parser.fromstring(view[1]).xpath("//a[not(starts-with(@href, '#'))]"):
        assert link.get("href").startswith(("https://", "http://"))
        assert link.get("rel") == "noopener noreferrer"


def test_the_policy_allows_exactly_the_code_inside(view):
    text = view[1]
    found = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert found
    rules = {p.split()[0]: set(p.split()[1:]) for p in unescape(found[1]).split(";")}
    for tag, name in (("script", "script-src"), ("style", "style-src")):
        codes = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digests = (hashlib.sha256(code.encode()).digest() for code in codes)
        assert rules[name] == {f"'sha256-{base64.b64encode(d).decode()}'" for d in digests}
    assert rules["default-src"] == rules["connect-src"] == {"'none'"}
    tree = parser.fromstring(text)
    assert tree.xpath("//*[@style]|//@*[starts-with(name(), 'on')]") == []


def test_the_table_holds_the_figures_of_the_gaptable(view):
    table, text = view
    tree = parser.fromstring(text).get_element_by_id("gm-table")
    heads = [" ".join(cell.text_content().split()) for cell in tree.xpath(".//thead//th")]
    lines = {line.get("data-code"): line for line in tree.xpath(".//tbody/tr")}
    assert set(lines) == set(table.rows["code"])
    for row in table.rows.to_dict("records"):
        cells = lines[row["code"]].xpath("./th|./td")
        assert cells[0].text_content() == row["name"]
        assert len(cells) == len(heads)
        assert all(cell.text_content().strip() for cell in cells)
        for head, name in NUMBERS.items():
            value = cells[heads.index(head)].get("data-value")
            if row[name] == row[name]:
                assert float(value) == row[name]
            else:
                assert value is None


def test_it_carries_its_recipe(view):
    table, text = view
    recipe = Recipe.loads(parser.fromstring(text).get_element_by_id("gapmap-recipe").text)
    assert recipe.product == "interactive.html"
    assert recipe.selection == table.selection
    assert (recipe.fingerprint, recipe.date) == (table.fingerprint, "2026-11-21")


def test_it_reads_without_scripts(dataset, page):
    table, tree = dataset.gap(Selection()), parser.fromstring(page)
    text = " ".join(tree.find("body").text_content().split())
    shown = [words.finding(table), selection_in_words(table.selection, table.model), words.CAVEAT]
    shown += [alt_text(table, tiles=False), table.fingerprint[:12], f"gapmap {__version__}"]
    shown += ["21 November 2026", *left_out.hidden(table), "Scripts are off in this browser"]
    shown += [part for figure in words.key_figures(table) for part in figure]
    for source in dataset.sources(table.source_ids):
        shown += [source["title"], source["licence"]]
    assert [part for part in shown if " ".join(part.split()) not in text] == []
    assert tree.findtext("head/title") == words.finding(table)


def test_the_same_view_makes_the_same_bytes(dataset, page):
    assert made(dataset) == page


def test_it_holds_the_figures_of_every_filter(dataset, page):
    seen = data_of(parser.fromstring(page))["figures"]["observations"]
    at = seen["heads"].index("programme")
    shown = {seen["texts"][row[at]] for row in seen["rows"]}
    every = dataset.gap(Selection())
    assert shown >= {s.chosen.programme for s in every.supply.services}


def test_withheld_numbers_are_not_in_the_file(dataset):
    choices = {"level": "borough", "since": 2018, "until": 2018, "suppress_below": 30}
    table, bare = (
        dataset.gap(Selection(**choices)),
        dataset.gap(Selection(**choices | {"suppress_below": 0})),
    )
    text = made(dataset, **choices)
    data = data_of(parser.fromstring(text))
    assert data["figures"] is None
    assert standalone.WHY_WITHHELD in unescape(text)
    assert parser.fromstring(text).xpath("//*[@id='filters']") == []
    withheld = table.rows.loc[table.rows["state"] == "suppressed", "code"]
    assert len(withheld)
    for code in withheld:
        assert repr(float(bare.row(code)["places"])) not in text
        assert repr(float(bare.row(code)["places_per_1000"])) not in text
        profile = json.dumps(data["view"]["profiles"][code])
        assert "withheld" in profile
        assert "Completions" not in profile or '"Completions", "withheld"' in profile


def test_a_file_with_figures_of_your_own_has_no_filters(dataset):
    content = b"code,low,central,high\nE23000028,800,1000,1500\n"
    people = dataset.population["aged_16_plus"]
    estimates, _ = own_estimates.read(content, "mine.csv", dataset.lookup, people)
    own = dataset.with_own_estimates(estimates, "mine.csv", content)
    text = made(own, demand="own")
    assert data_of(parser.fromstring(text))["figures"] is None
    assert standalone.WHY_OWN in unescape(text)


def test_a_file_with_programmes_of_your_own_has_no_filters(dataset):
    own = replace(dataset, own_file="mine.csv", notes=("A file of yours is in this.",))
    text = made(own)
    assert data_of(parser.fromstring(text))["figures"] is None
    assert "A file of yours is in this." in text
    assert standalone.WHY_OWN in unescape(text)


@pytest.mark.parametrize("limit", [0, 5])
def test_hostile_names_stay_text(dataset, limit):
    names = {key: HOSTILE[i % len(HOSTILE)] for i, key in enumerate(dataset.programmes)}
    records = {
        key: row | {"programme": names[key], "notes": names[key], "provider": names[key]}
        for key, row in dataset.programmes.items()
    }
    observations = tuple(
        replace(o, programme=names[o.observation_id]) for o in dataset.observations
    )
    sources = dataset.tables["sources"].copy()
    sources["title"] = [HOSTILE[i % len(HOSTILE)] for i in range(len(sources))]
    sources["location"] = "javascript:alert(1)"
    hostile = replace(
        dataset, programmes=records, observations=observations,
        tables={**dataset.tables, "sources": sources},
    )  # fmt: skip
    text, plain = made(hostile, suppress_below=limit), made(dataset, suppress_below=limit)
    tree = parser.fromstring(text)
    for name in HOSTILE[:2]:
        assert name not in text
    kinds = [node.tag for node in tree.iter() if node.tag not in ("a", "li")]
    assert kinds == [n.tag for n in parser.fromstring(plain).iter() if n.tag not in ("a", "li")]
    assert [a for a in tree.xpath("//a/@href") if not a.startswith("#")] == []
    titles = [s["title"] for s in data_of(tree)["sources"].values()]
    told = [short(name, 300).rstrip(".") for name in HOSTILE]
    notes = ["", *(f" ({note})" for note in citation.NOTES.values())]
    assert set(titles) <= {name + note for name in told for note in notes}
    assert all(any(title.startswith(name) for title in titles) for name in told)


def test_a_level_without_a_map_is_refused_in_one_sentence(dataset):
    with pytest.raises(UserInputError, match=r"^No map of region areas is shipped\."):
        made(dataset, level="region")


def test_it_is_offered_as_html():
    product = PRODUCTS["interactive.html"]
    assert (product.ending, product.mime) == (".html", "text/html")
