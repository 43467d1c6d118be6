"""Ruled tables: rows of cells that break over pages, their headers drawn again on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from zsdesk.documents import wording
from zsdesk.documents.blocks import MOST_LINES, Row, Style, height, set_text, show
from zsdesk.documents.fonts import FontSet
from zsdesk.documents.lines import Line
from zsdesk.documents.page import HEIGHT
from zsdesk.documents.paper import Colour, Sheet
from zsdesk.documents.structure import Element
from zsdesk.documents.text import one_line, paragraphs
from zsdesk.documents.titles import balanced

ALL_LINES = 1_000_000
"""For a cell that is never cut: it breaks over pages instead."""

_SHADE: Colour = (0.93, 0.93, 0.93)
_RULE = 0.5  # pt; prints on any office printer
_HEAD_LINES = 4  # a longer header is text
_LOW = 0.3  # of a page: a table that is not torn
_LONG = 2.2  # a value with more type than that many columns hold has a row of its own


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
    """A cell with its lines; without an element it is an artifact: a header that is said once already."""

    cell: Cell
    x: float
    width: float
    lines: list[Line]
    element: Element | None = None

    @property
    def height(self) -> float:
        return len(self.lines) * self.cell.style.pitch


def table(rows: Sequence[Sequence[Cell]], widths: Sequence[float], element: Element, fonts: FontSet) -> list[Row]:
    """The rows of a ruled table; ``element`` is its ``Table``, widths are in points.

    The leading rows of which every cell is a column header are repeated on each page.  A low table is not torn; of a
    taller one neither the first row nor the last stands alone on a page.
    """
    heads = next((i for i, row in enumerate(rows) if any(c.scope != "Column" for c in row)), len(rows))
    placed = [_place(cells, widths, fonts) for cells in rows]
    again = tuple(_row(cells) for cells in placed[:heads])
    made: list[Row] = []
    for i, cells in enumerate(placed):
        parent = element.add("TR")
        cells = [replace(p, element=_element(p.cell, parent)) for p in cells]
        made.append(_row(cells, again=() if i < heads else again, glued=i < heads))
    low = height(made) <= _LOW * HEIGHT
    last = len(made) - 1
    return [replace(row, glued=i < last and (low or i <= heads or i == last - 1)) for i, row in enumerate(made)]


def _element(cell: Cell, parent: Element) -> Element:
    return parent.add("TH" if cell.scope else "TD", scope=cell.scope, span=cell.span)


def _place(cells: Sequence[Cell], widths: Sequence[float], fonts: FontSet) -> list[_Placed]:
    edges = [0.0, *accumulate(widths)]
    at, placed = 0, []
    for cell in cells:
        x, end = edges[at], edges[at + cell.span]
        pad = padding(cell.style)
        lines = set_text(cell.text, cell.style, end - x - 2 * pad, fonts, cell.most)
        if cell.scope == "Column" and 1 < len(lines) < _HEAD_LINES:
            lines = balanced(one_line(cell.text), cell.style, end - x - 2 * pad, fonts)
        placed.append(_Placed(cell, x, end - x, lines))
        at += cell.span
    return placed


def padding(style: Style) -> float:
    """The white at either side of a cell's text, in points."""
    return 0.45 * style.size


def _row(placed: Sequence[_Placed], *, again: tuple[Row, ...] = (), glued: bool = False, cut: bool = False) -> Row:
    """``cut`` is a part of a row that goes on over pages: its texts begin at the top."""
    air = 0.3 * placed[0].cell.style.size
    tall = max(p.height for p in placed) + air

    def draw(sheet: Sheet, x: float, y: float) -> None:
        with sheet.artifact():
            _draw_grid(sheet, placed, x, y, tall)
        for p in placed:
            _draw_cell(sheet, p, x, y + (air / 2 if cut else (tall - p.height) / 2))

    def split(room: float) -> tuple[Row, Row] | None:
        upper = [replace(p, lines=p.lines[: max(0, int((room - air) / p.cell.style.pitch))]) for p in placed]
        lower = [replace(p, lines=p.lines[len(u.lines) :]) for p, u in zip(placed, upper, strict=True)]
        if not any(u.lines for u in upper) or not any(p.lines for p in lower):
            return None
        return _row(upper, again=again, cut=True), _row(lower, again=again, cut=True)

    return Row(tall, draw, glued=glued, again=again, split=split)


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


def _draw_cell(sheet: Sheet, p: _Placed, x: float, top: float) -> None:
    if not p.lines:
        return
    style, pad = p.cell.style, padding(p.cell.style)
    alone = replace(style, align="left") if style.align == "justify" else style
    with sheet.content(p.element) if p.element else sheet.artifact("Pagination"):
        for line in p.lines:
            show(sheet, line, alone, x + p.x + pad, top, p.width - 2 * pad)
            top += style.pitch


@dataclass(frozen=True, slots=True)
class FactStyle:
    """How labels and values of a table of facts are set, and the most lines that each may take."""

    label: Style
    value: Style
    label_lines: int = ALL_LINES
    value_lines: int = ALL_LINES

    def pair(self, label: str, value: str, span: int = 1) -> list[Cell]:
        """A label and its value, 待补 for none."""
        shown = value if paragraphs(value) else wording.MISSING
        name = one_line(label) or wording.MISSING
        return [
            Cell(name, self.label, scope="Row", most=self.label_lines),
            Cell(shown, replace(self.value, align="left"), span=span, most=self.value_lines),
        ]

    def columns(self, width: float, longest: int) -> tuple[float, float, float, float]:
        """Four columns whose labels hold ``longest`` characters, four at least and six at most."""
        head = min(max(longest, 4), 6) * self.label.size + 2 * padding(self.label) + 0.1
        return (head, width / 2 - head, head, width / 2 - head)


def facts(
    pairs: Sequence[tuple[str, str]], style: FactStyle, width: float, element: Element, fonts: FontSet
) -> list[Row]:
    """Labels and values in four columns; a long value has a row of its own."""
    widths = style.columns(width, max(len(one_line(label)) for label, _ in pairs))
    cells: list[list[Cell]] = []
    for label, value in pairs:
        long = len(one_line(value)) * style.value.size > _LONG * widths[1]
        if cells and len(cells[-1]) == 2 and cells[-1][-1].span == 1 and not long:
            cells[-1] += style.pair(label, value)
            continue
        _widen(cells)
        cells.append(style.pair(label, value, span=3 if long else 1))
    _widen(cells)
    return table(cells, widths, element, fonts)


def _widen(cells: list[list[Cell]]) -> None:
    """A value that stands alone takes the rest of its row."""
    if cells and len(cells[-1]) == 2:
        cells[-1][1] = replace(cells[-1][1], span=3)
