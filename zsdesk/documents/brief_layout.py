"""The page of a 洽谈简报: which sizes, which tables, and what gives way when it is too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zsdesk.documents import wording
from zsdesk.documents.blocks import (
    Row,
    Style,
    height,
    paragraph,
    set_text,
    show,
    space,
    stack,
)
from zsdesk.documents.brief_content import BriefContent
from zsdesk.documents.figures import Bar, bar_chart
from zsdesk.documents.fonts import FontSet, Role
from zsdesk.documents.lines import Line, shape
from zsdesk.documents.page import BOTTOM, TITLE_SIZE, WIDTH
from zsdesk.documents.paper import MM, Colour, Sheet
from zsdesk.documents.signatures import OFFICER, SUPERVISOR, signed_by
from zsdesk.documents.stamp import stamped
from zsdesk.documents.structure import Element
from zsdesk.documents.tables import Cell, FactStyle, facts, table
from zsdesk.documents.templates import Template, bundled, filled, values_of
from zsdesk.documents.text import one_line, paragraphs
from zsdesk.documents.titles import balanced

HEAD = 30 * MM  # where the masthead begins: that of the letter form (GB/T 9704-2012, 10.1)
_ROOM = BOTTOM - HEAD
_RED: Colour = (0.80, 0.0, 0.0)  # 版头; prints as a mid grey that stays legible
_CHART = 50 * MM
_PAIRS = 2.5  # rows of 项目概况 for each item that a list may have
_GUTTER = 10.0
_YEARS = 5
_STRENGTHS = 3
_EVERYTHING = 999


@dataclass(frozen=True, slots=True)
class Scale:
    """One way to set the page: body type in points, and the most that a text or a list may take."""

    body: float
    lines: int = 40
    items: int = _EVERYTHING

    @property
    def pitch(self) -> float:
        """Line pitch: wide at comfortable sizes, closer when room is short."""
        return self.body * (1.6 if self.body > 12 else 1.5 if self.body > 11 else 1.42 if self.body > 10 else 1.36)

    @property
    def small(self) -> float:
        """The type of tables, never below 小五."""
        return max(9.0, self.body - 1.5)


# First the type gives way, then the texts, from the longest down; the last step fits always.
_SIZES = (14.0, 13.0, 12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0)
_CUTS = (
    *((lines, items) for lines, items in zip((12, 10, 8, 7, 6, 5), (12, 10, 9, 8, 7, 6), strict=True)),
    *((4, 6), (4, 5), (3, 5), (3, 4), (3, 3), (2, 3), (2, 2), (1, 2), (1, 1)),
)
SCALES = (*(Scale(size) for size in _SIZES), *(Scale(9.0, lines, items) for lines, items in _CUTS))


@dataclass(frozen=True, slots=True)
class Layout:
    """A page that fits: its structure, its rows from the top, 经办–审核 and the code at its foot."""

    root: Element
    rows: list[Row]
    signatures: Row
    code: Row
    scale: Scale


def fit(content: BriefContent, fonts: FontSet, template: Template | None = None) -> Layout:
    """The page in the largest scale that fits in the type area, found by halving."""
    template = template or bundled("brief")
    low, high = 0, len(SCALES) - 1
    best = None
    while low < high:
        middle = (low + high) // 2
        layout = _Builder(content, fonts, SCALES[middle], template).build()
        if layout:
            best, high = layout, middle
        else:
            low = middle + 1
    best = best or _Builder(content, fonts, SCALES[high], template).build()
    if best is None:
        raise AssertionError("the last scale fits whatever the content")
    return best


class _Builder:
    """Sets one content in one scale; rows in reading order, structure beside them."""

    def __init__(self, content: BriefContent, fonts: FontSet, scale: Scale, template: Template) -> None:
        self.content, self.fonts, self.scale, self.template = content, fonts, scale, template
        self.values = values_of(content, template)
        self.sections = 0
        self.root = Element("Document")
        self.body = Style(Role.BODY, scale.body, scale.pitch, indent=2.0)
        small = scale.small
        self.cell = Style(Role.BODY, small, small * 1.3)
        self.label = Style(Role.HEI, small, small * 1.3, align="centre")
        self.facts = FactStyle(self.label, self.cell, min(scale.lines, 6), scale.lines)

    def build(self) -> Layout | None:
        """The page, or None as soon as it is seen not to fit."""
        rows: list[Row] = []
        chapters = {
            "overview": self.overview, "strengths": self.strengths, "talks": self.talks, "risks": self.risks,
            "next_steps": self.next_steps,
        }  # fmt: skip
        for section in (self.masthead, self.title, self.strip, *(chapters[key] for key, _ in self.template.chapters)):
            rows += section()
            if height(rows) > _ROOM:
                return None
        rows.append(space(self.scale.body * 0.5))
        signatures = self.signatures()
        if height(rows) + signatures.height > _ROOM:
            return None
        return Layout(self.root, rows, signatures, stamped(self.content, self.root, self.fonts), self.scale)

    def masthead(self) -> list[Row]:
        """版头: the kind of paper in red, unit and day under it, a red rule."""
        kind = Style(Role.TITLE, 26.0, 32.0, align="centre", colour=_RED)
        small = Style(Role.KAI, 12.0, 19.0)
        name = self._sign(kind)
        day = self.content.generated
        date = set_text(wording.chinese_day(day.year, day.month, day.day), small, 120.0, self.fonts)[0]
        unit = self._lines(self.content.unit, small, WIDTH - 130.0, most=1)[0]
        head, under = self.root.add("P"), self.root.add("P")

        def draw(sheet: Sheet, x: float, y: float) -> None:
            with sheet.content(head):
                show(sheet, name, kind, x, y, WIDTH)
            with sheet.content(under):
                show(sheet, unit, small, x, y + kind.pitch, WIDTH)
                show(sheet, date, replace(small, align="right"), x, y + kind.pitch, WIDTH)
            with sheet.artifact():
                level = y + kind.pitch + small.pitch + 2.5
                sheet.rule(x, level, x + WIDTH, level, 1.6, _RED)

        return [Row(kind.pitch + small.pitch + 4.0, draw)]

    def _sign(self, style: Style) -> Line:
        """The red words, spaced by half a character where there is room."""
        glyphs = shape(one_line(filled(self.template.red_header, self.values)), style.role, self.fonts)
        room = WIDTH / style.size - sum(glyph.width for glyph in glyphs)
        if room < 0:
            (line, *_) = set_text("".join(g.char for g in glyphs), style, WIDTH, self.fonts, most=1)
            return line
        gap = min(0.5, room / max(len(glyphs) - 1, 1))
        return Line(glyphs, (*(gap for _ in glyphs[1:]), 0.0))

    def title(self) -> list[Row]:
        """2号小标宋, two lines at most and of like length; a long one in smaller type."""
        text = one_line(filled(self.template.title, self.values)) or wording.MISSING
        element = self.root.add("H1")
        for size in (TITLE_SIZE, 20.0, 18.0, 16.0):
            style = Style(Role.TITLE, size, size * 1.32, align="centre")
            lines = balanced(text, style, WIDTH, self.fonts)
            if len(lines) <= 2:
                break
        else:
            lines = set_text(text, style, WIDTH, self.fonts, most=2)
        gap = min(self.scale.body * 0.6, 8.0)
        return [space(gap), *paragraph(lines, style, WIDTH, element), space(gap)]

    def strip(self) -> list[Row]:
        """编号 / 密级, 时间 / 地点, 双方."""
        c = self.content
        cells = [
            [*self.facts.pair(wording.NUMBER, c.number), *self.facts.pair(wording.SECRECY, c.secrecy)],
            [*self.facts.pair(wording.HELD, c.held), *self.facts.pair(wording.PLACE, c.place)],
            self.facts.pair(wording.OUR_SIDE, c.our_side, span=3),
            self.facts.pair(wording.THEIR_SIDE, c.their_side, span=3),
        ]
        return table(cells, self.facts.columns(WIDTH, 4), self.root.add("Table"), self.fonts)

    def overview(self) -> list[Row]:
        """项目概况 in four columns; a long value has a row of its own."""
        pairs = self.content.overview
        shown = pairs[: round(self.scale.items * _PAIRS)]
        rows = self._heading("overview")
        if not pairs:
            return rows + self._text(wording.MISSING, self.root)
        rows += facts(shown, self.facts, WIDTH, self.root.add("Table"), self.fonts)
        return rows + (self._text(wording.CUT_MARK, self.root) if len(shown) < len(pairs) else [])

    def strengths(self) -> list[Row]:
        """企业实力 in three lines; revenue beside them where there are figures."""
        rows = self._heading("strengths")
        known = [r for r in self.content.revenue if r.value.is_finite()]
        bars = [Bar(str(r.year), float(r.value), f"{r.value:f}") for r in known[-_YEARS:]]
        if not bars:
            return rows + self._items(self.content.strengths, self.root, _STRENGTHS)
        width = WIDTH - _CHART - _GUTTER
        text = self._items(self.content.strengths, self.root, _STRENGTHS, width)
        tall = min(max(height(text), 4.4 * self.scale.pitch, 62.0), 92.0)
        chart = bar_chart(wording.REVENUE, bars, _CHART, tall, self.root, self.fonts)

        def draw(sheet: Sheet, x: float, y: float) -> None:
            stack(text, sheet, x, y)
            chart.draw(sheet, x + width + _GUTTER, y)

        return [*rows, Row(max(height(text), tall), draw)]

    def talks(self) -> list[Row]:
        """本次议定 / 企业诉求 / 分歧, each begun by its name in 楷体."""
        c = self.content
        rows = self._heading("talks")
        for name, items in (
            (wording.AGREED, c.agreed),
            (wording.DEMANDS, c.demands),
            (wording.OPEN_POINTS, c.open_points),
        ):
            rows += self._items(items, self.root, lead=name)
        return rows

    def risks(self) -> list[Row]:
        """风险提示."""
        return self._heading("risks") + self._items(self.content.risks, self.root)

    def next_steps(self) -> list[Row]:
        """下一步: 事项–责任单位–时限."""
        steps = self.content.next_steps
        shown = steps[: self.scale.items]
        heads = [Cell(t, self.label, scope="Column") for t in (wording.MATTER, wording.UNIT, wording.DUE)]
        cells = [[self._cell(s.matter), self._cell(s.unit, "centre"), self._cell(s.due, "centre")] for s in shown]
        cells = cells or [[self._cell(""), self._cell("", "centre"), self._cell("", "centre")]]
        widths = (WIDTH - 218.0, 122.0, 96.0)
        rows = self._heading("next_steps") + table([heads, *cells], widths, self.root.add("Table"), self.fonts)
        return rows + (self._text(wording.CUT_MARK, self.root) if len(shown) < len(steps) else [])

    def signatures(self) -> Row:
        """经办–审核, at the foot of the type area."""
        c = self.content
        return signed_by(((OFFICER, c.prepared_by), (SUPERVISOR, c.reviewed_by)), self.root, self.fonts)

    def _heading(self, key: str) -> list[Row]:
        self.sections += 1
        text = f"{wording.chinese_number(self.sections)}、{filled(dict(self.template.chapters)[key], self.values)}"
        style = replace(self.body, role=Role.HEI, indent=0.0)
        lines = set_text(text, style, WIDTH, self.fonts)
        return [space(self.scale.body * 0.42), *paragraph(lines, style, WIDTH, self.root.add("H2")), space(1.5)]

    def _items(
        self,
        items: Sequence[str],
        parent: Element,
        most: int = _EVERYTHING,
        width: float = WIDTH,
        lead: str = "",
    ) -> list[Row]:
        """A numbered list, or a plain paragraph where there is but one; 待补 for none."""
        texts = [item for item in items if paragraphs(item)]
        shown = texts[: min(most, self.scale.items)]
        marked = [f"{n}.{item.strip()}" for n, item in enumerate(shown, 1)] if len(texts) > 1 else shown
        if len(shown) < len(texts):
            marked = [*marked, wording.CUT_MARK]
        rows: list[Row] = []
        for n, text in enumerate(marked or [wording.MISSING]):
            if height(rows) > _ROOM:
                break  # it will not fit: the rest need not be measured
            rows += self._text(text, parent, width, lead if n == 0 else "")
        return rows

    def _text(self, text: str, parent: Element, width: float = WIDTH, lead: str = "") -> list[Row]:
        glyphs = shape(lead, Role.KAI, self.fonts)
        lines = set_text(text, self.body, width, self.fonts, self.scale.lines, glyphs)
        return paragraph(lines, self.body, width, parent.add("P"))

    def _lines(self, text: str, style: Style, width: float, most: int | None = None) -> list[Line]:
        lines = set_text(text, style, width, self.fonts, most or self.scale.lines)
        return lines or set_text(wording.MISSING, style, width, self.fonts)

    def _cell(self, text: str, align: str = "left") -> Cell:
        value = text if paragraphs(text) else wording.MISSING
        return Cell(value, replace(self.cell, align=align), most=self.scale.lines)
