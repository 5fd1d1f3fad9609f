"""Directories in both homes: a file always, a real PostgreSQL with PostGIS where there is one."""

import os

import pytest
from sqlalchemy import text

from gapmap.io.data_tables import read_rows
from gapmap.io.directory import home
from gapmap.io.directory.models import Base
from gapmap.io.directory.publishing import Rules
from gapmap.io.directory.seed import places, seed, tables
from gapmap.io.directory.store import Directory
from gapmap.io.directory.whole import checker
from tests.conftest import DATA
from tests.io.directory import postgres


@pytest.fixture(scope="session")
def postgres_address():
    if not os.environ.get(postgres.SETTING) and postgres.binaries() is None:
        assert not os.environ.get(postgres.REQUIRED), "PostgreSQL with PostGIS is not installed"
        pytest.skip("needs PostgreSQL with PostGIS: apt-get install postgresql-postgis")
    with postgres.server() as address:
        yield address


@pytest.fixture(params=["file", "server"])
def address(request, tmp_path):
    """The setting of an empty directory in each home."""
    if request.param == "file":
        return str(tmp_path / "directory.sqlite")
    found = request.getfixturevalue("postgres_address")
    made = home.engine(home.address(found))
    with made.begin() as connection:
        for table in [*Base.metadata.tables, "alembic_version"]:
            connection.execute(text(f'DROP TABLE IF EXISTS "{table}" CASCADE'))
    made.dispose()
    return found


@pytest.fixture(scope="session")
def shipped():
    return tables(DATA)


@pytest.fixture
def directory(address, shipped):
    """A directory seeded with the shipped data."""
    rules = Rules(places(read_rows(DATA / "towns.csv")), checker(DATA))
    made = Directory.open(address, rules)
    seed(made, shipped, "test", "shipped data")
    yield made
    made.close()


@pytest.fixture
def empty(address):
    """A directory without anything in it."""
    made = Directory.open(address)
    yield made
    made.close()
