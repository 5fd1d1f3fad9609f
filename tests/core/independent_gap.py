"""A second computation of the gap, from the services of ``tests/core/independent.py``.

``gap(folder, options)`` takes the dictionary form of a Selection and returns {area code: row}.
"""

import json
from pathlib import Path

from tests.core.independent import (
    NO,
    SILENT,
    counted_services,
    matches,
    programme_rows,
    read,
    recorded_blocks,
    refused_now,
    silent_now,
    spread,
    uncounted,
)


def estimates(folder: Path, options: dict) -> dict[str, tuple[float, float, float]]:
    """Low, central and high by building block of the model's countries: base times multipliers."""
    model = json.loads((folder / "demand_models.json").read_text("utf-8"))[options["demand"]]
    changed = dict(options["assumptions"])
    country = {line["utla_code"]: line["country_code"] for line in read(folder, "lookup")}
    people = {}
    for line in read(folder, "population"):
        if country[line["utla_code"]] in model["countries"]:
            women = float(line["percent_female_all_ages"]) / 100
            share = women if model["population"] == "women_16_plus" else 1
            people[line["utla_code"]] = float(line["aged_16_plus"]) * share
    whole = sum(people.values()) if model["formula"] == "total" else 1
    factor = 1.0
    for one in model["assumptions"]:
        value = changed.get(one["key"], one["value"])
        factor *= value / model["central"] if one["role"] == "base" else value
    local = {"low": model["local_low"], "central": 1, "high": model["local_high"]}
    return {
        block: tuple(model[end] * factor * local[end] * n / whole for end in local)
        for block, n in people.items()
    }


def with_force_rates(folder: Path, plain: dict, shrinkage: float) -> dict:
    """The sensitivity layer: rates of forces pulled towards 1, then scaled to the same total."""
    rate = {line["pfa_code"]: float(line["multiplier"]) for line in read(folder, "sensitivity")}
    force = {line["utla_code"]: line["pfa_code"] for line in read(folder, "lookup")}
    pulled = {b: 1 + (1 - shrinkage) * (rate[force[b]] - 1) for b in plain}
    before = sum(three[1] for three in plain.values())
    after = sum(three[1] * pulled[b] for b, three in plain.items())
    return {b: tuple(n * pulled[b] * before / after for n in plain[b]) for b in plain}


def gap(folder: Path, options: dict) -> dict[str, dict]:
    plain = estimates(folder, options)
    model = json.loads((folder / "demand_models.json").read_text("utf-8"))[options["demand"]]
    range_of_all = interval(model, dict(options["assumptions"]))
    forced = with_force_rates(folder, plain, options["shrinkage"])
    layers = [plain, forced] if options["local"] == "headline" else [forced, plain]
    people = {r["utla_code"]: float(r["aged_16_plus"]) for r in read(folder, "population")}
    evidence = {line["pfa_code"]: line["evidence"] for line in read(folder, "sensitivity")}
    lookup = read(folder, "lookup")
    rows = programme_rows(folder)
    services, others = counted_services(rows, options), uncounted(rows, options)
    recorded = recorded_blocks(rows)
    running_here = refused_now(rows, others, options)
    silent_here = silent_now(rows, options)
    for service in services.values():
        estimated = all(b in plain for b in service["blocks"])
        weights = {b: three[1] for b, three in layers[0].items()} if estimated else people
        service["spread"] = spread(service, weights)
        service["money"] = money(service, plain, layers[0], people)
    context = [
        row
        for row in rows
        if row["row_kind"] in ("portfolio_award", "panel_or_training") and matches(row, options)
    ]
    answer = {}
    for area in read(folder, "areas"):
        if area["level"] != options["level"]:
            continue
        inside = {
            line["utla_code"] for line in lookup if line[f"{options['level']}_code"] == area["code"]
        }
        kinds = {evidence[line["pfa_code"]] for line in lookup if line["utla_code"] in inside}
        inherited = "" if options["level"] == "pfa" else "inherited from force: "
        where = inside or {area["code"]}
        row = supply_row(where, services, people)
        row["shared"] = shared(row, services, area, options["level"], lookup)
        for name, said in (("undecided", SILENT), ("not_matching", NO)):
            row[f"programmes_{name}"] = sum(
                1
                for blocks in others.values()
                if any(block in where and word == said for block, word in blocks.items())
            )
        row["recorded"] = bool(where & recorded)
        row["refused_now"] = any(where & blocks for blocks in running_here.values())
        row["silent_now"] = any(where & blocks for blocks in silent_here.values())
        row["sensitivity_evidence"] = inherited + "; ".join(sorted(kinds)) if kinds else ""
        row["context"] = sum(1 for c in context if c["blocks"] & (inside or {area["code"]}))
        range_here = range_of_all if options["level"] == "country" else None
        row["layers"] = [totals_of(inside, layer, range_here) for layer in layers]
        row["rates"] = [totals_of(inside, layer, range_here) for layer in (plain, forced)]
        answer[area["code"]] = row
    withhold(answer, options["suppress_below"])
    for row in answer.values():
        add_gap(row, options)
    return answer


def money(service: dict, plain: dict, layer: dict, people: dict) -> dict[str, float]:
    """Pounds a year by block, only where the service counts."""
    if not service.get("funded"):
        return {}
    pounds, blocks = service["funded"]
    estimated = all(b in plain for b in blocks)
    weights = {b: three[1] for b, three in layer.items()} if estimated else people
    parts = spread({"places": pounds, "blocks": blocks}, weights)
    return {b: n for b, n in parts.items() if b in service["blocks"] | service["unknown_blocks"]}


def interval(model: dict, changed: dict) -> tuple[float, float]:
    """Low and high of the national figure, as shares of its central value."""
    return model["low"] / model["central"], model["high"] / model["central"]


def totals_of(inside: set[str], layer: dict, whole: tuple[float, float] | None) -> tuple | None:
    """Blank unless every block has an estimate; a country has the range of the nation."""
    found = [layer[b] for b in sorted(inside) if b in layer]
    if not inside or len(found) < len(inside):
        return None
    low, central, high = (sum(column) for column in zip(*found, strict=True))
    return (
        (low, central, high) if whole is None else (central * whole[0], central, central * whole[1])
    )


def shared(row: dict, services: dict, area: dict, level: str, lookup: list[dict]) -> bool:
    """Most of its places are a share of a programme that has places in other areas too."""
    if row["largest"] is None:
        return False
    area_of = {line["utla_code"]: line[f"{level}_code"] for line in lookup}
    blocks = services[row["largest"]]["spread"]
    return len({area_of.get(b) or b for b in blocks if area_of.get(b) or b in OUTSIDE}) > 1


OUTSIDE = ("S92000003", "N92000002")


def supply_row(inside: set[str], services: dict, people: dict) -> dict:
    served, single, evidence = set(), [], []
    for name, service in services.items():
        reach = (service["blocks"] | service["unknown_blocks"]) & inside
        if reach:
            served |= reach
            known = [service["spread"][b] for b in sorted(inside) if b in service["spread"]]
            single.append(sum(known) if known else None)
            if known:
                evidence.append((-round(sum(known), 6), service["grade"], name, sum(known)))
    known = [places for places in single if places is not None]
    row = {
        "programmes": len(single),
        "programmes_unmeasured": len(single) - len(known),
        "places": sum(known) if known else None,
        "single": known,
        "shares": {n: sum(s["spread"].get(b, 0) for b in inside) for n, s in services.items()},
        "withheld": False,
        "funding": None,
        "programmes_funded": 0,
    }
    row |= {"basis": "", "grade": "", "number_year": None, "largest": None}
    if evidence:
        row["largest"] = min(evidence)[2]
        best = services[row["largest"]]
        row |= {"basis": best["basis"], "grade": best["grade"], "number_year": best["year"]}
        of_all = [(places, services[name]) for _, _, name, places in evidence]
        row["places_recent"] = sum(places for places, service in of_all if service["recent"])
        row["places_terms_passed"] = sum(places for places, service in of_all if service["passed"])
        row["places_lower_risk"] = sum(places for places, service in of_all if service["lower"])
    for service in services.values():
        pounds = [service["money"][b] for b in sorted(inside) if b in service["money"]]
        if pounds:
            row["funding"] = (row["funding"] or 0) + sum(pounds)
            row["programmes_funded"] += 1
    head = sum(people.get(b, 0) for b in inside)
    if head:
        row["served_share"] = sum(people[b] for b in served) / head
    return row


def withhold(answer: dict[str, dict], limit: int) -> None:
    """Withhold small numbers, all areas of their programmes, and what a total would reveal."""
    small = {
        code
        for code, row in answer.items()
        if any(0 < places < limit for places in [*row["single"], row["places"] or 0])
    }
    small = joined(answer, small)
    while small:
        totalled = {code for code in small if answer[code]["layers"][0]}
        names = {n for c in totalled for n, share in answer[c]["shares"].items() if share > 0}
        filled = [c for c in totalled if any(answer[c]["shares"].values())]
        if not totalled or (len(filled) > 1 and len(names) > 1):
            break
        others = [
            (row["places"], code)
            for code, row in answer.items()
            if code not in small and row["places"] and row["layers"][0]
        ]
        if not others:
            break
        small = joined(answer, small | {min(others)[1]})
    for code in small:
        answer[code]["withheld"], answer[code]["places"] = True, None
        answer[code]["funding"], answer[code]["programmes_funded"] = None, None
        if answer[code]["largest"] is not None:
            answer[code] |= {
                "basis": "", "grade": "", "number_year": None, "places_recent": None,
                "places_terms_passed": None, "places_lower_risk": None, "shared": False,
            }  # fmt: skip


def joined(answer: dict[str, dict], small: set[str]) -> set[str]:
    """Areas that share a programme with known places with one of them, again and again."""
    names = {n for code in small for n, share in answer[code]["shares"].items() if share > 0}
    more = small | {c for c, row in answer.items() if any(row["shares"][n] > 0 for n in names)}
    return small if more == small else joined(answer, more)


def class_of(value: float, edges: list[float]) -> int:
    return sum(1 for edge in edges if value >= edge)


def add_gap(row: dict, options: dict) -> None:
    add_state(row, options)
    row["shade"], row["shown"] = row["state"], row.get("places_per_1000")


def add_state(row: dict, options: dict) -> None:
    more = row["programmes_unmeasured"] > 0 or row["silent_now"]
    bound = row["places"] is not None and more
    row |= {"state": "no_estimate", "lower_bound": bound, "verdict": ""}
    if row["layers"][0] is None:
        return
    low, central, high = row["layers"][0]
    aim = options["target_share"]
    row |= {
        "perpetrators_low": low,
        "perpetrators": central,
        "perpetrators_high": high,
        "sensitivity_multiplier": row["rates"][1][1] / row["rates"][0][1],
        "unmet_low": 0,
        "unmet_high": aim * high,
    }
    places = row["places"]
    price_unmet(row, options["unit_cost"])
    if row["funding"] is not None:
        row["funding_per_perpetrator"] = row["funding"] / central
        row["funding_per_perpetrator_low"] = row["funding"] / high
        if row["programmes_funded"] >= row["programmes"]:
            row["funding_per_perpetrator_high"] = row["funding"] / low
    if places is None:
        row["state"] = state_without_places(row)
        return
    row["state"] = "measured"
    row["share_met"], row["share_met_low"] = places / central, places / high
    row["unmet"], row["unmet_high"] = max(0, aim * central - places), max(0, aim * high - places)
    if not row["lower_bound"]:
        row["share_met_high"] = places / low
        row["unmet_low"] = max(0, aim * low - places)
    price_unmet(row, options["unit_cost"])
    for end in ("", "_low", "_high"):
        if f"share_met{end}" in row:
            row[f"places_per_1000{end}"] = 1000 * row[f"share_met{end}"]
    add_verdict(row, options)


def state_without_places(row: dict) -> str:
    if row["withheld"]:
        return "suppressed"
    if row["programmes"]:
        return "unmeasured"
    if row["programmes_undecided"]:
        return "not_stated"
    if not row["recorded"]:
        return "none_recorded"
    return "none_matching" if row["refused_now"] else "not_stated"


def price_unmet(row: dict, price: float) -> None:
    for end in ("", "_low", "_high"):
        if f"unmet{end}" in row:
            row[f"cost_to_close{end}"] = row[f"unmet{end}"] * price


def add_verdict(row: dict, options: dict) -> None:
    """The class; the verdict on the user's threshold; whether interval or layer change it."""
    ratio, threshold = row["places_per_1000"], options["gap_below"]
    edges = options["breaks"] if threshold is None else [threshold]
    row["class_index"] = class_of(ratio, options["breaks"])
    highest = row.get("places_per_1000_high", float("inf"))
    if threshold is not None:
        low = row["places_per_1000_low"]
        row["crosses_threshold"] = class_of(low, edges) != class_of(highest, edges)
    other = 1000 * row["places"] / row["layers"][1][1]
    row["same_with_force_rates"] = class_of(ratio, edges) == class_of(other, edges)
    if threshold is not None:
        row["verdict"] = "at or above" if ratio >= threshold else "below"
