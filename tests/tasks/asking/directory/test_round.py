"""One round, from what is missing to the map after it: 45 returns of known truth, 8 spoilt."""

import csv
import io
from datetime import date

import openpyxl
import pytest

from gapmap.core.evidence.merging.merge import Decision, as_proposed
from gapmap.dataset import DATA, Dataset
from gapmap.errors import ConflictError, UnreadableFileError
from gapmap.fields.csv_text import rows_csv
from gapmap.io import description
from gapmap.io.directory.seed import rows_of
from gapmap.io.returns.read import several
from gapmap.selection import Selection
from gapmap.tasks.asking import ask, returns
from gapmap.tasks.asking.directory import decisions, merging, opened, past, requests
from gapmap.tasks.asking.missing import missing
from gapmap.tasks.own_programmes import Reader
from gapmap.vocabulary import TYPES
from tests.io.returns.filled import AT, FIRST, filled, saved, truth

ASKED, ANSWERED, MERGED = date(2026, 11, 25), date(2026, 12, 20), date(2026, 12, 22)
COLUMNS = {n: [f.name for f in t.schema.fields] for n, t in description.tables(DATA).items()}


def _put(key, value, line=FIRST):
    return lambda book: book["Return"].cell(line, AT[key]).__setattr__("value", value)


def _marks(row, value):
    return lambda book: book["gapmap"].cell(row, 2).__setattr__("value", value)


def _no_marks(book):
    del book["gapmap"]


def _twice(book):
    page = book["Return"]
    page.cell(FIRST + 1, AT["reference"]).value = page.cell(FIRST, AT["reference"]).value


SPOILT = {  # what is wrong, and whether the rest of the return can be merged
    "an older form": (_marks(1, "0"), False),
    "a body that there is not": (_marks(2, "nobody"), False),
    "no marks": (_no_marks, False),
    "a note in a number": (_put("places", "about 60"), True),
    "an unknown reference": (_put("reference", "my-own-1"), True),
    "a negative number": (_put("referrals", -3), True),
    "an e-mail address": (_put("remarks", "ask jo@example.org"), True),
    "a row twice": (_twice, True),
}


def told(form):
    """What a body answers; a programme that it adds has a type, as the form asks."""
    rows = truth(form)
    if not form.rows:
        rows[0]["programme_type"] = TYPES["community_behaviour_change"]
    return rows


@pytest.fixture(scope="module")
def asked(dataset):
    found = missing(dataset, dataset.gap(Selection()))
    everyone = list(ask.forms(found, ask.chosen(dataset, found, [], ask.KINDS), ASKED))
    return returns.known(dataset, found), everyone[:45]


@pytest.fixture(scope="module")
def sent_back(asked):
    """The files that came back, by body; those of the last bodies with three rows are spoilt."""
    _, forms = asked
    spoilt = [form for form in forms if len(form.rows) >= 3][-len(SPOILT) :]
    ways = dict(zip((form.body.body_id for form in spoilt), SPOILT, strict=True))
    files = {}
    for form in forms:
        book = filled(form, told(form))
        if form.body.body_id in ways:
            SPOILT[ways[form.body.body_id]][0](book)
        files[form.body.body_id] = saved(book)
    return ways, files


def rows_now(directory):
    return rows_of(directory.published(), COLUMNS)


def merge_all(settings, asked, sent_back):
    """Merge every return as proposed; return the revisions and what could not be merged."""
    known, forms = asked
    _, files = sent_back
    directory = opened.needed(settings)
    requests.draft(directory, forms, "test")
    requests.move(directory, [form.body.body_id for form in forms], "sent", ASKED, "", "test")
    dataset = Dataset.load()
    blocks = merging.blocks_of(Reader(dataset))
    found = returns.read_all([(f"{body}.xlsx", data) for body, data in files.items()], known)
    done, refused = {}, {}
    for body, one in zip(files, found, strict=True):
        try:
            beside = merging.proposed(one, directory.published(), dataset, known, blocks, ANSWERED)
        except UnreadableFileError as error:
            refused[body] = str(error)
            continue
        mine = as_proposed(beside.found)
        if any(p.makes and not p.base for p in beside.found):  # a programme that was added
            mine = {p.key: Decision("accept", f"looked at: {p.why}") for p in beside.found}
        done[body] = merging.save(directory, beside, mine, MERGED, "test", "")
    return directory, found, done, refused


def test_a_round_from_what_is_missing_to_the_map_and_back_again(settings, asked, sent_back):
    _, forms = asked
    ways, files = sent_back
    before = opened.load(settings)
    table = before.gap(Selection())
    shipped = Dataset.load()
    assert before.fingerprint == shipped.fingerprint  # nothing was merged yet
    rows_before = rows_now(opened.needed(settings))

    directory, found, done, refused = merge_all(settings, asked, sent_back)

    assert len(files) == 45
    by_body = dict(zip(files, found, strict=True))
    faulty = {body for body, one in by_body.items() if one.faults}
    assert faulty == set(ways)  # every spoilt one is found, and no other
    assert set(refused) == {body for body, way in ways.items() if not SPOILT[way][1]}
    assert set(done) == files.keys() - refused.keys()
    assert several(found) == []

    after = opened.load(settings)
    assert after.fingerprint != before.fingerprint
    assert after.as_of == ANSWERED
    assert any(note.startswith("Directory: ") for note in after.notes)
    check_truth(after, forms, ways, refused)

    states = {row["body_id"]: row["state"] for row in requests.rows(directory, MERGED)}
    assert {states[body] for body in done} <= {"partly", "answered", "not_held"}
    assert {states[body] for body in refused} == {"sent"}
    late = {row["body_id"]: row["state"] for row in requests.rows(directory, date(2027, 2, 1))}
    assert {late[body] for body in refused} == {"overdue"}

    map_after = after.gap(Selection())
    numbered = [sum(r["state"] == "measured" for r in t.records) for t in (table, map_after)]
    assert numbered[1] > numbered[0]
    asked_now = missing(after, map_after).counts["places"]
    assert asked_now.asked > missing(before, table).counts["places"].asked

    for number in reversed(done.values()):
        past.undo(directory, number, "test", "the round is taken back")
    programmes = rows_now(directory)
    assert programmes == rows_before  # the same bytes
    assert {p.revision.undone for p in directory.past()} == {True}


def check_truth(after, forms, ways, refused):
    """Every number that a body gave stands in a record that rests on its return, and no other."""
    records = list(after.programmes.values())
    for form in forms:
        if form.body.body_id in {*ways, *refused}:
            continue
        for row, answer in zip(form.rows, told(form), strict=False):
            mine = [
                r for r in records
                if r["service_id"] == row["reference"]
                and (r["start_year"], r["end_year"]) == (2025, 2026)
            ]  # fmt: skip
            if "places" not in answer:
                continue
            stands = any(
                r["capacity_places"] == answer["places"]
                and r["referrals"] == answer["referrals"]
                and r["starts"] == answer["starts"]
                and r["completions"] == answer["completions"]
                and r["annual_funding_gbp"] == answer["funding"]
                and r["source_id"].startswith("RETURN-")
                for r in mine
            )
            assert stands != shared(form, forms, row), row["reference"]


def shared(form, forms, row):
    """Whether a body before it gave numbers of the same programme: then a person has to look."""
    return any(
        row["reference"] == r["reference"] and "places" in answer
        for one in forms[: forms.index(form)]
        for r, answer in zip(one.rows, told(one), strict=False)
    )


def test_the_history_of_one_number_leads_from_the_map_to_its_cell(settings, asked, sent_back):
    known, forms = asked
    _, files = sent_back
    directory = opened.needed(settings)
    dataset = Dataset.load()
    form = next(f for f in forms if any("places" in row for row in told(f)) and f.rows)
    body = form.body.body_id
    (one,) = returns.read_all([(f"{body}.xlsx", files[body])], known)
    beside = merging.proposed(
        one, directory.published(), dataset, known, merging.blocks_of(Reader(dataset)), ANSWERED
    )
    number = merging.save(directory, beside, as_proposed(beside.found), MERGED, "test", "")
    after = opened.load(settings)
    table = after.gap(Selection())
    record = next(
        r for r in after.programmes.values()
        if r["source_id"].startswith("RETURN-") and r["capacity_places"] is not None
    )  # fmt: skip
    on_the_map = [s.chosen.observation_id for s in table.supply.services]
    assert record["observation_id"] in on_the_map
    (value,) = [
        p.value for p in past.of(directory, after, record["observation_id"])
        if p.value.field == "places"
    ]  # fmt: skip
    page = openpyxl.load_workbook(io.BytesIO(files[body]))[value.sheet]
    assert page[value.cell].value == float(value.value) == record["capacity_places"]
    assert (value.sha256, value.body_id) == (one.sha256, body)
    assert (value.answered, value.confirmed) == ("2026-12-20", "2026-12-22")
    said = past.as_text(past.of(directory, after, record["service_id"]))
    assert f"cell {value.cell}, sha256 {value.sha256[:12]}" in said
    assert f"revision {number} of" in said
    assert f"{value.sheet}!{value.cell}" in record["count_basis"]
    with pytest.raises(UnreadableFileError, match="merged already"):
        merging.proposed(
            one, directory.published(), dataset, known, merging.blocks_of(Reader(dataset)), ANSWERED
        )


def test_decisions_made_in_a_table_are_what_is_merged(settings, asked, sent_back):
    known, forms = asked
    _, files = sent_back
    directory = opened.needed(settings)
    dataset = Dataset.load()
    form = next(f for f in forms if any("places" in row for row in told(f)) and f.rows)
    (one,) = returns.read_all([("r.xlsx", files[form.body.body_id])], known)
    beside = merging.proposed(
        one, directory.published(), dataset, known, merging.blocks_of(Reader(dataset)), ANSWERED
    )
    rows = list(csv.DictReader(io.StringIO(decisions.as_csv([beside]))))
    chosen = next(p for p in beside.found if p.field == "places")
    mine = [row for row in rows if row["key"] == chosen.key]
    assert [(row["theirs"], row["proposed"]) for row in mine] == [(chosen.theirs, "accept")]
    mine[0] |= {"decision": "Accept ", "reason": "it says so"}
    table = rows_csv(rows, decisions.COLUMNS)
    told_so = decisions.read(table.encode(), "decisions.csv")
    assert [(d.action, d.reason) for d in told_so.values()] == [("accept", "it says so")]
    merging.save(directory, beside, told_so, MERGED, "test", "")
    (remembered,) = (p.value for p in directory.past() if p.value.standing == "in_use")
    assert (remembered.field, remembered.reason) == ("places", "it says so")
    after = opened.load(settings)
    record = after.programmes[remembered.record]
    assert record["capacity_places"] == float(remembered.value)
    assert record["referrals"] is None


def test_what_others_changed_since_is_a_conflict_and_nothing_is_lost(settings, asked, sent_back):
    known, forms = asked
    _, files = sent_back
    directory = opened.needed(settings)
    dataset = Dataset.load()
    published, blocks = directory.published(), merging.blocks_of(Reader(dataset))
    form = next(f for f in forms if any("places" in row for row in told(f)) and f.rows)
    (one,) = returns.read_all([("r.xlsx", files[form.body.body_id])], known)
    beside = merging.proposed(one, published, dataset, known, blocks, ANSWERED)
    edits, values = merging.edits(beside, as_proposed(beside.found), published, MERGED)
    first = directory.draft(edits, "ann", "merge", "", values)
    its = next(e.key for e in edits if e.kind == "source")
    changed = [
        type(e)(e.kind, e.key.replace(its, "RETURN-0"), e.how, {
            n: (b, f"{a}0" if n == "capacity_places" and a else a.replace(its, "RETURN-0"))
            for n, (b, a) in e.fields.items()
        }) for e in edits
    ]  # fmt: skip
    directory.save(changed, "ben", "merge", "another file of theirs")
    now = directory.published()
    with pytest.raises(ConflictError, match="capacity_places") as caught:
        directory.publish(first, "ann")
    assert {c.field for c in caught.value.conflicts} >= {"capacity_places", "source_id"}
    assert directory.published() == now
