"""What is said to be known is known everywhere, or the sentence says that it is not."""

import re

import pytest

from gapmap.present.area import words as area_words
from gapmap.present.briefing.parts import unknowns
from gapmap.present.words import finding as words
from gapmap.selection import Selection
from gapmap.vocabulary import LEVELS
from tests.core.world import gap, obs, states

VIEWS = ({}, {"since": None}, {"standing": "any"}, {"basis": "commissioned"}, {"routes": ("self",)})


def by_area(table):
    """The services of each area with an estimate, and whether each has a number there."""
    found = {row["code"]: {} for row in table.records if row["state"] != "no_estimate"}
    for part in table.portions:
        if part.code in found:
            known = part.places is not None or part.basis == "withheld"
            found[part.code][part.service_id] = known
    return found


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_no_area_lacks_a_number_of_a_programme_that_the_line_has_as_known(dataset, view, level):
    table = dataset.gap(Selection(level=level, **view))
    here = by_area(table)
    known = {s for services in here.values() for s, told in services.items() if told}
    lacking = {code: {s for s, told in its.items() if not told} for code, its in here.items()}
    partly = set().union(*lacking.values()) & known
    line = words.counted(table, brief=True)
    said = re.search(r"with known places, though (\d+ )?not for (.+); seen", line)
    assert bool(said) == bool(partly)
    if said:
        numbered = table.totals.programmes - table.totals.programmes_unmeasured
        assert int(said[1] or numbered) == len(partly)
    for row in table.records:
        if row["code"] in here and row["programmes_unmeasured"]:
            assert lacking[row["code"]]
            assert table.totals.programmes_unmeasured or said
        elsewhere = len(lacking.get(row["code"], set()) & known)
        more = area_words.finding_more(table, row["code"])
        told = re.search(r"(\d+) programmes? recorded here (has|have) a number for other", more)
        assert int(told[1] if told else 0) == elsewhere
    assert any("elsewhere" in text for text in unknowns(table)) == bool(partly)


SPOKEN = (
    obs("p", blocks=("a1",), places=10),
    obs("p", blocks=("a1", "b1"), year=2024),
)
"""The number of one period is of one force; the other period names two."""


def test_the_one_area_without_a_number_is_named():
    table = gap(*SPOKEN, obs("q", blocks=("c2",), places=5), level="pfa")
    line = "2 programmes match, 2 with known places, though 1 not for pfa B;"
    assert words.counted(table, brief=True).startswith(line)
    assert states(table)["B"] == "unmeasured"


def test_of_several_areas_it_is_said_that_there_are_some():
    parted = [obs("q", blocks=("c1",), places=5), obs("q", blocks=("a1", "c1"), year=2024)]
    told = {
        "their": words.counted(gap(*SPOKEN, *parted, level="utla"), brief=True),
        "its": words.counted(
            gap(SPOKEN[0], obs("p", blocks=("a1", "b1", "c1"), year=2024), level="utla"), brief=True
        ),
    }
    for whose, line in told.items():
        assert f"places, though not for all {whose} upper-tier councils;" in line


def test_nothing_is_said_where_all_lie_in_one_area():
    table = gap(*SPOKEN, level="country")
    assert words.counted(table, brief=True).startswith("1 programme matches, 1 with known places;")
