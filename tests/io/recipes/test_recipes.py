"""A recipe is found in every format, written here by other libraries than those of the exports."""

import contextlib
import csv
import io
import json
import sqlite3
import struct
import zipfile
import zlib
from dataclasses import replace

import geopandas
import matplotlib.figure
import openpyxl
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odf import meta as odf_meta
from odf.opendocument import OpenDocumentSpreadsheet
from openpyxl.packaging.custom import StringProperty
from PIL import Image, PngImagePlugin
from shapely.geometry import Point

from gapmap.errors import UserInputError
from gapmap.io.files import budget
from gapmap.io.recipes import find as recipes
from gapmap.recipe import KEY, LONGEST, Recipe
from gapmap.selection import Selection

RECIPE = Recipe(
    product="map.png",
    selection=Selection(routes=("self",), until=2024, gap_below=12.5),
    fingerprint="0" * 64,
    version="0.1.0",
    date="2026-11-21",
    grey=True,
    area="E23000001",
    sources={"E001": "abcdef01", "<&\"'>": "\u00e9"},
    figures={"E23000001": (12.5, 400.0), "W15000001": (None, None)},
)
TEXT = RECIPE.dumps()
CUSTOM = (
    '<?xml version="1.0"?><Properties xmlns:vt="http://schemas.openxmlformats.org/officeDocument/'
    '2006/docPropsVTypes"><property name="{key}"><vt:lpwstr>{text}</vt:lpwstr></property>'
    "</Properties>"
)


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def png(text=TEXT, compressed=False, international=False):
    info, out = PngImagePlugin.PngInfo(), io.BytesIO()
    info.add_text("Software", "gapmap 0.1.0")
    add = info.add_itxt if international else info.add_text
    add(KEY, text, zip=compressed)
    Image.new("RGB", (3, 3)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def svg():
    out = io.BytesIO()
    matplotlib.figure.Figure().savefig(out, format="svg")  # with a document type, as usual
    element = (
        f'<gapmap:recipe xmlns:gapmap="https://gapmap.example/ns">{escaped(TEXT)}</gapmap:recipe>'
    )
    return out.getvalue().replace(b"</svg>", f"<metadata>{element}</metadata></svg>".encode())


def pdf(key="/gapmap:recipe", packed=False):
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.add_metadata({key: TEXT, "/Producer": "x"})
    if packed:
        writer.compress_identical_objects()
    writer.write(out)
    return out.getvalue()


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def docx(text=TEXT, key=KEY):
    return zipped(
        word__document_xml="<w/>", docProps__custom_xml=CUSTOM.format(key=key, text=escaped(text))
    )


def xlsx():
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.custom_doc_props.append(StringProperty(name="Other", value="x"))
    book.custom_doc_props.append(StringProperty(name=KEY, value=TEXT))
    book.save(out)
    return out.getvalue()


def ods():
    book, out = OpenDocumentSpreadsheet(), io.BytesIO()
    book.meta.addElement(odf_meta.UserDefined(name=KEY, valuetype="string", text=TEXT))
    book.write(out)
    return out.getvalue()


def html():
    inside = TEXT.replace("<", "\\u003c")
    return (
        f'<!doctype html><html><head><script>var a = 1 < 2;</script><script id="gapmap-recipe" '
        f'type="application/json">\n{inside}\n</script></head></html>'
    ).encode()


def csv_lines(separator=",", mark="\ufeff", end="\n"):
    out = io.StringIO()
    rows = [["# title", 'a "finding", with commas'], [f"# {KEY}", TEXT], ["code", "places"]]
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    return (mark + out.getvalue()).encode()


def json_text(**more):
    return json.dumps({"note": f'a "{KEY}": "trap"', **more, KEY: TEXT, "rows": []}).encode()


def geopackage(tmp_path, own=True):
    path = tmp_path / "a.gpkg"
    frame = geopandas.GeoDataFrame({"a": [1]}, geometry=[Point(0, 0)], crs=27700)
    frame.to_file(path, driver="GPKG")
    table, row = "gapmap_metadata (key TEXT, value TEXT)", (KEY, TEXT)
    if not own:
        note = f'<Metadata><MDI key="{KEY}">{escaped(TEXT)}</MDI></Metadata>'
        table, row = "gpkg_metadata (id INTEGER, metadata TEXT)", (1, note)
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE {table}")
        connection.execute(f"INSERT INTO {table.split()[0]} VALUES (?, ?)", row)
    connection.close()
    return path.read_bytes()


FILES = {
    "png": png(),
    "png, packed": png(compressed=True),
    "png, international": png(international=True),
    "png, both": png(compressed=True, international=True),
    "svg": svg(),
    "pdf": pdf(),
    "pdf, other key": pdf("/GapmapRecipe", packed=True),
    "docx": docx(),
    "xlsx": xlsx(),
    "ods": ods(),
    "html": html(),
    "csv": csv_lines(),
    "csv, from a spreadsheet": csv_lines(";", "", "\r\n"),
    "csv, tabs": csv_lines("\t", "", "\r\n"),
    "json": json_text(),
    "geojson": json_text(type="FeatureCollection", features=[{"properties": {"a": "\\"}}]),
}


@pytest.mark.parametrize("kind", FILES)
def test_the_recipe_is_found_whatever_the_ending_says(kind):
    assert recipes.find(FILES[kind], "renamed.dat") == RECIPE


@pytest.mark.parametrize("own", [True, False])
def test_the_recipe_is_found_in_a_geopackage(tmp_path, own):
    assert recipes.find(geopackage(tmp_path, own), "a.gpkg") == RECIPE


def test_a_recipe_is_one_ascii_line_and_comes_back_the_same():
    assert TEXT.isascii()
    assert "\n" not in TEXT
    assert Recipe.loads(TEXT) == RECIPE
    assert Recipe.loads(TEXT).dumps() == TEXT


def refused(data, name="file.png"):
    with pytest.raises(UserInputError) as caught:
        recipes.find(data, name)
    message = str(caught.value)
    assert len(message) < 600
    assert message.isprintable()
    assert message.endswith((".", ")"))
    return message


def chunk(kind, content):
    crc = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc)


def changed(**changes):
    return json.dumps(json.loads(TEXT) | changes)


BOMB = zlib.compress(b"a" * 50_000_000, 9)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "&%c;&%c;">' % (i + 1, i, i) for i in range(97, 120))
    + b"]><svg>&x;</svg>"
)
OUTSIDE = b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>'
START, END = b"\x89PNG\r\n\x1a\n", chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"a" * (recipes.LARGEST + 1), "more than 20 MB"),
        (b"\0" * 1000, "holds no record"),
        (b"hello", "holds no record"),
        (b"# version,gapmap 0.1.0\n", "carries no record"),
        (b'{"version": "gapmap 0.1.0"}', "carries no record"),
        (png("x")[:60], "damaged"),
        (START, "damaged"),
        (START + b"\xff\xff\xff\xfftEXt" + b"a" * 100, "damaged"),
        (START + chunk(b"iTXt", KEY.encode() + b"\0\1\0\0\0" + BOMB) + END, "cannot be read"),
        (START + chunk(b"zTXt", KEY.encode() + b"\0\0nonsense"), "damaged"),
        (START + chunk(b"tEXt", b"Software\0gapmap") + END, "carries no record"),
        (START + chunk(b"IDAT", b"") * 100_001, "damaged"),
        (LAUGHS, "entities"),
        (OUTSIDE, "entities"),
        (b"<svg>" * 100_000, "damaged"),
        (b'<?xml version="1.0" encoding="nonsense"?><svg/>', "damaged"),
        (b"<svg><metadata>gapmap</metadata></svg>", "carries no record"),
        (b"%PDF-1.7\n" + b"1 0 obj\n" * 50_000, "damaged"),
        (pdf()[:300], "damaged"),
        (b"PK\x03\x04" + b"a" * 100, "damaged"),
        (docx()[:-30], "damaged"),
        (docx(key="other"), "carries no record"),
        (zipped(docProps__custom_xml=LAUGHS), "entities"),
        (zipped(docProps__custom_xml="<a>" + "a" * 1_000_000 + "</a>"), "zip bomb"),
        (zipped(docProps__custom_xml="<a>" + "ab" * 100_000 + "</b>"), "damaged"),
        (b"SQLite format 3\0" + b"a" * 5_000, "damaged"),
        (b'{"' + KEY.encode() + b'": "unfinished', "cannot be read"),
        (b'<html><script id="gapmap-recipe">{"unfinished', "cannot be read"),
        (png("{}"), "cannot be read"),
        (png("[" * 100_000), "cannot be read"),
        (png('{"a":' * 30_000), "cannot be read"),
        (png(changed(format="gapmap-recipe/2")), "newer gapmap"),
        (png(changed(format="other/2")), "cannot be read"),
        (png(changed(unknown=1)), "damaged: it has a part “unknown” that is not known"),
        (png(changed(selection={"level": "moon"})), "Areas: “moon” is not allowed"),
        (png(changed(selection=[])), "damaged: “selection” is not a list of named parts"),
        (png(changed(date="2026-02-30")), "“date” is “2026-02-30”, not a day like"),
        (png(changed(date="20260101")), "“20260101”, not a day like 2026-12-31"),
        (png(changed(date=5)), "damaged: “date” is “5”, not a text"),
        (png(changed(version="a\n\x1b[2J")), "damaged"),
        (png(changed(product="a" * 1000)), "…”, not allowed here"),
        (png(changed(area=["x"])), "damaged"),
        (png(changed(grey=1)), "damaged: “grey” is “1”, not true or false"),
        (png(changed(sources=["a"])), "damaged"),
        (png(changed(sources={"a": 1})), "damaged"),
        (png(changed(sources={str(i): "a" for i in range(3_000)})), "damaged"),
        (png(changed(figures={"a": ["b", 1]})), "damaged"),
        (png(changed(figures={"a": [1]})), "damaged: a part of “figures” is not allowed here"),
        (png(changed(figures={"a": [-1, 5]})), "damaged: a part of “figures”"),
        (png(changed(figures={"a": [1e400, 5]})), "cannot be read"),
        (png(changed(figures={"a": [float("nan"), 1]})), "cannot be read"),
        (png("1" * 10_000), "cannot be read"),
        (csv_lines()[:100], "cannot be read"),
    ],
)
def test_what_cannot_be_used_ends_in_one_sentence(data, words):
    assert words in refused(data)


def test_a_recipe_longer_than_any_is_not_read():
    with pytest.raises(UserInputError, match="cannot be read"):
        Recipe.loads(" " * LONGEST + TEXT)


def test_a_hostile_file_name_cannot_reach_the_terminal():
    message = refused(b"nothing", "../..\x1b[2J\u202e" + "a" * 500)
    assert "/" not in message.split(" ")[0]


def database(*statements):
    connection = sqlite3.connect(":memory:")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


def test_a_database_whose_view_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr(budget, "RECIPE", replace(budget.RECIPE, seconds=0.05))
    forever = (
        "CREATE VIEW gapmap_metadata AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
        "FROM n) SELECT 'gapmap:recipe' AS key, i AS value FROM n WHERE i < 0"
    )
    assert "damaged" in refused(database(forever))


def test_a_database_whose_description_is_not_text_is_damaged():
    data = database("CREATE TABLE gapmap_metadata (key, value)")
    assert "damaged" in refused(data.replace(b"_metadata (", b"_meta \xff\xa8aa("))


def test_a_database_without_a_recipe_says_whose_it_is():
    assert "carries no record" in refused(database("CREATE TABLE gapmap_metadata (key, value)"))
    assert "holds no record" in refused(database("CREATE TABLE other (key, value)"))


def test_a_database_that_is_being_written_elsewhere_can_be_read(tmp_path):
    data = geopackage(tmp_path)
    assert recipes.find(data[:18] + b"\2\2" + data[20:], "a.gpkg") == RECIPE


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(budget, "RECIPE", replace(budget.RECIPE, seconds=-1.0))
    assert "takes longer than" in refused(pdf())


@settings(max_examples=500)
@given(
    st.binary(max_size=400),
    st.sampled_from(
        [
            b"",
            b"\x89PNG\r\n\x1a\n",
            b"%PDF-",
            b"PK\x03\x04",
            b"SQLite format 3\0",
            b"<svg>",
            b"<html>",
            b"{",
            b"# gapmap:recipe,",
        ]
    ),
)
def test_arbitrary_bytes_never_do_more_than_a_sentence(data, start):
    refused(start + data)


@settings(max_examples=1_500)
@given(st.data())
def test_damaged_exports_give_the_recipe_or_a_sentence(data):
    original = FILES[data.draw(st.sampled_from(sorted(FILES)))]
    hurt = bytearray(original)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, max(0, len(hurt) - 1)))
        how = data.draw(st.sampled_from(["flip", "cut", "insert", "drop", "repeat"]))
        if how == "flip" and hurt:
            hurt[at] ^= data.draw(st.integers(1, 255))
        elif how == "cut":
            del hurt[at:]
        elif how == "insert":
            hurt[at:at] = data.draw(st.binary(min_size=1, max_size=20))
        elif how == "drop":
            del hurt[at : at + data.draw(st.integers(1, 50))]
        else:
            hurt[at:at] = hurt[at : at + 200]
    with contextlib.suppress(UserInputError):
        assert isinstance(recipes.find(bytes(hurt), "a.png"), Recipe)
