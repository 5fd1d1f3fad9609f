"""Two reports at once, readers that leave, streams that are closed, parents that are killed."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gapmap.cli import main as cli
from gapmap.errors import SourceError
from gapmap.io.files.atomic import write_bytes
from gapmap.io.files.locks import locked
from tests.docs.test_docs import ROOT

AREAS = "E23000001,E23000032,W15000004"
OWN = "programme,programme_type,areas,places,period\nPrivate Harbour,stalking,E09000012,31,2024\n"


def started(*arguments, **how):
    how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": ROOT} | how
    return subprocess.Popen([sys.executable, "-m", "gapmap", *map(str, arguments)], **how)


def report(folder, *more, jobs=1):
    return ("report", folder, "--area", AREAS, "--formats", "csv", "--jobs", jobs, *more)


def whole(folder):
    """Whether the folder holds all files of the three areas, and the list of them."""
    made = json.loads((folder / "report.json").read_text("utf-8"))["files"]
    return len(made) == 12 and (folder / "index.csv").exists()


def ended(process):
    _, error = process.communicate(timeout=120)
    return process.returncode, error.decode() if error else ""


def test_a_folder_with_a_report_under_way_takes_no_other(tmp_path, capsys):
    with locked(tmp_path, "busy"):
        assert cli.main([str(a) for a in report(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert "Another report is being written" in error
    assert error.count("\n") == 1
    assert not (tmp_path / "report.json").exists()


def test_two_reports_of_other_choices_at_once_never_mix(tmp_path):
    both = [started(*report(tmp_path)), started(*report(tmp_path, "--route", "self"))]
    codes = sorted(ended(process)[0] for process in both)
    assert codes in ([0, 1], [0, 2])  # refused for the lock, or for what is there already
    assert whole(tmp_path)
    chosen = json.loads((tmp_path / "report.json").read_text("utf-8"))["selection"]["routes"]
    beside = [*tmp_path.glob("*_councils.csv-metadata.json")]
    assert len(beside) == 3
    for path in beside:
        recipe = json.loads(path.read_text("utf-8"))["notes"][0]["gapmap:recipe"]
        assert json.loads(recipe)["selection"].get("routes", []) == chosen


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_report_whose_reader_leaves_is_whole(tmp_path, stream, jobs):
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as pipe:
        code, error = ended(started(*report(tmp_path, jobs=jobs), **{stream: pipe}))
    assert code == 0
    assert "Traceback" not in error
    assert "Exception" not in error
    assert whole(tmp_path)


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-", "<&- >&- 2>&-", ">/dev/full"])
def test_a_report_with_closed_streams_is_whole(tmp_path, closed):
    command = " ".join([sys.executable, "-m", "gapmap", *map(str, report(tmp_path)), closed])
    done = subprocess.run(
        command, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    assert whole(tmp_path)


PRINT = (
    "table", "sources", "compare --with routes=police", "validate data/programmes.csv", "evidence",
    "plan --budget 1000000", "boundaries status", "missing", "ending",
    "returns read data/programmes.csv", "reach",
)  # fmt: skip
WRITE = ("ask", "boundaries", "directory", "export", "publish", "redraw", "report")  # or print
STARTS = ("app",)  # its words are those of Streamlit


def test_every_command_is_tried_without_anybody_who_hears_it(capsys):
    assert cli.main([]) == 2
    named = capsys.readouterr().err.partition("Use one of: ")[2].rstrip(".\n").split(", ")
    assert {c.split()[0] for c in PRINT} | {*WRITE, *STARTS} == {*named}


@pytest.mark.parametrize("stream", [">&-", ">/dev/full", "| head -c 0"])
def test_a_file_made_again_is_whole_though_nobody_hears_it(tmp_path, stream):
    assert cli.main(["export", str(tmp_path / "a.csv")]) == 0
    line = f"set -o pipefail; {sys.executable} -m gapmap redraw {tmp_path / 'a.csv'} {stream}"
    done = subprocess.run(
        ["bash", "-c", line], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "a-redrawn.csv").read_bytes()


@pytest.mark.parametrize("command", PRINT)
def test_a_command_that_prints_says_that_it_cannot(command):
    line = f"{sys.executable} -m gapmap {command} >&-"
    done = subprocess.run(
        line, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Standard output is closed" in done.stderr


def test_a_table_whose_reader_leaves_is_cut_and_says_so_by_its_exit_code():
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as pipe:
        assert ended(started("table", "--level", "utla", stdout=pipe)) == (141, "")


def children(pid):
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(p) for p in text.split()]


def alive(pid):
    """Whether a process is there and is no remains of one."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(true):
    deadline = time.monotonic() + 60
    pause = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        while not true() and time.monotonic() < deadline:
            try:
                pause.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
    finally:
        pause.communicate(b"\n")
    return true()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_workers_end_with_a_parent_that_is_killed_and_leave_nothing(tmp_path):
    temporary, out = tmp_path / "temporary", tmp_path / "out"
    temporary.mkdir()
    (tmp_path / "ours.csv").write_text(OWN, "utf-8")
    process = started(
        "report", out, "--all", "--formats", "docx,pdf,png", "--jobs", 2,
        "--programmes", tmp_path / "ours.csv",
        env={**os.environ, "TMPDIR": str(temporary)},
    )  # fmt: skip
    try:
        assert until(lambda: out.exists() and any(out.glob("*_briefing.docx")))
        workers = children(process.pid)
        assert len(workers) >= 2
        for path in temporary.rglob("*"):
            assert not path.is_file() or b"Private Harbour" not in path.read_bytes()
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert until(lambda: not any(map(alive, workers)))
    assert [path for path in temporary.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("kind", ["device", "pipe", "folder"])
def test_what_is_no_ordinary_file_is_refused_and_stays(tmp_path, capsys, kind):
    path = tmp_path / "map.csv"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        try:
            os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 7))
        except PermissionError:
            pytest.skip("only root makes devices")
    before = path.lstat()
    assert cli.main(["export", str(path)]) == 1
    error = capsys.readouterr().err
    assert "is no ordinary file" in error
    assert error.count("\n") == 1
    assert (path.lstat().st_mode, path.lstat().st_ino) == (before.st_mode, before.st_ino)
    with pytest.raises(SourceError, match="no ordinary file"):
        write_bytes(path, b"x")
    assert [p.name for p in tmp_path.iterdir()] == ["map.csv"]
