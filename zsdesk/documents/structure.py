"""The structure tree that makes a PDF readable aloud (PDF/A-2a, PDF/UA-1; ISO 32000-1, 14.7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pikepdf import Array, Dictionary, Name, Object, Pdf, String


class Mark(NamedTuple):
    """A marked piece of content: the sheet it is on, and its number there."""

    sheet: int
    number: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """Something on a sheet that can be pressed: a link or a signature field.

    ``write`` makes its dictionary once all pages exist; ``field`` puts it among the form's fields.
    """

    sheet: int
    rect: tuple[float, float, float, float]
    write: Callable[[Pdf, Sequence[Object]], Dictionary]
    field: bool = False


class Element:
    """A node of the tree: a standard tag (``H1``, ``P``, ``Table`` …) with its kids in reading order.

    ``alt`` describes a figure, ``box`` is its place on the page in points (x0, y0, x1, y1 from
    the lower left); ``scope`` is Row or Column for a header cell, ``span`` its columns.
    """

    def __init__(self, tag: str, *, alt: str = "", scope: str = "", span: int = 1) -> None:
        self.tag = tag
        self.alt = alt
        self.scope = scope
        self.span = span
        self.box: tuple[float, float, float, float] | None = None
        self.kids: list[Element | Mark | Annotation] = []

    def add(self, tag: str, *, alt: str = "", scope: str = "", span: int = 1) -> Element:
        """A new last kid."""
        kid = Element(tag, alt=alt, scope=scope, span=span)
        self.kids.append(kid)
        return kid


def write_tree(pdf: Pdf, root: Element, pages: Sequence[Object]) -> list[Object]:
    """Add ``root`` and all below it to ``pdf`` as its structure; returns the fields of the form.

    Each page must have its index as StructParents; annotations get the numbers after them.
    """
    tree = _Tree(pdf, pages)
    top = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    top.K = Array([tree.write(root, top)])
    numbers = Array()
    for index, found in enumerate(tree.owners):
        numbers.append(index)
        numbers.append(pdf.make_indirect(Array([found[n] for n in range(len(found))])))
    for index, owner in enumerate(tree.pressed, len(pages)):
        numbers.append(index)
        numbers.append(owner)
    top.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    top.ParentTreeNextKey = len(pages) + len(tree.pressed)
    pdf.Root.StructTreeRoot = top
    return tree.fields


class _Tree:
    """The nodes written so far, by what they own."""

    def __init__(self, pdf: Pdf, pages: Sequence[Object]) -> None:
        self.pdf, self.pages = pdf, pages
        self.owners: list[dict[int, Object]] = [{} for _ in pages]
        self.pressed: list[Object] = []
        self.fields: list[Object] = []

    def write(self, element: Element, parent: Object) -> Object:
        node = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + element.tag), P=parent))
        if element.alt:
            node.Alt = String(element.alt)
        attributes = _attributes(element)
        if attributes:
            node.A = Array(attributes)
        kids = Array()
        for kid in element.kids:
            if isinstance(kid, Element):
                kids.append(self.write(kid, node))
            elif isinstance(kid, Annotation):
                kids.append(self._press(kid, node))
            else:
                kids.append(Dictionary(Type=Name.MCR, Pg=self.pages[kid.sheet], MCID=kid.number))
                self.owners[kid.sheet][kid.number] = node
        # A form's only kid stands by itself: in an array, verifiers would not find the field that was signed.
        node.K = kids[0] if element.tag == "Form" and len(kids) == 1 else kids
        return node

    def _press(self, kid: Annotation, node: Object) -> Dictionary:
        page = self.pages[kid.sheet]
        made = kid.write(self.pdf, self.pages)
        made.P = page
        made.Rect = Array([round(v, 2) for v in kid.rect])
        made.StructParent = len(self.pages) + len(self.pressed)
        made = self.pdf.make_indirect(made)
        if "/Annots" not in page:
            page.Annots = Array()
        page.Annots.append(made)
        self.pressed.append(node)
        if kid.field:
            self.fields.append(made)
        return Dictionary(Type=Name.OBJR, Obj=made, Pg=page)


def _attributes(element: Element) -> list[Dictionary]:
    found = []
    if element.scope or element.span > 1:
        table = Dictionary(O=Name.Table)
        if element.scope:
            table.Scope = Name("/" + element.scope)
        if element.span > 1:
            table.ColSpan = element.span
        found.append(table)
    if element.box:
        box = Array([round(v, 2) for v in element.box])
        found.append(Dictionary(O=Name.Layout, Placement=Name.Block, BBox=box))
    return found
