"""The method with a Selection's own numbers filled in: sentences and rows, ready to show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from gapmap.core.evidence.observation import ProgrammeRow
from gapmap.core.gap import GapTable
from gapmap.core.parts import part_rows
from gapmap.fields.unit_costs import STATED, stated
from gapmap.present.words import finding as words
from gapmap.present.words.labels import (
    about,
    known,
    listed,
    percent,
    plain,
    plural,
    pounds,
    span,
    whole,
)
from gapmap.present.words.scale import grades as scale_grades
from gapmap.selection import Selection
from gapmap.vocabulary import BASES, GRADES, GROUPS, LOCAL_RATES, VIEWS


@dataclass(frozen=True)
class Step:
    """One step of a calculation: what is worked out, the sum, and the result."""

    title: str
    sum: str
    result: str


def steps(
    table: GapTable,
    code: str,
    *,
    blocks: Sequence[str],
    population: pd.DataFrame,
    programmes: Mapping[str, ProgrammeRow],
) -> list[Step]:
    """The whole calculation for one area. ``blocks`` are the building blocks it is made of."""
    row = table.row(code)
    found = [Step("Estimated perpetrators", _demand(table, row, blocks, population), "")]
    found[0] = Step(found[0].title, found[0].sum, words.perpetrators(row))
    found.append(Step("Places a year", _places(table, code, programmes), words.places(row)))
    if known(row["places_per_1000"]):
        central = float(row["perpetrators"])
        places = float(row["places"])
        target = table.selection.target_share
        found += [
            Step(
                "Places per 1,000",
                f"1,000 × {_exact(places)} ÷ {whole(central)}",
                words.ratio(row),
            ),
            Step(
                "Share of need met",
                f"{_exact(places)} ÷ {whole(central)}",
                f"at least {percent(float(row['share_met']))}"
                if row["lower_bound"]
                else percent(float(row["share_met"])),
            ),
            Step(
                "Unmet need",
                f"{percent(target)} × {whole(central)} − {_exact(places)}"
                f"{', at least 0' if places > target * central else ''}",
                f"{about(float(row['unmet']))} people "
                f"({span(float(row['unmet_low']), float(row['unmet_high']))}"
                f"{'; places are a lower bound' if row['lower_bound'] else ''})",
            ),
        ]
    return found


def _exact(places: float) -> str:
    """Places as they enter a sum: whole when whole, else one decimal, two below ten."""
    return f"{places:,.{1 if places >= 10 else 2}f}".removesuffix(".0").removesuffix(".00")


def _demand(
    table: GapTable, row: pd.Series, blocks: Sequence[str], population: pd.DataFrame
) -> str:
    model = table.model
    if row["state"] == "no_estimate":
        return words.no_estimate_note(table, str(row["code"]))
    if model.own is not None:
        return "Taken from your own table."
    inside = population["country_code"].isin(model.countries)
    people = float(population.loc[list(blocks), model.population].sum())
    changed = dict(table.selection.assumptions)
    values = model.values(changed)
    factors = " × ".join(f"{plain(values[a.key])} ({a.label})" for a in model.assumptions)
    if model.formula == "total":
        everyone = float(population.loc[inside, model.population].sum())
        text = f"{factors} × {whole(people)} ÷ {whole(everyone)} (people aged 16 and over)"
    else:
        who = "women" if model.population.startswith("women") else "people"
        text = f"{factors} × {whole(people)} ({who} aged 16 and over)"
    if table.selection.local == "sensitivity":
        text += f" × {row['sensitivity_multiplier']:.2f} (sensitivity layer)"
    return (
        f"{text}. Range: {model.low / model.central:.0%} to {model.high / model.central:.0%} of it "
        f"for how well the national figure is known, and {model.local_low:g} to "
        f"{model.local_high:g} times it for differences between places."
    )


def _places(table: GapTable, code: str, programmes: Mapping[str, ProgrammeRow]) -> str:
    parts = table.parts[(table.parts["code"] == code)]
    service_places = {s.service_id: s.capacity.places or 0.0 for s in table.supply.services}
    counted = []
    for part in part_rows(parts):
        record = programmes[part["observation_id"]]
        if known(part["places"]):
            name, period = record["programme"], record["period"]
            total = service_places[part["service_id"]]
            of = "" if abs(total - part["places"]) < 1e-9 else f"; its share of {_exact(total)}"
            counted.append(f"{_exact(part['places'])} ({name}, {period}: {part['why']}{of})")
    if (parts["basis"] == "withheld").any():
        return "withheld: disclosure control"
    unknown = int(parts["places"].isna().sum())
    text = " + ".join(counted) or "no known places"
    return f"{text}; {plural(unknown, 'programme')} without known places" if unknown else text


def assumption_rows(table: GapTable) -> list[dict[str, str]]:
    """Every assumption behind the numbers, its value, range, and whether the user changed it."""
    selection, model = table.selection, table.model
    changed = dict(selection.assumptions)
    values = model.values(changed)
    rows = [
        {
            "assumption": a.label,
            "value": f"{plain(values[a.key])} {a.unit}",
            "allowed": f"{plain(a.minimum)} to {plain(a.maximum)}",
            "changed by you": "yes" if a.key in changed else "no",
            "why": a.why,
        }
        for a in model.assumptions
    ]
    rows += [
        _row("Numbers are trusted down to", BASES[selection.trusted_bases[-1]], "basis", table),
        _row("Longest count made annual", "18 months", "", table),
        _row(
            "Lowest grade of a number",
            f"{selection.grade}: {GRADES[selection.grade]}",
            "grade",
            table,
        ),
        _row("Services", VIEWS[selection.standing], "standing", table),
        _row("Cost of a place", f"{pounds(selection.unit_cost)} a year", "unit_cost", table),
        _row("Share of need to aim for", percent(selection.target_share), "target_share", table),
        _row("Rate between places", LOCAL_RATES[selection.local], "local", table),
        _row("Shrinkage of the sensitivity layer", f"{selection.shrinkage:g}", "shrinkage", table),
    ]
    return rows


def _row(label: str, value: str, name: str, table: GapTable) -> dict[str, str]:
    changed = "yes" if name in table.selection.changed() else "no"
    reasons = {
        "Longest count made annual": "A longer count is an average of years, and marked so.",
        "Cost of a place": " ".join(f"{pounds(c.pounds)}: {c.of}." for c in STATED),
        "Shrinkage of the sensitivity layer": "A choice, not a finding: halfway to no difference.",
    }
    return {
        "assumption": label,
        "value": value,
        "allowed": "",
        "changed by you": changed,
        "why": reasons.get(label, ""),
    }


def cost_note(selection: Selection) -> str:
    """What a place is taken to cost, of when, and how far prices differ: “£4,314 a place (…)”."""
    price = stated(selection.unit_cost)
    if price is None:
        return f"{pounds(selection.unit_cost)} a place (your own figure)"
    spread = f"; {pounds(price.low)} to {pounds(price.high)}" if price.low < price.high else ""
    return f"{pounds(price.pounds)} a place ({price.label}{spread})"


FORCE_RATE: Final[Mapping[str, str]] = {
    "measured": "by recorded crime of the same years",
    "measured_mixed_years": "by recorded crime of different years",
    "imputed": "by a value that stands in, as no figure was found",
}
"""What the rate of a police force area rests on, in a sentence about one area."""


def sensitivity(table: GapTable, row: pd.Series) -> str:
    """What the sensitivity layer would do to an area and what that rests on, in a sentence."""
    if not known(row["sensitivity_multiplier"]):
        return ""
    of_force, _, kinds = str(row["sensitivity_evidence"]).rpartition(": ")
    by = listed([FORCE_RATE[kind] for kind in kinds.split("; ") if kind])
    whose = "as for its police force area" if of_force else ""
    why = "".join(f", {part}" for part in (by, whose) if part)
    factor = float(row["sensitivity_multiplier"])
    same = row["same_with_force_rates"]
    what = "class" if table.selection.gap_below is None else "side of your threshold"
    agrees = {True: f" The {what} is the same.", False: f" The {what} changes."}
    verdict = "" if pd.isna(same) else agrees[bool(same)]
    return f"The estimate here would be {factor:.2f} times as large{why}.{verdict}"


def bases(tables: Mapping[str, GapTable]) -> list[dict[str, str]]:
    """How the headline changes from the strictest to the loosest basis of capacity."""
    rows = []
    for basis, table in tables.items():
        counts = words.states(table)
        totals, measured = table.totals, table.totals.measured
        shown = known(totals.places)
        rows.append(
            {
                "trusted down to": BASES[basis],
                "places a year": whole(totals.places) if shown else "withheld",
                "programmes with known places": whole(
                    totals.programmes - totals.programmes_unmeasured
                ),
                "areas with known places": str(counts.get("measured", 0)),
                "their share of need": percent(measured.share_of_need),
                "their grades": ", ".join(f"{g} {n}" for g, n in scale_grades(table).items())
                or "none",
                "areas with places not known": str(counts.get("unmeasured", 0)),
                "areas that may match": str(counts.get("not_stated", 0)),
            }
        )
    return rows


def threshold(table: GapTable) -> list[str]:
    """Areas and people on each side of the user's own threshold and aim, and on neither."""
    limit, aim = table.selection.gap_below, table.selection.target_share
    if limit is None and aim >= 1:
        return []
    rows = table.rows[table.rows["state"] != "no_estimate"]
    sides: dict[str, pd.Series] = {}
    if limit is not None:
        sides[f"below {plain(limit)} places per 1,000"] = rows["verdict"] == "below"
        sides[f"at or above {plain(limit)}"] = rows["verdict"] == "at or above"
    if aim < 1:
        sides[f"where known places reach {percent(aim)} of need"] = rows["share_met"] >= aim
        sides["where they do not"] = rows["share_met"] < aim
    sides["where none matches or none is recorded"] = rows["state"].isin(
        ["none_matching", "none_recorded"]
    )
    sides["where it is not stated whether any matches"] = rows["state"] == "not_stated"
    sides["where places are not known"] = rows["state"].isin(["unmeasured", "suppressed"])
    lines = [
        f"{int(side.sum())} {label}: "
        f"about {about(float(rows.loc[side, 'perpetrators'].sum()))} estimated {table.model.noun}"
        for label, side in sides.items()
    ]
    if limit is not None:
        unsure = int(rows["crosses_threshold"].eq(True).sum())
        lines.append(f"{unsure} could lie on the other side within the range of the estimate")
    return lines


THRESHOLDS_ELSEWHERE = (
    "No standard says how many places there should be. Rules from other fields, for comparison "
    "only: a place in the United States is short of primary care at 3,500 people or more to one "
    "physician (42 CFR Part 5, Appendix A); a childcare desert has more than three children for "
    "each licensed place (Center for American Progress, 2017)."
)


def acceptance(observations: Sequence[Any]) -> list[dict[str, Any]]:
    """For each group: how many counted programmes say yes, say no, or do not say."""
    rows = []
    for group, label in GROUPS.items():
        yes = sum(group in o.accepts for o in observations)
        no = sum(group in o.does_not_accept for o in observations)
        silent = len(observations) - yes - no
        rows.append({"group": label, "say yes": yes, "say no": no, "do not say": silent})
    return rows


LANGUAGE_CONTEXT = (
    "In Haringey in 2018-19 an estimated 60% of people referred had a first language other than "
    "English. Those who spoke English waited 5 to 6 weeks; the others could wait 6 to 12 months "
    "(Haringey scrutiny report, November 2019). One borough: it need not hold elsewhere."
)
