"""Read a layer of areas from an ArcGIS FeatureServer, as the ONS Open Geography Portal runs it.

A layer comes in pages; an error may come with status 200; names of services and fields carry the
vintage (``PFA23CD``). ``read`` answers with all features, each once, or a SourceError.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import msgspec

from gapmap.errors import ServiceError, SourceError
from gapmap.fields import shown
from gapmap.fields.json_faults import fault
from gapmap.io.boundaries import answers
from gapmap.io.boundaries.ons_layers import ALSO, MONTHS, Kind, when_in_words
from gapmap.io.files.http import Fetcher, NotFoundError

MAX_RECORDS: Final = 2000
PAGE: Final = {"BUC": 500, "BSC": 250, "BGC": 100, "BFC": 10}
"""Features asked for at once, by resolution: few enough for the limit on an answer's size."""
MAX_PAGES: Final = 500
Progress = Callable[[str, float], object]
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Feature:
    """One area as it came: GSS code, name, GeoJSON geometry in longitude and latitude."""

    code: str
    name: str
    geometry: Mapping[str, Any]


@dataclass(frozen=True)
class Layer:
    """A layer as its own description has it."""

    service: str
    url: str
    code: str
    name: str
    order: str
    page: int


def read(
    fetcher: Fetcher, base: str, kind: Kind, vintage: str, resolution: str,
    prefixes: Sequence[str], progress: Progress,
) -> tuple[str, list[Feature]]:  # fmt: skip
    """Return the service's name and its features whose code starts with one of ``prefixes``.

    ``vintage`` is a year and month, “2023-12”. Raises SourceError.
    """
    layer = _layer(fetcher, base, kind, vintage, resolution)
    where = " OR ".join(f"{layer.code} LIKE '{prefix}%'" for prefix in prefixes)
    asked = {"where": where, "returnCountOnly": "true", "f": "json"}
    count = _asked(fetcher, f"{layer.url}/query", asked, answers.Count).count
    if not 0 < count <= 10 * MAX_RECORDS:
        raise _refused(layer.service, f"holds {shown(count)} areas that were asked for")
    found: list[Feature] = []
    for page in _pages(fetcher, layer, where, count):
        found += [_feature(layer, feature) for feature in page]
        progress(f"{kind.title}: {len(found)} of {count}", min(1.0, len(found) / count))
    _check_once(layer.service, found, count)
    return layer.service, found


def _layer(fetcher: Fetcher, base: str, kind: Kind, vintage: str, resolution: str) -> Layer:
    known = kind.services.get(vintage)
    style = ALSO[resolution] if vintage < "2020" else resolution
    name = known.format(style) if known else _listed(fetcher, base, kind, vintage, resolution)
    url = f"{base}/{name}/FeatureServer/0"
    try:
        about = _asked(fetcher, url, {"f": "json"}, answers.About)
    except NotFoundError:
        name = _listed(fetcher, base, kind, vintage, resolution)
        url = f"{base}/{name}/FeatureServer/0"
        about = _asked(fetcher, url, {"f": "json"}, answers.About)
    names = [field.name for field in about.fields]
    most = about.maxRecordCount
    most = most if isinstance(most, int) and most > 0 else MAX_RECORDS
    return Layer(
        service=name,
        url=url,
        code=_field(name, names, kind, vintage, "CD"),
        name=_field(name, names, kind, vintage, "NM"),
        order=next((n for n in names if n.upper() in ("OBJECTID", "FID", "OBJECTID_1")), "")
        or _field(name, names, kind, vintage, "CD"),
        page=min(PAGE[resolution], most),
    )


def _field(service: str, names: Sequence[str], kind: Kind, vintage: str, end: str) -> str:
    """The field of code or name: with the vintage's year, or else the only one of its kind."""
    pattern = re.compile(rf"{kind.field}(\d\d){end}", re.IGNORECASE | re.ASCII)
    found = {m[1]: name for name in names if (m := pattern.fullmatch(name))}
    if vintage[2:4] in found:
        return found[vintage[2:4]]
    if len(found) == 1:
        return next(iter(found.values()))
    wanted = f"{kind.field}{vintage[2:4]}{end}"
    listed = ", ".join(shown(name, 20) for name in names[:8]) or "none"
    raise _refused(service, f"has no field like {wanted} (it has {listed})")


def _listed(fetcher: Fetcher, base: str, kind: Kind, vintage: str, resolution: str) -> str:
    """The service's name out of the list of all services; the newest version if there are some."""
    names = [
        service.name.rpartition("/")[2]
        for service in _asked(fetcher, base, {"f": "json"}, answers.Services).services
        if service.type == "FeatureServer"
    ]
    month = MONTHS[int(vintage[5:7]) - 1]
    when = rf"{kind.service}_(?:{month}|{month[:3]})_{vintage[:4]}_\w*"
    same = [n for n in names if re.fullmatch(when, n, re.ASCII)]
    pattern = re.compile(rf"_(?:{resolution}|{ALSO[resolution]})(?:_|$)")
    fitting = sorted((n for n in same if pattern.search(n)), key=lambda n: (len(n), n))
    if not fitting:
        others = ", ".join(sorted(same)[:6]) or "none of that vintage"
        raise ServiceError(
            f"The boundary service offers no {kind.title} of {when_in_words(vintage)} in "
            f"resolution {resolution} (it has: {others}); choose another vintage or resolution."
        )
    return fitting[-1]


def _pages(fetcher: Fetcher, layer: Layer, where: str, count: int) -> Iterator[list[answers.Area]]:
    """Page after page, until all are there and the service says that there is no more."""
    offset = 0
    for _ in range(MAX_PAGES):
        answer = _asked(
            fetcher,
            f"{layer.url}/query",
            {
                "where": where,
                "outFields": f"{layer.code},{layer.name}",
                "outSR": "4326",
                "geometryPrecision": "6",
                "orderByFields": layer.order,
                "resultOffset": offset,
                "resultRecordCount": layer.page,
                "f": "geojson",
            },
            answers.Page,
        )
        _check_crs(layer.service, answer.crs)
        yield answer.features
        offset += len(answer.features)
        if not answer.features or (offset >= count and not answer.more):
            return
    raise _refused(layer.service, "sends pages without end")


def _asked(
    fetcher: Fetcher, url: str, params: Mapping[str, str | int], kind: type[Answer]
) -> Answer:
    """An answer that is not an ArcGIS error, which comes with status 200. Raises SourceError."""
    answer = fetcher.get_json(url, params)
    if isinstance(answer, dict) and answer.get("error") is not None:
        raise _failed(answer["error"])
    try:
        return msgspec.convert(answer, kind)
    except msgspec.ValidationError as error:
        raise ServiceError(
            "The boundary service answered with something that is no map layer "
            f"({fault(error, answer)}), so nothing was changed; try again later."
        ) from None


def _failed(error: object) -> SourceError:
    try:
        its = msgspec.convert(error, answers.Failure)
    except msgspec.ValidationError:
        its = answers.Failure()
    text = f"The boundary service refused the question ({shown(its.message, 80)}"
    text += f", code {its.code}); " if isinstance(its.code, int) else "); "
    text += "try again later, or choose another vintage or resolution."
    missing = its.code in (400, 404) and "url" in its.message.lower()
    return NotFoundError(text) if missing else SourceError(text)


def _check_crs(service: str, crs: answers.System | None) -> None:
    """Refuse a coordinate system other than longitude and latitude, where one is named at all."""
    name = "CRS84" if crs is None else crs.properties.name
    if not re.search(r"(?:CRS84|EPSG:+(?:[\d.]*:)?4326)$", name, re.IGNORECASE):
        raise _refused(service, f"is in {shown(name)}, not in longitude and latitude")


def _feature(layer: Layer, found: answers.Area) -> Feature:
    its = found.properties or {}
    code = its.get(layer.code)
    if not isinstance(code, str) or not re.fullmatch(r"[A-Z]\d{8}", code, re.ASCII):
        raise _refused(layer.service, f"has an area whose code is {shown(code)}")
    if found.geometry is None:
        raise _refused(layer.service, f"has no shape for {code}")
    return Feature(code, str(its.get(layer.name, "")), found.geometry)


def _check_once(service: str, found: Sequence[Feature], count: int) -> None:
    codes = [feature.code for feature in found]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        raise _refused(service, f"sent {twice} twice")
    if len(codes) != count:
        raise _refused(service, f"sent {len(codes)} areas after announcing {count}")


def _refused(service: str, what: str) -> SourceError:
    return SourceError(
        f"The boundary service's layer {shown(service, 100)} {what}, so nothing was changed; try "
        "again later, or choose another vintage or resolution."
    )
