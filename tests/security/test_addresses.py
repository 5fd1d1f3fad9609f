"""Every part of a link, with hostile values: said to be adjusted or ignored, and never run."""

import re
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from gapmap.core.plan.proposal import propose
from gapmap.core.plan.wish import Wish
from gapmap.errors import BadChoiceError
from gapmap.selection import FIELDS, Selection
from gapmap.ui import main
from tests.docs.test_docs import ROOT
from tests.security import hostile
from tests.security.test_own_file import harmless, html

KEYS = (*FIELDS, "area", "data", "view", "with", "nobody_knows_this")
VALUES = (
    *hostile.TEXTS,
    "nan", "inf", "-inf", "1e308", "1e999", "9" * 400, "-0", "٣", "0x10", "1_000",
    "9999", "0001", "9999-12-31", "\0", "\ud800", "\u202egnp", "", " ", ",", "=", "x=nan",
    "x" * 20_000, ",".join(["5"] * 5000), "__class__=1", "total=1e308",
)  # fmt: skip
TURNS = 6


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch, dataset):
    monkeypatch.setattr(main, "dataset", lambda: dataset)


def sendable(text):
    """A value as a browser can send it: a lone surrogate comes as a question mark."""
    return text.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("key", FIELDS)
def test_every_value_in_every_choice_is_a_value_or_one_short_sentence(key):
    for value in VALUES:
        selection, problems = Selection.from_query({key: [value]})
        assert len(problems) <= 1
        assert all(p.isprintable() and len(p) < 1000 for p in problems)
        again, _ = Selection.from_query(selection.to_query())
        assert again == selection


@pytest.mark.parametrize("turn", range(TURNS))
def test_all_parts_of_a_link_hostile_at_once(turn):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for number, key in enumerate(KEYS):
        app.query_params[key] = sendable(VALUES[(TURNS * number + turn) % len(VALUES)])
    harmless(app.run())
    adjusted = [w.value for w in app.warning if "The link was adjusted" in w.value]
    assert adjusted
    assert not [w for w in adjusted if re.search(r"(?<!\\)[\[*`$]", w)]
    assert app.session_state["choose_level"] == "pfa"
    assert "gm-finding" in html(app)


def test_the_first_view_of_a_comparison_hostile_too(dataset):
    def script(dataset):
        from gapmap.selection import Selection
        from gapmap.ui.boxes import first_view as versus

        for sentence in versus.start(Selection()):
            from gapmap.ui import messages

            messages.warn(sentence)
        versus.presets(Selection(), Selection())
        versus.filters("A")

    for turn in range(TURNS):
        app = AppTest.from_function(script, default_timeout=60, kwargs={"dataset": dataset})
        app.query_params["with"] = urlencode(
            {k: sendable(VALUES[(TURNS * n + turn) % len(VALUES)]) for n, k in enumerate(FIELDS)}
        )
        harmless(app.run())
        assert any("The link was adjusted" in w.value for w in app.warning)


@pytest.mark.parametrize("aim", ["most", "worst", "equal"])
def test_a_link_cannot_ask_for_a_plan_of_millions_of_steps(dataset, aim):
    """It kept the server busy for minutes; what is as large in usual steps is planned."""
    table = dataset.gap(Selection(level="region"))
    with pytest.raises(BadChoiceError, match="steps of new places"):
        propose(table, Wish.loads(f"aim={aim}&budget=1e10&smallest=1&step=1"))
    assert propose(table, Wish.loads("aim=most&budget=1e9")).plans
