"""A second computation of supply, to check the first: csv, dictionaries and loops only.

Written from the documented rules, not from the program's code: one function a rule, no tables.
``tests/core/independent_gap.py`` goes on from the services to the rows of the gap.
"""

import calendar
import csv
import datetime
import json
from pathlib import Path

GROUPS = ["men", "women", "lgbt", "under_18", "non_english", "fathers"]
FOR_OTHERS = (
    "conditional_caution", "early_intervention", "custody_engagement", "stalking", "young_people"
)  # fmt: skip
BASES = ["commissioned", "starts", "completions", "referrals", "averaged", "aim", "implied"]
NOT_FOR_ADULTS = ["young_people", "stalking"]
YES, SILENT, NO = "yes", "silent", "no"


def read(folder: Path, name: str) -> list[dict]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def words(cell: str) -> list[str]:
    return [word for word in cell.split(";") if word]


def number(cell: str) -> float | None:
    return None if cell == "" else float(cell)


def data_date(folder: Path) -> datetime.date:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return datetime.date.fromisoformat(package["as_of"])


def end_of(text: str) -> datetime.date | None:
    """The last day that a year, a month or a day stands for."""
    if text == "":
        return None
    if len(text) == 4:
        return datetime.date(int(text), 12, 31)
    if len(text) == 7:
        year, month = int(text[:4]), int(text[5:])
        return datetime.date(year, month, calendar.monthrange(year, month)[1])
    return datetime.date.fromisoformat(text)


def end_of_years(first: int, last: int) -> datetime.date:
    """A period of one year ends in December; one that spans years, in March of its last."""
    return datetime.date(last, 12, 31) if first == last else datetime.date(last, 3, 31)


def programme_rows(folder: Path) -> list[dict]:
    """Rows of programmes.csv with blocks, age, unstated attributes filled (rule 2), standing."""
    blocks: dict[str, list[str]] = {}
    for line in read(folder, "programme_areas"):
        blocks.setdefault(line["observation_id"], []).append(line["utla_code"])
    rows = read(folder, "programmes")
    for row in rows:
        row["blocks"] = set(blocks[row["observation_id"]])
        row["years"] = (int(row["start_year"]), int(row["end_year"])) if row["start_year"] else None
    today = data_date(folder)
    original = [dict(row) for row in rows]
    for row in rows:
        family = [other for other in original if other["service_id"] == row["service_id"]]
        row["number_of"], row["age"] = year_and_age(row, today)
        row["standing"], row["end_stated"] = standing(family, today)
        passed = end_of(row["funded_until"])
        row["passed"] = passed is not None and passed < today
        if row["row_kind"] != "programme":
            continue
        family = [other for other in family if other["row_kind"] == "programme"]
        ends = [int(o["ended_year"]) for o in family if o["ended_year"]]
        ends += [
            end_of(o["as_of"]).year
            for o in family
            if o["status"] == "ended" and not o["ended_year"] and o["as_of"]
        ]
        row["ended_by"] = max(ends) if ends else None
        if not row["referral_routes"]:
            said = nearest_statement(row, family, ["referral_routes", "routes_named"], None)
            row["referral_routes"], _, row["routes_named"] = said.partition("|")
        says = ["accepts", "does_not_accept"]
        found = {group: nearest_statement(row, family, says, group) for group in GROUPS}
        row["accepts"] = ";".join(g for g in GROUPS if g in words(found[g].split("|")[0]))
        row["does_not_accept"] = ";".join(
            g
            for g in GROUPS
            if g in words(found[g][found[g].find("|") + 1 :])
            and g not in words(found[g].split("|")[0])
        )
        said = {other["respect_accredited"] for other in family}
        row["respect_accredited"] = "yes" if "yes" in said else "no" if "no" in said else "unknown"
    return rows


def year_and_age(row: dict, today: datetime.date) -> tuple[int | None, float | None]:
    """The year a row's number is of, and how many years before today that ended."""
    stated = int(row["number_year"]) if row["number_year"] else None
    if stated is None and row["years"] is None:
        return None, None
    if stated is None or (row["years"] and stated == row["years"][1]):
        end = end_of_years(*row["years"])
        stated = row["years"][1]
    else:
        end = datetime.date(stated, 12, 31)
    return stated, max(0.0, (today - end).days / 365.25)


def last_seen(row: dict) -> datetime.date | None:
    if row["as_of"]:
        return end_of(row["as_of"])
    return end_of_years(*row["years"]) if row["years"] else None


def standing(family: list[dict], today: datetime.date) -> tuple[str, bool]:
    """Standing of a service, and whether its end is stated rather than worked out."""
    latest = None
    for row in family:
        day = last_seen(row) or datetime.date.min
        if latest is None or day > (last_seen(latest) or datetime.date.min):
            latest = row
    day = last_seen(latest)
    if latest["status"] == "ended":
        return "ended", True
    ends = [int(row["ended_year"]) for row in family if row["ended_year"]]
    if not latest["status"] and ends and (day is None or max(ends) >= day.year):
        return "ended", True
    terms = [end_of(row["funded_until"]) for row in family if row["funded_until"]]
    if terms and max(terms) >= today:
        return "running", False
    if terms and (day is None or day <= max(terms)):
        return "ended", False
    if day is not None and (today - day).days <= 2 * 365.25:
        return "running", False
    return "unknown", False


def nearest_statement(row: dict, family: list[dict], columns: list[str], group: str | None) -> str:
    """The nearest row's columns, joined by |; of those that speak of the group, if one is given."""
    best, best_rank = "", None
    for other in family:
        stated = [word for column in columns for word in words(other[column])]
        if not stated or (group is not None and group not in stated):
            continue
        if row["years"] is None or other["years"] is None:
            apart = 0 if other["observation_id"] == row["observation_id"] else 10_000
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


def answers(row: dict, options: dict) -> list[str]:
    """Rule 1: yes, no or silent to each filter that is set."""
    found = []
    kind = row["programme_type"]
    if options["types"]:
        found.append(YES if kind in options["types"] else NO)
    elif not options["all_types"]:
        found.append(NO if kind in NOT_FOR_ADULTS else YES)
    since = options["since"]
    if not in_years(row, since, options["until"]):
        ended = row.get("ended_by")
        found.append(NO if since is not None and ended is not None and ended < since else SILENT)
    if options["routes"]:
        stated = words(row["referral_routes"])
        fits = any(
            wanted in stated or (wanted != "self" and "any_professional" in stated)
            for wanted in options["routes"]
        )
        closed = stated and row["routes_named"] != "some"
        found.append(YES if fits else NO if closed else SILENT)
    if options["accepts"]:
        found.append(answer_on_groups(row, options["accepts"]))
    if options["accredited"]:
        found.append({"yes": YES, "no": NO}.get(row["respect_accredited"], SILENT))
    if options["standing"] != "any" and options["until"] is None and row["standing"] == "ended":
        if row["end_stated"]:
            found.append(NO)
        elif options["standing"] == "now":
            found.append(SILENT)
    return found


def answer_on_groups(row: dict, groups: list[str]) -> str:
    """All groups have to be accepted; men take in fathers."""
    takes, refuses = set(words(row["accepts"])), set(words(row["does_not_accept"]))
    if "men" in refuses and "fathers" not in takes:
        refuses.add("fathers")
    refuses -= set(words(row["accepts"]))
    if "men" in takes:
        takes.add("fathers")
    if any(group in refuses for group in groups):
        return NO
    return YES if all(group in takes for group in groups) else SILENT


def verdict(row: dict, options: dict) -> str:
    found = answers(row, options)
    return NO if NO in found else SILENT if SILENT in found else YES


def matches(row: dict, options: dict) -> bool:
    found = verdict(row, options)
    return found == YES or (found == SILENT and options["include_unstated"])


def yearly_places(row: dict, basis: str, price: float) -> float | None:
    """Rule 3, one basis."""
    months = number(row["count_months"])
    if basis in ("commissioned", "aim"):
        return number(row["capacity_places"]) if row["capacity_kind"] == basis else None
    if basis in ("starts", "completions", "referrals"):
        count = number(row[basis])
        usable = count is not None and row[f"{basis}_kind"] in ("flow", "rate")
        return count * 12 / months if usable and months is not None and months <= 18 else None
    if basis == "averaged":
        if row["capacity_kind"] == "averaged":
            return number(row["capacity_places"])
        for column in ("starts", "completions", "referrals"):
            count = number(row[column])
            bounded = row[f"{column}_kind"] in ("flow", "rate", "multi_year")
            if count is not None and bounded and months is not None and 18 < months <= 60:
                return count * 12 / months
        return None
    money = number(row["annual_funding_gbp"])
    usable = money is not None and row["funding_is_whole_year"] == "yes"
    return money / price if usable else None


def grade_of(row: dict, basis: str) -> str:
    """How good a number is, from its basis, its age, and what is doubtful about it."""
    if basis == "implied":
        return "D"
    if basis == "aim" or row["age"] is None or row["age"] > 4:
        return "C"
    if row["number_year_basis"] == "inferred" or row["rolled_over"] == "yes":
        return "C"
    return "A" if basis in ("commissioned", "starts") and row["age"] <= 2 else "B"


def best_capacity(row: dict, options: dict) -> tuple[float, str, str] | None:
    """Places, basis and grade from the most trusted basis that may be used."""
    trusted = BASES[: BASES.index(options["basis"]) + 1]
    if options["counts_only"]:
        trusted = [basis for basis in trusted if basis not in ("averaged", "aim", "implied")]
    for basis in trusted:
        places = yearly_places(row, basis, options["unit_cost"])
        if places is not None and grade_of(row, basis) <= options["grade"]:
            return places, basis, grade_of(row, basis)
    return None


def one_service(rows: list[dict], options: dict) -> dict:
    """Rule 4: the best, then one within the years, then the latest row gives places and where."""
    everywhere = set().union(*(row["blocks"] for row in rows))
    best, best_rank = None, None
    for row in rows:
        found = best_capacity(row, options)
        if found is None:
            continue
        places, basis, grade = found
        first, last = row["years"] or (0, 0)
        off_a_year = abs((number(row["count_months"]) or 0) - 12)
        beyond = options["until"] is not None and last > options["until"]
        rank = (
            grade,
            beyond,
            -(row["number_of"] or 0),
            -last,
            -first,
            BASES.index(basis),
            off_a_year,
        )
        if best_rank is None or rank < best_rank:
            best_rank = rank
            best = {
                "places": places, "basis": basis, "grade": grade, "year": row["number_of"],
                "recent": row["age"] is not None and row["age"] <= 2
                and basis not in ("aim", "implied"),
                "passed": row["passed"],
                "lower": row["programme_type"] in FOR_OTHERS or row["takes_in"] != "",
                "blocks": set(row["blocks"]),
            }  # fmt: skip
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


def by_service(rows: list[dict]) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for row in rows:
        if row["row_kind"] == "programme":
            found.setdefault(row["service_id"], []).append(row)
    return found


def counted_services(rows: list[dict], options: dict) -> dict[str, dict]:
    services = {}
    for name, found in by_service(rows).items():
        kept = [row for row in found if matches(row, options)]
        if kept:
            services[name] = one_service(kept, options)
    return without_overlaps(services)


def uncounted(rows: list[dict], options: dict) -> dict[str, dict[str, str]]:
    """For each service and block where it is recorded without counting: silent, or no.

    In a block, rows seen in the years chosen speak before all others.
    """
    answer: dict[str, dict[str, str]] = {}
    for name, found in by_service(rows).items():
        counted = set().union(*(row["blocks"] for row in found if matches(row, options)))
        for block in set().union(*(row["blocks"] for row in found)) - counted:
            naming = [row for row in found if block in row["blocks"]]
            seen = [row for row in naming if in_years(row, options["since"], options["until"])]
            said = [verdict(row, options) for row in seen or naming]
            answer.setdefault(name, {})[block] = SILENT if SILENT in said else NO
    return answer


def silent_now(rows: list[dict], options: dict) -> dict[str, set[str]]:
    """Where a service does not count that was seen in the years chosen, and may match."""
    answer = {}
    for name, found in by_service(rows).items():
        counted = set().union(*(row["blocks"] for row in found if matches(row, options)))
        silent = [
            row["blocks"]
            for row in found
            if in_years(row, options["since"], options["until"]) and verdict(row, options) == SILENT
        ]
        answer[name] = set().union(*silent) - counted
    return answer


def refused_now(rows: list[dict], others: dict, options: dict) -> dict[str, set[str]]:
    """Where a service says no that is for those asked about, was seen in the years chosen and has
    not ended."""
    answer = {}
    for name, found in by_service(rows).items():
        there = [
            row["blocks"]
            for row in found
            if in_years(row, options["since"], options["until"])
            and not has_gone(row, options)
            and kind_of_people(row["programme_type"]) in people_asked_about(options)
        ]
        no = {block for block, word in others.get(name, {}).items() if word == NO}
        answer[name] = no & set().union(*there)
    return answer


def kind_of_people(programme_type: str) -> str:
    return programme_type if programme_type in NOT_FOR_ADULTS else "adults"


def people_asked_about(options: dict) -> set[str]:
    if options["types"]:
        asked = {kind_of_people(one) for one in options["types"]}
    else:
        asked = {"adults", *NOT_FOR_ADULTS} if options["all_types"] else {"adults"}
    return asked & {"young_people"} if "under_18" in options["accepts"] else asked


def has_gone(row: dict, options: dict) -> bool:
    """By its source, where the view asks for what has not ended."""
    asked = options["standing"] != "any" and options["until"] is None
    return asked and row["standing"] == "ended" and row["end_stated"]


def recorded_blocks(rows: list[dict]) -> set[str]:
    return set().union(*(row["blocks"] for row in rows if row["row_kind"] == "programme"))


def spread(service: dict, weights: dict[str, float]) -> dict[str, float]:
    """Rule 6."""
    if service["places"] is None:
        return {}
    weighted = {b: weights[b] for b in service["blocks"] if b in weights}
    weighted = weighted or dict.fromkeys(service["blocks"], 1.0)
    whole = sum(weighted.values())
    return {b: service["places"] * w / whole for b, w in weighted.items()}
