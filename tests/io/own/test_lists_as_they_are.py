"""Lists as people keep them: each kind of fault that real files had, with inputs of its own."""

import csv
import io
import json
from datetime import date

import pytest
import shapely
from shapely import affinity

from gapmap.errors import UserInputError
from gapmap.io.own.postcodes import Place
from gapmap.io.own.told import NOTHING_TOLD, Told
from gapmap.selection import Selection
from gapmap.tasks import own_programmes as own_data
from gapmap.tasks.products import export
from tests.io.own import own_files as files

DAY = date(2026, 11, 25)
HEAD = "Programme,Type,Areas"
TYPE = Told(constants={"programme_type": "stalking"})


@pytest.fixture
def read(reader):
    """Read a file as the app does: the table, then what became of its rows."""

    def run(data, name="mine.csv", told=NOTHING_TOLD, **given):
        content = data if isinstance(data, bytes) else data.encode()
        sent = own_data.read_file(content, name, told)
        return reader.check(sent, own_data.mapping_of(sent, told), told=told, **given)

    return run


def observed(found):
    """The observation of the one programme of a file."""
    (row,) = found.rows
    assert found.bad == (), [str(p) for p in found.problems]
    return row.observation


def codes(found):
    return [row.codes for row in found.rows]


def said(found):
    return " ".join(c.read_as for c in found.choices)


# The heading says the level


@pytest.mark.parametrize("heading", ["Police force", "PFA22NM", "Force area", "OPCC", "PCC area"])
@pytest.mark.parametrize("name", ["Kent", "Essex", "Dorset", "North Yorkshire", "West Midlands"])
def test_under_a_heading_of_forces_a_name_is_the_force(read, dataset, heading, name):
    areas = dataset.tables["areas"]
    force = areas[(areas["level"] == "pfa") & (areas["name"] == name)]["code"].iloc[0]
    found = read(f"Programme,Type,{heading}\nA,Stalking,{name}\n")
    assert codes(found) == [(force,)]
    wanted = tuple(sorted(dataset.lookup.index[dataset.lookup["pfa"] == force]))
    assert observed(found).blocks == wanted


@pytest.mark.parametrize(
    ("heading", "name", "code"),
    [
        ("County", "Hampshire", "GMC20"), ("Local authority", "Hampshire", "E10000014"),
        ("Council", "Durham", "E06000047"), ("Region", "West Midlands", "E12000005"),
        ("Ceremonial county", "Dorset", "GMC12"), ("Areas", "Hampshire", "E10000014"),
        ("UTLA23NM", "Kent", "E10000016"),
    ],
)  # fmt: skip
def test_under_other_headings_it_is_the_area_of_that_level(read, heading, name, code):
    found = read(f"Programme,Type,{heading}\nA,Stalking,{name}\n")
    assert codes(found) == [(code,)]
    assert f"({code}), not" in said(found)


def test_a_name_that_no_force_has_is_the_council_and_says_so(read):
    found = read("Programme,Type,Police force area\nA,Stalking,Leeds\n")
    assert codes(found) == [("E08000035",)]
    assert "no police force area has this name" in said(found)


# Which column holds the areas


@pytest.mark.parametrize(
    ("header", "row", "code"),
    [
        ("Country,Region,LAD24NM", "England,South East,Reading", "E06000038"),
        ("PFA23CD,LAD23CD,LAD23NM", "E23000010,E08000035,Leeds", "E08000035"),
        ("Force,gss-code", "West Yorkshire,E08000032", "E08000032"),
        ("Name of local authority,Area", "Kirklees,408.6", "E08000034"),
        ("CTYUA21NM,RGN21NM", "Cornwall,South West", "E06000052"),
        ("LA code,LA name,Region", "383,Leeds,Yorkshire and The Humber", "E08000035"),
    ],
)
def test_the_finest_column_is_read_and_a_wider_one_is_context(read, header, row, code):
    found = read(f"Programme,Type,{header}\nA,Stalking,{row}\n")
    assert codes(found) == [(code,)]
    assert found.rivals == {}


@pytest.mark.parametrize(
    "header", ["Council,Local authority", "Areas covered,Borough", "Location,District"]
)
def test_two_columns_that_could_hold_the_areas_are_asked_about(read, header):
    _, two = header.split(",")
    found = read(f"Programme,Type,{header}\nA,Stalking,Leeds,Leeds\n")
    assert set(found.rivals) == {"areas"}
    told = Told(columns={"areas": two})
    assert read(f"Programme,Type,{header}\nA,Stalking,Leeds,York\n", told=told).rivals == {}


def test_a_postal_county_is_a_part_of_the_address(read):
    found = read("Programme,Type,Town,County,Postcode\nA,Stalking,Leeds,Kent,LS1 1AA\n")
    assert observed(found).blocks == ("E08000035",)
    assert found.rows[0].by == "town"


# Names


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Office of the Police and Crime Commissioner for Surrey", ["E23000031"]),
        ("Essex Police, Fire and Crime Commissioner", ["E23000028"]),
        ("PCC for Dyfed-Powys", ["W15000004"]),
        ("Cumbria County Council", ["E06000063", "E06000064"]),
        ("West Yorkshire Combined Authority", ["E23000010"]),
        ("Hereford & Worcester Fire and Rescue Authority", ["E06000019", "E10000034"]),
        ("Cleveland Fire Authority", ["E23000013"]),
        ("Cyngor Sir Gâr", ["W06000010"]), ("Cyngor Bwrdeistref Sirol Wrecsam", ["W06000006"]),
        ("Cyngor Sir Penfro", ["W06000009"]), ("Heddlu Gogledd Cymru", ["W15000001"]),
        ("Barnet (E09000003)", ["E09000003"]), ("E06000023 - Bristol, City of", ["E06000023"]),
        ("Riding of Yorkshire, East", ["E06000011"]), ("City of Derby", ["E06000015"]),
        ("Shepway", ["E07000112"]), ("LB Camden", ["E09000007"]),
        ("Greater Manchester Combined Authority (GMCA)",
         [f"E080000{number:02}" for number in range(1, 11)]),
        ("Staffordshire Commissioner's Office", ["E23000015"]),
        ("Corporation of London", ["E09000001"]),
    ],
)  # fmt: skip
def test_names_of_bodies_and_other_forms_resolve(read, name, wanted):
    found = read(f'{HEAD}\nA,Stalking,"{name}"\n')
    assert codes(found) == [tuple(wanted)], [str(p) for p in found.problems]


@pytest.mark.parametrize("name", ["Nottingam", "Barking", "Weestminster", "zzz"])
def test_a_name_that_is_not_known_is_offered_its_nearest_and_never_used(read, name):
    found = read(f"{HEAD}\nA,Stalking,{name}\n")
    assert found.rows == ()
    (offer,) = found.offers
    assert offer.options
    told = Told(read_as={name: offer.options[0][0]})
    assert len(read(f"{HEAD}\nA,Stalking,{name}\n", told=told).rows) == 1


def test_a_name_beside_the_code_of_another_place_is_asked_about(read):
    found = read(f"{HEAD}\nA,Stalking,Barnet (E08000035)\n")
    assert found.rows == ()
    assert {code for code, _ in found.offers[0].options} == {"E09000003", "E08000035"}


def test_an_exception_within_a_name_is_not_read_as_the_whole(read):
    assert read(f"{HEAD}\nA,Stalking,Kent (excluding Medway)\n").rows == ()


@pytest.mark.parametrize(
    ("code", "block"),
    [("E07000205", "E10000029"), ("E07000097", "E10000015"), ("e07000104", "E10000015")],
)
def test_codes_of_districts_recoded_since_2009_land(read, code, block):
    assert observed(read(f"{HEAD}\nA,Stalking,{code}\n")).blocks == (block,)


# Marks for “not known”


@pytest.mark.parametrize(
    "mark", ["NULL", "n/k", "TBC", "#N/A", "..", "[x]", "[c]", "Confidential", "To be confirmed",
             "None", "Not disclosed", "[z]", "*", "N/A"],
)  # fmt: skip
def test_marks_for_not_known_are_not_stated_in_any_column(read, mark):
    found = read(f"{HEAD},Places,Referrals,Start date\nA,Stalking,Leeds,{mark},{mark},\n")
    seen = observed(found)
    assert (seen.capacity_places, seen.referrals, seen.start_year) == (None, None, None)
    assert found.cells == ()


@pytest.mark.parametrize("mark", ["Confidential", "withheld", "address withheld", "TBC"])
def test_a_base_that_is_withheld_costs_nothing(read, mark):
    found = read(f"{HEAD},Postcode,Town\nA,Stalking,Leeds,{mark},{mark}\n")
    assert observed(found).blocks == ("E08000035",)
    assert found.cells == ()


# Dates and periods


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("01-04-2022", "31-03-2023"), ("1/4/22", "31/3/23"), ("Apr-22", "Mar-23"),
        ("2022/23", "2022/23"), ("FY22/23", "FY22/23"), ("1st April 2022", "31st March 2023"),
        ("April 2022", "March 2023"), ("44652", "45016"), ("2022-04-01T00:00:00", "2023.03.31"),
        ("04/2022", "03/2023"), ("Q2 2022", "Q1 2023"), ("04/25/2022", "03/31/2023"),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(read, start, end):
    seen = observed(read(f"{HEAD},Start date,End date\nA,Stalking,Leeds,{start},{end}\n"))
    assert (seen.start_year, seen.end_year) == (2022, 2023)


@pytest.mark.parametrize(
    ("period", "years"),
    [
        ("2022/23 - 2024/25", (2022, 2025)), ("April 2022 to March 2025", (2022, 2025)),
        ("2021/22-2023/24", (2021, 2024)), ("01/04/2023 - 31/03/2024", (2023, 2024)),
        ("22/23", (2022, 2023)), ("2020 to 2022", (2020, 2022)), ("45017", (2023, 2023)),
        ("FY2023-24", (2023, 2024)), ("Year ending March 2024", (2023, 2024)),
        ("April to September 2022", (2022, 2022)), ("1985 to 1995", (1990, 1995)),
    ],
)  # fmt: skip
def test_periods_as_people_write_them(read, period, years):
    seen = observed(read(f"{HEAD},Period\nA,Stalking,Leeds,{period}\n"))
    assert (seen.start_year, seen.end_year) == years


@pytest.mark.parametrize(
    "end", ["", "ongoing", "Present", "still running", "31/12/2099", "9999-12-31", "current"]
)
def test_what_still_runs_is_kept_and_said(read, end):
    found = read(f"{HEAD},Start date,End date\nA,Stalking,Leeds,2021,{end}\n")
    (row,) = found.rows
    assert (row.observation.start_year, row.still_running) == (2021, True)
    assert row.observation.end_year >= 2026
    assert "still running" in said(found)


def test_no_last_year_can_mean_one_year(read):
    text = f"{HEAD},Start date,End date\nA,Stalking,Leeds,2021,\n"
    seen = observed(read(text, told=Told(no_end="one year")))
    assert (seen.start_year, seen.end_year) == (2021, 2021)


@pytest.mark.parametrize("start", ["1978", "01/04/1985", "1989-12-31"])
def test_a_start_before_the_window_keeps_the_row(read, start):
    found = read(f"{HEAD},Start date,End date\nA,Stalking,Leeds,{start},2023\n")
    assert (observed(found).start_year, observed(found).end_year) == (1990, 2023)
    assert "before 1990" in said(found)


# Words of the file's own


@pytest.mark.parametrize(
    ("cell", "routes"),
    [
        ("Self-referral, Police", ("self", "police")),
        ("GP / Probation / Marac", ("marac", "probation_criminal_court", "health_gp")),
        ("Police and Self referral", ("self", "police")),
        ("Health or GP & Cafcass", ("cafcass_family_court", "health_gp")),
        ("children's social care | adult social care", ("children_social_care",
                                                        "adult_social_care")),
    ],
)  # fmt: skip
def test_lists_are_cut_at_any_separator_but_not_within_a_label(read, cell, routes):
    found = read(f'{HEAD},Referral routes\nA,Stalking,Leeds,"{cell}"\n')
    assert observed(found).routes == routes
    assert found.words == ()


def test_a_word_is_settled_once_for_the_file_whatever_its_capitals(read):
    text = f"{HEAD},Who it accepts\nA,DVPP,Leeds,Blokes\nB,dvpp,Leeds,Men & blokes\n"
    found = read(text)
    assert found.rows == ()
    assert [(w.column, w.word.casefold(), w.lines) for w in found.words] == [
        ("programme_type", "dvpp", (2, 3)), ("accepts", "blokes", (2, 3)),
    ]  # fmt: skip
    assert found.words[0].options[0] == "community_behaviour_change"
    told = Told(
        words={"programme_type": {"DVPP": ["community_behaviour_change"]},
               "accepts": {"blokes": ["men"]}}
    )  # fmt: skip
    found = read(text, told=told)
    assert [r.observation.accepts for r in found.rows] == [("men",), ("men",)]
    assert found.words == ()


def test_a_word_can_be_settled_to_mean_nothing(read):
    told = Told(words={"referral_routes": {"see website": []}})
    found = read(f"{HEAD},Referral routes\nA,Stalking,Leeds,See website\n", told=told)
    assert observed(found).routes == ()
    assert (found.words, found.cells) == ((), ())


# Rows about one programme


def test_districts_of_one_county_join_and_their_numbers_are_added(read):
    text = f"{HEAD},Places\nA,Stalking,Dover,10\nA,Stalking,Swale,5\nA,Stalking,Thanet,\n"
    found = read(text)
    (row,) = found.rows
    assert (row.lines, row.observation.capacity_places) == ((2, 3, 4), 15)
    assert row.observation.blocks == ("E10000016",)
    assert (found.bad, found.used) == ((), 3)


def test_sites_of_one_programme_join_too(read):
    text = f"{HEAD},Town,Places\nA,Stalking,Kent,Ashford,10\nA,Stalking,Kent,Dover,5\n"
    assert observed(read(text)).capacity_places == 15


def test_rows_in_different_councils_or_of_different_kinds_stay_apart(read):
    text = (
        f"{HEAD},Places,Who it accepts\nA,Stalking,Leeds,10,\nA,Stalking,York,5,\n"
        "B,Stalking,Kent,3,Men\nB,Stalking,Kent,4,Women\n"
    )
    found = read(text)
    assert [r.observation.capacity_places for r in found.rows] == [10, 5, 3, 4]
    assert len({r.observation.service_id for r in found.rows}) == 4


def test_rows_that_differ_in_numbers_alone_are_asked_about(read):
    found = read(f"{HEAD},Places\nA,Stalking,Leeds,10\nA,Stalking,Leeds,12\n")
    assert found.bad == (3,)
    assert "with other numbers" in found.problems[0].accepted


# Own outlines


def outline(shape, **properties):
    west = shapely.transform(shape, _to_degrees, interleaved=False)
    known = {"programme": "A", "programme_type": "stalking", **properties}
    feature = {
        "type": "Feature", "geometry": shapely.geometry.mapping(west), "properties": known,
    }  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def _to_degrees(x, y):
    import pyproj

    return pyproj.Transformer.from_crs(27700, 4326, always_xy=True).transform(x, y)


@pytest.mark.parametrize("shift", [(0, 0), (400, -300), (-250, 500)])
def test_an_outline_is_its_own_council_or_not_sure_but_never_another(reader, read, shift):
    pieces = reader._pieces()
    for number in range(0, len(pieces.blocks), 7):
        moved = affinity.translate(pieces.shapes.geometry.iloc[number], *shift)
        lying = pieces.lying(moved)
        assert not lying.sure or set(lying.blocks) == set(pieces.blocks[number])
        assert set(lying.blocks) & set(pieces.blocks[number])


def test_an_outline_of_several_councils_names_them_as_candidates(reader, read):
    pieces = reader._pieces()
    number = next(i for i, b in enumerate(pieces.blocks) if "E10000008" in b)  # Devon
    moved = affinity.translate(pieces.shapes.geometry.iloc[number], 300, 200)
    found = read(outline(moved), "a.geojson")
    assert found.rows == ()
    assert "cannot tell Plymouth (E06000026), Torbay (E06000027), Devon" in str(found.problems[0])
    found = read(outline(moved, LAD24CD="E10000008"), "a.geojson")  # its own column says it
    assert observed(found).blocks == ("E10000008",)


def test_a_small_area_near_a_border_is_not_sure(reader, read):
    pieces = reader._pieces()
    number = pieces.blocks.index(("E06000025",))  # South Gloucestershire
    other = pieces.shapes.geometry.iloc[pieces.blocks.index(("E06000023",))]  # Bristol
    border = pieces.shapes.geometry.iloc[number].intersection(other.buffer(300))
    found = read(outline(border.representative_point().buffer(200)), "a.geojson")
    assert found.rows == ()
    assert "Bristol" in str(found.problems[0])
    assert "South Gloucestershire" in str(found.problems[0])


# Other places


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Latitude,Longitude", "51.59,-0.11"),
        ("lat,lng", "-0.11,51.59"),
        ("Easting,Northing", "531000,189500"),
        ("X (Easting),Y (Northing)", "531000,189500"),
    ],
)
def test_coordinates_in_columns_place_a_base(read, header, cells):
    found = read(f"Programme,Type,{header}\nA,Stalking,{cells}\n")
    if header.startswith("X"):  # not a heading that is known
        found = read(
            f"Programme,Type,{header}\nA,Stalking,{cells}\n",
            told=Told(columns={"easting": "X (Easting)", "northing": "Y (Northing)"}),
        )
    assert observed(found).blocks == ("E09000014",)
    assert found.rows[0].by == "coordinates"


@pytest.mark.parametrize("cells", ["0,0", "91,200", "n/k,n/k"])
def test_coordinates_that_are_none_never_place_a_row(read, cells):
    found = read(f"{HEAD},Latitude,Longitude\nA,Stalking,Leeds,{cells}\n")
    assert observed(found).blocks == ("E08000035",)


def test_an_address_places_a_base_by_its_postcode_or_town(read):
    text = 'Programme,Type,Address\nA,Stalking,"1 High Road, London N17 9LJ"\n'
    held = {"N17 9LJ": Place("N17 9LJ", 51.6, -0.07, "E09000014")}
    assert observed(read(text, postcodes=held)).blocks == ("E09000014",)
    found = read('Programme,Type,Address\nA,Stalking,"The Mill, Main Street, Leeds"\n')
    assert observed(found).blocks == ("E08000035",)
    assert found.rows[0].by == "address"


def test_one_area_or_any_other_value_can_be_given_to_every_row(read):
    told = Told(constants={"areas": "E23000032", "programme_type": "Stalking", "provider": "Us"})
    found = read("Programme,Places\nA,28\nB,40\n", told=told)
    assert codes(found) == [("E23000032",)] * 2
    assert {r.record["provider"] for r in found.rows} == {"Us"}
    with pytest.raises(UserInputError, match="one area for every row"):
        read("Programme,Places\nA,28\n", told=TYPE)


# Totals and notes


@pytest.mark.parametrize(
    "line",
    ["Total,,,15", "TOTALS,,,15", "Grand total,Stalking,Kent,15", "Sub-total,,,15",
     ",,Total,15", ",,,15", "All programmes,,,15", "Leeds total,,,15",
     "Source: returns of providers,,,", "* Includes carried-over places,,,",
     "Note: figures are provisional,,,", "© Crown copyright 2025,,,", f"{HEAD},Places"],
)  # fmt: skip
def test_totals_notes_and_headings_said_again_are_set_aside(read, line):
    found = read(f"{HEAD},Places\nA,Stalking,Leeds,10\nB,Stalking,York,5\n{line}\n")
    assert [r.observation.capacity_places for r in found.rows] == [10, 5]
    assert [a.line for a in found.aside] == [4]
    assert (found.bad, found.total) == ((), 2)


def test_subtotals_of_parts_are_told_by_their_sums(read):
    text = (
        f"{HEAD},Places\nA,Stalking,Leeds,10\nB,Stalking,York,5\nYorkshire total,,,15\n"
        "C,Stalking,Kent,4\nD,Stalking,Essex,6\nSouth total,,,10\nTotal,,,25\n"
    )
    found = read(text)
    assert [a.line for a in found.aside] == [4, 7, 8]
    assert sum(r.observation.capacity_places for r in found.rows) == 25


@pytest.mark.parametrize("name", ["Total Respect", "Totally Safe", "Notes to Self", "Sum of Us"])
def test_a_programme_whose_name_only_begins_so_is_kept(read, name):
    found = read(f"{HEAD},Places\nA,Stalking,Leeds,10\n{name},Stalking,York,7\n")
    assert [r.record["programme"] for r in found.rows] == ["A", name]


def test_a_line_that_is_set_aside_can_be_taken_as_a_programme(read):
    text = f"{HEAD},Places\nTotal,Stalking,Leeds,10\n"
    assert [a.line for a in read(text).aside] == [2]
    assert observed(read(text, told=Told(programmes=[2]))).capacity_places == 10


# Numbers with words


@pytest.mark.parametrize(
    ("cell", "number"),
    [("30 per annum", 30), ("30 places a year", 30), ("1,200", 1200), ("c. 30", 30), ("~25", 25),
     ("approx. 40 men", 40), ("2999.9999999999995", 3000), ("0.30000000000000004", 0.3)],
)  # fmt: skip
def test_numbers_with_words_are_said_as_read(read, cell, number):
    found = read(f'{HEAD},Places\nA,Stalking,Leeds,"{cell}"\n')
    assert observed(found).capacity_places == pytest.approx(number)
    assert cell == "1,200" or "read as" in said(found)


@pytest.mark.parametrize("cell", ["<5", "10–15", "10 to 15", "30+", "at least 8", "30 per month"])
def test_a_bound_or_a_range_keeps_the_row_and_its_text(read, cell):
    found = read(f"{HEAD},Places\nA,Stalking,Leeds,{cell}\n")
    assert observed(found).capacity_places is None
    assert [c.value for c in found.cells] == [cell]
    assert cell in found.rows[0].record["notes"]


def test_up_to_a_number_is_an_aim(read):
    found = read(f"{HEAD},Places\nA,Stalking,Leeds,up to 40\n")
    seen = observed(found)
    assert (seen.capacity_places, seen.capacity_kind) == (40, "aim")
    assert found.cells == ()


@pytest.mark.parametrize(
    ("cell", "pounds"),
    [("£1.2m", 1_200_000), ("£150k", 150_000), ("£1.5 million pa", 1_500_000), ("c. £90k", 90_000)],
)
def test_money_as_people_write_it(read, cell, pounds):
    found = read(f"{HEAD},Annual budget\nA,Stalking,Leeds,{cell}\n")
    assert observed(found).annual_funding == pytest.approx(pounds)


# Postcodes that are known and do not place


def test_a_postcode_says_what_is_known_of_it(read):
    held = {"NP7 1BJ": Place("NP7 1BJ", 51.82, -3.02, ended=2018)}
    text = "Programme,Type,Postcode\nA,Stalking,{}\n"
    found = read(text.format("NP7 1BJ"), postcodes=held)
    assert "NP7 1BJ was ended in 2018; its place is in Gwent" in str(found.problems[0])
    found = read(text.format("ZZ9 9ZZ"), unknown=["ZZ9 9ZZ"])
    assert "the service does not know ZZ9 9ZZ" in str(found.problems[0])
    assert found.postcodes == ()
    held = {"LS1 1AA": Place("LS1 1AA", None, None)}
    assert "its place is not known" in str(read(text.format("LS1 1AA"), postcodes=held).problems[0])


def test_a_row_can_be_given_its_area_by_its_line(read):
    told = Told(areas_of_lines={"2": "E08000035"})
    text = "Programme,Type,Latitude,Longitude\nA,Stalking,53.8,-1.55\n"
    assert "cannot tell" in str(read(text).problems[0])
    assert observed(read(text, told=told)).blocks == ("E08000035",)


# What gapmap wrote


@pytest.mark.parametrize("product", ["table.csv", "councils.csv"])
def test_a_table_of_areas_is_named_as_one(read, dataset, product):
    table = dataset.gap(Selection(level="borough"))
    with pytest.raises(UserInputError, match="is a table of areas, such as gapmap writes"):
        read(export(product, dataset, table, DAY), product)


@pytest.mark.parametrize("product", ["programmes.csv", "table.xlsx", "table.ods"])
def test_an_exported_list_of_programmes_is_read_again(read, dataset, product):
    table = dataset.gap(Selection(level="borough"))
    found = read(export(product, dataset, table, DAY), f"mine.{product.rpartition('.')[2]}")
    assert found.rows
    names = {row.observation.programme for row in found.rows}
    assert names <= {o.programme for o in dataset.observations}
    assert all(row.codes[0].startswith("E09") for row in found.rows)
    assert all(row.observation.start_year for row in found.rows)


def test_a_workbook_with_a_formula_not_saved_loses_only_that_cell(read):
    rows = [["A", "Stalking", "Leeds", 30, None]]
    data = files.xlsx(rows, ["Programme", "Type", "Areas", "Places", "Notes"])
    part = "xl/worksheets/sheet1.xml"
    old = files.inside(data, part)
    assert b"<v>30</v>" in old
    made = files.repacked(data, {part: old.replace(b"<v>30</v>", b"<f>15*2</f>")})
    found = read(made, "a.xlsx")
    assert observed(found).capacity_places is None
    assert "no stored result" in found.cells[0].accepted


def test_bad_rows_say_what_was_left_out_of_them_too(reader):
    text = f"{HEAD},Places\nA,Stalking,Nowhere,<5\n"
    sent = own_data.read_file(text.encode(), "mine.csv")
    checked = reader.check(sent, own_data.mapping_of(sent))
    rows = list(csv.reader(io.StringIO(own_data.bad_rows_csv(sent, checked).decode("utf-8-sig"))))
    assert "“Nowhere”" in rows[1][1]
    assert "“<5”" in rows[1][1]


# More of the same kinds, as other lists have them


def test_the_level_of_a_heading_in_parts(read):
    for heading, name, code in (
        ("Police force area (PFA)", "Kent", "E23000032"), ("Region/Nation", "Wales", "W92000004"),
        ("Upper tier LA", "Surrey", "E10000030"), ("Council(s)", "Dorset", "E06000059"),
    ):  # fmt: skip
        assert codes(read(f"Programme,Type,{heading}\nA,Stalking,{name}\n")) == [(code,)]


def test_the_areas_delivered_in_come_before_the_lead_area(read):
    found = read("Programme,Type,Lead area,Areas delivered in\nA,Stalking,Leeds,York; Hull\n")
    assert codes(found) == [("E06000014", "E06000010")]


def test_a_line_of_names_below_a_line_of_groups_is_part_of_the_headings(read):
    found = read(
        "Table 3,,,,\nProgramme,,Area,Places,\nName,Type,Name,2023/24,2024/25\n"
        "A,Stalking,Leeds,10,12\n"
    )
    assert observed(found).capacity_places == 12
    assert found.rivals == {"places": ("2023/24 (Places)",)}
    assert codes(found) == [("E08000035",)]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Notts", ["E10000024"]), ("W Yorkshire", ["E23000010"]),
        ("North Northants", ["E06000061"]), ("Bath & NE Somerset", ["E06000022"]),
        ("Kent (all districts)", ["E10000016"]), ("Liverpool City Region CA",
         ["E06000006", "E08000011", "E08000012", "E08000014", "E08000013", "E08000015"]),
        ("Bedfordshire County Council", ["E06000055", "E06000056"]),
        ("Cheshire County Council", ["E06000049", "E06000050"]),
    ],
)  # fmt: skip
def test_short_names_and_acronyms_are_read_and_said(read, name, wanted):
    found = read(f'{HEAD}\nA,Stalking,"{name}"\n')
    assert codes(found) == [tuple(wanted)], [str(p) for p in found.problems]
    assert found.choices


@pytest.mark.parametrize(
    ("name", "block"),
    [
        ("Penwith", "E06000052"), ("West Wiltshire", "E06000054"),
        ("Shrewsbury and Atcham Borough Council", "E06000051"),
        ("Berwick-upon-Tweed", "E06000057"), ("Wear Valley District Council", "E06000047"),
        ("Crewe and Nantwich", "E06000049"), ("Vale Royal", "E06000050"),
        ("Mid Bedfordshire", "E06000056"),
    ],
)  # fmt: skip
def test_districts_abolished_in_2009_are_counted_where_they_are_now(read, name, block):
    found = read(f"{HEAD}\nA,Stalking,{name}\n")
    assert observed(found).blocks == (block,)
    assert "since April 2009 in" in said(found)


@pytest.mark.parametrize(
    "mark", ["unk", "not collected", "data not held", "n/avail", "[note 1]", "(tbc)", "N.A",
             "No data available", "Unavailable"],
)  # fmt: skip
def test_more_marks_for_not_known(read, mark):
    found = read(f"{HEAD},Places,Who can refer\nA,Stalking,Leeds,{mark},{mark}\n")
    assert (observed(found).capacity_places, observed(found).routes) == (None, ())
    assert (found.cells, found.words) == ((), ())


@pytest.mark.parametrize("date", ["1900-01-01", "00/00/0000", "00/01/1900"])
def test_a_date_of_nothing_is_not_stated(read, date):
    assert observed(read(f"{HEAD},Start date\nA,Stalking,Leeds,{date}\n")).start_year is None


@pytest.mark.parametrize(
    ("period", "years"),
    [
        ("2023/4", (2023, 2024)), ("2021/22 & 2022/23", (2021, 2023)),
        ("Financial year 2022 to 2023", (2022, 2023)), ("12 months to March 2024", (2023, 2024)),
        ("2023-24 (Q1-Q3)", (2023, 2024)), ("3 years from April 2022", (2022, 2025)),
        ("YE Mar 2024", (2023, 2024)), ("calendar year 2023", (2023, 2023)),
        ("2023/24 FY", (2023, 2024)), ("Jan-Dec 2023", (2023, 2023)),
        ("Year 2 (2023/24)", (2023, 2024)), ("20230401", (2023, 2023)), ("2023.0", (2023, 2023)),
        ("end March 2026", (2026, 2026)), ("31/03/26 + 1 + 1", (2026, 2026)),
        ("Funding ends March 2024", (2024, 2024)),
    ],
)  # fmt: skip
def test_more_periods_as_people_write_them(read, period, years):
    seen = observed(read(f"{HEAD},Period\nA,Stalking,Leeds,{period}\n"))
    assert (seen.start_year, seen.end_year) == years


@pytest.mark.parametrize("period", ["22-25", "2023 (2019)", "soon", "2 of 4", "20231301"])
def test_a_period_that_could_be_several_is_not_read(read, period):
    found = read(f"{HEAD},Period\nA,Stalking,Leeds,{period}\n")
    assert observed(found).start_year is None
    assert [c.value for c in found.cells] == [period]


@pytest.mark.parametrize(
    "end", ["Rolling contract", "no end date set", "Not yet ended", "ongoing (annual review)"]
)
def test_more_words_for_still_running(read, end):
    found = read(f"{HEAD},Start,End\nA,Stalking,Leeds,2020,{end}\n")
    assert (observed(found).start_year, found.rows[0].still_running) == (2020, True)


def test_decimal_commas_of_a_file_with_semicolons(read):
    text = "Programme;Type;Council;Places;Budget\nA;Stalking;Leeds;12,5;120.000,50\n"
    seen = observed(read(text))
    assert (seen.capacity_places, seen.annual_funding) == (12.5, 120000.5)
    found = read(text.replace("12,5", "1.250"))  # 1250, or 1.25
    assert observed(found).capacity_places is None
    assert [c.value for c in found.cells] == ["1.250"]


@pytest.mark.parametrize("cell", ["30*", "30 [r]", "30 (p)", "30 (15 men 15 women)"])
def test_a_number_with_the_mark_of_a_note_is_said_as_read(read, cell):
    found = read(f"{HEAD},Places\nA,Stalking,Leeds,{cell}\n")
    assert observed(found).capacity_places == 30
    assert "read as 30" in said(found)


@pytest.mark.parametrize("cell", ["30 (10 men, 10 women)", "2 x 12", "12 per cohort"])
def test_a_number_whose_words_change_it_is_not_read(read, cell):
    found = read(f'{HEAD},Places\nA,Stalking,Leeds,"{cell}"\n')
    assert observed(found).capacity_places is None
    assert [c.value for c in found.cells] == [cell]


@pytest.mark.parametrize(
    "line", ["Mean,,,7.5", "Average per area,,,7.5", "% change,,,5%", "END,,,", "[End of table],,,"]
)
def test_summaries_and_the_end_of_a_table_are_set_aside(read, line):
    found = read(f"{HEAD},Places\nA,Stalking,Leeds,10\nB,Stalking,York,5\n{line}\n")
    assert ([a.line for a in found.aside], found.bad) == ([4], ())


def test_a_programme_called_like_a_summary_is_kept(read):
    found = read(f"{HEAD},Places\nChange,Stalking,Leeds,10\nRange Road,Stalking,York,5\n")
    assert [r.record["programme"] for r in found.rows] == ["Change", "Range Road"]
