"""Forms of answers and edits: axe finds nothing grave, and an edit is made with the keyboard."""

from datetime import date

import pytest
from playwright.sync_api import expect

from gapmap.dataset import Dataset
from gapmap.selection import Selection
from gapmap.tasks.asking import ask
from gapmap.tasks.asking.missing import missing
from tests.browser.axe import grave_violations
from tests.browser.conftest import APP
from tests.browser.steps import found_its_server, settled, turned
from tests.io.returns.filled import filled, saved

pytestmark = pytest.mark.browser
BODY = "mayor-E23000010"
NUMBERS = {
    "still": "no, corrected here", "period": "2025-26", "places": 60,
    "basis": "places commissioned", "months": 12, "starts": 50,
}  # fmt: skip
LOOK_AGAIN_MS, LOOKS = 200, 150
REASON = "Reason (kept with the change)"


@pytest.fixture(scope="module")
def answer():
    data = Dataset.load()
    found = missing(data, data.gap(Selection()))
    made = ask.forms(found, ask.chosen(data, found, [], ["mayor"]), date(2026, 11, 25))
    form = next(one for one in made if one.body.body_id == BODY)
    return saved(filled(form, [NUMBERS, {**NUMBERS, "places": "about 60"}]))


@pytest.fixture(scope="module")
def address(run_app, tmp_path_factory):
    folder = tmp_path_factory.mktemp("edited")
    return run_app(APP, {"GAPMAP_HOME": str(folder), "GAPMAP_DIRECTORY": "yes"})


def chosen(page):
    """Choose the first record, with the keyboard."""
    page.get_by_role("heading", name="What was changed here").wait_for()
    record = settled(page).get_by_role("combobox", name="Record")
    listed = page.get_by_role("option").first
    for _ in range(LOOKS):  # the list closes again when what is above it still grows
        if listed.is_visible():
            break
        record.press("Alt+ArrowDown")
        page.wait_for_timeout(LOOK_AGAIN_MS)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Save")).to_be_visible()


def missing_facts(page, address, seen):
    """Open the page of missing facts of one area."""
    page.goto(f"{address}/missing?area=E23000010")
    page.get_by_role("heading", name="Change what is held").wait_for()
    found_its_server(seen)


def test_axe_finds_nothing_grave_in_the_forms(page, address, answer, seen):
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    missing_facts(page, address, seen)
    page.locator("input[type=file]").first.set_input_files(
        {"name": "return.xlsx", "mimeType": "application/x", "buffer": answer}
    )
    expect(page.get_by_role("button", name="Keep these decisions")).to_be_visible()
    chosen(page)
    assert grave_violations(settled(page)) == []
    assert grave_violations(turned(page, "dark")) == []


def test_a_record_is_edited_with_the_keyboard_alone(page, address, seen):
    missing_facts(page, address, seen)
    chosen(page)
    funded = page.get_by_role("textbox", name="Funded until")
    funded.focus()
    page.keyboard.type("2028-03-31")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == REASON:
            break
    page.keyboard.type("their contract")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Save")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Kept as revision 2.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Funded until")).to_have_value("2028-03-31")
