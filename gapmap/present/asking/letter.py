"""A letter that asks: to an office, never to a person, under the law that it names."""

from typing import Final

from gapmap.core.evidence.asking.columns import SHEET
from gapmap.core.evidence.asking.due import WORKING_DAYS
from gapmap.present.asking.form import Form
from gapmap.present.asking.plain import plain_text
from gapmap.present.asking.questions import FIRST, QUESTIONS
from gapmap.present.briefing import word
from gapmap.present.briefing.blocks import Block, Briefing, Heading, Points, text
from gapmap.present.words.labels import long_date, plural

OFFICE: Final = "Freedom of Information office"
TITLE: Final = "Programmes for people who use violence or abuse in a relationship: ten questions"
LAW: Final = "https://www.legislation.gov.uk/ukpga/2000/36"
SENDER: Final = "[your name or organisation, and an address for the answer]"
"""A request is valid only with the applicant's name and an address for correspondence (s. 8)."""


def blocks(form: Form, sender: str = "") -> tuple[Block, ...]:
    """The letter of a form, in blocks that a document or a plain text is made of."""
    body, by_law = form.body, form.body.foi
    kicker = f"{OFFICE if by_law else 'The office'}, {body.body}"
    found: list[Block] = [
        text(kicker, style="kicker"),
        Heading(
            "Programmes for people who use violence or abuse in a relationship: ten questions", 1
        ),
        text(f"{long_date(form.today)}. From: {sender or SENDER}"),
        text(_ground(form)),
        Heading("What we ask"),
        text(
            "Please answer for the last full financial year. Each question stands apart from the "
            f"others. If the limit on cost is reached, answer 1 to {FIRST} first."
            if by_law
            else "Please answer for the last full financial year. Each question stands apart from "
            f"the others. If time is short, answer 1 to {FIRST} first."
        ),
        *(text(f"{n}. {question.text}") for n, question in enumerate(QUESTIONS, 1)),
        Heading("How to answer"),
        Points(tuple(_how(form))),
    ]
    if by_law:
        found += [Heading("The law"), Points(tuple(_law(form)))]
    return tuple(found)


def _ground(form: Form) -> str:
    known = plural(len(form.rows), "programme")
    what = (
        f"We map where people can get onto such a programme, and where they cannot. For your area "
        f"we hold records of {known}."
        if form.rows
        else "We map where people can get onto such a programme, and where they cannot. We hold no "
        "record of a programme that you would know of, which does not mean that none exists."
    )
    if form.body.foi:
        return f"{what} This is a request under the Freedom of Information Act 2000."
    return f"{what} No law obliges you to answer; we would be glad if you did."


def _how(form: Form) -> list[str]:
    return [
        "The workbook with this letter has a row for each programme that we hold, on the sheet "
        f"“{SHEET}”. Say whether it is still right, correct it, and add what is not there. A "
        "letter or a table of your own does as well.",
        "Where you hold no number, say so: “not held”, “withheld” and “none” are separate "
        "answers, and each is of use. A blank is not read as zero.",
        "Please give no names of people, nor anything from which a person could be known. Small "
        "numbers may be given as “fewer than 5”.",
        f"Please answer by {long_date(form.due)}.",
    ]


def _law(form: Form) -> list[str]:
    return [
        "Section 1: to be told whether you hold the information, and to be given it.",
        f"Section 10: promptly, and not later than {WORKING_DAYS} working days after you receive "
        f"this; received on {long_date(form.today)}, that is {long_date(form.law_due)}. Days "
        "that are a bank holiday in any part of the United Kingdom do not count.",
        f"Section 12: should the cost limit be reached, please answer questions 1 to {FIRST}, and "
        "then the others in their order as far as it goes.",
        "Section 16: should a question be unclear, please say what would make it possible to "
        "answer.",
        "Section 17: should you withhold something, please name the exemption, and give the rest.",
    ]


def plain(form: Form, sender: str = "") -> str:
    """The letter as plain text."""
    return plain_text(blocks(form, sender), f"The Act: {LAW}" if form.body.foi else "")


def docx(form: Form, sender: str = "") -> bytes:
    """The letter as a Word document; the same form gives the same bytes."""
    described = Briefing(
        f"Ten questions to {form.body.body}", blocks(form, sender),
        "Request for facts on programmes for people who use violence or abuse", "", (), "", "",
        f"{form.body.body} · {form.today.isoformat()} · form {form.marks['form']}",
    )  # fmt: skip
    return word.render(described, form.today)
