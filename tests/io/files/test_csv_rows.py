"""Rows of a CSV text with the line on which each begins."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.io.files.csv_rows import BrokenRowError, Problem, lines


def test_a_row_has_the_line_on_which_it_begins():
    text = 'a,b\n"over\ntwo",1\n\nc,2\n'
    assert list(lines(text)) == [(1, ["a", "b"]), (2, ["over\ntwo", "1"]), (4, []), (5, ["c", "2"])]


def test_a_row_that_is_no_csv_is_named_by_the_line_on_which_it_begins():
    with pytest.raises(BrokenRowError) as error:
        list(lines('a,b\n1,2\n"open,3\n4,5\n'))
    assert error.value.line == 3


def test_quotes_can_stand_for_themselves():
    assert list(lines('5" pipe;x\n', ";", quote="")) == [(1, ['5" pipe', "x"])]


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\0\r")), min_size=1)))
def test_what_csv_writes_is_read_back_and_lines_grow(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    found = list(lines(out.getvalue()))
    assert [cells for _, cells in found] == rows
    starts = [line for line, _ in found]
    assert starts == sorted(set(starts))


def test_a_problem_is_one_sentence_without_unprintable_characters():
    said = str(Problem("a.csv", 3, "places", "x\u202ey", "a number"))
    assert said == "a.csv, line 3, column places: “x?y” is not accepted; use a number."
