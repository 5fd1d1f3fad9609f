"""What every file has to say of the data of a view: that something of the user's own is in it."""

from gapmap.core.gap import GapTable


def own_data(table: GapTable) -> list[str]:
    """What has to be said of own programmes and own estimates; nothing for gapmap's data alone."""
    return [*table.notes, *([table.model.counts] if table.model.own is not None else [])]
