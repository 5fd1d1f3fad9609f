"""The lists of programmes that gapmap itself exports, taken back as lists of one's own.

“Places here” is a yearly number with what it rests on. Taken back it rests on the same: an aim
stays an aim, an average an average, and people counted are people counted, not places.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gapmap.io.headings import normal
from gapmap.io.uploads.table import Upload, kept_rows
from gapmap.vocabulary import BASES

TOGETHER: Final = "type and period"  # one column of two, with a middle dot between them
PLACES: Final = ("places here", "places here a year")
BASIS: Final = "basis"
COUNTED: Final = "counted"
COUNTS: Final = ("referrals", "starts", "completions")
NUMBER: Final = re.compile(r"[\d,]+(?:\.\d+)?", re.ASCII)
IN_BRACKETS: Final = re.compile(r"\(([^():]{1,60})(?=[:)])")
BY_LABEL: Final = {normal(label): basis for basis, label in BASES.items()}
WORDS: Final = {"commissioned": "{}", "aim": "up to {}", "averaged": "average of {}"}
"""How a number of places is written so that the reader of lists takes it for what it is."""
ADDED: Final = ("Places", "Referrals", "Starts", "Completions", "Months")
NOTE: Final = "This list was exported by gapmap: its types and periods were taken apart."
ON_ITS_BASIS: Final = "This list was exported by gapmap: each number is taken with its basis."


def taken_back(sent: Upload) -> Upload:
    """An export of programmes as a list; any other table as it is.

    Type and period are taken apart where they stand together. Rows that the export says do not
    count are left out, and how many is said, as are numbers that only a budget implies.
    """
    names = [normal(h) for h in sent.header]
    places = next((names.index(name) for name in PLACES if name in names), -1)
    together = TOGETHER in names
    if not together and (places < 0 or BASIS not in names):
        return sent
    counted = names.index(COUNTED) if COUNTED in names else -1
    basis = names.index(BASIS) if BASIS in names else -1
    rows, shapes, out, implied, strange = [], [], 0, 0, 0
    for (line, cells), shape in zip(sent.rows, sent.shapes, strict=True):
        if counted >= 0 and cells[counted].startswith("no"):
            out += 1
            continue
        more: list[str] = []
        if together:
            kind, _, period = cells[names.index(TOGETHER)].partition(" · ")
            more += [kind, period]
        if places >= 0:
            number, rests = _number(cells[places], cells[basis] if basis >= 0 else None)
            implied += rests == "implied"
            strange += bool(number) and not rests
            more += _on_its_basis(number, rests)
        rows.append((line, (*cells, *more)))
        shapes.append(shape)
    header = [
        _whole(name, heading, places >= 0) for name, heading in zip(names, sent.header, strict=True)
    ]
    header += ["Type", "Period"] if together else []
    header += ADDED if places >= 0 else ()
    notes = [
        *sent.notes,
        NOTE if together else ON_ITS_BASIS,
        f"{out:,} of its lines do not count, by its own words, and were left out." if out else "",
        f"{strange:,} of its numbers do not say what they rest on, and count as not stated."
        if strange
        else "",
        f"{implied:,} of its numbers are implied by a budget: they are no places of a list, and "
        "count as not stated." if implied else "",
    ]  # fmt: skip
    return replace(
        sent, header=tuple(header), rows=kept_rows(rows), shapes=tuple(shapes),
        notes=tuple(filter(None, notes)),
    )  # fmt: skip


def _whole(name: str, heading: str, has_places: bool) -> str:
    """The heading of a column; counts of a whole programme do not stand for one of its areas."""
    if has_places and name in (*PLACES, *COUNTS, "funding", "months counted"):
        return f"{heading} (as exported)"
    return heading


def _number(text: str, basis: str | None) -> tuple[str, str]:
    """The number of a cell and what it rests on: from a column, or from the cell's own words."""
    found = NUMBER.match(text.strip().removeprefix("≥").removeprefix("≤").strip())
    if not found:
        return "", ""
    if basis is None:  # “200, of 2025 (inferred), grade C (an aim or a plan: …)”
        basis = next((b for b in IN_BRACKETS.findall(text) if normal(b) in BY_LABEL), "")
    return found[0].replace(",", ""), BY_LABEL.get(normal(basis), "")


def _on_its_basis(number: str, basis: str) -> Sequence[str]:
    """Cells under ``ADDED``: places, or people counted in twelve months."""
    if basis in WORDS:
        return (WORDS[basis].format(number), "", "", "", "")
    if basis in COUNTS:
        return ("", *(number if basis == name else "" for name in COUNTS), "12")
    return ("",) * len(ADDED)
