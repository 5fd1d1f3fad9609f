"""Pages are laid out by templates: each text escaped, nothing left blank, compiled once."""

import ast
import re
from pathlib import Path

import jinja2
import pytest
from lxml import html as parser

from gapmap.core.comparing.comparison import compare
from gapmap.present import html, view
from gapmap.selection import Selection

PACKAGE = Path(html.__file__).parents[1]
TAG = re.compile(r"</?(?:div|p|h[1-6]|span|li|ul|ol|dl|section|table|tr|td|th|details)\b[^>]*>")
HOSTILE = '"><img src=x onerror=alert(1)>{{ 7 * 7 }}&'
VIEWS = (
    {},
    {"measure": "grade"},
    {"measure": "programmes", "level": "county"},
    {"level": "borough", "suppress_below": 30},
)


def looks(text):
    """What each swatch of a legend is called."""
    found = parser.fragments_fromstring(text)[0].xpath(".//*[contains(@class, 'gm-swatch')]")
    return [swatch.get("class").removeprefix("gm-swatch ") for swatch in found]


@pytest.mark.parametrize("choices", VIEWS, ids=str)
def test_every_swatch_of_a_legend_has_its_rule(dataset, choices):
    table = dataset.gap(Selection(**choices))
    shown = looks(html.legend(table))
    assert shown
    if table.selection.measure != "grade" and not table.selection.suppress_below:
        old = dataset.gap(Selection(**choices, since=2010, until=2016, standing="any"))
        shown += looks(html.change_legend(compare(old, table)))
    assert [look for look in shown if f".gm-swatch.{look} {{" not in html.swatches()] == []


def test_a_class_has_the_colour_that_its_areas_have(dataset):
    legend = view.legend(dataset.gap(Selection()))
    number = len(legend["classes"])
    for index, (_, colour, _) in enumerate(legend["classes"]):
        rule = f".gm-swatch.class-{index}-{number} {{ background: {colour}; }}"
        assert rule in html.swatches()


def test_a_hostile_text_stays_text():
    pieces = [
        html.own_notes([HOSTILE]),
        html.threshold([HOSTILE]),
        html.key_figures([(HOSTILE, HOSTILE, HOSTILE)]),
        html.listing([{HOSTILE: HOSTILE}], HOSTILE),
        html.finding(HOSTILE),
        html.foot([HOSTILE]),
        html.in_words(HOSTILE, HOSTILE),
    ]
    for piece in pieces:
        tree = parser.fragments_fromstring(piece)[0]
        assert HOSTILE in tree.text_content()
        assert tree.xpath(".//img|.//*[@onerror]") == []


def test_what_a_template_is_not_given_is_an_error():
    with pytest.raises(jinja2.UndefinedError):
        html.template("parts.html").module.legend({"caption": "A legend without classes"})


def test_templates_are_compiled_once():
    assert html.template("parts.html") is html.template("parts.html")
    assert html.swatches() is html.swatches()


def test_no_page_is_written_in_strings_of_python():
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for folder in ("ui", "present", "tasks")
        for path in (PACKAGE / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and TAG.search(node.value)
    ]
    assert found == []
