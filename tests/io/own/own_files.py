"""Files of programmes in every format, made with other libraries than those that read them."""

import io
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from shapely.geometry import Point
from xlsxwriter import Workbook

from tests.io.uploads.old_excel import Sheet
from tests.io.uploads.old_excel import xls as old_excel

HEADER = ["programme", "programme_type", "areas", "places", "notes"]
ROWS = [
    ["Turning Point", "Stalking", "Haringey", 60, "naïve café"],
    ["Second", "stalking", "E09000012", 12.5, None],
    ["Third", "Early intervention", "Cymru", 0, "=1+1"],
]


def texts(rows=ROWS):
    """Rows as the texts that every format must give."""
    shown = {None: ""}
    return [[shown.get(c, f"{c:g}" if isinstance(c, int | float) else c) for c in r] for r in rows]


def csv(rows=ROWS, separator=",", encoding="utf-8", header=HEADER):
    lines = [header, *texts(rows)]
    return "".join(separator.join(f'"{c}"' for c in row) + "\r\n" for row in lines).encode(encoding)


def xlsx(rows=ROWS, header=HEADER, sheets=()):
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("data")
    for line, row in enumerate((header, *rows)):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(line, column, value)  # “=1+1” is a text here, not a formula
            elif value is not None:
                sheet.write_number(line, column, value)
    for name in sheets:
        book.add_worksheet(name).write_string(0, 0, "something else")
    book.close()
    return out.getvalue()


def ods(rows=ROWS, header=HEADER):
    document = OpenDocumentSpreadsheet()
    table = Table(name="data")
    for row in (header, *rows):
        line = TableRow()
        for value in row:
            if isinstance(value, int | float):
                cell = TableCell(valuetype="float", value=str(value))
            else:
                cell = TableCell(valuetype="string")
            if value is not None:
                cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def frame(rows=ROWS, header=HEADER, crs=4326):
    points = [Point(-0.11 + n / 100, 51.59) for n in range(len(rows))]
    columns = {name: [row[i] for row in rows] for i, name in enumerate(header)}
    return gpd.GeoDataFrame(columns, geometry=points, crs=4326).to_crs(crs)


def map_file(ending, rows=ROWS, crs=4326, data=None):
    """GeoJSON, GeoPackage or zipped shapefile, as GDAL writes them."""
    made = frame(rows, crs=crs) if data is None else data
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if ending == ".zip":
            made = made.rename(columns={"programme_type": "type"})
            made.to_file(folder / "layer.shp", driver="ESRI Shapefile", encoding="utf-8")
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                for part in sorted(folder.iterdir()):
                    archive.write(part, f"shapes/{part.name}")
            return out.getvalue()
        driver = {".gpkg": "GPKG", ".geojson": "GeoJSON"}[ending]
        made.to_file(folder / f"layer{ending}", driver=driver)
        return (folder / f"layer{ending}").read_bytes()


def repacked(data, change=None, add=None):
    """A zip archive with some members changed (name → bytes, None: left out) or added."""
    change, out = change or {}, io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            content = change.get(member.filename, old.read(member))
            if content is not None:
                new.writestr(member.filename, content)
        for member, content in (add or {}).items():
            new.writestr(member, content)
    return out.getvalue()


def inside(data, member):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(member)


VALID = {
    "a.csv": csv(),
    "a.xlsx": xlsx(),
    "a.xls": old_excel([Sheet("data", [HEADER, *ROWS])]),
    "a.ods": ods(),
    "a.geojson": map_file(".geojson"),
    "a.gpkg": map_file(".gpkg"),
    "a.zip": map_file(".zip"),
}
