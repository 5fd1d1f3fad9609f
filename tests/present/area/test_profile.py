"""An area's profile: every service once, blanks with their reason, nothing withheld given away."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from gapmap.core.disclosure import GIVING_AWAY
from gapmap.io.own import estimates as own_estimates
from gapmap.present import html
from gapmap.present.area import words as area_words
from gapmap.present.area.profile import Profile, profile
from gapmap.present.area.programmes import LABELS, Link, ProgrammeEntry, facts_of
from gapmap.present.words import beside, method
from gapmap.selection import Selection
from tests.core.world import gap, obs

CHOICES = [
    {},
    {"level": "borough"},
    {"level": "county", "since": None, "basis": "implied"},
    {"level": "region", "demand": "referral_demand"},
    {"level": "utla", "routes": ("self",)},
    {"level": "country"},
]
MOPAC = {"standing": "any", "level": "borough", "since": 2022, "until": 2022}
DEFAULTS = {"Places a year here", "Who can refer", "Who it accepts", "Provider", "Areas"}
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
TELLING = {LABELS[part] for part in GIVING_AWAY}


@pytest.fixture(scope="module")
def of(dataset):
    """``of(table, code)`` is an area's profile; rows of programmes and sources may be changed."""

    sources = {s["source_id"]: s for s in dataset.sources()}

    def build(table, code, data=dataset, **changed):
        given = {
            "areas": data.tables["areas"],
            "lookup": data.lookup,
            "programmes": data.programmes,
            "sources": sources,
        }
        return profile(table, code, **(given | changed))

    return build


def number(text):
    return float(text.replace(",", ""))


def here(entry):
    return dict(entry.facts)["Places a year here"]


def entry_of(area, title):
    (found,) = [e for e in area.programmes if e.title.startswith(title)]
    return dict(found.facts)


@pytest.mark.parametrize("choices", CHOICES, ids=str)
def test_every_service_is_listed_once_and_its_places_add_up(dataset, of, choices):
    table = dataset.gap(Selection(**choices))
    for row in table.rows.to_dict("records"):
        area = of(table, row["code"])
        parts = table.parts[table.parts["code"] == row["code"]]
        titles = [dataset.programmes[o]["programme"] for o in parts["observation_id"]]
        assert Counter(e.title for e in area.programmes) == Counter(titles)
        assert len(area.programmes) == row["programmes"] == parts["service_id"].nunique()
        stated = [here(e) for e in area.programmes if not here(e).startswith("not known")]
        assert len(stated) == row["programmes"] - row["programmes_unmeasured"]
        if stated:
            total = sum(number(NUMBER.match(text)[0]) for text in stated)
            assert total == pytest.approx(row["places"], abs=0.51 * len(stated))
        assert (area.code, area.name, area.state) == (row["code"], row["name"], row["state"])
        for entry in area.programmes:
            assert set(dict(entry.facts)) >= DEFAULTS
            assert all(text for _, text in entry.facts)
            assert entry.links
            assert all(link.text and link.url.startswith(("http", "")) for link in entry.links)


def test_context_is_listed_beside_and_never_with_the_programmes(dataset, of):
    table = dataset.gap(Selection(**MOPAC))
    city = of(dataset.gap(Selection(level="borough", since=None)), "E09000001")
    assert [e.title for e in city.context if e.title.startswith("Domestic Abuse Intervention")]
    assert not [e for e in city.programmes if e.title.startswith("Domestic Abuse Intervention")]
    for code in ("E09000025", "E09000012"):
        assert len(of(table, code).context) == table.row(code)["context"]


@pytest.mark.parametrize("limit", [0, 9])
def test_records_below_are_spoken_of_only_where_they_are_listed(dataset, of, limit):
    city = of(dataset.gap(Selection(level="borough", suppress_below=limit)), "E09000001")
    told = any("only the records below" in line for line in city.not_known)
    assert told == bool(city.context) == (not limit)


def test_blanks_come_with_the_reason_the_source_gave(dataset, of):
    table = dataset.gap(Selection(**MOPAC, counts_only=True))
    cifa = entry_of(of(table, "E09000003"), "Culturally Integrated")
    assert cifa["Referrals"] == "113 over 12 months"
    assert cifa["Starts"] == "the publisher does not hold this"
    assert cifa["Completions"].startswith("39 over 12 months")
    restart = entry_of(of(table, "E09000007"), "Restart")
    assert restart["Referrals"] == "not applicable: recorded for families, not people"
    assert restart["Completions"] == restart["Referrals"]
    assert restart["Starts"] == "the publisher does not hold this"
    greenwich = entry_of(of(table, "E09000011"), "DA Perpetrator")
    assert greenwich["Starts"].startswith("213 over 12 months")
    assert "carried over" in greenwich["Starts"]
    assert greenwich["Places a year here"].startswith("50, of 2023, grade C")
    assert greenwich["Who it accepts"] == "not stated"
    assert greenwich["Funding"] == "£796,527 a year"
    safe = entry_of(of(table, "E09000012"), "Safe")
    assert safe["Completions"] == "the publisher does not hold this"
    assert safe["Places a year here"].startswith("not known: 89 referrals, but")
    haringey = of(dataset.gap(Selection(level="borough", since=2018, until=2018)), "E09000014")
    service = entry_of(haringey, "Haringey Domestic")
    assert service["Places a year here"].startswith("28, of 2019, grade C")
    assert service["Waiting time"].startswith("5 to 6 weeks")
    assert "not stated" in {service["Starts"], service["Completions"]}


def test_what_is_not_known_counts_the_programmes_that_do_not_say(dataset, of):
    table = dataset.gap(Selection(level="borough"))
    for code in table.rows["code"]:
        area, row = of(table, code), table.row(code)
        text = " ".join(area.not_known)
        silent = sum(dict(e.facts)["Who can refer"] == "not stated" for e in area.programmes)
        assert (f"Who can refer to {silent} programme" in text) == (silent > 0)
        if row["state"] == "none_recorded":
            assert "none was found in the sources read" in text


@pytest.mark.parametrize("level", ["pfa", "borough", "utla"])
def test_how_many_programmes_have_known_places_is_told_as_the_table_has_it(dataset, of, level):
    table = dataset.gap(Selection(level=level))
    for code in table.rows["code"]:
        row = table.row(code)
        every, unknown = int(row["programmes"]), int(row["programmes_unmeasured"])
        if row["state"] in ("suppressed", "no_estimate") or not every:
            continue
        told = dict(of(table, code).figures)["Programmes counted here"]
        if every == 1:
            assert told == ("1, its places not known" if unknown else "1, its places known")
        elif unknown in (0, every):
            assert told == f"{every}, places known for {'none' if unknown else 'all'}"
        else:
            assert told == f"{every}, places not known for {unknown}"


def test_lower_bounds_are_only_spoken_of_where_there_is_one(dataset, of):
    table = dataset.gap(Selection(level="borough"))
    said = [c for c in table.rows["code"] if "lower bounds" in " ".join(of(table, c).not_known)]
    assert said == list(table.rows.loc[table.rows["lower_bound"], "code"])


@pytest.fixture(scope="module", params=[35, 40, 1000])
def withheld(request, dataset):
    return dataset.gap(Selection(level="borough", suppress_below=request.param))


def counts_of(record):
    columns = ("capacity_places", "referrals", "starts", "completions", "annual_funding_gbp")
    return {f"{record[c]:,.0f}" for c in columns if record[c] is not None and record[c] >= 3}


def test_a_withheld_area_gives_no_count_away(dataset, of, withheld):
    open_table = dataset.gap(Selection(level="borough"))
    codes = withheld.rows.loc[withheld.rows["state"] == "suppressed", "code"]
    assert len(codes) >= 2
    for code in codes:
        area = of(withheld, code)
        figures = dict(area.figures)
        assert figures["State"] == "Withheld"
        assert not NUMBER.search(figures["Places a year"] + figures["Places per 1,000"])
        assert not {"Share of need met", "Unmet need"} & set(figures)
        hidden = withheld.parts[
            (withheld.parts["code"] == code) & (withheld.parts["basis"] == "withheld")
        ]
        assert len(hidden)
        for part in hidden.to_dict("records"):
            rows = [r for r in dataset.programmes.values() if r["service_id"] == part["service_id"]]
            title = dataset.programmes[part["observation_id"]]["programme"]
            facts = entry_of(area, title)
            limit = str(withheld.selection.suppress_below)
            shown = {n for text in facts.values() for n in NUMBER.findall(text)} - {limit}
            assert not shown & set().union(*map(counts_of, rows))
            assert "withheld" in facts["Places a year here"]
        assert open_table.row(code)["places"] > 0


def test_the_calculation_of_a_withheld_area_says_withheld_and_no_number(dataset, withheld):
    for code in withheld.rows.loc[withheld.rows["state"] == "suppressed", "code"]:
        given = {"population": dataset.population, "programmes": dataset.programmes}
        _, places = method.steps(withheld, code, blocks=[code], **given)
        assert not NUMBER.search(places.result)
        assert "withheld" in places.sum


def test_no_other_profile_reveals_a_withheld_number_by_subtraction(dataset, of, withheld):
    parts = withheld.parts
    for service, mine in parts.groupby("service_id"):
        hidden = mine[mine["basis"] == "withheld"]
        shown = mine[mine["places"].notna()]
        if len(hidden) != 1 or shown.empty:
            continue
        for part in shown.to_dict("records"):
            title = dataset.programmes[part["observation_id"]]["programme"]
            facts = entry_of(of(withheld, part["code"]), title)
            assert "over the whole programme" not in facts["Places a year here"], service


def test_where_a_withheld_programme_is_only_recorded_its_counts_stay_hidden_too(dataset, of):
    """A service withheld in one area may be recorded, places not known, in another."""
    found = 0
    for limit, level in ((30, "utla"), (100, "utla"), (60, "pfa")):
        selection = Selection(level=level, since=None, basis="implied", suppress_below=limit)
        table = dataset.gap(selection)
        hidden = set(table.parts.loc[table.parts["basis"] == "withheld", "service_id"])
        elsewhere = table.parts[
            table.parts["service_id"].isin(hidden) & (table.parts["basis"] != "withheld")
        ]
        for part in elsewhere.to_dict("records"):
            title = dataset.programmes[part["observation_id"]]["programme"]
            assert not set(entry_of(of(table, part["code"]), title)) & TELLING
            found += 1
    assert found


def test_a_share_by_population_is_not_said_to_be_by_perpetrators(dataset, of):
    data = b"code,low,central,high\nE09000006,900,1000,1100\n"
    people = dataset.population["aged_16_plus"]
    estimates, _ = own_estimates.read(data, "mine.csv", dataset.lookup, people)
    own = dataset.with_own_estimates(estimates, "mine.csv", data)
    table = own.gap(Selection(demand="own", **MOPAC))
    share = entry_of(of(table, "E09000006", own), "Drive South")["Places a year here"]
    assert "its share of 81" in share
    assert "by estimated perpetrators" not in share


HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert('1')>",
    "\u202eright to left\u2066",
    "x" * 300,
    "👩‍⚖️ & co",
    '=HYPERLINK("http://x","y")',
    "</dd></div></section>",
]
TAGS = {
    "section", "h2", "h3", "dl", "div", "dt", "dd", "details", "summary", "strong", "span", "p",
    "ul", "li", "a", "table", "caption", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


HEADS = {"Who can refer", "Who it accepts", "Places a year here", "Source"}
"""What a cell says that it is where a table stands as a list: words of ours alone."""


class Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.open, self.text = set(), set(), [], ""
        self.heads = set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.heads |= {value for name, value in attrs if name == "data-head"}
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def parsed(page):
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    assert reader.tags <= TAGS
    assert reader.attributes <= {
        "class", "lang", "href", "target", "rel", "style", "id", "scope", "role", "tabindex",
        "aria-label", "data-head",
    }  # fmt: skip
    assert reader.heads <= HEADS
    return reader


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_as_they_are_and_never_run(dataset, of, text):
    entry = ProgrammeEntry(
        text, text, ((text, text),), (Link(text), Link(text, f"https://x/{text}"))
    )
    page = html.profile(
        Profile("X", text, text, text, ((text, text),), (entry,), (entry,), (entry,), (text,))
    )
    assert parsed(page).text.count(text) >= 15
    assert parsed(html.threshold([text])).text == text
    assert parsed(html.key_figures([(text, text, text)])).text == text * 3
    table = dataset.gap(Selection(**MOPAC))
    changed = {
        i: r | dict.fromkeys(("programme", "provider", "notes", "areas_as_stated"), text)
        for i, r in dataset.programmes.items()
    }
    sources = {
        s["source_id"]: s | {"title": text, "location": f"javascript:{text}"}
        for s in dataset.sources()
    }
    area = of(table, "E09000011", programmes=changed, sources=sources)
    assert {link.url for e in area.programmes for link in e.links} == {""}
    assert parsed(html.profile(area)).text.count(text.split(";")[0]) >= 4
    linked = {i: s | {"location": f'https://x/"onclick="{text}'} for i, s in sources.items()}
    parsed(html.profile(of(table, "E09000011", programmes=changed, sources=linked)))


def test_an_unknown_area_is_an_error(dataset, of):
    with pytest.raises(KeyError):
        of(dataset.gap(Selection()), "E09000014")


def test_an_end_is_told_from_money_that_ran_out(dataset):
    """Only a source can say that a service has ended; that we found nothing later is not an end."""
    table, seen = dataset.gap(Selection(since=None, standing="any")), set()
    for chosen in (service.chosen for service in table.services_here):
        facts = dict(facts_of(chosen, dataset.programmes[chosen.observation_id]))
        told = facts.get("Ended") or facts["Standing"]
        if chosen.standing == "ended":
            seen.add(chosen.end_is_stated)
            assert chosen.end_is_stated == told.endswith("by its source")
            assert chosen.end_is_stated != ("no source says that it ended" in told)
    assert seen == {True, False}


def test_what_a_number_takes_in_stands_below_the_headline_and_beside_the_number(of, dataset):
    """Kent's aim of 184 a year is one for domestic abuse and stalking together."""
    table = dataset.gap(Selection())
    more = area_words.finding_more(table, "E23000032")
    assert (
        "All its 184 places are for, or take in, cases of stalking, while the estimate counts "
        "serious perpetrators." in more
    )
    assert "“At least”" not in more
    shown = entry_of(of(table, "E23000032"), "Healthy Relationships and stalking")
    assert "cases of stalking are in it, not split off" in shown["Places a year here"]
    assert (
        dict(of(table, "E23000032").figures)["For, or with, lower-risk cases, stalking or children"]
        == "184 places"
    )


def test_only_those_other_cases_are_named_that_the_places_of_an_area_are_for():
    """Places that take in children are not said to be for cases of stalking."""
    kinds = {
        "cases of stalking": obs("p", ("a1",), places=4, takes_in=("stalking",)),
        "children": obs("q", ("a2",), places=3, takes_in=("children",)),
        "first-time or low-risk cases": obs(
            "r", ("b1",), places=2, programme_type="conditional_caution"
        ),
    }
    table = gap(*kinds.values(), obs("s", ("b1",), programme_type="stalking"), all_types=True)
    told = {code: area_words.finding_more(table, code) for code in ("A", "B")}
    whole = beside.lower_risk_note(table)
    for kind, code in zip(kinds, ("A", "A", "B"), strict=True):
        assert kind in told[code]
        assert kind in whole
        assert kind not in told["B" if code == "A" else "A"]


def test_need_is_said_to_be_met_by_an_aim_or_a_budget_only_if_it_is_reached(of, dataset):
    table, seen = dataset.gap(Selection()), set()
    for row in table.records:
        if row["state"] != "measured" or row["basis"] in seen:
            continue
        seen.add(row["basis"])
        met = dict(of(table, row["code"]).figures)["Share of need met"]
        assert (", if " in met) == (row["basis"] in ("aim", "implied", "referrals"))
    assert {"aim", "implied", "starts"} <= seen


def test_a_bound_from_referrals_says_what_it_holds_on(dataset):
    """People referred are a sign of demand: that all of them found a place is not said."""
    table = dataset.gap(Selection())
    for row in table.records:
        if row["lower_bound"] and row["basis"] == "referrals":
            more = area_words.finding_more(table, row["code"])
            assert "“At least” holds if everybody who is referred finds a place." in more
            break
    else:
        pytest.fail("no area rests on referrals")


def test_a_bound_that_rests_on_an_aim_says_what_it_holds_on(dataset):
    table = dataset.gap(Selection())
    found = 0
    for row in table.records:
        more = area_words.finding_more(table, row["code"])
        hoped = row["lower_bound"] and row["basis"] in ("aim", "implied", "referrals")
        assert ("“At least” holds if" in more) == hoped
        found += hoped
    assert found > 0
