"""Random and damaged inputs for everything that reads what others wrote.

Each reader gives a result or one printable sentence; anything else ends the run with the input. A
longer run, which prints how many inputs each reader was given::

    python -m tests.security.fuzz 5000
    python -m tests.security.fuzz 20000 link record
"""

import json
import sys
import tempfile
from collections import Counter
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gapmap.dataset import Dataset
from gapmap.errors import DataError, SourceError, UserInputError
from gapmap.io.boundaries import store as boundary_store
from gapmap.io.boundaries.store import Record
from gapmap.io.own import estimates as own_estimates
from gapmap.io.own import postcodes
from gapmap.io.recipes import find as recipes
from gapmap.recipe import Recipe
from gapmap.selection import FIELDS, Selection
from gapmap.settings import VARIABLES, Settings
from gapmap.tasks import own_programmes as own_data
from gapmap.tasks import report as batch
from gapmap.tasks.products import PRODUCTS, export
from tests.io.own import own_files
from tests.io.uploads import fuzz as uploads

DAY = date(2026, 11, 21)
ODD = st.sampled_from(
    ["nan", "inf", "-1", "1e308", "1e999", "9999-12-31", "\0", "\ud800", "\u202e", "<script>",
     "=1+1", "..", "/etc/passwd", "{}", "[", '"', ",", "any", "yes", "pfa", "2019", "E09000014"]
)  # fmt: skip
TEXT = st.one_of(ODD, st.text(max_size=30), st.integers().map(str), st.floats().map(str))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
ESTIMATES = b"code,low,central,high\nE23000028,800,1000,1500\nE09000014,1,2,3\nE12000001,5,6,7\n"
RECORD = Record(
    level="borough", vintage="2023-12", resolution="BGC", host="127.0.0.1", services=("a",),
    fetched="2026-11-21T10:00:00+00:00", licence="OGL", attribution="ONS", accuracy="",
    areas=33, mended=0, source_vertices=9, source_sha256="0" * 64,
    files={u: (f"borough-{u}-{'0' * 16}.geojson", "0" * 64) for u in ("web", "print")},
    vertices={"web": 1, "print": 2}, tolerance_m={"web": 1.0, "print": 1.0}, version="0",
)  # fmt: skip


@cache
def dataset():
    return Dataset.load()


@cache
def reader():
    return own_data.Reader(dataset())


@cache
def exported(product):
    return export(product, dataset(), dataset().gap(Selection()), DAY)


@st.composite
def changed(draw, data):
    """Bytes with some of them changed, cut out, doubled or put in."""
    data = bytearray(data)
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        many = draw(st.integers(1, 200))
        change = draw(st.sampled_from(["set", "cut", "double", "insert", "digit", "end"]))
        if change == "set":
            data[at : at + 1] = draw(st.binary(min_size=1, max_size=4))
        elif change == "cut":
            del data[at : at + many]
        elif change == "double":
            data[at:at] = data[at : at + many]
        elif change == "insert":
            data[at:at] = draw(TEXT).encode("utf-8", "replace")
        elif change == "digit":
            digits = [i for i, byte in enumerate(data[at : at + 500], at) if 48 <= byte <= 57]
            if digits:
                data[digits[0] : digits[0] + 1] = draw(
                    st.sampled_from([b"-1", b"1e308", b"99999999999", b"NaN", b"null"])
                )
        elif draw(st.booleans()):
            del data[at:]
    return bytes(data)


@st.composite
def altered(draw, body):
    """A JSON text whose members have been changed, taken away or added."""
    body = json.loads(json.dumps(body))
    for _ in range(draw(st.integers(0, 3))):
        at = body
        key = draw(st.sampled_from(sorted(at)))
        while isinstance(at[key], dict) and at[key] and draw(st.booleans()):
            at = at[key]
            key = draw(st.sampled_from(sorted(at)))
        change = draw(st.sampled_from(["set", "cut", "add"]))
        if change == "cut":
            del at[key]
        else:
            at[key if change == "set" else draw(TEXT)] = draw(JSON)
        if not body:
            break
    return json.dumps(body).encode()


def bytes_or(strategy):
    return st.one_of(strategy, strategy, st.binary(max_size=400))


def file_or_sentence(name):
    """Uploads of one kind: read, checked and reported."""

    def outcome(data):
        return uploads.outcome(reader(), data, name)

    return outcome


def estimates(data):
    people = dataset().population["aged_16_plus"]
    found, problems = own_estimates.read(data, "a.csv", dataset().lookup, people)
    own_estimates.explain(problems)
    if problems:
        return "problems listed"
    made = dataset().with_own_estimates(found, "a.csv", data)
    assert made.models["own"].low <= made.models["own"].high
    return "read"


def recipe(data):
    found = recipes.find(data, "a.bin")
    assert Recipe.loads(found.dumps()) == found
    return "recipe found"


def link(query):
    selection, problems = Selection.from_query(query)
    assert all(p.isprintable() for p in problems)
    assert Selection.from_query(selection.to_query())[0] == selection
    return "adjusted" if problems else "taken as it is"


def on_disk(name, read):
    """A reader of a file in a folder of its own."""

    def outcome(data):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
            return read(Path(folder))

    return outcome


def record(home):
    found = boundary_store.read_record(home, "borough")
    assert len(found.mark) == 64
    for use in ("web", "print"):
        with pytest.raises(DataError):  # the files that it names are not there
            boundary_store.read_file(home, found, use)
    return "read, its files refused"


def postcode_cache(home):
    found = postcodes.cached(Settings(home=home))
    assert all(postcodes.tidy(p) == p for p in found)
    return "read" if found else "as good as empty"


def setting(environ):
    found = Settings.from_environment(environ)
    assert found.boundaries_url.startswith(("https://", "http://"))
    return "taken"


def manifest(folder):
    return "read" if batch.read_manifest(folder) else "begun anew"


HELD = {"places": [asdict(postcodes.Place("N17 9LJ", 51.6, -0.07, "E09000014"))] * 2}
URLS = st.one_of(
    TEXT,
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["https://", "http://", "file://", "//", "ftp://", "HTTPS://"]),
        st.one_of(
            TEXT, st.ip_addresses().map(str), st.sampled_from(["localhost", "u:p@h", "[::1]"])
        ),
        st.sampled_from(["", ":80", ":99999", ":x", "#", "?a", "/../x"]),
        TEXT,
    ),
)
PARSERS = {
    "csv": (st.one_of(uploads.tables().map(lambda made: made[0]),
                      bytes_or(changed(own_files.VALID["a.csv"]))), file_or_sentence("a.csv")),
    **{
        name.partition(".")[2]: (bytes_or(changed(own_files.VALID[name])), file_or_sentence(name))
        for name in ("a.xlsx", "a.ods", "a.geojson", "a.gpkg", "a.zip")
    },
    "repacked": (uploads.repacked(), lambda made: uploads.outcome(reader(), *made)),
    "estimates": (bytes_or(changed(ESTIMATES)), estimates),
    "recipe": (
        st.sampled_from(sorted(PRODUCTS)).flatmap(lambda name: bytes_or(changed(exported(name)))),
        recipe,
    ),
    "link": (
        st.dictionaries(
            st.one_of(st.sampled_from([*FIELDS, "area", "with"]), TEXT),
            st.lists(TEXT, max_size=3), max_size=8,
        ),
        link,
    ),
    "record": (
        st.one_of(
            altered({"format": 1, **msgspec.structs.asdict(RECORD)}), st.binary(max_size=300)
        ),
        on_disk("boundaries/borough.json", record),
    ),
    "postcodes": (
        st.one_of(altered(HELD), st.binary(max_size=300)), on_disk("postcodes.json", postcode_cache)
    ),
    "manifest": (
        st.one_of(altered({"format": batch.FORMAT, "files": {}, "date": "2026-11-21"}),
                  st.binary(max_size=300)),
        on_disk(batch.MANIFEST, manifest),
    ),
    "settings": (
        st.dictionaries(st.sampled_from(sorted(VARIABLES.values())), URLS, max_size=4), setting
    ),
}  # fmt: skip
"""Each reader: a strategy of inputs, and what reads one and says what became of it."""


def outcome(name, given_input):
    """What became of an input. Anything but a result or a sentence for the user is raised."""
    try:
        return PARSERS[name][1](given_input)
    except (UserInputError, DataError, SourceError) as error:
        said = str(error)
    assert said.isprintable(), said
    assert len(said) < 2_000
    return "refused"


def run(name, number):
    """Give ``number`` inputs to one reader; return what became of them."""
    seen = Counter()

    @settings(
        max_examples=number, deadline=None, database=None, derandomize=False,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(PARSERS[name][0])
    def each(made):
        seen[outcome(name, made)] += 1

    each()
    return seen


def main(arguments):
    """Try every reader, or those named, and print the number of inputs and what became of them."""
    number = int(arguments[0]) if arguments else 1_000
    for name in arguments[1:] or PARSERS:
        seen = run(name, number)
        print(f"{name}: {seen.total():,} inputs: {dict(seen)}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
