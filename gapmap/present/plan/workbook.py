"""A proposal as a workbook: actions, how sure, before and after, the curves."""

from datetime import date
from typing import Final

from gapmap.core.plan.proposal import Proposal
from gapmap.present.plan import words
from gapmap.present.words.beside import own_data
from gapmap.present.words.selection import selection_in_words
from gapmap.present.workbook.model import Cell, Column, Line, Sheet, Workbook, safe

READING: Final = Column(
    "reading", "If", "how areas are read whose places are not known", "text", 60
)
CODE: Final = Column("code", "Code", "of the area", "code", 12)
NAME: Final = Column("name", "Area", "its name", "text", 28)
ACTIONS: Final = (
    READING, CODE, NAME,
    Column("places", "Places a year", "new places", "whole", 14),
    Column("pounds_a_year", "Pounds a year", "places × the price of a place", "pounds", 16),
    Column("chosen_in", "Chosen in", "cases in which it gets places", "whole", 12),
    Column("of_cases", "Of cases", "cases that there are", "whole", 12),
)  # fmt: skip
SURE: Final = (
    CODE, NAME,
    Column("how", "How sure", "in how many cases it is chosen, in words", "text", 28),
    Column("times", "Chosen in", "cases in which it gets places", "whole", 12),
    Column("of", "Of cases", "cases that there are", "whole", 12),
    Column("least", "Fewest places", "in any case", "whole", 14),
    Column("most", "Most places", "in any case", "whole", 14),
    Column("asking", "Moved by its answer", "places that would go elsewhere were its places known "
           "to be as many per 1,000 as elsewhere, and not none", "whole", 18),
)  # fmt: skip
STANDING: Final = (
    READING,
    Column("when", "When", "before or after the plan", "text", 10),
    Column("need", "Need", "estimated perpetrators of the areas planned for", "whole", 14),
    Column("places", "Places", "a year", "whole", 14),
    Column("unmet", "Unmet need", "people", "whole", 14),
    Column("worst", "Fewest per 1,000", "places per 1,000 of the worst served", "one", 16),
    Column("worst_area", "Worst served", "area", "text", 28),
    Column("gini", "Gini", "0 the same everywhere, 1 all in one place", "pounds_pence", 10),
)  # fmt: skip
CURVE: Final = (
    READING,
    Column("pounds", "Pounds a year", "money", "pounds", 16),
    Column("met", "Unmet need met", "people", "whole", 16),
)  # fmt: skip


def workbook(proposal: Proposal, *, recipe: str, today: date, version: str) -> Workbook:
    """Describe the workbook of a proposal."""
    table = proposal.table
    title = safe(words.title(proposal))
    cover = [Line(title, "title"), *map(_line, words.proposed(proposal))]
    cover += [_line(f"{a}: {b}, {c}.") for a, b, c in words.key_figures(proposal)]
    cover += [Line("What could make it wrong", "heading"), *map(_line, words.wrong(proposal))]
    cover += [
        Line("What was asked", "heading"),
        _line(selection_in_words(table.selection, table.model)),
        *map(_line, own_data(table)),
        _line(f"gapmap {version}, data {table.fingerprint[:12]}, {today.isoformat()}."),
    ]
    return Workbook(
        title, safe(words.AIMS[proposal.wish.aim]), tuple(line for line in cover if line.text),
        (_actions(proposal), _sure(proposal), _standing(proposal), _curves(proposal)),
        recipe, today, version,
    )  # fmt: skip


def _line(text: str) -> Line:
    return Line(safe(text))


def _actions(proposal: Proposal) -> Sheet:
    sure = {one.code: one for one in proposal.sure}
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            words.READINGS[reading], a.code, safe(a.name), a.places, a.pounds, sure[a.code].times,
            sure[a.code].of,
        )
        for reading, plan in proposal.plans.items()
        for a in plan.actions
    )  # fmt: skip
    what = "Where new places go, for each reading of what is not known"
    return Sheet("Actions", "Actions", what, (what + ".",), ACTIONS, rows, stay=3)


def _sure(proposal: Proposal) -> Sheet:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.code, safe(one.name), words.HOW.get(one.how, "chosen in no case"), one.times,
            one.of, one.least, one.most,
            proposal.asking.get(one.code, 0) if one.code in proposal.unknown else "[z]",
        )
        for one in proposal.sure
    )  # fmt: skip
    what = "How often each area is chosen, and what an answer about it would move"
    return Sheet(
        "Certainty", "How sure", what, (f"How sure, {words.cases(proposal)}.",), SURE, rows, 2
    )


def _standing(proposal: Proposal) -> Sheet:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            words.READINGS[reading], when, round(s.need, 1), round(s.places, 2), round(s.unmet, 1),
            round(s.worst, 6), safe(s.worst_area), round(s.gini, 6),
        )
        for reading, plan in proposal.plans.items()
        for when, s in (("before", plan.before), ("after", plan.after))
    )  # fmt: skip
    what = "All planned areas together, before and after"
    return Sheet("Standing", what, what, (what + ".",), STANDING, rows, stay=2)


def _curves(proposal: Proposal) -> Sheet:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (words.READINGS[reading], pounds, met)
        for reading, drawn in proposal.curves.items()
        for pounds, met in zip(drawn.pounds, drawn.met, strict=True)
    )
    what = "Need met against money, one row a step"
    return Sheet("Curve", "Need met against money", what, (what + ".",), CURVE, rows)
