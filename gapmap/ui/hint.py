"""Three lines for a first visit, which can be put away."""

import streamlit as st

SEEN = "hint_seen"


def show() -> None:
    """Draw the hint until it is put away; a person who came by a link knows what to look at."""
    if SEEN not in st.session_state:
        st.session_state[SEEN] = bool(st.query_params)
    if st.session_state[SEEN]:
        return
    with st.container(key="hint", border=True):
        st.markdown(
            "- **Dark means few known places** for the people estimated; hatched means nobody has "
            "published how many.\n"
            "- **Choose on the left** who refers and what kind of programme; click an area for its "
            "programmes and their sources.\n"
            "- **Take it with you**: download below the map, or copy the address of this page."
        )
        st.button("Got it", on_click=_put_away, key="hint_away")


def _put_away() -> None:
    st.session_state[SEEN] = True
