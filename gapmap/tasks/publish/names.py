"""Finding an area on the site: the list of all names, and addresses that lead on to another."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from gapmap.dataset import Dataset
from gapmap.present.standalone.site import pages
from gapmap.present.standalone.site.pages import Site
from gapmap.tasks.area.find import Finder, folded
from gapmap.tasks.publish.levels import Level
from gapmap.vocabulary import LEVEL_SINGULAR

PAGE = "find.html"


def files(
    dataset: Dataset,
    site: Site,
    levels: Mapping[str, Level],
    at: Mapping[str, str],
    districts: Mapping[str, list[str]],
) -> Iterator[tuple[str, bytes]]:
    """The list of names, and a page for every old or smaller area's code that leads on."""
    scripts = [pages.versioned("find.js")]
    if districts:
        yield "assets/districts.js", _districts(districts)
        scripts.insert(0, "districts.js")
    yield (
        PAGE,
        pages.render(
            site,
            PAGE,
            "areas.html",
            {
                "title": "Find an area",
                "description": "Every area by name, in English and Welsh, and by code.",
                "found": list(_found(dataset, levels, at)),
                "districts": bool(districts),
                "scripts": scripts,
            },
        ),
    )
    names = {code: levels[level].names[code] for code, level in at.items()}
    for old, (name, what, now) in _moved(dataset, at).items():
        yield f"areas/{old}.html", _leads_on(site, old, name, what, {c: names[c] for c in now})


def _districts(districts: Mapping[str, list[str]]) -> bytes:
    import json

    text = json.dumps(dict(sorted(districts.items())), separators=(",", ":"))
    return f"window.gapmapDistricts = {text};\n".encode()


def _found(
    dataset: Dataset, levels: Mapping[str, Level], at: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    """Every name with its page, in the order of the alphabet."""
    areas = dataset.tables["areas"].drop_duplicates("code").set_index("code")
    lines = []
    for code, level in at.items():
        name, welsh = levels[level].names[code], str(areas["name_cy"].get(code) or "")
        words = f"{code} {folded(code)} {folded(name)} {folded(welsh)}".strip()
        lines.append(
            {"name": name, "welsh": welsh if welsh != name else "", "page": f"areas/{code}.html",
             "what": LEVEL_SINGULAR[level], "words": words}
        )  # fmt: skip
    for found in Finder(dataset).found.values():
        before, _, rest = found.label.partition(" · ")
        if found.code in at and not rest.startswith(LEVEL_SINGULAR[found.level]):
            lines.append(
                {"name": before, "welsh": "", "page": f"areas/{found.code}.html",
                 "what": rest.rpartition(" · ")[0], "words": f"{found.code} {folded(before)}"}
            )  # fmt: skip
    yield from sorted(lines, key=lambda line: (folded(line["name"]), line["what"]))


def _moved(dataset: Dataset, at: Mapping[str, str]) -> dict[str, tuple[str, str, list[str]]]:
    """Codes of areas that are no more, and of districts: name, what became of it, areas now."""
    found: dict[str, tuple[str, str, list[str]]] = {}
    heirs: dict[str, list[str]] = defaultdict(list)
    for row in dataset.tables["area_changes"].to_dict("records"):
        old, now = str(row["old_code"]), str(row["block_code"])
        if old in at or now not in at:
            continue
        heirs[old] += [now] if now not in heirs[old] else []
        year = str(row["effective"])[:4]
        verb = "is part of" if row["extent"] == "part" and len(heirs[old]) == 1 else "became"
        text = f"{row['old_name']} {verb} another area in {year}. {row['note']}".strip()
        found[old] = (str(row["old_name"]), text, heirs[old])
    for row in dataset.tables["districts"].to_dict("records"):
        code, now = str(row["district_code"]), str(row["utla_code"])
        if code not in at and code not in found and now in at:
            name = str(row["district_name"])
            found[code] = (name, f"{name} is a district. Figures are of the council above it.",
                           [now])  # fmt: skip
    return found


def _leads_on(site: Site, old: str, name: str, what: str, now: Mapping[str, str]) -> bytes:
    only = next(iter(now)) if len(now) == 1 else ""
    return pages.render(
        site,
        f"areas/{old}.html",
        "moved.html",
        {
            "title": f"{name} is now in {' and '.join(now.values())}",
            "description": what,
            "moved_to": f"{only}.html" if only else "",
            "what": what,
            "found": [(its, f"{code}.html", "") for code, its in now.items()],
        },
    )
