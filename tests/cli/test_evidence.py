"""The page on what is known of each force: current, whole, and by the table's own numbers."""

from pathlib import Path

from gapmap.cli.evidence import page
from gapmap.selection import Selection

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_in_docs_is_current(dataset):
    assert (DOCS / "evidence.md").read_text("utf-8") == page(dataset), (
        "write it again: python -m gapmap evidence > docs/evidence.md"
    )


def test_every_force_has_a_line_with_its_state_and_one_wanted_fact(dataset):
    rows = dataset.gap(Selection()).rows
    lines = [line for line in page(dataset).splitlines() if line.count(" | ") == 5]
    named = [line.strip("| ").split(" | ")[0] for line in lines[1:]]
    assert named == sorted(rows.loc[rows["state"] != "no_estimate", "name"])
    assert len(named) == 43
    assert all(line.strip("| ").split(" | ")[-1] for line in lines)
