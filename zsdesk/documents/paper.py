"""A canvas for tagged PDF: sheets, text set by :mod:`lines`, rules, boxes, pictures in vectors.

Places are in points from the upper left corner of the sheet; the text's y is its baseline.
Everything that is drawn is either marked as content of an element or as an artifact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import groupby

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Page, Pdf, Stream

from zsdesk.documents.archive import Metadata, describe, make_archival
from zsdesk.documents.embed import Embedded
from zsdesk.documents.fonts import Face
from zsdesk.documents.lines import Line
from zsdesk.documents.structure import Element, Mark, write_tree

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)

Colour = tuple[float, float, float]
BLACK: Colour = (0, 0, 0)


def num(value: float) -> str:
    """A PDF number with three decimals at most, the same on every machine."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


class Paper:
    """A document being made: its sheets, the faces it uses and its structure."""

    def __init__(self, root: Element | None = None) -> None:
        self.root = root or Element("Document")
        self.sheets: list[Sheet] = []
        self._faces: dict[str, Embedded] = {}

    def sheet(self, size: tuple[float, float] = A4) -> Sheet:
        """A new last sheet."""
        self.sheets.append(Sheet(self, len(self.sheets), size))
        return self.sheets[-1]

    def embedded(self, face: Face) -> Embedded:
        """The face as used in this document."""
        return self._faces.setdefault(face.source, Embedded(face, f"F{len(self._faces) + 1}"))

    def finish(self, meta: Metadata) -> bytes:
        """The file: PDF/A-2a and PDF/UA-1, the same bytes for the same content."""
        with Pdf.new() as pdf:
            fonts = Dictionary({f"/{e.name}": e.write(pdf) for e in self._faces.values()})
            resources = pdf.make_indirect(Dictionary(Font=fonts))
            for index, sheet in enumerate(self.sheets):
                pdf.pages.append(Page(sheet.write(pdf, resources, index)))
            pages = [page.obj for page in pdf.pages]
            pdf.Root.StructTreeRoot = write_tree(pdf, self.root, pages)
            make_archival(pdf)
            describe(pdf, meta)
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


class Sheet:
    """One page and what is drawn on it."""

    def __init__(self, paper: Paper, index: int, size: tuple[float, float]) -> None:
        self._paper = paper
        self.index = index
        self.width, self.height = size
        self._marks = 0
        self._ops: list[str] = []

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

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """A filled rectangle; ``y`` is its upper edge."""
        self.boxes([(x, y, width, height)], colour)

    def boxes(self, places: Sequence[tuple[float, float, float, float]], colour: Colour) -> None:
        """Filled rectangles in one path, so that neighbours show no seam."""
        path = " ".join(f"{num(x)} {num(self.height - y - h)} {num(w)} {num(h)} re" for x, y, w, h in places)
        self._ops.append(f"{_fill(colour)} {path} f")

    def write(self, pdf: Pdf, resources: object, index: int) -> Dictionary:
        """The page object."""
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
