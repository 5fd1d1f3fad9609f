"""Read what somebody sent in a process of its own, which may use so much memory and time.

A reader that is led astray then takes neither the memory nor the time of all others, and what it
left behind goes with its process. The file goes there and the result comes back through pipes:
nothing is laid on the disk. One file is read at a time, so that ten large ones sent at once need
the room of one.
"""

import contextlib
import importlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Final, TypeVar, cast

from gapmap.errors import BusyError, FileTooLargeError, GapmapError, UserInputError

MEMORY: Final = 700_000_000  # bytes that the process may ask for, with its libraries
SECONDS: Final = 240.0  # of the clock; longer than any budget, so that its sentence comes first
WAIT: Final = 300.0  # seconds until others' files have been read
STEP: Final = 2_000  # rows between two reports of how far the function is
T = TypeVar("T")
_one = Lock()


def call(
    function: Callable[..., T],
    data: bytes,
    name: str,
    progress: Callable[[int], object] | None = None,
    **more: object,
) -> T:
    """Return ``function(data, name, **more)``, called in another process.

    ``progress`` hears there how far the function is, which takes one of that name then.
    ``function`` is one of a module, its arguments and result can be pickled. Raises the GapmapError
    that it raises, UserInputError when it needs too much memory or time, SourceError when others
    keep the process busy.
    """
    if not _one.acquire(timeout=WAIT):
        raise BusyError("Other people's files are being read; send yours again in a minute.")
    try:
        what = (function.__module__, function.__qualname__, name, more, progress is not None)
        answer = _answer(pickle.dumps(what), data, name, progress)
    finally:
        _one.release()
    if isinstance(answer, GapmapError):
        raise answer
    return cast(T, answer)


def _answer(
    order: bytes, data: bytes, name: str, progress: Callable[[int], object] | None
) -> object:
    root = str(Path(__file__).parents[3])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    env = {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "gapmap.io.files.apart"]
    heard, said = os.pipe()
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, env=env
        )
    except BaseException:
        os.close(heard)
        raise
    finally:
        os.close(said)
    with process, os.fdopen(heard, "rb") as lines, ThreadPoolExecutor(1) as beside:
        asked = beside.submit(_ask, process, order, data)
        try:
            for line in lines:  # until the process ends
                if progress is not None and line.strip().isdigit():
                    progress(int(line))
            found = asked.result()
        except subprocess.TimeoutExpired:
            raise FileTooLargeError(
                f"{name} takes longer to read than any file should; save it again, or send less."
            ) from None
        except BaseException:
            process.kill()
            raise
    if process.returncode or not found:
        raise _too_large(name)
    answer: object = pickle.loads(found)  # noqa: S301 - written by our own process
    return answer


def _too_large(name: str) -> UserInputError:
    return FileTooLargeError(
        f"{name} needs far more memory than its size allows; save it again, or send less."
    )


def _ask(process: "subprocess.Popen[bytes]", order: bytes, data: bytes) -> bytes:
    """Hand the order over, then the file as it lies here, and wait no longer than it may take."""
    assert process.stdin is not None
    try:
        with contextlib.suppress(BrokenPipeError):  # how it ended is seen from its answer
            process.stdin.write(order)
            process.stdin.write(data)
        return process.communicate(timeout=SECONDS)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def _main() -> None:
    """What the other process does: one order from stdin, one answer to stdout."""
    out = os.dup(1)
    os.dup2(2, 1)  # what a library prints is no answer
    module, function, name, more, tells = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our parent
    data = sys.stdin.buffer.read()
    more |= {"progress": _Teller()} if tells else {}
    _limit_memory()
    try:
        answer: object = getattr(importlib.import_module(module), function)(data, name, **more)
        found = pickle.dumps(answer)
    except GapmapError as error:
        found = pickle.dumps(error)
    except MemoryError:
        found = pickle.dumps(_too_large(name))
    with os.fdopen(out, "wb") as file:
        file.write(found)


class _Teller:
    """Tells the parent now and then how far the function is."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self, done: int) -> None:
        if done - self._last >= STEP:
            self._last = done
            os.write(2, b"%d\n" % done)


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
        _, hard = resource.getrlimit(kind)
        most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
        resource.setrlimit(kind, (most, hard))


if __name__ == "__main__":
    _main()
