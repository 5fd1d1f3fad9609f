"""Where an area stands among the others, and why one that has a number has no rank."""

import pytest

from gapmap.present.area import words
from gapmap.present.words import scale
from gapmap.selection import Selection

SILENT = "more programmes there may match."


@pytest.mark.parametrize(
    "asked", [{}, {"routes": ("self",)}, {"routes": ("self",), "level": "utla"}], ids=str
)
def test_an_area_without_a_rank_is_told_what_makes_its_number_a_bound(dataset, asked):
    table = dataset.gap(Selection(**asked))
    ranked, told = scale.ranks(table), []
    for row in table.records:
        if row["lower_bound"] and ranked:
            said = words.standing(table, row["code"])
            told.append(said)
            assert said.endswith(SILENT) == (row["programmes_unmeasured"] == 0)
            assert ("not every programme counted" in said) == (row["programmes_unmeasured"] > 0)
    assert told or not ranked


def test_a_bound_by_silence_is_said_not_to_be_ranked(dataset):
    def ranks_of(**asked):
        table = dataset.gap(Selection(**asked))
        return next(
            said
            for row in table.records
            if "ranked" in (said := words.standing(table, row["code"]))
        )

    none_more = "for every programme counted there and none more that may match"
    assert none_more in ranks_of(routes=("self",))
    assert none_more not in ranks_of()
    assert none_more not in ranks_of(routes=("self",), measure="programmes")
    assert none_more not in ranks_of(routes=("self",), measure="funding")


def test_a_rank_by_money_is_not_explained_by_places(dataset):
    table = dataset.gap(Selection(measure="funding"))
    told = [words.standing(table, row["code"]) for row in table.records]
    without = [said for said in told if "has no rank among the" in said]
    assert all(said.endswith("counted there states a yearly sum.") for said in without)
