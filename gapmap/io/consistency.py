"""Checks across columns and tables that the description of single columns cannot express."""

from collections.abc import Iterator, Mapping

import pandas as pd

from gapmap.errors import DataError

LEVEL_COLUMNS = ("pfa", "county", "region", "country", "borough")


def check(frames: Mapping[str, pd.DataFrame]) -> None:
    """Raise DataError with the first things found to be inconsistent, and the remedy for each."""
    found = [*_areas(frames), *_programmes(frames["programmes"]), *_served(frames)]
    if found:
        raise DataError(" ".join(found[:20]))


def _areas(frames: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    lookup, areas = frames["lookup"], frames["areas"]
    for level in LEVEL_COLUMNS:
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
