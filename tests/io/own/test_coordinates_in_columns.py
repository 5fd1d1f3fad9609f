"""Where coordinates stand in a list: in one cell, or under headings that say too little."""

import pytest

from gapmap.errors import UserInputError
from gapmap.io.own.told import NOTHING_TOLD, Told
from gapmap.tasks import own_programmes as own_data
from gapmap.ui.state import own_file as own_state
from tests.io.own import own_files as files


def read(reader, text, told=NOTHING_TOLD):
    sent = own_data.read_file(text.encode(), "mine.csv", told)
    return sent, reader.check(sent, own_data.mapping_of(sent, told), told=told)


@pytest.mark.parametrize("heading", ["Lat/Long", "Coordinates", "lat_lng", "GPS", "Long / Lat"])
@pytest.mark.parametrize(
    "cell",
    ["50.68, -1.3", "50.68,-1.3", "(50.68; -1.3)", "50.68 -1.3", "-1.3, 50.68", "POINT(-1.3 50.68)",
     "[-1.3, 50.68]"],
)  # fmt: skip
def test_both_coordinates_in_one_cell(reader, heading, cell):
    sent, found = read(reader, f'Programme,Type,{heading}\nAlder,Stalking,"{cell}"\n')
    assert [row.codes for row in found.rows] == [("E06000046",)]  # Isle of Wight
    assert any("was taken apart into latitude and longitude" in note for note in sent.notes)
    backwards = "POINT" in cell or cell.strip("([").startswith("-1.3")
    assert backwards == any("the other way round" in c.read_as for c in found.choices)


def test_a_cell_that_is_no_pair_keeps_its_row(reader):
    text = (
        "Programme,Type,Town,Coordinates\n"
        'Alder,Stalking,Newport,"50.68, -1.3"\n'
        "Birch,Stalking,Leeds,ask the office\n"
        "Cedar,Stalking,Leeds,\n"
        "Oak,Stalking,Leeds,\"50.6, -1.3\"\n"
    )  # fmt: skip
    _, found = read(reader, text)
    assert found.bad == ()
    assert [(c.line, c.value) for c in found.cells] == [(3, "ask the office")]


@pytest.mark.parametrize("cells", ["north side", "SZ 500 880", "51, 52"])
def test_what_is_no_pair_of_degrees_stays_as_it_is(cells):
    sent = own_data.read_file(
        f'Programme,Type,Areas,Coordinates\nA,Stalking,Kent,"{cells}"\n'.encode(), "m.csv"
    )
    assert sent.header == ("Programme", "Type", "Areas", "Coordinates")


XY = "Programme,Type,X,Y\nAlder,Stalking,450000,87000\n"


def test_a_bare_x_and_y_are_asked_for_and_not_guessed(reader):
    with pytest.raises(UserInputError, match="map easting to X and northing to Y; if they are deg"):
        read(reader, XY)
    told = Told(columns={"easting": "X", "northing": "Y"})
    assert [row.codes for row in read(reader, XY, told)[1].rows] == [("E06000046",)]


def test_a_workbook_sent_to_the_page_is_taken_apart_as_well():
    rows = [["Alder", "Stalking", "50.68, -1.3"]]
    content = files.xlsx(rows, ["Programme", "Type", "Lat/Long"])
    assert own_state._read(content, "mine.xlsx").header[-2:] == ("Latitude", "Longitude")
