"""The page “Compare two views”: what stands first there of an area, and of all of them."""

import pytest
from streamlit.testing.v1 import AppTest

from gapmap.core.comparing.comparison import compare
from gapmap.present import html, view
from gapmap.present.words.comparing import change
from gapmap.selection import Selection
from gapmap.ui.state import choices as state
from tests.ui.test_app import page_html
from tests.ui.test_explore import compare_script

KENT = "E23000032"


def drawn(dataset, area=None, how="Difference"):
    app = AppTest.from_function(compare_script, default_timeout=60, args=(dataset, Selection()))
    app.session_state["compare_how"] = how
    if area:
        app.session_state[state.AREA] = area
    app.run()
    assert not app.exception
    return page_html(app)


@pytest.fixture(scope="module")
def found(dataset):
    """What the page opens with."""
    return compare(dataset.gap(Selection(routes=("self",))), dataset.gap(Selection()))


@pytest.mark.parametrize("how", ["Difference", "Side by side"])
def test_the_area_chosen_is_told_between_the_finding_and_the_map(dataset, found, how):
    shown = drawn(dataset, KENT, how)
    name, difference, first, second = view.changes(found)[KENT]["t"]
    line = html.in_words(f"{name}:", f"{difference}. {first}. {second}.")
    heading = html.finding(change.headline(found))
    assert f"{heading}{line}" in shown
    assert (first[:3], second[:3]) == ("A: ", "B: ")


def test_without_an_area_the_numbers_that_differ_follow_the_finding(dataset, found):
    below = html.in_words("All areas:", change.below(found))
    assert "equal" in below
    assert f"{html.finding(change.headline(found))}{below}" in drawn(dataset)


def test_an_area_of_another_level_is_not_told(dataset):
    assert drawn(dataset, "E09000014") == drawn(dataset)
