"""A directory whose process is killed, without warning, at one statement after the other.

``python -m tests.io.directory.killed WORK FILE FOLDER`` does WORK on a copy of FILE again and
again; the first process is killed before its first statement, the next before its second, until
one comes through. The copies stay in FOLDER, numbered.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event

from gapmap.io.directory import home, store
from gapmap.io.directory.changes import edit
from gapmap.io.directory.models import PROGRAMME, SOURCE
from gapmap.io.directory.store import Directory

KEY = "adapt-foundation-hampshire@2021-2022"


def _edits(directory: Directory) -> list[Any]:
    before = directory.published().of(PROGRAMME)[KEY]
    return [
        edit(PROGRAMME, KEY, before, {**before, "notes": "merged"}),
        edit(PROGRAMME, "new@2025", None, {**before, "observation_id": "new@2025"}),
        edit(SOURCE, "RETURN-1", None, {"source_id": "RETURN-1"}),
    ]


def save(directory: Directory) -> None:
    directory.save(_edits(directory), "ann", store.MERGE, "a return")


def publish(directory: Directory) -> None:
    directory.publish(directory.revisions()[0].id, "ben")


def undo(directory: Directory) -> None:
    number = directory.revisions()[0].id
    directory.save(directory.undo_of(number), "ann", store.UNDO, "wrong", undoes=number)


def migrate(directory: Directory) -> None:
    home.migrate(directory.engine)


WORK: dict[str, Callable[[Directory], None]] = {
    "save": save, "publish": publish, "undo": undo, "migrate": migrate,
}  # fmt: skip


def _at(path: Path, number: int, work: Callable[[Directory], None]) -> bool:
    """Whether the work came through before its statement ``number``."""
    child = os.fork()
    if child == 0:
        made = home.engine(home.address(str(path)))
        seen = 0

        def count(*_: object) -> None:
            nonlocal seen
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(made, "before_cursor_execute", count)
        event.listen(made, "begin", count)
        event.listen(made, "commit", count)
        work(Directory(made))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return not os.WIFSIGNALED(status)


if __name__ == "__main__":
    what, source, folder = WORK[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3])
    done, step = False, 0
    while not done:
        step += 1
        copy = folder / f"{step:03}.sqlite"
        if source.exists():
            shutil.copy(source, copy)
        done = _at(copy, step, what)
