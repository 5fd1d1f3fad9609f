"""Buttons for the files of a page, each made only when it is asked for."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.io.reach.own import Brought
from gapmap.recipe import BESIDE
from gapmap.tasks.files.names import file_name
from gapmap.tasks.products import Product, export, files, job_of


def buttons(
    products: Mapping[str, Product],
    kind: str,
    dataset: Dataset,
    table: GapTable,
    asked: str,
    brought: Brought | None = None,
) -> None:
    """Draw a button for each product of what is ``asked`` (as JSON), and for what stands beside it.

    ``kind`` is what the files are called after (“plan”); ``brought`` are the user's own tables.
    """
    today = datetime.now(UTC).date()
    with st.container(horizontal=True, key=f"{kind}_share", vertical_alignment="center"):
        for name, product in products.items():
            own = bool(dataset.own_file)
            called = file_name(table.selection, product.ending, today, kind, own=own, asked=asked)
            st.download_button(
                product.label,
                partial(export, name, dataset, table, plan=asked, brought=brought),
                called,
                product.mime,
                key=f"download_{name}",
                on_click="ignore",
            )
            if product.beside:
                st.download_button(
                    "What stands beside the CSV (JSON)",
                    partial(_beside, name, dataset, table, asked, called, brought),
                    f"{called}{BESIDE}",
                    "application/json",
                    key=f"download_{name}_beside",
                    on_click="ignore",
                )


def _beside(
    name: str,
    dataset: Dataset,
    table: GapTable,
    asked: str,
    called: str,
    brought: Brought | None,
) -> bytes:
    job = job_of(name, dataset, table, plan=asked, brought=brought)
    return files(job, called)[f"{called}{BESIDE}"]
