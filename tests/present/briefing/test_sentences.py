"""Every number in a briefing's sentences is that of the areas it speaks of.

Each sentence is counted again from the table's rows and the records, for every area of the first
view and for twenty Selections.
"""

import re

import pytest

from gapmap.present.briefing import build as briefing
from gapmap.present.briefing.blocks import Figures, Grid, Heading, Picture, Points, Text
from gapmap.present.page import notes
from gapmap.selection import Selection
from gapmap.tasks.files import briefing as briefings
from gapmap.tasks.job import Job
from gapmap.vocabulary import LEVELS
from tests.present.briefing.test_briefing import TODAY, _plain

SELECTIONS = (
    Selection(),
    *(Selection(level=level) for level in ("borough", "county", "utla", "region", "country")),
    Selection(routes=("self",)),
    Selection(routes=("cafcass_family_court",), level="borough"),
    Selection(routes=("police",), include_unstated=True),
    Selection(accepts=("women",)),
    Selection(accepts=("non_english",), level="borough"),
    Selection(accredited=True),
    Selection(standing="now"),
    Selection(standing="any", level="county"),
    Selection(counts_only=True),
    Selection(all_types=True, level="borough"),
    Selection(since=None),
    Selection(since=2018, until=2019, level="borough"),
    Selection(grade="B"),
    Selection(demand="high_harm", basis="aim"),
)


@pytest.fixture(autouse=True)
def plain_map(monkeypatch):
    monkeypatch.setattr(briefings, "_map", _plain)


def described(dataset, table, code=None):
    job = Job(dataset, table, TODAY, "briefing.pdf", area=code)
    return briefing.build(job.table, briefings.material(job))


def sentences(made):
    """All texts of a briefing outside its tables, one an item."""
    for block in made.blocks:
        if isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Text):
            yield "".join(run.text for run in block.runs)
        elif isinstance(block, Points):
            yield from block.items
        elif isinstance(block, Figures):
            yield from (" | ".join(item) for item in block.items)
        elif isinstance(block, Picture):
            yield block.alt
            yield block.caption
        elif isinstance(block, Grid):
            yield block.title


def told(lines, pattern):
    """The numbers that match a pattern's group, in all lines."""
    found = re.compile(pattern)
    return [int(m[1].replace(",", "")) for line in lines for m in found.finditer(line)]


def served(table, codes):
    """The services with a part in any of the areas, by id."""
    here = set(table.parts.loc[table.parts["code"].isin(codes), "service_id"])
    return [s for s in table.supply.services if s.service_id in here]


def check(lines, services, rows, whole):
    silent = sum(not s.chosen.routes for s in services)
    quiet = sum(not s.chosen.accepts for s in services)
    for n in told(lines, r"Who can refer to ([\d,]+) programme"):
        assert n == silent
    for n in told(lines, r"Who ([\d,]+) programmes? will accept"):
        assert n == quiet
    for n, of in re.findall(r"places of ([\d,]+) of ([\d,]+) programme", "\n".join(lines)):
        assert (int(n), int(of)) == whole
    counts = rows["shade"].value_counts()
    for state, words in (
        ("unmeasured", r"Recorded, places not known \((\d+)\)"),
        ("none_recorded", r"None recorded \((\d+)\)"),
        ("no_estimate", r"No estimate \((\d+)\)"),
        ("not_stated", r"May match: not stated \((\d+)\)"),
        ("none_matching", r"None matches, by the record \((\d+)\)"),
    ):
        for n in told(lines, words):
            assert n == counts.get(state, 0)
    for line in lines:
        assert "in the app" not in line
        assert "python" not in line.lower()
        assert not re.search(r"\bnumber \d+ of the 1\b", line)
        assert "verdict" not in line.lower()
        assert not re.search(r"\b1 (programmes|police force areas|counties|areas)\b", line)
        assert "nan" not in re.findall(r"[a-z]+", line.lower())


@pytest.mark.parametrize("selection", SELECTIONS, ids=str)
def test_all_areas_together(dataset, selection):
    table = dataset.gap(selection)
    lines = list(sentences(described(dataset, table)))
    rows = table.rows
    estimated = rows.loc[rows["state"] != "no_estimate", "code"]
    known = {
        s for s, places in table.parts.groupby("service_id")["places"].sum(min_count=1).items()
        if places == places
    }  # fmt: skip
    counted = {s.service_id for s in served(table, estimated)}
    check(lines, served(table, rows["code"]), rows, (len(counted - known), len(counted)))
    measured = rows[(rows["state"] == "measured") & rows["perpetrators"].notna()]
    for n in told(lines, r"[Pp]laces known: ([\d,]+) of "):
        assert n == len(measured)
    for n in told(lines, r"(\d+) programmes? with known places, the largest first"):
        assert n == len(known & counted)


def test_every_area_of_the_first_view(dataset):
    table = dataset.gap(Selection())
    for code in table.rows["code"]:
        lines = list(sentences(described(dataset, table, code)))
        row = table.row(code)
        services = served(table, [code])
        check(lines, services, table.rows, None)
        assert len(services) == row["programmes"]
        for n in told(lines, r"^(\d+) programmes? recorded$"):
            assert n == row["programmes"]
        for n in told(lines, r"^Whether (\d+) more programmes? recorded here"):
            assert n == row["programmes_undecided"]
        for n in told(lines, r"^The yearly places of (\d+) programmes?"):
            assert n == row["programmes_unmeasured"]
        for n in told(lines, r"\((\d+) police force areas with"):
            assert n == table.totals.measured.areas


@pytest.mark.parametrize("selection", SELECTIONS, ids=str)
def test_areas_at_both_ends_of_every_selection(dataset, selection):
    table = dataset.gap(selection)
    codes = table.rows["code"].tolist()
    for code in {codes[0], codes[-1], codes[len(codes) // 2]}:
        lines = list(sentences(described(dataset, table, code)))
        check(lines, served(table, [code]), table.rows, None)
    assert table.selection.level in LEVELS


@pytest.mark.parametrize("code", ["E23000032", "E23000034", "E23000024"])
def test_wherever_none_recorded_is_listed_it_is_said_that_commissioners_fund_programmes(
    dataset, code
):
    """Also in the briefing, and on the map, of an area that is not the one without a record."""
    table = dataset.gap(Selection())
    told = list(sentences(described(dataset, table, code)))
    listed_there = [line for line in told if line.startswith("None recorded (")]
    assert listed_there
    funded = "33 police and crime commissioner areas fund programmes"
    assert all(funded in line for line in listed_there)
    foot = notes.notes(table, dataset.sources(table.source_ids), "", TODAY, "0", area=code)
    assert funded in " ".join(foot)
