"""``python -m benchmarks``: measure everything and write docs/performance.md."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks import geometry, people, report
from benchmarks.browser import chromium
from benchmarks.compare import Plan, compare
from gapmap.dataset import BOUNDARIES, ROOT

TARGET: Final = ROOT / "docs" / "performance.md"
FULL: Final = Plan(rounds=5, sessions=6)
QUICK: Final = Plan(rounds=2, sessions=3)
MINUTES_OF_PEOPLE: Final = 2.0
QUICK_MINUTES: Final = 0.25


def main() -> int:
    """Run the measurements; 0 whether or not a goal is met, since the table says which."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repeats, to see that it works")
    parser.add_argument("--output", type=Path, default=TARGET, help="file to write")
    choices = parser.parse_args()
    plan = QUICK if choices.quick else FULL
    pfa = BOUNDARIES / "pfa.geojson"
    with tempfile.TemporaryDirectory(prefix="gapmap-bench-") as name:
        folder = Path(name)
        heavy = folder / "heavy.geojson"
        geometry.write_heavy(pfa, heavy)
        with chromium() as browser:
            levels = []
            for title, file in (("a", pfa), ("b", heavy)):
                say(f"({title}) {file.name}")
                logs = folder / title
                logs.mkdir()
                samples = compare(browser, file, logs, plan, say, whole=title == "a")
                levels.append(report.Level(title, *geometry.size(file), samples))
            version = browser.version
        say("many people")
        minutes = QUICK_MINUTES if choices.quick else MINUTES_OF_PEOPLE
        crowd = people.measure(folder, minutes)
    text = report.write(levels, crowd, version, quick=choices.quick)
    choices.output.write_text(text, encoding="utf-8")
    say(f"\n{text}")
    return 0


def say(text: str) -> None:
    """Tell the person who waits how far it is."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


sys.exit(main())
