"""Files of reach: each is made again from itself, with the ways that it was made with."""

import csv
import io
import json
from datetime import date

import pytest

from gapmap.cli import main as cli
from gapmap.core.plan.reach.asked import Question
from gapmap.core.plan.reach.floating import Steps
from gapmap.core.plan.wish import Wish
from gapmap.errors import NoEstimatesError
from gapmap.io.reach import own
from gapmap.io.reach.own import Brought
from gapmap.io.recipes import find as recipes
from gapmap.selection import Selection
from gapmap.tasks import redraw
from gapmap.tasks.area.question import asked_of, question_of
from gapmap.tasks.area.reach import Asked, reach
from gapmap.tasks.products import REACH, export, files, job_of

DAY = date(2026, 3, 1)
QUESTION = Question(
    "centres", Steps((8_000.0, 24_000.0), (1.0, 0.3)), below=4.0, plan=Wish(budget=2e6)
)
WAYS = b"origin,provider,minutes\nE06000016,Leicester,20\nE10000018,Leicester,28\n"


@pytest.fixture(scope="module")
def table(dataset):
    return dataset.gap(Selection())


@pytest.mark.parametrize("name", REACH)
def test_a_file_of_reach_is_made_again_from_itself(dataset, table, name):
    made = files(job_of(name, dataset, table, DAY, plan=QUESTION.dumps()), name)
    recipe = recipes.find(list(made.values())[-1], f"reach{REACH[name].ending}")
    assert Question.loads(recipe.plan) == QUESTION
    again = redraw.remake_files(recipe, dataset, redraw.table_of(recipe, dataset), name)
    assert again == made


def test_the_csv_says_what_is_reached_as_asked(dataset, table):
    data = export("reach.csv", dataset, table, DAY, plan=QUESTION.dumps())
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    found = reach(dataset, table, asked_of(QUESTION))
    assert [(r["code"], float(r["reached_per_1000"])) for r in rows] == [
        (a.code, round(a.reached, 4)) for a in found.areas
    ]


def test_ways_of_ones_own_are_asked_for_again_and_go_by_their_name(dataset, table):
    brought = Brought(ways=own.ways(WAYS, "ours.csv"))
    asked = Asked("centres", Steps((10.0, 20.0, 30.0)), ways=brought.ways)
    text = question_of(asked, brought).dumps()
    made = export("reach.json", dataset, table, DAY, plan=text, brought=brought)
    recipe = recipes.find(made, "reach.json")
    with pytest.raises(NoEstimatesError, match=r"ours\.csv.*--travel"):
        redraw.remake(recipe, dataset, table)
    renamed = Brought(ways=own.ways(WAYS, "renamed.csv"))
    (again,) = redraw.remake_files(recipe, dataset, table, "x", brought=renamed).values()
    assert again == made


def test_the_command_line_writes_reach_and_redraw_makes_it_again(tmp_path, capsys):
    ways, path = tmp_path / "ours.csv", tmp_path / "reach.csv"
    ways.write_bytes(WAYS)
    assert cli.main(["reach", "--travel", str(ways), "--output", str(path)]) == 0
    assert cli.main(["redraw", str(path), "--check", "--travel", str(ways)]) == 0
    said = capsys.readouterr().out
    assert "reach --asked" in said
    assert "--travel YOUR_WAYS.csv" in said
    assert cli.main(["redraw", str(path), "--check"]) == 2
    assert "give it again with --travel" in capsys.readouterr().err
    ways.write_bytes(WAYS + b"E06000015,Leicester,29\n")
    assert cli.main(["redraw", str(path), "--check", "--travel", str(ways)]) == 1
    assert "not the one that the file was made with" in capsys.readouterr().out
    assert cli.main(["reach", "--output", str(tmp_path / "reach.png")]) == 2
    assert "use .csv, .json" in capsys.readouterr().err


def test_json_on_the_command_line_carries_its_record(capsys):
    assert cli.main(["reach", "--budget", "1000000", "--format", "json"]) == 0
    told = capsys.readouterr().out
    assert Question.loads(recipes.find(told.encode(), "x.json").plan).plan == Wish(budget=1e6)
    assert json.loads(told)["wish"] == "budget=1000000"
