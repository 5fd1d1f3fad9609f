"""Words of tables in Welsh, which public bodies of Wales publish beside English or alone."""

from typing import Final

HEADINGS: Final = {
    "rhaglen": "programme", "enw r rhaglen": "programme", "enw rhaglen": "programme",
    "prosiect": "project", "enw r prosiect": "project", "enw r gwasanaeth": "service name",
    "darparwr": "provider", "sefydliad": "organisation", "enw r sefydliad": "organisation",
    "ardal": "area", "ardaloedd": "areas", "ardaloedd a wasanaethir": "areas served",
    "ardal a wasanaethir": "area served", "awdurdod lleol": "local authority",
    "awdurdodau lleol": "local authorities", "enw r awdurdod lleol": "local authority",
    "cod yr awdurdod lleol": "local authority code", "cyngor": "council",
    "heddlu": "police force", "ardal heddlu": "police force area",
    "ardal yr heddlu": "police force area", "sir": "county", "rhanbarth": "region",
    "gwlad": "country", "cod post": "postcode", "tref": "town", "cyfeiriad": "address",
    "math": "type", "math o raglen": "programme type", "math y rhaglen": "programme type",
    "math o wasanaeth": "service type", "llwybr atgyfeirio": "referral route",
    "llwybrau atgyfeirio": "referral routes", "pwy all atgyfeirio": "who can refer",
    "pwy sy n gallu atgyfeirio": "who can refer", "cymhwysedd": "eligibility",
    "rhywedd": "gender", "i bwy": "who for", "blwyddyn": "year",
    "blwyddyn ariannol": "financial year", "cyfnod": "period",
    "dyddiad dechrau": "start date", "dyddiad cychwyn": "start date",
    "dyddiad gorffen": "end date", "dyddiad dod i ben": "end date", "lleoedd": "places",
    "nifer y lleoedd": "places", "nifer o leoedd": "places",
    "lleoedd y flwyddyn": "places per year", "capasiti": "capacity", "atgyfeiriadau": "referrals",
    "nifer yr atgyfeiriadau": "number of referrals", "cyllid": "funding",
    "cyllideb flynyddol": "annual budget", "nodiadau": "notes", "sylwadau": "comments",
    "achrededig": "accredited",
}  # fmt: skip
"""Headings (``headings.normal``) → English ones that are known."""
MONTHS: Final = {
    "ionawr": "January", "chwefror": "February", "mawrth": "March", "ebrill": "April",
    "mai": "May", "mehefin": "June", "gorffennaf": "July", "awst": "August", "medi": "September",
    "hydref": "October", "tachwedd": "November", "rhagfyr": "December",
}  # fmt: skip
NOT_STATED: Final = (
    "anhysbys", "ddim yn hysbys", "dim data", "heb ei nodi", "heb ei ddatgan", "ddim ar gael",
    "i'w gadarnhau", "i’w gadarnhau", "amherthnasol", "dd/g", "dim gwybodaeth",
)  # fmt: skip
ONGOING: Final = ("parhaus", "yn parhau", "cyfredol", "hyd heddiw", "yn dal i redeg")
"""“Ongoing”, “current” and “to date”."""
