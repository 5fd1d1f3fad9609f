"""The map stands at once where it stays: nothing that comes later moves it or draws it anew."""

import re

import pytest

from tests.browser.steps import choose_route, go_to, map_frame, opened, settled

pytestmark = pytest.mark.browser
PLANNED = re.compile("new places in")
NOTE_PLACES_JS = """addEventListener('DOMContentLoaded', () => {
  window.places = [];
  (function look() {
    const frame = document.querySelector('.st-key-map_box iframe');
    const { left, top, width } = frame ? frame.getBoundingClientRect() : { width: 0 };
    const place = `${Math.round(left)} ${Math.round(top)} ${Math.round(width)}`;
    if (width && places.at(-1) !== place) places.push(place);
    requestAnimationFrame(look);
  })();
})"""
"""Every place of the map's frame, as pixels from the left, from the top, and its width."""

SQUEEZE_JS = """window === top && addEventListener('DOMContentLoaded', () => {
  const rule = '.st-key-map_box iframe { height: %dpx !important; min-height: 0 !important; }';
  document.head.append(Object.assign(document.createElement('style'),
    { id: 'squeeze', textContent: rule }));
})"""
LET_GO_JS = "document.getElementById('squeeze').remove()"
EXTENT_JS = """() => {
  const areas = document.querySelector('.leaflet-areas-pane g').getBoundingClientRect();
  return [areas.left, areas.top, areas.width, areas.height].map(Math.round);
}"""


@pytest.mark.parametrize("height", [0, 40, 150])
@pytest.mark.parametrize("level", ["pfa", "borough"])
def test_a_map_drawn_before_its_frame_has_its_height_fits_it_in_the_end(page, base, height, level):
    """With an area chosen too, which the map brings into sight by itself."""
    area = {"pfa": "E23000032", "borough": "E09000014"}[level]
    address = f"{base}/?level={level}&area={area}"
    wanted = opened(page, address).evaluate(EXTENT_JS)
    page.add_init_script(SQUEEZE_JS % height)
    frame = opened(page, address)
    assert frame.evaluate(EXTENT_JS) != wanted
    page.evaluate(LET_GO_JS)
    frame.wait_for_function(f"wanted => String(({EXTENT_JS})()) === String(wanted)", arg=wanted)


@pytest.mark.parametrize("size", [(1920, 1080), (1400, 900), (1100, 800), (768, 1024), (390, 844)])
def test_a_map_that_is_opened_or_come_back_to_is_not_moved_by_the_rest(page, base, size):
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    page.add_init_script(NOTE_PLACES_JS)
    opened(page, base)
    first = page.evaluate("places.splice(0)")
    assert len(first) == 1, first

    if size[0] < 700:  # a phone's list of pages is tried elsewhere
        return
    go_to(page, "Plan")
    page.get_by_role("heading", level=1, name=PLANNED).wait_for()
    settled(page)
    go_to(page, "Map")
    map_frame(page)
    page.get_by_role("heading", name="Key figures").wait_for()
    settled(page)
    again = page.evaluate("places")
    assert again == first, again


def test_a_filter_with_one_chip_does_not_move_the_map(page, base):
    """Nor does what brought a page that was chosen to its top, and is gone at the next change."""
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.add_init_script(NOTE_PLACES_JS)
    opened(page, base)
    go_to(page, "Plan")
    page.get_by_role("heading", level=1, name=PLANNED).wait_for()
    go_to(page, "Map")
    map_frame(page)
    settled(page)
    choose_route(page, "Self-referral")
    page.get_by_role("button", name="Clear filters").wait_for()
    settled(page)
    places = page.evaluate("places")
    assert len(places) == 1, places


NOTE_MIXED_JS = """([title, former]) => {
  window.mixed = 0; window.alone = 0;
  (function look() {
    const here = (what) => [...document.querySelectorAll(what)].filter((one) =>
      one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().height);
    const titled = here('h1').some((one) => one.textContent.includes(title));
    const kept = here(former.what).some((one) => one.textContent.includes(former.text));
    window.mixed += titled && kept; window.alone += titled && !kept;
    requestAnimationFrame(look);
  })();
}"""
"""Frames in which a page's title stands above something of the page before, and others."""
FIGURES = {"what": "h2", "text": "Key figures"}
PRESET = {"what": "button", "text": "Self against court"}
CLEAR = {"what": "button", "text": "Clear filters"}


@pytest.mark.parametrize(
    ("first", "former", "second", "title"),
    [
        ("Map", FIGURES, "Compare", "Compare two views"),
        ("Map", CLEAR, "Compare", "Compare two views"),
        ("Map", FIGURES, "Missing facts", "Missing facts"),
        ("Map", FIGURES, "Your data", "Your own data"),
        ("Compare", PRESET, "Missing facts", "Missing facts"),
        ("Missing facts", {"what": "h1", "text": "Missing"}, "Compare", "Compare two views"),
    ],
)
def test_nothing_of_the_page_before_stands_beneath_the_title_of_another(
    page, base, first, former, second, title
):
    opened(page, f"{base}/?routes=self")
    if first != "Map":
        go_to(page, first)
        settled(page)
    page.evaluate(NOTE_MIXED_JS, [title, former])
    go_to(page, second)
    page.wait_for_function("() => window.alone > 30")
    settled(page)
    assert page.evaluate("mixed") == 0
