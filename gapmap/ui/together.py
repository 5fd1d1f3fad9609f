"""What a page draws, passed on together instead of piece by piece.

Streamlit passes every element from the thread that draws to the one that sends as soon as it is
drawn, and each time the two take turns at the processor. For some fifty elements of a page these
turns cost more than drawing. What is quick to draw is therefore held, and passed on at once.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
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
        runner: Any = getattr(send, "__self__", None)
        session = _session(runner)
        if held and session is not None:
            _hand_over(runner, held, session)
        else:
            for message in held:
                send(message)


def _session(runner: Any) -> AppSession | None:  # noqa: ANN401
    """Whose session a run is; None where there is no server, as in tests of a page."""
    signal = getattr(runner, "on_event", None)
    told = signal._get_live_receivers() if signal else ()
    owners = (getattr(receiver, "__self__", None) for receiver in told)
    return next((owner for owner in owners if isinstance(owner, AppSession)), None)


def _hand_over(runner: Any, held: Sequence[ForwardMsg], session: AppSession) -> None:  # noqa: ANN401
    """Do with all but the last what Streamlit does with each, in one step of the server's loop.

    The last takes Streamlit's own way, which wakes what sends. Of a run that is not the session's
    any more nothing is sent.
    """
    runner._maybe_handle_execution_control_request()  # ends the run of who has chosen again

    def at_once() -> None:
        if session._scriptrunner is runner:
            for message in held[:-1]:
                session._browser_queue.enqueue(message)

    session._call_soon_on_event_loop(at_once)
    runner._enqueue_forward_msg(held[-1])
