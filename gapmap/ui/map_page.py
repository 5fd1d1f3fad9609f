"""The map page: finding, key figures, map with legend and profile, table, downloads, sources."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

from gapmap import __version__
from gapmap.core.gap import GapTable
from gapmap.dataset import BOUNDARIES, Dataset
from gapmap.exports import PRODUCTS, export, file_name
from gapmap.io import boundaries
from gapmap.present import method, scale, web_map, words
from gapmap.present.labels import listed
from gapmap.present.profile import profile
from gapmap.ui import html, messages, state
from gapmap.ui.map_component import gap_map
from gapmap.vocabulary import LEVEL_PLURAL, LEVEL_SINGULAR, MAP_LEVELS, STATES

TABLE_COLUMNS: Final = {
    "name": "Area",
    "state_label": "State",
    "places_per_1000": "Places per 1,000",
    "places": "Places a year",
    "perpetrators": "Estimated perpetrators",
    "perpetrators_low": "Perpetrators, low",
    "perpetrators_high": "Perpetrators, high",
    "uncertain_label": "Uncertain",
    "robust_label": "Robust",
    "sensitivity_evidence": "Sensitivity rests on",
    "programmes": "Programmes recorded",
    "programmes_unmeasured": "of them, places not known",
    "share_met_percent": "Share of need met (%)",
    "unmet": "Unmet need (people)",
    "code": "Code",
}


@st.cache_resource(show_spinner="Preparing the map …")
def map_site() -> Path:
    """Write the map's static files once per server and return their folder."""
    folder = Path(tempfile.mkdtemp(prefix="gapmap-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    files = {level: BOUNDARIES / f"{level}.geojson" for level in MAP_LEVELS}
    web_map.write_site(files, BOUNDARIES / "uk_outline.geojson", folder)
    return folder


@st.cache_resource(show_spinner=False)
def boundary_credit(level: str) -> str:
    """Attribution and accuracy of the boundaries on screen, as their files state them."""
    shapes = boundaries.read(level, BOUNDARIES)
    return f"{shapes.attribution} {shapes.accuracy}"


def show(dataset: Dataset, table: GapTable, method_link: Callable[[], object]) -> None:
    """Draw the page for one GapTable; ``method_link`` draws the way to the method page."""
    st.html(html.headline(table))
    st.html(html.key_figures(words.key_figures(table)))
    left, right = st.columns([7, 4], gap="medium")
    with left, st.container(key="map_box"):
        gap_map(_payload(dataset, table), site=map_site(), key=state.MAP)
        st.toggle("Show where programmes are based", key="markers")
        if st.session_state["markers"]:
            st.caption(_marker_note(dataset, table))
    with right, st.container(key="side_box"):
        st.html(html.legend(table))
        sides = method.threshold(table)
        if sides:
            st.html(html.threshold(sides))
        _area_panel(dataset, table)
        method_link()
    figures, ranking = st.tabs(["The same figures as a table", "Ranking"])
    with figures:
        _table(table)
    with ranking:
        _ranking(table)
    _downloads(dataset, table)
    _acceptance(table)
    _foot(dataset, table)


def _payload(dataset: Dataset, table: GapTable) -> web_map.MapPayload:
    rows = table.rows.to_dict("records")
    areas: dict[str, web_map.AreaPaint] = {
        str(row["code"]): {
            "s": str(row["shade"]),
            "c": None if pd.isna(row["class_index"]) else int(row["class_index"]),
            "t": scale.tooltip(table, {str(k): v for k, v in row.items()}),
            "u": scale.uncertain(table, row),
        }
        for row in rows
    }
    markers = _markers(dataset, table) if st.session_state.get("markers") else []
    return {
        "level": table.selection.level,
        "areas": areas,
        "colours": list(scale.colours(table)),
        "selected": st.session_state.get(state.AREA),
        "markers": markers,
        "show_markers": bool(markers),
        "label": words.alt_text(table),
        "background": None,
        "fit": None,
        "view": st.session_state.get(state.VIEW),
    }


def _based(dataset: Dataset, table: GapTable) -> list[tuple[str, str]]:
    """Town and programme of every counted programme whose base is known."""
    found = []
    for service in table.supply.services:
        record = dataset.programmes[service.chosen.observation_id]
        towns = [t for t in str(record["base_town"] or "").split(";") if t]
        found += [(town, str(record["programme"])) for town in towns]
    return found


def _markers(dataset: Dataset, table: GapTable) -> list[web_map.MarkerPaint]:
    towns = {r["town"]: r for r in dataset.tables["towns"].to_dict("records")}
    return [
        {
            "lat": float(towns[town]["latitude"]),
            "lon": float(towns[town]["longitude"]),
            "label": f"{programme}: based in {town} (town centre, not the address)",
            "approximate": True,
        }
        for town, programme in _based(dataset, table)
        if town in towns
    ]


def _marker_note(dataset: Dataset, table: GapTable) -> str:
    placed = {programme for _, programme in _based(dataset, table)}
    return (
        f"A base is known for {len(placed)} of {len(table.supply.services)} programmes, and only "
        "as a town: each marker stands at the town's centre. Where an office stands does not "
        "change where its places count."
    )


def _area_panel(dataset: Dataset, table: GapTable) -> None:
    names = dict(zip(table.rows["code"], table.rows["name"], strict=True))
    one = LEVEL_SINGULAR[table.selection.level]
    st.selectbox(
        f"Choose a {one}, or click one on the map",
        sorted(names, key=lambda code: names[code]),
        format_func=lambda code: f"{names[code]} ({code})",
        index=None,
        key=state.AREA,
        placeholder=f"Type the name or code of a {one}",
    )
    code = st.session_state[state.AREA]
    if code is None:
        st.caption("The profile lists every programme that serves the area, with its sources.")
        return
    area = profile(
        table,
        code,
        areas=dataset.tables["areas"],
        lookup=dataset.lookup,
        programmes=dataset.programmes,
        sources={row["source_id"]: row for row in dataset.sources()},
    )
    st.html(html.profile(area))


def _acceptance(table: GapTable) -> None:
    speaks = "non_english" in table.selection.accepts
    with st.expander("Who the programmes accept, as far as it is stated", expanded=speaks):
        chosen = [service.chosen for service in table.supply.services]
        st.dataframe(pd.DataFrame(method.acceptance(chosen)), hide_index=True)
        st.caption(
            "“Do not say” is counted neither as yes nor as no. Choose a group in the sidebar to "
            "see the map for it."
        )
        st.write(method.LANGUAGE_CONTEXT)


def _ranking(table: GapTable) -> None:
    counts = scale.drawn(table)
    missing = [
        f"{number} “{scale.state_label(table, state).lower()}”"
        for state, number in counts.items()
        if state != "measured"
    ]
    left_out = f" Not in the list: {listed(missing)}." if missing else ""
    shaded = scale.caption(table).split(";")[0]
    st.caption(f"{shaded}, the worst first; the line shows the range.{left_out}")
    st.html(html.ranking(table))


def _table(table: GapTable) -> None:
    st.caption(
        "Click a heading to sort, a row to open its profile. A blank number is not zero: "
        "the state says why it is blank."
    )
    frame = table.rows.assign(
        state_label=table.rows["state"].map(STATES),
        share_met_percent=100 * table.rows["share_met"],
        uncertain_label=[{True: "yes", False: "no"}.get(u, "") for u in table.rows["uncertain"]],
        robust_label=[{True: "yes", False: "no"}.get(r, "") for r in table.rows["robust"]],
    )
    st.dataframe(
        frame[list(TABLE_COLUMNS)],
        hide_index=True,
        column_config=_column_config(),
        key="table",
        on_select=lambda: _row_chosen(table),
        selection_mode="single-row",
        placeholder="see state",
        alt=f"Table of {LEVEL_PLURAL[table.selection.level]}: the same figures as the map",
    )


def _column_config() -> dict[str, Any]:
    decimals = {"places_per_1000": "%.1f", "share_met_percent": "%.2f"}
    whole = ("places", "perpetrators", "perpetrators_low", "perpetrators_high", "unmet")
    formats = decimals | dict.fromkeys(whole, "%,.0f")
    return {
        name: st.column_config.NumberColumn(label, format=formats[name])
        if name in formats
        else st.column_config.Column(label)
        for name, label in TABLE_COLUMNS.items()
    }


def _row_chosen(table: GapTable) -> None:
    rows = st.session_state["table"]["selection"]["rows"]
    if rows:
        st.session_state[state.AREA] = str(table.rows["code"].iloc[rows[0]])


def _downloads(dataset: Dataset, table: GapTable) -> None:
    today = datetime.now(UTC).date()
    with st.container(horizontal=True):
        for name in ("map.png", "table.csv", "table.json"):
            product = PRODUCTS[name]
            st.download_button(
                f"Download: {product.label}",
                _maker(name, dataset, table),
                file_name(table.selection, product.ending, today),
                product.mime,
                key=f"download{product.ending}",
                on_click="ignore",
            )
    st.caption("To share this view, copy the address of this page: it holds every choice.")


def _maker(kind: str, dataset: Dataset, table: GapTable) -> Callable[[], bytes]:
    """Make the file only when it is asked for."""
    return lambda: export(kind, dataset, table)


def _foot(dataset: Dataset, table: GapTable) -> None:
    st.divider()
    st.html(f'<div class="gm-foot"><p>{words.CAVEAT}</p></div>')
    with st.expander(f"Sources of this view ({len(table.source_ids)}) and how far to trust it"):
        model = table.model
        counts = messages.plain(model.counts)
        st.markdown(f"**Estimate: {model.name}.** {counts} {model.interval_why}")
        st.markdown(f"**Between places.** {model.local_why}")
        st.markdown("\n".join(f"- {caveat}" for caveat in model.caveats))
        st.html(html.sources(dataset.sources(table.source_ids)))
    st.caption(
        f"Boundaries: {boundary_credit(table.selection.level)} Population: "
        "Office for National Statistics, Census 2021, Open Government Licence v3.0. "
        f"gapmap {__version__}, data {table.fingerprint[:12]}."
    )
