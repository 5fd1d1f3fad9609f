"""The data files as files: description, encoding, references, sources, no personal data."""

import csv
import re

import pytest

from gapmap import vocabulary
from gapmap.io import data_tables as checks
from gapmap.io import description
from tests.conftest import DATA
from tests.data.tables import MODELS, PACKAGE, TABLES, words

DESCRIBED = description.tables(DATA)
CSV_FILES = sorted(DATA.glob("*.csv"))
CELLS = [
    (f"{name}.csv line {line} {column}", column, value)
    for name, table in TABLES.items()
    for line, row in enumerate(table, 2)
    for column, value in row.items()
]


def found(pattern: str, skip: tuple[str, ...] = ()) -> list[str]:
    expression = re.compile(pattern)
    return [
        f"{place}: {value}"
        for place, column, value in CELLS
        if column not in skip and expression.search(value)
    ]


def test_every_csv_file_is_described_and_every_description_has_its_file():
    assert {f.name for f in CSV_FILES} == {table["path"] for table in PACKAGE.values()}


@pytest.mark.parametrize("name", PACKAGE)
def test_columns_equal_the_description(name):
    with (DATA / PACKAGE[name]["path"]).open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert header == [field["name"] for field in PACKAGE[name]["schema"]["fields"]]


@pytest.mark.parametrize("name", PACKAGE)
def test_table_passes_its_own_checks(name):
    assert [str(p) for p in checks.problems(DESCRIBED[name], TABLES[name])] == []


def test_every_reference_resolves():
    assert [str(p) for p in checks.reference_problems(DESCRIBED, TABLES)] == []


@pytest.mark.parametrize("path", CSV_FILES, ids=lambda p: p.name)
def test_file_is_utf8_with_lf_endings_and_no_trailing_blank_lines(path):
    content = path.read_bytes()
    content.decode("utf-8")
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert not content.endswith(b"\n\n")


@pytest.mark.parametrize("name", PACKAGE)
def test_keys_are_described_and_occur_once(name):
    key = PACKAGE[name]["schema"].get("primaryKey", [])
    values = [tuple(row[k] for k in key) for row in TABLES[name]]
    assert not key or len(values) == len(set(values))
    unique = [
        f["name"]
        for f in PACKAGE[name]["schema"]["fields"]
        if f.get("constraints", {}).get("unique")
    ]
    for column in unique:
        assert len({row[column] for row in TABLES[name]}) == len(TABLES[name])


@pytest.mark.parametrize("name", PACKAGE)
def test_no_row_is_there_twice(name):
    seen = [tuple(row.values()) for row in TABLES[name]]
    assert [row for row in seen if seen.count(row) > 1] == []


@pytest.mark.parametrize("name", PACKAGE)
def test_every_number_says_its_unit_or_the_row_does(name):
    fields = PACKAGE[name]["schema"]["fields"]
    columns = {f["name"] for f in fields}
    for field in fields:
        if field["type"] in ("integer", "number"):
            assert "unit" in field or columns & {"unit", "measure"} or "gbp" in field["name"]


@pytest.mark.parametrize(
    ("table", "column", "expected"),
    [
        ("areas", "level", vocabulary.LEVELS),
        ("programmes", "row_kind", vocabulary.ROW_KINDS),
        ("programmes", "programme_type", vocabulary.TYPES),
        ("programmes", "referral_routes", vocabulary.ROUTES),
        ("programmes", "accepts", vocabulary.GROUPS),
        ("programmes", "does_not_accept", vocabulary.GROUPS),
        ("programmes", "capacity_kind", vocabulary.CAPACITY_KINDS),
        ("programmes", "referrals_kind", vocabulary.COUNT_KINDS),
        ("programmes", "starts_kind", vocabulary.COUNT_KINDS),
        ("programmes", "completions_kind", vocabulary.COUNT_KINDS),
        ("programmes", "status", vocabulary.PROGRAMME_STATUSES),
        ("programmes", "date_basis", vocabulary.DATE_BASES),
        ("programmes", "referrals_status", vocabulary.VALUE_STATUSES),
        ("programmes", "starts_status", vocabulary.VALUE_STATUSES),
        ("programmes", "completions_status", vocabulary.VALUE_STATUSES),
    ],
)
def test_enumerations_of_the_package_equal_the_vocabulary(table, column, expected):
    (field,) = [f for f in PACKAGE[table]["schema"]["fields"] if f["name"] == column]
    assert (field.get("items") or field["constraints"]["enum"]) == list(expected)


def test_levels_have_singular_and_plural_names():
    assert list(vocabulary.LEVELS) == list(vocabulary.LEVEL_SINGULAR)
    assert list(vocabulary.LEVELS) == list(vocabulary.LEVEL_PLURAL)
    assert set(vocabulary.MAP_LEVELS) <= set(vocabulary.LEVELS)


def _sources_used() -> set[str]:
    used = {source for model in MODELS.values() for source in model["source_ids"]}
    for name, table in TABLES.items():
        if name != "sources":
            for row in table:
                used |= {row["source_id"], *words(row.get("more_source_ids", ""))}
                more = {row.get("body_source_id", ""), row.get("until_source_id", "")}
                used |= more - {""}
    return used


def test_every_row_has_a_source_that_exists():
    known = {row["source_id"] for row in TABLES["sources"]}
    assert _sources_used() - known == set()


def test_every_source_is_used():
    known = {row["source_id"] for row in TABLES["sources"]}
    assert known - _sources_used() == set()


def test_no_email_addresses():
    assert found(r"[\w.+-]+@[\w-]+\.[A-Za-z]{2,}") == []


def test_no_telephone_numbers():
    assert (
        found(r"(?<![\d.,/-])(\+44\s?\d|0)\d{2,4}[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d)", ("location",))
        == []
    )


def test_no_person_is_named_with_an_honorific():
    """``name_cy`` is left out: Sir is Welsh for shire (Sir Benfro)."""
    honorific = (
        r"Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|Sir|Dame|Lord|Lady|Baroness|Prof|Professor|Judge"
    )
    rank = r"Inspector|Sergeant|Superintendent|Constable|Rev|Reverend"
    assert found(rf"\b({honorific}|{rank})\.? [A-Z][a-z]+", ("name_cy",)) == []


def test_no_machine_paths():
    assert found(r"(^|[\s(\"'])/(work|tmp|home|root)/") == []


def test_notes_do_not_send_the_reader_to_files_that_are_not_here():
    here = {path.name for path in DATA.iterdir()}
    named = re.compile(r"\b[\w-]+\.csv\b")
    lost = [
        f"{place}: {name}"
        for place, column, value in CELLS
        if column in ("note", "notes", "why", "count_basis")
        for name in named.findall(value)
        if name not in here
    ]
    assert lost == []
