"""Every level of the vocabulary can be named in a user's file."""

from gapmap.io import headings
from gapmap.io.own.columns import LEVEL_OF, candidates
from gapmap.io.own.where.gazetteer import areas
from gapmap.vocabulary import COUNCIL, SUMMED_LEVELS
from gapmap.vocabulary.levels import LEVEL_FACTS

COUNCILS = {"borough"}  # a level whose areas are councils too has no heading of its own


def test_each_level_has_headings_and_codes_that_are_known():
    assert set(LEVEL_FACTS) - COUNCILS <= set(headings.LEVELS)
    assert set(LEVEL_OF.values()) <= set(headings.LEVELS)
    for level, words in headings.LEVELS.items():
        found = candidates([words[0]], {}, [["somewhere"]])
        assert [c.heading for c in found] == [words[0]], level


def test_the_finest_level_is_taken_first(dataset):
    found = [named.level for named, _ in areas(dataset.tables, dataset.lookup)]
    order = list(dict.fromkeys(found))
    assert set(order) == set(LEVEL_FACTS)
    assert order[0] == COUNCIL
    assert order[-1] in COUNCILS
    wider = [level for level in order if level in SUMMED_LEVELS and level not in COUNCILS]
    assert wider == [level for level in headings.LEVELS if level in wider]
