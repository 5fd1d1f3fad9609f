"""How good a number is, whether its service still runs, and what that does to a view."""

from datetime import date

import pandas as pd
import pytest

from gapmap.core.evidence.grades import GRADE_RULES, grade
from gapmap.core.evidence.standing import last_day, period_end, with_standing
from gapmap.fields.unit_costs import LONDON
from gapmap.selection import Selection
from gapmap.vocabulary import BASES, GRADES
from tests.core.world import gap, obs, places

AS_OF = date(2026, 11, 24)


def test_every_basis_has_its_line_in_the_one_table():
    assert tuple(GRADE_RULES) == tuple(BASES)
    assert set("".join("".join(line) for line in GRADE_RULES.values())) == set(GRADES)


@pytest.mark.parametrize(
    ("basis", "age", "expected"),
    [
        ("commissioned", 0.0, "A"), ("commissioned", 2.0, "A"), ("commissioned", 2.1, "B"),
        ("starts", 1.5, "A"), ("starts", 4.0, "B"), ("starts", 4.1, "C"), ("starts", None, "C"),
        ("completions", 1.0, "B"), ("referrals", 4.0, "B"), ("referrals", 5.0, "C"),
        ("averaged", 1.0, "B"), ("averaged", 9.0, "C"), ("aim", 0.0, "C"), ("aim", 9.0, "C"),
        ("implied", 0.0, "D"), ("implied", None, "D"),
    ],
)  # fmt: skip
def test_grades(basis, age, expected):
    assert grade(basis, age, inferred=False, rolled_over=False) == expected


@pytest.mark.parametrize("doubt", [{"inferred": True}, {"rolled_over": True}])
def test_an_inferred_year_or_cases_carried_over_are_no_better_than_c(doubt):
    assert grade("starts", 0.5, **({"inferred": False, "rolled_over": False} | doubt)) == "C"
    assert grade("implied", 0.5, **({"inferred": False, "rolled_over": False} | doubt)) == "D"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025", date(2025, 12, 31)), ("2024-02", date(2024, 2, 29)),
        ("2025-03-31", date(2025, 3, 31)), ("", None),
    ],
)  # fmt: skip
def test_a_date_that_is_not_whole_stands_for_its_last_day(text, day):
    assert last_day(text) == day


def test_a_period_over_several_years_is_of_financial_years():
    assert period_end(2022, 2023) == date(2023, 3, 31)
    assert period_end(2022, 2022) == date(2022, 12, 31)
    assert period_end(None, None) is None


def standing(*rows):
    return {o.standing for o in with_standing(rows, AS_OF)}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"as_of": "2025-06", "year": 2023}], "running"),
        ([{"as_of": "2022", "year": 2022}], "unknown"),
        ([{"year": 2026}], "running"),
        ([{"as_of": "2022", "year": 2022, "funded_until": "2027-03"}], "running"),
        ([{"as_of": "2023", "year": 2022, "funded_until": "2025-03"}], "ended"),
        ([{"as_of": "2025-09", "year": 2025, "funded_until": "2025-03"}], "running"),
        ([{"as_of": "2026-01", "year": 2025, "status": "ended"}], "ended"),
        ([{"year": 2022, "ended_year": 2023}], "ended"),
        ([{"year": 2019, "status": "ended", "as_of": "2019"},
          {"year": 2025, "status": "running", "as_of": "2025"}], "running"),
    ],
)  # fmt: skip
def test_standing(rows, expected):
    assert standing(*(obs(**row) for row in rows)) == {expected}


def test_views_leave_out_what_has_ended_and_say_how_many_places():
    rows = (
        obs("p", places=60),
        obs("q", ("a2",), places=30, status="ended", as_of="2023"),
        obs("r", ("b1",), places=9, funded_until="2022-12"),
    )
    first, now, either = gap(*rows), gap(*rows, standing="now"), gap(*rows, standing="any")
    assert places(first) == {"A": 60, "B": 9}
    assert places(now) == {"A": 60}
    assert places(either) == {"A": 90, "B": 9}
    assert (first.totals.places_ended, first.totals.programmes_ended) == (pytest.approx(30), 1)
    assert (now.totals.places_ended, now.totals.programmes_ended) == (pytest.approx(39), 2)
    assert either.totals.places_ended == 0
    assert [t.totals.places_terms_passed for t in (first, now, either)] == [9, 0, 9]


def test_a_view_that_ends_in_the_past_has_services_that_ended_since():
    row = obs(places=30, year=2018, ended_year=2022)
    assert places(gap(row, since=2015, until=2019)) == {"A": 30}


def test_an_area_has_the_grade_of_the_part_that_makes_most_of_its_places():
    rows = (
        obs("p", places=10, year=2023),
        obs("q", ("a2",), annual_funding=4314.0 * 90, funding_usable=True, year=2023),
    )
    row = gap(*rows).row("A")
    assert (row["grade"], row["basis"], row["places"]) == ("D", "implied", pytest.approx(100))
    assert gap(*rows, grade="C").row("A")["grade"] == "A"
    assert gap(*rows, counts_only=True).row("A")["places"] == 10


def test_places_of_the_last_two_years_and_on_terms_that_have_passed_are_told():
    rows = (
        obs("p", places=10, year=2023),
        obs("q", ("a2",), places=4, year=2018, as_of="2023-11", funded_until="2020"),
    )
    table = gap(*rows)
    assert (table.row("A")["places_recent"], table.row("A")["places_terms_passed"]) == (10, 4)
    assert (table.totals.places_recent, table.totals.places_terms_passed) == (10, 4)


def test_places_for_other_cases_are_told_and_so_are_those_that_take_them_in():
    rows = (
        obs("p", places=10, year=2023, takes_in=("stalking",)),
        obs("q", ("a2",), places=4, year=2023, programme_type="conditional_caution"),
        obs("r", ("a2",), places=3, year=2023),
    )
    table = gap(*rows)
    assert table.row("A")["places_lower_risk"] == table.totals.places_lower_risk == 14


def test_places_that_nobody_counted_are_told_and_so_is_that_children_are_other_cases():
    rows = (
        obs("p", places=10, year=2023),
        obs("q", ("a2",), capacity_places=4, capacity_kind="aim", year=2023),
        obs("r", ("a2",), annual_funding=4314.0 * 3, funding_usable=True, year=2023),
        obs("s", ("b1",), places=2, year=2023, programme_type="young_people"),
    )
    assert gap(*rows).totals.places_not_counted == pytest.approx(7)
    every = gap(*rows, all_types=True)
    assert every.totals.places_lower_risk == every.row("B")["places_lower_risk"] == 2


@pytest.mark.parametrize(
    ("stated", "recent"),
    [
        ({"places": 10}, 10),
        ({"starts": 10, "starts_kind": "flow", "count_months": 12}, 10),
        ({"capacity_places": 10, "capacity_kind": "aim"}, 0),
        ({"annual_funding": 43_140.0, "funding_usable": True}, 0),
    ],
)
def test_what_is_hoped_or_paid_for_is_no_evidence_of_places(stated, recent):
    table = gap(obs(year=2023, **stated))
    assert table.totals.places == pytest.approx(10)
    assert table.totals.places_recent == table.row("A")["places_recent"] == recent


def test_the_better_grade_speaks_for_a_service_before_the_later_year():
    old = obs(year=2022, places=28)
    new = obs(year=2023, annual_funding=10_000.0, funding_usable=True)
    row = gap(old, new).row("A")
    assert (row["places"], row["number_year"]) == (28, 2022)


def test_the_measured_areas_are_pooled_and_unknown_counts_as_nothing_nowhere():
    table = gap(obs("p", places=60), obs("q", ("b1",), places=30), obs("r", ("c1",)))
    m = table.totals.measured
    assert (m.areas, m.of_areas, m.places) == (2, 3, 90)
    assert m.ratio == pytest.approx(150)
    assert (m.lowest, m.highest) == (pytest.approx(100), pytest.approx(200))
    assert m.share_of_need == pytest.approx(2 / 3)


def test_a_country_has_the_range_of_the_national_figure_and_smaller_areas_vary():
    country = gap(level="country").row("E")
    assert (country["perpetrators_low"], country["perpetrators_high"]) == pytest.approx((800, 1000))
    force = gap().row("A")
    assert force["perpetrators_low"] == pytest.approx(800 / 3 / 2)


def test_the_two_countries_together_have_the_national_range(dataset):
    rows = dataset.gap(Selection(level="country")).rows
    estimated = rows[rows["perpetrators"].notna()]
    assert estimated["perpetrators_low"].sum() == pytest.approx(350_000)
    assert estimated["perpetrators_high"].sum() == pytest.approx(450_000)


def test_the_price_of_a_place_is_that_of_six_london_services(dataset):
    """Money and people of the rows of London services that state both for a year of their own."""
    rows = pd.DataFrame(list(dataset.programmes.values()))
    money = rows[(rows["funding_is_whole_year"] == "yes") & (rows["end_year"] <= 2023)]
    london = {b for b, r in dataset.lookup["region"].items() if r == "E12000007"}
    blocks = {o.observation_id: set(o.blocks) for o in dataset.observations}
    prices, pounds, people = [], 0.0, 0.0
    for row in money.to_dict("records"):
        if not blocks[row["observation_id"]] <= london or row["row_kind"] != "programme":
            continue
        counts = [row["capacity_places"], row["starts"], row["referrals"]]
        kinds = [row["capacity_kind"], row["starts_kind"], row["referrals_kind"]]
        usable = [
            c for c, k in zip(counts, kinds, strict=True)
            if c is not None and c == c and k in ("commissioned", "flow")
        ]  # fmt: skip
        if usable and (row["count_months"] in (None, 12) or row["capacity_places"] is not None):
            prices.append(row["annual_funding_gbp"] / usable[0])
            pounds, people = pounds + row["annual_funding_gbp"], people + usable[0]
    assert len(prices) >= 6
    assert round(min(prices)) == LONDON.low
    assert round(max(prices)) == LONDON.high
