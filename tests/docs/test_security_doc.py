"""Every test that docs/security.md names exists, and every threat has one."""

import ast
import re

import pytest

from tests.docs.test_docs import ROOT, read

PAGE = read("docs", "security.md")
ROWS = re.findall(r"^\| (?!Threat \||---)(.+?) \| (.+?) \| (.*`.*::.*) \|$", PAGE, re.MULTILINE)
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)))
TOPICS = (
    "script stored", "script reflected", "formula", "zip bombs", "XML entity", "nested zips",
    "path traversal", "100 MB", "1,000,000 rows", "NaN", "9999", "encodings, BOM, NUL",
    "SSRF through settings", "SSRF through uploads", "links in the folder", "corrupt cache",
    "clock", "read-only or full disk", "two processes fetching", "Ctrl-C",
    "Content-Security-Policy", "telemetry",
)  # fmt: skip


@pytest.mark.parametrize("file", sorted({file for file, _ in NAMED}))
def test_every_test_that_is_named_exists(file):
    tree = ast.parse((ROOT / "tests" / file).read_text("utf-8"))
    there = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert {test for name, test in NAMED if name == file} - there == set()


def test_every_threat_has_a_test():
    start = PAGE.index("## Threats")
    rows = [
        line
        for line in PAGE[start : PAGE.index("## What Streamlit does")].splitlines()
        if line.startswith("| ") and not line.startswith("| Threat |")
    ]
    assert len(rows) == len(ROWS) > 30
    assert [row for row in rows if "::" not in row] == []


@pytest.mark.parametrize("topic", TOPICS)
def test_every_line_of_the_threat_model_is_there(topic):
    assert any(topic.lower() in " ".join(row).lower() for row in ROWS), topic
