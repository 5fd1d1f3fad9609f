"""Your own estimates: a table of areas with low, central, high, checked, spread over councils."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from gapmap.core.need.demand import LINES
from gapmap.core.need.former_codes import Changes, Codes
from gapmap.errors import UnknownNameError
from gapmap.io import headings
from gapmap.io.files import budget
from gapmap.io.files.csv_rows import SHOWN_PROBLEMS, Problem, Row
from gapmap.io.headings import normal
from gapmap.io.own.cells.numbers import DECIMAL_COMMA
from gapmap.io.own.columns import SAMPLE, candidates
from gapmap.io.own.where.areas import CODE, AreaIndex
from gapmap.io.own.where.found import Reading
from gapmap.io.uploads import read as upload

COLUMNS: Final = ("code", "low", "central", "high")
LARGEST: Final = 1e9  # people: an estimate this large is a slip
PLAIN: Final = re.compile(
    r"(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(\.\d+)?([eE][+-]?\d+)?", re.ASCII
)
TEMPLATE: Final = "code,low,central,high\nE23000001,40000,50000,60000\n"
NAMES: Final = {
    "low": ("low", "lower", "lower bound", "low estimate", "lower estimate", "lower limit", "min",
            "minimum", "lower ci", "lower 95 ci", "lower confidence limit", "lcl", "from"),
    "central": ("central", "mid", "middle", "central estimate", "estimate", "best", "best estimate",
                "point estimate", "mid estimate", "perpetrators", "value", "number", "median",
                "mean", "estimated perpetrators", "number of perpetrators"),
    "high": ("high", "upper", "upper bound", "high estimate", "upper estimate", "upper limit",
             "max", "maximum", "upper ci", "upper 95 ci", "upper confidence limit", "ucl", "to"),
}  # fmt: skip
"""Other headings of the three numbers."""


def read(
    data: bytes,
    name: str,
    lookup: pd.DataFrame,
    people: pd.Series,
    changes: Changes | None = None,
    index: AreaIndex | None = None,
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return estimates by building block (index; columns low, central, high) and every problem.

    The table keeps what each place of the file was stated as (``core.need.demand.own_lines``).

    ``data`` is any table that a list of programmes may be (CSV, XLSX, XLS, ODS), with a column of
    codes or names and the columns low, central, high (further ones are ignored); ``lookup`` maps
    building blocks (index) to codes, one column a level; ``people`` weights the blocks of an area
    larger than one; ``changes`` reads old codes, ``index`` names. The rows without a problem are
    used: of two that overlap the finer one. Raises UserInputError when the file cannot be read as
    such a table at all.
    """
    with budget.of(name, budget.ESTIMATES):
        rows, heads = _rows(data, name, index)
    places = _Places.of(lookup, changes, {row["code"] for row in rows})
    problems: list[Problem] = []
    totals: dict[Codes, list[tuple[float, ...]]] = {}
    covered: dict[str, tuple[int, Codes]] = {}
    size = {row.line: len(places.of_code.get(row["code"], ((), ()))[1]) for row in rows}
    for row in sorted(rows, key=lambda r: size[r.line]):
        line, code = row.line, row["code"]
        mine = _row_problems(name, line, row, places.problem(code), heads)
        group, blocks = places.of_code.get(code, ((code,), ()))
        before = {block: covered[block] for block in blocks if block in covered}
        for first, other in before.values():
            if other != group or code in places.seen:
                accepted = f"each place once: it is already part of line {first}"
                mine.append(Problem(name, line, heads["code"], row["as written"], accepted))
                break
        problems += mine
        if mine:
            continue
        places.seen.add(code)
        covered.update({block: before.get(block, (line, group)) for block in blocks})
        totals.setdefault(group, []).append(tuple(_number(row[c]) for c in COLUMNS[1:]))
    found: dict[str, tuple[float, ...]] = {}
    for group, numbers in totals.items():
        missing = set(group) - places.seen
        if missing:  # whole only together, and one of them is among the bad rows
            accepted = f"a line for {', '.join(sorted(missing))} too: whole only together"
            problems.append(Problem(name, 0, heads["code"], ", ".join(sorted(group)), accepted))
            continue
        total = [sum(column) for column in zip(*numbers, strict=True)]
        found |= _spread(total, places.of_code[group[0]][1], people)
    columns = {name: [n[i] for n in found.values()] for i, name in enumerate(COLUMNS[1:])}
    table = pd.DataFrame(columns, index=list(found), dtype=float)
    whole = ((group, stated) for group, stated in totals.items() if set(group) <= places.seen)
    table.attrs[LINES] = tuple(
        (places.of_code[group[0]][1], min(n[0] for n in stated), min(n[1] for n in stated))
        for group, stated in whole
    )
    return table, sorted(problems, key=lambda p: p.line)


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


def _rows(data: bytes, name: str, index: AreaIndex | None) -> tuple[list[Row], dict[str, str]]:
    """The rows of a file by our columns, and the heading of each of them."""
    sent = upload.read(data, name)
    named = {normal(h): h for h in sent.header if h}
    cells = [row for _, row in sent.rows[:SAMPLE]]
    areas = [c.heading for c in candidates(sent.header, {}, cells)]
    heads = {"code": named.get("code") or (areas[0] if areas else "")}
    for ours, words in NAMES.items():
        heads[ours] = next((named[w] for w in words if w in named), "")
    missing = [ours for ours in COLUMNS if not heads[ours]]
    if missing:
        raise UnknownNameError(
            f"{name} has no column {', '.join(missing)}; its first line is {','.join(COLUMNS)}."
        )
    level = headings.level(heads["code"])
    at = {ours: sent.header.index(heads[ours]) for ours in COLUMNS}
    rows = []
    for line, row in sent.rows:
        texts = {ours: row[index_] for ours, index_ in at.items()}
        if sent.separator == ";":
            texts |= {c: _english(texts[c]) for c in COLUMNS[1:]}
        if any(texts.values()):
            code = _code(texts["code"], level, index)
            rows.append(Row({**texts, "as written": texts["code"], "code": code}, line))
    return rows, heads


def _code(text: str, level: str, index: AreaIndex | None) -> str:
    """The code of an area by its code (in any case) or its name; the text where it has none."""
    code = text.upper().replace(" ", "")
    if CODE.fullmatch(code) or index is None:
        return code if CODE.fullmatch(code) else text
    found = index.one(text, None, level)
    return found.codes[0] if isinstance(found, Reading) and len(found.codes) == 1 else text


def _row_problems(
    name: str, line: int, row: Mapping[str, str], other_code: str, heads: Mapping[str, str]
) -> list[Problem]:
    """Everything wrong with a row; ``other_code`` says what would be accepted as its code."""
    found = []
    if other_code:
        found.append(Problem(name, line, heads["code"], row["as written"], other_code))
        if not any(row[column] for column in COLUMNS[1:]):
            return found  # a note or a source below the table
    numbers = []
    for column in COLUMNS[1:]:
        value = _number(row[column])
        numbers.append(value)
        if math.isnan(value) or value <= 0:
            accepted = "a plain number above 0 and below 1,000,000,000"
            found.append(Problem(name, line, heads[column], row[column], accepted))
    if not found and not numbers[0] <= numbers[1] <= numbers[2]:
        text = ", ".join(row[c] for c in COLUMNS[1:])
        found.append(Problem(name, line, "", text, "low, central and high in rising order"))
    return found


def _english(text: str) -> str:
    """A number with a decimal comma (1.234,5), as a file with semicolons has it, with a dot."""
    return text.replace(".", "").replace(",", ".") if DECIMAL_COMMA.fullmatch(text) else text


def _number(text: str) -> float:
    if not PLAIN.fullmatch(text.strip()):
        return math.nan
    value = float(text.replace(",", "").replace(" ", ""))
    return value if value < LARGEST else math.nan


def _spread(
    numbers: Sequence[float], blocks: Sequence[str], people: pd.Series
) -> dict[str, tuple[float, ...]]:
    """An area's low, central and high over its blocks by ``people``."""
    total = float(people[list(blocks)].sum())
    shares = {block: float(people[block]) / total for block in blocks}
    return {block: tuple(n * share for n in numbers) for block, share in shares.items()}
