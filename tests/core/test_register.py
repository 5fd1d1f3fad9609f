"""What is kept between views: answers that are the same as when they are worked out again."""

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from gapmap.core import supply
from gapmap.core.evidence.capacity import capacity
from gapmap.core.evidence.matching import filters_of, judge
from gapmap.core.evidence.register import Register
from gapmap.core.need import country
from gapmap.core.need.country import KEPT
from gapmap.core.supply import count
from gapmap.selection import Selection
from gapmap.vocabulary import BASES, GRADES, GROUPS, ROUTES, TYPES, VIEWS
from tests.core import world

SELECTIONS = st.builds(
    Selection,
    basis=st.sampled_from(list(BASES)),
    grade=st.sampled_from(list(GRADES)),
    standing=st.sampled_from(list(VIEWS)),
    types=st.lists(st.sampled_from(list(TYPES)), max_size=2).map(tuple),
    all_types=st.booleans(),
    routes=st.lists(st.sampled_from(list(ROUTES)), max_size=2).map(tuple),
    accepts=st.lists(st.sampled_from(list(GROUPS)), max_size=2).map(tuple),
    accredited=st.booleans(),
    since=st.sampled_from([None, 2015, 2022]),
)


@given(SELECTIONS)
def test_a_register_judges_every_record_as_one_alone_is_judged(dataset, selection):
    alone = [judge(obs, filters_of(selection)) for obs in dataset.observations]
    assert dataset.register.verdicts(selection) == alone


@given(SELECTIONS)
def test_a_register_gives_every_record_the_places_it_has_alone(dataset, selection):
    bases, cost, grade = selection.trusted_bases, selection.unit_cost, selection.grade
    alone = [capacity(obs, bases, cost, grade) for obs in dataset.observations]
    assert list(dataset.register.capacities(selection)) == alone


def test_estimates_are_worked_out_once_for_all_filters_and_anew_for_other_assumptions(dataset):
    model = dataset.models["serious"]
    first = dataset.country.need(Selection(routes=("self",)), model)
    assert dataset.country.need(Selection(since=None, grade="A"), model) is first
    a = model.assumptions[0]
    changed = dataset.country.need(Selection(assumptions=((a.key, a.maximum),)), model)
    assert changed.total[1] > first.total[1]
    assert dataset.country.need(Selection(), model) is first


def test_estimates_that_are_kept_are_few_however_many_are_asked_for(dataset):
    model = dataset.models["serious"]
    first = dataset.country.need(Selection(local="sensitivity", shrinkage=0.111), model)
    for i in range(KEPT + 1):
        dataset.country.need(Selection(local="sensitivity", shrinkage=0.2 + i / 1000), model)
    again = dataset.country.need(Selection(local="sensitivity", shrinkage=0.111), model)
    assert again is not first
    np.testing.assert_array_equal(again.central, first.central)


def test_a_users_own_estimates_are_never_kept():
    table = pd.DataFrame({"low": 1.0, "central": 2.0, "high": 3.0}, index=list(world.LOOKUP.index))
    one = replace(world.MODEL, formula="own", own=table)
    two = replace(world.MODEL, formula="own", own=table * 2)
    assert world.COUNTRY.need(Selection(), one).central.tolist()[:3] == [6.0, 6.0, 6.0]
    assert world.COUNTRY.need(Selection(), two).central.tolist()[:3] == [12.0, 12.0, 12.0]
    assert world.COUNTRY.need(Selection(), one) is not world.COUNTRY.need(Selection(), one)


def test_a_dataset_with_a_file_of_the_user_has_its_own_records_and_the_same_country(dataset):
    own = dataset.with_own_programmes([], [], "mine.csv", b"mine")
    assert own.country is dataset.country
    assert own.register is not dataset.register
    assert own.register.observations == dataset.register.observations


def test_a_dataset_that_has_answered_goes_to_another_process_and_answers_the_same(dataset):
    before = dataset.gap(Selection())
    sent = pickle.loads(pickle.dumps(dataset))
    pd.testing.assert_frame_equal(sent.gap(Selection()).rows, before.rows)


@given(SELECTIONS)
def test_what_is_remembered_of_services_is_what_a_register_that_remembers_nothing_finds(
    dataset, selection
):
    fresh = Register(dataset.observations)
    assert count(dataset.register, selection) == count(fresh, selection)


def test_answers_about_services_are_kept_up_to_a_limit(dataset, monkeypatch):
    monkeypatch.setattr(supply, "ANSWERS_KEPT", 500)
    register = Register(dataset.observations)
    for since in range(2000, 2020):
        count(register, Selection(since=since))
        kept = sum(map(len, register.made["answers"].values()))
        assert kept <= 500 + len(register.services)


def test_areas_that_sets_of_blocks_reach_are_kept_up_to_a_limit(dataset, monkeypatch):
    monkeypatch.setattr(country, "REACHED_KEPT", 10)
    level = dataset.country.level("pfa")
    for block in sorted(level.at):
        assert level.reached(frozenset({block})) == (level.at[block],)
    assert len(level._reached) <= 10
    assert level.reached(frozenset({"not a code"})) == ()
