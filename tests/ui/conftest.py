"""Settings shared by the tests of pages."""

import pytest

from tests.standin.postcodes import Service


@pytest.fixture(scope="session", autouse=True)
def no_head_start():
    """A page is drawn in one go: no browser is there that would draw its map meanwhile."""
    from gapmap.ui import turns

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(turns.PAGES, "aside", lambda _: None)
        yield


@pytest.fixture
def service(monkeypatch):
    """A postcode service on this machine, in the place of the real one."""
    made = Service()
    monkeypatch.setenv("GAPMAP_POSTCODES_URL", made.url)
    yield made
    made.stop()
