"""The list of programmes that gapmap itself exports as CSV, taken back as a list of one's own."""

from dataclasses import replace
from typing import Final

from gapmap.io.headings import normal
from gapmap.io.uploads.table import Upload, kept_rows

TOGETHER: Final = "type and period"  # one column of two, with a middle dot between them
PLACES: Final = "places here"  # a number, with its basis in brackets after it
COUNTED: Final = "counted"
NOTE: Final = "This list was exported by gapmap: its types and periods were taken apart."


def taken_back(sent: Upload) -> Upload:
    """An export of programmes with type and period apart; any other table as it is.

    Rows that the export says do not count are left out, and how many is said.
    """
    names = [normal(h) for h in sent.header]
    if TOGETHER not in names:
        return sent
    both, places = names.index(TOGETHER), names.index(PLACES) if PLACES in names else -1
    counted = names.index(COUNTED) if COUNTED in names else -1
    rows, shapes, out = [], [], 0
    for (line, cells), shape in zip(sent.rows, sent.shapes, strict=True):
        if counted >= 0 and cells[counted].startswith("no"):
            out += 1
            continue
        kind, _, period = cells[both].partition(" · ")
        kept = list(cells)
        if places >= 0:
            kept[places] = cells[places].partition(" (")[0]
        rows.append((line, (*kept, kind, period)))
        shapes.append(shape)
    left = (f"{out:,} of its lines do not count, by its own words, and were left out.",)
    return replace(
        sent, header=(*sent.header, "Type", "Period"), rows=kept_rows(rows), shapes=tuple(shapes),
        notes=(*sent.notes, NOTE, *(left if out else ())),
    )  # fmt: skip
