"""A canvas for tagged PDF: sheets, text set by :mod:`lines`, rules, boxes, pictures in vectors.

Places are in points from the upper left corner of the sheet; the text's y is its baseline.
Everything that is drawn is either marked as content of an element or as an artifact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import groupby
from typing import NamedTuple, Protocol

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, OutlineItem, Page, Pdf, Stream, String

from zsdesk.documents.archive import Embedding, Foreign, Metadata, claim, embed, make_archival
from zsdesk.documents.embed import Embedded
from zsdesk.documents.fonts import Face
from zsdesk.documents.lines import Line
from zsdesk.documents.structure import Annotation, Element, Mark, write_tree

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)

Colour = tuple[float, float, float]
Drawing = Callable[[Pdf], Object]
"""Makes an image or form XObject in the file."""
BLACK: Colour = (0, 0, 0)


class Anchor(Protocol):
    """A place that links and bookmarks lead to; where it is, is known when the pages are laid out."""

    title: str
    sheet: int
    y: float


def num(value: float) -> str:
    """A PDF number with three decimals at most, the same on every machine."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def num_fine(value: float) -> str:
    """A scale, with six decimals."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


class Paper:
    """A document being made: its sheets, the faces it uses and its structure."""

    def __init__(self, root: Element | None = None) -> None:
        self.root = root or Element("Document")
        self.sheets: list[Sheet] = []
        self.bookmarks: list[Bookmark] = []
        self.embedded_files: list[Embedding] = []
        self.foreign = Foreign.NONE
        self._faces: dict[str, Embedded] = {}
        self._drawings: dict[str, Drawing] = {}

    def sheet(self, size: tuple[float, float] = A4) -> Sheet:
        """A new last sheet."""
        self.sheets.append(Sheet(self, len(self.sheets), size))
        return self.sheets[-1]

    def embedded(self, face: Face) -> Embedded:
        """The face as used in this document."""
        return self._faces.setdefault(face.source, Embedded(face, f"F{len(self._faces) + 1}"))

    def drawing(self, make: Drawing) -> str:
        """The name of an XObject that is made when the file is written."""
        name = f"X{len(self._drawings) + 1}"
        self._drawings[name] = make
        return name

    def finish(self, meta: Metadata) -> bytes:
        """The file, the same bytes for the same content: PDF/A-2a and PDF/UA-1 where all of it is ours.

        With files embedded it is PDF/A-3; what pages of others in it do not meet, it does not claim.
        """
        with Pdf.new() as pdf:
            fonts = pdf.make_indirect(Dictionary({f"/{e.name}": e.write(pdf) for e in self._faces.values()}))
            drawings = {name: make(pdf) for name, make in self._drawings.items()}
            for index, sheet in enumerate(self.sheets):
                pdf.pages.append(Page(sheet.write(pdf, fonts, drawings, index)))
            pages = [page.obj for page in pdf.pages]
            fields = write_tree(pdf, self.root, pages)
            if fields:
                pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array(fields), SigFlags=1))
            write_outline(pdf, self.bookmarks, pages)
            make_archival(pdf)
            embed(pdf, self.embedded_files, meta.day)
            claim(pdf, meta, self.foreign)
            out = BytesIO()
            pdf.save(
                out,
                deterministic_id=True,
                fix_metadata_version=False,
                object_stream_mode=ObjectStreamMode.generate,
                compress_streams=True,
                force_version="1.7",
            )
        return out.getvalue()


class Bookmark(NamedTuple):
    """An entry of the side panel: its title, 1 for the outermost level, and where it leads."""

    title: str
    level: int
    sheet: int
    y: float


def write_outline(pdf: Pdf, bookmarks: Sequence[Bookmark], pages: Sequence[Object]) -> None:
    """Bookmarks, nested by their levels; a level may be left out."""
    if not bookmarks:
        return
    with pdf.open_outline() as outline:
        open_ones: list[tuple[int, OutlineItem]] = []
        for mark in bookmarks:
            page = pages[mark.sheet]
            item = OutlineItem(mark.title, destination(page, float(page.MediaBox[3]) - mark.y))
            while open_ones and open_ones[-1][0] >= mark.level:
                open_ones.pop()
            (open_ones[-1][1].children if open_ones else outline.root).append(item)
            open_ones.append((mark.level, item))


def destination(page: Object, y: float) -> Array:
    """A place on a page, ``y`` points above its lower edge."""
    return Array([page, Name.XYZ, 0, round(y, 2), 0])


class Sheet:
    """One page and what is drawn on it."""

    def __init__(self, paper: Paper, index: int, size: tuple[float, float]) -> None:
        self._paper = paper
        self.index = index
        self.width, self.height = size
        self._marks = 0
        self._ops: list[str] = []
        self._used: dict[str, None] = {}

    @contextmanager
    def content(self, element: Element) -> Iterator[None]:
        """What is drawn inside belongs to ``element``; not to be nested."""
        element.kids.append(Mark(self.index, self._marks))
        self._ops.append(f"/{element.tag} <</MCID {self._marks}>> BDC")
        self._marks += 1
        yield
        self._ops.append("EMC")

    @contextmanager
    def artifact(self, kind: str = "Layout") -> Iterator[None]:
        """What is drawn inside is not read aloud: rules, shades, page numbers (``Pagination``)."""
        self._ops.append(f"/Artifact <</Type /{kind}>> BDC")
        yield
        self._ops.append("EMC")

    def show(self, line: Line, x: float, y: float, size: float, colour: Colour = BLACK) -> None:
        """Draw a line of text from ``x`` on the baseline ``y``, in type of ``size`` points."""
        x += line.indent * size
        self._ops.append("BT " + _fill(colour))
        pairs = zip(line.glyphs, line.gaps, strict=True)
        for _, group in groupby(pairs, key=lambda pair: pair[0].face.source):
            run = list(group)
            font = self._paper.embedded(run[0][0].face)
            self._ops.append(f"/{font.name} {num(size)} Tf 1 0 0 1 {num(x)} {num(self.height - y)} Tm")
            shown, part = [], ""
            for glyph, gap in run:
                part += f"{font.code(glyph.char):04X}"
                if abs(gap) > 0.0005:
                    shown.append(f"<{part}> {num(-gap * 1000)}")
                    part = ""
                x += (glyph.width + gap) * size
            self._ops.append(f"[{' '.join(shown)}{f' <{part}>' if part else ''}] TJ")
        self._ops.append("ET")

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5, colour: Colour = BLACK) -> None:
        """A straight line."""
        points = f"{num(x0)} {num(self.height - y0)} m {num(x1)} {num(self.height - y1)} l S"
        self._ops.append(f"{_stroke(colour)} {num(width)} w {points}")

    def pen(self, points: Sequence[tuple[float, float]], width: float, colour: Colour = BLACK) -> None:
        """An open line through points, round at its ends, as a pen draws it; a single point is a dot."""
        (x0, y0), *rest = points
        path = " ".join(f"{num(x)} {num(self.height - y)} l" for x, y in rest or [(x0, y0)])
        start = f"{num(x0)} {num(self.height - y0)} m"
        self._ops.append(f"q 1 J 1 j {_stroke(colour)} {num(width)} w {start} {path} S Q")

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """A filled rectangle; ``y`` is its upper edge."""
        self.boxes([(x, y, width, height)], colour)

    def boxes(self, places: Sequence[tuple[float, float, float, float]], colour: Colour) -> None:
        """Filled rectangles in one path, so that neighbours show no seam."""
        path = " ".join(f"{num(x)} {num(self.height - y - h)} {num(w)} {num(h)} re" for x, y, w, h in places)
        self._ops.append(f"{_fill(colour)} {path} f")

    def polygon(self, points: Sequence[tuple[float, float]], colour: Colour, line: float = 0.0) -> None:
        """A closed shape, filled; or outlined where ``line`` gives the width."""
        path = " ".join(f"{num(x)} {num(self.height - y)} {'l' if i else 'm'}" for i, (x, y) in enumerate(points))
        paint = f"{_stroke(colour)} {num(line)} w {path} s" if line else f"{_fill(colour)} {path} f"
        self._ops.append(paint)

    def place_form(self, drawing: str, x: float, y: float, height: float, scale: float) -> None:
        """Draw a form XObject whose lower left is its origin, ``height`` points high before scaling."""
        self._used[drawing] = None
        at = f"{num(x)} {num(self.height - y - height * scale)}"
        self._ops.append(f"q {num_fine(scale)} 0 0 {num_fine(scale)} {at} cm /{drawing} Do Q")

    def place(self, drawing: str, x: float, y: float, width: float, height: float, turn: int = 0) -> None:
        """Draw an image into a rectangle, ``y`` its upper edge, turned anticlockwise by 0, 90, 180 or 270."""
        self._used[drawing] = None
        left, low = num(x), num(self.height - y - height)
        right, high = num(x + width), num(self.height - y)
        w, h = num(width), num(height)
        matrix = {
            0: f"{w} 0 0 {h} {left} {low}",
            90: f"0 {h} -{w} 0 {right} {low}",
            180: f"-{w} 0 0 -{h} {right} {high}",
            270: f"0 -{h} {w} 0 {left} {high}",
        }[turn]
        self._ops.append(f"q {matrix} cm /{drawing} Do Q")

    def link(self, element: Element, x: float, y: float, width: float, height: float, to: Anchor) -> None:
        """Make a rectangle lead to a place of this document; it belongs to ``element``, a ``Link``."""

        def write(_pdf: Pdf, pages: Sequence[Object]) -> Dictionary:
            page = pages[to.sheet]
            return Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                F=4,
                Border=Array([0, 0, 0]),
                Contents=String(to.title),
                Dest=destination(page, float(page.MediaBox[3]) - to.y),
            )

        element.kids.append(Annotation(self.index, self.box_of(x, y, width, height), write))

    def signature(self, element: Element, name: str, tip: str, x: float, y: float, width: float, height: float) -> None:
        """An empty signature field in a rectangle; it belongs to ``element``, a ``Form``.

        ``name`` is what the signer's program finds it by, ``tip`` what is read aloud.
        """
        rect = self.box_of(x, y, width, height)

        def write(pdf: Pdf, _pages: Sequence[Object]) -> Dictionary:
            # PDF/A-2 (ISO 19005-2, 6.3.3) wants an appearance, of an empty field too.
            blank = Stream(pdf, b"", Type=Name.XObject, Subtype=Name.Form)
            blank.BBox = Array([0, 0, round(width, 2), round(height, 2)])
            blank.Resources = Dictionary()
            return Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Sig,
                T=String(name),
                TU=String(tip),
                F=4,
                AP=Dictionary(N=pdf.make_indirect(blank)),
            )

        element.kids.append(Annotation(self.index, rect, write, field=True))

    def box_of(self, x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
        """A rectangle in the page's own coordinates, from the lower left."""
        return (x, self.height - y - height, x + width, self.height - y)

    def write(self, pdf: Pdf, fonts: Object, drawings: dict[str, Object], index: int) -> Dictionary:
        """The page object."""
        resources = Dictionary(Font=fonts)
        if self._used:
            resources.XObject = Dictionary({f"/{name}": drawings[name] for name in self._used})
        return Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, round(self.width, 2), round(self.height, 2)]),
            Resources=resources,
            Contents=pdf.make_indirect(Stream(pdf, "\n".join(self._ops).encode("ascii"))),
            StructParents=index,
            Tabs=Name.S,
        )


def _fill(colour: Colour) -> str:
    return " ".join(map(num, colour)) + " rg"


def _stroke(colour: Colour) -> str:
    return " ".join(map(num, colour)) + " RG"
