"""What is set is shown as chips, and each takes away just what it names."""

from hypothesis import given
from hypothesis import strategies as st

from gapmap.fields import FIELDS
from gapmap.present.words.chips import NOT_A_FILTER, chips
from gapmap.selection import Selection
from gapmap.vocabulary import GROUPS, LEVELS, ROUTES, TYPES


def test_the_first_view_has_none():
    assert chips(Selection()) == ()
    assert chips(Selection(level="borough", measure="unmet", layout="tiles")) == ()


def test_each_route_is_a_chip_of_its_own():
    found = chips(Selection(routes=("self", "police")))
    assert [chip.label for chip in found] == ["Self-referral", "Police"]
    assert dict(found[0].changes) == {"routes": ("police",)}


def test_years_are_one_chip_in_words():
    (chip,) = chips(Selection(since=2018, until=2018))
    assert chip.label == "Seen in 2018"
    assert Selection(since=2018, until=2018).with_(**dict(chip.changes)) == Selection()


SELECTIONS = st.builds(
    Selection,
    level=st.sampled_from(tuple(LEVELS)),
    types=st.lists(st.sampled_from(tuple(TYPES)), max_size=3).map(tuple),
    routes=st.lists(st.sampled_from(tuple(ROUTES)), max_size=3).map(tuple),
    accepts=st.lists(st.sampled_from(tuple(GROUPS)), max_size=2).map(tuple),
    accredited=st.booleans(),
    since=st.sampled_from((None, 2015, 2020)),
    until=st.sampled_from((None, 2022)),
    target_share=st.sampled_from((0.1, 1.0)),
    gap_below=st.sampled_from((None, 5.0)),
    suppress_below=st.sampled_from((0, 10)),
)


@given(SELECTIONS)
def test_taking_every_chip_away_leads_back_to_the_first_view(selection):
    left = selection
    while found := chips(left):
        smaller = left.with_(**dict(found[0].changes))
        assert len(chips(smaller)) == len(found) - 1
        left = smaller
    kept = {name: getattr(selection, name) for name in NOT_A_FILTER}
    assert left == Selection(**kept)
    assert set(kept) <= set(FIELDS)
