"""What the tests of printed maps share: tables of every kind, and the calls that draw them."""

from datetime import date
from functools import cache

import geopandas as gpd
import pandas as pd
import shapely

from gapmap.dataset import BOUNDARIES, Dataset
from gapmap.io.boundaries import in_use as boundaries
from gapmap.present.page import map as print_map
from gapmap.selection import Selection
from gapmap.vocabulary import GROUPS, MEASURES, ROUTES, TYPES

DATA = Dataset.load()
SHAPES = {level: boundaries.read(level, BOUNDARIES).areas for level in ("pfa", "county", "borough")}
OUTLINE = boundaries.outline(BOUNDARIES)
TODAY = date(2026, 3, 9)
CREDIT = "Made with Natural Earth."
RECIPE = '{"format":"a recipe","quote":"\\u201c<&>"}'
HOSTILE = (
    "$\\frac{1}{0}$ ^_{} \\",
    "Long" * 75,
    "x y " * 75,
    "\u202eright to left\u202c \u05d0\u05d1\u05d2 \u0639\u0631\u0628\u064a",
    "🏴\U000e0067\U000e007f 👩‍👩‍👧 \U0001f9ff 漢字",
    "tab\tnew\nline\x00\x1b[31m\ufffe",
    "Z\u0335\u0321\u0322\u0323\u0324a\u0335\u0321l" * 20,
    "",
    "&lt;script&gt; <b>'\"%s {0}",
    '=HYPERLINK("http://example.org")',
    "../../etc/passwd\\..",
    "]]><script>alert(1)</script>",
)
LONG = Selection(
    types=tuple(TYPES),
    routes=tuple(ROUTES),
    include_unstated=True,
    accepts=tuple(GROUPS),
    accredited=True,
    basis="implied",
    since=1990,
    until=2035,
    target_share=0.125,
    breaks=(0.1, 1, 5, 10, 1000, 100000),
)


@cache
def tiles(level):
    """Squares in rows, as many as the level has areas, with abbreviations."""
    areas = DATA.tables["areas"]
    areas = areas[areas["level"] == level]
    wide = int(len(areas) ** 0.5)
    squares = [
        shapely.box(1000 * (i % wide), 1000 * (i // wide), 1000 * (i % wide) + 960,
                    1000 * (i // wide) + 960)
        for i in range(len(areas))
    ]  # fmt: skip
    short = [str(name)[:6] for name in areas["name"]]
    frame = gpd.GeoDataFrame(
        {"name": areas["name"].to_list(), "short": short}, geometry=squares, crs="EPSG:3857"
    )
    return frame.set_index(pd.Index(areas["code"].astype(str), name="code"))


def shapes_of(table):
    """The boundaries that a table is drawn with: tiles where it asks for them or has no others."""
    level, layout = table.selection.level, table.selection.layout
    return tiles(level) if layout == "tiles" or level == "utla" else SHAPES[level]


def arguments(table, sources=None, shapes=None, **more):
    rows = DATA.sources(table.source_ids) if sources is None else sources
    drawn = shapes_of(table) if shapes is None else shapes
    return (table, drawn, OUTLINE, rows, CREDIT), {"today": TODAY, "version": "9.9.9", **more}


def render(table, **more):
    positional, named = arguments(table, **more)
    return print_map.render(*positional, **named)


def compose(table, **more):
    positional, named = arguments(table, **more)
    return print_map.compose(*positional, **named)


def with_values(table, states, values):
    """A table whose areas have these states and, where measured, these places per 1,000."""
    rows = table.rows.copy()
    measured = [s == "measured" for s in states]
    shown = [float(v) if m else float("nan") for v, m in zip(values, measured, strict=True)]
    rows["state"] = rows["shade"] = states
    rows["places_per_1000"] = rows["shown"] = shown
    rows["places_per_1000_low"] = rows["places_per_1000_high"] = shown
    rows["lower_bound"], rows["crosses_threshold"] = False, None
    index = [pd.NA if v != v else sum(v >= b for b in table.breaks) for v in shown]
    rows["class_index"] = pd.array(index, dtype="Int64")
    return table.with_rows(rows)


def every_state(table):
    wanted = ("suppressed", "unmeasured", "none_recorded", *["measured"] * 6)
    away = table.rows["state"] == "no_estimate"
    states = ["no_estimate" if a else wanted[i % len(wanted)] for i, a in enumerate(away)]
    return with_values(table, states, [7 * (i % 7) for i in range(len(states))])


def all_missing(table):
    return with_values(table, ["unmeasured"] * len(table.rows), [0] * len(table.rows))


def all_equal(table):
    return with_values(table, ["measured"] * len(table.rows), [5.0] * len(table.rows))


def one_area(table, code):
    return table.with_rows(table.rows[table.rows["code"] == code].reset_index(drop=True))


def hostile(table):
    table = every_state(table)
    names = [HOSTILE[i % len(HOSTILE)] for i in range(len(table.rows))]
    return table.with_rows(table.rows.assign(name=names))


def nothing(**more):
    return DATA.gap(Selection(since=1990, until=1990, **more))


CASES = {
    "pfa": lambda: DATA.gap(Selection()),
    "county": lambda: DATA.gap(Selection(level="county")),
    "borough": lambda: DATA.gap(Selection(level="borough")),
    "pfa-tiles": lambda: DATA.gap(Selection(layout="tiles")),
    "borough-tiles": lambda: DATA.gap(Selection(level="borough", layout="tiles")),
    "utla": lambda: DATA.gap(Selection(level="utla")),
    "nothing": nothing,
    "nothing-borough": lambda: nothing(level="borough"),
    "long": lambda: every_state(DATA.gap(LONG)),
    "long-county": lambda: every_state(DATA.gap(LONG.with_(level="county"))),
    "long-borough": lambda: every_state(DATA.gap(LONG.with_(level="borough"))),
    "one": lambda: one_area(DATA.gap(Selection()), "E23000004"),
    "one-away": lambda: one_area(DATA.gap(Selection()), "S92000003"),
    "equal": lambda: all_equal(DATA.gap(Selection(level="county"))),
    "missing": lambda: all_missing(DATA.gap(Selection())),
    "two-classes": lambda: every_state(DATA.gap(Selection(breaks=(20,)))),
    "hostile": lambda: hostile(DATA.gap(Selection())),
    "hostile-borough": lambda: hostile(DATA.gap(Selection(level="borough"))),
    "hostile-tiles": lambda: hostile(DATA.gap(Selection(layout="tiles"))),
} | {
    measure: lambda measure=measure: DATA.gap(Selection(measure=measure))
    for measure in list(MEASURES)[1:]
}


@cache
def made(case):
    return CASES[case]()


@cache
def composed(case):
    return compose(made(case))
