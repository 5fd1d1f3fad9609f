"""A directory whose process is killed, without warning, at one statement after the other.

``python -m tests.io.directory.killed WORK SOURCE FOLDER`` does WORK again and again; the first
process is killed before its first statement, the next before its second, until one comes through.
What each left is kept in FOLDER, numbered. Of a file each has a copy; a server is one, as what was
killed before left it: the test fails unless that is as it was.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, inspect, text

from gapmap.core.evidence.merging.merge import Value
from gapmap.io.directory import home, store
from gapmap.io.directory.changes import edit
from gapmap.io.directory.models import PROGRAMME, SOURCE
from gapmap.io.directory.store import Directory

KEY = "adapt-foundation-hampshire@2021-2022"
VALUE = Value(KEY, "remarks", "merged", "in_use", "newer", "RETURN-1", cell="AE3")
GIVEN_BY_THE_SERVER = ("id", "revision_id", "undoes")
"""Numbers that a server does not give again, though what asked for them came to nothing."""
TIMES = ("at", "published_at")


def _edits(directory: Directory) -> list[Any]:
    before = directory.published().of(PROGRAMME)[KEY]
    return [
        edit(PROGRAMME, KEY, before, {**before, "notes": "merged"}),
        edit(PROGRAMME, "new@2025", None, {**before, "observation_id": "new@2025"}),
        edit(SOURCE, "RETURN-1", None, {"source_id": "RETURN-1"}),
    ]


def save(directory: Directory) -> None:
    before = directory.published().of(PROGRAMME)[KEY]
    one = edit(PROGRAMME, KEY, before, {**before, "notes": "edited"})
    directory.save([one] if one else [], "ann", store.EDIT, "a slip")


def merge(directory: Directory) -> None:
    directory.save(_edits(directory), "ann", store.MERGE, "a return", [VALUE])


def publish(directory: Directory) -> None:
    directory.publish(directory.revisions()[0].id, "ben")


def undo(directory: Directory) -> None:
    number = directory.revisions()[0].id
    directory.save(directory.undo_of(number), "ann", store.UNDO, "wrong", undoes=number)


def migrate(directory: Directory) -> None:
    home.migrate(directory.engine)


WORK: dict[str, Callable[[Directory], None]] = {
    "save": save, "merge": merge, "publish": publish, "undo": undo, "migrate": migrate,
}  # fmt: skip


def state(made: Engine) -> dict[str, list[dict[str, str]]]:
    """All that a server holds, but for times and the numbers that it gives itself."""
    with made.connect() as connection:
        there = {*inspect(connection).get_table_names()}
        found = {}
        for table in sorted(there & {"revision", "entry", "change", "value", "alembic_version"}):
            rows = connection.execute(text(f'SELECT * FROM "{table}"')).mappings()
            left = (*TIMES, *GIVEN_BY_THE_SERVER)
            told = [{k: str(v) for k, v in row.items() if k not in left} for row in rows]
            found[table] = sorted(told, key=repr)
    return found


def _at(address: str, number: int, work: Callable[[Directory], None]) -> bool:
    """Whether the work came through before its statement ``number``."""
    child = os.fork()
    if child == 0:
        made = home.engine(home.address(address))
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


def _of_files(what: Callable[[Directory], None], source: Path, folder: Path) -> None:
    done, step = False, 0
    while not done:
        step += 1
        copy = folder / f"{step:03}.sqlite"
        if source.exists():
            shutil.copy(source, copy)
        done = _at(str(copy), step, what)


def _of_a_server(what: Callable[[Directory], None], address: str, folder: Path) -> None:
    done, step = False, 0
    while not done:
        step += 1
        done = _at(address, step, what)
        made = home.engine(home.address(address))
        (folder / f"{step:03}.json").write_text(json.dumps(state(made)), "utf-8")
        made.dispose()


if __name__ == "__main__":
    chosen, at = WORK[sys.argv[1]], Path(sys.argv[3])
    if "://" in sys.argv[2]:
        _of_a_server(chosen, sys.argv[2], at)
    else:
        _of_files(chosen, Path(sys.argv[2]), at)
