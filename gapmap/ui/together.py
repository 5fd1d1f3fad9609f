"""What a page draws, passed on together instead of piece by piece.

Streamlit passes every element from the thread that draws to the one that sends as soon as it is
drawn, and each time the two take turns at the processor. For some fifty elements of a page these
turns cost more than drawing. What is quick to draw is therefore held, and passed on at once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx

SEND: Final = "_enqueue"
"""Streamlit's name for what passes an element on; it has no public one."""


@contextmanager
def together() -> Iterator[None]:
    """Hold what is drawn until the ``with`` block ends, by an error too; nothing else changes.

    A person who has chosen again ends the run when it is passed on, not before: nothing that may
    take long, or that tells how far it has come, belongs in the block.
    """
    run = get_script_run_ctx()
    send: Callable[[ForwardMsg], None] | None = getattr(run, SEND, None)
    if send is None:
        yield
        return
    held: list[ForwardMsg] = []
    setattr(run, SEND, held.append)
    try:
        yield
    finally:
        setattr(run, SEND, send)
        for message in held:
            send(message)
