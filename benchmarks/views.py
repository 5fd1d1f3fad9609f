"""What one change costs the server: its own processor time for a view, new or known."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.choices import Choice
from benchmarks.protocol import Client
from benchmarks.server import ROOT, Server

WARMING = 8
"""Views before any is counted: the first ones load code that all later ones share."""


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
        many, sessions = curve
        for n in range(many):
            await client.run(choices[(views + n) % len(choices)].values)
            if (n + 1) % max(1, many // 4) == 0:
                found.after_views.append((n + 1, server.memory_mib()))
    found.after_sessions.append((0, server.memory_mib()))
    for n in range(sessions):
        async with Client(server.url) as client:
            await client.run({})
        if (n + 1) % max(1, sessions // 4) == 0:
            found.after_sessions.append((n + 1, server.memory_mib()))


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
