"""Who can be expected to know: every force and council has somebody, by a source, and no person."""

import re
from datetime import date

import pytest

from gapmap import vocabulary
from tests.data.tables import PROGRAMMES, TABLES, level, words

HOLDERS = TABLES["holders"]
REQUESTS = TABLES["requests"]
LOOK = TABLES["places_to_look"]
AREAS = {(a["level"], a["code"]): a["name"] for a in TABLES["areas"]}
SERVICES = {r["service_id"] for r in PROGRAMMES.values() if r["row_kind"] == "programme"}
CURRENT = [h for h in HOLDERS if h["until_basis"] != "ended"]


def has(kinds, area_level):
    return {h["code"] for h in CURRENT if h["kind"] in kinds and h["level"] == area_level}


def test_every_force_has_one_office_and_every_council_is_there():
    assert has({"commissioner", "mayor"}, "pfa") == level("pfa")
    assert len(level("pfa")) == 43
    assert has({"council"}, "utla") == {r["utla_code"] for r in TABLES["lookup"]}
    bodies: dict[str, set[str]] = {}
    for h in CURRENT:
        if h["level"] == "pfa":
            bodies.setdefault(h["code"], set()).add(h["body_id"])
    assert {len(ids) for ids in bodies.values()} == {1}


def test_every_fact_is_expected_in_every_force_and_council():
    for area_level in ("pfa", "utla"):
        known: dict[str, set[str]] = {}
        for h in CURRENT:
            if h["level"] == area_level:
                known.setdefault(h["code"], set()).update(words(h["facts"]))
        assert {frozenset(facts) for facts in known.values()} == {frozenset(vocabulary.FACTS)}


def test_a_row_is_of_an_area_or_of_a_service_and_a_body_has_one_name():
    names: dict[str, set[str]] = {}
    for h in HOLDERS:
        assert (h["level"] != "") == (h["code"] != "") == (h["service_id"] == "")
        assert h["holder_id"] == f"{h['body_id']}:{h['code'] or h['service_id']}:{h['ground']}"
        names.setdefault(h["body_id"], set()).add(h["body"])
        if h["service_id"]:
            assert h["kind"] == "provider"
            assert h["service_id"] in SERVICES
        else:
            assert (h["level"], h["code"]) in AREAS
    assert [found for found in names.values() if len(found) > 1] == []


@pytest.mark.parametrize(
    "holder", [h for h in HOLDERS if h["service_id"]], ids=lambda h: h["holder_id"]
)
def test_a_provider_is_one_that_a_record_of_its_service_names(holder):
    """Spelled as there, or as another record of the same organisation spells it."""
    given = " ".join(r["provider"] for r in PROGRAMMES.values())
    here = " ".join(
        r["provider"] for r in PROGRAMMES.values() if r["service_id"] == holder["service_id"]
    )
    first = re.split(r"[\s:(]", holder["body"])[0]
    assert holder["body"] in given or first in given
    names = {
        "FearFree": "Splitz",
        "FreeVa": "Jenkins",
        "Domestic": "DVIP",
        "Hampshire": "Hampshire",
    }
    assert first in here or names.get(first, first) in here


def test_an_end_has_its_basis_and_its_source_and_lies_where_it_says():
    for h in HOLDERS:
        assert (h["until_date"] != "") == (h["until_basis"] != "") == (h["until_source_id"] != "")
    ends = {h["until_date"] for h in HOLDERS if h["kind"] == "commissioner" and h["until_date"]}
    assert ends == {"2028-05"}
    commissioners = {h["code"] for h in HOLDERS if h["until_date"] == "2028-05"}
    assert commissioners == level("pfa") - {
        "E23000001", "E23000005", "E23000009", "E23000010", "E23000011", "E23000034",
    }  # fmt: skip
    surrey = [h for h in HOLDERS if h["code"] == "E10000030"]
    assert {h["until_date"] for h in surrey} == {"2027-03-31"}


def test_no_person_and_no_way_to_reach_one_is_in_the_register():
    for table in (HOLDERS, REQUESTS, LOOK):
        for row in table:
            text = " ".join(row.values())
            assert "@" not in text
            assert not re.search(r"\b(Mr|Mrs|Ms|Dr|Cllr)\b", text)
            assert not re.search(r"\b0\d{3,4}[ -]?\d{3}", text)


def test_what_was_published_before_is_in_rows_whose_source_the_body_published():
    publishers = {s["source_id"]: s["publisher"] for s in TABLES["sources"]}
    for h in HOLDERS:
        if h["ground"] == "published_before":
            assert publishers[h["source_id"]]
            named = re.search(r"Facts on ([^.]+)\.", h["note"])
            if named:
                known = {r["programme_id"] for r in PROGRAMMES.values()}
                assert set(named[1].split("; ")) <= known


def test_requests_are_of_known_bodies_and_answered_after_they_were_asked():
    bodies = {h["body_id"] for h in HOLDERS}
    for r in REQUESTS:
        assert r["body_id"] in bodies
        assert date.fromisoformat(r["asked"]) < date.fromisoformat(r["answered"])
        assert set(words(r["facts_given"])) <= set(words(r["facts_asked"]))


def test_grounds_and_kinds_are_those_of_the_vocabulary():
    assert {h["ground"] for h in HOLDERS} == set(vocabulary.GROUNDS)
    assert {h["kind"] for h in HOLDERS} == set(vocabulary.HOLDER_KINDS)
    assert {f for h in HOLDERS for f in words(h["facts"])} == set(vocabulary.FACTS)
