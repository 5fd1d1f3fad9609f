"""``python -m gapmap boundaries …``, also as processes that are killed or meet each other."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gapmap.cli import main as cli
from gapmap.io.boundaries import in_use as boundaries
from gapmap.io.boundaries import store as boundary_store
from tests.io.conftest import held
from tests.standin.arcgis import Fault, official_like, serving

ROOT = Path(__file__).parents[2]
BOROUGH = ("boundaries", "fetch", "--level", "borough")


@pytest.fixture
def server():
    with serving(dict(official_like())) as running:
        yield running


@pytest.fixture
def run(server, tmp_path, monkeypatch, capsys):
    """Run a command against the stand-in; return exit code, output and errors."""
    monkeypatch.setenv("GAPMAP_BOUNDARIES_URL", server.url)
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path))

    def run(*arguments):
        code = cli.main(arguments)
        return (code, *capsys.readouterr())

    return run


@pytest.fixture
def start(server, tmp_path):
    """Start a command as a process of its own."""
    started = []

    def start(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "gapmap", *arguments],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "GAPMAP_BOUNDARIES_URL": server.url, "GAPMAP_HOME": str(tmp_path)},
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_fetch_status_and_remove(run, tmp_path):
    code, out, err = run(*BOROUGH, "--level", "country", "--level", "borough")
    assert code == 0
    lines = out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("London boroughs: 33 areas of December 2023, generalised (20 m), ")
    assert lines[1].startswith("countries: 4 areas of December 2023")
    assert "100%  Done" in err
    assert "London boroughs" not in err.splitlines()[0]

    code, out, _ = run("boundaries", "status", "--format", "json")
    rows = {row["level"]: row for row in json.loads(out)}
    record = boundary_store.read_record(tmp_path, "borough")
    assert rows["borough"]["sha256"] == record.files["web"][1]
    assert rows["borough"]["fetched"] == record.fetched
    assert rows["pfa"]["in use"] == "shipped with the program, generalised"
    code, out, _ = run("boundaries", "status")
    assert "borough: official, December 2023, generalised (20 m)\n" in out
    assert f"  sha256: {record.files['web'][1]}\n" in out

    assert run("boundaries", "remove", "--level", "borough")[1].startswith("Removed: borough.")
    assert run("boundaries", "remove")[1].startswith("Removed: country.")
    assert run("boundaries", "remove")[1] == "There were no fetched boundaries to remove.\n"
    assert held(tmp_path) == {}


def test_list_names_levels_vintages_and_resolutions(run, server):
    code, out, err = run("boundaries", "list")
    assert (code, err) == (0, "")
    for level in ("pfa", "county", "borough", "utla", "country", "region"):
        assert f"\n{level}: " in f"\n{out}"
    assert (
        "utla: upper-tier councils, from counties and unitary authorities\n  vintages: 2023-05"
        in out
    )
    assert "  BGC: generalised (20 m)\n" in out
    assert server.state.asked == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--level", "ward"), "invalid choice: 'ward'"),
        (("--resolution", "BGG"), "invalid choice: 'BGG'"),
        (("--vintage", "now"), "Vintage “now” is not a year and month such as 2023-12"),
    ],
)
def test_wrong_options_are_one_line_and_exit_2(run, server, arguments, said):
    code, out, err = run("boundaries", "fetch", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert server.state.asked == []


def test_a_wrong_setting_is_one_line_and_exit_2(run, monkeypatch):
    monkeypatch.setenv("GAPMAP_BOUNDARIES_URL", "http://example.org")
    code, _, err = run(*BOROUGH)
    assert code == 2
    assert err.startswith("gapmap: GAPMAP_BOUNDARIES_URL uses http")


def test_an_action_is_needed(run):
    code, _, err = run("boundaries")
    assert code == 2
    assert "ACTION" in err


def test_a_fault_is_one_line_and_exit_1(run, server, tmp_path):
    run(*BOROUGH)
    before = held(tmp_path)
    server.state.faults[:] = [Fault("body", text="text/html|<html>Sign in</html>")]
    code, out, err = run(*BOROUGH)
    assert (code, out) == (1, "")
    assert err.startswith("gapmap: The boundary service (127.0.0.1) answered with a web page")
    assert "Traceback" not in err
    assert held(tmp_path) == before


def stalled(server, start):
    """A process that is fetching and will not get any further."""
    server.state.faults[:] = [Fault("stall", 2)]
    process = start(*BOROUGH)
    assert server.state.waiting.wait(60)
    return process


def test_two_processes_at_once_do_no_harm(server, start, tmp_path):
    first = stalled(server, start)
    second = start(*BOROUGH)
    _, err = second.communicate(timeout=60)
    assert second.returncode == 1
    assert err == f"gapmap: {boundary_store.BUSY}\n"
    server.state.gate.set()
    first.communicate(timeout=60)
    assert first.returncode == 0
    assert boundaries.available("borough", home=tmp_path).record is not None


@pytest.mark.parametrize(("by", "code"), [("SIGINT", 130), ("SIGTERM", -15), ("SIGKILL", -9)])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_process_stopped_in_the_middle_leaves_the_old_set_and_no_lock(
    run, server, start, tmp_path, by, code
):
    run(*BOROUGH)
    before = held(tmp_path)
    server.state.asked.clear()
    process = stalled(server, start)
    process.send_signal(getattr(signal, by))
    _, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in err
    assert held(tmp_path) == before
    server.state.gate.set()
    server.state.faults.clear()
    assert run(*BOROUGH)[0] == 0
