"""One rule for what of a source is a link, so that it links everywhere or nowhere."""

import re
from html import unescape

import pytest

from gapmap.present import html, view
from gapmap.present.area import programmes
from gapmap.present.briefing.blocks import Numbered
from gapmap.present.words.links import FILE, place, web_address
from gapmap.present.workbook import sheets


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("https://a.example/x (quoting ONS)", "https://a.example/x"),
        ("https://a.example/x ; https://b.example", "https://a.example/x"),
        ("javascript:alert(1)", ""),
        ("https://a.example/<b>", ""),
        ("minutes of 3 May, page 4", ""),
        ("", ""),
        ("https://a.example/" + "x" * 2000, ""),
    ],
)
def test_the_first_web_address_is_the_link_and_nothing_else_is(location, url):
    assert web_address(location) == url


def source(location, licence="OGL"):
    return {"title": "T", "publisher": "P", "licence": licence, "location": location}


def test_a_source_without_an_address_says_where_it_is():
    assert place(source("library, shelf 3")) == "library, shelf 3"
    assert place(source("https://a.example/x ; library")) == ""


@pytest.mark.parametrize("location", ["004_00da.txt", "marac_data_2018_2025.csv (commit eefffc9"])
def test_no_file_name_of_a_working_folder_is_a_citation(location):
    assert place(source(location)) == ""


def test_a_user_is_told_which_of_their_own_files_it_was():
    said = "our list.csv, sha256 012345abcdef"
    assert place(source(said, licence="your own")) == said


def test_no_source_of_the_data_is_cited_by_a_file_name(dataset):
    assert [row["source_id"] for row in dataset.sources() if FILE.search(place(row))] == []


@pytest.fixture(scope="module")
def everywhere(dataset):
    """The links of every source as each surface has them: app, one-file map, workbook, briefing."""
    rows = {row["source_id"]: row for row in dataset.sources()}
    listed = html.sources(rows.values())
    sheet = sheets._sources(list(rows.values()))
    numbered = Numbered(rows)
    for name in rows:
        numbered.number(name)
    cited = {number: run.url for number, run, _ in numbered.items()}
    return {
        "app": [
            unescape(re.search('href="(.*?)"', item)[1]) if "href" in item else ""
            for item in listed.split("<li>")[1:]
        ],
        "one-file map": [view.source(row)["url"] for row in rows.values()],
        "workbook": [getattr(row[1], "target", "") for row in sheet.rows],
        "briefing": [cited[numbered.number(name)] for name in rows],
        "profile": [
            programmes.links_of({"source_id": name, "more_source_ids": ""}, rows)[0].url
            for name in rows
        ],
    }


@pytest.mark.parametrize("surface", ["app", "one-file map", "workbook", "briefing", "profile"])
def test_a_source_links_everywhere_or_nowhere(dataset, everywhere, surface):
    wanted = [web_address(row["location"]) for row in dataset.sources()]
    assert everywhere[surface] == wanted


def test_rows_of_one_page_are_cited_once_and_pages_apart_never(dataset):
    rows = {row["source_id"]: row for row in dataset.sources()}
    numbered = Numbered(rows)
    numbers = {name: numbered.number(name) for name in rows}
    items = [(run.text, run.url, rest) for _, run, rest in numbered.items()]
    assert len(items) == max(numbers.values()) < len(rows)
    assert len(set(items)) == len(items)
    assert numbers["E004"] == numbers["E010"] == numbers["N077"]
