"""Edits by hand: what is typed becomes one revision; others' changes and faults are told."""

from datetime import date

import pandas as pd
import pytest

from gapmap.dataset import Dataset
from gapmap.errors import BadChoiceError, ConflictError, DataError, UnknownNameError
from gapmap.io.directory.changes import edit
from gapmap.io.directory.models import PROGRAMME, SOURCE
from gapmap.selection import Selection
from gapmap.tasks.asking.directory import by_hand, merging, opened, past
from gapmap.tasks.asking.directory.by_hand import (
    ADD,
    ANOTHER_YEAR,
    CORRECT,
    REMOVE,
    Form,
    Source,
    Typed,
)
from gapmap.tasks.own_programmes import Reader

TODAY = date(2026, 11, 26)
KEY = "adapt-foundation-hampshire@2021-2022"
OTHER = Source("Annual report", "Hampton Trust", "https://example.org/report", "2026-11-20")
PLACES = {
    "capacity_places": "1,200", "capacity_kind": "commissioned", "number_year": "2025-26",
    "as_of": "2026-11-24",
}  # fmt: skip


@pytest.fixture(scope="module")
def blocks(dataset):
    return merging.blocks_of(Reader(dataset))


@pytest.fixture
def directory(settings):
    return opened.needed(settings)


def save(directory, blocks, way, typed, *, source=OTHER, reason="it says so", base=KEY, who="ann"):
    held = directory.entry(PROGRAMME, base) if isinstance(base, str) else base
    form = Form(way, held, Typed(typed, source, reason), TODAY)
    return by_hand.save(directory, form, blocks, who, draft=False)


def record(directory, name=KEY):
    return directory.published().of(PROGRAMME)[name]


def test_a_correction_changes_what_was_typed_and_rests_on_its_source(directory, blocks, settings):
    before = record(directory)
    number = save(directory, blocks, CORRECT, {**PLACES, "status": "running",
                                               "referral_routes": "police;self"})  # fmt: skip
    after = record(directory)
    (source,) = [k for k in directory.published().of(SOURCE) if k.startswith("HAND-")]
    assert after["capacity_places"] == "1200"
    assert (after["number_year"], after["number_year_basis"]) == ("2026", "stated")
    assert (after["as_of"], after["date_basis"]) == ("2026-11-24", "stated")
    assert (after["source_id"], after["more_source_ids"]) == (source, before["source_id"])
    assert after["checked"] == "source-verified"
    changed = {k for k in after if after[k] != before[k]}
    assert changed <= {
        *PLACES, "status", "referral_routes", "number_year_basis", "date_basis", "checked",
        "source_id", "more_source_ids", "confidence",
    }  # fmt: skip
    held = directory.published().of(SOURCE)[source]
    assert (held["title"], held["location"], held["accessed"]) == (
        "Annual report", "https://example.org/report", "2026-11")  # fmt: skip
    told = directory.revisions()[0]
    assert (told.id, told.what, told.who, told.why) == (number, "edit", "ann", "it says so")
    data = opened.load(settings)
    assert data.programmes[KEY]["capacity_places"] == 1200.0
    said = past.as_text(past.of(directory, data, KEY))
    assert f"{KEY}, Places a year: 1200, in use (it says so)" in said
    past.undo(directory, number, "ann", "a slip")
    assert record(directory) == before
    assert opened.load(settings).fingerprint == Dataset.load().fingerprint


def test_a_slip_is_mended_on_the_source_that_the_record_has(directory, blocks):
    before = record(directory)
    save(directory, blocks, CORRECT, {"status": "ended", "ended_year": "2024"}, source=Source())
    after = record(directory)
    assert (after["source_id"], after["checked"]) == (before["source_id"], "corrected")
    assert {k for k in after if after[k] != before[k]} == {"status", "ended_year", "checked"}


def test_a_number_of_another_year_is_a_record_beside_the_first(directory, blocks, settings):
    before = record(directory)
    save(directory, blocks, ANOTHER_YEAR, PLACES)
    assert record(directory) == before
    made = record(directory, "adapt-foundation-hampshire@2025-2026")
    assert (made["period"], made["capacity_places"]) == ("2025-26", "1200")
    assert made["referrals"] == made["completions"] == ""
    assert made["areas"] == before["areas"]
    assert made["source_id"].startswith("HAND-")
    assert "adapt-foundation-hampshire@2025-2026" in opened.load(settings).programmes


NEW = {
    **PLACES, "programme": "Ünlike", "provider": "Example Trust", "areas_as_stated": "Kent; Leeds",
    "programme_type": "early_intervention", "status": "running", "ended_year": "",
    "referral_routes": "self", "routes_named": "some", "accepts": "men;women", "funded_until": "",
}  # fmt: skip


def places_of_councils(settings):
    rows = opened.load(settings).gap(Selection(level="utla")).by_code
    return {code: 0 if pd.isna(row["places"]) else row["places"] for code, row in rows.items()}


def test_a_programme_is_added_and_counts_where_it_serves(directory, blocks, settings):
    before = places_of_councils(settings)
    save(directory, blocks, ADD, NEW, base=None)
    made = record(directory, "unlike-by-hand@2025-2026")
    assert made["programme"] == "Ünlike"
    after = places_of_councils(settings)
    grown = {c: after[c] - before[c] for c in after if after[c] > before[c]}
    assert grown.keys() == {"E10000016", "E08000035"}  # Kent and Leeds
    assert sum(grown.values()) == pytest.approx(1200)
    save(directory, blocks, ADD, NEW, base=None)  # another of that name is another service
    assert record(directory, "unlike-by-hand-2@2025-2026")["service_id"] == "unlike-by-hand-2"


def test_a_record_is_taken_out_and_put_back(directory, blocks, settings):
    data = opened.load(settings)
    before = directory.published()
    refused = []
    for name in data.programmes:
        try:
            number = save(directory, blocks, REMOVE, {}, base=name, source=Source())
        except DataError as error:
            refused.append(str(error))
            continue
        break
    assert name not in directory.published().of(PROGRAMME)
    assert name not in opened.load(settings).programmes
    assert all("cannot be taken out; say that it has ended" in said for said in refused)
    past.undo(directory, number, "ann", "it was none")
    assert directory.published().entries == before.entries


def test_what_other_tables_name_is_not_taken_out(directory, blocks, dataset):
    shipped = {row["merged_into"] for row in merged_rows()}
    name = sorted(shipped)[0]
    with pytest.raises(DataError, match=r"merged_rows\.csv"):
        save(directory, blocks, REMOVE, {}, base=name, source=Source())


def merged_rows():
    from gapmap.io.data_tables import read_rows
    from tests.conftest import DATA

    return read_rows(DATA / "merged_rows.csv")


@pytest.mark.parametrize(
    ("way", "change", "said"),
    [
        (CORRECT, {"capacity_places": "about 60"}, "Places a year: “about 60” is not a plain"),
        (CORRECT, {"capacity_places": "-1"}, "is not a plain number"),
        (CORRECT, {"capacity_places": "£60"}, "is not a plain number"),
        (CORRECT, {"capacity_places": "12.5"}, "is a part of a place"),
        (CORRECT, {"capacity_places": "20,001"}, "is larger than 20,000"),
        (CORRECT, {"capacity_kind": ""}, "Places are is blank: say what the places are"),
        (CORRECT, {"number_year": "last year"}, "Year of its numbers: “last year” is no year"),
        (CORRECT, {"number_year": "2031"}, "is not between 2000 and 2027"),
        (CORRECT, {"number_year": ""}, "Year of its numbers is blank"),
        (CORRECT, {"ended_year": "2024"}, "the status is not “ended”"),
        (CORRECT, {"status": "ended", "ended_year": "2030"}, "is no year that has begun"),
        (CORRECT, {"funded_until": "spring"}, "Funded until: “spring” is no day"),
        (ADD, {"programme": ""}, "Programme is blank: fill it in"),
        (ADD, {"areas_as_stated": "Atlantis"}, "“Atlantis” names no area that is known"),
        (ADD, {"provider": "jo@example.org"}, "holds an e-mail address"),
        (ADD, {"as_of": ""}, "Confirmed on is blank"),
        (ANOTHER_YEAR, {"capacity_places": ""}, "Places a year is blank: fill it in"),
    ],
)  # fmt: skip
def test_a_fault_names_its_field_its_value_and_the_remedy_and_nothing_is_kept(
    directory, blocks, way, change, said
):
    before = directory.mark()
    typed = {**(NEW if way == ADD else PLACES), **change}
    with pytest.raises(BadChoiceError, match=said):
        save(directory, blocks, way, typed, base=None if way == ADD else KEY)
    assert directory.mark() == before


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (Source(title="A page"), "Publisher of the source: “” is blank"),
        (Source("A page", "Jo", "jo@example.org"), "Address of the source: .* an e-mail address"),
    ],
)
def test_a_source_is_whole_and_reaches_nobody(directory, blocks, source, said):
    with pytest.raises(BadChoiceError, match=said):
        save(directory, blocks, CORRECT, PLACES, source=source)


def test_all_faults_are_told_at_once_and_what_is_new_needs_a_source(directory, blocks):
    with pytest.raises(BadChoiceError) as caught:
        save(directory, blocks, ADD, {**NEW, "programme": "", "capacity_places": "many"},
             source=Source(), reason=" ", base=None)  # fmt: skip
    for said in ("Reason is blank", "Programme is blank", "“many”", "Source is blank"):
        assert said in str(caught.value)


def test_nothing_typed_is_nothing_kept(directory, blocks):
    held = record(directory)
    same = {k: held[k] for k in ("status", "capacity_places", "referral_routes", "as_of")}
    with pytest.raises(BadChoiceError, match="Nothing was changed"):
        save(directory, blocks, CORRECT, same, source=Source())


def test_what_a_record_has_that_no_form_could_hold_stays(directory, blocks):
    """A number that stands there under other rules is kept as long as nobody types another."""
    held = record(directory)
    odd = {**held, "capacity_places": "12.5", "capacity_kind": "aim"}
    directory.save([edit(PROGRAMME, KEY, held, odd)], "ben", "edit", "half a place")
    typed = {"capacity_places": "12.5", "capacity_kind": "aim", "status": "ended"}
    save(directory, blocks, CORRECT, typed, source=Source())
    assert (record(directory)["capacity_places"], record(directory)["status"]) == ("12.5", "ended")


def test_of_two_who_edit_one_field_the_second_is_told_mine_theirs_and_base(directory, blocks):
    opened_with = record(directory)
    save(directory, blocks, CORRECT, {**PLACES, "status": "running"})
    with pytest.raises(ConflictError) as caught:
        save(directory, blocks, CORRECT, {"status": "ended", "accepts": "men"}, base=opened_with,
             source=Source(), who="ben")  # fmt: skip
    told = {c.field: (c.mine, c.theirs, c.base) for c in caught.value.conflicts}
    assert told["status"] == ("ended", "running", opened_with["status"])
    assert "accepts" not in told
    assert record(directory)["status"] == "running"


def test_of_two_who_edit_other_fields_both_hold(directory, blocks):
    opened_with = record(directory)
    save(directory, blocks, CORRECT, {"funded_until": "2027"}, source=Source())
    save(directory, blocks, CORRECT, {"accepts": "men"}, base=opened_with, source=Source())
    after = record(directory)
    assert (after["funded_until"], after["accepts"]) == ("2027", "men")


def test_a_record_that_is_gone_is_a_sentence(directory, blocks):
    for way in (REMOVE, ANOTHER_YEAR):
        with pytest.raises(UnknownNameError, match="not kept any more"):
            save(directory, blocks, way, PLACES, base=None)
