"""``python -m gapmap missing`` prints what is missing, for a reader, a sheet and a machine."""

import csv
import io
import json

import pytest

from gapmap.cli.main import main
from gapmap.selection import Selection
from gapmap.tasks.asking.missing import missing
from gapmap.vocabulary import FACTS


def run(capsys, *arguments):
    code = main(["missing", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.parametrize(("level", "areas"), [("pfa", 43), ("utla", 175)])
def test_every_area_is_a_row_with_its_sentence(capsys, level, areas):
    code, out, _ = run(capsys, "--level", level, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (code, len(rows)) == (0, areas)
    for row in rows:
        assert row["settles"].startswith("One answer from ")
        assert row["ask_first"]
        assert set(row["missing"].split(";")) <= {*FACTS, ""}
        if not int(row["programmes"]):
            assert "does not mean that none exists" in row["settles"]


def test_shares_of_the_areas_without_a_number_are_the_whole(capsys, dataset):
    _, out, _ = run(capsys, "--format", "csv")
    shares = [float(r["share_of_unknown"] or 0) for r in csv.DictReader(io.StringIO(out))]
    assert sum(shares) == pytest.approx(1, abs=1e-4)
    assert shares == sorted(shares, reverse=True)


def test_json_says_who_why_and_where_to_look(capsys, dataset):
    _, out, _ = run(capsys, "--format", "json", "--area", "W15000002")
    told = json.loads(out)
    (area,) = told["areas"]
    assert area["bodies"][0]["body"] == "Police and Crime Commissioner for Gwent"
    assert "Sell2Wales" in [page["title"] for page in area["look"]]
    assert all(page["address"].startswith("http") for page in area["look"])
    assert told["counts"]["places"]["expected"] == 43
    assert told["fingerprint"] == dataset.fingerprint
    assert told["unknown"] == round(missing(dataset, dataset.gap(Selection())).unknown, 1)


def test_text_of_one_area_shows_every_fact_and_where_to_look(capsys):
    code, out, _ = run(capsys, "--area", "E23000010")
    assert code == 0
    for label in FACTS.values():
        assert f"  {label}: " in out
    assert "Contracts Finder, https://" in out
    assert "Sell2Wales" not in out
    assert "Whose answer would settle most" not in out


def test_areas_can_be_named_several_times_and_joined(capsys):
    _, out, _ = run(
        capsys, "--area", "E23000010,E23000012", "--area", "W15000001", "--format", "csv"
    )
    codes = [row["code"] for row in csv.DictReader(io.StringIO(out))]
    assert codes == ["E23000010", "E23000012", "W15000001"]


@pytest.mark.parametrize("code", ["E99999999", "S92000003", "=1+1"])
def test_an_area_without_an_estimate_or_a_place_is_one_sentence(capsys, code):
    exit_code, out, err = run(capsys, "--area", code)
    assert (exit_code, out) == (2, "")
    assert err.count("\n") == 1
    assert code in err
