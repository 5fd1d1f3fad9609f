"""Checked against the sources: figures the five documents publish, recomputed from ``data/``.

Every figure is worked out by the product's own functions, or from its own tables where the map
does not work it out, and set beside the published one. Where a document contradicts itself, both of
its figures are kept and shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from gapmap.dataset import Dataset
from gapmap.fields.unit_costs import GUIDANCE
from gapmap.selection import Selection


@dataclass(frozen=True)
class Check:
    """One published figure beside the recomputed one, and whether they agree.

    ``agrees`` is None where the document contradicts itself and no single figure could be right.
    """

    source_id: str
    what: str
    published: str
    recomputed: str
    agrees: bool | None
    note: str = ""


def all_checks(dataset: Dataset) -> list[Check]:
    """Run every check, document by document."""
    return [check for document in DOCUMENTS.values() for check in document(dataset)]


def _fact(dataset: Dataset, key: str) -> float:
    facts = dataset.tables["commissioning"].set_index("key")["value"]
    return float(facts[key])


def _same(source: str, what: str, published: float, ours: float, unit: str = "") -> Check:
    sign = "£" if unit == "GBP" else ""
    texts = (f"{sign}{published:,.0f}", f"{sign}{ours:,.0f}")
    return Check(source, what, *texts, agrees=round(ours) == round(published))


def respect(dataset: Dataset) -> list[Check]:
    """Respect commissioning guidance, January 2014."""
    source = "S-RESPECT-2014"
    england = dataset.gap(Selection(level="country", demand="referral_demand", since=None))
    demand = england.totals.perpetrators
    capacity = _fact(dataset, "dvpp_existing_capacity")
    everyone = dataset.gap(Selection(level="county")).totals
    per_county = everyone.perpetrators / everyone.areas
    quarter = _fact(dataset, "share_coming_to_notice_assumption")
    printed = _fact(dataset, "required_capacity_per_county_all")
    completions = _fact(dataset, "unit_model_completions_per_year")
    cost = _fact(dataset, "unit_model_cost_per_year")
    return [
        _same(source, "Places wanted in England a year (over)", 40000, demand),
        _same(source, "Places that existed a year (around)", 3500, capacity),
        _same(source, "Shortfall of places", 36500, max(0.0, demand - capacity)),
        Check(
            source, "Share of demand met", "just under 10%", f"{capacity / demand:.2%}",
            0.08 < capacity / demand < 0.10, "3,500 of 40,000 is 8.75%.",
        ),
        Check(
            source, "Perpetrators for each county, on average", "over 6,000",
            f"{per_county:,.0f}", per_county > 6000,
            f"400,000 over {everyone.areas} counties; the guidance does not say how many it used.",
        ),
        _same(source, "… if a quarter come to notice", 1500, quarter * printed),
        _same(source, "Cost of a referral", 1500, GUIDANCE.pounds, "GBP"),
        _same(source, "Cost of a completion", 3000, cost / completions, "GBP"),
        Check(
            source, "Cost of a child in care for a year",
            "£150,000 (page 1) and £130,000 (page 5)",
            "both kept: “up to” and “average”", None, "Never used in a calculation.",
        ),
    ]  # fmt: skip


def haringey(dataset: Dataset) -> list[Check]:
    """Haringey scrutiny report, November 2019."""
    source = "S-HARINGEY-2019"
    table = dataset.gap(Selection(level="borough", since=2018, until=2018))
    places = float(table.row("E09000014")["places"])
    record = dataset.programmes["dvip-haringey@2018-2019"]
    funding = dataset.tables["funding"]
    parts = funding.loc[funding["observation_id"] == "dvip-haringey@2018-2019", "amount_gbp"]
    cost = float(parts.sum())
    received = float(record["referrals"] or 0)
    return [
        _same(source, "Referrals commissioned a year", 28, places),
        _same(source, "Referrals received 2018/19", 64, received),
        Check(
            source, "Received of commissioned", "229% (64 of 28)", f"{received / places:.0%}",
            round(100 * received / places) == 229,
        ),
        _same(source, "Cost a year (£49,839 + £20,000)", 69839, cost, "GBP"),
        _same(source, "Cost of a place", 2494, cost / places, "GBP"),
        Check(
            source, "People supported", "over 60 men in 12 months; half of 64 referrals proceed",
            "both kept", None, "The report does not say how the two fit.",
        ),
    ]  # fmt: skip


def mopac(dataset: Dataset) -> list[Check]:
    """MOPAC freedom of information answer, August 2023."""
    source = "S-MOPAC-2023"
    rows = dataset.tables["programmes"]
    rows = rows[rows["source_id"] == source]
    funding = dataset.tables["funding"]
    mine = funding[funding["source_id"] == source]
    by_kind = mine.groupby("funder_kind")["amount_gbp"].sum()
    that_year = dataset.gap(Selection(level="borough", since=2022, until=2022))
    greenwich = float(that_year.row("E09000011")["places"])
    selfs = rows[rows["referral_routes"].str.split(";").map(lambda routes: "self" in routes)]
    return [
        _same(source, "Programmes commissioned 2022-23", 7, len(rows)),
        _same(source, "Home Office grants", 2541937, float(by_kind["home_office"]), "GBP"),
        _same(source, "Match funding", 2057705, float(by_kind["match"]), "GBP"),
        _counted(source, rows, "referrals", 734, 6),
        _counted(source, rows, "completions", 291, 5),
        Check(
            source, "Programmes that take self-referrals", "only Re-MOVE Abuse",
            ", ".join(selfs["programme"]), list(selfs["programme"]) == ["Re-MOVE Abuse"],
        ),
        Check(
            source, "Starts at Greenwich", "213 starts, 69 referrals",
            f"{greenwich:,.0f} counted as places; 213 kept, not counted", None,
            "The answer says cases roll over between years, so 213 is not one year's intake.",
        ),
    ]  # fmt: skip


def _counted(source: str, rows: pd.DataFrame, column: str, published: int, over: int) -> Check:
    total, stated = float(rows[column].sum()), int(rows[column].notna().sum())
    return Check(
        source, f"{column.capitalize()} over {over} programmes", f"{published:,} over {over}",
        f"{total:,.0f} over {stated}", total == published and stated == over,
    )  # fmt: skip


def cafcass_board(dataset: Dataset) -> list[Check]:
    """Cafcass board paper, December 2010."""
    source = "S-CAFCASS-2010"
    grants = [_fact(dataset, f"cafcass_dv_grants_{a}") for a in ("north", "central", "south")]
    months = ("apr", "may", "jun", "jul", "aug", "sep", "oct")
    directions = [_fact(dataset, f"cafcass_dvpp_directions_{m}_2010") for m in months]
    started = _fact(dataset, "cafcass_referrals_started")
    assessed = _fact(dataset, "cafcass_assessment_only_referrals")
    return [
        _same(source, "Grants to programmes (1 + 7 + 5)", 13, sum(grants)),
        _same(source, "Directions April to October 2010", 61, sum(directions)),
        _same(source, "Referrals so far (25 assessed only + 32 started)", 57, assessed + started),
        Check(
            source, "Providers", "13 grants, but 11 providers able to deliver", "both kept", None,
            "Six were still being approved.",
        ),
        Check(
            source, "Completions", "7 in one paragraph, 9 in another", "both kept", None,
            "The second comes from claims.",
        ),
    ]  # fmt: skip


def cafcass_foi(dataset: Dataset) -> list[Check]:
    """Cafcass freedom of information answer, November 2016."""
    kpi = _fact(dataset, "cafcass_wait_kpi")
    return [_same("S-CAFCASS-2016", "Working days from referral to start (target)", 60, kpi)]


DOCUMENTS: Final[dict[str, Callable[[Dataset], list[Check]]]] = {
    "S-RESPECT-2014": respect,
    "S-HARINGEY-2019": haringey,
    "S-MOPAC-2023": mopac,
    "S-CAFCASS-2010": cafcass_board,
    "S-CAFCASS-2016": cafcass_foi,
}

GUIDANCE_PERIOD: Final = Selection(since=2009, until=2014)
TODAY: Final = Selection(since=2020)


def guidance_gaps(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Compare the regions the guidance called gaps with the map, force by force.

    Returns gap_phrase, extent, area, force, mapping_confidence, state, places_per_1000 and reading:
    “gap too” when none matches by the record, or the ratio is below that of the areas with a number
    together; “no gap here” when it is not; “cannot say” when nothing is recorded, places or matches
    are not known, the number is a lower bound that may hide more, or there is no estimate. Nothing
    is tuned to agree.
    """
    table = dataset.gap(selection)
    overall = table.totals.measured.ratio
    regions = dataset.tables["gap_regions_2013"].merge(
        table.rows[["code", "name", "state", "places_per_1000", "lower_bound"]],
        left_on="pfa_code",
        right_on="code",
    )

    def reading(row: pd.Series) -> str:
        if row["state"] == "none_matching":
            return "gap too"
        if pd.isna(row["places_per_1000"]):
            return "cannot say"
        if row["places_per_1000"] >= overall:
            return "no gap here"
        return "cannot say" if row["lower_bound"] else "gap too"

    regions["reading"] = regions.apply(reading, axis=1)
    return regions.rename(columns={"name": "force"})[
        [
            "gap_phrase", "extent", "area", "force", "mapping_confidence", "state",
            "places_per_1000", "reading",
        ]
    ]  # fmt: skip
