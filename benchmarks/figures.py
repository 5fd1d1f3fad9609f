"""The figures both maps show: the project's own, and the same spread over the heavy level.

Both measured apps call ``gap_table`` and ``choose_route``, so they do the same work before the map.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.present.words import finding as words
from gapmap.selection import Selection
from gapmap.vocabulary import ROUTES, STATES

BOUNDARIES: Final = "GAPMAP_BENCH_BOUNDARIES"
"""Environment variable naming the boundary file that is shown."""
ANY: Final = "any"
ANY_LABEL: Final = "Any route"
WIDGET: Final = "Referral route"
HEIGHT: Final = 620
CHOICES: Final = (ANY, "self", "children_social_care", "police", "any_professional")
"""Filters the measurements go through: on either map each looks unlike the one before, and none
comes back soon enough for Streamlit to answer from the browser's store of old messages."""
ADDED: Final = ("local_authority_other", "self", "children_social_care", "marac", "police")
"""Routes added one after another in the app itself, whose filter takes several."""


@st.cache_resource(show_spinner=False)
def gap_table(_data: Dataset, route: str) -> GapTable:
    """The GapTable of a route on this app's areas, computed once per server."""
    return drawn(_data.gap(Selection(routes=() if route == ANY else (route,))))


def drawn(table: GapTable) -> GapTable:
    """A table as this app's boundary file draws it: spread over the parts of the heavy level."""
    heavy = _parts(boundaries())
    return spread_out(table, heavy) if heavy else table


def spread_out(table: GapTable, features: Sequence[Mapping[str, Any]]) -> GapTable:
    """A table whose areas are features: its programmes are those of the first part of each."""
    first: dict[str, str] = {}
    for feature in features:
        first.setdefault(feature["properties"]["parent"], feature["id"])
    portions = tuple(p._replace(code=first[p.code]) for p in table.portions)
    return replace(table.with_rows(spread(table.rows, features)), portions=portions)


@lru_cache(1)
def _parts(path: Path) -> list[dict[str, Any]]:
    """The features of a file that are parts of a shipped area; none in a file of whole ones."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [f for f in features if "parent" in f["properties"]]


def boundaries() -> Path:
    """The boundary file this app shows."""
    return Path(os.environ[BOUNDARIES])


def choose_route() -> str:
    """The filter: the same widget in both apps."""
    return str(st.selectbox(WIDGET, [ANY, *ROUTES], format_func=route_label))


def route_label(route: str) -> str:
    """What the widget calls a route."""
    return ROUTES.get(route, ANY_LABEL)


def spread(rows: pd.DataFrame, features: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """One row a feature, made from its parent's, with figures that differ between siblings."""
    parents = [feature["properties"]["parent"] for feature in features]
    parts = rows.set_index("code").loc[parents].reset_index()
    parts["code"] = [feature["id"] for feature in features]
    parts["name"] = [feature["properties"]["name"] for feature in features]
    shares = parts.groupby(pd.Series(parents))["name"].transform("size")
    factor = pd.Series(0.4 + 1.6 * (np.arange(len(parts)) * 7 % 11) / 10, index=parts.index)
    for column in ("perpetrators_low", "perpetrators", "perpetrators_high"):
        parts[column] = parts[column] / shares
    parts["places"] = parts["places"] / shares * factor
    for column in ("places_per_1000", "places_per_1000_low", "places_per_1000_high"):
        parts[column] = parts[column] * factor
    parts["shown"] = parts["places_per_1000"]
    breaks = np.array(Selection().breaks)
    known = parts["places_per_1000"].notna()
    found = np.searchsorted(breaks, parts["places_per_1000"].fillna(0), side="right")
    parts["class_index"] = pd.Series(found, index=parts.index, dtype="Int64").where(known)
    return parts[list(rows.columns)]


def texts(table: GapTable) -> pd.DataFrame:
    """What the note on an area says, one column a line: the same facts as on our map."""
    rows = table.rows.to_dict("records")
    return pd.DataFrame(
        {
            "code": table.rows["code"],
            "state": table.rows["state"].map(STATES),
            "places": [words.places({str(k): v for k, v in row.items()}) for row in rows],
            "need": [words.perpetrators({str(k): v for k, v in row.items()}) for row in rows],
            "rate": [words.ratio({str(k): v for k, v in row.items()}) for row in rows],
            "programmes": table.rows["programmes"],
        }
    )
