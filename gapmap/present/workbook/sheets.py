"""A whole workbook from a GapTable: cover, contents, notes, what columns mean, then the tables."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from gapmap.core.gap import GapTable
from gapmap.present.area import words as area_words
from gapmap.present.words import citation, left_out, method
from gapmap.present.words import finding as words
from gapmap.present.words.links import web_address
from gapmap.present.words.selection import selection_in_words
from gapmap.present.workbook.areas import areas, totals
from gapmap.present.workbook.model import (
    NOT_APPLICABLE,
    NOT_KNOWN,
    SHORTHAND,
    Cell,
    Column,
    Line,
    Link,
    Sheet,
    Workbook,
    defused_cells,
    safe,
    told,
)
from gapmap.present.workbook.programmes import Evidence, context, programmes, source_ids
from gapmap.vocabulary import LEVEL_SINGULAR, STATES

SOURCES: Final = (
    Column("source_id", "Source", "id, as the other sheets name it", "code", 20),
    Column(
        "title",
        "Title",
        "title, and whose it is where the page’s own was not seen; leads to the page",
        "text",
        50,
    ),
    Column("publisher", "Publisher", "who published it", "text", 30),
    Column("date", "Date", "when it was published, as stated", "text", 16),
    Column("accessed", "Read", "month in which the copy was read", "text", 12),
    Column("licence", "Licence", "terms under which it can be used", "text", 32),
    Column("kind", "Kind", "what it is", "text", 16),
    Column("location", "Where it is", "address or document", "text", 50),
    Column("note", "Note", "what to know about it", "text", 50),
)
ASSUMPTIONS: Final = (
    Column("assumption", "Assumption", "what is assumed", "text", 46),
    Column("value", "Value", "with its unit", "text", 26),
    Column("allowed", "Allowed", "limits within which it can be changed", "text", 24),
    Column("changed by you", "Changed by you", "yes where it is not as it starts", "text", 14),
    Column("why", "Why", "what it rests on", "text", 70),
)
CONTENTS: Final = (
    Column("sheet", "Sheet", "leads to it", "text", 16),
    Column("what", "What it holds", "in a line", "text", 78),
    Column("rows", "Rows", "of its table", "whole", 10),
)
NOTES: Final = (
    Column("kind", "Kind", "shorthand, state or note", "text", 14),
    Column("term", "Term", "as the sheets have it", "text", 28),
    Column("meaning", "Meaning", "in words", "text", 110),
)
COLUMNS: Final = (
    Column("sheet", "Sheet", "where the column is", "text", 16),
    Column("heading", "Heading", "as the sheet has it", "text", 40),
    Column("key", "Name in CSV and map files", "name for machines", "code", 34),
    Column("meaning", "Meaning", "in words", "text", 80),
)


def workbook(
    table: GapTable,
    evidence: Evidence,
    sources: Sequence[Mapping[str, str]],
    *,
    recipe: str,
    today: date,
    version: str,
) -> Workbook:
    """Return the workbook of a GapTable, ready for a writer.

    ``sources`` are the rows of sources.csv, at least those of ``source_ids``; ``recipe`` is the
    line that makes the file again.
    """
    by_id = {row["source_id"]: row for row in sources}
    used = [by_id[i] for i in source_ids(table, evidence)]
    tables = (
        totals(table),
        areas(table),
        programmes(table, evidence),
        context(table, evidence),
        _assumptions(table),
        _sources(used),
    )
    columns = _columns(tables)
    notes = _notes(table, (*tables, columns))
    sheets = (_contents((notes, columns, *tables)), notes, columns, *tables)
    level = LEVEL_SINGULAR[table.selection.level]
    title = f"Places on programmes and estimated {table.model.noun} by {level}"
    if table.area is not None:
        title = f"{area_words.name(table)}: places on programmes and estimated {table.model.noun}"
    return Workbook(
        title,
        safe(f"{area_words.title(table)} {words.CAVEAT}"),
        _cover(title, table, today, version),
        tuple(_with_key(sheet) for sheet in sheets),
        recipe,
        today,
        version,
    )


def _with_key(sheet: Sheet) -> Sheet:
    """Add to a table's lines what its shorthand means, only where it has some."""
    used = {c for row in sheet.rows for c in row if c in SHORTHAND}
    own = sheet.name in ("Contents", "Notes", "Columns")
    key = [f"{s} {SHORTHAND[s].split(':')[0].removesuffix('.')}" for s in SHORTHAND if s in used]
    lines = [*sheet.lines]
    if key and not own:
        lines.append(f"Shorthand: {'; '.join(key).lower()}. The sheet Notes says more.")
    if sheet.printed < len(sheet.columns):
        last = sheet.columns[sheet.printed - 1].heading
        lines.append(
            f"On paper: the first {sheet.printed} of {len(sheet.columns)} columns, to “{last}”, so "
            "that they can be read on one page's width. All are on the screen."
        )
    if not own:
        lines.append("Headings stay in view. To undo that: View, Freeze Panes, Unfreeze.")
    return Sheet(
        sheet.name,
        safe(sheet.title),
        sheet.what,
        tuple(safe(line) for line in lines),
        sheet.columns,
        sheet.rows,
        0 if own else sheet.stay,
    )


def _cover(title: str, table: GapTable, today: date, version: str) -> tuple[Line, ...]:
    day = f"{today.day} {today:%B %Y}"
    lines = [Line(title, "title"), Line(area_words.title(table))]
    lines += [Line(text) for text in (area_words.title_more(table), area_words.only(table))]
    lines += _section("Read this first", [words.CAVEAT, left_out.old_years(table)])
    chosen = [selection_in_words(table.selection, table.model), *left_out.hidden(table)]
    lines += _section("What was chosen", [*chosen, *left_out.counted_with_care(table)])
    estimate = [f"{table.model.name}: {table.model.counts}", table.model.interval_why]
    lines += _section("The estimate", [*estimate, *table.model.caveats])
    figures = [f"{label}: {value} ({note})." for label, value, note in _key_figures(table)]
    lines += _section("Main figures", figures)
    made = [f"Made with gapmap {version} on {day}.", f"Data: fingerprint {table.fingerprint}."]
    again = "This file keeps what made it: python -m gapmap redraw FILE makes it again."
    lines += _section("About this file", [*made, again, "The sheet Contents lists the sheets."])
    return tuple(Line(safe(line.text), line.style) for line in lines if line.text)


def _key_figures(table: GapTable) -> list[tuple[str, str, str]]:
    if table.area is None:
        return words.key_figures(table)
    return area_words.key_figures(table.whole, table.area)


def _section(heading: str, texts: Sequence[str]) -> list[Line]:
    return [Line(heading, "heading"), *(Line(text) for text in texts)]


def _contents(sheets: Sequence[Sheet]) -> Sheet:
    cover = (Link("Cover", "#Cover"), "What this workbook is, what was chosen", NOT_APPLICABLE)
    rows: list[tuple[Cell, ...]] = [cover]
    rows += [(Link(s.name, f"#{s.name}"), s.what, len(s.rows)) for s in sheets]
    lines = ("Each sheet has one table, with its title in cell A1.",)
    return Sheet(
        "Contents", "Contents of this workbook", "List of sheets", lines, CONTENTS, tuple(rows)
    )


def _notes(table: GapTable, sheets: Sequence[Sheet]) -> Sheet:
    rows = [("Shorthand", term, meaning) for term, meaning in SHORTHAND.items()]
    rows += [("State", STATES[s], words.STATE_NOTES[s]) for s in STATES]
    rows += [("Note", term, safe(text)) for term, text in _remarks(table, defused_cells(sheets))]
    lines = ("One table: shorthand, states of an area, and notes.",)
    what = "Shorthand, states of an area, and what to know before using the figures"
    return Sheet("Notes", "Notes: shorthand, states and remarks", what, lines, NOTES, tuple(rows))


def _remarks(table: GapTable, defused: int) -> list[tuple[str, str]]:
    cells = "1 cell" if defused == 1 else f"{defused:,} cells"
    limit = table.selection.suppress_below
    guarded = (
        f"Numbers of places below {limit} are withheld, with what would reveal them. Counts of "
        "people below that, and explanations that hold a number, are withheld too."
        if limit
        else "Nothing is withheld: the choices set no limit for small numbers."
    )
    rounded = (
        "Numbers are rounded to what the CSV file has; what you see may be rounded further by the "
        "format of the cell."
    )
    formulas = (
        "A text that a spreadsheet would run as a formula (it begins with =, +, -, @, also "
        "in their wide forms, a tab or a "
        f"carriage return) has an apostrophe put before it. In this file: {cells}."
    )
    return [
        ("None recorded", words.CAVEAT),
        (
            "Old years",
            left_out.old_years(table) or "The years shown are those that sources cover best.",
        ),
        ("Hidden by the choices", " ".join(left_out.hidden(table)) or "Nothing."),
        ("Counted with care", " ".join(left_out.counted_with_care(table)) or "Nothing."),
        (
            "Lower bounds",
            "Where more programmes count without known places, or may match by what their sources "
            "say, places are a lower bound and the upper end of a ratio is not known.",
        ),
        (
            "Ranges",
            "Low and high follow from the range of the estimate. A range is not a margin of error.",
        ),
        ("No standard", "No official standard says how many places are enough."),
        ("Levels", "Levels overlap. Never add police force areas, counties and boroughs together."),
        ("Withheld numbers", guarded),
        ("Rounding", rounded),
        ("Formulas", formulas),
    ]


def _columns(sheets: Sequence[Sheet]) -> Sheet:
    rows = [(s.name, c.heading, c.key, c.meaning) for s in sheets for c in s.columns]
    lines = ("The names for machines are those of the CSV, JSON, GeoJSON and GeoPackage files.",)
    what = "What every column means, and its name in the other files"
    return Sheet("Columns", "Columns: what each one means", what, lines, COLUMNS, tuple(rows))


def _assumptions(table: GapTable) -> Sheet:
    rows = [
        tuple(told(row[c.key], NOT_APPLICABLE) for c in ASSUMPTIONS)
        for row in method.assumption_rows(table)
    ]
    title = "Assumptions: every number behind the estimate and the places"
    what = "Every assumption, its limits, and which you changed"
    lines = (f"Estimate: {table.model.name}.",)
    return Sheet("Assumptions", title, what, lines, ASSUMPTIONS, tuple(rows))


def _sources(sources: Sequence[Mapping[str, str]]) -> Sheet:
    rows = []
    for source in sources:
        cells = {c.key: told(source.get(c.key), NOT_KNOWN) for c in SOURCES}
        url = web_address(source["location"])
        name = told(citation.titled(source), NOT_KNOWN)
        title = Link(name, url) if url else name
        note = told(source.get("note"), NOT_APPLICABLE)
        rows.append(tuple((cells | {"title": title, "note": note})[c.key] for c in SOURCES))
    lines = ("Data under the Open Government Licence need the credit that their source asks for.",)
    what = "Every source used, with publisher, date and licence"
    title = "Sources: what the figures rest on"
    return Sheet("Sources", title, what, lines, SOURCES, tuple(rows))
