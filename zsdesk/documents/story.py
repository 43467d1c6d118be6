"""A paper of many pages as it is written: headings that number themselves, paragraphs, tables.

The levels are those of GB/T 9704-2012, 7.3.3: 一、 in 黑体, （一） in 楷体, 1. and （1） in 仿宋, each
indented by two characters, on lines of the page's own pitch.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from zsdesk.documents import wording
from zsdesk.documents.blocks import Anchor, Row, Style, paragraph, set_text, show, space
from zsdesk.documents.columns import fitted
from zsdesk.documents.fonts import FontSet, Role
from zsdesk.documents.lines import Glyph, Line, break_lines, shape
from zsdesk.documents.page import BODY_PITCH, BODY_SIZE, HEIGHT, TITLE_SIZE, WIDTH
from zsdesk.documents.paper import BLACK, Sheet
from zsdesk.documents.structure import Element
from zsdesk.documents.tables import ALL_LINES, Cell, FactStyle, facts, table
from zsdesk.documents.text import one_line, paragraphs
from zsdesk.documents.titles import balanced
from zsdesk.documents.wording import MISSING, chinese_number

BODY = Style(Role.BODY, BODY_SIZE, BODY_PITCH, indent=2.0)
SMALL = 10.5  # 五号: tables, captions and notes
CELL = Style(Role.BODY, SMALL, SMALL * 1.4, align="left")
LABEL = Style(Role.HEI, SMALL, SMALL * 1.4, align="centre")
NOTE = Style(Role.KAI, SMALL, SMALL * 1.5, align="justify")
FACTS = FactStyle(LABEL, CELL)

_LEVELS = (Role.HEI, Role.KAI, Role.BODY, Role.BODY)
_STEP, _DOT = 4.0, 0.9  # pt, of the dots between a heading and its page


class Story:
    """The rows of a paper in reading order, its structure, and the places that its contents list."""

    def __init__(self, fonts: FontSet) -> None:
        self.fonts = fonts
        self.root = Element("Document")
        self.rows: list[Row] = []
        self.anchors: list[Anchor] = []
        self._counts = [0] * len(_LEVELS)

    # -- text ----------------------------------------------------------------------------------

    def title(self, text: str, *, size: float = TITLE_SIZE, above: float = 0.0, below: float = BODY_PITCH) -> None:
        """The title in 2号小标宋, its lines of like length."""
        style = Style(Role.TITLE, size, size * 1.5, align="centre")
        lines = balanced(one_line(text) or MISSING, style, WIDTH, self.fonts)
        if above:
            self.rows.append(space(above))
        rows = paragraph(lines, style, WIDTH, self.root.add("H1"))
        self.rows += [*glued(rows), space(below, glued=True)]

    def heading(self, level: int, text: str, *, fresh: bool = False, numbered: bool = True) -> Anchor:
        """A heading with its number; ``level`` 1 to 4.  It stays with what follows."""
        at = level - 1
        self._counts[at] += numbered
        self._counts[at + 1 :] = [0] * (len(_LEVELS) - level)
        number = _numbered(level, self._counts[at]) if numbered else ""
        anchor = Anchor(number + one_line(text), level)
        style = replace(BODY, role=_LEVELS[at], align="left")
        lines = set_text(anchor.title, style, WIDTH, self.fonts)
        rows = glued(paragraph(lines, style, WIDTH, self.root.add(f"H{level + 1}")))
        rows[0] = replace(rows[0], anchor=anchor, fresh=fresh)
        self.rows += rows
        self.anchors.append(anchor)
        return anchor

    def text(self, text: str, *, lead: str = "", style: Style = BODY) -> None:
        """The paragraphs of a text, 待补 for none; ``lead`` begins the first in 楷体."""
        begin: Sequence[Glyph] = shape(lead, Role.KAI, self.fonts)
        for part in paragraphs(text) or (MISSING,):
            lines = set_text(part, style, WIDTH, self.fonts, ALL_LINES, begin)
            self.rows += together(paragraph(lines, style, WIDTH, self.root.add("P")))
            begin = ()

    def items(self, texts: Iterable[str], *, lead: str = "") -> None:
        """Paragraphs, numbered where there is more than one; 待补 for none."""
        shown = [text for text in texts if paragraphs(text)]
        if lead and len(shown) > 1:
            self.text(lead)
            lead = ""
        for n, text in enumerate(shown or [MISSING], 1):
            self.text(f"{n}．{text.strip()}" if len(shown) > 1 else text, lead=lead)

    def note(self, text: str, *, style: Style = NOTE) -> None:
        """Small print under a table or picture."""
        lines = set_text(text, style, WIDTH, self.fonts, ALL_LINES)
        self.rows += together(paragraph(lines, style, WIDTH, self.root.add("P")))

    def gap(self, points: float) -> None:
        """White that vanishes at the head of a page."""
        self.rows.append(space(points))

    def row(self, row: Row) -> None:
        """Anything else, whose element the caller made."""
        self.rows.append(row)

    # -- tables --------------------------------------------------------------------------------

    def facts(self, pairs: Sequence[tuple[str, str]], style: FactStyle = FACTS) -> None:
        """Labels and values in four columns, 待补 for an empty value."""
        if not pairs:
            self.text(MISSING)
            return
        self.rows += facts(pairs, style, WIDTH, self.root.add("Table"), self.fonts)
        self.gap(SMALL * 0.8)

    def table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        centred: Iterable[int] = (),
        cell: Style = CELL,
        caption: str = "",
    ) -> None:
        """A table with a header that is repeated on each page; ``widths`` are shares of the width (:mod:`columns`).

        An empty cell prints as 待补; a row whose text is to stay empty says “—”.
        """
        middle = set(centred)
        label = replace(LABEL, size=cell.size, pitch=cell.pitch)
        styles = [replace(cell, align="centre" if i in middle else "left") for i in range(len(heads))]
        cells = [[Cell(text, label, scope="Column", most=ALL_LINES) for text in heads]]
        for row in rows or [[""] * len(heads)]:
            cells.append([Cell(_filled(text), s, most=ALL_LINES) for text, s in zip(row, styles, strict=True)])
        element = self.root.add("Table")
        if caption:
            self._caption(caption, element)
        self.rows += table(cells, fitted(widths, cells, WIDTH, self.fonts), element, self.fonts)
        self.gap(SMALL * 0.8)

    def _caption(self, text: str, table: Element) -> None:
        style = replace(LABEL, align="centre")
        lines = set_text(text, style, WIDTH, self.fonts)
        self.rows += glued(paragraph(lines, style, WIDTH, table.add("Caption")))

    # -- contents ------------------------------------------------------------------------------

    def contents(self, at: int, parent: Element, deepest: int = 2) -> None:
        """Put the contents page before row ``at``: each heading down to ``deepest`` with its page."""
        style = Style(Role.TITLE, TITLE_SIZE, TITLE_SIZE * 1.5, align="centre")
        lines = set_text(wording.CONTENTS, style, WIDTH, self.fonts)
        head = glued(paragraph(lines, style, WIDTH, parent.add("P")))
        head[0] = replace(head[0], fresh=True)
        toc = parent.add("TOC")
        rows = [row for a in self.anchors if a.level <= deepest for row in self._entry(a, toc)]
        self.rows[at:at] = [*head, space(BODY_PITCH / 2), *rows]

    def _entry(self, anchor: Anchor, toc: Element) -> list[Row]:
        """A line or more of the contents; the page number is drawn where the anchor has learned it."""
        indent = (anchor.level - 1) * 1.0 * BODY_SIZE
        style = replace(BODY, align="left", role=_LEVELS[anchor.level - 1], indent=0.0)
        lines = set_text(anchor.title, style, WIDTH - indent - 4 * BODY_SIZE, self.fonts)
        item = toc.add("TOCI")
        link = item.add("Reference").add("Link")

        def draw(sheet: Sheet, x: float, y: float) -> None:
            last = y + (len(lines) - 1) * style.pitch
            number = one_of(str(anchor.sheet + 1), Role.BODY, self.fonts)
            begin = x + indent + lines[-1].width * style.size
            end = x + WIDTH - number.width * BODY_SIZE
            with sheet.content(link):
                for n, line in enumerate(lines):
                    show(sheet, line, style, x + indent, y + n * style.pitch, WIDTH)
            with sheet.artifact():
                _leader(sheet, begin + _STEP, end - _STEP, style.baseline(last))
            with sheet.content(link):
                sheet.show(number, end, style.baseline(last), BODY_SIZE)
            sheet.link(link, x, y, WIDTH, len(lines) * style.pitch, anchor)

        return [Row(len(lines) * style.pitch, draw)]


def _leader(sheet: Sheet, begin: float, end: float, baseline: float) -> None:
    """Dots on a grid of the page, so that those of all entries stand under one another."""
    first, last = math.ceil(begin / _STEP), math.floor(end / _STEP)
    dots = [(n * _STEP, baseline - 0.3 * BODY_SIZE, _DOT, _DOT) for n in range(first, last + 1)]
    if dots:
        sheet.boxes(dots, BLACK)


def one_of(text: str, role: Role, fonts: FontSet) -> Line:
    """A short text as one line."""
    (line,) = break_lines(shape(text, role, fonts), 999.0, justify=False)
    return line


def glued(rows: Sequence[Row]) -> list[Row]:
    """Rows that stay with each other and with what follows."""
    return [replace(row, glued=True) for row in rows]


def together(rows: Sequence[Row]) -> list[Row]:
    """Lines of a paragraph: neither its first nor its last stands alone on a page."""
    last = len(rows) - 1
    return [replace(row, glued=i < last and (i == 0 or i == last - 1)) for i, row in enumerate(rows)]


def column(rows: Sequence[Row]) -> Row:
    """Rows as one that is never torn; they must fit on a page."""
    tall = sum(row.height for row in rows)
    if tall > HEIGHT:
        raise ValueError(f"{tall} points are more than a page holds")

    def draw(sheet: Sheet, x: float, y: float) -> None:
        for row in rows:
            row.draw(sheet, x, y)
            y += row.height

    return Row(tall, draw)


def _filled(text: str) -> str:
    return text if paragraphs(text) else MISSING


def _numbered(level: int, count: int) -> str:
    return (f"{chinese_number(count)}、", f"（{chinese_number(count)}）", f"{count}．", f"（{count}）")[level - 1]
