"""Exports read back with a reader of our own: same rows, same Selection, nothing that runs."""

import json
from datetime import date

import pandas as pd
import pytest

from gapmap.core.gap import COLUMNS
from gapmap.fields.csv_text import rows_csv
from gapmap.io.own import estimates as own_estimates
from gapmap.present.tables import csv_json as tables
from gapmap.present.tables.columns import records, spec
from gapmap.present.words import finding as words
from gapmap.selection import Selection
from gapmap.vocabulary import LEVELS

CHOICES = [
    *[{"level": level} for level in LEVELS],
    {"routes": ("self", "police"), "include_unstated": True, "accepts": ("women",)},
    {"types": ("stalking", "young_people"), "since": None, "accredited": True},
    {"since": 2010, "until": 2016, "basis": "implied", "level": "county"},
    {"demand": "referral_demand", "assumptions": (("total", 123456.789),)},
    {"demand": "high_harm", "assumptions": (("cases_per_woman", 0.0051),), "gap_below": 0.1},
    {"local": "sensitivity", "shrinkage": 0.123456789, "breaks": (0.1, 0.30000000000000004)},
    {"level": "borough", "suppress_below": 40, "target_share": 0.015},
    {"level": "borough", "suppress_below": 30, "since": 2018, "until": 2018,
     "basis": "commissioned"},
    {"demand": "own"},
]  # fmt: skip
ABOUT = {"today": date(2026, 1, 2), "version": "9.9"}


@pytest.fixture(scope="module")
def own(dataset):
    data = b"code,low,central,high\nE23000028,800,1000,1500\n"
    people = dataset.population["aged_16_plus"]
    estimates, _ = own_estimates.read(data, "mine.csv", dataset.lookup, people)
    return dataset.with_own_estimates(estimates, '=HYPERLINK("x"),\n".csv', data)


@pytest.fixture(scope="module", params=CHOICES, ids=str)
def table(request, own):
    return own.gap(Selection(**request.param))


def read_csv(text):
    """A CSV reader of our own: one character at a time, double quotes doubled inside quotes."""
    lines, line, cell, quoted, i = [], [], "", False, 0
    while i < len(text):
        c = text[i]
        if quoted and c == '"' and text[i + 1 : i + 2] == '"':
            cell, i = cell + '"', i + 1
        elif c == '"':
            quoted = not quoted
        elif quoted or c not in ",\n":
            cell += c
        else:
            line.append(cell)
            cell = ""
            if c == "\n":
                lines.append(line)
                line = []
        i += 1
    assert not quoted
    assert (line, cell) == ([], "")
    return lines


def as_text(value):
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def beside(table, sources=()):
    """What stands beside the CSV of a table."""
    return strict(tables.csv_metadata(table, sources, url="a.csv", recipe="{}", **ABOUT))


def notes(table, sources=()):
    return {key: value for note in beside(table, sources)["notes"] for key, value in note.items()}


def strict(text):
    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def test_the_csv_reads_back_as_the_records(table, own):
    sources = own.sources(table.source_ids)
    data = tables.export_csv(table)
    assert data.startswith(b"\xef\xbb\xbf")
    lines = read_csv(data.decode("utf-8-sig"))
    assert lines[0] == list(COLUMNS)
    assert lines[1:] == [[as_text(r[c]) for c in COLUMNS] for r in records(table)]
    assert lines == read_csv(tables.plain_csv(table))
    told = notes(table, sources)
    assert told["title"] == words.finding(table)
    assert told["caveat"] == words.CAVEAT
    assert told["fingerprint"] == table.fingerprint
    assert told["date"] == "2026-01-02"
    assert told["gapmap:recipe"] == "{}"
    assert [source["source_id"] for source in told["sources"]] == list(table.source_ids)
    assert set(table.rows["state"]) <= set(told["states"])


def test_pandas_reads_the_csv_without_being_told_anything(table, tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(tables.export_csv(table))
    found = pd.read_csv(path)
    assert list(found.columns) == list(COLUMNS)
    assert list(found["code"]) == list(table.rows["code"])
    for name in COLUMNS:
        if spec(name).kind in ("whole", "number"):
            assert pd.api.types.is_numeric_dtype(found[name]), name
    wanted = [r["places"] for r in records(table)]
    assert [None if n != n else n for n in found["places"].astype(float)] == wanted


KINDS = {
    "string": lambda cell: isinstance(cell, str),
    "boolean": lambda cell: cell in ("true", "false"),
    "integer": lambda cell: cell.lstrip("-").isdecimal(),
    "number": lambda cell: float(cell) == float(cell),
}


def test_what_stands_beside_the_csv_describes_it_as_csv_on_the_web_has_it(table):
    """https://www.w3.org/TR/tabular-metadata/: each heading is a title, each cell of its type."""
    body = beside(table)
    assert body["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en"}]
    assert body["url"] == "a.csv"
    assert body["dc:title"] == words.finding(table)
    columns = body["tableSchema"]["columns"]
    head, *rows = read_csv(tables.export_csv(table).decode(body["dialect"]["encoding"] + "-sig"))
    assert all(h in c["titles"] for h, c in zip(head, columns, strict=True))
    assert len({c["name"] for c in columns}) == len(columns)
    for row in rows:
        for cell, column in zip(row, columns, strict=True):
            assert cell == "" or KINDS[column["datatype"]](cell), column["name"]
    (key,) = body["tableSchema"]["primaryKey"]
    assert len({row[head.index(key)] for row in rows}) == len(rows)


def test_the_selection_in_both_files_rebuilds_the_same_selection(table, own):
    assert Selection.from_dict(json.loads(notes(table)["selection"])) == table.selection
    body = json.loads(tables.export_json(table, [], **ABOUT))
    assert Selection.from_dict(body["selection"]) == table.selection


def test_the_json_is_json_and_has_the_same_rows(table, own):
    sources = own.sources(table.source_ids)
    body = strict(tables.export_json(table, sources, **ABOUT))
    assert body["rows"] == records(table)
    assert [s["source_id"] for s in body["sources"]] == list(table.source_ids)
    t = table.totals
    assert body["totals"]["perpetrators"] == pytest.approx(t.perpetrators, abs=0.06)
    assert body["totals"]["programmes"] == t.programmes
    if t.places == t.places:
        assert body["totals"]["places"] == pytest.approx(t.places, abs=0.006)
        assert body["totals"]["measured"]["areas"] == t.measured.areas
    else:
        assert body["totals"]["places"] is None


def test_records_round_the_numbers_of_the_table_and_keep_blanks(table):
    found = records(table)
    assert len(found) == len(table.rows)
    for mine, row in zip(found, table.rows.to_dict("records"), strict=True):
        for name, value in row.items():
            if not isinstance(value, str) and pd.isna(value):
                assert mine[name] is None
            elif isinstance(value, float):
                step = 10.0 ** -spec(name).digits
                assert mine[name] == pytest.approx(value, abs=0.51 * step)
            else:
                assert mine[name] == value


def test_the_same_table_gives_the_same_bytes(own):
    one, two = (own.gap(Selection(level="borough")) for _ in range(2))
    assert tables.export_csv(one) == tables.export_csv(two)
    assert beside(one) == beside(two)
    assert tables.export_json(one, [], **ABOUT) == tables.export_json(two, [], **ABOUT)


HOSTILE = [
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '"quoted", and\nbroken',
    "\u202eright to left",
    "👩‍⚖️ emoji",
    "x" * 300,
    "# title,not a title",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_in_their_cell_and_never_run(own, name):
    table = own.gap(Selection(level="country"))
    hostile = table.with_rows(table.rows.assign(name=name))
    source = dict.fromkeys(("source_id", "title", "publisher", "date", "licence", "location"), name)
    text = tables.export_csv(hostile).decode("utf-8-sig")
    lines = read_csv(text)
    for line in lines[-len(table.rows) :]:
        assert len(line) == len(COLUMNS)
        assert line[2] in (name, f"'{name}")
    assert notes(hostile, [source])["sources"] == [source]
    assert not [c for line in lines for c in line if c.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert json.loads(tables.export_json(hostile, [source], **ABOUT))["rows"][0]["name"] == name


def test_a_hostile_file_name_of_own_estimates_is_quoted(own):
    table = own.gap(Selection(demand="own"))
    assert '=HYPERLINK("x"),\n".csv' in notes(table)["estimate"]


def test_negative_numbers_are_numbers_not_formulas():
    assert rows_csv([{"a": -1.5, "b": None, "c": True}], ["a", "b", "c"]) == ("a,b,c\n-1.5,,true\n")
    assert rows_csv([{"a": "ok"}, {"a": False}], ["a"]) == "a\nok\nfalse\n"
