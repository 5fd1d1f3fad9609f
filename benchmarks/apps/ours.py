"""Our map component with one filter and nothing else; figures, payload and page are the app's."""

import tempfile
from pathlib import Path

import streamlit as st

from benchmarks import figures
from gapmap.dataset import BOUNDARIES, Dataset
from gapmap.present.web.web_map import MapPayload, write_site
from gapmap.ui import main
from gapmap.ui.map import layer as map_layer
from gapmap.ui.map.component import gap_map


@st.cache_resource(show_spinner=False)
def site() -> Path:
    """The map's static files, written once per server."""
    folder = Path(tempfile.mkdtemp(prefix="gapmap-bench-"))
    write_site({"pfa": figures.boundaries()}, BOUNDARIES / "uk_outline.geojson", folder)
    return folder


def payload(data: Dataset, route: str) -> MapPayload:
    """What the app itself would send for this filter."""
    return map_layer.payload(data, figures.gap_table(data, route))


st.set_page_config(layout="wide", page_title="Ours")
gap_map(payload(main.dataset(), figures.choose_route()), site=site(), key="map")
