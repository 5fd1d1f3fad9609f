"""Open Referral UK: what both hold survives the way out and back; the schema guards both ways."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from gapmap.errors import UserInputError
from gapmap.io.own.told import Told
from gapmap.io.uploads import hsds
from gapmap.selection import Selection
from gapmap.tasks import own_programmes as own_data
from gapmap.tasks.products import export

DAY = date(2026, 11, 25)
ALL = Selection(since=None, level="utla", basis="implied", standing="any", all_types=True)
MINE = (
    "programme,provider,programme_type,areas,postcode,town,latitude,longitude,referral_routes,"
    "accepts,does_not_accept,respect_accredited,start_year,end_year,places,starts,referrals,"
    "completions,months,annual_funding,notes\n"
    "A,Trust,stalking,Haringey;Kent,N17 9LJ,London,51.6,-0.07,self;police,men,under_18,yes,2023,"
    "2025,30,20,40,12,12,150000,A note\n"
    "B,,online_virtual,England,,,,,,,,,,,,,,,,,\n"
    "C,Trust,early_intervention,Leeds,,,,,health_gp,men;women,lgbt,,2024,ongoing,up to 12,,,,,,\n"
    "D,Trust,stalking,E23000010,,,,,marac,,,no,2020,2021,0,,,,,,\n"
    "E,,stalking,Hackney,,,,,,,,,2024,2025,average of 20,,,,,,\n"
)
KEPT = ("programme", "programme_type", "routes", "accepts", "does_not_accept", "accredited",
        "start_year", "end_year", "capacity_places", "capacity_kind", "starts", "referrals",
        "completions", "count_months", "annual_funding", "blocks", "status")  # fmt: skip
OF_RECORD = ("provider", "base_postcode", "base_town", "base_latitude", "base_longitude", "notes")


@pytest.fixture(scope="module")
def reader(dataset):
    return own_data.Reader(dataset)


def read(reader, data, name, told=None):
    sent = own_data.read_file(data, name)
    told = told or Told()
    return sent, reader.check(sent, own_data.mapping_of(sent, told), told=told)


@pytest.fixture(scope="module")
def written(dataset, reader):
    """Own programmes, and the file that they are exported to."""
    sent, checked = read(reader, MINE.encode(), "mine.csv")
    assert len(checked.rows) == 5
    data = own_data.with_checked(dataset, sent, checked, "replace")
    return checked, export("hsds.json", data, data.gap(ALL), DAY)


def test_what_both_hold_survives_the_way_out_and_back(reader, written):
    first, data = written
    _, again = read(reader, data, "mine.json")
    assert again.problems == ()
    pairs = {r.observation.programme: [r] for r in first.rows}
    for row in again.rows:
        pairs[row.observation.programme].append(row)
    for one, two in pairs.values():
        for name in KEPT:
            assert getattr(one.observation, name) == getattr(two.observation, name), name
        for name in OF_RECORD:
            assert one.record[name] == two.record[name], name


def test_what_is_written_keeps_to_the_schema_and_names_no_person(dataset, written):
    for data in (written[1], export("hsds.json", dataset, dataset.gap(ALL), DAY)):
        body = json.loads(data)
        again = list(hsds.services(body["contents"], "x.json"))
        assert body["total_items"] == body["size"] == len(again) > 0
        text = data.decode()
        assert not any(f'"{field}"' in text for field in ("contacts", "phones", "email"))
        ids = [s["id"] for s in body["contents"]]
        assert len(set(ids)) == len(ids)


def test_the_shipped_programmes_come_back_with_their_places(dataset, reader):
    table = dataset.gap(ALL)
    sent, found = read(reader, export("hsds.json", dataset, table, DAY), "x.json")
    rows = {o.observation_id: o for s in table.supply.services for o in s.rows}
    assert len(sent.rows) == len(rows)
    names = {o.programme for o in rows.values()}
    assert {r.observation.programme for r in found.rows} <= names
    assert len(found.rows) > 0.9 * len(
        {(o.programme, o.blocks, o.start_year) for o in rows.values()}
    )


def service(**changes):
    return {"id": "1", "name": "A", "status": "active", **changes}


def page(*services):
    return json.dumps({"contents": list(services)}).encode()


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"status": "open"}, "“status” is “open”, which is not one of: active, inactive"),
        ({"name": ""}, "“name”"), ({"name": 5}, "“name” is “5”, not a text"),
        ({"capacities": [{"available": 3}]}, "“unit” is missing"),
        ({"capacities": [{"available": "3", "unit": {"name": "x"}}]}, "“3”, not a number"),
        ({"capacities": {}}, "“capacities” is not a list"),
        ({"assured_date": "May"}, "“assured_date” is “May”, not a day like 2026-12-31"),
        ({"schedules": [{"valid_to": "May"}]}, "“valid_to” is “May”, not a day"),
        ({"service_areas": [{"name": "x"}]}, "“id” is missing"),
        ({"organization": {"id": "1"}}, "“name” is missing"),
        ({"organization": "Trust"}, "“organization” is “Trust”, not a list of named parts"),
    ],
)  # fmt: skip
def test_what_breaks_the_standard_is_named_with_its_place(reader, changes, where):
    with pytest.raises(UserInputError, match=re.escape(where)) as error:
        read(reader, page(service(), service(**changes)), "a.json")
    said = str(error.value)
    assert said.startswith(
        "a.json is no Open Referral UK data as the standard has it: in service 2"
    )
    assert said.isprintable()


def test_a_service_of_another_publisher_asks_for_its_type(reader):
    other = service(
        organization={"id": "o", "name": "Their Trust"},
        service_areas=[{"id": "a", "name": "Leeds"}],
        attributes=[{"id": "t", "link_type": "service_type",
                     "taxonomy_term": {"name": "Domestic abuse support"}}],
        contacts=[{"name": "Somebody"}],
    )  # fmt: skip
    for data in (page(other), json.dumps([other]).encode(), json.dumps(other).encode()):
        _, found = read(reader, data, "a.json")
        assert [w.word for w in found.words] == ["Domestic abuse support"]
    told = Told(words={"programme_type": {"Domestic abuse support": ["early_intervention"]}})
    _, found = read(reader, page(other), "a.json", told)
    assert found.rows[0].observation.blocks == ("E08000035",)
    assert "Somebody" not in str(found.rows[0].record)


def test_a_capacity_of_another_unit_is_no_yearly_places(reader):
    beds = {"unit": {"name": "Bed"}, "available": 3, "maximum": 9}
    told = Told(constants={"programme_type": "stalking", "areas": "Leeds"})
    _, found = read(reader, page(service(capacities=[beds])), "a.json", told)
    assert found.rows[0].observation.capacity_places is None


def test_small_numbers_are_withheld_there_too(dataset, reader):
    text = MINE.replace("2025,30,", "2025,6,")
    sent, checked = read(reader, text.encode(), "mine.csv")
    data = own_data.with_checked(dataset, sent, checked, "replace")
    table = data.gap(replace(ALL, suppress_below=10))
    body = json.loads(export("hsds.json", data, table, DAY))
    (mine,) = [s for s in body["contents"] if s["name"] == "A"]
    assert mine["capacities"] == []


def directory(**more):
    """A page of a council's directory, as such pages are: most fields are not about places."""
    place = {"id": "p", "location_type": "physical", "name": "Hub", "accessibility": []}
    leeds = {"id": "a", "address_1": "1 Street", "city": "Leeds",
             "postal_code": "LS1 1UR", "country": "GB", "address_type": "physical"}  # fmt: skip
    service = {
        "id": "s1", "name": "Alder Way", "status": "active", "fees_description": "free",
        "organization": {"id": "o", "name": "Alder Trust", "description": "A charity"},
        "languages": [{"id": "l", "code": "cy"}], "contacts": [{"id": "c", "name": "A Person"}],
        "service_at_locations": [
            {"id": "1", "location": {"id": "w", "location_type": "virtual"}},
            {"id": "2", "location": {**place, "addresses": [leeds]}},
            {"id": "3", "location": {**place, "addresses": None}},
        ],
        "attributes": [{"id": "t", "link_type": "service_type", "value": "stalking"}], **more,
    }  # fmt: skip
    return json.dumps({"total_items": 1, "contents": [service]}).encode()


def test_a_service_at_several_locations_is_based_at_the_first_and_that_is_said(reader):
    sent, checked = read(reader, directory(), "directory.json")
    (row,) = checked.rows
    assert (row.by, row.codes, row.record["base_postcode"]) == ("town", ("E08000035",), "LS1 1UR")
    said = " ".join(sent.notes)
    assert "Services at several locations (1)" in said
    assert "not read: contacts, fees_description, languages" in said
    assert "Person" not in said


@pytest.mark.parametrize(
    ("fields", "accepts", "refuses"),
    [
        ({"eligibility_description": "Men aged 18 and over"}, ("men",), ()),
        ({"eligibility_description": "men", "minimum_age": 18}, ("men",), ("under_18",)),
        ({"minimum_age": 16}, (), ()), ({"minimum_age": None}, (), ()),
        ({"eligibility_description": "Anyone whose behaviour worries them " * 3}, (), ()),
    ],
)  # fmt: skip
def test_eligibility_is_read_as_the_standard_has_it(reader, fields, accepts, refuses):
    _, checked = read(reader, directory(**fields), "directory.json")
    seen = checked.rows[0].observation
    assert (seen.accepts, seen.does_not_accept) == (accepts, refuses)
    long = len(fields.get("eligibility_description", "")) > 60
    assert ("Eligibility: Anyone" in checked.rows[0].record["notes"]) is long


def test_a_service_without_an_address_is_placed_by_its_areas(reader):
    areas = [{"id": "x", "name": "Leeds", "uri": "http://example.org/id/E08000035"}]
    data = directory(service_at_locations=[], service_areas=areas)
    assert read(reader, data, "directory.json")[1].rows[0].codes == ("E08000035",)
