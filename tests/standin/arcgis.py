"""A stand-in for the ONS boundary service on 127.0.0.1, with faults to order.

It answers as an ArcGIS FeatureServer does: description of a layer, counts, pages with
``exceededTransferLimit``, errors with status 200. Its shapes are the shipped ones, roughened to any
number of points: councils are made up by cutting counties into strips, with the real codes.

By hand: ``python -m tests.standin.arcgis`` prints the address for GAPMAP_BOUNDARIES_URL.
"""

import csv
import json
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import shapely
from pyproj import Transformer

ROOT = Path(__file__).resolve().parents[2]
WAVES = ((300.0, 8_000.0), (60.0, 1_500.0), (15.0, 400.0))  # metres: height, length
FOLDER = "/services"
GIGABYTE = 1_000_000_000


@dataclass
class Layer:
    """A service's only layer: names of its fields, and code, name and shape of each area."""

    code: str
    name: str
    areas: list[tuple[str, str, dict[str, Any]]]


@dataclass
class Fault:
    """What goes wrong: at which answers (by their number, from 0), and with what."""

    kind: str
    first: int = 0
    last: int = 10_000
    text: str = ""


@dataclass
class State:
    """What the server knows and has seen; tests read and change it."""

    layers: dict[str, Layer]
    most: int = 2000
    says: int = 0  # maxRecordCount that is announced, if it is not ``most``
    faults: list[Fault] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    sent: int = 0
    gate: threading.Event = field(default_factory=threading.Event)
    waiting: threading.Event = field(default_factory=threading.Event)


class Server(ThreadingHTTPServer):
    """Serves a State on a free port of 127.0.0.1."""

    daemon_threads = True

    def __init__(self, state: State) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.state = state

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{FOLDER}"

    def handle_error(self, *_: Any) -> None:
        """A client that hangs up is what some tests are about."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        state = self.server.state
        number = len(state.asked)
        state.asked.append(self.path)
        state.headers.append(dict(self.headers))
        url = urlsplit(self.path)
        query = {k: v[0] for k, v in parse_qs(url.query).items()}
        answer = self._answer(url.path.removeprefix(FOLDER), query)
        for fault in state.faults:
            if fault.first <= number <= fault.last and _FAULTS[fault.kind](self, fault, answer):
                return
        self.send(json.dumps(answer).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.state.asked.append(self.path)
        self.send(json.dumps({"posted": json.loads(body)}).encode())

    def _answer(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        state = self.server.state
        if path in ("", "/"):
            names = [{"name": n, "type": "FeatureServer"} for n in state.layers]
            return {"services": [*names, {"name": "Lookup", "type": "MapServer"}]}
        match = re.fullmatch(r"/(\w+)/FeatureServer/0(/query)?", path)
        layer = state.layers.get(match[1]) if match else None
        if match is None or layer is None:
            return error(400, "Invalid URL")
        if not match[2]:
            fields = [{"name": n} for n in ("FID", layer.code, layer.name, "GlobalID")]
            return {"name": match[1], "fields": fields, "maxRecordCount": state.says or state.most}
        return queried(layer, query, state.most)

    def send(
        self, body: bytes, status: int = 200, kind: str = "application/json", **more: str
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


def error(code: int, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "details": []}}


def queried(layer: Layer, query: dict[str, str], most: int) -> dict[str, Any]:
    """One page of a query, or its count."""
    likes = re.findall(r"(\w+) LIKE '(\w+)%'", query["where"])
    wanted = {
        query.get("orderByFields", "FID"),
        *query.get("outFields", "").split(","),
        *dict(likes),
    }
    if not wanted - {""} <= {"FID", layer.code, layer.name}:
        return error(400, "Cannot perform query. Invalid query parameters.")
    areas = [a for a in layer.areas if any(a[0].startswith(prefix) for _, prefix in likes)]
    if query.get("returnCountOnly") == "true":
        return {"count": len(areas)}
    assert query["outSR"] == "4326", "the stand-in serves longitude and latitude only"
    first = int(query.get("resultOffset", 0))
    last = first + min(most, int(query.get("resultRecordCount", most)))
    page: dict[str, Any] = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "EPSG:4326"}},
        "features": [
            {
                "type": "Feature",
                "id": first + i,
                "geometry": geometry,
                "properties": {layer.code: code, layer.name: name},
            }
            for i, (code, name, geometry) in enumerate(areas[first:last], 1)
        ],
    }
    if last < len(areas):
        page["properties"] = {"exceededTransferLimit": True}
    return page


def _status(handler: Handler, fault: Fault, answer: Any) -> bool:
    status, _, wait = fault.text.partition(" ")
    handler.send(b"busy", int(status), "text/plain", **({"Retry_After": wait} if wait else {}))
    return True


def _body(handler: Handler, fault: Fault, answer: Any) -> bool:
    kind, _, body = fault.text.partition("|")
    handler.send(body.encode(), 200, kind)
    return True


def _cookie(handler: Handler, fault: Fault, answer: Any) -> bool:
    handler.send(json.dumps(answer).encode(), Set_Cookie="track=1")
    return True


def _packed(handler: Handler, fault: Fault, answer: Any) -> bool:
    handler.send(bytes.fromhex(fault.text), Content_Encoding="gzip")
    return True


def _redirect(handler: Handler, fault: Fault, answer: Any) -> bool:
    handler.send(b"", 302, "text/plain", Location=fault.text)
    return True


def _cut(handler: Handler, fault: Fault, answer: Any) -> bool:
    body = json.dumps(answer).encode()
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])
    handler.close_connection = True
    return True


def _huge(handler: Handler, fault: Fault, answer: Any) -> bool:
    """A gigabyte of blanks, made as it is sent, until the client has had enough."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(GIGABYTE))
    handler.end_headers()
    block = b" " * 1_000_000
    for _ in range(GIGABYTE // len(block)):
        handler.wfile.write(block)
        handler.server.state.sent += len(block)
    return True


def _drip(handler: Handler, fault: Fault, answer: Any) -> bool:
    """A byte at a time, without end."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(GIGABYTE))
    handler.end_headers()
    while True:
        handler.wfile.write(b" ")
        handler.wfile.flush()


def _stall(handler: Handler, fault: Fault, answer: Any) -> bool:
    """Hold the answer back until the test opens the gate."""
    handler.server.state.waiting.set()
    handler.server.state.gate.wait(60)
    return False


def _change(handler: Handler, fault: Fault, answer: Any) -> bool:
    """Change the features of an answer and let it go on; answers without features stay."""
    features = answer.get("features")
    if features:
        _CHANGES[fault.text](answer, features)
    return False


def _move(answer: Any, features: Any) -> None:
    """Coordinates in metres, without saying so."""
    for feature in features:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        feature["geometry"] = json.loads(
            shapely.to_geojson(_projected(shape, "EPSG:4326", "EPSG:27700"))
        )


def _swap(answer: Any, features: Any) -> None:
    first, last = features[0]["geometry"], features[-1]["geometry"]
    features[0]["geometry"], features[-1]["geometry"] = last, first


def _renamed(answer: Any, features: Any) -> None:
    for feature in features:
        feature["properties"] = {"AREA_CODE": next(iter(feature["properties"].values()))}


def _property(value: str) -> Any:
    """A change that gives the first area another code (and name)."""
    return lambda _, features: features[0].update(
        properties=dict.fromkeys(features[0]["properties"], value)
    )


def _geometry(value: Any) -> Any:
    """A change that gives the first area another shape."""
    return lambda _, features: features[0].update(geometry=value)


_LINE = {"type": "LineString", "coordinates": [[-1, 52], [-2, 53]]}
_CHANGES: dict[str, Any] = {
    "duplicate": lambda _, features: features.__setitem__(-1, features[0]),
    "missing": lambda _, features: features.pop(),
    "crs": lambda answer, _: answer["crs"]["properties"].update(name="EPSG:27700"),
    "metres": _move,
    "swapped": _swap,
    "renamed": _renamed,
    "no shape": _geometry(None),
    "empty shape": _geometry({"type": "Polygon", "coordinates": []}),
    "a line": _geometry(_LINE),
    "overlap": lambda _, features: features[0].update(geometry=features[1]["geometry"]),
    "not a code": _property("=1+1"),
    "unknown code": _property("E23999999"),
    "more": lambda answer, _: answer.update(exceededTransferLimit=True),
}
_FAULTS: dict[str, Any] = {
    "status": _status, "body": _body, "redirect": _redirect, "cut": _cut, "huge": _huge,
    "drip": _drip, "stall": _stall, "change": _change, "cookie": _cookie, "packed": _packed,
}  # fmt: skip


@contextmanager
def serving(layers: dict[str, Layer]) -> Iterator[Server]:
    """Serve layers in a thread; the gate is opened and the server stopped at the end."""
    server = Server(State(layers))
    thread = threading.Thread(target=lambda: server.serve_forever(0.05), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.state.gate.set()
        server.shutdown()
        server.server_close()
        thread.join()


@cache
def official_like(spacing: float = 4_000.0, islands: int = 0) -> dict[str, Layer]:
    """All layers of December 2023 (BGC), with a point every ``spacing`` metres or less.

    ``islands`` is how many islets to strew along the coast.
    """
    pfa, county, country = (_shipped(n) for n in ("pfa", "county", "uk_outline"))
    names = {r["code"]: r["name"] for r in _rows("areas.csv")}
    nation = {c: country[c] for c in ("S92000003", "N92000002")}
    councils = _councils(pfa, county)
    blocks = {r["utla_code"]: r["utla_name"] for r in _rows("lookup.csv")}
    regions: dict[str, list[Any]] = {}
    for row in _rows("lookup.csv"):
        if row["region_code"].startswith("E12"):
            regions.setdefault(row["region_code"], []).append(councils[row["utla_code"]])
    together = {code: shapely.union_all(parts) for code, parts in regions.items()}
    forces = {c: s for c, s in pfa.items() if c not in nation}
    made = {
        "Police_Force_Areas_December_2023_EW_BGC": ("PFA23", forces, names),
        "Counties_and_Unitary_Authorities_December_2023_Boundaries_UK_BGC": (
            "CTYUA23", councils | {"S12000033": nation["S92000003"]}, blocks,
        ),
        "Countries_December_2023_Boundaries_UK_BGC": ("CTRY23", country, names),
        "Regions_December_2023_Boundaries_EN_BGC": ("RGN23", together, names),
    }  # fmt: skip
    return {
        service: Layer(f"{start}CD", f"{start}NM", _rough(shapes, named, spacing, islands))
        for service, (start, shapes, named) in made.items()
    }


def before_2019(now: Layer) -> Layer:
    """The councils as in 2018: those merged or divided since, in their old shapes and codes."""
    shapes = {c: shapely.from_geojson(json.dumps(g)) for c, _, g in now.areas}
    names = {c: n for c, n, _ in now.areas}
    upper = [r for r in _rows("area_changes.csv") if r["tier"] in ("upper", "both")]
    upper = [r for r in upper if "2018" < r["effective"] < "2025"]
    whole: dict[str, list[str]] = {}
    for row in upper:
        if row["change"] != "dorset-2019":
            whole.setdefault(row["old_code"], []).append(row["block_code"])
    for old, blocks in whole.items():
        shapes[old] = shapely.union_all([shapes.pop(b) for b in blocks])
    west, south, east, north = shapes["E06000058"].bounds
    middle = (west + east) / 2
    bcp, dorset = shapes.pop("E06000058"), shapes.pop("E06000059")
    bournemouth = shapely.intersection(bcp, shapely.box(west - 1, south - 1, middle, north + 1))
    rest = shapely.difference(bcp, bournemouth)
    shapes |= {"E06000028": bournemouth, "E10000009": shapely.union(dorset, rest)}
    poole = shapely.intersection(
        shapes["E06000028"], shapely.box(west - 1, south - 1, (west + middle) / 2, 90)
    )
    shapes["E06000029"] = poole
    shapes["E06000028"] = shapely.difference(bournemouth, poole)
    old_names = {r["old_code"]: r["old_name"] for r in upper}
    areas = [
        (c, names.get(c) or old_names[c], json.loads(shapely.to_geojson(s)))
        for c, s in shapes.items()
    ]
    return Layer("ctyua18cd", "ctyua18nm", sorted(areas, key=lambda a: a[0]))


def _rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _shipped(name: str) -> dict[str, Any]:
    found = json.loads((ROOT / "boundaries" / f"{name}.geojson").read_text("utf-8"))["features"]
    shapes = {f["id"]: shapely.from_geojson(json.dumps(f["geometry"])) for f in found}
    return {c: _projected(s, "EPSG:4326", "EPSG:27700") for c, s in shapes.items()}


def _councils(pfa: dict[str, Any], county: dict[str, Any]) -> dict[str, Any]:
    """Every building block: London's from their file, the others as strips of county and force."""
    boroughs = _shipped("borough")
    groups: dict[tuple[str, str], list[str]] = {}
    for row in _rows("lookup.csv"):
        if not row["borough_code"]:
            groups.setdefault((row["county_code"], row["pfa_code"]), []).append(row["utla_code"])
    found = dict(boroughs)
    for (county_code, pfa_code), codes in groups.items():
        both = shapely.intersection(county[county_code], pfa[pfa_code])
        both = shapely.multipolygons(
            [p for p in shapely.get_parts(both) if p.geom_type == "Polygon" and p.area > 10_000]
        )
        for code, strip in zip(codes, _strips(both, len(codes)), strict=True):
            found[code] = strip
    return found


def _strips(shape: Any, number: int) -> list[Any]:
    """A shape cut from north to south into parts of about the same area."""
    west, south, east, north = shape.bounds
    if number == 1:
        return [shape]
    edges = np.linspace(west, east, 400)
    areas = [shapely.intersection(shape, shapely.box(west, south, x, north)).area for x in edges]
    cuts = [float(np.interp(shape.area * i / number, areas, edges)) for i in range(1, number)]
    bounds = [west - 1, *cuts, east + 1]
    return [
        shapely.intersection(shape, shapely.box(a, south - 1, b, north + 1))
        for a, b in pairwise(bounds)
    ]


def _rough(
    shapes: dict[str, Any], names: dict[str, str], spacing: float, islands: int
) -> list[tuple[str, str, dict[str, Any]]]:
    """Lines with more points, moved by a smooth field so that neighbours move together."""
    codes = sorted(shapes)
    clean = vars(shapely)["coverage_clean"]([shapes[c] for c in codes], gap_width=5.0)
    dense = shapely.segmentize(np.array(list(clean), dtype=object), spacing)
    moved = [_wavy(shape) for shape in dense]
    if islands:
        moved = _with_islets(moved, islands)
    return [
        (code, names.get(code, code), json.loads(shapely.to_geojson(_lonlat(shape))))
        for code, shape in zip(codes, moved, strict=True)
    ]


def _wavy(shape: Any) -> Any:
    def moved(points: Any) -> Any:
        x, y = points[:, 0], points[:, 1]
        for height, length in WAVES:
            turn = 2 * np.pi / length
            x, y = (
                x + height / 2 * np.sin(turn * y + height),
                y + height / 2 * np.sin(turn * x + length),
            )
        return np.column_stack([x, y])

    return shapely.transform(shape, moved)


def _with_islets(shapes: list[Any], number: int) -> list[Any]:
    """Islets of 20 to 200 m off the outer coast, each with the area nearest to it."""
    land = shapely.union_all(shapes)
    ring = land.buffer(400).exterior if land.geom_type == "Polygon" else None
    rings = [ring] if ring else [p.exterior for p in shapely.get_parts(land.buffer(400))]
    line = max(rings, key=lambda r: r.length)
    tree = shapely.STRtree(shapes)
    extra: dict[int, list[Any]] = {}
    for i in range(number):
        islet = line.interpolate(line.length * i / number).buffer(20 + 180 * (i % 10) / 10, 6)
        extra.setdefault(int(tree.nearest(islet)), []).append(islet)
    return [shapely.union_all([s, *extra.get(i, [])]) for i, s in enumerate(shapes)]


def _lonlat(shape: Any) -> Any:
    found = _projected(shape, "EPSG:27700", "EPSG:4326")
    return shapely.transform(found, lambda points: np.round(points, 6))


def _projected(shape: Any, source: str, target: str) -> Any:
    move = _transformer(source, target)
    return shapely.transform(shape, lambda p: np.column_stack(move.transform(p[:, 0], p[:, 1])))


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


if __name__ == "__main__":
    with serving(official_like(150.0, 500)) as running:
        sys.stdout.write(f"{running.url}\n")
        sys.stdout.flush()
        threading.Event().wait()
