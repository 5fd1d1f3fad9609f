"""What a search comes to: only what is meant beyond doubt opens, and nothing is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.tasks.area import postcode as by_postcode
from gapmap.tasks.area import town
from gapmap.tasks.area.answer import WRITTEN_OUT, Search
from gapmap.tasks.area.find import Finder
from gapmap.tasks.area.offers import MOST
from gapmap.vocabulary import TILE_LEVELS


@pytest.fixture(scope="module")
def finder(dataset):
    return Finder(dataset)


@pytest.fixture(scope="module")
def answer(dataset, finder):
    return lambda text, level="pfa": Search(dataset, finder, level).answer(text)


@pytest.mark.parametrize(
    ("code", "said", "codes"),
    [
        ("E10000006", "is the code of the council Cumbria, which was divided in April 2023.",
         ["E06000063", "E06000064"]),
        ("e10 000 006", "E10000006 is the code of the council Cumbria", ["E06000063", "E06000064"]),
        ("E10000027", "another code of the council Somerset, which changed in April 2023.",
         ["E06000066"]),
        ("E10000005", "the code of the county Cornwall, abolished in April 2009.", ["E06000052"]),
        ("E07000100", "a code of a district that has another one now.", ["E10000015"]),
        ("00AP", "a code that was in use until 2011. Show its area of today?", ["E09000014"]),
        ("E11000001", "is the code of Greater Manchester. Show its area of today?", ["GMC19"]),
        ("S12000036", "beginning with S is of Scotland, which the map shows as one area. Show it?",
         ["S92000003"]),
        ("E12000007", "E12000007: London is a region; the map shows the areas within it.", []),
        ("W92000004", "W92000004: Wales is a country; the map shows the areas within it.", []),
        ("K04000001", "K04000001 is the code of England and Wales.", []),
        ("E05000123", "beginning with E05 is that of a ward, which the map does not show.", []),
        ("E10000099", "that of an upper-tier council, but no area known here has E10000099.", []),
        ("E07999999", "that of a district, but no area known here has E07999999.", []),
        ("GMC99", "that of a county, but no area known here has GMC99.", []),
        ("E99999999", "has the form of an official code, but no area known here has it.", []),
    ],
)  # fmt: skip
def test_of_a_code_that_no_area_has_is_said_what_it_is(answer, code, said, codes):
    found = answer(code)
    assert said in found.said
    assert [offer.code for offer in found.offers] == codes
    assert found.opens is None


@pytest.mark.parametrize(
    ("text", "level", "opens", "said"),
    [
        ("Edinburgh", "pfa", ("pfa", "S92000003"),
         "Edinburgh is in Scotland, which the map shows as one area without an estimate."),
        ("belfast", "pfa", ("pfa", "N92000002"), "Belfast is in Northern Ireland, which the map"),
        ("Tottenham", "pfa", ("pfa", "E23000001"), "Tottenham: Metropolitan Police, police force"),
        ("Kendal", "borough", ("utla", "E06000064"), "Kendal: Westmorland and Furness, upper-tier"),
        ("Kendal", "county", ("county", "GMC09"), "Kendal: Cumbria, county."),
        ("Cardiff", "pfa", ("utla", "W06000015"), ""),  # an area of its own
        ("Stoke", "pfa", ("utla", "E06000021"), "“Stoke”: Stoke-on-Trent, upper-tier council."),
        ("E09 000 014", "pfa", ("borough", "E09000014"), ""),
    ],
)  # fmt: skip
def test_a_town_opens_the_one_area_that_holds_it(answer, text, level, opens, said):
    found = answer(text, level)
    assert (found.opens.level, found.opens.code) == opens
    assert found.opens.said.startswith(said)


@pytest.mark.parametrize(
    ("text", "level", "said", "labels"),
    [
        ("Tottenham", "borough", "Tottenham lies in or near 2 London boroughs. Which one?",
         ["Tottenham · in Haringey", "Tottenham · in Enfield"]),
        ("Bangor", "county", "Several places are called Bangor: which one?",
         ["Bangor · in Gwynedd", "Bangor · in Northern Ireland"]),
        ("Edinburgh", "county", "Edinburgh is in Scotland, where no counties are shown.",
         ["Edinburgh · in Scotland"]),
        ("Rye", "pfa", "“Rye”: which one?", ["Rye · in Sussex", "Ryedale · in North Yorkshire"]),
        ("East Ham", "borough", "“East Ham”: which one?",
         ["East Ham · in Newham", "East Hampshire · in Hampshire"]),
        ("Totenham", "pfa", "is called “Totenham”. Did you mean one of these?",
         ["Tottenham · in Metropolitan Police", "Cottenham · in Cambridgeshire",
          "Puttenham · in Surrey"]),
        ("Macclesfeld", "pfa", "Did you mean this?", ["Macclesfield · in Cheshire East"]),
        ("Ireland", "pfa", "Ireland is outside the areas of this map. Did you mean this?",
         ["Northern Ireland (PSNI) · force"]),
        ("isle of man", "pfa", "The Isle of Man is outside the areas of this map.", []),
        ("England", "pfa", "England is a country; the map shows the areas within it.", []),
        ("Dublin", "pfa", "The search knows areas, towns and postcodes: try a postcode", []),
        ("1234", "pfa", "No area or town known here is called “1234”.", []),
    ],
)  # fmt: skip
def test_what_is_not_beyond_doubt_is_asked(answer, text, level, said, labels):
    found = answer(text, level)
    assert said in found.said
    assert [offer.label for offer in found.offers] == labels
    assert found.opens is None


@pytest.mark.parametrize("level", TILE_LEVELS)
@pytest.mark.parametrize(
    ("town_", "district", "nation"),
    [("Belfast", "BT1", "N92000002"), ("Edinburgh", "EH1", "S92000003")],
)
def test_what_lies_in_a_nation_leads_to_it_at_every_level(answer, level, town_, district, nation):
    """A town, the first part of its postcode, and the whole of it."""
    for text in (town_, district, f"{district} 1AA"):
        found = answer(text, level)
        (led,) = [found.opens] if found.opens else found.offers
        assert (led.level, led.code) == ("pfa", nation), text
        if level != "pfa":
            assert found.said == answer(town_, level).said.replace(town_, text.split()[0])
            assert "which the map shows as one area without an estimate." in led.said


@pytest.mark.parametrize("level", ["county", "borough", "utla"])
@pytest.mark.parametrize("text", ["TD15", "TD15 1AA"])
def test_of_a_district_on_a_border_both_sides_are_offered(answer, level, text):
    found = answer(text, level)
    assert found.opens is None
    assert found.said == "TD15 is partly in Northumberland, and partly in Scotland. Which one?"
    assert [offer.label for offer in found.offers] == ["Northumberland", "Scotland"]


@pytest.mark.parametrize(
    ("text", "level", "code", "said"),
    [
        ("M5 4WT", "pfa", "E23000005", "M5 4WT: all of M5 is in Greater Manchester."),
        ("m54wt", "utla", "E08000006", "M5 4WT: all of M5 is in Salford."),
        ("N17 9LJ", "county", "GMC18", "N17 9LJ: all of N17 is in Greater London."),
        ("E98 1AA", "borough", "E09000030", "E98 1AA: all of E98 is in Tower Hamlets."),
        ("EH1 1AA", "pfa", "S92000003", "EH1 1AA: all of EH1 is in Scotland."),
    ],
)
def test_a_postcode_opens_the_area_that_all_of_its_district_is_in(answer, text, level, code, said):
    found = answer(text, level)
    assert (found.opens.level, found.opens.code, found.opens.said) == (level, code, said)
    assert (list(found.offers), found.postcode) == ([], "")


@pytest.mark.parametrize(
    ("text", "level", "labels"),
    [
        ("N17 9LJ", "borough", ["Haringey", "Enfield", "Waltham Forest"]),
        ("DA1 1AA", "pfa", ["Kent", "Metropolitan Police"]),
        ("W99 1AA", "pfa", []),  # of a district that is not known; W9 is another
    ],
)
def test_a_postcode_of_a_district_on_a_border_is_asked_about(answer, text, level, labels):
    found = answer(text, level)
    assert [offer.label for offer in found.offers] == labels
    assert (found.opens, found.postcode) == (None, text)


def test_a_postcode_outside_london_opens_the_council_of_its_district_from_the_boroughs(answer):
    opens = answer("M5 4WT", "borough").opens
    assert (opens.level, opens.code) == ("utla", "E08000006")


@pytest.mark.parametrize("level", TILE_LEVELS)
def test_a_postcode_opens_an_area_only_where_every_council_of_its_district_lies_in_it(
    answer, dataset, level
):
    for name in ("M5", "N17", "E98", "DA1", "TD15", "CA6", "CB1", "SW1A", "CF10", "BT1", "EH1"):
        blocks = by_postcode.district(name).postcodes
        found = answer(f"{name} 1AA", level)
        at = found.opens.level if found.opens else level  # councils where it has no borough
        inside = [by_postcode.areas_at(dataset, at, [block]) for block in blocks]
        all_in_one = all(len(codes) == 1 for codes in inside) and len({*map(tuple, inside)}) == 1
        assert bool(found.opens) == all_in_one, (name, found)
        if found.opens:
            assert [found.opens.code] == inside[0]


@pytest.mark.parametrize("level", TILE_LEVELS)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("JE2", "JE2 is in Jersey, outside the areas of this map."),
        ("im1 1aa", "IM1 1AA is in the Isle of Man, outside the areas of this map."),
        ("GY1", "GY1 is in Guernsey, outside the areas of this map."),
        ("Jersey", "Jersey is outside the areas of this map."),
    ],
)
def test_an_island_outside_the_map_is_said_to_be_and_nobody_need_be_asked(
    answer, level, text, said
):
    found = answer(text, level)
    assert found.said == said
    assert (list(found.offers), found.opens, found.postcode) == ([], None, "")


@pytest.mark.parametrize(
    ("level", "labels"),
    [
        ("pfa", ["Metropolitan Police · force", "City of London · force"]),
        ("county", ["Greater London · county", "City of London · county"]),
        ("borough", ["Greater London · county", "City of London · borough"]),
        ("utla", ["Greater London · county", "Metropolitan Police · force"]),
    ],
)
@pytest.mark.parametrize("text", ["London", " london"])
def test_london_means_greater_london_before_the_city(answer, level, labels, text):
    assert [offer.label for offer in answer(text, level).offers][:2] == labels


def test_no_town_opens_an_area_that_does_not_hold_it_under_a_name_that_only_begins_so(
    answer, finder, dataset
):
    for name in ("Rye", "Wells", "Welling", "Lee", "Bourne", "Southam", "Cove", "East Ham", "Yarm"):
        for level in TILE_LEVELS:
            inside = town.where(dataset, town.named(name), level).codes
            found = answer(name, level)
            assert not found.opens or found.opens.code in inside, (name, level)


def test_without_the_table_of_towns_areas_are_found_as_before(answer, monkeypatch):
    monkeypatch.setattr(town, "_towns", lambda: town.Towns())
    assert answer("Kent").opens.code == "E23000032"
    assert answer("Tottenham").opens is None
    assert [offer.label for offer in answer("Harringay").offers] == ["Haringey · borough"]


@given(st.text(max_size=30), st.sampled_from(TILE_LEVELS))
def test_any_text_opens_an_area_or_is_told_why_not(answer, text, level):
    found = answer(text, level)
    assert found.opens or found.said or found.postcode
    assert len(found.offers) <= MOST


@given(st.from_regex(r"[EWSNK][0-9]{8}", fullmatch=True))
def test_any_code_is_told_of_in_one_line(answer, code):
    found = answer(code)
    assert found.opens or 10 < len(found.said) < 140
    assert "Did you mean" not in found.said


def test_a_very_long_text_takes_no_time(answer):
    for text in ("north " * 20_000, "x" * 100_000, "E1" * 50_000):
        found = answer(text)
        assert found.opens is None
        assert len(found.offers) <= MOST


@pytest.mark.parametrize("level", TILE_LEVELS)
def test_a_short_form_of_a_name_comes_to_what_the_name_comes_to(answer, level):
    for short, name in WRITTEN_OUT.items():
        assert answer(f" {short.upper()}. ", level) == answer(name, level), short


def test_short_forms_of_forces_open_them(answer):
    opened = {short: answer(short).opens for short in ("northants", "herts", "Notts", "leics")}
    names = ["Northamptonshire", "Hertfordshire", "Nottinghamshire", "Leicestershire"]
    assert [offer.label.partition(" · ")[0] for offer in opened.values()] == names


@pytest.mark.parametrize("text", ["Wales", "england", "Cymru"])
@pytest.mark.parametrize("level", ["pfa", "county", "utla"])
def test_the_name_of_a_country_is_not_that_of_a_part_of_it(answer, text, level):
    found = answer(text, level)
    assert found.opens is None
    if text != "Cymru":
        assert "is a country; the map shows the areas within it" in found.said


@pytest.mark.parametrize(("text", "first"), [("CB", "CB1"), ("mk", "MK1"), ("SW", "SW2")])
def test_letters_that_begin_postcodes_ask_for_the_number_behind_them(answer, text, first):
    found = answer(text)
    assert found.opens is None
    assert f"begins postcodes: write the number behind it too, as in {first}" in found.said
