"""Files about many areas at once: what to make, what is there already, and several processes.

A manifest in the folder says what each finished file was made from. A file is kept when it is still
what was written and would be made from the same; all others are made anew.
"""

import hashlib
import multiprocessing
import re
import signal
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final, Literal, TypeAlias

import msgspec

from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.errors import SourceError
from gapmap.io.files.atomic import write_bytes
from gapmap.io.files.workers import Parcel, end_with_parent
from gapmap.io.templates.read import Template
from gapmap.recipe import BESIDE
from gapmap.selection import Selection
from gapmap.tasks.job import Job
from gapmap.tasks.products import PRODUCTS, files

MANIFEST: Final = "report.json"
FORMAT: Final = "gapmap-report/1"
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "docx": ("briefing.docx",),
    "pdf": ("briefing.pdf",),
    "pptx": ("slide.pptx",),
    "png": ("map.png",),
    "svg": ("map.svg",),
    "csv": ("councils.csv", "programmes.csv"),
}
"""Products of each format that can be asked for."""
SLUG_LENGTH: Final = 40
GLANCE: Final = 0.3  # seconds between two looks at whether to stop


@dataclass(frozen=True)
class Plan:
    """What is asked: a Selection, areas by code, products, and where the files go.

    ``today`` is the date the files carry; ``grey`` draws maps in shades of grey; ``templates`` are
    an office's own, by the ending of the files made from them.
    """

    selection: Selection
    codes: tuple[str, ...]
    products: tuple[str, ...]
    folder: Path
    today: date
    grey: bool = False
    templates: Mapping[str, Template] = field(default_factory=dict)


class FileMark(msgspec.Struct, frozen=True):
    """What the manifest says of one file; anybody may have changed it."""

    recipe: str
    sha256: str
    bytes: int


Files: TypeAlias = Mapping[str, FileMark]


class Manifest(msgspec.Struct, frozen=True):
    """What a folder says of the report in it; nothing in it is trusted but compared."""

    format: Literal["gapmap-report/1"]
    date: date
    fingerprint: str
    selection: dict[str, object]
    files: dict[str, FileMark]


@dataclass(frozen=True)
class Done:
    """A file of a finished area: its name, its product, and marks of its recipe and its bytes."""

    name: str
    product: str
    recipe: str
    sha256: str
    size: int  # bytes
    kept: bool


class Maker:
    """Makes the files of one area after the other; the dataset is loaded once."""

    def __init__(self, plan: Plan, dataset: Dataset, table: GapTable) -> None:
        self.plan, self.dataset, self.table = plan, dataset, table
        self._recipe = self._job(plan.products[0], None).recipe

    def _job(self, product: str, code: str | None) -> Job:
        grey = self.plan.grey and "grey" in PRODUCTS[product].options
        template = self.plan.templates.get(PRODUCTS[product].ending)
        today = self.plan.today
        return Job(
            self.dataset, self.table, today, product, grey=grey, area=code, template=template
        )

    def finished(self, code: str, before: Files) -> list[Done]:
        """The files of an area when all of them are there already, else nothing."""
        found: list[Done] = []
        for product in self.plan.products:
            job, name, mark = self._named(code, product)
            kept = self._kept(job, name, mark, before)
            if not kept:
                return []
            found += kept
        return found

    def make(self, code: str, before: Files) -> list[Done]:
        """Write the files of one area that are not there yet. Raises SourceError as writing does.

        ``before`` is what the manifest says of finished files, by name.
        """
        found: list[Done] = []
        for product in self.plan.products:
            job, name, mark = self._named(code, product)
            found += self._kept(job, name, mark, before) or self._made(job, name, mark)
        return found

    def _named(self, code: str, product: str) -> tuple[Job, str, str]:
        """The Job of one file, its name, and the mark of its recipe."""
        job = self._job(product, code)
        template = job.template.mark if job.template else ""
        made_from = self._recipe.with_(product=product, area=code, grey=job.grey, template=template)
        name = file_name(code, str(self.table.row(code)["name"]), product)
        return job, name, _mark(made_from.dumps().encode())

    def _kept(self, job: Job, name: str, mark: str, before: Files) -> list[Done]:
        """A file and the one beside it, where both are still what was written; else nothing."""
        beside = PRODUCTS[job.product].beside is not None
        found = []
        for end in ("", BESIDE) if beside else ("",):
            old = before.get(f"{name}{end}")
            if old is None or old.recipe != mark:
                return []
            try:
                data = (self.plan.folder / f"{name}{end}").read_bytes()
            except OSError:
                return []
            if _mark(data) != old.sha256:
                return []
            found.append(self._done(job, f"{name}{end}", mark, data, kept=True))
        return found

    def _made(self, job: Job, name: str, mark: str) -> list[Done]:
        made = files(job, name)
        for called, data in made.items():
            write_bytes(self.plan.folder / called, data)
        return [self._done(job, called, mark, data, kept=False) for called, data in made.items()]

    @staticmethod
    def _done(job: Job, name: str, mark: str, data: bytes, *, kept: bool) -> Done:
        what = f"{job.product}{BESIDE}" if name.endswith(BESIDE) else job.product
        return Done(name, what, mark, _mark(data), len(data), kept=kept)


def file_name(code: str, name: str, product: str) -> str:
    """A safe file name that can be foretold: E23000032_kent_briefing.docx."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub("[^a-z0-9]+", "-", plain)[:SLUG_LENGTH].strip("-")
    safe_code = re.sub("[^A-Za-z0-9]+", "-", code)
    return "_".join(part for part in (safe_code, slug, product) if part)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder; None when there is none or it cannot be understood."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError, RecursionError, UnicodeError):
        return None


def write_manifest(plan: Plan, fingerprint: str, files: Files) -> None:
    """Write the manifest whole. Raises SourceError when the folder takes no file."""
    listed = dict(sorted(files.items()))
    made = Manifest(FORMAT, plan.today, fingerprint, _choices(plan), listed)
    text = msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"
    write_bytes(plan.folder / MANIFEST, text)


def _choices(plan: Plan) -> dict[str, object]:
    """The Selection as JSON has it."""
    text = msgspec.json.encode(plan.selection.to_dict())
    return msgspec.json.decode(text, type=dict[str, object])


def same_choices(manifest: Manifest, plan: Plan) -> bool:
    """Whether a folder's files were made from the same choices, of whatever data."""
    return manifest.selection == _choices(plan)


def begun_on(manifest: Manifest | None, plan: Plan, fingerprint: str) -> date | None:
    """The day on which the same report was begun, so that going on makes the same files."""
    same = manifest and manifest.fingerprint == fingerprint and same_choices(manifest, plan)
    return manifest.date if manifest and same else None


def run(
    maker: Maker,
    before: Files,
    processes: int,
    stopping: Callable[[], bool],
) -> Iterator[tuple[str, list[Done]]]:
    """Make the files of every area, yielding code and files as each area is finished.

    With more than one process, areas come in the order in which they are finished. Once
    ``stopping`` says so, areas begun are finished and no other is begun. Raises what making or
    writing a file raises, SourceError when a process ends on its own.
    """
    wanted = []
    for code in maker.plan.codes:
        there = maker.finished(code, before)
        if there:
            yield code, there
        else:
            wanted.append(code)
    if processes < 2 or len(wanted) < 2:
        for code in wanted:
            if stopping():
                return
            yield code, maker.make(code, before)
        return
    with closing(Parcel.of((maker.dataset, dict(maker.plan.templates)))) as parcel:
        yield from _side_by_side(maker, before, wanted, processes, stopping, parcel)


def _side_by_side(
    maker: Maker,
    before: Files,
    wanted: Sequence[str],
    processes: int,
    stopping: Callable[[], bool],
    parcel: Parcel,
) -> Iterator[tuple[str, list[Done]]]:
    """``run`` with several processes, which read the dataset and the templates from ``parcel``.

    Handed over in a pipe it would block for ever if a process ended before reading it.
    """
    pool = ProcessPoolExecutor(
        min(processes, len(wanted)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(replace(maker.plan, templates={}), parcel),
    )
    try:
        waiting = {pool.submit(_work, code, dict(before)): code for code in wanted}
        pending = set(waiting)
        while pending:
            if stopping():
                pending = {future for future in pending if not future.cancel()}
            finished, pending = wait(pending, GLANCE, FIRST_COMPLETED)
            for future in finished:
                yield waiting[future], future.result()
    except BrokenProcessPool:
        raise SourceError(
            "A process of this report ended on its own, perhaps for lack of memory; run the same "
            "command with --jobs 1 to go on."
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_MAKERS: list[Maker] = []
"""The one Maker of a worker process."""


def _start(plan: Plan, parcel: Parcel) -> None:
    """Begin a worker: Ctrl-C is for the parent, which lets areas that are begun be finished."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    dataset, templates = parcel.content(tuple)
    plan = replace(plan, templates=templates)
    _MAKERS.append(Maker(plan, dataset, dataset.gap(plan.selection)))


def _work(code: str, before: Files) -> list[Done]:
    return _MAKERS[0].make(code, before)


def _mark(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def in_manifest(files: Sequence[Done]) -> dict[str, FileMark]:
    """What the manifest says of finished files, by name."""
    return {f.name: FileMark(f.recipe, f.sha256, f.size) for f in files}
