"""A second computation of the gap, from the services of ``tests/core/independent.py``.

``gap(folder, options)`` takes the dictionary form of a Selection and returns {area code: row}.
"""

import json
from pathlib import Path

from tests.core.independent import counted_services, matches, programme_rows, read, spread


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
    local = (model["local_low"], model["local_high"])
    forced = with_force_rates(folder, plain, options["shrinkage"])
    layers = [plain, forced] if options["local"] == "headline" else [forced, plain]
    people = {r["utla_code"]: float(r["aged_16_plus"]) for r in read(folder, "population")}
    evidence = {line["pfa_code"]: line["evidence"] for line in read(folder, "sensitivity")}
    lookup = read(folder, "lookup")
    rows = programme_rows(folder)
    services = counted_services(rows, options)
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
        row = supply_row(inside or {area["code"]}, services, people)
        row["sensitivity_evidence"] = inherited + "; ".join(sorted(kinds)) if kinds else ""
        row["context"] = sum(1 for c in context if c["blocks"] & (inside or {area["code"]}))
        row["layers"] = [totals_of(inside, layer, local) for layer in layers]
        row["rates"] = [totals_of(inside, layer, local) for layer in (plain, forced)]
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


def totals_of(inside: set[str], layer: dict, local: tuple[float, float]) -> tuple | None:
    """Blank unless every block has an estimate; the whole geography has no local variation."""
    found = [layer[b] for b in sorted(inside) if b in layer]
    if not inside or len(found) < len(inside):
        return None
    low, central, high = (sum(column) for column in zip(*found, strict=True))
    return (
        (low / local[0], central, high / local[1]) if inside == set(layer) else (low, central, high)
    )


def supply_row(inside: set[str], services: dict, people: dict) -> dict:
    served, single = set(), []
    for service in services.values():
        reach = (service["blocks"] | service["unknown_blocks"]) & inside
        if reach:
            served |= reach
            known = [service["spread"][b] for b in sorted(inside) if b in service["spread"]]
            single.append(sum(known) if known else None)
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
    row |= {"state": "no_estimate", "lower_bound": False, "verdict": ""}
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
    price_unmet(row)
    if row["funding"] is not None:
        row["funding_per_perpetrator"] = row["funding"] / central
        row["funding_per_perpetrator_low"] = row["funding"] / high
        if row["programmes_funded"] >= row["programmes"]:
            row["funding_per_perpetrator_high"] = row["funding"] / low
    if places is None:
        row["state"] = "unmeasured" if row["programmes"] else "none_recorded"
        row["state"] = "suppressed" if row["withheld"] else row["state"]
        return
    row["state"] = "measured"
    row["lower_bound"] = row["programmes_unmeasured"] > 0
    row["share_met"], row["share_met_low"] = places / central, places / high
    row["unmet"], row["unmet_high"] = max(0, aim * central - places), max(0, aim * high - places)
    if not row["lower_bound"]:
        row["share_met_high"] = places / low
        row["unmet_low"] = max(0, aim * low - places)
    price_unmet(row)
    for end in ("", "_low", "_high"):
        if f"share_met{end}" in row:
            row[f"places_per_1000{end}"] = 1000 * row[f"share_met{end}"]
    add_verdict(row, options)


def price_unmet(row: dict) -> None:
    for end in ("", "_low", "_high"):
        if f"unmet{end}" in row:
            row[f"cost_to_close{end}"] = row[f"unmet{end}"] * 150_000 / 100  # GBP, the guidance


def add_verdict(row: dict, options: dict) -> None:
    """The class; the verdict on the user's threshold; whether interval or layer change it."""
    ratio, threshold = row["places_per_1000"], options["gap_below"]
    edges = options["breaks"] if threshold is None else [threshold]
    row["class_index"] = class_of(ratio, options["breaks"])
    highest = row.get("places_per_1000_high", float("inf"))
    row["uncertain"] = class_of(row["places_per_1000_low"], edges) != class_of(highest, edges)
    other = 1000 * row["places"] / row["layers"][1][1]
    row["robust"] = class_of(ratio, edges) == class_of(other, edges)
    if threshold is not None:
        row["verdict"] = "at or above" if ratio >= threshold else "below"
