"""Published figures beside recomputed ones: each agrees, and each would notice a changed number."""

import csv
import math
import shutil
import sys

import pytest

from gapmap.dataset import DATA, Dataset
from gapmap.selection import Selection
from gapmap.tasks import published_figures as checks


def document(dataset, source):
    """Print one document's figures side by side and return them by what they are."""
    found = checks.DOCUMENTS[source](dataset)
    for check in found:
        sides = f"{check.published:<40} {check.recomputed:<40} {check.agrees}"
        sys.stdout.write(f"{check.what:<55} {sides}\n")
    assert {check.source_id for check in found} == {source}
    assert len({check.what for check in found}) == len(found)
    assert all(check.published and check.recomputed for check in found)
    return {check.what: check for check in found}


def agreed(found, what, recomputed, published=None):
    check = found[what]
    assert (check.recomputed, check.agrees) == (recomputed, True)
    assert check.published == (published or recomputed)


def kept(found, what, *figures):
    """A contradiction: no verdict, and every one of the document's figures still there."""
    assert found[what].agrees is None
    for figure in figures:
        assert figure in found[what].published


def test_respect_guidance(dataset):
    found = document(dataset, "S-RESPECT-2014")
    agreed(found, "Places wanted in England a year (over)", "40,000")
    agreed(found, "Places that existed a year (around)", "3,500")
    agreed(found, "Shortfall of places", "36,500")
    agreed(found, "Share of demand met", "8.75%", "just under 10%")
    agreed(found, "Perpetrators for each county, on average", "7,143", "over 6,000")
    agreed(found, "… if a quarter come to notice", "1,500")
    agreed(found, "Cost of a referral", "£1,500")
    agreed(found, "Cost of a completion", "£3,000")
    kept(found, "Cost of a child in care for a year", "£150,000", "£130,000")
    counties = dataset.gap(Selection(level="county")).rows.dropna(subset=["perpetrators"])
    assert counties["perpetrators"].mean() == pytest.approx(7143, abs=0.5)
    assert counties["perpetrators"].mean() > 6000


def test_haringey_report(dataset):
    found = document(dataset, "S-HARINGEY-2019")
    agreed(found, "Referrals commissioned a year", "28")
    agreed(found, "Referrals received 2018/19", "64")
    agreed(found, "Received of commissioned", "229%", "229% (64 of 28)")
    agreed(found, "Cost a year (£49,839 + £20,000)", "£69,839")
    agreed(found, "Cost of a place", "£2,494")
    kept(found, "People supported", "over 60", "half of 64")


def test_mopac_answer(dataset):
    found = document(dataset, "S-MOPAC-2023")
    agreed(found, "Programmes commissioned 2022-23", "7")
    agreed(found, "Home Office grants", "£2,541,937")
    agreed(found, "Match funding", "£2,057,705")
    agreed(found, "Referrals over 6 programmes", "734 over 6")
    agreed(found, "Completions over 5 programmes", "291 over 5")
    agreed(found, "Programmes that take self-referrals", "Re-MOVE Abuse", "only Re-MOVE Abuse")
    kept(found, "Starts at Greenwich", "213", "69")
    assert "50 counted" in found["Starts at Greenwich"].recomputed


def test_cafcass_board_paper(dataset):
    found = document(dataset, "S-CAFCASS-2010")
    agreed(found, "Grants to programmes (1 + 7 + 5)", "13")
    agreed(found, "Directions April to October 2010", "61")
    agreed(found, "Referrals so far (25 assessed only + 32 started)", "57")
    kept(found, "Providers", "13", "11")
    kept(found, "Completions", "7", "9")


def test_cafcass_freedom_of_information_answer(dataset):
    found = document(dataset, "S-CAFCASS-2016")
    agreed(found, "Working days from referral to start (target)", "60")


def test_all_checks_are_those_of_the_five_documents_and_none_differs(dataset):
    every = checks.all_checks(dataset)
    assert [c.source_id for c in every] == sorted(
        (c.source_id for c in every), key=list(checks.DOCUMENTS).index
    )
    assert {c.source_id for c in every} == set(checks.DOCUMENTS)
    assert [c.what for c in every if c.agrees is False] == []
    assert sum(c.agrees is None for c in every) == 5
    assert [s["source_id"] for s in dataset.sources(list(checks.DOCUMENTS))]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the data folder to alter: ``alter(table, key, column, value)`` gives a Dataset."""
    folder = tmp_path_factory.mktemp("checks") / "data"
    shutil.copytree(DATA, folder)

    def alter(table, key, column, value):
        path = folder / f"{table}.csv"
        before = path.read_bytes()
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows, names = list(reader), list(reader.fieldnames)
        hit = [r for r in rows if all(r[k] == v for k, v in key.items())]
        assert len(hit) == 1
        assert hit[0][column] != value
        hit[0][column] = value
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(rows)
        try:
            return Dataset.load(folder)
        finally:
            path.write_bytes(before)

    return alter


def row(observation):
    return {"observation_id": observation}


ALTERED = [
    ("commissioning", {"key": "dvpp_existing_capacity"}, "value", "5000", "S-RESPECT-2014",
     {"Places that existed a year (around)", "Shortfall of places", "Share of demand met"}),
    ("commissioning", {"key": "unit_model_cost_per_year"}, "value", "160000", "S-RESPECT-2014",
     {"Cost of a completion"}),
    ("commissioning", {"key": "share_coming_to_notice_assumption"}, "value", "0.3",
     "S-RESPECT-2014", {"… if a quarter come to notice"}),
    ("programmes", row("dvip-haringey@2018-2019"), "capacity_places", "30", "S-HARINGEY-2019",
     {"Referrals commissioned a year", "Received of commissioned", "Cost of a place"}),
    ("programmes", row("dvip-haringey@2018-2019"), "referrals", "65", "S-HARINGEY-2019",
     {"Referrals received 2018/19", "Received of commissioned"}),
    ("programmes", row("spotlight-redbridge@2022-2023"), "referrals", "198", "S-MOPAC-2023",
     {"Referrals over 6 programmes"}),
    ("programmes", row("spotlight-redbridge@2022-2023"), "completions", "94", "S-MOPAC-2023",
     {"Completions over 5 programmes"}),
    ("programmes", row("spotlight-redbridge@2022-2023"), "referral_routes", "self",
     "S-MOPAC-2023", {"Programmes that take self-referrals"}),
    ("funding", row("spotlight-redbridge@2022-2023") | {"funder_kind": "match"}, "amount_gbp",
     "303283", "S-MOPAC-2023", {"Match funding"}),
    ("funding", row("spotlight-redbridge@2022-2023") | {"funder_kind": "home_office"},
     "amount_gbp", "1", "S-MOPAC-2023", {"Home Office grants"}),
    ("commissioning", {"key": "cafcass_dv_grants_south"}, "value", "6", "S-CAFCASS-2010",
     {"Grants to programmes (1 + 7 + 5)"}),
    ("commissioning", {"key": "cafcass_dvpp_directions_jun_2010"}, "value", "15",
     "S-CAFCASS-2010", {"Directions April to October 2010"}),
    ("commissioning", {"key": "cafcass_referrals_started"}, "value", "33", "S-CAFCASS-2010",
     {"Referrals so far (25 assessed only + 32 started)"}),
    ("commissioning", {"key": "cafcass_wait_kpi"}, "value", "61", "S-CAFCASS-2016",
     {"Working days from referral to start (target)"}),
]  # fmt: skip


@pytest.mark.parametrize("change", ALTERED, ids=[f"{c[0]}-{list(c[1].values())}" for c in ALTERED])
def test_a_changed_number_makes_its_checks_and_no_others_differ(copy, change):
    table, key, column, value, source, expected = change
    altered = copy(table, key, column, value)
    found = checks.all_checks(altered)
    differ = {(c.source_id, c.what) for c in found if c.agrees is False}
    assert differ == {(source, what) for what in expected}


def test_an_estimate_too_small_fails_the_county_check(dataset, monkeypatch):
    real = Dataset.gap

    def smaller(self, selection):
        if selection.demand == "serious":
            selection = selection.with_(assumptions=(("total", 300_000.0),))
        return real(self, selection)

    monkeypatch.setattr(Dataset, "gap", smaller)
    found = {c.what: c for c in checks.respect(dataset)}
    assert found["Perpetrators for each county, on average"].agrees is False
    assert found["Places wanted in England a year (over)"].agrees is True


@pytest.mark.parametrize("selection", [checks.GUIDANCE_PERIOD, checks.TODAY])
def test_every_region_the_guidance_named_gets_a_reading_that_its_areajustifies(dataset, selection):
    regions = dataset.tables["gap_regions_2013"]
    found = checks.guidance_gaps(dataset, selection)
    assert sorted(zip(found["gap_phrase"], found["area"], strict=True)) == sorted(
        zip(regions["gap_phrase"], regions["area"], strict=True)
    )
    table = dataset.gap(selection)
    known = table.rows[table.rows["state"] == "measured"]
    overall = 1000 * known["places"].sum() / known["perpetrators"].sum()
    names = dict(zip(table.rows["code"], table.rows["name"], strict=True))
    force_of = {(r["gap_phrase"], r["area"]): r["pfa_code"] for r in regions.to_dict("records")}
    seen = set()
    for line in found.to_dict("records"):
        code = force_of[line["gap_phrase"], line["area"]]
        area = table.row(code)
        ratio = area["places_per_1000"]
        assert (line["force"], line["state"]) == (names[code], area["state"])
        if area["state"] == "none_matching":
            expected = "gap too"
        elif area["state"] == "measured":
            short = "cannot say" if area["programmes_unmeasured"] else "gap too"
            expected = short if ratio < overall else "no gap here"
            assert line["places_per_1000"] == ratio
        else:
            expected = "cannot say"
            assert math.isnan(line["places_per_1000"])
        assert line["reading"] == expected
        seen.add(expected)
    assert len(seen) >= 2


def test_without_any_known_place_nothing_is_called_no_gap(dataset):
    nothing = Selection(types=("lgbt_specific",), routes=("youth_justice",))
    found = checks.guidance_gaps(dataset, nothing)
    assert set(found["reading"]) == {"gap too", "cannot say"}
    silent = set(found.loc[found["reading"] == "cannot say", "state"])
    assert silent == {"no_estimate", "not_stated"}  # a programme for children only is no gap
