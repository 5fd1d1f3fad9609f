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
    code, out, err = run(capsys, "--measure", "programmes", "--with", "routes=self")
    assert (code, err) == (0, "")
    before = dataset.gap(Selection(routes=("self",))).rows.set_index("code")
    after = dataset.gap(Selection()).rows.set_index("code")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["code"] for row in rows] == list(after.index)
    for row in rows:
        first, second = (t.loc[row["code"], "programmes"] for t in (before, after))
        if row["status"] == "no_estimate":  # Scotland, which the sources read do not cover
            assert (first, second, row["first"], row["change"]) == (0, 0, "", "")
            continue
        for side, number in (("first", first), ("second", second)):
            assert row[side] == (f"{float(number)}" if number else row[side])
            assert row[side] in (f"{float(number)}", "")
        if row["change"] and row["change_bound"] == "false":
            assert float(row["change"]) == second - first
        elif row["change"]:
            assert abs(float(row["change"])) <= abs(second - first)
        else:
            assert row["status"] != "both"
    assert {r["status"] for r in rows} >= {"both", "either", "no_estimate"}
    assert {r["change_bound"] for r in rows} == {"true", "false"}
    assert [r["code"] for r in rows if r["status"] == "no_estimate"] == ["S92000003"]


def test_it_says_what_was_compared(capsys):
    asked = ("--measure", "programmes", "--with", "routes=self")
    code, out, _ = run(capsys, *asked, "--format", "json")
    assert code == 0
    said = json.loads(out)
    assert json.loads(said["A (first)"])["routes"] == ["self"]
    assert json.loads(said["B (second)"])["routes"] == []
    assert said["A (first) in words"] != said["B (second) in words"]
    assert re.search(r"In \d+ of \d+ areas? the difference is at least so large", said["caveat"])
    rows = list(csv.DictReader(io.StringIO(run(capsys, *asked)[1])))
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
