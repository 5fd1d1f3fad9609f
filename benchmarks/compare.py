"""The app, the reference and a bare page side by side: visits in turns, on the same machine."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil
from branca.utilities import color_brewer
from playwright.sync_api import Browser

from benchmarks import figures
from benchmarks.browser import Visit
from benchmarks.plan import Plan
from benchmarks.server import ROOT, Server
from gapmap.present import palette
from gapmap.selection import Selection
from gapmap.vocabulary import ROUTES

APPS: Final = Path(__file__).parent / "apps"
REFERENCE: Final = "reference"
APP: Final = "app"
BARE: Final = "bare"
TRAILING_MS: Final = 1000
CALM_PERCENT: Final = 20.0
CALM_S: Final = 0.5

Samples = dict[str, list[float]]
Say = Callable[[str], None]


@dataclass
class Lane:
    """One app under measurement: its server, the changes made in it, and what was found."""

    name: str
    server: Server
    widget: str
    changes: Sequence[str]
    wanted: list[str] = field(default_factory=list)
    samples: Samples = field(default_factory=lambda: defaultdict(list))


def compare(
    browser: Browser, boundaries: Path, logs: Path, plan: Plan, say: Say, *, heavy: bool
) -> Mapping[str, Samples]:
    """Measure the app, the reference and a bare page with one boundary file."""
    with ExitStack() as stack:
        lanes = [
            Lane(name, stack.enter_context(server), widget, changes[: plan.changes])
            for name, server, widget, changes in _servers(boundaries, logs, heavy)
        ]
        for lane in lanes:
            say(f"  {lane.name}: bytes")
            _learn(lane, browser)
        _same_classes({lane.name: lane.wanted[0] for lane in lanes if lane.wanted})
        for i in range(plan.rounds):
            say(f"  round {i + 1} of {plan.rounds}")
            for lane in lanes if i % 2 else lanes[::-1]:
                if lane.name != REFERENCE or i % 2 == 0:
                    _visit(lane, browser, plan)
        for lane in lanes:
            if lane.server.complaints():
                raise RuntimeError(f"{lane.name} reported: {lane.server.complaints()[-1]}")
        return {lane.name: dict(lane.samples) for lane in lanes}


def _servers(
    boundaries: Path, logs: Path, heavy: bool
) -> list[tuple[str, Server, str, Sequence[str]]]:
    env = {figures.BOUNDARIES: str(boundaries.resolve())}
    labels = [figures.route_label(r) for r in (*figures.CHOICES[1:], figures.CHOICES[0])]
    added = [ROUTES[route] for route in figures.ADDED]
    app = APPS / "heavy.py" if heavy else ROOT / "app.py"
    return [
        (REFERENCE, Server(APPS / "reference.py", env, logs / "reference.log"), figures.WIDGET,
         labels),
        (APP, Server(app, env if heavy else {}, logs / "app.log"), "Referral routes", added),
        (BARE, Server(APPS / "bare.py", env, logs / "bare.log"), figures.WIDGET, ()),
    ]  # fmt: skip


def _learn(lane: Lane, browser: Browser) -> None:
    """Go through all changes once, slowly: note the colours to wait for, and count the bytes."""
    visit = Visit(browser, lane.server.url, lane.widget, listen=True)
    visit.open()
    if lane.name == BARE:
        visit.filter_shown()
    else:
        lane.wanted.append(visit.settled())
    lane.samples["first_bytes"].append(visit.traffic.received)
    lane.samples["http_bytes"].append(visit.traffic.http)
    for label in lane.changes:
        before = visit.traffic.received
        visit.choose(label)
        lane.wanted.append(visit.settled(lane.wanted[-1]))
        lane.samples["bytes"].append(visit.traffic.received - before)
    if visit.traffic.received != visit.traffic.inspected:
        raise RuntimeError(f"{lane.name}: two ways of counting disagree: {visit.traffic}")
    visit.close()


def _visit(lane: Lane, browser: Browser, plan: Plan) -> None:
    """One visitor: the first paint, then every change."""
    lane.samples["calm"].append(_calm(plan.calm_tries))
    visit = Visit(browser, lane.server.url, lane.widget)
    if lane.name == BARE:
        visit.open()
        lane.samples["first_ms"].append(visit.filter_shown())
        visit.close()
        return
    lane.samples["first_ms"].append(visit.open(lane.wanted[0]))
    lane.samples["filter_ms"].append(visit.filter_shown())
    visit.page.wait_for_timeout(TRAILING_MS)
    before = lane.server.cpu_s()
    for label, wanted in zip(lane.changes, lane.wanted[1:], strict=True):
        lane.samples["change_ms"].append(visit.choose(label, wanted))
        visit.pause()
    used = lane.server.cpu_s() - before
    lane.samples["cpu_ms"].append(1000 * used / len(lane.changes))
    visit.close()


def _calm(tries: int) -> bool:
    """Wait a while for the machine to have nothing else to do; say whether that came about."""
    return any(psutil.cpu_percent(interval=CALM_S) < CALM_PERCENT for _ in range(tries))


def _same_classes(wanted: Mapping[str, str]) -> None:
    """Both maps must put as many areas into each class, or they would not show the same."""
    number = len(Selection().breaks) + 1
    reference, ours = color_brewer("Blues", n=number), palette.class_colours(number)
    counts = Counter(wanted[REFERENCE].split()), Counter(wanted[APP].split())
    if any(counts[0][a] != counts[1][b] for a, b in zip(reference, ours, strict=True)):
        raise RuntimeError(f"The two maps differ: {counts}")
