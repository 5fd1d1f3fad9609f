"""More lists of the kinds that real ones are of: marks, periods, names, odd lines and cells."""

import json

import pytest

from gapmap.errors import UserInputError
from gapmap.tasks import own_programmes as own_data

HEAD = "Programme,Type,Areas"


@pytest.mark.parametrize(
    "mark", ["<NA>", "(x)", "supressed", "commercially sensitive", "awaiting info", "see notes"]
)
def test_marks_for_not_known(read, mark):
    found = read(f"{HEAD},Places\nA,Stalking,Leeds,{mark}\n")
    assert found.rows[0].observation.capacity_places is None
    assert found.cells == ()


@pytest.mark.parametrize("cell", ["nil", "N/K (provider did not say)", "ask Jo"])
def test_what_may_be_a_mark_or_a_number_is_not_stated_and_listed(read, cell):
    found = read(f"{HEAD},Places\nA,Stalking,Leeds,{cell}\n")
    assert found.rows[0].observation.capacity_places is None
    assert [c.value for c in found.cells] == [cell]


@pytest.mark.parametrize(
    ("period", "years"),
    [
        ("2022/23, 2023/24, 2024/25", (2022, 2025)), ("2021, 2022 and 2023", (2021, 2023)),
        ("01/04/22-31/03/25", (2022, 2025)), ("22/23-24/25", (2022, 2025)),
        ("FY22/23-FY24/25", (2022, 2025)), ("three years from 2022", (2022, 2024)),
        ("Two years from April 2022", (2022, 2024)), ("1.4.22-31.3.24", (2022, 2024)),
    ],
)  # fmt: skip
def test_periods(read, period, years):
    seen = read(f'{HEAD},Period\nA,Stalking,Leeds,"{period}"\n').rows[0].observation
    assert (seen.start_year, seen.end_year) == years


@pytest.mark.parametrize("period", ["2019, 2022, 2024", "2024, 2023, 2022", "1, 2, 3"])
def test_years_that_do_not_follow_each_other_are_no_period(read, period):
    found = read(f'{HEAD},Period\nA,Stalking,Leeds,"{period}"\n')
    assert found.rows[0].observation.start_year is None
    assert [c.value for c in found.cells] == [period]


@pytest.mark.parametrize("period", ["ongoing since 2019", "Current, from 2019"])
def test_a_period_that_begins_and_goes_on(read, period):
    (row,) = read(f'{HEAD},Period\nA,Stalking,Leeds,"{period}"\n').rows
    assert (row.observation.start_year, row.still_running) == (2019, True)


@pytest.mark.parametrize("end", ["Ongoing - funded to 2026", "rolling (contract to March 2027)"])
def test_what_still_runs_whenever_its_money_ends(read, end):
    (row,) = read(f"{HEAD},Start,End\nA,Stalking,Leeds,2021,{end}\n").rows
    assert (row.observation.start_year, row.still_running) == (2021, True)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Office of the South Wales Police & Crime Commissioner", "W15000003"),
        ("The Mayor's Office for Policing And Crime (MOPAC)", "E23000001"),
        ("R B Kensington and Chelsea", "E09000020"), ("Tower Hamlets LB", "E09000030"),
        ("Medway Unitary", "E06000035"), ("CWaC", "E06000050"), ("All Wales", "W92000004"),
        ("Yorkshire and Humberside", "E12000003"), ("All London boroughs", "E12000007"),
        ("Kent-wide", "E10000016"), ("Across Cornwall", "E06000052"),
        ("Pan-Sussex", "E23000033"),
    ],
)  # fmt: skip
def test_names(read, name, code):
    found = read(f'{HEAD}\nA,Stalking,"{name}"\n')
    assert [row.codes for row in found.rows] == [(code,)], [str(p) for p in found.problems]


@pytest.mark.parametrize("name", ["National", "UK-wide", "Online only", "Various", "All areas"])
def test_what_is_no_area_is_said_to_be_none(read, name):
    found = read(f"{HEAD}\nA,Stalking,{name}\n")
    assert found.rows == ()
    assert found.offers[0].why == "not the name of one area"
    assert {code for code, _ in found.offers[0].options} == {"E92000001", "W92000004"}


@pytest.mark.parametrize("line", [",,,(number)", ",,,No.", ",[text],,£", ",,,count"])
def test_a_line_of_units_is_set_aside(read, line):
    found = read(f"{HEAD},Places\n{line}\nA,Stalking,Leeds,3\n")
    assert (len(found.rows), found.bad) == (1, ())
    assert [a.why for a in found.aside] == ["it looks like a line of units"]


def test_a_programme_called_like_a_unit_is_kept(read):
    found = read(f"{HEAD},Places\nNumber,Stalking,Leeds,3\n")
    assert (len(found.rows), found.aside) == (1, ())


def test_a_cell_beside_the_table_costs_no_row(read):
    found = read(f"{HEAD}\nA,Stalking,Leeds,,,see note\nB,Stalking,York,,\n")
    assert (len(found.rows), found.bad) == (2, ())


def test_a_cell_too_many_right_after_the_last_is_a_fault_of_separators(read):
    found = read(f"{HEAD}\nA,Stalking,Leeds, Wakefield\nB,Stalking,York\n")
    assert found.bad == (2,)
    assert "separators" in str(found.problems[0])


@pytest.mark.parametrize(
    ("cell", "number"),
    [("circa 30", 30), ("Approximately 30 per annum", 30), ("30 approx.", 30), ("30ish", 30),
     ("n=30", 30), ("No: 30", 30), ("30 or so", 30)],
)  # fmt: skip
def test_rough_numbers_are_used_and_said(read, cell, number):
    found = read(f"{HEAD},Places\nA,Stalking,Leeds,{cell}\n")
    assert found.rows[0].observation.capacity_places == number
    assert "read as 30" in found.choices[0].read_as


@pytest.mark.parametrize("cell", ["≤5", "<=5", "5 or fewer", "under 10", "30 - 2 cohorts of 15"])
def test_a_bound_is_never_a_number(read, cell):
    found = read(f"{HEAD},Places\nA,Stalking,Leeds,{cell}\n")
    assert found.rows[0].observation.capacity_places is None
    assert [c.value for c in found.cells] == [cell]


@pytest.mark.parametrize("name", ["Overall", "England", "All", "Region", "Every provider"])
def test_a_row_of_sums_without_type_and_area_is_a_total_whatever_it_is_called(read, name):
    found = read(f"{HEAD},Places\nA,Stalking,Leeds,10\nB,Stalking,York,5\n{name},,,15\n")
    assert (len(found.rows), found.bad) == (2, ())
    assert [a.line for a in found.aside] == [4]


def test_a_row_without_type_and_area_that_is_no_sum_is_not_set_aside(read):
    found = read(f"{HEAD},Places\nA,Stalking,Leeds,10\nB,Stalking,York,5\nC,,,14\n")
    assert (found.bad, found.aside) == ((4,), ())


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Latitude,Longitude", "\"51,59\",\"-0,11\""), ("Lat (WGS84),Long (WGS84)", "51.59,-0.11"),
        ("Latitude,Longitude", "51°35'24\"N,0°6'36\"W"), ("Lat,Lng", "51° 35.4' N,-0° 6.6'"),
        ("Grid reference", "TQ310895"), ("OS grid ref", "TQ 31000 89500"), ("NGR", "tq 3189"),
    ],
)  # fmt: skip
def test_places_of_a_base_as_people_write_them(read, header, cells):
    text = f"Programme,Type,{header}\nA,Stalking,{cells}\n"
    if '"' in cells and "°" in cells:
        one, two = cells.split(",")
        text = f"Programme;Type;Latitude;Longitude\nA;Stalking;{one};{two}\n".replace('"', "''")
    found = read(text)
    assert [(r.blocks, r.by) for r in found.rows] == [(("E09000014",), "coordinates")]


@pytest.mark.parametrize(
    ("reference", "metres"),
    [
        ("TG 51409 13177", (651409, 313177)),
        ("NN 166 712", (216650, 771250)),
        ("SV 90 10", (90500, 10500)),
        ("HU 4795 1315", (447955, 1113155)),
    ],
)
def test_a_grid_reference_is_the_middle_of_its_square(reference, metres):
    sent = own_data.read_file(f"Programme,NGR\nA,{reference}\n".encode(), "mine.csv")
    (_, cells) = next(iter(sent.rows))
    east, north = map(int, cells[-2:])
    assert abs(east - metres[0]) <= 1
    assert abs(north - metres[1]) <= 1


def test_a_reference_that_is_none_is_listed_and_places_nothing(read):
    found = read(
        "Programme,Type,Areas,Grid ref\nA,Stalking,Leeds,TQ310895\nC,Stalking,Hull,TQ3189\n"
        "B,Stalking,York,by the river\n"
    )
    assert (len(found.rows), [c.value for c in found.cells]) == (3, ["by the river"])


POINT = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-0.11, 51.59]},
         "properties": {"programme": "A", "programme_type": "stalking"}}  # fmt: skip


def test_a_bare_list_of_features_is_read(reader):
    sent = own_data.read_file(json.dumps([POINT, POINT]).encode(), "a.geojson")
    assert len(sent.rows) == 2
    found = reader.check(sent, own_data.mapping_of(sent))
    assert {r.blocks for r in found.rows} == {("E09000014",)}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"type": "FeatureCollection", "features": []}, "has no features"),
        ([{"type": "Point", "coordinates": [0, 51]}], "list of records"),
        ([POINT, {"programme": "A"}], "list of records"), ([], "is not a GeoJSON"),
    ],
)  # fmt: skip
def test_other_json_is_named(content, said):
    with pytest.raises(UserInputError, match=said):
        own_data.read_file(json.dumps(content).encode(), "a.geojson")


@pytest.mark.parametrize(
    ("text", "central"),
    [
        ("code;low;central;high\nE09000014;1.000,5;2.000,5;3.000,5\n", 2000.5),
        ("Borough;Low;Mid;High\nharingey;1,5;2,5;3,5\n", 2.5),
        ("code;low;central;high\n00AP;10;20;30\n", 20.0),
        ("code,low,central,high\n00AP,10,20,30\nTotal,10,20,30\n", 20.0),
    ],
)
def test_own_estimates_with_decimal_commas_and_old_codes(dataset, text, central):
    found, _ = own_data.estimates(dataset, text.encode(), "e.csv")
    assert found.loc["E09000014", "central"] == central
