"""The directory in both homes: seeds, drafts, publishing, conflicts, undo, history."""

import ast
import inspect
from pathlib import Path

import pytest
import shapely
from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

import gapmap
from gapmap.core.evidence.merging.merge import Value
from gapmap.errors import BadChoiceError, ConflictError, SourceError, UnknownNameError
from gapmap.io import description
from gapmap.io.directory import home, store
from gapmap.io.directory.changes import edit
from gapmap.io.directory.models import PROGRAMME, SOURCE, Entry
from gapmap.io.directory.seed import documents, rows_of, seed
from tests.conftest import DATA

COLUMNS = {n: [f.name for f in t.schema.fields] for n, t in description.tables(DATA).items()}
KEY = "adapt-foundation-hampshire@2021-2022"
UNNAMED = "cara-cheshire@2023-2025"  # by no other table


def now(directory, key=KEY):
    return directory.published().of(PROGRAMME)[key]


def changed(directory, key=KEY, **cells):
    before = now(directory, key)
    return [edit(PROGRAMME, key, before, {**before, **cells})]


def value(**told):
    fields = dict.fromkeys(inspect.signature(Value).parameters, "")
    return Value(**{**fields, "record": KEY, "field": "places", "standing": "in_use", **told})


def test_what_was_seeded_comes_out_as_it_went_in(directory, shipped):
    rows = rows_of(directory.published(), COLUMNS)
    assert rows["programmes"] == [dict(row) for row in shipped["programmes"]]
    assert rows["sources"] == [dict(row) for row in shipped["sources"]]
    order = {row["observation_id"]: at for at, row in enumerate(shipped["programmes"])}
    wanted = sorted(shipped["programme_areas"], key=lambda row: order[row["observation_id"]])
    assert rows["programme_areas"] == [dict(row) for row in wanted]


def test_seeding_again_changes_nothing_and_a_new_release_spares_what_was_edited(directory, shipped):
    mark = directory.mark()
    assert seed(directory, shipped, "test", "again") == []
    assert directory.mark() == mark
    directory.save(changed(directory, notes="ours"), "ann", store.EDIT, "corrected")
    release = {**shipped, "programmes": [
        {**row, "notes": "a new note", "waiting_time": "6 weeks"} if row["observation_id"] == KEY
        else row for row in shipped["programmes"]
    ]}  # fmt: skip
    (kept,) = seed(directory, release, "test", "new release")
    assert (kept.field, kept.mine, kept.theirs) == ("notes", "a new note", "ours")
    assert (now(directory)["notes"], now(directory)["waiting_time"]) == ("ours", "6 weeks")


def test_readers_see_nothing_of_a_draft_until_it_is_published(directory):
    before = directory.published()
    number = directory.draft(changed(directory, notes="draft"), "ann", store.EDIT, "try")
    assert directory.published() == before
    directory.publish(number, "ben", second=True)
    assert now(directory)["notes"] == "draft"
    newest = directory.revisions()[0]
    assert (newest.who, newest.published_by, newest.why, newest.changes) == ("ann", "ben", "try", 1)
    with pytest.raises(UnknownNameError, match="There is no draft"):
        directory.publish(number, "ben")


def test_a_second_person_publishes_where_that_is_set(directory):
    number = directory.draft(changed(directory, notes="mine"), "ann", store.EDIT, "try")
    with pytest.raises(BadChoiceError, match="a second person"):
        directory.publish(number, "ann", second=True)
    assert now(directory)["notes"] != "mine"
    directory.withdraw(number)
    assert directory.revisions()[0].state == "withdrawn"
    with pytest.raises(UnknownNameError):
        directory.publish(number, "ben", second=True)


def test_two_editors_of_different_fields_both_hold(directory):
    first = directory.draft(changed(directory, notes="ann's"), "ann", store.EDIT, "")
    second = directory.draft(changed(directory, provider="ben's"), "ben", store.EDIT, "")
    directory.publish(first, "ann")
    directory.publish(second, "ben")
    assert (now(directory)["notes"], now(directory)["provider"]) == ("ann's", "ben's")


def test_two_editors_of_one_field_mine_theirs_and_base_are_shown_and_nothing_is_changed(directory):
    base = now(directory)["notes"]
    first = directory.draft(changed(directory, notes="ann's"), "ann", store.EDIT, "")
    second = directory.draft(
        changed(directory, notes="ben's", provider="ben's"), "ben", store.EDIT, ""
    )
    directory.publish(first, "ann")
    before = directory.published()
    with pytest.raises(ConflictError, match="changed by somebody else") as caught:
        directory.publish(second, "ben")
    (conflict,) = caught.value.conflicts
    assert (conflict.field, conflict.mine, conflict.theirs, conflict.base) == (
        "notes", "ben's", "ann's", base)  # fmt: skip
    assert directory.published() == before


def test_an_undo_leaves_the_same_bytes_and_can_be_undone(directory):
    key = "new-programme@2025-2026"
    document = {**now(directory), "observation_id": key}
    source = directory.published().of(SOURCE)["E001"]
    edits = [
        *changed(directory, notes="merged", referrals="60"),
        edit(PROGRAMME, key, None, document),
        edit(SOURCE, "RETURN-1", None, {**source, "source_id": "RETURN-1"}),
    ]
    before = rows_of(directory.published(), COLUMNS)
    number = directory.save(edits, "ann", store.MERGE, "return of a body")
    after = rows_of(directory.published(), COLUMNS)
    assert after != before
    undo = directory.save(directory.undo_of(number), "ann", store.UNDO, "wrong", undoes=number)
    assert rows_of(directory.published(), COLUMNS) == before
    assert {r.id: r.undone for r in directory.revisions()}[number]
    with pytest.raises(BadChoiceError, match="undone already"):
        directory.undo_of(number)
    directory.save(directory.undo_of(undo), "ann", store.UNDO, "right after all", undoes=undo)
    assert rows_of(directory.published(), COLUMNS) == after
    assert not {r.id: r.undone for r in directory.revisions()}[number]


def test_a_programme_that_was_removed_comes_back_in_its_place(directory):
    before = directory.published().entries
    gone = [edit(PROGRAMME, UNNAMED, now(directory, UNNAMED), None)]
    number = directory.save(gone, "ann", store.EDIT, "twice there")
    assert UNNAMED not in directory.published().of(PROGRAMME)
    directory.save(directory.undo_of(number), "ann", store.UNDO, "", undoes=number)
    assert list(directory.published().of(PROGRAMME)) == list(before[PROGRAMME])


def test_an_undo_does_not_take_away_what_came_later(directory):
    number = directory.save(changed(directory, notes="first"), "ann", store.EDIT, "")
    directory.save(changed(directory, notes="second"), "ben", store.EDIT, "")
    with pytest.raises(ConflictError, match="theirs “second”"):
        directory.save(directory.undo_of(number), "ann", store.UNDO, "", undoes=number)
    with pytest.raises(BadChoiceError, match="cannot be undone"):
        directory.undo_of(1)
    with pytest.raises(UnknownNameError):
        directory.undo_of(999)


def test_values_are_remembered_with_their_revision_and_say_when_it_is_undone(directory):
    told = value(value="60", cell="L3", sha256="ab" * 32)
    number = directory.save(changed(directory, notes="x"), "ann", store.MERGE, "", [told])
    (past,) = directory.past([KEY])
    assert (past.value, past.revision.id, past.revision.undone) == (told, number, False)
    directory.save(directory.undo_of(number), "ann", store.UNDO, "", undoes=number)
    assert directory.past([KEY])[0].revision.undone
    assert directory.past(["another"]) == []


def test_the_mark_changes_with_what_is_published_and_not_with_drafts(empty):
    assert empty.mark() == ""
    number = empty.draft([edit(SOURCE, "S", None, {"source_id": "S"})], "ann", store.EDIT, "")
    assert empty.mark() == ""
    empty.publish(number, "ann")
    assert empty.mark() == empty.published().mark != ""


def test_a_record_that_two_sessions_hold_is_written_by_the_first_alone(directory):
    with Session(directory.engine) as one:
        mine = one.get(Entry, (PROGRAMME, KEY))
        version = mine.version
        one.expunge(mine)
    directory.save(changed(directory, notes="theirs"), "ben", store.EDIT, "")
    with home.writing(directory.engine) as connection, Session(bind=connection) as two:
        mine.document = "{}"
        two.add(mine)
        with pytest.raises(StaleDataError):
            two.flush()
        two.rollback()
    with Session(directory.engine) as one:
        assert one.get(Entry, (PROGRAMME, KEY)).version == version + 1
    assert now(directory)["notes"] == "theirs"


@pytest.mark.parametrize(
    "statement", [update(Entry).values(document="{}"), delete(Entry)], ids=["update", "delete"]
)
def test_no_bulk_change_goes_past_the_versions(directory, statement):
    before = directory.published()
    with Session(directory.engine) as session, pytest.raises(RuntimeError, match="one by one"):
        session.execute(statement)
    assert directory.published() == before


def test_no_code_changes_entries_in_bulk():
    """Neither SQLAlchemy's update and delete nor SQL of one's own; a guard refuses the first."""
    root = Path(gapmap.__file__).parent
    for path in root.rglob("*.py"):
        if "sqlalchemy" not in (source := path.read_text(encoding="utf-8")):
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
                assert not {a.name for a in node.names} & {"update", "delete", "insert"}, path
            if isinstance(node, ast.Attribute):
                assert not node.attr.startswith("bulk_"), path
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not node.value.upper().startswith(("UPDATE ", "DELETE FROM ")), path


def test_places_are_points_that_other_programs_read(directory, shipped):
    towns = {row["observation_id"]: row["base_town"] for row in shipped["programmes"]}
    with Session(directory.engine) as session:
        rows = session.execute(select(Entry.key, Entry.geometry).where(Entry.kind == PROGRAMME))
        points = {key: shapely.from_wkb(wkb) for key, wkb in rows if wkb is not None}
    assert points
    assert all(towns[key] for key in points)
    assert all(-9 < p.x < 3 and 49 < p.y < 61 for p in points.values())


def test_documents_are_all_rows_of_the_tables(shipped):
    found = documents(shipped)
    assert len(found) == len(shipped["programmes"]) + len(shipped["sources"])


@pytest.mark.parametrize("number", [0, -5, 2**31, 10**20])
def test_a_number_that_no_revision_can_have_is_one_of_none(directory, number):
    for ask in (directory.undo_of, directory.edits_of, directory.withdraw):
        with pytest.raises(UnknownNameError):
            ask(number)
    with pytest.raises(UnknownNameError):
        directory.publish(number, "ann")


def test_a_full_disk_leaves_the_old_state_and_is_one_sentence(directory):
    if not directory.is_file:
        pytest.skip("a server's disk is not filled here")
    before, pages = directory.published(), []

    @event.listens_for(directory.engine, "connect")
    def fill(connection, _):
        pages.append(connection.execute("PRAGMA page_count").fetchone()[0])
        connection.execute(f"PRAGMA max_page_count = {pages[0]}")

    with pytest.raises(SourceError, match=r"cannot be used \(database or disk is full\)"):
        directory.save(changed(directory, notes="x" * 3_000_000), "ann", store.EDIT, "")
    assert directory.published() == before
    assert len(directory.revisions()) == 1
