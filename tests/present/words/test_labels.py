"""How numbers are written: edges of every rule, and properties that hold for all numbers."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.present.words import labels

people = st.floats(0, 1e9)


def number(text):
    return float(text.replace(",", ""))


@pytest.mark.parametrize("value", [0, 1, -1, 0.0, 28.5, np.float64(3.5), np.int64(3)], ids=repr)
def test_a_number_that_is_there_is_known(value):
    assert labels.known(value) is True


@pytest.mark.parametrize(
    "value",
    [None, math.nan, math.inf, -math.inf, pd.NA, pd.NaT, "5", "", True, [], np.nan],
    ids=repr,
)
def test_what_is_missing_or_no_number_is_not_known(value):
    assert labels.known(value) is False


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (0.4, "0"), (9.4, "9"), (9.6, "10"), (10, "10"), (99.4, "99"), (104, "100"),
        (155.1, "160"), (994, "990"), (999.9, "1,000"), (1000, "1,000"), (1784.9, "1,780"),
        (58443.8, "58,400"), (400000, "400,000"), (1179990, "1,180,000"), (999_900, "1,000,000"),
    ],
)  # fmt: skip
def test_estimates_of_people_are_rounded(value, text):
    assert labels.about(value) == text


@given(people)
def test_an_estimate_is_never_far_from_its_number(value):
    error = 0.5 if value < 10 else 0.05 * value if value < 1000 else 0.005 * value
    assert abs(number(labels.about(value)) - value) <= error + 0.5


@given(people, people)
def test_larger_estimates_never_read_smaller(one, other):
    low, high = sorted((one, other))
    assert number(labels.about(low)) <= number(labels.about(high))
    assert labels.span(low, high) == f"{labels.about(low)} to {labels.about(high)}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0.0"), (0.0001, "under 0.1"), (0.049, "under 0.1"), (0.06, "0.1"), (4.68, "4.7"),
        (15.74, "15.7"), (99.9, "99.9"), (100, "100"), (1234.6, "1,235"),
    ],
)  # fmt: skip
def test_rates(value, text):
    assert labels.rate(value) == text


@given(st.floats(0.05, 1e6))
def test_a_rate_is_never_shown_as_zero_and_is_near(value):
    shown = number(labels.rate(value))
    assert shown > 0
    assert abs(shown - value) <= (0.0501 if value < 100 else 0.501)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0.0%"), (0.0000123, "0.0012%"), (0.0005, "0.05%"), (0.001, "0.1%"), (0.00468, "0.5%"),
        (0.0875, "8.8%"), (0.1, "10%"), (0.5, "50%"), (1, "100%"), (2.29, "229%"),
    ],
)  # fmt: skip
def test_shares(share, text):
    assert labels.percent(share) == text


@given(st.floats(1e-9, 5))
def test_a_share_is_a_plain_number_that_is_never_zero(share):
    text = labels.percent(share)
    assert set(text) <= set("0123456789.%")
    assert 0 < number(text[:-1]) == pytest.approx(100 * share, rel=0.06, abs=0.051)


def test_money_counts_and_lists():
    assert labels.pounds(69839.4) == "£69,839"
    assert labels.whole(1234.4) == "1,234"
    assert labels.plural(1, "programme") == "1 programme"
    assert labels.plural(0, "programme") == "0 programmes"
    assert labels.plural(1000, "county", "counties") == "1,000 counties"
    assert labels.plural(1, "county", "counties") == "1 county"
    assert labels.listed([]) == ""
    assert labels.listed(["a"]) == "a"
    assert labels.listed(["a", "b"]) == "a and b"
    assert labels.listed(["a", "b", "c"], "or") == "a, b or c"
