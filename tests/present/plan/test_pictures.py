"""Maps of a plan for print: every area as on the page, what is new by name, legends that count."""

from collections import Counter
from datetime import date

import pytest

from gapmap.core.plan.problem import Aim
from gapmap.core.plan.proposal import propose
from gapmap.core.plan.wish import Wish
from gapmap.dataset import BOUNDARIES
from gapmap.io.boundaries import in_use
from gapmap.present.page.marks import Fill
from gapmap.present.page.svg import svg
from gapmap.present.plan import pictures, view
from gapmap.selection import Selection

WISH = Wish(Aim.WORST, budget=3e6)
ABOUT = pictures.About("A plan", "Three maps", "1.0", date(2026, 3, 1))


def ground(level):
    land = in_use.read_best("country", "print").areas
    if level == "utla":
        return in_use.tiles(level, BOUNDARIES).areas, land
    return in_use.read_best(level, "print").areas, land


@pytest.fixture(scope="module", params=["pfa", "utla"])
def drawn(request, dataset):
    table = dataset.gap(Selection(level=request.param))
    proposal = propose(table, WISH)
    plan = next(iter(proposal.plans.values()))
    panels = pictures.panels(proposal, plan, table)
    return table, plan, panels, pictures.compose(table, panels, *ground(request.param))


def test_each_map_paints_every_area_as_the_page_does(drawn):
    table, _, panels, sheet = drawn
    faces = [
        {m.code: m.face for m in sheet.marks if isinstance(m, Fill) and m.code and inside(m, i)}
        for i in range(len(panels))
    ]
    for panel, found in zip(panels, faces, strict=True):
        for code in table.columns["code"]:
            paint = panel.areas[code]
            if paint["c"] is not None and code in found:
                assert found[code] == panel.colours[paint["c"]], (panel.heading, code)
        assert {c for c, p in panel.areas.items() if p["c"] is not None} <= set(found)


def inside(mark, number):
    """Whether a shape lies on the map of this number."""
    across = (pictures.WIDTH - 2 * pictures.GAP) / 3
    middle = (mark.shape.bounds[0] + mark.shape.bounds[2]) / 2
    left = number * (across + pictures.GAP)
    return left - 1 <= middle <= left + across + 1


def test_legends_count_every_area_once(drawn):
    table, _, panels, _ = drawn
    for panel in panels:
        key = panel.legend
        counted = sum(n for *_, n in key["classes"]) + sum(n for *_, n in key["states"])
        assert counted == len(table.records), panel.heading
        edges = Counter(p.get("g", "") for p in panel.areas.values())
        assert {g: n for g, _, n in key["edges"]} == {g: edges[g] for g in ("C", "D") if edges[g]}


def test_what_is_new_stands_by_number_and_all_text_lies_on_the_sheet(drawn):
    _, plan, panels, sheet = drawn
    texts = sheet.texts()
    said = Counter(text for text, _ in texts)
    difference = panels[view.MAPS.index(view.DIFFERENCE)]
    numbers = Counter(difference.areas[a.code]["n"] for a in plan.actions)
    assert plan.actions
    written = sum(min(said[n], wanted) for n, wanted in numbers.items())
    assert written >= 0.8 * len(plan.actions)
    for text, box in texts:
        assert box.left >= -0.5, text
        assert box.right <= sheet.width + 0.5, text
        assert box.bottom >= -0.5, text
        assert box.top <= sheet.height + 0.5, text


def test_the_drawing_has_its_words(drawn):
    table, _, panels, sheet = drawn
    made = pictures.render(table, panels, *ground(table.selection.level), ABOUT, "svg").decode()
    assert made == svg(
        sheet, "A plan", "Three maps",
        {"creator": "gapmap 1.0", "date": "2026-03-01", "data": table.fingerprint},
    ).decode()  # fmt: skip
    assert "Three maps" in made
