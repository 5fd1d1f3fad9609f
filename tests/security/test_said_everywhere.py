"""What is said everywhere: own files, wide signs, odd addresses, blank homes, full folders."""

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gapmap.cli import main as cli
from gapmap.core.comparing.comparison import compare
from gapmap.errors import DataError, SourceError, UserInputError
from gapmap.fields.csv_text import rows_csv
from gapmap.io.boundaries.store import read_record
from gapmap.io.own import columns
from gapmap.io.uploads import read as upload
from gapmap.present.tables import comparison
from gapmap.present.workbook.model import safe
from gapmap.selection import Selection
from gapmap.settings import Settings, is_loopback
from gapmap.tasks import own_programmes as own_data
from tests.docs.test_docs import ROOT
from tests.security.test_disks import NOBODY, full, read_only  # noqa: F401

OWN = b"programme,programme_type,areas,places,period\nOurs,stalking,E09000012,31,2024\n"
NAME = "what-we-run.csv"


@pytest.fixture(scope="module")
def own(dataset):
    """The data with a file of the user's own."""
    sent = upload.read(OWN, NAME)
    found = own_data.Reader(dataset).check(sent, columns.guess(sent.header))
    return own_data.with_checked(dataset, sent, found, "add")


def test_a_comparison_as_csv_names_the_own_file(own):
    found = compare(own.gap(Selection(until=2020)), own.gap(Selection()))
    about = {"today": date(2026, 11, 1), "version": "1"}
    (said, *_) = json.loads(comparison.metadata(found, url="a.csv", **about))["notes"]
    assert NAME in said["data"]
    assert "not checked by gapmap" in said["data"]


def test_a_comparison_on_the_command_line_names_the_own_file(tmp_path, capsys):
    (tmp_path / NAME).write_bytes(OWN)
    arguments = ["compare", "--with", "routes=police", "--programmes", str(tmp_path / NAME)]
    assert cli.main(arguments) == 0
    assert NAME in capsys.readouterr().err
    assert cli.main([*arguments, "--format", "json"]) == 0
    assert NAME in json.loads(capsys.readouterr().out)["data"]


def test_the_page_of_the_comparison_names_the_own_file(own):
    def script(own):
        import streamlit as st

        from gapmap.ui.pages import compare as page
        from gapmap.ui.state import choices as state

        state.start(own)
        selection, _ = state.read(own)
        st.session_state["shown"] = selection
        page.show(own, own.gap(selection), own.gap)

    app = AppTest.from_function(script, kwargs={"own": own}, default_timeout=60).run()
    assert not app.exception
    assert any(NAME in piece.proto.body for piece in app.get("html"))


@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
def test_wide_signs_start_no_formula_either(sign):
    text = f"{sign}SUM(A1)"
    (line,) = list(csv.DictReader(io.StringIO(rows_csv([{"name": text}], ["name"]))))
    assert line["name"] == f"'{text}"
    assert safe(text) == f"'{text}"


METADATA = "169.254.169.254"
SPELLINGS = (
    "2852039166", "0251.0376.0251.0376", "0xA9FEA9FE", "0xa9.0xfe.0xa9.0xfe", "169.254.43518",
    "169.16689662", "025177524776", "169.254.169.254.", "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]", "[::169.254.169.254]", "[2002:a9fe:a9fe::]", "[64:ff9b::a9fe:a9fe]",
    "[fe80::1]", "0", "0x0", "224.0.0.1", "3758096385",
)  # fmt: skip


@pytest.mark.parametrize("host", SPELLINGS)
@pytest.mark.parametrize("path", ["", "/latest/meta-data"])
def test_no_spelling_of_a_local_link_is_an_address_of_a_service(tmp_path, host, path):
    for name in ("boundaries_url", "postcodes_url"):
        with pytest.raises(UserInputError, match="where no such service can be"):
            Settings(home=tmp_path, **{name: f"https://{host}{path}"})


def test_hidden_digits_are_no_address(tmp_path):
    with pytest.raises(UserInputError, match="characters that no address has"):
        Settings(home=tmp_path, boundaries_url="https://%31%36%39.254.169.254/")


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.1", "127.1", "[::ffff:7f00:1]"])
def test_this_machine_is_known_in_every_spelling(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["1e3.example.org", "10.example", "0xa9.com", "services1.arcgis.com"]
)
def test_names_with_digits_stay_names(tmp_path, host):
    assert Settings(home=tmp_path, boundaries_url=f"https://{host}").boundaries_url


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no HOME")
def test_a_blank_home_leads_to_the_users_own(tmp_path):
    import pwd

    code = (
        "import gapmap, pathlib\nfrom gapmap.settings import Settings\n"
        "print(Settings.from_environment().home)\nprint(pathlib.Path.home())"
    )
    env = {k: v for k, v in os.environ.items() if k not in ("GAPMAP_HOME", "XDG_DATA_HOME")}
    done = subprocess.run(
        [sys.executable, "-c", code], env={**env, "HOME": ""}, cwd=ROOT,
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    home = Path(pwd.getpwuid(os.getuid()).pw_dir)
    assert [Path(line) for line in done.stdout.split("\n")[:2]] == [
        home / ".local/share/gapmap", home,
    ]  # fmt: skip


@pytest.fixture
def cramped(tmp_path, monkeypatch):
    """A temporary folder that other users can see into."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        monkeypatch.setattr(tempfile, "tempdir", name)
        yield Path(name)


def test_a_home_that_may_not_be_looked_into_is_said_and_breaks_nothing(cramped):
    home = cramped / "of somebody else"
    (home / "boundaries").mkdir(parents=True)
    home.chmod(0o700)
    with read_only(cramped):
        if os.access(home, os.X_OK, effective_ids=True):
            pytest.skip("this system lets everybody look everywhere")
        with pytest.raises(DataError, match="cannot be read"):
            read_record(home, "borough")


@pytest.mark.parametrize("trouble", [read_only, full])
def test_a_full_temporary_folder_is_named_by_an_export(cramped, dataset, trouble):
    from gapmap.tasks.products import export

    table = dataset.gap(Selection())
    assert export(".gpkg", dataset, table)  # and what it needs is loaded
    with trouble(cramped), pytest.raises(SourceError) as said:
        export(".gpkg", dataset, table)
    assert str(cramped) in str(said.value)
    assert "TMPDIR" in str(said.value)
    assert list(cramped.iterdir()) == []


@pytest.mark.parametrize("trouble", [read_only, full])
def test_a_full_temporary_folder_is_named_by_an_upload(cramped, trouble):
    from tests.security.bombs import shapefile

    data = shapefile(2_000)
    assert upload.read(data, "ours.zip")  # and what it needs is loaded
    with trouble(cramped), pytest.raises(SourceError) as said:
        upload.read(data, "ours.zip")
    assert str(cramped) in str(said.value)
    assert "TMPDIR" in str(said.value)
    assert list(cramped.iterdir()) == []
