"""The map component in a real browser: painted once, then only recoloured."""

import base64
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
import shapely
import shapely.geometry
from playwright.sync_api import ElementHandle, Frame, Locator, Page, Route, expect

from gapmap.present.web.layers import LevelLayer
from gapmap.present.web.web_map import OUTLINE, MapPayload, build_page, write_site

pytestmark = pytest.mark.browser

HERE: Final = Path(__file__).parent
BOUNDARIES: Final = HERE.parents[1] / "boundaries"
SHAPED: Final = ("pfa", "county", "borough")
DENSE: Final = "dense"
"""The counties with lines that wind, of more points than are drawn of the whole."""
COUNTS: Final = {"pfa": 45, "county": 56, "borough": 33, DENSE: 56}
MAP_HEIGHT: Final = 620
PIXEL: Final = base64.b64decode("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==")
INSIDE_JS: Final = """path => {
  const box = path.getBoundingClientRect();
  for (let i = 1; i < 20; i++) for (let j = 1; j < 20; j++) {
    const x = box.left + box.width * i / 20, y = box.top + box.height * j / 20;
    if (document.elementFromPoint(x, y) === path) return [x, y];
  }
  return null;
}"""
MISSED_JS: Final = """() => {
  const paths = [...document.querySelectorAll('path.gm-area')];
  const reached = new Set([paths[0]]), queue = [paths[0]];
  while (queue.length) {
    const from = queue.pop();
    for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) {
      from.focus({preventScroll: true});
      from.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
      const to = document.activeElement;
      if (!reached.has(to)) { reached.add(to); queue.push(to); }
    }
  }
  return paths.filter(path => !reached.has(path)).map(path => path.dataset.code);
}"""
"""Areas that no arrow keys lead to."""
VIEW_JS: Final = """() => {
  const {lat, lng} = map_gapmap.getCenter();
  return [map_gapmap.getZoom(), lat, lng];
}"""


@dataclass
class Demo:
    """The demo app open in a page."""

    page: Page
    frame: Frame
    holder: ElementHandle

    def areas(self) -> Locator:
        return self.frame.locator("path.gm-area")

    def area(self, code: str) -> Locator:
        return self.frame.locator(f'path.gm-area[data-code="{code}"]')

    def selected(self) -> Locator:
        return self.frame.locator('path.gm-area[aria-pressed="true"]')

    def note(self) -> Locator:
        return self.frame.locator(".gm-note")

    def view(self) -> list[float]:
        view: list[float] = self.frame.evaluate(VIEW_JS)
        return view

    def click_area(self, code: str) -> None:
        self.holder.scroll_into_view_if_needed()
        point = self.area(code).evaluate(INSIDE_JS)
        assert point, f"{code} is nowhere to be clicked"
        box = self.holder.bounding_box()
        assert box
        self.page.mouse.click(box["x"] + point[0], box["y"] + point[1])

    def step_filter(self, shift: int) -> None:
        self.page.get_by_test_id("stNumberInputStepUp").click()
        expect(self.page.get_by_text(f"shift={shift}", exact=True)).to_be_visible()

    def choose_level(self, level: str) -> None:
        self.page.get_by_text(level, exact=True).click()

    def toggle(self, label: str) -> None:
        self.page.get_by_text(label, exact=True).click()


@pytest.fixture(scope="session")
def demo_url(run_app: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of the demo app on the project's own boundaries."""
    site = tmp_path_factory.mktemp("site") / "map"
    files = {level: BOUNDARIES / f"{level}.geojson" for level in SHAPED}
    files[DENSE] = tmp_path_factory.mktemp("dense") / "dense.geojson"
    write_dense(files["county"], files[DENSE])
    write_site(files, BOUNDARIES / f"{OUTLINE}.geojson", site)
    url: str = run_app(HERE / "map_demo_app.py", {"GAPMAP_DEMO_SITE": str(site)})
    return url


@pytest.fixture
def demo(page: Page, demo_url: str) -> Demo:
    return _open(page, demo_url)


def write_dense(source: Path, target: Path) -> None:
    """Write boundaries whose lines wind: each point is moved by what only its place decides."""

    def moved(points: Any) -> Any:
        x, y = points.T
        return points + 0.002 * np.array([np.sin(900 * y), np.sin(700 * x)]).T

    collection = json.loads(source.read_text(encoding="utf-8"))
    for feature in collection["features"]:
        dense = shapely.segmentize(shapely.geometry.shape(feature["geometry"]), 0.005)
        feature["geometry"] = shapely.geometry.mapping(shapely.transform(dense, moved))
    target.write_text(json.dumps(collection), encoding="utf-8")


def _open(page: Page, url: str) -> Demo:
    page.goto(url)
    holder = page.wait_for_selector("iframe", state="attached")
    assert holder
    frame = holder.content_frame()
    assert frame
    opened = Demo(page, frame, holder)
    expect(opened.areas()).to_have_count(COUNTS["pfa"])
    expect(page.locator("iframe")).to_be_visible()
    frame.wait_for_function(f"() => window.innerHeight === {MAP_HEIGHT}")
    frame.wait_for_function("() => document.querySelectorAll('path.gm-ground').length === 4")
    return opened


def _fills(demo: Demo) -> list[str]:
    fills: list[str] = demo.areas().evaluate_all("all => all.map(p => p.getAttribute('fill'))")
    return fills


def test_untouched_it_shows_every_state_whole_at_any_width_and_on_paper_no_buttons(
    demo: Demo,
) -> None:
    states = set(demo.areas().evaluate_all("all => all.map(p => p.dataset.state)"))
    assert states == {"measured", "unmeasured", "none_recorded", "suppressed", "no_estimate"}
    fills = set(_fills(demo))
    assert {"url(#gm-hatch)", "url(#gm-dots)"} <= fills
    assert len(fills) == 9
    assert demo.frame.evaluate(
        "() => map_gapmap.getBounds().contains([[50.0, -5.6], [55.7, 1.7]])"
        " && !map_gapmap.getBounds().contains([60.3, -1.2])"
    )
    region = demo.frame.get_by_role("region", name="Map of made-up figures")
    expect(region).to_be_visible()
    for width in (320, 768, 1600):
        demo.page.set_viewport_size({"width": width, "height": 900})
        demo.frame.wait_for_function(
            "() => map_gapmap.getSize().x === innerWidth && map_gapmap.getSize().y === innerHeight"
            " && map_gapmap.getBounds().contains([[50.0, -5.6], [55.7, 1.7]])"
        )
        demo.frame.wait_for_function(f"() => innerHeight <= {MAP_HEIGHT}")
        for button in demo.frame.get_by_role("button").filter(has_text="m").all():
            box = button.bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= 24
    demo.page.emulate_media(media="print")
    expect(demo.frame.locator(".gm-controls")).to_be_hidden()
    expect(demo.frame.locator(".gm-hint")).to_be_hidden()
    expect(demo.areas().first).to_be_visible()


def test_a_filter_recolours_the_same_paths_and_keeps_the_view(demo: Demo) -> None:
    demo.frame.evaluate(
        """() => {
          window.tagged = map_gapmap;
          window.paths = [...document.querySelectorAll('path.gm-area')];
          map_gapmap.setView([52.5, -1.5], 8);
        }"""
    )
    before, view = _fills(demo), demo.view()
    demo.click_area("E23000014")
    expect(demo.selected()).to_have_attribute("data-code", "E23000014")
    expect(demo.note()).to_be_visible()
    note = demo.note().inner_text()
    demo.step_filter(1)
    demo.frame.wait_for_function(
        "old => document.querySelector('path.gm-area').getAttribute('fill') !== old", arg=before[0]
    )
    assert demo.frame.evaluate(
        """() => {
          const now = [...document.querySelectorAll('path.gm-area')];
          return window.tagged === map_gapmap && now.length === window.paths.length
            && now.every((path, i) => path === window.paths[i]);
        }"""
    )
    assert demo.view() == view
    assert sum(a != b for a, b in zip(before, _fills(demo), strict=True)) > 40
    expect(demo.selected()).to_have_attribute("data-code", "E23000014")
    assert note.splitlines()[0] in str(demo.selected().get_attribute("aria-label"))


def test_an_open_note_survives_a_filter_with_new_words(demo: Demo) -> None:
    demo.area("E23000014").evaluate("path => path.focus()")
    expect(demo.note()).to_contain_text(".0 places")
    demo.frame.evaluate("() => { window.box = document.querySelector('.gm-note'); }")
    # The widget is stepped without moving the focus out of the map.
    demo.page.get_by_test_id("stNumberInputStepUp").evaluate("button => button.click()")
    expect(demo.note()).to_contain_text(".1 places")
    assert demo.frame.evaluate("() => document.querySelector('.gm-note') === window.box")


def test_each_click_is_an_event_a_double_click_one_and_one_on_the_sea_none(demo: Demo) -> None:
    box = demo.holder.bounding_box()
    assert box
    demo.page.mouse.click(box["x"] + 30, box["y"] + 300)
    point = demo.area("E23000014").evaluate(INSIDE_JS)
    demo.page.mouse.dblclick(box["x"] + point[0], box["y"] + point[1])
    demo.step_filter(1)
    expect(demo.page.get_by_text("selected=E23000014 last=E23000014 events=1")).to_be_visible()
    demo.click_area("E23000014")
    expect(demo.page.get_by_text("selected=None last=E23000014 events=2")).to_be_visible()
    expect(demo.selected()).to_have_count(0)
    demo.click_area("E23000014")
    expect(demo.page.get_by_text("selected=E23000014 last=E23000014 events=3")).to_be_visible()
    expect(demo.frame.locator("path.gm-ring-selected")).to_have_count(1)


def test_the_keyboard_reaches_moves_selects_and_hides(demo: Demo) -> None:
    expect(demo.frame.locator("path.gm-area[tabindex='0']")).to_have_count(1)
    demo.page.get_by_role("switch", name="Fit to Wales").focus()
    demo.page.keyboard.press("Tab")
    focused = demo.frame.locator("path.gm-area:focus")
    expect(focused).to_have_attribute("aria-label", re.compile(
        r"^Avon (and|&) Somerset\. \d\.0 places per 1,000 estimated perpetrators\. 2 programmes "
        r"recorded, 120 places a year\. About 48,000 estimated perpetrators$"))  # fmt: skip
    expect(demo.frame.locator("path.gm-ring-focused")).to_have_count(1)
    expect(demo.note()).to_contain_text("Somerset")
    demo.page.keyboard.press("ArrowRight")
    expect(focused).to_have_attribute("data-code", "E23000038")
    demo.page.keyboard.press("Home")
    demo.page.keyboard.press("ArrowUp")
    demo.page.keyboard.press("Enter")
    code = focused.get_attribute("data-code")
    expect(demo.page.get_by_text(f"selected={code} last={code} events=1")).to_be_visible()
    expect(focused).to_have_attribute("aria-pressed", "true")
    demo.page.keyboard.press(" ")
    expect(demo.page.get_by_text(f"selected=None last={code} events=2")).to_be_visible()
    demo.page.keyboard.press("Escape")
    expect(demo.note()).to_be_hidden()
    demo.page.keyboard.press("End")
    expect(demo.note()).to_contain_text("Wiltshire")
    demo.page.keyboard.press("Tab")
    expect(demo.frame.get_by_role("button", name="Zoom in")).to_be_focused()


def test_arrow_keys_alone_reach_every_area(demo: Demo) -> None:
    for level, count in COUNTS.items():
        demo.choose_level(level)
        expect(demo.areas()).to_have_count(count)
        expect(demo.areas().first).to_have_attribute("role", "button")
        assert demo.frame.evaluate(MISSED_JS) == [], level


def test_markers_are_off_until_asked_for_and_speak(demo: Demo) -> None:
    markers = demo.frame.locator("path.gm-marker")
    assert markers.count() == 0
    demo.toggle("Markers")
    expect(markers).to_have_count(2)
    expect(demo.frame.locator("path.gm-approximate")).to_have_attribute(
        "aria-label", "Near here. Place is approximate"
    )
    expect(demo.frame.locator("path.gm-marker[tabindex='0']")).to_have_count(1)
    markers.first.evaluate("path => path.focus()")
    expect(demo.note()).to_have_text("Exact <b>place</b>")
    demo.toggle("Markers")
    expect(markers).to_have_count(0)
    expect(demo.note()).to_be_hidden()


def test_hostile_names_are_shown_as_text(demo: Demo) -> None:
    demo.toggle("Hostile names")
    hostile = demo.frame.locator('path.gm-area[aria-label^="<script>"]')
    expect(hostile).to_have_count(1)
    hostile.evaluate("path => path.focus()")
    expect(demo.note()).to_contain_text("<script>alert(1)</script> \"quoted\" 'name' {{ 7 * 7 }}")
    assert demo.note().locator("script").count() == 0
    inside = demo.note().evaluate(
        """box => { const r = box.getBoundingClientRect();
          return r.left >= 0 && r.top >= 0 && r.right <= innerWidth && r.bottom <= innerHeight; }"""
    )
    assert inside


def test_each_level_is_fetched_once_and_shown_whole(demo: Demo) -> None:
    fetched: list[str] = []
    demo.page.on("request", lambda r: fetched.append(r.url) if "/geo/" in r.url else None)
    for level in ("borough", "pfa", "county", "borough", "pfa"):
        demo.choose_level(level)
        expect(demo.areas()).to_have_count(COUNTS[level])
        expect(demo.areas().first).to_have_attribute("role", "button")
        london_button = demo.frame.get_by_role("button", name="London", exact=True)
        expect(london_button).to_have_count(0 if level == "borough" else 1)
    assert sorted(url.split("/geo/")[1].split(".")[0] for url in fetched) == ["borough", "county"]
    demo.choose_level("borough")
    expect(demo.areas()).to_have_count(COUNTS["borough"])
    zoom, lat, lon = demo.view()
    assert zoom > 9
    assert (lat, lon) == pytest.approx((51.49, -0.09), abs=0.1)


def test_lines_are_drawn_in_full_from_close_by(demo: Demo) -> None:
    fetched: list[str] = []
    demo.page.on("request", lambda r: fetched.append(r.url) if "/geo/" in r.url else None)
    demo.choose_level(DENSE)
    expect(demo.areas()).to_have_count(COUNTS[DENSE])
    expect(demo.areas().first).to_have_attribute("role", "button")
    demo.click_area("GMC10")
    expect(demo.selected()).to_have_count(1)
    label = demo.selected().get_attribute("aria-label")
    assert [url.split("/geo/")[1].split("?")[0] for url in fetched] == ["dense.whole.json"]
    with demo.page.expect_response("**/geo/dense.json*"):
        for _ in range(3):
            demo.frame.get_by_role("button", name="Zoom in").click()
    points = "document.querySelector('{}').getAttribute('d').split('L').length"
    ring = points.format("path.gm-ring-selected")
    area = points.format('path.gm-area[aria-pressed="true"]')
    demo.frame.wait_for_function(f"() => {ring} > 500")
    assert demo.frame.evaluate(f"() => {ring} === {area}")
    assert demo.selected().get_attribute("aria-label") == label
    demo.choose_level("pfa")
    expect(demo.areas()).to_have_count(COUNTS["pfa"])
    demo.choose_level(DENSE)
    expect(demo.areas()).to_have_count(COUNTS[DENSE])
    assert [url.split("/geo/")[1].split("?")[0] for url in fetched[1:]] == ["dense.json"]


def test_an_unknown_level_and_a_failed_fetch_are_told_and_it_can_be_tried_again(
    demo: Demo, seen: Any
) -> None:
    status = demo.frame.locator(".gm-status")
    demo.choose_level("nowhere")
    expect(status).to_contain_text("could not be loaded")
    demo.choose_level("pfa")
    expect(demo.areas()).to_have_count(COUNTS["pfa"])
    expect(status).to_be_hidden()
    fail = True

    def answer(route: Route) -> None:
        if fail:
            route.fulfill(status=503, body="busy")
        else:
            route.fallback()

    demo.page.route("**/geo/county.json*", answer)
    demo.choose_level("county")
    expect(status).to_contain_text("could not be loaded")
    demo.step_filter(1)
    assert seen.errors, "the browser itself reports the 503"
    assert all("503" in text for text in seen.errors)
    seen.errors.clear()
    fail = False
    demo.frame.get_by_role("button", name="Try again").click()
    expect(demo.areas()).to_have_count(COUNTS["county"])
    expect(status).to_be_hidden()
    expect(demo.areas().first).to_have_attribute(
        "aria-label", re.compile(r"^Bedfordshire\. \d\.1 places")
    )


def test_buttons_and_ctrl_with_the_wheel_move_the_view_which_cannot_be_lost(demo: Demo) -> None:
    home = demo.view()
    demo.frame.get_by_role("button", name="Zoom in").click()
    assert demo.view()[0] == home[0] + 0.5
    demo.frame.get_by_role("button", name="London", exact=True).click()
    assert demo.view()[0] > 9
    demo.frame.get_by_role("button", name="Whole map").click()
    assert demo.view() == pytest.approx(home)
    demo.toggle("Fit to Wales")
    demo.frame.wait_for_function("() => map_gapmap.getZoom() > 7")
    wales = demo.view()
    demo.step_filter(1)
    assert demo.view() == wales
    box = demo.holder.bounding_box()
    assert box
    demo.page.mouse.move(box["x"] + 300, box["y"] + 300)
    demo.page.mouse.wheel(0, 200)
    demo.page.wait_for_function(
        "old => document.querySelector('iframe').getBoundingClientRect().top < old - 100",
        arg=box["y"],
    )
    assert demo.view() == wales
    demo.page.keyboard.down("Control")
    demo.page.mouse.wheel(0, -200)
    demo.page.keyboard.up("Control")
    demo.frame.wait_for_function("zoom => map_gapmap.getZoom() > zoom", arg=wales[0])
    demo.frame.evaluate("() => map_gapmap.setView([20, 40], 7)")
    _, lat, lon = demo.view()
    assert (lat, lon) == (49.0, 3.5)
    demo.frame.evaluate("() => map_gapmap.panBy([-90000, -90000], {animate: false})")
    _, lat, lon = demo.view()
    assert (lat, lon) == (61.0, -9.0)
    expect(demo.page.get_by_text("events=0")).to_be_visible()


def test_the_dark_theme_reaches_the_map(page: Page, demo_url: str) -> None:
    page.emulate_media(color_scheme="dark")
    demo = _open(page, demo_url)
    expect(demo.frame.locator(".gm-map")).to_have_class(re.compile("gm-dark"))
    background = demo.frame.locator(".gm-map").evaluate("m => getComputedStyle(m).backgroundColor")
    assert max(int(part) for part in background[4:-1].split(",")) < 60


def test_a_tile_background_loads_from_its_named_origin_only(page: Page, tmp_path: Path) -> None:
    origin = "http://127.0.0.1:9"
    payload: MapPayload = {
        "level": "pfa",
        "areas": {},
        "colours": [],
        "selected": None,
        "markers": [],
        "show_markers": False,
        "label": "With tiles",
        "background": {"url": origin + "/{z}/{x}/{y}.png", "attribution": "Tiles <b>by us</b>"},
        "fit": None,
    }
    layers = {"pfa": LevelLayer.read(BOUNDARIES / "pfa.geojson")}
    html = build_page(layers, embed=True, payload=payload, image_origins=[origin])
    file = tmp_path / "map.html"
    file.write_text(html, encoding="utf-8")
    page.route(f"{origin}/**", lambda route: route.fulfill(body=PIXEL, content_type="image/gif"))
    page.goto(file.as_uri())
    expect(page.locator("img.leaflet-tile-loaded").first).to_be_attached()
    expect(page.locator(".leaflet-control-attribution")).to_have_text("Tiles <b>by us</b>")
    first = page.locator("path.gm-area").first
    expect(first).to_have_attribute("aria-label", re.compile("Somerset"))
    expect(first).to_have_attribute("data-state", "no_estimate")


def test_the_stand_alone_page_works_from_a_file(page: Page, tmp_path: Path) -> None:
    layers = {name: LevelLayer.read(BOUNDARIES / f"{name}.geojson") for name in ("pfa", OUTLINE)}
    payload: MapPayload = {
        "level": "pfa",
        "areas": {"E23000014": {"s": "measured", "c": 0, "t": ["</script>{{ 1 }}{% x %}", "1.0"]}},
        "colours": ["#1b5090"],
        "selected": None,
        "markers": [],
        "show_markers": False,
        "label": "Stand-alone",
        "background": None,
        "fit": None,
    }
    file = tmp_path / "map.html"
    file.write_text(build_page(layers, embed=True, payload=payload), encoding="utf-8")
    page.goto(file.as_uri())
    areas = page.locator("path.gm-area")
    expect(areas).to_have_count(COUNTS["pfa"])
    named = page.locator('path.gm-area[aria-label="</script>{{ 1 }}{% x %}. 1.0"]')
    expect(named).to_have_attribute("fill", "#1b5090")
    named.dispatch_event("click")
    expect(named).to_have_attribute("aria-pressed", "true")
    named.dispatch_event("click")
    expect(named).to_have_attribute("aria-pressed", "false")
    assert json.dumps(page.evaluate("() => performance.getEntriesByType('resource')")) == "[]"
