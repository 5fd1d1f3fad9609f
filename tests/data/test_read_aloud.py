"""What was read aloud against its source: records whose numbers or states were once wrong."""

import pytest

from gapmap.core.evidence.matching import Match
from gapmap.selection import Selection
from gapmap.vocabulary import GRADES, ROUTES

AIMS = {
    "kent-healthy-relationships@2023-2025": (184, 2025, "E014"),
    "see-the-signs-merseyside@2023-2025": (200, 2025, "P159"),
    "drive-dorset@2021": (100, 2022, "P069"),
    "prevent-and-change-south-london@2023-2025": (350, 2025, "P150"),
    "cara-west-midlands@2019-2020": (600, 2020, "P020"),
    "cara-devon-cornwall@2025-2030": (200, 2026, "P022"),
}


@pytest.fixture(scope="module")
def first(dataset):
    return dataset.gap(Selection())


def row(table, name):
    (found,) = table.rows[table.rows["name"] == name].to_dict("records")
    return found


def hidden(table, name):
    return {h.service_id: match for h, match in table.hidden_in(row(table, name)["code"])}


@pytest.mark.parametrize("observation", AIMS)
def test_an_aim_is_shown_as_an_aim_of_its_year_and_of_grade_c(dataset, first, observation):
    places, year, source = AIMS[observation]
    parts = first.parts[first.parts["observation_id"] == observation]
    assert parts["places"].sum() == pytest.approx(places)
    assert set(parts["basis"]) == {"aim"}
    assert set(parts["grade"]) == {"C"}
    assert set(parts["number_year"]) == {year}
    assert dataset.programmes[observation]["source_id"] == source


def test_no_aim_and_no_money_has_a_grade_above_c(first):
    known = first.parts.dropna(subset=["places"])
    worst = list(GRADES)
    for basis, least in (("aim", "C"), ("implied", "D")):
        found = known.loc[known["basis"] == basis, "grade"]
        assert len(found)
        assert all(worst.index(grade) >= worst.index(least) for grade in found)


def test_gwents_ended_service_does_not_count_and_is_named(first):
    assert row(first, "Gwent")["state"] == "unmeasured"
    assert hidden(first, "Gwent")["phoenix-gwent"] is Match.NO


def test_a_running_service_without_a_number_is_recorded_not_a_blank(first):
    found = row(first, "Dyfed-Powys")
    assert (found["state"], found["programmes"]) == ("unmeasured", 1)


def test_warwickshire_counts_the_second_year_of_its_award(first):
    found = row(first, "Warwickshire")
    assert (found["basis"], found["number_year"], found["grade"]) == ("implied", 2025, "D")


def test_any_professional_takes_in_the_police(dataset):
    table = dataset.gap(Selection(level="borough", since=2018, until=2019, routes=("police",)))
    found = row(table, "Haringey")
    assert (found["state"], found["places"]) == ("measured", 28)


@pytest.mark.parametrize(
    "borough",
    [
        "Hackney",
        "Hammersmith and Fulham",
        "Newham",
        "Redbridge",
        "Tower Hamlets",
        "Waltham Forest",
    ],
)
def test_the_boroughs_of_safe_and_together_are_not_none_recorded(dataset, borough):
    table = dataset.gap(Selection(level="borough", since=2022, until=2023))
    parts = table.parts[table.parts["service_id"] == "safe-and-together-east-london"]
    assert row(table, borough)["code"] in set(parts["code"])
    assert parts["places"].isna().all()


def test_silence_on_who_refers_or_is_accepted_is_no_gap(dataset):
    """Forces where only records that say nothing stand are never in the colour of a gap."""
    for choices in ({"routes": ("self",)}, {"routes": ("marac",)}, {"accepts": ("women",)}):
        table = dataset.gap(Selection(**choices))
        for found in table.records:
            if found["state"] in ("none_matching", "none_recorded"):
                assert found["programmes_undecided"] == 0
            if found["programmes_undecided"] and not found["programmes"]:
                assert found["state"] in ("not_stated", "no_estimate")
    counts = [
        dict(dataset.gap(Selection(**c)).rows["state"].value_counts())
        for c in ({}, {"accepts": ("women",)})
    ]
    assert counts[0] != counts[1]  # a group filter changes the map


def test_no_force_is_said_to_take_nobody_by_a_route(dataset):
    """Some routes named are no refusal of the others: Leicestershire's sources say nothing of self.

    The Jenkins Centre is said to take referrals by professionals, Project CARA those of the police.
    """
    found = {
        (row["name"], route)
        for route in ROUTES
        for row in dataset.gap(Selection(routes=(route,))).records
        if row["state"] == "none_matching"
    }
    assert found == set()
    by_self = dataset.gap(Selection(routes=("self",)))
    assert row(by_self, "Leicestershire")["state"] == "not_stated"


BY_LAW = {"conditional_caution": "police", "probation_accredited": "probation_criminal_court"}
"""Types to which one agency alone can send somebody: what they are says so."""


def test_routes_are_all_that_there_are_only_where_the_source_or_the_law_says_so(dataset):
    """The one reply that lists the routes of each programme, and what only one agency can order."""
    listed = 0
    for its in dataset.programmes.values():
        assert (its["routes_named"] == "") == (its["referral_routes"] == ""), its["observation_id"]
        if its["routes_named"] != "all":
            continue
        court = its["source_id"] == "P216"  # a pilot for people under a court's order
        by_law = BY_LAW.get(its["programme_type"]) == its["referral_routes"]
        listed += its["source_id"] == "S-MOPAC-2023"
        assert its["source_id"] == "S-MOPAC-2023" or court or by_law, its["observation_id"]
    assert listed == 7


def test_areas_that_share_one_programme_are_marked_and_have_no_rank(dataset):
    from gapmap.present.words import scale

    table = dataset.gap(Selection(level="borough"))
    shared = set(table.rows.loc[table.rows["shared"].eq(True), "code"])
    assert {row(table, name)["code"] for name in ("Barnet", "Brent", "Enfield")} <= shared
    assert not shared & set(scale.ranks(table))


def test_a_country_has_the_range_of_the_nation(dataset):
    table = dataset.gap(Selection(level="country"))
    both = [row(table, "England"), row(table, "Wales")]
    assert sum(r["perpetrators_low"] for r in both) == pytest.approx(350_000)
    assert sum(r["perpetrators_high"] for r in both) == pytest.approx(450_000)


def test_the_title_of_an_area_says_that_its_number_is_an_aim_or_from_a_budget(first):
    from gapmap.present.area import words

    for found in first.records:
        if found["state"] == "measured":
            title = words.finding(first, found["code"])
            assert ("an aim of" in title) == (found["basis"] == "aim")
            assert ("by budget of" in title) == (found["basis"] == "implied")
            assert len(title.removeprefix(f"{found['name']}: ").split()) <= 12
    assert "an aim of 2020, grade C" in words.finding(first, row(first, "West Midlands")["code"])


def test_an_area_is_not_called_by_a_part_that_is_less_than_half_of_its_places(dataset, first):
    """350 of London's 883 places are an aim; the rest are counts, a contract and a budget."""
    from gapmap.present.area import words

    london = row(first, "Metropolitan Police")["code"]
    assert "partly an aim of 2025" in words.finding(first, london)
    assert "350 of its 883 places are of 2025, an aim or a plan" in words.finding_more(
        first, london
    )
    assert "The largest part of its own, 350 places, is an aim" in words.standing(first, london)
    kent = row(first, "Kent")["code"]
    assert "partly" not in words.finding(first, kent)
    assert "The number is of 2025" in words.finding_more(first, kent)
    assert "Its own is an aim" in words.standing(first, kent)
    for level in ("borough", "utla", "region", "country"):
        table = dataset.gap(Selection(level=level))
        for found in table.records:
            if found["state"] == "measured":
                parts = table.parts[table.parts["code"] == found["code"]]["places"].dropna()
                title = words.finding(table, found["code"])
                assert ("partly" in title) == (parts.max() * 2 < parts.sum())
                assert len(title.removeprefix(f"{found['name']}: ").split()) <= 12


def test_the_title_of_an_area_says_that_most_of_its_places_rest_on_passed_terms(first):
    from gapmap.present.area import words

    passed = set()
    for found in first.records:
        if found["state"] != "measured":
            continue
        title, more = (f(first, found["code"]) for f in (words.finding, words.finding_more))
        most = found["places_terms_passed"] >= found["places"] / 2
        assert ("funding date past" in title) == most
        assert ("were on past funding" in more) == (found["places_terms_passed"] >= 0.5)
        assert f"grade {found['grade']}" in f"{title} {more}"
        passed |= {found["name"]} if most else set()
    assert "Kent" in passed  # its award ran to March 2025
    assert "Metropolitan Police" not in passed  # 378 of 883
    kent = words.finding_more(first, row(first, "Kent")["code"])
    assert "All its 184 places were on past funding." in kent


def test_an_aim_that_is_ranked_is_not_called_exact(first):
    from gapmap.present.area import words
    from gapmap.present.words import scale

    ranks = scale.ranks(first)
    assert {row(first, name)["code"] for name in ("Kent", "Surrey", "Staffordshire")} <= set(ranks)
    for code in ranks:
        said, basis = words.standing(first, code), first.row(code)["basis"]
        assert "exact" not in said
        assert ("an aim or a plan, not a count" in said) == (basis == "aim")
        assert ("implied by a budget, not a count" in said) == (basis == "implied")
