"""Files that are small and unpack to much, made as a sender of hostile files would make them."""

import io
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pyogrio
from shapely.geometry import Point


def shapefile(rows):
    """A zipped shapefile of that many points with a text each."""
    frame = gpd.GeoDataFrame(
        {"name": ["x" * 60] * rows, "programme": ["y" * 60] * rows},
        geometry=[Point(400_000 + n, 300_000) for n in range(rows)],
        crs=27700,
    )
    out = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        pyogrio.write_dataframe(frame, Path(folder) / "a.shp")
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)
    return out.getvalue()


def png(texts, size=200_000):
    """A picture of one point with that many packed texts of ``size`` zeros, each one allowed."""

    def chunk(kind, content):
        mark = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", mark)

    packed = zlib.compress(b"0" * size, 9)
    body = [chunk(b"zTXt", b"k%d\0\0" % n + packed) for n in range(texts)]
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(body) + chunk(b"IEND", b"")


def pdf(streams, size=30_000_000):
    """A PDF whose description is in the last of many packed streams of objects."""
    packed = zlib.compress(b"1 0 " + b" " * size + b"<</Title (x)>>", 9)
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number in range(2, streams + 2):
        places.append(len(out))
        out += b"%d 0 obj\n<</Type/ObjStm/N 1/First %d/Filter/FlateDecode/Length %d>>stream\n" % (
            number, size + 4, len(packed),
        )  # fmt: skip
        out += packed + b"\nendstream\nendobj\n"
    rows = b"".join(b"\x01" + struct.pack(">IH", place, 0) for place in places)
    table = b"\x00" * 7 + b"\x02" + struct.pack(">IH", 2, 0) + rows
    start = len(out)
    packed = zlib.compress(table * 1)
    out += (
        b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Info 1 0 R/Root 1 0 R/Filter/FlateDecode"
        b"/Length %d>>stream\n" % (streams + 2, streams + 2, len(packed))
    )
    out += packed + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % start
    return bytes(out)


def pdf_of_entries(streams, size=1_000_000):
    """A PDF each entry of whose description is in a packed stream of its own, each one allowed."""
    text = "(" + "x" * 8 + ")"
    out, rows = bytearray(b"%PDF-1.5\n"), [struct.pack(">BIH", 0, 0, 0)]
    entries = "".join(f"/K{n} {streams + 2 + n} 0 R" for n in range(streams))
    rows.append(struct.pack(">BIH", 1, len(out), 0))
    out += f"1 0 obj\n<<{entries}>>\nendobj\n".encode()
    for n in range(streams):
        packed = zlib.compress(f"{streams + 2 + n} 0 {text}".encode() + b" " * size, 9)
        rows.append(struct.pack(">BIH", 1, len(out), 0))
        out += (
            f"{2 + n} 0 obj\n<</Type/ObjStm/N 1/First {len(str(streams + 2 + n)) + 3}"
            f"/Filter/FlateDecode/Length {len(packed)}>>stream\n"
        ).encode() + packed + b"\nendstream\nendobj\n"  # fmt: skip
    rows += [struct.pack(">BIH", 2, 2 + n, 0) for n in range(streams)]
    start, table = len(out), zlib.compress(b"".join(rows))
    out += (
        f"{2 * streams + 2} 0 obj\n<</Type/XRef/Size {2 * streams + 2}/W[1 4 2]/Info 1 0 R"
        f"/Root 1 0 R/Filter/FlateDecode/Length {len(table)}>>stream\n"
    ).encode() + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % start  # fmt: skip
    return bytes(out)


def document(parts, size):
    """A Word file whose properties are large parts that hold nothing."""
    text = b'<p xmlns="x">' + b"<a b='c'/>" * (size // 10) + b"</p>"
    return zipped(dict.fromkeys(parts, text))


def zipped(parts):
    """A zip archive of parts by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx(parts):
    """A workbook of some small sheets and many large ones that nobody asks for."""
    import openpyxl

    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["programme", "programme_type", "areas", "places"])
    book.active.append(["Ours", "stalking", "E09000012", 3])
    book.save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for n in range(parts):
            rows = b"".join(b'<c r="A%d"><v>%d</v></c>' % (m, m * n) for m in range(300_000))
            archive.writestr(f"xl/worksheets/extra{n}.xml", b"<worksheet>" + rows + b"</worksheet>")
    return out.getvalue()


def geopackage(rows):
    """A database in which one long value is many rows: its page is used again and again."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE gpkg_contents (table_name, data_type)")
        database.execute("INSERT INTO gpkg_contents VALUES ('programmes', 'attributes')")
        database.execute("CREATE TABLE programmes (programme)")
        database.execute("INSERT INTO programmes VALUES (?)", ("y" * 1_900_000,))
        database.commit()
        data = bytearray(database.serialize())
    return bytes(_repeated(data, rows))


def _repeated(data, rows):
    """The leaf page with the long value, its one cell named by many of the page's places."""
    size = int.from_bytes(data[16:18])
    for start in range(0, len(data), size):
        page = memoryview(data)[start : start + size]
        cell = int.from_bytes(page[8:10])
        if page[0] == 13 and int.from_bytes(page[3:5]) == 1 and b"yyyy" in bytes(page[cell:]):
            many = min(rows, (cell - 8) // 2)
            page[3:5] = many.to_bytes(2)
            for n in range(many):
                page[8 + 2 * n : 10 + 2 * n] = cell.to_bytes(2)
            return data
    raise AssertionError("no such page")


def estimates(columns):
    """A table of estimates whose header alone makes each of its blank rows wide."""
    header = "code,low,central,high" + "," * columns
    return (header + "\n" + "x\n" * columns).encode()
