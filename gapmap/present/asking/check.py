"""Right of reply: what would be published of a body's programmes, to confirm or dispute."""

from collections.abc import Mapping
from typing import Final

from gapmap.core.evidence.asking.columns import BY_KEY, SHEET
from gapmap.present.asking.form import Form
from gapmap.present.asking.letter import OFFICE, SENDER
from gapmap.present.asking.plain import plain_text
from gapmap.present.briefing import word
from gapmap.present.briefing.blocks import Block, Briefing, Heading, Points, text
from gapmap.present.words.labels import long_date, plural

TITLE: Final = "Before we publish: please confirm or dispute"
SHOWN: Final = (
    "provider", "areas", "held", "source", "programme_type", "referral_routes", "accepts",
)  # fmt: skip
"""Columns of a return that say what is held of a programme."""


def blocks(form: Form, sender: str = "") -> tuple[Block, ...]:
    """The page of a body, in blocks that a document or a plain text is made of."""
    kicker = f"{OFFICE if form.body.foi else 'The office'}, {form.body.body}"
    found: list[Block] = [
        text(kicker, style="kicker"),
        Heading(TITLE, 1),
        text(f"{long_date(form.today)}. From: {sender or SENDER}"),
        text(_what(form)),
        text(
            "Confirm or correct each in the workbook with this page, on the sheet "
            f"“{SHEET}”, or write to us. If you dispute a figure, say which and why: until that "
            "is settled our page says that you dispute it. Without an answer we publish what "
            "stands here, with its source. This is no request under the Freedom of Information "
            "Act."
        ),
        text(f"Please answer by {long_date(form.due)}."),
    ]
    for row in form.rows:
        found += [Heading(row["programme"]), Points(tuple(_facts(row)))]
    return tuple(found)


def _what(form: Form) -> str:
    if not form.rows:
        return (
            "We hold no record of a programme that you would know of, and would say “none "
            "recorded”, which does not mean that none exists."
        )
    return f"We would publish {plural(len(form.rows), 'programme')} that you would know of."


def _facts(row: Mapping[str, str]) -> list[str]:
    return [f"{BY_KEY[key].heading}: {row.get(key) or 'not stated'}" for key in SHOWN]


def plain(form: Form, sender: str = "") -> str:
    """The page as plain text."""
    return plain_text(blocks(form, sender))


def docx(form: Form, sender: str = "") -> bytes:
    """The page as a Word document; the same form gives the same bytes."""
    described = Briefing(
        f"What we hold: {form.body.body}", blocks(form, sender), TITLE, "", (), "", "",
        f"{form.body.body} · {form.today.isoformat()} · form {form.marks['form']}",
    )  # fmt: skip
    return word.render(described, form.today)
