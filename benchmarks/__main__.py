"""``python -m benchmarks``: measure everything and write docs/performance.md."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks import geometry, people, report
from benchmarks.browser import chromium
from benchmarks.compare import compare
from benchmarks.plan import FULL, QUICK, SMALLEST
from gapmap.dataset import BOUNDARIES, ROOT

TARGET: Final = ROOT / "docs" / "performance.md"


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
    choices = parser.parse_args()
    plan = choices.plan
    pfa = BOUNDARIES / "pfa.geojson"
    with tempfile.TemporaryDirectory(prefix="gapmap-bench-") as name:
        folder = Path(name)
        files = [("a", pfa)]
        if plan.heavy:
            files.append(("b", folder / "heavy.geojson"))
            geometry.write_heavy(pfa, files[-1][1])
        with chromium() as browser:
            levels = []
            for title, file in files:
                say(f"({title}) {file.name}")
                logs = folder / title
                logs.mkdir()
                samples = compare(browser, file, logs, plan, say, whole=title == "a")
                levels.append(report.Level(title, *geometry.size(file), samples))
            version = browser.version
        say("many people")
        crowd = people.measure(folder, plan)
    text = report.write(levels, crowd, version, reliable=plan is FULL)
    choices.output.write_text(text, encoding="utf-8")
    say(f"\n{text}")
    return 0


def say(text: str) -> None:
    """Tell the person who waits how far it is."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


sys.exit(main())
