"""Processes that are stopped in the middle or meet each other, and output paths that are links."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from gapmap.cli import main as cli
from gapmap.io.files import atomic
from gapmap.recipe import BESIDE
from gapmap.selection import Selection
from gapmap.tasks import report as batch
from tests.docs.test_docs import ROOT
from tests.exported import all_files

HOLD = """
import os, signal, sys
from gapmap.cli import main as cli

def held(_handle):
    print("ready", flush=True)
    signal.pause()

os.fsync = held
sys.exit(cli.main(sys.argv[1:]))
"""
STEPS = [(os, "fsync"), (Path, "replace"), (tempfile, "mkstemp")]
unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


def command(name, folder):
    report = ["report", folder, "--area", "E23000028", "--formats", "csv", "--jobs", "1"]
    return [
        str(part)
        for part in {
            "export": ["export", folder / "gaps.csv"],
            "report": report,
            "redraw": ["redraw", folder / "old.csv", "--output", folder / "new.csv"],
            "validate": ["validate", folder / "bad.csv", "--bad-rows", folder / "rows.csv"],
        }[name]
    ]


@pytest.fixture
def folder(tmp_path, dataset):
    """A folder with a file from before wherever a command would write one."""
    old, beside = all_files("table.csv", dataset, dataset.gap(Selection())).values()
    for name in ("gaps.csv", "old.csv", "new.csv", "rows.csv"):
        (tmp_path / name).write_bytes(old)
        (tmp_path / f"{name}{BESIDE}").write_bytes(beside)
    bad = b"programme,programme_type,areas\nx,stalking,Atlantis\n"
    (tmp_path / "bad.csv").write_bytes(bad)
    return tmp_path


def held(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(("module", "step"), STEPS)
@pytest.mark.parametrize("name", ["export", "report", "redraw", "validate"])
def test_ctrl_c_while_a_file_is_written_leaves_the_old_one_and_no_half(
    folder, monkeypatch, capsys, name, module, step
):
    """The signal comes as the step begins. A report takes the second one as “at once”."""

    def stopped(*given, **named):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("still going")

    before = held(folder)
    if name == "report":
        assert cli.main(command(name, folder)) == 0  # its list is there, its files are not
        for path in folder.glob("E23000028*"):
            path.unlink()
        before = held(folder)
        made = batch.Maker.make
        monkeypatch.setattr(
            batch.Maker, "make",
            lambda *a: (monkeypatch.setattr(module, step, stopped), made(*a))[1],
        )  # fmt: skip
    else:
        monkeypatch.setattr(module, step, stopped)
    code = cli.main(command(name, folder))
    monkeypatch.undo()
    assert code == 130
    assert "Traceback" not in capsys.readouterr().err
    assert held(folder) == before


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # an open file
def test_stopped_at_any_line_of_writing_the_old_or_the_new_file_is_whole(tmp_path):
    """Every line of our own that runs while a file is written is a moment of its own."""
    target, old, new = tmp_path / "a.csv", b"old" * 1000, b"new" * 1000
    for moment in range(1, 100):
        target.write_bytes(old)
        left = moment

        def tick(frame, event, _arg):
            nonlocal left
            if frame.f_code.co_filename != atomic.__file__:
                return None
            left -= event == "line"
            if left == 0:
                left = -1
                raise KeyboardInterrupt
            return tick

        before = sys.gettrace()
        sys.settrace(tick)
        try:
            atomic.write_bytes(target, new)
        except KeyboardInterrupt:
            pass
        finally:
            sys.settrace(before)
        assert target.read_bytes() in (old, new)
        if left > 0:
            break
    assert 10 < moment < 99
    assert target.read_bytes() == new


@unix
@pytest.mark.parametrize(("by", "code"), [("SIGINT", 130), ("SIGTERM", -15), ("SIGKILL", -9)])
def test_a_process_that_is_stopped_leaves_the_old_file_and_the_next_run_works(folder, by, code):
    old = (folder / "gaps.csv").read_bytes()
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, *command("export", folder)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(getattr(signal, by))
        _, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, err) == (code, "")
    assert (folder / "gaps.csv").read_bytes() == old
    assert cli.main([*command("export", folder), "--level", "utla"]) == 0
    assert (folder / "gaps.csv").read_bytes() != old


def test_two_processes_that_export_to_one_file_leave_one_whole_file(tmp_path):
    target = tmp_path / "gaps.csv"
    levels = ("pfa", "county", "borough", "utla")
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "gapmap", "export", str(target), "--level", level],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        for level in levels
    ]  # fmt: skip
    for process in running:
        _, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, b"")
    alone = {}
    for level in levels:
        assert cli.main(["export", str(tmp_path / f"{level}.csv"), "--level", level]) == 0
        alone[level] = (tmp_path / f"{level}.csv").read_bytes()
    assert target.read_bytes() in alone.values()
    assert {p.name for p in tmp_path.iterdir()} == {
        f"{n}.csv{end}" for n in ("gaps", *levels) for end in ("", BESIDE)
    }


def test_readers_never_see_half_a_file(tmp_path):
    target, contents = tmp_path / "a", [bytes([n]) * 300_000 for n in (65, 66)]
    atomic.write_bytes(target, contents[0])
    seen, done = set(), threading.Event()

    def read():
        while not done.is_set():
            seen.add(target.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(60):
        atomic.write_bytes(target, contents[turn % 2])
    done.set()
    reader.join()
    assert seen <= set(contents)


@unix
def test_a_link_in_place_of_the_output_is_replaced_and_never_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"not to be overwritten")
    for target in (secret, tmp_path / "nowhere", tmp_path / "gaps.csv"):  # the last: a circle
        link = tmp_path / "gaps.csv"
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        assert cli.main(["export", str(link)]) == 0
        assert not link.is_symlink()
        assert link.read_bytes().startswith(b"\xef\xbb\xbf")
        assert secret.read_bytes() == b"not to be overwritten"
    assert not (tmp_path / "nowhere").exists()


@unix
def test_what_is_written_is_not_for_others_to_change(tmp_path):
    before = os.umask(0)
    try:
        atomic.write_bytes(tmp_path / "new", b"x")
        (tmp_path / "private").write_bytes(b"")
        (tmp_path / "private").chmod(0o600)
        atomic.write_bytes(tmp_path / "private", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "private").stat().st_mode & 0o777 == 0o600
