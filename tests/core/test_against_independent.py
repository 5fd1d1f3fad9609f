"""The GapTable agrees, row by row and cell by cell, with the independent computation in tests/."""

import math

import pandas as pd
import pytest

from gapmap.core.gap import COLUMNS
from gapmap.selection import Selection
from gapmap.vocabulary import STATES
from tests.conftest import DATA
from tests.core.independent_gap import gap

NAMING = ("level", "code", "name", "vintage")
CHECKED = [c for c in COLUMNS if c not in NAMING]

SELECTIONS = [
    {},
    {"level": "county"},
    {"level": "borough"},
    {"level": "utla"},
    {"level": "region"},
    {"level": "country"},
    {"basis": "commissioned"},
    {"basis": "referrals", "standing": "any"},
    {"standing": "now"},
    {"standing": "now", "level": "borough", "since": None},
    {"counts_only": True, "level": "utla", "standing": "any"},
    {"grade": "B", "standing": "any", "level": "county"},
    {"grade": "A", "since": None},
    {"unit_cost": 1500.0, "standing": "any"},
    {"all_types": True, "since": None, "standing": "any", "level": "borough"},
    {"include_unstated": True, "level": "county"},
    {"include_unstated": True, "accepts": ["women"], "accredited": True},
    {"routes": ["any_professional", "police"], "since": 2018, "until": 2019, "level": "borough"},
    {"accepts": ["fathers"], "standing": "any", "since": None},
    {"basis": "implied"},
    {"basis": "implied", "level": "borough", "since": None},
    {"basis": "commissioned", "level": "utla", "since": None},
    {"since": None},
    {"since": None, "level": "county", "basis": "implied"},
    {"since": None, "level": "utla", "basis": "implied"},
    {"since": None, "level": "country"},
    {"since": None, "until": 2016},
    {"since": 2014, "until": 2014, "level": "utla"},
    {"since": 2013, "until": 2013, "level": "county"},
    {"since": 2018, "until": 2018, "basis": "implied"},
    {"since": 2022, "until": 2022, "level": "borough"},
    {"since": 2003, "until": 2003},
    {"since": 2025},
    {"since": 1990, "until": 1993},
    {"since": 2034},
    {"routes": ["self"]},
    {"routes": ["self"], "include_unstated": True},
    {"routes": ["children_social_care", "marac"], "level": "borough"},
    {"routes": ["relate_counselling"], "since": 2025},
    {"routes": ["police"], "include_unstated": True, "level": "county", "since": None},
    {"types": ["high_harm_case_management"]},
    {"types": ["conditional_caution", "custody_engagement"], "level": "region"},
    {"types": ["community_behaviour_change"], "since": None, "until": 2019, "level": "utla"},
    {"types": ["lgbt_specific"], "since": 2030},
    {"types": ["systems_change_training", "mixed_portfolio"]},
    {"accepts": ["women"], "since": None},
    {"accepts": ["men"], "since": None, "level": "utla"},
    {"accepts": ["women", "lgbt"], "since": None, "level": "borough"},
    {"accepts": ["non_english"], "since": None},
    {"accepts": ["under_18", "fathers"]},
    {"accredited": True, "since": None},
    {"accredited": True, "level": "borough", "basis": "implied"},
    {"accredited": True, "routes": ["self"], "level": "utla", "since": None},
    {"target_share": 0.1},
    {"target_share": 0.001, "basis": "implied", "since": None},
    {"target_share": 0.25, "level": "county", "breaks": (1.0,)},
    {"breaks": (0.5, 1.5, 2.0, 3.0, 8.0, 50.0)},
    {"breaks": (100000.0,), "since": None, "level": "utla"},
    {"demand": "high_harm", "since": None},
    {"demand": "high_harm", "level": "borough", "assumptions": [["perpetrators_per_case", 0.7]]},
    {"demand": "partner_abuse", "level": "county", "gap_below": 0.5},
    {"demand": "any_abuse", "basis": "implied", "level": "region"},
    {"demand": "referral_demand", "since": None, "level": "country"},
    {"demand": "referral_demand", "since": None, "level": "pfa", "basis": "implied"},
    {"assumptions": [["total", 200000.0]], "level": "utla"},
    {"local": "sensitivity"},
    {"local": "sensitivity", "shrinkage": 0.0, "level": "county", "since": None},
    {"local": "sensitivity", "shrinkage": 1.0, "level": "borough"},
    {"shrinkage": 0.0, "gap_below": 10.0, "since": None},
    {"gap_below": 5.0, "level": "utla", "basis": "implied"},
    {"suppress_below": 10, "level": "utla", "since": None, "basis": "implied"},
    {"suppress_below": 60, "since": None},
    {"suppress_below": 100, "level": "region", "demand": "high_harm"},
    {"suppress_below": 30, "level": "borough", "gap_below": 20.0, "local": "sensitivity"},
]


# What a withheld area may say of its programmes has a test of its own in test_disclosure.py.


def same(mine, theirs) -> bool:
    if mine is None or theirs is None or pd.isna(theirs):
        return mine is None and (theirs is None or bool(pd.isna(theirs)))
    if isinstance(mine, str | bool):
        return mine == theirs
    return math.isclose(mine, theirs, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize("choices", SELECTIONS, ids=str)
def test_every_cell_agrees_with_the_independent_computation(dataset, choices):
    selection = Selection.from_dict(choices)
    expected = gap(DATA, selection.to_dict())
    rows = dataset.gap(selection).rows
    assert list(rows["code"]) == sorted(expected)
    wrong = [
        f"{row['name']}, {column}: {row[column]} but {expected[row['code']].get(column)}"
        for row in rows.to_dict("records")
        for column in CHECKED
        if not (column == "programmes_unmeasured" and expected[row["code"]]["withheld"])
        if not same(expected[row["code"]].get(column), row[column])
    ]
    assert wrong == []


def test_the_selections_reach_every_level_and_all_states_with_and_without_places(dataset):
    """Guards the list above: a comparison of empty tables would agree about nothing."""
    tables = [dataset.gap(Selection.from_dict(c)) for c in SELECTIONS]
    assert {t.selection.level for t in tables} == {
        "pfa", "county", "borough", "utla", "region", "country",
    }  # fmt: skip
    states = set().union(*(set(t.rows["state"]) for t in tables))
    assert states == set(STATES)
    assert any((t.rows["verdict"] == "below").any() for t in tables)
    assert {True, False} <= set().union(
        *(set(t.rows["crosses_threshold"].dropna()) for t in tables)
    )
    assert {True, False} <= set().union(
        *(set(t.rows["same_with_force_rates"].dropna()) for t in tables)
    )
    assert sum(t.rows["places"].notna().any() for t in tables) >= 30
    assert sum(not t.rows["programmes"].any() for t in tables) >= 2
    assert any(t.rows["lower_bound"].any() for t in tables)
    assert any(t.supply.set_aside for t in tables)
