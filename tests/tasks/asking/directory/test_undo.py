"""A merge that is undone leaves no trace in what is exported: the same bytes as before it."""

import csv
import io
import sqlite3
from datetime import date

import pytest

from gapmap.dataset import Dataset
from gapmap.errors import ConflictError
from gapmap.io.data_tables import read_rows
from gapmap.io.directory.changes import edit
from gapmap.io.directory.models import PROGRAMME
from gapmap.io.directory.seed import rows_of
from gapmap.selection import Selection
from gapmap.tasks.asking import ask, returns
from gapmap.tasks.asking.directory import care, merging, opened, past
from gapmap.tasks.asking.missing import missing
from gapmap.tasks.own_programmes import Reader
from gapmap.tasks.products import export
from tests.conftest import DATA
from tests.io.returns.filled import filled, saved, truth

TODAY = date(2026, 11, 26)
TABLES = ("programmes", "programme_areas", "sources")
FILES = ("table.csv", "table.json", "table.xlsx", "map.svg")


def tables(directory):
    """The tables of the directory as CSV files, in bytes."""
    columns = {n: list(read_rows(DATA / f"{n}.csv")[0]) for n in TABLES}
    found = {}
    for name, rows in rows_of(directory.published(), columns).items():
        out = io.StringIO()
        writer = csv.DictWriter(out, columns[name], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        found[name] = out.getvalue().encode()
    return found


def layers(directory, path):
    """All that the directory's GeoPackage says of its records, but for when it was made."""
    path.unlink(missing_ok=True)
    care.export(directory, path)
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT * FROM programmes ORDER BY fid").fetchall()
    connection.close()
    return rows


def exports(settings):
    data = opened.load(settings)
    table = data.gap(Selection())
    return {name: export(name, data, table, TODAY) for name in FILES}


@pytest.fixture
def answers(dataset):
    """Several returns: numbers for programmes that are held, of other years, and a new one."""
    found = missing(dataset, dataset.gap(Selection()))
    made = ask.forms(found, ask.chosen(dataset, found, [], ["mayor", "commissioner"]), TODAY)
    forms = [one for one in made if len(one.rows) >= 3][:3]
    files = [(f"{f.body.body_id}.xlsx", saved(filled(f, truth(f, 3)))) for f in forms]
    return returns.read_all(files, returns.known(dataset, found)), returns.known(dataset, found)


def test_undoing_merges_leaves_the_same_bytes(settings, answers, dataset, tmp_path):
    directory = opened.needed(settings)
    read, known = answers
    before = tables(directory), layers(directory, tmp_path / "a.gpkg"), exports(settings)
    assert before[0] == {n: (DATA / f"{n}.csv").read_bytes() for n in TABLES}
    blocks, done = merging.blocks_of(Reader(dataset)), []
    for one in read:
        beside = merging.proposed(
            one, directory.published(), dataset, known, blocks, date(2026, 11, 20)
        )
        mine = {p.key: merging.Decision("accept", "looked at") for p in beside.found}
        done.append(merging.save(directory, beside, mine, TODAY, "ann", ""))
    between = tables(directory), layers(directory, tmp_path / "b.gpkg"), exports(settings)
    assert all(a != b for a, b in zip(before, between, strict=True))
    assert all(between[2][name] != before[2][name] for name in FILES)
    for number in reversed(done):
        past.undo(directory, number, "ann", "the other way round")
    after = tables(directory), layers(directory, tmp_path / "c.gpkg"), exports(settings)
    assert after[0] == before[0]
    assert after[1] == before[1]
    assert {name for name in FILES if after[2][name] != before[2][name]} == set()
    assert opened.load(settings).fingerprint == Dataset.load().fingerprint


def test_an_undo_names_the_later_revisions_that_stand_in_its_way(settings):
    directory = opened.needed(settings)
    one, other, *_ = directory.of(PROGRAMME)

    def noted(key, notes):
        before = directory.entry(PROGRAMME, key)
        made = edit(PROGRAMME, key, before, {**before, "notes": notes})
        return directory.save([made], "ann", "edit", "")

    first, _, second = noted(one, "first"), noted(other, "of another"), noted(one, "second")
    with pytest.raises(
        ConflictError, match=f"undo first as far as it is needed: {second}\\.$"
    ) as told:
        past.undo(directory, first, "ann", "")
    assert [c.field for c in told.value.conflicts] == ["notes"]
    past.undo(directory, second, "ann", "")
    past.undo(directory, first, "ann", "")
    assert not {first, second} & {r.id for r in directory.revisions() if not r.undone}
