"""A directory of the settings, in a folder of the test's own."""

import pytest

from gapmap.settings import Settings
from gapmap.tasks.asking.directory import opened


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GAPMAP_DIRECTORY", "yes")
    yield Settings.from_environment()
    opened.forget()
