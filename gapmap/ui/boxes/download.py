"""All downloads in one dialog: what, in which form, a preview, alt text, name and size."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

import streamlit as st

from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.errors import GapmapError
from gapmap.io.templates.read import of_settings
from gapmap.present.words.alt_text import alt_text
from gapmap.recipe import BESIDE
from gapmap.tasks.files.map import as_tiles
from gapmap.tasks.files.names import file_name
from gapmap.tasks.job import Job
from gapmap.tasks.products import PAGES, PRODUCTS, files, preview
from gapmap.ui import messages
from gapmap.ui.state import choices as state
from gapmap.vocabulary import LEVEL_PLURAL

GROUPS: Final = {
    "map": ("Map for a report", "A page with finding, map, legend, sources and caveats."),
    "briefing": ("Briefing", "Two to four pages: finding, map, ranking, programmes, method."),
    "slide": ("Slide", "One slide with the map, its finding as title, and notes."),
    "interactive": (
        "Interactive map in one file",
        "Opens in any browser without a network; filters, profiles and table inside.",
    ),
    "table": ("Table", "Figures of {areas}, with notes and sources.{withheld}"),
}
PAGE_NAMES: Final = {
    "a4-portrait": "A4 portrait",
    "a4-landscape": "A4 landscape",
    "half-page": "Half a page: map and legend only",
}
MADE: Final = "download_made"
METADATA: Final = "application/json"
WHAT_BESIDE: Final = (
    "The table is headings and rows, so that any program opens it. What its columns mean, its "
    "sources and what made it are in the second file: keep the two together."
)


def show() -> bool:
    """Draw the button that opens the dialog; whether it has been pressed."""
    return st.button("More downloads", key="open_downloads")


def ask(dataset: Dataset, table: GapTable) -> None:
    """Open the dialog."""
    st.session_state.pop(MADE, None)
    _dialog(dataset, table)


@st.dialog("Download", width="large")
def _dialog(dataset: Dataset, table: GapTable) -> None:
    groups = [group for group in GROUPS if _products(group)]
    left, right = st.columns([2, 3], gap="medium")
    with left:
        group = st.radio(
            "What",
            groups,
            format_func=lambda g: GROUPS[g][0],
            captions=[_caption(g, table) for g in groups],
            key="download_group",
        )
    with right:
        name, options = _form(group, table)
        today = datetime.now(UTC).date()
        job = Job(dataset, table, today, name, **options)
        _make(job)
        _preview(job)
    with st.expander("Alt text to go with the map"):
        st.code(_alt(table), language=None, wrap_lines=True)


def _alt(table: GapTable) -> str:
    return alt_text(table, tiles=as_tiles(table.selection.level, table.selection.layout))


def _products(group: str) -> list[str]:
    """The products of a group; tables of councils and programmes are tables too."""
    kinds = (group, "councils", "programmes") if group == "table" else (group,)
    return [name for name in PRODUCTS if name.split(".")[0] in kinds]


def _form(group: str, table: GapTable) -> tuple[str, dict[str, Any]]:
    """The product chosen and its options."""
    names = _products(group)
    name = st.selectbox(
        "Format",
        names,
        format_func=lambda n: PRODUCTS[n].label,
        key=f"download_format_{group}",
        disabled=len(names) == 1,
    )
    options: dict[str, Any] = {}
    if "page" in PRODUCTS[name].options:
        options["page"] = st.selectbox(
            "Page", PAGES, format_func=PAGE_NAMES.__getitem__, key="download_page"
        )
    if "grey" in PRODUCTS[name].options:
        options["grey"] = st.toggle("In shades of grey, safe to photocopy", key="download_grey")
    if "area" in PRODUCTS[name].options:
        options["area"] = _area(table)
    return name, options


def _caption(group: str, table: GapTable) -> str:
    """What a group holds, of which areas, and what a limit keeps back."""
    names = _names(table)
    areas = names.get(_about(table)) or f"all {LEVEL_PLURAL[table.selection.level]}"
    limit = table.selection.suppress_below
    withheld = f" Numbers below {limit} are withheld." if limit else ""
    return GROUPS[group][1].format(areas=messages.plain(areas), withheld=withheld)


def _names(table: GapTable) -> dict[str | None, str]:
    return dict(zip(table.rows["code"], table.rows["name"], strict=True))


def _about_key(table: GapTable) -> str:
    """Session key of the widget that asks which area a file is about."""
    return f"download_area_{table.selection.level}"


def _about(table: GapTable) -> str | None:
    """The area that a file is about: what was picked, at first the chosen one; None for all."""
    chosen = st.session_state.get(state.AREA)
    about: str | None = st.session_state.get(_about_key(table), chosen)
    return about


def _area(table: GapTable) -> str | None:
    """Ask which area a file is about: the chosen one first, None for all."""
    names = _names(table)
    chosen = st.session_state.get(state.AREA)
    codes: list[str | None] = [None, *sorted(table.rows["code"], key=lambda code: names[code])]
    code: str | None = st.selectbox(
        "About",
        codes,
        index=codes.index(chosen) if chosen in codes else 0,
        format_func=lambda c: names[c] if c else f"all {LEVEL_PLURAL[table.selection.level]}",
        key=_about_key(table),
    )
    return code


@st.cache_data(show_spinner=False, max_entries=8, scope="session")
def _picture(mark: str, _job: Job) -> bytes | None:  # noqa: ARG001
    return preview(_job)


def _preview(job: Job) -> None:
    with st.spinner("Drawing a preview …"):
        try:
            picture = _picture(job.recipe.dumps(), job)
        except GapmapError as error:
            messages.fail(str(error))
            return
    if picture:
        alt = _alt(job.table)
        st.image(picture, caption="Preview of the map", output_format="PNG", alt=alt)


def _make(job: Job) -> None:
    """Make the file when asked; then offer it with its name and size."""
    product, mark = PRODUCTS[job.product], job.recipe.dumps()
    if st.button("Make the file", key="download_make", type="primary"):
        with st.spinner(f"Making: {product.label} …"):
            try:
                told = replace(job, template=of_settings(job.product))
                made = files(told, _name(job, product.ending, job.today))
            except GapmapError as error:
                messages.fail(str(error))
                return
        st.session_state[MADE] = (mark, made)
    before = st.session_state.get(MADE)
    if not before or before[0] != mark:
        return
    for name, data in before[1].items():
        beside = name.endswith(BESIDE)
        st.download_button(
            f"Save {name} ({size_in_words(len(data))})",
            data,
            name,
            METADATA if beside else product.mime,
            key="download_save_beside" if beside else "download_save",
            on_click="ignore",
        )
    if product.beside:
        st.caption(WHAT_BESIDE)


def _name(job: Job, ending: str, today: date) -> str:
    group = job.product.split(".")[0]
    kind = "" if group in ("map", "table") else group
    what = "-".join(filter(None, [kind, job.page if job.page != PAGES[0] else ""]))
    grey = "-grey" if job.grey else ""
    area = str(job.table.row(job.area)["name"]) if job.area else ""
    own = bool(job.dataset.own_file)
    return file_name(job.table.selection, ending, today, f"{what}{grey}", area=area, own=own)


def size_in_words(size: int) -> str:
    """A file size: “820 kB”, “1.4 MB”."""
    return f"{size / 1e6:.1f} MB" if size >= 999_500 else f"{max(1, round(size / 1000))} kB"
