"""Charts of a project in vectors, in black, white and grey: they are read off a photocopy too.

Each is a figure whose alternative text says all that it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from zsdesk.documents import wording
from zsdesk.documents.blocks import Row, Style, show
from zsdesk.documents.content import Arrival, Node, Stand
from zsdesk.documents.fonts import FontSet, Role
from zsdesk.documents.page import WIDTH
from zsdesk.documents.paper import BLACK, Colour, Sheet
from zsdesk.documents.story import one_of
from zsdesk.documents.structure import Element
from zsdesk.documents.text import one_line
from zsdesk.documents.wording import chinese_day

_SMALL = Style(Role.PLAIN, 9.0, 12.0, align="left")
_TICK = Style(Role.PLAIN, 7.5, 10.0, align="centre")
_PLAN: Colour = (0.80, 0.80, 0.80)
_DONE: Colour = (0.20, 0.20, 0.20)
_GRID: Colour = (0.78, 0.78, 0.78)
_STEP = 19.0  # pt, a row of the Gantt chart and of the table of positions
_NAMES = 132.0  # pt for the names beside a chart
_SMALLEST = 0.75  # of the usual size of a name
GANTT_ROWS = 26
"""Milestones of one chart; more of them go on in a second."""


def gantt(nodes: Sequence[Node], start: date, today: date, parent: Element, fonts: FontSet) -> Row:
    """Bars from the milestone before: grey for the plan, dark for what happened; the day of the paper dashed."""
    alt = wording.GANTT_ALT + "；".join(_told(node) for node in nodes)
    element = parent.add("Figure", alt=alt)
    days = [d for node in nodes for d in (node.planned, node.actual) if d is not None]
    axis = _Axis(min([start, *days]), max([today, *days]), _NAMES, WIDTH - _NAMES - 12.0)
    tall = (len(nodes) + 1) * _STEP + 2 * _TICK.pitch + 6.0

    def draw(sheet: Sheet, x: float, y: float) -> None:
        element.box = sheet.box_of(x, y, WIDTH, tall)
        with sheet.content(element):
            _legend(sheet, x, y, fonts)
            top = y + _STEP
            _axis(sheet, axis, x, top, tall - _STEP, fonts)
            _today(sheet, x + axis.at(today), top + 2 * _TICK.pitch, top + tall - _STEP)
            before = Node("", start, start)
            for n, node in enumerate(nodes):
                _bars(sheet, axis, before, node, x, top + 2 * _TICK.pitch + 3.0 + n * _STEP, fonts)
                before = Node("", node.planned or before.planned, node.actual or before.actual)

    return Row(tall, draw)


def _told(node: Node) -> str:
    planned = _day(node.planned) or wording.MISSING
    return wording.GANTT_NODE.format(name=node.name, planned=planned, actual=_day(node.actual) or wording.NOT_YET)


def _day(day: date | None) -> str:
    return chinese_day(day.year, day.month, day.day) if day else ""


class _Axis:
    """Days across the page, from the first of a month to the first of another."""

    def __init__(self, first: date, last: date, left: float, width: float) -> None:
        self.first = first.replace(day=1)
        self.months = (last.year - first.year) * 12 + last.month - first.month + 1
        self.left, self.width = left, width
        self.days = (self.month(self.months) - self.first).days

    def month(self, number: int) -> date:
        """The first day of the month that many after the first."""
        months = self.first.month - 1 + number
        return date(self.first.year + months // 12, months % 12 + 1, 1)

    def at(self, day: date) -> float:
        return self.left + (day - self.first).days / self.days * self.width

    def every(self) -> int:
        """Months between two names that do not run into each other."""
        room = self.width / self.months
        return next((n for n in (1, 2, 3, 6, 12, 24, 60) if n * room >= 22.0), 120)

    def names(self, day: date, every: int) -> bool:
        """Whether a month has its name: from January on, each ``every`` months or years."""
        return (day.month - 1) % min(every, 12) == 0 and day.year % max(every // 12, 1) == 0

    def until_january(self) -> float:
        """Points from the left edge to the first new year."""
        return self.at(date(self.first.year + 1, 1, 1)) - self.left if self.first.month > 1 else 0.0


def _axis(sheet: Sheet, axis: _Axis, x: float, y: float, tall: float, fonts: FontSet) -> None:
    every = axis.every()
    for number in range(axis.months + 1):
        day = axis.month(number)
        at, top = x + axis.at(day), y + 2 * _TICK.pitch
        named = axis.names(day, every) and number < axis.months
        if named or number in (0, axis.months):
            sheet.rule(at, top, at, y + tall, 0.3, _GRID)
        if named and every < 12:
            _label(sheet, wording.MONTH.format(month=day.month), at, y + _TICK.pitch, fonts)
        if (named and day.month == 1) or (number == 0 and axis.until_january() > 34.0):
            _label(sheet, wording.YEAR.format(year=day.year), at, y, fonts)
    sheet.rule(x + axis.left, top, x + axis.left + axis.width, top, 0.6)


def _label(sheet: Sheet, text: str, x: float, y: float, fonts: FontSet) -> None:
    show(sheet, one_of(text, _TICK.role, fonts), replace(_TICK, align="left"), x + 2.0, y, 99.0)


def fitted(sheet: Sheet, text: str, style: Style, x: float, y: float, width: float, fonts: FontSet) -> None:
    """A name on one line: in smaller type where it is long, and with … where that does not suffice."""
    line = one_of(one_line(text) or wording.MISSING, style.role, fonts)
    size = max(min(style.size, width / line.width), style.size * _SMALLEST)
    if line.width * size > width + 0.01:
        kept = line.text
        while line.width * size > width:
            kept = kept[:-1]
            line = one_of(kept + "…", style.role, fonts)
    show(sheet, line, replace(style, size=size), x, y, width)


def _bars(sheet: Sheet, axis: _Axis, before: Node, node: Node, x: float, y: float, fonts: FontSet) -> None:
    fitted(sheet, node.name, _SMALL, x, y + 1.0, _NAMES - 8.0, fonts)
    if node.planned is not None:
        begin, end = sorted((axis.at(before.planned or node.planned), axis.at(node.planned)))
        sheet.box(x + begin, y + 2.5, max(end - begin, 0.8), 5.0, _PLAN)
        _diamond(sheet, x + axis.at(node.planned), y + 5.0, filled=False)
    if node.actual is not None:
        begin, end = sorted((axis.at(before.actual or node.actual), axis.at(node.actual)))
        sheet.box(x + begin, y + 9.0, max(end - begin, 0.8), 3.5, _DONE)
        _diamond(sheet, x + axis.at(node.actual), y + 10.7, filled=True)
    sheet.rule(x, y + _STEP - 3.0, x + axis.left + axis.width, y + _STEP - 3.0, 0.25, _GRID)


def _diamond(sheet: Sheet, x: float, y: float, *, filled: bool, size: float = 3.4) -> None:
    points = [(x - size, y), (x, y - size), (x + size, y), (x, y + size)]
    sheet.polygon(points, BLACK if filled else (1.0, 1.0, 1.0))
    sheet.polygon(points, BLACK, line=0.7)


def _today(sheet: Sheet, x: float, top: float, bottom: float) -> None:
    y = top
    while y < bottom:
        sheet.rule(x, y, x, min(y + 3.0, bottom), 0.8)
        y += 5.0


def _legend(sheet: Sheet, x: float, y: float, fonts: FontSet) -> None:
    at = x + _NAMES
    for text, kind in ((wording.PLANNED, "plan"), (wording.ACTUAL, "done"), (wording.TODAY, "today")):
        if kind == "today":
            _today(sheet, at + 8.0, y + 1.0, y + 12.0)
        else:
            sheet.box(at, y + 4.0, 16.0, 5.0 if kind == "plan" else 3.5, _PLAN if kind == "plan" else _DONE)
            _diamond(sheet, at + 16.0, y + 6.0, filled=kind == "done")
        line = one_of(text, _SMALL.role, fonts)
        show(sheet, line, _SMALL, at + 24.0, y, 100.0)
        at += 34.0 + line.width * _SMALL.size


# -- positions across rounds -----------------------------------------------------------------------


def positions(stands: Sequence[Stand], heads: Sequence[str], parent: Element, fonts: FontSet) -> list[Row]:
    """A row for each item and a mark for each round: from open to agreed, the darker the nearer."""
    said = "；".join(f"{s.item}：{'，'.join(_stood(s, heads))}" for s in stands)
    element = parent.add("Figure", alt=wording.POSITIONS_ALT + said)
    wide = min((WIDTH - _NAMES - 30.0) / max(len(heads), 1), 72.0)
    tall = (len(stands) + 2) * _STEP

    def draw(sheet: Sheet, x: float, y: float) -> None:
        element.box = sheet.box_of(x, y, WIDTH, tall)
        with sheet.content(element):
            for n, head in enumerate(heads):
                fitted(sheet, head, _TICK, x + _NAMES + n * wide, y + 4.0, wide - 2.0, fonts)
            for i, stand in enumerate(stands):
                top = y + (i + 1) * _STEP
                sheet.rule(x, top, x + _NAMES + len(heads) * wide, top, 0.3, _GRID)
                fitted(sheet, stand.item, _SMALL, x, top + 3.0, _NAMES - 8.0, fonts)
                for n, code in enumerate(stand.rounds):
                    mark(sheet, code, x + _NAMES + (n + 0.5) * wide, top + _STEP / 2)
            _marks_legend(sheet, x, y + (len(stands) + 1) * _STEP + 3.0, fonts)

    return [Row(tall, draw)]


def _stood(stand: Stand, heads: Sequence[str]) -> list[str]:
    return [head + wording.STANDS.get(code, wording.UNSPOKEN) for head, code in zip(heads, stand.rounds, strict=True)]


def mark(sheet: Sheet, code: str, x: float, y: float) -> None:
    """A mark that is told from the others without colour."""
    size = 4.6
    square = [(x - size, y - size), (x + size, y - size), (x + size, y + size), (x - size, y + size)]
    if code == "agreed":
        sheet.polygon(square, _DONE)
    elif code == "close":
        sheet.polygon([square[3], square[1], square[2]], _DONE)
    elif code == "refused":
        sheet.rule(x - size, y - size, x + size, y + size, 1.0)
        sheet.rule(x - size, y + size, x + size, y - size, 1.0)
    if code in wording.STANDS:
        sheet.polygon(square, BLACK, line=0.7)
    else:
        sheet.rule(x - size, y, x + size, y, 0.7, _GRID)


def _marks_legend(sheet: Sheet, x: float, y: float, fonts: FontSet) -> None:
    at = x + _NAMES
    for code, text in (*wording.STANDS.items(), ("", wording.UNSPOKEN)):
        mark(sheet, code, at + 6.0, y + 6.0)
        line = one_of(text, _SMALL.role, fonts)
        show(sheet, line, _SMALL, at + 15.0, y, 100.0)
        at += 28.0 + line.width * _SMALL.size


# -- money that came -------------------------------------------------------------------------------


def arrivals(
    sums: Sequence[Arrival], promised: float | None, start: date, today: date, parent: Element, fonts: FontSet
) -> Row:
    """The sum so far as a staircase, against the contract's amount, in 亿元."""
    total = sum(s.sum for s in sums)
    element = parent.add("Figure", alt=_arrivals_alt(sums, total, promised))
    tall, left = 132.0, 2.0
    axis = _Axis(min([start, *(s.day for s in sums)]), max([today, *(s.day for s in sums)]), left, WIDTH - left - 12.0)
    highest = max(total, promised or 0.0) or 1.0

    def draw(sheet: Sheet, x: float, y: float) -> None:
        element.box = sheet.box_of(x, y, WIDTH, tall)
        base, room = y + tall - 4.0, tall - 4.0 - 2 * _TICK.pitch - 14.0
        with sheet.content(element):
            _axis(sheet, axis, x, y, tall - 4.0, fonts)
            if promised:
                level = base - promised / highest * room
                _dashed(sheet, x + left, level, x + left + axis.width)
                _label(sheet, wording.PROMISED.format(sum=_yi(promised)), x + left, level - 11.0, fonts)
            _staircase(sheet, [(x + axis.at(s.day), s.sum / highest * room) for s in sums], x + axis.at(today), base)
            top = base - total / highest * room
            text = wording.ARRIVED.format(sum=_yi(total))
            _label(sheet, text, x + max(axis.at(today) - 86.0, left), top - 11.0, fonts)
            sheet.rule(x + left, base, x + left + axis.width, base, 0.6)

    return Row(tall, draw)


def _arrivals_alt(sums: Sequence[Arrival], total: float, promised: float | None) -> str:
    said = [wording.ARRIVED.format(sum=_yi(total))]
    if promised:
        said.append(wording.PROMISED.format(sum=_yi(promised)))
    return wording.ARRIVALS_ALT + "；".join([*said, *(f"{_day(s.day)} {_yi(s.sum)}" for s in sums)])


def _yi(value: float) -> str:
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def _staircase(sheet: Sheet, steps: Sequence[tuple[float, float]], end: float, base: float) -> None:
    so_far = 0.0
    for n, (at, height) in enumerate(steps):
        so_far += height
        until = steps[n + 1][0] if n + 1 < len(steps) else max(end, at + 2.0)
        sheet.box(at, base - so_far, max(until - at, 0.5), so_far, _PLAN)
        sheet.rule(at, base - so_far, until, base - so_far, 1.2, _DONE)
        sheet.rule(at, base - so_far + height, at, base - so_far, 1.2, _DONE)


def _dashed(sheet: Sheet, x: float, y: float, end: float) -> None:
    while x < end:
        sheet.rule(x, y, min(x + 5.0, end), y, 0.8)
        x += 8.0
