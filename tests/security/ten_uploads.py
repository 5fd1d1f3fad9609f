"""Memory of the server when ten people each send 19 MB: ``python -m tests.security.ten_uploads``.

Each person sends a table of 20,000 rows to “Your own data” and keeps it open. What is printed is
what the server and its children take together, before, at most, and after.
"""

import contextlib
import random
import sys
import tempfile
import threading

from tests.security import visitor as visitors_of
from tests.security.visitor import Visitor, serving

PEOPLE = 10
LIMIT = 700  # MiB, all together
LETTERS = "etaoinshrdluetaoinet"


def table(number, rows=20_000, size=19_000_000):
    """A CSV table of that many rows and bytes that all can be used, other ones for each person."""
    head = "programme,programme_type,areas,places,period,notes\n"
    start = f"Ours {number:02} {{:05}},stalking,E09000012,{{}},2024,"
    fill = (size - len(head)) // rows - len(start.format(0, 30)) - 1
    chance = random.Random(number)
    words = ["".join(chance.choices(LETTERS, k=chance.randint(2, 11))) for _ in range(4_000)]
    lines = (
        start.format(n, 30 + n % 40) + " ".join(chance.choices(words, k=fill // 4))[:fill]
        for n in range(rows)
    )
    return (head + "\n".join(lines) + "\n").encode()


class Watch(threading.Thread):
    """The most memory that a server takes while it is watched."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.most, self.ended = server, 0.0, threading.Event()

    def run(self):
        while not self.ended.wait(0.05):
            with contextlib.suppress(OSError, IndexError, ValueError):
                self.most = max(self.most, self.server.memory())


def measure(people=PEOPLE, name="ours.csv", data=table):
    """MiB before anybody comes, with their pages open, at most, and once all have sent."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(folder) as server,
        contextlib.ExitStack() as stack,
    ):
        before = server.memory()
        visitors = [stack.enter_context(Visitor(server, "own")) for _ in range(people)]
        came = server.memory()
        watch = Watch(server)
        watch.start()
        senders = [
            threading.Thread(target=send, args=(visitor, name, data(number)))
            for number, visitor in enumerate(visitors)
        ]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        watch.ended.set()
        watch.join()
        taken = sum(any("20,000 rows" in text for text in visitor.texts) for visitor in visitors)
        return {
            "before": before, "people came": came, "most": watch.most, "after": server.memory(),
            "files taken": taken,
        }  # fmt: skip


def send(visitor, name, data):
    """What one person does."""
    visitor.upload("A table with one line a programme", name, data)


if __name__ == "__main__":
    visitors_of.ANSWER_LIMIT = 900.0  # ten such tables are checked one after the other
    found = measure(*map(int, sys.argv[1:2]))
    for what, number in found.items():
        sys.stdout.write(f"{what}: {number:,.0f}\n")
    sys.exit(found["most"] > LIMIT)
