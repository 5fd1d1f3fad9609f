"""The documents keep up with the program and the data, and their links lead somewhere."""

import argparse
import json
import re
from pathlib import Path

import pytest

from gapmap import vocabulary
from gapmap.cli import main as cli
from gapmap.core.evidence.matching import Match
from gapmap.core.gap import COLUMNS
from gapmap.dataset import Dataset
from gapmap.present.words import finding as words
from gapmap.selection import FIELDS, Selection

ROOT = Path(__file__).parents[2]
DICTIONARY = (ROOT / "data" / "README.md").read_text("utf-8")
RESOURCES = json.loads((ROOT / "data" / "datapackage.json").read_text("utf-8"))["resources"]
TYPE_WORDS = {"string": "text", "integer": "whole number", "number": "number", "list": "list"}
VOCABULARIES = (
    "LEVELS",
    "TYPES",
    "ROUTES",
    "GROUPS",
    "BASES",
    "ROW_KINDS",
    "STATES",
    "COUNT_KINDS",
    "CAPACITY_KINDS",
    "VALUE_STATUSES",
    "PROGRAMME_STATUSES",
    "DATE_BASES",
    "DEMAND_MODELS",
    "LOCAL_RATES",
    "EVIDENCE",
)
SHOWN = (
    "TYPES",
    "ROUTES",
    "GROUPS",
    "ROW_KINDS",
    "BASES",
    "STATES",
    "DEMAND_MODELS",
    "LOCAL_RATES",
)
SKIPPED = {".venv", ".git", "node_modules"}
PAGES = sorted(
    page
    for page in ROOT.rglob("*.md")
    if not any(part in SKIPPED or part.startswith(".") for part in page.relative_to(ROOT).parts)
)
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))


def read(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text("utf-8")


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next heading of its rank or a higher one."""
    rank = heading.split(" ")[0]
    _, found, rest = text.partition(f"\n{heading}\n")
    assert found, f"no heading “{heading}”"
    return re.split(rf"^#{{1,{len(rank)}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def anchors(text: str) -> set[str]:
    """The anchors that headings get: lower case, hyphens for spaces, no punctuation."""
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def commands() -> dict[str, argparse.ArgumentParser]:
    actions = cli._parser()._actions
    (found,) = (a.choices for a in actions if isinstance(a, argparse._SubParsersAction))
    return dict(found)


def test_every_command_and_option_of_the_command_line_is_described():
    described = read("README.md") + read("docs", "command-line.md")
    missing = [name for name in commands() if f"`{name}" not in described]
    for parser in commands().values():
        options = {flag for action in parser._actions for flag in action.option_strings}
        missing += [o for o in options if o.startswith("--") and f"`{o}`" not in described]
    assert missing == []


@pytest.mark.parametrize("name", FIELDS)
def test_every_choice_of_a_selection_has_its_row(name):
    field = FIELDS[name]
    page = read("docs", "command-line.md")
    assert f"| `{field.flag}` | `{name}` |" in page
    assert [term for term in field.allowed or () if f"`{term}`" not in page] == []


def test_every_column_of_the_table_is_described():
    described = section(read("docs", "command-line.md"), "## Columns of the table")
    ends = re.compile("_(low|high)$")
    assert "`_low` and `_high`" in described
    missing = [c for c in COLUMNS if f"`{c}`" not in described and not ends.search(c)]
    assert missing == []


def test_every_number_of_an_estimate_is_described_with_its_limits_and_logged():
    described, log = read("docs", "command-line.md"), read("docs", "assumptions.md")
    for model in Dataset.load().models.values():
        limits = "; ".join(
            f"`{a.key}` {a.minimum:.12g} to {a.maximum:.12g}" for a in model.assumptions
        )
        assert f"| `{model.key}` | {limits} |" in described
        assert [a.key for a in model.assumptions if f"`{a.key}`" not in log] == []


def test_every_example_command_is_accepted():
    pages = read("README.md") + read("docs", "command-line.md")
    examples = re.findall(r"^python -m gapmap ((?:table|export|sources).*)$", pages, re.MULTILINE)
    assert len(examples) >= 6
    for example in examples:
        options = cli._parser().parse_args(example.split())
        if "level" in options:
            assert isinstance(cli.selection_from(options), Selection)


@pytest.mark.parametrize("table", RESOURCES, ids=lambda table: table["name"])
def test_every_column_is_in_the_data_dictionary_with_its_type_and_unit(table):
    text = section(DICTIONARY, f"### `{table['name']}`")
    assert f"`{table['path']}`" in text
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| (yes|no) \| .+ \|$", text, re.MULTILINE)
    expected = [
        (
            field["name"],
            ", ".join(filter(None, [TYPE_WORDS[field["type"]], field.get("unit")])),
            "yes" if field.get("constraints", {}).get("required") else "no",
        )
        for field in table["schema"]["fields"]
    ]
    assert rows == expected


@pytest.mark.parametrize("table", RESOURCES, ids=lambda table: table["name"])
def test_every_allowed_value_is_in_the_data_dictionary(table):
    fields = table["schema"]["fields"]
    values = [v for f in fields for v in f.get("constraints", {}).get("enum", f.get("items", []))]
    assert [v for v in values if f"`{v}`" not in DICTIONARY] == []


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_term_is_defined_in_the_data_dictionary(name):
    terms = getattr(vocabulary, name)
    assert [t for t in terms if not re.search(rf"^\| `{t}` \| .+", DICTIONARY, re.MULTILINE)] == []


def test_labels_on_screen_are_the_ones_in_the_data_dictionary():
    for name in SHOWN:
        for term, label in getattr(vocabulary, name).items():
            assert f"| `{term}` | {label} |" in DICTIONARY


def test_the_data_dictionary_counts_what_is_there():
    tables = Dataset.load().tables
    programmes, licences = tables["programmes"], tables["sources"]["licence"].value_counts()
    services = (programmes["row_kind"] == "programme").sum()
    assert f"has {len(programmes)} rows about {programmes['programme_id'].nunique()}" in DICTIONARY
    assert f"{services} rows are about services" in DICTIONARY
    for level, number in programmes["checked"].value_counts().items():
        row = rf"^\| `{level}` \| [^|]+ \| {number} \|$"
        assert re.search(row, DICTIONARY, re.MULTILINE), level
    for licence, number in licences.items():
        assert f"| {licence} | {number} |" in DICTIONARY
    (row,) = re.findall(r"^\| `title_basis` .*$", DICTIONARY, re.MULTILINE)
    for number in tables["sources"]["title_basis"].value_counts():
        assert f": {number} sources" in row
    assert f"lists all {len(tables['merged_rows'])} facts" in DICTIONARY
    rows = programmes[programmes["row_kind"] == "programme"]
    silent = (rows["referral_routes"] == "").sum()
    quiet = ((rows["accepts"] == "") & (rows["does_not_accept"] == "")).sum()
    dating = programmes["dating"].value_counts()
    flat = " ".join(DICTIONARY.split())
    assert f"{silent} do not state who can refer and {quiet} do not state who is accepted" in flat
    assert f"{dating['inferred']} rows have years worked out" in flat
    assert f"{dating['undated']} have no date" in flat


def test_every_merged_name_and_every_part_is_listed():
    programmes = Dataset.load().tables["programmes"]
    for row in programmes.to_dict("records"):
        if row["service_id"] != row["programme_id"]:
            assert f"| `{row['programme_id']}` | `{row['service_id']}` |" in DICTIONARY
        if row["part_of"]:
            assert f"| `{row['service_id']}` | `{row['part_of']}` |" in DICTIONARY


def test_the_methodology_quotes_the_finding_of_today():
    table = Dataset.load().gap(Selection())
    text = read("docs", "methodology.md")
    assert f"> {words.finding(table)}\n" in text
    quoted = " ".join(section(text, "## What the data show").split())
    t, of = table.totals, table.totals.measured
    known = t.programmes - t.programmes_unmeasured
    assert f"({words.range_of(of)} in single areas)" in quoted
    assert f"by numbers {words.numbers_of(table)}" in quoted
    assert f"at least {of.ratio:.1f} in every 1,000" in quoted
    assert f"are {t.places:,.0f} a year, on {known} of {t.programmes} programmes" in quoted
    assert (
        f"{t.places_recent:,.0f} were contracted or counted in the last two years, "
        f"{t.places_not_counted:,.0f} are an aim or implied by a budget, "
        f"{t.places_terms_passed:,.0f} were on past funding, "
        f"and {t.places_lower_risk:,.0f} are for, or take in, first-time or low-risk "
        "cases, stalking or children. "
        f"Another {t.places_ended:,.0f} are left out"
    ) in quoted
    assert f"in {of.lower_bounds} of the {of.areas} police force areas where any" in text


@pytest.mark.parametrize(
    ("level", "label"),
    [("pfa", "police force area"), ("county", "county"), ("borough", "London borough")],
)
def test_the_methodology_counts_the_states_of_today(level, label):
    found = words.states(Dataset.load().gap(Selection(level=level)))
    found.pop("no_estimate", None)
    columns = ("measured", "unmeasured", "not_stated", "none_recorded")
    assert set(found) <= set(columns)
    cells = [sum(found.values()), *(found.get(state, 0) for state in columns)]
    assert f"| {label} | {' | '.join(map(str, cells))} |\n" in read("docs", "methodology.md")


@pytest.mark.parametrize(
    ("choice", "changes"),
    [
        ("contracts and counts only", {"counts_only": True}),
        (
            "also without services whose money has ended, with nothing seen since",
            {"standing": "now"},
        ),
        ("whether or not they have ended", {"standing": "any"}),
        ("whether or not they have ended, of any year", {"standing": "any", "since": None}),
    ],
)
def test_the_methodology_says_what_one_choice_changes(choice, changes):
    t = Dataset.load().gap(Selection(**changes)).totals
    row = f"| {choice} | {t.measured.areas} | {t.places:,.0f} |\n"
    assert row in read("docs", "methodology.md")


def test_the_methodology_counts_what_filters_hide_today():
    data, text = Dataset.load(), " ".join(read("docs", "methodology.md").split())

    def hidden(reason, **choices):
        found = data.gap(Selection(**choices)).hidden_for
        return found[reason, Match.NOT_STATED]

    assert f"that holds for {hidden('years')} programmes" in text
    assert f"For self-referral, {hidden('routes', routes=('self',))} programmes" in text
    assert f"for women, {hidden('accepts', accepts=('women',))} do not" in text


def test_there_are_decisions():
    numbers = [path.name[:4] for path in DECISIONS]
    assert numbers == [f"{n:04}" for n in range(1, len(DECISIONS) + 1)]
    assert len(DECISIONS) >= 6


@pytest.mark.parametrize("path", DECISIONS, ids=names(DECISIONS))
def test_a_decision_has_its_sections(path):
    text = path.read_text("utf-8")
    assert re.match(rf"# {int(path.name[:4])}\. .+\n\nDate: \d{{4}}-\d\d-\d\d\. Status: \w+", text)
    for heading in ("## Context", "## Decision", "## Consequences"):
        assert section(text, heading).strip()


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_every_relative_link_leads_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        path = page.parent / file if file else page
        missing_anchor = (
            anchor and path.suffix == ".md" and anchor not in anchors(path.read_text("utf-8"))
            if path.exists()
            else True
        )
        if missing_anchor:
            broken.append(target)
    assert broken == []
