"""Sentences shown as warnings and errors. They may quote links and files, so no markup is run."""

import re
from typing import Final

import streamlit as st

SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|>~$:<&])")
AUTOLINK: Final = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
JOINER: Final = "\u2060"  # not seen, and no place to break a line


def plain(text: str) -> str:
    """A text that Markdown shows as it is: nothing formatted, fetched or made into a link."""
    return SPECIAL.sub(r"\\\1", AUTOLINK.sub(JOINER, text))


def warn(text: str) -> None:
    """Show a warning exactly as written."""
    st.warning(plain(text))


def fail(text: str) -> None:
    """Show an error exactly as written."""
    st.error(plain(text))
