"""Selection: defined once, immutable, and back again from the URL, a file or hostile input."""

import dataclasses
import json
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.errors import GapmapError, UserInputError
from gapmap.fields import FIELDS, MAX_BREAKS, YEARS, parse
from gapmap.selection import Selection
from gapmap.vocabulary import (
    BASES,
    DEMAND_MODELS,
    GRADES,
    GROUPS,
    LEVELS,
    LOCAL_RATES,
    ROUTES,
    TYPES,
    VIEWS,
)

SOME_YEAR = st.integers(*YEARS)
BREAKS = st.lists(
    st.floats(0.001, 999_999, allow_nan=False), min_size=1, max_size=MAX_BREAKS, unique=True
).map(lambda numbers: tuple(sorted(numbers)))
ASSUMPTIONS = st.dictionaries(
    st.sampled_from(["total", "victims_per_head", "perpetrators_per_case"]),
    st.floats(-1e11, 1e11, allow_nan=False),
    max_size=3,
).map(lambda numbers: tuple(numbers.items()))


def some(words):
    return st.lists(st.sampled_from(list(words)), max_size=4).map(tuple)


@st.composite
def selections(draw):
    since, until = draw(st.none() | SOME_YEAR), draw(st.none() | SOME_YEAR)
    if since is not None and until is not None and since > until:
        since, until = until, since
    return Selection(
        level=draw(st.sampled_from(list(LEVELS))),
        demand=draw(st.sampled_from(list(DEMAND_MODELS))),
        basis=draw(st.sampled_from(list(BASES))),
        types=draw(some(TYPES)),
        routes=draw(some(ROUTES)),
        include_unstated=draw(st.booleans()),
        counts_only=draw(st.booleans()),
        grade=draw(st.sampled_from(list(GRADES))),
        unit_cost=draw(st.floats(100, 100_000)),
        standing=draw(st.sampled_from(list(VIEWS))),
        all_types=draw(st.booleans()),
        accepts=draw(some(GROUPS)),
        accredited=draw(st.booleans()),
        since=since,
        until=until,
        target_share=draw(st.floats(0.001, 1)),
        breaks=draw(BREAKS),
        assumptions=draw(ASSUMPTIONS),
        local=draw(st.sampled_from(list(LOCAL_RATES))),
        shrinkage=draw(st.floats(0, 1)),
        gap_below=draw(st.none() | st.floats(0.01, 100_000)),
        suppress_below=draw(st.integers(0, 1000)),
    )


@given(selections())
def test_a_selection_survives_the_url(selection):
    assert Selection.from_query(selection.to_query()) == (selection, [])


@given(selections())
def test_a_selection_survives_a_file(selection):
    text = json.dumps(selection.to_dict())
    assert Selection.from_dict(json.loads(text)) == selection


@given(selections())
def test_equal_selections_are_one_cache_key(selection):
    assert len({selection, selection.with_(), dataclasses.replace(selection)}) == 1


@given(selections())
def test_the_url_holds_only_what_was_changed(selection):
    assert set(selection.to_query()) == set(selection.changed())


def test_the_default_needs_no_query():
    assert Selection().to_query() == {}
    assert Selection.from_query({}) == (Selection(), [])


def test_every_field_has_a_definition_with_a_label_and_a_flag():
    assert [f.name for f in fields(Selection)] == list(FIELDS)
    assert len({d.label for d in FIELDS.values()}) == len(FIELDS)
    assert len({d.flag for d in FIELDS.values()}) == len(FIELDS)
    for definition in FIELDS.values():
        assert definition.flag.startswith("--")
        assert bool(definition.allowed) == (definition.kind in ("choice", "choices"))


def test_models_that_can_be_chosen_are_those_of_the_data(dataset):
    names = {k: m.name for k, m in dataset.models.items()}
    assert names | {"own": DEMAND_MODELS["own"]} == DEMAND_MODELS
    assert list(names) == [k for k in DEMAND_MODELS if k != "own"]


def test_a_selection_cannot_be_changed_in_place():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Selection().level = "county"


def test_choices_are_put_in_the_order_of_their_list_without_repeats():
    chosen = Selection(routes=("police", "self", "police"))
    assert chosen.routes == ("self", "police")
    assert chosen == Selection(routes=["self", "police"])


@pytest.mark.parametrize(
    ("basis", "trusted"),
    [
        ("commissioned", ("commissioned",)),
        ("referrals", ("commissioned", "starts", "completions", "referrals")),
        ("implied", tuple(BASES)),
    ],
)
def test_a_basis_trusts_all_that_are_stronger(basis, trusted):
    assert Selection(basis=basis).trusted_bases == trusted


WRONG = [
    ("level", "parish"), ("level", ""), ("level", None), ("level", ["pfa"]), ("level", 3),
    ("demand", "everyone"), ("basis", "guess"), ("types", ["boxing"]), ("types", "stalking"),
    ("routes", ["self", "pigeon"]), ("routes", None), ("routes", [["self"]]), ("accepts", [None]),
    ("accredited", "yes"), ("accredited", 1), ("include_unstated", None),
    ("since", 1066), ("since", "2020"), ("since", 2020.0), ("since", True), ("until", 9999),
    ("target_share", 0), ("target_share", -0.5), ("target_share", 1.01), ("target_share", True),
    ("target_share", float("nan")), ("target_share", "1"), ("breaks", []), ("breaks", (0.0, 5.0)),
    ("breaks", (10.0, 5.0)), ("breaks", (5.0, 5.0)), ("breaks", (float("nan"),)),
    ("breaks", (float("inf"),)), ("breaks", tuple(range(1, 9))), ("breaks", "5,10"),
    ("breaks", 5.0), ("breaks", ("5",)), ("breaks", (True,)), ("local", "guess"),
    ("shrinkage", -0.1), ("shrinkage", 1.1), ("shrinkage", None), ("gap_below", 0),
    ("gap_below", float("nan")), ("gap_below", float("inf")), ("gap_below", "5"),
    ("suppress_below", -1), ("suppress_below", 2.5), ("suppress_below", True),
    ("suppress_below", 10**6), ("suppress_below", None), ("assumptions", "total=3"),
    ("assumptions", None), ("assumptions", [["total"]]), ("assumptions", [["total", "3"]]),
    ("assumptions", [["total", float("nan")]]), ("assumptions", [["total", float("inf")]]),
    ("assumptions", [[3, 3.0]]), ("assumptions", [["a,b", 3.0]]), ("assumptions", [["a=b", 3.0]]),
    ("assumptions", [["", 3.0]]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_refused_with_the_field_named(name, value):
    with pytest.raises(UserInputError, match=r"^.+: “") as caught:
        Selection(**{name: value})
    assert str(caught.value).startswith(FIELDS[name].label)


@pytest.mark.parametrize("name", [n for n, d in FIELDS.items() if d.allowed])
def test_a_refused_choice_lists_the_allowed_values(name):
    wrong = "nonsense" if FIELDS[name].kind == "choice" else ("nonsense",)
    with pytest.raises(UserInputError) as caught:
        Selection(**{name: wrong})
    for word in FIELDS[name].allowed:
        assert word in str(caught.value)


def test_assumptions_are_put_in_order_and_the_last_of_two_wins():
    one = Selection(assumptions=[["total", 2], ["base", 1], ["total", 3]])
    assert one.assumptions == (("base", 1.0), ("total", 3.0))
    assert one == Selection(assumptions=(("total", 3.0), ("base", 1.0)))


def test_years_that_run_backwards_are_refused():
    with pytest.raises(UserInputError, match="backwards"):
        Selection(since=2021, until=2020)


def test_user_input_errors_are_value_errors_and_gapmap_errors():
    assert issubclass(UserInputError, ValueError)
    assert issubclass(UserInputError, GapmapError)


def test_a_file_with_an_unknown_choice_is_refused_by_name():
    with pytest.raises(UserInputError, match=r"“colour”.*level"):
        Selection.from_dict({"colour": "red"})


HOSTILE = [
    ("level", ["<script>alert(1)</script>"]), ("level", []), ("level", ["x" * 10_000]),
    ("basis", ["../../etc/passwd"]), ("types", ["'; DROP TABLE"]), ("routes", ["\x00"]),
    ("accredited", ["maybe"]), ("accredited", []), ("since", ["NaN"]), ("since", ["2020.5"]),
    ("since", ["9" * 5_000]), ("until", ["-1"]), ("target_share", ["nan"]),
    ("target_share", ["1e999"]), ("target_share", ["0x1"]), ("breaks", ["inf"]),
    ("breaks", ["5,,x"]), ("breaks", [""]),
    ("breaks", ["1,2,3,4,5,6,7"]), ("accepts", ["dragons"]), ("demand", ["all"]),
    ("assumptions", ["total"]), ("assumptions", ["total=many"]), ("assumptions", ["=5"]),
    ("shrinkage", ["half"]), ("gap_below", ["-3"]), ("suppress_below", ["1.5"]), ("local", ["x"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "texts"), HOSTILE)
def test_a_hostile_link_falls_back_to_the_default_with_one_sentence(name, texts):
    rest = {} if name == "until" else {"until": ["2030"]}
    selection, problems = Selection.from_query(rest | {name: texts})
    assert selection == Selection(until=2030 if rest else None)
    assert len(problems) == 1
    assert FIELDS[name].label in problems[0]
    assert problems[0].isprintable()
    assert len(problems[0]) < 700


def test_what_cannot_be_chosen_is_left_out_and_the_rest_of_a_link_kept():
    selection, (problem,) = Selection.from_query({"routes": ["self,frog", "toad"]})
    assert selection == Selection(routes=("self",))
    assert "“frog, toad” cannot be chosen, and was left out." in problem


def test_what_is_shown_instead_is_told_as_a_person_reads_it():
    selection, (problem,) = Selection.from_query({"level": ["nope"]})
    assert selection == Selection()
    assert problem.endswith("Areas: “nope” cannot be chosen; it is “Police force areas” instead.")


@given(st.dictionaries(st.sampled_from(list(FIELDS)), st.lists(st.text(max_size=20), max_size=3)))
def test_no_link_can_break_the_program(query):
    selection, problems = Selection.from_query(query)
    assert isinstance(selection, Selection)
    assert all(isinstance(p, str) and p.isprintable() for p in problems)
    assert len(problems) <= len(query)


@given(selections(), st.randoms())
def test_the_order_of_a_query_does_not_matter(selection, chance):
    query = selection.to_query()
    items = list(query.items())
    chance.shuffle(items)
    assert Selection.from_query(dict(items)) == Selection.from_query(query)


@pytest.mark.parametrize(("since", "until"), [("2005", "2010"), ("2030", "2033"), ("any", "2015")])
def test_a_link_may_give_any_pair_of_years_in_order(since, until):
    selection, problems = Selection.from_query({"since": [since], "until": [until]})
    assert problems == []
    assert selection.since == (None if since == "any" else int(since))
    assert selection.until == int(until)


def test_keys_that_are_not_choices_are_left_alone():
    assert Selection.from_query({"area": ["E23000001"], "utm_source": ["x"]}) == (Selection(), [])


@pytest.mark.parametrize(
    ("name", "texts", "value"),
    [
        ("routes", ["self,police", " marac "], ("self", "police", "marac")),
        ("routes", [], ()),
        ("accredited", ["YES"], True),
        ("accredited", ["0"], False),
        ("since", ["any"], None),
        ("since", ["", "2019"], 2019),
        ("target_share", ["0.5"], 0.5),
        ("breaks", ["1,2.5", "9"], (1.0, 2.5, 9.0)),
        ("level", ["county", "borough"], "borough"),
        ("assumptions", ["total=5e5, b=2", "c=0.5"], (("total", 5e5), ("b", 2.0), ("c", 0.5))),
        ("gap_below", ["any"], None),
        ("gap_below", ["7.5"], 7.5),
        ("suppress_below", ["5"], 5),
        ("shrinkage", ["0"], 0.0),
    ],
)
def test_texts_become_values(name, texts, value):
    assert parse(name, texts) == value


def test_contracts_and_counts_only_is_one_switch():
    strict = Selection(counts_only=True)
    assert strict.trusted_bases == ("commissioned", "starts", "completions", "referrals")
    assert strict.with_(basis="starts").trusted_bases == ("commissioned", "starts")


def test_links_and_files_of_before_are_still_read():
    query = {"include_unstated_routes": ["yes"], "basis": ["observed"], "measure": ["certainty"]}
    found, problems = Selection.from_query(query)
    assert problems == []
    assert found == Selection(include_unstated=True, basis="referrals", measure="grade")
    old = {"include_unstated_routes": True, "basis": "observed", "routes": ["self"]}
    made = Selection.from_dict(old)
    assert (made.include_unstated, made.basis, made.routes) == (True, "referrals", ("self",))
    assert (made.standing, made.all_types, made.unit_cost) == ("any", True, 1500.0)


@pytest.mark.parametrize("value", [0.0, 99.0, 100_001.0, "1500", True])
def test_a_price_outside_its_range_is_refused(value):
    with pytest.raises(UserInputError, match="Cost of a place"):
        Selection(unit_cost=value)
