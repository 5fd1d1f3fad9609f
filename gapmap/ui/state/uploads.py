"""What visitors send, held no longer than it takes to read it.

Streamlit keeps every uploaded file until its session ends, whether or not any widget still shows
it: ten visitors with a few files each are gigabytes.
"""

from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

SHOWN: Final = "uploads_shown"  # files that a widget of this session has shown


def drop(file: UploadedFile) -> None:
    """Let go of the bytes of a file that has been read; its widget goes on showing its name."""
    context = get_script_run_ctx()
    put = getattr(getattr(context, "uploaded_file_mgr", None), "add_file", None)
    if context is not None and put is not None:
        put(context.session_id, UploadedFileRec(file.file_id, file.name, file.type, b""))
    file.seek(0)
    file.truncate()


def sweep() -> None:
    """Let go of this session's files that a widget has shown and none shows any more.

    A file that no widget has shown yet may be on its way to one.
    """
    context = get_script_run_ctx()
    remove = getattr(getattr(context, "uploaded_file_mgr", None), "remove_file", None)
    if context is None or remove is None:
        return
    held = getattr(context.uploaded_file_mgr, "file_storage", None)
    if held is not None and not held.get(context.session_id):  # as of most sessions
        return
    values = list(st.session_state.to_dict().values())
    each = [one for value in values for one in (value if isinstance(value, list) else [value])]
    shown = {one.file_id for one in each if isinstance(one, UploadedFile)}
    for file_id in st.session_state.get(SHOWN, set()) - shown:
        remove(session_id=context.session_id, file_id=file_id)
    st.session_state[SHOWN] = shown
