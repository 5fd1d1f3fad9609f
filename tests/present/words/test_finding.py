"""Sentences: their numbers are the GapTable's, and none of them claims what is not known."""

import json
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from gapmap.core.shading import MEASURES as SHADED
from gapmap.io.own import estimates as own_estimates
from gapmap.present import html
from gapmap.present.area.profile import profile
from gapmap.present.standalone.onefile import figures
from gapmap.present.tables import csv_json as tables
from gapmap.present.tables.columns import spec
from gapmap.present.words import beside, left_out, method, on_map, scale
from gapmap.present.words import finding as words
from gapmap.present.words.alt_text import EXTREMES, alt_text
from gapmap.present.words.labels import percent, rate
from gapmap.present.words.selection import selection_in_words
from gapmap.present.workbook.areas import totals
from gapmap.selection import Selection
from gapmap.vocabulary import BASES, LEVELS, MEASURES, ROUTES, STATES, TYPES
from tests.core.world import gap, obs

NOTHING = {"types": ("lgbt_specific",), "routes": ("youth_justice",)}
CHOICES = [
    {},
    *[{"level": level} for level in LEVELS],
    *[{"basis": basis, "level": "county"} for basis in BASES],
    *[{"types": (name,)} for name in list(TYPES)[:8]],
    *[{"routes": (name,), "level": "borough"} for name in list(ROUTES)[:4]],
    *[{"demand": m} for m in ("high_harm", "partner_abuse", "any_abuse", "referral_demand")],
    {"since": None},
    {"since": 2018, "until": 2018, "level": "borough", "basis": "commissioned"},
    {"since": 1994, "until": 1995},
    {"accepts": ("women", "non_english")},
    {"accredited": True, "routes": ("self",), "include_unstated": True},
    {"target_share": 0.004, "level": "borough"},
    {"gap_below": 12.5, "local": "sensitivity", "shrinkage": 0.0},
    {"assumptions": (("total", 1234567.0),)},
    {"suppress_below": 40, "level": "borough", "gap_below": 5.0},
    {"suppress_below": 1000},
    {"suppress_below": 30, "since": 2018, "until": 2018, "level": "borough"},
    {"suppress_below": 30, "since": 2018, "until": 2018, "level": "utla", "basis": "commissioned"},
    {"breaks": (0.5, 99999.5)},
    NOTHING,
    NOTHING | {"level": "borough", "suppress_below": 5},
    {"demand": "own"},
    {"demand": "own", "level": "borough", "suppress_below": 20},
    *({"measure": measure} for measure in MEASURES),
    *({"measure": m, "level": "utla", "since": None, "suppress_below": 9} for m in MEASURES),
    *(NOTHING | {"measure": measure} for measure in MEASURES),
]
DENIALS = ("It does not mean that none exists", "ot the same as none existing", words.CAVEAT)
CLAIMS = re.compile(
    r"none exist|no (programmes?|services?|provision|places) exist|there (are|is) no|"
    r"does not exist|nothing exists|not exist",
    re.IGNORECASE,
)
NOT_WORDS = re.compile(r"\bnan\b|\bNaN\b|\bNone\b(?! recorded| counted| matches)|<NA>|\binf\b")
SCIENTIFIC = re.compile(r"\d[eE][+-]\d\d")


@pytest.fixture(scope="module")
def own(dataset):
    data = b"code,low,central,high\nE23000028,800,1000,1500\nE09000014,1,2,3\n"
    people = dataset.population["aged_16_plus"]
    estimates, _ = own_estimates.read(data, "mine.csv", dataset.lookup, people)
    return dataset.with_own_estimates(estimates, "mine.csv", data)


@pytest.fixture(scope="module")
def views(own):
    return [own.gap(Selection(**choices)) for choices in CHOICES]


@pytest.fixture(scope="module", params=CHOICES, ids=str)
def view(request, views):
    return views[CHOICES.index(request.param)]


def number(text):
    return float(text.replace(",", ""))


def rows(table):
    return table.rows.to_dict("records")


def of_areas(table, own):
    """Profile and calculation of one area in each state."""
    sources = {s["source_id"]: s for s in own.sources()}
    for code in table.rows.drop_duplicates("state")["code"]:
        area = profile(
            table, code, areas=own.tables["areas"], lookup=own.lookup,
            programmes=own.programmes, sources=sources,
        )  # fmt: skip
        yield html.profile(area)
        level = own.lookup[table.selection.level]
        blocks = list(level.index[level == code])
        for step in method.steps(
            table, code, blocks=blocks, population=own.population, programmes=own.programmes
        ):
            yield f"{step.title}: {step.sum} = {step.result}"
        yield method.sensitivity(table, table.row(code))


def texts(table, own):
    yield from (
        words.finding(table),
        alt_text(table, tiles=False),
        words.finding_more(table),
        beside.lower_risk_note(table),
    )
    yield selection_in_words(table.selection, table.model)
    yield from left_out.hidden(table)
    yield from (scale.caption(table), *scale.class_labels(table))
    yield from (scale.value(table, row) for row in rows(table))
    yield from (" ".join(figure) for figure in words.key_figures(table))
    yield from (" ".join(on_map.tooltip(table, row)) for row in rows(table))
    yield from (html.headline(table), html.legend(table))
    yield from method.threshold(table)
    yield from (str(list(row.values())) for row in method.assumption_rows(table))
    yield str(method.bases({table.selection.basis: table}))
    yield from of_areas(table, own)
    about = {"today": date(2026, 1, 2), "version": "0"}
    sources = own.sources(table.source_ids)
    yield tables.export_csv(table).decode("utf-8-sig")
    yield tables.csv_metadata(table, sources, url="a.csv", **about).decode()
    yield tables.export_json(table, sources, **about)


def test_no_text_claims_that_none_exists_or_shows_a_missing_number(view, own):
    shown = list(texts(view, own))
    assert len(shown) > 20
    for text in shown:
        plain = text
        for denial in DENIALS:
            plain = plain.replace(denial, "")
        assert not CLAIMS.search(plain), CLAIMS.search(plain)
        found = NOT_WORDS.search(plain)
        assert not found, plain[max(0, found.start() - 80) : found.end() + 40]


def test_no_text_uses_scientific_notation(views, own):
    found = {m[0] for view in views for t in texts(view, own) for m in SCIENTIFIC.finditer(t)}
    assert found == set()


LONGEST_TITLE = 12  # words


def test_the_finding_is_a_title_with_the_numbers_of_the_table(view):
    text, t, m = words.finding(view), view.totals, view.totals.measured
    assert len(text.split()) <= LONGEST_TITLE
    estimated = (view.rows["state"] != "no_estimate") & view.rows["perpetrators"].notna()
    assert t.areas == int(estimated.sum())  # an estimate that is withheld is in no total
    measured = int((view.rows["state"] == "measured").sum())
    assert m.areas == measured
    of_places = view.selection.measure in (*scale.OF_PLACES, "grade")
    if of_places and f" in {measured} of {t.areas} " in text:
        told = words.OF_MEASURE.get(view.selection.measure)
        assert text.startswith(told or ("Places known", "Some places known")[m.lower_bounds > 0])
        need = view.rows.loc[view.rows["state"] == "measured", "perpetrators"].sum()
        assert m.share_of_need == pytest.approx(need / view.rows["perpetrators"].sum())
        assert f"with {percent(m.share_of_need)} of the estimate" in words.finding_more(view)
    elif of_places:
        assert not (t.programmes and t.places > 0 and measured)
    if re.search(r" in \d+ of ", text):
        assert f" of {t.areas} " in text


def test_the_line_below_tells_the_ratio_and_every_other_state(view):
    text, m = words.finding_more(view), view.totals.measured
    counts = view.rows["state"].value_counts()
    reach = re.search(r"reach (at least )?(under )?([\d,.]+) in every 1,000", text)
    assert (reach is None) == (m.areas == 0)
    if reach:
        assert bool(reach[1]) == (m.lower_bounds > 0)
        known = view.rows[view.rows["state"] == "measured"]
        ratio = 1000 * known["places"].sum() / known["perpetrators"].sum()
        assert number(reach[3]) == pytest.approx(
            max(ratio, 0.05), abs=0.051 if ratio < 100 else 0.51
        )
        lowest, highest = known["places_per_1000"].min(), known["places_per_1000"].max()
        spread = re.search(
            r"\((at least )?([\d,.]+) to (at least )?([\d,.]+) in single areas\)", text
        )
        assert (spread is not None) == (m.areas > 1)
        for bound, of, end in [(1, 2, lowest), (3, 4, highest)] if spread else []:
            assert spread[of] == rate(end)
            assert (
                bool(spread[bound]) == known["lower_bound"][known["places_per_1000"] == end].any()
            )
    for state, pattern in {
        "none_recorded": r"none is recorded in (\d+)",
        "none_matching": r"none matches, by the record, in (\d+)",
        "not_stated": r"whether any matches is not stated in (\d+)",
        "unmeasured": r"places are not known in (\d+)",
        "suppressed": r"the number is withheld in (\d+)",
    }.items():
        stated = re.search(pattern, text)
        assert (int(stated[1]) if stated else 0) == counts.get(state, 0), text


def test_a_pooled_figure_says_of_which_years_and_grades_its_numbers_are(view):
    """“13.3 in every 1,000” has no year of its own: the oldest and newest number are told."""
    text = words.finding_more(view)
    areas = view.rows.loc[view.rows["state"] == "measured", "code"]
    parts = view.parts[view.parts["code"].isin(areas)].dropna(subset=["places"])
    if parts.empty:
        assert "by numbers" not in text
        return
    years, grades = parts["number_year"].dropna(), parts["grade"]
    ends = dict.fromkeys([int(years.min()), int(years.max())]) if len(years) else {}
    of = f"of {' to '.join(map(str, ends))}" if ends else "without a year"
    undated = " or no year" if ends and len(years) < len(parts) else ""
    letters = dict.fromkeys([grades.min(), grades.max()])
    plural = "s" if len(letters) > 1 else ""
    assert f", by numbers {of}{undated}, grade{plural} {' to '.join(letters)}." in text


@pytest.mark.parametrize("tiles", [False, True])
def test_the_alt_text_has_the_states_and_extremes_of_the_table(view, tiles):
    text = alt_text(view, tiles=tiles)
    assert words.finding(view) in text
    for state, count in view.rows["shade"].value_counts().items():
        assert f"{scale.state_label(view, state).lower()} {count}" in text
    measure, shown = view.selection.measure, view.rows.set_index("name")["shown"].dropna()
    order = (max, min) if SHADED[measure].more_is_worse else (min, max)
    for name, best in list(zip(EXTREMES[measure], order, strict=True))[: shown.nunique()]:
        extreme = shown[shown == best(shown)]
        names = "|".join(re.escape(area) for area in extreme.index)
        said = re.search(rf" {name}: ({names})(?: \(and (\d+) more\))?, ", text)
        assert int(said[2] or 0) == len(extreme) - 1
    assert ("Shaded: " in text) == (measure != "places_per_1000")
    assert ("each an equal tile" in text) == tiles


def test_tooltips_and_key_figures_have_the_numbers_of_the_table(view):
    for row in rows(view):
        name, state, places, people = on_map.tooltip(view, row)
        assert (name, state.split(" · ")[0]) == (row["name"], STATES[row["state"]])
        told = view.selection.measure in ("places_per_1000", "programmes")
        if pd.notna(row["places_per_1000"]):
            assert (words.ratio(row) if told else scale.value(view, row)) in state
        if pd.notna(row["places"]):
            assert number(re.search(r"year: \D*([\d,]+)", places)[1]) == round(row["places"])
            assert ("at least" in places) == row["lower_bound"]
            assert f"grade {row['grade']}" in places
            year = row["number_year"]
            assert ("year not stated" if pd.isna(year) else str(year)) in places
        if pd.notna(row["perpetrators"]):
            shown = [number(n) for n in re.findall(r"\d[\d,]*", people)]
            low_high = [row["perpetrators_low"], row["perpetrators_high"]]
            assert shown == pytest.approx([row["perpetrators"], *low_high], rel=0.05, abs=0.5)
        else:
            assert people.endswith(("no estimate", "withheld"))
        if row["programmes"]:
            assert f"programmes: {row['programmes']} matching" in places
    (_, people, _), (_, places, of), (_, _, _), (_, none, silent) = words.key_figures(view)
    t = view.totals
    assert number(people) == pytest.approx(t.perpetrators, rel=0.05)
    assert places in ("withheld", "not known", "none matches") or number(places) == round(t.places)
    assert f"{t.programmes - t.programmes_unmeasured:,} of {t.programmes:,} programme" in of
    gaps = (view.rows["state"] == "none_matching").sum()
    assert none == f"{gaps} of {t.areas}"
    for state in ("not stated", "none recorded"):
        areas = (view.rows["state"] == state.replace(" ", "_")).sum()
        assert (f"{areas} {state}" in silent) == bool(areas)
        assert (state in silent) == bool(areas)


def test_hidden_counts_and_the_legend_are_those_of_the_table(view):
    hidden = {int(re.match(r"\d+", text)[0]) for text in left_out.hidden(view)}
    found = left_out.reasons(view)
    assert hidden == {found.get(reason, 0) for reason in left_out.HIDDEN} - {0}
    counts = [int(n) for n in re.findall(r'gm-count">(\d+)<', html.legend(view))]
    classes = view.rows["class_index"].value_counts()
    size = len(view.breaks) + 1
    assert counts[:size] == [classes.get(i, 0) for i in range(size)]
    edged = sum(scale.edge_grade(view, row) in ("C", "D") for row in rows(view))
    assert sum(counts) - edged == len(view.rows)


def test_a_withheld_number_is_said_to_be_withheld(views):
    found = [r for view in views for r in rows(view) if r["state"] == "suppressed"]
    assert found
    assert {words.places(r) for r in found} == {"withheld"}
    assert {words.ratio(r) for r in found} == {"withheld"}


def test_nothing_recorded_where_there_is_no_estimate_is_said_as_such(views):
    found = [r for view in views for r in rows(view) if r["state"] == "no_estimate"]
    silent = [r for r in found if not r["programmes"]]
    assert silent
    for row in silent:
        expected = "none recorded"
        if row["programmes_undecided"]:
            expected = "not stated"
        elif row["programmes_not_matching"]:
            expected = "none matches"
        assert words.places(row) == expected


def test_the_crime_survey_is_no_reason_for_an_english_or_welsh_blank(own):
    for demand in ("own", "referral_demand"):
        table = own.gap(Selection(demand=demand))
        texts_ = [text for text in of_areas(table, own) if "No estimate" in text]
        assert texts_
        assert not [t for t in texts_ if "crime survey covers England and Wales only" in t]


def test_one_area_is_not_called_areas(own):
    one = own.gap(Selection(demand="own", level="borough"))
    assert one.totals.areas == 1
    assert "1 London boroughs" not in words.finding(one)


def test_a_stated_zero_is_a_zero():
    table = gap(obs(places=0))
    assert table.row("a1" if table.selection.level == "utla" else "A")["state"] == "measured"
    assert "no number of places is known" not in words.finding(table)
    assert {k: v for k, v, _ in words.key_figures(table)}["Places known"] == "0"


@pytest.mark.parametrize("breaks", [(0.001, 2.5), (1234.5,), (12345.67, 999999.5)])
def test_class_labels_name_the_breaks_exactly(dataset, breaks):
    labels = scale.class_labels(dataset.gap(Selection(breaks=breaks)))
    assert len(labels) == len(breaks) + 1
    assert [number(label.split()[-1]) for label in labels[:-1]] == list(breaks)


def test_the_selection_in_words_names_every_choice(dataset):
    chosen = Selection(
        types=("stalking",), routes=("marac", "self"), include_unstated=True,
        accepts=("women",), accredited=True, since=2010, until=2016, target_share=0.25,
        assumptions=(("total", 500000.0),), local="sensitivity", gap_below=7.0, suppress_below=5,
    )  # fmt: skip
    text = selection_in_words(chosen, dataset.models["serious"])
    for part in (
        "stalking", "self-referral or Marac", "not stated", "accepting women", "accredited",
        "seen 2010 to 2016", "25%", "500,000", "derived force rates", "below 7 places", "below 5",
    ):  # fmt: skip
        assert part in text
    assert json.dumps(chosen.to_dict())


@pytest.mark.parametrize("level", ["pfa", "borough", "utla"])
def test_what_other_definitions_give_is_what_they_give_when_chosen(dataset, level):
    table = dataset.gap(Selection(level=level))
    people = {
        model.name: dataset.gap(Selection(level=level, demand=key)).totals
        for key, model in dataset.models.items()
        if key != "serious"
    }
    assert {t.covers for t in people.values()} >= {table.totals.covers}
    alike = {n: t.perpetrators for n, t in people.items() if t.covers == table.totals.covers}
    alike.pop("Referral demand", None)  # of England alone; places, not people
    ends = [min(alike.values()), max(alike.values())]
    assert [n for _, n in table.published.definitions] == pytest.approx(ends)
    said = beside.range_note(table)
    shown = [number(n) for n in re.findall(r"\d[\d,]+", said)]
    assert shown == pytest.approx(ends, rel=0.01)
    assert ("how far places differ" in said) == (table.totals.covers != "England and Wales")
    used = {
        i
        for m in dataset.models.values()
        if m.name in dict(table.published.definitions)
        for i in m.source_ids
    }
    assert used <= set(table.source_ids)


@pytest.mark.parametrize(
    "choices", [{"demand": "high_harm"}, {"assumptions": (("total", 3e5),)}], ids=str
)
def test_other_definitions_stand_beside_the_first_estimate_only(dataset, choices):
    assert beside.range_note(dataset.gap(Selection(**choices))) == ""


@pytest.mark.parametrize("level", LEVELS)
def test_beside_none_recorded_stands_that_commissioners_fund_programmes(dataset, level):
    table = dataset.gap(Selection(level=level))
    blank = "none_recorded" in words.states(table)
    told = " ".join(left_out.counted_with_care(table))
    assert ("33 police and crime commissioner areas fund programmes" in told) == blank
    assert ("E015" in table.source_ids) == blank


def test_places_on_passed_terms_are_no_part_beside_the_others(dataset):
    table = dataset.gap(Selection())
    t = table.totals
    overlap = t.places_recent + t.places_not_counted + t.places_terms_passed
    assert overlap > t.places  # whoever takes them for parts finds an error
    told = f"{t.places_terms_passed:,.0f} of all on past funding"
    for text in (words.counted(table), beside.how_old(table), beside.evidence_note(table)):
        first, last = text.split("; " + told)
        assert f"{t.places_not_counted:,.0f} aims or by budget" in first
        assert "on past funding" not in first + last


def test_places_on_past_funding_are_called_so_everywhere(dataset):
    """On screen, in the one-file map, in tables and in workbooks: one wording, in plain words."""
    table = dataset.gap(Selection())
    one = beside.ON_PAST_FUNDING
    (kent,) = (row for row in table.records if row["name"] == "Kent")
    told = [words.counted(table), beside.terms_passed_here(table, table.row(kent["code"]))]
    told += [spec("places_terms_passed").heading, *(c.heading for c in totals(table).columns)]
    assets = Path(figures.__file__).parent / "assets"
    told += [(assets / name).read_text(encoding="utf-8") for name in ("words.js", "profile.js")]
    assert sum(one in text.lower() for text in told) == 6
    assert not [text for text in told if "terms passed" in text or "terms that have" in text]
