"""Numbers that the program reads from more than one table are the same in each."""

import pytest

from gapmap.core.need.published import COMMISSIONERS


def shares(dataset, **wanted):
    rows = dataset.tables["prevalence"]
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    return {float(percent) for percent in rows["percent"] if str(percent) not in ("", "nan")}


@pytest.mark.parametrize(
    ("model", "measure", "period"),
    [
        ("any_abuse", "any domestic abuse, last year", "YE Mar 2025"),
        ("partner_abuse", "partner abuse, last year", "YE Mar 2023"),
    ],
)
def test_an_estimate_from_the_crime_survey_has_its_percentage(dataset, model, measure, period):
    found = shares(dataset, measure=measure, period=period, sex="all", ages="16+", level="country")
    assert found == {100 * dataset.models[model].central}


def test_the_planning_level_of_maracs_is_the_one_read(dataset):
    rows = dataset.tables["perpetrator_estimates"].set_index("source_id")
    row = rows.loc["E005"]
    assert row["unit"] == "cases per 10,000 adult females"
    assert float(row["value_low"]) / 10_000 == dataset.models["high_harm"].central


def test_how_many_commissioners_fund_programmes_has_its_source(dataset):
    rows = dataset.tables["perpetrator_estimates"]
    (row,) = rows[rows["source_id"] == COMMISSIONERS].to_dict("records")
    assert row["unit"] == "PCC areas"
    assert "commission domestic abuse perpetrator programmes" in row["estimate"]
