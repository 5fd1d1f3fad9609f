"""``--template`` on export, report and redraw, and the machine's own setting."""

import sys
from types import ModuleType

import docx
import pytest

from gapmap.cli.main import main
from gapmap.dataset import Dataset
from tests.io.templates import offices

REGIONS = ("--level", "region")


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch, dataset):
    monkeypatch.setattr(Dataset, "load", staticmethod(lambda: dataset))


@pytest.fixture(autouse=True)
def no_script(monkeypatch):
    """Processes begin with the main module, which tests of the app leave as the app's script."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))


@pytest.fixture
def house(tmp_path):
    path = tmp_path / "house.docx"
    path.write_bytes(offices.word())
    return str(path)


def header(path):
    return docx.Document(str(path)).sections[-1].header.paragraphs[0].text


def test_an_export_uses_a_template_and_is_redrawn_with_it(tmp_path, house, capsys):
    file = tmp_path / "a.docx"
    assert main(["export", str(file), *REGIONS, "--template", house]) == 0
    assert offices.HEADER in header(file)
    assert "house.docx does not define “Bibliography”" in capsys.readouterr().err
    assert main(["redraw", str(file), "--check", "--template", house]) == 0
    assert main(["redraw", str(file), "--check"]) == 1
    assert "give it with --template" in capsys.readouterr().out


def test_the_machines_template_is_used_where_none_is_given(tmp_path, house, monkeypatch, capsys):
    monkeypatch.setenv("GAPMAP_WORD_TEMPLATE", house)
    file = tmp_path / "a.docx"
    assert main(["export", str(file), *REGIONS]) == 0
    assert offices.HEADER in header(file)
    assert main(["redraw", str(file), "--check"]) == 0
    monkeypatch.delenv("GAPMAP_WORD_TEMPLATE")
    own = tmp_path / "b.docx"
    assert main(["export", str(own), *REGIONS]) == 0
    assert header(own) == ""
    monkeypatch.setenv("GAPMAP_WORD_TEMPLATE", house)
    assert main(["redraw", str(own), "--check"]) == 0  # it was made with gapmap's own
    capsys.readouterr()


def test_a_report_uses_a_template_in_every_process_and_makes_files_anew_for_another(
    tmp_path, house, capsys
):
    folder = tmp_path / "out"
    base = ["report", str(folder), *REGIONS, "--all", "--formats", "docx"]
    assert main([*base, "--template", house, "--jobs", "2"]) == 0
    files = sorted(folder.glob("*.docx"))
    assert len(files) > 1
    assert all(offices.HEADER in header(file) for file in files)
    assert main([*base, "--template", house, "--jobs", "1"]) == 0
    assert f"0 files made, {len(files)} kept" in capsys.readouterr().out
    assert main([*base, "--jobs", "1"]) == 0
    assert f"{len(files)} files made, 0 kept" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "file", "said"),
    [
        ("house.docx", "a.pptx", "is for files that end in .docx, and what is made ends in .pptx"),
        ("house.docx", "a.csv", "is for files that end in .docx"),
        ("house.pdf", "a.docx", "is no template"),
        ("missing.docx", "a.docx", "cannot be read"),
        ("house.dotm", "a.docx", "is for macros"),
    ],
)
def test_a_template_that_cannot_be_used_ends_in_one_line(tmp_path, capsys, name, file, said):
    if "missing" not in name:
        (tmp_path / name).write_bytes(offices.word())
    template = str(tmp_path / name)
    assert main(["export", str(tmp_path / file), *REGIONS, "--template", template]) == 2
    error = capsys.readouterr().err.strip()
    assert said in error
    assert error.count("\n") == 0 or "does not define" in error
    assert not (tmp_path / file).exists()


def test_two_templates_of_one_kind_are_refused(tmp_path, house, capsys):
    file = str(tmp_path / "a.docx")
    assert main(["export", file, *REGIONS, "--template", house, "--template", house]) == 2
    assert "for the same kind of file" in capsys.readouterr().err
