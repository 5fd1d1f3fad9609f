"""Open Referral UK: services of the Human Services Data Specification as rows of a list.

A file is a page of services (``contents``), a list of them, or one service. What it holds is
checked against ``hsds_schema.json``, written for gapmap from the standard's field names. Only data
about services and organisations are read: contacts and phones never are.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator

from gapmap.errors import UnreadableFileError
from gapmap.io.uploads.table import Asked, Raw, number_text, too_many_rows

SCHEMA: Final = Path(__file__).with_name("hsds_schema.json")
HEADER: Final = (
    "programme", "provider", "programme_type", "areas", "postcode", "town", "address", "latitude",
    "longitude", "referral_routes", "accepts", "does_not_accept", "respect_accredited",
    "start_year", "end_year", "places", "starts", "referrals", "completions", "months",
    "annual_funding", "service", "notes", "status", "assured_date",
)  # fmt: skip
LINKS: Final = {
    "service_type": "programme_type", "referral_route": "referral_routes", "eligibility": "accepts",
    "not_eligible": "does_not_accept",
}  # fmt: skip
"""What an attribute says of a service, by its link type → our column."""
PLACES: Final = "places a year"  # the one unit of capacity that is yearly places
COUNTS: Final = {
    "people who started": "starts", "people referred": "referrals",
    "people who completed": "completions", "months counted": "months",
    "pounds a year": "annual_funding",
}  # fmt: skip
"""Labels of the counts that gapmap writes as attributes → our column."""
AIM: Final = "aim"  # the unit's identifier where the number is an aim
CODE: Final = re.compile(r"([EWSNK]\d{8}|GM[CW]\d{2})/?$", re.ASCII)
SEVERAL: Final = "; "


def is_one(found: Any) -> bool:
    """Whether JSON looks like services of the standard."""
    services = _services(found)
    return bool(services) and all(
        isinstance(s, dict) and {"id", "name", "status"} <= s.keys() for s in services[:20]
    )


def _services(found: Any) -> list[Any]:
    if isinstance(found, dict):
        contents = found.get("contents", found.get("services"))
        return contents if isinstance(contents, list) else [found]
    return found if isinstance(found, list) else []


def read(found: Any, name: str, asked: Asked) -> Raw:
    """Services as rows. Raises UnreadableFileError, naming the field that breaks the standard."""
    services = _services(found)
    if len(services) > asked.limits.rows:
        raise too_many_rows(name, asked.limits)
    for problem in _validator().iter_errors({"contents": services}):
        where = "/".join(map(str, problem.absolute_path))[:120] or "the file"
        said = "".join(c if c.isprintable() else "?" for c in problem.message)[:160]
        raise UnreadableFileError(
            f"{name} is no Open Referral UK data as the standard has it: at {where}: {said}."
        )
    rows = [(1, list(HEADER))]
    for line, service in enumerate(services, 2):
        cells = _cells(service)
        rows.append((line, [cells.get(column, "") for column in HEADER]))
    notes = ("Read as Open Referral UK (Human Services Data Specification).",)
    return Raw(rows, notes=notes, first=True)


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


def problems(body: Mapping[str, Any]) -> list[str]:
    """What of a page of services breaks the schema; empty for a sound one."""
    return [error.message for error in _validator().iter_errors(body)]


def _cells(service: Mapping[str, Any]) -> dict[str, str]:
    cells = {
        "programme": service["name"],
        "provider": (service.get("organization") or {}).get("name", ""),
        "areas": SEVERAL.join(_areas(service.get("service_areas") or ())),
        "respect_accredited": _accredited(service.get("accreditations")),
        "notes": service.get("description") or "",
        "status": service["status"],
        "assured_date": service.get("assured_date") or "",
        **_place(service.get("service_at_locations") or ()),
        **_years(service),
        **_numbers(service.get("capacities") or ()),
    }
    for attribute in service.get("attributes") or ():
        column = LINKS.get(attribute.get("link_type") or "")
        term = attribute.get("taxonomy_term") or {}
        if attribute.get("link_type") == "count":
            column = COUNTS.get(attribute.get("label") or "")
        text = term.get("code") or term.get("name") or attribute.get("value") or ""
        if column and text:
            cells[column] = SEVERAL.join(filter(None, (cells.get(column, ""), text)))
    return cells


def _areas(areas: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Areas by the code at the end of their address, else by name."""
    for area in areas:
        code = CODE.search(area.get("uri") or "")
        text = code[1] if code else (area.get("name") or "").strip()
        if text:
            yield text


def _accredited(text: str | None) -> str:
    """Yes where the accreditations name Respect; what they do not name is not stated."""
    if re.search(r"\bnot accredited by respect\b", text or "", re.IGNORECASE):
        return "no"
    return "yes" if re.search(r"\brespect\b", text or "", re.IGNORECASE) else ""


def _place(places: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The first location that is a place: where the service is based."""
    for place in places:
        location = place.get("location") or {}
        if location.get("location_type") == "virtual":
            continue
        addresses = location.get("addresses") or [{}]
        address = addresses[0]
        found = {
            "postcode": address.get("postal_code") or "",
            "town": address.get("city") or "",
            "address": address.get("address_1") or "",
            "latitude": _number(location.get("latitude")),
            "longitude": _number(location.get("longitude")),
        }
        if any(found.values()):
            return found
    return {}


def _years(service: Mapping[str, Any]) -> dict[str, str]:
    """First and last day of its schedules; a service that is active and has no last day runs on."""
    schedules = service.get("schedules") or ()
    starts = [s["valid_from"] for s in schedules if s.get("valid_from")]
    ends = [s["valid_to"] for s in schedules if s.get("valid_to")]
    found = {"start_year": min(starts, default=""), "end_year": max(ends, default="")}
    if starts and not ends and service["status"] == "active":
        found["end_year"] = "ongoing"
    return found


def _numbers(capacities: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Yearly places; of another unit (beds, hours) nothing is taken. An aim is written as one."""
    found = {}
    for capacity in capacities:
        unit = capacity["unit"]
        number = capacity.get("maximum")
        number = capacity.get("available") if number is None else number
        if unit["name"].strip().casefold() == PLACES and number is not None:
            text = _number(number)
            found["places"] = f"up to {text}" if unit.get("identifier") == AIM else text
    return found


def _number(value: Any) -> str:
    return "" if value is None else number_text(float(value))
