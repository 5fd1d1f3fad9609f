"""How numbers are written, on screen and in every export: one place for all of it.

A missing number has no text of its own here: callers say why it is missing.
"""

import math
from datetime import date
from numbers import Real
from typing import Final, TypeGuard, TypeVar

import numpy as np

T = TypeVar("T")
NOT_STATED: Final = "not stated"
NOT_KNOWN: Final = "not known"
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def known(value: T | None) -> TypeGuard[T]:
    """True for a number that is there (not None, not a missing value)."""
    if not isinstance(value, Real) or isinstance(value, bool | np.bool_):
        return False
    return math.isfinite(float(value))


def whole(value: float) -> str:
    """A count: 1234.4 → “1,234”."""
    return f"{value:,.0f}"


def one(noun: str) -> str:
    """A noun with its article: “a county”, “an upper-tier council”."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def plain(value: float) -> str:
    """A number as given, without an exponent or needless zeros: “0.004”, “12,345.67”."""
    text = f"{value:,.10f}".rstrip("0").rstrip(".")
    return text or "0"


def about(value: float) -> str:
    """An estimate of people, rounded to three significant figures (two below 1,000)."""
    if value < 10:
        return f"{value:.0f}"
    digits = 3 if value >= 1000 else 2
    step = 10 ** max(0, math.floor(math.log10(value)) - digits + 1)
    return whole(round(value / step) * step)


def span(low: float, high: float) -> str:
    """A range of estimated people: “38,400 to 78,900”; without a low end that is withheld."""
    if not known(low):
        return f"up to {about(high)}"
    return f"{about(low)} to {about(high)}"


def rate(value: float) -> str:
    """Places per 1,000: one decimal below 100, none above; “under 0.1” for what would read 0."""
    if 0 < value < 0.05:
        return "under 0.1"
    return f"{value:,.1f}" if value < 100 else whole(value)


def percent(share: float) -> str:
    """A share of one as a percentage: one decimal below 10%, none above, two digits when tiny."""
    points = 100 * share
    if 0 < points < 0.1:
        digits = max(2, 1 - math.floor(math.log10(points)))
        return f"{plain(round(points, digits))}%" if points >= 1e-9 else "under 0.000000001%"
    return f"{points:.1f}%" if points < 10 else f"{points:.0f}%"


def long_date(day: date) -> str:
    """A date in words: “9 March 2026”, whatever the language of the machine."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def pounds(value: float) -> str:
    """Money: “£69,839”."""
    return f"£{value:,.0f}"


def plural(number: float, one: str, many: str | None = None) -> str:
    """A count with its noun: “1 programme”, “2 programmes”."""
    return f"{whole(number)} {one if number == 1 else many or one + 's'}"


def matching(number: float) -> str:
    """How many programmes match the Selection: “1 programme matches”, “2 programmes match”."""
    return f"{plural(number, 'programme')} {'matches' if number == 1 else 'match'}"


def listed(words: list[str], last: str = "and") -> str:
    """Join words as in a sentence: “a, b and c”."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
