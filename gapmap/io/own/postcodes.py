"""Find out where a postcode is: from a cache on disk, or from a service when the user asks for it.

Only postcodes are ever sent, 100 a request, to the service of ``Settings.postcodes_url``. Nothing
needs it: without an answer a programme is placed by its areas or its town.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from gapmap.errors import FileTooLargeError, SourceError
from gapmap.fields import shown
from gapmap.fields.json_faults import fault
from gapmap.io.files.atomic import write_bytes
from gapmap.io.files.http import Fetcher, NotFoundError
from gapmap.settings import Settings

SHAPE: Final = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?|GIR)(\d[ABD-HJLNP-UW-Z]{2})", re.ASCII)
ANYWHERE: Final = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?) ?(\d[ABD-HJLNP-UW-Z]{2})\b", re.ASCII)
CODE: Final = r"[EWSNLM][0-9]{8}"
BATCH: Final = 100  # postcodes in one request: the service's own limit
MOST: Final = 5_000  # postcodes of one look-up
CACHE: Final = "postcodes.json"
LARGEST: Final = 50_000_000  # bytes of the cache
REMEDY: Final = "programmes are placed by their areas or towns until it can be asked"


Code = Annotated[str, msgspec.Meta(pattern=rf"^({CODE})?\Z")]
Year = Annotated[int, msgspec.Meta(ge=1970, le=2100)]
Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Place:
    """Where a postcode is (degrees), with GSS codes of its district and county, blank if none.

    ``ended`` is the year in which Royal Mail ended it; None for one in use. An ended postcode has
    coordinates and no codes. Raises ValueError for no postcode, or one outside the United Kingdom.
    """

    postcode: str
    latitude: float | None
    longitude: float | None
    district: Code = ""
    county: Code = ""
    ended: Year | None = None

    def __post_init__(self) -> None:
        """Check what the types do not say."""
        if not self.postcode or tidy(self.postcode) != self.postcode:
            raise ValueError(f"{shown(self.postcode)} is no postcode")
        north, east = self.latitude, self.longitude
        if (north, east) != (None, None) and not (
            north is not None and east is not None and 49 <= north <= 61 and -9 <= east <= 3
        ):
            raise ValueError(f"{self.postcode} at {north}, {east} is not in the United Kingdom")


class _NonsenseError(ValueError):
    """Why an answer makes no sense."""


class _Cache(msgspec.Struct):
    places: list[msgspec.Raw]  # each read on its own, so that a damaged one costs only itself


class _Codes(msgspec.Struct):
    admin_district: object = None
    admin_county: object = None


class _Live(msgspec.Struct):
    codes: _Codes
    latitude: float | None = None
    longitude: float | None = None


class _Entry(msgspec.Struct):
    query: str
    result: _Live | None = None


class _Batch(msgspec.Struct):
    """The service's answer about several postcodes; a result of null is one it does not know."""

    result: list[_Entry]


class _Gone(msgspec.Struct):
    year_terminated: Year
    latitude: float | None = None
    longitude: float | None = None


class _Ended(msgspec.Struct):
    """The service's answer about one postcode that is no longer in use."""

    result: _Gone


def tidy(text: str) -> str:
    """A postcode as it is written (SW1A 1AA), or a blank for what cannot be one."""
    found = SHAPE.fullmatch(re.sub(r"\s", "", text).upper()) if len(text) < 12 else None
    return f"{found[1]} {found[2]}" if found else ""


def inside(address: str) -> str:
    """The last postcode in an address, as it is written; blank where there is none."""
    found = ANYWHERE.findall(address.upper()[:1000])
    return f"{found[-1][0]} {found[-1][1]}" if found else ""


def without_postcode(part: str) -> str:
    """A part of an address without the postcode in it: “Leeds LS1 1UR” is Leeds."""
    held = inside(part)
    if not held:
        return part.strip()
    spelt = re.escape(held).replace(r"\ ", r"\s*")
    return re.sub(rf"\b{spelt}\b", "", part, flags=re.IGNORECASE).strip()


def host(settings: Settings) -> str:
    """The host that postcodes would be sent to."""
    return urlsplit(settings.postcodes_url).hostname or ""


def cache_path(settings: Settings) -> Path:
    """The file that answers are kept in."""
    return settings.home / CACHE


def cached(settings: Settings) -> dict[str, Place]:
    """Every postcode of the cache. One that is missing, damaged or a link is as good as empty."""
    path = cache_path(settings)
    try:
        if path.is_symlink() or path.stat().st_size > LARGEST:
            return {}
        held = msgspec.json.decode(path.read_bytes(), type=_Cache).places
    except (OSError, msgspec.MsgspecError, UnicodeError, RecursionError):
        return {}
    return {place.postcode: place for entry in held if (place := _from_cache(entry))}


def _from_cache(entry: msgspec.Raw) -> Place | None:
    """One entry of the cache; None where it is not sound."""
    try:
        return msgspec.json.decode(entry, type=Place)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def look_up(
    wanted: Iterable[str],
    settings: Settings,
    *,
    fetcher: Fetcher | None = None,
    progress: Callable[[int, int], object] = lambda *_: None,
    remedy: str = REMEDY,
) -> tuple[dict[str, Place], list[str]]:
    """Return the places of postcodes, from the cache first, and what could not be found or kept.

    Sends the others, and nothing else, to the service; every answer is kept at once. ``progress``
    is told how many of how many have been asked; ``remedy`` ends every SourceError. Raises
    FileTooLargeError for too many at a time, SourceError when the service cannot be reached or
    answers with nonsense; what it said before stays in the cache.
    """
    held = cached(settings)
    postcodes = sorted({tidy(text) for text in wanted} - {""})
    asked = [p for p in postcodes if p not in held]
    if len(asked) > MOST:
        raise FileTooLargeError(
            f"{len(asked):,} postcodes are too many; look up {MOST:,} at a time."
        )
    problems: list[str] = []
    with fetcher or Fetcher("The postcode service", settings, remedy=remedy) as service:
        for start in range(0, len(asked), BATCH):
            batch = asked[start : start + BATCH]
            progress(start, len(asked))
            try:
                found = _batch(batch, settings, service)
            except _NonsenseError as why:
                raise SourceError(
                    f"The postcode service ({host(settings)}) sent an answer that makes no sense "
                    f"({why}); {remedy}."
                ) from None
            problems = _keep(found, settings)
            held |= found
    progress(len(asked), len(asked))
    missing = [p for p in postcodes if p not in held]
    if missing:
        problems.append(f"Not known to the service: {', '.join(missing[:20])}.")
    return {p: held[p] for p in postcodes if p in held}, problems


def _batch(batch: Sequence[str], settings: Settings, service: Fetcher) -> dict[str, Place]:
    answer = service.post_json(f"{settings.postcodes_url}/postcodes", {"postcodes": list(batch)})
    found: dict[str, Place] = {}
    for entry in _understood(answer, _Batch).result:
        if entry.query not in batch:
            raise _NonsenseError(f"it is about {shown(entry.query)}")
        if (its := entry.result) is not None:
            codes = _code(its.codes.admin_district), _code(its.codes.admin_county)
            found[entry.query] = _place(entry.query, its, codes)
    for postcode in set(batch) - set(found):
        ended = _ended(postcode, settings, service)
        if ended:
            found[postcode] = ended
    return found


def _code(text: object) -> str:
    """A code as it came; a blank for what is none: a few postcodes have no council."""
    return text if isinstance(text, str) and re.fullmatch(CODE, text) else ""


def _ended(postcode: str, settings: Settings, service: Fetcher) -> Place | None:
    """The place of a postcode that is no longer in use; None for one that never was."""
    url = f"{settings.postcodes_url}/terminated_postcodes/{quote(postcode)}"
    try:
        answer = service.get_json(url)
    except NotFoundError:
        return None
    its = _understood(answer, _Ended).result
    return _place(postcode, its, ended=its.year_terminated)


def _understood(answer: object, kind: type[Kind]) -> Kind:
    """An answer as what it should be. Raises _NonsenseError, naming the part that is not."""
    try:
        return msgspec.convert(answer, kind)
    except msgspec.ValidationError as error:
        raise _NonsenseError(fault(error, answer)) from None


def _place(
    postcode: str, its: _Live | _Gone, codes: tuple[str, str] = ("", ""), ended: int | None = None
) -> Place:
    try:
        return Place(postcode, its.latitude, its.longitude, *codes, ended)
    except ValueError as error:
        raise _NonsenseError(str(error)) from None


def _keep(found: Mapping[str, Place], settings: Settings) -> list[str]:
    """Add places to the cache; a sentence when that cannot be done."""
    together = cached(settings) | dict(found)  # read again: another process may have added some
    body = {"places": [together[p] for p in sorted(together)]}
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        write_bytes(cache_path(settings), msgspec.json.encode(body) + b"\n")
    except (OSError, SourceError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return [f"The answers hold for this session alone: they could not be kept ({reason})."]
    return []
