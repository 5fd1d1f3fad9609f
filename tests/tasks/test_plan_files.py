"""Files of a plan: each is made again from itself, and says what the plan says."""

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
from docx import Document

from gapmap.cli import main as cli
from gapmap.core.plan import kept
from gapmap.core.plan.problem import Aim, Unknown
from gapmap.core.plan.proposal import propose
from gapmap.core.plan.wish import Wish
from gapmap.io.recipes import find as recipes
from gapmap.present.plan import words
from gapmap.selection import Selection
from gapmap.tasks import redraw
from gapmap.tasks.products import KEPT_PLANS, PLANS, export, files, job_of
from tests.exported import all_files, with_record

DAY = date(2026, 3, 1)
WISH = Wish(Aim.WORST, budget=3e6, barred=frozenset({"E23000002"}))


@pytest.fixture(scope="module")
def table(dataset):
    return dataset.gap(Selection(unit_cost=1500.0))


@pytest.mark.parametrize("name", PLANS)
def test_a_file_of_a_plan_is_made_again_from_itself(dataset, table, name):
    data, *beside = all_files(name, dataset, table, DAY, plan=WISH.dumps()).values()
    recipe = recipes.find([data, *beside][-1], f"plan{PLANS[name].ending}")
    assert Wish.loads(recipe.plan) == WISH
    assert redraw.remake(recipe, dataset, redraw.table_of(recipe, dataset)) == data


def test_the_json_has_recipe_assumptions_scenarios_and_whose_answer_matters(dataset, table):
    told = json.loads(export("plan.json", dataset, table, DAY, plan=WISH.dumps()))
    proposal = propose(table, WISH)
    assert Selection.from_dict(told["selection"]) == table.selection
    assert told["assumptions"]
    assert len(told["scenarios"]) == told["cases"] == 27
    assert told["asking"] == dict(proposal.asking)
    assert set(told["asking"]) == set(told["unknown"])
    for case in told["scenarios"]:
        assert "E23000002" not in case["places"]
    assert {row["source_id"] for row in told["sources"]} == set(table.source_ids)


def test_the_workbook_has_every_action(dataset, table):
    data = export("plan.xlsx", dataset, table, DAY, plan=WISH.dumps())
    book = openpyxl.load_workbook(io.BytesIO(data))
    rows = [row for row in book["Actions"].iter_rows(values_only=True) if row[1] and row[3]]
    wanted = [
        (a.code, a.places, a.pounds)
        for plan in propose(table, WISH).plans.values()
        for a in plan.actions
    ]
    assert [(row[1], row[3], row[4]) for row in rows[1:]] == wanted


def test_the_command_line_writes_a_plan_and_redraw_makes_it_again(tmp_path, capsys):
    path = tmp_path / "plan.csv"
    asked = ["plan", "--budget", "2000000", "--unknown", "none", "--output", str(path)]
    assert cli.main(asked) == 0
    recipe = recipes.find(path.with_name("plan.csv-metadata.json").read_bytes(), "plan.csv")
    assert Wish.loads(recipe.plan).readings == (Unknown.NONE,)
    assert cli.main(["redraw", str(path), "--check"]) == 0
    assert cli.main(["plan", "--budget", "1", "--output", str(tmp_path / "plan.png")]) == 2
    assert "use .docx, .pdf, .xlsx, .csv, .json" in capsys.readouterr().err


def test_what_could_be_wrong_stands_in_every_text(dataset, table):
    proposal = propose(table, WISH)
    told = with_record("plan.csv", dataset, table, DAY, plan=WISH.dumps())
    (about,) = [note for note in json.loads(told)["notes"] if "finding" in note]
    for line in words.proposed(proposal):
        assert line in about["finding"]
    assert words.NO_PROMISE in about["could be wrong"]


KEPT = {"Most": Wish(budget=2e6), "Worst, first": WISH}


@pytest.mark.parametrize("name", KEPT_PLANS)
def test_a_file_of_plans_kept_is_made_again_from_itself(dataset, table, name):
    made = files(job_of(name, dataset, table, DAY, plan=kept.dumps(KEPT)), name)
    recipe = recipes.find(list(made.values())[-1], f"plans{KEPT_PLANS[name].ending}")
    assert kept.loads(recipe.plan) == KEPT
    assert redraw.remake(recipe, dataset, redraw.table_of(recipe, dataset)) == made[name]


def test_the_csv_of_plans_kept_is_a_plain_table(dataset, table):
    data = export("plans.csv", dataset, table, DAY, plan=kept.dumps(KEPT))
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert list(rows[0]) == ["reading", "code", "name", "places: Most", "places: Worst, first"]
    made = kept.side_by_side(table, KEPT)
    for name in KEPT:
        places = sum(plan.places for plan in made[name].plans.values())
        assert sum(int(row[f"places: {name}"]) for row in rows) == places


def test_plans_kept_stand_side_by_side_by_action(dataset, table):
    told = json.loads(export("plans.json", dataset, table, DAY, plan=kept.dumps(KEPT)))
    made = kept.side_by_side(table, KEPT)
    wanted = {
        (reading.value, a.code, name): a.places
        for name, proposal in made.items()
        for reading, plan in proposal.plans.items()
        for a in plan.actions
    }
    found = {
        (row["reading"], row["code"], name): places
        for row in told["actions"]
        for name, places in row["places"].items()
        if places
    }
    assert found == wanted


def test_the_command_line_writes_plans_kept_and_redraw_makes_them_again(tmp_path, capsys):
    path = tmp_path / "plans.json"
    assert cli.main(["plan", "--kept", kept.dumps(KEPT), "--output", str(path)]) == 0
    assert cli.main(["redraw", str(path), "--check"]) == 0
    assert cli.main(["plan", "--kept", kept.dumps(KEPT)]) == 2
    assert cli.main(["plan", "--kept", "", "--output", str(path)]) == 2
    assert "keep one under a name first" in capsys.readouterr().err


def pictures(data):
    document = Document(io.BytesIO(data))
    shapes = [shape._inline for shape in document.inline_shapes]
    parts = document.part.related_parts
    return [
        (
            s.docPr.get("id"),
            s.docPr.get("descr"),
            parts[s.graphic.graphicData.pic.blipFill.blip.embed],
        )
        for s in shapes
    ]


def test_the_word_file_has_the_maps_of_each_reading_with_their_words(dataset, table):
    found = pictures(export("plan.docx", dataset, table, DAY, plan=WISH.dumps()))
    plans = propose(table, WISH).plans.values()
    assert len(found) == len(plans)
    assert len({number for number, _, _ in found}) == len(found)
    for (_, words_of_it, _), plan in zip(found, plans, strict=True):
        assert all(f"{a.name} {a.places}" in words_of_it for a in plan.actions)
    other = dataset.gap(table.selection.with_(measure="programmes"))
    again = pictures(export("plan.docx", dataset, other, DAY, plan=WISH.dumps()))
    assert [p.blob for *_, p in again] == [p.blob for *_, p in found]


def test_a_level_without_a_map_has_a_plan_without_one(dataset):
    table = dataset.gap(Selection(level="region"))
    assert pictures(export("plan.docx", dataset, table, DAY, plan="budget=2000000")) == []
