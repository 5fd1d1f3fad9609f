"""What Streamlit works out again and again though a single look would do.

A select box or a row of options asks whether its own key holds None, and for that Streamlit gathers
everything that the session holds: a third of a millisecond each. At every run it also goes through
all its settings, six times, for colours and fonts that change only when its settings are read anew.
Together they are a tenth of what a change of the filters costs.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig, NewSession
from streamlit.runtime import app_session
from streamlit.runtime.state import SafeSessionState


class Held(Mapping[str, Any]):
    """What a session holds under keys of its own, looked up one by one."""

    def __init__(self, session: SafeSessionState) -> None:
        self._session = session

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401
        return self._session[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def _all(self) -> dict[str, Any]:
        found: dict[str, Any] = GATHERED(self._session)
        return found


class Theme:
    """Colours and fonts of the settings, kept for as long as the settings are not read anew."""

    def __init__(self, work_out: Callable[[CustomThemeConfig, str], None]) -> None:
        self._work_out = work_out
        self._settings: object = None
        self._known: dict[str, CustomThemeConfig | None] = {}

    def __call__(self, message: CustomThemeConfig, section: str = "theme") -> None:
        """Fill in one section as ``work_out`` does, or leave it out where nothing is set."""
        settings = config._config_options  # another object once they are read anew
        if settings is not self._settings:
            self._settings, self._known = settings, {}
        known = self._known
        if section not in known:
            session = NewSession()
            self._work_out(session.custom_theme, section)
            known[section] = session.custom_theme if session.HasField("custom_theme") else None
        found = known[section]
        if found is not None:
            message.CopyFrom(found)


GATHERED: Final = SafeSessionState.filtered_state.fget  # type: ignore[attr-defined]
WORKED_OUT: Final = app_session._populate_theme_msg
"""What Streamlit does instead."""


def apply() -> None:
    """Let all sessions of this process do with less."""
    SafeSessionState.filtered_state = property(Held)  # type: ignore[assignment,method-assign]
    app_session._populate_theme_msg = Theme(WORKED_OUT)  # type: ignore[assignment]
