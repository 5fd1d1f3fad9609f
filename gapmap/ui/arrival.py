"""A page that is opened begins at its top, in sight, and is one step of the browser's history.

Streamlit leaves the window where it stood: on a phone, in the middle of another page. The list of
pages of a narrow window it closes on phones alone; elsewhere the list would lie over the page. It
also makes two steps of a page that is opened: one without anything chosen, and one with all of it;
and a button that is gone once pressed takes the keyboard's place on the page with it.
"""

import base64
import hashlib
from pathlib import Path
from typing import Final

import streamlit as st

TO_TOP: Final = (
    "document.querySelector('[data-testid=stMain]').scrollTo(0, 0);"
    "document.querySelector('[data-testid=stSidebarCollapseButton] [aria-expanded=true]')?.click();"
)
PAGE: Final = Path(__file__).with_name("page.js").read_text(encoding="utf-8")
SCRIPTS: Final = (TO_TOP, PAGE)
MARKS: Final = " ".join(
    f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
    for script in SCRIPTS
)
"""By which the policy of the app's page knows the scripts; no others of ours may run there."""
LAST: Final = "page_shown"
"""The page that the browser shows; not set until a run has come to its end."""
DONE: Final = "runs_done"
SURE: Final = 3
"""Runs that came to their end, after which a browser has all that each of them sent it."""


def new() -> bool:
    """Whether a session is so young that its browser may lack what every page needs."""
    return int(st.session_state.get(DONE, 0)) < SURE


def arrive(page: str) -> None:
    """Mind steps and keyboard from the session's first page on; show every other at its top.

    A link to a part of a page stays there.
    """
    scripts = [PAGE] if new() else []
    if st.session_state.get(LAST, page) != page:
        scripts.append(TO_TOP)
    for script in scripts:
        html = f'<script data-page="{page}">{script}</script>'  # each page's runs anew
        st.html(html, unsafe_allow_javascript=True)


def arrived(page: str) -> None:
    """Remember that a run has come to its end; what one that was cut short sent may be lost."""
    st.session_state[LAST] = page
    if new():
        st.session_state[DONE] = st.session_state.get(DONE, 0) + 1
