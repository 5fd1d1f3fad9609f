"""A briefing as PDF: set by Typst from ``templates/briefing.typ``, which says how it looks.

The template gets the blocks as JSON: each with its ``kind`` and the fields of its class in
``blocks``, a run as text, url and strong.
"""

import datetime
import json
from collections.abc import Sequence
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
        "blocks": [_told(block, maps) for block in briefing.blocks],
    }
    inputs = {
        "briefing": json.dumps(told, ensure_ascii=False),
        **{f"map-{number}": image.decode() for number, image in enumerate(maps)},
    }
    return typeset.render(TEMPLATE, inputs, today)


def _told(block: Block, maps: Sequence[bytes]) -> dict[str, object]:
    """A block as the template reads it; a picture itself is an input of its own, by number."""
    told = asdict(block)
    if isinstance(block, Picture):
        told["image"] = f"map-{maps.index(block.image)}"
    return {"kind": KINDS[type(block)], **told}
