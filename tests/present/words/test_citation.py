"""How a source is cited."""

import pytest

from gapmap.present.words import citation

SOURCE = {
    "title": "A page", "title_basis": "page", "publisher": "A council", "date": "2024-05",
    "accessed": "2026-11", "licence": "OGL", "location": "https://council.example/a-page",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "A council, 2024-05, read November 2026, OGL"),
        ({"date": ""}, "A council, no date, read November 2026, OGL"),
        (
            {"title_basis": "address"},
            "title worded from its address, A council, 2024-05, read November 2026, OGL",
        ),
        (
            {"title_basis": "ours"},
            "title in our words, A council, 2024-05, read November 2026, OGL",
        ),
        ({"accessed": "", "date": "", "title_basis": "ours"}, "A council, OGL"),
    ],
)
def test_a_citation_says_what_is_known_and_whose_title_it_is(changes, expected):
    assert citation.about(SOURCE | changes) == expected


def test_every_source_is_cited_with_where_its_title_comes_from(dataset):
    for source in dataset.sources():
        said = citation.about(source)
        assert ("worded from its address" in said) == (
            source["title_basis"] == "address" and bool(source["accessed"])
        )
        assert source["publisher"] in said
