"""The legend of a printed map: every class and state, how it looks, how many areas have it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from gapmap.core.gap import GapTable
from gapmap.present.page.areas import (
    DASHES,
    Area,
    Paint,
    class_paints,
    cover,
    dashed,
    state_paint,
)
from gapmap.present.page.labels import GAPS
from gapmap.present.page.sheet import FRAME, QUIET, Box, Sheet
from gapmap.present.palette import INK
from gapmap.present.words import finding as words
from gapmap.present.words import on_map, scale
from gapmap.present.words.labels import listed, plural, whole

COUNT_HEADING: Final = "areas"
NOT_NAMED: Final = "{}, not named on the map:"  # the state that areas are drawn in
VALUES: Final = "Values not written on the map:"

Entries = list[tuple[Paint, str, int]]


def entries(table: GapTable, *, grey: bool = False) -> tuple[Entries, Entries]:
    """Legend rows: look, label, number of areas; first the classes, then the states."""
    index = table.rows["class_index"]
    labels = scale.class_labels(table)
    classes = [
        (look, label, int((index == i).sum()))
        for i, (look, label) in enumerate(zip(class_paints(len(labels), grey), labels, strict=True))
    ]
    states = [
        (state_paint(state, grey), scale.state_label(table, state), number)
        for state, number in scale.drawn(table).items()
        if state != "measured"
    ]
    plain = class_paints(1, grey)[0]
    states += [
        (replace(plain, fill="#ffffff", pattern=f"edge-{grade}"), scale.EDGE_WORDS[grade], n)
        for grade, n in scale.edges(table).items()
    ]
    return classes, states


def strip_height(sheet: Sheet, table: GapTable, unit: float) -> float:
    """Height (mm) of a legend that lies below the map."""
    return 24 * unit + _step(sheet, unit) * max(len(part) for part in entries(table))


def _step(sheet: Sheet, unit: float) -> float:
    """From one row of a legend to the next (mm)."""
    return max(5.2 * unit, sheet.style(7.8 * unit).line + 1.2)


def draw_legend(
    sheet: Sheet, table: GapTable, box: Box, unit: float, *, strip: bool
) -> tuple[Box, Box]:
    """Draw the legend from the top of a box and return the rooms left below it.

    The first is for notes, the second for a small map. As a ``strip`` the legend's classes and
    states stand side by side, and the rooms below them; else the rooms are the same.
    """
    width = box.width - (16 * unit if strip else 0)
    caption = sheet.wrap(scale.caption(table), width, sheet.style(7.8 * unit, bold=True))
    top = sheet.put(caption, box.left, box.top) - 1.2 * unit
    classes, states = entries(table, grey=sheet.grey)
    if not strip:
        bottom = column(sheet, replace(box, top=top), classes, unit, heading=True)
        room = replace(box, top=bottom - 1.6 * unit)
        below = replace(room, top=column(sheet, room, states, unit, heading=False))
        return below, below
    middle = (box.left + box.right) / 2
    first = replace(box, right=middle - 4, top=top)
    first = replace(first, top=column(sheet, first, classes, unit, heading=True))
    room = replace(box, left=middle + 4, top=top)
    return replace(room, top=column(sheet, room, states, unit, heading=bool(states))), first


def column(sheet: Sheet, box: Box, rows: Entries, unit: float, *, heading: bool) -> float:
    """Draw swatches with label and count from the top of a box; return their lower edge."""
    text, small = sheet.style(7.8 * unit), sheet.style(6.4 * unit, colour=QUIET)
    top = box.top
    if heading:
        sheet.line(COUNT_HEADING, box.right, top, small, "right")
        top -= small.line + 0.4
    for look, label, number in rows:
        swatch = Box(box.left, top - 4.0 * unit, box.left + 7.0 * unit, top).polygon
        cover(sheet, [Area(swatch)], look, 0.0)
        grade = look.pattern.removeprefix("edge-")
        if grade in DASHES:
            sheet.stroke(dashed(swatch, grade), INK, 1.1, zorder=2.65)
        else:
            sheet.stroke(swatch, FRAME, 0.4)
        first = top - (4.0 * unit - text.line) / 2
        lines = sheet.wrap(label, box.width - 15 * unit, text)
        sheet.put(lines, box.left + 8.6 * unit, first)
        sheet.line(whole(number), box.right, first, text, "right")
        top -= _step(sheet, unit) + lines.height - text.line
    return top


def _dated(table: GapTable, row: scale.Row) -> str:
    """Year and grade of a number after it, where the measure rests on places."""
    dated = words.year_and_grade(row) if table.selection.measure in scale.OF_PLACES else ""
    return f"; {dated}" if dated else ""


def valued(table: GapTable, row: scale.Row) -> str:
    """An area with its value, or why it has none, in brackets."""
    state = str(row["shade"])
    if state != "measured":
        return f"{row['name']} ({scale.state_label(table, state).lower()})"
    return f"{row['name']} ({on_map.in_words(table, row)}{_dated(table, row)})"


def not_named(
    table: GapTable, named: Collection[str], seen: Collection[str]
) -> list[tuple[str, ...]]:
    """The areas seen whose value, or lack of any match, is not written on the map, by name.

    Each note has several versions, the fullest first; the last says how many are left out.
    """
    codes = set(seen) - set(named)
    rows = table.rows[table.rows["code"].isin(list(codes))].sort_values("name")
    values = [valued(table, row) for _, row in rows[rows["shade"] == "measured"].iterrows()]
    notes = [_versions(VALUES, values)]
    for state in GAPS:
        names = [str(name) for name in rows.loc[rows["shade"] == state, "name"]]
        notes.append(_versions(NOT_NAMED.format(scale.state_label(table, state)), names))
    return notes


def _versions(start: str, items: list[str]) -> tuple[str, ...]:
    """A note with all items, then with ever fewer and the number of the rest."""
    if not items:
        return ()
    shorter = [
        f"{start} {listed([*items[:n], f'{len(items) - n} more'])}."
        for n in range(len(items) - 2, 0, -1)
    ]
    return (f"{start} {listed(items)}.", *shorter, f"{start} {plural(len(items), 'area')}.")


def full(note: str | tuple[str, ...]) -> str:
    """The fullest version of a note."""
    return note if isinstance(note, str) else next(iter(note), "")


def write_notes(
    sheet: Sheet, notes: Sequence[str | tuple[str, ...]], room: Box, unit: float
) -> list[str]:
    """Write small notes below the legend; of several versions of a note the first that fits.

    Returns the notes, each in full, that are not written in full.
    """
    cut = []
    style, top = sheet.style(6.6 * unit, colour=QUIET), room.top - 2 * unit
    for note in notes:
        versions = (note,) if isinstance(note, str) else note
        wrapped = [sheet.wrap(text, room.width, style) for text in versions if text]
        fitting = [paragraph for paragraph in wrapped if paragraph.height <= top - room.bottom]
        if fitting:
            top = sheet.put(fitting[0], room.left, top) - 1.2 * unit
        if wrapped and fitting[:1] != wrapped[:1]:
            cut.append(full(note))
    return cut
