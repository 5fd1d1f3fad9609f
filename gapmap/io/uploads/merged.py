"""Cells that a sheet merges over several rows: what they say holds for each of the rows.

A count (places, starts, money) that stands once over several rows is one number and is not said
again for each of them.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from gapmap.io.headings import meaning

COUNTS: Final = ("places", "starts", "referrals", "completions", "annual_funding", "months")
MOST: Final = 20_000  # merged cells of a sheet that are looked at

Spans = Sequence[tuple[int, int, int]]
"""First line, last line, index of the column."""
Row = tuple[int, tuple[str, ...]]


def filled(rows: Sequence[Row], spans: Spans, header: Sequence[str]) -> tuple[list[Row], list[str]]:
    """The rows with their merged cells filled, and what has to be said of it."""
    by_line = dict(rows)
    order = sorted(by_line)
    texts: dict[tuple[int, int], str] = {}
    counts = 0
    for first, last, at in spans:
        cells = by_line.get(first)
        if cells is None or at >= len(cells) or not cells[at]:
            continue
        if meaning(header[at]) in COUNTS or (not meaning(header[at]) and _is_number(cells[at])):
            counts += 1
            continue
        texts |= {(line, at): cells[at] for line in _between(order, first, last)}
    made = [
        (line, tuple(c or texts.get((line, at), "") for at, c in enumerate(cells)))
        for line, cells in rows
    ]
    notes = []
    if texts:
        notes.append("Merged cells hold for each of their rows.")
    if counts:
        notes.append("A number in a cell merged over several rows counts once, in the first.")
    return made, notes


def _between(order: Sequence[int], first: int, last: int) -> Sequence[int]:
    return order[bisect_right(order, first) : bisect_right(order, last)]


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "").isdecimal()
