"""The interactive map as a web page that folium writes and that asks nobody outside for anything.

folium and streamlit-folium load Leaflet from other hosts, which government networks block. Here the
only scripts and styles are Leaflet's, out of the installed XStatic-Leaflet package, and our own.
``write_site`` makes the folder that ``gapmap.ui.map.component`` serves; ``build_page`` can also put
the areas into the page. After the first load the browser is sent only a ``MapPayload``.
"""

import base64
import hashlib
import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NotRequired, TypedDict

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template
from xstatic.pkg import leaflet

from gapmap.errors import NotWrittenError
from gapmap.present import palette
from gapmap.present.web.layers import LevelLayer
from gapmap.selection import Selection
from gapmap.vocabulary import WIDE_LEVELS

OUTLINE: Final = "uk_outline"
"""Name of the backdrop among the levels; it is drawn but never chosen, hovered or focused."""
WHOLE: Final = "whole"
"""Mark of a level's lines that are meant for a view of the whole."""
LIMITS: Final = {
    "away": "^[NS][0-9]",
    "london": ((51.28, -0.52), (51.70, 0.34)),
    "londonLevels": WIDE_LEVELS,
    "centreLimits": ((49.0, -9.0), (61.0, 3.5)),
}
"""Codes outside England and Wales, shown but not in the first view; London and the levels with a
button to it; and where the centre of the view must stay (south-west, north-east)."""
PATTERNS: Final = {
    "hatch": (palette.HATCH_BACK, palette.HATCH_LINE),
    "dots": (palette.DOTS_BACK, palette.DOTS_LINE),
    "light-dots": (palette.LIGHT_DOTS_BACK, palette.LIGHT_DOTS_LINE),
}
CHANGE_PATTERNS: Final = dict.fromkeys(palette.CHANGE_PATTERN.values(), PATTERNS["dots"])
COLOURS: Final = {
    "sea": palette.SEA, "land": palette.LAND, "edge": palette.EDGE,
    "edge-dark": palette.EDGE_DARK, "accent": palette.ACCENT, "ink": palette.INK,
    "outline": palette.OUTLINE_LINE, "even": palette.EVEN,
    **{f"dark-{name.replace('_', '-')}": colour for name, colour in palette.DARK.items()},
}  # fmt: skip
ASSETS: Final = Path(__file__).parent / "assets"
TEMPLATES: Final = Path(__file__).parent / "templates"
LEAFLET: Final = Path(leaflet.BASE_DIR)

WORDS: Final = {
    "loading": "Loading the map…",
    "failed": "The map's areas could not be loaded. The figures are also in the table.",
    "retry": "Try again",
    "zoom_in": "Zoom in",
    "zoom_out": "Zoom out",
    "whole": "Whole map",
    "london": "London",
    "copy": "Copy link",
    "copied": "Link copied",
    "not_copied": "Not copied: use the address bar",
    "frame": "Map of places per estimated perpetrators",
    "areas": "Areas. Arrow keys move between them and Enter selects.",
    "markers": "Programmes",
    "mouse": "Zoom with the buttons or Ctrl + scroll",
    "mouse_mac": "Zoom with the buttons or ⌘ + scroll",
    "touch": "Move and zoom with two fingers",
    "chosen": "{} is chosen. Its profile is below the map.",
    "let_go": "{} is no longer chosen.",
    "keys": "Arrow keys move between areas. Enter selects. Esc hides the note.",
}
"""Every word the page shows or speaks that is not in the payload."""


class AreaPaint(TypedDict):
    """How one area looks: state, class (0: worst), tooltip (name first), grade, dimmed.

    ``n`` is the number written in it where there is room.
    """

    s: str
    c: int | None
    t: list[str]
    n: NotRequired[str]
    g: NotRequired[str]
    d: NotRequired[bool]


class MarkerPaint(TypedDict):
    """One programme's place; an approximate one is drawn hollow and its label should say so."""

    lat: float
    lon: float
    label: str
    approximate: bool


class Background(TypedDict):
    """A tile background. Its origin must be among the page's ``image_origins``."""

    url: str
    attribution: str


class MapPayload(TypedDict):
    """Everything the browser needs to draw one Selection, sent whole at every change.

    ``areas`` has an entry for each area code; an area without one is shown as ``no_estimate``.
    ``colours`` has one colour a class, fewest places first. ``label`` is the text alternative of
    the whole map. ``fit`` moves the view to a rectangle (south-west, north-east) once, when it
    differs from the one sent before; the view otherwise changes only with ``level``. ``view``
    (latitude, longitude, zoom) is where the map opens. A ``quiet`` map leaves the page's address
    alone; with ``link`` it can be copied there all the same.
    """

    level: str
    areas: dict[str, AreaPaint]
    colours: list[str]
    selected: str | None
    markers: list[MarkerPaint]
    show_markers: bool
    label: str
    background: Background | None
    fit: list[list[float]] | None
    view: NotRequired[list[float] | None]
    quiet: NotRequired[bool]
    link: NotRequired[bool]


def _template(name: str) -> Template:
    """One of the templates that folium renders, each with ``this`` as the object it is of."""
    found: Template = Template((TEMPLATES / name).read_text(encoding="utf-8"))
    return found


class _Page(Figure):
    """A folium figure in English with a title, whose policy comes before anything it governs."""

    _template = _template("page.html")


class _LocalMap(folium.Map):
    """A folium map that links only to files beside the page and lets the reader zoom the page."""

    _template = _template("map.html")


class _AreaLayer(MacroElement):
    """Hands the map and every choice made in Python to gapmap.js."""

    _template = _template("areas.html")

    def __init__(self, choices: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "AreaLayer"
        self.choices = inline_json(json.dumps(choices))


def build_page(
    levels: Mapping[str, LevelLayer], *, embed: bool,
    payload: MapPayload | None = None, image_origins: Sequence[str] = (),
) -> str:  # fmt: skip
    """Return the map as HTML, with the areas beside it or, if ``embed``, inside it.

    Scripts and styles are always inside: browsers fetch them one after another where a page has a
    policy, and Streamlit does not let them be kept. ``levels`` may hold the backdrop under
    ``OUTLINE``. With a ``payload`` the page shows it at once and talks to no Streamlit. Tiles load
    only from ``image_origins`` such as ``https://tiles.example``; the policy in the page forbids
    every other outside request.
    """
    page = _Page(title="Map of places on programmes")
    page_map = _LocalMap(
        location=(53.0, -2.0), zoom_start=6, tiles=None, zoom_control=False, zoom_snap=0.1,
        zoom_delta=0.5, wheel_px_per_zoom_level=120, zoom_animation=False, fade_animation=False,
        double_click_zoom=False, box_zoom=False, keyboard=False, attribution_control=False,
        track_resize=False,
    )  # fmt: skip
    page_map.options.update(min_zoom=4.5, max_zoom=13)
    page_map._id = "gapmap"
    sources = {name: _source(name, level, embed) for name, level in levels.items()}
    page_map.add_child(_AreaLayer(map_choices(sources, payload)))
    page_map.default_js = page_map.default_css = []
    for name, text in asset_texts().items():
        tag = "style" if name.endswith(".css") else "script"
        page.header.add_child(Element(f"<{tag}>{{% raw %}}{text}{{% endraw %}}</{tag}>"))
    for name, level in levels.items() if embed else ():
        data = inline_json(level.geojson)
        block = f'<script type="application/json" id="geo-{name}">{data}</script>'
        page.html.add_child(Element(block))
    page.add_child(page_map)
    html = page.render()
    return html.replace("<!--policy-->", policy(html, embed, image_origins), 1)


def write_site(
    boundary_files: Mapping[str, Path], outline: Path, folder: Path,
    *, image_origins: Sequence[str] = (),
) -> None:  # fmt: skip
    """Write the page and all it needs into ``folder``, which may be in use already.

    Each file is written elsewhere on the same disk and moved into place whole, so processes that
    start at once cannot leave half a file. Raises DataError for a bad boundary file and SourceError
    when the folder cannot be written.
    """
    levels = {name: LevelLayer.read(path) for name, path in boundary_files.items()}
    levels[OUTLINE] = LevelLayer.read(outline)
    files = {f"geo/{name}.json": layer.geojson for name, layer in levels.items()}
    whole = {name: layer.coarse for name, layer in levels.items() if layer.coarse is not None}
    files |= {f"geo/{name}.{WHOLE}.json": text for name, text in whole.items()}
    files["index.html"] = build_page(levels, embed=False, image_origins=image_origins)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as name:
            draft = Path(name)
            for file, text in files.items():
                (draft / file).parent.mkdir(exist_ok=True)
                (draft / file).write_text(text, encoding="utf-8", newline="\n")
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (draft / file).replace(folder / file)
    except OSError as error:
        raise NotWrittenError(
            f"The map's files cannot be written to the folder {folder}."
        ) from error


def map_choices(sources: Mapping[str, object], payload: MapPayload | None) -> dict[str, Any]:
    """Everything gapmap.js is told once: sources, colours, limits, words."""
    return {
        "levels": {name: source for name, source in sources.items() if name != OUTLINE},
        "outline": sources.get(OUTLINE),
        "first": Selection().level,
        "fills": palette.STATE_FILL,
        "patterns": PATTERNS | CHANGE_PATTERNS,
        "statePatterns": palette.STATE_PATTERN | palette.CHANGE_PATTERN,
        "colours": COLOURS,
        "words": WORDS,
        "payload": payload,
        **LIMITS,
    }


def asset_texts() -> dict[str, str]:
    """Texts of the map's scripts and styles, in loading order, without pointers to source maps."""
    paths = [LEAFLET / name for name in ("leaflet.css", "leaflet.js")]
    paths += [
        ASSETS / name
        for name in (
            "gapmap.css",
            "gapmap_parts.js",
            "gapmap_names.js",
            "gapmap_inset.js",
            "gapmap_address.js",
            "gapmap.js",
        )
    ]
    texts = {path.name: path.read_text(encoding="utf-8") for path in paths}
    return {name: re.sub(r"//# sourceMappingURL=\S+\s*", "", t) for name, t in texts.items()}


def policy(html: str, embed: bool, image_origins: Sequence[str]) -> str:
    """Content-Security-Policy that allows exactly the page's own inline code, by its hash."""
    scripts = [_hash(code) for code in re.findall(r"<script>(.*?)</script>", html, re.S)]
    styles = [_hash(code) for code in re.findall(r"<style>(.*?)</style>", html, re.S)]
    connect = "'none'" if embed else "'self'"
    policy = (
        f"default-src 'none'; script-src {' '.join(scripts)}; style-src {' '.join(styles)}; "
        f"connect-src {connect}; img-src {' '.join(('data:', *image_origins))}; "
        "base-uri 'none'; form-action 'none'"
    ).replace('"', "%22")
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'


def _source(name: str, level: LevelLayer, embed: bool) -> dict[str, str]:
    """Where the page finds a level's areas; the fingerprint keeps browsers from an old file."""
    if embed:
        return {"element": f"geo-{name}"}
    url = f"geo/{name}.json?v={_fingerprint(level.geojson)}"
    if level.coarse is None:
        return {"url": url}
    return {"url": f"geo/{name}.{WHOLE}.json?v={_fingerprint(level.coarse)}", "fine": url}


def inline_json(text: str) -> str:
    """JSON text that neither HTML nor Jinja, which folium runs over every element, can misread."""
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return re.sub(r"\{(?=[{%#])", r"\\u007b", text)


def _hash(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
