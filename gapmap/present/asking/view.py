"""What the page of missing facts shows: how each area is drawn, its legend, its tables."""

from collections.abc import Iterable
from typing import Final

from gapmap.core.evidence.asking.holders import Body
from gapmap.core.evidence.asking.missing import AreaFacts, Missing
from gapmap.core.evidence.asking.value import Value
from gapmap.present import palette
from gapmap.present.asking import words
from gapmap.present.asking.tables import COUNTS
from gapmap.present.view import Legend
from gapmap.present.web.web_map import AreaPaint
from gapmap.present.words.labels import about, percent, plural
from gapmap.vocabulary import FACTS, GROUNDS, HOLDER_KINDS, LEVEL_PLURAL, STATES, State

ALL: Final = "all"
SHADED: Final = {ALL: "All facts", **FACTS}
"""What the map can shade: all facts together, or one of them."""
CLASSES: Final = ("none", "up to a quarter", "up to half", "more than half", "all")
NONE_RECORDED: Final = "No programme recorded, so nothing is known"


def share_known(area: AreaFacts, fact: str) -> float | None:
    """The share of what is expected that is known: of programmes for one fact, of pairs for all.

    None where no programme is recorded, or nobody can be expected to know.
    """
    chosen = sorted(area.expected) if fact == ALL else [f for f in (fact,) if f in area.expected]
    of = sum(area.tallies[f].of for f in chosen)
    return sum(area.tallies[f].known for f in chosen) / of if of else None


def class_of(share: float) -> int:
    """The class of a share, 0 (nothing is known) to 4 (everything is)."""
    return 0 if share == 0 else 4 if share == 1 else 1 + (share > 0.25) + (share > 0.5)


def paints(missing: Missing, fact: str) -> dict[str, AreaPaint]:
    """How each area is drawn, by code: darker where less is known."""
    return {area.place.code: _paint(area, fact) for area in missing.areas}


def _paint(area: AreaFacts, fact: str) -> AreaPaint:
    share, name = share_known(area, fact), area.place.name
    if share is None:
        return {"s": State.NONE_RECORDED.value, "c": None, "t": [name, NONE_RECORDED]}
    told = known_of(area, fact)
    return {
        "s": State.MEASURED.value,
        "c": class_of(share),
        "t": [name, told, f"Places: {STATES[area.place.state].lower()}"],
        "n": percent(share),
    }


def known_of(area: AreaFacts, fact: str) -> str:
    """How much of a fact, or of all, is known of an area's programmes."""
    programmes = plural(len(area.services), "programme")
    if fact != ALL:
        return f"{FACTS[fact]}: known of {area.tallies[fact].known} of {programmes}"
    known = sum(area.tallies[f].known for f in area.expected)
    return f"{known} of {len(area.expected) * len(area.services)} facts known of {programmes}"


def legend(missing: Missing, fact: str) -> Legend:
    """The classes with how many areas each has, and the areas without a recorded programme."""
    shares = [share_known(area, fact) for area in missing.areas]
    found = [class_of(share) for share in shares if share is not None]
    nothing = shares.count(None)
    what = "facts expected" if fact == ALL else "programmes"
    return {
        "caption": f"{SHADED[fact]}: how much is known",
        "ramp": "class",
        "classes": [
            (f"Known: {label} of the {what}", colour, found.count(i))
            for i, (label, colour) in enumerate(zip(CLASSES, colours(), strict=True))
        ],
        "states": [(State.NONE_RECORDED.value, NONE_RECORDED, nothing)] if nothing else [],
        "edges": [],
    }


def colours() -> tuple[str, ...]:
    """A colour a class, the least known first and darkest."""
    return palette.class_colours(len(CLASSES))


def alt_text(missing: Missing, fact: str) -> str:
    """What a person who cannot see the map needs."""
    shown = legend(missing, fact)
    counts = "; ".join(f"{label.lower()}: {n}" for label, _, n in shown["classes"])
    rest = "".join(f"; {label.lower()}: {n}" for _, label, n in shown["states"])
    level = LEVEL_PLURAL[missing.selection.level]
    return f"Map of {level}. {words.finding(missing)}. {shown['caption']}: {counts}{rest}."


def count_rows(missing: Missing) -> list[dict[str, object]]:
    """Of every fact, how many areas and programmes: expected, asked, answered, known."""
    return [
        {
            "fact": label,
            **{heading: getattr(missing.counts[fact], name) for name, heading in COUNTS.items()},
            "Programmes that state it": f"{missing.counts[fact].programmes_known} of "
            f"{missing.counts[fact].programmes}",
        }
        for fact, label in FACTS.items()
    ]


def fact_rows(area: AreaFacts) -> list[dict[str, object]]:
    """Of one area, how far each fact is known."""
    return [
        {
            "fact": label,
            "known of": words.status(area, fact),
            "asked on record": "yes" if fact in area.asked else "no",
            "organisations that could say": len(_able(area, fact)),
        }
        for fact, label in FACTS.items()
    ]


def _able(area: AreaFacts, fact: str) -> list[str]:
    blocks = area.place.blocks
    return list(dict.fromkeys(b.body for b in area.bodies if b.blocks(fact) & blocks))


def body_rows(area: AreaFacts) -> list[dict[str, object]]:
    """Who could say something of an area: on what ground, until when, and what follows."""
    return [_body(area, body) for body in area.bodies]


def _body(area: AreaFacts, body: Body) -> dict[str, object]:
    its = [h for h in body.holdings if h.blocks & area.place.blocks]
    grounds = {h.ground for h in its}
    ends = {h.until_text: h.successor for h in its if h.until_text}
    return {
        "organisation": body.body,
        "kind": HOLDER_KINDS[body.kind],
        "can be expected to know, because it": "; ".join(
            GROUNDS[g].replace("a law makes it", "by law has to") for g in GROUNDS if g in grounds
        ),
        "until": "; ".join(f"{day}, then {next_}" if next_ else day for day, next_ in ends.items()),
        "answers by law": "yes" if body.foi else "no, by courtesy",
    }


def order_rows(missing: Missing) -> list[dict[str, object]]:
    """The bodies in the order of asking, with what each would settle."""
    return [
        {
            "order": n,
            "organisation": value.body.body,
            "kind": HOLDER_KINDS[value.body.kind],
            "settles, people": about(value.people) if value.people else "0",
            "share, %": 100 * value.share,
            "adds, %": 100 * value.adds_share,
            "people where it says at least": about(value.bounds) if value.bounds else "0",
        }
        for n, value in enumerate(missing.values, 1)
    ]


def plan_rows(values: Iterable[Value]) -> list[dict[str, object]]:
    """The bodies in the order of asking for a plan, with the places that each would move."""
    return [
        {
            "order": n,
            "organisation": value.body.body,
            "kind": HOLDER_KINDS[value.body.kind],
            "moves, places": round(value.people),
            "adds, places": round(value.adds),
        }
        for n, value in enumerate(values, 1)
    ]


def area_rows(missing: Missing) -> list[dict[str, object]]:
    """Every area with what one answer would settle."""
    return [
        {
            "area": area.place.name,
            "what one answer would settle": words.settles(missing, area),
            "places": STATES[area.place.state],
            "programmes": len(area.services),
            "facts known, %": None if share is None else 100 * share,
            "missing, of some programmes or all": words.missing_facts(area),
            "code": area.place.code,
        }
        for area in missing.areas
        for share in (share_known(area, ALL),)
    ]
