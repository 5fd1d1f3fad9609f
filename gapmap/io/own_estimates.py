"""Your own estimates: a table of code, low, central, high, checked and spread over councils."""

import csv
import io
import math
import re
from collections.abc import Mapping
from typing import Final

import pandas as pd

from gapmap.errors import UserInputError
from gapmap.io.tables import SHOWN_PROBLEMS, Problem, Row

COLUMNS: Final = ("code", "low", "central", "high")
LARGEST: Final = 5_000_000  # bytes; 175 rows need a few kilobytes
PLAIN: Final = re.compile(r"\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
TEMPLATE: Final = "code,low,central,high\nE23000001,40000,50000,60000\n"


def read(
    data: bytes, name: str, lookup: pd.DataFrame, people: pd.Series
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return estimates by building block (index; columns low, central, high) and every problem.

    ``data`` is CSV, UTF-8, with the columns code, low, central, high (further ones are ignored);
    ``lookup`` maps building blocks (index) to codes, one column a level; ``people`` weights the
    blocks of an area larger than one. When there are problems the table is empty. Raises
    UserInputError when the file cannot be read as such a table at all.
    """
    rows = _rows(data, name)
    blocks_of = {
        str(code): list(blocks.index)
        for level in lookup.columns
        for code, blocks in lookup[level].dropna().groupby(lookup[level].dropna())
    }
    problems: list[Problem] = []
    found: dict[str, tuple[float, float, float]] = {}
    covered: dict[str, int] = {}
    for row in rows:
        line, code = row.line, row["code"].strip()
        mine = _row_problems(name, line, row, code, blocks_of)
        for block in blocks_of.get(code, []):
            if block in covered:
                accepted = f"each place once: it is already part of line {covered[block]}"
                mine.append(Problem(name, line, "code", code, accepted))
                break
        covered.update(dict.fromkeys(blocks_of.get(code, []), line))
        problems += mine
        if not mine:
            found |= _spread(row, blocks_of[code], people)
    if problems:
        return pd.DataFrame(columns=["low", "central", "high"], dtype=float), problems
    columns = {name: [n[i] for n in found.values()] for i, name in enumerate(COLUMNS[1:])}
    return pd.DataFrame(columns, index=list(found)), []


def explain(problems: list[Problem]) -> str:
    """All problems as one text, the first ones in full."""
    more = len(problems) - SHOWN_PROBLEMS
    tail = f" … and {more} more." if more > 0 else ""
    return " ".join(str(p) for p in problems[:SHOWN_PROBLEMS]) + tail


def _rows(data: bytes, name: str) -> list[Row]:
    if len(data) > LARGEST:
        raise UserInputError(f"{name}: larger than {LARGEST // 1_000_000} MB; use one row an area.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserInputError(f"{name} is not UTF-8 text; save it as CSV UTF-8.") from None
    if "\0" in text:
        raise UserInputError(f"{name} is not a text file; save it as CSV UTF-8.")
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        header = [h.strip().lower() for h in next(reader, [])]
        rows, line = [], reader.line_num + 1
        for cells in reader:
            if cells:
                filled = [*cells, *[""] * len(header)]
                rows.append(Row(dict(zip(header, filled, strict=False)), line))
            line = reader.line_num + 1
    except csv.Error as error:
        raise UserInputError(f"{name} cannot be read as CSV ({error}); check its quotes.") from None
    missing = [c for c in COLUMNS if c not in header]
    if missing:
        raise UserInputError(
            f"{name} has no column {', '.join(missing)}; its first line is {','.join(COLUMNS)}."
        )
    if not rows:
        raise UserInputError(f"{name} has no rows; add one line an area.")
    return rows


def _row_problems(
    name: str, line: int, row: Mapping[str, str], code: str, blocks_of: Mapping[str, list[str]]
) -> list[Problem]:
    found = []
    if code not in blocks_of:
        accepted = "the code of a council, force, county, region or country of England and Wales"
        found.append(Problem(name, line, "code", row["code"], accepted))
    numbers = []
    for column in COLUMNS[1:]:
        value = _number(row[column])
        numbers.append(value)
        if math.isnan(value) or value <= 0:
            found.append(
                Problem(
                    name,
                    line,
                    column,
                    row[column],
                    "a plain number above 0 and below 1,000,000,000",
                )
            )
    if not found and not numbers[0] <= numbers[1] <= numbers[2]:
        text = ", ".join(row[c] for c in COLUMNS[1:])
        found.append(Problem(name, line, "", text, "low, central and high in rising order"))
    return found


def _number(text: str) -> float:
    if not PLAIN.fullmatch(text.strip()):
        return math.nan
    value = float(text)
    return value if value < 1e9 else math.nan


def _spread(
    row: Mapping[str, str], blocks: list[str], people: pd.Series
) -> dict[str, tuple[float, float, float]]:
    total = float(people[blocks].sum())
    low, central, high = (float(row[column]) for column in COLUMNS[1:])
    shares = {block: float(people[block]) / total for block in blocks}
    return {b: (low * share, central * share, high * share) for b, share in shares.items()}
