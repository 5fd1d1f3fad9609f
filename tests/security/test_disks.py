"""A folder that may not be written, and a disk that is full, for everything that writes files.

Root may write everywhere, so the folder is tried as the user “nobody” where the tests run as root.
The full disk is a limit on the size of files, which fails in the middle of a write as a disk does.
"""

import errno
import os
import resource
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from gapmap.cli import main as cli
from gapmap.dataset import BOUNDARIES
from gapmap.errors import SourceError
from gapmap.io.files.atomic import write_bytes
from gapmap.io.own import postcodes
from gapmap.recipe import BESIDE
from gapmap.settings import Settings
from gapmap.ui.map import layer as map_layer
from tests.standin.arcgis import official_like, serving
from tests.standin.postcodes import Service

NOBODY = 65_534
ROOM = 700  # bytes of one file
LAND = BOUNDARIES / "uk_outline.geojson"
BAD = b"programme,programme_type,areas,places\n" + b"x,stalking,Atlantis,-5\n" * 200
WRITERS = ("export", "report", "redraw", "validate", "boundaries")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An exported file, and a table whose rows are all bad, made while there was room."""
    folder = tmp_path_factory.mktemp("made")
    write_bytes(folder / "bad.csv", BAD)
    assert cli.main(["export", str(folder / "old.csv")]) == 0
    names = ("bad.csv", "old.csv", f"old.csv{BESIDE}")
    return {name: (folder / name).read_bytes() for name in names}


@pytest.fixture
def folder(made):
    """A folder that other users can see into, with files from before."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        for file, data in made.items():
            (Path(name) / file).write_bytes(data)
        yield Path(name)


@pytest.fixture
def server(monkeypatch, folder):
    with serving(dict(official_like())) as running:
        monkeypatch.setenv("GAPMAP_BOUNDARIES_URL", running.url)
        monkeypatch.setenv("GAPMAP_HOME", str(folder))
        yield running


def command(writer, folder):
    return {
        "export": ["export", str(folder / "old.csv"), "--level", "utla"],
        "report": ["report", str(folder), "--area", "E23000028", "--formats", "csv", "--jobs", "1"],
        "redraw": ["redraw", str(folder / "old.csv"), "--output", str(folder / "new.csv")],
        "validate": ["validate", str(folder / "bad.csv"), "--bad-rows", str(folder / "rows.csv")],
        "boundaries": ["boundaries", "fetch", "--level", "borough"],
    }[writer]


@contextmanager
def read_only(folder):
    """Within, the folder takes no file, and the tests are no longer root."""
    folder.chmod(0o555)
    root = os.geteuid() == 0
    try:
        if root:
            os.seteuid(NOBODY)
        if os.access(folder, os.W_OK, effective_ids=True):
            pytest.skip("this system lets everybody write everywhere")
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


@contextmanager
def full(_folder):
    """Within, no file can grow beyond a few thousand bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def held(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("trouble", [read_only, full])
def test_a_command_that_cannot_write_says_so_and_leaves_what_was(
    server, folder, capsys, made, trouble, writer
):
    with trouble(folder):
        code = cli.main(command(writer, folder))
    out, err = capsys.readouterr()
    said = err.splitlines()[-1]
    assert code in (1, 2)
    assert said.startswith("gapmap: ")
    assert "could not be written" in said or "cannot be written" in said
    assert "Traceback" not in out + err
    after = held(folder)
    for name, data in made.items():
        assert after.pop(name) == data
    after.pop("boundaries/.lock", None)
    after.pop(".lock", None)
    after.pop("report.json", None)  # whole, or it would not be there
    assert after == {}


@pytest.mark.parametrize("trouble", [read_only, full])
def test_the_map_of_the_app_without_room_is_one_sentence(folder, monkeypatch, trouble):
    before = held(folder)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with trouble(folder), pytest.raises(SourceError, match="cannot be written"):
        map_layer._written.__wrapped__("marks", (), LAND)
    assert held(folder) == before
    assert not [path for path in folder.iterdir() if path.is_dir()]


@pytest.mark.parametrize("trouble", [read_only, full])
def test_postcodes_that_cannot_be_kept_hold_for_now(folder, trouble):
    service = Service()
    settings = Settings(home=folder, postcodes_url=service.url)
    try:
        with trouble(folder):
            found, said = postcodes.look_up(["N17 9LJ"], settings)
    finally:
        service.stop()
    assert set(found) == {"N17 9LJ"}
    assert bool(said) == (trouble is read_only)  # one answer still fits on the full disk


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_every_reason_of_the_disk_is_said(tmp_path, monkeypatch, number):
    def failing(*_):
        raise OSError(number, os.strerror(number))

    (tmp_path / "a.csv").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(SourceError, match=os.strerror(number)):
        write_bytes(tmp_path / "a.csv", b"new")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.csv", b"old")]
