"""Paragraphs and tables as rows that stack down a page.

A row is what a page break may not tear: a line of text, a row of a table, a picture.  A paper
measures its rows first and draws them when it knows that they fit; see :func:`stack`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from zsdesk.documents.fonts import FontSet, Role
from zsdesk.documents.lines import CLOSING, OPENING, Glyph, Line, break_lines, shape
from zsdesk.documents.paper import BLACK, Colour, Sheet
from zsdesk.documents.structure import Element
from zsdesk.documents.text import paragraphs
from zsdesk.documents.wording import CUT_MARK

MOST_LINES = 120  # more than any one page holds: longer texts are not measured to their end
_DENSEST = 2.5  # characters in one em of a line; a denser text is cut a little early, with its mark
_SHADE: Colour = (0.93, 0.93, 0.93)
_RULE = 0.5  # pt; prints on any office printer
_ASCENT = 0.88  # of the em box above the baseline in Chinese faces


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: face, size and line pitch in points, first indent in em."""

    role: Role
    size: float
    pitch: float
    indent: float = 0.0
    align: str = "justify"  # or left, centre, right
    colour: Colour = BLACK

    def baseline(self, top: float) -> float:
        """The baseline of a line box that begins at ``top``."""
        return top + (self.pitch - self.size) / 2 + _ASCENT * self.size


@dataclass(frozen=True, slots=True)
class Row:
    """A strip of the page: its height, and how to draw it with its upper left corner at (x, y)."""

    height: float
    draw: Callable[[Sheet, float, float], None]


def stack(rows: Sequence[Row], sheet: Sheet, x: float, y: float) -> float:
    """Draw the rows one under another; returns the y below the last."""
    for row in rows:
        row.draw(sheet, x, y)
        y += row.height
    return y


def height(rows: Sequence[Row]) -> float:
    """The height of all rows together."""
    return sum(row.height for row in rows)


def space(points: float) -> Row:
    """An empty strip."""
    return Row(points, lambda sheet, x, y: None)


def set_text(
    text: str,
    style: Style,
    width: float,
    fonts: FontSet,
    most: int = MOST_LINES,
    lead: Sequence[Glyph] = (),
) -> list[Line]:
    """The lines of a text; beyond ``most`` lines it is cut and ends with :data:`CUT_MARK`.

    Where the mark alone needs more lines than ``most``, it gets them: a cut is never silent.
    ``lead`` begins the first line in a face of its own.
    """
    measure = width / style.size
    looked_at = round(most * measure * _DENSEST) + 60
    parts = paragraphs(text[:looked_at])
    justify = style.align == "justify"
    done: list[Line] = []
    for i, part in enumerate(parts):
        room = most - len(done)
        first = lead if i == 0 else ()
        glyphs = (*first, *shape(part, style.role, fonts))
        lines = break_lines(glyphs, measure, style.indent, justify=justify, most=room + 1)
        more = i + 1 < len(parts) or len(text) > looked_at
        if len(lines) > room or (len(lines) == room and more):
            return done + _cut(lines[:room], style, measure, fonts)
        done += lines
    if len(text) > looked_at and done:
        return done[:-1] + _cut(done[-1:], style, measure, fonts)
    return done


def _cut(kept: Sequence[Line], style: Style, measure: float, fonts: FontSet) -> list[Line]:
    """The lines with the mark at their end; only the last of them is set anew."""
    mark = shape(CUT_MARK, style.role, fonts)
    last = kept[-1]
    glyphs = last.glyphs
    while True:
        while glyphs and glyphs[-1].char in CLOSING | OPENING | {"…", "—", " "}:
            glyphs = glyphs[:-1]
        lines = break_lines((*glyphs, *mark), measure, last.indent, justify=False)
        if len(lines) == 1 or not glyphs:
            return [*kept[:-1], *lines]
        glyphs = glyphs[:-1]


def paragraph(lines: Sequence[Line], style: Style, width: float, element: Element) -> list[Row]:
    """One row for each line, all content of ``element``."""
    return [_line_row(line, style, width, element) for line in lines]


def _line_row(line: Line, style: Style, width: float, element: Element) -> Row:
    def draw(sheet: Sheet, x: float, y: float) -> None:
        with sheet.content(element):
            show(sheet, line, style, x, y, width)

    return Row(style.pitch, draw)


def show(sheet: Sheet, line: Line, style: Style, x: float, y: float, width: float) -> None:
    """Draw a line in the box of its style, aligned in ``width``; the caller marks it."""
    slack = width - line.width * style.size
    x += {"centre": slack / 2, "right": slack}.get(style.align, 0.0)
    sheet.show(line, x, style.baseline(y), style.size, style.colour)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; a header (``TH``) has a ``scope``, Row or Column, and a shade."""

    text: str
    style: Style
    scope: str = ""
    span: int = 1
    most: int = MOST_LINES


@dataclass(frozen=True, slots=True)
class _Placed:
    cell: Cell
    x: float
    width: float
    lines: list[Line]


def table(rows: Sequence[Sequence[Cell]], widths: Sequence[float], element: Element, fonts: FontSet) -> list[Row]:
    """The rows of a ruled table; ``element`` is its ``Table``, widths are in points."""
    return [_table_row(_place(cells, widths, fonts), element.add("TR")) for cells in rows]


def _place(cells: Sequence[Cell], widths: Sequence[float], fonts: FontSet) -> list[_Placed]:
    edges = [0.0, *accumulate(widths)]
    at, placed = 0, []
    for cell in cells:
        x, end = edges[at], edges[at + cell.span]
        pad = padding(cell.style)
        lines = set_text(cell.text, cell.style, end - x - 2 * pad, fonts, cell.most)
        placed.append(_Placed(cell, x, end - x, lines))
        at += cell.span
    return placed


def padding(style: Style) -> float:
    """The white at either side of a cell's text, in points."""
    return 0.45 * style.size


def _table_row(placed: Sequence[_Placed], element: Element) -> Row:
    tall = max(len(p.lines) * p.cell.style.pitch for p in placed)
    tall += 0.3 * placed[0].cell.style.size

    def draw(sheet: Sheet, x: float, y: float) -> None:
        with sheet.artifact():
            _draw_grid(sheet, placed, x, y, tall)
        for p in placed:
            _draw_cell(sheet, p, element, x, y, tall)

    return Row(tall, draw)


def _draw_grid(sheet: Sheet, placed: Sequence[_Placed], x: float, y: float, tall: float) -> None:
    """Shades and rules; the upper rule is drawn by each row, for its shade covers the last row's."""
    for p in placed:
        if p.cell.scope:
            sheet.box(x + p.x, y, p.width, tall, _SHADE)
    right = x + placed[-1].x + placed[-1].width
    for edge in [*(x + p.x for p in placed), right]:
        sheet.rule(edge, y, edge, y + tall, _RULE)
    for level in (y, y + tall):
        sheet.rule(x - _RULE / 2, level, right + _RULE / 2, level, _RULE)


def _draw_cell(sheet: Sheet, p: _Placed, row: Element, x: float, y: float, tall: float) -> None:
    cell, pad = p.cell, padding(p.cell.style)
    element = row.add("TH" if cell.scope else "TD", scope=cell.scope, span=cell.span)
    top = y + (tall - len(p.lines) * cell.style.pitch) / 2
    alone = replace(cell.style, align="left") if cell.style.align == "justify" else cell.style
    with sheet.content(element):
        for line in p.lines:
            show(sheet, line, alone, x + p.x + pad, top, p.width - 2 * pad)
            top += cell.style.pitch
