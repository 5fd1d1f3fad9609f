"""What a page draws, passed on together instead of piece by piece.

Streamlit passes every element from the thread that draws to the one that sends as soon as it is
drawn, and each time the two take turns at the processor. For some fifty elements of a page these
turns cost more than drawing. What is quick to draw is therefore held, and passed on at once.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from streamlit import runtime
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
    if run is None or send is None:
        yield
        return
    held: list[ForwardMsg] = []
    setattr(run, SEND, held.append)
    try:
        yield
    finally:
        setattr(run, SEND, send)
        session = _session(run.session_id)
        if session is None:
            for message in held:
                send(message)
        elif held:
            _hand_over(send, held, session)


def _session(name: str) -> Any:  # noqa: ANN401
    """What sends to a browser; None where there is no server, as in tests of a page."""
    if not runtime.exists():
        return None
    found = runtime.get_instance()._session_mgr.get_session_info(name)
    return found.session if found else None


def _hand_over(
    send: Callable[[ForwardMsg], None],
    held: Sequence[ForwardMsg],
    session: Any,  # noqa: ANN401
) -> None:
    """Send all but the last as Streamlit does what it is sent, in one step of its loop.

    The last takes Streamlit's own way, which ends the run of who has chosen again, and wakes what
    sends; of a run that is not the session's any more nothing is sent.
    """
    runner: Any = getattr(send, "__self__", None)
    runner._maybe_handle_execution_control_request()

    def at_once() -> None:
        if session._scriptrunner is runner:
            for message in held[:-1]:
                session._browser_queue.enqueue(message)

    session._call_soon_on_event_loop(at_once)
    send(held[-1])
