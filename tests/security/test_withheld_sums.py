"""Numbers of an own file that are added up, or stand in its texts, under a limit."""

from datetime import date

import pytest

from gapmap.io.own import estimates as own_estimates
from gapmap.selection import Selection
from gapmap.tasks.products import export
from tests.security import private_files as private
from tests.security.test_withheld_numbers import OWN, WIDE, estimates

TODAY = date(2026, 11, 25)


def sites(small, others=("55", "80")):
    """Three lines of one programme in one council, which are added up."""
    blank = dict.fromkeys((*private.HEADER, "town"), "")
    said = {"programme": "Sites", "areas": "Haringey", "programme_type": "stalking",
            "period": "2024", "starts": "90"}  # fmt: skip
    towns = zip(("Hornsey", "Tottenham", "Wood Green"), (small, *others), strict=True)
    return [{**blank, **said, "town": town, "places": places} for town, places in towns]


@pytest.mark.parametrize("mode", ["add", "replace"])
def test_a_sum_of_lines_tells_no_small_number_among_them(dataset, mode):
    """Sites of 7, 55 and 80 places were one programme of 142."""
    one, two = (private.with_file(dataset, sites(n), mode) for n in ("7", "4"))
    view = Selection(**WIDE, level="borough")
    table = one.gap(view)
    assert table.row("E09000014")["state"] == "suppressed"
    empty = dataset.gap(view).totals.places if mode == "add" else 0
    assert table.totals.places == empty
    for product in ("table.json", "programmes.csv", "hsds.json", "interactive.html"):
        files = [export(product, d, d.gap(view), TODAY) for d in (one, two)]
        assert files[0] == files[1], product


def test_a_sum_of_lines_that_may_be_told_is_told(dataset):
    own = private.with_file(dataset, sites("12"), "replace")
    assert own.gap(Selection(**WIDE, level="borough")).totals.places == 147
    higher = own.guarded(10).gap(Selection(**WIDE | {"suppress_below": 20}, level="borough"))
    assert higher.totals.places == 0


def test_counts_of_lines_are_judged_by_the_year(dataset):
    """15 starts in 24 months are 7.5 a year, whatever the other line counts."""
    one, two = sites("")[:2]
    rows = [{**one, "starts": "15", "months": "24"}, {**two, "places": "", "starts": "80"}]
    rows[1]["months"] = "12"
    own = private.with_file(dataset, rows, "replace")
    assert own.guarded(10).observations[0].starts is None
    assert own.guarded(7).observations[0].starts == 95


def test_a_period_is_told_without_numbers_beside_its_years(dataset):
    row = dict.fromkeys(private.HEADER, "") | {
        "programme": "Seven", "areas": "Haringey", "programme_type": "stalking", "places": "7",
    }  # fmt: skip
    said = {
        "2024 (7 starts)": "2024", "2024/25 (seven)": "2024-2025", "2024-25": "2024-25",
        "Apr 2023 to March 2024": "Apr 2023 to March 2024", "FY 2023/24": "FY 2023/24",
    }  # fmt: skip
    for text, told in said.items():
        own = private.with_file(dataset, [{**row, "period": text}], "replace").guarded(10)
        (record,) = (r for name, r in own.programmes.items() if name.startswith("own/"))
        assert record["period"] == told


def test_a_file_added_to_guarded_data_is_guarded_too(dataset):
    first = estimates(dataset, 30).guarded(10)
    own = private.with_file(first, sites("7"))
    assert own.guarded(10).gap(Selection(**WIDE, level="borough")).totals.places == (
        dataset.gap(Selection(**WIDE, level="borough")).totals.places
    )


def former(dataset, allerdale, low):
    """Estimates of the three old districts that are Cumberland today, whole only together."""
    text = f"code,low,central,high\nE07000026,{low},{allerdale},70\n"
    text += "E07000028,15,20,25\nE07000029,20,30,60\n"
    found, problems = own_estimates.read(
        text.encode(), "est.csv", dataset.lookup, dataset.population["aged_16_plus"],
        dataset.changes,
    )  # fmt: skip
    assert problems == []
    return dataset.with_own_estimates(found, "est.csv", text.encode())


def test_a_sum_of_estimates_tells_no_small_one_among_them(dataset):
    """Allerdale 6, Carlisle 20 and Copeland 30 made Cumberland 56."""
    view = OWN.with_(level="utla")
    one, two = former(dataset, 6, 2), former(dataset, 8, 3)
    assert one.gap(view).row("E06000063")["state"] == "suppressed"
    for product in ("table.json", "programmes.csv"):
        files = [export(product, d, d.gap(view), TODAY) for d in (one, two)]
        assert files[0] == files[1], product
    lows = [former(dataset, 40, low).gap(view).row("E06000063") for low in (2, 8)]
    assert [row["perpetrators"] for row in lows] == [90, 90]
    assert all(row["perpetrators_low"] != row["perpetrators_low"] for row in lows)
    told = former(dataset, 40, 12).gap(view).row("E06000063")
    assert told["perpetrators_low"] == pytest.approx(47)


def test_no_small_estimate_is_left_in_a_guarded_model(dataset):
    own = former(dataset, 6, 2).guarded(10).models["own"].own
    assert own["central"].notna().sum() == 0
    assert " 6.0" not in repr(own.attrs)
