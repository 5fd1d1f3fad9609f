"""A user's rows: every problem reported, every choice shown, nothing changed in silence."""

import csv
import io
import json
from datetime import date

import pytest

from gapmap.errors import UserInputError
from gapmap.fields import unit_costs
from gapmap.io.own import columns, template
from gapmap.io.own import estimates as own_estimates
from gapmap.io.own.postcodes import Place
from gapmap.io.own.rows import aside
from gapmap.io.uploads import read as upload
from gapmap.present.area.profile import profile
from gapmap.present.words import left_out
from gapmap.selection import Selection
from gapmap.tasks import own_programmes as own_data
from gapmap.vocabulary import GROUPS, ROUTES, TYPES
from tests.exported import with_record
from tests.io.own import own_files as files

ALL_YEARS = Selection(since=None, all_types=True, standing="any")


@pytest.fixture
def check(reader):
    def run(data, name="mine.csv", **given):
        sent = upload.read(data if isinstance(data, bytes) else data.encode(), name)
        mapping = given.pop("mapping", None) or columns.guess(sent.header)
        return reader.check(sent, mapping, **given)

    return run


def row(**cells):
    """One row of a file, good unless told otherwise."""
    good = {"programme": "Mine", "programme_type": "stalking", "areas": "Haringey"}
    out = io.StringIO()
    csv.writer(out).writerows([list(good | cells), list((good | cells).values())])
    return out.getvalue()


def accepted(check, **cells):
    found = check(row(**cells))
    assert found.problems == ()
    return found.rows[0]


def problem(check, column, value, **cells):
    """The one problem of a row with one bad cell."""
    found = check(row(**{column: value}, **cells))
    assert found.rows == ()
    assert found.bad == (2,)
    (only,) = found.problems
    assert (only.file, only.line, only.column) == ("mine.csv", 2, column)
    return only.accepted


def left(check, column, value, **cells):
    """The one cell of a row that counts as not stated; the row is kept."""
    found = check(row(**{column: value}, **cells))
    assert (found.problems, found.bad, len(found.rows)) == ((), (), 1)
    (only,) = found.cells
    assert (only.file, only.line, only.column, only.value) == ("mine.csv", 2, column, value)
    return only.accepted


def blocks(check, text, **given):
    found = check(row(areas=text), **given)
    assert found.problems == (), [str(p) for p in found.problems]
    return found.rows[0].observation.blocks, [c.read_as for c in found.choices]


def readings(check, text, **given):
    return blocks(check, text, **given)[1]


# Cells


@pytest.mark.parametrize("column", ["places", "starts", "referrals", "completions"])
@pytest.mark.parametrize(
    "value",
    ["-1", "inf", "-inf", "1e308", "1e3", "0x10", "12 elephants", "١٢", "1,2", "12,5",
     "<5", "1_000", "£", ".5", "999999999", "=1+1", "1;2", "30 a month"],
)  # fmt: skip
def test_what_is_no_plain_number_is_not_stated_and_listed_and_the_row_kept(check, column, value):
    assert "a plain number from 0 to" in left(check, column, value)
    seen = check(row(**{column: value})).rows[0].observation
    assert (seen.capacity_places, seen.starts, seen.referrals, seen.completions) == (None,) * 4


@pytest.mark.parametrize(
    ("value", "number"),
    [("0", 0), ("28", 28), ("12.5", 12.5), ("1,200", 1200), ("£1,200.50", 1200.5), ("100000", 1e5)],
)
def test_plain_numbers_are_taken_as_they_are(check, value, number):
    assert accepted(check, places=value).observation.capacity_places == number


@pytest.mark.parametrize("value", ["", " ", "n/k", "N/K", "not known", "-", "–", "Unknown", "tbc"])
def test_not_known_is_blank_and_never_zero(check, value):
    mine = accepted(check, places=value, starts=value, referrals=value, annual_funding=value)
    seen = mine.observation
    assert (seen.capacity_places, seen.starts, seen.referrals, seen.annual_funding) == (None,) * 4
    assert mine.record["referrals_status"] == "not_stated"
    assert mine.record["capacity_kind"] == ""


def test_a_stated_zero_is_zero(check):
    seen = accepted(check, places="0", referrals="0").observation
    assert (seen.capacity_places, seen.referrals) == (0.0, 0.0)


@pytest.mark.parametrize("value", ["0", "121", "-3", "twelve"])
def test_months_are_above_zero(check, value):
    assert "months above 0" in left(check, "months", value)


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2023", "2024", (2023, 2024)), ("2023-04-01", "31/03/2024", (2023, 2024)),
        ("1990", "2035", (1990, 2035)), ("2024-02-29 00:00:00", "01.12.2024", (2024, 2024)),
        ("", "n/k", (None, None)),
    ],
)  # fmt: skip
def test_years_and_dates(check, start, end, years):
    seen = accepted(check, start_year=start, end_year=end).observation
    assert (seen.start_year, seen.end_year) == years


@pytest.mark.parametrize(
    "value",
    ["9999", "2036", "0", "22", "2023.5", "9999-12-31", "2023-02-30", "30/02/2023", "31/12/9999",
     "2023-23-01", "April", "-2023", "٢٠٢٣"],
)  # fmt: skip
def test_years_that_are_none_are_not_stated_and_listed(check, value):
    assert "a year from 1990 to 2035" in left(check, "start_year", value, end_year="2024")


def test_the_years_of_a_row_are_in_order(check):
    assert "2023 on" in left(check, "end_year", "2022", start_year="2023")


@pytest.mark.parametrize(
    ("value", "years"),
    [("2023", (2023, 2023)), ("2022-23", (2022, 2023)), ("2022/23", (2022, 2023)),
     ("2020-2023", (2020, 2023)), ("2020 – 2023", (2020, 2023))],
)  # fmt: skip
def test_periods(check, value, years):
    mine = accepted(check, period=value)
    assert (mine.observation.start_year, mine.observation.end_year) == years
    assert mine.record["period"] == value


@pytest.mark.parametrize("value", ["2023-22", "2022-2021", "23", "1999-00-01", "soon", "9999"])
def test_periods_that_are_none_are_not_stated_and_listed(check, value):
    assert "a year" in left(check, "period", value)


@pytest.mark.parametrize(
    ("column", "terms"),
    [("referral_routes", ROUTES), ("accepts", GROUPS), ("does_not_accept", GROUPS)],
)
def test_terms_by_key_or_label_in_any_order(check, column, terms):
    names = {"referral_routes": "routes"}.get(column, column)
    for spelt in (list(terms), [label.upper() for label in terms.values()]):
        mine = accepted(check, **{column: " ; ".join(reversed(spelt))})
        assert getattr(mine.observation, names) == tuple(terms)
    found = check(row(**{column: f"{next(iter(terms))};carrier pigeon"}))
    assert getattr(found.rows[0].observation, names) == (next(iter(terms)),)
    (cell,) = found.cells
    assert cell.value == "carrier pigeon"
    assert all(label in cell.accepted for label in terms.values())
    assert [(w.column, w.word) for w in found.words] == [(column, "carrier pigeon")]


def test_one_type_is_needed(check):
    for key, label in TYPES.items():
        assert accepted(check, programme_type=label).observation.programme_type == key
    for value in ("", "n/k", "dancing", "stalking; online_virtual"):
        assert "one of: Community" in problem(check, "programme_type", value)


@pytest.mark.parametrize(
    ("value", "accredited"),
    [("Yes", True), ("n", False), ("TRUE", True), ("0", False), ("", None)],
)
def test_yes_and_no(check, value, accredited):
    assert accepted(check, respect_accredited=value).observation.accredited is accredited
    assert "yes, no" in left(check, "respect_accredited", "maybe")


def test_a_group_is_not_both_accepted_and_refused(check):
    assert "not also" in left(check, "does_not_accept", "men", accepts="Men;Women")
    seen = check(row(does_not_accept="men;lgbt", accepts="Men;Women")).rows[0].observation
    assert (seen.accepts, seen.does_not_accept) == (("men", "women"), ("lgbt",))


@pytest.mark.parametrize(
    "name", ["a\nb", "a\x07b", "x\u202eevil", "\u2066a\u2069", "x" * 301, "a\u2028b"]
)
def test_names_that_cannot_be_shown_as_they_are_are_refused(check, name):
    problem(check, "programme", name)


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "=HYPERLINK(1)",
        "x" * 300,
        "برنامج\u200f",
        "👩‍👧 hope",
        "O’Brien",
        "Ŵ",
    ],
)
def test_odd_names_are_kept_as_they_are(check, name):
    assert accepted(check, programme=name).record["programme"] == name


def test_a_name_is_needed(check):
    for value in ("", "-"):
        problem(check, "programme", value)


def test_every_problem_of_every_row_is_reported_at_once(check):
    text = (
        "programme,programme_type,areas,places,start_year,end_year,postcode\n"
        ",dancing,Atlantis,-5,9999,2024,XX\n"
        "Good,stalking,Leeds,5,2023,2024,\n"
        "Bad,stalking,Haringay; Hackny,n,2024,2023,N17 9LJ\n"
    )
    found = check(text)
    assert [r.line for r in found.rows] == [3]
    assert found.bad == (2, 4)
    where = [(p.line, p.column) for p in found.problems]
    assert sorted(where) == sorted(
        [(2, c) for c in ("programme", "programme_type", "areas")] + [(4, "areas"), (4, "areas")]
    )
    cells = [(p.line, p.column) for p in found.cells]
    assert sorted(cells) == sorted(
        [(2, c) for c in ("places", "start_year", "postcode")] + [(4, "places"), (4, "end_year")]
    )


# Areas


@pytest.mark.parametrize("level", ["utla", "pfa", "county", "region", "country", "borough"])
def test_every_code_of_every_level_gives_its_councils(dataset, check, level):
    for code, held in dataset.lookup.groupby(level).groups.items():
        assert blocks(check, code)[0] == tuple(sorted(held)), code


def test_every_district_and_every_former_code_lands(dataset, check):
    for r in dataset.tables["districts"].to_dict("records"):
        assert blocks(check, r["district_code"])[0] == (r["utla_code"],)
    for r in dataset.tables["area_changes"].to_dict("records"):
        code = r["old_code"]
        if code not in set(dataset.tables["districts"]["district_code"]):
            found, said = blocks(check, code)
            assert found == dataset.changes.current_codes(code)
            assert "former" in said[0]


def test_every_name_of_a_council_means_the_council(dataset, check):
    areas = dataset.tables["areas"]
    for r in areas[areas["level"] == "utla"].to_dict("records"):
        for name in filter(None, (r["name"], r["name_cy"], r["name"].upper())):
            if r["code"] in dataset.lookup.index:
                assert blocks(check, name)[0] == (r["code"],), name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Dorset Police", "E23000039"), ("Devon and Cornwall Police", "E23000035"),
        ("Metropolitan Police Service", "E23000001"), ("West Midlands Police", "E23000014"),
        ("London Borough of Haringey", "E09000014"), ("City of Westminster", "E09000033"),
        ("Essex County Council", "E10000012"), ("Bristol", "E06000023"), ("Hull", "E06000010"),
        ("St Helens", "E08000013"), ("Ynys Mon", "W06000001"), ("Sir Gâr", "W06000010"),
        ("Durham", "E06000047"), ("City of London", "E09000001"), ("London", "E23000001"),
        ("Scotland", "S92000003"), ("S12000033", "S92000003"), ("N09000003", "N92000002"),
        ("e09000014", "E09000014"), ("Taunton Deane", "E06000066"), ("Corby", "E06000061"),
    ],
)  # fmt: skip
def test_usual_ways_of_naming_an_area(dataset, check, text, code):
    inside = [dataset.lookup.index[dataset.lookup[c] == code] for c in dataset.lookup]
    wanted = next((tuple(sorted(i)) for i in inside if len(i)), (code,))
    assert blocks(check, text)[0] == wanted


def test_a_name_of_several_areas_is_shown_with_what_it_is_not(check):
    assert readings(check, "Dorset") == [
        "read as the council Dorset (E06000059), not the police force area Dorset (E23000039) or "
        "the county Dorset (GMC12)"
    ]
    assert readings(check, "E06000059") == []
    assert readings(check, "Haringey") == []


def test_a_name_of_several_areas_and_no_council_has_to_be_settled(check):
    found = check(row(areas="West Midlands"))
    assert found.bad == (2,)
    (offer,) = found.offers
    assert [code for code, _ in offer.options] == ["E23000014", "GMC44", "E12000005"]


def test_a_misspelling_is_used_only_once_confirmed(check):
    found = check(row(areas="Haringay; Leeds"))
    assert found.rows == ()
    assert "perhaps the council Haringey (E09000014)" in str(found.problems[0])
    (offer,) = found.offers
    assert (offer.text, offer.lines) == ("Haringay", (2,))
    assert offer.options[0] == ("E09000014", "the council Haringey (E09000014)")
    got, said = blocks(check, "Haringay; Leeds", confirmed={"Haringay": "E09000014"})
    assert got == ("E08000035", "E09000014")
    assert said == ["confirmed as Haringey (E09000014)"]


@pytest.mark.parametrize("text", ["Atlantis", "<script>", "E06999999", "X", ";;", "1" * 1500])
def test_what_is_no_area_is_refused(check, text):
    found = check(row(areas=text))
    assert found.rows == ()
    assert len(found.problems) >= (text != ";;")


@pytest.mark.parametrize("text", ["Hackney, Haringey", "Hackney and Haringey", "Hackney/Haringey"])
def test_lists_that_are_not_separated_by_semicolons(check, text):
    assert blocks(check, text)[0] == ("E09000012", "E09000014")


def test_a_name_with_commas_is_not_torn_apart(check):
    name = "Bournemouth, Christchurch and Poole"
    assert blocks(check, name)[0] == ("E06000058",)


def test_huge_columns_of_areas_are_refused(check):
    lines = "".join(f"P{n},stalking,{n}{'x' * 1500}\n" for n in range(700))
    with pytest.raises(UserInputError, match="letters of different"):
        check("programme,programme_type,areas\n" + lines)
    lines = "".join(f"P{n},stalking,England\n" for n in range(3500))
    with pytest.raises(UserInputError, match="500,000 councils"):
        check("programme,programme_type,areas\n" + lines)


# Postcodes, towns, maps

N17 = Place("N17 9LJ", 51.6, -0.07, "E09000014", "E99999999")
CB1 = Place("CB1 1AA", 52.2, 0.12, "E07000008", "E10000003")
OLD = Place("NR1 1AA", 52.63, 1.3, ended=2003)
UNSURE = Place("EX1 1AA", 50.72, -3.53, ended=1998)
PLACES = {p.postcode: p for p in (N17, CB1, OLD, UNSURE)}


def placed(check, **cells):
    found = check(row(areas="", **cells), postcodes=PLACES)
    return found, found.rows[0].observation.blocks if found.rows else None


@pytest.mark.parametrize(
    ("postcode", "block", "said"),
    [
        ("n179lj", "E09000014", "Haringey (E09000014), by postcode"),
        ("CB1 1AA", "E10000003", "Cambridgeshire (E10000003), by postcode"),
        ("NR1 1AA", "E10000020", "Norfolk (E10000020), by postcode (no longer in use since 2003)"),
    ],
)
def test_a_postcode_that_is_known_places_a_row_that_states_no_areas(check, postcode, block, said):
    found, where = placed(check, postcode=postcode)
    assert where == (block,)
    assert [c.read_as for c in found.choices] == [f"counted in {said}"]
    assert (
        found.rows[0].record["base_latitude"]
        == PLACES[found.rows[0].record["base_postcode"]].latitude
    )


def test_areas_rule_over_the_postcode(check):
    found = check(row(areas="Leeds", postcode="N17 9LJ"), postcodes=PLACES)
    assert found.rows[0].observation.blocks == ("E08000035",)
    assert found.choices == ()
    assert (found.rows[0].record["base_latitude"], found.postcodes) == (51.6, ())


def test_a_postcode_not_looked_up_is_replaced_by_the_town_and_says_so(check):
    found, where = placed(check, postcode="LS1 1AA", town="Leeds")
    assert where == ("E08000035",)
    assert "the postcode LS1 1AA has not been found" in found.choices[0].read_as
    assert found.postcodes == ("LS1 1AA",)
    alone, where = placed(check, postcode="LS1 1AA")
    assert where is None
    assert "looked up" in str(alone.problems[0])


def test_a_postcode_that_the_map_cannot_place_falls_back_too(check):
    assert placed(check, postcode="EX1 1AA")[1] is None
    assert placed(check, postcode="EX1 1AA", town="Exeter")[1] == ("E10000008",)


@pytest.mark.parametrize("value", ["XX", "N17", "SW1A 1AI", "0" * 12, "<b>"])
def test_malformed_postcodes_are_not_stated_and_listed(check, value):
    assert "a full postcode" in left(check, "postcode", value)
    assert check(row(areas="", postcode=value)).bad == (2,)  # nothing else places the row


def test_postcodes_among_the_areas(check):
    found = check(row(areas="N17 9LJ; CB1 1AA"), postcodes=PLACES)
    assert found.rows[0].observation.blocks == ("E09000014", "E10000003")
    found = check(row(areas="N17 9LJ; LS1 1AA"), postcodes=PLACES)
    assert found.postcodes == ("LS1 1AA",)
    assert "look the postcode up" in str(found.problems[0])


def test_a_row_that_is_nowhere_is_refused(check):
    found, where = placed(check, town="Nowhere")
    assert where is None
    assert "“Nowhere”" in str(found.problems[0])
    with pytest.raises(UserInputError, match="where its programmes are"):
        check("programme,programme_type\nA,stalking\n")


@pytest.mark.parametrize("ending", [".geojson", ".gpkg", ".zip"])
def test_points_of_a_map_lie_in_their_borough(check, ending):
    rows = [["A", "stalking", None, 5, None], ["B", "stalking", "Leeds", 5, None]]
    found = check(files.map_file(ending, rows), f"a{ending}")
    assert [r.observation.blocks for r in found.rows] == [("E09000014",), ("E08000035",)]
    assert [c.read_as for c in found.choices] == ["counted in Haringey (E09000014)"]


def geojson(geometry):
    properties = {"programme": "A", "programme_type": "stalking"}
    feature = {"type": "Feature", "geometry": geometry, "properties": properties}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def box(west, south, east, north):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def point(x, y):
    return {"type": "Point", "coordinates": [x, y]}


def test_an_area_of_a_map_serves_the_councils_it_covers(dataset, check):
    found = check(geojson(box(-1.6, 50.5, -1.0, 50.78)), "a.geojson")
    assert "E06000046" in found.rows[0].observation.blocks if found.rows else found.problems
    whole = check(geojson(box(-6, 49, 2, 56)), "a.geojson")
    assert len(whole.rows) + len(whole.bad) == 1


def test_where_the_map_cannot_tell_councils_apart_the_row_waits_for_a_name(check):
    found = check(geojson(point(-3.53, 50.72)), "a.geojson")
    (only,) = found.problems
    assert "cannot tell Plymouth (E06000026), Torbay (E06000027), Devon (E10000008) apart" in str(
        only
    )
    sea = check(geojson(point(-5.0, 49.0)), "a.geojson")
    assert "lies in no area" in str(sea.problems[0])


# Columns


def test_headings_are_recognised_and_choices_remembered():
    header = ["Programme Name", "Organisation", "LOCAL AUTHORITY", "Type", "Annual budget (£)", "x"]
    found = columns.guess(header)
    assert found == {
        "programme": "Programme Name", "provider": "Organisation", "areas": "LOCAL AUTHORITY",
        "programme_type": "Type", "annual_funding": "Annual budget (£)",
    }  # fmt: skip
    assert columns.guess(header, {"notes": "x", "town": "gone"}) == found | {"notes": "x"}
    assert columns.guess(["x"], {"notes": "x"}) == {"notes": "x"}


def test_no_heading_is_used_twice_and_our_own_names_win():
    found = columns.guess(["Name", "programme", "capacity", "places"])
    assert found == {"programme": "programme", "places": "places"}


def test_a_needed_column_is_asked_for(check):
    with pytest.raises(UserInputError, match="Programme type"):
        check("programme,areas\nA,Leeds\n")
    found = check("programme,areas\nA,Leeds\n", constants={"programme_type": "stalking"})
    assert found.rows[0].observation.programme_type == "stalking"


@pytest.mark.parametrize("text", ["places", "=x", "nothing=x", "places=gone"])
def test_mappings_that_are_refused(text):
    with pytest.raises(UserInputError):
        columns.parse_mapping([text], ["x"])


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_the_example_of_the_template_is_no_programme_until_it_is_overwritten(check, name):
    data = template.template_csv() if name == "t.csv" else template.template_xlsx()
    found = check(data, name)
    assert (found.problems, found.rows) == ((), ())
    assert [one.why for one in found.aside] == ["it is the made-up example of the template"]
    sent = upload.read(data, name)
    assert sent.header == tuple(columns.COLUMNS)
    assert columns.guess(sent.header) == {c: c for c in columns.COLUMNS}
    mine = check(template.template_csv().replace(aside.EXAMPLE.encode(), b"Ours"), "t.csv")
    assert (mine.problems, mine.aside) == ((), ())
    assert set(mine.rows[0].record) >= {"programme", "provider"}


# Into the dataset


MINE = (
    "programme,programme_type,areas,places,start_year,end_year,referrals,months,annual_funding\n"
    "Own one,stalking,Haringey,60,2024,2025,,,\n"
    "Own two,stalking,Essex,,2024,2024,30,6,\n"
    "Own three,stalking,Kent,,2024,2024,30,,\n"
    "Own four,stalking,Kent; Medway,,2024,2024,,,150000\n"
)


@pytest.fixture
def own(dataset, check):
    def make(text=MINE, mode="add", base=dataset, name="mine.csv"):
        sent = upload.read(text.encode(), name)
        return own_data.with_checked(base, sent, check(text, name), mode)

    return make


def test_a_record_has_the_columns_of_the_shipped_rows(dataset, check):
    theirs = next(iter(dataset.programmes.values()))
    mine = check(MINE).rows[0].record
    assert set(mine) == set(theirs) | {"base_latitude", "base_longitude"}


def test_identifiers_never_meet_the_shipped_ones(dataset, check):
    shipped = {i for o in dataset.observations for i in (o.observation_id, o.service_id)}
    assert not any(i.startswith("own/") for i in shipped)
    for mine in check(MINE).rows:
        assert mine.observation.service_id.startswith("own/")
        assert mine.observation.observation_id.startswith("own/")
    assert "OWN" not in {row["source_id"] for row in dataset.sources()}


def test_places_of_a_row_count_by_the_rules(dataset, own):
    mine = own(mode="replace").gap(ALL_YEARS.with_(level="borough", basis="implied"))
    assert mine.row("E09000014")["places"] == 60
    assert mine.totals.places == 60
    rest = own(mode="replace").gap(ALL_YEARS.with_(level="utla", basis="implied"))
    assert rest.row("E10000012")["places"] == 60  # 30 referrals in 6 months
    kent = rest.row("E10000016")["places"] + rest.row("E06000035")["places"]
    assert kent == pytest.approx(150_000 / unit_costs.DEFAULT)
    assert rest.row("E10000016")["programmes_unmeasured"] == 1  # months not stated


def test_beside_the_shipped_data_both_count(dataset, own):
    selection = ALL_YEARS.with_(level="borough")
    before, after = dataset.gap(selection), own().gap(selection)
    gained = after.row("E09000014")["places"] - before.row("E09000014")["places"]
    assert gained == 60
    others = before.rows["code"] != "E09000014"
    assert list(after.rows.loc[others, "places"].dropna()) == list(
        before.rows.loc[others, "places"].dropna()
    )


def test_rows_of_one_service_in_different_years_count_once(own):
    text = (
        "programme,programme_type,areas,places,period,service\n"
        "A,stalking,Leeds,10,2023,\nA,stalking,Leeds,20,2024,\n"
        "B,stalking,York,5,2023,x\nC,stalking,York,7,2024,x\n"
        "D,stalking,Kent,1,2024,\nD,stalking,Essex,2,2024,\n"
    )
    table = own(text, "replace").gap(ALL_YEARS.with_(level="utla"))
    assert table.row("E08000035")["places"] == 20
    assert table.row("E06000014")["places"] == 7
    assert table.totals.programmes == 4


def test_the_same_row_twice_counts_once_and_says_so(check):
    found = check(row() + row().split("\r\n")[1] + "\r\n")
    assert found.bad == ()
    assert [r.lines for r in found.rows] == [(2, 3)]
    assert "the same as line 2: counted once" in [c.read_as for c in found.choices]


def test_fingerprints_tell_data_and_choices_apart(dataset, own):
    made = [own(), own(mode="replace"), own(MINE.replace("60", "61"))]
    marks = {dataset.fingerprint, *(d.fingerprint for d in made)}
    assert len(marks) == 4
    assert {d.shipped for d in made} == {dataset.fingerprint}
    assert own().fingerprint == own().fingerprint


def test_own_programmes_and_own_estimates_go_together(dataset, own):
    people = dataset.population["aged_16_plus"]
    table = b"code,low,central,high\nE09000014,800,1000,1500\n"
    estimates, _ = own_estimates.read(table, "e.csv", dataset.lookup, people)
    selection = ALL_YEARS.with_(level="borough", demand="own")
    one = own(base=dataset.with_own_estimates(estimates, "e.csv", table), mode="replace")
    two = own(mode="replace").with_own_estimates(estimates, "e.csv", table)
    for data in (one, two):
        assert data.gap(selection).row("E09000014")["places_per_1000"] == 60
    assert one.fingerprint_of(selection) != dataset.fingerprint
    marks = {one.fingerprint_of(selection), one.fingerprint_of(ALL_YEARS)}
    assert len(marks) == 2


@pytest.mark.parametrize("mode", ["add", "replace"])
def test_every_view_says_that_own_data_are_in_it(own, mode):
    table = own(mode=mode).gap(ALL_YEARS)
    said = " ".join(left_out.counted_with_care(table))
    assert "your own file mine.csv (4 rows, not checked by gapmap)" in said
    assert ("in place of" in said) == (mode == "replace")
    assert "OWN" in table.source_ids


@pytest.mark.parametrize("kind", [".csv", ".json"])
def test_exports_say_it_and_name_the_file_as_a_source(own, kind):
    data = own(name="my <b>file.csv")
    table = data.gap(ALL_YEARS.with_(level="borough"))
    text = with_record(f"table{kind}", data, table, date(2026, 1, 1)).decode("utf-8-sig")
    assert "your own file my <b>file.csv" in text
    assert "Your own file my <b>file.csv" in text
    assert data.fingerprint in text


def test_the_profile_marks_the_rows_of_the_file(own):
    data = own()
    table = data.gap(ALL_YEARS.with_(level="borough"))
    area = profile(
        table, "E09000014", areas=data.tables["areas"], lookup=data.lookup,
        programmes=data.programmes, sources={s["source_id"]: s for s in data.sources()},
    )  # fmt: skip
    (entry,) = [e for e in area.programmes if e.title == "Own one"]
    assert entry.subtitle.endswith("your own file")
    assert ("How far verified", "from your own file; not checked by gapmap") in entry.facts
    assert entry.links[0].text.startswith("Your own file mine.csv")
    assert entry.links[0].url == ""


def test_small_numbers_of_own_rows_can_be_withheld(own):
    text = MINE.replace("Haringey,60", "Haringey,6")
    table = own(text, "replace").gap(ALL_YEARS.with_(level="borough", suppress_below=10))
    assert table.row("E09000014")["state"] == "suppressed"
    assert table.row("E09000014")["places"] != table.row("E09000014")["places"]


def test_what_may_count_twice_is_named(dataset, own):
    seen = next(o for o in dataset.observations if o.row_kind == "programme")
    text = f'programme,programme_type,areas\n"{seen.programme.upper()}",stalking,{seen.blocks[0]}\n'
    assert "may be counted twice" in own(text).notes[1]
    assert len(own(text, "replace").notes) == 1


# What is left to correct


def test_bad_rows_come_back_as_they_were_with_reasons(check):
    text = (
        'line,programme,programme_type,areas,notes\n"1",A,stalking,Leeds,\n'
        '"2",B,dancing,Leeds,=1+1\n"3",C,stalking,Atlantis,"x\ny"\n'
    )
    sent = upload.read(text.encode(), "mine.csv")
    found = check(text)
    rows = list(csv.reader(io.StringIO(own_data.bad_rows_csv(sent, found).decode("utf-8-sig"))))
    assert rows[0] == ["line", "reasons", "line (yours)", "programme", "programme_type", "areas",
                       "notes"]  # fmt: skip
    assert [r[0] for r in rows[1:]] == ["3", "4"]
    assert "one of: Community" in rows[1][1]
    assert rows[1][2:] == ["2", "B", "dancing", "Leeds", "'=1+1"]
    assert rows[2][2:] == ["3", "C", "stalking", "Atlantis", "x\ny"]


def test_everything_is_said_for_machines_too(check):
    sent = upload.read(MINE.encode(), "mine.csv")
    found = json.loads(own_data.as_json(sent, columns.guess(sent.header), check(MINE)))
    assert (found["rows"], found["usable"], found["unusable"], found["problems"]) == (4, 4, 0, [])
    assert found["columns"]["places"] == "places"
