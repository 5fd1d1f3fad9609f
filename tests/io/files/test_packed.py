"""What is kept packed comes back as it was, in little room."""

import errno
import io
import pickle
import random
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.io.files import packed
from gapmap.io.files.packed import BLOCK, LONG, TEXTS, Content, Rows, Shelf, Texts

CELLS = st.text(max_size=20) | st.text(min_size=LONG, max_size=LONG + 40)
ROWS = st.lists(st.tuples(st.integers(0), st.lists(CELLS, max_size=4).map(tuple)), max_size=30)


def many(count, width=400):
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefgh", k=6)) for _ in range(500)]
    texts = (" ".join(chance.choices(words, k=width // 7)) for _ in range(count))
    return [(n + 2, (f"Row {n}", text, "")) for n, text in enumerate(texts)]


@given(ROWS)
def test_rows_come_back_as_they_were(rows):
    packed = Rows(rows)
    assert len(packed) == len(rows)
    assert list(packed) == rows
    assert [packed[n] for n in range(-len(rows), len(rows))] == rows + rows


def test_a_slice_or_a_row_of_many_blocks_is_as_it_was():
    rows = many(3 * BLOCK + 7)
    packed = pickle.loads(pickle.dumps(Rows(rows)))
    for part in (
        slice(None),
        slice(490, 1_010),
        slice(None, 200),
        slice(5, None, 400),
        slice(-3, None),
    ):
        assert packed[part] == tuple(rows[part])
    assert packed[BLOCK] == rows[BLOCK]
    assert packed[-1] == rows[-1]
    assert len(pickle.dumps(packed)) < len(pickle.dumps(rows)) / 2


@given(st.binary(max_size=2_000))
def test_the_bytes_of_a_file_come_back(data):
    assert Content(data).data == data


@given(st.lists(CELLS, max_size=40))
def test_texts_come_back_and_are_held_once(texts):
    store = Texts().more()
    kept = [store.kept(text) for text in texts]
    again = [store.kept(text) for text in texts]
    assert list(map(str, kept)) == list(map(str, again)) == texts
    long = {text for text in texts if len(text) >= LONG}
    assert store.count == len(long)


def test_what_is_added_to_a_store_leaves_the_first_one_alone():
    rows = many(400)
    first = Rows(rows)
    assert TEXTS < 400 * 400  # several blocks
    more = first.texts.more()
    before = first.texts.count
    same = [more.kept(text) for _, (_, text, _) in rows]
    assert more.count == before
    new = more.kept("new" * LONG)
    more.close()
    assert [str(text) for text in same] == [text for _, (_, text, _) in rows]
    assert str(new) == "new" * LONG
    assert first.texts.count == before
    assert list(first) == rows


BLOCKS = st.lists(st.binary(max_size=40), max_size=12)


@given(BLOCKS, BLOCKS, BLOCKS, st.integers(0, 100))
def test_blocks_come_back_wherever_they_lie(first, mine, others, many):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "MANY", many)
        one = Shelf.of(first)
        two = one.copy()
        for block in mine:
            one.add(block)
        for block in others:
            two.add(block)
        three = pickle.loads(pickle.dumps(one))
        assert [one[n] for n in range(len(one))] == first + mine
        assert [two[n] for n in range(len(two))] == first + others
        assert [three[n] for n in range(len(three))] == first + mine


def test_many_blocks_lie_in_a_file_that_no_folder_names(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(packed, "MANY", 1_000)
    shelf = Shelf.of([bytes([n]) * 100 for n in range(50)])
    assert not any(isinstance(block, bytes) for block in shelf._blocks)
    assert list(tmp_path.iterdir()) == []
    assert shelf[17] == bytes([17]) * 100


@pytest.mark.parametrize("at", ["open", "write"])
def test_blocks_stay_in_memory_where_no_file_can_be_written(monkeypatch, at):
    class Full(io.BytesIO):
        def write(self, _data):
            raise OSError(errno.ENOSPC, "No space left on device")

    def no_file():
        if at == "open":
            raise OSError(errno.EROFS, "Read-only file system")
        return Full()

    monkeypatch.setattr(packed.tempfile, "TemporaryFile", no_file)
    monkeypatch.setattr(packed, "MANY", 10)
    shelf = Shelf.of([b"one" * 10, b"two" * 10])
    assert [shelf[0], shelf[1]] == [b"one" * 10, b"two" * 10]


def test_rows_at_some_places_are_those_that_stand_there():
    plain = [(n, (str(n), "x" * (n % 200))) for n in range(2_000)]
    wanted = [0, 3, 499, 500, 1_999]
    assert list(packed.Rows(plain).some(wanted)) == [plain[at] for at in wanted]
    assert list(packed.Rows(plain).some([])) == []
