"""JSON of other kinds, sheets before the table, postcodes that are known but not placed."""

import io
import json

import pytest
from xlsxwriter import Workbook

from gapmap.errors import UserInputError
from gapmap.io.own.postcodes import Place
from gapmap.io.own.told import NOTHING_TOLD, Told
from gapmap.tasks import own_programmes as own_data

POINT = {"type": "Point", "coordinates": [-1.3, 50.68]}  # on the Isle of Wight


def read(reader, content, name, told=NOTHING_TOLD, **given):
    sent = own_data.read_file(content, name, told)
    return sent, reader.check(sent, own_data.mapping_of(sent, told), told=told, **given)


def feature(programme="Alder", shape=POINT):
    about = {"programme": programme, "programme_type": "stalking"}
    return {"type": "Feature", "properties": about, "geometry": shape}


@pytest.mark.parametrize("shape", [POINT, {"type": "MultiPoint", "coordinates": [[-1.3, 50.68]]}])
def test_a_feature_alone_is_a_file_of_one(reader, shape):
    _, found = read(reader, json.dumps(feature(shape=shape)).encode(), "one.geojson")
    assert [row.codes for row in found.rows] == [("E06000046",)]


@pytest.mark.parametrize("start", ["", "\x1e"])
def test_features_on_a_line_each_are_a_collection(reader, start):
    lines = "".join(f"{start}{json.dumps(feature(n))}\n" for n in ("Alder", "Birch"))
    _, found = read(reader, lines.encode(), "lines.geojson")
    assert [row.record["programme"] for row in found.rows] == ["Alder", "Birch"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"type": "Topology", "objects": {}, "arcs": [], "transform": {}}, "is TopoJSON; convert"),
        ({"geometryType": "esriGeometryPoint", "features": [{"attributes": {}}]}, "is Esri JSON"),
        ({"rings": [[[0, 0]]], "spatialReference": {}}, "is Esri JSON"),
        ([{"programme": "Alder", "area": "Kent"}], "a list of records; save them as CSV"),
        (POINT, "a shape alone, with no programme"),
        ({"@context": "https://schema.org", "@graph": []}, "JSON-LD"),
    ],
)
def test_other_json_is_named_with_a_remedy(content, said):
    with pytest.raises(UserInputError, match=said):
        own_data.read_file(json.dumps(content).encode(), "other.json")


@pytest.mark.parametrize("text", ["{", '{"type": "Feature"}\n{', "1\n2\n", "[]\n[]\n", "\n"])
def test_lines_that_are_no_features_are_refused(text):
    with pytest.raises(UserInputError):
        own_data.read_file(text.encode(), "lines.geojson")


@pytest.mark.parametrize("first", ["ReadMe", "Cover", "Contents", "Notes"])
def test_a_sheet_of_words_before_the_table_is_passed_over(reader, first):
    rows = [["Alder", "Stalking", "Kent"]]
    content = sheets({first: [["About these figures"], ["Published in May"]],
                      "Data": [["Programme", "Type", "Areas"], *rows]})  # fmt: skip
    sent, found = read(reader, content, "book.xlsx")
    assert (sent.sheet, found.used) == ("Data", 1)
    assert any("Data" in note for note in sent.notes)


def test_another_sheet_of_the_same_headings_is_said_and_can_be_chosen(reader):
    head = ["Programme", "Type", "Areas"]
    content = sheets({"2023": [head, ["Alder", "Stalking", "Kent"]],
                      "2024": [head, ["Birch", "Stalking", "Leeds"]]})  # fmt: skip
    sent, _ = read(reader, content, "book.xlsx")
    other = next(iter(sent.same))
    assert {sent.sheet, other} == {"2023", "2024"}
    again, found = read(reader, content, "book.xlsx", Told(sheet=other))
    assert again.sheet == other
    assert found.used == 1


def sheets(tables):

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        for title, rows in tables.items():
            sheet = book.add_worksheet(title)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return out.getvalue()


POSTCODE = "Programme,Type,Postcode\nAlder,Stalking,{}\n"


@pytest.mark.parametrize(
    ("postcode", "place", "said"),
    [
        ("NP7 1BJ", Place("NP7 1BJ", 51.82, -3.02, "", "", 2018), "was ended in 2018; its place"),
        ("IM1 1AA", Place("IM1 1AA", 54.15, -4.48, "", "", None), "lies in no area of the map"),
        ("ZZ1 1ZZ", Place("ZZ1 1ZZ", None, None, "", "", None), "its place is not known"),
    ],
)
def test_a_postcode_that_is_known_and_not_placed_says_what_is_known(reader, postcode, place, said):
    text = POSTCODE.format(postcode).encode()
    _, found = read(reader, text, "mine.csv", postcodes={postcode: place})
    assert found.rows == ()
    assert said in str(found.problems[0])
    assert found.postcodes == ()  # it has been looked up


def test_a_postcode_that_the_service_does_not_know_is_asked_for_once(reader):
    text = POSTCODE.format("N17 9LJ").encode()
    _, found = read(reader, text, "mine.csv", unknown=["N17 9LJ"])
    assert "the service does not know N17 9LJ" in str(found.problems[0])
    assert found.postcodes == ()
