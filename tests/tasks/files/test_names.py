"""Names of exported files tell what is in them, on every system, and tell two views apart."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.recipe import BESIDE
from gapmap.selection import Selection
from gapmap.tasks.files.names import LONGEST, file_name
from gapmap.vocabulary import GROUPS, LAYOUTS, LEVELS, MEASURES, ROUTES, TYPES

DAY = date(2026, 11, 21)
SAFE = re.compile(r"gapmap_[a-z0-9_+.-]*[a-z0-9]")


def named(selection=None, ending=".docx", what="", **more):
    return file_name(selection or Selection(), ending, DAY, what, **more)


def test_a_name_tells_area_level_measure_and_filters():
    assert named() == "gapmap_police-force-areas_2026-11-21.docx"
    assert named(area="Kent") == "gapmap_kent_police-force-areas_2026-11-21.docx"
    for_women = Selection(accepts=("women",), since=2010, until=2016, measure="unmet")
    assert (
        named(for_women, ".png", "half-page")
        == "gapmap_half-page_police-force-areas_unmet_women_2010-2016_2026-11-21.png"
    )
    assert named(Selection(since=None, layout="tiles", gap_below=12.5)) == (
        "gapmap_police-force-areas_tiles_any-year_gap-below-12.5_2026-11-21.docx"
    )
    assert named(own=True) == "gapmap_police-force-areas_own-list_2026-11-21.docx"


def test_areas_and_groups_have_names_of_their_own():
    told = [named(area="Kent"), named(area="Surrey"), named(), named(Selection(accepts=("men",)))]
    assert len(set(told)) == len(told)


def test_more_filters_are_counted_and_still_told_apart():
    many = Selection(routes=("self", "police"), accepts=("women",), grade="B")
    name = named(many)
    assert re.fullmatch(
        r"gapmap_police-force-areas_self_police_\+2-[0-9a-f]{4}_2026-11-21\.docx", name
    )
    assert named(many.with_(grade="C")) != name
    assert named(many) == name


def test_a_comparison_names_both_views():
    women, police = Selection(accepts=("women",)), Selection(routes=("police",))
    name = named(women, ".csv", "comparison", against=Selection())
    assert name == ("gapmap_comparison_police-force-areas_women_against_first-view_2026-11-21.csv")
    assert named(women, ".csv", "comparison", against=police) != name


def test_plans_that_ask_for_something_else_have_other_names():
    one, other = (named(what="plan", asked=f'{{"budget": {n}}}') for n in (1, 2))
    assert one != other
    assert one.startswith("gapmap_plan-")


SELECTIONS = st.builds(
    Selection,
    level=st.sampled_from(list(LEVELS)),
    measure=st.sampled_from(list(MEASURES)),
    layout=st.sampled_from(list(LAYOUTS)),
    types=st.lists(st.sampled_from(list(TYPES)), max_size=3).map(tuple),
    routes=st.lists(st.sampled_from(list(ROUTES)), max_size=3).map(tuple),
    accepts=st.lists(st.sampled_from(list(GROUPS)), max_size=3).map(tuple),
    since=st.sampled_from([None, 1999, 2020]),
    until=st.sampled_from([None, 2021]),
    accredited=st.booleans(),
    breaks=st.sampled_from([(5.0, 10.0, 20.0, 40.0), (1.5,), (1.0, 5.0), (0.123456, 99999.5)]),
    assumptions=st.sampled_from([(), (("total", 1234567.0),)]),
)


@given(SELECTIONS, SELECTIONS, st.text(max_size=60), st.booleans())
def test_every_name_is_safe_short_and_of_one_selection(one, other, area, own):
    name = named(one, ".geojson", "interactive", area=area, own=own)
    assert SAFE.fullmatch(name)
    assert len(name) <= LONGEST
    assert len(name + BESIDE) < 120
    same = named(other, ".geojson", "interactive", area=area, own=own) == name
    assert same == (one == other)


@pytest.mark.parametrize("area", ["Ynys Môn", "a/b\\c:d*e?", "../../x", "Bristol, City of", "…"])
def test_no_area_has_a_sign_that_a_system_refuses(area):
    assert SAFE.fullmatch(named(area=area))


def test_names_of_areas_of_a_level_stay_apart(dataset):
    for level in LEVELS:
        table = dataset.gap(Selection(level=level, measure="places_per_1000"))
        names = [named(table.selection, area=row["name"]) for row in table.records]
        assert len(set(names)) == len(names)
