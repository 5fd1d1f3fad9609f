"""Words beside areas, marks that hold a stroke, and quotes around cells."""

import pytest

from gapmap.io.own.told import Told
from gapmap.tasks import own_programmes as own_data

LEEDS, BRADFORD, YORK = "E08000035", "E08000032", "E06000014"
HEAD = "Programme,Type,Areas"


@pytest.mark.parametrize(
    ("cell", "routes", "asked"),
    [
        ("n/a - commissioned", (), ["n/a - commissioned"]),
        ("Self-referral; GP; A&E", ("self", "health_gp"), ["A&E"]),
        ("A & E or GP", ("health_gp",), ["A & E"]),
        ("Police/Probation/Self", ("self", "police", "probation_criminal_court"), []),
        ("IDVA and housing", (), ["IDVA and housing"]),
        ("IDVA, housing", (), ["IDVA", "housing"]),
        ("IDVA/Police", ("police",), ["IDVA"]),
    ],
)
def test_a_word_is_cut_only_beside_one_that_is_known(read, cell, routes, asked):
    found = read(f'{HEAD},Who can refer\nA,Stalking,Leeds,"{cell}"\n')
    assert found.rows[0].observation.routes == routes
    assert [w.word for w in found.words] == asked


@pytest.mark.parametrize(
    "cell",
    ["Leeds and surrounding areas", "within 5 km of Leeds", "Leeds (10 mile radius)",
     "Leeds + neighbouring districts", "up to 30 minutes' drive from Leeds", "Leeds; online",
     "Leeds; within 10 km", "online, Leeds"],
)  # fmt: skip
def test_words_that_name_no_other_area_cost_no_row_and_are_said(read, cell):
    found = read(f'{HEAD}\nA,Stalking,"{cell}"\n')
    assert [row.codes for row in found.rows] == [(LEEDS,)], [str(p) for p in found.problems]
    assert [c.is_area for c in found.choices] == [True]


def test_a_distance_alone_is_counted_where_the_row_is_based(read):
    found = read(f"{HEAD},Town\nA,Stalking,within 5 km,Leeds\nB,Stalking,10 mile radius,\n")
    assert [(row.codes, row.by) for row in found.rows] == [((LEEDS,), "town")]
    assert "a distance, which names no area; counted where it is based" in [
        c.read_as for c in found.choices
    ]
    assert (found.bad, found.offers[0].why) == ((3,), "a distance, which names no area")


@pytest.mark.parametrize("cell", ["Leeds and Nowhereshire", "Leeds; Nowhereshire"])
def test_a_name_that_is_not_known_is_never_left_out_by_itself(read, cell):
    found = read(f'{HEAD}\nA,Stalking,"{cell}"\n')
    assert (found.rows, found.bad) == ((), (2,))


def test_a_text_can_be_said_to_name_no_area(read):
    told = Told(read_as={"Nowhereshire": "-"})
    text = f"{HEAD},Town\nA,Stalking,Leeds; Nowhereshire,\nB,Stalking,Nowhereshire,York\n"
    found = read(text, told)
    assert [(row.codes, row.by) for row in found.rows] == [((LEEDS,), "areas"), ((YORK,), "town")]
    assert read(f"{HEAD}\nA,Stalking,Nowhereshire\n", told).bad == (2,)  # nothing else places it


@pytest.mark.parametrize(
    "text",
    [
        "'Programme','Type','Areas','Places'\n'A''s way','Stalking','Leeds, Bradford','30'\n",
        "id,programme,type,areas,places\n1, 'A''s way', 'Stalking', 'Leeds, Bradford', 30\n",
        "Programme\tType\tAreas\tPlaces\nA's way\t'Stalking'\t'Leeds, Bradford'\t'30'\n",
    ],
)
def test_single_quotes_around_cells_are_taken_off_and_said(reader, text):
    sent = own_data.read_file(text.encode(), "mine.csv")
    (row,) = reader.check(sent, own_data.mapping_of(sent)).rows
    seen = row.observation
    assert (seen.programme, row.codes, seen.capacity_places) == ("A's way", (LEEDS, BRADFORD), 30)
    assert any("uotes" in note and "taken off" in note for note in sent.notes)


def test_the_mark_of_a_text_in_a_spreadsheet_changes_nothing(read):
    text = "Programme,Type,Areas,Start,Places\nA,Stalking,Leeds,'01/04/2023,'30\n"
    seen = read(text).rows[0].observation
    assert (seen.start_year, seen.capacity_places) == (2023, 30)


def test_apostrophes_of_names_stay(read):
    text = f"{HEAD}\n'Til Dawn,Stalking,King's Lynn and West Norfolk\nMen's Way,Stalking,Leeds\n"
    assert [row.observation.programme for row in read(text).rows] == ["'Til Dawn", "Men's Way"]


@pytest.mark.parametrize("size", ["552 km²", "1,200 sq km", "40 hectares", "12.5 square miles"])
def test_a_column_of_sizes_is_no_column_of_areas(read, size):
    found = read(f'Programme,Type,Area,Town\nA,Stalking,"{size}",Leeds\n')
    assert [(row.codes, row.by) for row in found.rows] == [((LEEDS,), "town")]
