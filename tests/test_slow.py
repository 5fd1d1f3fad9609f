"""The list of slow tests names tests that exist."""

import ast
from pathlib import Path

import pytest

from tests.slow import SLOW, is_slow

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("entry", sorted(SLOW))
def test_every_entry_is_a_test_or_a_file_of_tests(entry):
    file, _, name = entry.partition("::")
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert name in names if name else any(found.startswith("test_") for found in names)


def test_all_cases_of_a_test_and_all_tests_of_a_file_are_slow():
    assert is_slow("tests/security/test_clocks.py::test_anything[a::b]")
    assert is_slow("tests/present/page/test_map.py::test_no_value_is_without_a_name[pfa-slide]")
    assert not is_slow("tests/present/page/test_map.py::test_dollar_signs_stay_dollar_signs")
