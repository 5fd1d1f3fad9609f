"""When an answer is due under the Freedom of Information Act 2000.

Section 10(1): promptly, and by the twentieth working day following the date of receipt. Section
10(6): a working day is any day but a Saturday, a Sunday, Christmas Day, Good Friday or a bank
holiday in *any* part of the United Kingdom: one in Scotland or Northern Ireland alone puts off an
answer in England too.
"""

from datetime import date, timedelta
from functools import cache
from typing import Final

WORKING_DAYS: Final = 20
PARTS: Final = ("ENG", "WLS", "SCT", "NIR")
SATURDAY: Final = 5


@cache
def _closed(year: int) -> frozenset[date]:
    """Bank holidays of a year in any part of the United Kingdom, with Good Friday and Christmas."""
    import holidays  # slow to load, seldom needed

    return frozenset(
        day for part in PARTS for day in holidays.country_holidays("GB", subdiv=part, years=year)
    )


def is_working_day(day: date) -> bool:
    """Whether a day counts under section 10(6)."""
    return day.weekday() < SATURDAY and day not in _closed(day.year)


def due(received: date, working_days: int = WORKING_DAYS) -> date:
    """The last day for an answer to a request received on a day, which itself does not count."""
    day = received
    while working_days:
        day += timedelta(days=1)
        working_days -= is_working_day(day)
    return day
