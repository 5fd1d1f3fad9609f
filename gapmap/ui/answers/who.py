"""Who uses the page, and what they may do to the directory.

With an identity provider (``[auth]`` in Streamlit's secrets) whoever has signed in and is listed in
the settings. Without one: the single user of an app that only this machine can reach, whose
directory is a file; nobody otherwise.
"""

import time
from typing import Final

import streamlit as st
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton

from gapmap.settings import Settings, is_loopback
from gapmap.tasks.asking.directory import opened
from gapmap.tasks.asking.directory.roles import ALONE, NOBODY, Person, person
from gapmap.ui import messages

ALWAYS: Final = "is_logged_in"


def provider() -> bool:
    """Whether an identity provider is set."""
    return secrets_singleton.load_if_toml_exists() and "auth" in secrets_singleton


def only_here() -> bool:
    """Whether the app listens to this machine alone and answers to none but its own names."""
    names = config.get_option("server.allowedHosts") or []
    address = config.get_option("server.address") or ""
    return bool(names) and all(is_loopback(str(name)) for name in (address, *names))


def person_here(settings: Settings) -> Person:
    """Who uses the page now; nobody where no directory is set."""
    directory = opened.directory(settings)
    if directory is None:
        return Person(why="Answers are kept where a directory is set (GAPMAP_DIRECTORY).")
    if provider():
        if not st.user.get(ALWAYS):
            return NOBODY
        return person(st.user.to_dict(), settings, time.time())
    if directory.is_file and only_here():
        return ALONE
    return Person(
        why="Answers are merged on the command line, or here once signing in has been set up."
    )


def sign_in(who: Person) -> None:
    """A button to sign in or out, where a provider is set."""
    if not provider():
        return
    if who.why:
        st.caption(messages.plain(who.why))
    if st.user.get(ALWAYS):
        if who.name:
            st.caption(messages.plain(f"Signed in as {who.name}."))
        st.button("Sign out", on_click=st.logout, key="sign_out")
        if who.expired:
            st.button("Sign in again", on_click=st.login, key="sign_in")
    else:
        st.button("Sign in", on_click=st.login, key="sign_in")
