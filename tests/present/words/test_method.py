"""The method page's sums: each one, worked out again from its own text, gives what it says."""

import math
import re

import pytest

from gapmap.core.evidence.one_service import Service
from gapmap.io.own import estimates as own_estimates
from gapmap.present.words import method
from gapmap.selection import Selection
from gapmap.vocabulary import BASES, GROUPS

CHOICES = [
    {},
    {"level": "borough"},
    {"level": "county", "demand": "high_harm"},
    {"level": "region", "demand": "partner_abuse", "basis": "implied", "target_share": 0.25},
    {"demand": "any_abuse", "assumptions": (("perpetrators_per_victim", 0.5),)},
    {"demand": "referral_demand"},
    {"local": "sensitivity", "shrinkage": 0.0},
    {"assumptions": (("total", 500000.0),)},
    {"assumptions": (("total", 1234567.0),)},
    {"level": "borough", "target_share": 0.004},
]


def number(text):
    return float(text.replace(",", ""))


def worked_out(text):
    """The value of a sum as printed: 1,000 × 28 ÷ 1,780, without what stands in brackets."""
    text = (
        re.sub(r"\([^)]*\)|, at least 0$", "", text)
        .replace(",", "")
        .replace("−", "-")
        .replace("%", "/100")
    )
    text = text.replace("×", "*").replace("÷", "/").strip()
    assert set(text) <= set("0123456789.*/-e+ "), text
    value = None
    for part in re.split(r"(?<= )([-*/+])(?= )", text):
        if part in "-*/+":
            sign = part
        elif value is None:
            top, _, bottom = part.partition("/")
            value = float(top) / float(bottom or 1)
        else:
            value = {
                "-": value - float(part), "+": value + float(part),
                "*": value * float(part), "/": value / float(part),
            }[sign]  # fmt: skip
    return value


@pytest.fixture(scope="module")
def steps(dataset):
    def found(table, code, data=dataset):
        level = data.lookup[table.selection.level]
        return method.steps(
            table, code, blocks=list(level.index[level == code]), population=data.population,
            programmes=data.programmes,
        )  # fmt: skip

    return found


@pytest.mark.parametrize("choices", CHOICES, ids=str)
def test_every_sum_gives_its_result(dataset, steps, choices):
    table = dataset.gap(Selection(**choices))
    target = table.selection.target_share
    for row in table.rows.to_dict("records"):
        demand, places, *rest = steps(table, row["code"])
        if row["state"] == "no_estimate":
            assert demand.result == "no estimate"
            continue
        tolerance = 0.02 if table.selection.local == "sensitivity" else 1e-3
        printed = worked_out(demand.sum.split(". Range")[0])
        assert printed == pytest.approx(row["perpetrators"], rel=tolerance)
        assert number(re.search(r"[\d,]+", demand.result)[0]) == pytest.approx(
            row["perpetrators"], rel=0.05
        )
        known = places.sum.split("; ")[0] if row["places"] == row["places"] else "0"
        terms = [number(n) for n in re.findall(r"(?:^| \+ )([\d,.]+) \(", places.sum)]
        assert sum(terms) == pytest.approx(row["places"] if terms else 0, abs=0.06 * len(terms))
        unknown = ("unmeasured", "not_stated", "none_matching", "none_recorded")
        assert (known == "0") == (row["state"] in unknown)
        assert len(rest) == (3 if row["state"] == "measured" else 0)
        if rest:
            ratio, share, unmet = rest
            assert worked_out(ratio.sum) == pytest.approx(row["places_per_1000"], rel=0.01)
            assert worked_out(share.sum) == pytest.approx(row["share_met"], rel=0.01)
            need = target * row["perpetrators"] - row["places"]
            assert max(0, worked_out(unmet.sum)) == pytest.approx(max(0, need), rel=0.02, abs=0.7)
            shown = number(re.search(r"[\d,]+", unmet.result)[0])
            assert shown == pytest.approx(max(0, need), rel=0.05, abs=0.6)
            if need < 0:
                assert "at least 0" in unmet.sum


def test_haringey_is_the_worked_example_of_the_methodology(dataset, steps):
    table = dataset.gap(Selection(level="borough", since=2018, standing="any"))
    _, places, ratio, *_ = steps(table, "E09000014")
    assert places.sum.startswith("28 (Haringey")
    assert (ratio.sum, ratio.result) == ("1,000 × 28 ÷ 1,780", "at least 15.7 (11.7 or more)")


def test_own_estimates_are_said_to_be_the_users(dataset, steps):
    data = b"code,low,central,high\nE09000014,900,1000,1100\n"
    people = dataset.population["aged_16_plus"]
    estimates, _ = own_estimates.read(data, "mine.csv", dataset.lookup, people)
    own = dataset.with_own_estimates(estimates, "mine.csv", data)
    table = own.gap(Selection(level="borough", demand="own"))
    first, *_ = steps(table, "E09000014", own)
    assert first.sum == "Taken from your own table."
    assert first.result == "about 1,000 (900 to 1,100)"
    assert "people" not in method.assumption_rows(table)[0]["value"]


def test_assumptions_say_what_the_user_changed_and_within_which_limits(dataset):
    changed = Selection(
        assumptions=(("total", 1234567.0),), basis="aim", target_share=0.25,
        local="sensitivity", shrinkage=0.2,
    )  # fmt: skip
    rows = {r["assumption"]: r for r in method.assumption_rows(dataset.gap(changed))}
    total = rows["Serious perpetrators in England and Wales"]
    assert (total["value"], total["allowed"]) == ("1,234,567 people", "100,000 to 2,000,000")
    mine = {name for name, row in rows.items() if row["changed by you"] == "yes"}
    assert mine == {
        "Serious perpetrators in England and Wales", "Numbers are trusted down to",
        "Share of need to aim for", "Rate between places", "Shrinkage of the sensitivity layer",
    }  # fmt: skip
    assert rows["Share of need to aim for"]["value"] == "25%"
    plain = method.assumption_rows(dataset.gap(Selection()))
    assert {r["changed by you"] for r in plain} == {"no"}


@pytest.mark.parametrize(
    "choices",
    [
        {"level": "borough"},
        {"since": 2018, "until": 2018, "level": "borough", "suppress_below": 30},
    ],
    ids=str,
)
def test_the_bases_are_those_of_their_tables(dataset, choices):
    tables = {basis: dataset.gap(Selection(basis=basis, **choices)) for basis in BASES}
    for line, table in zip(method.bases(tables), tables.values(), strict=True):
        states = table.rows["state"].value_counts()
        assert line["areas with known places"] == str(states.get("measured", 0))
        assert line["areas that may match"] == str(states.get("not_stated", 0))
        if math.isnan(table.totals.places):
            assert line["places a year"] == "withheld"
        else:
            assert number(line["places a year"]) == round(table.totals.places)


@pytest.mark.parametrize("limit", [0.5, 12.0, 999.0])
def test_the_sides_of_the_threshold_are_all_areas_once(dataset, limit):
    table = dataset.gap(Selection(level="borough", gap_below=limit))
    *sides, unsure = method.threshold(table)
    counts = [int(line.split()[0]) for line in sides]
    assert sum(counts) == table.totals.areas
    below = table.rows["places_per_1000"] < limit
    assert counts[0] == below.sum()
    assert counts[1] == (table.rows["places_per_1000"] >= limit).sum()
    people = number(re.search(r"about ([\d,]+)", sides[0])[1])
    assert people == pytest.approx(table.rows.loc[below, "perpetrators"].sum(), rel=0.05)
    assert int(unsure.split()[0]) == sum(u is True for u in table.rows["crosses_threshold"])
    assert method.threshold(dataset.gap(Selection(level="borough"))) == []


def test_groups_are_counted_yes_no_or_silent(dataset):
    services: tuple[Service, ...] = dataset.gap(Selection()).supply.services
    rows = method.acceptance([s.chosen for s in services])
    assert [r["group"] for r in rows] == list(GROUPS.values())
    for row in rows:
        assert row["say yes"] + row["say no"] + row["do not say"] == len(services)
        assert min(row["say yes"], row["say no"], row["do not say"]) >= 0
    women = [s for s in services if "women" in s.chosen.accepts]
    assert next(r for r in rows if r["group"] == "Women")["say yes"] == len(women)


@pytest.mark.parametrize("choices", [{}, {"level": "borough", "gap_below": 12.0}], ids=str)
def test_the_sensitivity_sentence_has_the_multiplier_and_verdict_of_the_row(dataset, choices):
    table = dataset.gap(Selection(**choices))
    for _, row in table.rows.iterrows():
        text = method.sensitivity(table, row)
        if row["state"] == "no_estimate":
            assert text == ""
            continue
        assert f"{row['sensitivity_multiplier']:.2f} times" in text
        assert (" changes." in text) == (row["same_with_force_rates"] is False)
        assert (" is the same." in text) == (row["same_with_force_rates"] is True)
        imputed = "imputed" in row["sensitivity_evidence"]
        assert ("no figure was found" in text) == imputed
