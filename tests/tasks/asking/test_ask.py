"""Requests as files: to offices, prefilled with what is held, the same bytes every time."""

import io
import re
import zipfile
from datetime import date

import openpyxl
import pytest
from docx import Document
from odf.opendocument import load
from odf.table import Table, TableCell, TableRow
from odf.teletype import extractText

from gapmap.core.evidence.asking.columns import COLUMNS, INSTEAD, NUMBERS
from gapmap.errors import BadChoiceError, NotWrittenError, UnknownAreaError
from gapmap.present.asking import form_ods, form_xlsx, letter
from gapmap.present.asking.questions import QUESTIONS
from gapmap.selection import Selection
from gapmap.tasks.asking import ask
from gapmap.tasks.asking.missing import missing

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def found(dataset):
    return missing(dataset, dataset.gap(Selection()))


@pytest.fixture(scope="module")
def everyone(dataset, found):
    return list(ask.forms(found, ask.chosen(dataset, found, [], ask.KINDS), TODAY))


def one(everyone, body_id):
    return next(form for form in everyone if form.body.body_id == body_id)


def cells_xlsx(data):
    page = openpyxl.load_workbook(io.BytesIO(data))["Return"]
    return [[str(c.value or "") for c in row] for row in page.iter_rows()]


def cells_ods(data):
    book = load(io.BytesIO(data))
    (page,) = (t for t in book.getElementsByType(Table) if t.getAttribute("name") == "Return")
    return [
        [extractText(cell) for cell in row.getElementsByType(TableCell)]
        for row in page.getElementsByType(TableRow)
    ]


def test_every_office_of_the_43_forces_is_asked_and_three_ministries(everyone):
    kinds = [form.body.kind for form in everyone]
    assert kinds.count("commissioner") + kinds.count("mayor") == 43
    assert kinds.count("ministry") == 3
    assert len({form.body.body_id for form in everyone}) == len(everyone)


def test_the_ten_questions_are_the_seeds_each_once_and_those_that_matter_first():
    assert sorted(q.seed for q in QUESTIONS) == sorted(f"Q{n}" for n in range(1, 11))
    assert [q.seed for q in QUESTIONS[:3]] == ["Q1", "Q6", "Q3"]
    known = {column.key for column in COLUMNS}
    assert {key for q in QUESTIONS for key in q.columns} <= known


def test_a_letter_names_office_law_and_days_and_no_person(everyone):
    for form in everyone:
        text = letter.plain(form)
        assert text.startswith(f"Freedom of Information office, {form.body.body}\n")
        for number, question in enumerate(QUESTIONS, 1):
            assert f"{number}. {question.text}" in text
        assert "answer 1 to 3 first" in text
        assert "Freedom of Information Act 2000" in text
        assert "24 December 2026" in text
        assert not re.search(r"\b(Dear|Mr|Mrs|Ms)\b", text)
        assert not re.search(r"\S+@\S+", text)


def test_whom_no_law_obliges_is_asked_by_courtesy(dataset, found):
    bodies = ask.chosen(dataset, found, ["E23000028"], ["provider"])
    by_name = {form.body.body: form for form in ask.forms(found, bodies, TODAY)}
    text = letter.plain(by_name["The Change Project"])
    assert "No law obliges you" in text
    assert "Act 2000" not in text
    assert "Act 2000" in letter.plain(by_name["Essex Police"])


def test_word_and_plain_text_say_the_same(everyone):
    form = one(everyone, "pcc-E23000017")
    document = Document(io.BytesIO(letter.docx(form, "Example Trust, 1 High Street")))
    said = " ".join(p.text for p in document.paragraphs)
    for question in QUESTIONS:
        assert question.text in said
    assert "Example Trust, 1 High Street" in said


@pytest.mark.parametrize("make", ["xlsx", "ods"])
def test_a_return_has_a_row_for_each_programme_and_definitions_beside_each_column(
    everyone, found, make
):
    for body_id in ("mayor-E23000010", "pcc-E23000017", "mayor-E23000001", "home-office"):
        form = one(everyone, body_id)
        data = form_xlsx.render(form) if make == "xlsx" else form_ods.render(form)
        rows = cells_xlsx(data) if make == "xlsx" else cells_ods(data)
        assert rows[0] == [column.heading for column in COLUMNS]
        assert rows[1] == [column.definition for column in COLUMNS]
        filled = [row for row in rows[2:] if row[0]]
        assert len(filled) == len(form.rows) == int(form.marks["rows"])
        assert [row[0] for row in filled] == [row["reference"] for row in form.rows]
        assert len(rows) - 2 - len(filled) == 10


def test_a_body_is_asked_about_every_programme_recorded_in_its_area(everyone, found):
    for form in everyone:
        if form.body.kind in ("commissioner", "mayor"):
            (code,) = {h.code for h in form.body.holdings if h.level == "pfa"}
            services = {row["reference"] for row in form.rows}
            assert services == set(found.by_code[code].services)


def test_dropdowns_tell_not_held_withheld_and_none_apart_and_nothing_runs(everyone):
    form = one(everyone, "pcc-E23000017")
    book = openpyxl.load_workbook(io.BytesIO(form_xlsx.render(form)))
    page = book["Return"]
    assert INSTEAD == ("not held", "withheld", "none")
    rules = {str(r.sqref).split(":")[0].rstrip("0123456789"): r for r in
             page.data_validations.dataValidation}  # fmt: skip
    assert len(rules) == len(COLUMNS)
    for at, column in enumerate(COLUMNS, 1):
        rule = rules[openpyxl.utils.get_column_letter(at)]
        kind = "list" if column.choices else "decimal" if column.number else None
        assert rule.type == kind
        if column.choices:
            sheet, _, place = rule.formula1.partition("!")
            listed = [c[0].value for c in book[sheet][place.replace("$", "")]]
            assert tuple(listed) == column.choices
    assert len(NUMBERS) == 5
    package = zipfile.ZipFile(io.BytesIO(form_xlsx.render(form)))
    assert not [n for n in package.namelist() if "vba" in n.lower() or "external" in n.lower()]
    assert b"<f>" not in b"".join(package.read(n) for n in package.namelist() if "sheets/" in n)


def test_version_and_body_are_hidden_in_both_workbooks(everyone):
    form = one(everyone, "pcc-E23000017")
    book = openpyxl.load_workbook(io.BytesIO(form_xlsx.render(form)))
    assert book["gapmap"].sheet_state == "veryHidden"
    assert {r[0].value: r[1].value for r in book["gapmap"].iter_rows()} == dict(form.marks)
    tables = load(io.BytesIO(form_ods.render(form))).getElementsByType(Table)
    (marks,) = (t for t in tables if t.getAttribute("name") == "gapmap")
    rows = [
        tuple(extractText(c) for c in row.getElementsByType(TableCell))
        for row in marks.getElementsByType(TableRow)
    ]
    assert dict(rows) == dict(form.marks)


def test_the_same_requests_are_the_same_bytes(everyone):
    few = everyone[:2]
    first, again = ask.archive(few), ask.archive(few)
    assert first == again
    names = zipfile.ZipFile(io.BytesIO(first)).namelist()
    assert len(names) == 4 * len(few) + 1


def test_files_and_the_list_of_requests_are_written(everyone, tmp_path):
    few = everyone[:2]
    assert list(ask.write(tmp_path, few)) == few
    for form in few:
        assert {p.name for p in (tmp_path / form.body.body_id).iterdir()} == {
            "letter.docx", "letter.txt", "return.xlsx", "return.ods",
        }  # fmt: skip
    lines = (tmp_path / "requests.csv").read_text("utf-8").splitlines()
    assert len(lines) == 3
    assert all(",drafted," in line for line in lines[1:])


def test_a_day_that_has_passed_and_an_area_without_anybody_are_one_sentence(dataset, found):
    bodies = ask.chosen(dataset, found, ["E23000017"], ["commissioner"])
    with pytest.raises(BadChoiceError, match="give a later day"):
        list(ask.forms(found, bodies, TODAY, TODAY))
    with pytest.raises(BadChoiceError, match="Nobody of these kinds"):
        ask.chosen(dataset, found, ["E23000017"], ["public_body"])
    with pytest.raises(UnknownAreaError):
        ask.chosen(dataset, found, ["E99999999"], ["commissioner"])
    (form,) = ask.forms(found, bodies, TODAY, date(2027, 1, 31))
    assert "Please answer by 31 January 2027" in letter.plain(form)
    assert "that is 24 December 2026" in letter.plain(form)


def test_a_file_that_may_be_an_answer_is_never_written_over(everyone, tmp_path):
    made = [one(everyone, "pcc-E23000017")]
    assert list(ask.write(tmp_path, made)) == made
    assert list(ask.write(tmp_path, made)) == made  # the same bytes
    answer = tmp_path / "pcc-E23000017" / "return.xlsx"
    answer.write_bytes(answer.read_bytes() + b"filled in")
    with pytest.raises(NotWrittenError, match="it may hold an answer"):
        list(ask.write(tmp_path, made))
    assert answer.read_bytes().endswith(b"filled in")
    with pytest.raises(NotWrittenError, match=r"requests\.csv” is there already"):
        list(ask.write(tmp_path, [one(everyone, "pcc-E23000032")]))
