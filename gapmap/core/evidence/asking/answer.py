"""One row of a return: what it says of a programme, each value with its cell."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """One row: what it says by column, and the cell of each.

    ``reference`` is the service that it is of, blank for a programme that was added.
    """

    reference: str
    line: int
    told: Mapping[str, object]
    cells: Mapping[str, str]
