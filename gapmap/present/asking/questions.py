"""The ten questions, in our words, each apart from the others, those that matter most first.

They ask what a commissioner was asked in 2023 (S-MOPAC-2023), reordered: what the map needs comes
first, so that an office that reaches the limit on cost can stop after ``FIRST``. Numbers are asked
of women and men, where the seed asked of men alone.
"""

from typing import Final, NamedTuple

FIRST: Final = 3
"""Questions to answer if not all can be answered within the limit on cost."""


class Question(NamedTuple):
    """A question: its text, the columns of the return that answer it, and the seed's number."""

    text: str
    columns: tuple[str, ...]
    seed: str


QUESTIONS: Final = (
    Question(
        "Which programmes for people who use violence or abuse in a relationship did you "
        "commission, fund or run in the year, under what name, with which provider, for which "
        "areas and groups of people, from when to when, and how many places a year is each "
        "commissioned for?",
        ("programme", "provider", "areas", "programme_type", "accepts", "period", "places",
         "funded_until", "accredited"),
        "Q1",
    ),
    Question(
        "Of the people referred by an agency, how many were accepted and started in the year?",
        ("starts", "months"), "Q6",
    ),
    Question(
        "Of the people who referred themselves, how many were accepted and started in the year?",
        ("starts", "months"), "Q3",
    ),
    Question("How many people were referred by an agency in the year?", ("referrals",), "Q5"),
    Question("How many people referred themselves in the year?", ("referrals",), "Q2"),
    Question(
        "Of those referred by an agency, how many completed in the year, and what counts as "
        "completing?",
        ("completions",), "Q7",
    ),
    Question(
        "Of those who referred themselves, how many completed in the year?", ("completions",), "Q4"
    ),
    Question(
        "Which organisations, or kinds of organisation, made referrals?", ("referral_routes",), "Q8"
    ),
    Question(
        "Who contributed money, and how much (public bodies, charities and others; no names of "
        "individual donors)?",
        ("funding", "contributors"), "Q9",
    ),
    Question(
        "What was the budget of the year, running costs included?", ("funding",), "Q10"
    ),
)  # fmt: skip
