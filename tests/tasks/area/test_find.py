"""Areas are found by every name they have or had, in English and Welsh, and by code."""

import pytest

from gapmap.tasks.area.find import Finder, folded


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
        ("brighton", "pfa", ("utla", "E06000043")),
        ("Kent Police", "utla", ("pfa", "E23000032")),
        ("Kent County Council", "pfa", ("utla", "E10000016")),
        ("Leeds City Council", "pfa", ("utla", "E08000035")),
        ("London Borough of Haringey", "pfa", ("borough", "E09000014")),
        ("City of London Police", "borough", ("pfa", "E23000034")),
        ("Metropolitan Police Force", "utla", ("pfa", "E23000001")),
        ("Heddlu Gogledd Cymru", "utla", ("pfa", "W15000001")),
        ("Scotland", "utla", ("pfa", "S92000003")),
    ],
)
def test_a_name_or_code_leads_to_its_area(finder, text, level, expected):
    found = finder.resolve(text, level)
    assert found is not None
    assert (found.level, found.code) == expected


def test_every_area_that_can_be_drawn_is_found_by_its_code_at_its_level(finder, dataset):
    areas = dataset.tables["areas"]
    boroughs = set(areas.loc[areas["level"] == "borough", "code"])
    drawn = areas[areas["level"].isin(["pfa", "county", "borough", "utla"])]
    for row in drawn.to_dict("records"):
        found = finder.resolve(row["code"], "pfa")
        assert found is not None
        assert found.code == row["code"]
        expected = "borough" if row["code"] in boroughs else row["level"]
        assert found.level == expected


def test_every_label_leads_to_an_area_and_none_is_there_twice(finder):
    assert len(set(finder.labels)) == len(finder.labels)
    for label in finder.labels:
        assert finder.resolve(label, "pfa") is finder.found[label]


def test_what_is_no_name_is_not_guessed_but_its_nearest_are_named(finder):
    assert finder.resolve("Harringay", "pfa") is None
    assert "Haringey" in [found.name for found in finder.nearest("Harringay")]
    assert finder.nearest("zzzzzzzz") == []


@pytest.mark.parametrize("text", ["Glamorgan", "Sussex", "council", "North", "of the"])
def test_a_part_of_several_names_is_not_guessed(finder, text):
    assert finder.resolve(text, "pfa") is None or folded(text) in {
        folded(one.name) for one in finder.found.values()
    }


def test_spelling_is_compared_without_case_accents_and_points():
    assert folded("St. Helens") == folded("st helens")
    assert folded("Ynys Môn") == "ynys mon"
    assert folded("A & B") == folded("a and b")
