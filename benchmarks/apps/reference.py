"""The same map as the documentation of folium and streamlit-folium says to make it.

The boundary file is read through ``st.cache_data``, figures are joined to it at every rerun, and a
``folium.Choropleth`` in a ``folium.Map`` with a ``GeoJsonTooltip`` goes to ``st_folium``. Where
there is a choice it is made in favour of the reference: only Leaflet is loaded, from this server,
and not the five other scripts and styles that folium links to; there is no legend and no background
map; and ``returned_objects`` spares it the rerun that follows the first drawing otherwise.
"""

import json
from typing import Any

import folium
import streamlit as st
from streamlit.components.v1 import declare_component
from streamlit_folium import st_folium  # type: ignore[import-untyped]
from xstatic.pkg import leaflet

from benchmarks import figures
from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.present import palette

LEAFLET = declare_component("leaflet_files", path=leaflet.BASE_DIR)
"""Never drawn: it makes this server hand out Leaflet's files."""
folium.Map.default_js = [("leaflet", f"/component/{LEAFLET.name}/leaflet.js")]
folium.Map.default_css = [("leaflet_css", f"/component/{LEAFLET.name}/leaflet.css")]


@st.cache_resource(show_spinner=False)
def dataset() -> Dataset:
    """The data, loaded once per server."""
    return Dataset.load()


@st.cache_data(show_spinner=False)
def areas() -> dict[str, Any]:
    """The boundary file, parsed once; every caller gets a copy of its own."""
    content: dict[str, Any] = json.loads(figures.boundaries().read_text(encoding="utf-8"))
    return content


def joined(table: GapTable) -> dict[str, Any]:
    """The boundaries with the table's texts among their properties."""
    content = areas()
    facts = figures.texts(table).set_index("code").to_dict("index")
    for feature in content["features"]:
        feature["properties"].update(facts[feature["id"]])
    return content


def choropleth(table: GapTable) -> folium.Map:
    """The map of one GapTable."""
    page_map = folium.Map(location=(53.0, -2.0), zoom_start=6, tiles=None)
    layer = folium.Choropleth(
        geo_data=joined(table),
        data=table.rows,
        columns=["code", "places_per_1000"],
        key_on="feature.id",
        bins=[0, *table.selection.breaks, 1e6],
        fill_color="Blues",
        nan_fill_color=palette.HATCH_BACK,
        fill_opacity=1,
        line_weight=0.5,
        highlight=True,
    )
    layer.color_scale = None
    for name in [name for name in layer._children if name.startswith("color_map")]:
        del layer._children[name]
    folium.GeoJsonTooltip(
        fields=["name", "state", "places", "need", "rate", "programmes"],
        aliases=["", "", "Places a year", "Estimated perpetrators", "Places per 1,000",
                 "Programmes recorded"],
    ).add_to(layer.geojson)  # fmt: skip
    layer.add_to(page_map)
    return page_map


st.set_page_config(layout="wide", page_title="Reference")
st_folium(
    choropleth(figures.gap_table(dataset(), figures.choose_route())),
    key="map",
    height=figures.HEIGHT,
    use_container_width=True,
    returned_objects=["last_active_drawing"],
)
