"""The command that prints the difference between two selections."""

import csv
import io
import json
import re

import pytest

from gapmap.cli import main as cli
from gapmap.selection import Selection


def run(capsys, *arguments):
    code = cli.main(["compare", *arguments])
    return code, *capsys.readouterr()


def test_the_rows_are_those_of_both_tables(capsys, dataset):
    code, out, err = run(capsys, "--measure", "programmes", "--with", "since=2010&until=2016")
    assert (code, err) == (0, "")
    before = dataset.gap(Selection(since=2010, until=2016)).rows.set_index("code")
    after = dataset.gap(Selection()).rows.set_index("code")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["code"] for row in rows] == list(after.index)
    for row in rows:
        first, second = (t.loc[row["code"], "programmes"] for t in (before, after))
        if row["status"] == "no_estimate":  # Scotland, which the sources read do not cover
            assert (first, second, row["first"], row["change"]) == (0, 0, "", "")
            continue
        assert float(row["first"]) == first
        assert float(row["change"]) == second - first
    assert [r["code"] for r in rows if r["status"] == "no_estimate"] == ["S92000003"]


def test_it_says_what_was_compared(capsys):
    code, out, _ = run(capsys, "--with", "routes=police", "--format", "json")
    assert code == 0
    said = json.loads(out)
    assert json.loads(said["A (first)"])["routes"] == ["police"]
    assert json.loads(said["B (second)"])["routes"] == []
    assert said["A (first) in words"] != said["B (second) in words"]
    assert re.search(r"In \d+ of \d+ areas compared, .* at least so many", said["caveat"])
    rows = list(csv.DictReader(io.StringIO(run(capsys, "--with", "routes=police")[1])))
    assert [row["code"] for row in rows] == [row["code"] for row in said["rows"]]
    assert list(rows[0]) == list(said["columns"]) == list(said["rows"][0])


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("level=borough", ("level", "cannot differ", "routes")),
        ("measure=unmet", ("measure", "cannot differ")),
        ("colour=red", ("colour", "cannot differ")),
        ("", ("changes nothing", "since=2010")),
        ("since=soon", ("soon", "1990")),
        ("routes=<script>", ("<script>", "police")),
        ("since=2030&until=2001", ("2030", "2001")),
    ],
)
def test_what_cannot_be_compared_is_one_clear_line(capsys, query, words):
    code, out, err = run(capsys, "--with", query)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert all(word in err for word in words)
