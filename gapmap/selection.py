"""Selection: everything a user can choose, in one immutable, hashable value.

The sidebar makes one, the address makes one, the command line makes one, an exported file carries
one. ``gapmap.fields`` defines each choice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from typing import Final, TypedDict, Unpack, cast

from gapmap.errors import BadChoiceError, UnknownNameError, UserInputError
from gapmap.fields import FIELDS, checked, parse, shown, to_texts
from gapmap.fields.unit_costs import DEFAULT, FORMER_DEFAULT
from gapmap.vocabulary import BASES, WEAKEST_COUNT

__all__ = ["FIELDS", "Choices", "Selection", "choices", "parse"]


FORMER_NAMES: Final = {"include_unstated_routes": "include_unstated"}
FORMER_VALUES: Final = {("basis", "observed"): "referrals", ("measure", "certainty"): "grade"}
"""Names and values of choices in links and files made before evidence had grades."""
FORMER_WAYS: Final = {"standing": "any", "all_types": True, "unit_cost": FORMER_DEFAULT}
"""How files made before then counted, where they could not say so."""


class Choices(TypedDict, total=False):
    """Values of some fields of a Selection, by their names."""

    level: str
    demand: str
    basis: str
    counts_only: bool
    grade: str
    unit_cost: float
    standing: str
    types: tuple[str, ...]
    all_types: bool
    routes: tuple[str, ...]
    include_unstated: bool
    accepts: tuple[str, ...]
    accredited: bool
    since: int | None
    until: int | None
    target_share: float
    breaks: tuple[float, ...]
    assumptions: tuple[tuple[str, float], ...]
    local: str
    shrinkage: float
    gap_below: float | None
    suppress_below: int
    measure: str
    layout: str


def choices(values: Mapping[str, object]) -> Choices:
    """Values that were read by the names of fields, for a Selection, which checks every one."""
    return cast(Choices, dict(values))


@dataclass(frozen=True)
class Selection:
    """What is asked of the data.

    ``since``/``until`` are calendar years: a programme counts when a period in which it was seen
    touches them. ``target_share`` is a fraction (0 to 1]; ``breaks`` and ``gap_below`` are places
    per 1,000 estimated perpetrators; ``assumptions`` are the numbers of the demand model that the
    user changed; ``unit_cost`` is GBP a place and year; ``suppress_below`` is a number of places
    (0: nothing is withheld). ``measure`` is what is shaded; ``layout`` whether areas keep their
    shapes or become equal tiles.
    """

    level: str = "pfa"
    demand: str = "serious"
    basis: str = "implied"
    counts_only: bool = False
    grade: str = "D"
    unit_cost: float = DEFAULT
    standing: str = "stated"
    types: tuple[str, ...] = ()
    all_types: bool = False
    routes: tuple[str, ...] = ()
    include_unstated: bool = False
    accepts: tuple[str, ...] = ()
    accredited: bool = False
    since: int | None = 2020
    until: int | None = None
    target_share: float = 1.0
    breaks: tuple[float, ...] = (5.0, 10.0, 20.0, 40.0)
    assumptions: tuple[tuple[str, float], ...] = ()
    local: str = "headline"
    shrinkage: float = 0.5
    gap_below: float | None = None
    suppress_below: int = 0
    measure: str = "places_per_1000"
    layout: str = "map"

    def __post_init__(self) -> None:
        """Check every field; choices are put in the order of their list, without repeats.

        Raises UserInputError naming the field, the value and what is allowed.
        """
        for name in FIELDS:
            object.__setattr__(self, name, checked(name, getattr(self, name)))
        if self.since is not None and self.until is not None and self.since > self.until:
            raise BadChoiceError(
                f"The years run backwards: since {self.since} is after until {self.until}."
            )

    @property
    def trusted_bases(self) -> tuple[str, ...]:
        """Capacity bases that may count, most trusted first."""
        names = tuple(BASES)
        weakest = names.index(self.basis)
        if self.counts_only:
            weakest = min(weakest, names.index(WEAKEST_COUNT))
        return names[: weakest + 1]

    @property
    def only_now(self) -> bool:
        """True when services that have ended are left out: not in a view that ends in the past."""
        return self.standing != "any" and self.until is None

    def with_(self, **changes: Unpack[Choices]) -> "Selection":
        """Return a copy with some fields changed."""
        return replace(self, **changes)

    def changed(self) -> tuple[str, ...]:
        """Names of the fields that differ from their defaults."""
        default = _usual()
        return tuple(
            f.name for f in fields(self) if getattr(self, f.name) != getattr(default, f.name)
        )

    def to_dict(self) -> dict[str, object]:
        """Return a JSON-ready dictionary with every field, for files that carry their Selection."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> "Selection":
        """Rebuild a Selection from ``to_dict``, of this version or an earlier one.

        Raises UserInputError on anything unknown.
        """
        values = _renewed(values)
        unknown = sorted(set(values) - set(FIELDS))
        if unknown:
            raise UnknownNameError(
                f"Unknown choice {shown(unknown[0])}: known are {', '.join(FIELDS)}."
            )
        return cls(**choices(values))

    def to_query(self) -> dict[str, list[str]]:
        """Return what differs from the defaults as URL query values."""
        return {name: to_texts(getattr(self, name)) for name in self.changed()}

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]]) -> tuple["Selection", list[str]]:
        """Read a URL query. What is not allowed falls back to its default, with a sentence each.

        Keys that are not fields of a Selection are left to their owners.
        """
        problems: list[str] = []
        query = {FORMER_NAMES.get(name, name): texts for name, texts in query.items()}
        selection = cls().with_(since=since_default(query.get("until", ()), "since" in query))
        for name in FIELDS:
            if name not in query:
                continue
            try:
                value = _today(name, parse(name, query[name]))
                value, problem = _offered(name, value, getattr(selection, name))
                selection = selection.with_(**choices({name: value}))
            except UserInputError as error:
                problem = str(error)
            if problem:
                problems.append(f"The link was adjusted. {problem}")
        return selection, problems


def _offered(name: str, value: object, usual: object) -> tuple[object, str]:
    """What of a link's value can be chosen, and a sentence on what cannot, without codes."""
    field = FIELDS[name]
    allowed = field.allowed or {}
    if field.kind == "choices" and isinstance(value, tuple):
        odd = [part for part in value if part not in allowed]
        left_out = f"{field.label}: {shown(', '.join(odd))} cannot be chosen, and was left out."
        return tuple(part for part in value if part in allowed), left_out if odd else ""
    if field.kind == "choice" and value not in allowed:
        instead = allowed[str(usual)]
        return usual, f"{field.label}: {shown(value)} cannot be chosen; it is “{instead}” instead."
    return value, ""


def _today(name: str, value: object) -> object:
    """A value as it is called today."""
    return FORMER_VALUES.get((name, value), value) if isinstance(value, str) else value


@cache
def _usual() -> Selection:
    """The Selection that a first view begins with."""
    return Selection()


def _renewed(values: Mapping[str, object]) -> dict[str, object]:
    """The values of a file as today's fields; what it could not say is as it was then."""
    found = {FORMER_NAMES.get(name, name): value for name, value in values.items()}
    if any(name in values for name in FORMER_NAMES):
        found |= FORMER_WAYS
    return {name: _today(name, value) for name, value in found.items()}


def since_default(until: Sequence[str], since_given: bool) -> int | None:
    """The first year when none is given: the usual one, or any year when ``until`` is before it."""
    usual = Selection().since
    if since_given or not until or usual is None:
        return usual
    try:
        last = checked("until", parse("until", until))
        return None if isinstance(last, int) and last < usual else usual
    except UserInputError:
        return usual
