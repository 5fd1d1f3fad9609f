"""Merging: ours, theirs, what is proposed; what stands after, and what is remembered."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.core.evidence.asking.answer import Answer
from gapmap.core.evidence.merging.cells import NUMBERS
from gapmap.core.evidence.merging.merge import Decision, as_proposed, merge
from gapmap.core.evidence.merging.proposals import Action, Come, Held, proposals
from gapmap.errors import BadChoiceError, UnknownNameError
from tests.conftest import DATA

COME = Come(
    "pcc-E23000017", "Office of the PCC", "return.xlsx", "ab" * 32, "Return", "2026-12-20",
    "RETURN-abababababab", frozenset({"E06000047"}),
)  # fmt: skip
TODAY = "2026-12-22"
KNOWN = {"Durham": frozenset({"E06000047"})}
NUMBERED = {
    "still": "no, corrected here", "period": "2025-26", "places": 60.0,
    "basis": "places commissioned", "referrals": 90.0, "starts": 50.0, "completions": 30.0,
    "months": 12.0, "funding": 150000.5,
}  # fmt: skip


@pytest.fixture(scope="module")
def held():
    with (DATA / "programmes.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["observation_id"]: {**row, "blocks": "E06000001"} for row in
                csv.DictReader(file)}  # fmt: skip
    return Held.of(rows)


def service_of(held, **cells):
    """A service whose latest record has these cells, one of the real data."""
    for service, names in held.services.items():
        record = held.records[names[0]]
        if record["row_kind"] == "programme" and all(record[k] == v for k, v in cells.items()):
            return service, record
    raise AssertionError(cells)


def answer(reference, told, line=3):
    return Answer(reference, line, told, {key: f"X-{key}{line}" for key in told})


def proposed(held, reference, told):
    found = proposals([answer(reference, told)], held, COME, lambda t: KNOWN.get(t, frozenset()))
    return {p.field: p for p in found}


def merged(held, found, decisions):
    return merge(list(found.values()), decisions, held, COME, TODAY)


def accepted(held, reference, told):
    found = proposed(held, reference, told)
    return found, merged(held, found, {p.key: Decision("accept") for p in found.values()})


def test_numbers_of_a_year_that_is_not_held_make_a_record_beside_the_old_one(held):
    service, before = service_of(held, capacity_places="")
    found, done = accepted(held, service, NUMBERED)
    (name,) = done.records
    after = done.records[name]
    assert name not in held.records
    assert name.endswith("@2025-2026")
    told = {
        "capacity_places": "60", "capacity_kind": "commissioned", "referrals": "90",
        "referrals_status": "stated", "referrals_kind": "flow", "starts": "50",
        "completions": "30", "count_months": "12", "annual_funding_gbp": "150000.5",
        "funding_is_whole_year": "yes", "number_year": "2026", "number_year_basis": "stated",
        "start_year": "2025", "end_year": "2026", "as_of": "2026-12-20", "dating": "stated",
        "service_id": service, "programme": before["programme"],
        "referral_routes": before["referral_routes"], "source_id": COME.source_id,
    }  # fmt: skip
    assert {k: after[k] for k in told} == told
    assert before["source_id"] in after["more_source_ids"].split(";")
    assert {p.ours for p in found.values() if p.field in NUMBERS} == {""}


def test_a_number_of_a_year_that_is_held_replaces_it_and_the_old_one_stays_as_superseded(held):
    names = [n for n, r in held.records.items() if (r["period"], r["row_kind"]) ==
             ("2022-23", "programme") and r["referrals"]]  # fmt: skip
    before = held.records[names[0]]
    number = float(before["referrals"]) + 1
    told = {"period": "2022-23", "referrals": number, "months": 12.0}
    found, done = accepted(held, before["service_id"], told)
    assert found["referrals"].record == names[0]
    assert found["referrals"].ours == before["referrals"]
    assert done.records[names[0]]["referrals"] == f"{number:.0f}"
    old = next(v for v in done.values if v.standing == "superseded")
    new = next(v for v in done.values if v.standing == "in_use")
    assert (old.value, old.source_id) == (before["referrals"], before["source_id"])
    assert COME.body in old.reason
    assert (new.file, new.sha256, new.sheet, new.cell) == (
        "return.xlsx", COME.sha256, "Return", "X-referrals3")  # fmt: skip
    assert (new.answered, new.confirmed, new.body_id) == ("2026-12-20", TODAY, COME.body_id)


def test_nothing_held_is_proposed_the_same_is_confirmed_and_a_later_record_is_looked_at(held):
    service, record = service_of(held, funded_until="")
    assert proposed(held, service, {"funded_until": "2027-03-31"})["funded_until"].action == (
        Action.ACCEPT)  # fmt: skip
    later = Held.of({record["observation_id"]: {**record, "as_of": "2027-01",
                                                "funded_until": "2028"}})  # fmt: skip
    there = {"funded_until": "2027-03-31"}
    assert proposed(later, service, there)["funded_until"].action == Action.LOOK
    same = {"funded_until": "2028"}
    assert proposed(later, service, same)["funded_until"].action == Action.CONFIRM


@pytest.mark.parametrize(("said", "status"), [("not held", "not_held"), ("withheld", "withheld")])
def test_what_is_said_instead_of_a_number_is_no_zero(held, said, status):
    service, _ = service_of(held, referrals="", referrals_status="not_stated")
    told = {"period": "2025-26", "referrals_instead": said, "places_instead": said}
    found, done = accepted(held, service, told)
    (record,) = done.records.values()
    assert (record["referrals"], record["referrals_status"]) == ("", status)
    assert record["capacity_places"] == ""
    assert found["places"].action == Action.NOTE
    assert found["referrals"].cell == "X-referrals_instead3"


def test_none_is_a_zero_only_where_a_person_says_so(held):
    service, _ = service_of(held, completions="")
    found = proposed(held, service, {"period": "2025-26", "completions_instead": "none"})
    assert found["completions"].action == Action.LOOK
    assert not as_proposed(found.values())
    done = merged(held, found, {found["completions"].key: Decision("accept", "they said so")})
    (record,) = done.records.values()
    assert (record["completions"], record["completions_status"]) == ("0", "stated")
    without_a_year = proposed(held, service, {"completions_instead": "none"})
    assert without_a_year["completions"].action == Action.NOTE


def test_both_keeps_ours_in_use_and_says_theirs_in_the_notes(held):
    _, real = service_of(held, funded_until="")
    service, record = real["service_id"], {**real, "funded_until": "2026-03-31"}
    held = Held.of({record["observation_id"]: record})
    found = proposed(held, service, {"funded_until": "2027-03-31"})
    done = merged(held, found, {found["funded_until"].key: Decision("both", "who is right?")})
    after = done.records[record["observation_id"]]
    assert after["funded_until"] == "2026-03-31"
    assert f"Also stated by {COME.body}, 2026-12-20: funded_until 2027-03-31." in after["notes"]
    assert [v.standing for v in done.values] == ["beside"]


def test_confirmed_by_the_body_moves_the_day_it_was_seen_and_nothing_else(held):
    service, record = service_of(held, status="running")
    _, done = accepted(held, service, {"still": "yes"})
    after = done.records[record["observation_id"]]
    changed = {k for k in record if record[k] != after[k]}
    assert changed <= {"as_of", "date_basis", "more_source_ids"}
    assert after["as_of"] == "2026-12-20"
    _, ended = accepted(held, service, {"still": "ended"})
    assert ended.records[record["observation_id"]]["status"] == "ended"
    _, not_ours = accepted(held, service, {"still": "not ours"})
    assert not not_ours.records


def test_areas_are_read_or_left_alone(held):
    service, record = service_of(held)
    found, done = accepted(held, service, {"areas": "Durham"})
    assert found["areas"].action == Action.ACCEPT
    assert done.records[record["observation_id"]]["blocks"] == "E06000047"
    found, done = accepted(held, service, {"areas": "Somewhere else"})
    assert found["areas"].action == Action.NOTE
    assert not done.records


def test_a_programme_that_was_added_needs_name_type_and_areas(held):
    told = {"programme": "Ein neues Programm", "areas": "The whole area", "period": "2025-26",
            "places": 40.0, "basis": "an aim", "still": "yes"}  # fmt: skip
    found = proposed(held, "", told)
    assert found["areas"].action == Action.LOOK
    assert found["areas"].sets["blocks"] == "E06000047"
    everything = {p.key: Decision("accept") for p in found.values()}
    with pytest.raises(BadChoiceError, match="cannot be added without its type"):
        merged(held, found, everything)
    told["programme_type"] = "Community behaviour change"
    found, done = accepted(held, "", told)
    (name,) = done.records
    record = done.records[name]
    assert name == "ein-neues-programm-pcc-e23000017@2025-2026"
    assert set(record) == set(next(iter(held.records.values())))
    assert (record["capacity_places"], record["capacity_kind"]) == ("40", "aim")
    assert record["programme_type"] == "community_behaviour_change"


def test_a_programme_that_a_body_adds_again_is_set_beside_what_is_held_of_it(held):
    told = {
        "programme": "Safer Homes", "provider": "A charity", "areas": "Durham", "period": "2025-26",
        "programme_type": "Community behaviour change", "places": 40.0, "basis": "an aim",
    }  # fmt: skip
    _, done = accepted(held, "", told)
    (name,) = done.records
    edited = {**done.records[name], "capacity_places": "45", "notes": "Corrected by hand."}
    later = Held.of({**held.records, name: edited})
    again = proposed(later, "", {**told, "places": 50.0})
    assert {p.record for p in again.values()} == {name}
    assert not any(p.makes for p in again.values())
    assert (again["places"].ours, again["places"].theirs) == ("45", "50")
    assert merged(later, again, {}).records == {}
    kept = merged(later, again, {again["places"].key: Decision("accept")}).records[name]
    assert (kept["capacity_places"], kept["notes"]) == ("50", "Corrected by hand.")


def test_a_decision_on_what_was_not_proposed_or_of_another_kind_is_refused(held):
    service, _ = service_of(held)
    found = proposed(held, service, {"still": "yes"})
    with pytest.raises(UnknownNameError, match="none of the proposals"):
        merged(held, found, {"somewhere": Decision("accept")})
    with pytest.raises(BadChoiceError, match="use one of: accept, reject, both"):
        merged(held, found, {found["still"].key: Decision("perhaps")})


@given(st.data())
def test_what_is_not_accepted_leaves_no_trace_in_the_records(held, data):
    service = data.draw(st.sampled_from(sorted(held.services)))
    told = data.draw(st.fixed_dictionaries({}, optional={
        **{k: st.just(v) for k, v in NUMBERED.items()},
        "funded_until": st.sampled_from(["2027", "2030-01-31"]),
        "provider": st.text("abc", min_size=1), "accredited": st.sampled_from(["yes", "no"]),
    }))  # fmt: skip
    found = proposed(held, service, told)
    actions = {
        p.key: data.draw(st.sampled_from(["accept", "reject", "both", ""])) for p in found.values()
    }
    done = merged(held, found, {k: Decision(a) for k, a in actions.items()})
    accepted_here = [p for p in found.values() if actions[p.key] == "accept"]
    for name, record in done.records.items():
        before = held.records.get(name)
        allowed = {k for p in accepted_here for k in p.sets}
        allowed |= {"notes", "source_id", "more_source_ids", "count_basis"}
        if before is not None:
            assert {k for k in before if record[k] != before[k]} <= allowed
        for proposal in accepted_here:
            for column, value in proposal.sets.items():
                assert record[column] == value or proposal.record != name
    remembered = {(v.record, v.field) for v in done.values}
    decided = {(p.record, p.field) for p in found.values() if actions[p.key]}
    assert remembered == decided


def test_a_number_that_is_taken_away_takes_its_year_with_it(held):
    numbers = [*NUMBERS.values()]
    record = next(
        r for r in held.records.values()
        if r["row_kind"] == "programme" and r["referrals"] and r["number_year"]
        and sum(bool(r[n]) for n in numbers) == 1 and len(r["period"]) == 7
    )  # fmt: skip
    only = Held.of({record["observation_id"]: record})
    told = {"period": record["period"], "referrals_instead": "not held"}
    found = proposed(only, record["service_id"], told)
    assert found["referrals"].action == Action.LOOK
    done = merged(only, found, {found["referrals"].key: Decision("accept", "they never held it")})
    after = done.records[record["observation_id"]]
    assert after["referrals_status"] == "not_held"
    for column in ("referrals", "number_year", "number_year_basis", "rolled_over", "takes_in"):
        assert after[column] == "", column
    assert [v.standing for v in done.values] == ["superseded", "in_use"]
