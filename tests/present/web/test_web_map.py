"""The map's page and folder, without a browser."""

import base64
import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from gapmap.errors import DataError, SourceError
from gapmap.present import palette
from gapmap.present.standalone.onefile import page
from gapmap.present.web import web_map
from gapmap.present.web.layers import LevelLayer
from gapmap.present.web.web_map import (
    OUTLINE,
    WORDS,
    MapPayload,
    build_page,
    write_site,
)


def grid(columns: int, rows: int, **extra: object) -> dict[str, Any]:
    """Squares of one degree, coded G00, G01, … and named backwards."""
    features = []
    for i in range(columns * rows):
        x, y = -3 + i % columns, 51 + i // columns
        ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
        features.append(
            {
                "type": "Feature",
                "id": f"G{i:02}",
                "properties": {"name": f"Square {99 - i}", "note": "not for the browser"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    return {"type": "FeatureCollection", "features": features, **extra}


@pytest.fixture
def boundary(tmp_path: Path) -> Path:
    path = tmp_path / "grid.geojson"
    path.write_text(json.dumps(grid(3, 2, metadata={"source": "made up"})), encoding="utf-8")
    return path


def policy(html: str) -> dict[str, list[str]]:
    found = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert found
    parts = [part.split() for part in unescape(found[1]).split(";")]
    return {part[0]: part[1:] for part in parts}


def inline(html: str, tag: str) -> set[str]:
    codes = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
    digests = (hashlib.sha256(code.encode()).digest() for code in codes)
    return {f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests}


def test_site_holds_everything_the_page_names(boundary: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_site({"pfa": boundary}, boundary, site)
    html = (site / "index.html").read_text(encoding="utf-8")
    linked = re.findall(r'"url": "([^"]+)"', html)
    assert re.findall(r"<(?:script|link|img)\s[^>]*(?:src|href)=", html) == []
    names = {link.partition("?")[0] for link in linked}
    assert names == {"geo/pfa.json", f"geo/{OUTLINE}.json"}
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert files == names | {"index.html"}
    assert all("?v=" in link for link in linked)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_no_address_of_anybody_else_is_loaded(boundary: Path) -> None:
    layers = {"pfa": LevelLayer.read(boundary)}
    for embed in (False, True):
        html = build_page(layers, embed=embed)
        assert re.findall(r"<(?:script|link|img|iframe)\s[^>]*(?:src|href)=", html) == []
        assert "sourceMappingURL" not in html
        assert "@import" not in html


@pytest.mark.parametrize("embed", [False, True])
def test_policy_allows_exactly_the_inline_code(boundary: Path, embed: bool) -> None:
    html = build_page({"pfa": LevelLayer.read(boundary)}, embed=embed)
    rules = policy(html)
    assert set(rules["script-src"]) == inline(html, "script")
    assert set(rules["style-src"]) == inline(html, "style")
    assert rules["default-src"] == ["'none'"]
    assert rules["connect-src"] == (["'none'"] if embed else ["'self'"])
    assert rules["img-src"] == ["data:"]
    assert "unsafe" not in html.split("<title>")[0]
    assert re.search(r"\son[a-z]+=|\sstyle=", html.split("<script>")[0]) is None


def test_tiles_load_only_from_named_origins(boundary: Path) -> None:
    html = build_page(
        {"pfa": LevelLayer.read(boundary)}, embed=False, image_origins=["https://tiles.example"]
    )
    assert policy(html)["img-src"] == ["data:", "https://tiles.example"]


def test_the_page_is_the_same_each_time(boundary: Path) -> None:
    layers = {"pfa": LevelLayer.read(boundary), OUTLINE: LevelLayer.read(boundary)}
    assert build_page(layers, embed=False) == build_page(layers, embed=False)


def test_colours_and_words_come_from_python(boundary: Path) -> None:
    html = build_page({"pfa": LevelLayer.read(boundary)}, embed=False)
    for colour in (*palette.STATE_FILL.values(), palette.HATCH_LINE, palette.ACCENT, palette.LAND):
        assert colour in html
    paths = [path for assets in (web_map.ASSETS, page.ASSETS) for path in assets.glob("*.js")]
    scripts = {path.name: path.read_text(encoding="utf-8") for path in paths}
    map_only = "".join(text for name, text in scripts.items() if name.startswith("gapmap"))
    used = set(re.findall(r"words\.([a-z_]+)", map_only)) | {"areas", "markers"}
    assert used == set(WORDS)
    script = "".join(scripts.values())
    assert re.findall(r"#[0-9a-f]{6}\b", script) == []
    assert "innerHTML =" not in script


def test_payload_text_can_break_neither_html_nor_jinja(boundary: Path) -> None:
    name = "</script><script>alert(1)</script>{{ 7 * 7 }}{% raw %}{# x #}"
    payload: MapPayload = {
        "level": "pfa",
        "areas": {"G00": {"s": "measured", "c": 0, "t": [name]}},
        "colours": ["#000000"],
        "selected": None,
        "markers": [],
        "show_markers": False,
        "label": name,
        "background": None,
        "fit": None,
    }
    html = build_page({"pfa": LevelLayer.read(boundary)}, embed=True, payload=payload)
    assert name not in html
    handed = html.partition("gapmap.start(map_gapmap, ")[2].partition(");</script>")[0]
    assert json.loads(handed)["payload"] == payload


def test_geometry_keeps_only_code_name_and_shape(boundary: Path) -> None:
    features = json.loads(LevelLayer.read(boundary).geojson)["features"]
    assert len(features) == 6
    assert set(features[0]) == {"type", "id", "properties", "geometry"}
    assert features[0]["properties"] == {"name": "Square 99"}


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"features": []}', '{"features": [{"id": "A"}]}', '{"features": 3}',
     json.dumps({"features": grid(1, 1)["features"] * 2})],
)  # fmt: skip
def test_a_bad_boundary_file_is_told_in_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"^The boundary file bad\.geojson .*\.$"):
        LevelLayer.read(path)


def test_a_missing_boundary_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.geojson cannot be read"):
        LevelLayer.read(tmp_path / "none.geojson")


def test_a_folder_that_cannot_be_written_is_told(boundary: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SourceError, match="cannot be written"):
        write_site({"pfa": boundary}, boundary, tmp_path / "file")


def test_writers_at_once_leave_whole_files(boundary: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(write_site, {"pfa": boundary}, boundary, site) for _ in range(16)]:
            done.result()
    alone = tmp_path / "alone"
    write_site({"pfa": boundary}, boundary, alone)
    for path in alone.rglob("*.*"):
        assert (site / path.relative_to(alone)).read_bytes() == path.read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
