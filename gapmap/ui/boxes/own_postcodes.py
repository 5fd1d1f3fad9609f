"""The postcodes of the user's file, looked up only when a button that says who hears is pressed."""

from collections.abc import Callable, Sequence

import streamlit as st

from gapmap.errors import SourceError, UserInputError
from gapmap.io.own import postcodes
from gapmap.io.own.programmes import Checked
from gapmap.present.words.labels import plural
from gapmap.settings import Settings
from gapmap.ui import messages
from gapmap.ui.state import own_file as own_state


def show(found: Checked) -> None:
    """Draw what is not looked up yet, what would be sent where, and the button."""
    said = st.session_state.pop("own_postcode_report", "")
    if said:
        messages.warn(said)
    unknown = st.session_state.get(own_state.UNKNOWN, frozenset())
    wanted = [p for p in found.postcodes if p not in unknown]
    if not wanted:
        return
    settings = Settings.from_environment()
    host, number = postcodes.host(settings), len(wanted)
    st.subheader("Postcodes")
    st.write(
        messages.plain(
            f"{plural(number, 'postcode')} of the file {'is' if number == 1 else 'are'} not known "
            "here. Until they are looked up, programmes are placed by their areas or towns, which "
            "is enough for the figures. Looking them up sends the postcodes, and nothing else, to "
            f"{host}; the answers are kept on the computer that runs gapmap "
            f"({postcodes.cache_path(settings)})."
        )
    )
    if st.button(f"Look up {plural(number, 'postcode')} at {host}"):
        bar = st.progress(0.0, "Asking …")
        _look_up(
            wanted,
            settings,
            lambda done, of: bar.progress(done / of if of else 1.0, f"{done:,} of {of:,} asked"),
        )


def _look_up(
    wanted: Sequence[str], settings: Settings, progress: Callable[[int, int], object]
) -> None:
    try:
        places, problems = postcodes.look_up(wanted, settings, progress=progress)
    except (SourceError, UserInputError) as error:
        messages.fail(str(error))
        return
    own_state.places().update(places)
    missing = frozenset(wanted) - places.keys()
    st.session_state[own_state.UNKNOWN] = (
        st.session_state.get(own_state.UNKNOWN, frozenset()) | missing
    )
    text = f"{len(places):,} of {plural(len(wanted), 'postcode')} found."
    st.session_state["own_postcode_report"] = " ".join([text, *problems]) if problems else ""
    st.rerun()
