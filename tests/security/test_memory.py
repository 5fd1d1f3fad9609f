"""What large own files take: of a session a few times the file, of ten people less than 700 MiB."""

import gc
import tracemalloc

from gapmap.core.evidence.capacity import Observation
from gapmap.io.uploads import read as upload
from gapmap.selection import Selection
from gapmap.tasks import own_programmes as own_data
from tests.security import ten_uploads, visitor
from tests.security.ten_uploads import table

ROWS, SIZE = 4_000, 3_800_000
TIMES = 2.6  # of the file, the copy under a limit included; as plain objects it was above ten


def test_a_file_with_all_that_is_made_of_it_takes_little_more_than_itself(dataset):
    data = table(1, ROWS, SIZE)
    reader = own_data.Reader(dataset)
    view = Selection(since=None, suppress_below=10)
    dataset.gap(view)
    held = []
    tracemalloc.start()
    try:
        sent = upload.read(bytes(data), "ours.csv")
        checked = reader.check(sent, own_data.mapping_of(sent))
        own = own_data.with_checked(dataset, sent, checked, "add")
        held = [sent, checked, own, own.guarded(10), own.gap(view)]
        del sent, own
        gc.collect()
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert checked.used == ROWS
    assert len(held) == 5
    assert taken < TIMES * SIZE


def test_a_limit_that_is_changed_leaves_one_guarded_copy(dataset):
    text = "programme,programme_type,areas,places,period\nA,stalking,Haringey,70,2024\n"
    sent = upload.read(text.encode(), "mine.csv")
    checked = own_data.Reader(dataset).check(sent, own_data.mapping_of(sent))
    own = own_data.with_checked(dataset, sent, checked, "add")
    gc.collect()
    before = sum(isinstance(thing, type(dataset)) for thing in gc.get_objects())
    for limit in (5, 10, 20, 50):
        assert isinstance(own.guarded(limit).observations[0], Observation)
    gc.collect()
    assert sum(isinstance(thing, type(dataset)) for thing in gc.get_objects()) == before + 1


def test_ten_people_with_19_mb_each_stay_below_700_mib_together(monkeypatch):
    """The server with all its children, their ten pages open; it was 2.0 GiB."""
    monkeypatch.setattr(visitor, "ANSWER_LIMIT", 900.0)  # tables are checked one after the other
    found = ten_uploads.measure()
    assert found["files taken"] == ten_uploads.PEOPLE
    assert found["most"] < ten_uploads.LIMIT
