"""A large directory: 50,000 records with 20 revisions each, beside the same records as CSVs.

``python -m benchmarks.directory [RECORDS] [REVISIONS]`` prints seconds, of the clock and of the
processor: on a busy machine the second tell more. The records are the shipped
ones again and again under other names; the second revision and all later ones change their notes.
Pages are drawn as the app draws them, without a browser: once, and again after a change.
"""

import csv
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from streamlit.testing.v1 import AppTest

from gapmap.dataset import DATA, Dataset
from gapmap.io.directory import seed
from gapmap.io.directory.changes import edit
from gapmap.io.directory.kept import kept
from gapmap.io.directory.models import PROGRAMME
from gapmap.io.directory.publishing import Rules
from gapmap.io.directory.store import Directory
from gapmap.io.directory.whole import checker
from gapmap.selection import Selection
from gapmap.tasks.asking.directory import opened
from gapmap.ui import main

ROOT: Final = Path(__file__).resolve().parents[1]
LONG: Final = 3_600  # seconds that a page may take


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def timed(what: str, work: Callable[[], object]) -> object:
    """Do something once and print how long it took, and how much of that the processor worked."""
    begun, worked = time.perf_counter(), time.process_time()
    result = work()
    taken, worked = time.perf_counter() - begun, time.process_time() - worked
    say(f"{what}: {taken:.2f} s, of which the processor {worked:.2f} s")
    return result


def many(rows: seed.Rows, number: int) -> dict[str, list[dict[str, str]]]:
    """The shipped rows, repeated until there are so many programmes."""
    areas: dict[str, list[dict[str, str]]] = {}
    for row in rows["programme_areas"]:
        areas.setdefault(row["observation_id"], []).append(dict(row))
    programmes, served = [], []
    for at in range(number):
        row = rows["programmes"][at % len(rows["programmes"])]
        again = at // len(rows["programmes"])
        mark = f"~{again}" if again else ""  # the first have their own names: others refer to them
        names = ("observation_id", "programme_id", "service_id")
        programmes.append({**row, "part_of": "", **{n: row[n] + mark for n in names}})
        served += [
            {**area, "observation_id": row["observation_id"] + mark}
            for area in areas[row["observation_id"]]
        ]
    return {"programmes": programmes, "programme_areas": served,
            "sources": [dict(row) for row in rows["sources"]]}  # fmt: skip


def as_csv(rows: dict[str, list[dict[str, str]]], folder: Path) -> None:
    """A data folder with these rows."""
    shutil.copytree(DATA, folder)
    for name, its in rows.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, its[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(its)


def revise(path: Path, number: int) -> None:
    """Add revisions in which every record's notes change, as so many publications would have."""
    with sqlite3.connect(path) as connection:
        keys = [k for (k,) in connection.execute("SELECT key FROM entry WHERE kind = 'programme'")]
        for revision in range(2, number + 1):
            told = (revision, "2026-11-26T00:00:00+00:00", "ann", "edit", "notes", "published",
                    revision, "2026-11-26T00:00:00+00:00", "ann", None, 1)  # fmt: skip
            connection.execute(
                "INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", told
            )
            fields = f'{{"notes":["{revision - 1}","{revision}"]}}'
            connection.executemany(
                "INSERT INTO change (revision_id, kind, key, how, position, fields) "
                "VALUES (?, 'programme', ?, 'change', 0, ?)",
                ((revision, key, fields) for key in keys),
            )
    connection.close()


def missing_facts(dataset: "Dataset") -> None:
    """The page “Missing facts”, as a script of its own."""
    from gapmap.selection import Selection  # what a script of Streamlit's needs, it imports itself
    from gapmap.ui import main
    from gapmap.ui.pages import missing

    missing.show(dataset, main.gap_table(dataset, Selection()))


def pages(data: Dataset, what: str) -> None:
    """Print how long the app takes to draw its pages of this data, the first time and again."""
    main.dataset = lambda: data
    explore = AppTest.from_file(str(ROOT / "app.py"), default_timeout=LONG)
    facts = AppTest.from_function(missing_facts, default_timeout=LONG, kwargs={"dataset": data})
    for name, app in (("Map", explore), ("Missing facts", facts)):
        for times in ("first", "again", "once more"):
            timed(f"page {name} {what}, {times}", app.run)
            if app.exception:
                raise RuntimeError(app.exception[0].message)


def measure(records: int, revisions: int) -> None:
    """Print every figure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = many(seed.tables(DATA), records)
        data, path = folder / "data", folder / "directory.sqlite"
        as_csv(rows, data)
        directory = Directory.open(str(path), Rules(check=checker(data)))
        say(f"{records:,} records, {revisions} revisions")
        shipped = f"data {seed.digest(seed.tables(DATA))[:16]}"  # the app need not seed it again
        timed("seed", lambda: seed.seed(directory, rows, "ann", shipped))
        revise(path, revisions)
        say(f"file: {path.stat().st_size / 1e6:,.0f} MB")
        timed("ask whether anything changed", directory.mark)
        published = directory.published()
        timed("read all that is published", directory.published)
        key, before = next(iter(published.of(PROGRAMME).items()))
        one = edit(PROGRAMME, key, before, {**before, "notes": "one more"})
        assert one is not None
        timed("save one change", lambda: directory.save([one], "ann", "edit", ""))
        timed("list the revisions", directory.revisions)
        timed("history of one record", lambda: directory.past([key]))
        undo = directory.undo_of(directory.revisions(1)[0].id)
        timed("undo it", lambda: directory.save(undo, "ann", "undo", ""))
        plain = timed("dataset of the CSVs", lambda: Dataset.load(data))
        whole = timed("dataset with the directory", lambda: Dataset.load(
            data, kept(directory.published(), data)))  # fmt: skip
        assert isinstance(plain, Dataset)
        assert isinstance(whole, Dataset)
        timed("table of the CSVs", lambda: plain.gap(Selection()))
        timed("table with the directory", lambda: whole.gap(Selection()))
        os.environ.pop("GAPMAP_DIRECTORY", None)
        pages(plain, "of the CSVs")
        os.environ["GAPMAP_DIRECTORY"] = str(path)
        pages(whole, "with the directory")
        opened.forget()
        directory.close()


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    measure(*(given + [50_000, 20][len(given) :]))
