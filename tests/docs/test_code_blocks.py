"""Every block of code in the documents is run, or says beside itself why it is not.

A page's blocks run one after another in one empty folder. In Python they share their names; of
shell, each line is one command of ours, run in this process, and has to succeed.
"""

import contextlib
import io
import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import pandas as pd
import pytest

from gapmap.cli import main as cli
from tests.docs.test_docs import PAGES, ROOT, names
from tests.io.templates import offices

BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<reason>[^\n]+) -->\n)?^```(?P<kind>[^\n]*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
KINDS = {"python", "sh", "toml", "json", "text"}
OURS = ["python", "-m", "gapmap"]


class Block(NamedTuple):
    """One block: what it is in, its text, and why it is not run."""

    kind: str
    text: str
    reason: str | None


def blocks(page):
    text = page.read_text("utf-8")
    return [Block(m["kind"], m["text"], m["reason"]) for m in BLOCK.finditer(text)]


WITH_CODE = [page for page in PAGES if blocks(page)]


def commands(text):
    """The commands of a block as lists of words, and the file each prints to."""
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if not words:
            continue
        target = None
        if ">" in words:
            words, target = words[: words.index(">")], words[-1]
        yield words, target


def run_shell(text):
    for words, target in commands(text):
        assert words[:3] == OURS, f"only commands of ours are run: {words}"
        told, said = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(said):
            code = cli.main(words[3:])
        assert code == 0, f"{shlex.join(words)}: {said.getvalue()}"
        if target:
            Path(target).write_text(told.getvalue(), "utf-8")


def prepare(folder):
    """What the examples take for granted: files of one's own."""
    listed = {"programme": ["Ours"], "areas": ["Kent"], "programme_type": ["stalking"],
              "places": [31], "period": ["2025"]}  # fmt: skip
    pd.DataFrame(listed).to_excel(folder / "programmes.xlsx", index=False)
    (folder / "house.dotx").write_bytes(offices.word())


@pytest.mark.parametrize("page", WITH_CODE, ids=names(WITH_CODE))
def test_every_block_of_a_page_runs_or_says_why_not(page, tmp_path, monkeypatch):
    prepare(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path / "home"))
    known = {}
    with mpl.rc_context():
        for block in blocks(page):
            assert block.kind in KINDS, f"say what this is written in:\n{block.text}"
            if block.reason:
                continue
            if block.kind == "python":
                exec(compile(block.text, page.name, "exec"), known)
            elif block.kind == "sh":
                run_shell(block.text)
            elif block.kind == "toml":
                tomllib.loads(block.text)
            elif block.kind == "json":
                json.loads(block.text)


def test_many_blocks_run_and_every_reason_names_what_does():
    found = [
        block for page in WITH_CODE for block in blocks(page) if block.kind in ("sh", "python")
    ]
    skipped = [block.reason for block in found if block.reason]
    assert len(found) - len(skipped) >= 9
    for reason in skipped:
        assert "network" in reason or re.search(r"tests/[\w/.]+", reason), reason
        for path in re.findall(r"tests/[\w/.]*\w", reason):
            assert (ROOT / path).exists(), path


def test_no_page_holds_the_marks_of_a_conflict():
    marks = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)
    assert [page.name for page in PAGES if marks.search(page.read_text("utf-8"))] == []
