"""A second computation of supply, to check the first: csv, dictionaries and loops only.

Written from the documented rules, not from the program's code: one function a rule, no tables.
``tests/core/independent_gap.py`` goes on from the services to the rows of the gap.
"""

import csv
from pathlib import Path

GROUPS = ["men", "women", "lgbt", "under_18", "non_english", "fathers"]
BASES = ["commissioned", "observed", "implied"]
POUNDS_A_PLACE = 1500


def read(folder: Path, name: str) -> list[dict]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def words(cell: str) -> list[str]:
    return [word for word in cell.split(";") if word]


def number(cell: str) -> float | None:
    return None if cell == "" else float(cell)


def programme_rows(folder: Path) -> list[dict]:
    """Rows of programmes.csv with their building blocks, unstated attributes filled (rule 2)."""
    blocks: dict[str, list[str]] = {}
    for line in read(folder, "programme_areas"):
        blocks.setdefault(line["observation_id"], []).append(line["utla_code"])
    rows = read(folder, "programmes")
    for row in rows:
        row["blocks"] = set(blocks[row["observation_id"]])
        row["years"] = (int(row["start_year"]), int(row["end_year"])) if row["start_year"] else None
    original = [dict(row) for row in rows]
    for row in rows:
        if row["row_kind"] != "programme":
            continue
        family = [
            other
            for other in original
            if other["row_kind"] == "programme" and other["service_id"] == row["service_id"]
        ]
        if not row["referral_routes"]:
            row["referral_routes"] = nearest_statement(row, family, ["referral_routes"], None)
        says = ["accepts", "does_not_accept"]
        found = {group: nearest_statement(row, family, says, group) for group in GROUPS}
        row["accepts"] = ";".join(g for g in GROUPS if g in words(found[g].split("|")[0]))
        row["does_not_accept"] = ";".join(
            g
            for g in GROUPS
            if g in words(found[g][found[g].find("|") + 1 :])
            and g not in words(found[g].split("|")[0])
        )
        if any(other["respect_accredited"] == "yes" for other in family):
            row["respect_accredited"] = "yes"
    return rows


def nearest_statement(row: dict, family: list[dict], columns: list[str], group: str | None) -> str:
    """The nearest row's columns, joined by |; of those that speak of the group, if one is given."""
    best, best_rank = "", None
    for other in family:
        stated = [word for column in columns for word in words(other[column])]
        if not stated or (group is not None and group not in stated):
            continue
        if row["years"] is None or other["years"] is None:
            apart = 10_000
        elif other["years"][0] > row["years"][1]:
            apart = other["years"][0] - row["years"][1]
        elif row["years"][0] > other["years"][1]:
            apart = row["years"][0] - other["years"][1]
        else:
            apart = 0
        rank = (apart, -(other["years"][1] if other["years"] else 0))
        if best_rank is None or rank < best_rank:
            best, best_rank = "|".join(other[column] for column in columns), rank
    return best


def in_years(row: dict, since: int | None, until: int | None) -> bool:
    if since is None and until is None:
        return True
    if row["years"] is None:
        return False
    first, last = row["years"]
    return (since is None or last >= since) and (until is None or first <= until)


def silent_on_groups(row: dict, options: dict) -> bool:
    """Neither yes to all of the groups asked for, nor no to any."""
    refused = any(group in words(row["does_not_accept"]) for group in options["accepts"])
    return not refused and any(group not in words(row["accepts"]) for group in options["accepts"])


def matches(row: dict, options: dict) -> bool:
    """Rule 1: what a source does not state does not match."""
    if not in_years(row, options["since"], options["until"]):
        return False
    if options["types"] and row["programme_type"] not in options["types"]:
        return False
    stated = words(row["referral_routes"])
    if options["routes"]:
        if not stated and not options["include_unstated_routes"]:
            return False
        if stated and not any(route in options["routes"] for route in stated):
            return False
    if not all(group in words(row["accepts"]) for group in options["accepts"]):
        return False
    if any(group in words(row["does_not_accept"]) for group in options["accepts"]):
        return False
    return row["respect_accredited"] == "yes" or not options["accredited"]


def yearly_places(row: dict, basis: str) -> float | None:
    """Rule 3, one basis."""
    if basis == "commissioned":
        usable = row["capacity_kind"] in ("commissioned", "averaged", "aim")
        return number(row["capacity_places"]) if usable else None
    if basis == "observed":
        months = number(row["count_months"])
        if months is None or months > 18:
            return None
        for column in ("starts", "referrals"):
            count = number(row[column])
            if count is not None and row[f"{column}_kind"] in ("flow", "rate"):
                return count * 12 / months
        return None
    money = number(row["annual_funding_gbp"])
    if money is None or row["funding_is_whole_year"] != "yes":
        return None
    return money / POUNDS_A_PLACE


def best_capacity(row: dict, weakest: str) -> tuple[float | None, int]:
    """Places and the rank of the basis that gave them."""
    for rank, basis in enumerate(BASES[: BASES.index(weakest) + 1]):
        places = yearly_places(row, basis)
        if places is not None:
            return places, rank
    return None, len(BASES)


def one_service(rows: list[dict], weakest: str) -> dict:
    """Rule 4: the latest usable row gives places and where; other areas are 'not known'."""
    everywhere = set().union(*(row["blocks"] for row in rows))
    best, best_rank = None, None
    for row in rows:
        places, rank_of_basis = best_capacity(row, weakest)
        if places is None:
            continue
        first, last = row["years"] or (0, 0)
        off_a_year = abs((number(row["count_months"]) or 0) - 12)
        rank = (-last, -first, rank_of_basis, off_a_year)
        if best_rank is None or rank < best_rank:
            best, best_rank = {"places": places, "blocks": set(row["blocks"])}, rank
    if best is None:
        best = {"places": None, "blocks": everywhere}
    best["unknown_blocks"] = everywhere - best["blocks"]
    best["part_of"] = rows[0]["part_of"]
    best["funded"] = funded(rows)
    return best


def funded(rows: list[dict]) -> tuple[float, set[str]] | None:
    """Pounds a year and where: the latest row that states a whole year's money of its own."""
    answer, latest = None, None
    for row in rows:
        money = number(row["annual_funding_gbp"])
        if money is None or row["funding_is_whole_year"] != "yes":
            continue
        first, last = row["years"] or (0, 0)
        if latest is None or (last, first) > latest:
            answer, latest = (money, set(row["blocks"])), (last, first)
    return answer


def without_overlaps(services: dict[str, dict]) -> dict[str, dict]:
    """Rule 5."""
    gone = set()
    for name, service in services.items():
        wider = services.get(service["part_of"])
        if wider is None:
            continue
        if wider["places"] is not None or service["places"] is None:
            gone.add(name)
        else:
            wider["taken"] = wider.get("taken", set()) | service["blocks"]
    for name, service in services.items():
        service["blocks"] = service["blocks"] - service.get("taken", set())
        if not service["blocks"]:
            gone.add(name)
    return {name: service for name, service in services.items() if name not in gone}


def counted_services(rows: list[dict], options: dict) -> dict[str, dict]:
    kept: dict[str, list[dict]] = {}
    for row in rows:
        if row["row_kind"] == "programme" and matches(row, options):
            kept.setdefault(row["service_id"], []).append(row)
    services = {name: one_service(found, options["basis"]) for name, found in kept.items()}
    silent: dict[str, list[dict]] = {}
    for row in rows:
        anyone = options | {"accepts": []}
        if (
            row["row_kind"] == "programme"
            and matches(row, anyone)
            and silent_on_groups(row, options)
        ):
            silent.setdefault(row["service_id"], []).append(row)
    for name, found in silent.items():
        if name not in services:
            everywhere = set().union(*(row["blocks"] for row in found))
            services[name] = {"places": None, "blocks": everywhere, "unknown_blocks": set()}
            services[name]["part_of"] = found[0]["part_of"]
    return without_overlaps(services)


def spread(service: dict, weights: dict[str, float]) -> dict[str, float]:
    """Rule 6."""
    if service["places"] is None:
        return {}
    weighted = {b: weights[b] for b in service["blocks"] if b in weights}
    weighted = weighted or dict.fromkeys(service["blocks"], 1.0)
    whole = sum(weighted.values())
    return {b: service["places"] * w / whole for b, w in weighted.items()}
