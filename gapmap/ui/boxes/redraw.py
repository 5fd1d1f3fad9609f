"""“Open an exported file”: drop a file that gapmap wrote, and its view is set up again."""

from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from gapmap.core.plan.kept import loads
from gapmap.core.plan.reach.asked import Question
from gapmap.core.plan.wish import Wish
from gapmap.dataset import Dataset
from gapmap.errors import GapmapError, UserInputError
from gapmap.io.recipes import find as recipes
from gapmap.io.uploads.table import shown_name
from gapmap.present.words import redraw as redraw_words
from gapmap.recipe import Recipe
from gapmap.selection import Selection
from gapmap.tasks import redraw
from gapmap.tasks.products import KEPT_PLANS, REACH
from gapmap.ui import messages
from gapmap.ui.state import choices as state
from gapmap.ui.state import limit, uploads
from gapmap.ui.state import plan as wishes
from gapmap.ui.state import reach as reaches

FILE: Final = "exported_file"
OPENED: Final = "opened_export"
PROBLEM: Final = "opened_problem"
OTHER_LIMIT: Final = (
    "It was made with a lower limit for small numbers than is in force: what has changed since is "
    "not listed, because the two together could give withheld numbers away."
)
OWN_REACH: Final = (
    "The file was made with ways or points of your own, which it does not hold: drop the table of "
    "ways on the page “Plan” again; points of your own are for the command line."
)


@dataclass
class Opened:
    """A file that was opened: what is to be said of it while its view is on screen.

    ``wanted`` is the Selection that the widgets were set to, ``shown`` what they made of it.
    """

    name: str
    recipe: Recipe
    wanted: Selection
    changed: str  # what has changed since the file was made; empty when nothing has
    notes: list[str] = field(default_factory=list)
    shown: Selection | None = None


def show(data: Dataset) -> None:
    """Draw the box, at the end of the filters."""
    problem, opened = st.session_state.get(PROBLEM, ""), st.session_state.get(OPENED)
    with st.expander("Open an exported file", expanded=bool(problem)):
        st.caption(
            "Any map, table, briefing or slide that gapmap wrote keeps the choices it was made "
            "with, a CSV in the file beside it that ends in -metadata.json. Drop it here to set "
            "them again."
        )
        st.file_uploader(
            "Exported file",
            type=list(recipes.ENDINGS),
            key=FILE,
            on_change=_open,
            args=(data,),
        )
        if problem:
            messages.fail(problem)
        elif opened:
            same = "" if opened.changed else " The data are the same today."
            made = f"{opened.name} was made on {redraw_words.on(opened.recipe)}."
            st.caption(messages.plain(made + same))


def notices(selection: Selection) -> list[str]:
    """What must be said above the view of an opened file; nothing once it is another view."""
    opened: Opened | None = st.session_state.get(OPENED)
    if opened is None:
        return []
    if opened.shown is None:
        opened.shown = selection
        opened.notes.append(state.not_shown(opened.wanted, selection, "view of the file"))
    if selection != opened.shown:
        return []
    changed = f"{opened.name}: {opened.changed}" if opened.changed else ""
    return [sentence for sentence in (changed, *opened.notes) if sentence]


def _open(data: Dataset) -> None:
    """Set every choice to those of the file just dropped."""
    file = st.session_state[FILE]
    st.session_state[OPENED], st.session_state[PROBLEM] = None, ""
    if file is None:
        return
    try:
        recipe = recipes.find_apart(file.getvalue(), file.name)
    except GapmapError as error:
        st.session_state[PROBLEM] = str(error)
        return
    finally:
        uploads.drop(file)
    notes: list[str] = []
    wanted = state.restore(recipe.selection, recipe.area, data, notes, "view of the file")
    if recipe.plan is not None:
        try:
            if recipe.product in KEPT_PLANS:
                wishes.keep(loads(recipe.plan))
            elif recipe.product in REACH:
                question = Question.loads(recipe.plan)
                reaches.fill(question)
                if question.travel or question.origins:
                    notes.append(OWN_REACH)
                if question.plan is not None:
                    wishes.fill(question.plan)
            else:
                wishes.fill(Wish.loads(recipe.plan))
            notes.append("What was asked of it stands on the page “Plan”.")
        except GapmapError as error:
            notes.append(str(error))
    st.session_state[OPENED] = Opened(
        shown_name(file.name), recipe, wanted, _changed(recipe, data), notes
    )


def _changed(recipe: Recipe, data: Dataset) -> str:
    needed = redraw.needs(recipe, data)
    if needed:
        return needed
    private = data.own_file or recipe.selection.demand == "own"
    if private and limit.in_force() > recipe.selection.suppress_below:
        return OTHER_LIMIT
    try:
        return " ".join(redraw.since(recipe, data, data.gap(recipe.selection)))
    except UserInputError:  # said by state.restore, which shows another view instead
        return ""
