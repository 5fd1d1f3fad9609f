"""The numbered sources of a briefing, each with its link where it has a web address."""

from collections.abc import Iterator, Mapping, Sequence

from gapmap.present.briefing.blocks import Run, short


class Numbered:
    """Sources in the order in which a briefing first names them."""

    def __init__(self, sources: Mapping[str, Mapping[str, str]]) -> None:
        self._sources = sources
        self.used: list[str] = []

    def number(self, source_id: str) -> int:
        """The number of a source, from 1; a new one for a source not named before."""
        if source_id not in self.used:
            self.used.append(source_id)
        return self.used.index(source_id) + 1

    def cell(self, ids: Sequence[str]) -> Run:
        """A cell that names sources by number, linked to the first that has a web address."""
        known_ids = [i for i in dict.fromkeys(ids) if i in self._sources]
        numbers = ", ".join(str(self.number(i)) for i in known_ids)
        urls = (web_address(self._sources[i]["location"]) for i in known_ids)
        return Run(f"[{numbers}]" if numbers else "", next((u for u in urls if u), ""))

    def items(self) -> Iterator[tuple[int, Run, str]]:
        """Number, title with its link, and publisher, date and licence of every source named."""
        for number, source_id in enumerate(self.used, start=1):
            row = self._sources.get(source_id)
            if row is None:
                yield number, Run(source_id), ""
                continue
            about = (row["publisher"], row["date"] or "no date", row["licence"])
            title = Run(short(row["title"], 160).rstrip("."), web_address(row["location"]))
            yield number, title, short(", ".join(t for t in about if t), 150)


def web_address(location: str) -> str:
    """The first web address of a source's location, or nothing."""
    first = location.split(" ; ")[0].strip().split(" ")[0]
    safe = first.isprintable() and first.isascii() and not set(first) & set("<>\"'\\{}|^`")
    return first if safe and first.startswith(("https://", "http://")) else ""
