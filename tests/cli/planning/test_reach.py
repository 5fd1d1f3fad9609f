"""``python -m gapmap reach``."""

import csv
import io
import json

import pytest

from gapmap.cli import main as cli
from gapmap.selection import Selection
from gapmap.tasks.area.reach import reach


def printed(capsys, *arguments):
    code = cli.main(["reach", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_three_formats_say_the_same(dataset, capsys):
    found = reach(dataset, dataset.gap(Selection()))
    told = json.loads(printed(capsys, "--format", "json")[1])
    rows = list(csv.DictReader(io.StringIO(printed(capsys, "--format=csv")[1])))
    text = printed(capsys)[1]
    assert [a["reached_per_1000"] for a in told["areas"]] == [
        round(a.reached, 4) for a in found.areas
    ]
    assert [float(r["reached_per_1000"]) for r in rows] == [
        round(a.reached, 4) for a in found.areas
    ]
    assert list(rows[0]) == list(told["columns"])
    assert all(line in text for line in [*told["finding"], *told["method"]])
    assert "S-GEONAMES" in {source["source_id"] for source in told["sources"]}


def test_it_says_how_little_of_the_supply_it_speaks_of(dataset, capsys):
    found = reach(dataset, dataset.gap(Selection()))
    text = printed(capsys)[1]
    assert f"of {len(found.programmes)} programmes counted" in text
    assert "no sign that it is far" in text


def test_a_budget_is_planned_both_ways(capsys):
    told = json.loads(printed(capsys, "--budget", "3000000", "--format", "json")[1])
    assert set(told["plans"]) == {"left_out", "none"}
    plan = told["plans"]["left_out"]
    assert plan["met"]["by_reach"] >= plan["met"]["by_border"] - 1e-6
    differ = {c for c in {*plan["by_border"], *plan["by_reach"]}
              if plan["by_border"].get(c, 0) != plan["by_reach"].get(c, 0)}  # fmt: skip
    assert {c["code"] for c in plan["disagreement"]} == differ


def test_zones_and_files_change_what_is_reached(tmp_path, capsys):
    path = tmp_path / "ways.csv"
    path.write_text("origin,provider,minutes\nE06000016,Leicester,20\n", "utf-8")
    told = json.loads(printed(capsys, "--travel", str(path), "--format=json")[1])
    assert (told["unit"], told["steps"], told["points"]) == ("minutes", [10, 20, 30], "centres")
    near = json.loads(printed(capsys, "--steps", "1", "--weights", "1", "--format=json")[1])
    usual = json.loads(printed(capsys, "--format=json")[1])
    assert sum(a["near_share"] for a in near["areas"]) < sum(
        a["near_share"] for a in usual["areas"]
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--steps", "30", "10", "20"], "rising distances"),
        (["--detour", "0.5"], "1 or more"),
        (["--below", "0"], "The threshold"),
        (["--travel", "nowhere.csv"], "cannot be read"),
        (["--suppress-below", "5"], "withheld"),
    ],
)
def test_wrong_choices_end_in_a_sentence(capsys, arguments, said):
    code, out, err = printed(capsys, *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
