"""Several editors at once, in both homes; and a server's own tools for copies."""

import subprocess
import threading

import pytest
from sqlalchemy import text

from gapmap.errors import GapmapError
from gapmap.io.directory import store
from gapmap.io.directory.changes import edit
from gapmap.io.directory.models import PROGRAMME, SOURCE, Base
from gapmap.io.directory.store import Directory
from tests.io.directory import postgres

KEY = "adapt-foundation-hampshire@2021-2022"
EDITORS = 6


def all_at_once(address, work):
    """Let several editors, each with a directory of their own, begin at one moment."""
    ready, told = threading.Barrier(EDITORS), {}

    def one(number):
        directory = Directory.open(address)
        try:
            ready.wait(60)
            told[number] = work(directory, number)
        except GapmapError as error:
            told[number] = error
        finally:
            directory.close()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(EDITORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return told


def test_editors_of_records_of_their_own_all_come_through(directory, address):
    def add(mine, number):
        document = {"source_id": f"S{number}", "title": f"by {number}"}
        one = edit(SOURCE, f"S{number}", None, document)
        return mine.save([one], f"editor {number}", store.EDIT, "")

    told = all_at_once(address, add)
    assert sorted(told.values()) == list(range(2, 2 + EDITORS))  # each a revision of its own
    sources = directory.published().of(SOURCE)
    assert {f"S{n}" for n in range(EDITORS)} <= sources.keys()
    assert {r.who for r in directory.revisions(EDITORS)} == {f"editor {n}" for n in range(EDITORS)}


def test_of_editors_of_one_field_the_first_holds_and_the_others_are_told(directory, address):
    before = directory.published().of(PROGRAMME)[KEY]

    def change(mine, number):
        one = edit(PROGRAMME, KEY, before, {**before, "notes": f"by {number}"})
        return mine.save([one], f"editor {number}", store.EDIT, "")

    told = all_at_once(address, change)
    (first,) = [n for n, what in told.items() if isinstance(what, int)]
    others = [what for what in told.values() if not isinstance(what, int)]
    assert len(others) == EDITORS - 1
    assert {c.theirs for e in others for c in e.conflicts} == {f"by {first}"}
    assert {c.base for e in others for c in e.conflicts} == {before["notes"]}
    assert directory.published().of(PROGRAMME)[KEY]["notes"] == f"by {first}"
    assert [r.what for r in directory.revisions()] == [store.EDIT, "seed"]


def test_several_that_open_a_new_directory_at_once_make_its_tables_once(address):
    told = all_at_once(address, lambda mine, _: mine.mark())
    assert set(told.values()) == {""}


def test_a_server_is_copied_and_put_back_with_its_own_tools(postgres_address, shipped, tmp_path):
    where = postgres.binaries()
    if where is None:
        pytest.skip("needs pg_dump and pg_restore of the server")
    directory = Directory.open(postgres_address)
    try:
        with directory.engine.begin() as connection:
            for table in Base.metadata.tables:
                connection.execute(text(f'TRUNCATE "{table}" CASCADE'))
        first = edit(SOURCE, "S1", None, {"source_id": "S1", "title": "kept"})
        directory.save([first], "ann", store.EDIT, "")
        before, revisions = directory.published(), directory.revisions()
        plain = postgres_address.replace("postgresql+psycopg", "postgresql")
        copy = tmp_path / "copy.dump"
        subprocess.run([where / "pg_dump", "-Fc", "-f", copy, plain], check=True, timeout=120)
        directory.save([edit(SOURCE, "S2", None, {"source_id": "S2"})], "ben", store.EDIT, "")
        assert directory.published() != before
        directory.close()
        restore = [where / "pg_restore", "--clean", "--if-exists", "--dbname", plain, copy]
        subprocess.run(restore, check=True, timeout=120, stderr=subprocess.DEVNULL)
        assert directory.published() == before
        assert directory.revisions() == revisions
    finally:
        directory.close()
