"""What a reader sees: sources that can be cited, sentences in place of working notes."""

import re

import pytest

from gapmap.vocabulary import USABLE_CAPACITY_KINDS, USABLE_COUNT_KINDS
from tests.data.tables import MODELS, PROGRAMMES, TABLES, words

ROWS = list(PROGRAMMES.values())
SOURCES = {r["source_id"]: r for r in TABLES["sources"]}
PLACES_TO_LOOK = {i for i, row in SOURCES.items() if i.startswith("S-LOOK-")}
NOT_PUBLISHED = {"S-NOT-FOUND", "S-DERIVED-RELATIVE"} | PLACES_TO_LOOK
READ = {
    "programmes": (
        "programme", "provider", "accepts_as_stated", "areas_as_stated", "period", "count_basis",
        "award_period", "funders", "not_used", "waiting_time", "notes", "derived",
    ),
    "programme_areas": ("area_as_stated", "note"),
    "sources": ("title", "publisher", "note"),
    "conflicts": ("subject", "used", "other", "note"),
    "funding": ("funder", "note"),
    "commissioning": ("value_as_stated", "unit", "period", "geography", "note"),
    "perpetrator_estimates": ("estimate", "definition", "period", "publisher", "read_as", "note"),
    "prevalence": ("measure", "period", "note"),
    "recorded_abuse": ("area_name", "period", "measure", "rate_unit", "note"),
    "sensitivity": ("basis", "crime_years", "marac_years", "note"),
    "gap_regions_2013": ("gap_phrase", "area", "note"),
    "population": ("method",),
    "areas": ("note",),
    "lookup": ("note",),
    "towns": ("note",),
    "former_areas": ("note",),
    "area_changes": ("note",),
}  # fmt: skip
TEXTS = [
    (f"{table} {row.get('observation_id') or row.get('source_id')} {column}", row[column])
    for table, columns in READ.items()
    for row in TABLES[table]
    for column in columns
    if row[column]
]
CAPITALS = (
    "ADAPT AHWB APCC ASCEND BBR CARA CDAP CDARS CHOICES CIFA COBI COVID CPFT CSAP CURBB DAIR DAIS "
    "DAPP DAPPA DAPU DARE DMAT DOAJ DVIP DVPP DVVP EADT GDAS GMCA HACRO HELP IDAP IDAS LDAPP LGBT "
    "LGBTQ LGBTQI MARAC MASH MASP MATAC MDVS MOPAC MOVE NCHA NIDAS NIHR NPCC OPCC OPFCC PBNI PEGS "
    "PFCC PIPA PLOS PPRP REPROVIDE SETDAB STOP TDAS TEWV TONIC VONNE WISH YMCA YUVA IDVA ISVA WAFE"
)
NAMES_IN_CAPITALS = set(CAPITALS.split())
IDS = {r["programme_id"] for r in ROWS} | {r["service_id"] for r in ROWS}
LONG_IDS = sorted(i for i in IDS if i.count("-") >= 1)


def found(pattern: str) -> list[str]:
    expression = re.compile(pattern)
    return [f"{place}: {text}" for place, text in TEXTS if expression.search(text)]


def test_nothing_is_shouted():
    shouted = [
        f"{place}: {word}"
        for place, text in TEXTS
        for word in re.findall(r"\b[A-Z]{4,}\b", text)
        if word not in NAMES_IN_CAPITALS
    ]
    assert shouted == []


def test_no_working_note_is_left_for_a_reader():
    assert found(r"\(\?\)|\?\)|\?\?|\bTODO\b|\bUSABLE\b") == []
    assert found(r"(?i)\bdo not (use|add|read|double|mix)\b|\bnever (add|count)\b") == []
    assert found(r"(?i)\b(in|beyond) (the )?part read\b|\bexcerpt\b|\btaxonomy\b|\bslug\b") == []
    assert found(r"\bmgAi\b|\bcount columns?\b|\bheld on\b|\bthis (row|table)\b") == []


def test_no_text_names_our_identifiers():
    ours = re.compile(
        r"(?<![\w/-])(" + "|".join(map(re.escape, LONG_IDS)) + r")(?![\w-])|\b[a-z-]+@\d{4}"
    )
    assert [f"{place}: {text}" for place, text in TEXTS if ours.search(text)] == []
    assert found(r"\b[A-D]\d{2,3}\b(?! ?\d)(?=[;,.)]|$)") == []


def test_no_text_names_a_file():
    assert found(r"\b[\w-]+\.(csv|json|txt|py|md|xlsx?)\b") == []


@pytest.mark.parametrize("source", sorted(set(SOURCES) - NOT_PUBLISHED))
def test_every_source_can_be_cited(source):
    """Title, publisher, date of reading and web addresses; publication date where it is known."""
    row = SOURCES[source]
    assert not row["title"].startswith("Page at")
    assert len(row["title"]) >= 4
    assert not re.fullmatch(r"[\w.-]+\.[a-z]{2,}", row["publisher"])
    assert re.fullmatch(r"20\d\d-\d\d", row["accessed"])
    for address in row["location"].split(" ; "):
        assert re.fullmatch(r"https?://[\w.-]+(/\S*)?", address), address
    assert re.fullmatch(r"(\d{4}(-\d\d){0,2}|\d{4}-\d{4})?", row["date"])


def test_no_source_leads_to_a_development_host_or_a_local_file():
    host = re.compile(
        r"//[^/]*(\.dev\b|\btest\b|-test\.|staging|\.aws\.|glownet|mixd|github|localhost)"
        r"|\.(csv|json|txt)\b"
    )
    assert [r["location"] for r in SOURCES.values() if host.search(r["location"])] == []


def test_one_address_is_cited_with_one_title_and_one_date():
    """Rows that cite one page cite it alike; an address without a path is only a publisher's."""
    cited: dict[str, set[tuple[str, str, str]]] = {}
    for row in SOURCES.values():
        address = re.sub(r"^https?://(www\.)?", "", row["location"].split(" ; ")[0]).rstrip("/")
        if "/" in address:
            cited.setdefault(address, set()).add((row["title"], row["title_basis"], row["date"]))
    assert {address: said for address, said in cited.items() if len(said) > 1} == {}


def test_the_census_and_the_lookups_cite_their_official_release():
    assert SOURCES["S-CENSUS-2021"]["location"].startswith("https://www.nomisweb.co.uk/")
    assert SOURCES["S-CENSUS-2021"]["publisher"] == "Office for National Statistics"
    assert SOURCES["S-LOOKUP"]["location"].startswith("https://geoportal.statistics.gov.uk")


def test_sources_of_the_estimates_are_dated_or_say_when_they_were_read():
    used = {source for model in MODELS.values() for source in model["source_ids"]}
    undated = {i for i in used if not (SOURCES[i]["date"] or SOURCES[i]["accessed"])}
    assert undated <= NOT_PUBLISHED


def test_a_published_figure_that_is_not_used_says_why():
    silent = []
    for row in ROWS:
        kinds = {row[f"{c}_kind"] for c in ("referrals", "starts", "completions")} - {""}
        unusable = kinds - {*USABLE_COUNT_KINDS, "multi_year"}
        if row["capacity_kind"] and row["capacity_kind"] not in USABLE_CAPACITY_KINDS:
            unusable.add(row["capacity_kind"])
        if unusable and not row["not_used"]:
            silent.append((row["observation_id"], unusable))
    assert silent == []


def test_money_that_implies_no_places_says_why():
    told = re.compile(r"£[\d,]+")
    for row in ROWS:
        if row["funding_is_whole_year"] == "no":
            assert told.search(row["not_used"] + row["notes"]), row["observation_id"]


def test_the_reason_is_one_or_two_sentences():
    for row in ROWS:
        if row["not_used"]:
            assert row["not_used"].endswith("."), row["observation_id"]
            assert len(row["not_used"]) <= 240, row["observation_id"]


def test_every_conflict_names_two_figures_and_known_sources():
    assert len(TABLES["conflicts"]) >= 15
    for row in TABLES["conflicts"]:
        assert row["used"] != row["other"]
        assert {row["used_source_id"], row["source_id"]} <= set(SOURCES)


def test_further_sources_are_not_the_main_one_again():
    for row in ROWS:
        more = words(row["more_source_ids"])
        assert row["source_id"] not in more, row["observation_id"]
        assert len(more) == len(set(more))
