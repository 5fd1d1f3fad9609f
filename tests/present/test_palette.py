"""Whatever two entries of a legend mean, a person can tell them apart, on paper and in the dark."""

from itertools import combinations

import pytest

from gapmap.core.comparing.comparison import compare
from gapmap.present import palette, view
from gapmap.present.words.comparing import change
from gapmap.selection import Selection

APART = 10.0
"""Least difference of two plain fills (CIE 1976); about 2 is seen side by side at best."""
PAIRS = (
    ({"routes": ("self",)}, {}),
    ({"measure": "programmes", "routes": ("self",)}, {"measure": "programmes"}),
    ({"level": "borough", "standing": "any", "until": 2016, "since": 2010}, {"level": "borough"}),
    ({"measure": "unmet", "accepts": ("women",)}, {"measure": "unmet"}),
)


def lab(colour):
    """CIE L*a*b* of a colour, from sRGB with the white of D65."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (c ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def apart(one, other):
    return sum((a - b) ** 2 for a, b in zip(lab(one), lab(other), strict=True)) ** 0.5


def looks(legend, dark):
    """Each entry's pattern and fill: what tells it from the others."""
    found = {}
    for label, colour, _ in legend["classes"]:
        even = dark and colour == palette.EVEN
        found[label] = ("", palette.DARK["even"] if even else colour)
    for state, label, _ in legend["states"]:
        if state in palette.CHANGE_PATTERN:
            found[label] = (palette.CHANGE_PATTERN[state], palette.DOTS_BACK)
            continue
        pattern = palette.STATE_PATTERN.get(state, "")
        name = pattern.replace("-", "_") or state
        fill = palette.STATE_FILL[state]
        found[label] = (pattern, palette.DARK[name] if dark else fill)
    return found


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_no_two_entries_of_a_legend_look_alike(dataset, pair, dark):
    first, second = (dataset.gap(Selection(**choices)) for choices in pair)
    found = compare(first, second)
    for legend in (view.legend(first), view.legend(second), view.change_legend(found)):
        for (one, (mark, fill)), (other, (second_mark, second_fill)) in combinations(
            looks(legend, dark).items(), 2
        ):
            if mark == second_mark:
                assert apart(fill, second_fill) >= APART, (one, other)


def test_a_change_is_written_in_its_area_and_no_change_as_nought(dataset):
    first, second = (
        dataset.gap(Selection(measure="programmes", routes=routes)) for routes in (("self",), ())
    )
    found = compare(first, second)
    rows = {row["code"]: row for row in found.rows.to_dict("records")}
    written = set()
    for code, paint in view.changes(found).items():
        row = rows[code]
        if paint["s"] == "measured":
            gain = f"+{row['change']:.0f}" if row["change"] else "0"
            assert paint["n"] == f"{'≥' if row['change_bound'] else ''}{gain}"
            written.add(paint["n"][0])
        else:
            assert "n" not in paint
    assert written == {"≥", "+", "0"}


def test_an_area_beyond_the_estimate_is_named_beside_those_it_is_counted_with(dataset):
    first, second = (
        dataset.gap(Selection(measure="programmes", routes=routes)) for routes in (("self",), ())
    )
    found = compare(first, second)
    beyond = found.rows[
        found.rows["code"].str.startswith("N") & (found.rows["status"] != "no_estimate")
    ]
    assert list(beyond["name"]) == ["Northern Ireland (PSNI)"]
    assert change.finding(found).endswith("(of 43 police force areas and Northern Ireland (PSNI)).")
