"""The page docs/performance.md, from the samples."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import psutil

from benchmarks.compare import OURS, REFERENCE, WHOLE, Samples
from benchmarks.people import EVERY_S, SHARERS, Crowd
from benchmarks.server import MIB

TEXT: Final = Path(__file__).with_name("performance.md")
PACKAGES: Final = ("streamlit", "folium", "streamlit-folium")


@dataclass(frozen=True)
class Row:
    """One line of a table: what is measured, in which unit, and the goal for the ratio."""

    name: str
    label: str
    digits: int = 0
    goal: float | None = None


ROWS: Final = (
    Row("bytes", "Websocket, bytes per change", goal=0.03),
    Row("change_ms", "From the change to the repainted map, ms", goal=0.35),
    Row("first_ms", "First paint of the map, from navigation, ms", goal=0.60),
    Row("filter_ms", "of that, until Streamlit shows the filter, ms"),
    Row("after_ms", "of that, from the filter to the map, ms"),
    Row("first_bytes", "Websocket, bytes at first load"),
    Row("http_bytes", "HTTP, bytes at first load"),
    Row("cpu_ms", "Server CPU per change, ms"),
    Row("memory_mib", "Server memory per extra session, MiB", digits=2),
)


@dataclass(frozen=True)
class Level:
    """One boundary file and what was measured on it."""

    title: str
    areas: int
    vertices: int
    samples: Mapping[str, Samples]


def write(levels: Sequence[Level], crowd: Crowd, chromium: str, *, reliable: bool) -> str:
    """Return the page as Markdown."""
    for level in levels:
        for found in level.samples.values():
            pairs = zip(found["first_ms"], found["filter_ms"], strict=True)
            found["after_ms"] = [first - start for first, start in pairs]
    rounds = len(levels[0].samples[OURS]["first_ms"])
    changes = len(levels[0].samples[OURS]["bytes"])
    note = "" if reliable else "\n\n**A short run: too few repeats to rely on.**"
    parts = {
        "machine": _machine(chromium) + note,
        "rounds": str(rounds),
        "changes": str(changes),
        "calm": _calm(levels),
        "tables": "\n\n".join(_table(level) for level in levels),
        "goals": _goals(levels),
        "people": _people(crowd),
    }
    text = TEXT.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"{{{name}}}", part)
    return text


def _machine(chromium: str) -> str:
    now = datetime.now(UTC)
    memory = psutil.virtual_memory().total / MIB / 1024
    load = os.getloadavg()[2]
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"Measured {now:%Y-%m-%d %H:%M} UTC on {psutil.cpu_count()} cores with {memory:.0f} GiB, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"Chromium {chromium}, {packages}. Load average over the last 15 minutes: {load:.1f}."
    )


def _calm(levels: Sequence[Level]) -> str:
    found = [calm for level in levels for s in level.samples.values() for calm in s["calm"]]
    return f"{sum(found):.0f} of {len(found)}"


def _table(level: Level) -> str:
    whole = WHOLE in level.samples
    columns = [REFERENCE, OURS, *([WHOLE] if whole else [])]
    heads = ["", "Reference", "Ours", *(["The whole app"] if whole else []), "Ours ÷ reference"]
    lines = [
        f"### ({level.title}) {level.areas} areas, {level.vertices:,} vertices",
        "",
        _line([*heads, "Goal", "Met"]),
        _line(["---", *["---:"] * (len(heads) - 1), "---:", "---"]),
    ]
    for row in ROWS:
        cells = [_cell(level.samples[column][row.name], row.digits) for column in columns]
        ratio = _ratio(level, row)
        goal = "" if row.goal is None else f"≤ {row.goal:.0%}"
        met = "" if row.goal is None else _met(ratio, row.goal)
        lines.append(_line([row.label, *cells, f"{ratio:.1%}", goal, met]))
    return "\n".join(lines)


def _goals(levels: Sequence[Level]) -> str:
    lines = []
    for level in levels:
        for row in ROWS:
            if row.goal is None or _ratio(level, row) <= row.goal:
                continue
            why = _floor(level, row.goal) if row.name == "first_ms" else ""
            lines.append(
                f"- ({level.title}) {row.label}: {_ratio(level, row):.1%} of the reference, the "
                f"goal is {row.goal:.0%}.{why}"
            )
    return "\n".join(["Missed:", "", *lines]) if lines else "Every goal is met."


def _floor(level: Level, goal: float) -> str:
    """Say so when Streamlit's own start alone takes longer than the goal allows."""
    start = median(level.samples[OURS]["filter_ms"])
    share = start / median(level.samples[REFERENCE]["first_ms"])
    if share <= goal:
        return ""
    return (
        f" Until Streamlit has started in the browser and shows the filter, {share:.0%} of the "
        "reference's first paint have passed, whatever the map: with Leaflet served locally and so "
        "few areas no map inside Streamlit could reach this goal."
    )


def _ratio(level: Level, row: Row) -> float:
    reference, ours = (median(level.samples[name][row.name]) for name in (REFERENCE, OURS))
    return ours / reference if reference else float("nan")


def _met(ratio: float, goal: float) -> str:
    return "yes" if ratio <= goal else "**no**"


def _cell(values: Sequence[float], digits: int) -> str:
    """The median and, of several values, the range of their middle half."""
    middle = f"{median(values):,.{digits}f}"
    if len(values) < 2:
        return middle
    low, _, high = quantiles(values, n=4, method="inclusive")
    return f"{middle} ({low:,.{digits}f}–{high:,.{digits}f})"


def _people(crowd: Crowd) -> str:
    shared = crowd.shared
    per_session = (crowd.memory_after - crowd.memory_before) / crowd.people
    answers = [
        ("Changes answered", f"{len(crowd.done_s):,}"),
        ("Errors", str(len(crowd.errors))),
        ("Answers that belong to another session", str(crowd.crosstalk)),
        ("Other wrong answers", str(crowd.wrong - crowd.crosstalk)),
        ("Changes that had to wait for the answer before", f"{crowd.late:,}"),
        ("Map's payload after the change, median / p95, s", _spread(crowd.map_s)),
        ("Whole page after the change, median / p95, s", _spread(crowd.done_s)),
        ("Bytes per change, median", f"{median(crowd.size):,.0f}"),
        ("Cores the server kept busy", f"{crowd.cpu_share:.2f}"),
        (
            "Server memory before / with all connected / at the end, MiB",
            f"{crowd.memory_before:.0f} / {crowd.memory_connected:.0f} / {crowd.memory_after:.0f}",
        ),
        ("Memory per session at the end, MiB", f"{per_session:.2f}"),
    ]
    lines = [
        f"{crowd.people} sessions on the app itself, each changing level and routes every "
        f"{EVERY_S:.0f} seconds for {crowd.minutes:g} minutes.",
        "",
        _line(["", ""]),
        _line(["---", "---:"]),
        *(_line(list(answer)) for answer in answers),
        "",
        f"{SHARERS} further sessions noted in {shared['runs']} runs what they were given: "
        f"{shared['dataset']} dataset object ({shared['datasets']} alive in the server), "
        f"{shared['table']} table of figures for the same filters and {shared['site']} folder of "
        "map files. Data and geometry are shared, not copied, when each number is 1.",
    ]
    return "\n".join(lines)


def _spread(values: Sequence[float]) -> str:
    p95 = quantiles(values, n=20, method="inclusive")[-1]
    return f"{median(values):.2f} / {p95:.2f}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
