"""Every product is made again from itself, and what changed since is said."""

import contextlib
import csv
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from itertools import cycle
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapmap import __version__
from gapmap.cli import main as cli
from gapmap.dataset import Dataset
from gapmap.errors import UserInputError
from gapmap.fields import FIELDS
from gapmap.io.own import estimates as own_estimates
from gapmap.io.recipes import find as recipes
from gapmap.present.words import redraw as redraw_words
from gapmap.recipe import BESIDE, Recipe
from gapmap.selection import Selection
from gapmap.tasks import redraw
from gapmap.tasks.job import Job
from gapmap.tasks.products import PRODUCTS, export
from tests.exported import all_files, with_record

ROOT = Path(__file__).parents[2]
DAY = date(2026, 3, 1)
SAME_BYTES = {".png", ".svg", ".csv", ".json", ".geojson", ".html"}
ODD = {
    "narrow": Selection(level="borough", types=("stalking",), routes=("marac",), until=2024),
    "tiles of funding": Selection(layout="tiles", measure="funding", suppress_below=10),
    "edges": Selection(
        level="borough",
        demand="high_harm",
        breaks=(1e-9, 0.1 + 0.2, 999_999.0),
        gap_below=0.01,
        target_share=0.001,
        since=None,
        assumptions=(("perpetrators_per_case", 1.1),),
        local="sensitivity",
        shrinkage=1 / 3,
    ),
    "nothing matches": Selection(
        level="borough", types=("lgbt_specific",), routes=("relate_counselling",)
    ),
    "unmet": Selection(measure="unmet", routes=("self",), include_unstated=True),
    "certainty": Selection(level="county", measure="grade", basis="commissioned"),
    "share": Selection(level="borough", measure="share_met", accepts=("women",), accredited=True),
    "programmes": Selection(level="borough", measure="programmes", since=1990, until=2035),
}  # fmt: skip


def options_of(product, selection, dataset):
    """The options that a product knows, none as it starts."""
    known = PRODUCTS[product].options
    area = dataset.gap(selection).rows["code"].iloc[3]
    every = {"page": "half-page", "grey": True, "area": area}
    return {name: every[name] for name in known}


def content(data, ending):
    """What a file holds, apart from how it is packed."""
    if ending in (".docx", ".pptx", ".xlsx", ".ods"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    if ending == ".pdf":
        reader = pypdf.PdfReader(io.BytesIO(data))
        return [page.extract_text() for page in reader.pages], dict(reader.metadata)
    return data


def round_trip(dataset, product, selection, **options):
    """Export, find, make again; the recipe and both files."""
    table = dataset.gap(selection)
    old, *beside = all_files(product, dataset, table, DAY, **options).values()
    recipe = recipes.find([old, *beside][-1], f"renamed{PRODUCTS[product].ending}")
    options = {"page": "a4-portrait", "grey": False, "area": None} | options
    assert recipe == Job(dataset, table, DAY, product, *options.values()).recipe
    again = redraw.table_of(recipe, dataset)
    assert redraw.since(recipe, dataset, again) == []
    name = f"old{PRODUCTS[product].ending}"
    new, *more = redraw.remake_files(recipe, dataset, again, name).values()
    assert more == beside
    assert redraw.remake(recipe, dataset, again) == new
    return recipe, old, new


@pytest.mark.parametrize(("product", "odd"), list(zip(PRODUCTS, cycle(ODD), strict=False)))
def test_every_product_is_made_again_from_itself(dataset, product, odd):
    options = options_of(product, ODD[odd], dataset)
    recipe, old, new = round_trip(dataset, product, ODD[odd], **options)
    assert recipe.selection == ODD[odd]
    ending = PRODUCTS[product].ending
    if ending in SAME_BYTES:
        assert new == old
    assert content(new, ending) == content(old, ending)


@pytest.mark.parametrize("product", ["map.png", "map.svg"])
def test_a_map_drawn_on_the_former_slide_is_made_again_on_a_page_that_there_is(dataset, product):
    table = dataset.gap(Selection(level="borough"))
    old = Job(dataset, table, DAY, product, "slide", False, None).recipe
    again = redraw.remake(old, dataset, redraw.table_of(old, dataset))
    assert again == export(product, dataset, table, DAY, page="a4-landscape")


@pytest.mark.parametrize("product", [p for p in PRODUCTS if p in ("table.csv", "table.json")])
@pytest.mark.parametrize("odd", ODD)
def test_every_odd_selection_is_made_again(dataset, product, odd):
    _, old, new = round_trip(dataset, product, ODD[odd])
    assert new == old


def test_every_ending_can_be_dropped_into_the_app():
    assert {p.ending.removeprefix(".") for p in PRODUCTS.values()} <= set(recipes.ENDINGS)


YEARS = st.one_of(st.none(), st.integers(1990, 2035))


@st.composite
def selections(draw):
    """Any Selection at all, apart from assumptions that only some estimates know."""
    given: dict[str, object] = {}
    for name, field in FIELDS.items():
        if field.kind == "choice":
            given[name] = draw(st.sampled_from(list(field.allowed)))
        elif field.kind == "choices":
            given[name] = tuple(draw(st.sets(st.sampled_from(list(field.allowed)), max_size=3)))
        elif field.kind == "flag":
            given[name] = draw(st.booleans())
    first, last = draw(YEARS), draw(YEARS)
    if first is not None and last is not None and first > last:
        first, last = last, first
    breaks = st.lists(st.floats(1e-6, 1e5), min_size=1, max_size=6, unique=True)
    names = st.from_regex("[a-z_]{1,40}", fullmatch=True)
    return Selection(
        **given,
        since=first,
        until=last,
        target_share=draw(st.floats(0.001, 1)),
        shrinkage=draw(st.floats(0, 1)),
        gap_below=draw(st.one_of(st.none(), st.floats(0.01, 100_000))),
        suppress_below=draw(st.integers(0, 1000)),
        breaks=tuple(sorted(draw(breaks))),
        assumptions=tuple(draw(st.dictionaries(names, st.floats(-1e11, 1e11), max_size=3)).items()),
    )


@settings(max_examples=100)
@given(selections())
def test_the_command_that_is_printed_gives_the_same_selection(selection):
    recipe = Recipe("table.csv", selection, "0" * 64, "0.1.0", "2026-03-01")
    words = redraw_words.command(recipe, ".csv")[3:]
    options = cli._parser().parse_args(words)
    assert cli.selection_from(options) == selection
    assert Recipe.loads(recipe.dumps()) == recipe


@pytest.mark.parametrize(
    ("product", "recorded", "told"),
    [
        ("briefing.docx", {"template": "0a1b2c3d4e5f6071"}, ["--template", "YOUR_TEMPLATE.docx"]),
        ("slide.pptx", {"template": "0a1b2c3d4e5f6071"}, ["--template", "YOUR_TEMPLATE.pptx"]),
        ("plan.xlsx", {"plan": "{}"}, ["--demand-file", "YOUR_TABLE.csv"]),
    ],
)
def test_the_command_names_what_the_file_was_made_with_but_does_not_hold(product, recorded, told):
    own = Selection(demand="own")
    recipe = Recipe(product, own, "0" * 64, "0.1.0", "2026-03-01", **recorded)
    words = redraw_words.command(recipe, f".{product.split('.')[1]}", own_programmes=True)
    for names in (
        told,
        ["--demand-file", "YOUR_TABLE.csv"],
        ["--programmes", "YOUR_PROGRAMMES.csv"],
    ):
        at = words.index(names[0])
        assert words[at : at + 2] == names
    options = cli._parser().parse_args(words[3:])
    assert options.programmes is not None


def test_the_command_asks_for_nothing_that_the_file_was_made_without():
    recipe = Recipe("briefing.docx", Selection(), "0" * 64, "0.1.0", "2026-03-01")
    words = redraw_words.command(recipe, ".docx")
    assert not {"--template", "--demand-file", "--programmes"} & set(words)


# ---- changed data -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """Data in which one programme's starts and one source's title are other ones."""
    folder = tmp_path_factory.mktemp("changed") / "data"
    shutil.copytree(ROOT / "data", folder)
    edit(folder / "programmes.csv", "jenkins-centre-leicester@2021-2022", "starts", "174")
    edit(folder / "sources.csv", "E001", "title", "Another title")
    return Dataset.load(folder)


def edit(path, key, column, value):
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    (row,) = [r for r in rows if r[0] == key]
    assert row[header.index(column)] != value
    row[header.index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def moved(before, after, column):
    """Names of the areas of two tables whose number differs."""
    old, new = (t.rows.set_index("name")[column] for t in (before, after))
    return {name for name in new.index if old[name] != new[name] and new[name] == new[name]}


def test_a_change_names_exactly_its_sources_and_areas(dataset, changed):
    before, after = dataset.gap(Selection()), changed.gap(Selection())
    recipe = recipes.find(with_record("table.csv", dataset, before, DAY), "a.csv")
    said = redraw.since(recipe, changed, redraw.table_of(recipe, changed))
    areas = moved(before, after, "places")
    assert areas == {"Leicestershire"}
    (sources,) = [s for s in said if s.startswith("Sources")]
    assert set(re.findall(r"\b(?:[A-Z]\d{3}|S-[A-Z0-9-]+)\b", sources)) == {"E001", "P116"}
    assert "Another title" in sources
    (effect,) = [s for s in said if s.startswith("Known places")]
    total_before, total_after = (t.totals.places for t in (before, after))
    was, now = (t.rows.set_index("name")["places"]["Leicestershire"] for t in (before, after))
    assert f"from {total_before:,.0f} to {total_after:,.0f} in all" in effect
    assert f"They differ in 1 area: Leicestershire from {was:,.0f} to {now:,.0f}." in effect
    assert not any("Estimated" in s for s in said)


def test_a_view_that_the_change_does_not_touch_says_that_nothing_changed(dataset, changed):
    selection = Selection(level="borough", demand="partner_abuse")
    recipe = recipes.find(with_record("table.csv", dataset, dataset.gap(selection), DAY), "a.csv")
    said = " ".join(redraw.since(recipe, changed, redraw.table_of(recipe, changed)))
    assert "None of the sources that this view uses has changed." in said
    assert "No area’s known places or estimated perpetrators have changed." in said


def test_a_changed_estimate_is_said_with_the_people(dataset):
    table = dataset.gap(Selection())
    recipe = Job(dataset, table, DAY, "table.csv").recipe
    half = {code: (p, n and n / 2) for code, (p, n) in recipe.figures.items()}
    old = recipe.with_(figures=half, fingerprint="f" * 64, sources={"GONE": "1"})
    said = redraw.since(old, dataset, table)
    people = next(s for s in said if s.startswith("Estimated"))
    largest = table.rows.sort_values("perpetrators", ascending=False)["name"].iloc[0]
    assert f"most in {largest} from " in people
    assert f"from {200_000:,} to {400_000:,} in all" in people
    (added,) = [s for s in said if s.startswith("Sources that this view did not use then: ")]
    assert "E001, " in added
    assert "Sources that this view no longer uses: GONE (no longer in the data)." in said


def test_a_number_that_came_or_went_is_not_called_zero(dataset):
    table = dataset.gap(Selection())
    recipe = Job(dataset, table, DAY, "table.csv").recipe
    code = next(c for c, (places, _) in recipe.figures.items() if places)
    figures = dict(recipe.figures) | {code: (None, recipe.figures[code][1])}
    said = " ".join(redraw.since(recipe.with_(figures=figures), dataset, table))
    assert f"{table.row(code)['name']} from no number to " in said


def test_population_and_sensitivity_are_marked_as_sources(dataset, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    edit(folder / "population.csv", "E06000001", "aged_16_plus", "90000")
    other = Dataset.load(folder)
    recipe = Job(dataset, dataset.gap(Selection()), DAY, "table.csv").recipe
    said = redraw.since(recipe, other, redraw.table_of(recipe, other))
    assert [s for s in said if "S-CENSUS-2021" in s and "S-LOOKUP" not in s]
    assert any("Cleveland from " in s for s in said)


def test_a_changed_file_is_dated_today_and_an_unchanged_one_is_not(dataset, changed):
    recipe = Job(dataset, dataset.gap(Selection()), DAY, "table.csv").recipe
    assert redraw.file_date(recipe, dataset.gap(Selection())) == DAY
    assert redraw.file_date(recipe, changed.gap(Selection())) >= datetime.now(UTC).date()


def test_another_version_is_said(dataset):
    table = dataset.gap(Selection())
    recipe = Job(dataset, table, DAY, "table.csv").recipe.with_(version="9.9")
    first, second = redraw.since(recipe, dataset, table)
    assert first.startswith("No area’s known places")
    assert f"made by gapmap 9.9 and this is {__version__}" in second


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"product": "film.mp4"}, "film.mp4"),
        ({"page": "a0"}, "“a0”"),
        ({"selection": Selection(demand="own")}, "--demand-file"),
        ({"sources": {"OWN": "1"}}, "programmes of your own"),
        ({"selection": Selection(assumptions=(("nonsense", 1.0),))}, "nonsense"),
    ],
)
def test_what_cannot_be_made_again_is_said_in_a_sentence(dataset, change, words):
    recipe = Job(dataset, dataset.gap(Selection()), DAY, "table.csv").recipe.with_(**change)
    with pytest.raises(UserInputError, match=re.escape(words)):
        redraw.table_of(recipe, dataset)


def test_a_withheld_number_is_not_in_the_record(dataset):
    table = dataset.gap(Selection(level="borough", suppress_below=50))
    withheld = table.rows.loc[table.rows["state"] == "suppressed", "code"]
    assert len(withheld)
    kept = Job(dataset, table, DAY, "table.csv").recipe.figures
    assert {kept[code][0] for code in withheld} == {None}


# ---- where two files differ ---------------------------------------------------------------------


def test_where_files_differ_is_said():
    assert redraw.difference(b"a", b"a", ".csv") == ""
    assert redraw.difference(b"a\nb\nc", b"a\nB\nc", ".csv") == "line 2"
    assert redraw.difference(b"a\nb\nc", b"A\nB\nc\nd", ".svg").startswith("3 of 4 lines")
    assert redraw.difference(b"a", b"b", ".pdf") == "its bytes"


def test_a_picture_with_another_text_is_told_from_another_picture(dataset):
    from PIL import Image

    def picture(colour, size=(2, 2)):
        out = io.BytesIO()
        Image.new("RGB", size, colour).save(out, "PNG", compress_level=9)
        return out.getvalue()

    def repacked(data):
        out = io.BytesIO()
        Image.open(io.BytesIO(data)).save(out, "PNG", compress_level=0)
        return out.getvalue()

    red = picture("red")
    assert "the picture is the same" in redraw.difference(red, repacked(red), ".png")
    assert redraw.difference(red, picture("blue"), ".png") == "the picture"
    assert "2 × 2 pixels" in redraw.difference(red, picture("red", (3, 3)), ".png")
    assert "could not be drawn" in redraw.difference(b"nonsense", red, ".png")


def test_the_parts_of_a_document_that_differ_are_named():
    def document(**parts):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, text in parts.items():
                archive.writestr(name, text)
        return out.getvalue()

    first = document(a="1", b="2")
    assert redraw.difference(first, document(a="1", b="3"), ".docx") == "b"
    assert redraw.difference(first, document(b="2", a="1"), ".xlsx").startswith("how it is packed")
    many = document(**dict.fromkeys("abcdef", "9"))
    assert redraw.difference(first, many, ".ods") == "a, b, c and 3 more parts"


# ---- damaged files ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def exports(dataset):
    """One export of each kind of table, which are quick to make."""
    table = dataset.gap(Selection(level="borough"))
    names = [name for name in PRODUCTS if name.startswith("table.")]
    return [with_record(name, dataset, table, DAY) for name in names]


@settings(max_examples=400)
@given(st.data())
def test_damaged_exports_give_their_recipe_or_a_sentence(exports, data):
    hurt = bytearray(data.draw(st.sampled_from(exports)))
    for _ in range(data.draw(st.integers(1, 5))):
        # most recipes stand near the beginning or the end
        end = data.draw(st.sampled_from([len(hurt), min(len(hurt), 8_000)]))
        at = data.draw(st.integers(0, end - 1)) if end else 0
        hurt[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
    with contextlib.suppress(UserInputError):
        assert isinstance(recipes.find(bytes(hurt), "a.png"), Recipe)


# ---- the command --------------------------------------------------------------------------------


@pytest.fixture
def file(dataset, tmp_path):
    path = tmp_path / "old name.csv"
    write(path, dataset, dataset.gap(Selection(level="borough", routes=("self",))))
    return path


def write(path, dataset, table):
    """Write a table and what stands beside it."""
    made = all_files("table.csv", dataset, table, DAY)
    for (name, data), end in zip(made.items(), ("", BESIDE), strict=True):
        assert name == f"old.csv{end}"
        path.with_name(f"{path.name}{end}").write_bytes(data)


def beside(path):
    return path.with_name(f"{path.name}{BESIDE}")


def run(*arguments):
    return cli.main(["redraw", *map(str, arguments)])


def test_the_command_says_what_made_a_file_and_makes_it_again(file, capsys, dataset):
    before = file.read_bytes()
    assert run(file) == 0
    said = capsys.readouterr().out
    assert "Kind: Table (CSV)" in said
    assert "Made: 1 March 2026, by gapmap" in said
    assert dataset.fingerprint in said
    assert "--level=borough --route=self" in said
    assert "self-referral" in said
    assert "Identical to the original." in said
    assert (file.parent / "old name-redrawn.csv").read_bytes() == before
    assert run(file) == 0
    assert (file.parent / "old name-redrawn-2.csv").read_bytes() == before
    assert file.read_bytes() == before


def test_the_original_is_overwritten_only_when_named(file):
    file.write_bytes(file.read_bytes().replace(b"Barnet", b"Elsewhere"))
    assert run(file, "--output", file) == 0
    assert b"Barnet" in file.read_bytes()
    assert {p.name for p in file.parent.iterdir()} == {file.name, beside(file).name}


def test_check_writes_nothing_and_answers_with_its_exit_code(file, capsys):
    assert run(file, "--check") == 0
    assert "would be identical" in capsys.readouterr().out
    file.write_bytes(file.read_bytes().replace(b"Barnet", b"Elsewhere"))
    assert run(file, "--check") == 1
    captured = capsys.readouterr()
    assert "the original was changed after it was made" in captured.out
    assert re.search(r"would differ: line \d+\.$", captured.err.strip())
    assert {p.name for p in file.parent.iterdir()} == {file.name, beside(file).name}


def test_the_command_reports_changed_data(file, capsys, changed, monkeypatch, dataset):
    write(file, dataset, dataset.gap(Selection()))
    monkeypatch.setattr(Dataset, "load", lambda: changed)
    assert run(file) == 0
    said = capsys.readouterr().out
    assert "Leicestershire from " in said
    assert "the new file is dated today" in said
    assert "Not the same file: " in said
    new = recipes.find(beside(file.parent / "old name-redrawn.csv").read_bytes(), "new.csv")
    assert new.fingerprint == changed.fingerprint
    assert new.date > DAY.isoformat()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["missing.csv"], 2, "cannot be read (No such file"),
        (["."], 2, "is not a file"),
        (["nul\0.csv"], 2, "cannot be read"),
        (["old name.csv", "--output", "x.svg"], 2, "does not end in .csv"),
        (["old name.csv", "--output", "none/x.csv"], 1, "could not be written"),
        (["old name.csv", "--demand-file", "none.csv"], 2, "cannot be read"),
        (["wrong.png"], 2, "holds no record"),
        (["large.png"], 2, "more than 20 MB"),
    ],
)
def test_mistakes_end_in_one_line(file, monkeypatch, capsys, arguments, code, words):
    monkeypatch.chdir(file.parent)
    Path("wrong.png").write_bytes(b"nonsense")
    with Path("large.png").open("wb") as large:
        large.truncate(recipes.LARGEST + 5)
    names = {p.name for p in file.parent.iterdir()}
    assert run(*arguments) == code
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.err.count("\n") == 1
    assert {p.name for p in file.parent.iterdir()} == names


def test_a_file_made_with_an_own_table_asks_for_it(dataset, tmp_path, capsys):
    def own_table(central):
        return f"code,low,central,high\nE23000001,40000,{central},60000\n".encode()

    given = tmp_path / "mine.csv"
    given.write_bytes(own_table(50_000))
    estimates, problems = own_estimates.read(
        given.read_bytes(), given.name, dataset.lookup, dataset.population["aged_16_plus"]
    )
    assert problems == []
    own = dataset.with_own_estimates(estimates, given.name, given.read_bytes())
    file = tmp_path / "old.csv"
    write(file, own, own.gap(Selection(demand="own")))
    assert run(file) == 2
    captured = capsys.readouterr()
    assert "--demand-file" in captured.err
    assert "Your own table" not in captured.err
    assert "need: your own table" in captured.out.lower()
    assert run(file, "--check", "--demand-file", given) == 0
    given.write_bytes(own_table(55_000))
    assert run(file, "--demand-file", given) == 0
    said = capsys.readouterr().out
    assert "Your own table of estimates is not the one that the file was made with." in said
    assert "Metropolitan Police from 50,000 to 55,000" in said
    assert "Sources" not in said


def test_a_drawing_is_the_same_in_another_process(dataset, tmp_path):
    name = "map.svg" if "map.svg" in PRODUCTS else "table.csv"
    file = tmp_path / f"old{PRODUCTS[name].ending}"
    selection = Selection(level="borough", routes=("self",))
    file.write_bytes(export(name, dataset, dataset.gap(selection), DAY))
    done = subprocess.run(
        [sys.executable, "-m", "gapmap", "redraw", str(file), "--check"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "would be identical" in done.stdout


def test_a_tampered_record_cannot_write_to_the_terminal(file, capsys):
    body = json.loads(beside(file).read_bytes())
    recipe = json.loads(body["notes"][0]["gapmap:recipe"])
    recipe["sources"] = {"\u001b[2J": "x"}
    body["notes"][0]["gapmap:recipe"] = json.dumps(recipe)
    beside(file).write_text(json.dumps(body))
    assert run(file) == 2
    assert "\u001b" not in "".join(capsys.readouterr())


# ---- a table and what stands beside it ----------------------------------------------------------


def test_either_file_makes_both_again(file, capsys):
    old = {p.name: p.read_bytes() for p in (file, beside(file))}
    assert run(file, "--output", file.with_name("one.csv")) == 0
    assert run(beside(file), "--output", file.with_name("two.csv")) == 0
    assert capsys.readouterr().out.count("Identical to the original.") == 2
    for name in ("one.csv", "two.csv"):
        new = file.with_name(name)
        assert new.read_bytes() == old[file.name]
        again = json.loads(beside(new).read_bytes())
        assert again.pop("url") == name
        before = json.loads(old[beside(file).name])
        assert before.pop("url") == "old.csv"
        assert again == before


def test_a_table_alone_is_explained_in_a_sentence(file, capsys):
    beside(file).unlink()
    assert run(file) == 2
    captured = capsys.readouterr()
    assert "is a table alone: what made it is in old name.csv-metadata.json" in captured.err
    assert captured.err.count("\n") == 1


def test_what_stands_beside_a_table_makes_it_again_without_it(file, capsys):
    wanted = file.read_bytes()
    file.unlink()
    assert run(beside(file), "--check") == 1
    assert "the table is not beside it" in capsys.readouterr().err
    assert run(beside(file), "--output", file) == 0
    assert file.read_bytes() == wanted


def test_a_change_beside_the_table_is_found(file, capsys):
    beside(file).write_bytes(beside(file).read_bytes().replace(b"Publisher", b"Somebody"))
    text = beside(file).read_bytes().replace(b'"dc:issued"', b'"dc:changed"')
    beside(file).write_bytes(text)
    assert run(file, "--check") == 1
    assert re.search(r"line \d+ of what stands beside the table", capsys.readouterr().err)


def test_a_table_of_an_earlier_version_keeps_its_record_in_its_first_lines(file, capsys, dataset):
    """Earlier versions wrote what made the table above it, in lines that begin with “#”."""
    body = json.loads(beside(file).read_bytes())
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [["# title", "x"], ["# gapmap:recipe", body["notes"][0]["gapmap:recipe"]]]
    )
    old = file.with_name("early.csv")
    old.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode() + file.read_bytes()[3:])
    assert run(old) == 0
    assert file.with_name("early-redrawn.csv").read_bytes() == file.read_bytes()
