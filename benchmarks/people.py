"""Many people at once on the app itself, each with filters of their own.

They speak Streamlit's protocol over real websockets. Every answer is compared with what this
process computes for the same filters, so an answer meant for somebody else cannot pass.
"""

import asyncio
import json
import random
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import combinations, product
from pathlib import Path
from typing import Final

from benchmarks.plan import Plan
from benchmarks.protocol import Answer, Client, heading_in
from benchmarks.server import ROOT, Server
from gapmap.dataset import Dataset
from gapmap.present import html
from gapmap.present.words.alt_text import alt_text
from gapmap.selection import Selection
from gapmap.tasks.map_file import as_tiles
from gapmap.vocabulary import LEVELS, MAP_LEVELS, ROUTES

EVERY_S: Final = 3.0
SEED: Final = 20_261_121
SHARERS: Final = 10
STRIDE: Final = 31
"""Between one person's choices in the list; the list is no multiple of it."""


@dataclass(frozen=True)
class Choice:
    """One setting of the filters, and the heading and map label it must be answered with."""

    values: dict[str, object]
    heading: str | None
    label: str


@dataclass
class Crowd:
    """What happened. Times in seconds, memory in MiB."""

    people: int
    minutes: float
    map_s: list[float] = field(default_factory=list)
    done_s: list[float] = field(default_factory=list)
    size: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    crosstalk: int = 0
    wrong: int = 0
    late: int = 0
    memory_before: float = 0.0
    memory_connected: float = 0.0
    memory_after: float = 0.0
    cpu_share: float = 0.0
    shared: dict[str, int] = field(default_factory=dict)


def measure(folder: Path, plan: Plan) -> Crowd:
    """Run the crowd for so long, then check that data and geometry are shared."""
    rounds = max(2, round(60 * plan.minutes / EVERY_S))
    choices = _choices(plan.settings)
    log = folder / "people.log"
    with Server(ROOT / "app.py", {}, log) as server:
        crowd = asyncio.run(_crowd(server, choices, plan.people, rounds))
        crowd.errors += server.complaints()
    notes = folder / "shared.jsonl"
    script = Path(__file__).parent / "apps" / "shared.py"
    with Server(script, {"GAPMAP_BENCH_NOTES": str(notes)}, folder / "shared.log") as server:
        asyncio.run(_share(server))
    found = [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()]
    crowd.shared = {name: len({note[name] for note in found}) for name in found[0]}
    crowd.shared["datasets"] = max(note["datasets"] for note in found)
    crowd.shared["runs"] = len(found)
    return crowd


def _choices(limit: int | None) -> list[Choice]:
    """Every level with every one or two routes, in an order that is the same every time.

    All of them are more than the app remembers, so that much of what is asked for must be computed.
    """
    dataset = Dataset.load()
    several = [*combinations(ROUTES, 1), *combinations(ROUTES, 2)]
    settings = list(product(MAP_LEVELS, several))
    random.Random(SEED).shuffle(settings)  # noqa: S311 - an order, not a secret
    found = []
    for level, routes in settings[:limit]:
        selection = Selection(level=level, routes=routes)
        table = dataset.gap(selection)
        label = alt_text(table, tiles=as_tiles(level, selection.layout))
        values: dict[str, object] = {
            "choose_level": LEVELS[level],
            "choose_routes": [ROUTES[route] for route in routes],
        }
        found.append(Choice(values, heading_in(html.headline(table)), label))
    return found


async def _crowd(server: Server, choices: Sequence[Choice], people: int, rounds: int) -> Crowd:
    crowd = Crowd(people, rounds * EVERY_S / 60)
    async with Client(server.url) as first:
        await first.run({})
    crowd.memory_before = server.memory_mib()
    known = frozenset(choice.heading for choice in choices)
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(Client(server.url)) for _ in range(people)]
        for client in clients:
            await client.run({})
        crowd.memory_connected = server.memory_mib()
        started, used = time.perf_counter(), server.cpu_s()
        async with asyncio.TaskGroup() as group:
            for i, client in enumerate(clients):
                own = [choices[(i + STRIDE * k) % len(choices)] for k in range(rounds)]
                start = started + EVERY_S * i / people
                group.create_task(_person(client, own, start, crowd, known))
        crowd.cpu_share = (server.cpu_s() - used) / (time.perf_counter() - started)
        crowd.memory_after = server.memory_mib()
    return crowd


async def _person(
    client: Client,
    own: Sequence[Choice],
    start: float,
    crowd: Crowd,
    known: frozenset[str | None],
) -> None:
    """Change the filter every three seconds and look at each answer."""
    for k, choice in enumerate(own):
        wait = start + EVERY_S * k - time.perf_counter()
        crowd.late += wait < 0
        await asyncio.sleep(max(wait, 0))
        answer = await client.run(choice.values)
        crowd.errors += answer.errors
        crowd.map_s.append(answer.map_s)
        crowd.done_s.append(answer.done_s)
        crowd.size.append(answer.size)
        if not _answers(answer, choice):
            crowd.wrong += 1
            crowd.crosstalk += answer.heading in known


def _answers(answer: Answer, choice: Choice) -> bool:
    return answer.heading == choice.heading and answer.payload.get("label") == choice.label


async def _share(server: Server) -> None:
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(Client(server.url)) for _ in range(SHARERS)]
        await asyncio.gather(*(client.run({}) for client in clients))
