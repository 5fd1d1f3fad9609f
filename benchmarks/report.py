"""The page docs/performance.md, from the samples of one run."""

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import psutil

from benchmarks.compare import APP, BARE, REFERENCE, Samples
from benchmarks.people import SHARERS, Crowd
from benchmarks.plan import FULL, Plan
from benchmarks.published import READERS, Load, Published
from benchmarks.server import MIB
from benchmarks.views import Views
from gapmap.ui.pages.map import FIRST_START, HEAD_START

TEXT: Final = Path(__file__).with_name("performance.md")
PACKAGES: Final = ("streamlit", "folium", "streamlit-folium")
NEW_MS: Final = 30.0
KNOWN_MS: Final = 20.0
P95_S: Final = 1.0
FAST_FOR: Final = 60
"""How many people at once are to be answered within ``P95_S``, for 95 of 100 answers."""


@dataclass(frozen=True)
class Row:
    """One line of a table: what is measured, in which unit, against what, and the goal."""

    name: str
    label: str
    against: str
    goal: float | None = None


ROWS: Final = (
    Row("bytes", "Websocket, bytes per change", REFERENCE, 0.20),
    Row("change_ms", "From the change to the repainted map, ms", REFERENCE, 0.50),
    Row("first_ms", "First paint, from navigation, ms", BARE, 1.35),
    Row("filter_ms", "Until the filters are there, ms", BARE),
    Row("first_bytes", "Websocket, bytes at first load", REFERENCE),
    Row("http_bytes", "HTTP, bytes at first load", REFERENCE),
    Row("cpu_ms", "Server CPU per change in a browser, ms", REFERENCE),
)
NAMES: Final = {REFERENCE: "documented way", APP: "app", BARE: "bare page"}


@dataclass(frozen=True)
class Level:
    """One boundary file and what was measured on it."""

    title: str
    areas: int
    vertices: int
    samples: Mapping[str, Samples]


@dataclass(frozen=True)
class Run:
    """Everything that one run measured."""

    levels: Sequence[Level]
    alone: Views
    crowds: Sequence[Crowd]
    shared: Mapping[str, int]
    published: Published
    chromium: str


def write(run: Run, plan: Plan, *, minutes: float) -> str:
    """Return the page as Markdown."""
    note = "" if plan is FULL else "\n\n**A short run: too few repeats to rely on.**"
    parts = {
        "machine": _machine(run.chromium, minutes) + note,
        "goals": _goals(run),
        "views": _views(run.alone),
        "rounds": str(plan.rounds),
        "changes": str(plan.changes),
        "calm": _calm(run.levels),
        "tables": "\n\n".join(_table(level) for level in run.levels),
        "head_start": f"{1000 * HEAD_START:.0f}",
        "first_start": f"{1000 * FIRST_START:.0f}",
        "seconds": f"{plan.seconds:g}",
        "people": _people(run.crowds),
        "shared": _shared(run.shared),
        "curve": _curve(run.alone),
        "wrong": _wrong(run),
        "readers": str(READERS),
        "static": run.published.server,
        "published": _published(run.published),
        "slow": _slow(run.published),
    }
    text = TEXT.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"{{{name}}}", part)
    return text


def _machine(chromium: str, minutes: float) -> str:
    now = datetime.now(UTC)
    memory = psutil.virtual_memory().total / MIB / 1024
    load = os.getloadavg()[2]
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"Measured {now:%Y-%m-%d %H:%M} UTC in {minutes:.0f} minutes on {psutil.cpu_count()} cores "
        f"with {memory:.0f} GiB, {platform.system()} {platform.machine()}, Python "
        f"{platform.python_version()}, Chromium {chromium}, {packages}. Load average over the last "
        f"15 minutes: {load:.1f}."
    )


def _goals(run: Run) -> str:
    found = [
        ("Server CPU, a new view, ms", f"{run.alone.new_ms:.0f}", f"≤ {NEW_MS:.0f}",
         run.alone.new_ms <= NEW_MS),
        ("Server CPU, a view known before, ms", f"{run.alone.known_ms:.0f}", f"≤ {KNOWN_MS:.0f}",
         run.alone.known_ms <= KNOWN_MS),
    ]  # fmt: skip
    for level in run.levels:
        for row in ROWS:
            if row.goal is not None:
                ratio = _ratio(level, row)
                label = f"({level.title}) {row.label}: app ÷ {NAMES[row.against]}"
                met = ratio <= row.goal
                found.append((label, f"{ratio:.0%}", f"≤ {row.goal:.0%}", met))
    for crowd in run.crowds:
        if crowd.people == FAST_FOR:
            p95 = _p95(crowd.done_s)
            label = f"{crowd.people} people at once, p95 of an answer, s"
            found.append((label, f"{p95:.2f}", f"≤ {P95_S:g}", p95 <= P95_S))
    lines = [_line(["", "Measured", "Goal", "Met"]), _line(["---", "---:", "---:", "---"])]
    lines += [_line([*line, "yes" if met else "**no**"]) for *line, met in found]
    return "\n".join(lines)


def _views(alone: Views) -> str:
    return (
        f"{alone.new_ms:.1f} ms for a new view, {alone.known_ms:.1f} ms for one seen before; "
        f"{median(alone.size):,.0f} bytes a change (median)."
    )


def _calm(levels: Sequence[Level]) -> str:
    found = [calm for level in levels for s in level.samples.values() for calm in s["calm"]]
    return f"{sum(found):.0f} of {len(found)}"


def _table(level: Level) -> str:
    columns = [REFERENCE, BARE, APP]
    lines = [
        f"### ({level.title}) {level.areas} areas, {level.vertices:,} vertices",
        "",
        _line(["", "Documented way", "Bare page", "App", "App ÷", "Goal", "Met"]),
        _line(["---", *["---:"] * 5, "---"]),
    ]
    for row in ROWS:
        cells = [_cell(level.samples[column].get(row.name, [])) for column in columns]
        ratio = _ratio(level, row)
        goal = "" if row.goal is None else f"≤ {row.goal:.0%}"
        met = "" if row.goal is None else "yes" if ratio <= row.goal else "**no**"
        lines.append(
            _line([row.label, *cells, f"{ratio:.0%} of the {NAMES[row.against]}", goal, met])
        )
    return "\n".join(lines)


def _ratio(level: Level, row: Row) -> float:
    theirs = level.samples[row.against].get(row.name) or level.samples[row.against]["first_ms"]
    return median(level.samples[APP][row.name]) / median(theirs)


def _cell(values: Sequence[float]) -> str:
    """The median and, of several values, the range of their middle half."""
    if not values:
        return ""
    middle = f"{median(values):,.0f}"
    if len(values) < 2:
        return middle
    low, _, high = quantiles(values, n=4, method="inclusive")
    return f"{middle} ({low:,.0f}–{high:,.0f})"


def _people(crowds: Sequence[Crowd]) -> str:
    rows = [
        ("Changes asked for", [f"{c.asked:,}" for c in crowds]),
        ("Changes answered", [f"{len(c.done_s):,}" for c in crowds]),
        ("Overtaken by a newer choice of the same person", [f"{c.superseded:,}" for c in crowds]),
        ("Errors", [str(len(c.errors)) for c in crowds]),
        ("Answers that belong to another session", [str(c.crosstalk) for c in crowds]),
        ("Other wrong answers", [str(c.wrong - c.crosstalk) for c in crowds]),
        ("From a choice to its whole page, median, s", [f"{median(c.done_s):.2f}" for c in crowds]),
        ("the same, p95, s", [f"{_p95(c.done_s):.2f}" for c in crowds]),
        ("After the last choice, until all had an answer, s",
         [f"{c.settled_s:.2f}" for c in crowds]),
        ("One change of one person after that, median, s",
         [f"{median(c.after_s):.2f}" for c in crowds]),
        ("Bytes per answer, median", [f"{median(c.size):,.0f}" for c in crowds]),
        ("Cores the server kept busy", [f"{c.cpu_share:.2f}" for c in crowds]),
        ("Server memory with all connected, MiB", [f"{c.memory_connected:.0f}" for c in crowds]),
        ("Server memory at the end, MiB", [f"{c.memory_after:.0f}" for c in crowds]),
    ]  # fmt: skip
    heads = [f"{crowd.people} people" for crowd in crowds]
    lines = [_line(["", *heads]), _line(["---", *["---:"] * len(heads)])]
    return "\n".join([*lines, *(_line([label, *cells]) for label, cells in rows)])


def _shared(shared: Mapping[str, int]) -> str:
    return (
        f"{SHARERS} further sessions noted in {shared['runs']} runs what they were given: "
        f"{shared['dataset']} dataset object ({shared['datasets']} alive in the server), "
        f"{shared['table']} table of figures for the same filters and {shared['site']} folder of "
        "map files. Data and geometry are shared, not copied, when each number is 1."
    )


def _curve(alone: Views) -> str:
    lines = [
        _line(["", "Server memory, MiB"]),
        _line(["---", "---:"]),
        *(_line([f"after {n:,} more views", f"{mib:.0f}"]) for n, mib in alone.after_views),
        *(_line([f"after {n:,} sessions opened and closed", f"{mib:.0f}"])
          for n, mib in alone.after_sessions),
    ]  # fmt: skip
    return "\n".join(lines)


def _published(found: Published) -> str:
    loads = (found.files, found.app)
    told: list[tuple[str, Callable[[Load], str]]] = [
        ("Asked for", lambda load: f"{len(load.each_s):,}"),
        ("Answers a second", lambda load: f"{load.per_second:,.0f}"),
        ("An answer, median, ms", lambda load: f"{1000 * median(load.each_s):,.1f}"),
        ("the same, p95, ms", lambda load: f"{load.p95_ms:,.1f}"),
        ("Bytes an answer, median", lambda load: f"{median(load.size):,.0f}"),
        ("Errors of answers", lambda load: str(len(load.errors))),
    ]
    lines = [_line(["", "Published pages", "Live app"]), _line(["---", "---:", "---:"])]
    return "\n".join([*lines, *(_line([label, *map(say, loads)]) for label, say in told)])


def _slow(found: Published) -> str:
    lines = [
        _line(["", "First paint, ms", "All of it, ms", "Bytes"]),
        _line(["---", "---:", "---:", "---:"]),
    ]
    names = {"area": "An area’s page", "map": "The national map, until it moves"}
    for key, label in names.items():
        its = found.paints[key]
        lines.append(_line([label, f"{its.first_ms:,.0f}", f"{its.all_ms:,.0f}", f"{its.size:,}"]))
    return "\n".join(lines)


def _wrong(run: Run) -> str:
    found = [*run.alone.errors, *(error for crowd in run.crowds for error in crowd.errors)]
    found += [*run.published.files.errors, *run.published.app.errors]
    return f"**{len(found)} errors, the first: {found[0]}**" if found else "No view went wrong."


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
