"""Names of the widgets that hold a choice, which change whenever something else sets the choices.

A browser draws what stands in a closed box only when it is opened, and until then it never learns
that a choice was set elsewhere: by a chip, “Clear filters”, a question of Compare, a step back. Yet
with every act it sends what it last knew of all widgets, and what had been taken away was back. A
widget of another name is another widget: of that a browser holds nothing until it is touched.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st


@dataclass(frozen=True)
class Keys:
    """Session keys of the widgets of one view, ``<start>_<name>``.

    Those of ``seen`` always stand on the page: a browser takes over at once what they are set to.
    """

    start: str
    seen: tuple[str, ...] = ()

    def of(self, name: str) -> str:
        """The key of one choice."""
        return f"{self.start}_{name}{'' if name in self.seen else self._end()}"

    def naming(self) -> Callable[[str], str]:
        """What gives the key of a choice, for as long as the choices are not set anew."""
        start, end = f"{self.start}_", self._end()
        return lambda name: f"{start}{name}{'' if name in self.seen else end}"

    def renew(self) -> None:
        """Give all choices that have widgets others, that no browser knows, with what they held."""
        start, end = f"{self.start}_", self._end()
        names = [
            key.removeprefix(start).removesuffix(end)
            for key in map(str, st.session_state)
            if key.startswith(start) and key.endswith(end)
        ]
        if not names:
            return
        before = self.naming()
        st.session_state[self._counted] = st.session_state.get(self._counted, 0) + 1
        now = self.naming()
        for name in set(names).difference(self.seen):
            st.session_state[now(name)] = st.session_state[before(name)]
            del st.session_state[before(name)]

    def _end(self) -> str:
        times = st.session_state.get(self._counted, 0)
        return f"_{times}" if times else ""

    @property
    def _counted(self) -> str:
        return f"times_{self.start}_set"


CHOICES: Final = Keys("choose", seen=("level", "measure", "layout"))
"""The view that all pages share."""
ASSUMED: Final = Keys("assume")
"""What is assumed in an estimate, other than its authors do: ``<model>_<assumption>``."""
FIRST: Final = Keys("with")
"""What A of a comparison asks."""
