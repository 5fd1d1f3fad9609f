"""What the session remembers: widget values ⇄ Selection.

Widgets are keyed ``choose_<field>``. They are filled once from the address, then rule; after every
run the address is rewritten from the Selection (``address``), so that it can be copied at any time.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, cast

import streamlit as st

from gapmap.dataset import Dataset
from gapmap.errors import UserInputError
from gapmap.fields import to_texts
from gapmap.selection import FIELDS, Selection, parse
from gapmap.selection import choices as named
from gapmap.ui.state import address, limit, linked, spread
from gapmap.ui.state.keys import ASSUMED, CHOICES, FIRST
from gapmap.vocabulary import LEVEL_PLURAL, TILE_LEVELS

FIRST_YEAR: Final = 1994
LAST_YEAR: Final = 2026
AREA: Final = "area"
MAP: Final = "map"
DIFFERENCE: Final = "map_difference"
SIDES: Final = ("map_first", "map_second")
VIEW: Final = "view"
OWN_FILE: Final = "own_file"
KEEP: Final = "session"
"""``persist_state`` of every choice.

Streamlit keeps the choice while its widget is on no page, and where the next page comes before
the widget is drawn, and tells it to a browser that has not said yet what the widget shows.
"""
SINGLE: Final = (
    "level",
    "demand",
    "basis",
    "counts_only",
    "grade",
    "unit_cost",
    "standing",
    "all_types",
    "include_unstated",
    "accredited",
    "local",
    "shrinkage",
    "gap_below",
    "measure",
    "layout",
)


def key(field: str) -> str:
    """Session key of the widget of one field, as it is now."""
    return CHOICES.of(field)


def keys() -> Callable[[str], str]:
    """The same for many fields, for as long as nothing sets the choices anew."""
    return CHOICES.naming()


def start(data: Dataset) -> tuple[Selection | None, list[str]]:
    """Fill the widgets from the address on a first run, or after a step back or forward.

    Returns the Selection of the address (None when the widgets rule) and what had to be adjusted.
    """
    limit.settle()
    _take_map_event()
    if key("level") in st.session_state and not address.stepped():
        return None, []
    st.session_state.pop(FIRST.of("basis"), None)  # A of a comparison is read again too
    st.session_state.pop("plan_aim", None)  # and what is asked of a plan
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    selection, problems = Selection.from_query(query)
    area = query.get(AREA, [""])[-1].strip().upper() or None
    if area and "level" not in query:
        selection = selection.with_(**named({"level": linked.level_of(area, data)}))
    selection = restore(selection, area, data, problems)
    st.session_state[VIEW] = _view(query.get(VIEW, [""])[-1])
    if not spread.restore(selection, query.get(spread.ADDRESS, [""])[-1]):
        problems.append("The link was adjusted. The range to show on the map cannot be read.")
    if told := query.get(linked.ADDRESS, [""])[-1]:
        problems += linked.other_data(told, selection, data)
    return selection, problems


def restore(
    selection: Selection, area: str | None, data: Dataset, problems: list[str], what: str = "link"
) -> Selection:
    """Set every widget to a Selection, as far as the app can show it, and the chosen area.

    Returns the Selection set. What had to be adjusted is added to ``problems``; ``what`` is where
    the Selection comes from.
    """
    selection = _shown_here(selection, data, problems, what)
    fill(selection)
    odd = linked.not_there(area, selection.level, data) if area else ""
    if odd:
        problems.append(f"The {what} was adjusted. {odd}")
    st.session_state[AREA] = None if odd else area
    st.session_state[VIEW] = None
    return selection


def _shown_here(selection: Selection, data: Dataset, problems: list[str], what: str) -> Selection:
    """Replace what the app cannot show, and say so."""
    adjusted = f"The {what} was adjusted."
    if selection.level not in TILE_LEVELS:
        level = LEVEL_PLURAL[selection.level]
        problems.append(f"{adjusted} No map of {level} is drawn.")
        selection = selection.with_(level="pfa")
    if selection.demand not in data.models:
        problems.append(f"{adjusted} It needs a table of your own estimates: load it.")
        selection = selection.with_(demand="serious", assumptions=())
    try:
        data.models[selection.demand].values(dict(selection.assumptions))
    except UserInputError as error:
        problems.append(f"{adjusted} {error}")
        selection = selection.with_(assumptions=())
    return selection


def not_shown(wanted: Selection, selection: Selection, what: str = "link") -> str:
    """What of an address or file the widgets could not take over, in a sentence; else empty."""
    labels = [
        f"“{field.label}”"
        for name, field in FIELDS.items()
        if getattr(wanted, name) != getattr(selection, name)
    ]
    if not labels:
        return ""
    return f"The {what} was adjusted. The page cannot show what it has for {', '.join(labels)}."


def _view(text: str) -> list[float] | None:
    """Latitude, longitude and zoom from the address; None when they are not usable."""
    try:
        latitude, longitude, zoom = (float(part) for part in text.split(","))
    except ValueError:
        return None
    usable = 49 <= latitude <= 61 and -9 <= longitude <= 3 and 4 <= zoom <= 18
    return [latitude, longitude, zoom] if usable else None


def fill(selection: Selection) -> None:
    """Set every widget to a Selection."""
    if key("level") in st.session_state:  # else there are no widgets yet
        renew()
    _forget_assumptions()
    for name, value in _held(selection).items():
        st.session_state[key(name)] = value
    for name, value in selection.assumptions:
        st.session_state[assumption_key(selection.demand, name)] = value
    limit.propose(selection.suppress_below)


def renew() -> None:
    """Have what stands in closed boxes drawn anew: no browser would learn what is set there."""
    CHOICES.renew()
    ASSUMED.renew()


def change(changes: Mapping[str, Any]) -> None:
    """Set these fields of the Selection alone, whatever the others are."""
    renew()
    held = _held(Selection().with_(**named(changes)))
    for field in changes:
        name = "years" if field in ("since", "until") else field
        st.session_state[key(name)] = held[name]
        if field == "assumptions":
            _forget_assumptions()
        elif field == "suppress_below":
            limit.propose(changes[field])


def _held(selection: Selection) -> dict[str, Any]:
    """What the widgets hold of a Selection, by their names."""
    held: dict[str, Any] = {field: getattr(selection, field) for field in FIELDS}
    held |= {field: list(held[field]) for field in ("types", "routes", "accepts")}
    held["breaks"] = to_texts(selection.breaks)[0].replace(",", ", ")
    held["target_share"] = round(100 * selection.target_share, 4)
    held["years"] = years_shown(selection)
    return held


def years_shown(selection: Selection) -> tuple[int, int]:
    """The ends of the years' slider for a Selection; open ends stand at its limits."""
    since = FIRST_YEAR if selection.since is None else max(selection.since, FIRST_YEAR)
    until = LAST_YEAR if selection.until is None else min(selection.until, LAST_YEAR)
    return min(since, LAST_YEAR), max(until, FIRST_YEAR)


def years_chosen(ends: tuple[int, int]) -> tuple[int | None, int | None]:
    """``since`` and ``until`` of a Selection for the ends of the years' slider."""
    since, until = ends
    return (None if since <= FIRST_YEAR else since), (None if until >= LAST_YEAR else until)


def assumption_key(model: str, name: str) -> str:
    """Session key of the widget of one assumption of one model, as it is now."""
    return ASSUMED.of(f"{model}_{name}")


def _forget_assumptions() -> None:
    for name in [k for k in st.session_state if str(k).startswith("assume_")]:
        del st.session_state[name]


def clear() -> None:
    """Put every choice back to its default, keeping the level and what marked figures need."""
    spread.forget()
    put(Selection(level=st.session_state[key("level")]))


def let_go() -> None:
    """Choose no area."""
    st.session_state[AREA] = None


def put(selection: Selection) -> None:
    """Set every choice to a Selection, keeping the chosen area."""
    fill(selection)


def read(data: Dataset) -> tuple[Selection, str]:
    """Return the Selection of the widgets, and a sentence when something had to be left out."""
    state, key = st.session_state, CHOICES.naming()
    since, until = years_chosen(state[key("years")])
    choices: dict[str, Any] = {
        "since": since,
        "until": until,
        "target_share": round(state[key("target_share")] / 100, 6),
        "suppress_below": limit.in_force(),
    }
    for field in SINGLE:
        choices[field] = state[key(field)]
    for field in ("types", "routes", "accepts"):
        choices[field] = tuple(state[key(field)])
    problem = ""
    if choices["demand"] not in data.models:
        problem = "This view needs a table of your own estimates: load it under “How to count”."
        choices["demand"] = "serious"
    model = data.models[choices["demand"]]
    assumed = {a.key: assumption_key(model.key, a.key) for a in model.assumptions}
    choices["assumptions"] = tuple(
        (a.key, float(state[assumed[a.key]]))
        for a in model.assumptions
        if state.get(assumed[a.key], a.value) != a.value
    )
    try:
        model.values(dict(choices["assumptions"]))
    except UserInputError as error:
        choices["assumptions"], problem = (), str(error)
    choices["breaks"], odd = _classes(state[key("breaks")])
    return _selection(tuple(choices.items())), odd or problem


def classes_problem() -> str:
    """Why the classes that were typed are not those of the map, in a sentence; else empty."""
    return _classes(st.session_state[key("breaks")])[1]


@lru_cache(64)
def _classes(typed: str) -> tuple[tuple[float, ...], str]:
    """The classes of a text, or the usual ones where it is blank or, with the reason, no list."""
    usual = Selection().breaks
    if not typed.strip():
        return usual, ""
    try:
        return Selection(breaks=cast(tuple[float, ...], parse("breaks", [typed]))).breaks, ""
    except UserInputError as error:
        return usual, f"{error} Until it is, the usual classes are drawn."


@lru_cache(1024)
def _selection(choices: tuple[tuple[str, Any], ...]) -> Selection:
    """A Selection of its choices, which are looked at closely once: they are read twice a run."""
    return Selection(**dict(choices))


def _take_map_event() -> None:
    """Make the area last clicked on a map the chosen one."""
    told = [event for key in (MAP, DIFFERENCE, *SIDES) if (event := st.session_state.get(key))]
    event = max(told, key=lambda event: event["n"], default=None)
    if event and event["n"] > st.session_state.get("map_event", 0):
        st.session_state["map_event"] = event["n"]
        st.session_state[AREA] = event["area"]
