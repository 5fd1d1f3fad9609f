"""Pieces of pages as HTML, made by the templates beside this module, which escape every text.

The app, the one-file map and every page that is published take them from here, so that what is
said of a table is laid out once. Templates are read and compiled once a process.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from gapmap.core.comparing.comparison import Comparison
from gapmap.core.gap import GapTable
from gapmap.fields import MAX_BREAKS
from gapmap.present import palette, view
from gapmap.present.area.peers import Peer
from gapmap.present.area.profile import Profile
from gapmap.present.kept import once
from gapmap.present.words import alt_text, scale
from gapmap.present.words import finding as words
from gapmap.vocabulary import MEASURES

TEMPLATES: Final = Path(__file__).with_name("templates")
RELATIONS: Final = {
    "this area": "this area",
    "chosen": "chosen",
    "neighbour": "neighbour",
    "region": "its region, pooled",
    "whole": "the whole, pooled",
}


@cache
def environment(*beside: Path) -> Environment:
    """The templates here, and those of the folders ``beside`` a module that has its own.

    What is missing is an error, never an empty text.
    """
    return Environment(
        loader=FileSystemLoader([*beside, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def template(name: str, *beside: Path) -> Template:
    """A template by its file's name."""
    return environment(*beside).get_template(name)


class Html(str):
    """HTML as it is to be shown: Streamlit looks for no indents in what says so itself."""

    __slots__ = ()

    def _repr_html_(self) -> "Html":
        return self

    def __add__(self, other: str) -> "Html":
        return Html(super().__add__(other))


def _part(name: str, *values: object) -> Html:
    return _macro("parts.html", name, *values)


def _macro(file: str, name: str, *values: object) -> Html:
    return Html(str(getattr(template(file).module, name)(*values)).strip())


@cache
def swatches() -> str:
    """The stylesheet with the colours and patterns of every legend."""
    return template("swatches.css").render(
        palette=palette,
        classes=[palette.class_colours(n) for n in range(1, MAX_BREAKS + 2)],
        changes=[palette.change_colours(n) for n in (3, 5)],
    )


def style(css: str, *, kept: bool = False) -> str:
    """A stylesheet as it stands in a page; ``kept`` there by ``page.js`` once it has been sent."""
    return _part("style", css, kept)


@once
def headline(table: GapTable, code: str | None = None) -> str:
    """The finding, that of an area once one is chosen, what to loosen, and whether data are own."""
    return _part("headline", view.headline(table, code))


@once
def counted(table: GapTable, code: str | None = None) -> str:
    """One line: how many programmes, how many with a number, and the years."""
    return _part("counted", view.counted(table, code))


@once
def notes(table: GapTable, code: str | None = None) -> str:
    """What is behind the finding, the Selection in words, what it leaves out or counts so."""
    return _part("notes", view.behind(table, code), view.notes(table), words.CAVEAT)


def page_title(text: str) -> str:
    """The finding of a page that is not about a table alone."""
    return _part("page_title", text)


def lines(found: Sequence[str]) -> str:
    """Sentences as a list."""
    return _part("items", found, "gm-lines")


def legend_of(shown: Mapping[str, object]) -> str:
    """A legend that has been put together elsewhere (``view.Legend``)."""
    return _part("legend", shown, "p")


def heading(text: str, anchor: str = "") -> str:
    """A heading of a part of the page, at which a link may open that ends in ``anchor``."""
    return _part("heading", text, anchor)


def own_notes(lines: Iterable[str]) -> str:
    """What has to be said of the data of a view: that a user's own file is in it."""
    return _part("own_notes", list(lines))


def key_figures(figures: Iterable[tuple[str, str, str]]) -> str:
    """The row of key figures, as a definition list."""
    return _part("key_figures", figures)


@once
def legend(table: GapTable) -> str:
    """All classes and all states in use, each with its number of areas."""
    return _part("legend", view.legend(table), "h2")


def change_legend(found: Comparison) -> str:
    """Classes of change and statuses without one, each with its number of areas."""
    return _part("legend", view.change_legend(found), "h2")


def drawn_legend(shown: view.Legend) -> str:
    """A legend that is not of a GapTable or a comparison."""
    return _part("legend", shown, "h2")


@once
def ranking(table: GapTable, note: str, chosen: str = "") -> str:
    """Areas with a value of the measure shaded, the worst first, as bars with their ranges."""
    return _part("ranking", view.ranking(table), note, chosen)


def threshold(lines: Sequence[str]) -> str:
    """Areas and people on each side of the user's threshold."""
    return _part("items", lines, "gm-threshold")


def sources(rows: Iterable[Mapping[str, str]]) -> str:
    """Sources as a list, with a link where there is a web address."""
    return _part("sources", [view.source(row) for row in rows])


def pages(found: Iterable[tuple[str, str, str]]) -> str:
    """Pages to look at, as a list of links: title, address, and what may stand there."""
    return _part("sources", [{"title": t, "url": u, "about": f": {why}"} for t, u, why in found])


def listing(rows: Sequence[Mapping[str, object]], about: str) -> str:
    """A table whose texts wrap, its headings from the first row's keys."""
    return _part("rows", rows, about)


def named_listing(rows: Sequence[Mapping[str, object]], about: str) -> str:
    """The same, each row named by its first cell; on a narrow window a row is a list."""
    return _part("named_rows", rows, about)


def contents(parts: Mapping[str, str]) -> str:
    """Links to the parts of a page: titles by anchor."""
    return _part("contents", parts)


def folded(label: str, part: str) -> str:
    """A long ``part``, HTML made here, that opens by its ``label`` and by what is looked for."""
    return _part("folded", label, part)


def notebook(table: GapTable, picture: str, alt: str) -> str:
    """The map in a notebook, with its finding and caveat: nothing is fetched from outside.

    ``picture`` is the SVG in base 64 and ``alt`` what it shows in words; where it is blank, the
    areas are listed instead.
    """
    rows = [
        {
            "Area": row["name"],
            MEASURES[table.selection.measure]: scale.value(table, row),
            "Places a year": words.places(row),
            "Estimated perpetrators": words.perpetrators(row),
        }
        for row in table.records
    ]
    lines = (words.finding(table), words.counted(table), *alt_text.told(table))
    return _macro("notebook.html", "notebook", lines, picture, alt, rows, words.CAVEAT)


def foot(paragraphs: Iterable[str]) -> str:
    """What stands below every view."""
    return _part("foot", list(paragraphs))


def finding(text: str) -> str:
    """A finding that is not the page's first heading."""
    return _part("finding", text)


def halves(buttons: Mapping[str, str]) -> str:
    """Buttons that open and close parts of the page, by the name of the part."""
    return _part("halves", list(buttons.items()))


def told(text: str) -> str:
    """What an act of the user came to, read out as soon as it is there."""
    return _part("told", text)


def in_words(label: str, chosen: str) -> str:
    """What is chosen in a view that has a name."""
    return _part("in_words", label, chosen)


def profile(area: Profile) -> str:
    """An area's profile: figures, what is not known, programmes as a table, context."""
    return _macro("area.html", "profile", area)


def brief(area: Profile) -> str:
    """The chosen area beside the map: its first figures, two things not known, and the way down."""
    return _macro("area.html", "brief", area)


def change_brief(lines: Sequence[str]) -> str:
    """An area beside the map of a comparison: its name, then a line for each thing to be said."""
    return _macro("area.html", "change_brief", lines)


def peers(found: Sequence[Peer], caption: str) -> str:
    """An area and those it is compared with, as a table that scrolls within itself."""
    return _macro("area.html", "peers", found, caption, RELATIONS)
