"""What is shown of a table is made once, and never of another table."""

from dataclasses import replace

from gapmap.present.kept import once
from gapmap.selection import Selection


def test_a_table_is_put_into_words_once_for_each_choice_and_goes_with_its_words(dataset):
    made = []

    @once
    def words(table, code="", *, tiles=False):
        made.append((table.selection.level, code, tiles))
        return f"{table.selection.level} {code} {tiles}"

    one, two = dataset.gap(Selection()), dataset.gap(Selection(level="county"))
    for _ in range(3):
        assert words(one) == "pfa  False"
        assert words(one, "X", tiles=True) == "pfa X True"
        assert words(two) == "county  False"
    assert made == [("pfa", "", False), ("pfa", "X", True), ("county", "", False)]
    assert words(replace(one, notes=("Own data.",))) == "pfa  False"
    assert len(made) == 4


def test_functions_of_the_same_table_do_not_take_each_others_words(dataset):
    table = dataset.gap(Selection())

    def first(_):
        return 1

    def second(_):
        return 2

    assert [once(first)(table), once(second)(table), once(first)(table)] == [1, 2, 1]
