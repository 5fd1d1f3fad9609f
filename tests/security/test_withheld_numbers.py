"""What an attacker can find out of the numbers that a file marked as sensitive holds: nothing.

The attacker has exports of the same session under different filters and levels, knows the shipped
data, the method, and all of the file but its small numbers.
"""

import io
import json
from datetime import date
from typing import get_type_hints

import openpyxl
import pytest

from gapmap.core.evidence.observation import Observation
from gapmap.io.own import columns
from gapmap.io.own import estimates as own_estimates
from gapmap.io.uploads import read as upload
from gapmap.selection import Selection
from gapmap.tasks import own_programmes as own_data
from gapmap.tasks.products import PRODUCTS, export
from tests.exported import all_files
from tests.security import private_files as private

SEEDS = range(40)
TODAY = date(2026, 11, 25)
WIDE = {"since": None, "basis": "implied", "all_types": True, "suppress_below": private.LIMIT}
VIEWS = (
    Selection(**WIDE),
    Selection(**WIDE, level="county", types=("stalking", "early_intervention")),
    Selection(**WIDE, level="utla", routes=("self",)),
    Selection(**WIDE | {"since": 2020}, level="region"),
    Selection(**WIDE, level="borough", measure="funding"),
)
BARNET, BRENT, ENFIELD = "E09000003", "E09000005", "E09000010"


def seen(dataset, selection):
    """Total and cells of places, as the JSON export has them."""
    body = json.loads(export("table.json", dataset, dataset.gap(selection), TODAY))
    cells = {r["code"]: r["places"] for r in body["rows"] if r["places"] is not None}
    return body["totals"]["places"], cells


@pytest.mark.parametrize("seed", SEEDS)
def test_no_equation_between_two_exports_confines_a_small_number(dataset, seed):
    table = private.rows(seed)
    own, attack = private.with_file(dataset, table), private.Attack(dataset, table)
    for position in (0, 1 + seed % (len(VIEWS) - 1)):
        attack.see(VIEWS[position], *seen(own, VIEWS[position]))
    assert attack.pinned() == {}


def test_the_attacker_finds_numbers_where_totals_give_them_away(dataset):
    """Else the test above could not fail: totals of views that withhold nothing."""
    found = 0
    for seed in range(5):
        table = private.rows(seed)
        own, attack = private.with_file(dataset, table), private.Attack(dataset, table)
        for view in VIEWS:
            attack.see(view, seen(own, view.with_(suppress_below=0))[0], {})
        found += len(attack.pinned())
    assert found >= 5


@pytest.mark.parametrize("seed", SEEDS)
def test_exports_are_the_same_whatever_the_small_numbers_are(dataset, seed):
    """So nobody can tell one small number from another by any means, hashes included."""
    table = private.rows(seed)
    mode = "replace" if seed % 4 == 3 else "add"
    one = private.with_file(dataset, table, mode)
    two = private.with_file(dataset, private.twin(table, seed), mode)
    for view in (VIEWS[0], VIEWS[1 + seed % (len(VIEWS) - 1)]):
        files = [export("table.json", d, d.gap(view), TODAY) for d in (one, two)]
        assert files[0] == files[1]


@pytest.mark.parametrize("product", sorted(PRODUCTS))
def test_every_kind_of_file_is_the_same_whatever_the_small_numbers_are(dataset, product):
    table = private.rows(3)
    one, two = (private.with_file(dataset, t) for t in (table, private.twin(table, 3)))
    view = VIEWS[0].with_(level="county")
    some = one.gap(view).rows["code"]
    areas = (None, some.iloc[0]) if "area" in PRODUCTS[product].options else (None,)
    for area in areas:
        files = [all_files(product, d, d.gap(view), TODAY, area=area) for d in (one, two)]
        assert files[0] == files[1]


def test_without_a_limit_the_exports_do_differ(dataset):
    table = private.rows(3)
    one, two = (private.with_file(dataset, t) for t in (table, private.twin(table, 3)))
    view = VIEWS[0].with_(suppress_below=0)
    assert export("table.json", one, one.gap(view), TODAY) != export(
        "table.json", two, two.gap(view), TODAY
    )


def test_one_programme_of_seven_is_in_no_total(dataset):
    row = dict.fromkeys(private.HEADER, "") | {
        "programme": "Seven", "areas": "Haringey", "programme_type": "community_behaviour_change",
        "period": "2024", "places": "7",
    }  # fmt: skip
    own = private.with_file(dataset, [row])
    for level in ("pfa", "borough", "county", "utla", "region"):
        view = Selection(level=level, suppress_below=10)
        table, shipped = own.gap(view), dataset.gap(view)
        assert table.totals.places == shipped.totals.places
        assert any("1 of the programmes of your own file states" in note for note in table.notes)
    assert own.gap(Selection(level="borough", suppress_below=10)).row("E09000014")["state"] == (
        "suppressed"
    )


def test_a_small_number_does_not_let_a_weaker_basis_stand_in_for_it(dataset):
    row = dict.fromkeys(private.HEADER, "") | {
        "programme": "Seven", "areas": "Haringey", "programme_type": "stalking",
        "period": "2024", "places": "7", "starts": "80", "months": "12", "annual_funding": "90000",
    }  # fmt: skip
    own = private.with_file(dataset, [row], "replace")
    table = own.gap(Selection(**WIDE, level="borough"))
    assert table.totals.places == 0
    assert table.row("E09000014")["funding"] != 90_000
    text = export("programmes.csv", own, table, TODAY).decode()
    assert "90,000" not in text
    assert "80" not in text.split("Seven")[1].split("\n")[0]


def test_every_number_of_an_observation_is_taken_out_when_small(dataset):
    """A number that is added to an Observation has to be guarded too, or named here."""
    stated = {"places": 7, "starts": 6, "referrals": 5, "completions": 4, "annual_funding": 3000}
    header = ("programme", "programme_type", "areas", "period", "months", *stated)
    cells = ("Seven", "stalking", "Haringey", "2024", "12", *stated.values())
    text = "\n".join(",".join(map(str, line)) for line in (header, cells))
    sent = upload.read(text.encode(), private.NAME)
    checked = own_data.Reader(dataset).check(sent, columns.guess(sent.header))
    own = own_data.with_checked(dataset, sent, checked, "replace").guarded(10)
    hints = get_type_hints(Observation)
    numbers = {name for name, kind in hints.items() if kind == float | None}
    about_time = {"count_months", "age"}
    assert numbers - about_time == {
        "capacity_places", "starts", "referrals", "completions", "annual_funding",
    }  # fmt: skip
    assert [getattr(own.observations[0], name) for name in numbers - about_time] == [None] * 5


# Own estimates


def estimates(dataset, barnet, low=None, enfield_low=8):
    text = "code,low,central,high\n"
    text += f"{BARNET},{low or barnet},{barnet},{barnet + 3}\n{BRENT},15,20,25\n"
    text += f"{ENFIELD},{enfield_low},30,60\n"
    found, problems = own_estimates.read(
        text.encode(), "est.csv", dataset.lookup, dataset.population["aged_16_plus"]
    )
    assert problems == []
    return dataset.with_own_estimates(found, "est.csv", text.encode())


OWN = Selection(level="borough", demand="own", since=None, suppress_below=10)


def test_parts_worked_out_from_a_withheld_estimate_are_withheld_with_it(dataset):
    table = estimates(dataset, 6, enfield_low=30).gap(OWN)
    barnet = table.row(BARNET)
    assert barnet["state"] == "suppressed"
    assert barnet[["perpetrators_low", "perpetrators", "perpetrators_high", "places"]].isna().all()
    assert table.parts.loc[table.parts["code"] == BARNET, "places"].isna().all()
    assert table.row(BRENT)["perpetrators"] == 20
    assert table.totals.perpetrators == 50


def test_low_ends_below_the_limit_are_not_shown(dataset):
    """Enfield: 8 to 60, about 30."""
    own = estimates(dataset, 6)
    table = own.gap(OWN)
    enfield = table.row(ENFIELD)
    assert enfield["perpetrators"] == 30
    assert enfield[["perpetrators_low", "places_per_1000_high"]].isna().all()
    for product in ("interactive.html", "briefing.docx", "table.csv"):
        file = export(product, own, table, TODAY, area=ENFIELD)
        assert b">nan" not in file
        assert b"nan " not in file
    assert "up to 60" in export("interactive.html", own, table, TODAY).decode()


def test_no_share_of_a_programme_tells_a_small_estimate(dataset):
    """Barnet 6, Brent 20, Enfield 30: 113 places of one programme gave 12.1 to Barnet."""
    own = estimates(dataset, 6, enfield_low=30)
    table = own.gap(OWN)
    assert table.row(ENFIELD)["perpetrators"] == 30
    for product in ("programmes.csv", "interactive.html"):
        text = export(product, own, table, TODAY, area=BARNET).decode()
        assert "12.1" not in text, product


@pytest.mark.parametrize(
    ("product", "level"),
    [*((name, "borough") for name in PRODUCTS), ("table.json", "pfa"), ("interactive.html", "pfa")],
)
def test_files_are_the_same_whatever_a_small_estimate_is(dataset, product, level):
    one, two = estimates(dataset, 6, low=2), estimates(dataset, 8, low=3)
    view = OWN.with_(level=level)
    area = BARNET if level == "borough" and "area" in PRODUCTS[product].options else None
    files = [all_files(product, d, d.gap(view), TODAY, area=area) for d in (one, two)]
    assert files[0] == files[1]


def test_a_table_of_small_estimates_alone_is_withheld_whole(dataset):
    text = f"code,low,central,high\n{BARNET},2,6,9\n{BRENT},1,2,3\n"
    found, _ = own_estimates.read(
        text.encode(), "est.csv", dataset.lookup, dataset.population["aged_16_plus"]
    )
    own = dataset.with_own_estimates(found, "est.csv", text.encode())
    table = own.gap(OWN)
    assert set(table.rows.loc[table.rows["code"].isin([BARNET, BRENT]), "state"]) == {"suppressed"}
    for product in ("table.json", "table.xlsx", "interactive.html", "briefing.docx"):
        assert export(product, own, table, TODAY)


def test_the_workbook_says_that_numbers_are_withheld(dataset):
    own = private.with_file(dataset, private.rows(3))
    view = VIEWS[0].with_(level="utla")
    book = openpyxl.load_workbook(io.BytesIO(export("table.xlsx", own, own.gap(view), TODAY)))
    cells = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value]
    assert any(cell.startswith("Small numbers: ") for cell in cells)
