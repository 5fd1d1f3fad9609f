"""A list checked again after a decision is what a check of the whole list gives."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gapmap.io.own.told import NOTHING_TOLD, Told
from gapmap.tasks import own_decisions
from gapmap.tasks import own_programmes as own_data

HEADER = ("Programme", "Service", "Type", "Areas", "Town", "Accepts", "Places", "Year")
CELLS = (
    ("Alder Way", "Birch", " Alder Way", "Total", "x" * 400),
    ("", "", "one", "two"),
    ("stalking", "DVPP", "dvpp", "Our own, DVPP", "n/k"),
    ("Haringey", "Nowhereshire", "Haringey; Nowhereshire", "Kent, Elsewhere", "E09000012", ""),
    ("", "", "Nowhereshire", "Leeds"),
    ("", "men", "Lads, DVPP", "lads"),
    ("", "10", "20", "c. 30"),
    ("2023", "2024"),
)
ROW = st.tuples(*map(st.sampled_from, CELLS))
AREAS = ("E09000014", "E09000012", "E10000016")


def sent_of(rows):
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *rows])
    return own_data.read_file(out.getvalue().encode(), "mine.csv")


def answered(told, decision, draw):
    if decision.kind in ("area", "line"):
        return own_decisions.settled(told, decision, draw(st.sampled_from(AREAS)))
    terms = list(own_decisions.terms(decision.column))
    return own_decisions.settled(told, decision, draw(st.sampled_from(terms)))


@given(rows=st.lists(ROW, min_size=1, max_size=14), data=st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_decisions_give_what_a_check_of_the_whole_list_gives(reader, rows, data):
    sent = sent_of(rows)
    mapping = own_data.mapping_of(sent)
    told, found = NOTHING_TOLD, reader.check(sent, mapping)
    for _ in range(4):
        decisions = [
            d for d in own_decisions.open_decisions(sent, mapping, told, found)
            if d.kind in ("area", "word", "line")
        ]  # fmt: skip
        if not decisions:
            break
        now = answered(told, data.draw(st.sampled_from(decisions)), data.draw)
        whole = reader.check(sent, mapping, told=now)
        part = reader.recheck(sent, mapping, (found, told), told=now)
        if part is not None:
            assert part == whole
            assert list(part.word_lines) == list(whole.word_lines)
        told, found = now, part or whole


def rechecked(reader, rows, told, before=NOTHING_TOLD):
    sent = sent_of(rows)
    mapping = own_data.mapping_of(sent)
    found = reader.check(sent, mapping, told=before)
    return reader.recheck(sent, mapping, (found, before), told=told)


ROWS = [
    ("Alder", "", "stalking", "Nowhereshire", "", "", "10", "2024"),
    ("Alder", "", "stalking", "Tottenham End", "", "", "20", "2024"),
    ("Birch", "", "stalking", "Hackney", "", "", "5", "2024"),
]


def test_rows_that_join_after_a_decision_join(reader):
    told = Told(read_as={"Nowhereshire": "E09000014"})
    first = rechecked(reader, ROWS, told)
    assert [row.lines for row in first.rows] == [(2,), (4,)]
    both = rechecked(reader, ROWS, told.with_(
        read_as={"Nowhereshire": "E09000014", "Tottenham End": "E09000014"}), told)  # fmt: skip
    assert [row.lines for row in both.rows] == [(2, 3), (4,)]
    assert both.rows[0].observation.capacity_places == 30
    assert both.bad == ()


def test_a_decision_that_is_taken_back_leaves_no_trace(reader):
    told = Told(read_as={"Nowhereshire": "E09000014"})
    again = rechecked(reader, ROWS, NOTHING_TOLD, told)
    assert again == rechecked(reader, ROWS, NOTHING_TOLD)
    assert again.bad == (2, 3)


@pytest.mark.parametrize(
    "told",
    [
        Told(constants={"places": "7"}),
        Told(columns={"places": ""}),
        Told(programmes=[2]),
        Told(no_end="one year"),
    ],
    ids=str,
)
def test_what_touches_every_row_has_the_whole_list_checked(reader, told):
    assert rechecked(reader, ROWS, told) is None


def test_an_area_that_may_be_a_postcode_has_the_whole_list_checked(reader):
    rows = [(*ROWS[0][:3], "N17 9LJ", *ROWS[0][4:])]
    assert rechecked(reader, rows, Told(areas_of_lines={"2": "E09000014"})) is None
