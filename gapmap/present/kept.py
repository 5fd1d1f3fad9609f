"""What is shown of a table is worked out once, for as long as the table is kept."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from gapmap.core.gap import GapTable

Choices = ParamSpec("Choices")
Found = TypeVar("Found")


def once(make: Callable[Choices, Found]) -> Callable[Choices, Found]:
    """Keep what a function makes of a table, its first argument, beside the table itself.

    The other arguments must be hashable, and what it makes is only to be read. It goes when the
    table goes, so nothing outlives the figures that it was made of.
    """
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def kept(*given: Choices.args, **named: Choices.kwargs) -> Found:
        table = cast(GapTable, given[0])
        key = (name, *given[1:], *sorted(named.items()))
        if key not in table.made:
            table.made[key] = make(*given, **named)
        return cast(Found, table.made[key])

    return kept
