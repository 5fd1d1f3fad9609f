"""Dropping an exported file sets up its view again."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gapmap.recipe import Recipe
from gapmap.selection import Selection
from gapmap.tasks import products as exports
from gapmap.tasks.job import Job
from gapmap.ui.boxes import filters
from tests.ui.keys import key_of

APP = str(Path(__file__).resolve().parents[3] / "app.py")
ODD = Selection(
    level="borough",
    demand="high_harm",
    basis="aim",
    counts_only=True,
    grade="C",
    unit_cost=1500.0,
    standing="any",
    all_types=True,
    types=("high_harm_case_management", "stalking"),
    routes=("self", "marac"),
    include_unstated=True,
    since=2010,
    until=2024,
    target_share=0.25,
    breaks=(1.0, 2.5),
    assumptions=(("perpetrators_per_case", 1.25),),
    local="sensitivity",
    shrinkage=0.25,
    gap_below=12.5,
    suppress_below=3,
)


@pytest.fixture
def app():
    started = AppTest.from_file(APP, default_timeout=60)
    started.session_state[filters.OPENED] = True
    started.run()
    assert not started.exception
    return started


def exported(dataset, selection, product="table.json", **options):
    return exports.export(product, dataset, dataset.gap(selection), date(2026, 11, 21), **options)


def carrying(recipe):
    """A file that holds a recipe and nothing else."""
    text = recipe.dumps().replace('"', '""')
    return f'# gapmap:recipe,"{text}"\n'.encode()


def recipe_of(dataset, selection, **changes):
    table = dataset.gap(selection)
    job = Job(dataset, table, date(2026, 11, 21), "table.csv")
    return job.recipe.with_(**changes)


def drop(app, data, name="old.csv"):
    app.file_uploader(key="exported_file").set_value((name, data, "text/csv")).run()
    assert not app.exception
    return app


def on_screen(app):
    query = {name: app.query_params[name] for name in app.query_params}
    query.pop("data", None)
    selection, problems = Selection.from_query(
        {k: v if isinstance(v, list) else [v] for k, v in query.items()}
    )
    assert problems == []
    return selection


def warnings(app):
    return " ".join(w.value.replace("\\", "") for w in app.warning)


def said(app):
    return " ".join(c.value.replace("\\", "") for c in app.caption)


@pytest.mark.parametrize("selection", [Selection(), ODD], ids=["as it starts", "everything else"])
def test_the_view_of_a_file_is_restored(app, dataset, selection):
    drop(app, exported(dataset, selection))
    assert on_screen(app) == selection
    assert warnings(app) == ""
    assert "old.csv was made on 21 November 2026. The data are the same today." in said(app)


def test_every_field_of_the_odd_view_differs_from_its_start():
    same = set(vars(Selection())) - set(ODD.changed())
    assert same == {"accepts", "accredited", "measure", "layout"}


def test_the_area_of_a_file_is_restored(app, dataset):
    recipe = recipe_of(dataset, Selection(level="borough"), area="E09000014")
    drop(app, carrying(recipe))
    assert app.session_state["area"] == "E09000014"


def test_the_same_file_can_be_dropped_again_after_changes(app, dataset):
    data = exported(dataset, ODD)
    drop(app, data)
    app.button_group(key=key_of(app, "routes")).set_value(["police"]).run()
    assert on_screen(app) != ODD
    drop(app, data)
    assert on_screen(app) == ODD


def test_assumptions_set_before_do_not_stay(app, dataset):
    app.number_input(key="assume_serious_total").set_value(500000.0).run()
    drop(app, exported(dataset, Selection(routes=("self",))))
    assert on_screen(app) == Selection(routes=("self",))


def test_changed_data_are_said_with_the_sources_and_the_effect(app, dataset):
    recipe = recipe_of(dataset, Selection())
    code = next(code for code, (places, _) in recipe.figures.items() if places)
    figures = dict(recipe.figures) | {code: (1.0, recipe.figures[code][1])}
    marks = dict(recipe.sources) | {"E001": "00000000"}
    drop(app, carrying(recipe.with_(fingerprint="a" * 64, figures=figures, sources=marks)))
    shown = warnings(app)
    name = dataset.gap(Selection()).row(code)["name"]
    assert "old.csv: The data have changed since the file was made" in shown
    assert "E001" in shown
    assert f"They differ in 1 area: {name} from 1 to" in shown
    app.button_group(key=key_of(app, "routes")).set_value(["police"]).run()
    assert "old.csv" not in warnings(app)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"nonsense", "holds no record of a gapmap export"),
        (b"# gapmap:recipe,{}\n", "cannot be read"),
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
    ],
)
def test_a_wrong_file_is_one_sentence_and_the_view_stays(app, data, words):
    app.button_group(key=key_of(app, "routes")).set_value(["police"]).run()
    drop(app, data, "wrong <b>.png")
    (error,) = app.error
    assert words in error.value.replace("\\", "")
    assert on_screen(app) == Selection(routes=("police",))


def test_a_right_file_after_a_wrong_one_takes_the_sentence_away(app, dataset):
    drop(app, b"nonsense")
    drop(app, exported(dataset, ODD))
    assert not app.error
    assert on_screen(app) == ODD


def test_what_the_page_cannot_show_is_said(app, dataset):
    drop(app, carrying(recipe_of(dataset, Selection(level="region"))))
    assert "The view of the file was adjusted. No map of regions is drawn." in warnings(app)
    drop(app, carrying(recipe_of(dataset, Selection(since=1991, until=2016))))
    assert "The page cannot show what it has for “Seen since”." in warnings(app)
    own: Recipe = recipe_of(dataset, Selection()).with_(selection=Selection(demand="own"))
    drop(app, carrying(own))
    assert "needs a table of your own estimates: load it" in warnings(app)


def test_class_breaks_come_back_exactly(app, dataset):
    drop(app, carrying(recipe_of(dataset, Selection(breaks=(1.23456789012345, 2.0)))))
    assert not app.warning
    assert app.text_input(key=key_of(app, "breaks")).value == "1.23456789012345, 2"


def test_a_hostile_name_is_shown_as_text(app, dataset):
    drop(app, exported(dataset, Selection()), "[x](www.a) <img src=x>.csv")
    assert "[x](www.a) <img src=x>.csv was made" in said(app).replace("\u2060", "")
    assert not any("<img" in c.value and c.allow_html for c in app.caption)
