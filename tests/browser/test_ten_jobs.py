"""Ten ordinary jobs of a policy officer, each with the number of steps that it may take at most.

A step is a click, a key that acts, or a text that is typed. After each job, and with every box
open, axe finds nothing grave.
"""

import re
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from playwright.sync_api import Locator, Page, expect

from gapmap.core.comparing.comparison import compare
from gapmap.io.own import template
from gapmap.io.own.rows import aside
from gapmap.present.area import words as area_words
from gapmap.present.words import finding as words
from gapmap.present.words import scale
from gapmap.present.words.comparing import change
from gapmap.present.words.labels import whole
from gapmap.selection import Selection
from gapmap.tasks.area.profile import area_profile
from gapmap.ui.boxes import first_view
from tests.browser.axe import grave_violations
from tests.browser.steps import map_frame, opened, settled

pytestmark = pytest.mark.browser
KENT, HARINGEY = "E23000032", "E09000014"


class Person:
    """Somebody at the page, who counts every step."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.steps = page, 0
        self.map = opened(page, base)

    def click(self, what: Locator) -> None:
        self.steps += 1
        what.click()

    def press(self, name: str) -> None:
        """Press a button of the page by its name."""
        self.click(self.page.get_by_role("button", name=name, exact=True))

    def type(self, text: str) -> None:
        self.steps += 1
        self.page.keyboard.type(text)

    def key(self, name: str, times: int = 1) -> None:
        """Press a key, which is one step however often it is pressed on the same thing."""
        self.steps += 1
        for _ in range(times):
            self.page.keyboard.press(name)

    def find(self, text: str, option: str) -> None:
        """Search for an area, and take one of what is offered."""
        box = self.page.get_by_role("combobox", name="Find any area or postcode")
        self.click(box)
        self.type(text)
        self.click(self.page.get_by_role("option", name=re.compile(option)).first)

    def looks_right(self) -> None:
        """Nothing grave for anybody with a screen reader or low sight."""
        assert grave_violations(settled(self.page)) == []

    def close(self) -> None:
        """Leave the box that is open; looking at the map behind it needs no step."""
        self.page.keyboard.press("Escape")


@pytest.fixture
def person(page: Page, base: str) -> Person:
    return Person(page, base)


def title(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def test_who_takes_self_referrals(person, page, dataset):
    person.press("Who refers")
    person.press("Self-referral")
    expect(title(page)).to_have_text(words.finding(dataset.gap(Selection(routes=("self",)))))
    person.looks_right()
    person.close()
    expect(page.get_by_role("button", name="Self-referral ×")).to_be_visible()
    person.looks_right()
    assert person.steps == 2


def test_kent_and_what_is_not_known(person, page, dataset):
    person.find("kent", "^Kent.*police")
    table = dataset.gap(Selection())
    expect(title(page)).to_have_text(area_words.finding(table, KENT))
    expect(person.map.locator(".gm-chosen")).to_have_text("Kent")
    profile = page.locator("#profile")
    for line in area_profile(dataset, table, KENT).not_known:
        expect(profile.get_by_role("listitem").filter(has_text=line)).to_be_visible()
    person.looks_right()
    assert person.steps == 3


def test_women_who_do_not_speak_english(person, page, dataset):
    person.press("Accepts")
    person.press("Women")
    person.press("People who don't speak English")
    table = dataset.gap(Selection(accepts=("women", "non_english")))
    expect(title(page)).to_have_text(words.finding(table))
    person.looks_right()
    person.close()
    legend = page.locator(".gm-legend")
    for state, number in scale.drawn(table).items():
        if state != "measured":
            row = legend.get_by_role("listitem").filter(has_text=scale.state_label(table, state))
            expect(row.locator(".gm-count")).to_have_text(str(number))
    assert person.steps == 3


def test_haringey_in_2018_to_2019(person, page, dataset):
    person.find("haring", "^Haringey")
    person.press("More")
    thumbs = page.locator(".st-key-choose_years").get_by_role("slider")
    expect(thumbs).to_have_count(2)
    settled(page)  # a run that is under way would take the focus away
    thumbs.first.focus()
    person.key("ArrowLeft", times=2)
    thumbs.last.focus()
    person.key("ArrowLeft", times=7)
    expect(page).to_have_url(re.compile("since=2018.*until=2019"))  # the run has begun
    person.looks_right()
    person.close()
    row = page.get_by_role("row", name=re.compile("Haringey Domestic Violence Perpetrator"))
    expect(row).to_contain_text("2018-19")
    expect(row).to_contain_text("28, of 2019, grade C")
    person.looks_right()
    assert person.steps == 6


def test_self_against_court_referral(person, page, dataset):
    person.click(page.get_by_role("link", name="Compare", exact=True).first)
    person.press("Self against court referral")
    one, two = (dataset.gap(Selection(routes=r)) for r in (first_view.COURT, ("self",)))
    found = compare(one, two)
    for text in (change.named(found, "A"), change.named(found, "B"), change.headline(found)):
        expect(page.get_by_role("heading", level=2, name=text, exact=True)).to_be_visible()
    person.looks_right()
    page.get_by_text("Side by side", exact=True).click()
    expect(page.locator("iframe")).to_have_count(2)
    person.looks_right()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download: Comparison (CSV)").click()
    rows = pd.read_csv(taken.value.path())
    assert len(rows) == len(found.rows)
    told = page.get_by_role("button", name="Download: What its columns mean, and both views (JSON)")
    with page.expect_download() as taken:
        told.click()
    assert change.difference(found) in Path(taken.value.path()).read_text("utf-8")
    assert person.steps == 2


def test_the_map_into_word(person, page, dataset):
    with page.expect_download() as taken:
        person.press("Word briefing")
    document = Document(BytesIO(Path(taken.value.path()).read_bytes()))
    assert document.inline_shapes
    assert words.finding(dataset.gap(Selection())) in [p.text for p in document.paragraphs]
    assert person.steps == 1


def test_a_view_is_shared(person, page, other_page, dataset):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    person.press("Who refers")
    person.press("Police")
    shown = words.finding(dataset.gap(Selection(routes=("police",))))
    expect(title(page)).to_have_text(shown)
    person.close()
    expect(page).to_have_url(re.compile("routes=police"))
    person.click(person.map.get_by_role("button", name="Copy link"))
    expect(person.map.get_by_role("button", name="Link copied")).to_be_visible()
    opened(other_page, page.evaluate("() => navigator.clipboard.readText()"))
    expect(title(other_page)).to_have_text(shown)
    assert person.steps == 3


def test_another_estimate(person, page, dataset):
    person.press("More")
    person.click(page.get_by_text("High harm", exact=True))
    table = dataset.gap(Selection(demand="high_harm"))
    label, value, _ = words.key_figures(table)[0]
    person.close()
    figure = page.locator(".gm-figures > div").filter(has_text=label)
    expect(figure.locator(".gm-value")).to_have_text(value)
    person.looks_right()
    assert person.steps == 2


OURS = template.template_csv().replace(aside.EXAMPLE.encode(), b"")
"""A list of one programme, as the template has it once its example is overwritten."""


def test_a_list_of_ones_own(person, page):
    person.click(page.get_by_role("link", name="Your data", exact=True))
    settled(page)
    person.looks_right()
    person.steps += 1
    page.locator("[data-testid=stMain] input[type=file]").set_input_files(
        {"name": "ours.csv", "mimeType": "text/csv", "buffer": OURS}
    )
    expect(page.get_by_text(re.compile(r"\d+ of \d+ rows? (is|are) on the map"))).to_be_visible()
    person.looks_right()
    person.click(page.get_by_role("link", name="See the map"))
    expect(page.locator(".gm-own")).to_contain_text("ours.csv")
    map_frame(settled(page))
    person.looks_right()
    assert person.steps == 3


def test_where_a_number_comes_from(person, page, dataset):
    table = dataset.gap(Selection())
    measured = table.rows[table.rows["state"] == "measured"]
    code = measured.sort_values("places")["code"].iloc[-1]
    person.click(person.map.locator(f'path.gm-area[data-code="{code}"]'))
    found = area_profile(dataset, table, code)
    row = page.locator(".gm-programmes tbody tr").filter(has_text=found.programmes[0].title).first
    expect(row.get_by_role("link").first).to_have_attribute("href", re.compile("^https?://"))
    person.looks_right()
    person.click(page.get_by_role("link", name="See how these figures are worked out"))
    expect(title(page)).to_have_text("How the numbers are made")
    worked = page.get_by_role("table").first
    expect(worked).to_contain_text(whole(table.row(code)["places"]))
    expect(worked).to_contain_text(found.programmes[0].title)
    person.looks_right()
    assert person.steps == 2
