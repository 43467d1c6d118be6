"""Text as rows that stack down a page, or flow over many.

A row is what a page break may not tear: a line of text, a row of a table, a picture.  A paper
measures its rows first and draws them when it knows where they fall; see :func:`stack` for one
page and :mod:`flow` for many.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zsdesk.documents.fonts import FontSet, Role
from zsdesk.documents.lines import CLOSING, OPENING, Glyph, Line, break_lines, shape
from zsdesk.documents.paper import BLACK, Colour, Sheet
from zsdesk.documents.structure import Element
from zsdesk.documents.text import paragraphs
from zsdesk.documents.wording import CUT_MARK

MOST_LINES = 120  # more than any one page holds: longer texts are not measured to their end
_DENSEST = 2.5  # characters in one em of a line; a denser text is cut a little early, with its mark
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


@dataclass(slots=True)
class Anchor:
    """A place that contents and bookmarks lead to; ``sheet`` and ``y`` are known once the pages are laid out."""

    title: str
    level: int
    sheet: int = 0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """A strip of the page: its height, and how to draw it with its upper left corner at (x, y).

    The rest tells :mod:`flow` where a page may end.  ``glued`` rows stay with the row below;
    ``white`` ones vanish at the head of a page; a ``fresh`` one begins a page, of ``size`` where
    given, ``bare`` of its number.  ``again`` are drawn above a row that begins a page: a table's
    headers.  ``split`` cuts a row into one of at most that height and the rest, or gives None.
    """

    height: float
    draw: Callable[[Sheet, float, float], None]
    glued: bool = False
    white: bool = False
    fresh: bool = False
    bare: bool = False
    size: tuple[float, float] | None = None
    again: tuple[Row, ...] = ()
    split: Callable[[float], tuple[Row, Row] | None] | None = None
    anchor: Anchor | None = None


def stack(rows: Sequence[Row], sheet: Sheet, x: float, y: float) -> float:
    """Draw the rows one under another; returns the y below the last."""
    for row in rows:
        row.draw(sheet, x, y)
        y += row.height
    return y


def height(rows: Sequence[Row]) -> float:
    """The height of all rows together."""
    return sum(row.height for row in rows)


def space(points: float, *, glued: bool = False) -> Row:
    """An empty strip; nothing at the head of a page."""
    return Row(points, lambda sheet, x, y: None, glued=glued, white=True)


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
