"""Blank cells below a filled one, in the columns that every row needs: filled as the user says.

In many lists a name stands once over a block of rows. Where the sheet merges the cells, the reader
of sheets fills them; elsewhere only the user can say whether the name goes on.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from gapmap.io.headings import normal
from gapmap.io.own.rows.aside import LIKE_TOTAL, TOTAL
from gapmap.io.uploads.table import Upload, kept_rows

WITH: Final[Mapping[str, tuple[str, ...]]] = {"programme": ("provider", "service")}
"""Columns that go on with another one, where they are blank as well."""
SAYS: Final = ("programme", "provider", "areas", "town", "postcode", "address", "programme_type",
               "referral_routes", "accepts", "period")  # fmt: skip
"""Columns one of which a row has to state to be one of the block."""


def filled(sent: Upload, mapping: Mapping[str, str], blanks: Mapping[str, str]) -> Upload:
    """The table with the blank cells of some columns filled with the cell above.

    ``mapping`` is our column → heading, ``blanks`` our column → what its blanks mean. A row of
    numbers alone is a sum and not filled, and nothing goes on below a total.
    """
    at = {ours: sent.header.index(h) for ours, h in mapping.items() if h in sent.header}
    wanted = [ours for ours, what in blanks.items() if what == "above" and ours in at]
    if not wanted:
        return sent
    says = [at[ours] for ours in SAYS if ours in at]
    held: dict[str, str] = {}
    rows, count = [], 0
    for line, cells in sent.rows:
        total = _is_total(cells)
        held = {} if total else held
        new = list(cells)
        if not total and any(cells[i] for i in says):
            for ours in wanted:
                group = (ours, *(o for o in WITH.get(ours, ()) if o in at))
                if cells[at[ours]]:
                    held |= {o: cells[at[o]] for o in group}
                elif held.get(ours):
                    count += 1
                    for o in group:
                        new[at[o]] = cells[at[o]] or held.get(o, "")
        rows.append((line, tuple(new)))
    names = ", ".join(f"“{mapping[ours][:60]}”" for ours in wanted)
    note = f"Blank cells of {names} hold the cell above, as you say: {count:,} of them."
    return replace(sent, rows=kept_rows(rows), notes=(*sent.notes, note))


def first_filled(sent: Upload, heading: str) -> int:
    """The first line whose cell under a heading is filled; 0 where none is."""
    at = sent.header.index(heading)
    return next((line for line, cells in sent.rows if cells[at]), 0)


def _is_total(cells: tuple[str, ...]) -> bool:
    first = normal(next((c for c in cells if c), ""))
    return bool(TOTAL.fullmatch(first) or LIKE_TOTAL.fullmatch(first))
