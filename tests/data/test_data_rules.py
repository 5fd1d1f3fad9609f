"""Rules of the programme tables: numbers, statuses, areas, merged rows, parts."""

from collections import Counter

import pytest

from gapmap.vocabulary import USABLE_COUNT_KINDS
from tests.data.tables import (
    LOOKUP,
    MODELS,
    NATIONS_WITHOUT_ESTIMATE,
    PROGRAMMES,
    TABLES,
    areas_of,
    words,
)

ROWS = list(PROGRAMMES.values())
COUNTS = ("referrals", "starts", "completions")
LISTS = {"A": range(2, 229), "B": range(2, 52), "C": range(2, 40), "D": range(1, 6)}
GATHERED = {f"{name}{n}" for name, numbers in LISTS.items() for n in numbers}
ONE_COHORT = ("flow", "multi_year", "cumulative", "sample")

# MOPAC's reply: "cases will not align as data/cases are rolled over from the previous years".
ROLLED_OVER = {
    "re-move-abuse-barking@2022-2023",
    "da-perp-intervention-greenwich@2022-2023",
    "spotlight-redbridge@2022-2023",
    "drive-south-bcu-london@2022-2023",
    "restart-london@2022-2023",
    "cifa-london@2022-2023",
    "safe-and-together-east-london@2022-2023",
}


def ids(rows) -> list[str]:
    return [r["observation_id"] for r in rows]


def test_all_320_gathered_rows_are_accounted_for_exactly_once():
    held = Counter(raw for row in ROWS for raw in words(row["raw_rows"]))
    assert len(GATHERED) == 320
    assert set(held) == GATHERED
    assert [raw for raw, times in held.items() if times > 1] == []


def test_merged_rows_agree_with_raw_rows():
    """Of the gathered rows that one row holds, all but one are listed as merged into it."""
    merged = {r["raw_row"]: r["merged_into"] for r in TABLES["merged_rows"]}
    expected = {
        raw: row["observation_id"]
        for row in ROWS
        for raw in words(row["raw_rows"])
        if raw in merged
    }
    assert merged == expected
    into = Counter(merged.values())
    assert into == {
        r["observation_id"]: len(words(r["raw_rows"])) - 1
        for r in ROWS
        if len(words(r["raw_rows"])) > 1
    }
    for row in TABLES["merged_rows"]:
        target = PROGRAMMES[row["merged_into"]]
        assert row["programme_id"] == target["programme_id"]
        assert row["why"]


def test_numbers_are_there_exactly_when_their_status_says_stated():
    wrong = [
        (r["observation_id"], c)
        for r in ROWS
        for c in COUNTS
        if (r[c] != "") != (r[f"{c}_status"] == "stated")
    ]
    assert wrong == []


def test_not_held_and_not_applicable_are_blank_and_stay_distinguishable():
    seen = Counter(r[f"{c}_status"] for r in ROWS for c in COUNTS if not r[c])
    assert seen["not_held"] == 7  # six starts and Safe & Together's completions
    assert seen["not_applicable"] == 2  # Restart's referrals and completions
    assert seen["not_stated"] > 0


@pytest.mark.parametrize("column", COUNTS)
def test_a_count_has_a_kind_exactly_when_it_is_there(column):
    assert ids(r for r in ROWS if bool(r[column]) != bool(r[f"{column}_kind"])) == []


def test_places_have_a_kind_and_funding_a_verdict_exactly_when_they_are_there():
    assert ids(r for r in ROWS if bool(r["capacity_places"]) != bool(r["capacity_kind"])) == []
    funding = [r for r in ROWS if bool(r["annual_funding_gbp"]) != bool(r["funding_is_whole_year"])]
    assert ids(funding) == []


def test_no_impossible_numbers():
    for row in ROWS:
        for column in (*COUNTS, "capacity_places", "annual_funding_gbp", "award_gbp"):
            assert row[column] == "" or 0 <= float(row[column]) < 1e8, row["observation_id"]
        assert row["count_months"] == "" or 1 <= float(row["count_months"]) <= 120
    people = [c for r in ROWS for c in (*COUNTS, "capacity_places") if r[c] and float(r[c]) % 1]
    assert people == []


def test_years_are_plausible_and_in_order_and_undated_rows_have_none():
    for row in ROWS:
        assert (row["dating"] == "undated") == (row["start_year"] == "") == (row["end_year"] == "")
        if row["start_year"]:
            assert 1990 <= int(row["start_year"]) <= int(row["end_year"]) <= 2035
            assert int(row["end_year"]) - int(row["start_year"]) <= 10


def test_the_period_as_stated_names_the_first_year():
    for row in ROWS:
        if row["dating"] == "stated":
            assert row["start_year"] in row["period"], row["observation_id"]


def test_counted_months_fit_in_the_years_of_the_row():
    for row in ROWS:
        if row["count_months"] and row["start_year"]:
            years = int(row["end_year"]) - int(row["start_year"]) + 1
            assert float(row["count_months"]) <= 12 * years, row["observation_id"]


def test_kinds_of_counts_agree_with_their_months():
    for row in ROWS:
        months = float(row["count_months"] or 0)
        for kind in {row["referrals_kind"], row["starts_kind"]}:
            if kind in USABLE_COUNT_KINDS:
                assert 1 <= months <= 18, row["observation_id"]
            if kind == "rate":
                assert months in (1, 3, 12), row["observation_id"]
            if kind == "multi_year":
                assert months > 18, row["observation_id"]


def test_completions_do_not_exceed_what_one_cohort_started_with():
    """Only where one cohort is counted; MOPAC's rows roll cases over from earlier years."""
    wrong = [
        (r["observation_id"], c)
        for r in ROWS
        for c in ("starts", "referrals")
        if r["completions"] and r[c] and r[f"{c}_kind"] in ONE_COHORT
        if float(r["completions"]) > float(r[c]) and r["observation_id"] not in ROLLED_OVER
    ]
    assert wrong == []


def test_starts_do_not_exceed_referrals_of_the_same_flow():
    both = [r for r in ROWS if r["starts_kind"] == r["referrals_kind"] == "flow"]
    assert len(both) >= 1
    assert ids(r for r in both if float(r["starts"]) > float(r["referrals"])) == []


def test_the_rows_exempt_from_the_cohort_rule_are_mopacs():
    assert {PROGRAMMES[i]["source_id"] for i in ROLLED_OVER} == {"S-MOPAC-2023"}
    assert {i for i, r in PROGRAMMES.items() if r["source_id"] == "S-MOPAC-2023"} == ROLLED_OVER


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        (
            ("drive-essex-pilot", "drive-south-wales-pilot", "barnardos-south-tyneside"),
            {"equal_split"},
        ),
        (("dv-pathfinder-london", "dv-pathfinder-west-yorkshire"), {"theoretical_maximum"}),
        (("bbr-custody-england-wales",), {"prison"}),
        (("drive-pilot-three-sites", "masp-hampshire"), {"plan"}),
    ],
)
def test_capacities_that_are_no_yearly_places_are_marked_so(rows, kinds):
    for programme in rows:
        marked = {r["capacity_kind"] for r in ROWS if r["programme_id"] == programme} - {""}
        assert marked == kinds, programme


@pytest.mark.parametrize(
    "programme",
    ["hampshire-dapp", "stop-leeds", "stopping-violence-bristol", "chrysalis-centre",
     "dapu-suffolk", "drive-worcestershire",
     "tlc-gm-adult-perpetrator-2021", "cleveland-matac", "dappa-norfolk",
     "drive-national", "drive-pilot-three-sites", "adapt-foundation-hampshire"],
)  # fmt: skip
def test_counts_that_are_no_yearly_intake_can_never_be_used(programme):
    for row in ROWS:
        if row["programme_id"] == programme and row["row_kind"] == "programme":
            kinds = {row["referrals_kind"], row["starts_kind"]}
            assert not kinds & set(USABLE_COUNT_KINDS), row["observation_id"]


def test_every_programme_row_serves_at_least_one_area_and_all_resolve():
    assert {r["observation_id"] for r in TABLES["programme_areas"]} == set(PROGRAMMES)
    codes = {r["utla_code"] for r in TABLES["programme_areas"]}
    assert codes - set(LOOKUP) <= NATIONS_WITHOUT_ESTIMATE


def test_areas_carry_the_source_of_their_programme_row():
    wrong = [
        r["observation_id"]
        for r in TABLES["programme_areas"]
        if r["source_id"] != PROGRAMMES[r["observation_id"]]["source_id"]
    ]
    assert sorted(set(wrong)) == []


def test_the_metropolitan_police_area_does_not_contain_the_city_of_london():
    """MOPAC is the Metropolitan Police's office; the City has its own force and authority."""
    mopac = [i for i in PROGRAMMES if i.startswith(("mopac-", "dv-pathfinder-london"))]
    assert len(mopac) == 6
    assert [i for i in mopac if "E09000001" in areas_of(i)] == []


def test_one_service_has_one_wider_programme_and_kind_of_row():
    wider, kinds = {}, {}
    for row in ROWS:
        wider.setdefault(row["service_id"], set()).add(row["part_of"])
        kinds.setdefault(row["programme_id"], set()).add(row["row_kind"])
    assert [s for s, w in wider.items() if len(w) > 1] == []


def test_service_ids_and_wider_programmes_exist():
    known = {r["programme_id"] for r in ROWS}
    services = {r["service_id"] for r in ROWS}
    assert services <= known
    assert {r["part_of"] for r in ROWS} - {""} <= services


def test_parts_have_no_cycles_and_are_one_level_deep():
    """The counting rule looks one step up, so a part of a part would count twice."""
    wider = {r["service_id"]: r["part_of"] for r in ROWS if r["part_of"]}
    assert len(wider) >= 5
    assert {s for s, w in wider.items() if w in wider or w == s} == set()


def test_parts_work_inside_the_area_of_the_wider_programme():
    for row in ROWS:
        if row["part_of"]:
            whole = set().union(
                *(areas_of(r["observation_id"]) for r in ROWS if r["service_id"] == row["part_of"])
            )
            assert areas_of(row["observation_id"]) <= whole, row["observation_id"]


def test_a_group_is_not_both_accepted_and_refused():
    for row in ROWS:
        assert not set(words(row["accepts"])) & set(words(row["does_not_accept"]))


def test_no_service_accepts_a_group_that_its_other_rows_refuse(dataset):
    """Attributes are lent between the rows of a service; what is lent must not contradict."""
    for obs in dataset.observations:
        assert not set(obs.accepts) & set(obs.does_not_accept), obs.observation_id


def test_18_plus_refuses_under_18s_wherever_it_is_stated():
    stated = [r for r in ROWS if "18+" in r["accepts_as_stated"]]
    assert len(stated) > 5
    assert ids(r for r in stated if "under_18" not in r["does_not_accept"]) == []


def test_accredited_is_never_denied_and_its_year_only_stands_beside_yes():
    assert {r["respect_accredited"] for r in ROWS} == {"yes", "unknown"}
    assert ids(r for r in ROWS if r["respect_year"] and r["respect_accredited"] != "yes") == []


def test_stated_parts_of_the_funding_add_up_to_the_year_or_the_award():
    parts = Counter()
    for row in TABLES["funding"]:
        parts[row["observation_id"]] += float(row["amount_gbp"])
    for observation_id in ROLLED_OVER | {"dvip-haringey@2018-2019", "dapu-suffolk@2022-2023"}:
        stated = float(PROGRAMMES[observation_id]["annual_funding_gbp"])
        assert parts[observation_id] == stated, observation_id


def test_the_misquoted_83_percent_is_used_by_no_model_and_says_so():
    (row,) = [r for r in TABLES["commissioning"] if r["value"] == "0.83"]
    assert "never used" in row["note"]
    assert row["source_id"] not in {s for m in MODELS.values() for s in m["source_ids"]}


def test_old_and_new_survey_questions_are_told_apart():
    sets = {r["question_set"] for r in TABLES["prevalence"] if r["status"] == "stated"}
    assert sets == {"old", "new"}


def test_percentages_and_shares_are_within_bounds():
    for row in TABLES["commissioning"]:
        if row["unit"].startswith("share") and row["value"]:
            assert 0 <= float(row["value"]) <= 1, row["key"]
    for row in TABLES["perpetrator_estimates"]:
        low, high = row["value_low"], row["value_high"]
        if low and high:
            assert float(low) <= float(high)
        if row["unit"].startswith("percent"):
            assert all(0 <= float(v) <= 100 for v in (low, high) if v)
