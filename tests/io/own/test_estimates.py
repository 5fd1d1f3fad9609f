"""Tables of the user's own estimates: what is accepted, what is refused, and what they change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.cli import main as cli
from gapmap.dataset import Dataset
from gapmap.errors import UserInputError
from gapmap.io.own import estimates as own_estimates
from gapmap.selection import Selection

HEADER = "code,low,central,high\n"
MET, ESSEX, HARINGEY = "E23000001", "E23000028", "E09000014"


def read(dataset, text, name="mine.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    return own_estimates.read(data, name, dataset.lookup, dataset.population["aged_16_plus"])


def good(dataset, text):
    estimates, problems = read(dataset, text)
    assert problems == []
    return estimates


def problems_of(dataset, text):
    _, problems = read(dataset, text)
    assert problems
    return problems


def with_own(dataset, text, name="mine.csv"):
    return dataset.with_own_estimates(good(dataset, text), name, text.encode())


def codes(dataset, level):
    return sorted(dataset.lookup[level].dropna().unique())


@pytest.mark.parametrize("level", ["utla", "pfa", "county", "region", "country", "borough"])
def test_a_file_of_each_level_is_conserved_area_by_area(dataset, level):
    given_ = {c: (10.0 + i, 20.5 + i, 40.0 + 2 * i) for i, c in enumerate(codes(dataset, level))}
    text = HEADER + "".join(f"{c},{lo},{mid},{hi}\n" for c, (lo, mid, hi) in given_.items())
    estimates = good(dataset, text)
    sums = estimates.groupby(dataset.lookup[level].reindex(estimates.index)).sum()
    for code, numbers in given_.items():
        assert tuple(sums.loc[code]) == pytest.approx(numbers, rel=1e-12)
    people = dataset.population["aged_16_plus"]
    first = sums.index[0]
    blocks = dataset.lookup.index[dataset.lookup[level] == first]
    shares = estimates.loc[blocks, "central"] / estimates.loc[blocks, "central"].sum()
    assert list(shares) == pytest.approx(list(people[blocks] / people[blocks].sum()))
    table = with_own(dataset, text).gap(Selection(level=level, demand="own"))
    for code, numbers in given_.items():
        row = table.row(code)
        mine = (row["perpetrators_low"], row["perpetrators"], row["perpetrators_high"])
        assert mine == pytest.approx(numbers)
    assert table.totals.perpetrators == pytest.approx(sum(n[1] for n in given_.values()))


@given(st.lists(st.floats(0.001, 9e8), min_size=3, max_size=3).map(sorted))
def test_any_interval_is_conserved(dataset, numbers):
    estimates = good(dataset, HEADER + ",".join([MET, *map(repr, numbers)]) + "\n")
    assert list(estimates.sum()) == pytest.approx(numbers)
    assert (estimates["low"] <= estimates["central"] + 1e-6).all()
    assert len(estimates) == 32


def test_different_levels_may_be_mixed_but_never_overlap(dataset):
    mixed = HEADER + f"{HARINGEY},1,2,3\n{ESSEX},10,20,30\n"
    assert good(dataset, mixed).sum().tolist() == pytest.approx([11, 22, 33])
    (problem,) = problems_of(dataset, HEADER + f"{HARINGEY},1,2,3\n{MET},10,20,30\n")
    assert (problem.line, problem.column, problem.value) == (3, "code", MET)
    assert "line 2" in problem.accepted
    (problem,) = problems_of(dataset, HEADER + f"E92000001,1,2,3\n{ESSEX},1,2,3\n")
    assert (problem.line, problem.value) == (2, "E92000001")  # the finer of the two is used


def test_every_kind_of_problem_is_reported_at_once_with_its_place(dataset):
    text = HEADER + (
        f"{MET},1,2,3\n"
        "S92000003,1,2,3\n"
        "X99,1,2,3\n"
        f"{MET},1,2,3\n"
        f"{ESSEX},3,2,1\n"
        "E23000003,nan,inf,1e308\n"
        "E23000004,-1,0,many\n"
        ",1,2,3\n"
        "E23000005,1\n"
    )
    found = {(p.line, p.column): p for p in problems_of(dataset, text)}
    assert set(found) == {
        (3, "code"), (4, "code"), (5, "code"), (6, ""), (7, "low"), (7, "central"), (7, "high"),
        (8, "low"), (8, "central"), (8, "high"), (9, "code"), (10, "central"), (10, "high"),
    }  # fmt: skip
    used, _ = read(dataset, text)
    assert used.sum().tolist() == pytest.approx([1, 2, 3])  # the good row
    assert {p.file for p in found.values()} == {"mine.csv"}
    assert found[3, "code"].value == "S92000003"
    assert "England and Wales" in found[3, "code"].accepted
    assert "each place once" in found[5, "code"].accepted
    assert found[6, ""].value == "3, 2, 1"
    assert "rising order" in found[6, ""].accepted
    assert [found[7, c].value for c in ("low", "central", "high")] == ["nan", "inf", "1e308"]
    assert "above 0" in found[8, "central"].accepted
    text = own_estimates.explain(list(found.values()))
    assert all(f"line {line}" in text for line, _ in found)


def test_many_problems_are_counted_after_the_first_twenty(dataset):
    found = problems_of(dataset, HEADER + "X,1,2,3\n" * 50)
    assert len(found) == 50
    assert own_estimates.explain(found).endswith("… and 30 more.")
    assert own_estimates.explain(found).count("line ") == 20


@pytest.mark.parametrize("gap", ["\n", "\r\n", "\n\n\n"])
def test_lines_are_those_of_the_file_even_after_blank_lines(dataset, gap):
    text = f"{HEADER}{MET},1,2,3{gap}\nX1,1,2,3\n"
    (problem,) = problems_of(dataset, text)
    assert text.splitlines()[problem.line - 1] == "X1,1,2,3"


def test_a_quoted_cell_over_two_lines_does_not_shift_the_lines(dataset):
    text = f'code,low,central,high,note\n{MET},1,2,3,"two\nlines"\nX1,1,2,3,\n'
    (problem,) = problems_of(dataset, text)
    assert problem.line == 4


@pytest.mark.parametrize("number", ["1_000", "１２", "1e9", "5e8,", "1,00", "£5", "0x10", "١٢"])
def test_only_plain_numbers_are_taken(dataset, number):
    found = problems_of(dataset, f'{HEADER}{MET},1,"{number}",900000000\n')
    assert {(p.line, p.column, p.value) for p in found} == {(2, "central", number)}


def test_a_number_too_large_is_told_the_limit(dataset):
    (problem,) = problems_of(dataset, f"{HEADER}{MET},1,2,2000000000\n")
    assert "1,000,000,000" in problem.accepted


def test_bom_spaces_capitals_order_and_extra_columns_do_not_matter(dataset):
    plain = good(dataset, f"{HEADER}{MET},1,2,3\n")
    other = f"\ufeffNote, High ,central,LOW,Code\r\nx,3, 2 ,1, {MET} \r\n"
    assert good(dataset, other).equals(plain)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "no headings"),
        (HEADER.encode(), "no rows"),
        (f"{HEADER}\n\n".encode(), "no rows"),
        (b"code,low\nx,1\n", "central, high"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "no column"),
        (b"PK\x03\x04\0\0\0", "not what its ending"),
        (f'{HEADER}"{MET},"1",2,3\n"x\n'.encode(), "quotes"),
        (b"x" * 20_000_001, "20 MB"),
    ],
)
def test_what_is_no_such_table_is_refused_in_one_sentence(dataset, data, words):
    with pytest.raises(UserInputError, match=r"^mine\.csv") as refused:
        read(dataset, data)
    assert words in str(refused.value)


def test_a_huge_cell_is_a_problem_and_is_shown_short(dataset):
    with pytest.raises(UserInputError, match="CSV"):
        read(dataset, f"{HEADER}{'x' * 200_000},1,2,3\n")
    (problem,) = problems_of(dataset, f"{HEADER}{'x' * 5000},1,2,3\n")
    assert len(str(problem)) < 300


def test_the_template_is_a_file_that_is_accepted(dataset):
    assert not good(dataset, own_estimates.TEMPLATE).empty


def test_the_fingerprint_follows_the_file_and_the_first_dataset_is_unchanged(dataset):
    one = with_own(dataset, f"{HEADER}{MET},1,2,3\n")
    two = with_own(dataset, f"{HEADER}{MET},1,2,4\n")
    same = with_own(dataset, f"{HEADER}{MET},1,2,3\n")
    marks = [d.gap(Selection(demand="own")).fingerprint for d in (one, two, same)]
    assert marks[0] == marks[2]
    assert len({dataset.fingerprint, *marks}) == 3
    assert one.gap(Selection()).fingerprint == dataset.fingerprint  # unused, it changes nothing
    assert "own" not in dataset.models
    with pytest.raises(UserInputError, match="table of your own"):
        dataset.gap(Selection(demand="own"))


def test_areas_outside_the_file_have_no_estimate_and_stay_out_of_the_totals(dataset):
    table = with_own(dataset, f"{HEADER}{ESSEX},800,1000,1500\n").gap(Selection(demand="own"))
    others = table.rows[table.rows["code"] != ESSEX]
    assert set(others["state"]) == {"no_estimate"}
    assert others[["perpetrators", "places_per_1000", "unmet", "class_index"]].isna().all().all()
    t = table.totals
    ends = (t.perpetrators_low, t.perpetrators, t.perpetrators_high)
    assert ends == pytest.approx((800, 1000, 1500))
    assert (t.areas, t.covers) == (1, "the areas of your own table")


def test_boroughs_outside_the_file_are_not_called_london(dataset):
    own = with_own(dataset, f"{HEADER}{HARINGEY},1,2,3\n")
    totals = own.gap(Selection(level="borough", demand="own")).totals
    assert (totals.areas, totals.perpetrators) == (1, 2)
    assert totals.covers != "London"


def test_places_fall_back_to_population_where_the_file_covers_only_a_part(dataset):
    bromley, croydon, sutton = "E09000006", "E09000008", "E09000029"
    view = Selection(level="borough", demand="own", since=2022, until=2022)
    people = dataset.population["aged_16_plus"]

    def drive(own):
        parts = own.gap(view).parts
        return parts[parts["service_id"] == "drive-south-bcu-london"].set_index("code")["places"]

    some = drive(with_own(dataset, f"{HEADER}{bromley},900,1000,1100\n"))
    assert some.sum() == pytest.approx(81)
    wanted = 81 * people[bromley] / people[[bromley, croydon, sutton]].sum()
    assert some[bromley] == pytest.approx(wanted)
    rows = f"{bromley},1,10,20\n{croydon},1,20,30\n{sutton},1,70,80\n"
    every = drive(with_own(dataset, HEADER + rows))
    assert every.to_dict() == pytest.approx({bromley: 8.1, croydon: 16.2, sutton: 56.7})


def test_the_sensitivity_layer_leaves_the_users_own_figures_alone(dataset):
    text = HEADER + "".join(f"{c},10,20,30\n" for c in codes(dataset, "pfa"))
    own = with_own(dataset, text)
    flat = own.gap(Selection(demand="own"))
    bent = own.gap(Selection(demand="own", local="sensitivity", shrinkage=0.0))
    assert bent.rows["perpetrators"].equals(flat.rows["perpetrators"])
    assert set(bent.rows["sensitivity_evidence"]) == {""}


def test_own_estimates_have_no_assumptions(dataset):
    own = with_own(dataset, f"{HEADER}{MET},1,2,3\n")
    with pytest.raises(UserInputError, match="none"):
        own.gap(Selection(demand="own", assumptions=(("total", 5.0),)))


def test_the_command_line_takes_the_file(capsys, monkeypatch, dataset, tmp_path):
    monkeypatch.setattr(Dataset, "load", staticmethod(lambda: dataset))
    file = tmp_path / "mine.csv"
    file.write_text(f"{HEADER}{ESSEX},800,1000,1500\n", "utf-8")
    options = ["--demand", "own", "--demand-file", str(file), "--format", "json"]
    assert cli.main(["table", *options]) == 0
    out = capsys.readouterr().out
    own = with_own(dataset, file.read_text("utf-8"))
    assert own.own_fingerprint in out
    assert '"perpetrators": 1000.0' in out
    assert cli.main(["table", "--demand-file", str(file)]) == 0
    assert "58443.8" in capsys.readouterr().out


def test_small_figures_of_a_sensitive_table_are_withheld(dataset):
    text = HEADER + "".join(
        f"{c},{n},{n + 1},{n + 2}\n" for n, c in enumerate(codes(dataset, "pfa"), 5)
    )
    table = with_own(dataset, text).gap(Selection(demand="own", suppress_below=10))
    small = table.rows[table.rows["state"] == "suppressed"]
    assert set(small["code"]) >= set(codes(dataset, "pfa")[:4])  # 6, 7, 8 and 9 people
    assert small[["perpetrators", "places", "places_per_1000"]].isna().all(axis=None)
    assert table.row(codes(dataset, "pfa")[4])["perpetrators"] == pytest.approx(10)


def old(dataset, *lines):
    data = "\n".join(("code,low,central,high", *lines)).encode()
    people = dataset.population["aged_16_plus"]
    return own_estimates.read(data, "old.csv", dataset.lookup, people, dataset.changes)


def test_a_county_of_before_2023_lands_on_its_successors_by_people(dataset):
    found, problems = old(dataset, "E10000006,100,200,300")
    people = dataset.population["aged_16_plus"][["E06000063", "E06000064"]]
    assert problems == []
    assert found["central"].to_dict() == pytest.approx((200 * people / people.sum()).to_dict())


def test_old_areas_that_are_whole_only_together_are_added_up(dataset):
    lines = ["E06000028,10,20,30", "E06000029,1,2,3", "E10000009,100,200,300"]
    found, problems = old(dataset, *lines)
    assert problems == []
    assert set(found.index) == {"E06000058", "E06000059"}
    assert found.sum().to_dict() == pytest.approx({"low": 111, "central": 222, "high": 333})
    found, problems = old(dataset, *lines[:2], "E07000048,4,5,6")
    assert problems == []
    assert found.loc["E06000058"].to_dict() == pytest.approx({"low": 15, "central": 27, "high": 39})


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["E06000028,1,2,3"], "E06000058, of which this old area is a part today, or a line for"),
        (["E07000190,1,2,3"], "“E07000190” is not accepted; use E06000066, of which this old area"),
        (["E10000006,1,2,3", "E06000063,1,2,3"], "each place once: it is already part of line 3"),
        (["E10000006,1,2,3", "E10000006,1,2,3"], "each place once: it is already part of line 2"),
        (
            ["E06000028,1,2,3", "E06000029,1,2,3", "E10000009,1,2,3", "E06000028,1,2,3"],
            "line 5, column code: “E06000028” is not accepted; use each place once",
        ),
        (["E08000038,1,2,3", "E23000011,1,2,3"], "each place once: it is already part of line 2"),
    ],
)
def test_an_old_code_that_cannot_be_used_is_answered_with_what_can(dataset, lines, said):
    _, problems = old(dataset, *lines)
    assert said in own_estimates.explain(problems)
