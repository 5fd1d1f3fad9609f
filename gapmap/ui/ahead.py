"""What a browser can fetch beside Streamlit's own code, because every first screen needs it.

Streamlit's page names its main modules. Those that draw one kind of element are asked for when
the first element of the kind has come, each after the one that names it: three turns later than
they could be there.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st

KINDS: Final = ("ComponentInstance", "Html")
"""Modules of the elements that the first screen waits for: the map, and whatever is our HTML."""
STATIC: Final = Path(st.__file__).parent / "static"
MODULES: Final = STATIC / "static" / "js"
IMPORTED: Final = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")


@cache
def links() -> str:
    """The value of a ``Link`` header that names those modules, "" where Streamlit has none such.

    Relative to the page as the links in it are, so that it holds behind a proxy's path too.
    """
    page = (STATIC / "index.html").read_text("utf-8")
    named = set(re.findall(r"static/js/([\w.-]+\.js)", page))
    found: dict[str, None] = {}
    for kind in KINDS:
        for path in MODULES.glob(f"{kind}.*.js"):
            found |= dict.fromkeys(name for name in _with_imports(path.name) if name not in named)
    return ", ".join(f"<./static/js/{name}>; rel=modulepreload; crossorigin" for name in found)


def _with_imports(name: str) -> Iterator[str]:
    """A module and all that it imports at once, each after those that name it."""
    seen = {name: None}
    waiting = [name]
    while waiting:
        now = waiting.pop(0)
        yield now
        for other in IMPORTED.findall((MODULES / now).read_text("utf-8")):
            if other not in seen:
                seen[other] = None
                waiting.append(other)
