"""Find out where a postcode is: from a cache on disk, or from a service when the user asks for it.

Only postcodes are ever sent, 100 a request, to the service of ``Settings.postcodes_url``. Nothing
needs it: without an answer a programme is placed by its areas or its town.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from gapmap.errors import FileTooLargeError, SourceError
from gapmap.io.files.atomic import write_bytes
from gapmap.io.files.http import Fetcher, NotFoundError
from gapmap.settings import Settings

SHAPE: Final = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?|GIR)(\d[ABD-HJLNP-UW-Z]{2})", re.ASCII)
ANYWHERE: Final = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?) ?(\d[ABD-HJLNP-UW-Z]{2})\b", re.ASCII)
CODE: Final = re.compile(r"[EWSNLM]\d{8}", re.ASCII)
BATCH: Final = 100  # postcodes in one request: the service's own limit
MOST: Final = 5_000  # postcodes of one look-up
CACHE: Final = "postcodes.json"
LARGEST: Final = 50_000_000  # bytes of the cache
REMEDY: Final = "programmes are placed by their areas or towns until it can be asked"


@dataclass(frozen=True)
class Place:
    """Where a postcode is (degrees), with GSS codes of its district and county, blank if none.

    ``ended`` is the year in which Royal Mail ended it; None for one in use. An ended postcode has
    coordinates and no codes.
    """

    postcode: str
    latitude: float | None
    longitude: float | None
    district: str = ""
    county: str = ""
    ended: int | None = None


def tidy(text: str) -> str:
    """A postcode as it is written (SW1A 1AA), or a blank for what cannot be one."""
    found = SHAPE.fullmatch(re.sub(r"\s", "", text).upper()) if len(text) < 12 else None
    return f"{found[1]} {found[2]}" if found else ""


def inside(address: str) -> str:
    """The last postcode in an address, as it is written; blank where there is none."""
    found = ANYWHERE.findall(address.upper()[:1000])
    return f"{found[-1][0]} {found[-1][1]}" if found else ""


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
        held = json.loads(path.read_text("utf-8"))["places"]
        found = [_from_cache(entry) for entry in held]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return {place.postcode: place for place in found if place}


def _from_cache(entry: Any) -> Place | None:
    """One entry of the cache; None where it is not sound."""
    try:
        place = Place(**entry)
        ended = place.ended is None or 1970 <= place.ended <= 2100
        sound = tidy(place.postcode) == place.postcode != "" and ended
        codes = all(c == "" or CODE.fullmatch(c) for c in (place.district, place.county))
        return place if sound and codes and _on_map(place.latitude, place.longitude) else None
    except TypeError:
        return None


def look_up(
    wanted: Iterable[str],
    settings: Settings,
    *,
    fetcher: Fetcher | None = None,
    progress: Callable[[int, int], object] = lambda *_: None,
) -> tuple[dict[str, Place], list[str]]:
    """Return the places of postcodes, from the cache first, and what could not be found or kept.

    Sends the others, and nothing else, to the service; every answer is kept at once. ``progress``
    is told how many of how many have been asked. Raises FileTooLargeError for too many at a time,
    SourceError when the service cannot be reached or answers with nonsense; what it said before
    stays in the cache.
    """
    held = cached(settings)
    postcodes = sorted({tidy(text) for text in wanted} - {""})
    asked = [p for p in postcodes if p not in held]
    if len(asked) > MOST:
        raise FileTooLargeError(
            f"{len(asked):,} postcodes are too many; look up {MOST:,} at a time."
        )
    problems: list[str] = []
    with fetcher or Fetcher("The postcode service", settings, remedy=REMEDY) as service:
        for start in range(0, len(asked), BATCH):
            batch = asked[start : start + BATCH]
            progress(start, len(asked))
            found = _batch(batch, settings, service)
            problems = _keep(found, settings)
            held |= found
    progress(len(asked), len(asked))
    missing = [p for p in postcodes if p not in held]
    if missing:
        problems.append(f"Not known to the service: {', '.join(missing[:20])}.")
    return {p: held[p] for p in postcodes if p in held}, problems


def _batch(batch: Sequence[str], settings: Settings, service: Fetcher) -> dict[str, Place]:
    answer = service.post_json(f"{settings.postcodes_url}/postcodes", {"postcodes": list(batch)})
    entries = answer.get("result") if isinstance(answer, dict) else None
    if not isinstance(entries, list):
        raise _nonsense(settings)
    found: dict[str, Place] = {}
    for entry in entries:
        query = str(entry.get("query")) if isinstance(entry, dict) else ""
        if query not in batch:
            raise _nonsense(settings)
        if entry.get("result") is not None:
            found[query] = _live(query, entry["result"], settings)
    for postcode in set(batch) - set(found):
        ended = _ended(postcode, settings, service)
        if ended:
            found[postcode] = ended
    return found


def _live(postcode: str, result: Any, settings: Settings) -> Place:
    """The place in an answer; a postcode without a place (a few have none) keeps its codes."""
    codes = result.get("codes") if isinstance(result, dict) else None
    if not isinstance(codes, dict):
        raise _nonsense(settings)
    latitude, longitude = result.get("latitude"), result.get("longitude")
    if not _on_map(latitude, longitude):
        raise _nonsense(settings)
    district, county = (
        code if isinstance(code, str) and CODE.fullmatch(code) else ""
        for code in (codes.get("admin_district"), codes.get("admin_county"))
    )
    return Place(postcode, latitude, longitude, district, county)


def _ended(postcode: str, settings: Settings, service: Fetcher) -> Place | None:
    """The place of a postcode that is no longer in use; None for one that never was."""
    url = f"{settings.postcodes_url}/terminated_postcodes/{quote(postcode)}"
    try:
        answer = service.get_json(url)
    except NotFoundError:
        return None
    result = answer.get("result") if isinstance(answer, dict) else None
    if not isinstance(result, dict):
        raise _nonsense(settings)
    year, latitude, longitude = (
        result.get(key) for key in ("year_terminated", "latitude", "longitude")
    )
    if not isinstance(year, int) or not 1970 <= year <= 2100 or not _on_map(latitude, longitude):
        raise _nonsense(settings)
    return Place(postcode, latitude, longitude, ended=year)


def _on_map(latitude: Any, longitude: Any) -> bool:
    """Whether coordinates are in the United Kingdom, or both left out."""
    if latitude is None and longitude is None:
        return True
    numbers = all(isinstance(n, int | float) and math.isfinite(n) for n in (latitude, longitude))
    return numbers and 49 <= latitude <= 61 and -9 <= longitude <= 3


def _nonsense(settings: Settings) -> SourceError:
    return SourceError(
        f"The postcode service ({host(settings)}) sent an answer that makes no sense; {REMEDY}."
    )


def _keep(found: Mapping[str, Place], settings: Settings) -> list[str]:
    """Add places to the cache; a sentence when that cannot be done."""
    together = cached(settings) | dict(found)  # read again: another process may have added some
    body = {"places": [asdict(together[p]) for p in sorted(together)]}
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        write_bytes(cache_path(settings), (json.dumps(body) + "\n").encode())
    except (OSError, SourceError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return [f"The answers hold for this session alone: they could not be kept ({reason})."]
    return []
