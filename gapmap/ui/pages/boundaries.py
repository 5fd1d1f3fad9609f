"""The page “Boundaries”: which set is on screen; official ones fetched or removed."""

from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from gapmap.dataset import Dataset
from gapmap.errors import GapmapError
from gapmap.io.boundaries import fetch as official
from gapmap.io.boundaries import store as boundary_store
from gapmap.io.boundaries.ons_layers import KINDS, RESOLUTIONS, when_in_words
from gapmap.settings import Settings
from gapmap.tasks import official_boundaries as fetching
from gapmap.ui import messages
from gapmap.vocabulary import LEVELS

DONE = "boundaries_done"  # a sentence about what was done, shown once after the page is redrawn
VINTAGES = tuple(v for v in KINDS["ctyua"].services if v in KINDS["pfa"].services)


def show(dataset: Dataset) -> None:
    """Draw the page."""
    st.title("Boundaries")
    st.write(
        "The lines on the maps are only for display: areas are matched by code, so no figure "
        "changes with them. The program ships lines that are right for a national map. Official "
        "lines of the Office for National Statistics can be fetched; they are then used for every "
        "visitor of this app."
    )
    if done := st.session_state.pop(DONE, ""):
        st.success(messages.plain(done))
    fetched = _in_use()
    settings = Settings.from_environment()
    if not settings.change_in_app:
        _command(fetched)
        return
    _fetch(dataset, settings)
    if fetched:
        _remove(settings)


def _in_use() -> bool:
    """Say what is used; return whether anything was ever fetched."""
    st.header("In use now")
    rows = fetching.status()
    for row in rows:
        if row["notice"]:
            messages.warn(row["notice"])
    mapped = [row for row in rows if row["sha256"]]
    columns = {
        "Level": [_name(row["level"]) for row in mapped],
        "In use": [row["in use"][:1].upper() + row["in use"][1:] for row in mapped],
        "Fetched": [row["fetched"][:10] or "no" for row in mapped],
        "Hash": [row["sha256"][:12] for row in mapped],
    }
    st.table(pd.DataFrame(columns).set_index("Level"))
    for credit, licence in dict.fromkeys((row["credit"], row["licence"]) for row in mapped):
        mine = [r["level"] for r in mapped if (r["credit"], r["licence"]) == (credit, licence)]
        names = "" if len(mine) == len(mapped) else f"{', '.join(map(_name, mine))}: "
        st.caption(messages.plain(f"{names}{credit} Licence: {licence}."))
    return any(row["fetched"] or row["notice"] for row in rows)


def _name(level: str) -> str:
    return "Land behind the areas" if level == "country" else LEVELS[level]


def _command(fetched: bool) -> None:
    """How those who run the app change what everybody sees; the page itself changes nothing."""
    st.header("Fetch or remove official boundaries")
    st.caption(
        "A set is used for every visitor, so it is fetched and removed by those who run this app, "
        "on its machine:"
    )
    lines = ["python -m gapmap boundaries fetch"]
    lines += ["python -m gapmap boundaries remove"] if fetched else []
    st.code("\n".join(lines), language=None)


def _fetch(dataset: Dataset, settings: Settings) -> None:
    st.header("Fetch official boundaries")
    st.caption(
        f"This asks the Open Geography Portal ({urlsplit(settings.boundaries_url).hostname}) for "
        "shapes and sends nothing about you or your data. It takes about a minute. Until all of a "
        "level has come and was checked, its map stays as it is."
    )
    with st.form("boundaries_fetch", border=False):
        left, right = st.columns(2)
        vintage = left.selectbox(
            "Boundaries of",
            VINTAGES,
            index=VINTAGES.index(official.DEFAULT_VINTAGE),
            format_func=when_in_words,
        )
        resolution = right.selectbox(
            "How fine the lines are",
            list(RESOLUTIONS),
            index=list(RESOLUTIONS).index(official.DEFAULT_RESOLUTION),
            format_func=lambda name: f"{RESOLUTIONS[name].capitalize()} ({name})",
        )
        wanted = st.form_submit_button("Fetch official boundaries", type="primary")
    if not wanted:
        return
    bar = st.progress(0.0, "Asking …")
    try:
        records = fetching.fetch_boundaries(
            dataset, settings, official.USUAL, vintage, resolution,
            lambda text, share: bar.progress(min(share, 1.0), text),
        )  # fmt: skip
    except GapmapError as error:
        bar.empty()
        messages.fail(str(error))
        return
    points = sum(record.source_vertices for record in records)
    st.session_state[DONE] = (
        f"Official boundaries of {when_in_words(vintage)} are in use now ({points:,} points were "
        "checked and simplified for the map)."
    )
    st.rerun()


def _remove(settings: Settings) -> None:
    st.header("Go back to the shipped boundaries")
    if st.button("Remove official boundaries"):
        try:
            removed = [boundary_store.remove(settings.home, level) for level in fetching.LEVELS]
        except GapmapError as error:
            messages.fail(str(error))
            return
        st.session_state[DONE] = (
            "The official boundaries were removed. The shipped ones are in use again."
            if any(removed)
            else "There were no fetched boundaries to remove."
        )
        st.rerun()
