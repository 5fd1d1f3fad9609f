"""Checks across columns and tables that the description of single columns cannot express."""

from collections.abc import Iterator, Mapping
from datetime import date

import pandas as pd

from gapmap.errors import DataError
from gapmap.vocabulary import SUMMED_LEVELS


def check(frames: Mapping[str, pd.DataFrame], as_of: date) -> None:
    """Raise DataError with the first things found to be inconsistent, and the remedy for each.

    ``as_of`` is the day the data set speaks of: no source can have spoken after it.
    """
    programmes = frames["programmes"]
    found = [
        *_areas(frames),
        *_programmes(programmes),
        *_evidence(programmes, as_of),
        *_served(frames),
    ]
    if found:
        raise DataError(" ".join(found[:20]))


def _areas(frames: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    lookup, areas = frames["lookup"], frames["areas"]
    for level in SUMMED_LEVELS:
        known = set(areas.loc[areas["level"] == level, "code"])
        for code in sorted(set(lookup[f"{level}_code"]) - known - {""}):
            yield f"areas.csv has no {level} {code}, which lookup.csv names; add its row."


def _served(frames: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    areas, served = frames["areas"], frames["programme_areas"]
    known = set(frames["lookup"]["utla_code"]) | set(
        areas.loc[areas["has_estimate"] == "no", "code"]
    )
    for code in sorted(set(served["utla_code"]) - known):
        yield f"programme_areas.csv names {code}, which is no building block; correct the code."
    for row in sorted(set(frames["programmes"]["observation_id"]) - set(served["observation_id"])):
        yield f"programme_areas.csv has no area for {row}; add where it works."


def _programmes(programmes: pd.DataFrame) -> Iterator[str]:
    kinds = {
        "capacity_places": "capacity_kind",
        "referrals": "referrals_kind",
        "starts": "starts_kind",
        "completions": "completions_kind",
    }
    for row in programmes.to_dict("records"):
        name = f"programmes.csv, {row['observation_id']}"
        for number, kind in kinds.items():
            if pd.notna(row[number]) and not row[kind]:
                yield f"{name}: {number} without {kind}; say what kind of number it is."
        first, last = row["start_year"], row["end_year"]
        if pd.isna(first) != pd.isna(last):
            yield f"{name}: one of start_year and end_year is blank; give both or neither."
        elif pd.notna(first) and first > last:
            yield f"{name}: start_year {first:.0f} is after end_year {last:.0f}; correct one."


def _evidence(programmes: pd.DataFrame, as_of: date) -> Iterator[str]:
    """What is said of a row's date, of the year of its number, and of cases carried over."""
    numbers = ["capacity_places", "referrals", "starts", "completions", "annual_funding_gbp"]
    today = as_of.isoformat()
    for row in programmes.to_dict("records"):
        name = f"programmes.csv, {row['observation_id']}"
        if (row["as_of"] == "") != (row["date_basis"] == "undated"):
            yield f"{name}: date_basis is “undated” exactly when as_of is blank; correct one."
        if row["as_of"] > today[: len(row["as_of"])]:
            yield f"{name}: as_of {row['as_of']} is after the data's {today}; correct one."
        if pd.isna(row["number_year"]) != (row["number_year_basis"] == ""):
            yield f"{name}: give number_year and number_year_basis together, or neither."
        if pd.notna(row["number_year"]) and all(pd.isna(row[c]) for c in numbers):
            yield f"{name}: number_year without a number; leave it blank."
        if row["rolled_over"] and all(pd.isna(row[c]) for c in numbers[1:4]):
            yield f"{name}: rolled_over without a count; leave it blank."
