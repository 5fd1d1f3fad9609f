"""Whatever is sent, the answer is a table or a sentence."""

import pytest
from hypothesis import given, settings

from gapmap.tasks import own_programmes as own_data
from tests.io.uploads import fuzz


@pytest.fixture(scope="module")
def reader(dataset):
    return own_data.Reader(dataset)


@settings(max_examples=400)
@given(fuzz.ANYTHING)
def test_any_file_is_a_table_or_a_sentence(reader, sent):
    fuzz.outcome(reader, *sent)


@settings(max_examples=200)
@given(fuzz.repacked())
def test_changed_parts_of_archives_are_a_table_or_a_sentence(reader, sent):
    fuzz.outcome(reader, *sent)


@settings(max_examples=200)
@given(fuzz.tables())
def test_any_cells_are_a_table_or_a_sentence(reader, sent):
    fuzz.outcome(reader, *sent)
