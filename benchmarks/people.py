"""Many people at once on the app itself, each with filters of their own.

They speak Streamlit's protocol over real websockets, and change their mind every three seconds,
whether or not they have been answered. Every answer is compared with what this process computes for
the same filters, so an answer meant for somebody else cannot pass.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.choices import Choice
from benchmarks.protocol import Answer, Client
from benchmarks.server import ROOT, Server

EVERY_S: Final = 3.0
SHARERS: Final = 10
STRIDE: Final = 31
"""Between one person's choices in the list; the list is no multiple of it."""
ARRIVING: Final = 6
"""People who open the page at once before a crowd begins."""
CALM_S: Final = 3.0
"""After the crowd, until one more change of each person is made, one after another."""


@dataclass
class Crowd:
    """What happened. Times in seconds from a choice to the end of its answer, memory in MiB."""

    people: int
    seconds: float
    asked: int = 0
    superseded: int = 0
    done_s: list[float] = field(default_factory=list)
    size: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    crosstalk: int = 0
    wrong: int = 0
    settled_s: float = 0.0
    after_s: list[float] = field(default_factory=list)
    memory_connected: float = 0.0
    memory_after: float = 0.0
    cpu_share: float = 0.0


def measure(
    folder: Path, choices: Sequence[Choice], people: Sequence[int], seconds: float
) -> list[Crowd]:
    """Run one crowd after another, each on a server of its own."""
    found = []
    for number in people:
        crowd = Crowd(number, seconds)
        with Server(ROOT / "app.py", {}, folder / f"people_{number}.log") as server:
            asyncio.run(_crowd(server, choices, crowd))
            crowd.errors += server.complaints()
        found.append(crowd)
    return found


def sharing(folder: Path) -> dict[str, int]:
    """How many datasets, tables and map folders several sessions were given: one of each."""
    notes = folder / "shared.jsonl"
    script = Path(__file__).parent / "apps" / "shared.py"
    with Server(script, {"GAPMAP_BENCH_NOTES": str(notes)}, folder / "shared.log") as server:
        asyncio.run(_share(server))
    found = [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()]
    shared = {name: len({note[name] for note in found}) for name in found[0]}
    return shared | {"datasets": max(note["datasets"] for note in found), "runs": len(found)}


async def _crowd(server: Server, choices: Sequence[Choice], crowd: Crowd) -> None:
    rounds = max(2, round(crowd.seconds / EVERY_S))
    known = frozenset(choice.heading for choice in choices)
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(Client(server.url)) for _ in range(crowd.people)]
        for first in range(0, crowd.people, ARRIVING):
            await asyncio.gather(*(one.run({}) for one in clients[first : first + ARRIVING]))
        people = []
        for i, client in enumerate(clients):
            own = [choices[(i + STRIDE * k) % len(choices)] for k in range(rounds + 1)]
            people.append(Person(client, own, crowd, known))
        crowd.memory_connected = server.memory_mib()
        started, used = time.perf_counter(), server.cpu_s()
        async with asyncio.TaskGroup() as group:
            for i, person in enumerate(people):
                group.create_task(person.live(started + EVERY_S * i / crowd.people))
        ended = started + EVERY_S * rounds
        crowd.settled_s = max(0.0, time.perf_counter() - ended)
        crowd.cpu_share = (server.cpu_s() - used) / (time.perf_counter() - started)
        crowd.memory_after = server.memory_mib()
        await asyncio.sleep(CALM_S)
        for person in people[:: max(1, len(people) // 10)]:
            answer = await person.client.run(person.own[-1].values)
            crowd.after_s.append(answer.done_s)


class Person:
    """Somebody who goes through choices of their own, and looks at each answer."""

    def __init__(
        self,
        client: Client,
        own: Sequence[Choice],
        crowd: Crowd,
        known: frozenset[str | None],
        every: float = EVERY_S,
    ) -> None:
        self.client, self.own, self.crowd, self.known = client, own, crowd, known
        self.every = every
        self.open: list[tuple[float, Choice]] = []

    async def live(self, start: float) -> None:
        """Choose every few seconds, and read answers until the last choice has its own."""
        reading = asyncio.create_task(self._read())
        for k, choice in enumerate(self.own[:-1]):
            await asyncio.sleep(max(0.0, start + self.every * k - time.perf_counter()))
            self.crowd.asked += 1
            self.open.append((time.perf_counter(), choice))
            await self._choose(choice)
        await reading

    async def _choose(self, choice: Choice) -> None:
        await self.client.ask(choice.values)

    async def _read(self) -> None:
        last = self.own[-2]
        while True:
            answer = await self.client.answer()
            if self._take(answer) is last or answer.errors:
                return

    def _take(self, answer: Answer) -> Choice | None:
        """Note what an answer answers; older choices that have none are superseded."""
        crowd = self.crowd
        crowd.size.append(answer.size)
        crowd.errors += answer.errors
        for i, (asked, choice) in reversed(list(enumerate(self.open))):
            if choice.answered_by(answer):
                crowd.done_s.append(time.perf_counter() - asked)
                crowd.superseded += i
                del self.open[: i + 1]
                return choice
        crowd.wrong += 1
        crowd.crosstalk += answer.heading in self.known
        return None


async def _share(server: Server) -> None:
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(Client(server.url)) for _ in range(SHARERS)]
        await asyncio.gather(*(client.run({}) for client in clients))
