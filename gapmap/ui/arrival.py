"""A page begins at its top, and in sight, however far down the one before was read.

Streamlit leaves the window where it stood: on a phone, in the middle of another page. The list of
pages of a narrow window it closes on phones alone; elsewhere the list would lie over the page.
"""

import base64
import hashlib
from typing import Final

import streamlit as st

SCRIPT: Final = (
    "document.querySelector('[data-testid=stMain]').scrollTo(0, 0);"
    "document.querySelector('[data-testid=stSidebarCollapseButton] [aria-expanded=true]')?.click();"
)
MARK: Final = f"sha256-{base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()}"
"""By which the policy of the app's page knows the script; no other of ours may run there."""
LAST: Final = "page_shown"


def at_top(page: str) -> None:
    """Show the page where another was shown before; a link to a part of a page stays there."""
    before = st.session_state.get(LAST)
    st.session_state[LAST] = page
    if before not in (None, page):
        script = f'<script data-page="{page}">{SCRIPT}</script>'  # each page's runs anew
        st.html(script, unsafe_allow_javascript=True)
