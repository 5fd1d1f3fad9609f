"""The user's own estimates: read once, and in the data of the session while its file is held."""

import streamlit as st

from gapmap.dataset import Dataset
from gapmap.errors import UserInputError
from gapmap.io.own import estimates as own_estimates
from gapmap.tasks import own_programmes as own_data
from gapmap.ui.state import uploads
from gapmap.ui.state.choices import OWN_FILE


def with_own_estimates(data: Dataset) -> Dataset:
    """Return the dataset with the user's own estimates, when a usable file is loaded."""
    file = st.session_state.get(OWN_FILE)
    st.session_state["own_problems"] = ""
    if file is None:
        return data
    if st.session_state.get("own_read", ("", None))[0] == file.file_id:
        found, problem = st.session_state["own_read"][1]
    else:
        found, problem = _read_own(file.name, file.getvalue(), data)
        st.session_state["own_read"] = (file.file_id, (found, problem))
        uploads.drop(file)
    st.session_state["own_problems"] = problem
    result: Dataset = found or data
    return result


def _read_own(name: str, content: bytes, data: Dataset) -> tuple[Dataset | None, str]:
    """The dataset with the estimates of a file, and why it or some of its rows cannot be used."""
    try:
        estimates, problems = own_data.estimates(data, content, name)
    except UserInputError as error:
        return None, str(error)
    found = None if estimates.empty else data.with_own_estimates(estimates, name, content)
    return found, own_estimates.explain(problems)
