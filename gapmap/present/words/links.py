"""Where a source can be read: the one rule for what of it is a link, on every surface."""


def web_address(location: str) -> str:
    """The first web address of a source's location, or nothing."""
    first = location.split(" ; ")[0].strip().split(" ")[0]
    safe = first.isprintable() and first.isascii() and not set(first) & set("<>\"'\\{}|^`")
    return first if safe and first.startswith(("https://", "http://")) else ""
