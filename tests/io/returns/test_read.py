"""Returns read back: every fault found at its cell, and no alarm where there is none."""

import dataclasses
import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from gapmap.cli.main import main
from gapmap.core.evidence.asking.columns import COLUMNS
from gapmap.errors import UserInputError
from gapmap.io.returns.read import of, read, several
from gapmap.io.returns.together import read_together
from gapmap.present.asking import form_ods
from gapmap.selection import Selection
from gapmap.tasks.asking import ask, returns
from gapmap.tasks.asking.missing import missing
from tests.io.returns.filled import AT, FIRST, as_csv, filled, heading, place, saved, truth
from tests.io.uploads.old_excel import from_xlsx

TODAY = date(2026, 11, 25)
BODY = "mayor-E23000010"  # ten programmes
NUMBERS = {
    "still": "no, corrected here", "period": "2025-26", "places": 60,
    "basis": "places commissioned", "referrals": 90, "starts": 50, "completions": 30,
    "months": 12, "funding": 150000,
}  # fmt: skip


@pytest.fixture(scope="module")
def found(dataset):
    return missing(dataset, dataset.gap(Selection()))


@pytest.fixture(scope="module")
def against(dataset, found):
    return returns.known(dataset, found)


@pytest.fixture(scope="module")
def forms(dataset, found):
    return list(ask.forms(found, ask.chosen(dataset, found, [], ask.KINDS), TODAY))


@pytest.fixture(scope="module")
def form(forms):
    return next(one for one in forms if one.body.body_id == BODY)


def clean(form):
    return filled(form, [NUMBERS, *({"still": "yes"} for _ in form.rows[1:])])


def put(page, line, at, value):
    """Set a cell, or clear it: openpyxl leaves what is there where it is handed nothing."""
    page.cell(line, at).value = value


def set_cell(key, value, line=FIRST):
    return lambda page: put(page, line, AT[key], value), place(key, line)


def several_cells(at, **cells):
    def change(page):
        for key, value in cells.items():
            put(page, FIRST, AT[key], value)

    return change, place(at)


def merged(page):
    page.merge_cells(f"{place('places')}:{place('places', FIRST + 1)}")


def added(*names):
    def change(page):
        for at, name in enumerate(names):
            page.cell(FIRST + 10 + at, AT["programme"], name)
            page.cell(FIRST + 10 + at, AT["still"], "yes")

    return change


FAULTS = {
    "a word for a number": (*set_cell("places", "many"), "is not a plain number; give a number"),
    "a note in a number": (*set_cell("places", "about 60"), "put the words under “Remarks”"),
    "a number with its unit": (*set_cell("starts", "50 men"), "put the words under “Remarks”"),
    "a range": (*set_cell("starts", "40-50"), "is not a plain number"),
    "a negative number": (*set_cell("referrals", -3), "is below zero"),
    "a percentage": (*set_cell("completions", "60%"), "is a percentage"),
    "a part of a person": (*set_cell("starts", 12.5), "is a part of a person"),
    "far too many places": (*set_cell("places", 250000), "is larger than 20,000"),
    "far too many people": (*set_cell("referrals", 99999), "is larger than 20,000"),
    "far too much money": (*set_cell("funding", 2e9), "is larger than 100,000,000"),
    "money in words": (*set_cell("funding", "150k"), "is not a plain number"),
    "no months": (*set_cell("months", 0), "is no time"),
    "too many months": (*set_cell("months", 999), "is larger than 120"),
    "months in words": (*set_cell("months", "a year"), "is not a plain number"),
    "months left out": (*set_cell("months", None), "give the months that the counts cover"),
    "no year": (*set_cell("period", None), "say of which year"),
    "a year in words": (*set_cell("period", "last year"), "is no year"),
    "two years": (*set_cell("period", "2023-26"), "is not one year"),
    "a year to come": (*set_cell("period", "2031-32"), "is not between"),
    "a year long ago": (*set_cell("period", "20-21"), "is no year"),
    "no basis": (*set_cell("basis", None), "say whether the places are commissioned"),
    "an unknown basis": (*set_cell("basis", "guess"), "is not one of: places commissioned"),
    "a basis without places": (*several_cells("places", places=None), "give the number"),
    "a number and not held": (*set_cell("places_instead", "not held"), "keep one of the two"),
    "people and none": (*set_cell("referrals_instead", "none"), "keep one of the two"),
    "money and withheld": (*set_cell("funding_instead", "withheld"), "keep one of the two"),
    "an unknown answer instead": (*set_cell("starts_instead", "pass"), "is not one of: not held"),
    "an unknown “still right”": (*set_cell("still", "perhaps"), "is not one of: yes"),
    "an unknown type": (*set_cell("programme_type", "DVPP"), "is not one of: Community"),
    "an unknown route": (*set_cell("referral_routes", "Self-referral; my mate"), "“my mate”"),
    "an unknown group": (*set_cell("accepts", "Everybody"), "“Everybody”"),
    "accredited perhaps": (*set_cell("accredited", "pending"), "is not one of: yes; no"),
    "an end in words": (*set_cell("funded_until", "next spring"), "is no day"),
    "a month that there is not": (*set_cell("funded_until", "2027-13"), "is no day"),
    "more completed than started": (*set_cell("completions", 51), "is more than “People who"),
    "more started than referred": (*set_cell("starts", 91), "is more than “People referred"),
    "an e-mail address": (*set_cell("remarks", "ask jo@example.org"), "holds an e-mail address"),
    "a telephone number": (*set_cell("remarks", "ring 020 7946 0123"), "holds a telephone number"),
    "an error of a formula": (*set_cell("provider", "#REF!"), "is an error of a formula"),
    "a formula without result": (*set_cell("places", "=SUM(1,2)"), "formula without a saved"),
    "a text without end": (*set_cell("remarks", "x" * 2001), "has more than 2,000 characters"),
    "a programme without a name": (*set_cell("programme", None), "is blank; name the programme"),
    "an unknown reference": (*set_cell("reference", "my-own-1"), "is no reference of ours"),
    "a reference of another body": (
        *set_cell("reference", "big-project-sunderland"), "was not asked of this body"),
    "merged cells": (merged, place("places"), "is merged down to row"),
    "a heading twice": (
        lambda page: page.cell(1, AT["remarks"] + 1, heading("places")),
        f"{openpyxl.utils.get_column_letter(AT['remarks'] + 1)}1", "is there twice"),
    "a new programme twice": (
        added("New one", "New one"), place("programme", FIRST + 10), "keep one"),
}  # fmt: skip


def test_at_least_forty_kinds_of_fault_are_injected():
    assert len(FAULTS) + len(OF_FILES) >= 40
    assert len(FAULTS) >= 40


@pytest.mark.parametrize("ending", ["xlsx", "xls"])
@pytest.mark.parametrize("name", FAULTS)
def test_an_injected_fault_is_found_at_its_cell_with_the_remedy(form, against, name, ending):
    change, cell, remedy = FAULTS[name]
    book = clean(form)
    change(book["Return"])
    data = saved(book)
    found = read(from_xlsx(data) if ending == "xls" else data, f"return.{ending}", against)
    here = [f for f in found.faults if f.sheet == "Return" and f.cell == cell]
    assert any(remedy in f.remedy for f in here), [str(f) for f in found.faults]
    assert str(here[0]).startswith(f"sheet Return, {cell}: ")


def test_the_return_without_them_has_none(form, against):
    found = read(saved(clean(form)), "return.xlsx", against)
    assert found.faults == ()
    assert len(found.answers) == len(form.rows)
    assert found.answers[0].told["places"] == 60.0
    assert found.answers[0].cells["places"] == place("places")
    assert found.marks["body_id"] == BODY


def test_no_false_alarm_on_any_clean_return(forms, against):
    assert len(forms) >= 45
    for form in forms:
        answers = truth(form)
        found = read(saved(filled(form, answers)), "return.xlsx", against, form.body.body_id)
        assert found.faults == (), (form.body.body, [str(f) for f in found.faults])
        assert len(found.answers) == max(len(form.rows), 1)
        for told, answer in zip(answers, found.answers, strict=True):
            for key, value in told.items():
                assert answer.told[key] == (float(value) if isinstance(value, int) else value)


def test_no_false_alarm_on_clean_returns_of_the_old_format(forms, against):
    for form in forms[::6]:
        data = saved(filled(form, truth(form)))
        old = read(from_xlsx(data), "return.xls", against, form.body.body_id)
        new = read(data, "return.xlsx", against, form.body.body_id)
        assert (old.faults, old.answers, old.marks) == ((), new.answers, new.marks)


@pytest.mark.parametrize("how", ["csv", "ods", "moved", "renamed", "rows above", "resaved dates"])
def test_as_other_programs_and_people_leave_them(form, against, how):
    book = clean(form)
    page = book["Return"]
    name, body = "return.xlsx", ""
    if how == "moved":
        rows = [[cell.value for cell in row] for row in page.iter_rows()]
        for line, row in enumerate(rows, 1):
            for at, value in enumerate(reversed(row), 1):
                put(page, line, at, value)
    elif how == "renamed":
        page.title = "Sheet1 (2)"
    elif how == "rows above":
        page.insert_rows(1, 3)
        page.cell(1, 1, "Return of West Yorkshire, sent by the data team")
    elif how == "resaved dates":
        page.cell(FIRST, AT["funded_until"], datetime(2027, 3, 31))
    data = saved(book)
    if how == "csv":
        name, data, body = "return.csv", as_csv(book), BODY
    elif how == "ods":
        rows = [{**form.rows[0], "still": "yes"}, *form.rows[1:]]
        name = "return.ods"
        data = form_ods.render(dataclasses.replace(form, rows=tuple(rows)))
    found = read(data, name, against, body)
    assert found.faults == (), [str(f) for f in found.faults]
    assert len(found.answers) == len(form.rows)
    assert found.answers[0].told["still"] in ("yes", "no, corrected here")


def test_the_letter_answered_in_a_table_of_ones_own(against):
    text = "Name of programme,Provider,Referrals,Starters,Months\nTurning Point,Example,80,40,12\n"
    found = read(text.encode(), "answer.csv", against, BODY)
    (answer,) = found.answers
    assert (answer.told["referrals"], answer.told["starts"]) == (80.0, 40.0)
    (fault,) = found.faults
    assert "say of which year" in fault.remedy


def test_fewer_than_five_is_an_answer_and_no_number(form, against):
    book = clean(form)
    book["Return"].cell(FIRST, AT["completions"], "fewer than 5")
    found = read(saved(book), "return.xlsx", against)
    assert found.faults == ()
    assert found.answers[0].told["completions"] == "fewer"


def _old_version(book):
    book["gapmap"].cell(1, 2, "0")


def _unknown_body(book):
    book["gapmap"].cell(2, 2, "nobody")


def _no_marks(book):
    del book["gapmap"]


def _row_gone(book):
    book["Return"].delete_rows(FIRST)


def _row_twice(book):
    page = book["Return"]
    for column in COLUMNS:
        page.cell(FIRST + 10, AT[column.key], page.cell(FIRST, AT[column.key]).value)


def _nothing(book):
    for line in range(FIRST, FIRST + 10):
        for key in NUMBERS:
            book["Return"].cell(line, AT[key]).value = None


OF_FILES = {
    "an old version": (_old_version, "older than 1"),
    "an unknown body": (_unknown_body, "is not in the register"),
    "no hidden sheet": (_no_marks, "cannot be told whose return"),
    "a row taken out": (_row_gone, "is gone; put it back"),
    "a row twice": (_row_twice, "is in several rows"),
    "nothing answered": (_nothing, "Nothing is answered"),
}


@pytest.mark.parametrize("name", OF_FILES)
def test_a_fault_of_a_whole_return_is_said_in_words(form, against, name):
    change, remedy = OF_FILES[name]
    book = clean(form)
    change(book)
    found = read(saved(book), "return.xlsx", against)
    assert any(remedy in str(fault) for fault in found.faults), [str(f) for f in found.faults]


def test_a_wrong_body_and_a_return_twice_are_said_in_words(form, forms, against):
    data = saved(clean(form))
    wrong = read(data, "a.xlsx", against, "pcc-E23000017")
    assert "not of Police and Crime Commissioner for Warwickshire" in str(wrong.faults[0])
    one, again = read(data, "a.xlsx", against), read(data, "b.xlsx", against)
    other = read(saved(filled(form, [NUMBERS, NUMBERS])), "c.xlsx", against)
    assert "is the same file as a.xlsx" in several([one, again])[0]
    assert "say which one holds" in several([one, other])[0]
    assert several([one]) == []


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.xlsx"),
        (b"\xd0\xcf\x11\xe0 old", "old.xls"),
        (b"PK\x03\x04 broken", "broken.xlsx"),
        (b"hello,world\n1,2\n", "other.csv"),
        (b"%PDF-1.7", "answer.pdf"),
    ],
)
def test_what_is_no_return_is_one_sentence(against, data, name):
    with pytest.raises(UserInputError) as told:
        read(data, name, against)
    assert str(told.value).endswith(".")


def test_the_command_lists_every_fault_and_says_so_by_its_exit_code(form, tmp_path, capsys):
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(saved(clean(form)))
    book = clean(form)
    book["Return"].cell(FIRST, AT["places"], "many")
    bad.write_bytes(saved(book))
    assert main(["returns", "read", str(good)]) == 0
    assert "no fault" in capsys.readouterr().out
    assert main(["returns", "read", str(bad), "--format", "json"]) == 2
    assert place("places") in capsys.readouterr().out
    assert zipfile.is_zipfile(io.BytesIO(good.read_bytes()))


def test_returns_that_are_read_together_are_as_read_alone_and_one_that_is_none_stops_no_other(
    form, against
):
    good, bad = saved(clean(form)), b"no workbook at all"
    named = [("a.xlsx", good), ("b.xlsx", bad), ("c.csv", as_csv(clean(form)))]
    files = [(name, len(data)) for name, data in named]
    first, second, third = read_together(b"".join(d for _, d in named), "all", against, files)
    assert first == read(good, "a.xlsx", against)
    assert isinstance(second, str)
    assert "b.xlsx" in second
    assert third == read(named[2][1], "c.csv", against)


def test_a_return_that_does_not_say_whose_it_is_can_be_told_and_any_other_stays_its_own(
    form, against
):
    unmarked = read(as_csv(clean(form)), "a.csv", against)
    assert ["“Whose they are” on the page" in f.remedy for f in unmarked.faults] == [True]
    told = of(unmarked, BODY, against)
    assert (told.marks["body_id"], told.faults) == (BODY, ())
    assert told == read(as_csv(clean(form)), "a.csv", against, BODY)
    anothers = of(unmarked, "pcc-E23000004", against).faults
    assert "No row of it was asked of Police and Crime Commissioner for Mersey" in str(anothers[-1])
    assert {f.cell for f in anothers if f.cell} == {place("reference", FIRST + n) for n in
                                                    range(len(form.rows))}  # fmt: skip
    marked = read(saved(clean(form)), "a.xlsx", against)
    assert of(marked, "pcc-E23000017", against) == marked


@pytest.mark.parametrize("made", ["x" * 400, "=1+1", "2026-13-40", "20261125"])
def test_marks_are_trusted_as_far_as_the_register_and_the_calendar_know_them(form, against, made):
    book = clean(form)
    rows = {row[0].value: row for row in book["gapmap"].iter_rows()}
    rows["body"][1].value = "The office of somebody else"
    rows["made"][1].value = made
    one = read(saved(book), "a.xlsx", against)
    assert one.marks["body"] == against.bodies[BODY]
    assert "made" not in one.marks
    assert one.marks["due"] == form.due.isoformat()


def test_a_return_under_the_marks_of_another_body_is_said_in_words(forms, against):
    mine = next(f for f in forms if f.body.body_id == BODY)
    theirs = next(f for f in forms if f.body.body_id == "pcc-E23000004")
    book = clean(theirs)
    rows = {row[0].value: row for row in book["gapmap"].iter_rows()}
    rows["body_id"][1].value = BODY
    faults = read(saved(book), "a.xlsx", against).faults
    whole = [fault.remedy for fault in faults if not fault.cell]
    assert len(whole) == 1
    assert whole[0].startswith(f"No row of it was asked of {mine.body.body}: it is the return of")
    assert {f.remedy for f in faults if f.cell} == {"was not asked of this body; leave it out"}
