"""Files for machines: the feed of changes (Atom, RFC 4287) and the map of the site (sitemaps.org).

Both are written with lxml, so that no name can break them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from lxml import etree

ATOM: Final = "http://www.w3.org/2005/Atom"
SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
FEED_ID: Final = "tag:gapmap,2026:changes"


@dataclass(frozen=True)
class News:
    """What changed on a day: of an area (its code) or of all (none), before and after in words."""

    day: date
    mark: str
    code: str
    name: str
    text: str


def atom(news: Sequence[News], base: str, made: date) -> bytes:
    """The feed, newest first; without a ``base`` address its links lead from the feed's folder."""
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "en-GB")
    _add(feed, "id", base or FEED_ID)
    _add(feed, "title", "gapmap: changes of the figures")
    _add(feed, "updated", _moment(max((one.day for one in news), default=made)))
    _add(feed, "link", rel="self", href=f"{base}changes.xml")
    _add(feed, "link", rel="alternate", href=f"{base}index.html")
    _add(_add(feed, "author"), "name", "gapmap")
    for one in news:
        entry = _add(feed, "entry")
        _add(entry, "id", f"tag:gapmap,2026:{one.day.isoformat()}:{one.mark}:{one.code or 'all'}")
        _add(entry, "title", one.name)
        _add(entry, "updated", _moment(one.day))
        page = f"areas/{one.code}.html" if one.code else "index.html"
        _add(entry, "link", rel="alternate", href=f"{base}{page}")
        _add(entry, "summary", one.text)
    return _bytes(feed)


def sitemap(changed: Mapping[str, date], base: str) -> bytes:
    """Every page with the day on which it last changed."""
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP})
    for path, day in sorted(changed.items()):
        url = etree.SubElement(root, f"{{{SITEMAP}}}url")
        etree.SubElement(url, f"{{{SITEMAP}}}loc").text = f"{base}{path}"
        etree.SubElement(url, f"{{{SITEMAP}}}lastmod").text = day.isoformat()
    return _bytes(root)


def _add(
    parent: "etree._Element", name: str, text: str = "", **attributes: str
) -> "etree._Element":
    node = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    if text:
        node.text = text
    return node


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _bytes(root: "etree._Element") -> bytes:
    found: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return found
