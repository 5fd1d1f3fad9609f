"""Areas are found by every name they have or had, in English and Welsh, and by code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.tasks.area.find import Finder, folded
from gapmap.vocabulary import TILE_LEVELS


def resolved(finder, text, level):
    """The one area that a text means; None where it could be several, or is none."""
    sought = finder.sought(text, level)
    return sought.found[0] if sought.opens else None


@pytest.fixture(scope="module")
def finder(dataset):
    return Finder(dataset)


@pytest.mark.parametrize(
    ("text", "level", "expected"),
    [
        ("Haringey", "pfa", ("borough", "E09000014")),
        ("haringey", "borough", ("borough", "E09000014")),
        ("E09000014", "pfa", ("borough", "E09000014")),
        ("Kent", "pfa", ("pfa", "E23000032")),
        ("Kent", "utla", ("utla", "E10000016")),
        ("Canterbury", "pfa", ("utla", "E10000016")),  # a district
        ("Bournemouth", "pfa", ("utla", "E06000058")),  # until 2019
        ("Abertawe", "pfa", ("utla", "W06000011")),
        ("Ynys Môn", "pfa", ("utla", "W06000001")),
        ("ynys mon", "pfa", ("utla", "W06000001")),
        ("Dyfed-Powys", "borough", ("pfa", "W15000004")),
        ("dyfed powys", "borough", ("pfa", "W15000004")),
        ("Devon & Cornwall", "county", ("pfa", "E23000035")),
        ("Hull", "pfa", ("utla", "E06000010")),
        ("Saint Helens", "pfa", ("utla", "E08000013")),
        ("Kings Lynn & West Norfolk", "pfa", ("utla", "E10000020")),
        ("brighton", "pfa", ("utla", "E06000043")),
        ("Kent Police", "utla", ("pfa", "E23000032")),
        ("Kent County Council", "pfa", ("utla", "E10000016")),
        ("Leeds City Council", "pfa", ("utla", "E08000035")),
        ("London Borough of Haringey", "pfa", ("borough", "E09000014")),
        ("City of London Police", "borough", ("pfa", "E23000034")),
        ("Metropolitan Police Force", "utla", ("pfa", "E23000001")),
        ("Heddlu Gogledd Cymru", "utla", ("pfa", "W15000001")),
        ("Scotland", "utla", ("pfa", "S92000003")),
        ("Salop", "pfa", ("county", "GMC36")),  # 1974 to 1980
        ("Macclesfield", "pfa", ("utla", "E06000049")),  # until 2009
    ],
)
def test_a_name_or_code_leads_to_its_area(finder, text, level, expected):
    found = resolved(finder, text, level)
    assert found is not None
    assert (found.level, found.code) == expected


def test_every_area_that_can_be_drawn_is_found_by_its_code_at_its_level(finder, dataset):
    areas = dataset.tables["areas"]
    boroughs = set(areas.loc[areas["level"] == "borough", "code"])
    drawn = areas[areas["level"].isin(["pfa", "county", "borough", "utla"])]
    for row in drawn.to_dict("records"):
        found = resolved(finder, row["code"], "pfa")
        assert found is not None
        assert found.code == row["code"]
        expected = "borough" if row["code"] in boroughs else row["level"]
        assert found.level == expected


def test_every_label_leads_to_an_area_and_none_is_there_twice(finder):
    assert len(set(finder.labels)) == len(finder.labels)
    for label in finder.labels:
        assert resolved(finder, label, "pfa") is finder.found[label]


def test_what_is_no_name_is_not_guessed_but_its_nearest_are_named(finder):
    assert resolved(finder, "Harringay", "pfa") is None
    assert "Haringey" in [found.name for _, found in finder.nearest("Harringay", "pfa")]
    assert [found.level for _, found in finder.nearest("Kentt", "utla")] == ["utla"]
    for text in ("zzzzzzzz", "", "?", "kent " * 1000):
        assert finder.nearest(text, "pfa") == []


@pytest.mark.parametrize("code", ["E10000006", "E1000001", "e09000099", "E05000123", "GMC99"])
def test_a_code_is_never_nearly_another(finder, code):
    assert finder.nearest(code, "pfa") == []


@pytest.mark.parametrize("text", ["Glamorgan", "Sussex", "council", "North", "of the"])
def test_a_part_of_several_names_is_not_guessed(finder, text):
    assert resolved(finder, text, "pfa") is None or folded(text) in {
        folded(one.name) for one in finder.found.values()
    }


def test_spelling_is_compared_without_case_accents_and_points():
    assert folded("St. Helens") == folded("st helens")
    assert folded("Ynys Môn") == "ynys mon"
    assert folded("A & B") == folded("a and b")


@pytest.mark.parametrize(
    ("text", "level", "expected"),
    [
        ("kent police", "borough", ["pfa E23000032"]),
        ("Kent County", "pfa", ["county GMC24"]),
        ("manchester police", "borough", ["pfa E23000005"]),
        ("Cornwall police", "county", ["pfa E23000035"]),
        ("kings lynn", "pfa", ["utla E10000020"]),
        ("newc tyne", "pfa", ["utla E08000021"]),
        ("swans", "pfa", ["utla W06000011"]),
        ("gmp", "pfa", ["pfa E23000005"]),
        ("bcp", "pfa", ["utla E06000058"]),
        ("Scot", "utla", ["pfa S92000003"]),
        ("Avon", "pfa", ["pfa E23000036", "utla E10000031"]),
        ("Newcastle", "utla", ["utla E08000021", "utla E10000028"]),
        ("London police", "borough", ["pfa E23000001", "pfa E23000034"]),
        ("south yorks", "county", ["county GMC38", "pfa E23000011"]),
        ("wales", "pfa", ["pfa W15000001", "pfa W15000003"]),
        ("m", "pfa", []), ("a b", "pfa", []), ("of the", "pfa", []), ("", "pfa", []),
        ("council", "utla", []), ("Police", "pfa", []), ("1234", "pfa", []),
    ],
)  # fmt: skip
def test_what_is_typed_may_be_the_beginnings_of_words(finder, text, level, expected):
    sought = finder.sought(text, level)
    assert [f"{one.level} {one.code}" for one in sought.found] == expected
    assert not sought.exact
    assert sought.opens == (len(expected) == 1)


def test_the_level_that_is_drawn_comes_first_and_then_what_begins_so(finder):
    at = finder.sought("west", "county").found
    assert [one.level for one in at[:4]] == ["county"] * 4
    assert at[4].level != "county"
    assert len({(one.level, one.code) for one in at}) == len(at)


def test_two_letters_never_open_an_area(finder):
    for one in "abcdefghijklmnopqrstuvwxyz":
        for other in "abcdefghijklmnopqrstuvwxyz":
            assert not finder.sought(one + other, "pfa").opens


def test_every_name_of_every_kind_comes_to_its_own_area(finder):
    """Labels, names of today, former and Welsh ones, whichever level is drawn."""
    for level in TILE_LEVELS:
        for label, found in finder.found.items():
            assert finder.sought(label, level).found == (found,)
            english, _, welsh = found.named.partition(" (")
            for name in filter(None, (english, welsh.rstrip(")"), found.named)):
                sought = finder.sought(name.upper(), level)
                assert sought.opens, name
                (one,) = sought.found
                assert name.casefold() in one.label.casefold()


def test_a_very_long_text_is_nothing_and_takes_no_time(finder):
    for text in ("north " * 20_000, "x" * 100_000, "a b c d " * 20_000):
        assert not finder.sought(text, "pfa").opens


@given(st.text(max_size=30), st.sampled_from(TILE_LEVELS))
def test_any_text_means_areas_or_none(finder, text, level):
    sought = finder.sought(text, level)
    assert len(sought.found) == 1 or not sought.opens
    assert sought.opens or not sought.exact
    assert all(one in finder.found.values() for one in sought.found)
