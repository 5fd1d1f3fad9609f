"""``validate``: reports, exit codes, and no traceback for any file."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from gapmap.cli import main as cli
from gapmap.io.own import template
from tests.io.own import own_files as files
from tests.standin.postcodes import Service

GOOD = "programme,programme_type,areas,places,period\nA,stalking,Leeds,5,2024\n"
BAD = (
    "Programme,Type,Council,Capacity,Extra\n"
    "A,stalking,Haringay,5,x\nB,stalking,Dorset,-5,y\nC,Stalking,Leeds,5,=1+1\n"
)
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path / "home"))


@pytest.fixture
def run(tmp_path, capsys):
    def command(content, *options, name="mine.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        code = cli.main(["validate", str(path), *options])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def test_a_good_file_ends_with_0(run):
    code, out, err = run(GOOD)
    assert (code, err) == (0, "")
    assert out.startswith("mine.csv: 1 of 1 row can be used.")


def test_problems_end_with_1_and_are_all_listed(run):
    code, out, err = run(BAD)
    assert code == 1
    assert err == "gapmap: 1 of 3 rows cannot be used.\n"
    assert "mine.csv: 2 of 3 rows can be used." in out
    assert "Problems (1):" in out
    assert "mine.csv, line 2, column Council: “Haringay” is not accepted" in out
    assert "Cells that count as not stated (1):" in out
    assert "mine.csv, line 3, column Capacity: “-5” is not accepted" in out
    assert "Choices made (1):" in out
    assert "line 3, “Dorset”: read, as its heading says, as the council Dorset" in out
    assert "Not read: Extra." in out


def test_json_has_everything_and_nothing_else_is_printed(run):
    code, out, _ = run(BAD, "--format", "json")
    found = json.loads(out)
    assert code == 1
    assert (found["file"], found["rows"], found["usable"]) == ("mine.csv", 3, 2)
    for part, cell in (
        ("problems", (2, "Council", "Haringay")),
        ("cells not stated", (3, "Capacity", "-5")),
    ):
        assert [(p["line"], p["column"], p["value"]) for p in found[part]] == [cell]
    assert found["names to settle"][0]["options"][0][0] == "E09000014"
    assert found["columns not read"] == ["Extra"]


def test_bad_rows_are_written_with_reasons(run, tmp_path):
    path = tmp_path / "bad.csv"
    assert run(BAD, "--bad-rows", str(path))[0] == 1
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    assert [r[0] for r in rows[1:]] == ["2"]
    code, _, err = run(BAD, "--bad-rows", str(tmp_path / "nowhere" / "bad.csv"))
    assert code == 1
    assert "could not be written" in err


def test_names_are_read_as_told(run):
    code, out, _ = run(BAD.replace("-5", "5"), "--read-as", "Haringay=E09000014")
    assert code == 0
    assert "“Haringay”: confirmed as Haringey (E09000014)" in out
    assert run(BAD, "--read-as", "Haringay=E99999999")[0] == 2


def test_columns_are_mapped_and_set_as_told(run):
    text = "what,where\nA,Leeds\n"
    assert run(text)[0] == 2
    code, out, _ = run(
        text, "--map", "programme=what", "--map", "areas=where", "--set", "programme_type=stalking"
    )
    assert code == 0
    assert "programme is “what”" in out
    code, out, _ = run(BAD, "--map", "places=", "--read-as", "Haringay=E09000014")
    assert code == 0
    assert "Not read: Capacity; Extra." in out


@pytest.mark.parametrize(
    "options",
    [
        ["--map", "places"], ["--map", "x=y"], ["--map", "places=gone"], ["--set", "x=y"],
        ["--set", "places"], ["--read-as", "x"], ["--format", "xml"], ["--unknown"],
    ],
)  # fmt: skip
def test_wrong_options_end_with_2_and_one_line(run, options):
    code, out, err = run(GOOD, *options)
    assert (code, out) == (2, "")
    assert err.startswith("gapmap: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("path", ["gone.csv", ".", "/dev/zero", "a\0b.csv", "x" * 5000])
def test_what_is_no_file_ends_with_2_and_one_line(capsys, path):
    assert cli.main(["validate", path]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1


HOSTILE = {
    "nul.csv": b"a,b\n\0,1\n",
    "bomb.xlsx": files.repacked(files.VALID["a.xlsx"], {"xl/styles.xml": bytes(30_000_000)}),
    "entities.ods": files.repacked(
        files.VALID["a.ods"], {"content.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}
    ),
    "vrt.zip": files.repacked(files.VALID["a.zip"], {"shapes/layer.shp": b"<OGRVRTDataSource>"}),
    "deep.geojson": b"[" * 100_000,
    "text.gpkg": b"SQLite format 3\0" + b"x" * 1000,
    "mixed.csv": "é,b\n".encode() + "ü,3\n".encode("cp1252"),
    "big.csv": b"x" * 20_000_001,
    "long.csv": b"a,b\n" + b"1,2\n" * 1_000_000,
    "evil\x1b[31m\u202e.csv": b"\xff",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_with_2_and_one_line_without_a_traceback(run, name):
    code, out, err = run(HOSTILE[name], name=name)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert err.strip().isprintable()
    assert "Traceback" not in err


def test_texts_of_a_file_cannot_write_to_the_terminal(run):
    text = GOOD.replace("Leeds", "\x1b]0;evil\x07\x1b[31m")
    _, out, _ = run(text)
    assert "\x1b" not in out
    assert all(line.isprintable() for line in out.splitlines())


def test_postcodes_are_sent_only_when_asked_for(run, monkeypatch):
    service = Service()
    try:
        monkeypatch.setenv("GAPMAP_POSTCODES_URL", service.url)
        text = "programme,programme_type,postcode\nA,stalking,N17 9LJ\nB,stalking,ZZ9 9ZZ\n"
        code, out, _ = run(text)
        assert code == 1
        assert service.seen == []
        assert "2 postcodes not looked up. --look-up-postcodes sends them, and nothing else" in out
        code, out, err = run(text, "--look-up-postcodes")
        assert code == 1
        assert "counted in Haringey (E09000014), by postcode" in out
        assert "Not known to the service: ZZ9 9ZZ." in err
        assert all("stalking" not in str(request) for request in service.seen)
        asked = len(service.seen)
        code, out, _ = run(text)  # now from the cache
        assert len(service.seen) == asked
        assert "counted in Haringey" in out
        service.fault = "html"
        code, _, err = run(text, "--look-up-postcodes")
        assert code == 1
        assert "web page instead of data" in err
    finally:
        service.stop()


def test_as_a_process_it_ends_with_its_code(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(template.template_csv())
    command = [sys.executable, "-m", "gapmap", "validate", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")
