"""What of a briefing is about terms that end soon: a heading and a line a programme."""

from collections.abc import Sequence

from gapmap.present.briefing.blocks import Block, Heading, Numbered, Points, text
from gapmap.present.words.fitted import short

MOST = 4
"""Lines; the page of what ends and the command ``ending`` list all."""
LONGEST = 240  # characters of a line; names of a user's own list can be any


def blocks(lines: Sequence[tuple[str, str]], about: str, numbered: Numbered) -> list[Block]:
    """The section; nothing where no term ends. ``about`` says what the lines are and are not.

    A line is a sentence and the source that states the term.
    """
    if not lines:
        return []
    shown = [
        f"{short(line, LONGEST)} {numbered.cell([source]).text}".rstrip()
        for line, source in lines[:MOST]
    ]
    if len(lines) > MOST:
        shown.append(f"{len(lines) - MOST} more, left out here for space.")
    return [Heading("What ends within a year"), Points(tuple(shown)), text(about, style="small")]
