"""How good a number is: the one table of grades (``docs/methodology.md`` shows it)."""

from collections.abc import Mapping
from typing import Final

from gapmap.vocabulary import NOT_EVIDENCED

DAYS_A_YEAR: Final = 365.25
RECENT: Final = 2.0  # years: a number so old at most is evidence of the present
USABLE_AGE: Final = 4.0  # years

GRADE_RULES: Final[Mapping[str, tuple[str, str, str]]] = {
    "commissioned": ("A", "B", "C"),
    "starts": ("A", "B", "C"),
    "completions": ("B", "B", "C"),
    "referrals": ("B", "B", "C"),
    "averaged": ("B", "B", "C"),
    "aim": ("C", "C", "C"),
    "implied": ("D", "D", "D"),
}
"""By basis: the grade of a number at most two years old, at most four, and older (or undated)."""
WEAKENED: Final = "C"
"""The best grade of a number whose year is inferred or that holds cases carried over."""


def grade(basis: str, age: float | None, *, inferred: bool, rolled_over: bool) -> str:
    """The grade, A to D, of a number.

    ``age`` is in years from the end of its period to the as-of date; None where no year is stated.
    """
    column = 2 if age is None or age > USABLE_AGE else int(age > RECENT)
    found = GRADE_RULES[basis][column]
    return max(found, WEAKENED) if inferred or rolled_over else found


def lately(age: float | None, basis: str) -> bool:
    """True where places were contracted or people counted in the last two years.

    An aim or a budget of those years is no evidence that places exist.
    """
    return age is not None and age <= RECENT and basis not in NOT_EVIDENCED
