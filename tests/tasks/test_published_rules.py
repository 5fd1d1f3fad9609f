"""Every document, workbook and PDF keeps to the published rules of its format.

Open XML and OpenDocument are checked against their schemas and rules of meaning by openxml-audit,
PDF/UA-1 by page-validation. Both know nothing of gapmap.
"""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import page
import pytest
from openxml_audit import FileFormat, OdfValidator, OpenXmlValidator

from gapmap.cli.main import main
from gapmap.dataset import Dataset
from gapmap.present.briefing import templates
from gapmap.selection import Selection
from gapmap.tasks.products import export

TODAY = date(2026, 11, 21)
KENT, SCOTLAND, HARINGEY = "E23000032", "S92000003", "E09000014"
OFFICE = OpenXmlValidator(FileFormat.MICROSOFT_365)
OPEN_DOCUMENT = OdfValidator()
VIEWS = {
    "all": (Selection(), None),
    "an area": (Selection(), KENT),
    "no estimate": (Selection(), SCOTLAND),
    "a borough, withheld": (Selection(level="borough", suppress_below=10), HARINGEY),
    "nothing found": (Selection(types=("women_who_use_force",), since=2034), KENT),
    "no map": (Selection(level="region"), None),
}


def faults(validator, data, path):
    path.write_bytes(data)
    return [str(e) for e in validator.validate(path).errors if e.severity.value == "error"]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", ["briefing.docx", "slide.pptx", "table.xlsx"])
def test_office_files_keep_to_the_schemas_of_office(dataset, tmp_path, name, view):
    selection, area = VIEWS[view]
    data = export(name, dataset, dataset.gap(selection), TODAY, area=area)
    assert faults(OFFICE, data, tmp_path / name) == []


def test_workbooks_keep_to_the_schemas_of_open_document(dataset, tmp_path):
    data = export("table.ods", dataset, dataset.gap(Selection()), TODAY)
    assert faults(OPEN_DOCUMENT, data, tmp_path / "table.ods") == []


def test_letters_and_returns_keep_to_the_rules(dataset, tmp_path, monkeypatch):
    monkeypatch.setattr(Dataset, "load", staticmethod(lambda: dataset))
    assert main(["ask", str(tmp_path / "out"), "--area", KENT]) == 0
    checks = {".docx": OFFICE, ".xlsx": OFFICE, ".ods": OPEN_DOCUMENT}
    found = [path for path in (tmp_path / "out").rglob("*") if path.suffix in checks]
    assert {path.suffix for path in found} == set(checks)
    for path in found:
        assert faults(checks[path.suffix], path.read_bytes(), path) == []


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", ["briefing.pdf", "map.pdf"])
def test_pdfs_keep_to_pdf_ua(dataset, name, view):
    selection, area = VIEWS[view]
    if name == "map.pdf" and view == "no map":
        pytest.skip("no map of regions is drawn")
    data = export(name, dataset, dataset.gap(selection), TODAY, area=area)
    report = page.validate_pdf_bytes(data, profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert report.is_compliant
    assert report.rules.total > 100


@pytest.mark.parametrize("name", templates.MADE_FROM)
def test_templates_are_those_of_their_folders_and_keep_to_the_rules(tmp_path, name):
    data = (templates.HERE / name).read_bytes()
    assert data == templates.made(name)
    assert faults(OFFICE, data, tmp_path / name) == []


def changed(data, part, old, new):
    """A package with one text of a part replaced."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as package, ZipFile(out, "w") as copy:
        for name in package.namelist():
            content = package.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new, 1)
            copy.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"<w:tblHeader/>", b"<w:tblHeaders/>"), (b'w:val="Heading2"', b'w:val="Nonesuch"')],
)
def test_the_check_sees_a_fault(dataset, tmp_path, old, new):
    data = export("briefing.docx", dataset, dataset.gap(Selection(level="region")), TODAY)
    broken = changed(data, "word/document.xml", old, new)
    assert faults(OFFICE, broken, tmp_path / "broken.docx") != []
