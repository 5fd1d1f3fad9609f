"""The Dataset: what is loaded is checked at the door, and its fingerprint names every byte."""

import csv
import json
import shutil

import pytest

from gapmap.dataset import Dataset
from gapmap.errors import DataError, GapmapError, UserInputError
from gapmap.selection import Selection
from tests.conftest import DATA

FILES = sorted(p.name for p in DATA.iterdir() if p.suffix in (".csv", ".json"))


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(DATA, tmp_path / "data")


def edit(folder, name, change):
    """Rewrite a CSV: ``change`` takes each row and returns it, changed, or None to drop it."""
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, rows = reader.fieldnames, list(reader)
    changed = [row for row in (change(row) for row in rows) if row is not None]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(changed)


def set_where(column, value, **where):
    def change(row):
        hit = all(row[k] == v for k, v in where.items())
        return row | {column: value} if hit else row

    return change


def drop_where(**where):
    return lambda row: None if all(row[k] == v for k, v in where.items()) else row


def test_the_projects_data_load(dataset):
    assert len(dataset.lookup) == 175
    assert list(dataset.population.index) == list(dataset.lookup.index)
    assert len(dataset.observations) == len(dataset.tables["programmes"])
    assert len(dataset.fingerprint) == 64


def test_a_blank_is_none_and_a_stated_zero_is_zero(copy):
    edit(copy, "programmes", set_where("capacity_places", "0", observation_id="drive-dorset@2021"))
    by_id = {o.observation_id: o for o in Dataset.load(copy).observations}
    assert by_id["drive-dorset@2021"].capacity_places == 0
    assert by_id["drive-dorset@2021"].starts is None


def test_every_observation_carries_its_building_blocks_and_nearest_attributes(dataset):
    by_id = {o.observation_id: o for o in dataset.observations}
    assert by_id["cifa-london@2022-2023"].blocks == ("E09000003", "E09000005", "E09000010")
    assert by_id["drive-south-bcu-london@2021-2022"].routes == (
        "marac", "police", "probation_criminal_court",
    )  # fmt: skip
    assert by_id["reach-out-redbridge@2020-2021"].accredited  # as Spotlight, the same service


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(copy, name):
    (copy / name).unlink()
    with pytest.raises(DataError, match=name.replace(".", r"\.")):
        Dataset.load(copy)


def cut_short(content: bytes) -> bytes:
    return content[: len(content) // 2 - 3]


def emptied(content: bytes) -> bytes:
    return content[:0]


def not_utf8(content: bytes) -> bytes:
    return content[:500] + b"\xff" + content[500:]


@pytest.mark.parametrize("damage", [cut_short, emptied, not_utf8])
@pytest.mark.parametrize(
    "name", ["programmes.csv", "population.csv", "datapackage.json", "demand_models.json"]
)
def test_a_damaged_file_gives_one_readable_message(copy, name, damage):
    path = copy / name
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(DataError) as caught:
        Dataset.load(copy)
    message = str(caught.value)
    assert message.isprintable()
    assert "Traceback" not in message
    assert str(copy) not in message
    assert len(message) < 5_000


P = "cifa-london@2022-2023"
ONE_AREA = "drive-wirral@2020"
PLACES_ONLY = "drive-dorset@2021"
CORRUPTIONS = {
    "a word that is not in the list": ("programmes", P, "row_kind", "project"),
    "a number that is none": ("programmes", P, "referrals", "113 men"),
    "a negative number": ("programmes", P, "referrals", "-113"),
    "a source that is not there": ("programmes", P, "source_id", "S-NONE"),
    "a key twice": ("programmes", PLACES_ONLY, "observation_id", P),
    "a programme removed": ("programmes", P, None, None),
    "a programme without areas": ("programme_areas", P, None, None),
    "an area code of nowhere": ("programme_areas", ONE_AREA, "utla_code", "E99999999"),
    "a wider programme that is not there": ("programmes", P, "part_of", "ghost"),
    "a count without its kind": ("programmes", P, "referrals_kind", ""),
    "places without their kind": ("programmes", PLACES_ONLY, "capacity_kind", ""),
    "completions without their kind": ("programmes", P, "completions_kind", ""),
    "a source from the future": ("programmes", P, "as_of", "2031-01"),
    "a month that is none": ("programmes", P, "funded_until", "2025-13"),
    "a date without its basis": ("programmes", P, "date_basis", "undated"),
    "a year of a number without its basis": ("programmes", P, "number_year_basis", ""),
    "a year of no number": ("programmes", ONE_AREA, "number_year", "2020"),
    "carried over without a count": ("programmes", ONE_AREA, "rolled_over", "yes"),
    "other cases in no number": ("programmes", ONE_AREA, "takes_in", "stalking"),
    "other cases that are none": ("programmes", P, "takes_in", "strangers"),
    "a first year without a last": ("programmes", P, "end_year", ""),
    "years that run backwards": ("programmes", P, "end_year", "1999"),
    "a source removed": ("sources", "S-MOPAC-2023", None, None),
    "no population for a block": ("population", "E06000001", None, None),
    "a block removed from the lookup": ("lookup", "E06000001", None, None),
    "a force removed from the areas": ("areas", "E23000001", None, None),
}
KEYS = {
    "programmes": "observation_id", "programme_areas": "observation_id", "sources": "source_id",
    "population": "utla_code", "lookup": "utla_code", "areas": "code",
}  # fmt: skip


@pytest.mark.parametrize("corruption", CORRUPTIONS)
def test_corrupted_data_are_refused_at_the_door(copy, corruption):
    """What gets past the door drops places from the map or fails later in front of the user."""
    table, key, column, value = CORRUPTIONS[corruption]
    where = {KEYS[table]: key}
    edit(copy, table, set_where(column, value, **where) if column else drop_where(**where))
    with pytest.raises(DataError, match=rf"{table}|programme|areas|lookup|population"):
        Dataset.load(copy)


@pytest.mark.parametrize(
    "change", [{"low": 500_000}, {"local_low": 2}, {"extra": 1}, {"name": None}]
)
def test_a_broken_demand_model_is_refused_at_the_door(copy, change):
    path = copy / "demand_models.json"
    models = json.loads(path.read_text("utf-8"))
    models["serious"] |= change
    if change == {"name": None}:
        del models["serious"]["name"]
    path.write_text(json.dumps(models), "utf-8")
    with pytest.raises(DataError, match="serious"):
        Dataset.load(copy)


def test_data_errors_are_value_errors_and_gapmap_errors():
    assert issubclass(DataError, ValueError)
    assert issubclass(DataError, GapmapError)


def test_a_model_that_the_data_lack_is_a_user_error_listing_those_it_has(dataset):
    with pytest.raises(UserInputError, match=r"table of your own.*serious"):
        dataset.gap(Selection(demand="own"))


@pytest.mark.parametrize("pair", [("ghost", 1.0), ("total", 1.0), ("total", 1e9)])
def test_an_assumption_the_model_lacks_or_forbids_is_a_user_error(dataset, pair):
    with pytest.raises(UserInputError, match="Assumption"):
        dataset.gap(Selection(assumptions=(pair,)))


def test_the_sensitivity_layer_cites_its_source_when_it_is_used(dataset):
    table = dataset.gap(Selection(local="sensitivity"))
    assert "S-DERIVED-RELATIVE" in table.source_ids


def test_equal_bytes_have_an_equal_fingerprint_wherever_they_lie(copy, dataset):
    assert Dataset.load(copy).fingerprint == dataset.fingerprint


@pytest.mark.parametrize("name", FILES)
def test_any_changed_byte_changes_the_fingerprint(copy, dataset, name):
    path = copy / name
    content = path.read_bytes()
    if name.endswith(".json"):
        path.write_bytes(content.replace(b"{", b"{ ", 1))
    elif name == "sources.csv":
        path.write_bytes(content.replace(b"Cafcass", b"Cafcasz", 1))
    else:  # quotes that change the bytes and no value
        header, rest = content.split(b"\n", 1)
        first, others = header.split(b",", 1)
        path.write_bytes(b'"' + first + b'",' + others + b"\n" + rest)
    assert path.read_bytes() != content
    assert Dataset.load(copy).fingerprint != dataset.fingerprint


def test_the_gap_table_carries_fingerprint_selection_model_and_sources(dataset):
    table = dataset.gap(Selection(level="county"))
    assert table.fingerprint == dataset.fingerprint
    assert table.selection == Selection(level="county")
    assert table.model is dataset.models["serious"]
    known = {s["source_id"] for s in dataset.sources()}
    assert set(table.source_ids) <= known
    assert len(set(table.source_ids)) == len(table.source_ids)


def test_every_part_of_a_table_names_a_source_in_its_list(dataset):
    """Every number must be traceable: the rows behind a table are cited by the table."""
    table = dataset.gap(Selection(since=None, level="utla"))
    cited = {dataset.programmes[o]["source_id"] for o in table.parts["observation_id"]}
    assert cited <= set(table.source_ids)


def test_parts_add_up_to_the_rows(dataset):
    table = dataset.gap(Selection(since=None, basis="implied"))
    sums = table.parts.groupby("code")["places"].sum(min_count=1)
    for row in table.rows.dropna(subset=["places"]).itertuples():
        assert sums[row.code] == pytest.approx(row.places)


def test_the_same_selection_gives_the_same_table_twice(dataset):
    one, two = (dataset.gap(Selection(routes=("self",))) for _ in range(2))
    assert one.rows.equals(two.rows)
    assert one.parts.equals(two.parts)
