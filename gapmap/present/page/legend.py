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
from gapmap.present.page.sheet import FRAME, QUIET, Box, Sheet, Style
from gapmap.present.palette import INK
from gapmap.present.words import finding as words
from gapmap.present.words import scale
from gapmap.present.words.labels import listed, whole

COUNT_HEADING: Final = "areas"
NOT_NAMED: Final = "No match or no record, and not named on the map:"
MOST_NOT_NAMED: Final = 14
VALUES: Final = "Not named on the map:"
MOST_VALUES: Final = 6

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


def strip_height(table: GapTable, unit: float) -> float:
    """Height (mm) of a legend that lies below the map."""
    return (22 + 5.2 * max(len(part) for part in entries(table))) * unit


def draw_legend(sheet: Sheet, table: GapTable, box: Box, unit: float, *, strip: bool) -> Box:
    """Draw the legend from the top of a box and return the room that is left below it.

    As a ``strip`` its classes and states stand side by side.
    """
    width = box.width - (16 * unit if strip else 0)
    caption = sheet.wrap(scale.caption(table), width, Style(7.8 * unit, bold=True))
    top = sheet.put(caption, box.left, box.top) - 1.2 * unit
    classes, states = entries(table, grey=sheet.grey)
    if not strip:
        bottom = _column(sheet, replace(box, top=top), classes, unit, heading=True)
        room = replace(box, top=bottom - 1.6 * unit)
        return replace(room, top=_column(sheet, room, states, unit, heading=False))
    middle = (box.left + box.right) / 2
    _column(sheet, replace(box, right=middle - 4, top=top), classes, unit, heading=True)
    room = replace(box, left=middle + 4, top=top)
    return replace(room, top=_column(sheet, room, states, unit, heading=bool(states)))


def _column(sheet: Sheet, box: Box, rows: Entries, unit: float, *, heading: bool) -> float:
    """Draw swatches with label and count from the top of a box; return their lower edge."""
    text, small = Style(7.8 * unit), Style(6.4 * unit, colour=QUIET)
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
        top -= 5.2 * unit + lines.height - text.line
    return top


def _dated(table: GapTable, row: scale.Row) -> str:
    """Year and grade of a number after it, where the measure rests on places."""
    dated = words.year_and_grade(row) if table.selection.measure in scale.OF_PLACES else ""
    return f"; {dated}" if dated else ""


def not_named(table: GapTable, named: Collection[str]) -> list[str]:
    """Sentences with the few areas with none recorded, or a value, that the map does not name."""
    rows = table.rows[~table.rows["code"].isin(list(named))].sort_values("name")
    none = [str(name) for name in rows.loc[rows["shade"].isin(GAPS), "name"]]
    values = [
        f"{row['name']} ({scale.short(table, row)}{_dated(table, row)})"
        for _, row in rows[rows["shade"] == "measured"].iterrows()
    ]
    return [
        f"{NOT_NAMED} {listed(none)}." if 0 < len(none) <= MOST_NOT_NAMED else "",
        f"{VALUES} {listed(values)}." if 0 < len(values) <= MOST_VALUES else "",
    ]


def write_notes(
    sheet: Sheet, notes: Sequence[str | tuple[str, ...]], room: Box, unit: float
) -> None:
    """Write small notes below the legend; of several versions of a note the first that fits."""
    style, top = Style(6.6 * unit, colour=QUIET), room.top - 2 * unit
    for note in notes:
        versions = (note,) if isinstance(note, str) else note
        wrapped = [sheet.wrap(text, room.width, style) for text in versions if text]
        fitting = [paragraph for paragraph in wrapped if paragraph.height <= top - room.bottom]
        if fitting:
            top = sheet.put(fitting[0], room.left, top) - 1.2 * unit
