"""Random own files with small numbers, and an attacker who knows everything else.

A file is a list of rows. Each has at most one small number: above zero and below ``LIMIT``, as it
stands or as places a year. ``twin`` changes these alone.
"""

import csv
import io
import random
from dataclasses import dataclass
from functools import cache

from scipy.optimize import linprog

from gapmap.dataset import Dataset
from gapmap.fields.unit_costs import DEFAULT as UNIT_COST
from gapmap.io.own import columns
from gapmap.io.uploads import read as upload
from gapmap.selection import Selection
from gapmap.tasks import own_programmes as own_data

LIMIT = 10
NAME = "mine.csv"
COUNCILS = (
    "E09000003", "E09000005", "E09000010", "E09000014", "E08000025", "E08000003", "E06000059",
    "E06000058", "E10000014", "E10000017", "E06000044", "W06000015", "W06000011",
)  # fmt: skip
TYPES = (
    "community_behaviour_change",
    "stalking",
    "high_harm_case_management",
    "early_intervention",
)
HEADER = (
    "programme", "areas", "programme_type", "referral_routes", "period", "places", "starts",
    "months", "annual_funding", "notes",
)  # fmt: skip


def rows(seed: int) -> list[dict[str, str]]:
    """Three to eight programmes of one to three councils; at least one has a small number."""
    chance = random.Random(seed)
    found = []
    for number in range(chance.randint(3, 8)):
        row = dict.fromkeys(HEADER, "") | {
            "programme": f"Programme {number}",
            "areas": ";".join(chance.sample(COUNCILS, chance.choice((1, 1, 1, 2, 3)))),
            "programme_type": chance.choice(TYPES),
            "referral_routes": chance.choice(("self", "police", "self;police")),
            "period": str(chance.choice((2019, 2022, 2024))),
        }
        small = number == 0 or chance.random() < 0.4
        kind = chance.choice(("places", "starts", "annual_funding"))
        row[kind] = _number(chance, kind, small=small)
        if kind == "starts":
            row["months"] = "12"
        row["notes"] = f"It has {row[kind]}." if small else ""
        found.append(row)
    return found


def twin(of: list[dict[str, str]], seed: int) -> list[dict[str, str]]:
    """The same file with every small number another small number."""
    chance = random.Random(seed + 1_000)
    found = []
    for row in of:
        kind, small = small_number(row)
        changed = dict(row)
        while small and changed[kind] == row[kind]:
            changed[kind] = _number(chance, kind, small=True)
        changed["notes"] = f"It has {changed[kind]}." if small else ""
        found.append(changed)
    return found


def small_number(row: dict[str, str]) -> tuple[str, float]:
    """The column of a row's number, and its places where these are small (else 0)."""
    kind = next(k for k in ("places", "starts", "annual_funding") if row[k])
    places = float(row[kind]) / (UNIT_COST if kind == "annual_funding" else 1)
    return kind, places if 0 < places < LIMIT else 0.0


def _number(chance: random.Random, kind: str, *, small: bool) -> str:
    number = chance.randint(1, LIMIT - 1) if small else chance.randint(LIMIT, 150)
    return str(number * int(UNIT_COST) if kind == "annual_funding" else number)


@cache
def _reader(_fingerprint: str) -> dict[str, own_data.Reader]:
    return {}


def as_csv(table: list[dict[str, str]]) -> bytes:
    """The rows as a file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, table[0])
    writer.writeheader()
    writer.writerows(table)
    return out.getvalue().encode()


def with_file(dataset: Dataset, table: list[dict[str, str]], mode: str = "add") -> Dataset:
    """The dataset with a file of these rows."""
    sent = upload.read(as_csv(table), NAME)
    kept = _reader(dataset.fingerprint)
    reader = kept.setdefault("reader", own_data.Reader(dataset))
    checked = reader.check(sent, columns.guess(sent.header))
    assert not checked.problems
    return own_data.with_checked(dataset, sent, checked, mode)


@dataclass
class Attack:
    """Equations about the places of the programmes with small numbers, one an output.

    The attacker knows the shipped data, the method, and the file but for its small numbers.
    """

    dataset: Dataset
    table: list[dict[str, str]]

    def __post_init__(self) -> None:
        """Find out what each view would show with none, or with one place, of each programme."""
        self.small = {r["programme"]: p for r in self.table for _, p in [small_number(r)] if p}
        self.without = with_file(self.dataset, self._with("0"))
        self.with_one = with_file(self.dataset, self._with("1"))
        self.left: list[list[float]] = []
        self.right: list[float] = []
        self.slack: list[float] = []

    def _with(self, places: str) -> list[dict[str, str]]:
        blank = {"starts": "", "annual_funding": "", "months": ""}
        return [
            {**r, **blank, "places": places} if r["programme"] in self.small else r
            for r in self.table
        ]

    def see(
        self,
        selection: Selection,
        total: float | None,
        cells: dict[str, float],
        within: float = 0.02,
    ) -> None:
        """Take in a view: the total of places shown, and the places shown by area.

        ``within`` is how far the total may have been rounded.
        """
        free = selection.with_(suppress_below=0)
        none, one = self.without.gap(free), self.with_one.gap(free)
        names = {s.service_id: s.chosen.programme for s in one.supply.services}
        parts = one.parts.assign(programme=one.parts["service_id"].map(names))
        estimated = set(one.rows.loc[one.rows["perpetrators"].notna(), "code"])
        if total is not None:
            inside = parts[parts["code"].isin(estimated)]
            self._equation(inside, total - none.totals.places, within)
        base = none.rows.set_index("code")["places"].fillna(0.0)
        for code, shown in cells.items():
            self._equation(parts[parts["code"] == code], shown - base[code], 0.02)

    def _equation(self, parts, found: float, slack: float) -> None:
        shares = parts.groupby("programme")["places"].sum()
        row = [float(shares.get(name, 0.0)) for name in self.small]
        if any(row):
            self.left.append(row)
            self.right.append(found)
            self.slack.append(slack)

    def pinned(self) -> dict[str, tuple[float, float]]:
        """The small numbers that the equations confine, rightly, to less than the limit."""
        if not self.left:
            return {}
        found = {}
        for position, (name, truth) in enumerate(self.small.items()):
            ends = []
            for sign in (1, -1):
                goal = [0.0] * len(self.small)
                goal[position] = sign
                made = linprog(
                    goal,
                    A_ub=[*self.left, *([-x for x in row] for row in self.left)],
                    b_ub=[
                        *(r + s for r, s in zip(self.right, self.slack, strict=True)),
                        *(s - r for r, s in zip(self.right, self.slack, strict=True)),
                    ],
                    bounds=(0, None),
                )
                ends.append(sign * made.fun if made.status == 0 else None)
            low, high = ends
            if low is not None and high is not None and low - 0.1 <= truth <= high + 0.1:
                found[name] = (low, high)
        return {n: (a, b) for n, (a, b) in found.items() if b - a < LIMIT - 0.5}
