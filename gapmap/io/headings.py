"""What the headings of other people's tables mean, whatever their order, case and punctuation.

The reader of files uses it to find the line of headings and the likeliest sheet; the reader of
programmes uses it to say which column is which.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from gapmap.io import welsh

SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "programme": (
        "programme name", "name of programme", "program", "program name", "project",
        "project name", "service name", "name", "title", "intervention", "scheme",
        "name of service", "name of project", "name of intervention", "course",
    ),
    "provider": (
        "organisation", "organization", "organisation name", "organization name", "delivered by",
        "agency", "charity", "supplier", "provider name", "delivery partner", "delivery agency",
        "lead organisation", "run by", "service provider",
    ),
    "areas": (
        "area", "areas served", "area served", "areas covered", "area covered", "coverage",
        "geography", "location", "locations", "area name", "area code", "catchment",
        "catchment area", "gss code", "gss", "ons code", "gss codes", "ons codes",
        "boroughs covered",
        "geographic area", "geographical area", "geographic coverage", "geographical coverage",
        "delivery area", "areas of operation", "area of operation", "where it works",
        "areas delivered in", "delivered in", "delivery areas", "area s served", "area s",
        "area s covered", "areas delivered", "areas of delivery", "area of delivery",
        "local authorities covered", "local authority areas covered", "councils covered",
        "local authorities served", "districts covered", "forces covered", "localities",
        "local authority areas served", "boroughs served", "districts served",
    ),
    "postcode": (
        "post code", "base postcode", "office postcode", "zip", "pcd", "pcds", "pcd2",
        "postcode of base", "venue postcode", "site postcode",
    ),
    "town": (
        "base town", "city", "based in", "base", "town city", "town or city", "post town",
        "posttown", "city town",
    ),
    "address": (
        "full address", "postal address", "venue address", "site address", "office address",
        "base address", "address of base", "venue", "contact address", "address line",
    ),
    "latitude": ("lat", "y lat", "geo lat", "base latitude", "latitude wgs84", "lat wgs84",
                 "wgs84 lat", "latitude degrees", "y latitude", "lat y", "lat dd"),
    "longitude": ("long", "lon", "lng", "geo long", "geo lng", "base longitude", "longitude wgs84",
                  "long wgs84", "lon wgs84", "wgs84 long", "longitude degrees", "x longitude",
                  "long x", "lon dd", "long dd"),
    "easting": (
        "eastings m", "easting m", "x coordinate", "x coord", "grid easting",
        "eastings", "easting x", "x easting", "geox", "oseast1m", "osgb easting",
    ),
    "northing": (
        "northings m", "northing m", "y coordinate", "y coord", "grid northing",
        "northings", "northing y", "y northing", "geoy", "osnrth1m", "osgb northing",
    ),
    "programme_type": (
        "type", "type of programme", "kind", "category", "model", "intervention type",
        "type of intervention", "service type", "type of service", "programme category",
    ),
    "referral_routes": (
        "routes", "referral route", "referral pathway", "referral pathways", "referrers",
        "referral source", "referral sources", "who can refer", "referred by",
        "accepts referrals from",
        "referrals from", "how to refer", "route", "referral routes", "route in", "routes in",
    ),
    "accepts": (
        "accepted", "who it accepts", "eligibility", "groups", "client group", "groups accepted",
        "client groups", "who is it for", "who it is for", "for whom", "target group", "clients",
        "who is accepted", "eligible groups", "who can attend", "who can access",
        "who can take part",
        "target client group", "suitable for", "who for", "gender", "client type", "open to",
    ),
    "does_not_accept": (
        "excludes", "excluded", "not accepted", "exclusions", "refuses", "who it excludes",
        "who is not accepted", "groups not accepted",
    ),
    "respect_accredited": (
        "accredited", "respect accreditation", "respect accredited", "accreditation",
        "accredited by respect",
    ),
    "period": (
        "year", "financial year", "years", "fy", "reporting year", "reporting period", "dates",
        "contract period", "funding period", "time period", "contract dates",
    ),
    "start_year": (
        "start", "start date", "from", "first year", "year from", "since", "began", "date from",
        "start year", "started on", "contract start", "contract start date", "date started",
        "commencement date", "open date", "opened",
    ),
    "end_year": (
        "end", "end date", "to", "last year", "year to", "until", "date to", "end year",
        "ended on", "contract end", "contract end date", "date ended", "expiry date", "close date",
        "closed",
    ),
    "places": (
        "capacity", "places per year", "places per annum", "places pa", "commissioned places",
        "places commissioned", "annual places", "annual capacity", "yearly places",
        "capacity places", "number of places", "places here a year", "places here",
        "no of places", "places available", "spaces", "max per year", "yearly capacity",
        "capacity per year", "capacity a year", "total places", "total capacity",
    ),
    "starts": (
        "started", "programme starts", "number of starts", "people started", "commenced",
        "participants", "enrolled", "starters", "enrolments", "number starting", "no of starts",
    ),
    "referrals": (
        "referred", "referrals received", "number of referrals", "total referrals",
        "no of referrals", "number referred",
    ),
    "completions": (
        "completed", "completers", "number of completions", "graduates", "no of completions",
        "number completing", "number completed",
    ),
    "months": (
        "count months", "months covered", "period months", "number of months", "duration months",
    ),
    "annual_funding": (
        "funding", "annual budget", "budget", "yearly funding", "annual funding gbp",
        "annual cost", "funding per year", "contract value per year", "annual value",
        "budget per year", "annual grant", "funding pa", "funding per annum", "yearly budget",
    ),
    "service": ("service id", "service code", "service reference", "programme id", "service ref"),
    "notes": ("note", "comments", "comment", "remarks", "caveats", "further information"),
}  # fmt: skip
"""Other usual headings of each of our columns, beside our own name and label for it."""

REMEMBERED: Final = 300  # characters of a text whose words are remembered
LEVELS: Final[dict[str, tuple[str, ...]]] = {
    "district": (
        "local authority", "local authorities", "la", "lad", "ltla", "district", "districts",
        "local authority district", "council", "councils", "borough", "boroughs",
        "lower tier local authority", "district or borough", "borough or district",
        "local council", "municipality", "local area", "authority",
    ),
    "utla": (
        "utla", "upper tier local authority", "upper tier authority", "upper tier council",
        "upper tier la", "upper tier",
        "county or unitary authority", "county council", "county and unitary authority",
        "counties and unitary authorities", "top tier authority", "unitary authority",
        "london borough", "ctyua",
    ),
    "pfa": (
        "police force area", "force", "force area", "pfa", "police force", "police area",
        "police forces", "pcc", "opcc", "pcc area", "police and crime commissioner",
        "police and crime commissioner area", "constabulary", "police", "force name", "opcc area",
        "commissioner", "police force areas", "police service",
    ),
    "county": ("county", "counties", "ceremonial county", "preserved county"),
    "region": ("region", "regions", "gor", "government office region", "ons region"),
    "country": ("country", "nation", "countries", "nations"),
}  # fmt: skip
"""Headings that say of which level the areas under them are, finest level first: the order in which
a column and a name are taken to be of a level."""

_ONS: Final = {
    "lad": "district", "ltla": "district", "la": "district", "lau1": "district",
    "oslaua": "district", "ladst": "district", "utla": "utla", "ctyua": "utla", "cty": "utla",
    "lb": "utla", "ua": "utla", "md": "utla", "pfa": "pfa", "pcc": "pfa", "rgn": "region",
    "gor": "region", "eer": "region", "ctry": "country", "nat": "country",
}  # fmt: skip
_ONS_HEADING: Final = re.compile(r"([a-z]+[0-9]??)(\d{2})?(cd|nm|nmw|code|name)")
_SAYS_NOTHING: Final = frozenset(
    ("", "s", "ies", "current", "name", "code", "if known", "where known", "gss", "ons",
     "england", "wales", "area", "areas")
)  # fmt: skip
"""Parts of a heading that change nothing of its level."""
_YEAR: Final = re.compile(r"\b(fy ?)?((19|20)\d{2}|\d{2}(?= \d{2}\b))( (19|20)?\d{2})?\b")
COUNTS: Final = ("referrals", "starts", "completions", "places")
_ACTUAL: Final = re.compile(
    r"(?:(?:in|of|the|for|to|date|activity|actuals?|numbers?|count|people|persons|clients|years?"
    r"|annual|data|delivery|delivered|performance|monitoring|figures|outputs|activities|this"
    r"|financial|reporting|period|fy|20\d\d|\d\d)(?: |$))+"
)
"""A group above columns of counts that says nothing else of them, as “target” would."""
_SECOND: Final = re.compile(r"([^()]+) \(([^()]+)\)")
STRONG: Final = frozenset(
    ("areas", "areas served", "area served", "areas covered", "area covered", "boroughs covered",
     "catchment", "catchment area", "coverage", "geographic coverage", "geographical coverage",
     "delivery area", "areas of operation", "area of operation", "where it works",
     "areas delivered in", "delivered in", "delivery areas", "area s served", "area s covered",
     "areas delivered", "areas of delivery", "area of delivery", "local authorities covered",
     "local authority areas covered", "councils covered", "local authorities served",
     "districts covered", "forces covered", "local authority areas served", "boroughs served",
     "districts served")
)  # fmt: skip
"""Headings that say outright that the programme serves what is under them."""


def normal(heading: str) -> str:
    """A heading reduced to its words: lower case, no accents, no punctuation, no units."""
    return _normal(heading) if len(heading) <= REMEMBERED else _normal.__wrapped__(heading)


@lru_cache(20_000)  # the same few words stand in every row of a list
def _normal(heading: str) -> str:
    plain = unicodedata.normalize("NFKD", heading.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"\((£|gbp|%|optional|required)\)|£", " ", plain)
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def level(heading: str) -> str:
    """The level that a heading gives the areas under it; blank where it gives none.

    The headings of the Office for National Statistics (LAD24CD, CTYUA23NM) are known for any year.
    """
    heading = _english(heading)
    plain = normal(heading)
    found = _ONS_HEADING.fullmatch(plain.replace(" ", ""))
    if found and found[1] in _ONS:
        return _ONS[found[1]]
    spelt = {plain, _bare(plain), _bare(without_years(heading)), _bare(plain).removesuffix(" area")}
    named = next((name for name, words in LEVELS.items() if spelt & set(words)), "")
    return named or _level_of_parts(heading)


def _english(heading: str) -> str:
    """A heading in Welsh, alone or beside English (“Programme / Rhaglen”), in English."""
    for part in (heading, *re.split(r"[/|()]|\s-\s", heading)):
        if normal(part) in welsh.HEADINGS:
            return welsh.HEADINGS[normal(part)]
    return heading


def _level_of_parts(heading: str) -> str:
    """The level of “Police force area (PFA)”, “Region/Nation” or “District or borough (current)”.

    Blank where a part of the heading says something of another kind.
    """
    spelt = [_bare(normal(p)) for p in re.split(r"[()\[\]/]|\bor\b", heading) if p.strip()]
    if not 1 < len(spelt) <= 4:
        return ""
    levels = [next((n for n, words in LEVELS.items() if s in words), "") for s in spelt]
    known_ = [n for n in levels if n]
    beside = {s for s, n in zip(spelt, levels, strict=True) if not n}
    return known_[0] if known_ and beside <= _SAYS_NOTHING else ""


def is_code(heading: str) -> bool:
    """Whether a heading of areas announces codes, not names."""
    words = without_years(heading).split()
    return bool(words) and (
        words[-1].endswith(("cd", "code", "codes")) or "gss" in words or "code" in words
    )


def without_years(heading: str) -> str:
    """A heading's words without years: “Referrals (2023/24)” is “referrals”."""
    return " ".join(_YEAR.sub(" ", normal(heading)).split())


def meaning(heading: str) -> str:
    """Our column that a heading means; blank for one that is not known."""
    heading = _english(heading)
    plain = normal(heading)
    if not plain:
        return ""
    if level(heading):
        return "areas"
    found = _KNOWN.get(plain) or _KNOWN.get(without_years(heading), "")
    second = _SECOND.fullmatch(heading.strip()) if not found else None
    if second:  # “Name (Programme)”, of two lines of headings
        words = normal(f"{second[2]} {second[1]}")
        found = "areas" if _in_levels(words) else _KNOWN.get(words, "")
        counted = _KNOWN.get(normal(second[1]), "")
        if not found and counted in COUNTS and _ACTUAL.fullmatch(normal(second[2])):
            found = counted
    if not found and ":" in heading:  # “Places: all; measures: Value”, as statistics are headed
        return meaning(heading.partition(":")[0])
    return found


def _in_levels(plain: str) -> bool:
    return any(plain in words or _bare(plain) in words for words in LEVELS.values())


def known(cells: Sequence[str]) -> int:
    """How many different columns of ours a line names, were it the line of headings."""
    return len({meaning(cell) for cell in cells if cell and len(cell) <= 120} - {""})


def stem(heading: str) -> str:
    """What a heading of areas has in common with that of their codes or names."""
    plain = normal(heading)
    found = _ONS_HEADING.fullmatch(plain.replace(" ", ""))
    return found[1] + (found[2] or "") if found else _bare(without_years(heading))


def _bare(plain: str) -> str:
    """A heading without “name”, “code” and the like at its end."""
    return re.sub(r"( (name|names|code|codes|gss code|ons code|gss|gss codes|served|covered))+$",
                  "", re.sub(r"^(name of |gss |ons )", "", plain))  # fmt: skip


_KNOWN: Final = {
    normal(word): ours for ours, words in SYNONYMS.items() for word in (ours, *words)
} | {
    "places a year": "places", "who it does not accept": "does_not_accept",
    "people who started": "starts", "people referred": "referrals",
    "people who completed": "completions", "months that the counts cover": "months",
    "funding a year": "annual_funding", "postcode of its base": "postcode",
    "town of its base": "town", "address of its base": "address",
}  # fmt: skip
