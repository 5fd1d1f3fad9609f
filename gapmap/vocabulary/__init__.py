"""The controlled words of the data and their labels: the only place where either is spelled out.

Meanings and where each term comes from are in ``data/README.md``; ``data/datapackage.json`` holds
the same lists for machines, and a data test compares the two.
"""

from enum import StrEnum
from typing import Final

from gapmap.vocabulary.levels import LEVEL_FACTS

LEVELS: Final = {name: level.label for name, level in LEVEL_FACTS.items()}
LEVEL_SINGULAR: Final = {name: level.singular for name, level in LEVEL_FACTS.items()}
LEVEL_PLURAL: Final = {name: level.plural for name, level in LEVEL_FACTS.items()}
MAP_LEVELS: Final = tuple(name for name, level in LEVEL_FACTS.items() if level.shapes)
TILE_LEVELS: Final = tuple(name for name, level in LEVEL_FACTS.items() if level.tiles)
"""Levels that can be drawn as equal tiles, those with shapes among them; the others of LEVELS are
for tables only."""
WIDE_LEVELS: Final = tuple(name for name, level in LEVEL_FACTS.items() if level.wide)
COUNCIL: Final = "utla"
"""The level of the building blocks, of which all others are sums."""
SUMMED_LEVELS: Final = tuple(name for name in LEVEL_FACTS if name != COUNCIL)

MEASURES: Final = {
    "places_per_1000": "Places per 1,000 estimated perpetrators",
    "share_met": "Share of need met",
    "unmet": "Unmet places",
    "programmes": "Programmes recorded",
    "funding": "Yearly funding per estimated perpetrator",
    "grade": "Grade of the evidence",
}
"""What can be shaded. The first is what the Selection's class breaks and threshold speak of."""

LAYOUTS: Final = {"map": "Map", "tiles": "Equal tiles"}

TYPES: Final = {
    "community_behaviour_change": "Community behaviour change",
    "high_harm_case_management": "High-harm case management",
    "early_intervention": "Early intervention",
    "accommodation_based": "With accommodation",
    "culturally_specific": "Culturally specific",
    "online_virtual": "Online",
    "probation_accredited": "Probation, accredited",
    "probation_non_accredited": "Probation, not called accredited",
    "conditional_caution": "With a police caution",
    "custody_engagement": "In police custody",
    "complex_needs_navigation": "Complex needs",
    "systems_change_training": "Training of professionals",
    "young_people": "Young people",
    "women_who_use_force": "Women who use force",
    "lgbt_specific": "LGBT+ specific",
    "fathers_parenting": "Fathers and parenting",
    "stalking": "Stalking",
    "mixed_portfolio": "Several unlike projects",
    "signposting_casework": "Casework, no programme described",
}

ROUTES: Final = {
    "self": "Self-referral",
    "children_social_care": "Children's social care",
    "adult_social_care": "Adult social care",
    "cafcass_family_court": "Family court (Cafcass)",
    "marac": "Marac",
    "mash": "Safeguarding hub (MASH)",
    "police": "Police",
    "probation_criminal_court": "Probation or criminal court",
    "youth_justice": "Youth justice",
    "health_gp": "Health or GP",
    "local_authority_other": "Other council departments",
    "community_org": "Community organisations",
    "relate_counselling": "Relate or other counselling",
    "any_professional": "Any professional",
}

GROUPS: Final = {
    "men": "Men",
    "women": "Women",
    "lgbt": "LGBT+ people",
    "under_18": "Under 18s",
    "non_english": "People who don't speak English",
    "fathers": "Fathers",
}

WIDE_ROUTES: Final = {"any_professional": tuple(r for r in ROUTES if r != "self")}
"""A route that contains others: whoever takes any professional takes the police, and so on."""
WIDE_GROUPS: Final = {"men": ("fathers",)}
"""A group that contains others: a programme for men is for fathers too."""

OTHER_THAN_ADULT_ABUSE: Final = ("young_people", "stalking")
"""Types whose places are not places for adults who abuse a partner; counted when asked for."""
OTHER_CASES: Final = dict.fromkeys(
    ("conditional_caution", "early_intervention", "custody_engagement"), "lower_risk"
) | {"stalking": "stalking", "young_people": "children"}
"""Types for other cases than serious abuse of a partner by an adult, and which (``TAKEN_IN``)."""
TAKEN_IN: Final = {
    "stalking": "cases of stalking",
    "lower_risk": "first-time, low or medium risk cases",
    "children": "children who use abuse",
}
"""Other cases that a programme's number may take in without splitting them, and its words."""

BASES: Final = {
    "commissioned": "Places commissioned",
    "starts": "People who started",
    "completions": "People who completed",
    "referrals": "People referred",
    "averaged": "Average of several years",
    "aim": "An aim or a plan",
    "implied": "Implied by the yearly budget",
}
"""Bases of a number, most trusted first. A Selection trusts down to and including one of them."""
WEAKEST_COUNT: Final = "referrals"
"""The weakest basis that is a contract or a count of one period."""
NOT_EVIDENCED: Final = ("aim", "implied")
"""Bases that say what was hoped for or paid for: no contract for places, and nobody was counted."""
BASIS_NOTES: Final = {
    "commissioned": "a contract or a provider says so many a year",
    "starts": "counted over a stated period",
    "completions": "counted over a stated period: a lower bound of those who started",
    "referrals": "counted over a stated period: demand on the service, an upper sign of its size",
    "averaged": "counted over more than 18 and at most 60 months, divided by the years",
    "aim": "“up to”, “expects”, “hopes”: not what was delivered",
    "implied": "yearly money divided by the cost of a place",
}

GRADES: Final = {
    "A": "commissioned or starts counted, of the last two years",
    "B": "up to four years old, or referrals, completions or an average up to four years old",
    "C": "older, an aim, an inferred year, or cases carried over",
    "D": "implied by money",
}
"""How good a number is, best first (``core.evidence`` holds the rules)."""

STANDINGS: Final = {
    "running": "running: seen within two years, or funded to a later date",
    "ended": "its money has ended, and nothing later is seen; no source says that it ended",
    "unknown": "not known whether it still runs",
}
VIEWS: Final = {
    "stated": "Without services that have ended, by their sources",
    "now": "Without services that have ended, or whose money has, with nothing seen since",
    "any": "Whether or not they have ended",
}

DEMAND_MODELS: Final = {
    "serious": "Serious perpetrators",
    "high_harm": "High harm",
    "partner_abuse": "Partner abuse in the last year",
    "any_abuse": "Any domestic abuse",
    "referral_demand": "Referral demand",
    "own": "Your own table",
}

LOCAL_RATES: Final = {
    "headline": "The same rate everywhere (headline)",
    "sensitivity": "Derived force rates (sensitivity only)",
}

EVIDENCE: Final = {
    "measured": "measured: recorded crime of aligned years",
    "measured_mixed_years": "measured: recorded crime of mixed years",
    "imputed": "imputed: no figure found",
}

ROW_KINDS: Final = {
    "programme": "Programme",
    "portfolio_award": "Award for several projects",
    "national_aggregate": "National total",
    "panel_or_training": "Panel or training",
}


class State(StrEnum):
    """What the records let us say of an area, in the order in which they are tried.

    ``core.evidence.states`` holds the rule.
    """

    NO_ESTIMATE = "no_estimate"
    SUPPRESSED = "suppressed"
    MEASURED = "measured"
    UNMEASURED = "unmeasured"
    NOT_STATED = "not_stated"
    NONE_MATCHING = "none_matching"
    NONE_RECORDED = "none_recorded"


STATES: Final[dict[str, str]] = {
    State.MEASURED.value: "Places known",
    State.UNMEASURED.value: "Recorded, places not known",
    State.NOT_STATED.value: "May match: not stated",
    State.NONE_MATCHING.value: "Recorded, none matches",
    State.NONE_RECORDED.value: "None recorded",
    State.SUPPRESSED.value: "Withheld",
    State.NO_ESTIMATE.value: "No estimate",
}
"""States and their labels in the order in which legends show them."""

COUNT_KINDS: Final = {
    "flow": "people over a stated period of at most 18 months",
    "rate": "a rate stated per month, quarter or year",
    "multi_year": "people over more than 18 months",
    "cumulative": "people since the start, not one year's intake",
    "caseload": "people at one point in time",
    "sample": "people in a study or on one route, not the whole programme",
    "opening": "the opening months of a new service",
    "carried_over": "includes people carried over from earlier years",
    "contacts": "enquiries, not referrals to a programme",
    "unclear": "the period or the unit is not clear",
}
USABLE_COUNT_KINDS: Final = ("flow", "rate")

CAPACITY_KINDS: Final = {
    "commissioned": "stated as commissioned or available for a year",
    "averaged": "stated for a term of more than a year, spread evenly over its months",
    "aim": "an aim: “up to”, “expects”, “it is hoped” or planned for a year",
    "equal_split": "an equal split of a plan over several years or sites",
    "theoretical_maximum": "a theoretical maximum",
    "prison": "prison places",
    "plan": "people expected to be asked or advised, not places",
}
CAPACITY_BASES: Final = {
    "commissioned": "commissioned",
    "averaged": "averaged",
    "aim": "aim",
}
"""Kinds of stated capacity that can be yearly places, and the basis they have."""
USABLE_CAPACITY_KINDS: Final = tuple(CAPACITY_BASES)

PROGRAMME_STATUSES: Final = {
    "running": "running, by its source",
    "ended": "ended, by its source",
    "planned": "planned, by its source",
}
"""What a source says of a service at the time it speaks; blank where it does not say."""

DATE_BASES: Final = {
    "stated": "stated by the source",
    "inferred": "worked out from the context",
    "published": "the day its source was published",
    "undated": "not dated",
}
"""How the time is known at which a source speaks of a service."""

VALUE_STATUSES: Final = {
    "stated": "stated",
    "not_stated": "not stated in what could be read",
    "not_held": "the publisher answered that it does not hold this",
    "not_applicable": "the publisher answered that it does not apply",
    "withheld": "withheld by the publisher",
}

FACTS: Final = {
    "places": "Yearly places",
    "referrals": "Referrals",
    "completions": "Completions",
    "routes": "Who can refer",
    "groups": "Who is accepted",
    "accreditation": "Respect accreditation",
    "funding": "Money",
    "term": "How long it is funded",
}
"""What can be asked of a programme, in the order in which it matters to the map."""
HOLDER_KINDS: Final = {
    "commissioner": "Police and crime commissioner",
    "mayor": "Mayor",
    "council": "Council",
    "ministry": "Ministry",
    "public_body": "Public body",
    "provider": "Provider",
}
GROUNDS: Final = {
    "statutory": "a law makes it publish this",
    "partnership": "a law makes it lead the partnership or strategy on domestic abuse here",
    "commissions_it": "commissions or pays for such programmes",
    "runs_it": "runs it",
    "published_before": "has published such facts before",
}
"""Why an organisation can be expected to know a fact."""
