"""The rows of the GapTable by hand: states, ratios, intervals, unmet need, classes, totals."""

import pandas as pd
import pytest

from gapmap.core.gap import COLUMNS
from tests.core.world import BLOCKS, gap, obs, places, states

ENDS = ("", "_low", "_high")
LOW, HIGH = 3 * 800 / 9 * 0.5, 3 * 1000 / 9 * 2.0  # perpetrators of one force


def test_a_force_with_known_places_by_hand():
    row = gap(obs(places=60)).row("A")
    assert row["state"] == "measured"
    assert row["perpetrators"] == pytest.approx(300)
    assert (row["perpetrators_low"], row["perpetrators_high"]) == pytest.approx((LOW, HIGH))
    assert (row["places"], row["programmes"], row["programmes_unmeasured"]) == (60, 1, 0)
    assert row["share_met"] == pytest.approx(0.2)
    assert row["places_per_1000"] == pytest.approx(200)
    assert row["places_per_1000_low"] == pytest.approx(1000 * 60 / HIGH)
    assert row["places_per_1000_high"] == pytest.approx(1000 * 60 / LOW)
    assert row["unmet"] == pytest.approx(240)
    assert row["unmet_low"] == pytest.approx(LOW - 60)
    assert row["unmet_high"] == pytest.approx(HIGH - 60)
    assert not row["lower_bound"]
    assert row["served_share"] == pytest.approx(1 / 3)


def test_rows_have_the_published_columns_in_the_order_of_codes():
    rows = gap().rows
    assert list(rows.columns) == list(COLUMNS)
    assert list(rows["code"]) == ["A", "B", "C", "S"]
    assert set(rows["level"]) == {"pfa"}


def test_unknown_places_stay_blank_and_are_never_zero():
    row = gap(obs()).row("A")
    assert row["state"] == "unmeasured"
    ratios = [f"{name}{end}" for name in ("share_met", "places_per_1000") for end in ENDS]
    assert row[["places", "unmet", "class_index", *ratios]].isna().all()
    assert (row["unmet_low"], row["unmet_high"]) == pytest.approx((0, HIGH))


def test_a_force_where_nothing_is_recorded_is_not_a_force_with_zero_places():
    table = gap(obs(places=0))
    assert states(table)["A"] == "measured"
    assert (table.row("A")["places"], table.row("A")["share_met"]) == (0, 0)
    nothing = table.row("B")
    assert nothing["state"] == "none_recorded"
    assert nothing["programmes"] == 0
    assert pd.isna(nothing["places"])
    assert pd.isna(nothing["unmet"])


def test_a_programme_without_places_beside_a_known_one_makes_a_lower_bound():
    row = gap(obs("known", places=60), obs("silent", ("a2",))).row("A")
    assert row["state"] == "measured"
    assert row["lower_bound"]
    assert (row["programmes"], row["programmes_unmeasured"]) == (2, 1)
    assert pd.isna(row["share_met_high"])
    assert pd.isna(row["places_per_1000_high"])
    assert row["unmet_low"] == 0
    assert row["served_share"] == pytest.approx(2 / 3)


def test_a_programme_that_may_match_makes_a_lower_bound_if_it_was_seen_in_the_years_chosen():
    stated = obs("stated", places=60, routes=("self",), year=2022)
    silent = obs("silent", ("a2",), places=30, year=2022)
    before = obs("before", ("a2",), places=30, year=2015)
    refuses = obs("refuses", ("a2",), places=30, routes=("police",), year=2022)
    asked = {"routes": ("self",), "since": 2020}

    def row(*rows):
        return gap(stated, *rows, **asked).row("A")

    assert row(silent)["lower_bound"]
    assert pd.isna(row(silent)["places_per_1000_high"])
    assert row(silent)["unmet_low"] == 0
    assert (row(silent)["places"], row(silent)["programmes"]) == (60, 1)
    assert not row(before)["lower_bound"]
    assert row(before)["programmes_undecided"] == 1
    assert not row(refuses)["lower_bound"]
    counted_in = gap(stated, silent, **asked, include_unstated=True).row("A")
    assert (counted_in["places"], counted_in["lower_bound"]) == (90, False)


def test_places_in_part_of_an_area_make_the_programme_known_there():
    """a1 known, a2 named only by an older row: within force A the service is known."""
    table = gap(obs(year=2020, blocks=("a1", "a2"), places=9), obs(year=2022, places=60))
    assert table.row("A")["programmes"] == 1
    assert table.row("A")["programmes_unmeasured"] == 0


def test_a_nation_without_an_estimate_keeps_its_programmes_and_gets_no_rate():
    table = gap(obs(blocks=("S",), places=12))
    row = table.row("S")
    assert (row["state"], row["programmes"], row["places"]) == ("no_estimate", 1, 12)
    rates = [
        c for c in COLUMNS if c.startswith(("perpetrators", "share_met", "unmet", "places_per"))
    ]
    assert row[rates].isna().all()
    assert pd.isna(row["class_index"])
    assert pd.isna(row["served_share"])
    assert table.totals.places == 0
    assert table.totals.programmes == 0


@pytest.mark.parametrize("more", [obs("none", ("S",), routes=("self",)), obs("silent", ("S",))])
def test_without_an_estimate_too_places_are_a_lower_bound_where_more_may_match(more):
    stated = obs(blocks=("S",), places=12, routes=("self",))
    row = gap(stated, more, routes=("self",)).row("S")
    assert (row["state"], row["places"], row["lower_bound"]) == ("no_estimate", 12, True)
    assert row[["unmet_low", "share_met_low", "unmet_high"]].isna().all()
    assert not gap(stated, routes=("self",)).row("S")["lower_bound"]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("pfa", {"A": 60, "B": 30}),
        ("county", {"K1": 60, "K2": 30}),
        ("utla", {"a1": 30, "a2": 30, "b1": 30}),
        ("region", {"R": 90}),
        ("country", {"E": 90}),
        ("borough", {}),
    ],
)
def test_the_same_places_at_every_level(level, expected):
    assert places(gap(obs(blocks=("a1", "a2", "b1"), places=90), level=level)) == expected


def test_unmet_need_follows_the_target_share_and_never_falls_below_zero():
    assert gap(obs(places=60), target_share=0.5).row("A")["unmet"] == pytest.approx(90)
    assert gap(obs(places=60), target_share=0.1).row("A")["unmet"] == 0
    nothing = gap(target_share=0.5).row("A")
    assert nothing["unmet_high"] == pytest.approx(0.5 * HIGH)


@pytest.mark.parametrize(("total", "expected"), [(2, 0), (3, 1), (5, 1), (6, 2), (900, 2)])
def test_classes_start_at_their_break_and_zero_is_the_fewest(total, expected):
    """A force has 300 perpetrators: 3 places are 10 in 1,000, 6 are 20."""
    assert gap(obs(places=total), breaks=(10.0, 20.0)).row("A")["class_index"] == expected


def test_the_parts_of_an_area_say_which_service_which_row_and_why():
    table = gap(obs("known", ("a1", "b1"), places=60), obs("silent", ("a1",)))
    parts = {(p["service_id"], p["code"]): p for p in table.parts.to_dict("records")}
    assert set(parts) == {("known", "A"), ("known", "B"), ("silent", "A")}
    known, silent = parts["known", "A"], parts["silent", "A"]
    assert (known["places"], known["basis"]) == (pytest.approx(30), "commissioned")
    assert known["observation_id"] == "known@2022"
    assert pd.isna(silent["places"])
    assert (silent["basis"], silent["why"]) == (
        "none",
        "no usable number or yearly budget stated",
    )


def test_an_area_that_only_an_older_row_names_cites_that_row():
    older, later = obs(year=2020, blocks=("a1", "b1"), places=90), obs(year=2022, places=60)
    rows = {p["code"]: p["observation_id"] for p in gap(older, later).parts.to_dict("records")}
    assert rows == {"A": "p@2022", "B": "p@2020"}


def test_totals_add_the_level_once_with_the_nations_own_interval():
    totals = gap(obs("p", ("a1", "c1"), places=90), obs("q", ("c2",))).totals
    assert (totals.perpetrators_low, totals.perpetrators, totals.perpetrators_high) == (
        pytest.approx((800, 900, 1000))
    )
    assert (totals.places, totals.programmes, totals.programmes_unmeasured) == (
        pytest.approx(90), 2, 1,
    )  # fmt: skip
    assert totals.measured.areas == 2
    assert totals.measured.ratio == pytest.approx(1000 * 90 / 600)


def test_totals_of_a_level_that_covers_a_part_add_only_that_part():
    """Boroughs are row c of the grid: 30 of the 90 places, 300 of the 900 perpetrators."""
    totals = gap(obs("p", ("a1", "b1", "c1"), places=90), obs("q", ("a2",)), level="borough").totals
    assert totals.perpetrators == pytest.approx(300)
    assert totals.places == pytest.approx(30)
    assert (totals.programmes, totals.programmes_unmeasured) == (1, 0)


def test_an_unknown_area_is_a_key_error():
    with pytest.raises(KeyError):
        gap().row("nowhere")


def test_sources_of_everything_counted_are_named():
    table = gap(obs(source_id="Z9", places=5), obs("q", source_id="Y8", row_kind="portfolio_award"))
    assert "M1" in table.source_ids
    assert "Z9" in table.source_ids


def test_sources_of_rows_that_only_record_a_programme_are_named_too():
    older = obs(year=2020, blocks=("a1", "b1"), source_id="OLD")
    later = obs(year=2022, places=60, source_id="NEW")
    assert {"OLD", "NEW"} <= set(gap(older, later).source_ids)


def test_every_block_counts_in_exactly_one_area_of_a_level():
    everywhere = obs(blocks=BLOCKS, places=900)
    for level in ("pfa", "county", "utla", "region", "country"):
        assert sum(places(gap(everywhere, level=level)).values()) == pytest.approx(900)
