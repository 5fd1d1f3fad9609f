"""``python -m gapmap report OUT_DIR``: a briefing, a map and tables for each of many areas."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from types import FrameType
from typing import Final

from gapmap.cli import options as own_table
from gapmap.cli import selection_options, templates
from gapmap.cli.output import say
from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.errors import (
    BadChoiceError,
    CommandError,
    NoBoundariesError,
    NotWrittenError,
    UnknownAreaError,
)
from gapmap.fields import shown
from gapmap.fields.csv_text import rows_csv
from gapmap.io.files.atomic import write_bytes
from gapmap.io.files.locks import locked
from gapmap.present.area import words as area_words
from gapmap.present.words import finding as words
from gapmap.present.words.labels import one, plural
from gapmap.present.words.selection import selection_in_words
from gapmap.tasks import report as batch
from gapmap.tasks.report import KINDS, MANIFEST, Done, FileMark, Maker, Manifest, Plan
from gapmap.vocabulary import LEVEL_PLURAL, LEVEL_SINGULAR, TILE_LEVELS

DRAWN: Final = ("png", "svg")
USUAL: Final = ("docx", "png", "csv")
BAR: Final = "[{bar:24}] {n_fmt} of {total_fmt}, about {remaining} left: {desc}"
INDEX, ABOUT = "index.csv", "README.txt"
INDEX_COLUMNS: Final = ("file", "what", "area_code", "area_name", "state", "finding", "bytes")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parser of this command."""
    parser = commands.add_parser("report", help="write a briefing, map and tables for each area")
    selection_options.add_to(parser)
    parser.add_argument("folder", type=Path, metavar="OUT_DIR", help="folder for the files")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="every area of the level")
    which.add_argument(
        "--area", action="append", metavar="CODE", help="an area; several with commas, or repeated"
    )
    parser.add_argument(
        "--formats",
        metavar="LIST",
        help=f"any of {', '.join(KINDS)}, joined by commas (default: {','.join(USUAL)})",
    )
    parser.add_argument("--grey", action="store_true", help="maps in shades of grey")
    templates.add_to(parser)
    parser.add_argument(
        "--jobs", type=int, metavar="N", help="processes at work (default: one a processor core)"
    )
    parser.set_defaults(command=_report)


def _report(options: argparse.Namespace) -> None:
    selection = selection_options.selection_from(options)
    dataset = own_table.dataset(options)
    table = dataset.gap(selection)
    folder: Path = options.folder
    products = _products(options.formats, selection.level)
    plan = Plan(
        selection,
        _codes(options, table),
        products,
        folder,
        datetime.now(UTC).date(),
        grey=options.grey,
        templates=templates.used(templates.given(options), products),
    )
    processes = _processes(options.jobs)
    _open(folder)
    busy = f"Another report is being written to {shown(folder, 200)}; wait for it, or choose "
    with locked(folder, busy + "another folder.", "choose a folder that is writable."):
        _write(plan, dataset, table, processes)


def _write(plan: Plan, dataset: Dataset, table: GapTable, processes: int) -> None:
    """Write the report to its folder, which nobody else writes to meanwhile."""
    manifest = batch.read_manifest(plan.folder)
    _refuse_another(manifest, plan)
    begun = batch.begun_on(manifest, plan, table.fingerprint)
    plan = replace(plan, today=begun or plan.today)
    files = dict(manifest.files) if manifest else {}
    batch.write_manifest(plan, table.fingerprint, files)
    done = _make(Maker(plan, dataset, table), files, processes)
    _write_index(plan, table, done)
    kept = sum(f.kept for its in done.values() for f in its)
    made = sum(len(its) for its in done.values()) - kept
    level = plan.selection.level
    areas = plural(len(plan.codes), LEVEL_SINGULAR[level], LEVEL_PLURAL[level])
    say(
        f"{areas}: {plural(made, 'file')} made, {kept} kept, in {shown(plan.folder, 200)}; "
        f"{INDEX} lists them."
    )


def _refuse_another(manifest: Manifest | None, plan: Plan) -> None:
    """Raise UserInputError where the folder holds files of other choices."""
    if manifest and manifest.files and not batch.same_choices(manifest, plan):
        raise CommandError(
            f"{shown(plan.folder, 200)} holds a report of other choices ({MANIFEST} there has "
            "them), and the two would be mixed. Choose another folder, or delete that report."
        )


def _codes(options: argparse.Namespace, table: GapTable) -> tuple[str, ...]:
    known = [str(code) for code in table.rows["code"]]
    if options.all:
        return tuple(known)
    wanted = [c.strip() for text in options.area or () for c in text.split(",") if c.strip()]
    if not wanted:
        raise CommandError("Say which areas: --all, or --area with one code or more.")
    unknown = [code for code in wanted if code not in known]
    if unknown:
        level = table.selection.level
        raise UnknownAreaError(
            f"{shown(unknown[0])} is no code of {one(LEVEL_SINGULAR[level])}; the first column of "
            f"python -m gapmap table --level {level} lists them."
        )
    return tuple(dict.fromkeys(wanted))


def _products(text: str | None, level: str) -> tuple[str, ...]:
    """The products of the formats asked for; maps only where the level has one."""
    drawn = level in TILE_LEVELS
    if text is None:
        formats = [f for f in USUAL if drawn or f not in DRAWN]
    else:
        formats = [f.strip().lower().lstrip(".") for f in text.split(",") if f.strip()]
    unknown = [f for f in formats if f not in KINDS]
    if unknown or not formats:
        raise BadChoiceError(
            f"Formats: {shown(unknown[0] if unknown else text)} is not allowed. Use any of: "
            f"{', '.join(KINDS)}."
        )
    if not drawn and any(f in DRAWN for f in formats):
        raise NoBoundariesError(
            f"No map of {LEVEL_PLURAL[level]} is drawn: leave out {' and '.join(DRAWN)}."
        )
    return tuple(dict.fromkeys(product for f in formats for product in KINDS[f]))


def _processes(asked: int | None) -> int:
    if asked is None:
        return os.cpu_count() or 1
    if not 1 <= asked <= 64:
        raise BadChoiceError(f"--jobs: {shown(asked)} is not a number from 1 to 64.")
    return asked


def _open(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise NotWrittenError(
            f"The folder {shown(folder, 200)} could not be made ({reason}); choose one that can be."
        ) from None


def _make(maker: Maker, files: dict[str, FileMark], processes: int) -> dict[str, list[Done]]:
    """Make the files of every area; says how far it is, and how to go on when it is stopped.

    Raises KeyboardInterrupt after a stop, SourceError when a file cannot be written.
    """
    plan, fingerprint = maker.plan, maker.table.fingerprint
    names = dict(zip(maker.table.rows["code"], maker.table.rows["name"], strict=True))
    progress = _Progress(len(plan.codes))
    done: dict[str, list[Done]] = {}
    with _Stop(progress) as stop:
        for code, its in batch.run(maker, dict(files), processes, stop.asked):
            done[code] = its
            files.update(batch.in_manifest(its))
            batch.write_manifest(plan, fingerprint, files)
            progress.step(str(names[code]))
    progress.end()
    if len(done) < len(plan.codes):
        print(
            f"Stopped: {len(done)} of {len(plan.codes)} areas are done, and no file is half "
            "written. Give the same command again to go on.",
            file=sys.stderr,
        )
        raise KeyboardInterrupt
    return done


class _Stop:
    """Ctrl-C asks for an end after the areas begun; a second time it ends at once."""

    def __init__(self, progress: "_Progress") -> None:
        self._progress, self._asked = progress, False
        self._old: Callable[[int, FrameType | None], object] | int | None = None

    def __enter__(self) -> "_Stop":
        with suppress(ValueError):  # not the main thread: nothing to catch here
            self._old = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.end()
        if self._old is not None:
            signal.signal(signal.SIGINT, self._old)

    def _ask(self, *_: object) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
        self._progress.say("Stopping after the areas that are begun; again to stop at once.")

    def asked(self) -> bool:
        """True once the user has asked for an end."""
        return self._asked


class _Progress:
    """How far the work is, on stderr: a bar on a terminal, else one line an area."""

    def __init__(self, total: int) -> None:
        from tqdm import tqdm

        tqdm.set_lock(RLock())  # its own is one between processes, and starts another
        tqdm.monitor_interval = 0  # no thread that draws the bar again: each area draws it
        self._bar = tqdm(
            total=total, file=sys.stderr, disable=not sys.stderr.isatty(), mininterval=0,
            ncols=78, ascii=".#", bar_format=BAR,
        )  # fmt: skip
        self._count, self._total = 0, total

    def step(self, name: str) -> None:
        """One more area is done."""
        self._count += 1
        safe = "".join(c if c.isprintable() else "?" for c in name)[:30]
        if self._bar.disable:
            self.say(f"{self._count} of {self._total}: {safe}")
        else:
            self._bar.set_description_str(safe, refresh=False)
            self._bar.update()

    def say(self, text: str) -> None:
        """Write a line, above the bar."""
        self._bar.write(text, file=sys.stderr)

    def end(self) -> None:
        """Leave the line of the bar."""
        self._bar.close()


def _write_index(plan: Plan, table: GapTable, done: Mapping[str, Sequence[Done]]) -> None:
    """Write the list of files, and what they are, beside them."""
    rows = []
    for code in plan.codes:
        row = table.row(code)
        for file in done[code]:
            rows.append(
                {
                    "file": file.name,
                    "what": file.product,
                    "area_code": code,
                    "area_name": str(row["name"]),
                    "state": str(row["state"]),
                    "finding": area_words.finding(table, code),
                    "bytes": file.size,
                }
            )
    write_bytes(plan.folder / INDEX, ("\ufeff" + rows_csv(rows, INDEX_COLUMNS)).encode())
    lines = (
        words.finding(table),
        selection_in_words(table.selection, table.model),
        words.CAVEAT,
        f"{INDEX} lists the files. {MANIFEST} says what each was made from: the same command makes "
        "only what is missing or has changed. python -m gapmap redraw FILE makes one again.",
        f"Data {table.fingerprint[:12]}, {plan.today.isoformat()}.",
    )
    write_bytes(plan.folder / ABOUT, ("\n\n".join(lines) + "\n").encode())
