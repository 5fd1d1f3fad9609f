"""What is said of a list, kept in a file beside it, and given to every command alike."""

import csv
import io
import json

import pytest

from gapmap.cli import main as cli
from gapmap.dataset import Dataset
from gapmap.errors import UserInputError
from gapmap.io.own import told as tolds
from gapmap.io.own.columns import COLUMNS
from gapmap.io.own.told import Told

LIST = "Service,Who,Where,Kind,Most\nAlder Way,Alder Trust,Harringay,DVPP,28\n"
SAID = [
    "--map", "programme=Service", "--map", "areas=Where", "--map", "programme_type=Kind",
    "--map", "places=Most", "--read-as", "Harringay=E09000014",
    "--word", "programme_type:DVPP=community_behaviour_change",
]  # fmt: skip
TABLE = ["table", "--level", "borough", "--since", "any", "--programmes-instead", "--programmes"]


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch, dataset):
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(Dataset, "load", staticmethod(lambda: dataset))


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(LIST, "utf-8")
    return path


@pytest.fixture
def run(capsys):
    def command(*arguments):
        code = cli.main([str(a) for a in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def places(out):
    return {r["code"]: r["places"] for r in csv.DictReader(io.StringIO(out))}["E09000014"]


def test_every_command_takes_what_validate_takes(run, mine, tmp_path):
    assert run("validate", mine)[0] == 2
    assert run("validate", mine, *SAID)[0] == 0
    code, out, _ = run(*TABLE, mine, *SAID)
    assert (code, places(out)) == (0, "28.0")
    made = tmp_path / "made.csv"
    chosen = ["--level", "borough", "--since", "any", "--programmes-instead"]
    assert run("export", made, *chosen, "--programmes", mine, *SAID)[0] == 0
    own = ["--programmes", mine, "--programmes-instead", *SAID]
    code, out, _ = run("redraw", made, "--check", *own)
    assert (code, "identical" in out) == (0, True)


def test_what_is_kept_is_used_by_every_command_and_said(run, mine):
    assert run("validate", mine, "--keep", *SAID)[0] == 0
    kept = mine.with_name(f"mine.csv{tolds.ENDING}")
    assert kept.is_file()
    assert "Alder" not in kept.read_text("utf-8")  # no row of the list
    assert run("validate", mine)[0] == 0
    code, out, err = run(*TABLE, mine)
    assert (code, places(out)) == (0, "28.0")
    assert "read as “mine.csv.gapmap.json” says" in err
    moved = kept.rename(mine.with_name("other.json"))
    assert run(*TABLE, mine)[0] == 2
    assert places(run(*TABLE, mine, "--settings", moved)[1]) == "28.0"


def test_an_option_comes_after_the_settings(run, mine):
    run("validate", mine, "--keep", *SAID)
    _, out, _ = run("validate", mine, "--format", "json", "--read-as", "Harringay=E08000035")
    assert json.loads(out)["read"][0]["area codes"] == ["E08000035"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "is no file of settings"), (b"[]", "is no file of settings"),
        (b'{"column": {}}', "is no file of settings"),
        (b'{"columns": {"place": "x"}}', "“place” under columns is no column"),
        (b'{"read_as": {"x": "E99999999"}}', "is the code of no area"),
        (b'{"words": {"accepts": {"x": ["gnomes"]}}}', "“gnomes” under words is no term"),
        (b'{"format": 9}', "format 9 is not known here"),
        (b'{"no_end": "never"}', "no_end is none of"),
        (b'{"words": ' + b'{"a":' * 5000 + b"1" + b"}" * 5001, "is no file of settings"),
        (b" " * 1_000_001, "larger than a file of settings"),
    ],
)  # fmt: skip
def test_settings_that_mean_nothing_are_refused_in_one_line(run, mine, content, said):
    mine.with_name(f"mine.csv{tolds.ENDING}").write_bytes(content)
    code, out, err = run("validate", mine)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "options",
    [
        ["--word", "accepts:x"], ["--word", "places:x=men"], ["--word", "accepts:x=gnomes"],
        ["--programme-line", "two"], ["--sheet", "gone"], ["--heading-line", "77"],
        ["--no-end", "never"], ["--settings", "gone.json"],
    ],
)  # fmt: skip
def test_wrong_ways_of_saying_it_end_with_2_and_one_line(run, mine, tmp_path, options):
    path = tmp_path / "mine.xlsx"
    if options[0] == "--sheet":
        from tests.io.own import own_files as files

        path.write_bytes(files.VALID["a.xlsx"])
    code, out, err = run("validate", path if options[0] == "--sheet" else mine, *options)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


def test_what_is_told_is_written_and_read_alike():
    told = Told(
        columns={"places": ""}, constants={"areas": "E23000032"}, read_as={"x": "E09000014"},
        words={"accepts": {"all": ["men", "women"]}}, areas_of_lines={"4": "E09000014"},
        programmes=[3], no_end="one year", sheet="Data", heading_line=4,
        repeats={"": "sum", "4": "last"}, blanks={"areas": "above"},
    )  # fmt: skip
    columns = dict.fromkeys(("places", "areas", "accepts"))
    codes = dict.fromkeys(("E09000014", "E23000032"))
    assert tolds.decode(tolds.encode(told), "a.json", columns, codes) == told


BLOCK = (
    "Programme,Type,Areas,Places\nAlder,Community behaviour change,Haringey,10\n"
    ",Community behaviour change,Haringey,12\nBirch,Community behaviour change,Haringey,5\n"
)


def test_rows_of_other_numbers_and_blank_names_are_said_on_the_command_line(run, mine):
    mine.write_text(BLOCK, "utf-8")
    assert run("validate", mine)[0] == 1
    assert places(run(*TABLE, mine, "--blank", "programme=above", "--repeat", "sum")[1]) == "27.0"
    said = ["--blank", "programme=above", "--repeat", "sum", "--repeat", "2=last"]
    assert places(run(*TABLE, mine, *said)[1]) == "17.0"
    assert run("validate", mine, "--keep", *said)[0] == 0
    code, out, _ = run("validate", mine, "--format", "json")
    assert (code, json.loads(out)["rows of other numbers"][0]["lines"]) == (0, [2, 3])
    assert places(run(*TABLE, mine)[1]) == "17.0"


@pytest.mark.parametrize(
    "options",
    [["--repeat", "add"], ["--repeat", "x=sum"], ["--blank", "above"], ["--blank", "town=yes"],
     ["--blank", "nothing=above"]],
    ids=str,
)  # fmt: skip
def test_an_answer_that_is_none_is_one_sentence(run, mine, options):
    code, out, err = run("validate", mine, *SAID, *options)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "is not accepted; use" in err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"repeats": {"2": "add"}}', "repeats has a word that is none of: sum, apart, last"),
        (b'{"blanks": {"areas": "yes"}}', "blanks has a word that is none of: above, blank"),
        (b'{"blanks": {"other": "above"}}', "under blanks is no column"),
    ],
)
def test_settings_with_another_answer_are_refused(content, said):
    with pytest.raises(UserInputError, match=said):
        tolds.decode(content, "a.json", COLUMNS, {})


# Own estimates


@pytest.mark.parametrize(
    ("text", "central"),
    [
        ("code,low,central,high\ne09000014,100,200,300\n,,,\n", "200.0"),
        ("Borough,Low,Best estimate,High\nHaringey,100,200,300\n", "200.0"),
        ('LAD24CD;lower;estimate;upper\nE09000014;"1,000";"2,000";"3,000"\n', "2000.0"),
        ("Area,low,central,high\nHaringey Council,1 000,2 000,3 000\n", "2000.0"),
        ("Our estimates\n\ncode,low,central,high\nE09000014,100,200,300\n", "200.0"),
    ],
)
def test_own_estimates_are_read_like_lists(run, mine, text, central):
    mine.write_text(text, "utf-8")
    code, out, err = run("table", "--level", "borough", "--demand", "own", "--demand-file", mine)
    found = {r["code"]: r["perpetrators"] for r in csv.DictReader(io.StringIO(out))}
    assert (code, found["E09000014"]) == (0, central), err


def test_bad_rows_of_estimates_are_listed_and_the_good_ones_used(run, mine):
    mine.write_text(
        "code,low,central,high\nE09000014,1,2,3\nNowhere,1,2,3\nE09000003,x,2,3\n", "utf-8"
    )
    code, out, err = run("table", "--level", "borough", "--demand", "own", "--demand-file", mine)
    assert (code, "E09000014" in out) == (0, True)
    assert "line 3" in err
    assert "“Nowhere”" in err
    assert "line 4" in err


def test_estimates_of_a_workbook_are_read(run, mine):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Police force", "Low", "Central", "High"])
    book.active.append(["Kent", 100, 200, 300])
    path = mine.with_suffix(".xlsx")
    book.save(path)
    _, out, _ = run("table", "--level", "pfa", "--demand", "own", "--demand-file", path)
    found = {r["code"]: r["perpetrators"] for r in csv.DictReader(io.StringIO(out))}
    assert found["E23000032"] == "200.0"


def test_report_takes_a_file_of_settings(run, mine, tmp_path):
    run("validate", mine, "--keep", *SAID)
    chosen = ["--level", "borough", "--since", "any", "--area", "E09000014", "--formats", "csv"]
    own = ["--programmes-instead", "--programmes", mine, "--jobs", "1"]
    code, _, err = run("report", tmp_path / "by-name", *chosen, *own)
    assert code == 0, err
    assert "mine.csv.gapmap.json" in err
    made = tables(tmp_path / "by-name")
    lines = [line for text in made.values() for line in text.splitlines()]
    assert any("Alder Way" in line and "28" in line for line in lines)
    mine.with_name(f"mine.csv{tolds.ENDING}").rename(tmp_path / "other.json")
    assert run("report", tmp_path / "none", *chosen, *own)[0] == 2
    moved = ["--settings", tmp_path / "other.json"]
    assert run("report", tmp_path / "moved", *chosen, *own, *moved)[0] == 0
    assert tables(tmp_path / "moved") == made


def tables(folder):
    """The tables of the area, by name."""
    return {path.name: path.read_text("utf-8-sig") for path in folder.glob("E09000014*.csv")}
