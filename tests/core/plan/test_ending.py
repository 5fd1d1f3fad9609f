"""Terms that end, counted again by hand over a small country and the shipped data."""

from calendar import monthrange
from dataclasses import replace
from datetime import date

import pytest

from gapmap.core.plan.ending import months_after, selection_after, watch
from gapmap.errors import BadChoiceError, WithheldError
from gapmap.selection import Selection


def by_hand(dataset, table, until):
    """Service → last day of its latest term, read from the rows themselves."""
    counted = {part.service_id for part in table.portions}
    found = {}
    for row in dataset.programmes.values():
        if row["service_id"] in counted and row["funded_until"]:
            numbers = [int(n) for n in row["funded_until"].split("-")]
            year, month = numbers[0], [*numbers, 12][1]
            day = [*numbers, 0][2] if len(numbers) > 2 else monthrange(year, month)[1]
            term = date(year, month, day)
            found[row["service_id"]] = max(found.get(row["service_id"], date.min), term)
    return {s: d for s, d in found.items() if dataset.as_of < d <= until}, len(counted), found


@pytest.mark.parametrize("level", ["pfa", "borough"])
@pytest.mark.parametrize("within", [1, 12, 60])
def test_every_term_in_the_window_is_listed_once(dataset, level, within):
    table = dataset.gap(Selection(level=level))
    found = watch(table, dataset.observations, dataset.as_of, within)
    expected, counted, terms = by_hand(dataset, table, found.until)
    assert {e.service_id: e.day for e in found.endings} == expected
    assert len(found.endings) == len(expected)
    assert [e.day for e in found.endings] == sorted(expected.values())
    assert found.passed == sum(d <= dataset.as_of for d in terms.values())
    assert found.passed + found.later + found.unstated + len(expected) == counted


def test_the_next_gap_loses_exactly_what_ends(dataset):
    selection = selection_after(Selection(standing="any"))
    assert selection.standing == "stated"
    table = dataset.gap(selection)
    found = watch(table, dataset.observations, dataset.as_of, 60)
    ids = {e.service_id for e in found.endings}
    after = dataset.not_renewed(ids).gap(selection)
    assert ids
    assert not ids & {part.service_id for part in after.portions}
    kept = {p.service_id for p in table.portions} - ids
    assert kept <= {p.service_id for p in after.portions}
    for row in after.records:  # an end that is supposed is a no, and never “none recorded”
        if row["state"] == "none_recorded":
            assert table.by_code[row["code"]]["state"] == "none_recorded"
    again = dataset.gap(selection)
    assert again.columns["places"] == pytest.approx(table.columns["places"], nan_ok=True)


def test_nothing_ends_where_nothing_states_a_term(dataset):
    silent = [replace(o, funded_until="") for o in dataset.observations]
    found = watch(dataset.gap(Selection()), silent, dataset.as_of, 12)
    assert (found.endings, found.passed, found.later) == ((), 0, 0)


@pytest.mark.parametrize("within", [0, 121, -5])
def test_a_window_that_is_none_is_refused(dataset, within):
    with pytest.raises(BadChoiceError, match="from 1 to 120"):
        watch(dataset.gap(Selection()), dataset.observations, dataset.as_of, within)


def test_nothing_is_listed_while_small_numbers_are_withheld(dataset):
    table = dataset.gap(Selection(suppress_below=10))
    with pytest.raises(WithheldError, match="withheld"):
        watch(table, dataset.observations, dataset.as_of, 12)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 24), 12, date(2027, 11, 24)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 1, 15), 11, date(2026, 12, 15)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, then):
    assert months_after(day, months) == then
