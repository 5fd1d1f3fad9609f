"""Whether files are as they were when they were read, told without reading them again."""

import os
import time
from collections.abc import Iterable
from math import inf
from typing import Final

Looks = tuple[tuple[int, ...] | None, ...]
"""How files look from outside, in their order; None for one that is not there."""
SETTLED_NS: Final = 2_000_000_000
LATELY_S: Final = 1.0
"""For how long a look is good enough where many are taken for one page."""
_lately: Final[dict[str, tuple[float, tuple[int, ...] | None]]] = {}


def of(paths: Iterable[str]) -> Looks:
    """What differs once one of the files, or folders, is written to or replaced."""
    return tuple(_look(path) for path in paths)


def lately(paths: Iterable[str]) -> Looks:
    """The same as of a second ago at most, or since this process has changed something."""
    now = time.monotonic()
    return tuple(_look_lately(path, now) for path in paths)


def changed() -> None:
    """Look again: this process has written or removed something."""
    _lately.clear()


def settled(looks: Looks) -> bool:
    """True when nothing of it changed just now: what is written within a tick looks alike."""
    latest = max((max(its[-2:]) for its in looks if its is not None), default=0)
    return latest < time.time_ns() - SETTLED_NS


def _look_lately(path: str, now: float) -> tuple[int, ...] | None:
    taken, found = _lately.get(path, (-inf, None))
    if now - taken > LATELY_S:
        taken, found = now, _look(path)
        _lately[path] = taken, found
    return found


def _look(path: str) -> tuple[int, ...] | None:
    try:
        its = os.lstat(path)
    except OSError:
        return None
    return its.st_ino, its.st_mode, its.st_size, its.st_mtime_ns, its.st_ctime_ns
