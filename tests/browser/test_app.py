"""The main job in a real browser with every outside request blocked."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Frame, expect

from gapmap.present import palette
from gapmap.present.area import words as area_words
from gapmap.present.words import finding as words
from gapmap.recipe import Recipe
from gapmap.selection import Selection
from gapmap.ui import arrival
from tests.browser.steps import (
    OVERFLOW,
    TWO_FRAMES,
    choose_route,
    go_to,
    map_frame,
    opened,
    settled,
)

pytestmark = pytest.mark.browser


def fill_of(frame: Frame, code: str) -> str:
    return frame.locator(f'path.gm-area[data-code="{code}"]').get_attribute("fill") or ""


def test_the_map_is_painted_and_the_finding_stated(page, base, dataset):
    frame = opened(page, base)
    table = dataset.gap(Selection())
    expect(page.get_by_role("heading", level=1)).to_have_text(words.finding(table))
    expect(frame.locator("path.gm-area")).to_have_count(45)
    colours = palette.class_colours(len(table.selection.breaks) + 1)
    measured = table.rows[table.rows["state"] == "measured"]
    for code, index in zip(measured["code"], measured["class_index"], strict=True):
        assert fill_of(frame, code) == colours[index]
    none = table.rows.loc[table.rows["state"] == "none_recorded", "code"]
    assert {fill_of(frame, code) for code in none} == {palette.NONE_RECORDED}
    hatched = table.rows.loc[table.rows["state"] == "unmeasured", "code"]
    assert all(fill_of(frame, code).startswith("url(") for code in hatched)


def test_a_route_filter_recolours_the_same_map_and_keeps_the_zoom(page, base, dataset):
    frame = opened(page, base)
    frame.get_by_role("button", name="Zoom in").click()
    frame.wait_for_function("() => !document.querySelector('.leaflet-zoom-anim.gm-moving')")
    zoom = frame.evaluate("() => { window.kept = map_gapmap; return map_gapmap.getZoom(); }")
    frame.evaluate("() => { window.path = document.querySelector('path.gm-area'); }")
    table = dataset.gap(Selection(routes=("self",)))
    changed = table.rows.loc[table.rows["state"] == "none_recorded", "code"].iloc[0]

    choose_route(page, "Self-referral")

    expect(page.get_by_role("heading", level=1)).to_have_text(words.finding(table))
    expect(frame.locator(f'path.gm-area[data-code="{changed}"]')).to_have_attribute(
        "fill", palette.NONE_RECORDED
    )
    assert frame.evaluate("() => window.kept === map_gapmap && window.path.isConnected")
    assert frame.evaluate("() => map_gapmap.getZoom()") == zoom
    expect(page).to_have_url(re.compile("routes=self"))


def test_a_click_opens_the_profile_and_the_address_keeps_it(page, base):
    frame = opened(page, f"{base}/?level=borough&since=2018&until=2018")
    frame.locator('path.gm-area[data-code="E09000014"]').click()
    expect(page.locator("#profile h2", has_text="Haringey")).to_be_visible()
    expect(page).to_have_url(re.compile("area=E09000014"))
    row = page.get_by_role("row", name=re.compile("Haringey Domestic Violence Perpetrator Service"))
    expect(row).to_contain_text("28, of 2019, grade C")
    row.locator("summary").click()
    expect(row).to_contain_text("6 to 12 months for men whose first language is not English")

    page.reload()
    expect(page.locator("#profile h2", has_text="Haringey")).to_be_visible()


def test_the_profile_can_be_reached_by_keyboard_alone(page, base):
    frame = opened(page, f"{base}/?level=borough")
    frame.locator("path.gm-area[tabindex='0']").focus()
    page.keyboard.press("End")
    name = frame.locator("path.gm-area:focus").get_attribute("aria-label")
    page.keyboard.press("Enter")
    chosen = name.split(".")[0]
    expect(page.locator("#profile h2", has_text=chosen)).to_be_visible()
    expect(frame.get_by_role("status").filter(has_text=f"{chosen} is chosen")).to_be_attached()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{chosen}: ")


def test_the_downloads_open_and_agree_with_the_screen(page, base, dataset, tmp_path):
    opened(page, f"{base}/?level=county&routes=police")
    table = dataset.gap(Selection(level="county", routes=("police",)))

    page.get_by_role("button", name="More downloads").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Table", exact=True).click()
    dialog.get_by_role("button", name="Make the file").click()
    with page.expect_download() as taken:
        dialog.get_by_role("button", name=re.compile(r"Save .*\.csv \(")).click()
    rows = list(csv.DictReader(io.StringIO(Path(taken.value.path()).read_text("utf-8-sig"))))
    assert [r["code"] for r in rows] == list(table.rows["code"])
    assert [r["state"] for r in rows] == list(table.rows["state"])
    name = taken.value.suggested_filename
    assert name.startswith("gapmap_counties_police_")
    with page.expect_download() as taken:
        dialog.get_by_role("button", name=re.compile(r"Save .*\.csv-metadata\.json")).click()
    assert taken.value.suggested_filename == f"{name}-metadata.json"
    beside = json.loads(Path(taken.value.path()).read_bytes())
    assert (beside["url"], beside["dc:title"]) == (name, words.finding(table))

    page.keyboard.press("Escape")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Picture", exact=True).click()
    taken.value.save_as(tmp_path / "map.png")
    with Image.open(tmp_path / "map.png") as image:
        assert image.size[0] > 2000
        assert Recipe.loads(image.text["gapmap:recipe"]).selection == table.selection


def test_nothing_is_lost_at_any_width(page, base):
    page.set_viewport_size({"width": 320, "height": 900})
    frame = opened(page, base)
    for width in (320, 768, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(frame.locator("path.gm-area")).to_have_count(45)
        page.evaluate(TWO_FRAMES)
        assert page.evaluate(OVERFLOW) <= 0, width


def test_two_people_at_once_do_not_see_each_other(page, other_page, base, dataset):
    opened(page, base)
    opened(other_page, f"{base}/?level=borough&basis=implied")
    choose_route(page, "Marac")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        words.finding(dataset.gap(Selection(routes=("marac",))))
    )
    expect(other_page.get_by_role("heading", level=1)).to_have_text(
        words.finding(dataset.gap(Selection(level="borough", basis="implied")))
    )


def test_the_address_restores_selection_area_and_view(page, other_page, base, dataset):
    frame = opened(page, f"{base}/?level=county")
    choose_route(page, "Police")
    frame.get_by_role("button", name="Zoom in").click()
    frame.locator('path.gm-area[data-code="GMC01"]').click()
    expect(page).to_have_url(re.compile("view=.*"))
    expect(page).to_have_url(re.compile("area=GMC01.*view="))
    seen = frame.evaluate("() => [map_gapmap.getCenter().lat, map_gapmap.getZoom()]")

    again = opened(other_page, page.url)
    table = dataset.gap(Selection(level="county", routes=("police",)))
    title = area_words.finding(table, "GMC01")
    expect(other_page.get_by_role("heading", level=1)).to_have_text(title)
    expect(other_page.locator("#profile h2")).to_have_text("Bedfordshire")
    restored = again.evaluate("() => [map_gapmap.getCenter().lat, map_gapmap.getZoom()]")
    assert restored[1] == seen[1]
    assert abs(restored[0] - seen[0]) < 0.01


def test_a_link_to_older_data_says_so(page, base):
    opened(page, f"{base}/?routes=self&data=000000000000")
    expect(page.get_by_text("The data have changed since this link was made")).to_be_visible()


def test_back_and_forward_work(page, base, dataset):
    opened(page, base)
    start = words.finding(dataset.gap(Selection()))
    marac = words.finding(dataset.gap(Selection(routes=("marac",))))
    both = words.finding(dataset.gap(Selection(routes=("marac", "self"))))
    heading = page.get_by_role("heading", level=1)
    choose_route(page, "Marac")
    expect(heading).to_have_text(marac)
    choose_route(page, "Self-referral")
    expect(heading).to_have_text(both)
    for _ in range(2):
        for move, finding in (
            (page.go_back, marac),
            (page.go_back, start),
            (page.go_forward, marac),
            (page.go_forward, both),
        ):
            settled(page)  # the address is written at the end of a run
            move()
            expect(heading).to_have_text(finding)


def test_back_restores_both_views_of_a_comparison(page, base):
    opened(page, base)
    go_to(page, "Compare")
    first = page.get_by_role("heading", name=re.compile("^A: "))
    expect(first).to_have_text("A: Self-referral")
    page.get_by_role("button", name="Women against anyone").click()
    expect(first).to_have_text("A: Anyone")
    expect(page).to_have_url(re.compile("accepts=women"))
    settled(page)
    page.go_back()
    expect(first).to_have_text("A: Self-referral")
    page.go_forward()
    expect(first).to_have_text("A: Anyone")


def test_every_page_opened_is_one_step_back(page, base):
    """With what was chosen there: a page that Streamlit opens bare is never come back to."""
    chosen = f"{base}/?routes=self&area=E23000032"
    kent = page.get_by_role("heading", name="Kent", exact=True).first
    chip = page.get_by_role("button", name="Self-referral ×")
    plan = page.get_by_role("heading", level=2, name="Plans kept")
    compare = page.get_by_role("heading", level=1, name="Compare two views")
    opened(page, chosen)
    steps = page.evaluate("history.length")
    for number, (title, there) in enumerate(
        (("Plan", plan), ("Map", kent), ("Compare", compare), ("Map", kent)), start=1
    ):
        go_to(page, title)
        there.wait_for()
        settled(page)
        page.wait_for_function("wanted => history.length === wanted", arg=steps + number)
    for move, there in (
        (page.go_back, compare),
        (page.go_back, kent),
        (page.go_back, plan),
        (page.go_back, kent),
        (page.go_forward, plan),
        (page.go_forward, kent),
    ):
        move()
        there.wait_for()
        settled(page)
        if there is kent:
            expect(chip).to_be_visible()
            expect(page).to_have_url(re.compile("routes=self.*area=E23000032"))


def test_an_area_chosen_on_the_map_is_a_step_of_its_own(page, base):
    frame = opened(page, base)
    steps = page.evaluate("history.length")
    for number, name in enumerate(("Kent", "Norfolk"), start=1):
        frame.locator(f'path[aria-label^="{name}"]').first.click()
        page.get_by_role("heading", name=name, exact=True).first.wait_for()
        settled(page)
        page.wait_for_function("wanted => history.length === wanted", arg=steps + number)
    page.go_back()
    page.get_by_role("heading", name="Kent", exact=True).first.wait_for()


def test_an_area_is_compared_with_others_when_asked_to(page, base):
    opened(page, f"{base}/?area=E23000014")
    beside = page.get_by_role("region", name="Comparison with others")
    expect(beside).to_have_count(0)
    page.get_by_text("Compare West Midlands with others").click()
    expect(beside).to_contain_text("its region")
    expect(beside).to_contain_text("Warwickshire")
    page.get_by_text("Compare West Midlands with others").click()
    expect(beside).not_to_be_visible()


def test_area_and_zoom_survive_a_look_at_another_page(page, base):
    frame = opened(page, f"{base}/?level=borough&area=E09000014")
    frame.get_by_role("button", name="Zoom in").click()
    zoom = frame.evaluate("() => map_gapmap.getZoom()")
    expect(page).to_have_url(re.compile("view="))
    go_to(page, "How the numbers are made")
    expect(page.get_by_role("heading", name="How the numbers are made")).to_be_visible()
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.locator("#profile h2", has_text="Haringey")).to_be_visible()
    again = map_frame(page)
    again.wait_for_function("zoom => map_gapmap.getZoom() === zoom", arg=zoom)


@pytest.mark.parametrize(
    "query",
    [
        "level=![x](http://outside.example/p.png)",
        "basis=[Sign in again](http://outside.example)",
        "types=<img src=http://outside.example/p.png>",
    ],
)
def test_a_hostile_link_is_quoted_and_asks_nobody(page, base, query):
    """The page fixture fails the test when anybody outside was asked."""
    opened(page, f"{base}/?{query}")
    warning = page.get_by_text("The link was adjusted").first
    expect(warning).to_be_visible()
    expect(warning).to_contain_text("outside")
    assert page.locator('a[href*="outside.example"], img[src*="outside.example"]').count() == 0


def test_a_group_that_is_not_stated_is_dotted_and_not_called_none(page, base, dataset):
    frame = opened(page, f"{base}/?level=county&accepts=women")
    table = dataset.gap(Selection(level="county", accepts=("women",)))
    silent = table.rows.loc[table.rows["state"] == "not_stated", "code"]
    assert len(silent) > 30
    assert all(fill_of(frame, code).startswith("url(") for code in silent)
    expect(page.locator(".gm-legend")).to_contain_text("May match: not stated")


def test_the_page_looks_the_same_once_the_stylesheet_is_sent_no_more(page, base):
    looks = """() => ['.gm-selection', '.gm-legend', '.st-key-bar_line', '.gm-figures'].map(one => {
      const part = document.querySelector(one), { width, height } = part.getBoundingClientRect();
      return [width, height, getComputedStyle(part).fontSize];
    })"""
    sent = page.locator(".stApp style.gm-kept")
    opened(page, base)
    expect(sent).to_have_count(1)
    first = page.evaluate(looks)
    for _ in range(arrival.SURE):
        for form in ("Distribution", "Ranking"):
            page.get_by_role("tab", name=form).click()
            expect(page.get_by_role("tab", name=form, selected=True)).to_be_visible()
            settled(page)
    expect(sent).to_have_count(0)
    expect(page.locator("style.gm-kept")).to_have_count(1)
    page.evaluate(TWO_FRAMES)
    assert page.evaluate(looks) == first
