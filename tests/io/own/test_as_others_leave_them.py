"""Lists as councils, commissioners and ministries leave them, each with its right answer."""

import json

import pytest

from gapmap.errors import UserInputError
from gapmap.io.own.told import NOTHING_TOLD
from gapmap.tasks import own_decisions
from gapmap.tasks import own_programmes as own_data
from tests.io.own import own_files as files

LEEDS, YORK, CARDIFF = "E08000035", "E06000014", "W06000015"
HEAD = "Programme,Type,Areas"


@pytest.fixture
def read(reader):
    def run(data, name="mine.csv"):
        sent = own_data.read_file(data.encode() if isinstance(data, str) else data, name)
        mapping = own_data.mapping_of(sent)
        checked = reader.check(sent, mapping)
        return checked, json.loads(own_data.as_json(sent, mapping, checked))

    return run


# 01, 02, 03: headings


@pytest.mark.parametrize(
    "headings",
    ["Rhaglen,Math,Ardal Heddlu,Nifer y lleoedd", "Programme / Rhaglen,Type / Math,Police force /"
     " Heddlu,Places (lleoedd)", "Enw'r rhaglen,Math o raglen,Heddlu,Lleoedd y flwyddyn"],
)  # fmt: skip
def test_headings_in_welsh_alone_or_beside_english(read, headings):
    _, found = read(f"{headings}\nA,Stelcian,Gwent,12\nB,Stalking,De Cymru,anhysbys\n")
    assert [(r["area codes"], r["places"]) for r in found["read"]] == [
        (["W15000002"], 12), (["W15000003"], None)
    ]  # fmt: skip


def test_a_column_called_council_area_is_one_of_councils_beside_a_size(read):
    _, found = read("Programme,Type,Area,Council area\nA,Stalking,552 km²,Leeds\n")
    assert found["columns"]["areas"] == "Council area"


@pytest.mark.parametrize(("group", "starts"), [("Activity in the year", 30), ("Target", None)])
def test_counts_under_a_group_are_read_unless_it_says_another_thing(read, group, starts):
    rows = [["", "", "", "Referrals", "Starts"], ["A", "Stalking", "Leeds", 50, 30]]
    data = files.ods(rows, ["Programme", "Type", "Area", group, ""])
    _, found = read(data, "mine.ods")
    assert [r["starts"] for r in found["read"]] == [starts]


# 06, 15: names


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Comisiynydd Heddlu a Throseddu Gwent", "W15000002"), ("RBKC", "E09000020"),
        ("CBS Torfaen", "W06000020"), ("Shropshire Council (Unitary)", "E06000051"),
        ("Leeds area", LEEDS), ("Dyfed-Powys area", "W15000004"),
    ],
)  # fmt: skip
def test_names_of_bodies(read, name, code):
    _, found = read(f"{HEAD}\nA,Stalking,{name}\n")
    assert [r["area codes"] for r in found["read"]] == [[code]], found["problems"]


@pytest.mark.parametrize(
    "name",
    ["Leeds [note 1]", "Leeds*", "Leeds (1)", "Leeds¹", "E08000035 [r]", "Leeds [notes 1, 2]"],
)
def test_the_mark_of_a_note_is_no_part_of_a_name(read, dataset, name):
    _, found = read(f'{HEAD}\nA,Stalking,"{name}"\n')
    assert [r["area codes"] for r in found["read"]] == [[LEEDS]], found["problems"]
    table = f'Local authority,low,central,high\n"{name}",1,2,3\n"Source: a return",,,\n'
    estimates, problems = own_data.estimates(dataset, table.encode(), "mine.csv")
    assert list(estimates.index) == [LEEDS]
    assert [p.line for p in problems] == [3]


# 08, 09: years


@pytest.mark.parametrize(
    ("period", "years"),
    [
        ("24/25 only", [2024, 2025]), ("Ebrill 2023 - Mawrth 2026", [2023, 2026]),
        ("2023 i 2025", [2023, 2025]), ("c. 2005", [2005, 2005]),
        ("March 2025 (with option to extend to 2027)", [2025, 2025]),
        ("Extended to Mar 2027", [2027, 2027]), ("2019 (2022)", [None, None]),
    ],
)  # fmt: skip
def test_periods(read, period, years):
    _, found = read(f'{HEAD},Period\nA,Stalking,Leeds,"{period}"\n')
    assert [r["years"] for r in found["read"]] == [years]


@pytest.mark.parametrize(
    ("start", "first"),
    [("Pre 2000", 2000), ("1970s", 1990), ("2000s", 2010), ("early 2000s", 2023)],
)
def test_a_start_that_is_not_quite_known_never_comes_too_early(read, start, first):
    checked, found = read(f"{HEAD},Start,End\nA,Stalking,Leeds,{start},2023\n")
    assert [r["years"] for r in found["read"]] == [[first, 2023]]
    assert checked.choices  # said


def test_a_period_that_says_no_more_than_that_it_runs(read):
    checked, found = read(f"{HEAD},Period\nA,Stalking,Leeds,ongoing\nB,Stalking,York,2021\n")
    first, second = found["read"]
    assert (first["still running"], second["still running"]) == (True, False)
    assert first["years"] == [first["years"][1]] * 2
    assert "still running" in checked.choices[0].read_as


# 10: words


@pytest.mark.parametrize(
    ("cell", "groups"),
    [("Men only", ["men"]), ("Men (18+)", ["men"]), ("Women aged 18 and over", ["women"]),
     ("Dynion; Menywod", ["men", "women"]), ("Not women", []), ("Women (not men)", []), ("M/F", []),
     ("people under 18", [])],
)  # fmt: skip
def test_groups_as_people_write_them(read, cell, groups):
    _, found = read(f"{HEAD},Accepts\nA,Stalking,Leeds,{cell}\n")
    assert [r["groups"] for r in found["read"]] == [groups]
    assert bool(found["words to settle"]) is (not groups)


# 11: rows


@pytest.mark.parametrize("again", ["leeds", "Leeds City Council", "E08000035", "Leeds  "])
def test_one_area_in_another_spelling_is_not_another_site(read, again):
    _, found = read(f"{HEAD},Places\nA,Stalking,Leeds,5\nA,Stalking,{again},5\n")
    assert [(r["places"], r["lines"]) for r in found["read"]] == [(5, [2, 3])]


def test_two_former_districts_of_one_council_are_two_sites(read):
    _, found = read(f"{HEAD},Places\nA,Stalking,Kennet,5\nA,Stalking,Salisbury,7\n")
    assert [r["places"] for r in found["read"]] == [12]


# 16: separators


def test_lines_that_were_quoted_whole_are_cut_and_said(read):
    _, found = read('"Programme,Type,Areas,Places"\n\n"A,Stalking,""Leeds, York"",30"\n')
    (row,) = found["read"]
    assert (row["line"], row["area codes"], row["places"]) == (3, [LEEDS, YORK], 30)
    assert "Each line stood in quotes" in " ".join(found["notes"])


# 17, 23: places


def test_a_pair_of_degrees_is_known_under_any_heading(read):
    _, found = read('Programme,Type,Location\nA,Stalking,"53.801, -1.548"\nB,Stalking,n/k\n')
    assert found["columns"].keys() >= {"latitude", "longitude"}
    assert "areas" not in found["columns"]


def test_a_town_beside_its_postcode_in_an_address_places_a_row(read):
    _, found = read('Programme,Type,Address\nA,Stalking,"Town Hall, Leeds ls1 1ur"\n')
    (row,) = found["read"]
    assert (row["area codes"], row["postcode"], row["placed by"]) == ([LEEDS], "LS1 1UR", "address")


def test_a_point_that_lies_in_one_of_two_councils_is_asked_with_both(reader):
    sent = own_data.read_file(
        b"Programme,Type,Latitude,Longitude\nA,Stalking,51.48,-3.18\n", "a.csv"
    )
    mapping = own_data.mapping_of(sent)
    checked = reader.check(sent, mapping)
    (asked,) = own_decisions.open_decisions(sent, mapping, NOTHING_TOLD, checked)
    assert (asked.kind, set(asked.options)) == ("line", {CARDIFF, "W06000014"})


# 21: numbers


@pytest.mark.parametrize(
    ("cell", "places", "basis"),
    [("Maximum of 30", 30, "aim"), ("max. 30", 30, "aim"), ("30 places pa (contracted)", 30,
     "commissioned"), ("min 30", None, "")],
)  # fmt: skip
def test_numbers_with_words(read, cell, places, basis):
    _, found = read(f"{HEAD},Places\nA,Stalking,Leeds,{cell}\n")
    assert [(r["places"], r["basis"]) for r in found["read"]] == [(places, basis)]


@pytest.mark.parametrize(("cell", "months"), [("1 year", 12), ("a year", 12), ("2 years", 24)])
def test_months_said_in_years(read, cell, months):
    _, found = read(f"{HEAD},Starts,Months\nA,Stalking,Leeds,5,{cell}\n")
    assert [r["months"] for r in found["read"]] == [months]


# 22: JSON


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ('{"Programme": "A"}\n{"Programme": "B"}\n', "a record of JSON on each line"),
        ("Programme,Type,Areas\nA,Stalking,Leeds\n", "give it the ending .csv"),
        ('{"type": "FeatureCollection", "features": [', "is not valid GeoJSON"),
    ],
)
def test_json_of_other_kinds_is_named(read, data, said):
    with pytest.raises(UserInputError, match=said):
        read(data, "mine.json")


# Cells that are made to be slow


@pytest.mark.parametrize(
    "column", ["Places", "Period", "Who can refer", "Accepts", "Areas", "Town"]
)
@pytest.mark.parametrize(
    "cell",
    ["30(" + "1 " * 90, "30 (" + "a1" * 90, "1(" + "1" * 180, "a" + "\t" * 20_000 + "b",
     "- " * 60 + "!", "within 5 km " * 9 + "!", "and " * 5_000, "a/b & " * 300, "2020-" * 40],
    ids=lambda cell: cell[:12],
)  # fmt: skip
def test_no_cell_keeps_the_reader_busy(read, column, cell):
    stated = "" if column == "Areas" else ",Leeds"
    head = "Programme,Type" + ("" if column == "Areas" else ",Areas")
    _, found = read(f'{head},{column}\nA,Stalking{stated},"{cell}"\n')
    assert found["rows"] == 1
