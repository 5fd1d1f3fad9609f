"""The command line: figures, one line for each mistake, and files that are whole or not there."""

import csv
import errno
import io
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gapmap.cli import main as cli
from gapmap.dataset import Dataset
from gapmap.present.tables import csv_json as tables
from gapmap.recipe import BESIDE
from gapmap.selection import Selection
from gapmap.tasks.products import export
from gapmap.vocabulary import BASES, DEMAND_MODELS, GROUPS, LEVELS, LOCAL_RATES, ROUTES, TYPES

ROOT = Path(__file__).parents[2]
FIRST = [
    "level", "code", "name", "state", "perpetrators_low", "perpetrators", "perpetrators_high",
    "programmes", "programmes_unmeasured", "places", "places_per_1000", "share_met", "unmet",
]  # fmt: skip
MOPAC_2022_23 = {
    "cifa-london": "Barnet;Brent;Enfield",
    "da-perp-intervention-greenwich": "Greenwich",
    "drive-south-bcu-london": "Bromley;Croydon;Sutton",
    "re-move-abuse-barking": "Barking and Dagenham",
    "restart-london": "Camden;Croydon;Havering;Sutton;Westminster",
    "spotlight-redbridge": "Redbridge",
    "safe-and-together-east-london": (
        "Hackney;Hammersmith and Fulham;Newham;Redbridge;Tower Hamlets;Waltham Forest"
    ),
}
HOSTILE = ["a\0b", "x" * 10_000, "\u202etxt.\u200f", "a\nb\u2028c", "\x1b[2J"]


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch, dataset):
    monkeypatch.setattr(Dataset, "load", staticmethod(lambda: dataset))


def run(capsys, *arguments):
    code = cli.main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def failed(result, code, *words):
    assert result[0] == code, result
    assert result[1] == ""
    assert len(result[2].splitlines()) == 1, result[2]
    assert result[2].startswith("gapmap: ")
    for word in words:
        assert word in result[2].replace(",", "")


@pytest.mark.parametrize("level", LEVELS)
def test_the_table_has_the_columns_demanded_and_the_numbers_of_the_gap_table(
    capsys, dataset, level
):
    _, out, err = run(capsys, "table", "--level", level)
    assert err == ""
    assert next(csv.reader(io.StringIO(out)))[: len(FIRST)] == FIRST
    table = dataset.gap(Selection(level=level)).rows
    found = rows_of(out)
    assert [r["code"] for r in found] == list(table["code"])
    for mine, row in zip(table.to_dict("records"), found, strict=True):
        assert (row["level"], row["name"], row["state"]) == (level, mine["name"], mine["state"])
        for column in FIRST[4:]:
            if mine[column] != mine[column]:
                assert row[column] == ""
            else:
                assert float(row[column]) == pytest.approx(mine[column], abs=0.051)
    code, out, err = run(capsys, "table", "--level", level, "--format", "json")
    assert (code, err) == (0, "")
    body = json.loads(out)
    assert [list(r)[: len(FIRST)] for r in body["rows"]] == [FIRST] * len(table)
    for cell, line in zip(body["rows"], found, strict=True):
        for column in FIRST:
            assert line[column] == ("" if cell[column] is None else str(cell[column]))
    assert Selection.from_dict(body["selection"]) == Selection(level=level)


def test_haringey_commissions_28_places_in_2018(capsys):
    years = ("--since", "2018", "--until", "2018", "--basis", "commissioned")
    _, out, _ = run(capsys, "table", "--level", "borough", *years)
    (row,) = [r for r in rows_of(out) if r["code"] == "E09000014"]
    assert (row["name"], row["state"], float(row["places"])) == ("Haringey", "measured", 28)


def test_the_seven_mopac_programmes_reach_every_borough_the_answer_names(capsys, dataset):
    years = ("--since", "2022", "--until", "2022")
    _, out, _ = run(capsys, "table", "--level", "borough", *years)
    by_name = {r["name"]: r for r in rows_of(out)}
    table = dataset.gap(Selection(level="borough", since=2022, until=2022))
    for service, boroughs in MOPAC_2022_23.items():
        for borough in boroughs.split(";"):
            here = table.parts[table.parts["code"] == by_name[borough]["code"]]
            assert service in set(here["service_id"])
            assert int(by_name[borough]["programmes"]) == len(here)


def test_options_may_be_repeated_or_joined(capsys):
    joined = run(capsys, "table", "--route", "self,police", "--breaks", "1, 2,3")
    again = run(capsys, "table", "--route", "police", "--route", "self", "--breaks", "1,2,3")
    assert joined == again != run(capsys, "table", "--breaks", "1,2,3")


MISTAKES = {
    "--level moon": LEVELS, "--route pigeon": ROUTES, "--type self": TYPES,
    "--accepts martians": GROUPS, "--basis hearsay": BASES, "--demand everyone": DEMAND_MODELS,
    "--local guess": LOCAL_RATES, "--format xml": ["csv", "json"],
    "--since abc": ["1990", "2035"], "--until 20.5": ["1990", "2035"],
    "--since 1066": ["1990", "2035"], "--since 2022 --until 2010": ["2022", "2010", "backwards"],
    "--breaks 9,3": ["rising", "1 to 6"], "--breaks 1,2,3,4,5,6,7": ["rising", "1 to 6"],
    "--breaks inf": ["rising", "1 to 6"], "--target-share 0": ["from 0.001 to 1"],
    "--target-share half": ["from 0.001 to 1"], "--shrinkage 1.5": ["from 0 to 1"],
    "--gap-below -3": ["from 0.01"], "--gap-below nan": ["from 0.01"],
    "--suppress-below 2.5": ["whole number", "1000"], "--assume moon=1": ["total"],
    "--assume total": ["name=value"], "--assume total=nan": ["name=value"],
    "--assume total=many": ["not a number"], "--assume total=5": ["100000", "2000000"],
    "--demand own": ["serious", "high_harm"], "--moon 1": ["--moon", "--help"],
    "stray": ["stray", "--help"], "--level": ["--level", "--help"],
    "--accredited=yes": ["--accredited", "--help"],
}  # fmt: skip


@pytest.mark.parametrize("options", MISTAKES)
def test_wrong_input_is_one_line_that_says_what_is_allowed(capsys, options):
    failed(run(capsys, "table", *options.split()), 2, *MISTAKES[options])


@pytest.mark.parametrize("arguments", [(), ("draw",)], ids=["no command", "unknown command"])
def test_without_a_known_command_the_commands_are_named(capsys, arguments):
    failed(run(capsys, *arguments), 2, "table", "export", "sources")
    failed(run(capsys, "export"), 2, "file")


def test_the_demand_file_is_used_or_explained(capsys, tmp_path):
    good = tmp_path / "mine.csv"
    good.write_text("code,low,central,high\nE23000001,40000,50000,60000\n", "utf-8")
    own = ("table", "--demand", "own", "--demand-file")
    code, out, err = run(capsys, *own, good)
    assert (code, err) == (0, "")
    by_code = {r["code"]: r for r in rows_of(out)}
    assert by_code["E23000001"]["perpetrators"] == "50000.0"
    assert by_code["E23000003"]["state"] == "no_estimate"
    failed(run(capsys, *own, tmp_path / "absent.csv"), 2, "absent.csv", "cannot be read")
    bad = tmp_path / "bad.csv"
    bad.write_text("code,low,central,high\nX1,1,2,3\nE23000001,3,2,1\n", "utf-8")
    failed(run(capsys, *own, bad), 2, "line 2", "“X1”", "line 3", "rising order")
    bad.write_bytes(b"\x89PNG\r\n\x00\xff")
    failed(run(capsys, *own, bad), 2, "NUL bytes")


@pytest.mark.parametrize("kind", [".csv", ".json", ".png"])
def test_an_export_writes_what_the_download_gives(capsys, dataset, tmp_path, kind):
    target = tmp_path / f"boroughs{kind.upper()}"
    code, out, err = run(capsys, "export", target, "--level", "borough", "--route", "self")
    assert (code, err) == (0, "")
    table = dataset.gap(Selection(level="borough", routes=("self",)))
    assert target.read_bytes() == export(kind, dataset, table, datetime.now(UTC).date())
    beside = [f"{target.name}{BESIDE}"] if kind == ".csv" else []
    assert sorted(p.name for p in tmp_path.iterdir()) == [target.name, *beside]
    assert target.name in out


@pytest.mark.parametrize("name", ["map.gif", "map", "map.csv.exe"])
def test_an_unknown_ending_or_a_level_without_a_map_is_refused(capsys, tmp_path, name):
    failed(run(capsys, "export", tmp_path / name), 2, ".png", ".csv", ".json")
    map_of_regions = run(capsys, "export", tmp_path / "x.png", "--level", "region")
    failed(map_of_regions, 2, "pfa", "county", "borough")
    assert not list(tmp_path.iterdir())


def fault(number):
    def raising(*_args, **_options):
        raise OSError(number, os.strerror(number))

    return raising


@pytest.mark.parametrize(
    ("module", "function", "number"),
    [
        (os, "fsync", errno.ENOSPC),
        (os, "fdopen", errno.ENOSPC),
        (tempfile, "mkstemp", errno.EACCES),
        (Path, "replace", errno.EACCES),
    ],
)
def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    capsys, monkeypatch, tmp_path, module, function, number
):
    target = tmp_path / "gaps.csv"
    target.write_bytes(b"old")
    monkeypatch.setattr(module, function, fault(number))
    result = run(capsys, "export", target)
    monkeypatch.undo()
    failed(result, 1, os.strerror(number), "gaps.csv")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("gaps.csv", b"old")]


def test_an_interrupted_write_leaves_no_temporary_file(capsys, monkeypatch, tmp_path):
    def interrupted(_handle):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    assert run(capsys, "export", tmp_path / "gaps.csv")[0] == 130
    assert not list(tmp_path.iterdir())


def test_missing_folders_and_folders_as_target_are_refused(capsys, tmp_path):
    failed(run(capsys, "export", tmp_path / "no" / "gaps.csv"), 1, "gaps.csv", "folder")
    target = tmp_path / "gaps.csv"
    target.mkdir()
    failed(run(capsys, "export", target), 1, "gaps.csv", "folder")
    assert [p.name for p in tmp_path.rglob("*")] == ["gaps.csv"]


def test_sources_list_every_source(capsys, dataset):
    out, wanted = run(capsys, "sources")[1], dataset.sources()
    assert [r["source_id"] for r in rows_of(out)] == [s["source_id"] for s in wanted]
    assert list(rows_of(out)[0]) == list(tables.SOURCE_COLUMNS)
    assert json.loads(run(capsys, "sources", "--format", "json")[1]) == wanted


def test_stopping_by_hand_gives_130(capsys, monkeypatch):
    def stopped(_table):
        raise KeyboardInterrupt

    monkeypatch.setattr(tables, "plain_csv", stopped)
    assert run(capsys, "table") == (130, "", "")


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("option", ["--level", "--type", "--since", "--breaks", "--assume"])
def test_hostile_values_are_one_readable_line(capsys, option, text):
    result = run(capsys, "table", option, text)
    failed(result, 2)
    assert result[2][:-1].isprintable()
    assert len(result[2]) < 1000


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_file_names_are_one_readable_line(capsys, tmp_path, text):
    read = run(capsys, "table", "--demand-file", tmp_path / text)
    failed(read, 2, "cannot be read")
    written = run(capsys, "export", tmp_path / "none" / f"{text}.csv")
    failed(written, 1, "could not be written")
    assert (read[2] + written[2]).replace("\n", "").isprintable()


def shell(*arguments, stdout=subprocess.PIPE, **variables):
    command = [sys.executable, "-m", "gapmap", *arguments]
    return subprocess.run(
        command, cwd=ROOT, stdout=stdout, stderr=-1, check=False, env=os.environ | variables
    )


def test_the_module_runs_in_a_process_of_its_own(capsys):
    done = shell("table", "--level", "borough", PYTHONIOENCODING="utf-8")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == run(capsys, "table", "--level", "borough")[1]
    wrong = shell("table", "--level", "moon")
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert wrong.stderr.count(b"\n") == 1


def test_output_is_utf8_whatever_the_terminal_says():
    done = shell("table", "--format", "json", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode("utf-8"))["rows"]


def test_a_reader_that_has_seen_enough_is_told_by_the_exit_code_alone():
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as pipe:
        done = shell("table", "--level", "utla", stdout=pipe)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output_is_one_line():
    with Path("/dev/full").open("wb") as nowhere:
        done = shell("table", stdout=nowhere)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)


OWN = (
    "programme,programme type,areas,places a year,year\n"
    "Harbour,Community behaviour change,{area},{places},2024\n"
)


def own_programmes(tmp_path, area="Warwickshire", places="40", extra=""):
    path = tmp_path / "ours.csv"
    path.write_text(OWN.format(area=area, places=places) + extra, "utf-8")
    return path


def places_of(out):
    return {r["code"]: r["places"] for r in rows_of(out)}


def test_own_programmes_are_added_or_stand_alone(capsys, tmp_path):
    path = own_programmes(tmp_path)
    _, before, _ = run(capsys, "table", "--level", "utla")
    code, added, err = run(capsys, "table", "--level", "utla", "--programmes", path)
    assert (code, err) == (0, "")
    warwickshire = "E10000031"
    assert float(places_of(added)[warwickshire]) == float(places_of(before)[warwickshire] or 0) + 40
    _, alone, _ = run(
        capsys, "table", "--level", "utla", "--programmes", path, "--programmes-instead"
    )
    assert {c: p for c, p in places_of(alone).items() if p} == {warwickshire: "40.0"}


def test_rows_that_cannot_be_used_are_said_to_be_left_out(capsys, tmp_path):
    path = own_programmes(tmp_path, extra="Beacon,Stalking,Nowhere-on-Sea,12,2024\n")
    code, _, err = run(capsys, "table", "--programmes", path)
    assert code == 0
    assert "1 of 2 rows" in err
    assert "validate" in err


def test_own_programmes_that_cannot_be_used_are_one_clear_line(capsys, tmp_path):
    none = own_programmes(tmp_path, area="Nowhere-on-Sea")
    failed(run(capsys, "table", "--programmes", none), 2, "ours.csv", "validate")
    failed(run(capsys, "table", "--programmes", tmp_path / "gone.csv"), 2, "gone.csv")
    failed(run(capsys, "table", "--programmes-instead"), 2, "--programmes")


@pytest.mark.parametrize("port", ["0", "65536", "-1", "app"])
def test_the_app_is_not_started_on_a_port_that_is_none(capsys, port):
    failed(run(capsys, "app", f"--port={port}"), 2, "--port")
