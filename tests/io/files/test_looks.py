"""Whether files are as they were."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gapmap.io.files import looks

DAY_NS = 86_400 * 10**9


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "set.json"
    path.write_bytes(b"one")
    return path


def replaced(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(b"two")
    other.replace(path)


def written_to(path: Path) -> None:
    path.write_bytes(b"one and more")


@pytest.mark.parametrize(
    "change", [replaced, written_to, Path.unlink, lambda path: path.chmod(0o400)]
)
def test_what_is_changed_looks_otherwise(file: Path, change: Callable[[Path], object]) -> None:
    before = looks.of([str(file)])
    assert looks.of([str(file)]) == before
    change(file)
    assert looks.of([str(file)]) != before


def test_what_appears_looks_otherwise_than_nothing(tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    before = looks.of([str(path)])
    path.write_bytes(b"")
    assert looks.of([str(path)]) != before == (None,)


def test_what_was_written_just_now_is_not_settled(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = looks.of([str(file)])
    written = file.stat().st_ctime_ns
    for later, settled in ((0, False), (looks.SETTLED_NS // 2, False), (DAY_NS, True)):
        monkeypatch.setattr("time.time_ns", lambda later=later: written + later)
        assert looks.settled(seen) is settled
    assert looks.settled((None,)), "nothing is there, and nothing was"
