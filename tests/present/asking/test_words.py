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
    "asked",
    [{}, {"routes": ("self",)}, {"routes": ("police",)}, {"accepts": ("women",)},
     {"routes": ("self",), "suppress_below": 5}],
    ids=str,
)  # fmt: skip
def test_a_bound_is_explained_by_what_makes_it_one(dataset, level, asked):
    """By places that are not known of programmes that count, by programmes that may match."""
    table = dataset.gap(Selection(level=level, **asked))
    found = missing(dataset, table)
    bounds = [area for area in found.areas if area.place.lower_bound]
    assert bounds or "suppress_below" in asked
    for area in bounds:
        row, sentence = table.row(area.place.code), words.settles(found, area)
        without, counted = int(row["programmes_unmeasured"]), int(row["programmes"])
        assert "turn “at least” into a number: " in sentence
        assert (f": {without} of {counted} programme" in sentence) == (without > 0)
        assert ("no known places" in sentence) == (without > 0)
        silent = [h for h in table.supply.hidden if h.silent & area.place.blocks]
        assert (f"whether {len(silent)} more " in sentence) == bool(silent)
        assert ("is not stated" in sentence) == bool(silent)


@pytest.mark.parametrize(
    ("asked", "code", "why"),
    [
        ({}, "E23000005", "2 of 4 programmes counted here have no known places."),
        ({"routes": ("self",)}, "E23000005", "whether 6 more programmes match is not stated."),
        ({"routes": ("self",)}, "E23000011", "whether 1 more programme matches is not stated."),
        ({"routes": ("self",)}, "E23000001", "1 of 3 programmes counted here has no known places, "
         "and whether 4 more match is not stated."),
    ],
)  # fmt: skip
def test_a_bound_by_silence_is_told_from_one_by_missing_places(dataset, asked, code, why):
    found = missing(dataset, dataset.gap(Selection(**asked)))
    sentence = words.settles(found, found.area(code))
    assert sentence.endswith(f" could turn “at least” into a number: {why}")
