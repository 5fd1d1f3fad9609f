"""What is missing as text for a reader, as CSV and as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from gapmap.core.evidence.asking.missing import AreaFacts, Missing
from gapmap.core.evidence.asking.value import Value
from gapmap.fields.csv_text import rows_csv
from gapmap.present.asking import words
from gapmap.present.words.labels import known, listed, long_date, percent
from gapmap.vocabulary import FACTS, GROUNDS, HOLDER_KINDS, LEVEL_PLURAL, STATES

MOST: Final = 12
"""Of many areas, so many are written out in full as text."""
COUNTS: Final = {
    "expected": "Areas where somebody should know",
    "asked": "Asked, on record",
    "answered": "Answered",
    "known": "Known of every programme",
    "partly": "Known of some",
    "missing": "Known of none",
    "nothing": "No programme recorded",
}
"""The columns that count areas, and what they are called."""
COLUMNS: Final = (
    "level", "code", "name", "state", "perpetrators_low", "perpetrators", "perpetrators_high",
    "share_of_unknown", "programmes", *(f"{fact}_known" for fact in FACTS), "expected", "missing",
    "asked", "answered", "ask_first", "ask_first_id", "could_say", "settles",
)  # fmt: skip


def as_text(missing: Missing, areas: Sequence[AreaFacts], countries: Mapping[str, str]) -> str:
    """For a reader. ``areas`` are those asked for; ``countries`` has the country of each block.

    Up to MOST areas are written out with where to look, of more only the first.
    """
    level = LEVEL_PLURAL[missing.selection.level]
    lines = [f"{words.finding(missing)}.", words.finding_more(missing), ""]
    if len(areas) == len(missing.areas):
        lines += [f"Of {len(areas)} {level}, how many …", *_grid(missing), "", *_order(missing), ""]
    for area in areas[:MOST]:
        lines += [*_area(missing, area, countries, pages=len(areas) == 1), ""]
    if len(areas) > MOST:
        lines += [f"{len(areas) - MOST} more: --format csv lists all of them.", ""]
    lines += [
        words.EXPECTED,
        f"As of {long_date(missing.as_of)}; data {missing.fingerprint[:12]}.",
    ]
    return "\n".join(lines) + "\n"


def _grid(missing: Missing) -> list[str]:
    heads = ["", *("expected", "asked", "answered", "all", "some", "none", "no programme")]
    rows = [heads] + [
        [label, *(str(getattr(missing.counts[fact], name)) for name in COUNTS)]
        for fact, label in FACTS.items()
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(heads))]
    return [
        "  "
        + "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _order(missing: Missing) -> list[str]:
    first = [value for value in missing.values if value.adds][:MOST]
    if not first:
        return []
    lines = ["Whose answer would settle most (of the estimate in areas without a number):"]
    lines += [
        f"  {n:>2}. {value.body.body}: {percent(value.share)}"
        + ("" if value.adds == value.people else f", of it {percent(value.adds_share)} new")
        for n, value in enumerate(first, 1)
    ]
    return [*lines, f"  {words.OVERLAP}"]


def _area(
    missing: Missing, area: AreaFacts, countries: Mapping[str, str], *, pages: bool
) -> list[str]:
    place = area.place
    lines = [
        f"{place.name} ({place.code}): {STATES[place.state].lower()}",
        f"  {words.settles(missing, area)}",
        f"  Missing, of some programmes or all: {words.missing_facts(area)}.",
        f"  Could say: {listed(words.could_say(area))}.",
    ]
    if pages:
        lines += [f"  {label}: {words.status(area, fact)}." for fact, label in FACTS.items()]
        lines.append("  Look here first:")
        inside = sorted({countries[block] for block in place.blocks})
        lines += [
            f"    {page.title}, {page.address}: {page.why.rstrip('.')}."
            for page in words.where(missing, area, inside)
        ]
    return lines


def rows(missing: Missing, areas: Sequence[AreaFacts]) -> list[dict[str, object]]:
    """One row an area, with COLUMNS. A blank number is not zero."""
    return [_row(missing, area) for area in areas]


def _row(missing: Missing, area: AreaFacts) -> dict[str, object]:
    place, body = area.place, words.first_body(area)
    low, central, high = (n if known(n) else None for n in place.people)
    unknown = not place.numbered and central is not None and missing.unknown
    return {
        "level": missing.selection.level,
        "code": place.code,
        "name": place.name,
        "state": place.state,
        "perpetrators_low": _rounded(low),
        "perpetrators": _rounded(central),
        "perpetrators_high": _rounded(high),
        "share_of_unknown": round(central / missing.unknown, 6)
        if unknown and central is not None
        else None,
        "programmes": len(area.services),
        **{f"{fact}_known": area.tallies[fact].known for fact in FACTS},
        "expected": ";".join(f for f in FACTS if f in area.expected),
        "missing": ";".join(area.missing),
        "asked": ";".join(f for f in FACTS if f in area.asked),
        "answered": ";".join(f for f in FACTS if f in area.answered),
        "ask_first": body.body if body else "",
        "ask_first_id": body.body_id if body else "",
        "could_say": "; ".join(dict.fromkeys(b.body for b in area.bodies)),
        "settles": words.settles(missing, area),
    }


def _rounded(people: float | None) -> float | None:
    return None if people is None else round(people, 1)


def as_csv(missing: Missing, areas: Sequence[AreaFacts], _: Mapping[str, str]) -> str:
    """Header and rows only."""
    return rows_csv(rows(missing, areas), COLUMNS)


def as_json(missing: Missing, areas: Sequence[AreaFacts], countries: Mapping[str, str]) -> str:
    """Everything, for a machine."""
    told: dict[str, Any] = {
        "finding": words.finding(missing),
        "unknown": round(missing.unknown, 1),
        "estimate": round(missing.need, 1),
        "counts": {fact: asdict(count) for fact, count in missing.counts.items()},
        "order": [value_row(value) for value in missing.values],
        "areas": [
            {
                **_row(missing, area),
                "bodies": [
                    {
                        "body_id": body.body_id,
                        "body": body.body,
                        "grounds": sorted(
                            {h.ground for h in body.holdings if h.blocks & area.place.blocks}
                        ),
                    }
                    for body in area.bodies
                ],
                "look": [
                    page._asdict()
                    for page in words.where(
                        missing, area, sorted({countries[b] for b in area.place.blocks})
                    )
                ],
            }
            for area in areas
        ],
        "note": f"{words.EXPECTED} {words.OVERLAP}",
        "as_of": missing.as_of.isoformat(),
        "fingerprint": missing.fingerprint,
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def value_row(value: Value) -> dict[str, object]:
    """What one body's answer would settle, as a row."""
    return {
        "body_id": value.body.body_id,
        "body": value.body.body,
        "kind": HOLDER_KINDS[value.body.kind],
        "grounds": "; ".join(GROUNDS[g] for g in GROUNDS if g in grounds_of(value)),
        "people": round(value.people, 1),
        "share": round(value.share, 6),
        "adds": round(value.adds, 1),
        "adds_share": round(value.adds_share, 6),
        "in_lower_bounds": round(value.bounds, 1),
        "foi": value.body.foi,
    }


def grounds_of(value: Value) -> set[str]:
    """The grounds on which a body can be expected to know."""
    return {holding.ground for holding in value.body.holdings}


FORMATS: Final = {"text": as_text, "csv": as_csv, "json": as_json}
