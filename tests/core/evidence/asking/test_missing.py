"""Missing = expected less known, worked out a second time for every force and every council."""

import datetime

import pytest

from gapmap.core.evidence.asking.facts import facts_of
from gapmap.core.evidence.asking.holders import bodies, holdings
from gapmap.core.evidence.asking.missing import Place, Request, by_area, counts
from gapmap.selection import Selection
from gapmap.tasks.asking.missing import missing
from gapmap.vocabulary import FACTS
from tests.conftest import DATA
from tests.core.evidence.asking import independent

AREAS = {"pfa": 43, "utla": 175, "borough": 33, "county": 56, "region": 10}
DAY = datetime.date(2026, 11, 24)
ROW = {
    "referral_routes": "", "accepts": "", "does_not_accept": "", "respect_accredited": "unknown",
    "annual_funding_gbp": None, "award_gbp": None, "funded_until": "", "ended_year": None,
    "referrals_status": "not_stated", "completions_status": "not_stated",
}  # fmt: skip
HOLDER = {
    "body_id": "pcc", "body": "The office", "kind": "commissioner", "level": "pfa", "code": "A",
    "service_id": "", "facts": "places;routes", "ground": "commissions_it", "until_date": "",
    "successor": "", "foi": "yes", "note": "", "source_id": "S",
}  # fmt: skip
INSIDE = {("pfa", "A"): frozenset({"a1", "a2"}), ("utla", "a1"): frozenset({"a1"})}
PLACE = Place("A", "Area A", "unmeasured", False, (1.0, 2.0, 3.0), frozenset({"a1", "a2"}))


@pytest.mark.parametrize("level", AREAS)
def test_what_is_missing_is_what_a_second_computation_finds(dataset, level):
    found = missing(dataset, dataset.gap(Selection(level=level)))
    again = independent.missing(DATA, level, dataset.as_of)
    again.pop("", None)
    assert len(found.areas) == len(again) == AREAS[level]
    for area in found.areas:
        expected = again[area.place.code]
        assert len(area.services) == expected["programmes"], area.place.name
        assert {f: t.known for f, t in area.tallies.items()} == expected["known"], area.place.name
        assert area.expected == expected["expected"], area.place.name
        assert set(area.missing) == expected["missing"], area.place.name


def test_every_area_has_somebody_to_ask_and_every_fact_is_expected(dataset):
    for level in ("pfa", "utla"):
        for area in missing(dataset, dataset.gap(Selection(level=level))).areas:
            assert area.bodies
            assert area.expected == set(FACTS)


def test_the_counts_add_up_to_what_is_expected(dataset):
    found = missing(dataset, dataset.gap(Selection()))
    for count in found.counts.values():
        assert count.known + count.partly + count.missing + count.nothing == count.expected == 43
        assert count.answered <= count.asked <= count.expected
        here = {service for area in found.areas for service in area.services}
        assert count.programmes_known <= count.programmes == len(here) < len(found.facts)
    asked = {a.place.code for a in found.areas if a.asked}
    assert asked == {"E23000001"}  # the Mayor's Office; Cafcass no longer refers


@pytest.mark.parametrize(
    ("stated", "fact", "status"),
    [
        ({}, "routes", "not_stated"),
        ({"referral_routes": "self"}, "routes", "stated"),
        ({"does_not_accept": "women"}, "groups", "stated"),
        ({"respect_accredited": "yes"}, "accreditation", "stated"),
        ({"award_gbp": 0.0}, "funding", "stated"),
        ({"annual_funding_gbp": 5.0}, "funding", "stated"),
        ({"ended_year": 2025.0}, "term", "stated"),
        ({"referrals_status": "not_held"}, "referrals", "not_held"),
        ({"completions_status": "withheld"}, "completions", "withheld"),
        ({"completions_status": "stated"}, "completions", "stated"),
    ],
)
def test_a_fact_is_known_when_any_record_states_it(stated, fact, status):
    assert facts_of([ROW, {**ROW, **stated}], places=False)[fact] == status
    assert facts_of([ROW], places=True)["places"] == "stated"


def served(*rows, services=("s", "t"), statuses=("stated", "not_stated"), requests=()):
    held = bodies(holdings(rows, INSIDE, dict.fromkeys(services, frozenset({"a1"}))), DAY)
    facts = {s: dict.fromkeys(FACTS, status) for s, status in zip(services, statuses, strict=True)}
    (area,) = by_area(
        [PLACE], dict.fromkeys(services, frozenset({"a1"})), facts, held, list(requests)
    )
    return area, facts


@pytest.mark.parametrize(
    ("statuses", "status", "is_missing"),
    [
        (("stated", "stated"), "known", False),
        (("stated", "not_held"), "partly", True),
        (("not_held", "not_stated"), "missing", True),
        ((), "no_programme", True),
    ],
)
def test_a_fact_is_missing_unless_every_programme_states_it(statuses, status, is_missing):
    area, facts = served(HOLDER, services=("s", "t")[: len(statuses)], statuses=statuses)
    assert area.tallies["places"].status == status
    assert area.missing == (("places", "routes") if is_missing else ())
    assert counts([area], facts)["places"].programmes == len(statuses)
    assert counts([area], facts)["term"].expected == 0  # nobody holds it


def test_a_body_that_has_ended_is_asked_nothing_and_its_requests_do_not_count():
    gone = {**HOLDER, "until_date": "2022-06-30"}
    asked = Request("pcc", frozenset({"a1"}), frozenset({"places"}), frozenset())
    assert served(gone, requests=[asked])[0].bodies == ()
    assert served(gone, requests=[asked])[0].asked == frozenset()
    until_today = {**HOLDER, "until_date": DAY.isoformat()}
    assert served(until_today, requests=[asked])[0].asked == {"places"}


def test_the_nearest_body_comes_first_and_a_provider_only_where_its_service_is():
    council = {**HOLDER, "body_id": "c", "body": "Council", "kind": "council", "level": "utla",
               "code": "a1"}  # fmt: skip
    provider = {**HOLDER, "body_id": "p", "body": "Charity", "kind": "provider", "level": "",
                "code": "", "service_id": "s"}  # fmt: skip
    elsewhere = {**provider, "body_id": "q", "service_id": "not here"}
    area, _ = served(elsewhere, provider, council, HOLDER)
    assert [body.body_id for body in area.bodies] == ["pcc", "c", "p"]
