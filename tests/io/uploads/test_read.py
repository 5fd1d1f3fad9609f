"""Every format gives the same table; hostile files end in one sentence and touch nothing."""

import codecs
import io
import json
import sqlite3
import struct
import zipfile
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
import shapely

from gapmap.errors import UserInputError
from gapmap.io.files import archives
from gapmap.io.uploads import read as upload
from gapmap.io.uploads.table import Limits, shown_name
from tests.io.own import own_files as files

DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
LAUGHS = DTD + b"".join(
    b'<!ENTITY %c "%s">' % (new, b"&%c;" % old * 10) for old, new in pairwise(b"abcdefghij")
)
LIMITS = Limits()


def refused(data, name):
    """The sentence for a file that is not read."""
    with pytest.raises(UserInputError) as error:
        upload.read(data, name)
    text = str(error.value)
    assert text.isprintable()
    assert len(text) < 700
    return text


def body(sent):
    return [list(cells) for _, cells in sent.rows]


@pytest.mark.parametrize("name", files.VALID)
def test_every_format_gives_the_same_table(name):
    sent = upload.read(files.VALID[name], name)
    if name == "a.zip":  # ten characters a heading
        assert list(sent.header) == ["programme", "type", "areas", "places", "notes"]
    else:
        assert list(sent.header) == files.HEADER
    assert body(sent) == files.texts()
    assert [line for line, _ in sent.rows] == [2, 3, 4]


@pytest.mark.parametrize(("name", "engine"), [("a.xlsx", "openpyxl"), ("a.ods", "odf")])
def test_sheets_agree_with_pandas(name, engine):
    other = pd.read_excel(io.BytesIO(files.VALID[name]), engine=engine, dtype=object)
    sent = upload.read(files.VALID[name], name)
    mine = pd.DataFrame(body(sent), columns=sent.header)
    for column in files.HEADER:
        pairs = zip(mine[column], other[column], strict=True)
        for text, value in pairs:
            assert text == ("" if pd.isna(value) else f"{value:g}" if column == "places" else value)


@pytest.mark.parametrize("ending", [".geojson", ".gpkg", ".zip"])
@pytest.mark.parametrize("crs", [4326, 27700, 3857, 4277])
def test_shapes_of_any_system_land_in_the_same_place(ending, crs):
    if ending == ".geojson" and crs != 4326:
        made = files.frame(crs=crs)
        found = json.loads(made.to_json(drop_id=True))
        found["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs}"}}
        data = json.dumps(found).encode()
    else:
        data = files.map_file(ending, crs=crs)
    sent = upload.read(data, f"a{ending}")
    wanted = files.frame().to_crs(27700).geometry
    assert all(a.distance(b) < 3 for a, b in zip(sent.shapes, wanted, strict=True))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_of_any_separator_and_encoding(separator, encoding):
    sent = upload.read(files.csv(separator=separator, encoding=encoding), "a.csv")
    assert body(sent) == files.texts()
    said = " ".join(sent.notes)
    assert ("Windows-1252" in said) == (encoding == "cp1252")
    assert ("UTF-16" in said) == (encoding == "utf-16")


def test_a_line_that_names_the_separator_is_understood_and_counted():
    sent = upload.read(b"sep=;\nprogramme;areas\nA, B;Leeds\n", "a.csv")
    assert sent.rows == ((3, ("A, B", "Leeds")),)


def test_quoted_line_breaks_do_not_shift_the_lines():
    sent = upload.read(b'programme,notes\n"A","one\ntwo"\n\nB,\n', "a.csv")
    assert [line for line, _ in sent.rows] == [2, 5]


def test_texts_keep_what_they_say():
    cells = [
        "<script>alert(1)</script>",
        "=HYPERLINK(1)",
        "مرحبا\u200f",
        "👩‍👧",
        "x" * 300,
        "  a  ",
    ]
    data = "programme\n" + "".join(f'"{c}"\n' for c in cells)
    sent = upload.read(data.encode(), "a.csv")
    assert [c[0] for c in body(sent)] == [*cells[:-1], "a"]


def test_a_column_named_twice_is_told_apart_and_said():
    sent = upload.read(b"a,b,A\n1,2,3\n", "a.csv")
    assert sent.header == ("a", "b", "A (2)")
    assert sent.notes == ("The heading “A” is there more than once: the first is read.",)


def test_a_line_with_more_cells_than_headings_is_a_fault_of_that_line():
    sent = upload.read(b"a,b\n1,2\n1,2,3\n", "a.csv")
    assert list(sent.faults) == [3]
    assert "3 cells under 2 headings" in sent.faults[3]


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.csv", "is empty"),
        (b"\0" * 1000, "a.csv", "is empty"),
        (b" \r\n\n", "a.csv", "is empty"),
        (b"programme\n", "a.csv", "no rows"),
        (b"a,b\n1,\x00\n", "a.csv", "NUL"),
        (codecs.BOM_UTF16_LE + b"a", "a.csv", "no encoding"),
        (codecs.BOM_UTF32_LE + "a,b\n1,2".encode("utf-32-le"), "a.csv", "NUL"),
        ("é,b\n1,2\n".encode() + "ü,3\n".encode("cp1252"), "a.csv", "line 1 is UTF-8, line 3"),
        (b"a,b\n\x81,2\n", "a.csv", "no encoding"),
        (b'a,b\n"1,2\n3\n', "a.csv", "check its quotes"),
        (b'a,b\n"1"x,2\n3\n', "a.csv", "line 2: it cannot be read as CSV"),
        (b"a;b,c\n1;2,3\n", "a.csv", "cannot be told apart"),
        (b"a,b\n" + b"x" * 200_000 + b",2\n", "a.csv", "field"),
        (b",".join(b"c%d" % n for n in range(201)) + b"\n1\n", "a.csv", "201 columns"),
        (b"a,b\n1,2\n", "a.xlsx", "not what its ending"),
        (files.VALID["a.xlsx"], "a.csv", "not what its ending"),
        (files.VALID["a.xlsx"], "a.ods", "not an OpenDocument"),
        (files.VALID["a.ods"], "a.xlsx", "not an Excel workbook"),
        (files.VALID["a.gpkg"], "a.csv", "not what its ending"),
        (files.VALID["a.gpkg"], "a.zip", "not what its ending"),
        (files.VALID["a.zip"], "a.xlsx", "not an Excel workbook"),
        (files.VALID["a.xlsx"], "a.zip", "no shapefile"),
        (files.VALID["a.csv"], "a.geojson", "not valid GeoJSON"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.xls", "is damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.xlsx", "is damaged"),
        (b"%PDF-1.7", "a.pdf", "of no kind that is read"),
        (b"a,b\n1,2\n", "a", "of no kind that is read"),
        (b"a,b\n1,2\n", "a.xlsm", "of no kind that is read"),
        (b"PK\x03\x04" + b"x" * 500, "a.xlsx", "damaged"),
        (files.VALID["a.xlsx"][:-300], "a.xlsx", "damaged"),
        (b"SQLite format 3\0" + b"\0" * 4000, "a.gpkg", "damaged"),
    ],
)  # fmt: skip
def test_what_is_not_read_says_why(data, name, said):
    assert said in refused(data, name)


def test_names_of_files_are_made_fit_to_show():
    name = "../../etc/\u202egpj.<script>" + "x" * 300 + ".csv"
    shown = shown_name(name)
    assert shown.isprintable()
    assert len(shown) == 80
    assert "/" not in shown
    assert shown_name("\\\\server\\share\\a.csv") == "a.csv"
    assert shown_name("\0") == "?"


def test_a_hundred_megabytes_are_refused_unread():
    assert "100 MB; at most 20 MB" in refused(bytes(100_000_000), "a.csv")


def test_a_million_rows_are_refused_without_reading_them_all():
    data = b"a,b\n" + b"1,2\n" * 100_070 + b'"1"x,2\n' + b"1,2\n" * 900_000
    assert "more than 100,000 rows" in refused(data, "a.csv")  # not the broken quotes after them


def test_limits_can_be_set():
    with pytest.raises(UserInputError, match="more than 2 rows"):
        upload.read(files.csv(), "a.csv", Limits(rows=2))
    assert len(upload.read(files.csv(), "a.csv", Limits(rows=3)).rows) == 3


# Spreadsheets


def sheet(data=files.VALID["a.xlsx"]):
    return files.inside(data, "xl/worksheets/sheet1.xml")


def with_sheet(content):
    return files.repacked(files.VALID["a.xlsx"], {"xl/worksheets/sheet1.xml": content})


def with_content(content):
    return files.repacked(files.VALID["a.ods"], {"content.xml": content})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "start",
    [
        LAUGHS.decode() + ']><worksheet xmlns="x">&j;</worksheet>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><worksheet/>',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><worksheet>&f;</worksheet>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><worksheet/>',
        "<!DOCTYPE x><worksheet/>",
    ],
)
@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("a.xlsx", "xl/worksheets/sheet1.xml"), ("a.xlsx", "xl/sharedStrings.xml"),
        ("a.xlsx", "xl/workbook.xml"), ("a.xlsx", "xl/styles.xml"),
        ("a.xlsx", "_rels/.rels"), ("a.xlsx", "[Content_Types].xml"), ("a.ods", "content.xml"),
        ("a.ods", "styles.xml"), ("a.ods", "META-INF/manifest.xml"),
    ],
)  # fmt: skip
def test_entities_are_refused_wherever_they_stand(name, part, start, encoding):
    text = start.removeprefix('<?xml version="1.0"?>')
    data = files.repacked(files.VALID[name], {part: text.encode(encoding)})
    assert "declares XML entities" in refused(data, name)


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods"])
def test_a_part_that_is_no_xml_is_refused(name):
    part = "xl/workbook.xml" if name == "a.xlsx" else "content.xml"
    for content in (b"", b"<a>", b"not xml", b"<a xmlns:b='c'><b:d></a>"):
        assert "damaged" in refused(files.repacked(files.VALID[name], {part: content}), name)


@pytest.mark.parametrize("missing", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_without_its_parts_is_refused(missing):
    refused(files.repacked(files.VALID["a.xlsx"], {missing: None}), "a.xlsx")


def test_a_sheet_with_a_cell_in_its_last_corner_costs_nothing():
    row = (
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    )
    sent = upload.read(with_sheet(sheet().replace(b"</sheetData>", row)), "a.xlsx")
    assert body(sent) == files.texts()


def test_a_sheet_that_says_it_is_huge_is_read_as_it_is():
    data = with_sheet(sheet().replace(b'ref="A1:E4"', b'ref="A1:XFD1048576"'))
    assert body(upload.read(data, "a.xlsx")) == files.texts()


def test_too_many_elements_are_refused():
    many = b"<row/>" * 3_000_001
    data = with_sheet(b"<worksheet><sheetData>" + many + b"</sheetData></worksheet>")
    assert "zip bomb" in refused(data, "a.xlsx")
    noise = b"".join(b"<a%d/>" % n for n in range(100_001))
    data = files.repacked(files.VALID["a.xlsx"], {"xl/styles.xml": b"<s>" + noise + b"</s>"})
    assert "far more than a table" in refused(data, "a.xlsx")
    deep = b"<a>" * 200 + b"</a>" * 200
    data = files.repacked(files.VALID["a.xlsx"], {"xl/styles.xml": deep})
    assert "far more than a table" in refused(data, "a.xlsx")


def test_formulas_give_their_stored_result_or_are_named():
    formula = b'<c r="D2"><f>30*2</f>%s</c>'
    old = b'<c r="D2"><v>60</v></c>'
    assert old in sheet()
    stored = with_sheet(sheet().replace(old, formula % b"<v>60</v>"))
    assert body(upload.read(stored, "a.xlsx")) == files.texts()
    missing = with_sheet(sheet().replace(old, formula % b""))
    assert upload.read(missing, "a.xlsx").unsaved == {(2, 3)}


def test_the_sheet_of_the_template_is_read_and_the_others_are_named():
    sent = upload.read(files.xlsx(sheets=["notes"]), "a.xlsx")
    assert body(sent) == files.texts()
    assert sent.notes == ("Only the sheet “data” was read, of 2 sheets.",)
    second = with_rows(files.xlsx(sheets=["Programmes"]))
    assert upload.read(second, "a.xlsx").sheet == "data"  # the headings tell, not the title
    assert upload.read(second, "a.xlsx", sheet="Programmes").header == ("something else",)
    with pytest.raises(UserInputError, match="has no sheet “gone”; it has “data”, “Programmes”"):
        upload.read(second, "a.xlsx", sheet="gone")


def with_rows(data):
    """Give the second sheet a second row."""
    part = "xl/worksheets/sheet2.xml"
    old = files.inside(data, part)
    row = b'<row r="2"><c r="A2"><v>1</v></c></row></sheetData>'
    return files.repacked(data, {part: old.replace(b"</sheetData>", row)})


def ods_rows(rows):
    old = files.inside(files.VALID["a.ods"], "content.xml").decode()
    head, _, rest = old.partition("<table:table-row")
    return with_content(
        (head + rows + "</table:table>" + rest.partition("</table:table>")[2]).encode()
    )


def cell(text, times=1):
    return (
        f'<table:table-cell table:number-columns-repeated="{times}" office:value-type="string">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def test_ods_repeats_are_counted_before_they_are_written_out():
    times = 'table:number-rows-repeated="1048000"'
    blank = f"<table:table-row {times}><table:table-cell/></table:table-row>"
    good = f"<table:table-row>{cell('a')}{cell('b')}</table:table-row>"
    sent = upload.read(ods_rows(good + blank + good + blank), "a.ods")
    assert sent.rows == ((1_048_002, ("a", "b")),)
    wide = f"<table:table-row>{cell('a', 99_999_999)}</table:table-row>"
    assert "columns" in refused(ods_rows(wide), "a.ods")
    tall = f'<table:table-row table:number-rows-repeated="99999999">{cell("a")}</table:table-row>'
    assert "more than 100,000 rows" in refused(ods_rows(good + tall), "a.ods")


def test_ods_values_dates_and_comments():
    row = (
        "<table:table-row>"
        + cell("h1")
        + cell("h2")
        + cell("h3")
        + cell("h4")
        + "</table:table-row>"
        '<table:table-row><table:table-cell office:value-type="float" office:value="1E+308"/>'
        '<table:table-cell office:value-type="date" office:date-value="2024-04-01T00:00:00"/>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
        "<table:table-cell><office:annotation><text:p>a comment</text:p></office:annotation>"
        "<text:p>one<text:s text:c='3'/>two</text:p></table:table-cell></table:table-row>"
    )
    ((_, cells),) = upload.read(ods_rows(row), "a.ods").rows
    assert cells == ("1e+308", "2024-04-01", "yes", "one   two")


# Archives


def archive(members, compress=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "path",
    ["../a.shp", "/etc/passwd", "a/../../b", "C:/a.shp", "..\\a.shp", "\\a", "x\u202e.shp"],
)
def test_names_that_lead_out_of_the_archive_are_refused(path):
    assert "leads out of the archive" in refused(archive({path: b"x"}), "a.zip")


def test_a_link_in_an_archive_is_refused():
    link = zipfile.ZipInfo("layer.shp")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(link, "/etc/passwd")
    assert "is a link" in refused(out.getvalue(), "a.zip")


@pytest.mark.parametrize("name", ["inner.zip", "a/inner.GZ", "x.tar", "y.7z"])
def test_an_archive_in_an_archive_is_refused(name):
    assert "is an archive itself" in refused(archive({name: archive({"a": b"b"})}), "a.zip")


def test_zip_bombs_are_refused_unopened(monkeypatch):
    bomb = archive({"layer.shp": bytes(50_000_000)})
    many = archive({f"{n}.bin": bytes(900_000) for n in range(200)})
    names = archive({str(n): b"" for n in range(1001)})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_, **__: pytest.fail("unpacked"))
    assert len(bomb) < 100_000
    assert "zip bomb" in refused(bomb, "a.zip")
    assert "would unpack to 180 MB" in refused(many, "a.zip")
    assert "1,001 files" in refused(names, "a.zip")


def test_overlapping_members_count_each_time():
    """A bomb whose many members all point at the same bytes."""
    one = archive({"a": bytes(900_000)})
    start = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    entry, tail = one[start:end], bytearray(one[end:])
    entries = b"".join(entry[:46] + b"%c" % (48 + n) + entry[47:] for n in range(75))
    entries *= 3
    tail[8:12] = struct.pack("<HH", 225, 225)
    tail[12:16] = struct.pack("<I", len(entries))
    said = refused(one[:start] + entries + bytes(tail), "a.zip")
    assert "two files of one name" in said or "would unpack" in said


def test_sizes_that_lie_are_found_out_when_unpacked():
    data = bytearray(archive({"layer.shp": bytes(1000), "layer.shx": b"", "layer.dbf": b"",
                              "layer.prj": b""}))  # fmt: skip
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    assert "damaged" in refused(bytes(data), "a.zip")


def test_encrypted_and_oddly_packed_archives_are_refused():
    data = bytearray(archive({"layer.shp": b"x" * 100}))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "encrypted" in refused(bytes(data), "a.zip")
    odd = archive({"layer.shp": b"x" * 100}, zipfile.ZIP_BZIP2)
    assert "unusual way" in refused(odd, "a.zip")


def test_limits_of_an_archive_are_as_documented():
    assert (archives.MEMBERS, archives.UNPACKED, archives.RATIO) == (1_000, 150_000_000, 200)


# Maps


def geojson(geometry, properties=None, **more):
    feature = {"type": "Feature", "geometry": geometry, "properties": properties or {"a": "x"}}
    return json.dumps({"type": "FeatureCollection", "features": [feature], **more}).encode()


POINT = {"type": "Point", "coordinates": [-0.11, 51.59]}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[" * 200_000, "not valid GeoJSON"),
        (b'{"features": ' * 3000 + b"1" + b"}" * 3000, "not valid GeoJSON"),
        (b'{"type": "FeatureCollection", "features": 3}', "FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": [3]}', "FeatureCollection"),
        (b'{"features": [{"properties": 3}]}', "without properties"),
        (b'{"features": [{"properties": {"a": NaN}}]}', "not valid GeoJSON"),
        (b'{"features": [{"properties": {"a": %s}}]}' % (b"9" * 5000), "not valid GeoJSON"),
        (geojson({"type": "Point", "coordinates": ["a", "b"]}), "not GeoJSON"),
        (geojson({"type": "Blob"}), "not GeoJSON"),
        (geojson({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}), "not GeoJSON"),
        (geojson({"type": "Point", "coordinates": [51.59, -0.11]}), "longitude comes first"),
        (geojson({"type": "Point", "coordinates": [1e308, 1e308]}), "not in or near"),
        (geojson(POINT, crs={"type": "link", "properties": {"href": "http://x"}}), "EPSG:4326"),
        (geojson(POINT, crs={"type": "name", "properties": {"name": "EPSG:0"}}), "EPSG:4326"),
        (geojson(POINT, crs={"type": "name", "properties": {"name": "+init=/etc/passwd"}}),
         "EPSG:4326"),
        (geojson(POINT, crs=3), "EPSG:4326"),
    ],
)  # fmt: skip
def test_geojson_that_is_not_read_says_why(data, said):
    assert said in refused(data, "a.geojson")


def test_geojson_properties_of_every_kind_become_texts():
    kinds = {"a": 1.0, "b": True, "c": None, "d": ["x", "y"], "e": {"f": 1}, "g": "t", "h": 1.5}
    sent = upload.read(geojson(POINT, kinds), "a.json")
    assert body(sent) == [["1", "yes", "", "x;y", '{"f": 1}', "t", "1.5"]]


def test_too_many_points_are_refused():
    data = geojson({"type": "LineString", "coordinates": [[n / 1e3, 51] for n in range(101)]})
    with pytest.raises(UserInputError, match="more than 100 points"):
        upload.read(data, "a.geojson", Limits(points=100))
    assert LIMITS.points == 500_000


def changed_package(*statements):
    """A GeoPackage after some SQL."""
    with sqlite3.connect(":memory:") as database:
        database.deserialize(files.VALID["a.gpkg"])
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():  # they call functions that only GDAL has
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)
        database.commit()
        return database.serialize()


@pytest.mark.parametrize(
    "statements",
    [
        ("DROP TABLE gpkg_contents",),
        ("DELETE FROM gpkg_contents",),
        ("UPDATE gpkg_contents SET table_name = 'sqlite_master'",),
        ("UPDATE gpkg_contents SET table_name = 'x; DROP TABLE layer'",),
        ("UPDATE gpkg_contents SET table_name = 'rtree_layer_geom'",),
        ("CREATE VIEW endless AS WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t) "
         "SELECT n FROM t", "UPDATE gpkg_contents SET table_name = 'endless'"),
        ("DROP TABLE gpkg_contents", "CREATE VIEW gpkg_contents AS SELECT load_extension('x') AS "
         "table_name, 'features' AS data_type"),
        ("UPDATE layer SET geom = X'00'",),
        ("UPDATE layer SET geom = 'text'",),
        ("UPDATE layer SET geom = X'475000FF00000000'",),
        ("UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = 999999",),
        ("UPDATE gpkg_geometry_columns SET srs_id = -1",),
        ("UPDATE gpkg_spatial_ref_sys SET organization = 'x', definition = 'PROJCS[junk'",),
    ],
)  # fmt: skip
def test_hostile_geopackages_are_refused(statements):
    refused(changed_package(*statements), "a.gpkg")


def test_a_geopackage_left_with_a_write_ahead_log_is_read():
    data = bytearray(files.VALID["a.gpkg"])
    data[18:20] = b"\x02\x02"
    assert body(upload.read(bytes(data), "a.gpkg")) == files.texts()


def test_a_trigger_or_a_second_layer_does_no_harm():
    data = changed_package(
        "CREATE TABLE other (a)",
        "INSERT INTO gpkg_contents (table_name, data_type) VALUES ('other', 'attributes')",
    )
    sent = upload.read(data, "a.gpkg")
    assert sent.notes == ("Only the layer “layer” was read, of 2.",)


@pytest.mark.parametrize("part", ["shp", "shx", "dbf", "prj"])
def test_a_shapefile_without_a_part_is_refused(part):
    data = files.repacked(files.VALID["a.zip"], {f"shapes/layer.{part}": None})
    assert "shapefile" in refused(data, "a.zip")


@pytest.mark.parametrize(
    "content",
    [
        b'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>'
        b"</OGRVRTLayer></OGRVRTDataSource>",
        b"/vsicurl/http://127.0.0.1:9/x.shp",
        b"GeometryFactory",
        b"SQLite format 3\0",
    ],
)
def test_what_would_lead_gdal_elsewhere_never_reaches_it(content, monkeypatch):
    from gapmap.io.uploads import maps as upload_maps

    monkeypatch.setattr(upload_maps.pyogrio.raw, "read", lambda *_, **__: pytest.fail("opened"))
    data = files.repacked(files.VALID["a.zip"], {"shapes/layer.shp": content})
    assert "no shapefile" in refused(data, "a.zip")


def test_other_files_in_the_archive_are_never_laid_out(monkeypatch):
    from gapmap.io.uploads import maps as upload_maps

    seen, read = [], upload_maps.pyogrio.raw.read

    def watched(path, **given):
        seen.extend(sorted(p.name for p in Path(path).parent.iterdir()))
        return read(path, **given)

    monkeypatch.setattr(upload_maps.pyogrio.raw, "read", watched)
    extra = {"shapes/layer.vrt": b"x", "shapes/layer.aux.xml": b"x", "evil.py": b"x"}
    upload.read(files.repacked(files.VALID["a.zip"], add=extra), "a.zip")
    assert seen == ["layer.cpg", "layer.dbf", "layer.prj", "layer.shp", "layer.shx"]


def test_a_shapefile_that_says_it_is_huge_is_refused():
    dbf = bytearray(files.inside(files.VALID["a.zip"], "shapes/layer.dbf"))
    dbf[4:8] = struct.pack("<I", 4_000_000_000)
    data = files.repacked(files.VALID["a.zip"], {"shapes/layer.dbf": bytes(dbf)})
    assert "more than 100,000 rows" in refused(data, "a.zip")


@pytest.mark.parametrize("wkt", ["", "junk", "PROJCS[", 'GEOGCS["x",DATUM["y",' * 50])
def test_a_shapefile_in_no_known_system_is_refused(wkt):
    data = files.repacked(files.VALID["a.zip"], {"shapes/layer.prj": wkt.encode()})
    assert "no coordinate system" in refused(data, "a.zip")


def test_two_shapefiles_in_one_archive_are_refused():
    inside = {
        f"other.{part}": files.inside(files.VALID["a.zip"], f"shapes/layer.{part}")
        for part in ("shp", "shx", "dbf", "prj")
    }
    assert "2 shapefiles" in refused(files.repacked(files.VALID["a.zip"], add=inside), "a.zip")


def test_empty_shapes_are_no_shapes():
    data = geojson({"type": "GeometryCollection", "geometries": []})
    assert upload.read(data, "a.geojson").shapes == (None,)
    assert shapely.equals(
        upload.read(geojson(POINT), "a.geojson").shapes[0],
        upload.read(geojson(POINT), "a.json").shapes[0],
    )
