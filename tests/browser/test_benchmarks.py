"""The benchmarks, once and at their smallest: that they run and report, not how fast it is."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from benchmarks import figures, heavy, nginx
from gapmap.dataset import BOUNDARIES
from gapmap.selection import Selection
from gapmap.ui import main
from gapmap.ui.map import layer as map_layer

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]


def value_of(label: str, page: str) -> str:
    """What a table of the page says in the last column of the line with a label."""
    found = re.search(rf"^\| {re.escape(label)} \|(?:.*\|)? ([^|]+) \|$", page, re.MULTILINE)
    assert found, f"no line “{label}” in\n{page}"
    return found[1]


def test_the_smallest_run_measures_everything_and_writes_its_page(chromium_path, tmp_path):
    page = tmp_path / "performance.md"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--smallest", "--output", str(page)],
        cwd=ROOT, env={**os.environ, "GAPMAP_CHROMIUM": chromium_path},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    written = page.read_text("utf-8")
    assert "A short run: too few repeats to rely on" in written
    assert not re.search(r"\{\w*\}", written), "a part of the page was left unwritten"
    assert value_of("Changes asked for", written) == "4"
    assert int(value_of("Changes answered", written)) >= 2
    assert "No view went wrong." in written
    assert value_of("Asked for", written) == "8"
    assert float(value_of("Answers a second", written)) > 0
    for opened in ("An area’s page", "The national map, until it moves"):
        size = int(value_of(opened, written).replace(",", ""))
        assert 10_000 < size < (170_000 if nginx.program() else 1_000_000)
    for wrong in (
        "Errors",
        "Errors of answers",
        "Answers that belong to another session",
        "Other wrong answers",
    ):
        assert value_of(wrong, written) == "0"
    assert "1 dataset object (1 alive in the server)" in written
    assert " nan" not in written


def test_the_heavy_level_is_a_whole_page_with_the_programmes_of_its_parents(tmp_path, monkeypatch):
    forces = json.loads((BOUNDARIES / "pfa.geojson").read_text("utf-8"))["features"]
    parts = [
        {**force, "id": f"{half}{force['id'][1:]}",
         "properties": {"name": f"{force['properties']['name']} {half}", "parent": force["id"]}}
        for force in forces for half in "AB"
    ]  # fmt: skip
    file = tmp_path / "halves.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": parts}), "utf-8")
    monkeypatch.setenv(figures.BOUNDARIES, str(file))
    for place, name in ((main, "gap_table"), (map_layer, "map_site")):
        monkeypatch.setattr(place, name, getattr(place, name))
    for made in (heavy.site, heavy._table, figures._parts):
        made.cache_clear()
    app = AppTest.from_file(str(ROOT / "benchmarks/apps/heavy.py"), default_timeout=60).run()
    assert not app.exception
    assert not app.error
    table = heavy.gap_table(main.dataset(), Selection())
    assert heavy._table.cache_info().hits, "the page drew another table"
    assert len(table.rows) == 2 * len(forces)
    assert {portion.code for portion in table.portions} < set(table.by_code)
