"""Reading and checking tables: every kind of problem named with its place, value and remedy."""

import json
from copy import deepcopy

import msgspec
import pandas as pd
import pytest

from gapmap.errors import DataError
from gapmap.io import data_tables as tables
from gapmap.io import description
from gapmap.io.description import Table

TOWNS = {
    "name": "towns", "path": "towns.csv", "schema": {
        "primaryKey": ["code"],
        "fields": [
            {"name": "code", "type": "string",
             "constraints": {"required": True, "pattern": "^[EW]\\d{3}$"}},
            {"name": "kind", "type": "string", "constraints": {"enum": ["city", "village"]}},
            {"name": "tags", "type": "list", "delimiter": ";", "items": ["old", "new"]},
            {"name": "people", "type": "integer", "constraints": {"minimum": 1, "maximum": 100}},
            {"name": "share", "type": "number"},
        ],
    },
}  # fmt: skip
VISITS = {
    "name": "visits", "path": "visits.csv", "schema": {
        "fields": [
            {"name": "visit", "type": "string", "constraints": {"required": True}},
            {"name": "towns", "type": "list", "delimiter": ";", "references": "towns.code"},
        ],
    },
}  # fmt: skip
STAYS = {
    "name": "stays", "path": "stays.csv", "schema": {
        "fields": [{"name": name, "type": "string"} for name in ("stay", "town", "after")],
        "foreignKeys": [
            {"fields": ["town"], "reference": {"resource": "towns", "fields": ["code"]}},
            {"fields": ["after"], "reference": {"fields": ["stay"]}},
        ],
    },
}  # fmt: skip
TABLE = msgspec.convert(TOWNS, Table)
HEADER = "code,kind,tags,people,share"
GOOD = {"code": "E001", "kind": "city", "tags": "old;new", "people": "28", "share": "0.5"}


def folder(tmp_path, towns=f"{HEADER}\nE001,city,old,28,0.5\n", visits="visit,towns\nv,E001\n",
           stays="stay,town,after\ns,E001,\n"):  # fmt: skip
    description = {"resources": [TOWNS, VISITS, STAYS]}
    write(tmp_path / "datapackage.json", json.dumps(description))
    write(tmp_path / "stays.csv", stays)
    write(tmp_path / "towns.csv", towns)
    write(tmp_path / "visits.csv", visits)
    return tmp_path


def write(path, text):
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def read(tmp_path, text):
    write(tmp_path / "t.csv", text)
    return tables.read_rows(tmp_path / "t.csv")


def one_problem(**changed):
    (problem,) = tables.problems(TABLE, [GOOD | changed])
    return problem


# Reading


def test_rows_are_read_as_texts(tmp_path):
    assert read(tmp_path, "a,b\n1,\n") == [{"a": "1", "b": ""}]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    assert read(tmp_path, b"\xef\xbb\xbfa,b\r\n1,2\r\n") == [{"a": "1", "b": "2"}]


def test_quoted_commas_quotes_and_line_breaks_are_kept(tmp_path):
    assert read(tmp_path, 'a,b\n"1,""x""","two\nlines"\n') == [{"a": '1,"x"', "b": "two\nlines"}]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"])
def test_only_line_feeds_end_a_row(tmp_path, mark):
    """Text pasted from a web page or PDF can hold these; a spreadsheet doesn't quote them."""
    assert read(tmp_path, f"a,b\none{mark}cell,2\n") == [{"a": f"one{mark}cell", "b": "2"}]


def test_a_file_that_is_missing_is_named_with_the_remedy(tmp_path):
    with pytest.raises(DataError, match=r"^t\.csv is missing.*restore"):
        tables.read_rows(tmp_path / "t.csv")


def test_a_folder_in_place_of_a_file_is_an_error_too(tmp_path):
    with pytest.raises(DataError, match="unreadable"):
        tables.read_rows(tmp_path)


def test_bytes_that_are_not_utf8_are_named_with_their_place(tmp_path):
    with pytest.raises(DataError, match=r"t\.csv is not UTF-8 \(byte 4\).*CSV UTF-8"):
        read(tmp_path, b"a,b\n\xe9,2\n")


@pytest.mark.parametrize(("row", "cells"), [("1", 1), ("1,2,3", 3), ("", 0)])
def test_rows_too_short_or_too_long_are_named_with_their_line(tmp_path, row, cells):
    with pytest.raises(DataError, match=rf"line 3: {cells} cells where the header has 2"):
        read(tmp_path, f"a,b\n1,2\n{row}\n3,4\n")


@pytest.mark.parametrize("text", ['a,b\n1,"2\n', 'a,b\n"1"x,2\n'])
def test_quotes_that_are_not_closed_are_named(tmp_path, text):
    with pytest.raises(DataError, match=r"t\.csv, line 2: .*check its quotes"):
        read(tmp_path, text)


def test_a_huge_cell_is_an_error_and_not_a_crash(tmp_path):
    with pytest.raises(DataError, match=r"t\.csv, line 2"):
        read(tmp_path, "a,b\n" + "x" * 200_000 + ",2\n")


# One table


def test_a_good_row_has_no_problems():
    assert tables.problems(TABLE, [GOOD]) == []
    assert tables.problems(TABLE, [dict.fromkeys(GOOD, "") | {"code": "W999"}]) == []


@pytest.mark.parametrize(
    ("column", "value", "remedy"),
    [
        ("code", "", "a value, not a blank"),
        ("code", "E1", "form"),
        ("code", "e001", "form"),
        ("code", "xE001", "form"),
        ("code", "E001\n", "form"),
        ("kind", "town", "city, village"),
        ("kind", "City", "city, village"),
        ("tags", "old;odd", "old; new"),
        ("tags", "old;", "old; new"),
        ("tags", "old; new", "old; new"),
        ("people", "0", "at least 1"),
        ("people", "101", "at most 100"),
        ("people", "2.5", "a plain integer"),
        *[("people", v, "a plain integer") for v in ("1,000", "1e1", " 5", "+5", "five", "\u0663")],
        *[("share", v, "a plain number") for v in ("nan", "inf", ".5", "5.", "1/2", "£5", "0x1")],
    ],
)
def test_a_wrong_value_is_named_with_line_column_and_remedy(column, value, remedy):
    problem = one_problem(**{column: value})
    assert (problem.file, problem.line, problem.column) == ("towns.csv", 2, column)
    assert problem.value == value
    assert remedy in problem.accepted


def test_a_problem_reads_as_one_sentence():
    assert str(one_problem(kind="town")) == (
        "towns.csv, line 2, column kind: “town” is not accepted; use one of city, village."
    )


def test_a_long_value_is_cut_in_the_message():
    assert len(str(one_problem(kind="x" * 5_000))) < 200


def test_one_cell_gives_one_problem():
    assert one_problem(people="many").accepted.startswith("a plain integer")


@pytest.mark.parametrize("rows", [[]])
def test_a_table_without_rows_is_a_problem(rows):
    (problem,) = tables.problems(TABLE, rows)
    assert (problem.line, problem.accepted) == (1, "at least one row under the header")


@pytest.mark.parametrize(
    "columns", ["kind,code,tags,people,share", "code,kind,tags,people", f"{HEADER},more"]
)
def test_other_columns_than_described_are_a_problem_of_the_header(columns):
    (problem,) = tables.problems(TABLE, [dict.fromkeys(columns.split(","), "1")])
    assert (problem.line, problem.value, problem.accepted) == (1, columns, HEADER)


def test_a_repeated_key_names_both_lines():
    (problem,) = tables.problems(TABLE, [GOOD, GOOD | {"code": "E002"}, GOOD])
    assert (problem.line, problem.column, problem.value) == (4, "code", "E001")
    assert "line 2" in problem.accepted


def test_problems_come_all_at_once_in_the_order_of_lines():
    rows = [GOOD | {"people": "0", "kind": "x"}, GOOD, GOOD | {"code": "bad", "share": "y"}]
    found = tables.problems(TABLE, rows)
    assert [p.line for p in found] == [2, 2, 3, 4, 4]
    assert {p.column for p in found} == {"people", "kind", "code", "share"}


# A folder of tables


def test_numbers_become_numbers_and_blanks_become_missing(tmp_path):
    frames = tables.load(folder(tmp_path, f"{HEADER}\nE001,city,,28,\nE002,,old,,0\n"))
    towns = frames["towns"]
    assert list(towns["people"].isna()) == [False, True]
    assert list(towns["share"].isna()) == [True, False]
    assert towns["share"][1] == 0
    assert list(towns["kind"]) == ["city", ""]
    assert isinstance(frames["visits"], pd.DataFrame)


def test_problems_of_all_files_are_reported_together(tmp_path):
    bad = folder(tmp_path, f"{HEADER}\nE001,town,old,28,x\n", "visit,towns\n,E001\n")
    with pytest.raises(DataError) as caught:
        tables.load(bad)
    message = str(caught.value)
    for place in (
        "line 2, column kind",
        "line 2, column share",
        "visits.csv, line 2, column visit",
    ):
        assert place in message


def test_a_reference_to_nothing_is_named(tmp_path):
    bad = folder(tmp_path, visits="visit,towns\nv,E001;E404\nw,\n")
    with pytest.raises(DataError, match=r"visits\.csv, line 2, column towns: “E404”.*towns\.csv"):
        tables.load(bad)


@pytest.mark.parametrize(
    ("row", "named"),
    [("t,E404,", r"column town: “E404”.*a code of towns\.csv"),
     ("t,E001,gone", r"column after: “gone”.*a stay of stays\.csv"),
     ("t,E001;E001,", r"column town: “E001;E001”")],
)  # fmt: skip
def test_a_foreign_key_to_nothing_is_named(tmp_path, row, named):
    good = "stay,town,after\ns,E001,\nr,E001,s\n"
    tables.load(folder(tmp_path, stays=good))
    with pytest.raises(DataError, match=rf"stays\.csv, line 4, {named}"):
        tables.load(folder(tmp_path, stays=f"{good}{row}\n"))


def test_line_numbers_stay_right_after_a_cell_of_several_lines(tmp_path):
    bad = folder(tmp_path, visits='visit,towns\n"two\nlines",E001\nv,E404\n')
    with pytest.raises(DataError, match=r"visits\.csv, line 4,"):
        tables.load(bad)


def test_only_the_first_problems_are_spelled_out_and_the_rest_counted(tmp_path):
    bad = folder(tmp_path, HEADER + "\n" + "".join(f"E{n:03},town,,,\n" for n in range(50)))
    with pytest.raises(DataError) as caught:
        tables.load(bad)
    assert str(caught.value).count("is not accepted") == tables.SHOWN_PROBLEMS
    assert str(caught.value).endswith("… and 30 more")


@pytest.mark.parametrize("text", ["", "\n", f"{HEADER}\n"])
def test_a_file_without_rows_is_named(tmp_path, text):
    with pytest.raises(DataError, match=r"towns\.csv"):
        tables.load(folder(tmp_path, towns=text))


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", "3", '{"resources": 3}', '{"resources": [3]}', "{}", b"\xff"]
)
def test_a_description_that_cannot_be_read_is_named_with_the_remedy(tmp_path, text):
    broken = folder(tmp_path)
    if text is None:
        (broken / "datapackage.json").unlink()
    else:
        write(broken / "datapackage.json", text)
    with pytest.raises(DataError, match=r"datapackage\.json cannot be read.*restore"):
        tables.load(broken)


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        ("fields", [{"name": "visit", "type": "word"}], "type” is “word”, not allowed here"),
        ("fields", [{"name": "visit"}], "“type” is missing"),
        ("primaryKey", ["gone"], "a key of visits names “gone”, which is no column"),
        ("primaryKey", "visit", "primaryKey” is “visit”, not a list"),
        ("foreignKeys", [{"fields": ["visit"], "reference": {"resource": "x", "fields": ["y"]}}],
         "visits, visit: there is no x.y"),
        ("fields", [{"name": "visit", "type": "list", "references": "towns"}],
         "“references” is “towns”, not like table.column"),
        ("fields", [{"name": "visit", "type": "string", "constraints": {"pattern": "("}}],
         "“pattern” is “(”, not a regular expression"),
    ],
)  # fmt: skip
def test_a_fault_of_the_description_is_named(tmp_path, part, value, said):
    broken = deepcopy(VISITS)
    broken["schema"][part] = value
    write(tmp_path / "datapackage.json", json.dumps({"resources": [TOWNS, broken]}))
    with pytest.raises(DataError, match=r"^datapackage\.json cannot be read: ") as error:
        description.tables(tmp_path)
    assert said in str(error.value)
    assert str(error.value).endswith("; restore it from the project.")


@pytest.mark.parametrize("text", ["{}", '{"as_of": 5}', '{"as_of": "May"}', '{"as_of": null}'])
def test_data_without_their_day_are_refused(tmp_path, text):
    write(tmp_path / "datapackage.json", text)
    with pytest.raises(DataError, match=r"“as_of”.*give “as_of” as a date such as 2026-11-24"):
        description.as_of(tmp_path)


def test_two_columns_of_one_name_are_a_problem(tmp_path):
    with pytest.raises(DataError, match=r"visits\.csv, line 1"):
        tables.load(folder(tmp_path, visits="visit,visit\nv,E001\n"))
