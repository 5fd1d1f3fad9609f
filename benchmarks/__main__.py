"""``python -m benchmarks``: measure everything and write docs/performance.md."""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks import geometry, people, published, report, views
from benchmarks.browser import chromium
from benchmarks.choices import choices
from benchmarks.compare import compare
from benchmarks.plan import FULL, QUICK, SMALLEST, Plan
from benchmarks.server import ROOT
from gapmap.dataset import BOUNDARIES

TARGET: Final = ROOT / "docs" / "performance.md"
STARTED: Final = time.monotonic()


def main() -> int:
    """Run the measurements; 0 whether or not a goal is met, since the table says which."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--quick", action="store_const", dest="plan", const=QUICK, help="few repeats, for a trial"
    )
    size.add_argument(
        "--smallest", action="store_const", dest="plan", const=SMALLEST,
        help="everything once, without the heavy level, only to see that it works",
    )  # fmt: skip
    parser.set_defaults(plan=FULL)
    parser.add_argument("--output", type=Path, default=TARGET, help="file to write")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gapmap-bench-") as name:
        run = _measure(Path(name), asked.plan)
    text = report.write(run, asked.plan, minutes=(time.monotonic() - STARTED) / 60)
    asked.output.write_text(text, encoding="utf-8")
    sys.stdout.write(f"\n{text}\n")
    return 0


def _measure(folder: Path, plan: Plan) -> report.Run:
    pfa = BOUNDARIES / "pfa.geojson"
    files = [("a", pfa)]
    if plan.heavy:
        files.append(("b", folder / "heavy.geojson"))
        geometry.write_heavy(pfa, files[-1][1])
    settings = choices(plan.settings)
    say("one person")
    alone = views.measure(folder, settings, plan.views, (plan.curve_views, plan.curve_sessions))
    say("many people")
    crowds = people.measure(folder, settings, plan.people, plan.seconds)
    shared = people.sharing(folder)
    with chromium() as browser:
        levels = []
        for title, file in files:
            say(f"({title}) {file.name}")
            logs = folder / title
            logs.mkdir()
            samples = compare(browser, file, logs, plan, say, heavy=title == "b")
            levels.append(report.Level(title, *geometry.size(file), samples))
        say("the published site")
        site = published.measure(folder, plan, browser)
        version = browser.version
    return report.Run(levels, alone, crowds, shared, site, version)


def say(text: str) -> None:
    """Tell the person who waits how far it is, and after how many minutes."""
    sys.stdout.write(f"{(time.monotonic() - STARTED) / 60:4.1f}  {text}\n")
    sys.stdout.flush()


sys.exit(main())
