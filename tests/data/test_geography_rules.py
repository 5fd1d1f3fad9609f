"""Areas, lookup, population: counts that are known in advance, and codes that must resolve."""

import math
import re
from collections import Counter

import pytest

from tests.data.tables import LOOKUP, NATIONS_WITHOUT_ESTIMATE, TABLES, level

PUBLISHED_ALL_AGES = 59_597_542  # Census 2021, England and Wales
PUBLISHED_16_PLUS = 48_566_336
POPULATION = {r["utla_code"]: r for r in TABLES["population"]}


def test_there_are_175_building_blocks_of_five_kinds():
    kinds = Counter(code[:3] for code in LOOKUP)
    assert kinds == {"E10": 21, "E06": 63, "E08": 36, "E09": 33, "W06": 22}


@pytest.mark.parametrize(
    ("name", "number"),
    [("utla", 175), ("pfa", 43), ("county", 56), ("borough", 33), ("region", 10), ("country", 2)],
)
def test_level_has_the_known_number_of_areas(name, number):
    assert len(level(name)) == number


def test_there_are_43_territorial_forces_with_the_city_apart():
    names = {r["code"]: r["name"] for r in TABLES["areas"] if r["level"] == "pfa"}
    forces = Counter(r["pfa_code"] for r in LOOKUP.values())
    assert len(forces) == 43
    assert forces["E23000001"] == 32
    assert forces["E23000034"] == 1
    assert "Metropolitan" in names["E23000001"]
    assert "City of London" in names["E23000034"]


def test_there_are_331_districts_and_each_building_block_has_one():
    districts = TABLES["districts"]
    assert len({r["district_code"] for r in districts}) == len(districts) == 331
    assert {r["utla_code"] for r in districts} == set(LOOKUP)


def test_no_duplicate_codes_or_names_within_a_level():
    for key in ("code", "name"):
        counts = Counter((r["level"], r[key]) for r in TABLES["areas"])
        assert [k for k, n in counts.items() if n > 1] == []


@pytest.mark.parametrize("name", ["utla", "pfa", "county", "region", "country", "borough"])
def test_every_code_of_the_lookup_resolves_and_every_area_has_a_building_block(name):
    used = {r[f"{name}_code"] for r in LOOKUP.values()} - {""}
    assert used == level(name)


def test_boroughs_are_the_london_building_blocks():
    for code, row in LOOKUP.items():
        in_london = row["region_code"] == "E12000007"
        assert in_london == code.startswith("E09")
        assert row["borough_code"] == (code if in_london else "")


@pytest.mark.parametrize("name", ["pfa", "county", "region"])
def test_areas_lie_in_one_country_and_forces_in_one_region(name):
    for outer in ("country", "region") if name == "pfa" else ("country",):
        pairs = {(r[f"{name}_code"], r[f"{outer}_code"]) for r in LOOKUP.values()}
        assert len(pairs) == len(level(name))


def test_names_of_building_blocks_are_the_same_in_both_tables():
    names = {r["code"]: r["name"] for r in TABLES["areas"] if r["level"] == "utla"}
    assert names == {code: r["utla_name"] for code, r in LOOKUP.items()}


def test_scotland_and_northern_ireland_are_there_without_an_estimate():
    without = {(r["level"], r["code"]) for r in TABLES["areas"] if r["has_estimate"] == "no"}
    assert without == {(n, c) for n in ("pfa", "country") for c in NATIONS_WITHOUT_ESTIMATE}


def test_the_block_that_straddles_two_counties_is_noted():
    (stockton,) = [r for r in LOOKUP.values() if r["utla_name"] == "Stockton-on-Tees"]
    assert "count" in stockton["note"].lower()


def test_every_building_block_has_one_population_row_and_no_other_area_has():
    assert len(POPULATION) == len(TABLES["population"])
    assert set(POPULATION) == set(LOOKUP)


def test_england_and_wales_population_is_the_published_one_within_disclosure_rounding():
    """Cell-key perturbation moves each of 331 district counts by a person or so: few in total."""
    total = sum(int(r["all_ages"]) for r in POPULATION.values())
    assert abs(total - PUBLISHED_ALL_AGES) <= 20


def test_population_aged_16_plus_is_the_published_one_within_its_stated_half_widths():
    """The derived figures are off independently, so their half-widths add in quadrature (about
    2,000); the plain sum of half-widths would allow ten times as much and guard nothing.
    """
    total = sum(int(r["aged_16_plus"]) for r in POPULATION.values())
    half_widths = [int(r["half_width"]) for r in POPULATION.values()]
    allowed = math.sqrt(sum(h * h for h in half_widths))
    assert allowed < 3_000
    assert abs(total - PUBLISHED_16_PLUS) <= allowed


def test_half_widths_are_nonnegative_small_and_zero_for_exact_sums():
    for row in POPULATION.values():
        assert 0 <= int(row["half_width"]) < 0.02 * int(row["aged_16_plus"])
        if row["method"].startswith("exact"):
            assert row["half_width"] == "0"


def test_people_aged_16_plus_are_a_plausible_share_of_all_ages():
    for row in POPULATION.values():
        assert 0.70 < int(row["aged_16_plus"]) / int(row["all_ages"]) < 0.95
        assert 45 <= float(row["percent_female_all_ages"]) <= 55
        assert row["year"] == "2021"


def test_former_areas_lead_to_districts_of_today():
    known = set(LOOKUP) | {r["district_code"] for r in TABLES["districts"]}
    for row in TABLES["former_areas"]:
        assert row["successor_code"] == "" or row["successor_code"] in known
        assert row["former_code"] not in set(LOOKUP)


def test_every_area_code_elsewhere_resolves():
    known = (
        {r["code"] for r in TABLES["areas"]} | {"K02000001", "K04000001"} | NATIONS_WITHOUT_ESTIMATE
    )
    districts = {r["district_code"] for r in TABLES["districts"]}
    for name, column in [
        ("programme_areas", "utla_code"), ("prevalence", "area_code"), ("towns", "utla_code"),
        ("recorded_abuse", "area_code"), ("sensitivity", "pfa_code"),
        ("gap_regions_2013", "pfa_code"),
    ]:  # fmt: skip
        lost = {r[column] for r in TABLES[name]} - known - districts - {""}
        assert lost == set(), name
    assert all(re.fullmatch(r"E23\d{6}|W15\d{6}", r["pfa_code"]) for r in TABLES["sensitivity"])


def test_force_multipliers_leave_the_national_total_as_it_is():
    """Share of population times multiplier sums to the nation within the rounding to 3 decimals."""
    people = Counter()
    for code, row in LOOKUP.items():
        people[row["pfa_code"]] += int(POPULATION[code]["aged_16_plus"])
    multipliers = {r["pfa_code"]: float(r["multiplier"]) for r in TABLES["sensitivity"]}
    assert set(multipliers) == set(people)
    whole = sum(people[c] * m for c, m in multipliers.items()) / sum(people.values())
    assert whole == pytest.approx(1, abs=0.005)
    assert all(0.4 < m < 2 for m in multipliers.values())


def test_survey_and_police_rows_have_a_number_exactly_when_one_was_found():
    for name, columns in (
        ("prevalence", ("percent", "people")),
        ("recorded_abuse", ("number", "rate")),
    ):
        for row in TABLES[name]:
            has_number = any(row[c] for c in columns)
            assert has_number == (row["status"] == "stated"), row


def test_rates_of_the_police_and_marac_have_a_unit():
    assert [r for r in TABLES["recorded_abuse"] if r["rate"] and not r["rate_unit"]] == []
