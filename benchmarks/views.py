"""What one change costs the server: its own processor time for a view, new or known."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from benchmarks.choices import Choice
from benchmarks.protocol import Client
from benchmarks.server import ROOT, Server

WARMING = 8
"""Views before any is counted: the first ones load code that all later ones share."""
TOGETHER = 4
"""People at once while memory is watched."""


@dataclass
class Views:
    """Processor time in ms, bytes received, and memory in MiB after so many of each."""

    new_ms: float = 0.0
    known_ms: float = 0.0
    size: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    after_views: list[tuple[int, float]] = field(default_factory=list)
    after_sessions: list[tuple[int, float]] = field(default_factory=list)


def measure(folder: Path, choices: Sequence[Choice], views: int, curve: tuple[int, int]) -> Views:
    """One session takes ``views`` new views and the same again; then memory is watched.

    ``curve`` says over how many views, and over how many sessions opened and closed.
    """
    found = Views()
    with Server(ROOT / "app.py", {}, folder / "views.log") as server:
        asyncio.run(_measure(server, choices, views, curve, found))
        found.errors += server.complaints()
    return found


async def _measure(
    server: Server, choices: Sequence[Choice], views: int, curve: tuple[int, int], found: Views
) -> None:
    async with Client(server.url) as client:
        await client.run({})
        for choice in choices[-WARMING:]:
            await client.run(choice.values)
        found.new_ms = await _through(client, choices[:views], server, found)
        found.known_ms = await _through(client, choices[:views], server, found)
    found.after_views.append((0, server.memory_mib()))
    await _curves(server, [*choices[views:], *choices[:views]], curve, found)


async def _curves(
    server: Server, choices: Sequence[Choice], curve: tuple[int, int], found: Views
) -> None:
    """Memory after each quarter of the views, then of the sessions; four people at once."""
    many, sessions = curve
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(Client(server.url)) for _ in range(TOGETHER)]
        await asyncio.gather(*(client.run({}) for client in clients))
        for first, end in _quarters(many):
            rest = iter(range(first, end))

            async def views(client: Client, rest: Iterator[int] = rest) -> None:
                for n in rest:
                    await client.run(choices[n % len(choices)].values)

            await asyncio.gather(*map(views, clients))
            found.after_views.append((end, server.memory_mib()))
    found.after_sessions.append((0, server.memory_mib()))
    for first, end in _quarters(sessions):
        rest = iter(range(first, end))

        async def visits(rest: Iterator[int] = rest) -> None:
            for _ in rest:
                async with Client(server.url) as client:
                    await client.run({})

        await asyncio.gather(*(visits() for _ in range(TOGETHER)))
        found.after_sessions.append((end, server.memory_mib()))


def _quarters(number: int) -> list[tuple[int, int]]:
    ends = [number * part // 4 for part in range(5)]
    return list(pairwise(ends))


async def _through(
    client: Client, choices: Sequence[Choice], server: Server, found: Views
) -> float:
    """Milliseconds of processor time for each of the choices."""
    before = server.cpu_s()
    for choice in choices:
        answer = await client.run(choice.values)
        found.size.append(answer.size)
        found.errors += answer.errors
        if not choice.answered_by(answer):
            found.errors.append(f"A view was answered with “{answer.heading}”.")
    return 1000 * (server.cpu_s() - before) / len(choices)
