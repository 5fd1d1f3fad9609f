"""Measures, tiles, the distribution and the comparison in a real browser, no network outside."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfReader

from gapmap.core.comparing.comparison import compare
from gapmap.present.words import change, scale
from gapmap.present.words import finding as words
from gapmap.selection import Selection
from tests.browser.steps import found_its_server, map_frame, opened, settled
from tests.browser.test_app import fill_of

pytestmark = pytest.mark.browser


def choose(page, label, option):
    page.get_by_role("combobox", name=re.compile(label)).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_another_measure_recolours_the_same_map_and_keeps_its_zoom(page, base, dataset):
    frame = opened(page, base)
    frame.get_by_role("button", name="Zoom in").click()
    zoom = frame.evaluate("() => { window.kept = map_gapmap; return map_gapmap.getZoom(); }")
    table = dataset.gap(Selection(measure="programmes"))
    colours = scale.colours(table)
    choose(page, "Shade by", "Programmes recorded")
    expect(page).to_have_url(re.compile("measure=programmes"))
    for row in table.rows.dropna(subset=["shown"]).to_dict("records"):
        path = frame.locator(f'path.gm-area[data-code="{row["code"]}"]')
        expect(path).to_have_attribute("fill", colours[row["class_index"]])
    assert frame.evaluate("() => window.kept === map_gapmap && map_gapmap.getZoom()") == zoom


ALONG = """(code) => {
  const path = document.querySelector(`path.gm-area[data-code="${code}"]`);
  const all = path.getTotalLength(), to = path.getScreenCTM();
  return [...Array(400).keys()].map((i) => {
    const { x, y } = path.getPointAtLength(all * i / 400).matrixTransform(to);
    return [x, y];
  });
}"""
"""Points along the edge of an area, in pixels of the map's frame."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_edge_of_a_grade_is_whole_though_neighbours_are_drawn_later(page, base, scheme):
    page.emulate_media(color_scheme=scheme)
    frame = opened(page, f"{base}/?accepts=non_english")
    code = frame.locator('path.gm-area[data-grade="C"]').get_attribute("data-code")
    order = frame.evaluate(
        "() => [...document.querySelectorAll('path.gm-area')].map(p => p.ariaLabel)"
    )
    assert order == sorted(order), "areas are read in the order of their names"
    shot = Image.open(BytesIO(page.locator("iframe").first.screenshot())).convert("L")
    points = [shot.getpixel((round(x), round(y))) for x, y in frame.evaluate(ALONG, code)]
    dark = sum(point < 80 for point in points) / len(points)
    assert dark > 0.45, f"{dark:.0%} of the edge is ink; its dashes are 60%"


@pytest.mark.parametrize("level", ["pfa", "utla"])
def test_tiles_are_equal_named_coloured_and_open_profiles(page, base, dataset, level):
    frame = opened(page, f"{base}/?level={level}&layout=tiles")
    table = dataset.gap(Selection(level=level))
    expect(frame.locator("path.gm-area")).to_have_count(len(table.rows))
    sizes = frame.evaluate(
        "() => [...document.querySelectorAll('path.gm-area')].map(p => p.getBBox().width)"
    )
    assert max(sizes) - min(sizes) < 1.5
    names = frame.locator(".gm-short text").all_text_contents()
    assert len(set(names)) == len(table.rows)
    colours = scale.colours(table)
    for row in table.rows.dropna(subset=["shown"]).to_dict("records"):
        assert fill_of(frame, row["code"]) == colours[row["class_index"]]
    name = "Warwickshire"
    code = table.rows.loc[table.rows["name"] == name, "code"].iloc[0]
    frame.locator(f'path.gm-area[data-code="{code}"]').click()
    expect(page.locator("#profile h2", has_text=name)).to_be_visible()


def test_from_map_to_tiles_and_back_keeps_the_chosen_area(page, base):
    frame = opened(page, f"{base}/?area=E23000017")
    page.get_by_text("Equal tiles", exact=True).click()
    chosen = frame.locator('path.gm-area[aria-pressed="true"]')
    expect(frame.locator(".gm-short text").first).to_be_attached()
    expect(chosen).to_have_attribute("data-code", "E23000017")
    expect(page.locator("#profile h2", has_text="Warwickshire")).to_be_visible()


def test_the_distribution_brushes_with_the_map_by_keyboard(page, base, dataset):
    frame = opened(page, base)
    page.get_by_role("tab", name="Distribution").click()
    thumb = page.get_by_role("slider", name=re.compile("Show on the map only")).first
    thumb.wait_for()
    settled(page)  # a run that is under way would take the focus away
    thumb.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    faded = frame.locator('path.gm-area[data-dimmed="true"]')
    expect(faded.first).to_be_attached()
    rows = dataset.gap(Selection()).rows
    lowest = rows.sort_values("shown")["code"].iloc[0]
    expect(frame.locator(f'path.gm-area[data-code="{lowest}"]')).to_have_attribute(
        "data-dimmed", "true"
    )


def test_the_difference_map_shows_the_change_and_its_link_restores_it(page, base, dataset, seen):
    frame = opened(page, f"{base}/compare?measure=programmes")
    second = Selection(measure="programmes")
    found = compare(dataset.gap(second.with_(routes=("self",))), dataset.gap(second))
    colours = change.colours(found)
    for row in found.rows.dropna(subset=["change"]).to_dict("records"):
        path = frame.locator(f'path.gm-area[data-code="{row["code"]}"]')
        expect(path).to_have_attribute("fill", colours[row["class_index"]])
    page.get_by_role("button", name="Women against anyone").click()
    women = compare(dataset.gap(second), dataset.gap(second.with_(accepts=("women",))))
    heading = page.get_by_role("heading", level=2, name=change.headline(women))
    expect(heading).to_be_visible()
    expect(page).to_have_url(re.compile("accepts=women.*with=basis"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copied = map_frame(page).get_by_role("button", name="Copy link")
    copied.click()
    expect(map_frame(page).get_by_role("button", name="Link copied")).to_be_visible()
    page.goto(page.evaluate("() => navigator.clipboard.readText()"))
    expect(heading).to_be_visible()
    found_its_server(seen)


def test_a_question_of_a_comparison_is_one_step_back(page, base, seen):
    """It sets both views, and the address of each."""
    opened(page, f"{base}/compare")
    expect(page).to_have_url(re.compile("with=routes"))
    first = page.get_by_role("heading", level=2, name="A: Self-referral", exact=True)
    expect(first).to_be_visible()
    for question, name in (
        ("Women against anyone", "B: Women"),
        ("Ended or not against now", "B: Whether or not they have ended"),
    ):
        page.get_by_role("button", name=question).click()
        expect(page.get_by_role("heading", level=2, name=name, exact=True)).to_be_visible()
        settled(page)
    page.go_back()
    expect(page.get_by_role("heading", level=2, name="B: Women", exact=True)).to_be_visible()
    settled(page)
    page.go_back()
    expect(first).to_be_visible()
    settled(page)
    page.go_forward()
    expect(page.get_by_role("heading", level=2, name="B: Women", exact=True)).to_be_visible()
    found_its_server(seen)


@pytest.mark.parametrize("how", ["Difference", "Side by side"])
def test_an_area_linked_found_or_clicked_is_shown_in_both_views(page, base, seen, how):
    frame = opened(page, f"{base}/compare?area=E23000032&measure=programmes")
    if how == "Side by side":
        page.get_by_text(how, exact=True).click()
        expect(page.locator("iframe")).to_have_count(2)
        settled(page)
        frame = map_frame(page)

    def is_shown(name):
        beside = page.get_by_role("region", name=f"{name}, A and B")
        expect(beside.get_by_role("heading", name=name, exact=True)).to_be_visible()
        expect(beside).to_contain_text(re.compile("A: .*B: "))
        for map_ in page.locator("iframe").all():
            outlined = map_.content_frame.locator('path.gm-area[aria-pressed="true"]')
            expect(outlined).to_have_attribute("aria-label", re.compile(f"^{name}"))

    is_shown("Kent")
    frame.locator('path.gm-area[aria-label^="Norfolk"]').click()
    is_shown("Norfolk")
    expect(page).to_have_url(re.compile("area=E23000024"))
    box = page.get_by_role("combobox", name="Find any area or postcode")
    box.fill("Essex Police")
    box.press("Enter")
    is_shown("Essex")
    found_its_server(seen)


def test_the_download_dialog_previews_makes_and_saves(page, base, dataset):
    opened(page, f"{base}/?level=borough")
    page.get_by_role("button", name="More downloads").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("img")).to_be_visible()
    dialog.get_by_role("combobox", name=re.compile("Format")).click()
    page.get_by_role("option", name=re.compile("PDF")).click()
    dialog.get_by_role("button", name="Make the file").click()
    save = dialog.get_by_role("button", name=re.compile(r"Save gapmap_london-boroughs_.*\.pdf \("))
    with page.expect_download() as taken:
        save.click()
    text = PdfReader(Path(taken.value.path())).pages[0].extract_text()
    finding = words.finding(dataset.gap(Selection(level="borough")))
    assert " ".join(finding.split()) in " ".join(text.split())


def test_the_download_dialog_says_of_which_areas_its_table_is(page, base):
    opened(page, f"{base}/?area=E23000032&suppress_below=5")
    page.get_by_role("button", name="More downloads").click()
    dialog = page.get_by_role("dialog")
    said = "Figures of Kent, with notes and sources. Numbers below 5 are withheld."
    expect(dialog.get_by_text(said)).to_be_visible()
    dialog.get_by_text("Table", exact=True).click()
    about = dialog.get_by_role("combobox", name=re.compile("About"))
    expect(about).to_be_visible()
    about.click()
    page.get_by_role("option", name="all police force areas").click()
    expect(dialog.get_by_text("Figures of all police force areas, with notes")).to_be_visible()
    expect(dialog.get_by_role("radio", name=re.compile("^Table"))).to_be_checked()
