"""The row of buttons under the map, where the machine's settings name an office's template."""

from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from streamlit.testing.v1 import AppTest

from gapmap.errors import BadSettingError
from gapmap.ui.boxes import share
from tests.io.templates import offices

APP = str(Path(__file__).resolve().parents[3] / "app.py")


def odd_word():
    """A template in which the name of a style that is needed is taken by one of another kind."""
    document = docx.Document()
    document.styles["Caption"].delete()
    document.styles.add_style("Caption", WD_STYLE_TYPE.CHARACTER)
    return offices.saved(document)


BROKEN = {
    "missing": (None, "cannot be read"),
    "empty": (b"", "house.docx"),
    "not a document": (b"This is a letter.", "house.docx"),
    "a style of another kind": (odd_word(), "The style “Caption” of the template"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_template_that_cannot_be_used_is_told_of_on_the_page(kind, tmp_path, monkeypatch):
    content, said = BROKEN[kind]
    path = tmp_path / "house.docx"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("GAPMAP_WORD_TEMPLATE", str(path))
    app = AppTest.from_file(APP, default_timeout=60).run()
    assert not app.exception
    (error,) = [e.value for e in app.error if "Word briefing" in e.value]
    shown = error.replace("\\", "")
    assert "GAPMAP_WORD_TEMPLATE" in shown
    assert said in shown
    assert "Traceback" not in shown
    assert "\n" not in shown
    buttons = {b.label: b.proto.disabled for b in app.get("download_button")}
    assert buttons["Word briefing"]
    assert not buttons["Picture"]


def test_a_template_that_can_be_used_leaves_the_button(tmp_path, monkeypatch):
    path = tmp_path / "house.docx"
    path.write_bytes(offices.word())
    monkeypatch.setenv("GAPMAP_WORD_TEMPLATE", str(path))
    assert share.usable("briefing.docx").name == "house.docx"
    path.write_bytes(b"no longer one")
    with pytest.raises(BadSettingError):
        share.usable("briefing.docx")
