"""Programmes as services of the Human Services Data Specification, in its UK profile.

Organisations and services only: no person, phone or mailbox is ever written. What the standard has
no field for (who can refer, counts of people) is an attribute or a capacity with a named unit.
"""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, Literal

from gapmap.core.evidence.observation import Count, Observation, ProgrammeRow
from gapmap.present.words.links import web_address
from gapmap.recipe import KEY
from gapmap.vocabulary import GROUPS, ROUTES, TYPES

SPACE: Final = uuid.UUID("5b0b41a9-6c39-5f0e-8a0c-6d2a3f1f0f7a")  # of gapmap's own identifiers
AREA_URI: Final = "http://statistics.data.gov.uk/id/statistical-geography/"
PLACES: Final = "places a year"
COUNTS: Final[Mapping[Literal[Count, "count_months", "annual_funding_gbp"], str]] = {
    "starts": "people who started",
    "referrals": "people referred", "completions": "people who completed",
    "count_months": "months counted", "annual_funding_gbp": "pounds a year",
}  # fmt: skip
"""Numbers of a record that are no capacity → the label that says what they count."""
ENDED: Final = "defunct"
ACCREDITED: Final = {True: "Respect", False: "Not accredited by Respect", None: ""}


def render(
    rows: Iterable[tuple[Observation, ProgrammeRow, Sequence[str]]],
    names: Mapping[str, str],
    sources: Mapping[str, Mapping[str, str]],
    *,
    today: date,
    recipe: str,
    data: str = "",
) -> bytes:
    """A page of services as JSON.

    ``rows`` are programmes with their records (columns of programmes.csv) and the codes of the
    areas they serve; ``names`` are those of the areas by code, ``sources`` rows of sources.csv by
    id. ``recipe`` is the line that makes the file again; ``data`` says whose own file is in it.
    """
    services = [_service(obs, record, codes, names, sources, today) for obs, record, codes in rows]
    body = {
        "total_items": len(services), "total_pages": 1, "page_number": 1, "size": len(services),
        "first_page": True, "last_page": True, "empty": not services, "contents": services,
        KEY: recipe, **({"gapmap:data": data} if data else {}),
    }  # fmt: skip
    return (json.dumps(body, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _service(
    obs: Observation,
    record: ProgrammeRow,
    codes: Sequence[str],
    names: Mapping[str, str],
    sources: Mapping[str, Mapping[str, str]],
    today: date,
) -> dict[str, object]:
    key = obs.observation_id
    source = sources.get(obs.source_id, {})
    service: dict[str, object] = {
        "id": _id(key),
        "name": obs.programme,
        "status": ENDED if record.get("ended_year") or obs.status == "ended" else "active",
        "url": web_address(str(source.get("location", ""))),
        "description": record["notes"] or "",
        "accreditations": ACCREDITED[obs.accredited],
        "assured_date": _day(obs.as_of) or None,
        "organization": {"id": _id("organisation", record["provider"]), "name": record["provider"]}
        if record["provider"] else None,
        "service_areas": [
            {"id": _id(key, code), "name": names.get(code, code), "uri": f"{AREA_URI}{code}"}
            for code in codes
        ],
        "service_at_locations": _places(key, record),
        "schedules": _schedules(key, obs),
        "capacities": _capacities(key, obs, record, today),
        "attributes": _attributes(key, obs, record),
    }  # fmt: skip
    if "under_18" in obs.does_not_accept:
        service["minimum_age"] = 18
    return service


def _places(key: str, record: ProgrammeRow) -> list[dict[str, object]]:
    latitude, longitude = record.get("base_latitude"), record.get("base_longitude")
    if not (record["base_postcode"] or record["base_town"] or latitude is not None):
        return []
    address = {
        "id": _id(key, "address"), "address_1": "", "city": record["base_town"] or "",
        "state_province": "", "postal_code": record["base_postcode"] or "", "country": "GB",
        "address_type": "physical",
    }  # fmt: skip
    location: dict[str, object] = {
        "id": _id(key, "location"), "location_type": "physical", "addresses": [address],
    }  # fmt: skip
    if latitude is not None and longitude is not None:
        location |= {"latitude": latitude, "longitude": longitude}
    return [{"id": _id(key, "place"), "location": location}]


def _schedules(key: str, obs: Observation) -> list[dict[str, object]]:
    if obs.start_year is None or obs.end_year is None:
        return []
    end = None if obs.status == "running" else f"{obs.end_year}-12-31"
    return [{"id": _id(key, "years"), "valid_from": f"{obs.start_year}-01-01", "valid_to": end}]


def _capacities(
    key: str, obs: Observation, record: ProgrammeRow, today: date
) -> list[dict[str, object]]:
    """The places that the service offers in a year; how many of them are free is not known."""
    places = record["capacity_places"]
    if places is None:
        return []
    unit = {"id": _id("unit", PLACES), "name": PLACES, "identifier": obs.capacity_kind}
    return [
        {
            "id": _id(key, PLACES), "unit": unit, "available": places, "maximum": places,
            "description": "Places that the service offers in twelve months, taken or free.",
            "updated": f"{today.isoformat()}T00:00:00.000Z",
        }
    ]  # fmt: skip


def _attributes(key: str, obs: Observation, record: ProgrammeRow) -> list[dict[str, object]]:
    """Type, routes and groups as terms of gapmap's lists; counts as values with a label."""
    counts: list[dict[str, object]] = [
        {"id": _id(key, "count", label), "link_type": "count", "link_entity": "service",
         "label": label, "value": f"{record[column]:.15g}"}
        for column, label in COUNTS.items() if record[column] is not None
    ]  # fmt: skip
    return [*_terms(key, obs), *counts]


def _terms(key: str, obs: Observation) -> list[dict[str, object]]:
    lists = (
        ("service_type", (obs.programme_type,), TYPES), ("referral_route", obs.routes, ROUTES),
        ("eligibility", obs.accepts, GROUPS), ("not_eligible", obs.does_not_accept, GROUPS),
    )  # fmt: skip
    return [
        {
            "id": _id(key, link, term), "link_type": link, "link_entity": "service",
            "taxonomy_term": {
                "id": _id("term", link, term), "code": term, "name": labels.get(term, term),
                "description": labels.get(term, term), "taxonomy": "gapmap",
            },
        }
        for link, terms, labels in lists for term in terms if term
    ]  # fmt: skip


def _day(text: str) -> str:
    """A day of a year, month or day: its first."""
    return f"{text}-01-01"[:10] if text else ""


def _id(*parts: str) -> str:
    return str(uuid.uuid5(SPACE, "\n".join(parts)))
