"""Texts that fit: on one line, without what turns or hides text, cut at a word to a length."""

import unicodedata
from typing import Final

NAME_LENGTH: Final = 100  # characters
CELL_LENGTH: Final = 200  # characters
LEFT_TO_RIGHT: Final = "\u200e"


def clean(value: object) -> str:
    """A text on one line without control, direction and unassigned characters.

    Emoji keep their joiners; direction marks go, and a text with letters that run from right to
    left ends in a mark of its own, so that no name can turn the text around it.
    """
    kept = [
        c
        for c in unicodedata.normalize("NFC", " ".join(str(value).split()))
        if unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn")
        and (unicodedata.category(c) != "Cf" or c in "\u200c\u200d")
    ]
    turned = any(unicodedata.bidirectional(c) in ("R", "AL") for c in kept)
    return "".join(kept) + (LEFT_TO_RIGHT if turned else "")


def short(value: object, longest: int = CELL_LENGTH) -> str:
    """A clean text cut at a word to at most ``longest`` characters, with an ellipsis when cut."""
    whole = clean(value)
    if len(whole) <= longest:
        return whole
    cut = whole[: longest - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > longest // 2 else cut).rstrip(" ,;:.") + "…"
