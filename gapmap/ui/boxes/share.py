"""Below the map: a picture of it, a Word briefing, or anything else.

The button that copies the link stands in the map itself, which knows the address of the page.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final

import streamlit as st

from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.errors import BadSettingError, UserInputError
from gapmap.io.templates.read import SETTINGS, Template, of_settings
from gapmap.settings import VARIABLES
from gapmap.tasks.files.names import file_name
from gapmap.tasks.products import PRODUCTS, export
from gapmap.ui import messages
from gapmap.ui.boxes import download as download_box
from gapmap.ui.state import choices as state

ONE_CLICK: Final = (
    ("Picture", "map.png", ""),
    ("Half-page picture", "map.png", "half-page"),
    ("Word briefing", "briefing.docx", ""),
)
"""Label, product and page of each button."""


def show(dataset: Dataset, table: GapTable) -> bool:
    """Draw the row of buttons, and tell whether more downloads are asked for.

    A file is made only when it is asked for.

    A template of the machine's settings that cannot be used is told of here, in a sentence: once a
    button is pressed, the page can say nothing more than that there is no file.
    """
    today, chosen = datetime.now(UTC).date(), st.session_state.get(state.AREA)
    faults = {}
    with st.container(horizontal=True, key="share", vertical_alignment="center"):
        for label, name, page in ONE_CLICK:
            product = PRODUCTS[name]
            area = chosen if "area" in product.options else None
            try:
                template = usable(name)
            except UserInputError as error:
                template, faults[label] = None, str(error)
            st.download_button(
                label,
                _maker(name, dataset, table, page, template, area),
                _called(name, dataset, table, page, today, area),
                product.mime,
                key=f"download{page}{product.ending}",
                on_click="ignore",
                disabled=label in faults,
            )
        more = download_box.show()
    for label, fault in faults.items():
        messages.fail(f"No {label} can be made: {fault}")
    return more


def usable(product: str) -> Template | None:
    """The machine's template for a product, once a file can be begun from it; None for none.

    Raises BadSettingError, in one sentence, for one that cannot be used.
    """
    template = of_settings(product)
    if template is not None and template.ending == ".docx":
        try:
            _opened(template)
        except UserInputError as error:
            raise BadSettingError(
                f"{VARIABLES[SETTINGS[template.ending]]}: {template.name}: {error}"
            ) from None
    return template


@lru_cache(maxsize=4)
def _opened(template: Template) -> None:
    """Open a template as a briefing does; once for each, as it takes a while."""
    from gapmap.present.briefing import word_styles  # most pages need no library of Word's

    word_styles.opened(template.content)


def _called(
    name: str, dataset: Dataset, table: GapTable, page: str, today: date, area: str | None
) -> str:
    product = PRODUCTS[name]
    what = {"map.png": page}.get(name, name.split(".")[0])
    where = str(table.row(area)["name"]) if area else ""
    own = bool(dataset.own_file)
    return file_name(table.selection, product.ending, today, what, area=where, own=own)


def _maker(
    name: str,
    dataset: Dataset,
    table: GapTable,
    page: str,
    template: Template | None,
    area: str | None,
) -> Callable[[], bytes]:
    options: dict[str, Any] = {"area": area} if area else {}
    if page:
        options["page"] = page
    return lambda: export(name, dataset, table, **options, template=template)
