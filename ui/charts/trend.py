"""趋势: what each month brought, signings filled and starts hatched, the number on each bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui import theme
from ui.charts.base import Chart, Mark, hatched, rising
from ui.paint import write
from zsdesk.rules.statistics.breakdowns import Month
from zsdesk.rules.statistics.measuring import Part
from zsdesk.words import tr

LEFT, TOP, FOOT = 38, 26, 22


class Trend(Chart):
    """Two bars a month."""

    def __init__(self, parent: object = None) -> None:
        super().__init__(tr("Trend by month"), parent)  # type: ignore[arg-type]
        self._months: list[Month] = []
        self.setMinimumHeight(196)

    def show_months(self, months: Sequence[Month]) -> None:
        """Show these months."""
        self._months = list(months)
        self.refresh()

    def lay_out(self, width: int, height: int) -> list[Mark]:
        if not self._months:
            return []
        top = rising([len(p.ids) for m in self._months for p in (m.signed, m.started)])
        each = (width - LEFT - 4) / len(self._months)
        wide = max(2.0, min(22.0, each * 0.36))
        tall = height - TOP - FOOT
        found: list[Mark] = []
        for number, month in enumerate(self._months):
            middle = LEFT + each * (number + 0.5)
            for side, (name, part) in enumerate(((tr("signed"), month.signed), (tr("started"), month.started))):
                high = max(tall * len(part.ids) / top, 1.5 if part.ids else 0)
                area = QRectF(middle + (side - 1) * (wide + 1), TOP + tall - high, wide, high)
                found.append(Mark(area, f"{month.month.words()} {name} {len(part.ids):,}", part))
        return found

    def draw(self, painter: QPainter, width: int, height: int) -> None:
        marks = self.lay_out(width, height)
        self._legend(painter, width)
        if not marks:
            return
        self._axis(painter, width, height, rising([len(mark.part.ids) for mark in marks]))
        for number, mark in enumerate(marks):
            self._bar(painter, mark.area, mark.part, first=number % 2 == 0)
        each = (width - LEFT - 4) / len(self._months)
        every = max(1, round(30 / each + 0.49))
        for number, month in enumerate(self._months):
            if number % every == 0:
                first = month.month.first
                words = f"{first:%Y-%m}" if len(self._months) > 12 and first.month == 1 else str(first.month)
                painter.setPen(theme.colour("muted"))
                painter.setFont(theme.font(theme.SMALL))
                box = QRectF(LEFT + each * (number + 0.5) - 30, height - FOOT + 2, 60, FOOT - 2)
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)

    @staticmethod
    def _bar(painter: QPainter, area: QRectF, part: Part, *, first: bool) -> None:
        painter.setPen(QPen(theme.colour("jade" if first else "ink"), 1))
        if first:
            painter.setBrush(theme.colour("jade"))
        else:
            painter.setBrush(theme.colour("surface"))
            painter.drawRect(area)
            painter.setBrush(hatched("ink"))
        if part.ids:
            painter.drawRect(area)
        if part.ids and area.width() >= 11:
            painter.setPen(theme.colour("ink" if first else "muted"))
            painter.setFont(theme.font(10))
            box = QRectF(area.center().x() - 16, area.top() - 14, 32, 13)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(len(part.ids)))

    def _axis(self, painter: QPainter, width: int, height: int, top: int) -> None:
        tall = height - TOP - FOOT
        for share in (0, 1, 2):
            y = round(TOP + tall * (2 - share) / 2)
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(LEFT, y, width - 4, y)
            if top * share % 2 == 0:
                write(painter, QRect(0, y - 9, LEFT - 6, 18), f"{top * share // 2:,}", "muted",
                      font=theme.font(theme.SMALL), right=True)  # fmt: skip

    def _legend(self, painter: QPainter, width: int) -> None:
        x = LEFT
        for words, first in ((tr("signed"), True), (tr("started"), False)):
            self._bar(painter, QRectF(x, 4, 10, 10), Part("", "", ("-",)), first=first)
            x += 16 + write(painter, QRect(x + 16, 0, 90, 18), words, "muted", font=theme.font(theme.SMALL)) + 16
