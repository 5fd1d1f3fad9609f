"""Read a layer of areas from an ArcGIS FeatureServer, as the ONS Open Geography Portal runs it.

A layer comes in pages; an error may come with status 200; names of services and fields carry the
vintage (``PFA23CD``). ``read`` answers with all features, each once, or a SourceError.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gapmap.errors import ServiceError, SourceError
from gapmap.fields import shown
from gapmap.io.boundaries.ons_layers import ALSO, MONTHS, Kind, when_in_words
from gapmap.io.files.http import Fetcher, NotFoundError

MAX_RECORDS: Final = 2000
PAGE: Final = {"BUC": 500, "BSC": 250, "BGC": 100, "BFC": 10}
"""Features asked for at once, by resolution: few enough for the limit on an answer's size."""
MAX_PAGES: Final = 500
Progress = Callable[[str, float], object]


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
    count = _asked(fetcher, f"{layer.url}/query", asked).get("count")
    if not isinstance(count, int) or not 0 < count <= 10 * MAX_RECORDS:
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
        about = _asked(fetcher, url, {"f": "json"})
    except NotFoundError:
        name = _listed(fetcher, base, kind, vintage, resolution)
        url = f"{base}/{name}/FeatureServer/0"
        about = _asked(fetcher, url, {"f": "json"})
    names = [str(f.get("name")) for f in _dicts(about.get("fields"))]
    most = about.get("maxRecordCount")
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
        str(service.get("name", "")).rpartition("/")[2]
        for service in _dicts(_asked(fetcher, base, {"f": "json"}).get("services"))
        if service.get("type") == "FeatureServer"
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


def _pages(fetcher: Fetcher, layer: Layer, where: str, count: int) -> Iterator[list[Any]]:
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
        )
        features = answer.get("features")
        if not isinstance(features, list):
            raise _refused(layer.service, "answered without features")
        _check_crs(layer.service, answer.get("crs"))
        yield features
        offset += len(features)
        more = answer.get("exceededTransferLimit")
        extra = answer.get("properties")
        more = more or (isinstance(extra, dict) and extra.get("exceededTransferLimit"))
        if not features or (offset >= count and not more):
            return
    raise _refused(layer.service, "sends pages without end")


def _asked(fetcher: Fetcher, url: str, params: Mapping[str, str | int]) -> dict[str, Any]:
    """A JSON object that is not an ArcGIS error, which comes with status 200."""
    answer = fetcher.get_json(url, params)
    if not isinstance(answer, dict):
        raise ServiceError(
            "The boundary service answered with something that is no map layer, so nothing was "
            "changed; try again later."
        )
    error = answer.get("error")
    if error is not None:
        error = error if isinstance(error, dict) else {}
        code, message = error.get("code"), str(error.get("message", "no reason given"))
        text = f"The boundary service refused the question ({shown(message, 80)}"
        text += f", code {code}); " if isinstance(code, int) else "); "
        text += "try again later, or choose another vintage or resolution."
        missing = code in (400, 404) and "url" in message.lower()
        raise NotFoundError(text) if missing else SourceError(text)
    return answer


def _check_crs(service: str, crs: Any) -> None:
    """Refuse a coordinate system other than longitude and latitude, where one is named at all."""
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if not re.search(r"(?:CRS84|EPSG:+(?:[\d.]*:)?4326)$", name, re.IGNORECASE):
        raise _refused(service, f"is in {shown(name)}, not in longitude and latitude")


def _feature(layer: Layer, found: Any) -> Feature:
    found = found if isinstance(found, dict) else {}
    properties = found.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    code = properties.get(layer.code)
    if not isinstance(code, str) or not re.fullmatch(r"[A-Z]\d{8}", code, re.ASCII):
        raise _refused(layer.service, f"has an area whose code is {shown(code)}")
    geometry = found.get("geometry")
    if not isinstance(geometry, dict):
        raise _refused(layer.service, f"has no shape for {code}")
    return Feature(code, str(properties.get(layer.name, "")), geometry)


def _check_once(service: str, found: Sequence[Feature], count: int) -> None:
    codes = [feature.code for feature in found]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        raise _refused(service, f"sent {twice} twice")
    if len(codes) != count:
        raise _refused(service, f"sent {len(codes)} areas after announcing {count}")


def _dicts(value: Any) -> list[dict[str, Any]]:
    """The JSON objects in what should be a list of them."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _refused(service: str, what: str) -> SourceError:
    return SourceError(
        f"The boundary service's layer {shown(service, 100)} {what}, so nothing was changed; try "
        "again later, or choose another vintage or resolution."
    )
