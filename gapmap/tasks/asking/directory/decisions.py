"""Proposals as a table to decide in, and decisions read back from it."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Final

from gapmap.core.evidence.asking.columns import BY_KEY
from gapmap.core.evidence.merging.merge import DECISIONS, Decision
from gapmap.core.evidence.merging.proposals import Proposal
from gapmap.errors import UnreadableFileError
from gapmap.fields import shown
from gapmap.fields.csv_text import rows_csv
from gapmap.tasks.asking.directory.merging import Proposed
from gapmap.vocabulary import GROUPS, ROUTES, TYPES

COLUMNS: Final = (
    "body", "file", "programme", "record", "field", "ours", "our_source", "our_day", "theirs",
    "cell", "proposed", "why", "decision", "reason", "key",
)  # fmt: skip
TERMS: Final[Mapping[str, Mapping[str, str]]] = {
    "programme_type": TYPES, "referral_routes": ROUTES, "accepts": GROUPS,
}  # fmt: skip
"""The fields whose cells hold terms, with the labels of those."""
MOST: Final = 100_000  # rows of a table of decisions


def row(made: Proposed, one: Proposal) -> dict[str, object]:
    """One proposal by COLUMNS, not decided."""
    return {
        "body": made.come.body,
        "file": made.come.file,
        "programme": one.programme,
        "record": f"{one.record} (new)" if one.makes else one.record,
        "field": BY_KEY[one.field].heading,
        "ours": one.ours,
        "our_source": one.our_source,
        "our_day": one.our_day,
        "theirs": one.theirs,
        "cell": f"{made.come.sheet}!{one.cell}" if made.come.sheet else one.cell,
        "proposed": one.action.value,
        "why": one.why,
        "decision": "",
        "reason": "",
        "key": one.key,
    }


def as_csv(made: Sequence[Proposed]) -> str:
    """Every proposal as CSV: “decision” is to be filled in with accept, reject or both."""
    return rows_csv([row(each, one) for each in made for one in each.found], COLUMNS)


def as_text(made: Sequence[Proposed]) -> str:
    """Every proposal in words."""
    lines = []
    for each in made:
        lines.append(f"{each.come.file}: {each.come.body}, answered {each.come.answered}")
        for one in each.found:
            ours, theirs = in_words(one)
            lines.append(
                f"  {one.programme}, {BY_KEY[one.field].heading}: ours {ours}; theirs {theirs}. "
                f"{one.action.value.capitalize()}: {one.why}."
            )
    return "\n".join(lines) + "\n"


def in_words(one: Proposal) -> tuple[str, str]:
    """Ours with its source and day, and theirs with its cell; terms by their labels."""
    words = TERMS.get(one.field, {})
    ours, theirs = (
        "; ".join(words.get(term, term) for term in text.split(";")) if words else text
        for text in (one.ours, one.theirs)
    )
    held = f"{ours} ({one.our_source}, {one.our_day or 'not dated'})" if ours else "nothing"
    return held, f"{theirs} ({one.cell})"


def read(data: bytes, name: str) -> dict[str, Decision]:
    """Decisions by key. Raises UnreadableFileError naming line, value and remedy."""
    try:
        text = data.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))[:MOST]
    except (UnicodeDecodeError, csv.Error):
        raise UnreadableFileError(
            f"{shown(name, 80)} is no CSV in UTF-8; save it as “CSV UTF-8”."
        ) from None
    if not rows or not {"key", "decision"} <= rows[0].keys():
        raise UnreadableFileError(
            f"{shown(name, 80)} has no columns “key” and “decision”; use what “returns propose "
            "--format csv” wrote."
        )
    found = {}
    for line, one in enumerate(rows, 2):
        action = (one["decision"] or "").strip().casefold()
        if action not in DECISIONS:
            allowed = ", ".join(filter(None, DECISIONS))
            raise UnreadableFileError(
                f"{shown(name, 80)}, line {line}, decision: {shown(action)} is none; use one of: "
                f"{allowed}; or leave it blank."
            )
        if action:
            reason = (one.get("reason") or "").removeprefix("'").strip()
            found[one["key"].strip()] = Decision(action, reason[:1_000])
    return found
