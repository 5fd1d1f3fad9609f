"""Many areas at once: the files, going on after a stop, and one sentence for what goes wrong."""

import csv
import errno
import io
import json
import os
import signal
import sys
from datetime import date
from io import BytesIO
from pathlib import Path
from types import ModuleType

import docx
import pytest
from PIL import Image

from gapmap.cli import main as cli
from gapmap.dataset import Dataset
from gapmap.errors import SourceError
from gapmap.io.recipes import find as recipes
from gapmap.present.area import words as area_words
from gapmap.recipe import BESIDE as METADATA
from gapmap.selection import Selection
from gapmap.tasks import report as batch
from gapmap.tasks.job import Job
from gapmap.tasks.products import export

LONDON, KENT, DYFED = "E23000001", "E23000032", "W15000004"
THREE = f"{LONDON},{KENT},{DYFED}"
NAMES = {
    f"{LONDON}_metropolitan-police",
    f"{KENT}_kent",
    f"{DYFED}_dyfed-powys",
}
BESIDE = {"index.csv", "README.txt", "report.json", ".lock"}


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch, dataset):
    monkeypatch.setattr(Dataset, "load", staticmethod(lambda: dataset))


@pytest.fixture(autouse=True)
def no_script(monkeypatch):
    """Processes begin with the main module, which tests of the app leave as the app's script."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))


@pytest.fixture
def run(capsys, tmp_path):
    """Run the command for three areas with small files, in one process unless told otherwise."""

    def command(*more, areas=("--area", THREE), formats=("--formats", "csv"), jobs="1"):
        arguments = ["report", tmp_path / "out", *areas, *formats, "--jobs", jobs, *more]
        code = cli.main([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    command.folder = tmp_path / "out"
    return command


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def stamps(folder):
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def body(data):
    """The rows of a CSV file below the lines about it."""
    lines = data.decode("utf-8-sig").splitlines(keepends=True)
    table = [line for line in csv.reader(lines) if not line[0].startswith("# ")]
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


def one_line(result, code, *parts):
    assert result[0] == code
    last = result[2].splitlines()[-1]
    assert last.startswith("gapmap: ")
    assert "Traceback" not in result[2]
    for part in parts:
        assert part in last


def test_each_area_gets_a_briefing_a_map_and_tables(run, dataset):
    code, out, err = run(formats=())
    assert code == 0
    assert "3 police force areas: 18 files made, 0 kept" in out
    assert err.splitlines() == [
        "1 of 3: Metropolitan Police", "2 of 3: Kent", "3 of 3: Dyfed-Powys",
    ]  # fmt: skip
    made = files(run.folder)
    kinds = ("briefing.docx", "map.png", "councils.csv", "programmes.csv")
    tables = [f"{kind}{METADATA}" for kind in kinds if kind.endswith(".csv")]
    assert set(made) == BESIDE | {f"{name}_{kind}" for name in NAMES for kind in (*kinds, *tables)}
    table = dataset.gap(Selection())
    for name in NAMES:
        area = name.split("_")[0]
        title = area_words.finding(table, area)
        assert docx.Document(BytesIO(made[f"{name}_briefing.docx"])).paragraphs[1].text == title
        with Image.open(BytesIO(made[f"{name}_map.png"])) as picture:
            assert picture.size == (2480, 3508)
        for kind in kinds:
            keeps = f"{name}_{kind}{METADATA if kind.endswith('.csv') else ''}"
            recipe = recipes.find(made[keeps], keeps)
            assert (recipe.product, recipe.area) == (kind, area)
            today = date.fromisoformat(recipe.date)
            again = export(kind, dataset, table, today, area=area) if kind != "map.png" else None
            assert again is None or again == made[f"{name}_{kind}"]


def test_the_tables_hold_the_area_its_councils_and_its_programmes(run, dataset):
    run()
    made = files(run.folder)
    table, local = dataset.gap(Selection()), dataset.gap(Selection(level="utla"))
    for name in NAMES:
        code = name.split("_")[0]
        rows = body(made[f"{name}_councils.csv"])
        inside = sorted(dataset.lookup.index[dataset.lookup["pfa"] == code])
        assert [(r["level"], r["code"]) for r in rows[:1]] == [("pfa", code)]
        assert sorted(r["code"] for r in rows[1:]) == inside
        assert {r["area_code"] for r in rows} == {code}
        for row in rows:
            mine = (table if row["level"] == "pfa" else local).row(row["code"])
            assert float(row["perpetrators"]) == pytest.approx(mine["perpetrators"], abs=0.051)
            assert (row["places"] == "") is bool(mine["places"] != mine["places"])
        total = sum(float(r["perpetrators"]) for r in rows[1:])
        assert total == pytest.approx(float(rows[0]["perpetrators"]), abs=0.1 * len(rows))
        served = table.parts[table.parts["code"] == code]
        programmes = body(made[f"{name}_programmes.csv"])
        counted = [r for r in programmes if r["counted"] == "yes"]
        assert sorted(r["programme"] for r in counted) == sorted(
            dataset.programmes[o]["programme"] for o in served["observation_id"]
        )
        assert all(r["sources"] for r in programmes)


def test_withheld_numbers_are_not_given_away_by_councils(run):
    run("--suppress-below", "100", areas=("--area", LONDON))
    rows = body(files(run.folder)[f"{LONDON}_metropolitan-police_councils.csv"])
    assert [(r["code"], r["state"], r["places"]) for r in rows] == [(LONDON, "suppressed", "")]


def test_the_index_lists_every_file(run):
    run()
    made = files(run.folder)
    listed = body(made["index.csv"])
    assert {r["file"] for r in listed} == set(made) - BESIDE
    assert all(int(r["bytes"]) == len(made[r["file"]]) for r in listed)
    assert "does not mean that none exists" in made["README.txt"].decode()


def test_all_is_every_area_of_the_level(run, dataset):
    code, out, _ = run("--level", "country", areas=("--all",))
    rows = dataset.gap(Selection(level="country")).rows
    assert code == 0
    assert out.startswith(f"{len(rows)} countries: ")
    assert {n.split("_")[0] for n in files(run.folder)} - BESIDE == set(rows["code"])


def test_a_second_run_keeps_what_is_the_same(run):
    run()
    before, times = files(run.folder), stamps(run.folder)
    code, out, _ = run()
    assert (code, "0 files made, 12 kept" in out) == (0, True)
    assert files(run.folder) == before
    after = stamps(run.folder)
    assert all(after[name] == times[name] for name in before if name not in BESIDE)


def test_what_is_missing_or_changed_is_made_again(run):
    run()
    before = files(run.folder)
    gone, damaged = f"{KENT}_kent_councils.csv", f"{DYFED}_dyfed-powys_programmes.csv"
    (run.folder / gone).unlink()
    (run.folder / damaged).write_bytes(b"half a fi")
    (run.folder / f"{LONDON}_metropolitan-police_councils.csv{METADATA}").unlink()
    _, out, _ = run()
    assert "6 files made, 6 kept" in out
    assert files(run.folder) == before


def test_another_question_needs_another_folder(run):
    run()
    before = files(run.folder)
    one_line(run("--route", "self"), 2, "holds a report of other choices", "another folder")
    assert files(run.folder) == before


def test_a_later_day_goes_on_with_the_day_it_was_begun(run):
    run()
    manifest = json.loads((run.folder / "report.json").read_text("utf-8"))
    manifest["date"] = "2026-01-02"
    (run.folder / "report.json").write_text(json.dumps(manifest), "utf-8")
    run()
    found = files(run.folder)[f"{KENT}_kent_councils.csv{METADATA}"]
    assert recipes.find(found, "x.csv").date == "2026-01-02"


@pytest.mark.parametrize("text", ["{", "[]", '{"format": "other"}'])
def test_a_damaged_manifest_means_to_begin_anew(run, text):
    run()
    (run.folder / "report.json").write_text(text, "utf-8")
    code, out, _ = run()
    assert (code, "12 files made, 0 kept" in out) == (0, True)


def test_ctrl_c_finishes_the_area_and_the_next_run_goes_on(run, monkeypatch):
    made = batch.Maker.make

    def interrupted(self, code, before):
        if code == KENT:
            signal.raise_signal(signal.SIGINT)
        return made(self, code, before)

    with monkeypatch.context() as patch:
        patch.setattr(batch.Maker, "make", interrupted)
        code, out, err = run()
    assert (code, out) == (130, "")
    assert "Stopped: 2 of 3 areas are done" in err
    assert "Give the same command again to go on." in err
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    names = set(files(run.folder))
    assert not any(n.startswith((DYFED, ".")) for n in set(names) - {".lock"})
    _, out, _ = run()
    assert "4 files made, 8 kept" in out
    assert {n.rsplit("_", 1)[0] for n in files(run.folder)} - BESIDE == NAMES


def test_a_second_ctrl_c_ends_at_once(run, monkeypatch):
    def twice(self, code, before):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("still going")

    monkeypatch.setattr(batch.Maker, "make", twice)
    assert run()[0] == 130
    assert set(files(run.folder)) == {"report.json", ".lock"}


def test_two_processes_make_the_same_files_as_one(run):
    run()
    alone = files(run.folder)
    for name in alone:
        (run.folder / name).unlink()
    code, out, err = run(jobs="2")
    assert (code, "12 files made" in out) == (0, True)
    assert len(err.splitlines()) == 3
    assert files(run.folder) == alone


def test_a_full_disk_is_one_sentence_and_leaves_nothing_half_written(run, monkeypatch):
    written, flushed, disk = batch.write_bytes, os.fsync, {"full": False}

    def write(path, data):
        disk["full"] = DYFED in path.name
        return written(path, data)

    def flush(handle):
        if disk["full"]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flushed(handle)

    monkeypatch.setattr(batch, "write_bytes", write)
    monkeypatch.setattr(os, "fsync", flush)
    result = run()
    one_line(result, 1, "could not be written", "No space left on device", "has room")
    names = set(files(run.folder))
    assert not any(n.startswith((DYFED, ".")) for n in set(names) - {".lock"})


def test_a_folder_that_takes_no_file_is_one_sentence(run, monkeypatch):
    def read_only(path, data):
        raise SourceError(f"“{path}” could not be written (Permission denied); choose a folder.")

    monkeypatch.setattr(batch, "write_bytes", read_only)
    one_line(run(), 1, "report.json", "Permission denied")


def test_a_folder_that_cannot_be_made_is_one_sentence(run):
    run.folder.write_text("a file in the way")
    one_line(run(), 1, "could not be made", "File exists")
    assert run.folder.read_text() == "a file in the way"


def die(*_):
    os._exit(3)


def test_a_process_that_dies_is_one_sentence(run, monkeypatch):
    monkeypatch.setattr(batch, "_work", die)
    one_line(run(jobs="2", areas=("--area", f"{KENT},{DYFED}")), 1, "ended on its own", "--jobs 1")


@pytest.mark.parametrize(
    ("more", "parts"),
    [
        ({"areas": ()}, ("--all", "--area")),
        ({"areas": ("--area", "E99")}, ("“E99” is no code of a police force area", "table")),
        ({"areas": ("--area", ",")}, ("--all",)),
        ({"formats": ("--formats", "doc")}, ("“doc” is not allowed", "docx, pdf, pptx, png")),
        ({"formats": ("--formats", ",")}, ("not allowed",)),
        ({"jobs": "0"}, ("“0” is not a number from 1 to 64",)),
        ({"jobs": "many"}, ("--jobs",)),
    ],
    ids=str,
)
def test_a_mistake_is_one_line_and_nothing_is_written(run, more, parts):
    one_line(run(**more), 2, *parts)
    assert not run.folder.exists()


def test_a_level_without_a_map_cannot_be_asked_for_one(run):
    one_line(run("--level", "region", areas=("--all",), formats=("--formats", "png")), 2, "No map")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kent", "E1_kent_map.png"),
        ("Dyfed-Powys", "E1_dyfed-powys_map.png"),
        ("Ynys Môn", "E1_ynys-mon_map.png"),
        ("../../etc/passwd", "E1_etc-passwd_map.png"),
        ("CON\\nul:*?\"<>|", "E1_con-nul_map.png"),
        ("\u05d0\u05d1\u05d2 🏴", "E1_map.png"),
        ("A" * 300, f"E1_{'a' * 40}_map.png"),
        ("", "E1_map.png"),
    ],
)  # fmt: skip
def test_file_names_are_safe(name, expected):
    assert batch.file_name("E1", name, "map.png") == expected
    assert Path(batch.file_name("../x", name, "map.png")).name == batch.file_name(
        "../x", name, "map.png"
    )


def test_a_terminal_gets_one_line_that_fills(monkeypatch, run):
    screen = io.StringIO()
    screen.isatty = lambda: True
    with monkeypatch.context() as patch:
        patch.setattr("sys.stderr", screen)
        assert run()[0] == 0
    lines = screen.getvalue().split("\r")
    assert lines[0] == ""
    assert [line.count("#") for line in lines[1:]] == [0, 8, 16, 24, 24]
    assert "0 of 3" in lines[1]
    assert "3 of 3" in lines[-1]
    assert all(len(line.rstrip("\n")) <= 79 for line in lines)


def test_jobs_about_areas_fit_the_whole_level_too(dataset):
    table = dataset.gap(Selection(level="borough"))
    made = export("programmes.csv", dataset, table, date(2026, 1, 2))
    rows = body(made)
    assert len([r for r in rows if r["counted"] == "yes"]) == len(table.parts)
    found = body(export("councils.csv", dataset, table, date(2026, 1, 2)))
    assert [r["code"] for r in found] == list(table.rows["code"])
    assert Job(dataset, table, date(2026, 1, 2), "councils.csv").area is None


def test_programmes_do_not_give_withheld_numbers_away(dataset):
    table = dataset.gap(Selection(suppress_below=100))
    rows = body(export("programmes.csv", dataset, table, date(2026, 1, 2)))
    for column in ("notes", "other_periods", "what_was_counted", "funding_note", "starts_note"):
        assert {r[column] for r in rows} == {"withheld"}
    for column in ("referrals", "starts", "completions", "funding", "award"):
        assert {r[column] for r in rows} == {""}
    hidden = table.parts.loc[table.parts["basis"] == "withheld", "code"]
    assert len(hidden)
    told = [r for r in rows if r["area_code"] in set(hidden)]
    assert any("withheld" in r["places_note"] for r in told)
    assert all(r["places_here"] == "" for r in told if "withheld" in r["places_note"])


def test_a_process_that_ends_at_once_is_one_sentence_and_no_wait_for_ever(
    run, monkeypatch, tmp_path
):
    script = tmp_path / "script.py"
    script.write_text("raise SystemExit(3)\n", "utf-8")
    main = ModuleType("__main__")
    main.__file__ = str(script)
    monkeypatch.setitem(sys.modules, "__main__", main)
    code, _, err = run(jobs="2")
    assert code == 1
    assert "ended on its own" in err
    assert "Traceback" not in err
