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


def arrive(page: str) -> None:
    """Mind steps and keyboard from the session's first page on; show every other at its top.

    A link to a part of a page stays there.
    """
    before = st.session_state.get(LAST)
    st.session_state[LAST] = page
    if before == page:
        return
    script = PAGE if before is None else TO_TOP
    html = f'<script data-page="{page}">{script}</script>'  # each page's runs anew
    st.html(html, unsafe_allow_javascript=True)
