"""Pages of the site from templates: the frame around each, its address, its style and its policy.

Dates are written as those of ``UNDATED``. Whoever writes a page puts the day there on which it
last changed, so that the same figures make the same bytes on any day.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from gapmap.present import palette
from gapmap.present.html import swatches, template
from gapmap.present.standalone.onefile import page as onefile
from gapmap.present.web.web_map import PATTERNS, asset_texts
from gapmap.present.words.labels import long_date

HERE: Final = Path(__file__).parent
BESIDE: Final = (HERE / "templates", onefile.ASSETS)
ASSETS: Final = HERE / "assets"
UNDATED: Final = date(1601, 1, 1)
"""Stands for the day on which a page last changed, until that is known."""
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'"
)
STYLE, MAP_STYLE = "site.css", "map.css"
OWN: Final = ("first.js", "search.js", "find.js", "look.js", "icon.svg")


@dataclass(frozen=True)
class Site:
    """What all pages share: where they will be (or nothing), the menu, whether docs are beside."""

    base: str
    menu: tuple[tuple[str, str], ...]
    docs: bool


class Part(NamedTuple):
    """A part of a page: its heading, and pieces, each of a kind that ``words.html`` knows."""

    heading: str
    pieces: Sequence[tuple[str, object]]


class Embed(NamedTuple):
    """What puts a map into another page; ``whole``: with the address of the site in it."""

    text: str
    whole: bool


def render(site: Site, path: str, name: str, content: Mapping[str, object]) -> bytes:
    """A page at a path within the site, by its template; ``content`` has a title, a description.

    Raises jinja2.UndefinedError when a template misses something.
    """
    usual: dict[str, object] = {
        "picture": "",
        "picture_alt": "",
        "beside": (),
        "moved_to": "",
        "styles": [versioned(STYLE)],
        "palette": palette,
        "patterns": PATTERNS,
    }
    text = template(name, *BESIDE).render(
        usual
        | dict(content)
        | {
            "site": site,
            "path": path,
            "root": "../" * path.count("/"),
            "policy": POLICY,
            "changed": long_date(UNDATED),
        }
    )
    return f"{text.strip()}\n".encode()


@cache
def assets() -> dict[str, bytes]:
    """Styles, scripts and the icon that the pages share, by name."""
    sheets = asset_texts()
    leaflet = [text for name, text in sheets.items() if name.endswith(".css")]
    page = template("page.css", *BESIDE).render(palette=palette)
    own = (ASSETS / "site.css").read_text(encoding="utf-8")
    found = {
        STYLE: "\n".join([page, swatches(), own]),
        MAP_STYLE: "\n".join(onefile.PICTURES.sub("none", text) for text in leaflet),
        "map.js": "\n".join(onefile.scripts()),
        **{name: (ASSETS / name).read_text(encoding="utf-8") for name in OWN},
    }
    return {name: text.encode() for name, text in found.items()}


def versioned(name: str) -> str:
    """An asset's name with a mark of its content, so that no browser shows an old one."""
    return marked(name, assets()[name])


def marked(name: str, data: bytes) -> str:
    """The same of a file that is made for one site."""
    return f"{name}?v={hashlib.sha256(data).hexdigest()[:8]}"


def script(name: str, what: object) -> bytes:
    """A script that gives a value to the page: files on a disk cannot be fetched, scripts can."""
    text = json.dumps(what, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"window.{name} = {text};\n".encode()


def embed_picture(site: Site, code: str, name: str, alt: str, credit: str) -> Embed:
    """How the picture of an area is put into another page, with its attribution."""
    at = f"{site.base or 'ADDRESS/'}areas/{code}"
    return _embed(site, "picture", at, name, alt, credit)


def embed_map(site: Site, path: str, title: str, credit: str) -> Embed:
    """How an interactive map is put into another page, with its attribution."""
    return _embed(site, "map", f"{site.base or 'ADDRESS/'}{path}", title, credit)


def _embed(site: Site, macro: str, *values: str) -> Embed:
    """What a macro of ``embed.html`` makes: text that is shown, and is HTML where it is pasted."""
    text = getattr(template("embed.html", *BESIDE).module, macro)(*values)
    return Embed(str(text), bool(site.base))
