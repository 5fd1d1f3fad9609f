"""``python -m benchmarks.hosting``: people behind nginx, and one process of the app that is killed.

nginx with the site of ``deploy`` and two processes of the app, all on this machine. Everybody opens
the page through nginx, then chooses every three seconds. In the middle one process is killed as a
machine would kill it (SIGKILL), later started again. Its people come back as a browser does: they
open their socket again, with the cookie that they have, and tell what their widgets hold.
"""

import argparse
import asyncio
import platform
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Final

import psutil
import requests
from websockets.exceptions import ConnectionClosed

from benchmarks.choices import Choice, choices
from benchmarks.nginx import SEAT, Nginx
from benchmarks.people import EVERY_S, STRIDE, Crowd, Person
from benchmarks.protocol import CLOSED, Answer, Client
from benchmarks.server import ROOT, Server

PROCESSES: Final = 2
NEWCOMERS: Final = 4
LONG_S: Final = 40.0
"""From here on the killed process is back for longer than nginx leaves it alone (fail_timeout)."""
AGAIN_S: Final = 0.5
"""After a socket is lost, until it is opened again: as long as Streamlit's page waits."""
PAGE: Final = ROOT / "docs" / "hosting.md"
MARKS: Final = ("<!-- crowd: written by python -m benchmarks.hosting -->\n", "<!-- end -->")


@dataclass
class Outcome:
    """What happened.

    ``crowd`` is as on one process; ``seats`` how many people each process served at first,
    ``lost`` how many sockets broke when one was killed and ``back_s`` how long (s) each of them
    waited until it had a right page again; ``again`` how many choices were on their way to the
    process when it was killed, and were made again; ``late`` how many newcomers each process was
    given once it was back; ``pages`` the status of the page that everybody asks for at the end.
    """

    crowd: Crowd
    seats: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    back_s: list[float] = field(default_factory=list)
    again: int = 0
    late: Counter[str] = field(default_factory=Counter)
    killed: str = ""
    pages: Counter[int] = field(default_factory=Counter)
    moved: int = 0

    @property
    def faults(self) -> list[str]:
        """All that should not have happened, a sentence each."""
        crowd = self.crowd
        told = [*crowd.errors]
        told += [f"{crowd.crosstalk} answers belong to somebody else."] if crowd.crosstalk else []
        told += [f"{crowd.wrong} answers are wrong."] if crowd.wrong else []
        left = crowd.asked - crowd.superseded - len(crowd.done_s)
        told += [f"{left} changes had no answer."] if left else []
        if len(self.back_s) != self.lost:
            told.append(f"{self.lost - len(self.back_s)} people did not come back.")
        if self.lost != self.seats[self.killed]:
            told.append(f"{self.lost} sockets broke; {self.seats[self.killed]} were on it.")
        if not self.late[self.killed] and crowd.seconds >= LONG_S:
            told.append("Nobody new was put on the process that had come back.")
        if set(self.pages) != {200}:
            told.append(f"At the end pages were answered with {dict(self.pages)}.")
        return told


class Visitor(Person):
    """Somebody in a browser: has cookies, and opens the socket again when it breaks."""

    outcome: Outcome

    async def enter(self, url: str, outcome: Outcome) -> None:
        """Ask for the page, then open the socket with the cookie that it brought."""
        self.url, self.outcome, self.cookies = url, outcome, SimpleCookie()
        self.now: Choice | None = None
        self.waiting: float | None = None
        self.away = False
        self.before: Choice | None = None
        await self.look()
        await self._connect()
        await self.client.run({})

    async def look(self) -> int:
        """Ask for the page as a browser that is sent there; its status."""
        page = await asyncio.to_thread(requests.get, self.url, headers=self._headers(), timeout=10)
        self.cookies.load(page.headers.get("Set-Cookie", ""))
        return page.status_code

    async def leave(self) -> None:
        """Close the page."""
        await self.client.socket.close()

    @property
    def seat(self) -> str:
        """Which process serves this visitor."""
        return self.cookies[SEAT].value

    def _headers(self) -> dict[str, str]:
        pairs = "; ".join(f"{name}={one.value}" for name, one in self.cookies.items())
        return {"Cookie": pairs, "Origin": self.url} if pairs else {"Origin": self.url}

    async def _connect(self) -> None:
        await self.client.open(self._headers())
        response = self.client.socket.response
        for text in response.headers.get_all("Set-Cookie") if response else ():
            self.cookies.load(text)

    async def _choose(self, choice: Choice) -> None:
        self.now = choice
        if self.away:  # told as soon as the socket is open again
            self.client.widgets.values.update(choice.values)
            return
        with suppress(ConnectionClosed):
            await super()._choose(choice)

    async def _read(self) -> None:
        last = self.own[-2]
        while True:
            try:
                answer = await self.client.answer()
                broken = CLOSED in answer.errors
            except ConnectionClosed:
                broken = True
            if broken:
                await self._again()
                continue
            if self.waiting is not None and await self._as_before(answer):
                continue
            self.before = self._take(answer) or self.before
            self._is_back()
            if self.before is last or answer.errors:
                return

    async def _as_before(self, answer: Answer) -> bool:
        """Whether the page is back as its address has it, without a choice that was on its way.

        That choice is then made again, as a person would.
        """
        newest = self.open[-1][1] if self.open else None
        if newest is None or newest.answered_by(answer):
            return False
        if self.before is None or not self.before.answered_by(answer):
            return False
        self._is_back()
        self.outcome.again += 1
        await self._choose(newest)
        return True

    def _is_back(self) -> None:
        if self.waiting is not None:
            self.outcome.back_s.append(time.perf_counter() - self.waiting)
            self.waiting = None

    async def _again(self) -> None:
        """Open the socket again and tell what the widgets hold."""
        before, self.away = self.seat, True
        self.outcome.lost += 1
        self.waiting = time.perf_counter()
        if self.now and not self.open:  # what was answered already is answered once more
            self.open.append((self.waiting, self.now))
            self.crowd.asked += 1
        await self.leave()
        await asyncio.sleep(AGAIN_S)
        await self._connect()
        self.outcome.moved += before != self.seat
        self.away = False
        await self.client.ask({})


@contextmanager
def site(folder: Path) -> Iterator[tuple[str, list[Server]]]:
    """The address of nginx before processes of the app, and these."""
    with ExitStack() as stack:
        servers = [
            stack.enter_context(Server(ROOT / "app.py", {}, folder / f"process_{n}.log"))
            for n in range(PROCESSES)
        ]
        yield stack.enter_context(Nginx(folder, [one.port for one in servers])).url, servers


def measure(
    folder: Path, found: Sequence[Choice], people: int, seconds: float, every: float = EVERY_S
) -> Outcome:
    """Run the crowd once; logs and nginx's files lie in ``folder``."""
    with ExitStack() as stack:
        url, servers = stack.enter_context(site(folder))
        outcome = Outcome(Crowd(people, seconds))
        asyncio.run(_crowd(url, servers, found, outcome, every, stack, folder))
        outcome.crowd.errors += [line for one in servers[1:] for line in one.complaints()]
    return outcome


async def _crowd(
    url: str, servers: list[Server], found: Sequence[Choice], outcome: Outcome, every: float,
    running: ExitStack, folder: Path,
) -> None:  # fmt: skip
    crowd = outcome.crowd
    rounds = max(4, round(crowd.seconds / every))
    known = frozenset(choice.heading for choice in found)
    async with AsyncExitStack() as stack:
        people = []
        for i in range(crowd.people):
            own = [found[(i + STRIDE * k) % len(found)] for k in range(rounds + 1)]
            visitor = Visitor(Client(url), own, crowd, known, every)
            await visitor.enter(url, outcome)
            stack.push_async_callback(visitor.leave)
            people.append(visitor)
        outcome.seats, outcome.killed = Counter(p.seat for p in people), "1"
        started = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for i, person in enumerate(people):
                group.create_task(person.live(started + every * i / crowd.people))
            await asyncio.sleep(every * rounds / 2)
            first = servers[0]
            first.process.kill()
            await asyncio.sleep(every * rounds / 4)
            back = Server(first.script, first.env, folder / "process_again.log", first.port)
            await asyncio.to_thread(running.enter_context, back)
        crowd.settled_s = max(0.0, time.perf_counter() - started - every * rounds)
        outcome.pages = Counter([await person.look() for person in people])
        outcome.late = Counter([await _newcomer(url, people[0], outcome) for _ in range(NEWCOMERS)])


async def _newcomer(url: str, other: Person, outcome: Outcome) -> str:
    visitor = Visitor(Client(url), other.own, other.crowd, other.known)
    await visitor.enter(url, outcome)
    await visitor.leave()
    return visitor.seat


def table(outcome: Outcome) -> str:
    """The outcome as Markdown."""
    crowd, back = outcome.crowd, outcome.back_s
    spread = statistics.quantiles(crowd.done_s, n=20)
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    memory = psutil.virtual_memory().total / 2**30
    rows = [
        ("People, and how many of them on each process", f"{crowd.people}: "
         + " and ".join(str(n) for _, n in sorted(outcome.seats.items()))),
        ("Changes asked for", f"{crowd.asked:,}"),
        ("Answered; overtaken by a newer choice", f"{len(crowd.done_s):,}; {crowd.superseded:,}"),
        ("From a choice to its whole page, median and p95, s",
         f"{statistics.median(crowd.done_s):.2f} and {spread[18]:.2f}"),
        ("People on the process that was killed", f"{outcome.lost}"),
        ("Of them back in a right page, on the other process", f"{len(back)}"),
        ("How long they waited for it, median and most, s",
         f"{statistics.median(back):.2f} and {max(back):.2f}" if back else "–"),
        ("Errors", f"{len(crowd.errors)}"),
        ("Answers that belong to somebody else; other wrong ones",
         f"{crowd.crosstalk}; {crowd.wrong - crowd.crosstalk}"),
        ("Choices that were on their way to it, and had to be made again", f"{outcome.again}"),
        ("Newcomers once it was back, on it and on the other",
         f"{outcome.late[outcome.killed]} and {NEWCOMERS - outcome.late[outcome.killed]}"),
    ]  # fmt: skip
    lines = [
        f"Measured {now} on {psutil.cpu_count()} cores with {memory:.0f} GiB that had other work "
        f"too (load {psutil.getloadavg()[0]:.1f}), {platform.system()}, Python "
        f"{platform.python_version()}: {PROCESSES} processes, {crowd.seconds:.0f} seconds.",
        "",
        "| | |",
        "| --- | ---: |",
        *(f"| {label} | {value} |" for label, value in rows),
    ]
    return "\n".join(lines) + "\n"


def write(text: str, page: Path = PAGE) -> None:
    """Put the table into the page, between its marks."""
    begin, end = (re.escape(mark) for mark in MARKS)
    old = page.read_text(encoding="utf-8")
    new, times = re.subn(f"(?<={begin}).*?(?={end})", lambda _: text, old, flags=re.DOTALL)
    if times != 1:
        raise RuntimeError(f"{page.name} has no place for the table.")
    page.write_text(new, encoding="utf-8")


def main() -> int:
    """Run it, print the table, and say what went wrong; 1 where anything did."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hosting", description=__doc__)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--write", action="store_true", help="put the table into docs/hosting.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = measure(Path(folder), choices(None), given.people, given.seconds)
    text = table(outcome)
    sys.stdout.write(text)
    sys.stdout.write("".join(f"FAULT: {fault}\n" for fault in outcome.faults))
    if given.write and not outcome.faults:
        write(text)
    return bool(outcome.faults)


if __name__ == "__main__":
    sys.exit(main())
