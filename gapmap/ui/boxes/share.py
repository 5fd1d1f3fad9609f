"""Below the map: a picture of it, a Word briefing, or anything else.

The button that copies the link stands in the map itself, which knows the address of the page.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.io.templates.read import of_settings
from gapmap.tasks.products import PRODUCTS, export, file_name
from gapmap.ui.boxes import download as download_box
from gapmap.ui.state import choices as state

ONE_CLICK: Final = (
    ("Picture", "map.png", ""),
    ("Half-page picture", "map.png", "half-page"),
    ("Word briefing", "briefing.docx", ""),
)
"""Label, product and page of each button."""


def show(dataset: Dataset, table: GapTable) -> None:
    """Draw the row of buttons; a file is made only when it is asked for."""
    today = datetime.now(UTC).date()
    with st.container(horizontal=True, key="share", vertical_alignment="center"):
        for label, name, page in ONE_CLICK:
            product = PRODUCTS[name]
            st.download_button(
                label,
                _maker(name, dataset, table, page),
                file_name(table.selection, product.ending, today, page),
                product.mime,
                key=f"download{page}{product.ending}",
                on_click="ignore",
            )
        download_box.show(dataset, table)


def _maker(name: str, dataset: Dataset, table: GapTable, page: str) -> Callable[[], bytes]:
    area = st.session_state.get(state.AREA) if "area" in PRODUCTS[name].options else None
    options = {"area": area} if area else {}
    if page:
        options["page"] = page
    return lambda: export(name, dataset, table, **options, template=of_settings(name))
