"""Twenty working days, where a bank holiday in any part of the United Kingdom does not count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.core.evidence.asking.due import due, is_working_day

# Counted by hand with the bank holidays that the four governments publish.
BY_HAND = {
    date(2026, 11, 25): date(2026, 12, 24),  # St Andrew's Day (Scotland) on 30 November
    date(2026, 3, 2): date(2026, 3, 31),  # St Patrick's Day (Northern Ireland) on 17 March
    date(2026, 6, 22): date(2026, 7, 21),  # Battle of the Boyne, kept on 13 July
    date(2026, 12, 18): date(2027, 1, 21),  # Christmas, 28 Dec, New Year, 4 January (Scotland)
    date(2026, 2, 7): date(2026, 3, 6),  # received on a Saturday
    date(2027, 3, 15): date(2027, 4, 15),  # Good Friday 26 March, Easter Monday, 17 March
}


@pytest.mark.parametrize(("received", "last"), BY_HAND.items(), ids=str)
def test_the_last_day_is_the_one_counted_by_hand(received, last):
    assert due(received) == last


@given(st.dates(date(2024, 1, 1), date(2035, 12, 31)), st.integers(1, 40))
def test_so_many_working_days_lie_after_the_day_and_up_to_the_last(received, days):
    last = due(received, days)
    between = (last - received).days
    counted = [received + timedelta(days=n) for n in range(1, between + 1)]
    assert sum(map(is_working_day, counted)) == days
    assert is_working_day(last)


@pytest.mark.parametrize(
    "day", ["2026-12-25", "2026-04-03", "2026-11-30", "2026-01-02", "2026-07-13", "2026-11-28"]
)
def test_no_holiday_and_no_weekend_is_a_working_day(day):
    assert not is_working_day(date.fromisoformat(day))
