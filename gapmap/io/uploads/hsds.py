"""Open Referral UK: services of the Human Services Data Specification as rows of a list.

A file is a page of services (``contents``), a list of them, or one service (``hsds_types``). Only
data about services and organisations are read: contacts and phones never are.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from gapmap.errors import UnreadableFileError
from gapmap.fields import shown
from gapmap.fields.json_faults import fault
from gapmap.io.uploads.hsds_types import Area, Attribute, Capacity, Place, Service
from gapmap.io.uploads.table import Asked, Raw, number_text, too_many_rows
from gapmap.vocabulary.levels import AREA_CODE

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
WRITTEN: Final = {"aim": "up to {}", "averaged": "average of {}"}
"""How a list writes a number that is no contract, by the identifier of its unit."""
CODE: Final = re.compile(rf"({AREA_CODE})/?$", re.ASCII)
SEVERAL: Final = "; "
SHOWN: Final = 12  # names of fields that are told
WORDS: Final = 60  # characters of an eligibility that may be a few words
ADULT: Final = 18  # years


def is_one(found: object) -> bool:
    """Whether JSON looks like services of the standard."""
    services = _services(found)
    return bool(services) and all(
        isinstance(s, dict) and {"id", "name", "status"} <= s.keys() for s in services[:20]
    )


def _services(found: object) -> list[object]:
    if isinstance(found, dict):
        contents = found.get("contents", found.get("services"))
        return contents if isinstance(contents, list) else [found]
    return found if isinstance(found, list) else []


def read(found: object, name: str, asked: Asked) -> Raw:
    """Services as rows. Raises UserInputError, naming the field, where one breaks the standard."""
    given = _services(found)
    if len(given) > asked.limits.rows:
        raise too_many_rows(name, asked.limits)
    rows = [(1, list(HEADER))]
    several = 0
    for line, service in enumerate(services(given, name), 2):
        cells = _cells(service)
        several += sum(map(_is_real, service.service_at_locations or ())) > 1
        rows.append((line, [cells.get(column, "") for column in HEADER]))
    notes = ["Read as Open Referral UK (Human Services Data Specification)."]
    if several:
        notes.append(
            f"Services at several locations ({several:,}): the first is taken as the base; where "
            "they work is read from their service areas alone."
        )
    known = set(Service.__struct_fields__)
    unread = sorted(
        {str(key)[:40] for one in given if isinstance(one, dict) for key in one} - known
    )
    if unread:
        more = f" and {len(unread) - SHOWN} more" if len(unread) > SHOWN else ""
        notes.append(f"Fields of services that are not read: {', '.join(unread[:SHOWN])}{more}.")
    return Raw(rows, notes=tuple(notes), first=True)


def _is_real(place: Place) -> bool:
    """Whether a location is no page on the web."""
    return place.location is not None and place.location.location_type != "virtual"


def services(found: Sequence[object], name: str) -> Iterator[Service]:
    """JSON as services. Raises UnreadableFileError naming service, field and value of a fault."""
    for number, one in enumerate(found, 1):
        try:
            yield msgspec.convert(one, Service)
        except msgspec.ValidationError as error:
            called = one.get("name") if isinstance(one, dict) else None
            which = f"{number} ({shown(called)})" if isinstance(called, str) and called else number
            raise UnreadableFileError(
                f"{name} is no Open Referral UK data as the standard has it: in service {which}, "
                f"{fault(error, one)}. Correct it there, or send the list as CSV."
            ) from None


def _cells(service: Service) -> dict[str, str]:
    cells = {
        "programme": service.name,
        "provider": service.organization.name if service.organization else "",
        "areas": SEVERAL.join(_areas(service.service_areas or ())),
        "respect_accredited": _accredited(service.accreditations),
        "notes": service.description or "",
        "status": service.status,
        "assured_date": service.assured_date or "",
        **_place(service.service_at_locations or ()),
        **_years(service),
        **_numbers(service.capacities or ()),
    }
    for attribute in service.attributes or ():
        column, text = _told(attribute)
        if column and text:
            cells[column] = SEVERAL.join(filter(None, (cells.get(column, ""), text)))
    return {**cells, **_eligibility(service, cells)}


def _eligibility(service: Service, cells: Mapping[str, str]) -> dict[str, str]:
    """Who is accepted, by the fields of the standard, where no attribute says so.

    A few words are read as groups, or asked about; a longer text is kept among the notes.
    """
    found = {}
    text = " ".join((service.eligibility_description or "").split())
    if text and (len(text) > WORDS or cells.get("accepts")):
        found["notes"] = SEVERAL.join(filter(None, (cells["notes"], f"Eligibility: {text}")))
    elif text:
        found["accepts"] = text
    if (service.minimum_age or 0) >= ADULT and not cells.get("does_not_accept"):
        found["does_not_accept"] = "under_18"
    return found


def _told(attribute: Attribute) -> tuple[str | None, str]:
    """Our column that an attribute speaks of, and what it says."""
    of_count = attribute.link_type == "count"
    column = COUNTS.get(attribute.label or "") if of_count else LINKS.get(attribute.link_type or "")
    term = attribute.taxonomy_term
    return column, (term and (term.code or term.name)) or attribute.value or ""


def _areas(areas: Sequence[Area]) -> Iterator[str]:
    """Areas by the code at the end of their address, else by name."""
    for area in areas:
        code = CODE.search(area.uri or "")
        text = code[1] if code else (area.name or "").strip()
        if text:
            yield text


def _accredited(text: str | None) -> str:
    """Yes where the accreditations name Respect; what they do not name is not stated."""
    if re.search(r"\bnot accredited by respect\b", text or "", re.IGNORECASE):
        return "no"
    return "yes" if re.search(r"\brespect\b", text or "", re.IGNORECASE) else ""


def _place(places: Sequence[Place]) -> dict[str, str]:
    """The first location that is a place: where the service is based."""
    for location in (place.location for place in places):
        if location is None or location.location_type == "virtual":
            continue
        address = location.addresses[0] if location.addresses else None
        found = {
            "postcode": (address and address.postal_code) or "",
            "town": (address and address.city) or "",
            "address": (address and address.address_1) or "",
            "latitude": _number(location.latitude),
            "longitude": _number(location.longitude),
        }
        if any(found.values()):
            return found
    return {}


def _years(service: Service) -> dict[str, str]:
    """First and last day of its schedules; a service that is active and has no last day runs on."""
    schedules = service.schedules or ()
    starts = [s.valid_from for s in schedules if s.valid_from]
    ends = [s.valid_to for s in schedules if s.valid_to]
    found = {"start_year": min(starts, default=""), "end_year": max(ends, default="")}
    if starts and not ends and service.status == "active":
        found["end_year"] = "ongoing"
    return found


def _numbers(capacities: Sequence[Capacity]) -> dict[str, str]:
    """Yearly places; of another unit (beds, hours) nothing is taken. Aims and averages stay so."""
    found = {}
    for capacity in capacities:
        number = capacity.available if capacity.maximum is None else capacity.maximum
        if capacity.unit.name.strip().casefold() == PLACES and number is not None:
            text = _number(number)
            found["places"] = WRITTEN.get(capacity.unit.identifier or "", "{}").format(text)
    return found


def _number(value: float | None) -> str:
    return "" if value is None else number_text(value)
