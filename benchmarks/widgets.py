"""The part of a browser that remembers what every widget is set to, and says so at each rerun."""

from typing import Any, Final

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Element_pb2 import Element

CHOOSERS: Final = frozenset({"radio", "selectbox"})
KINDS: Final = CHOOSERS | {"button_group", "checkbox", "slider", "number_input", "text_input"}


class Widgets:
    """Values by widget key, as in ``st.session_state``, but as a browser sends them."""

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.values: dict[str, Any] = {}

    def take(self, element: Element) -> None:
        """Note a widget that the server drew, and the value it comes with."""
        kind = element.WhichOneof("type") or ""
        if kind not in KINDS:
            return
        widget: Any = getattr(element, kind)
        key = widget.id.split("-", 2)[-1]
        if widget.set_value or key not in self.values:
            self.values[key] = _value(kind, widget)
        self.ids[key], self.kinds[key] = widget.id, kind

    def tell(self, state: ClientState) -> None:
        """Write all values into a request for a rerun."""
        for key, value in self.values.items():
            if value is None:
                continue
            kind = self.kinds[key]
            widget = state.widget_states.widgets.add()
            widget.id = self.ids[key]
            if kind == "button_group":
                widget.string_array_value.data.extend(value)
            elif kind == "slider":
                widget.double_array_value.data.extend(value)
            elif kind == "checkbox":
                widget.bool_value = value
            elif kind == "number_input":
                widget.double_value = value
            else:
                widget.string_value = value


def _value(kind: str, widget: Any) -> Any:
    """The value a widget comes with: the one set by the script, or its default."""
    if kind == "button_group":
        default = [widget.options[i].content for i in widget.default]
        return list(widget.raw_values) if widget.set_value else default
    if kind == "slider":
        return list(widget.value if widget.set_value else widget.default)
    if kind in CHOOSERS:
        if widget.set_value:
            return widget.raw_value if widget.HasField("raw_value") else None
        return widget.options[widget.default] if widget.HasField("default") else None
    field = "value" if widget.set_value else "default"
    given = kind == "checkbox" or widget.HasField(field)
    return getattr(widget, field) if given else None
