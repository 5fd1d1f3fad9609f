"""Settings shared by all tests: property tests are repeatable and leave no files behind."""

import gc
import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.slow import is_slow

# A test run that was started in the background ignores Ctrl-C, and so would all that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile(
    "gapmap",
    database=None,
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("gapmap")


def pytest_xdist_auto_num_workers():
    """With ``-n auto`` three workers to two cores, for a test with a browser waits now and then."""
    return max(2, (os.cpu_count() or 2) * 3 // 2)


def pytest_collection_modifyitems(items):
    """Mark what `make check` leaves out."""
    for item in items:
        if "chromium" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
        if is_slow(item.nodeid):
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish():
    """All that is loaded by now stays for the whole run: no need to look through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


DATA = Path(__file__).resolve().parent.parent / "data"


@pytest.fixture(scope="session")
def dataset():
    """The project's own data, loaded once."""
    from gapmap.dataset import Dataset

    return Dataset.load(DATA)


@pytest.fixture(scope="session")
def small_site(dataset, tmp_path_factory):
    """Folder of a small site as it is published (``tests.published``)."""
    from tests import published

    return published.write(dataset, tmp_path_factory.mktemp("web") / "some" / "where")


@pytest.fixture(scope="session", autouse=True)
def nothing_fetched(tmp_path_factory):
    """Tests never see, nor touch, what the user of this machine has fetched or saved."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GAPMAP_HOME", str(tmp_path_factory.mktemp("home")))
        yield
