"""An office's own template for Word or PowerPoint: read within limits, refused, or emptied.

What remains is how documents look: page, headers, footers, styles, layouts, theme and typefaces.
What its body says, who wrote it, and anything that would run or fetch something does not remain.
"""

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile, ZipInfo

from lxml import etree

from gapmap.errors import FileTooLargeError, UnreadableFileError
from gapmap.io.files import archives, budget
from gapmap.io.uploads.table import shown_name

LARGEST: Final = 15_000_000  # bytes; every file made with it is at least as large
OLD: Final = b"\xd0\xcf\x11\xe0"  # how files of Office before 2007, and those with passwords, begin
TYPES: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
LINKS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SLIDE: Final = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
DOCUMENT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
OFFICE: Final = "application/vnd.openxmlformats-officedocument."
ALWAYS: Final = frozenset({"image", "hyperlink", "theme", "themeOverride", "font", "hdphoto"})
"""Kinds of links that any part may have, by the last word of their type."""
IN_SLIDES: Final = frozenset({"slideMaster", "slideLayout", "tags", "customXml", "customXmlProps"})
IN_WORD_SETTINGS: Final = (
    "attachedTemplate", "mailMerge", "documentProtection", "writeProtection", "trackRevisions",
    "docVars", "footnotePr", "endnotePr", "rsids", "linkStyles", "attachedSchema",
)  # fmt: skip
"""Settings that speak of the template's own text, lock the document, or lead elsewhere."""
IN_PRESENTATION: Final = (
    "sldIdLst", "handoutMasterIdLst", "custShowLst", "custDataLst", "modifyVerifier", "photoAlbum",
    "extLst",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind of template: what it is called, and what of its main part remains."""

    called: str
    endings: str
    main: tuple[str, ...]  # content types, of a document and of a template
    links: frozenset[str]  # from the main part
    empty: Callable[[Any], None]


@dataclass
class _Package:
    """The parts of a template, their content types, and the links of each."""

    name: str
    parts: Mapping[str, bytes]
    types: Mapping[str, str]  # by name of part or ending
    kept: dict[str, bytes] = field(default_factory=dict)

    def type_of(self, part: str) -> str:
        """The content type of a part; blank where none is stated."""
        ending = part.rpartition(".")[2].lower()
        return self.types.get(f"/{part}".lower()) or self.types.get(ending) or ""


def emptied(data: bytes, name: str, ending: str) -> bytes:
    """Return the template without its text; ``ending`` is that of the file to be made from it.

    Raises UserInputError, in one sentence, for a file that is none, too large, damaged or hostile,
    that has macros, or that would run or fetch something.
    """
    called, kind = shown_name(name), KINDS[ending]
    if len(data) > LARGEST:
        raise FileTooLargeError(
            f"{called} has more than {LARGEST // 1_000_000} MB, and so would every file made with "
            "it; use smaller pictures."
        )
    if data.startswith(OLD):
        raise UnreadableFileError(
            f"{called} has a password or is of the format before 2007; save it as {kind.endings} "
            "without a password."
        )
    if not data.startswith(b"PK"):
        raise _not_this(called, kind)
    with budget.of(called, budget.TEMPLATE):
        return _emptied(_package(data, called), kind)


def _package(data: bytes, called: str) -> _Package:
    archive = archives.opened(data, called)
    names = [m.filename for m in archive.infolist() if not m.is_dir()]
    parts = {n: archives.member(archive, n, called) for n in names}
    types: dict[str, str] = {}
    for element in _xml(parts.get("[Content_Types].xml", b""), called):
        key = element.get("PartName") or element.get("Extension") or ""
        types[key.lower()] = element.get("ContentType") or ""
    return _Package(called, parts, types)


def _emptied(package: _Package, kind: Kind) -> bytes:
    programs = ("vbaproject.bin", "vbadata.xml")
    if any(n.lower().endswith(programs) for n in package.parts) or any(
        "macroenabled" in t.lower() for t in package.types.values()
    ):
        raise UnreadableFileError(
            f"{package.name} has macros, which gapmap does not pass on; save it as {kind.endings}."
        )
    main = _main(package, kind)
    root = _xml(package.parts[main], package.name)
    kind.empty(root)
    _keep(package, main, root, kind.links)
    if kind is KINDS[".pptx"] and not any(_has_title(package, p) for p in package.kept):
        raise UnreadableFileError(
            f"{package.name} has no slide layout with a title; add one, such as “Title Only”."
        )
    return _written(package, main, kind)


def _has_title(package: _Package, part: str) -> bool:
    """Whether a part is a layout of slides that has a place for a title."""
    if not package.type_of(part).endswith("slideLayout+xml"):
        return False
    places = _xml(package.kept[part], package.name).iter(f"{SLIDE}ph")
    return any(place.get("type") in ("title", "ctrTitle") for place in places)


def _main(package: _Package, kind: Kind) -> str:
    """The name of the part that is the document itself."""
    for link in _links(package, ""):
        if link.get("Type") == f"{DOCUMENT}officeDocument":
            main = str(link.get("Target", "")).lstrip("/")
            if main in package.parts and package.type_of(main) in kind.main:
                return main
    raise _not_this(package.name, kind)


def _links(package: _Package, part: str) -> list[Any]:
    folder, file = posixpath.split(part)
    rels = package.parts.get(posixpath.join(folder, "_rels", f"{file}.rels"))
    return [] if rels is None else list(_xml(rels, package.name).iter(f"{LINKS}Relationship"))


def _keep(package: _Package, part: str, root: Any, links: frozenset[str]) -> None:
    """Keep a part, and all that it links to and may; ``root`` is its XML."""
    used = {value for e in root.iter() for value in e.attrib.values()}
    kept = etree.Element(f"{LINKS}Relationships", nsmap={None: LINKS[1:-1]})
    package.kept[part] = etree.tostring(root, encoding="UTF-8", standalone=True)
    for link in _links(package, part):
        what = link.get("Type", "").rpartition("/")[2]
        unused = what in ("header", "footer") and link.get("Id") not in used
        if what in links and not unused and _stays(package, link, what):
            kept.append(link)
            _keep_target(package, part, link)
        elif links is ALWAYS_IN_PARTS and link.get("Id") in used:
            raise UnreadableFileError(
                f"{package.name} has something in a header, footer or layout that gapmap does not "
                f"pass on ({what[:40]}); take it out and save it again."
            )
    if len(kept):
        folder, file = posixpath.split(part)
        rels = etree.tostring(kept, encoding="UTF-8", standalone=True)
        package.kept[posixpath.join(folder, "_rels", f"{file}.rels")] = rels


def _stays(package: _Package, link: Any, what: str) -> bool:
    """Whether a link stays. Raises UserInputError for one that would fetch something."""
    if link.get("TargetMode") != "External" or what == "hyperlink":
        return True
    raise UnreadableFileError(
        f"{package.name} shows something that lies elsewhere ({link.get('Target', '')[:80]}); put "
        "the picture itself in and save it again."
    )


def _keep_target(package: _Package, part: str, link: Any) -> None:
    if link.get("TargetMode") == "External":
        return
    target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), link.get("Target")))
    target = target.lstrip("/")
    if target in package.kept:
        return
    if target not in package.parts:
        raise UnreadableFileError(f"{package.name} is damaged: a part of it is missing.")
    data = package.parts[target]
    if "xml" not in package.type_of(target):
        package.kept[target] = data
        return
    root = _xml(data, package.name)
    if root.tag == f"{WORD}settings":
        _take_out(root, WORD, IN_WORD_SETTINGS)
        package.kept[target] = etree.tostring(root, encoding="UTF-8", standalone=True)
    else:
        package.kept[target] = b""  # a layout and its master link to each other
        _keep(package, target, root, ALWAYS_IN_PARTS)


def _written(package: _Package, main: str, kind: Kind) -> bytes:
    types = etree.Element(f"{TYPES}Types", nsmap={None: TYPES[1:-1]})
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    etree.SubElement(types, f"{TYPES}Default", Extension="rels", ContentType=rels)
    for part in sorted(p for p in package.kept if not p.endswith(".rels")):
        its = kind.main[0] if part == main else package.type_of(part)
        etree.SubElement(types, f"{TYPES}Override", PartName=f"/{part}", ContentType=its)
    root = etree.Element(f"{LINKS}Relationships", nsmap={None: LINKS[1:-1]})
    etree.SubElement(
        root, f"{LINKS}Relationship", Id="rId1", Type=f"{DOCUMENT}officeDocument", Target=main
    )
    listed = {
        "[Content_Types].xml": etree.tostring(types, encoding="UTF-8"),
        "_rels/.rels": etree.tostring(root, encoding="UTF-8"),
        **package.kept,
    }
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for part in sorted(listed):
            archive.writestr(ZipInfo(part), listed[part])  # undated: same bytes every time
    return out.getvalue()


def _xml(data: bytes, called: str) -> Any:
    """The root of a part that is XML, without what it declares. Raises UserInputError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise UnreadableFileError(f"{called} is damaged: a part of it cannot be read.") from None
    if root.getroottree().docinfo.doctype:
        raise UnreadableFileError(
            f"{called} is not read: it declares XML entities, which no template does."
        )
    budget.spend(objects=sum(1 for _ in root.iter()))
    return root


def _take_out(root: Any, space: str, names: tuple[str, ...]) -> None:
    for name in names:
        for element in root.findall(f"{space}{name}"):
            root.remove(element)


def _empty_word(root: Any) -> None:
    """Leave of a document its last section: page, headers and footers."""
    body = root.find(f"{WORD}body")
    if body is None:
        body = etree.SubElement(root, f"{WORD}body")
    sections = list(body.iter(f"{WORD}sectPr"))
    last = sections[-1] if sections else _a4()
    for reference in _inherited(sections):
        last.insert(0, reference)
    _take_out(last, WORD, ("printerSettings", "footnotePr", "endnotePr", "cols", "sectPrChange"))
    for element in list(body):
        body.remove(element)
    for element in root.findall(f"{WORD}background"):
        root.remove(element)
    body.append(last)


def _inherited(sections: list[Any]) -> Iterator[Any]:
    """Headers and footers that the last section takes over from those before it."""
    found: dict[tuple[str, str], Any] = {}
    for section in sections:
        for name in ("headerReference", "footerReference"):
            for reference in section.findall(f"{WORD}{name}"):
                found[name, reference.get(f"{WORD}type", "default")] = reference
    last = set(sections[-1]) if sections else set()
    return (reference for reference in found.values() if reference not in last)


def _a4() -> Any:
    section = etree.Element(f"{WORD}sectPr")
    size, margin = {"w": "11906", "h": "16838"}, dict.fromkeys(("top", "bottom"), "1134")
    margin |= dict.fromkeys(("left", "right"), "1021") | dict.fromkeys(("header", "footer"), "567")
    for name, values in (("pgSz", size), ("pgMar", {**margin, "gutter": "0"})):
        element = etree.SubElement(section, f"{WORD}{name}")
        for key, value in values.items():
            element.set(f"{WORD}{key}", value)
    return section


def _empty_slides(root: Any) -> None:
    """Leave of a presentation its masters, layouts and sizes."""
    _take_out(root, SLIDE, IN_PRESENTATION)


def _not_this(called: str, kind: Kind) -> UnreadableFileError:
    return UnreadableFileError(f"{called} is no {kind.called}; choose {kind.endings}.")


ALWAYS_IN_PARTS: Final = ALWAYS | IN_SLIDES
KINDS: Final[Mapping[str, Kind]] = {
    ".docx": Kind(
        "template of Word",
        "a .docx or .dotx file",
        (
            f"{OFFICE}wordprocessingml.document.main+xml",
            f"{OFFICE}wordprocessingml.template.main+xml",
        ),
        frozenset(
            {"styles", "numbering", "settings", "fontTable", "theme", "header", "footer"}
        ),
        _empty_word,
    ),
    ".pptx": Kind(
        "template of PowerPoint",
        "a .pptx or .potx file",
        (
            f"{OFFICE}presentationml.presentation.main+xml",
            f"{OFFICE}presentationml.template.main+xml",
            f"{OFFICE}presentationml.slideshow.main+xml",
        ),
        frozenset(
            {"slideMaster", "notesMaster", "theme", "presProps", "viewProps", "tableStyles", "font"}
        ),
        _empty_slides,
    ),
}  # fmt: skip
"""Templates by the ending of the files made from them."""
