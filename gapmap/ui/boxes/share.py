"""Below the map: a picture of it, a Word briefing, or anything else.

The button that copies the link stands in the map itself, which knows the address of the page.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.tasks.products import PRODUCTS, export, file_name
from gapmap.ui.boxes import download as download_box
from gapmap.ui.state import choices as state

ONE_CLICK: Final = {"map.png": "Picture", "briefing.docx": "Word briefing"}


def show(dataset: Dataset, table: GapTable) -> None:
    """Draw the row of buttons; a file is made only when it is asked for."""
    today = datetime.now(UTC).date()
    with st.container(horizontal=True, key="share", vertical_alignment="center"):
        for name, label in ONE_CLICK.items():
            product = PRODUCTS[name]
            st.download_button(
                label,
                _maker(name, dataset, table),
                file_name(table.selection, product.ending, today),
                product.mime,
                key=f"download{product.ending}",
                on_click="ignore",
            )
        download_box.show(dataset, table)


def _maker(name: str, dataset: Dataset, table: GapTable) -> Callable[[], bytes]:
    area = st.session_state.get(state.AREA) if "area" in PRODUCTS[name].options else None
    options = {"area": area} if area else {}
    return lambda: export(name, dataset, table, **options)
