"""Estimated perpetrators: always low, central and high, from reviewed models."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.core.need.demand import (
    Assumption,
    DemandModel,
    estimate,
    load_models,
    shrunk,
    whole,
    with_sensitivity,
)
from gapmap.errors import DataError, UserInputError
from gapmap.selection import Selection
from gapmap.vocabulary import DEMAND_MODELS, LOCAL_RATES
from tests.core.world import MODEL_NUMBERS as NUMBERS
from tests.core.world import gap, obs

PEOPLE = pd.DataFrame(
    {"aged_16_plus": [100.0, 300.0, 0.0, 500.0], "country_code": ["E", "E", "E", "W"]},
    index=["x", "y", "z", "cymru"],
)
BASE = {"key": "total", "label": "Total", "unit": "people", "value": 900.0, "minimum": 90.0,
        "maximum": 9000.0, "role": "base", "why": ""}  # fmt: skip
TIMES = BASE | {"key": "each", "value": 0.5, "minimum": 0.1, "maximum": 2.0, "role": "multiplier"}


def model(**changes) -> DemandModel:
    return DemandModel(key="m", **(NUMBERS | changes))


def test_a_total_is_spread_by_population_of_the_models_countries():
    found = estimate(model(), PEOPLE, {}).loc[["x", "y", "z"]]
    assert list(found["central"]) == [225, 675, 0]
    assert list(found["low"]) == [100, 300, 0]  # 800 spread, halved locally
    assert list(found["high"]) == [500, 1500, 0]  # 1,000 spread, doubled locally


def test_a_country_the_model_does_not_speak_of_stays_blank():
    assert estimate(model(), PEOPLE, {}).loc["cymru"].isna().all()
    both = estimate(model(countries=("E", "W")), PEOPLE, {})
    assert both["central"].sum() == pytest.approx(900)
    assert both["central"]["cymru"] == pytest.approx(500)


def test_a_rate_is_applied_to_population():
    rate = model(formula="rate", low=0.01, central=0.02, high=0.03)
    found = estimate(rate, PEOPLE, {}).loc[["x", "y", "z"]]
    assert list(found["central"]) == pytest.approx([2, 6, 0])
    assert list(found["low"]) == pytest.approx([0.5, 1.5, 0])
    assert list(found["high"]) == pytest.approx([6, 18, 0])
    assert whole(rate, PEOPLE, {}) == pytest.approx((4, 8, 12))


def test_the_central_figures_sum_to_the_models_total():
    assert estimate(model(), PEOPLE, {})["central"].sum() == pytest.approx(900)


def test_the_interval_of_the_whole_has_no_local_variation():
    assert whole(model(), PEOPLE, {}) == (800, 900, 1000)


def test_a_changed_base_scales_low_and_high_with_it():
    changed = model(assumptions=(Assumption(**BASE),))
    assert whole(changed, PEOPLE, {}) == pytest.approx((800, 900, 1000))
    assert whole(changed, PEOPLE, {"total": 450.0}) == pytest.approx((400, 450, 500))
    assert estimate(changed, PEOPLE, {"total": 450.0})["central"].sum() == pytest.approx(450)


def test_multipliers_apply_even_when_nothing_is_changed():
    changed = model(assumptions=(Assumption(**BASE), Assumption(**TIMES)))
    assert whole(changed, PEOPLE, {}) == pytest.approx((400, 450, 500))
    assert whole(changed, PEOPLE, {"each": 2.0}) == pytest.approx((1600, 1800, 2000))


@pytest.mark.parametrize("changes", [{"ghost": 1.0}, {"total": 89.0}, {"total": 9001.0}])
def test_an_assumption_that_is_unknown_or_out_of_range_is_a_user_error(changes):
    with pytest.raises(UserInputError, match="Assumption"):
        whole(model(assumptions=(Assumption(**BASE),)), PEOPLE, changes)


def test_an_assumption_outside_its_own_range_is_a_data_error():
    with pytest.raises(DataError, match="own range"):
        model(assumptions=(Assumption(**(BASE | {"value": 1.0})),))


@pytest.mark.parametrize(
    "changes",
    [
        {"low": 901.0}, {"high": 899.0}, {"low": 0.0}, {"low": -1.0}, {"central": float("nan")},
        {"local_low": 1.1}, {"local_low": 0.0}, {"local_high": 0.9},
    ],
)  # fmt: skip
def test_numbers_that_form_no_interval_are_a_data_error(changes):
    with pytest.raises(DataError, match="Demand model m"):
        model(**changes)


def test_a_population_column_that_is_not_there_is_a_data_error():
    with pytest.raises(DataError, match="no population column men"):
        estimate(model(population="men"), PEOPLE, {})


def test_a_population_of_nobody_is_a_data_error():
    with pytest.raises(DataError, match="sums to nothing"):
        estimate(model(countries=("S",)), PEOPLE, {})


# The sensitivity layer


def test_shrinkage_pulls_a_rate_towards_one():
    assert (shrunk(1.6, 0), shrunk(1.6, 0.5), shrunk(1.6, 1)) == pytest.approx((1.6, 1.3, 1))


@given(st.lists(st.floats(0.4, 2), min_size=3, max_size=3), st.floats(0, 1))
def test_the_sensitivity_layer_keeps_the_total(rates, shrinkage):
    plain = estimate(model(), PEOPLE, {})
    forced = with_sensitivity(plain, pd.Series(rates, index=["x", "y", "z"]), shrinkage)
    assert forced["central"].sum() == pytest.approx(900)
    assert (forced["low"].dropna() <= forced["central"].dropna()).all()


def test_the_sensitivity_layer_by_hand():
    """Forces A, B, C have rates 1.5, 1.0 and 0.5 and 300 perpetrators each."""
    headline = gap(obs(places=60), shrinkage=0.0)
    forced = gap(obs(places=60), shrinkage=0.0, local="sensitivity")
    assert list(headline.rows["perpetrators"][:3]) == pytest.approx([300, 300, 300])
    assert list(forced.rows["perpetrators"][:3]) == pytest.approx([450, 300, 150])
    for table in (headline, forced):
        assert list(table.rows["sensitivity_multiplier"][:3]) == pytest.approx([1.5, 1, 0.5])
        assert list(table.rows["sensitivity_evidence"]) == ["measured", "imputed", "measured", ""]
    county = gap(level="county").row("K1")
    assert county["sensitivity_evidence"] == "inherited from force: imputed; measured"


def test_the_headline_is_the_default_and_the_layer_is_called_sensitivity():
    assert next(iter(LOCAL_RATES)) == "headline"
    assert "sensitivity" in LOCAL_RATES["sensitivity"]


# Records


def test_models_are_built_from_their_records():
    built = load_models({"m": NUMBERS | {"caveats": ["one"], "assumptions": [BASE]}})
    assert built["m"].caveats == ("one",)
    assert built["m"].assumptions[0].key == "total"


BROKEN = [
    {k: v for k, v in NUMBERS.items() if k != "low"},
    NUMBERS | {"unknown": 1},
    NUMBERS | {"low": "many"},
    NUMBERS | {"low": 5000.0},
    NUMBERS | {"assumptions": [{"key": "total"}]},
    NUMBERS | {"assumptions": {"total": 3}},
    NUMBERS | {"assumptions": [3]},
    3,
    None,
    [],
]


@pytest.mark.parametrize("record", BROKEN)
def test_a_broken_record_is_a_data_error_naming_it(record):
    with pytest.raises(DataError, match="broken"):
        load_models({"broken": record})


@pytest.mark.parametrize("records", [[], None, "serious", {}])
def test_records_that_are_no_models_are_a_data_error(records):
    with pytest.raises(DataError, match=r"demand_models\.json"):
        load_models(records)


def test_an_unknown_formula_is_a_data_error():
    with pytest.raises(DataError, match="formula"):
        model(formula="guess")


# The project's models


def test_every_model_sums_to_its_whole_and_encloses_it(dataset):
    for one in dataset.models.values():
        found, total = estimate(one, dataset.population, {}), whole(one, dataset.population, {})
        assert found["central"].sum() == pytest.approx(total[1])
        assert (found["low"].dropna() < found["central"].dropna()).all()
        assert (found["central"].dropna() < found["high"].dropna()).all()
        assert total[0] <= total[1] <= total[2]


def test_the_headline_model_is_400_000_and_england_and_wales(dataset):
    assert whole(dataset.models["serious"], dataset.population, {}) == (350_000, 400_000, 450_000)
    assert next(iter(dataset.models)) == "serious"


def test_every_base_assumption_is_its_models_central_value(dataset):
    for one in dataset.models.values():
        bases = [a for a in one.assumptions if a.role == "base"]
        assert [a.value for a in bases] == [one.central]
        assert all(a.why and a.unit and a.label for a in one.assumptions)


def test_every_models_sources_exist(dataset):
    known = {s["source_id"] for s in dataset.sources()}
    for one in dataset.models.values():
        assert one.source_ids
        assert set(one.source_ids) <= known


def test_wales_has_no_estimate_of_referral_demand_and_places_there_are_in_no_total(dataset):
    table = dataset.gap(
        Selection(demand="referral_demand", level="country", since=None, standing="any")
    )
    wales = table.row("W92000004")
    assert wales["state"] == "no_estimate"
    assert wales["places"] > 0
    assert table.totals.covers == "England"
    assert table.totals.places == pytest.approx(table.row("E92000001")["places"])


def test_every_model_has_a_label_and_every_label_a_model(dataset):
    labels = {key: name for key, name in DEMAND_MODELS.items() if key != "own"}
    assert {key: model.name for key, model in dataset.models.items()} == labels
