"""The wheel in an empty environment outside the project, as a new user has it.

The environment has what the wheel's dependencies are, by a path to this one's; the project is not
on any path of it.
"""

import json
import os
import re
import socket
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
import requests
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from urllib3.util import Retry

import gapmap
from gapmap.selection import Selection
from tests.docs.test_docs import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
TEN_LINES = """
import gapmap
data = gapmap.load()
table = gapmap.gap(data, level="county", routes=("self",))
shapes, page = table.to_geodataframe(), table._repr_html_()
plan = gapmap.plan(gapmap.gap(data), budget=2_000_000)
reached = gapmap.reach(table).to_dataframe()
asked = gapmap.missing(table).order()
files = gapmap.export(table, "gaps.svg") + gapmap.export(table, "gaps.csv")
"""
TOLD = """
import json
print(json.dumps({
    "where": gapmap.__file__,
    "fingerprint": table.fingerprint,
    "places": table.to_dataframe()["places"].sum(),
    "shapes": int(shapes.geometry.notna().sum()),
    "page": len(page),
    "plan": len(plan.to_dataframe()),
    "reached": len(reached),
    "asked": len(asked),
    "files": [file.name for file in files],
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory):
    """The folder of the programs of an environment in which the wheel is installed."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False, symlinks=True)
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run(
        [
            sys.executable, "-m", "pip", "--python", str(programs / "python"), "install",
            "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", str(wheel),
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    packages = sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)})
    (Path(packages) / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return programs


def run(environment, folder, program, *arguments):
    variables = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return subprocess.run(
        [str(environment / program), *arguments],
        cwd=folder, env=variables, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_wheel_holds_data_boundaries_and_all_that_the_code_reads(wheel):
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "gapmap", "data", "boundaries", "app.py", ".streamlit"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.split("\n")  # fmt: skip
    wanted = {
        name if name.startswith("gapmap/") else f"gapmap/shipped/{name}"
        for name in tracked
        if name and (ROOT / name).exists()
    }
    assert {"gapmap/shipped/data/programmes.csv", "gapmap/py.typed"} <= inside
    assert wanted - inside == set()


def test_ten_lines_run_where_only_the_wheel_is(environment, tmp_path, dataset):
    done = run(environment, tmp_path, "python", "-c", TEN_LINES + TOLD)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    table = dataset.gap(Selection(level="county", routes=("self",)))
    assert Path(told["where"]).is_relative_to(environment.parent)
    assert told["fingerprint"] == table.fingerprint
    assert told["places"] == pytest.approx(table.rows["places"].sum())
    assert told["shapes"] >= 50
    assert told["page"] > 100_000
    assert told["plan"] > 0
    assert told["reached"] > 40
    assert told["asked"] > 10
    assert told["files"] == ["gaps.svg", "gaps.csv", "gaps.csv-metadata.json"]
    assert len(TEN_LINES.strip().splitlines()) <= 10


def test_the_console_command_is_the_command_line(environment, tmp_path, dataset):
    assert run(environment, tmp_path, "gapmap", "--version").stdout == (
        f"gapmap {gapmap.__version__}\n"
    )
    done = run(environment, tmp_path, "gapmap", "table", "--level", "borough")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1 + len(dataset.gap(Selection(level="borough")).rows)
    wrong = run(environment, tmp_path, "gapmap", "table", "--level", "moon")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)


def test_the_installed_app_starts_with_its_own_settings(environment, tmp_path):
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(environment / "gapmap"), "app", "--headless", "--port", str(port)]
    server = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        session = requests.Session()
        again = requests.adapters.HTTPAdapter(max_retries=Retry(12, backoff_factor=0.1))
        session.mount("http://", again)
        url = f"http://127.0.0.1:{port}"
        assert session.get(f"{url}/_stcore/health", timeout=10).text == "ok"
        page = session.get(url, timeout=10)
        assert page.ok
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
        strange = session.get(url, timeout=10, headers={"Host": "elsewhere.example"})
        assert strange.status_code == 421
    finally:
        server.terminate()
        server.communicate()
    assert list(tmp_path.iterdir()) == []


def pinned(name):
    lines = (ROOT / name).read_text("utf-8").splitlines()
    found = [Requirement(line) for line in lines if re.match(r"[\w.-]+==", line)]
    return {requirement.name: str(requirement.specifier).strip("=") for requirement in found}


@pytest.mark.parametrize(
    ("file", "listed"),
    [
        ("requirements.txt", PROJECT["dependencies"]),
        ("requirements-cluster.txt", PROJECT["optional-dependencies"]["cluster"]),
        ("requirements-team.txt", PROJECT["optional-dependencies"]["team"]),
    ],
)
def test_what_it_depends_on_is_what_is_pinned_for_the_app(file, listed):
    wanted = {r.name: r.specifier for r in map(Requirement, listed)}
    assert set(wanted) == set(pinned(file))
    assert [n for n, v in pinned(file).items() if v not in wanted[n]] == []
    assert SpecifierSet(PROJECT["requires-python"]).contains("3.11")
