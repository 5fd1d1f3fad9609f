"""The columns of a return: what is asked of each programme, and what can be said instead.

One row is one programme. A blank is no answer; “not held”, “withheld” and “none” are answers, and
none of them is a zero by itself.
"""

from dataclasses import dataclass
from typing import Final

from gapmap.vocabulary import GROUPS, ROUTES, TYPES

VERSION: Final = "1"
"""Of the form: a return of another version is read by another rule, or not at all."""
SHEET, DEFINITIONS, LISTS, HIDDEN = "Return", "Definitions", "Lists", "gapmap"
BLANK_ROWS: Final = 10
STILL: Final = ("yes", "no, corrected here", "ended", "not ours")
INSTEAD: Final = ("not held", "withheld", "none")
"""What can be answered instead of a number."""
BASES: Final = ("places commissioned", "an aim", "an average of several years")
YES_NO: Final = ("yes", "no")


@dataclass(frozen=True)
class FormColumn:
    """A column: its key, heading, definition, what it can hold, and its width in characters."""

    key: str
    heading: str
    definition: str
    choices: tuple[str, ...] = ()
    number: bool = False
    width: int = 16


def _instead(key: str, what: str) -> FormColumn:
    return FormColumn(
        f"{key}_instead", f"{what}: instead of a number",
        "“Not held”, “withheld” or “none” where there is no number to give. “None” means that "
        "there were none; leave it blank where the number is given.",
        INSTEAD,
    )  # fmt: skip


COLUMNS: Final = (
    FormColumn("reference", "Reference", "Leave as it is; blank in a row that you add.", width=22),
    FormColumn("programme", "Programme", "Its name.", width=30),
    FormColumn("provider", "Provider", "The organisation that runs it.", width=26),
    FormColumn("areas", "Areas served", "Councils or police force areas, separated by ;", width=26),
    FormColumn("held", "What we hold", "What is on our map today. Not to be filled in.", width=34),
    FormColumn("source", "Our source", "Where that comes from. Not to be filled in.", width=30),
    FormColumn("still", "Still right?", "Whether what we hold is right today.", STILL),
    FormColumn(
        "programme_type", "Programme type", "The one that says most about it.",
        tuple(TYPES.values()), width=24,
    ),
    FormColumn(
        "referral_routes", "Who can refer",
        f"Any of these, separated by ;: {'; '.join(ROUTES.values())}", width=26,
    ),
    FormColumn(
        "accepts", "Who is accepted",
        f"Any of these, separated by ;: {'; '.join(GROUPS.values())}", width=22,
    ),
    FormColumn(
        "period", "Year of the numbers",
        "A financial year such as 2025-26, or a year. All numbers of the row are of it.",
    ),
    FormColumn(
        "places", "Places a year",
        "Places for one person in twelve months, as contracted for the year.", number=True,
    ),
    FormColumn("basis", "Places are", "What the number of places rests on.", BASES),
    _instead("places", "Places a year"),
    FormColumn(
        "referrals", "People referred", "In the year, by agencies and by themselves.", number=True
    ),
    _instead("referrals", "People referred"),
    FormColumn("starts", "People who started", "Accepted, and began in the year.", number=True),
    _instead("starts", "People who started"),
    FormColumn("completions", "People who completed", "In the year.", number=True),
    _instead("completions", "People who completed"),
    FormColumn(
        "months", "Months that the counts cover", "12 for a whole year.", number=True
    ),
    FormColumn(
        "funding", "Money in the year (£)", "For this programme alone, running costs included.",
        number=True,
    ),
    _instead("funding", "Money in the year (£)"),
    FormColumn("funded_until", "Funded until", "A day, month or year, such as 2027-03-31."),
    FormColumn("accredited", "Respect-accredited", "Accredited by Respect today.", YES_NO),
    FormColumn(
        "contributors", "Who contributes money", "Organisations, with amounts where you can.",
        width=26,
    ),
    FormColumn("remarks", "Remarks", "Anything that a reader has to know. No names of people.",
               width=34),
)  # fmt: skip
BY_KEY: Final = {column.key: column for column in COLUMNS}
NUMBERS: Final = tuple(c.key for c in COLUMNS if f"{c.key}_instead" in BY_KEY)
"""The numbers that are asked for, each with its column of what can be said instead."""
PREFILLED: Final = (
    "reference", "programme", "provider", "areas", "held", "source", "programme_type",
    "referral_routes", "accepts",
)  # fmt: skip
