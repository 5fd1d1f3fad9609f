"""Two sessions go the same random ways with files that differ in their small numbers alone.

While a limit is in force no page may tell the two apart, nor may an export; and the limit is what a
plain model of it says: the greatest of what is chosen and what the marks demand.
"""

import random
import re
from datetime import date
from pathlib import Path

import streamlit as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from streamlit.testing.v1 import AppTest

from gapmap.io.own import columns
from gapmap.io.uploads import read as upload
from gapmap.selection import Selection
from gapmap.tasks.products import export
from gapmap.ui import main
from gapmap.ui.boxes import filters
from gapmap.ui.state import address, choices, limit
from gapmap.ui.state import own_file as own_state
from tests.security import private_files as private
from tests.ui.keys import key_of

APP = str(Path(__file__).resolve().parents[3] / "app.py")
TODAY = date(2026, 11, 25)
PAGES = ("Map", "Compare", "How the numbers are made", "Missing facts", "Plan")
"""Pages that show figures; that of own data shows the user the file itself."""
OWN_PAGE = "Your data"
PASSING = re.compile(r'(url|file_id|deferred_file_id): "[^"]*"')
"""Where a file for download lies, which is another with every run."""


def everything(app):
    """All that a page sends to the browser."""

    def walk(node):
        yield str(getattr(node, "proto", ""))
        for child in getattr(node, "children", {}).values():
            yield from walk(child)

    return PASSING.sub("", "\n".join(walk(app._tree)))


def own_file(table):
    sent = upload.read(private.as_csv(table), private.NAME)
    return own_state.OwnFile(1, sent, columns.guess(sent.header))


class Sessions(RuleBasedStateMachine):
    """``chosen`` and ``marks`` are the model of the limit; ``page`` is the one both are on."""

    addresses = Bundle("addresses")

    @initialize(target=addresses, seed=some.integers(0, 50))
    def begin(self, seed):
        self.chosen, self.marks, self.page, self.loaded = 0, set(), "Map", False
        table = private.rows(seed)
        self.files = (own_file(table), own_file(private.twin(table, seed)))
        self.apps = [AppTest.from_file(APP, default_timeout=60) for _ in range(2)]
        for app in self.apps:
            app.session_state["test_page"] = "Map"
            app.session_state[filters.OPENED] = True
        self.all(lambda app: app)
        return ""

    def all(self, act, *, cut=False):
        for app in self.apps:
            app.session_state["test_cut"] = cut
            act(app).run()
            assert not app.exception, [e.message for e in app.exception]

    def turn(self, page):
        for app in self.apps:
            app.session_state["test_page"] = page
        self.page = page
        self.all(lambda app: app)

    def propose(self, wanted):
        self.chosen = max(wanted, self.chosen) if self.marks else wanted

    @rule()
    def upload(self):
        for app, file in zip(self.apps, self.files, strict=True):
            app.session_state[own_state.FILE] = file
        self.loaded = True
        self.all(lambda app: app)

    @rule(on=some.booleans())
    def mark_estimates(self, on):
        (self.marks.add if on else self.marks.discard)(limit.ESTIMATES)
        self.all(lambda app: app.toggle(key=limit.ESTIMATES).set_value(on))

    @rule(on=some.sampled_from([True, True, False]))
    def mark_programmes(self, on):
        before = self.page
        self.turn(OWN_PAGE)
        (self.marks.add if on else self.marks.discard)(limit.PROGRAMMES)
        self.all(lambda app: app.toggle(key=limit.PROGRAMMES).set_value(on))
        self.turn(before)

    @rule(number=some.sampled_from([0, 3, 10, 25]))
    def choose(self, number):
        self.chosen = number
        self.all(lambda app: app.number_input(key=key_of(app, "suppress_below")).set_value(number))

    @rule(target=addresses)
    def remember_address(self):
        held = self.apps[0].query_params.get("suppress_below", "")
        return held[0] if isinstance(held, list) else held

    @rule(address=addresses)
    def go_back(self, address):
        for app in self.apps:
            app.query_params.clear()
            if address:
                app.query_params["suppress_below"] = address
            app.session_state["test_step"] = True
        self.propose(int(address or 0))
        self.all(lambda app: app)

    @rule()
    def clear(self):
        button = [b for b in self.apps[0].button if b.label == "Clear filters"]
        if button:
            self.propose(0)
            self.all(lambda app: next(b for b in app.button if b.label == "Clear filters").click())

    @rule(of_file=some.sampled_from([0, 5, 40]))
    def open_a_file(self, of_file):
        data = main.dataset()
        name = f"made{random.random()}.csv"
        table = data.gap(Selection(level="county", suppress_below=of_file))
        file = (name, export("table.json", data, table, TODAY), "text/csv")
        self.propose(of_file)
        self.all(lambda app: app.file_uploader(key="exported_file").set_value(file))

    @rule(page=some.sampled_from(PAGES))
    def change_page(self, page):
        self.turn(page)

    @rule()
    def a_run_is_cut_short(self):
        self.all(lambda app: app, cut=True)
        self.all(lambda app: app)

    @rule(level=some.sampled_from(["borough", "county", "pfa"]))
    def change_level(self, level):
        self.all(lambda app: app.selectbox(key="choose_level").set_value(level))

    @invariant()
    def the_limit_is_that_of_the_model(self):
        wanted = max(self.chosen, 10 if self.marks else 0)
        for app in self.apps:
            assert app.session_state[key_of(app, "suppress_below")] == wanted
            _, table = app.session_state["test_seen"]
            assert table.selection.suppress_below == wanted

    @invariant()
    def nothing_tells_the_files_apart(self):
        if self.loaded and (self.chosen >= private.LIMIT or self.marks):
            one, two = map(everything, self.apps)
            assert one == two
            files = [export("table.json", *a.session_state["test_seen"], TODAY) for a in self.apps]
            assert files[0] == files[1]


def test_no_way_through_the_pages_shows_a_number_below_the_limit(dataset, monkeypatch):
    made = main.gap_table

    def navigation(sections, **_):
        if st.session_state.pop("test_cut", False):
            st.stop()
        pages = [page for group in sections.values() for page in group]
        return next(p for p in pages if p.title == st.session_state["test_page"])

    def gap_table(data, selection):
        table = made(data, selection)
        if selection == choices.read(data)[0]:  # not the first view of a comparison
            st.session_state["test_seen"] = data, table
        return table

    monkeypatch.setattr(main, "dataset", lambda: dataset)
    monkeypatch.setattr(main, "gap_table", gap_table)
    monkeypatch.setattr(st, "navigation", navigation)
    monkeypatch.setattr(address, "stepped", lambda: st.session_state.pop("test_step", False))
    run_state_machine_as_test(
        Sessions,
        settings=settings(
            max_examples=6,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.explicit, Phase.generate),  # shrinking would take many minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
