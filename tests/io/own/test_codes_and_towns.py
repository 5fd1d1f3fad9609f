"""Codes that are not in use today, and names of places that are no areas of the map."""

import pytest

from gapmap.io.own.told import Told
from gapmap.io.own.where import old_codes
from gapmap.io.own.where.found import Reading, Unread
from gapmap.io.own.where.towns import Towns
from gapmap.tasks import own_decisions
from gapmap.tasks import own_programmes as own_data


@pytest.fixture(scope="module")
def index(reader):
    return reader.index


def one(index, text, level=""):
    (found,) = index.read(text, None, level)
    return found


def test_every_code_of_before_leads_to_areas_of_today(index):
    for code in (*old_codes.SHORT, *old_codes.ABOLISHED, *old_codes.TOGETHER, *old_codes.REGIONS):
        was = old_codes.former(code)
        assert was is not None
        for now in was.codes:
            assert now in index.codes or isinstance(index.one(now), Reading), (code, now)


@pytest.mark.parametrize(
    ("code", "blocks"),
    [
        ("00AP", {"E09000014"}), ("00he", {"E06000052"}), ("22UN", {"E10000012"}),
        ("24UP", {"E10000014"}), ("00CX", {"E08000032"}), ("00NA", {"W06000001"}),
        ("E10000001", {"E06000055", "E06000056"}), ("E10000022", {"E06000057"}),
        ("E07000055", {"E06000047"}), ("E07000184", {"E06000051"}), ("15UB", {"E06000052"}),
        ("E41000324", {"E09000001", "E09000033"}), ("E41000052", {"E06000052", "E06000053"}),
        ("34UB", {"E06000061"}), ("16UC", {"E06000064"}), ("00HN", {"E06000058"}),
    ],
)  # fmt: skip
def test_codes_of_before_are_read_and_said(index, code, blocks):
    found = one(index, code)
    assert isinstance(found, Reading), found
    assert set(found.blocks) == blocks
    assert found.note


@pytest.mark.parametrize(
    ("code", "level", "name"),
    [
        ("UKI", "region", "London"), ("TLF", "region", "East Midlands"),
        ("E11000003", "county", "South Yorkshire"), ("E47000001", "county", "Greater Manchester"),
    ],
)  # fmt: skip
def test_codes_of_wider_areas_hold_the_same_councils(index, dataset, code, level, name):
    areas = dataset.tables["areas"]
    wanted = areas[(areas["level"] == level) & (areas["name"] == name)]["code"].iloc[0]
    held = dataset.lookup.index[dataset.lookup[level] == wanted]
    assert set(one(index, code).blocks) == set(held)


@pytest.mark.parametrize("code", ["E07000001", "13UC", "E07000018", "09UD"])
def test_a_district_of_a_county_that_was_split_is_asked_about(index, code):
    found = one(index, code)
    assert isinstance(found, Unread)
    assert len(found.offers) == 2
    assert "abolished in April 2009" in found.why


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("E05000001", "a ward"), ("E01004736", "a small census area"), ("E54000027", "care board"),
        ("E14000530", "a constituency"), ("E38000001", "a clinical commissioning group"),
        ("E41000001", "merged for the census"), ("E99999999", "no known area"),
        ("99ZZ", "a short code"), ("05/22", "a number"), ("383", "a number"), ("UKC11", "NUTS"),
    ],
)  # fmt: skip
def test_what_kind_of_code_it_is_is_said_and_nothing_like_it_is_offered(index, code, what):
    found = one(index, code)
    assert isinstance(found, Unread)
    said = index.likely(code)
    assert what in said.why
    assert said.offers == ()


def test_two_figures_may_be_anything_and_are_asked_about(index):
    found = one(index, "12")
    assert isinstance(found, Unread)
    assert [code for code, _ in found.offers] == ["E10000003"]


def test_a_name_beside_a_code_of_another_kind_is_offered(index):
    found = one(index, "Haringey (E05000263)")
    assert isinstance(found, Unread)
    assert [code for code, _ in found.offers] == ["E09000014"]
    assert "a ward" in found.why


@pytest.mark.parametrize(
    ("name", "first", "why"),
    [
        ("Tottenhm", "E09000014", "nearly the name of Tottenham, a place in Haringey"),
        ("Keighley", "E08000032", "a place in Bradford"),
        ("Keighly", "E08000032", "nearly the name of Keighley"),
        ("Brixton", "E09000022", "a place in Lambeth or Devon"),
        ("Peckham", "E09000028", "a place in Southwark"),
        ("Whitehaven", "E06000063", "a place in Cumberland"),
    ],
)
def test_the_name_of_a_place_is_offered_its_councils_and_never_used(index, name, first, why):
    assert isinstance(one(index, name), Unread)
    likely = index.likely(name)
    assert likely.offers[0][0] == first
    assert why in likely.why


@pytest.mark.parametrize("name", ["zzz", "Xyzzy Towers", "Qqqq"])
def test_a_name_like_no_other_is_said_to_be_so(index, name):
    assert "not like any name" in index.likely(name).why


def test_an_area_is_offered_before_a_town_of_the_same_likeness(index):
    assert index.likely("Nottingam").offers[0][0] == "E06000018"


def checked(reader, text, told=None):
    told = told or Told()
    sent = own_data.read_file(text.encode(), "mine.csv")
    return sent, reader.check(sent, own_data.mapping_of(sent, told), told=told)


def test_the_decision_says_what_is_known_of_the_name(reader):
    sent, found = checked(reader, "Programme,Type,Areas\nA,Stalking,Tottenham\n")
    (decision,) = own_decisions.open_decisions(sent, {}, Told(), found)
    assert "a place in Haringey or Enfield (line 2)" in decision.why
    told = own_decisions.settled(Told(), decision, decision.options[0])
    _, found = checked(reader, "Programme,Type,Areas\nA,Stalking,Tottenham\n", told)
    assert [row.codes for row in found.rows] == [("E09000014",)]


def test_a_base_is_placed_by_a_town_that_one_council_alone_can_hold(reader):
    text = "Programme,Type,Town\nA,Stalking,Keighley\nB,Stalking,Bootle\nC,Stalking,Newport\n"
    _, found = checked(reader, text)
    assert [(r.line, r.blocks, r.by) for r in found.rows] == [
        (2, ("E08000032",), "town"), (4, ("W06000022",), "town"),
    ]  # fmt: skip
    assert "by its town" in found.choices[0].read_as
    assert [o.text for o in found.offers] == ["Bootle"]
    _, found = checked(reader, text, Told(read_as={"Bootle": "E08000014"}))
    assert found.rows[1].blocks == ("E08000014",)


def test_a_town_of_several_places_is_never_sure():
    rows = [
        {"town": "Ashby", "population": "900", "utla_codes": "E10000018"},
        {"town": "ASHBY", "population": "9000", "utla_codes": "E06000013"},
        {"town": "Elm", "population": "600", "utla_codes": "E10000003;E10000020"},
        {"town": "Oak", "population": "0", "utla_codes": "E10000020"},
    ]
    towns = Towns.of(rows)
    assert [towns.sure(name) for name in ("Ashby", "Elm", "oak", "none")] == [
        "", "", "E10000020", "",
    ]  # fmt: skip
    assert towns.candidates("ashby") == ("E06000013", "E10000018")
