"""Where a postcode district lies at every level, without asking anybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.io.own.postcodes import Place
from gapmap.io.own.where.postcode_districts import PostcodeDistricts
from gapmap.tasks.area import district as by_district
from gapmap.tasks.area import postcode
from gapmap.tasks.area.postcode import Lying
from gapmap.vocabulary import TILE_LEVELS


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("M5", "M5"), ("m5", "M5"), (" m5 4 ", "M5"), ("M5  4", "M5"), ("N179", "N17"),
        ("SW1A", "SW1A"), ("sw1a 1", "SW1A"), ("SW1A1", "SW1A"), ("W1", "W1"), ("EC1", "EC1"),
        ("JE2", "JE2"), ("BT7 1", "BT7"),
        ("", ""), ("M", ""), ("EH", ""), ("ZZ1", ""), ("E09", ""), ("W99", "W9"), ("M5 4GZ", ""),
        ("M5 44", ""), ("Leeds", ""), ("M٥", ""), ("<b>", ""), ("1", ""),
    ],
)  # fmt: skip
def test_what_is_a_district(typed, name):
    found = postcode.district(typed)
    assert (found.name if found else "") == name


@given(st.text(max_size=12))
def test_any_text_is_a_district_or_is_not(text):
    found = postcode.district(text)
    assert found is None or text.upper().split()[0].startswith(found.name)


@pytest.mark.parametrize(
    ("district", "level", "lies"),
    [
        ("M5", "pfa", Lying("pfa", ("E23000005",))),
        ("M5", "borough", Lying("utla", ("E08000006",))),
        ("N17", "borough", Lying("borough", ("E09000014", "E09000010", "E09000031"))),
        ("N17", "county", Lying("county", ("GMC18",))),
        ("DA1", "borough", Lying("utla", ("E10000016", "E09000004"))),
        ("DA1", "pfa", Lying("pfa", ("E23000032", "E23000001"))),
        ("EC1A", "pfa", Lying("pfa", ("E23000034", "E23000001"))),
        ("TD15", "pfa", Lying("pfa", ("E23000007", "S92000003"))),
        ("TD15", "utla", Lying("utla", ("E06000057",), ("Scotland",))),
        ("BT1", "pfa", Lying("pfa", ("N92000002",))),
        ("BT1", "county", Lying("county", (), ("Northern Ireland",))),
        ("IM1", "pfa", Lying("pfa", (), ("the Isle of Man",))),
    ],
)
def test_where_a_district_lies(dataset, district, level, lies):
    assert postcode.lying(dataset, postcode.district(district), level) == lies


def test_most_postcodes_of_an_area_are_counted_together_over_its_councils(dataset):
    rows = [{"district": "ZZ1", "codes": "E06000014;E08000003;E08000006", "postcodes": "5;4;3"}]
    found = PostcodeDistricts.of(rows).find("zz1")
    lies = postcode.lying(dataset, found, "pfa")
    assert lies.codes == ("E23000005", "E23000009")  # Greater Manchester before North Yorkshire


@pytest.mark.parametrize("level", TILE_LEVELS)
def test_without_the_table_nothing_is_known_but_what_needs_none(tmp_path, dataset, level):
    none = PostcodeDistricts.read(tmp_path)
    assert none.find("M5") is None
    assert postcode.lying(dataset, none.find("GY1"), level).beyond == ("Guernsey",)


@pytest.mark.parametrize("level", TILE_LEVELS)
@pytest.mark.parametrize(
    ("name", "council", "nation"),
    [("EH1 1AA", "S12000036", "S92000003"), ("BT1 1AA", "N09000003", "N92000002")],
)
def test_a_postcode_that_is_known_leads_to_its_nation_at_every_level(
    dataset, level, name, council, nation
):
    place = Place(name, None, None, council)
    found = by_district.of_place(dataset, place, (), level)
    if level == "pfa":
        assert (found.opens.level, found.opens.code) == ("pfa", nation)
    else:
        assert [(offer.level, offer.code) for offer in found.offers] == [("pfa", nation)]
        assert found.said.endswith("are shown. Show it among police force areas?")


def test_a_postcode_of_no_area_that_is_known_is_in_none(dataset):
    found = by_district.of_place(dataset, Place("JE2 3AB", None, None, "L99999999"), (), "utla")
    assert (found.said, list(found.offers)) == ("JE2 3AB is in no upper-tier council.", [])
