"""Sentences about what is missing: who, what, for how many, and never that nothing exists."""

import pytest

from gapmap.present.asking import words
from gapmap.selection import Selection
from gapmap.tasks.asking.missing import could_say, missing


@pytest.fixture(scope="module")
def found(dataset):
    return missing(dataset, dataset.gap(Selection()))


@pytest.mark.parametrize("level", ["pfa", "utla", "county", "borough", "region", "country"])
@pytest.mark.parametrize("since", [2020, None])
def test_every_area_has_one_sentence_for_what_one_answer_would_settle(dataset, level, since):
    found = missing(dataset, dataset.gap(Selection(level=level, since=since)))
    for area in found.areas:
        sentence = words.settles(found, area)
        assert sentence.startswith("One answer from ")
        assert sentence.endswith(".")
        assert ".." not in sentence
        if not area.services:
            assert "none is recorded, which does not mean that none exists" in sentence
        elif not area.place.numbered:
            assert "how many places" in sentence


def test_each_kind_of_area_is_told_what_it_lacks(found):
    by_kind = {}
    for area in found.areas:
        kind = (
            "none" if not area.services
            else "no number" if not area.place.numbered
            else "bound" if area.place.lower_bound
            else "number"
        )  # fmt: skip
        by_kind.setdefault(kind, words.settles(found, area))
    assert "turn “at least” into a number" in by_kind["bound"]
    assert "estimated perpetrators (" in by_kind["no number"]
    assert "at least" not in by_kind["no number"]


def test_the_finding_counts_areas_and_people_without_a_number(found, dataset):
    states = dataset.gap(Selection()).rows["state"]
    without = sum(~states.isin(["measured", "no_estimate"]))
    assert words.finding(found).startswith(f"{without} of 43 police force areas have no number")
    first = [value for value in found.values if value.adds]
    more = words.finding_more(found)
    assert more.endswith(f"and from {len(first)} all of it.")
    half = int(more.split("Answers from ")[1].split(" ")[0])
    assert sum(v.adds for v in first[:half]) >= found.unknown / 2
    assert sum(v.adds for v in first[: half - 1]) < found.unknown / 2


@pytest.mark.parametrize(
    ("level", "code", "named"),
    [
        ("pfa", "E23000017", "The Police and Crime Commissioner for Warwickshire and Warwickshire "
         "County Council could say."),
        ("pfa", "E23000001", "The Mayor's Office for Policing and Crime, 32 councils of the area "
         "and the providers named here could say."),
        ("borough", "E09000001", "The Common Council of the City of London could say."),
    ],
)  # fmt: skip
def test_an_areas_offices_are_named(dataset, level, code, named):
    assert words.who_could_say(could_say(dataset, level, code), "it") == named


def test_where_nobody_is_on_record_nobody_is_named(dataset):
    assert could_say(dataset, "pfa", "S92000003") == ()
    assert "Nobody is on record" in words.who_could_say((), "Scotland")


def test_places_to_look_have_each_address_once_and_fit_the_country(found, dataset):
    for area in found.areas:
        inside = {str(dataset.lookup["country"][block]) for block in area.place.blocks}
        pages = words.where(found, area, sorted(inside))
        addresses = [page.address for page in pages]
        assert len(set(addresses)) == len(addresses)
        assert all(address.startswith(("https://", "http://")) for address in addresses)
        assert ("Sell2Wales" in [page.title for page in pages]) == ("W92000004" in inside)


@pytest.mark.parametrize("level", ["pfa", "utla", "borough"])
@pytest.mark.parametrize(
    "asked", [{"routes": ("self",)}, {"routes": ("police",)}, {"accepts": ("women",)}], ids=str
)
def test_a_bound_that_is_one_by_silence_is_not_said_to_lack_places_where_none_do(
    dataset, level, asked
):
    found = missing(dataset, dataset.gap(Selection(level=level, **asked)))
    assert any(area.place.lower_bound for area in found.areas)
    for area in found.areas:
        assert ": 0 of " not in words.settles(found, area)
