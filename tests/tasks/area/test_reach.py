"""Reach of the shipped data: who takes part, what their places add up to, own points and ways."""

import pytest

from gapmap.core.plan.reach.floating import Steps
from gapmap.core.plan.reach.providers import Part, of
from gapmap.errors import BadChoiceError, WithheldError
from gapmap.io.reach.own import origins, ways
from gapmap.present.plan.reach import words
from gapmap.selection import Selection
from gapmap.tasks.area.reach import Asked, reach, steps_of


def all_of_it(dataset, level="utla"):
    return dataset.gap(Selection(level=level, since=None, standing="any", include_unstated=True))


@pytest.mark.parametrize("level", ["pfa", "utla", "county", "region"])
def test_nothing_is_lost_between_places_and_people(dataset, level):
    table = all_of_it(dataset, level)
    found = reach(dataset, table)
    assert sum(a.reached * a.need / 1000 for a in found.areas) == pytest.approx(
        found.places - found.unreached
    )
    assert sum(a.need for a in found.areas) == pytest.approx(
        sum(n for n in table.columns["perpetrators"] if n == n)
    )
    assert sum(f.places for f in found.flows if f.lives == f.based) + sum(
        a.inward for a in found.areas
    ) == pytest.approx(sum(f.places for f in found.flows))


def test_every_programme_counted_takes_part_or_has_its_reason(dataset):
    table = dataset.gap(Selection())
    found = reach(dataset, table)
    estimated = {r["code"] for _, r in table.rows.iterrows() if r["state"] != "no_estimate"}
    assert [one.service_id for one in found.programmes] == sorted(
        {part.service_id for part in table.portions if part.code in estimated}
    )
    for one in found.programmes:
        rows = [dataset.programmes[o.observation_id] for s in table.supply.services
                if s.service_id == one.service_id for o in (s.chosen, *s.rows)]  # fmt: skip
        based = any(row["base_town"] for row in rows)
        modes = {m for row in rows for m in row["delivery_mode"].split(";") if m}
        if one.part is Part.NO_BASE:
            assert not based
        elif one.part is Part.ONLINE:
            assert modes == {"online"}
        else:
            assert based
            assert (one.part is Part.NOT_SAID) == (not modes)
            if modes:
                assert (one.part is Part.NO_PLACES) == (one.places is None)


@pytest.mark.parametrize("level", ["pfa", "utla", "county", "borough", "region"])
def test_what_it_speaks_of_is_what_the_map_counts_at_that_level(dataset, level):
    table = dataset.gap(Selection(level=level))
    found = reach(dataset, table)
    assert found.known == pytest.approx(table.totals.places)
    assert len(found.programmes) == table.totals.programmes
    assert 0 < found.places <= found.known


def test_people_outside_london_reach_what_london_has(dataset):
    """An online programme is nobody's alone, at whatever level the map stands."""
    alike = {
        level: reach(dataset, dataset.gap(Selection(level=level))).areas[0].online
        for level in ("pfa", "borough")
    }
    assert alike["borough"] == pytest.approx(alike["pfa"])


def test_silence_about_delivery_counts_where_it_is_asked_for(dataset):
    strict = reach(dataset, dataset.gap(Selection()))
    wide = reach(dataset, dataset.gap(Selection(include_unstated=True)))
    assert of(strict.programmes, Part.NOT_SAID)
    assert not of(wide.programmes, Part.NOT_SAID)


def test_places_of_several_bases_are_shared_evenly(dataset):
    found = reach(dataset, dataset.gap(Selection()))
    several = [p for p in of(found.programmes, Part.IN_PERSON) if len(p.bases) > 1]
    assert several
    assert found.places == pytest.approx(
        sum(p.places for p in of(found.programmes, Part.IN_PERSON, Part.ONLINE))
    )


def test_own_ways_take_the_place_of_straight_lines(dataset):
    table = dataset.gap(Selection(level="utla"))
    text = (
        "origin,provider,minutes\nE06000016,Leicester,5\nE10000018,jenkins-centre-leicester,25\n"
        "E06000015,Leicester,31\nnowhere,Leicester,1\nE06000016,another,1\n"
    )
    found = reach(
        dataset, table, Asked(ways=ways(text.encode(), "w.csv"), steps=steps_of(unit="minutes"))
    )
    here = {f.lives: f.places for f in found.flows}
    need = {a.code: a.need for a in found.areas}
    weighed = {"E06000016": need["E06000016"], "E10000018": 0.22 * need["E10000018"]}
    assert here == pytest.approx({c: 189 * w / sum(weighed.values()) for c, w in weighed.items()})
    assert (found.unit, found.detour, found.travel) == ("minutes", None, "w.csv")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("origin,provider,minutes\nX,Leicester,5\n", "no origin is one of the points"),
        ("origin,provider,minutes\nE06000016,X,5\n", "no provider is one of the programmes"),
    ],
)
def test_ways_of_something_else_are_a_sentence(dataset, text, said):
    with pytest.raises(BadChoiceError, match=said):
        reach(dataset, dataset.gap(Selection()), Asked(ways=ways(text.encode(), "w.csv")))


def test_own_points_share_out_the_need_of_their_council(dataset):
    table = dataset.gap(Selection(level="utla"))
    text = (
        "origin,area,people,easting,northing\nhere,E06000016,30,458856,304893\n"
        "there,E06000016,10,158856,304893\n"
    )
    own = origins(text.encode(), "p.csv", frozenset(dataset.lookup.index), far=True)
    found = reach(dataset, table, Asked(own=own))
    (area,) = found.areas
    assert area.near == pytest.approx(0.75)
    assert area.reached * area.need / 1000 == pytest.approx(189 + area.online * area.need / 1000)


def test_nothing_is_told_while_small_numbers_are_withheld(dataset):
    with pytest.raises(WithheldError):
        reach(dataset, dataset.gap(Selection(suppress_below=5)))


def test_zones_are_as_they_are_said():
    assert steps_of() == Steps()
    assert steps_of((5, 15), (1, 0.5)) == Steps((5000.0, 15000.0), (1, 0.5))
    assert steps_of(unit="minutes").ends == (10, 20, 30)
    assert steps_of((10, 20), decay=10).weights == pytest.approx((1, 0.60653), abs=1e-5)
    for bad in (((5,), ()), ((), (1, 0.5))):
        with pytest.raises(BadChoiceError):
            steps_of(*bad)
    with pytest.raises(BadChoiceError, match="not both"):
        steps_of((), (1, 1, 1), 3.0)


@pytest.mark.parametrize("bad", [{"points": "cities"}, {"below": 0.0}, {"below": float("nan")}])
def test_choices_that_are_none_are_refused(bad):
    with pytest.raises(BadChoiceError):
        Asked(**bad)


def test_no_area_reads_as_having_none_where_its_programmes_cannot_be_measured(dataset):
    table = dataset.gap(Selection())
    found = reach(dataset, table)
    part = {p.service_id for p in of(found.programmes, Part.IN_PERSON, Part.ONLINE)}
    shown = {row["Area"]: row for row in words.area_rows(found)}
    for area in found.areas:
        its = {p.service_id for p in table.portions if p.code == area.code}
        assert area.silent == len(its - part)
        if area.name in shown:
            row = shown[area.name]
            assert row["Not measured"] == str(area.silent)
            assert "0.0" not in (row["Based"], row["Serving"], row["Reached"])
