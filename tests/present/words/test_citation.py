"""How a source is cited."""

import pytest

from gapmap.present.words import citation
from gapmap.selection import Selection
from gapmap.tasks.area.profile import area_profile

SOURCE = {
    "title": "A page", "title_basis": "page", "publisher": "A council", "date": "2024-05",
    "accessed": "2026-11", "licence": "OGL", "location": "https://council.example/a-page",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "A council, 2024-05, read November 2026, OGL"),
        ({"date": ""}, "A council, no date, read November 2026, OGL"),
        ({"accessed": "", "date": "", "title_basis": "ours"}, "A council, OGL"),
    ],
)
def test_a_citation_says_what_is_known_and_whose_title_it_is(changes, expected):
    assert citation.about(SOURCE | changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "A page"),
        ({"title_basis": "address"}, "A page (title not seen: worded from its address)"),
        ({"title_basis": "ours"}, "A page (described in our words)"),
        ({"accessed": "", "title_basis": "ours"}, "A page"),
        ({"title": "A page."}, "A page"),
    ],
)
def test_a_title_that_is_not_the_pages_own_is_said_to_be_so(changes, expected):
    assert citation.titled(SOURCE | changes, 160) == expected


@pytest.mark.parametrize(
    ("location", "address"),
    [
        ("https://www.council.example/a-page/", "council.example/a-page"),
        ("http://a.example/1 ; http://b.example/2", "a.example/1"),
        ("sheet 2 of my workbook", ""),
    ],
)
def test_on_paper_the_address_stands_before_the_day_of_reading(location, address):
    said = citation.printed(SOURCE | {"location": location})
    middle = f"{address}, " if address else ""
    assert said == f"A council, 2024-05, {middle}read November 2026, OGL"


def test_on_paper_copyright_is_told_once_below_the_list():
    said = citation.printed(SOURCE | {"licence": citation.COPYRIGHT})
    assert said == "A council, 2024-05, council.example/a-page, read November 2026"
    assert citation.COPYRIGHT in citation.about(SOURCE | {"licence": citation.COPYRIGHT})


def test_the_links_of_an_area_say_which_titles_were_not_seen(dataset):
    table, sources = dataset.gap(Selection()), {r["source_id"]: r for r in dataset.sources()}
    told = set()
    for code in table.by_code:
        found = area_profile(dataset, table, code)
        for entry in (*found.programmes, *found.hidden, *found.context):
            for link in entry.links:
                basis = sources[link.source_id]["title_basis"]
                assert (citation.NOTES.get(basis, "(") in link.text) or basis == "page"
                assert ("worded from its address" in link.text) == (basis == "address")
                told.add(basis)
    assert told == {"page", "address", "ours"}


def test_every_source_is_cited_with_where_its_title_comes_from_and_where_it_stands(dataset):
    for source in dataset.sources():
        title, said = citation.titled(source, 160), citation.printed(source)
        assert ("worded from its address" in title) == (
            source["title_basis"] == "address" and bool(source["accessed"])
        )
        assert source["publisher"] in said
        if source["location"].startswith("http"):
            host = source["location"].split("/")[2].split(" ")[0].removeprefix("www.")
            assert f", {host}" in said
