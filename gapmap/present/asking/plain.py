"""A letter or a page of blocks as plain text."""

from collections.abc import Iterable

from gapmap.present.briefing.blocks import Block, Heading, Points, Text


def plain_text(blocks: Iterable[Block], last: str = "") -> str:
    """Headings, points and paragraphs, one after the other, and a ``last`` line.

    Other blocks, such as pictures and sources, are left to documents.
    """
    lines: list[str] = []
    for block in blocks:
        match block:
            case Heading():
                lines += [block.text, "=" * len(block.text) if block.level == 1 else "", ""]
            case Points():
                lines += [*(f"- {item}" for item in block.items), ""]
            case Text():
                lines += ["".join(run.text for run in block.runs), ""]
            case _:
                continue
    return "\n".join([*lines, last]).replace("\n\n\n", "\n\n").strip() + "\n"
