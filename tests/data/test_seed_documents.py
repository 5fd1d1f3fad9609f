"""Every figure on programmes, places, counts and money in the five founding documents is here."""

import pytest

from tests.data.tables import COMMISSIONING, LOOKUP, PROGRAMMES, TABLES, areas_of, words

MOPAC, HARINGEY, RESPECT = "S-MOPAC-2023", "S-HARINGEY-2019", "S-RESPECT-2014"
CAFCASS_PAPER, CAFCASS_LETTER = "S-CAFCASS-2010", "S-CAFCASS-2016"
NOT_HELD, NOT_APPLICABLE = "not_held", "not_applicable"

# programme: boroughs (GSS), routes, Home Office grant, match, referrals, starts, completions
SEVEN = {
    "re-move-abuse-barking": (
        {"E09000002"}, {"self", "any_professional"}, 209_052, 130_996, 116, NOT_HELD, 28,
    ),
    "da-perp-intervention-greenwich": (
        {"E09000011"}, {"marac"}, 107_689, 688_838, 69, 213, 50,
    ),
    "spotlight-redbridge": (
        {"E09000026"}, {"children_social_care"}, 322_782, 303_282, 197, NOT_HELD, 93,
    ),
    "drive-south-bcu-london": (
        {"E09000006", "E09000008", "E09000029"}, {"marac", "police", "probation_criminal_court"},
        337_367, 337_367, 150, NOT_HELD, 81,
    ),
    "restart-london": (
        {"E09000007", "E09000008", "E09000016", "E09000029", "E09000033"},
        {"children_social_care"}, 682_909, 241_085, NOT_APPLICABLE, NOT_HELD, NOT_APPLICABLE,
    ),
    "cifa-london": (
        {"E09000003", "E09000005", "E09000010"},
        {"local_authority_other", "marac", "adult_social_care", "children_social_care",
         "community_org"},
        305_832, 90_000, 113, NOT_HELD, 39,
    ),
    "safe-and-together-east-london": (
        {"E09000012", "E09000013", "E09000025", "E09000026", "E09000030", "E09000031"},
        {"children_social_care", "any_professional"}, 576_306, 266_137, 89, NOT_HELD, NOT_HELD,
    ),
}  # fmt: skip

BOROUGHS = {
    "re-move-abuse-barking": "Barking and Dagenham",
    "da-perp-intervention-greenwich": "Greenwich",
    "spotlight-redbridge": "Redbridge",
    "drive-south-bcu-london": "Bromley, Croydon, Sutton",
    "restart-london": "Camden, Croydon, Havering, Sutton, Westminster",
    "cifa-london": "Barnet, Brent, Enfield",
    "safe-and-together-east-london": (
        "Hackney, Hammersmith and Fulham, Newham, Redbridge, Tower Hamlets, Waltham Forest"
    ),
}


def mopac(name: str) -> dict[str, str]:
    return PROGRAMMES[f"{name}@2022-2023"]


def funds(name: str) -> dict[str, float]:
    rows = [r for r in TABLES["funding"] if r["observation_id"] == f"{name}@2022-2023"]
    assert {r["source_id"] for r in rows} == {MOPAC}
    return {r["funder_kind"]: float(r["amount_gbp"]) for r in rows}


def value(key: str, source: str) -> float:
    row = COMMISSIONING[key]
    assert row["source_id"] == source
    assert row["checked"] in ("seed-verified", "corrected")
    return float(row["value"])


@pytest.mark.parametrize("name", SEVEN)
def test_mopac_programme_is_there_with_every_column_of_the_reply(name):
    boroughs, routes, home_office, match, referrals, starts, completions = SEVEN[name]
    row = mopac(name)
    assert row["source_id"] == MOPAC
    assert areas_of(row["observation_id"]) == boroughs
    names = sorted(LOOKUP[code]["utla_name"] for code in boroughs)
    assert ", ".join(names) == BOROUGHS[name]
    assert set(words(row["referral_routes"])) == routes
    assert funds(name) == {"home_office": home_office, "match": match}
    assert float(row["annual_funding_gbp"]) == home_office + match
    stated = {"referrals": referrals, "starts": starts, "completions": completions}
    for column, printed in stated.items():
        if isinstance(printed, str):
            assert (row[column], row[f"{column}_status"]) == ("", printed)
        else:
            assert (float(row[column]), row[f"{column}_status"]) == (printed, "stated")


def test_mopac_reply_covers_seven_programmes_and_no_more():
    rows = [r for r in PROGRAMMES.values() if r["source_id"] == MOPAC]
    assert {r["programme_id"] for r in rows} == set(SEVEN)
    assert len(rows) == value("mopac_programmes_commissioned", MOPAC) == 7


def test_mopac_types_follow_the_descriptions():
    types = {name: mopac(name)["programme_type"] for name in SEVEN}
    assert types["re-move-abuse-barking"] == "accommodation_based"
    assert types["spotlight-redbridge"] == "online_virtual"
    assert types["drive-south-bcu-london"] == "high_harm_case_management"
    assert types["cifa-london"] == "culturally_specific"
    assert types["safe-and-together-east-london"] == "systems_change_training"
    assert mopac("safe-and-together-east-london")["row_kind"] == "programme"


def test_mopac_sums():
    grants = sum(funds(name)["home_office"] for name in SEVEN)
    matches = sum(funds(name)["match"] for name in SEVEN)
    assert grants == value("mopac_home_office_total_derived", MOPAC) == 2_541_937
    assert matches == value("mopac_match_total_derived", MOPAC) == 2_057_705


def test_734_referrals_over_six_and_291_completions_over_five():
    referrals = [float(mopac(n)["referrals"]) for n in SEVEN if mopac(n)["referrals"]]
    completions = [float(mopac(n)["completions"]) for n in SEVEN if mopac(n)["completions"]]
    assert (len(referrals), sum(referrals)) == (6, 734)
    assert (len(completions), sum(completions)) == (5, 291)
    assert value("mopac_referrals_total_derived", MOPAC) == 734
    assert value("mopac_completions_total_derived", MOPAC) == 291


def test_only_greenwich_states_starts_and_they_include_cases_carried_over():
    assert [n for n in SEVEN if mopac(n)["starts"]] == ["da-perp-intervention-greenwich"]
    assert mopac("da-perp-intervention-greenwich")["starts_kind"] == "carried_over"
    assert [mopac(n)["starts_status"] for n in SEVEN].count("not_held") == 6


def test_self_referral_only_by_re_move_abuse():
    takes = [n for n in SEVEN if "self" in words(mopac(n)["referral_routes"])]
    assert takes == ["re-move-abuse-barking"]
    assert value("mopac_programmes_taking_self_referrals", MOPAC) == 1


@pytest.mark.parametrize("what", ["received", "accepted", "completed"])
def test_mopac_does_not_hold_self_referrals(what):
    row = COMMISSIONING[f"mopac_self_referrals_{what}"]
    assert (row["value"], row["source_id"]) == ("", MOPAC)
    assert "does not hold" in row["value_as_stated"]


def test_haringey_programme_row():
    row = PROGRAMMES["dvip-haringey@2018-2019"]
    assert row["source_id"] == HARINGEY
    assert areas_of("dvip-haringey@2018-2019") == {"E09000014"}
    assert (row["capacity_places"], row["capacity_kind"]) == ("28", "commissioned")
    assert (row["referrals"], row["count_months"]) == ("64", "12")
    assert row["annual_funding_gbp"] == "69839"
    assert {"children_social_care", "self"} <= set(words(row["referral_routes"]))
    assert {"men", "women", "lgbt", "under_18"} == set(words(row["accepts"]))
    assert words(row["does_not_accept"]) == ["non_english"]
    assert "5 to 6 weeks" in row["waiting_time"]
    assert "6 to 12 months" in row["waiting_time"]
    parts = [
        r["amount_gbp"] for r in TABLES["funding"] if r["observation_id"] == row["observation_id"]
    ]
    assert sorted(parts) == ["20000", "49839"]


def test_haringey_extension_adds_the_safeguarding_hub():
    row = PROGRAMMES["dvip-haringey@2019-2020"]
    assert "mash" in words(row["referral_routes"])
    assert row["source_id"] == HARINGEY
    assert PROGRAMMES["yuva-haringey@2019"]["part_of"] == "dvip-haringey"


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("haringey_commissioned_referrals", 28),
        ("haringey_referrals_received", 64),
        ("haringey_contract_value", 69_839),
        ("haringey_spot_assessment_cost", 4_800),
        ("haringey_first_language_not_english", 0.60),
        ("haringey_share_progressing", 0.5),
        ("haringey_men_supported_12m", 60),
        ("haringey_da_incidents", 5_204),
        ("haringey_da_offences", 3_304),
        ("haringey_incidents_per_1000", 18.9),
        ("haringey_marac_cases", 459),
        ("perpetrators_repeat_share", 0.25),
        ("perpetrators_adult_men_share", 0.87),
        ("perpetrators_aged_25_34", 0.35),
    ],
)
def test_haringey_figures(key, printed):
    assert value(key, HARINGEY) == printed


@pytest.mark.parametrize(
    ("key", "printed", "unit"),
    [("haringey_wait_english", "5-6", "weeks"), ("haringey_wait_not_english", "6-12", "months")],
)
def test_haringey_waits(key, printed, unit):
    row = COMMISSIONING[key]
    assert (row["value_as_stated"], row["unit"], row["source_id"]) == (printed, unit, HARINGEY)


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("cafcass_dv_grants_north", 1),
        ("cafcass_dv_grants_central", 7),
        ("cafcass_dv_grants_south", 5),
        ("cafcass_dv_grants_total", 13),
        ("cafcass_dvpp_referrals_to_date", 57),
        ("cafcass_assessment_only_referrals", 25),
        ("cafcass_referrals_started", 32),
        ("cafcass_referrals_completed", 7),
        ("cafcass_providers_able_to_deliver", 11),
        ("cafcass_providers_in_approval", 6),
        ("cafcass_probation_providers", 3),
        ("cafcass_possible_probation_providers", 13),
        ("cafcass_claims_attending", 35),
        ("cafcass_claims_dropped", 15),
        ("cafcass_claims_failed_assessment", 22),
        ("cafcass_claims_completions", 9),
        ("cafcass_expected_dv_volume", 100),
        ("cafcass_contact_activity_spend", 2_957_620),
        ("cafcass_contact_activity_forecast_low", 4_000_000),
        ("cafcass_contact_activity_forecast_high", 6_000_000),
    ],
)
def test_cafcass_2010_figures(key, printed):
    assert value(key, CAFCASS_PAPER) == printed


def test_cafcass_2010_sums():
    def of(*keys):
        return sum(value(f"cafcass_{k}", CAFCASS_PAPER) for k in keys)

    months = {"apr": 2, "may": 5, "jun": 14, "jul": 10, "aug": 6, "sep": 6, "oct": 18}
    printed = [value(f"cafcass_dvpp_directions_{m}_2010", CAFCASS_PAPER) for m in months]
    assert printed == list(months.values())
    assert sum(printed) == of("dvpp_directions_apr_oct_2010") == 61
    assert of("dv_grants_north", "dv_grants_central", "dv_grants_south") == of("dv_grants_total")
    assert of("assessment_only_referrals", "referrals_started") == of("dvpp_referrals_to_date")


def test_cafcass_2010_row_is_a_national_aggregate_of_cumulative_counts():
    row = PROGRAMMES["cafcass-dvpp-england@2010-2011"]
    assert row["row_kind"] == "national_aggregate"
    assert (row["referrals"], row["starts"], row["completions"]) == ("57", "32", "7")
    assert row["referrals_kind"] == row["starts_kind"] == "cumulative"
    assert row["source_id"] == CAFCASS_PAPER


def test_cafcass_letter_60_working_days_and_no_counts():
    row = COMMISSIONING["cafcass_wait_kpi"]
    assert (row["value"], row["source_id"]) == ("60", CAFCASS_LETTER)
    assert row["unit"].startswith("working days")
    letter = PROGRAMMES["cafcass-dvpp-england@2011-2016"]
    assert letter["source_id"] == CAFCASS_LETTER
    assert letter["referrals"] == letter["starts"] == letter["completions"] == ""
    assert "60 working days" in letter["waiting_time"]


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("csew_people_experiencing_partner_violence_last_year", 1_500_000),
        ("chronic_perpetrators_estimate", 400_000),
        ("required_capacity_per_county_all", 6_000),
        ("share_coming_to_notice_assumption", 0.25),
        ("required_capacity_per_county_coming_to_notice", 1_500),
        ("dvpp_demand_places_non_convicted", 40_000),
        ("dvpp_existing_capacity", 3_500),
        ("dvpp_shortfall", 36_500),
        ("share_of_demand_met", 0.1),
        ("unit_model_referrals_per_year", 100),
        ("unit_model_cost_per_year", 150_000),
        ("unit_model_completions_per_year", 50),
        ("unit_model_groups_per_week", 2),
        ("unit_model_men_per_group", 12),
        ("cost_per_referral_derived", 1_500),
        ("violence_free_after_4_years", 0.8),
        ("cost_of_dv_perpetration", 3_856_000_000),
        ("criminal_justice_cost_of_dv", 1_261_000_000),
        ("cost_child_in_care_up_to", 150_000),
        ("cost_child_in_care_average", 130_000),
        ("respect_accreditation_fee", 7_000),
        ("hull_saving_per_man", 63_937),
        ("hull_saving_per_partner", 35_058),
        ("hull_saving_per_child", 1_172),
        ("hull_return_per_pound_criminality", 2.24),
        ("hull_return_per_pound_nhs", 2.57),
        ("hull_return_per_pound_all_agencies", 10),
        ("hull_return_per_pound_total", 14),
        ("group_programme_for_women", 0),
    ],
)
def test_respect_guidance_figures(key, printed):
    assert value(key, RESPECT) == printed


def test_derived_seed_figures_say_so_and_printed_ones_do_not():
    derived = {k for k, r in COMMISSIONING.items() if r["derived"] == "yes"}
    assert {k for k in derived if not k.endswith("_derived")} == set()
    assert {k for k in COMMISSIONING if k.endswith("_derived")} == derived


def test_the_seven_gap_phrases_of_the_guidance_are_mapped():
    phrases = {r["gap_phrase"] for r in TABLES["gap_regions_2013"]}
    assert len(phrases) == 7
    for word in ("Northern Ireland", "Mid/West Wales", "East Anglia", "Midlands", "South West",
                 "South East", "North East"):  # fmt: skip
        assert any(word in phrase for phrase in phrases)
    assert {r["source_id"] for r in TABLES["gap_regions_2013"]} == {RESPECT}


def test_the_five_documents_are_sources():
    documents = {r["source_id"] for r in TABLES["sources"] if r["kind"] == "document"}
    assert {MOPAC, HARINGEY, RESPECT, CAFCASS_PAPER, CAFCASS_LETTER} <= documents
