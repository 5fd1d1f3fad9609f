"""Rules of what is said of a row's date, its funding and the year of its number."""

import datetime
import json
import re

from gapmap.selection import Selection
from tests.conftest import DATA
from tests.data.tables import PROGRAMMES

ROWS = list(PROGRAMMES.values())
NUMBERS = ("capacity_places", "referrals", "starts", "completions", "annual_funding_gbp")
AS_OF = json.loads((DATA / "datapackage.json").read_text("utf-8"))["as_of"]


def ids(rows) -> list[str]:
    return [r["observation_id"] for r in rows]


def test_the_data_have_a_day_and_the_dataset_knows_it(dataset):
    assert dataset.as_of == datetime.date.fromisoformat(AS_OF)


def test_every_observation_carries_what_its_row_says_of_time(dataset):
    by_id = {o.observation_id: o for o in dataset.observations}
    assert set(by_id) == set(PROGRAMMES)
    for row in ROWS:
        obs = by_id[row["observation_id"]]
        held = (obs.status, obs.funded_until, obs.as_of, obs.date_basis, obs.number_year_basis)
        columns = ("status", "funded_until", "as_of", "date_basis", "number_year_basis")
        assert held == tuple(row[c] for c in columns)
        assert str(obs.number_year or "") == row["number_year"]
        assert obs.rolled_over == (row["rolled_over"] == "yes")
        assert obs.takes_in == tuple(filter(None, row["takes_in"].split(";")))
        assert obs.completions_kind == row["completions_kind"]
        assert obs.completions == (float(row["completions"]) if row["completions"] else None)


def test_no_source_speaks_after_the_day_of_the_data():
    assert ids(r for r in ROWS if r["as_of"] > AS_OF[: len(r["as_of"])]) == []


def test_a_date_has_a_basis_exactly_when_it_is_there():
    assert ids(r for r in ROWS if (r["as_of"] == "") != (r["date_basis"] == "undated")) == []


def test_every_number_of_a_dated_row_has_its_year_and_no_other_row_has_one():
    dated = [r for r in ROWS if r["dating"] != "undated"]
    assert ids(r for r in dated if any(r[c] for c in NUMBERS) != bool(r["number_year"])) == []
    without = [r for r in ROWS if not any(r[c] for c in NUMBERS)]
    assert ids(r for r in without if r["number_year"] or r["number_year_basis"]) == []


def test_the_year_of_a_number_lies_in_its_period_or_closes_it():
    for row in ROWS:
        if row["number_year"] and row["start_year"]:
            year = int(row["number_year"])
            assert int(row["start_year"]) <= year <= int(row["end_year"]) + 1, row["observation_id"]


def test_a_year_is_called_stated_only_where_the_dates_of_the_row_are():
    loose = [r for r in ROWS if r["number_year_basis"] == "stated" and r["dating"] == "undated"]
    assert ids(loose) == []


def test_a_service_that_its_source_says_has_ended_is_marked_so():
    assert ids(r for r in ROWS if r["ended_year"] and r["status"] != "ended") == []
    assert {r["observation_id"] for r in ROWS if r["status"] == "ended"} >= {
        "phoenix-gwent@2020-2022",  # “no new referrals”
        "safe-and-together-east-london@2022-2023",
    }


def test_hopes_are_aims_and_not_contracts():
    for observation_id in (
        "see-the-signs-merseyside@2023-2025",  # “it is hoped”
        "drive-dorset@2021",  # “aim”
    ):
        assert PROGRAMMES[observation_id]["capacity_kind"] == "aim"


def test_counts_with_cases_carried_over_are_marked_and_only_those():
    counted = [r for r in ROWS if any(r[c] for c in NUMBERS[1:4])]
    marked = {r["observation_id"] for r in ROWS if r["rolled_over"]}
    mopac = {r["observation_id"] for r in counted if r["source_id"] == "S-MOPAC-2023"}
    assert marked == mopac


OTHER_CASES = re.compile(
    r"stalking|first-time|standard.risk|low (and|to|-to-) ?medium|low-to-medium|16-18|adolescent"
)


def test_a_number_that_takes_in_other_cases_says_so(dataset):
    """What a row itself says of whom its number counts is marked, so that the headline says it."""
    for service in dataset.gap(Selection()).services_here:
        row = PROGRAMMES[service.chosen.observation_id]
        said = " ".join(row[c] for c in ("programme", "accepts_as_stated", "count_basis", "notes"))
        if service.capacity.places is not None and OTHER_CASES.search(said):
            assert service.chosen.lower_risk, row["observation_id"]
    assert "stalking" in PROGRAMMES["kent-healthy-relationships@2023-2025"]["takes_in"]
