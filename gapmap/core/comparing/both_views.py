"""What two views of the same records say of each programme, and whether it is the same.

A row is *open* in a view where its sources leave some of its tests unanswered and refuse none:

1. *Alike*: every row matches in both views, or in neither, or is open in both for equal tests. It
   counts in both or in neither, so it makes no difference to programmes; nor to places if the
   numbers of its rows are the same in both (``_same_numbers``).
2. *Nested*: every row that matches in the first would match in the second (``matching.implies``).
   Then it adds no less to programmes. To places too if only one of its rows can count and that
   row's number is the same: it adds (0, 0), (0, x) or (x, x). The same the other way round. Not
   where a view counts what is not stated, nor across different years where these are open: a number
   of one year is none of another.
3. *Unsure*: a service that counts while other rows of it are open may turn out to have their number
   instead. Rows outside the years that others of their service speak for are not open. Services of
   one whole (``part_of``) depend on each other: where one is open, or counts without a number, all
   of them are unsure wherever they may be, unless every one is alike.

What a table tells as a number is taken as told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import Final, NamedTuple, cast

from gapmap.core.disclosure import WITHHELD
from gapmap.core.evidence.capacity import Capacity
from gapmap.core.evidence.matching import YEARS, Filter, Match, Verdict, filters_of, implies
from gapmap.core.evidence.register import Register
from gapmap.core.gap import GapTable
from gapmap.core.parts import Portion
from gapmap.vocabulary import State

Range = tuple[float, float]
Open = frozenset[tuple[str, Filter]] | None
"""The tests of a row that are open, none where it matches; None where it does not match."""

NOTHING: Final[Range] = (0.0, 0.0)
ANY: Final[Range] = (0.0, inf)
PERHAPS: Final[Range] = (0.0, 1.0)
ONE: Final[Range] = (1.0, 1.0)
FAMILIES: Final = "families"


class Relation(NamedTuple):
    """What is known of a service in two views before looking at areas; see the module.

    ``fewer``: what matches in the first matches in the second; ``more``: the other way round.
    ``alone``: only one row of it can count. ``unsure``: its number in either view. ``part``: it
    depends on others that may count too.
    """

    alike: bool
    same_numbers: bool
    fewer: bool
    more: bool
    alone: bool
    unsure: tuple[bool, bool]
    part: bool = False

    @property
    def no_difference(self) -> bool:
        """Whether a service adds the same to both views, whatever that is."""
        return self.alike and self.same_numbers


class View:
    """What one GapTable says of every service."""

    def __init__(self, table: GapTable) -> None:
        assert table.register is not None
        self.selection, self.register = table.selection, table.register
        self.tests = filters_of(table.selection)
        self.verdicts = table.register.verdicts(table.selection)
        self.capacities = table.register.capacities(table.selection)
        self.area_of = table.area_of
        self.parts: dict[tuple[str, str], Portion] = {
            (part.service_id, part.code): part for part in table.portions
        }
        self.withheld = {part.code for part in table.portions if part.basis == WITHHELD} | {
            code
            for code, state in zip(table.columns["code"], table.columns["state"], strict=True)
            if state == State.SUPPRESSED.value
        }
        self._areas: dict[frozenset[str], frozenset[str]] = {}
        self._open: dict[int, Open] = {}
        self._rows: dict[str, tuple[Open, ...]] = {}
        hidden = table.supply.hidden
        self.may = {h.service_id: self.areas(h.undecided) for h in hidden if h.undecided}

    def areas(self, blocks: frozenset[str]) -> frozenset[str]:
        """The areas in which building blocks lie."""
        if blocks not in self._areas:
            of = self.area_of
            self._areas[blocks] = frozenset(of[block] for block in blocks if block in of)
        return self._areas[blocks]

    def open(self, verdict: Verdict) -> Open:
        """The tests that a verdict leaves open; those not stated count where the user says so."""
        if id(verdict) not in self._open:
            self._open[id(verdict)] = self._left_open(verdict)
        return self._open[id(verdict)]

    def _left_open(self, verdict: Verdict) -> Open:
        if verdict.match is Match.NO:
            return None
        if self.selection.include_unstated:
            return frozenset()
        return frozenset((name, self.tests[name]) for name, _ in verdict.reasons)

    def rows(self, service: str) -> tuple[Open, ...]:
        """What is open of each row of a service; rows that others speak for do not match."""
        if service not in self._rows:
            self._rows[service] = self._of_rows(service)
        return self._rows[service]

    def _of_rows(self, service: str) -> tuple[Open, ...]:
        its = self.register.services[service]
        found = [self.open(self.verdicts[i]) for i in its]
        if len(its) == 1 or not any(found):
            return tuple(found)
        inside = [self.verdicts[i].in_window for i in its]
        blocks = [self.register.blocks[i] for i in its]
        spoken = frozenset().union(*(b for b, now in zip(blocks, inside, strict=True) if now))
        return tuple(
            None if tests and not now and where <= spoken else tests
            for tests, now, where in zip(found, inside, blocks, strict=True)
        )

    def unknown(self, service: str) -> bool:
        """Whether a service counts, or would but for its whole, and no row has a number."""
        rows = self.register.services[service]
        its = [i for i in rows if self.open(self.verdicts[i]) == frozenset()]
        return bool(its) and all(self.capacities[i].places is None for i in its)

    def range_of(self, service: str, code: str, unsure: bool, *, part: bool) -> tuple[Range, Range]:
        """Places and programmes that a service can be in an area."""
        if unsure and part:
            return (ANY, PERHAPS) if code in self.reach(service) else (NOTHING, NOTHING)
        here, may = self.parts.get((service, code)), code in self.may.get(service, ())
        if here is None:
            return (ANY, PERHAPS) if may else (NOTHING, NOTHING)
        if here.places is None or unsure:
            return ANY, ONE
        return (here.places, inf if may else here.places), ONE

    def reach(self, service: str) -> frozenset[str]:
        """The areas of all rows of a service that count, may count or are in its whole."""
        its = zip(self.register.services[service], self.rows(service), strict=True)
        blocks = (self.register.blocks[i] for i, tests in its if tests is not None)
        return frozenset().union(*(self.areas(where) for where in blocks))


@dataclass
class Pair:
    """Two views of the same records, and how each service stands in them."""

    one: View
    two: View
    known: dict[str, Relation] = field(default_factory=dict)
    once: dict[tuple[int, int], Relation] = field(default_factory=dict)

    def where(self) -> dict[str, set[str]]:
        """The areas in which each service counts or may, in either view."""
        found: dict[str, set[str]] = {}
        for view in (self.one, self.two):
            for service, code in view.parts:
                found.setdefault(service, set()).add(code)
            for service, codes in view.may.items():
                found.setdefault(service, set()).update(codes)
        for service in self.families:
            if self.relation(service).part:
                for view in (self.one, self.two):
                    found.setdefault(service, set()).update(view.reach(service))
        return found

    @cached_property
    def families(self) -> dict[str, tuple[str, ...]]:
        """Services that are parts of one whole, by each of them."""
        made = self.one.register.made
        if FAMILIES not in made:
            made[FAMILIES] = families(self.one.register)
        return cast(dict[str, tuple[str, ...]], made[FAMILIES])

    def relation(self, service: str) -> Relation:
        """How a service stands in both views, with the services that it depends on."""
        if service not in self.known:
            family = [s for s in self.families.get(service, ()) if self._can_count(s)]
            if len(family) > 1:
                self.known.update(dict.fromkeys(family, self._together(family)))
            if service not in self.known:
                self.known[service] = self._alone(service)
        return self.known[service]

    def _can_count(self, service: str) -> bool:
        return any(tests is not None for v in (self.one, self.two) for tests in v.rows(service))

    def _together(self, family: Iterable[str]) -> Relation:
        each = [self._alone(service) for service in family]
        alike = all(its.alike and its.same_numbers for its in each)
        one, two = (
            any(view.unknown(s) or any(view.rows(s)) for s in family)
            for view in (self.one, self.two)
        )
        return Relation(alike, alike, alike, alike, False, (one, two), part=True)

    def _alone(self, service: str) -> Relation:
        its = self.one.register.services[service]
        if len(its) > 1 or not self._settings_alike:
            return self._stands(service)
        said = id(self.one.verdicts[its[0]]), id(self.two.verdicts[its[0]])
        if said not in self.once:  # most services have one row, and few different things are said
            self.once[said] = self._stands(service)
        return self.once[said]

    @cached_property
    def _settings_alike(self) -> bool:
        return _trust(self.one) == _trust(self.two)

    def _stands(self, service: str) -> Relation:
        one, two = self.one.rows(service), self.two.rows(service)
        its = self.one.register.services[service]
        verdicts = [(self.one.verdicts[i], self.two.verdicts[i]) for i in its]
        can = [i for i, a, b in zip(its, one, two, strict=True) if (a, b) != (None, None)]
        pairs = list(zip(one, two, strict=True))
        return Relation(
            one == two and all(a.in_window == b.in_window for a, b in verdicts),
            _same_numbers(self.one, self.two, can),
            self._nested and all(self._within(a, b, self.one, self.two) for a, b in pairs),
            self._nested and all(self._within(b, a, self.two, self.one) for a, b in pairs),
            len(can) == 1,
            (frozenset() in one and any(one), frozenset() in two and any(two)),
        )

    @cached_property
    def _nested(self) -> bool:
        unstated = self.one.selection.include_unstated or self.two.selection.include_unstated
        return not unstated

    def _within(self, narrow: Open, wide: Open, narrow_in: View, wide_in: View) -> bool:
        """Whether a row that matches in one view would match in the other."""
        if narrow is None or wide == frozenset():
            dated = narrow is not None and YEARS in dict(narrow)
            return not dated or narrow_in.tests.get(YEARS) == wide_in.tests.get(YEARS)
        if wide is None:
            return False
        asked = dict(narrow)
        return all(
            name in asked and (test == asked[name] if name == YEARS else implies(asked[name], test))
            for name, test in wide
        ) and (YEARS not in asked or YEARS in dict(wide))


def _same_numbers(one: View, two: View, rows: list[int]) -> bool:
    """Whether the rows of a service have the same numbers in both views, known or not.

    Trusted bases are tried in one order, so a number that becomes known on a basis which both trust
    is the first in both; grade and unit cost have to be the same. Of several rows the years choose.
    """
    if len(rows) > 1 and one.selection.until != two.selection.until:
        return False
    if _trust(one) == _trust(two):
        return True
    alike = _trust(one)[1:] == _trust(two)[1:]
    return all(_same(one.capacities[i], two.capacities[i], unknown=alike) for i in rows)


def _trust(view: View) -> tuple[object, ...]:
    its = view.selection
    return its.trusted_bases, its.grade, its.unit_cost


def _same(one: Capacity, two: Capacity, *, unknown: bool) -> bool:
    if one.places is None or two.places is None:
        return unknown and one.basis == two.basis == "none" and one.places is two.places
    return (one.places, one.basis, one.grade) == (two.places, two.basis, two.grade)


def families(register: Register) -> dict[str, tuple[str, ...]]:
    """Services of which one is a part of another, directly or through a third, by each of them."""
    group: dict[str, set[str]] = {}
    for service, rows in register.services.items():
        for whole in {register.observations[i].part_of for i in rows} & register.services.keys():
            joined = group.get(service, {service}) | group.get(whole, {whole})
            group.update(dict.fromkeys(joined, joined))
    return {service: tuple(sorted(its)) for service, its in group.items()}
