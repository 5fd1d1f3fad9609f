"""The page “Missing facts”: what is not known, who could say, whose answer would settle most."""

from datetime import UTC, datetime
from typing import Final

import pandas as pd
import streamlit as st

from gapmap.core.evidence.asking.due import due
from gapmap.core.evidence.asking.missing import AreaFacts, Missing
from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.errors import GapmapError
from gapmap.present import html
from gapmap.present.asking import tables, view, words
from gapmap.present.asking.form import Form
from gapmap.present.plan import words as plan_words
from gapmap.present.web.web_map import MapPayload
from gapmap.present.words.labels import long_date, plural
from gapmap.settings import Settings
from gapmap.tasks.asking import ask
from gapmap.tasks.asking.directory import opened, requests
from gapmap.tasks.asking.directory.roles import Person
from gapmap.tasks.asking.missing import for_plan, missing
from gapmap.tasks.files.names import file_name
from gapmap.ui import messages
from gapmap.ui.answers import by_hand, came_back, kept
from gapmap.ui.answers import who as sign
from gapmap.ui.map import layer as map_layer
from gapmap.ui.map.component import gap_map
from gapmap.ui.pages.plan import proposal_of
from gapmap.ui.state import choices as state
from gapmap.ui.state import plan as wishes
from gapmap.vocabulary import HOLDER_KINDS

SHADE: Final = "missing_shade"
MAP: Final = "missing_map"
SEEN: Final = "missing_seen"
"""The last event of the map that was acted on."""
SETTLES, PLAN = "settles", "plan"
ORDERS: Final = {
    SETTLES: "People whose number it would settle",
    PLAN: "Places of the plan that it would move",
}
MOVED: Final = (
    "Places that would go elsewhere were the number of an area known to be as many per 1,000 as "
    "elsewhere, and not none. An office that can speak for a part of an area counts for that part, "
    "by its people."
)
PERCENT: Final = st.column_config.NumberColumn(format="%.1f")
RIGHT: Final = st.column_config.Column(alignment="right")
WIDE: Final = st.column_config.Column(width="large")


def show(dataset: Dataset, table: GapTable) -> None:
    """Draw the page for the view of the rest of the app."""
    found = missing(dataset, table)
    settings = Settings.from_environment()
    who = sign.person_here(settings)
    st.title("Missing facts")
    st.html(html.finding(f"{words.finding(found)}."))
    st.write(messages.plain(words.finding_more(found)))
    _map(table, found)
    code = st.session_state.get(state.AREA)
    if code in found.by_code:
        _area(dataset, found, found.by_code[code])
        kept.history(dataset, code, settings)
    else:
        st.caption("Choose an area on the map, or by its name at the top, to see whom to ask.")
    _counts(found, kept_here=bool(settings.directory_address))
    _order(dataset, table, found)
    _areas(found)
    _downloads(dataset, found, who, settings)
    came_back.show(dataset, found, who, settings)
    by_hand.show(dataset, code if code in found.by_code else None, who, settings)
    kept.show(who, settings)
    sign.sign_in(who)


def _map(table: GapTable, found: Missing) -> None:
    with st.container(key="map_and_legend"):
        left, right = st.columns([7, 3], gap="medium")
    with left:
        fact = st.selectbox(
            "Shade by what is known of",
            list(view.SHADED),
            format_func=view.SHADED.__getitem__,
            key=SHADE,
            persist_state=state.KEEP,
        )
        event = gap_map(
            _payload(table, found, fact), site=map_layer.map_site(), key=MAP, height=560
        )
    with right:
        st.html(html.drawn_legend(view.legend(found, fact)))
        st.caption(
            "Darker means that less is known. It does not say that there are fewer programmes, "
            "nor that an answer was refused."
        )
    if event is not None and event["n"] > st.session_state.get(SEEN, 0):
        st.session_state[SEEN] = event["n"]
        if event["area"] != st.session_state.get(state.AREA):
            st.session_state[state.AREA] = event["area"]
            st.rerun()


def _payload(table: GapTable, found: Missing, fact: str) -> MapPayload:
    return {
        "level": map_layer.geometry(table.selection),
        "areas": view.paints(found, fact),
        "colours": list(view.colours()),
        "selected": st.session_state.get(state.AREA),
        "markers": [],
        "show_markers": False,
        "label": view.alt_text(found, fact),
        "background": None,
        "fit": None,
        "quiet": True,
    }


def _area(dataset: Dataset, found: Missing, area: AreaFacts) -> None:
    st.header(messages.plain(area.place.name))
    st.write(messages.plain(words.settles(found, area)))
    st.table(_headed(view.fact_rows(area)).set_index("Fact"))
    st.subheader("Who could say")
    st.table(_headed(view.body_rows(area)).set_index("Organisation"))
    st.caption(words.EXPECTED)
    st.subheader("Where to look first")
    countries = sorted({str(dataset.lookup["country"][block]) for block in area.place.blocks})
    pages = words.where(found, area, countries)
    st.html(html.pages([(page.title, page.address, page.why) for page in pages]))


def _counts(found: Missing, *, kept_here: bool) -> None:
    st.header("Expected, asked, answered, known")
    st.table(_headed(view.count_rows(found)).set_index("Fact"))
    st.caption(
        "Numbers of areas, except in the last column. Known of every programme, of some, of none, "
        "and no programme add up to those where somebody should know. Asked and answered are "
        f"requests on record in the data of {long_date(found.as_of)}"
        f"{', those kept here included' if kept_here else ', not a round of your own'}."
    )


def _order(dataset: Dataset, table: GapTable, found: Missing) -> None:
    rows = view.order_rows(found)
    if not rows:
        return
    st.header("Whose answer would settle most")
    by = st.radio(
        "In the order of", list(ORDERS), format_func=ORDERS.__getitem__, key="missing_order_by",
        horizontal=True, persist_state=state.KEEP,
    )  # fmt: skip
    if by == PLAN:
        _of_plan(dataset, table)
        return
    st.dataframe(
        _headed(rows),
        hide_index=True,
        column_config={
            "Share, %": PERCENT,
            "Adds, %": PERCENT,
            "Settles, people": RIGHT,
            "People where it says at least": RIGHT,
        },
        key="missing_order",
        alt="Organisations in the order of asking, with what each answer would settle",
    )
    st.caption(
        "Share of the estimated perpetrators in areas without a number, whom an answer on the "
        f"places would settle. {words.OVERLAP[0].upper()}{words.OVERLAP[1:]}"
    )


def _of_plan(dataset: Dataset, table: GapTable) -> None:
    """The offices whose answer would move most of the plan that the page “Plan” asks for."""
    wish = wishes.current(frozenset(table.columns["code"]))
    try:
        proposal = proposal_of(table, wish)
    except GapmapError as error:
        messages.fail(str(error))
        return
    rows = view.plan_rows(for_plan(dataset, table, proposal.asking))
    if rows:
        st.dataframe(
            _headed(rows), hide_index=True, key="missing_plan_order",
            alt="Organisations in the order of asking, with the places of a plan that each moves",
        )  # fmt: skip
    else:
        st.write("No single answer would move a programme of that plan.")
    st.caption(
        messages.plain(f"Of the plan on the page Plan ({plan_words.title(proposal)}). {MOVED}")
    )


def _headed(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Rows as a table whose headings begin with a capital."""
    return pd.DataFrame(rows).rename(columns=lambda name: f"{name[0].upper()}{name[1:]}")


def _areas(found: Missing) -> None:
    st.header("Every area")
    st.dataframe(
        _headed(view.area_rows(found)),
        hide_index=True,
        column_config={"Facts known, %": PERCENT, "What one answer would settle": WIDE},
        placeholder="no programme recorded",
        key="missing_areas",
        alt="Areas with what is missing of each and what one answer would settle",
    )


def _downloads(dataset: Dataset, found: Missing, who: Person, settings: Settings) -> None:
    st.header("Ask")
    st.write(
        "A letter and a workbook to return for each office: ten questions, prefilled with what is "
        "held. Nothing is sent; the files are yours to send."
    )
    today = datetime.now(UTC).date()
    code = st.session_state.get(state.AREA)
    kinds = st.multiselect(
        "Whom to ask",
        list(HOLDER_KINDS),
        list(ask.KINDS),
        format_func=HOLDER_KINDS.__getitem__,
        key="ask_kinds",
        persist_state=state.KEEP,
    )
    codes = [code] if code in found.by_code else []
    where = found.by_code[codes[0]].place.name if codes else "everywhere"
    own = bool(dataset.own_file)
    able = ask.able(dataset, found, codes, kinds)
    if able:
        st.download_button(
            f"Download: {plural(len(able), 'request')}, {where} (ZIP)",
            lambda: _archive(list(ask.forms(found, able, today)), who, settings),
            file_name(
                found.selection, ".zip", today, "requests", area=where if codes else "", own=own
            ),
            "application/zip",
            on_click="ignore",
            key="download_requests",
        )
        drafted = " The requests are kept below as drafted." if who.edits else ""
        st.caption(f"Received today, an answer is due on {long_date(due(today))} by law.{drafted}")
    else:
        st.caption("Nobody of these kinds is on record here.")
    countries = {str(b): str(c) for b, c in dataset.lookup["country"].items()}
    st.download_button(
        "Download: Missing facts (CSV)",
        lambda: tables.as_csv(found, found.areas, countries),
        file_name(found.selection, ".csv", today, "missing", own=own),
        "text/csv",
        on_click="ignore",
        key="download_missing",
    )


def _archive(made: list[Form], who: Person, settings: Settings) -> bytes:
    """The files of requests; whoever may edit has them kept as drafted."""
    if who.edits:
        requests.draft(opened.needed(settings), made, who.name)
    return ask.archive(made)
