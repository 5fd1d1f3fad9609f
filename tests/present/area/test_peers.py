"""An area beside others: who is in the list, and that every figure is the table's own."""

import pytest

from gapmap.dataset import BOUNDARIES
from gapmap.io.boundaries import in_use as boundaries
from gapmap.present.area.peers import peers
from gapmap.present.words import finding as words
from gapmap.present.words.labels import rate
from gapmap.selection import Selection
from gapmap.tasks.area.beside import regions_of


def listed(dataset, code, **options):
    table = dataset.gap(Selection())
    return table, peers(table, code, regions=regions_of(dataset, "pfa", code), **options)


def test_the_list_holds_the_area_the_chosen_one_neighbours_region_and_the_whole(dataset):
    table, found = listed(
        dataset, "E23000017", neighbours=("E23000014", "E23000005"), second="W15000001"
    )
    assert [(p.relation, p.name) for p in found] == [
        ("this area", "Warwickshire"),
        ("chosen", table.row("W15000001")["name"]),
        ("neighbour", "Greater Manchester"),
        ("neighbour", "West Midlands"),
        ("region", "West Midlands, areas with a number"),
        ("whole", "England and Wales, areas with a number"),
    ]
    for peer, code in zip(found[:2], ("E23000017", "W15000001"), strict=True):
        row = table.row(code)
        assert peer.places == words.places(row)
        assert peer.places_per_1000.startswith(words.ratio(row))
    inside = table.rows[
        table.rows["code"].isin(regions_of(dataset, "pfa", "E23000017")["West Midlands"])
    ]
    known = inside[inside["state"] == "measured"]
    assert f"{len(known)} of {len(inside)} areas" in found[-2].programmes


def test_an_area_is_not_its_own_neighbour_and_the_chosen_one_is_listed_once(dataset):
    _, found = listed(
        dataset, "E23000017", neighbours=("E23000017", "E23000014"), second="E23000014"
    )
    names = [p.name for p in found if p.relation in ("this area", "chosen", "neighbour")]
    assert names == ["Warwickshire", "West Midlands"]


def test_the_whole_is_a_lower_bound_while_places_are_missing(dataset):
    table, found = listed(dataset, "E23000017", neighbours=())
    known = table.rows[table.rows["state"] == "measured"]
    assert known["lower_bound"].any()
    per_1000 = 1000 * known["places"].sum() / known["perpetrators"].sum()
    assert found[-1].places_per_1000.startswith(f"at least {rate(per_1000)} (")
    assert rate(per_1000) in words.finding_more(table)


def test_programmes_that_may_match_stand_beside_those_that_do(dataset):
    table = dataset.gap(Selection(routes=("self",)))
    codes = table.rows["code"]
    found = peers(table, codes.iloc[0], neighbours=codes.iloc[1:], regions={})[:-1]
    assert len(found) == len(codes)
    silent = 0
    for peer in found:
        row = table.rows[table.rows["name"] == peer.name].iloc[0]
        may = int(row["programmes_undecided"])
        silent += bool(may and not row["programmes"])
        assert peer.programmes == f"{row['programmes']}" + (f"; {may} may match" if may else "")
    assert silent > 5


def test_withheld_totals_stay_withheld(dataset):
    selection = Selection(
        level="borough", suppress_below=30, since=2018, until=2018, basis="commissioned"
    )
    table = dataset.gap(selection)
    regions = regions_of(dataset, "borough", "E09000014")
    found = peers(table, "E09000014", neighbours=(), regions=regions)
    assert found[0].places == found[0].places_per_1000 == "withheld"
    assert found[-1].places.startswith("no number in any of")
    assert [p.relation for p in found] == ["this area", "whole"]  # London less others says much


@pytest.mark.parametrize(
    ("level", "code", "expected"),
    [
        ("pfa", "E23000017", {"E23000014", "E23000015", "E23000016", "E23000021", "E23000029"}),
        ("borough", "E09000001", {"E09000007", "E09000012", "E09000019", "E09000028", "E09000030"}),
        ("utla", "E10000031", {"E08000026", "E08000029", "E08000025", "E10000025", "E10000034"}),
    ],
)
def test_known_neighbours_touch(dataset, level, code, expected):
    """Warwickshire has all of these but one at most, and the City of London the five around it."""
    found = boundaries.neighbours(level, BOUNDARIES)
    names = dataset.tables["areas"].set_index("code")["name"].to_dict()
    missing = {names[c] for c in expected - set(found[code])}
    assert len(missing) <= 1, missing
    assert all(code in found[other] for other in found[code])
    assert code not in found[code]
