"""What pictures, documents, workbooks and databases say about themselves, read within limits.

Each reader takes bytes and the file's name for messages, returns texts by name (the recipe's under
``KEY``) and raises UserInputError, in one sentence, for a damaged or hostile file.
"""

import io
import logging
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from gapmap.errors import UnreadableFileError, UserInputError
from gapmap.io.files import archives, budget
from gapmap.recipe import KEY, LONGEST

NAMESPACE: Final = "https://gapmap.example/ns"
DEPTH: Final = 200  # elements within elements
CHUNKS: Final = 100_000  # of a PNG
PROPERTIES: Final = 2_000_000  # bytes of the part of a document that holds its properties
PARTS: Final = ("docProps/custom.xml", "meta.xml", "docProps/core.xml", "docProps/app.xml")
STREAMS: Final = (
    "zlib_maximum_output_length", "lzw_maximum_output_length", "run_length_maximum_output_length",
    "brotli_maximum_output_length", "array_based_stream_maximum_output_length",
)  # fmt: skip
"""What pypdf may unpack of one stream of a PDF, by its kind; all together count as well."""
QUERIES: Final = (
    "SELECT value FROM gapmap_metadata WHERE key = 'gapmap:recipe' LIMIT 1",
    "SELECT metadata FROM gpkg_metadata LIMIT 100",
)


def png(data: bytes, name: str) -> dict[str, str]:
    """The text chunks of a picture; nothing is drawn."""
    texts: dict[str, str] = {}
    for kind, content in _chunks(data, name):
        keyword, _, rest = content.partition(b"\0")
        try:
            text = _chunk_text(kind, rest)
        except budget.SpentError:
            raise
        except (zlib.error, ValueError):
            raise _damaged(name) from None
        texts.setdefault(keyword.decode("latin-1"), text)
    return texts


def _chunks(data: bytes, name: str) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of the chunks that hold text; longer ones than a recipe are passed over."""
    at = 8
    for _ in range(CHUNKS):
        budget.spend(objects=1)
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if at + 12 + length > len(data):
            raise _damaged(name)
        if kind in (b"tEXt", b"zTXt", b"iTXt") and length <= LONGEST:
            content = data[at + 8 : at + 8 + length]
            mark = int.from_bytes(data[at + 8 + length : at + 12 + length])
            if zlib.crc32(kind + content) != mark:
                raise _damaged(name)
            budget.spend(len(content))
            yield kind, content
        if kind == b"IEND":
            return
        at += 12 + length
    raise _damaged(name)


def _chunk_text(kind: bytes, rest: bytes) -> str:
    if kind == b"tEXt":
        return rest.decode("latin-1")
    packed = kind == b"zTXt" or rest[:1] == b"\1"
    body = rest[1:] if kind == b"zTXt" else rest[2:].split(b"\0", 2)[-1]
    if packed:
        body = budget.inflated(body, LONGEST + 1)
    return body.decode("latin-1" if kind == b"zTXt" else "utf-8")


class _Collector:
    """Takes the text of the recipe's element as the parser passes it; builds no tree.

    Raises ValueError for what is too deep, too long or takes too much time.
    """

    def __init__(self) -> None:
        self.depth = 0  # of all elements
        self.inside = 0  # depth within the recipe's element
        self.length = 0
        self.found: list[str] = []
        self.done = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        budget.spend(objects=1 + len(attributes))
        self.depth += 1
        if self.depth > DEPTH:
            raise ValueError
        wanted = tag == f"{{{NAMESPACE}}}recipe" or KEY in attributes.values()
        if self.inside or (wanted and not self.done):
            self.inside += 1

    def end(self, tag: str) -> None:  # noqa: ARG002 - the parser's signature
        self.depth -= 1
        self.inside -= self.inside > 0
        self.done = self.done or (bool(self.found) and not self.inside)

    def data(self, text: str) -> None:
        if self.inside:
            self.length += len(text)
            self.found.append(text)
        if self.length > LONGEST:
            raise ValueError

    def close(self) -> str:
        return "".join(self.found).strip()


def xml(data: bytes, name: str) -> dict[str, str]:
    """The recipe of an XML text (SVG, or the properties of a document). Entities are refused."""
    collector = _Collector()
    try:
        parser: Any = DefusedXMLParser(target=collector)
        parser.feed(data)
        parser.close()
    except DefusedXmlException:
        raise UnreadableFileError(
            f"{name} is not read: it declares XML entities, which no export of gapmap does."
        ) from None
    except budget.SpentError:
        raise
    except (ParseError, ValueError, LookupError):
        raise _damaged(name) from None
    if collector.found:
        return {KEY: collector.close()}
    return {"text": "gapmap" if b"gapmap" in data else ""}


def document(data: bytes, name: str) -> dict[str, str]:
    """The properties of a Word, Excel, PowerPoint or OpenDocument file."""
    texts: dict[str, str] = {}
    with archives.opened(data, name) as archive:
        sizes = {member.filename: member.file_size for member in archive.infolist()}
        for part in PARTS:
            if sizes.get(part, PROPERTIES + 1) <= PROPERTIES:
                found = xml(archives.member(archive, part, name), name)
                texts = {**found, **texts, "text": texts.get("text", "") + found.get("text", "")}
    return texts


def geopackage(data: bytes, name: str) -> dict[str, str]:
    """The metadata of a GeoPackage, opened in memory and stopped when it takes too long."""
    connection = sqlite3.connect(":memory:")
    try:
        # bytes 18 and 19 set to 1: no write-ahead log, which a database in memory cannot have
        connection.deserialize(data[:18] + b"\1\1" + data[20:])
        connection.set_progress_handler(lambda: budget.time_left() < 0, 10_000)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 4 * LONGEST)
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        connection.execute("PRAGMA trusted_schema = OFF")
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master LIMIT 500")}
        rows = [
            str(row[0])
            for query in QUERIES
            if query.split()[3] in tables
            for row in _weighed(connection.execute(query))
        ]
    except budget.SpentError:
        raise
    except (sqlite3.Error, ValueError, MemoryError, OverflowError):  # its errors may quote bytes
        raise _damaged(name) from None
    finally:
        connection.close()
    for row in rows:
        if row.startswith("{"):
            return {KEY: row}
        found = xml(row.encode(), name) if row.startswith("<") else {}
        if KEY in found:
            return found
    return {"text": " ".join([*map(str, tables), *rows])}


def _weighed(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Rows as they come, the size of each counted: pages of a database may be used many times."""
    for row in rows:
        budget.spend(sum(len(v) for v in row if isinstance(v, str | bytes)), len(row))
        yield row


class _Timed(io.BytesIO):
    """A file that stops being readable when time is up."""

    def read(self, size: int | None = -1, /) -> bytes:
        budget.spend(objects=1)
        return super().read(size)


def pdf(data: bytes, name: str) -> dict[str, str]:
    """The entries of a PDF's information dictionary; the recipe is its keywords."""
    from pypdf import PdfReader, apply_configuration  # slow to import; only a PDF needs it

    _count_streams()
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it repairs is of no interest here
    try:
        with apply_configuration(None, **dict.fromkeys(STREAMS, budget.RECIPE.bytes)):
            entries: Mapping[str, object] = PdfReader(_Timed(data)).metadata or {}
            texts = {str(key).lstrip("/"): str(entries[key]) for key in entries}
    except budget.SpentError:
        raise
    except Exception:  # pypdf raises many kinds for damaged files
        raise _damaged(name) from None
    recipe = texts.pop(KEY, None) or texts.pop("GapmapRecipe", None)  # as earlier versions wrote it
    if recipe is None and texts.get("Keywords", "").startswith("{"):
        recipe = texts.pop("Keywords")
    return texts if recipe is None else {KEY: recipe}


@cache
def _count_streams() -> None:
    """Let what pypdf unpacks count against the budget of the file that is read.

    It limits each stream, as its ``Configuration`` says, and not their sum; it has no place to be
    told of one. Outside a budget nothing changes.
    """
    from pypdf import filters

    unpack = filters.decode_stream_data

    def counted(stream: Any) -> bytes:
        found: bytes = unpack(stream)
        budget.spend(len(found), 1)
        return found

    filters.decode_stream_data = counted


def _damaged(name: str) -> UserInputError:
    return UnreadableFileError(f"{name} is damaged or cut off; choose the file as gapmap wrote it.")
