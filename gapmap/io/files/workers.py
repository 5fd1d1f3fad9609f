"""Processes that work for another one: what they are handed, and that they end with it.

What is handed over may be a user's own and lies in memory that has no name: whatever happens to the
processes, nothing of it stays on the disk.
"""

import os
import pickle
import sys
import tempfile
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import Protocol, Self, TypeVar

T = TypeVar("T")

if sys.platform == "win32":
    from multiprocessing.shared_memory import SharedMemory

    class Parcel:
        """An object that several processes read; its memory goes with the last of them."""

        def __init__(self, memory: SharedMemory) -> None:
            self._memory = memory

        @classmethod
        def of(cls, content: object) -> Self:
            """Pack an object."""
            data = pickle.dumps(content)
            memory = SharedMemory(create=True, size=len(data))
            memory.buf[: len(data)] = data
            return cls(memory)

        def content(self, kind: type[T]) -> T:
            """The object, a ``kind``, in any process that was handed the parcel."""
            return _a(kind, pickle.loads(bytes(self._memory.buf)))  # noqa: S301 - our own parent's

        def close(self) -> None:
            """Let go of it in this process."""
            self._memory.close()

else:
    from multiprocessing.reduction import DupFd

    class Detachable(Protocol):
        """An open file on its way to another process."""

        def detach(self) -> int:
            """The number of the file there."""
            ...

    class Parcel:
        """An object that several processes read; its memory goes with the last of them."""

        def __init__(self, number: int, size: int) -> None:
            self._number, self._size = number, size

        @classmethod
        def of(cls, content: object) -> Self:
            """Pack an object."""
            data = pickle.dumps(content)
            number = _nameless()
            view = memoryview(data)
            while view:
                view = view[os.write(number, view) :]
            return cls(number, len(data))

        def content(self, kind: type[T]) -> T:
            """The object, a ``kind``, in any process that was handed the parcel."""
            found = bytearray()
            while len(found) < self._size:
                piece = os.pread(self._number, self._size - len(found), len(found))
                if not piece:
                    raise EOFError
                found += piece
            return _a(kind, pickle.loads(found))  # noqa: S301 - packed by our own parent

        def close(self) -> None:
            """Let go of it in this process."""
            os.close(self._number)

        def __reduce__(self) -> tuple[object, ...]:
            return _handed, (DupFd(self._number), self._size)

    def _handed(number: Detachable, size: int) -> Parcel:
        return Parcel(number.detach(), size)

    def _nameless() -> int:
        """A file that no folder holds: in memory, or deleted as soon as it is made."""
        if hasattr(os, "memfd_create"):
            return os.memfd_create("gapmap", os.MFD_CLOEXEC)
        with tempfile.TemporaryFile() as file:
            return os.dup(file.fileno())


def _a(kind: type[T], content: object) -> T:
    if not isinstance(content, kind):
        raise TypeError(f"{type(content).__name__} instead of {kind.__name__}")
    return content


def end_with_parent() -> None:
    """End this process as soon as the one that started it has ended, however that ended."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()


def _follow(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
