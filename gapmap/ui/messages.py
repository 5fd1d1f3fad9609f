"""Sentences shown as warnings and errors. They may quote links and files, so no markup is run."""

import re

import streamlit as st

SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|>~$:<&])")


def plain(text: str) -> str:
    """A text with every character that Markdown could act on escaped."""
    return SPECIAL.sub(r"\\\1", text)


def warn(text: str) -> None:
    """Show a warning exactly as written."""
    st.warning(plain(text))


def fail(text: str) -> None:
    """Show an error exactly as written."""
    st.error(plain(text))
