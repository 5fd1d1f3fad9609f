"""Postcodes: what is sent, what is kept, what every fault of the service leads to."""

import json
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.errors import SourceError, UserInputError
from gapmap.io.files.http import Fetcher
from gapmap.io.own import postcodes
from gapmap.settings import Settings
from tests.standin.postcodes import LIVE, Service


@pytest.fixture
def service():
    server = Service()
    yield server
    server.stop()


@pytest.fixture
def settings(service, tmp_path):
    return Settings(home=tmp_path / "home", postcodes_url=service.url)


def look_up(wanted, settings, **given_):
    waits = []
    fetcher = Fetcher("The postcode service", settings, remedy="wait", sleep=waits.append)
    return postcodes.look_up(wanted, settings, fetcher=fetcher, **given_)


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("sw1a1aa", "SW1A 1AA"), (" N17  9LJ ", "N17 9LJ"), ("m1 1ae", "M1 1AE"),
        ("B33 8TH", "B33 8TH"), ("GIR 0AA", "GIR 0AA"), ("EC1A 1BB", "EC1A 1BB"),
        ("", ""), ("SW1A", ""), ("SW1A 1A", ""), ("SW1A 1CI", ""), ("123 456", ""),
        ("N17 9LJ; DROP", ""), ("N١7 9LJ", ""), ("not known", ""), ("E09000014", ""),
    ],
)  # fmt: skip
def test_what_is_a_postcode(text, tidy):
    assert postcodes.tidy(text) == tidy


@given(st.text())
def test_any_text_is_a_postcode_or_is_not(text):
    found = postcodes.tidy(text)
    assert found == "" or postcodes.tidy(found) == found


def test_nothing_but_postcodes_is_sent(service, settings):
    places, problems = look_up(["n17 9lj", "Haringey", "CB1 1AA", "N17 9LJ"], settings)
    assert problems == []
    assert service.seen == [("POST", "/postcodes", '{"postcodes": ["CB1 1AA", "N17 9LJ"]}')]
    haringey = places["N17 9LJ"]
    assert (haringey.district, haringey.latitude, haringey.ended) == ("E09000014", 51.6, None)
    assert places["CB1 1AA"].county == "E10000003"


def test_a_hundred_at_a_time_and_progress_is_told(service, settings, monkeypatch):
    wanted = [f"N{n // 10}1 {n % 10}AA" for n in range(10, 99)]
    wanted += [f"M{n // 10}1 {n % 10}AA" for n in range(10, 99)]
    wanted += [f"B{n // 10}1 {n % 10}AB" for n in range(10, 99)]
    place = LIVE["N17 9LJ"]
    for postcode in wanted:
        monkeypatch.setitem(LIVE, postcodes.tidy(postcode), place)
    told = []
    places, _ = look_up(wanted, settings, progress=lambda done, of: told.append((done, of)))
    assert len(places) == 267
    assert [len(json.loads(body)["postcodes"]) for _, _, body in service.seen] == [100, 100, 67]
    assert told == [(0, 267), (100, 267), (200, 267), (267, 267)]


def test_the_second_time_nobody_is_asked(service, settings):
    look_up(["N17 9LJ", "NR1 1AA"], settings)
    asked = len(service.seen)
    places, problems = look_up(["N17 9LJ", "NR1 1AA"], settings)
    assert len(service.seen) == asked
    assert problems == []
    assert places == postcodes.cached(settings)


def test_ended_and_unknown_postcodes(service, settings):
    places, problems = look_up(["NR1 1AA", "ZZ99 9ZZ", "JE2 3AB"], settings)
    ended = places["NR1 1AA"]
    assert (ended.ended, ended.latitude, ended.district) == (2003, 52.63, "")
    assert places["JE2 3AB"].latitude is None
    assert problems == ["Not known to the service: ZZ99 9ZZ."]
    ended = "/terminated_postcodes/"
    asked = {path for method, path, _ in service.seen if method == "GET"}
    assert asked == {f"{ended}NR1%201AA", f"{ended}ZZ99%209ZZ"}
    assert "ZZ99 9ZZ" not in postcodes.cached(settings)  # it may exist tomorrow


FAULTS = (
    "always 500", "refuses", "html", "not json", "NaN", "cut", "redirect", "not a list",
    "another postcode", "entries are texts", "far away", "one coordinate", "texts for numbers",
    "no codes",
)  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_sentence_and_leaves_the_cache_alone(service, settings, fault):
    look_up(["CB1 1AA"], settings)
    before = postcodes.cache_path(settings).read_bytes()
    service.fault = fault
    with pytest.raises(SourceError) as error:
        look_up(["N17 9LJ"], settings)
    assert str(error.value).count(". ") == 0
    assert str(error.value).startswith("The postcode service (127.0.0.1)")
    assert postcodes.cache_path(settings).read_bytes() == before
    assert look_up(["CB1 1AA"], settings)[0]["CB1 1AA"].county == "E10000003"


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ("not a list", "“result” is not a list"),
        ("another postcode", "it is about “ZZ9 9ZZ”"),
        ("far away", "N17 9LJ at 12.0, 100.0 is not in the United Kingdom"),
        ("one coordinate", "N17 9LJ at 51.5, None is not in"),
        ("texts for numbers", "latitude” is “51.5”, not a number"),
        ("no codes", "codes” is not a list of named parts"),
    ],
)
def test_nonsense_is_named(service, settings, fault, named):
    service.fault = fault
    with pytest.raises(SourceError, match="makes no sense") as error:
        look_up(["N17 9LJ"], settings)
    assert named in str(error.value)


def test_nonsense_about_an_ended_postcode_is_refused(service, settings):
    service.fault = "ended nonsense"
    with pytest.raises(SourceError, match="makes no sense"):
        look_up(["NR1 1AA"], settings)


def test_codes_that_are_no_codes_are_not_taken_over(service, settings):
    service.fault = "hostile codes"
    place = look_up(["N17 9LJ"], settings)[0]["N17 9LJ"]
    assert (place.district, place.county, place.latitude) == ("", "", 51.6)


def test_it_is_asked_again_when_busy(service, settings):
    service.failures_left = 2
    assert "N17 9LJ" in look_up(["N17 9LJ"], settings)[0]


def test_an_answer_for_half_leaves_the_other_half_unknown(service, settings):
    service.fault = "half an answer"
    places, problems = look_up(["CB1 1AA", "N17 9LJ"], settings)
    assert list(places) == ["CB1 1AA"]
    assert problems == ["Not known to the service: N17 9LJ."]


def test_without_a_network_it_is_one_sentence(service, settings):
    service.stop()
    with pytest.raises(SourceError, match="could not be reached"):
        look_up(["N17 9LJ"], settings)
    service.__init__()


def test_what_was_answered_before_a_fault_is_kept(service, settings, monkeypatch):
    wanted = [f"N{n // 10}1 {n % 10}AA" for n in range(10, 99)] + ["W1A 1AA", "W1A 1AB"] * 6
    wanted += [f"M{n // 10}1 {n % 10}AA" for n in range(10, 99)]
    for postcode in wanted:
        monkeypatch.setitem(LIVE, postcode, LIVE["N17 9LJ"])

    def second_fails(done, of):
        service.fault = "always 500" if done else ""

    with pytest.raises(SourceError):
        look_up(wanted, settings, progress=second_fails)
    assert len(postcodes.cached(settings)) == 100


def test_too_many_at_a_time_are_refused(settings):
    wanted = [f"N{n} {m}A{a}" for n in range(1, 99) for m in range(10) for a in "ABDEFG"]
    with pytest.raises(UserInputError, match="5,000 at a time"):
        look_up(wanted, settings)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b'{"places": 3}', b'{"places": [3, null, []]}',
        b'{"places": [{"postcode": "N17 9LJ"}]}', b"[" * 100_000,
        b'{"places": [{"postcode": "<b>", "latitude": 51.5, "longitude": 0}]}',
        b'{"places": [{"postcode": "N17 9LJ", "latitude": 1e999, "longitude": 0}]}',
        b'{"places": [{"postcode": "N17 9LJ", "latitude": 51, "longitude": 0, "ended": 9999}]}',
        b'{"places": [{"postcode": "N17 9LJ", "latitude": 51, "longitude": 0, "county": "x"}]}',
        b'{"places": [{"postcode": 3, "latitude": 51, "longitude": 0}]}',
    ],
)  # fmt: skip
def test_a_damaged_cache_is_as_good_as_empty_and_is_put_right(service, settings, content):
    settings.home.mkdir(parents=True)
    postcodes.cache_path(settings).write_bytes(content)
    assert postcodes.cached(settings) == {}
    look_up(["N17 9LJ"], settings)
    assert list(postcodes.cached(settings)) == ["N17 9LJ"]


def test_one_damaged_entry_costs_only_itself(service, settings):
    places, _ = look_up(["N17 9LJ", "CB1 1AA"], settings)
    held = [asdict(p) for p in places.values()]
    held[0]["latitude"] = "north"
    postcodes.cache_path(settings).write_text(json.dumps({"places": held}))
    assert len(postcodes.cached(settings)) == 1


def test_a_cache_that_is_a_link_is_neither_read_nor_followed(service, settings, tmp_path):
    look_up(["N17 9LJ"], settings)
    elsewhere = tmp_path / "elsewhere.json"
    postcodes.cache_path(settings).rename(elsewhere)
    postcodes.cache_path(settings).symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    assert postcodes.cached(settings) == {}
    look_up(["CB1 1AA"], settings)
    assert elsewhere.read_bytes() == before
    assert not postcodes.cache_path(settings).is_symlink()


def test_where_nothing_can_be_kept_the_answers_hold_for_now(service, settings, tmp_path):
    settings.home.write_text("a file where the folder should be")
    places, problems = look_up(["N17 9LJ"], settings)
    assert list(places) == ["N17 9LJ"]
    assert len(problems) == 1
    assert "for this session alone" in problems[0]


def test_the_default_remedy_says_what_still_works(service, tmp_path):
    service.fault = "refuses"
    settings = Settings(home=tmp_path, postcodes_url=service.url)
    with pytest.raises(SourceError, match="placed by their areas or towns"):
        postcodes.look_up(["N17 9LJ"], settings)


@given(st.binary(max_size=400))
def test_any_bytes_may_lie_where_the_cache_should_be(tmp_path, content):
    settings = Settings(home=tmp_path)
    postcodes.cache_path(settings).write_bytes(content)
    assert isinstance(postcodes.cached(settings), dict)
