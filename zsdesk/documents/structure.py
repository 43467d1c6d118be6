"""The structure tree that makes a PDF readable aloud (PDF/A-2a, PDF/UA-1; ISO 32000-1, 14.7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pikepdf import Array, Dictionary, Name, Object, Pdf, String


class Mark(NamedTuple):
    """A marked piece of content: the sheet it is on, and its number there."""

    sheet: int
    number: int


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
        self.kids: list[Element | Mark] = []

    def add(self, tag: str, *, alt: str = "", scope: str = "", span: int = 1) -> Element:
        """A new last kid."""
        kid = Element(tag, alt=alt, scope=scope, span=span)
        self.kids.append(kid)
        return kid


def write_tree(pdf: Pdf, root: Element, pages: Sequence[Object]) -> Object:
    """Add ``root`` and all below it to ``pdf``; returns the StructTreeRoot.

    Each page must have its index as StructParents.
    """
    top = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    owners: list[dict[int, Object]] = [{} for _ in pages]
    top.K = Array([_write(pdf, root, top, pages, owners)])
    numbers = Array()
    for index, found in enumerate(owners):
        numbers.append(index)
        numbers.append(pdf.make_indirect(Array([found[n] for n in range(len(found))])))
    top.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    top.ParentTreeNextKey = len(pages)
    return top


def _write(
    pdf: Pdf, element: Element, parent: Object, pages: Sequence[Object], owners: list[dict[int, Object]]
) -> Object:
    node = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + element.tag), P=parent))
    if element.alt:
        node.Alt = String(element.alt)
    attributes = _attributes(element)
    if attributes:
        node.A = Array(attributes)
    kids = Array()
    for kid in element.kids:
        if isinstance(kid, Element):
            kids.append(_write(pdf, kid, node, pages, owners))
        else:
            kids.append(Dictionary(Type=Name.MCR, Pg=pages[kid.sheet], MCID=kid.number))
            owners[kid.sheet][kid.number] = node
    node.K = kids
    return node


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
