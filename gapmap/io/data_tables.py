"""Read and check the project's CSV tables against their machine-readable description.

The description (``gapmap.io.description``) names for each table its columns, their types, allowed
values, keys and references. Checking reports every problem at once, each with file, line, column,
value and what would be accepted.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd
from pandas.api.extensions import ExtensionArray

from gapmap.errors import DataError
from gapmap.io import description
from gapmap.io.description import Field, Table
from gapmap.io.files.csv_rows import SHOWN_PROBLEMS, BrokenRowError, Problem, Row, lines
from gapmap.vocabulary import SUMMED_LEVELS


def read_rows(path: Path) -> list[Row]:
    """Read a UTF-8 CSV file (with or without a byte order mark) as texts.

    Raises DataError naming the file when it is missing, not UTF-8, or a row has too many or too
    few cells.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError:
        raise DataError(
            f"{path.name} is missing or unreadable; restore it from the project."
        ) from None
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path.name} is not UTF-8 (byte {error.start}); save it as CSV UTF-8."
        ) from None
    found = lines(text)
    try:
        _, header = next(found, (1, []))
        return [_row(path, line, header, cells) for line, cells in found]
    except BrokenRowError as error:
        raise DataError(f"{path.name}, line {error.line}: {error}; check its quotes.") from None


def _row(path: Path, line: int, header: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(header):
        raise DataError(
            f"{path.name}, line {line}: {len(cells)} cells where the header has {len(header)}; "
            "check the quotes and commas of this row."
        )
    return Row(dict(zip(header, cells, strict=True)), line)


def problems(table: Table, rows: Sequence[Mapping[str, str]]) -> list[Problem]:
    """Return everything in ``rows`` that breaks the table's description, in file order."""
    file, names = table.path, [field.name for field in table.schema.fields]
    if not rows:
        return [Problem(file, 1, "", "no rows", "at least one row under the header")]
    if list(rows[0]) != names:
        return [Problem(file, 1, "", ",".join(rows[0]), ",".join(names))]
    found = [p for field in table.schema.fields for p in _column_problems(file, field, rows)]
    found += _key_problems(file, table.schema.primary_key, rows)
    return sorted(found, key=lambda p: p.line)


def _column_problems(
    file: str, field: Field, rows: Sequence[Mapping[str, str]]
) -> Iterator[Problem]:
    checks = _checks(field)
    for line, row in numbered(rows):
        value = row[field.name]
        if value == "":
            if field.constraints.required:
                yield Problem(file, line, field.name, value, "a value, not a blank")
            continue
        for accepted, holds in checks:
            if not holds(value):
                yield Problem(file, line, field.name, value, accepted)
                break


def numbered(rows: Sequence[Mapping[str, str]]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Rows with their lines; rows that do not remember theirs follow a header of one line."""
    for line, row in enumerate(rows, 2):
        yield getattr(row, "line", line), row


def _checks(field: Field) -> list[tuple[str, Callable[[str], bool]]]:
    """Return (what is accepted, test) pairs for one column, in the order they are tried."""
    rule, least, most = field.constraints, field.constraints.minimum, field.constraints.maximum
    checks: list[tuple[str, Callable[[str], bool]]] = []
    if field.is_number:
        digits = r"-?\d+" if field.type == "integer" else r"-?\d+(\.\d+)?"
        pattern = re.compile(digits, re.ASCII)
        checks.append((f"a plain {field.type} such as 28", lambda v: bool(pattern.fullmatch(v))))
    if rule.enum:
        checks.append((f"one of {', '.join(rule.enum)}", lambda v: v in rule.enum))
    if field.items:
        checks.append(("; ".join(field.items), lambda v: set(field.parts(v)) <= {*field.items}))
    if rule.pattern:
        shape = re.compile(rule.pattern)
        checks.append((f"a value of the form {rule.pattern}", lambda v: bool(shape.fullmatch(v))))
    if least is not None:
        checks.append((f"at least {least:g}", lambda v: float(v) >= least))
    if most is not None:
        checks.append((f"at most {most:g}", lambda v: float(v) <= most))
    return checks


def _key_problems(
    file: str, key: list[str], rows: Sequence[Mapping[str, str]]
) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], int] = {}
    for line, row in numbered(rows):
        value = tuple(row[name] for name in key)
        if key and value in seen:
            yield Problem(
                file,
                line,
                "+".join(key),
                " ".join(value),
                f"each key once (also on line {seen[value]})",
            )
        seen.setdefault(value, line)


def reference_problems(
    tables: Mapping[str, Table], rows: Mapping[str, Sequence[Mapping[str, str]]]
) -> list[Problem]:
    """Return every cell that points to a row that is not there."""
    found = []
    for name, table in tables.items():
        for field, other, column in table.references():
            known = {row[column] for row in rows[other]}
            for line, row in numbered(rows[name]):
                for value in field.parts(row[field.name]):
                    if value and value not in known:
                        accepted = f"a {column} of {other}.csv"
                        found.append(Problem(table.path, line, field.name, value, accepted))
    return found


def load(
    folder: Path, instead: Mapping[str, Sequence[Mapping[str, str]]] | None = None
) -> dict[str, pd.DataFrame]:
    """Read and check every described table; return them with numbers as numbers, blanks as missing.

    ``instead`` are rows of some tables in place of those of the folder. Raises DataError listing
    the first problems when anything breaks the description.
    """
    tables = description.tables(folder)
    given: Mapping[str, Sequence[Mapping[str, str]]] = instead or {}
    rows = {n: given.get(n) or read_rows(folder / table.path) for n, table in tables.items()}
    found = [p for name, table in tables.items() for p in problems(table, rows[name])]
    found = found or reference_problems(tables, rows)
    if found:
        more = f" … and {len(found) - SHOWN_PROBLEMS} more" if len(found) > SHOWN_PROBLEMS else ""
        raise DataError(" ".join(str(p) for p in found[:SHOWN_PROBLEMS]) + more)
    return {name: _frame(table, rows[name]) for name, table in tables.items()}


def _frame(table: Table, rows: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(
        {f.name: _column(f, [r[f.name] for r in rows]) for f in table.schema.fields}
    )


def _column(field: Field, texts: Sequence[str]) -> ExtensionArray:
    if field.is_number:
        return pd.array([float(t) if t else None for t in texts], dtype="Float64")
    return pd.array(texts, dtype=object)


def check_together(frames: Mapping[str, pd.DataFrame], as_of: date) -> None:
    """Raise DataError with the first things found to be inconsistent, and the remedy for each.

    ``as_of`` is the day the data set speaks of: no source can have spoken after it.
    """
    programmes = frames["programmes"]
    found = [
        *_areas(frames),
        *_programmes(programmes),
        *_evidence(programmes, as_of),
        *_served(frames),
    ]
    if found:
        raise DataError(" ".join(found[:20]))


def programmes_problems(
    table: Table, rows: Sequence[Mapping[str, str]], as_of: date
) -> list[Problem | str]:
    """What breaks the description of rows of programmes.csv, else what does not go together."""
    found = problems(table, rows)
    if found:
        return [*found]
    frame = _frame(table, rows)
    return [*_programmes(frame), *_evidence(frame, as_of)]


def _areas(frames: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    lookup, areas = frames["lookup"], frames["areas"]
    for level in SUMMED_LEVELS:
        known = set(areas.loc[areas["level"] == level, "code"])
        for code in sorted(set(lookup[f"{level}_code"]) - known - {""}):
            yield f"areas.csv has no {level} {code}, which lookup.csv names; add its row."


def _served(frames: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    areas, served = frames["areas"], frames["programme_areas"]
    known = set(frames["lookup"]["utla_code"]) | set(
        areas.loc[areas["has_estimate"] == "no", "code"]
    )
    for code in sorted(set(served["utla_code"]) - known):
        yield f"programme_areas.csv names {code}, which is no building block; correct the code."
    for row in sorted(set(frames["programmes"]["observation_id"]) - set(served["observation_id"])):
        yield f"programme_areas.csv has no area for {row}; add where it works."


def _programmes(programmes: pd.DataFrame) -> Iterator[str]:
    kinds = {
        "capacity_places": "capacity_kind",
        "referrals": "referrals_kind",
        "starts": "starts_kind",
        "completions": "completions_kind",
    }
    for row in programmes.to_dict("records"):
        name = f"programmes.csv, {row['observation_id']}"
        for number, kind in kinds.items():
            if pd.notna(row[number]) and not row[kind]:
                yield f"{name}: {number} without {kind}; say what kind of number it is."
        first, last = row["start_year"], row["end_year"]
        if pd.isna(first) != pd.isna(last):
            yield f"{name}: one of start_year and end_year is blank; give both or neither."
        elif pd.notna(first) and first > last:
            yield f"{name}: start_year {first:.0f} is after end_year {last:.0f}; correct one."


def _evidence(programmes: pd.DataFrame, as_of: date) -> Iterator[str]:
    """What is said of a row's date, of the year of its number, and of cases carried over."""
    numbers = ["capacity_places", "referrals", "starts", "completions", "annual_funding_gbp"]
    today = as_of.isoformat()
    for row in programmes.to_dict("records"):
        name = f"programmes.csv, {row['observation_id']}"
        if (row["as_of"] == "") != (row["date_basis"] == "undated"):
            yield f"{name}: date_basis is “undated” exactly when as_of is blank; correct one."
        if row["as_of"] > today[: len(row["as_of"])]:
            yield f"{name}: as_of {row['as_of']} is after the data's {today}; correct one."
        if pd.isna(row["number_year"]) != (row["number_year_basis"] == ""):
            yield f"{name}: give number_year and number_year_basis together, or neither."
        if pd.notna(row["number_year"]) and all(pd.isna(row[c]) for c in numbers):
            yield f"{name}: number_year without a number; leave it blank."
        if row["rolled_over"] and all(pd.isna(row[c]) for c in numbers[1:4]):
            yield f"{name}: rolled_over without a count; leave it blank."
        if row["takes_in"] and all(pd.isna(row[c]) for c in numbers):
            yield f"{name}: takes_in without a number; leave it blank."
