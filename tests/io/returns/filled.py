"""Returns as bodies might fill them in, with known truth: made by a script, saved by openpyxl."""

import csv
import io
import random

import openpyxl

from gapmap.core.evidence.asking.columns import BY_KEY, COLUMNS
from gapmap.present.asking import form_xlsx

AT = {column.key: i + 1 for i, column in enumerate(COLUMNS)}
FIRST = 3  # the first row of answers: headings and definitions stand above


def truth(form, seed=0):
    """What a body answers for each row: by column key, without anything that is at fault."""
    draw = random.Random(f"{form.body.body_id}{seed}")
    rows = []
    for _ in form.rows:
        kind = draw.choice(["numbers", "none held", "confirmed"])
        if kind == "confirmed":
            rows.append({"still": "yes"})
        elif kind == "none held":
            said = {"places": "not held", "referrals": "withheld", "completions": "none"}
            rows.append({"still": "yes", **{f"{k}_instead": word for k, word in said.items()}})
        else:
            referred = draw.randint(20, 300)
            started = draw.randint(1, referred)
            rows.append({
                "still": "no, corrected here", "period": "2025-26", "places": draw.randint(5, 200),
                "basis": "places commissioned", "referrals": referred, "starts": started,
                "completions": draw.randint(0, started), "months": 12, "funding": 123456.5,
                "funded_until": "2027-03-31", "accredited": "no", "contributors": "The council",
                "remarks": "Counted from April to March.",
            })  # fmt: skip
    if not rows:
        rows.append({"programme": "A new programme", "provider": "Example Trust",
                     "areas": "The whole area", "still": "yes", "period": "2025-26", "places": 40,
                     "basis": "an aim"})  # fmt: skip
    return rows


def filled(form, answers):
    """The workbook of a form with these answers in its rows, as openpyxl saves it."""
    book = openpyxl.load_workbook(io.BytesIO(form_xlsx.render(form)))
    page = book["Return"]
    for line, row in enumerate(answers, FIRST):
        for key, value in row.items():
            page.cell(line, AT[key], value)
    return book


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(book):
    out = io.StringIO()
    writer = csv.writer(out)
    for row in book["Return"].iter_rows(values_only=True):
        writer.writerow(["" if value is None else value for value in row])
    return ("\ufeff" + out.getvalue()).encode()


def place(key, line=FIRST):
    """The cell of a column."""
    return f"{openpyxl.utils.get_column_letter(AT[key])}{line}"


def heading(key):
    return BY_KEY[key].heading
