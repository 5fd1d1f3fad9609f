"""``python -m gapmap plan``: totals follow from the actions, and both readings are said."""

import csv
import json
from io import StringIO

import pytest

from gapmap.cli.main import main


def printed(capsys, *arguments):
    code = main(["plan", *arguments])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_every_total_of_the_json_follows_from_its_actions(capsys):
    code, out, _ = printed(capsys, "--budget", "5000000", "--format", "json", "--level", "utla")
    assert code == 0
    told = json.loads(out)
    assert {"status", "gap", "objective", "bound", "actions", "before", "after"} <= set(told)
    assert set(told["readings"]) == {"left_out", "none"}
    for plan in told["readings"].values():
        places = sum(a["places"] for a in plan["actions"])
        pounds = sum(a["pounds"] for a in plan["actions"])
        assert pounds == pytest.approx(places * told["price"]["central"])
        assert pounds <= 5_000_000
        met = plan["before"]["unmet"] - plan["after"]["unmet"]
        assert met == pytest.approx(plan["objective"])
        assert plan["after"]["places"] == pytest.approx(plan["before"]["places"] + places)
    assert told["cases"] == 27


def test_csv_has_the_same_actions(capsys):
    given = ("--new-places", "700", "--aim", "worst", "--out", "E23000033")
    told = json.loads(printed(capsys, *given, "--format", "json")[1])
    rows = list(csv.DictReader(StringIO(printed(capsys, *given, "--format", "csv")[1])))
    for reading, plan in told["readings"].items():
        mine = {r["code"]: int(r["places"]) for r in rows if r["reading"] == reading}
        assert mine == {a["code"]: a["places"] for a in plan["actions"]}
        assert sum(mine.values()) == 700
        assert "E23000033" not in mine


def test_the_text_says_both_readings_who_gets_nothing_and_how_sure(capsys):
    code, out, _ = printed(capsys, "--budget", "2000000", "--aim", "equal")
    assert code == 0
    assert "If areas whose places are not known are left out:" in out
    assert "If areas whose places are not known are read as having none:" in out
    assert "get nothing new." in out
    assert (
        "Places are not known for 21 of 43 police force areas; 2 more have no estimate, or" in out
    )
    assert "A place is room for one person a year; that it is used" in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--aim", "floor", "--floor", "10", "--budget", "1000"), "10 per 1,000 everywhere takes"),
        (("--budget", "1000", "--in", "E23000032"), "and the budget is £1,000"),
        (("--new-places", "100", "--in", "XX"), "There is no area XX to plan for."),
        ((), "Say how much money or how many places"),
        (("--budget", "nan"), "The budget has to be from £0"),
        (("--budget", "1e6", "--suppress-below", "10"), "No plan is made while small numbers"),
    ],
)
def test_what_cannot_be_planned_ends_in_a_sentence(capsys, arguments, sentence):
    code, _, err = printed(capsys, *arguments)
    assert code == 2
    assert sentence in err
    assert err.count("\n") == 1


def test_one_reading_alone_and_other_steps(capsys):
    code, out, _ = printed(
        capsys, "--new-places", "250", "--unknown", "typical", "--smallest", "50", "--step", "10",
        "--format", "json", "--level", "region",
    )  # fmt: skip
    told = json.loads(out)
    assert code == 0
    assert list(told["readings"]) == ["typical"]
    assert all(a["places"] >= 50 and a["places"] % 10 == 0 for a in told["actions"])
    assert sum(a["places"] for a in told["actions"]) == 250


def test_areas_asked_for_or_barred_are_so_in_every_case(capsys):
    unknown = ("E23000002", "E23000006")  # their places are not known
    given = ("--new-places", "600", "--in", unknown[0], "--out", unknown[1], "--aim", "worst")
    told = json.loads(printed(capsys, *given, "--format", "json")[1])
    chosen = {one["code"]: one for one in told["chosen"]}
    assert set(unknown) <= set(told["unknown"])
    assert chosen[unknown[0]]["times"] == 18  # in all cases but those that leave it out
    assert chosen[unknown[1]]["times"] == 0
    assert max(one["most"] for one in told["chosen"]) <= 600
    text = printed(capsys, *given)[1]
    name = chosen[unknown[0]]["name"]
    assert f"Asked for, but not planned for under this reading: {name}." in text
