"""What is taken away or set elsewhere stays so at the next act, though its box has been shut since.

A browser draws what stands in a closed box only when it is opened. Until then it knows of no choice
that was made elsewhere, and sends what it knew with every act.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import choose, go_to, map_frame, opened, settled

pytestmark = pytest.mark.browser
CHIPS = ".st-key-chips button"
BOXES = {
    "Accepts": ("Men", "accepts=men"),
    "Who refers": ("Self-referral", "routes=self"),
    "What kind": ("Respect-accredited only", "accredited=yes"),
}


def pick(page: Page, box: str, label: str) -> None:
    if box == "What kind":
        page.get_by_role("button", name=box, exact=True).click()
        page.get_by_text(label, exact=True).click()
        page.keyboard.press("Escape")
    else:
        choose(page, box, label)


def act(page: Page) -> None:
    """Something else that a person does: choose an area on the map."""
    settled(page)
    map_frame(page).locator('path.gm-area[data-code="E23000017"]').focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("area=E23000017"))
    settled(page)


@pytest.mark.parametrize("way", ["chip", "Clear filters"])
@pytest.mark.parametrize("box", BOXES)
def test_a_filter_taken_away_is_gone_at_the_next_act_too(page, base, box, way):
    label, asked = BOXES[box]
    opened(page, base)
    pick(page, box, label)
    expect(page).to_have_url(re.compile(asked))
    settled(page)
    name = "Clear filters" if way == "Clear filters" else re.compile(f"^{label} ×")
    page.get_by_role("button", name=name).click()
    expect(page.locator(CHIPS)).to_have_count(0)
    act(page)
    expect(page.locator(CHIPS)).to_have_count(1)  # the area
    assert asked not in page.url


def test_what_was_taken_away_can_be_chosen_again(page, base):
    opened(page, base)
    for _ in range(3):
        choose(page, "Accepts", "Men")
        page.get_by_role("button", name="Men ×").click()
        expect(page.locator(CHIPS)).to_have_count(0)
        settled(page)
    choose(page, "Accepts", "Men")
    act(page)
    assert "accepts=men" in page.url


def test_a_step_back_holds_at_the_next_act_too(page, base):
    opened(page, base)
    choose(page, "Accepts", "Men")
    expect(page).to_have_url(re.compile("accepts=men"))
    settled(page)
    page.go_back()
    expect(page.locator(CHIPS)).to_have_count(0)
    act(page)
    assert "accepts=men" not in page.url


def test_what_a_question_of_compare_sets_holds_on_the_map(page, base):
    opened(page, base)
    choose(page, "Accepts", "Men")
    expect(page).to_have_url(re.compile("accepts=men"))
    settled(page)
    go_to(page, "Compare")
    page.get_by_role("button", name="Women against anyone").click()
    expect(page).to_have_url(re.compile("accepts=women"))
    settled(page)
    go_to(page, "Map")
    expect(page.get_by_role("button", name="Women ×")).to_be_visible()
    act(page)
    assert "accepts=women" in page.url
