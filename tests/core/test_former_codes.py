"""Old council codes against the project's other tables and a plain recomputation."""

import csv
import re

import pytest

from gapmap.core.need.former_codes import Changes
from tests.conftest import DATA


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LOOKUP = {r["utla_code"]: r for r in rows("lookup.csv")}
TABLE = rows("area_changes.csv")
OLD = sorted({r["old_code"] for r in TABLE})


@pytest.fixture(scope="module")
def changes():
    return Changes.of(TABLE, LOOKUP)


def test_a_building_block_is_itself_and_nonsense_is_nothing(changes):
    assert len(changes.blocks) == 175
    assert all(changes.current_codes(code) == (code,) for code in LOOKUP)
    assert changes.current_codes("E99999999") == changes.current_codes("") == ()


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("E10000009", "Bournemouth, Christchurch and Poole; Dorset"),
        ("E06000028", "Bournemouth, Christchurch and Poole"),
        ("E06000029", "Bournemouth, Christchurch and Poole"),
        ("E10000002", "Buckinghamshire"),
        ("E10000021", "North Northamptonshire; West Northamptonshire"),
        ("E10000006", "Cumberland; Westmorland and Furness"),
        ("E10000023", "North Yorkshire"),
        ("E10000027", "Somerset"),
        ("E08000038", "Barnsley"),
        ("E08000039", "Sheffield"),
        ("E06000048", "Northumberland"),
        ("E08000020", "Gateshead"),
    ],
)
def test_reorganised_councils_by_name(changes, old, today):
    names = "; ".join(LOOKUP[code]["utla_name"] for code in changes.current_codes(old))
    assert names == today


def test_no_old_code_is_a_block_and_all_have_the_form_of_a_council_code():
    for row in TABLE:
        assert row["old_code"] not in LOOKUP
        assert re.fullmatch(r"E(06|07|08|10)\d{6}", row["old_code"])
        assert row["block_code"] in LOOKUP
    assert all(r["tier"] != "district" for r in TABLE if not r["old_code"].startswith("E07"))


def test_districts_of_2021_lie_where_the_districts_table_puts_them(changes):
    """districts.csv comes from another source: a list of 2021 districts with both upper tiers."""
    districts = {r["district_code"]: r for r in rows("districts.csv")}
    common = [code for code in OLD if code in districts]
    assert len(common) == 17
    for code in common:
        assert changes.current_codes(code) == (districts[code]["utla_code"],)
        assert changes.name(code) == districts[code]["district_name"]
    for old in {d["utla_2021_code"] for d in districts.values()} - set(LOOKUP):
        blocks = {d["utla_code"] for d in districts.values() if d["utla_2021_code"] == old}
        assert changes.current_codes(old) == tuple(sorted(blocks))


def test_former_districts_of_2019_to_2021_agree_by_code_and_name(changes):
    by_name = {r["old_name"]: r["old_code"] for r in TABLE if r["tier"] != "upper"}
    checked = 0
    for row in rows("former_areas.csv"):
        if row["successor_code"] in LOOKUP and row["former_name"] in by_name:
            code = by_name[row["former_name"]]
            assert row["former_code"] in ("", code)
            assert changes.current_codes(code) == (row["successor_code"],)
            checked += 1
    assert checked == 19


def test_no_reorganisation_moved_a_place_to_another_force_county_or_region():
    for change in {r["change"] for r in TABLE}:
        blocks = [LOOKUP[r["block_code"]] for r in TABLE if r["change"] == change]
        if change == "northumberland-gateshead-2013":
            continue
        for level in ("pfa_code", "county_code", "region_code"):
            assert len({block[level] for block in blocks}) == 1, (change, level)


def test_every_block_made_by_a_reorganisation_is_reached_by_both_layers_of_old_councils(changes):
    new = {f"E060000{n}" for n in range(58, 67)}
    assert {r["block_code"] for r in TABLE if r["tier"] != "upper"} >= new
    upper = {r["old_code"] for r in TABLE if r["tier"] != "district"}
    assert {b for blocks in changes.landings(upper).values() for b in blocks} >= new


def test_whole_alone_means_every_row_says_whole(changes):
    for code in OLD:
        extents = {r["extent"] for r in TABLE if r["old_code"] == code}
        assert (changes.landings({code}) != {}) == (extents == {"whole"})


@pytest.mark.parametrize(
    ("given", "landed"),
    [
        ((), {}),
        (("E06000028",), {}),
        (("E06000028", "E06000029"), {}),
        (
            ("E06000028", "E06000029", "E10000009"),
            {("E06000028", "E06000029", "E10000009"): ("E06000058", "E06000059")},
        ),
        (
            ("E06000028", "E06000029", "E07000048"),
            {("E06000028", "E06000029", "E07000048"): ("E06000058",)},
        ),
        (("E10000006", "E99999999"), {("E10000006",): ("E06000063", "E06000064")}),
        (("E07000026", "E07000028"), {}),
        (
            ("E07000026", "E07000028", "E07000029"),
            {("E07000026", "E07000028", "E07000029"): ("E06000063",)},
        ),
    ],
)
def test_old_codes_land_alone_or_together(changes, given, landed):
    assert changes.landings(given) == landed


def test_nothing_lands_twice_whatever_is_given_together(changes):
    landed = changes.landings(OLD)
    used = [code for together in landed for code in together]
    assert len(used) == len(set(used))


def test_what_is_needed_is_said(changes):
    assert changes.needed("E10000006") == ("E10000006",)
    assert changes.needed("E10000009") == ("E06000028", "E06000029", "E10000009")
    assert changes.needed("E07000048") == ("E06000028", "E06000029", "E07000048")
    assert changes.needed("E07000190") == changes.needed("E06000001") == ()
