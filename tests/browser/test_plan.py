"""The page “Plan” by keyboard alone, and to axe with everything on it open, in light and dark."""

import re
from io import BytesIO
from urllib.parse import urlencode

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

from gapmap.core.plan import kept
from gapmap.core.plan.problem import Aim
from gapmap.core.plan.proposal import propose
from gapmap.core.plan.wish import Wish
from gapmap.present.plan import words
from gapmap.selection import Selection
from gapmap.tasks.area.reach import reach
from tests.browser.axe import grave_violations
from tests.browser.steps import found_its_server, opened, settled

pytestmark = pytest.mark.browser
MOST_TABS = 120
FOCUSED = "e => e === document.activeElement || e.contains(document.activeElement)"


def title(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def tab_to(page: Page, what: Locator, key: str = "Tab") -> None:
    """Press Tab until something has the focus, as somebody without a mouse does."""
    what.wait_for()
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        if what.evaluate(FOCUSED):
            return
    pytest.fail(f"{what} is not reached by {key}.")


def keep_as(page: Page, name: str) -> None:
    tab_to(page, page.get_by_role("textbox", name="Name of this plan"))
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    settled(page)
    tab_to(page, page.get_by_role("button", name="Keep this plan"))
    page.keyboard.press("Enter")
    page.get_by_role("button", name=f"Show {name}", exact=True).wait_for()
    settled(page)


def test_a_plan_is_asked_for_kept_and_compared_by_keyboard_alone(page, base, dataset):
    opened(page, base)
    tab_to(page, page.get_by_role("link", name="Plan", exact=True).first)
    page.keyboard.press("Enter")
    expect(title(page)).to_contain_text("a year")
    settled(page)
    table = dataset.gap(Selection())
    aim = page.get_by_role("combobox", name=re.compile("Aim"))
    tab_to(page, aim)
    page.keyboard.type("worst served")
    page.keyboard.press("Enter")
    worst = Wish(Aim.WORST, budget=2_000_000.0)
    figure = page.locator(".gm-lines").first
    expect(figure).to_contain_text(words.proposed(propose(table, worst))[0])
    settled(page)
    tab_to(page, page.get_by_role("spinbutton", name="Budget (£ a year)"))
    page.keyboard.press("Control+a")
    page.keyboard.type("3000000")
    page.keyboard.press("Enter")
    proposal = propose(table, Wish(Aim.WORST, budget=3_000_000.0))
    expect(title(page)).to_have_text(words.title(proposal))
    settled(page)
    keep_as(page, "Worst")
    often = page.get_by_text(f"How often each area is chosen {words.cases(proposal)}")
    tab_to(page, page.locator("summary", has=often))
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="How sure")).to_be_visible()
    tab_to(page, aim, "Shift+Tab")
    page.keyboard.type("as much")
    page.keyboard.press("Enter")
    most = propose(table, Wish(budget=3_000_000.0))
    expect(figure).to_contain_text(words.proposed(most)[0])
    settled(page)
    keep_as(page, "Most")
    for reading in most.plans:
        beside = page.get_by_role("heading", name=f"Side by side, if {words.READINGS[reading]}")
        expect(beside).to_be_visible()
    assert grave_violations(settled(page)) == []


KEPT = {"Most": Wish(budget=3e6), "Worst": Wish(Aim.WORST, budget=3e6)}
TRAVEL = "Travel times of your own (CSV, Parquet)"
WAYS = b"origin,provider,minutes\nE06000016,Leicester,20\nE10000018,Leicester,28\n"


def upload(page: Page, name: str, data: bytes) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").last.set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": data}
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_grave_with_everything_open(page, base, seen, dataset, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    opened(page, f"{base}/plan?{urlencode({'plans': kept.dumps(KEPT)})}")
    expect(page.get_by_role("heading", name=re.compile("^Side by side")).first).to_be_visible()
    found_its_server(seen)
    page.get_by_text("Places within reach, whatever the border").click()
    page.get_by_text("Near a base").first.wait_for()
    page.get_by_text("Programmes whose funding or term ends").click()
    page.get_by_role("slider", name="Months to look ahead").wait_for()
    settled(page)
    assert grave_violations(page) == []
    if scheme == "dark":
        upload(page, "far.csv", WAYS.replace(b"28", b"far"))
        expect(page.get_by_role("alert")).to_contain_text("far.csv”, row 3, column minutes: “far”")
        return
    upload(page, "ours.csv", WAYS)
    expect(page.get_by_text("Ways of ours.csv: 2 rows, in minutes.")).to_be_visible()
    expect(page.get_by_text("Zones end at (minutes)")).to_be_visible()
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Reach by area (CSV)").click()
    found = pd.read_csv(BytesIO(download.value.path().read_bytes()), encoding="utf-8-sig")
    straight = reach(dataset, dataset.gap(Selection()))
    assert len(found) == len(straight.areas)
    assert found["reached_per_1000"].sum() < sum(a.reached for a in straight.areas)
