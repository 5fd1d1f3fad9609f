"""Tagged PDF with fpdf2: headings, lists, tables and pictures as a screen reader needs them.

fpdf2 keeps a flat list of tagged pieces and calls each a figure. Here the pieces have their own
kinds and lie in groups (a table holds rows, a row cells), and the document carries one more
property: what made it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from fpdf import FPDF
from fpdf.output import OutputProducer, PDFInfo
from fpdf.structure_tree import StructElem, StructureTreeBuilder
from fpdf.syntax import PDFObject, PDFString

HEAD_OF_COLUMN: Final = "<</O /Table /Scope /Column>>"


class _Element(StructElem):
    """A piece or group of the document; ``a`` are attributes, such as a heading cell's scope."""

    __slots__ = ("a",)

    def __init__(self, kind: str, parent: PDFObject, page: int, alt: str | None) -> None:
        super().__init__(f"/{kind}", parent, [], page_number=page, alt=alt)
        self.a = HEAD_OF_COLUMN if kind == "TH" else None


class Tags(StructureTreeBuilder):
    """The tree of tags of one document."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[_Element] = []
        self._open: list[Any] = [self.doc_struct_elem]
        self._pieces: dict[int, int] = {}

    def __iter__(self) -> Iterator[PDFObject]:
        """All objects of the tree, the root first."""
        yield self.struct_tree_root
        yield self.doc_struct_elem
        yield self.struct_tree_root.parent_tree
        yield from self.elements

    def open(self, kind: str, page: int, alt: str | None = None) -> _Element:
        """Add an element within the innermost open one."""
        element = _Element(kind, self._open[-1], page, alt)
        self._open[-1].k.append(element)
        self.elements.append(element)
        return element

    @contextmanager
    def group(self, kind: str, page: int) -> Iterator[None]:
        """Everything tagged inside lies in a new element, such as a table."""
        self._open.append(self.open(kind, page))
        yield
        self._open.pop()

    def piece(self, element: _Element, page: int) -> tuple[int, int]:
        """Give an element content on a page: the content's number and the page's."""
        number = self._pieces.get(page, 0)
        self._pieces[page] = number + 1
        pages = self.spid_per_page_number.setdefault(page, len(self.spid_per_page_number))
        element.k.append(number)
        self.struct_tree_root.parent_tree.nums[pages].append(element)
        return number, pages


class _Producer(OutputProducer):
    """Writes the tree of tags, and the recipe among the document's properties."""

    def _add_structure_tree(self) -> PDFObject | None:
        root = super()._add_structure_tree()
        for element in self.fpdf.struct_builder.elements:  # type: ignore[attr-defined]
            element.pg = self.fpdf.pages[element.page_number()]
        return root

    def _add_info(self) -> PDFInfo:
        info: Any = super()._add_info()
        info.gapmap_recipe = PDFString(self.fpdf.recipe)  # type: ignore[attr-defined]
        return info  # type: ignore[no-any-return]


class TaggedPdf(FPDF):
    """An FPDF whose content can be tagged. ``recipe`` becomes the property /GapmapRecipe."""

    def __init__(self, recipe: str) -> None:
        super().__init__("portrait", "mm", "A4")
        self.recipe = recipe
        self.tags = Tags()
        self.struct_builder = self.tags
        self._set_min_pdf_version("1.7")

    @contextmanager
    def tag(self, kind: str, alt: str | None = None) -> Iterator[None]:
        """What is drawn inside is one element. It must stay on its page."""
        element = self.tags.open(kind, self.page, alt)
        number, self.pages[self.page].struct_parents = self.tags.piece(element, self.page)
        self._out(f"/{kind} <</MCID {number}>> BDC")
        yield
        self._out("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn inside is decoration: a screen reader passes over it."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    def group(self, kind: str) -> Any:
        """Everything tagged inside lies in a new element, such as a table or a list."""
        return self.tags.group(kind, self.page)

    def finished(self) -> bytes:
        """The bytes of the document."""
        return bytes(self.output(output_producer_class=_Producer))
