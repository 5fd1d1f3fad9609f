"""Your own estimates: a table of code, low, central, high, checked and spread over councils."""

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from gapmap.core.former_codes import Changes, Codes
from gapmap.errors import UserInputError
from gapmap.io.data_tables import SHOWN_PROBLEMS, Problem, Row

COLUMNS: Final = ("code", "low", "central", "high")
LARGEST: Final = 5_000_000  # bytes; 175 rows need a few kilobytes
PLAIN: Final = re.compile(r"\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
TEMPLATE: Final = "code,low,central,high\nE23000001,40000,50000,60000\n"


def read(
    data: bytes,
    name: str,
    lookup: pd.DataFrame,
    people: pd.Series,
    changes: Changes | None = None,
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return estimates by building block (index; columns low, central, high) and every problem.

    ``data`` is CSV, UTF-8, with the columns code, low, central, high (further ones are ignored);
    ``lookup`` maps building blocks (index) to codes, one column a level; ``people`` weights the
    blocks of an area larger than one; ``changes`` reads old codes. When there are problems the
    table is empty. Raises UserInputError when the file cannot be read as such a table at all.
    """
    rows = _rows(data, name)
    places = _Places.of(lookup, changes, {row["code"].strip() for row in rows})
    problems: list[Problem] = []
    totals: dict[Codes, list[tuple[float, ...]]] = {}
    covered: dict[str, tuple[int, Codes]] = {}
    for row in rows:
        line, code = row.line, row["code"].strip()
        mine = _row_problems(name, line, row, places.problem(code))
        group, blocks = places.of_code.get(code, ((code,), ()))
        before = {block: covered[block] for block in blocks if block in covered}
        for first, other in before.values():
            if other != group or code in places.seen:
                accepted = f"each place once: it is already part of line {first}"
                mine.append(Problem(name, line, "code", code, accepted))
                break
        places.seen.add(code)
        covered.update({block: before.get(block, (line, group)) for block in blocks})
        problems += mine
        if not mine:
            totals.setdefault(group, []).append(tuple(float(row[c]) for c in COLUMNS[1:]))
    if problems:
        return pd.DataFrame(columns=["low", "central", "high"], dtype=float), problems
    found: dict[str, tuple[float, ...]] = {}
    for group, numbers in totals.items():
        total = [sum(column) for column in zip(*numbers, strict=True)]
        found |= _spread(total, places.of_code[group[0]][1], people)
    columns = {name: [n[i] for n in found.values()] for i, name in enumerate(COLUMNS[1:])}
    return pd.DataFrame(columns, index=list(found)), []


@dataclass
class _Places:
    """Code → (the codes that are one place only together, its building blocks); codes met."""

    of_code: dict[str, tuple[Codes, Codes]]
    changes: Changes | None
    seen: set[str]

    @classmethod
    def of(cls, lookup: pd.DataFrame, changes: Changes | None, codes: set[str]) -> "_Places":
        of_code: dict[str, tuple[Codes, Codes]] = {
            str(code): ((str(code),), tuple(str(block) for block in blocks.index))
            for level in lookup.columns
            for code, blocks in lookup[level].dropna().groupby(lookup[level].dropna())
        }
        landings = changes.landings(codes - set(of_code)) if changes else {}
        for together, blocks in landings.items():
            of_code |= dict.fromkeys(together, (together, blocks))
        return cls(of_code, changes, set())

    def problem(self, code: str) -> str:
        """What would be accepted instead of a code that is no place; blank for one that is."""
        if code in self.of_code:
            return ""
        today = self.changes.current_codes(code) if self.changes else ()
        if self.changes and today:
            needed = self.changes.needed(code)
            lines = f", or a line for each of {', '.join(needed)}" if needed else ""
            return f"{' and '.join(today)}, of which this old area is a part today{lines}"
        return "the code of a council, force, county, region or country of England and Wales"


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


def _row_problems(name: str, line: int, row: Mapping[str, str], other_code: str) -> list[Problem]:
    """Everything wrong with a row; ``other_code`` says what would be accepted as its code."""
    found = []
    if other_code:
        found.append(Problem(name, line, "code", row["code"], other_code))
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
    numbers: Sequence[float], blocks: Sequence[str], people: pd.Series
) -> dict[str, tuple[float, ...]]:
    """An area's low, central and high over its blocks by ``people``."""
    total = float(people[list(blocks)].sum())
    shares = {block: float(people[block]) / total for block in blocks}
    return {block: tuple(n * share for n in numbers) for block, share in shares.items()}
