"""A small Streamlit app on the real map component, for the tests of the map alone.

Environment: GAPMAP_DEMO_SITE is the folder to serve; it must have been written already.
"""

import json
import os
from pathlib import Path

import streamlit as st

from gapmap.present.palette import class_colours
from gapmap.present.web.web_map import MapPayload, MarkerPaint
from gapmap.ui.map.component import gap_map

SITE = Path(os.environ["GAPMAP_DEMO_SITE"])
STATES = ("measured", "measured", "measured", "measured", "measured",
          "unmeasured", "none_recorded", "suppressed", "no_estimate")  # fmt: skip
HOSTILE = "<script>alert(1)</script> \"quoted\" 'name' {{ 7 * 7 }} \u200fعربي " + "long " * 60
LINES = ("2 programmes recorded, 120 places a year", "About 48,000 estimated perpetrators")
MARKERS: list[MarkerPaint] = [
    {"lat": 51.5, "lon": -0.1, "label": "Exact <b>place</b>", "approximate": False},
    {"lat": 53.5, "lon": -1.5, "label": "Near here\nPlace is approximate", "approximate": True},
]


def main() -> None:
    """Show level, filter and other switches above the map and the last event below it."""
    st.set_page_config(layout="wide", page_title="Map test")
    left, middle, right = st.columns(3)
    level = left.radio("Level", ["pfa", "county", "borough", "dense", "nowhere"], horizontal=True)
    shift = int(middle.number_input("Filter", 0, 20, 0))
    show_markers = right.toggle("Markers")
    hostile = right.toggle("Hostile names")
    bound = right.toggle("Fit to Wales")
    event = gap_map(
        payload(level, shift, show_markers, hostile, bound), site=SITE, key="map", height=620
    )
    if event and event["n"] > st.session_state.get("handled", 0):
        st.session_state.handled = event["n"]
        st.session_state.events = st.session_state.get("events", 0) + 1
        again = event["area"] == st.session_state.get("selected")
        st.session_state.selected = None if again else event["area"]
        st.session_state.last = event["area"]
        st.rerun()
    selected, last = st.session_state.get("selected"), st.session_state.get("last")
    st.text(f"selected={selected} last={last} events={st.session_state.get('events', 0)}")
    st.text(f"shift={shift}")
    st.html("<div style='height:900px'>The page goes on.</div>")


def payload(level: str, shift: int, show_markers: bool, hostile: bool, bound: bool) -> MapPayload:
    """Synthetic figures for every area of the level, moved on by ``shift``."""
    path = SITE / "geo" / f"{level}.json"
    features = json.loads(path.read_text(encoding="utf-8"))["features"] if path.exists() else []
    areas = {}
    for i, feature in enumerate(features):
        kind = (i + shift) % len(STATES)
        name = HOSTILE if hostile and i == 0 else feature["properties"]["name"]
        areas[feature["id"]] = {
            "s": STATES[kind],
            "c": kind if STATES[kind] == "measured" else None,
            "t": [name, f"{kind}.{shift} places per 1,000 estimated perpetrators", *LINES],
        }
    return {
        "level": level,
        "areas": areas,  # type: ignore[typeddict-item]
        "colours": list(class_colours(5)),
        "selected": st.session_state.get("selected"),
        "markers": MARKERS,
        "show_markers": show_markers,
        "label": "Map of made-up figures",
        "background": None,
        "fit": [[51.3, -5.4], [53.5, -2.6]] if bound else None,
    }


main()
