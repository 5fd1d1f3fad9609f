"""What reach says, and of how little of the supply it can speak."""

from collections.abc import Sequence
from typing import Final

from gapmap.core.plan.problem import Unknown
from gapmap.core.plan.reach.outcome import AreaReach, Outcome
from gapmap.core.plan.reach.planned import Both
from gapmap.core.plan.reach.providers import Part, of
from gapmap.present.plan.words import READINGS
from gapmap.present.words.labels import about, listed, percent, plain, plural, pounds, rate, whole

SHOWN: Final = 6
POINTS: Final = {
    "towns": "towns and villages of 500 people and more, weighted by their people (GeoNames)",
    "centres": "one centre a council, the mean of its towns and villages weighted by people",
    "own": "points of your own, weighted by your own number of people",
}
OTHERWISE: Final = {
    (True, True): "both", (True, False): "based", (False, True): "serving", (False, False): "–",
}  # fmt: skip
"""Which of the two readings by border is on another side of the threshold than reach."""
COLUMNS: Final = (
    "Places per 1,000, of programmes whose reach can be measured alone: those based inside the "
    "border, those serving the area, those reached. Not measured: programmes counted there of "
    "which it cannot be; “none of these” says nothing about them. Near a base: share of its need "
    "within the last zone of any base. From and to afar: places a year across the border. "
    "Otherwise than: what lies on another side of the threshold than reach."
)
SILENCE: Final = (
    "That a programme states no base is no sign that it is far: these figures are of programmes "
    "whose reach can be measured, and of no others."
)
ASSUMED: Final = (
    "Zones, weights and detour are assumptions that can be changed; nobody has measured how far "
    "people travel to these programmes. Places of a programme with several bases are shared evenly "
    "over them. Reach says nothing about who is accepted or can be referred across a border."
)


def title(found: Outcome) -> str:
    """The finding in a line."""
    if not found.places:
        return "Reach cannot be measured: no counted programme has a known base and known places"
    of_it = f"{percent(found.share)} of known places" if found.share == found.share else "places"
    return (
        f"{plural(len(found.flips), 'area')} of {len(found.areas)} read otherwise by reach, as far "
        f"as it can be measured ({of_it})"
    )


def spoken_of(found: Outcome) -> list[str]:
    """Which programmes take part, and why the others do not."""
    every = found.programmes
    part = {p: len(of(every, p)) for p in Part}
    taking = part[Part.IN_PERSON] + part[Part.ONLINE]
    lines = [
        f"This speaks of {taking} of {plural(len(every), 'programme')} counted, which have "
        f"{whole(found.places)} of {whole(found.known)} known places a year"
        + (f" ({percent(found.share)})." if found.known else "."),
        f"Of the others: no base known {part[Part.NO_BASE]}; a base, but it is not stated whether "
        f"people come there {part[Part.NOT_SAID]}; a base, but places not known "
        f"{part[Part.NO_PLACES]}.",
        SILENCE,
    ]
    if found.elsewhere:
        lines.append(
            f"Read too, since people cross borders: {plural(found.elsewhere, 'programme')} serving "
            "other areas alone."
        )
    online = of(every, Part.ONLINE)
    if online:
        size = sum(one.places or 0.0 for one in online)
        each = found.areas[0].online if found.areas else 0.0
        lines.append(
            f"{plural(len(online), 'programme')} online: distance is nothing to it, so "
            f"{whole(size)} places are read as reaching everywhere alike, {rate(each)} per 1,000, "
            "whatever area it was bought for."
        )
    if found.unreached > 0:
        lines.append(
            f"{whole(found.unreached)} places have a base that nobody with an estimate lives "
            "within reach of."
        )
    return lines


def measured(found: Outcome) -> list[str]:
    """How it is measured."""
    unit, scale = ("km", 1000.0) if found.detour else (found.unit, 1.0)
    zones = listed([plain(end / scale) for end in found.steps.ends])
    weights = listed([plain(round(w, 4)) for w in found.steps.weights])
    way = f"straight lines × {plain(found.detour)}" if found.detour else f"ways of {found.travel}"
    stand_ins = (
        f"; {plural(found.origins.stand_ins, 'council')} by a representative point"
        if found.origins.stand_ins
        else ""
    )
    return [
        f"People: {plural(len(found.origins.codes), 'point')}, {POINTS[found.origins.kind]}"
        f"{stand_ins}. Each council's need is shared over its points.",
        f"Distance: {way}. Zones end at {zones} {unit}, with weights {weights} (enhanced two-step "
        "floating catchment area, Luo and Qi 2009); beyond the last nobody is reached.",
        ASSUMED,
    ]


def flips(found: Outcome) -> str:
    """Areas that read otherwise, and against which threshold."""
    limit = f"{rate(found.below)} per 1,000"
    which = (
        f"the threshold, {limit}"
        if found.own
        else f"{limit}, which all areas have together of these"
    )
    parts = [
        _turned(found, found.flips, "what stands inside the border"),
        _turned(found, [a for a in found.areas if a.flips_served], "the areas that are served"),
    ]
    return f"Of {which}, reach is on another side than {'; than '.join(parts)}."


def _turned(found: Outcome, flipped: Sequence[AreaReach], what: str) -> str:
    up = [a for a in flipped if a.reached >= found.below]
    down = [a for a in flipped if a.reached < found.below]
    parts = [
        f"{side} in {_named(areas)}"
        for side, areas in (("reached more", up), ("reached less", down))
        if areas
    ]
    return f"{what}: {', '.join(parts) or 'nowhere'}"


def _named(areas: list[AreaReach]) -> str:
    names = [a.name for a in sorted(areas, key=lambda a: -abs(a.reached - a.based))]
    more = [f"{len(names) - SHOWN} more"] if len(names) > SHOWN else []
    return listed([*names[:SHOWN], *more])


def crossing(found: Outcome) -> str:
    """How many places cross a border."""
    across = [f for f in found.flows if f.based != f.lives]
    if not across:
        return "No place falls to people across a border."
    names = {area.code: area.name for area in found.areas}
    total, all_of_it = sum(f.places for f in across), sum(f.places for f in found.flows)

    def there(code: str) -> str:
        return names.get(code, "elsewhere")

    first = [f"{about(f.places)} from {there(f.based)} to {there(f.lives)}" for f in across[:3]]
    return (
        f"{about(total)} of {about(all_of_it)} places that people come to fall to people across a "
        f"border; most: {listed(first)}."
    )


def area_rows(found: Outcome) -> list[dict[str, str]]:
    """Areas that anything is reached in, or that are near a base, as text."""
    return [
        {
            "Area": a.name,
            "Based": _of_these(a.based, a.online),
            "Serving": _of_these(a.serves, 0.0),
            "Reached": _of_these(a.reached, a.online),
            "Not measured": whole(a.silent),
            "Near a base": percent(a.near),
            "From afar": about(a.inward) if a.inward else "0",
            "To afar": about(a.outward) if a.outward else "0",
            "Otherwise than": OTHERWISE[a.flips, a.flips_served],
        }
        for a in sorted(
            found.areas, key=lambda a: (-(a.flips or a.flips_served), -a.reached, -a.near, a.code)
        )
        if a.reached > a.online or a.near or a.serves or a.based > a.online
    ]


def _of_these(value: float, online: float) -> str:
    """A ratio, and whether it is of programmes online alone, or of none that is measured."""
    if value > online:
        return rate(value)
    return f"{rate(online)}, online" if online else "none of these"


def both_lines(both: Both) -> list[str]:
    """One reading planned both ways."""
    if both.border.status == "impossible":
        return [f"No plan by border: {both.border.why}."]
    if both.reach.status == "impossible":
        return [f"No plan by reach: {both.reach.why}."]
    same = len(both.choices) - len(both.disagreement)
    first = (
        f"By border {plural(both.border.places, 'new place')} ({pounds(both.border.pounds)} a "
        f"year), by reach {whole(sum(both.reach.places.values()))} ({pounds(both.reach.pounds)}): "
    )
    first += (
        "the same plan."
        if not both.disagreement
        else f"the same in {same} of {plural(len(both.choices), 'area')} chosen by either."
    )
    judged = (
        f"Judged by reach, the plan by border meets {about(both.met[0])} of unmet need and leaves "
        f"{rate(both.worst[0])} per 1,000 where there are fewest; the plan by reach meets "
        f"{about(both.met[1])} and leaves {rate(both.worst[1])}."
    )
    lines = [first, judged]
    if both.reach.status == "good":
        lines.append(
            "The time for the plan by reach was up: it is at most "
            f"{100 * both.reach.gap:.2g}% from the best."
        )
    if both.disagreement:
        lines.append("Where plans are equally good by reach, that by border is kept.")
    return lines


def both_rows(both: Both) -> list[dict[str, str]]:
    """Areas that the two plans treat differently."""
    return [
        {"Area": c.name, "By border": whole(c.by_border), "By reach": whole(c.by_reach)}
        for c in both.disagreement
    ]


def reading(unknown: Unknown) -> str:
    """How areas whose places are not known are read."""
    return f"If {READINGS[unknown]}"
