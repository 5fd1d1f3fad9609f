"""The map as a Streamlit component: a payload in, the area last clicked out."""

import base64
import hashlib
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypedDict

from streamlit.components.v1 import declare_component

from gapmap.present.web.web_map import MapPayload

PLAIN: Final = 16_000
"""Characters of a payload up to which it goes as it is: a browser unpacks only when it is idle."""
_declared: Final[dict[Path, Callable[..., Any]]] = {}


class MapEvent(TypedDict):
    """One click or key press on an area; ``n`` is larger for every later event."""

    area: str | None
    n: int


def gap_map(payload: MapPayload, *, site: Path, key: str, height: int = 620) -> MapEvent | None:
    """Show the map served from ``site`` and return the last event on it, None before the first.

    ``site`` is a folder made by ``gapmap.present.web.web_map.write_site``. With the same ``key``
    and place on the page the map stays the same object, so the view survives. Streamlit returns the
    last event again at every rerun: act only on one whose ``n`` is larger than that of the event
    acted on before. The map is at most ``height`` pixels tall; on narrow screens it is lower.
    """
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    event: MapEvent | None = _component(site)(
        plain=text if len(text) <= PLAIN else None,
        packed=_packed(text) if len(text) > PLAIN else None,
        height=height,
        key=key,
        default=None,
    )
    return event


def _packed(text: str) -> str:
    """A quarter of the bytes, as ``unpack`` in ``gapmap_parts.js`` reads them."""
    return base64.b64encode(zlib.compress(text.encode(), 6)).decode()


def _component(site: Path) -> Callable[..., Any]:
    """Return the component for a folder, declared once; its name depends on the folder only."""
    if site not in _declared:
        folder = str(site.resolve())
        mark = hashlib.sha256(folder.encode()).hexdigest()[:8]
        _declared[site] = declare_component(f"gap_map_{mark}", path=folder)
    return _declared[site]
