"""A briefing as PDF: set by Typst from ``templates/briefing.typ``, which says how it looks.

The template gets the blocks as JSON: each with its ``kind`` and the fields of its class in
``blocks``, a run as text, url and strong.
"""

import datetime
import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

from gapmap.present.briefing import typeset
from gapmap.present.briefing.blocks import (
    Block,
    Break,
    Briefing,
    Figures,
    Grid,
    Heading,
    Picture,
    Points,
    Sources,
    Text,
)

TEMPLATE: Final = Path(__file__).parent / "templates" / "briefing.typ"
KINDS: Final[dict[type[Block], str]] = {
    Heading: "heading",
    Text: "text",
    Points: "points",
    Figures: "figures",
    Picture: "picture",
    Grid: "grid",
    Sources: "sources",
    Break: "break",
}


def render(briefing: Briefing, today: datetime.date) -> typeset.Typeset:
    """Return the briefing as PDF/UA-1; same briefing and date, same bytes. Its picture is SVG."""
    maps = [block.image for block in briefing.blocks if isinstance(block, Picture)]
    told = {
        "title": briefing.title,
        "subject": briefing.subject,
        "recipe": briefing.recipe,
        "footer": briefing.footer,
        "date": [today.year, today.month, today.day],
        "blocks": [_told(block) for block in briefing.blocks],
    }
    inputs = {
        "briefing": json.dumps(told, ensure_ascii=False),
        "map": maps[0].decode() if maps else "",
    }
    return typeset.render(TEMPLATE, inputs, today)


def _told(block: Block) -> dict[str, object]:
    """A block as the template reads it; the picture itself is an input of its own."""
    told = asdict(block)
    told.pop("image", None)
    return {"kind": KINDS[type(block)], **told}
