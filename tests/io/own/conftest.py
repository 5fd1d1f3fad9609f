"""Settings shared by the tests of people's own lists."""

import pytest

from gapmap.io.own.told import NOTHING_TOLD
from gapmap.tasks import own_programmes as own_data


@pytest.fixture(scope="session")
def reader(dataset):
    """What reads and checks a file against the shipped areas."""
    return own_data.Reader(dataset)


@pytest.fixture
def read(reader):
    """Read a text as the app does a file: the table, then what became of its rows."""

    def run(text, told=NOTHING_TOLD):
        sent = own_data.read_file(text.encode(), "mine.csv", told)
        return reader.check(sent, own_data.mapping_of(sent, told), told=told)

    return run
