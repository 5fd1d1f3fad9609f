"""The documentation as a site, by Sphinx: ``python -m sphinx -W -c docs . OUT``.

The pages are the Markdown files of the project, where they lie. Nothing is fetched from outside
when the site is made, nor when it is read: styles, script and search lie beside the pages.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import gapmap

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT: Final = Path(__file__).resolve().parent.parent
SECTIONS: Final = {
    "Begin": ("README", "docs/tutorial"),
    "How to": (
        "docs/exports",
        "docs/your-own-data",
        "docs/rounds",
        "docs/python",
        "docs/boundaries",
        "docs/publish",
        "docs/hosting",
        "docs/contributing",
    ),
    "Reference": (
        "docs/command-line",
        "docs/reference",
        "data/README",
        "boundaries/README",
        "docs/glossary",
        "docs/examples/README",
        "boundaries/LICENCES",
    ),
    "Why the figures are as they are": (
        "docs/methodology",
        "docs/assumptions",
        "docs/evidence",
        "docs/example-plan",
        "docs/data-changes-2026",
    ),
    "How the program is made": ("docs/architecture", "docs/security", "docs/performance"),
    "Decisions": ("docs/adr/*",),
}
"""What stands in the bar at the side; a page that stands nowhere is a warning."""

SPOKEN: Final = {
    'role="heading">': 'role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="On this page">',
    '<aside class="toc-drawer no-toc">': '<aside class="toc-drawer no-toc" aria-hidden="true">',
}
"""What the theme leaves out for those who hear a page."""

project = "gapmap"
version = release = gapmap.__version__
language = "en"
root_doc = "docs/index"
extensions = ["myst_parser", "sphinx.ext.autodoc"]
include_patterns = ["README.md", "docs/**", "data/README.md", "boundaries/*.md"]
exclude_patterns = [".*", "gapmap", "tests", "benchmarks", "deploy", "node_modules", "build", "out"]
myst_heading_anchors = 4
autodoc_member_order = "bysource"
autodoc_typehints = "signature"

html_theme = "furo"
html_title = f"gapmap {gapmap.__version__}"
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_theme_options = {
    "top_of_page_buttons": [],
    "light_css_variables": {"color-brand-primary": "#1b5090", "color-brand-content": "#1b5090"},
    "dark_css_variables": {"color-brand-primary": "#7fb0e6", "color-brand-content": "#7fb0e6"},
}


def _with_contents(_app: Sphinx, name: str, source: list[str]) -> None:
    """Put the pages in their order; read on their own, the files know of no such thing."""
    if name != root_doc:
        return
    for caption, pages in SECTIONS.items():
        listed = "\n".join(f"/{page}" for page in pages)
        options = f":hidden:\n:glob:\n:caption: {caption}"
        source[0] += f"\n```{{toctree}}\n{options}\n\n{listed}\n```\n"


def _finish(app: Sphinx, error: Exception | None) -> None:
    """Say what screen readers need, and put a page at the top that leads to the first one."""
    if error is None and app.builder.name == "html":
        for path in Path(app.outdir).rglob("*.html"):
            text = path.read_text(encoding="utf-8")
            for without, whole in SPOKEN.items():
                text = text.replace(without, whole)
            path.write_text(text, encoding="utf-8")
        Path(app.outdir, "index.html").write_text(
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>gapmap</title>'
            '<meta http-equiv="refresh" content="0; url=docs/index.html">'
            '<a href="docs/index.html">gapmap: documentation</a></html>\n',
            encoding="utf-8",
        )


def setup(app: Sphinx) -> dict[str, bool]:
    """Hook into the build."""
    app.connect("source-read", _with_contents)
    app.connect("build-finished", _finish)
    return {"parallel_read_safe": True}
