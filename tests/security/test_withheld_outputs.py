"""The attacker of ``test_withheld_numbers`` reads tables, workbooks, pages and commands too.

He puts together what two kinds of output say under two filters and levels.
"""

import csv
import io
import json
import re
from datetime import date

import openpyxl
import pytest

from gapmap.cli.main import main
from gapmap.tasks.products import PRODUCTS, export
from tests.exported import all_files
from tests.security import private_files as private
from tests.security.test_withheld_numbers import VIEWS

TODAY = date(2026, 11, 25)
NUMBER = re.compile(r"[\d,]+(?:\.\d+)?")
TABLE = VIEWS[0].with_(level="county")


def places_of(rows, code, places):
    """Places by area code from rows of texts or numbers; words are withheld or not known."""
    found = {}
    for row in rows:
        try:
            found[str(row[code])] = float(row[places])
        except (TypeError, ValueError):
            continue
    return found


def in_csv(file):
    rows = csv.DictReader(file.decode("utf-8-sig").splitlines())
    return None, places_of(rows, "code", "places"), 0.02


def sheet(book, name):
    rows = list(book[name].iter_rows(values_only=True))
    start = next(n for n, row in enumerate(rows) if "Places known (a year)" in row)
    return [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]


def in_workbook(file):
    book = openpyxl.load_workbook(io.BytesIO(file))
    cells = places_of(sheet(book, "Areas"), "Area code", "Places known (a year)")
    total = sheet(book, "Totals")[0]["Places known (a year)"]
    return total if isinstance(total, float | int) else None, cells, 0.02


def on_screen(file):
    """What the one-file map holds of its view, which is what the app draws as well."""
    text = re.search(r'id="gapmap-data">(.*?)</script>', file.decode(), re.DOTALL)[1]
    view = json.loads(text)["view"]
    exact = ([code, *(number for _, number in cells)] for code, _, cells in view["rows"])
    total = next(text for label, text, _ in view["figures"] if label == "Places known")
    said = NUMBER.fullmatch(total)
    places = places_of(({"code": row[0], "places": row[4]} for row in exact), "code", "places")
    return float(said[0].replace(",", "")) if said else None, places, 0.5


READERS = {"table.csv": in_csv, "table.xlsx": in_workbook, "interactive.html": on_screen}


def look(attack, own, product, view, shown=None):
    """Let the attacker read one output."""
    file = export(product, own, own.gap(view if shown is None else shown), TODAY)
    total, cells, within = READERS[product](file)
    attack.see(view, total, cells, within)


@pytest.mark.parametrize("product", READERS)
@pytest.mark.parametrize("seed", range(3))
def test_no_two_outputs_of_any_kind_confine_a_small_number(dataset, seed, product):
    table = private.rows(seed)
    own, attack = private.with_file(dataset, table), private.Attack(dataset, table)
    look(attack, own, product, VIEWS[0])
    look(attack, own, "table.csv", VIEWS[1 + seed])
    look(attack, own, "table.xlsx", VIEWS[1 + (seed + 1) % 4])
    assert attack.pinned() == {}


@pytest.mark.parametrize("product", READERS)
def test_the_attacker_reads_numbers_out_of_every_kind(dataset, product):
    """Else the test above could not fail: outputs that withhold nothing."""
    table = private.rows(1)
    own, attack = private.with_file(dataset, table), private.Attack(dataset, table)
    look(attack, own, product, VIEWS[0], VIEWS[0].with_(suppress_below=0))
    look(attack, own, product, TABLE, TABLE.with_(suppress_below=0))
    assert attack.pinned()


@pytest.mark.parametrize("product", ["councils.csv", "programmes.csv", "hsds.json", "slide.pptx"])
@pytest.mark.parametrize("seed", [5, 11])
def test_other_files_say_nothing_of_the_small_numbers(dataset, seed, product):
    table = private.rows(seed)
    pair = [private.with_file(dataset, t) for t in (table, private.twin(table, seed))]
    for view in (VIEWS[0], VIEWS[2].with_(level="borough", measure="unmet")):
        one, two = (all_files(product, own, own.gap(view), TODAY) for own in pair)
        assert one == two


def test_every_kind_of_file_has_a_test_here_or_beside():
    """A new kind is read by ``test_every_kind_of_file_is_the_same_whatever_the_small_numbers_are``,
    which takes all; readers of numbers are for the kinds that hold whole tables."""
    assert READERS.keys() <= PRODUCTS.keys()


COMMANDS = (
    ("table", "--level", "county"),
    ("table", "--level", "borough", "--measure", "funding"),
    ("compare", "--level", "county", "--with", "since=2020"),
    ("compare", "--level", "pfa", "--with", "types=stalking"),
    ("compare", "--level", "borough", "--with", "suppress_below=0&since=2015"),
    ("compare", "--level", "borough", "--with", "suppress_below=0&since=2015", "--format", "json"),
    ("missing", "--level", "borough"),
    ("missing", "--level", "pfa", "--format", "json"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_commands_print_the_same_whatever_the_small_numbers_are(tmp_path, capsys, command):
    said = printed(tmp_path, capsys, command)
    assert said[0] == said[1]
    assert said[0]


def test_without_a_limit_commands_print_other_numbers(tmp_path, capsys):
    one, two = printed(tmp_path, capsys, COMMANDS[0], limit=0)
    assert one != two


def printed(tmp_path, capsys, command, limit=private.LIMIT):
    """What a command says of a file and of its twin, which have one name."""
    said = []
    table = private.rows(3)
    for number, rows in enumerate((table, private.twin(table, 3))):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / private.NAME).write_bytes(private.as_csv(rows))
        file = str(folder / private.NAME)
        code = main([*command, "--all-types", "--basis", "implied", "--programmes", file,
                     "--suppress-below", str(limit)])  # fmt: skip
        out, err = capsys.readouterr()
        assert code == 0, err
        said.append((out + err).replace(str(folder), ""))
    return said


@pytest.mark.parametrize("command", [("report", "--area", "E12000007", "--formats", "docx,csv"),
                                     ("ask", "--area", "E12000007,E12000005")],
                         ids=["report", "ask"])  # fmt: skip
def test_folders_are_the_same_whatever_the_small_numbers_are(tmp_path, capsys, command):
    files = []
    table = private.rows(3)
    for number, rows in enumerate((table, private.twin(table, 3))):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / private.NAME).write_bytes(private.as_csv(rows))
        out = folder / "report"
        code = main([*command, "--level", "region", "--all-types", "--basis", "implied",
                     "--programmes",
                     str(folder / private.NAME), "--suppress-below", "10", str(out)])  # fmt: skip
        assert code == 0, capsys.readouterr().err
        files.append({p.name: p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()})
    assert files[0] == files[1]
    assert files[0]


def test_no_plan_is_made_of_numbers_that_are_withheld(tmp_path, capsys):
    """Where money goes could give them away: not printed, not written, not made again."""
    (tmp_path / private.NAME).write_bytes(private.as_csv(private.rows(3)))
    own = ["--programmes", str(tmp_path / private.NAME)]
    for more in (["--format", "json"], ["--format", "csv"], [], ["--output", "plan.docx"]):
        if "--output" in more:
            more = ["--output", str(tmp_path / "plan.docx")]
        assert main(["plan", "--budget", "1e6", *own, "--suppress-below", "10", *more]) != 0
        out, err = capsys.readouterr()
        assert out == ""
        assert "withheld" in err
    assert not (tmp_path / "plan.docx").exists()


def test_a_limit_that_is_higher_for_one_of_two_views_takes_nothing_back(dataset):
    """Two exports of one session under limits of 10 and 20, the second asked for by the user."""
    table = private.rows(2)
    own, attack = private.with_file(dataset, table), private.Attack(dataset, table)
    for view in (VIEWS[0], VIEWS[1]):
        look(attack, own, "table.csv", view, view.with_(suppress_below=20))
        look(attack, own, "table.xlsx", view)
    assert attack.pinned() == {}
