"""How briefings and slides look: the template of Typst, and those of Word and PowerPoint.

``briefing.docx`` and ``slide.pptx`` are made from the folders ``word`` and ``slide`` by
``python -m gapmap.present.briefing.templates``; the same folders give the same bytes.
"""

from pathlib import Path
from typing import Final

from gapmap.present.packages import zipped

HERE: Final = Path(__file__).parent
MADE_FROM: Final = {"briefing.docx": "word", "slide.pptx": "slide"}
"""Each template, and the folder of its parts."""


def made(name: str) -> bytes:
    """Return a template as its folder has it."""
    folder = HERE / MADE_FROM[name]
    files = (path for path in folder.rglob("*") if path.is_file())
    return zipped({path.relative_to(folder).as_posix(): path.read_bytes() for path in files})
