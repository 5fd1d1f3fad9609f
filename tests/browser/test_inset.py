"""London enlarged beside the country, and what is written on the map: numbers, the chosen name."""

import re

import pytest
from playwright.sync_api import Page, expect

from gapmap.present.words import on_map
from gapmap.selection import Selection
from tests.browser.steps import NAMED, opened, settled

pytestmark = pytest.mark.browser

MET, CITY, KENT, WEST_YORKSHIRE = "E23000001", "E23000034", "E23000032", "E23000010"
WRITTEN = """selector => [...document.querySelectorAll(`${selector} .gm-short text`)]
  .map(text => [...text.children].map(line => line.textContent).join(" ")).filter(Boolean)"""
FAR = """() => {
  const tag = document.querySelector(".gm-chosen").getBoundingClientRect();
  const path = document.querySelector('path.gm-area[aria-pressed="true"]');
  const { a, d, e, f } = path.getScreenCTM(), long = path.getTotalLength();
  const gaps = [...Array(400).keys()].map(i => {
    const at = path.getPointAtLength(long * i / 400), x = at.x * a + e, y = at.y * d + f;
    const across = Math.max(tag.left - x, 0, x - tag.right);
    return Math.hypot(across, Math.max(tag.top - y, 0, y - tag.bottom));
  });
  return Math.min(...gaps);
}"""
"""Pixels from the name of the chosen area to its edge."""
COVERED = """() => {
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const tag = document.querySelector(".gm-chosen").getBoundingClientRect();
  return [...document.querySelectorAll(".leaflet-pane .gm-short text, .gm-inset, .gm-button")]
    .filter(text => text.textContent && over(tag, text.getBoundingClientRect()))
    .map(text => text.textContent);
}"""
ON_LAND = """() => {
  const box = document.querySelector(".gm-inset").getBoundingClientRect();
  return [...document.querySelectorAll("path.gm-area")].filter(path => {
    const it = path.getBoundingClientRect();
    return Math.min(it.right, box.right) - Math.max(it.left, box.left) > 0
      && Math.min(it.bottom, box.bottom) - Math.max(it.top, box.top) > 0;
  }).map(path => path.dataset.code);
}"""
INSIDE = """box => {
  const it = box.getBoundingClientRect();
  return it.left >= 0 && it.top >= 0 && it.right <= innerWidth && it.bottom <= innerHeight;
}"""


@pytest.mark.parametrize("size", [(1400, 900), (1366, 768), (1920, 1080)])
@pytest.mark.parametrize("level", ["pfa", "county"])
def test_london_stands_enlarged_where_no_land_is(page: Page, base, size, level) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    frame = opened(page, f"{base}/?level={level}")
    inset = frame.locator(".gm-inset")
    expect(inset).to_be_visible()
    assert frame.evaluate(ON_LAND) == []
    assert inset.evaluate(INSIDE)


def test_a_phone_and_a_map_that_shows_something_else_have_no_inset(page: Page, base) -> None:
    frame = opened(page, base)
    expect(frame.locator(".gm-inset")).to_be_visible()
    frame.get_by_role("button", name="London", exact=True).click()
    expect(frame.locator(".gm-inset")).to_be_hidden()
    frame.get_by_role("button", name="Whole map").click()
    expect(frame.locator(".gm-inset")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(frame.locator(".gm-inset")).to_be_hidden()
    page.set_viewport_size({"width": 1400, "height": 900})
    frame = opened(page, f"{base}/?level=borough")
    expect(frame.locator(".gm-inset")).to_be_hidden()


def test_what_is_enlarged_looks_as_on_the_map_and_can_be_chosen(page: Page, base, dataset) -> None:
    frame = opened(page, base)
    table = dataset.gap(Selection())
    met = next(row for row in table.records if row["code"] == MET)
    assert on_map.written(table, met) in frame.evaluate(WRITTEN, ".gm-inset")
    fill = frame.locator(f'path.gm-area[data-code="{MET}"]').get_attribute("fill")
    expect(frame.locator(f'.gm-inset path[data-code="{MET}"]')).to_have_attribute("fill", fill)
    frame.locator(f'.gm-inset path[data-code="{CITY}"]').click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("City of London")
    chosen = frame.locator('.gm-inset path[data-chosen="true"]')
    expect(chosen).to_have_attribute("data-code", CITY)
    settled(page)


def test_the_enlarged_areas_change_with_the_filters(page: Page, base, dataset) -> None:
    frame = opened(page, f"{base}/?routes=self")
    table = dataset.gap(Selection(routes=("self",)))
    met = next(row for row in table.records if row["code"] == MET)
    assert on_map.written(table, met) in frame.evaluate(WRITTEN, ".gm-inset")


@pytest.mark.parametrize(
    "code", [KENT, WEST_YORKSHIRE, MET, "E23000006", "E23000029", "E23000028", "S92000003"]
)
def test_the_name_of_the_chosen_area_covers_no_number_and_leads_to_it(page, base, code) -> None:
    frame = opened(page, f"{base}/?area={code}")
    frame.evaluate(NAMED)
    expect(frame.locator(".gm-chosen")).to_be_visible()
    assert frame.evaluate(COVERED) == []
    far = frame.evaluate(FAR)
    assert far < 50
    expect(frame.locator(".gm-leader")).to_be_visible(visible=far > 8)


def test_a_tile_that_is_named_needs_no_second_name(page: Page, base) -> None:
    frame = opened(page, f"{base}/?area={WEST_YORKSHIRE}&layout=tiles")
    expect(frame.locator(f'path.gm-area[data-code="{WEST_YORKSHIRE}"]')).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(frame.locator(".gm-chosen")).to_be_hidden()


def test_the_chosen_area_is_outlined_where_it_is_enlarged_and_the_keyboard_begins_at_it(
    page: Page, base
) -> None:
    frame = opened(page, f"{base}/?area={MET}")
    chosen = frame.locator(f'.gm-inset path[data-code="{MET}"]')
    expect(chosen).to_have_css("stroke", "rgb(255, 176, 0)")
    last = frame.locator(".gm-inset path.gm-enlarged").last
    expect(last).to_have_attribute("data-code", CITY)  # in the hole of the other
    expect(frame.locator('path.gm-area[tabindex="0"]')).to_have_attribute("data-code", MET)


def test_every_area_with_room_for_four_signs_has_its_number(page: Page, base, dataset) -> None:
    """A value without its year needs less room: all but the narrowest forces have one."""
    frame = opened(page, base)
    table = dataset.gap(Selection())
    numbers = [on_map.written(table, row) for row in table.records if row["shade"] == "measured"]
    written = frame.evaluate(WRITTEN, ".leaflet-pane")
    missing = [n for n in numbers if n not in written and n.split()[0] not in written]
    assert len(missing) <= 4, missing


def test_upper_tier_councils_are_all_named_and_measured_ones_have_their_number(
    page: Page, base, dataset
) -> None:
    frame = opened(page, f"{base}/?level=utla")
    assert frame.locator('.gm-short text[visibility="hidden"]').count() == 0
    table = dataset.gap(Selection(level="utla"))
    texts = " ".join(frame.evaluate(WRITTEN, ".leaflet-pane"))
    values = [on_map.written(table, row).split()[0] for row in table.records
              if row["shade"] == "measured"]  # fmt: skip
    assert sum(value in texts for value in values) >= 0.95 * len(values)


def test_the_map_is_one_stop_of_the_tab_key_with_a_name(page: Page, base) -> None:
    frame = opened(page, base)
    frame.locator('path.gm-area[tabindex="0"]').focus()
    page.keyboard.press("Tab")
    focused = frame.locator(":focus")
    expect(focused).to_have_role("button")
    expect(focused).to_have_class("gm-button gm-zoom")
    page.keyboard.press("Shift+Tab")
    expect(focused).to_have_attribute("data-code", re.compile("^[EWNS]"))
    assert frame.locator("[aria-hidden=true] [tabindex='0'], .gm-edges use").count() == 0


def test_pale_areas_have_no_number_and_it_is_said_how_many_are_not(page: Page, base) -> None:
    frame = opened(page, f"{base}/?between=100,200")
    assert frame.evaluate(WRITTEN, ".leaflet-pane") == []
    expect(page.get_by_text("Shown in full: 0 areas. All others are pale.")).to_be_visible()
