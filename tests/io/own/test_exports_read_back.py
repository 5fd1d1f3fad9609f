"""Lists of programmes that gapmap exported, read back: every number keeps what it rests on."""

from collections import Counter
from datetime import date

import pytest

from gapmap.core.evidence.capacity import capacity
from gapmap.io.own.told import NOTHING_TOLD
from gapmap.selection import Selection
from gapmap.tasks import own_programmes as own_data
from gapmap.tasks.products import export
from gapmap.vocabulary import BASES

DAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def table(dataset):
    return dataset.gap(Selection())


def read(reader, content, name):
    sent = own_data.read_file(content, name, NOTHING_TOLD)
    return sent, reader.check(sent, own_data.mapping_of(sent))


def counted(found):
    return [capacity(row.observation, tuple(BASES)) for row in found.rows]


@pytest.mark.parametrize("product", ["programmes.csv", "table.xlsx", "table.ods"])
def test_numbers_come_back_on_their_basis(dataset, table, reader, product):
    parts = table.parts
    kept = parts[~parts["basis"].isin(["implied", "none"])]
    sent, found = read(reader, export(product, dataset, table, DAY), product)
    assert found.bad == ()
    assert found.used == len(parts)
    mine = counted(found)
    assert Counter(c.basis for c in mine if c.basis != "none") == Counter(kept["basis"])
    total = sum(c.places for c in mine if c.places)
    assert total == pytest.approx(kept["places"].sum(), abs=len(kept) / 2)  # rounded in a table
    implied = int((parts["basis"] == "implied").sum())
    assert implied > 0
    assert any(f"{implied} of its numbers are implied by a budget" in n for n in sent.notes)


def test_a_number_that_rests_on_nothing_known_is_said(reader):
    sent, _ = read(reader, f"{HEAD}Kent,Alder,Stalking,2024,30,A feeling,,\n".encode(), "b.csv")
    assert any("1 of its numbers do not say what they rest on" in note for note in sent.notes)


HEAD = "Area name,Programme,Type,Period,Places here (a year),Basis,Starts,Months counted\n"


@pytest.mark.parametrize(
    ("basis", "places", "said"),
    [
        ("Places commissioned", 30, "commissioned"),
        ("An aim or a plan", 30, "aim"),
        ("Average of several years", 30, "averaged"),
        ("People who started", 30, "starts"),
        ("People referred", 30, "referrals"),
        ("Implied by the yearly budget", None, "none"),
        ("A basis of a later version", None, "none"),
    ],
)
def test_each_basis(reader, basis, places, said):
    """The starts of the whole programme, 400 in four areas, are not those of one of its areas."""
    text = f"{HEAD}Kent,Alder,Stalking,2024,30,{basis},400,24\n"
    (found,) = counted(read(reader, text.encode(), "back.csv")[1])
    assert (found.places, found.basis) == (places, said)


@pytest.mark.parametrize(
    ("cell", "places", "basis"),
    [
        ("30, of 2024, grade B (places commissioned: so stated)", 30, "commissioned"),
        ("1,200, of 2025 (inferred), grade C (an aim or a plan: “up to”)", 1200, "aim"),
        ("12, of 2025, grade C, on terms that have passed (people who completed: 12 counted)",
         12, "completions"),
        ("12, of 2025, grade C, on past funding (people who completed: 12 counted)",
         12, "completions"),
        ("not known: 230 referrals, but the opening months of a new service", None, "none"),
    ],
)  # fmt: skip
def test_a_number_with_its_basis_in_one_cell(reader, cell, places, basis):
    text = (
        "area_name,programme,type_and_period,counted,places_here\n"
        f'Kent,Alder,Stalking · 2024,yes,"{cell}"\n'
    )
    (found,) = counted(read(reader, text.encode(), "back.csv")[1])
    assert (found.places, found.basis) == (places, basis)


@pytest.mark.parametrize("text", ["average of 40", "An average of 40", "on average 40"])
def test_an_average_in_a_list_of_ones_own_is_no_contract(reader, text):
    rows = f"Programme,Type,Areas,Places,Year\nAlder,Stalking,Kent,{text},2024\n"
    found = read(reader, rows.encode(), "mine.csv")[1]
    (one,) = counted(found)
    assert (one.places, one.basis) == (40, "averaged")
    assert "40 a year on average" in [c.read_as for c in found.choices]
