"""Where in a sheet its table is: the line of headings, below titles and above second lines.

Real tables begin with a title, name columns twice, break headings over lines and leave cells
beside. None of that stops a file: what was passed over or named is said in a note.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Final

from shapely.geometry.base import BaseGeometry

from gapmap.errors import FileTooLargeError, UnreadableFileError
from gapmap.io.files.packed import Content
from gapmap.io.headings import known, meaning
from gapmap.io.uploads import merged
from gapmap.io.uploads.table import Limits, Raw, Upload, kept_rows, too_many_rows

LOOK: Final = 60  # lines in which the headings are looked for
HIDDEN: Final = dict.fromkeys(map(ord, "\ufeff\u200b\u2060\u00ad"))  # seen by nobody
LONGEST: Final = 300  # characters of a heading
NUMBER: Final = re.compile(r"[-£]?[\d.,]+%?|\d{4}-\d\d-\d\d.*", re.ASCII)
QUOTED: Final = re.compile(r"'(.+)'", re.DOTALL)
MARKED: Final = re.compile(r"'(?:[=+\-@]|\d{3}|\d+[/.-]\d)", re.ASCII)

Cells = tuple[str, ...]
Lines = Sequence[tuple[int, Cells]]


@dataclass(frozen=True)
class Headings:
    """The headings found: index of their (last) row, the headings, how many rows they take."""

    at: int
    cells: Cells
    rows: int = 1


def table(raw: Raw, name: str, data: bytes, limits: Limits, heading_line: int = 0) -> Upload:
    """A reader's rows as a table: headings named, blank lines left out, odd lines reported."""
    rows, shapes, widths, quoted = _filled(raw)
    if not rows:
        raise UnreadableFileError(f"{name} has no headings; its first line must name the columns.")
    found = _asked(rows, heading_line, name) if heading_line else None
    found = found or (Headings(0, rows[0][1]) if raw.first else find(rows))
    notes = [*raw.notes, *_passed(rows, found)]
    if quoted:
        notes.append(f"Quotes around cells were taken off ({_some_lines(quoted)}).")
    header, said = _named(found.cells, limits, name)
    notes += said
    body, beside = rows[found.at + 1 :], shapes[found.at + 1 :]
    if not body:
        raise UnreadableFileError(
            f"{name} has no rows under its headings; add one line a programme."
        )
    if len(body) > limits.rows:
        raise too_many_rows(name, limits)
    if raw.by_separator:
        width = max(widths[found.at], len(header))
        faults = {
            line: f"one cell a heading: {len(cells)} cells under {len(header)} headings; check "
            "the line's separators and quotes"
            for line, cells in body
            if len(cells) > width and cells[width]  # a blank between is no sign of a shift
        }
    else:
        faults = {}
    body, beside, stray = _within(body, beside, len(header))
    notes += stray
    if raw.merged:
        body, filled = merged.filled(body, raw.merged, header)
        notes += filled
    if not body:
        raise UnreadableFileError(
            f"{name} has no rows under its headings; add one line a programme."
        )
    return Upload(
        name, header, kept_rows(body), tuple(beside), tuple(notes), Content(data),
        rows[found.at][0], raw.sheets, raw.sheet, raw.same, raw.unsaved, faults,
        raw.separator,
    )  # fmt: skip


def _filled(
    raw: Raw,
) -> tuple[list[tuple[int, Cells]], list[BaseGeometry | None], list[int], list[int]]:
    """Rows that are not blank, their shapes, how wide each was, and lines whose quotes went."""
    rows: list[tuple[int, Cells]] = []
    shapes: list[BaseGeometry | None] = []
    widths: list[int] = []
    quoted: list[int] = []
    for position, (line, cells) in enumerate(raw.rows):
        clean = trimmed(cells)
        if any(cell.startswith("'") for cell in clean):
            clean, before = tuple(map(bare, clean)), clean
            quoted += [line] if clean != before else []
        shape = raw.shapes[position] if raw.shapes else None
        if clean or shape is not None:
            rows.append((line, clean))
            shapes.append(shape)
            widths.append(len(cells))
    return rows, shapes, widths, quoted


def trimmed(cells: Sequence[str]) -> Cells:
    """Cells without blanks at their ends, composed (NFC), without empty cells at the row's end."""
    clean = [
        cell.strip() if cell.isascii()
        else unicodedata.normalize("NFC", cell.translate(HIDDEN)).strip()
        for cell in cells
    ]  # fmt: skip
    while clean and not clean[-1]:
        clean.pop()
    return tuple(clean)


def bare(cell: str) -> str:
    """A cell without single quotes around it, or the one by which a spreadsheet marks a text.

    The latter stands before what would else be a formula, a long number or a date.
    """
    whole = QUOTED.fullmatch(cell)
    if whole:
        return whole[1].strip()
    return cell[1:] if MARKED.match(cell) else cell


def find(rows: Lines) -> Headings:
    """The headings of a table: the line that names most columns we know, else the first full one.

    A line below them that is blank under the first heading and names more is a part of them.
    """
    above = next((i for i, (_, cells) in enumerate(rows) if not _is_remark(cells)), 0)
    look = rows[above : above + LOOK]
    filled = [sum(map(bool, cells)) for _, cells in look]
    typical = median([n for n in filled if n] or [1])
    enough = max(1, min(2, typical), ceil(typical / 2))
    first = next((i for i, n in enumerate(filled) if n >= enough and _texty(look[i][1])), 0)
    names = [known(cells) for _, cells in look]
    best = max(range(len(look)), key=lambda i: (names[i], -i))
    at = above + (best if names[best] >= 2 and names[best] > names[first] else first)
    return _two_lines(rows, at)


def _is_remark(cells: Cells) -> bool:
    """Whether a line above a table is a remark on it, as gapmap's own exports begin."""
    return bool(cells) and cells[0].startswith("# ")


def _two_lines(rows: Lines, at: int) -> Headings:
    """Join a second line of headings below, or a line of groups above repeated headings."""
    top = rows[at][1]
    if at + 1 < len(rows) and _is_second(top, rows[at + 1][1], rows[at + 2 :]):
        return Headings(at + 1, _joined(top, rows[at + 1][1]), 2)
    named = [c.casefold() for c in top if c]
    if at and len(set(named)) < len(named):
        groups = _spread(rows[at - 1][1], len(top))
        twice = {c for c in named if named.count(c) > 1}
        cells = tuple(
            f"{cell} ({group})" if cell.casefold() in twice and group and group != cell else cell
            for cell, group in zip(top, groups, strict=True)
        )
        if cells != top:
            return Headings(at, cells, 2)
    return Headings(at, top)


def _is_second(top: Cells, below: Cells, rest: Lines) -> bool:
    """Whether the line below the headings belongs to them: blank where the headings begin."""
    first = next((i for i, c in enumerate(top) if c), 0)
    if not any(below) or not rest:
        return False
    if first < len(below) and below[first] and not _names_groups(top, below):
        return False
    if not _texty(below) or not all(len(c) <= 80 for c in below):
        return False
    under = rest[0][1]
    if first >= len(under) or not under[first]:
        return False
    return any(c and (i >= len(top) or not top[i] or meaning(c)) for i, c in enumerate(below))


def _names_groups(top: Cells, below: Cells) -> bool:
    """Whether a line has groups over the line below, which names the column under each blank."""
    blanks = [i for i in range(1, len(below)) if below[i] and (i >= len(top) or not top[i])]
    full = sum(map(bool, below)) > sum(map(bool, top))
    return full and len(blanks) > 0 and known(below) >= 2


def _joined(top: Cells, below: Cells) -> Cells:
    width = max(len(top), len(below))
    groups, below = _spread(top, width), (*below, *[""] * (width - len(below)))
    top = (*top, *[""] * (width - len(top)))
    return tuple(
        f"{low} ({group})" if low and group and low != group else low or high
        for high, group, low in zip(top, groups, below, strict=True)
    )


def _spread(cells: Cells, width: int) -> Cells:
    """A line of groups with each written over the blanks at its right."""
    out: list[str] = []
    for at in range(width):
        cell = cells[at] if at < len(cells) else ""
        out.append(cell or (out[-1] if out else ""))
    return tuple(out)


def _texty(cells: Cells) -> bool:
    """Whether a line could be one of headings: at least half of its cells are no numbers."""
    filled = [c for c in cells if c]
    return 2 * sum(bool(NUMBER.fullmatch(c)) for c in filled) <= len(filled)


def _asked(rows: Lines, line: int, name: str) -> Headings:
    at = next((i for i, (number, _) in enumerate(rows) if number == line), None)
    if at is None:
        raise UnreadableFileError(
            f"{name} has nothing on line {line}; name the line of its headings."
        )
    return Headings(at, rows[at][1])


def _passed(rows: Lines, found: Headings) -> Iterable[str]:
    start = found.at - found.rows + 1
    passed = [line for line, _ in rows[:start]]
    if len(passed) == 1:
        yield f"Line {passed[0]} above the headings was passed over."
    elif passed:
        yield f"Lines {passed[0]} to {passed[-1]} above the headings were passed over."
    if found.rows == 2:
        yield f"The headings are in two lines, {rows[found.at - 1][0]} and {rows[found.at][0]}."


def _named(cells: Cells, limits: Limits, name: str) -> tuple[Cells, list[str]]:
    """Headings on one line each, no two alike."""
    if len(cells) > limits.columns:
        raise FileTooLargeError(
            f"{name} has {len(cells):,} columns; at most {limits.columns} are read."
        )
    seen: dict[str, int] = {}
    out, twice = [], []
    for cell in cells:
        text = "".join(c if c.isprintable() else "?" for c in " ".join(cell.split()))
        text = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
        seen[text.casefold()] = seen.get(text.casefold(), 0) + 1
        if text and seen[text.casefold()] > 1:
            twice.append(text)
            text = f"{text} ({seen[text.casefold()]})"
            seen[text.casefold()] = 1
        out.append(text)
    names = dict.fromkeys(twice)
    said = [f"The heading “{t[:60]}” is there more than once: the first is read." for t in names]
    return tuple(out), said[:10]


def _within(
    body: Lines, shapes: Sequence[BaseGeometry | None], width: int
) -> tuple[list[tuple[int, Cells]], list[BaseGeometry | None], list[str]]:
    """Rows as wide as the headings; cells beside them are left out and said."""
    rows, kept, beside = [], [], []
    for (line, cells), shape in zip(body, shapes, strict=True):
        mine = (*cells, *[""] * (width - len(cells)))[:width]
        if any(cells[width:]):
            beside.append(line)
        if any(mine) or shape is not None:
            rows.append((line, mine))
            kept.append(shape)
    if not beside:
        return rows, kept, []
    return rows, kept, [f"Cells beside the headings were not read ({_some_lines(beside)})."]


def _some_lines(lines: Sequence[int]) -> str:
    """The first few lines in words: line 2, 3, 4 …."""
    return f"line {', '.join(map(str, lines[:3]))}{' …' if len(lines) > 3 else ''}"
