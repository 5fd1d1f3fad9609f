"""kill -9 at every step of a save, a publication, an undo and a migration: old or new, no mix."""

import json
import os
import sqlite3
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from gapmap.errors import SourceError
from gapmap.io.directory import home, store
from gapmap.io.directory.models import Base
from gapmap.io.directory.seed import seed
from gapmap.io.directory.store import Directory
from tests.io.directory.killed import KEY, VALUE, _edits, state

TABLES = ("revision", "entry", "change", "value")
WORKS = ["save", "merge", "publish", "undo", "migrate"]


def dump(path):
    """Everything in a file, times left out; blank where there is no table."""
    with sqlite3.connect(path) as connection:
        (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
        names = {n for (n,) in connection.execute("SELECT name FROM sqlite_master")}
        rows = {}
        for table in sorted(names & {*TABLES, "alembic_version"}):
            cursor = connection.execute(f'SELECT * FROM "{table}"')
            titles = [c[0] for c in cursor.description]
            rows[table] = [
                {k: v for k, v in zip(titles, row, strict=True) if k not in ("at", "published_at")}
                for row in cursor
            ]
    connection.close()
    assert sound == "ok"
    return rows


def begun(path, shipped, work):
    """A directory as it stands before the work."""
    directory = Directory.open(str(path))
    few = {n: rows[:8] for n, rows in shipped.items()}
    few["programme_areas"] = [
        r for r in shipped["programme_areas"] if r["observation_id"] == KEY
    ]  # fmt: skip
    seed(directory, few, "test", "shipped")
    if work == "publish":
        directory.draft(_edits(directory), "ann", store.MERGE, "a return")
    if work == "undo":
        directory.save(_edits(directory), "ann", store.MERGE, "a return", [VALUE])
    directory.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a copy of the process")
@pytest.mark.parametrize("work", WORKS)
def test_a_kill_at_any_step_leaves_the_old_state_or_the_new(tmp_path, shipped, work):
    source, folder = tmp_path / "source.sqlite", tmp_path / "copies"
    folder.mkdir()
    if work != "migrate":
        begun(source, shipped, work)
    subprocess.run(
        [sys.executable, "-m", "tests.io.directory.killed", work, source, folder],
        check=True, timeout=120,
    )  # fmt: skip
    before = dump(source) if source.exists() else {}
    *killed, whole = sorted(folder.glob("*.sqlite"))
    after = dump(whole)
    assert len(killed) >= 4
    assert after != before
    for path in killed:
        found = dump(path)
        assert found in (before, after), path.name
        Directory.open(str(path)).close()  # and it goes on from there
    assert any(dump(path) == before for path in killed) or work == "migrate"


def emptied(address):
    made = home.engine(home.address(address))
    with made.begin() as connection:
        for table in [*TABLES, "alembic_version"]:
            connection.execute(text(f'DROP TABLE IF EXISTS "{table}" CASCADE'))
    made.dispose()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a copy of the process")
@pytest.mark.parametrize("work", ["save", "merge", "migrate"])
def test_a_kill_at_any_step_leaves_a_server_as_it_was_or_as_it_will_be(
    tmp_path, shipped, postgres_address, work
):
    """Each step is tried on what the kill before it left, which has to be what was there at first.

    So whatever the server keeps of a killed writer, a lock or half a change, stops the next.
    """
    emptied(postgres_address)
    if work != "migrate":
        begun(postgres_address, shipped, work)
    made = home.engine(home.address(postgres_address))
    before = state(made)
    made.dispose()
    subprocess.run(
        [sys.executable, "-m", "tests.io.directory.killed", work, postgres_address, tmp_path],
        check=True, timeout=120,
    )  # fmt: skip
    *killed, whole = [json.loads(p.read_text("utf-8")) for p in sorted(tmp_path.glob("*.json"))]
    assert len(killed) >= 4
    assert whole != before
    assert all(found == before for found in killed)
    assert whole.keys() >= {*TABLES, "alembic_version"}


def test_the_steps_of_the_tables_end_in_what_the_models_say(empty):
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = [
            step for step in compare_metadata(context, Base.metadata)
            if not (step[0] == "remove_table" and step[1].name not in Base.metadata.tables)
        ]  # fmt: skip
    assert found == []


def test_a_directory_of_a_later_version_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "later.sqlite"
    Directory.open(str(path)).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'v9999'")
    connection.close()
    with pytest.raises(SourceError, match="made by a later gapmap"):
        Directory.open(str(path))


@pytest.mark.parametrize(
    ("setting", "said"),
    [("relative.sqlite", "not a full path"), ("mysql://x/y", "names “mysql”"),
     ("sqlite://", "no full path"), ("postgresql+psycopg://a:secret@h:port/x", "is no address")],
)  # fmt: skip
def test_an_address_that_is_none_is_one_sentence_without_its_password(setting, said):
    with pytest.raises(Exception, match=said) as caught:
        home.address(setting)
    assert "secret" not in str(caught.value)


def test_what_is_no_directory_or_cannot_be_reached_is_one_sentence(tmp_path):
    path = tmp_path / "notes.sqlite"
    path.write_bytes(b"not a database at all, but long enough to be read as one" * 40)
    with pytest.raises(SourceError, match="cannot be used"):
        Directory.open(str(path))
    with pytest.raises(SourceError, match="cannot be used") as caught:
        Directory.open("postgresql+psycopg://ann:secret@127.0.0.1:1/gapmap")
    assert "secret" not in str(caught.value)
