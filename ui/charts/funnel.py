"""漏斗: taken in, of those signed, of those started; count and money."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF

from ui import theme
from ui.charts.base import Chart, Mark, hatched, readable_on, shade
from ui.paint import write, yi_total
from zsdesk.rules.statistics.measuring import Part
from zsdesk.words import tr

GAP = 24
NARROWEST, WIDEST = 88, 170
"""The room for the names of the steps, in any language."""


class Funnel(Chart):
    """Bars that narrow; between two of them stands which share went on."""

    def __init__(self, parent: object = None) -> None:
        super().__init__(tr("Funnel"), parent)  # type: ignore[arg-type]
        self._steps: list[tuple[str, Part]] = []
        self._left = NARROWEST
        self.setMinimumHeight(196)

    def show_steps(self, steps: Sequence[tuple[str, Part]]) -> None:
        """Show the steps, the widest first."""
        self._steps = list(steps)
        metrics = QFontMetrics(theme.font(strong=True))
        names = [metrics.horizontalAdvance(name) + 14 for name, _ in steps]
        self._left = min(max([NARROWEST, *names]), WIDEST)
        self.refresh()

    def lay_out(self, width: int, height: int) -> list[Mark]:
        if not self._steps:
            return []
        tall = (height - 4 - GAP * (len(self._steps) - 1)) / len(self._steps)
        room = width - self._left - 4
        most = max(len(part.ids) for _, part in self._steps) or 1
        found = []
        for number, (name, part) in enumerate(self._steps):
            wide = max(room * len(part.ids) / most, 3)
            area = QRectF(self._left + (room - wide) / 2, number * (tall + GAP) + 2, wide, tall)
            money = f" {yi_total(part.yuan)}" if part.yuan is not None else ""
            found.append(Mark(area, f"{name} {len(part.ids):,}{money}", part))
        return found

    def draw(self, painter: QPainter, width: int, height: int) -> None:
        marks = self.lay_out(width, height)
        for number, mark in enumerate(marks):
            name, part = self._steps[number]
            fill = shade(2 + number, 4)
            middle = mark.area.center().y()
            write(painter, QRect(0, round(middle) - 10, self._left - 10, 20), name, "ink", font=theme.font(strong=True))
            if number + 1 < len(marks):
                self._neck(painter, mark.area, marks[number + 1].area)
            painter.setPen(QPen(theme.colour("jade"), 1))
            painter.setBrush(fill)
            painter.drawRoundedRect(mark.area, 4, 4)
            self._label(painter, mark, part, width)
            if number:
                self._share(painter, mark.area, part, self._steps[number - 1][1], width)

    def _label(self, painter: QPainter, mark: Mark, part: Part, width: int) -> None:
        words = f"{len(part.ids):,}  ·  {yi_total(part.yuan or 0)}"
        painter.setFont(theme.font(theme.BODY, strong=True))
        needed = painter.fontMetrics().horizontalAdvance(words) + 16
        fits = needed < mark.area.width()
        painter.setPen(readable_on(painter.brush().color()) if fits else theme.colour("ink"))
        if fits:
            painter.drawText(mark.area, int(Qt.AlignmentFlag.AlignCenter), words)
        else:
            beside = QRectF(mark.area.right() + 8, mark.area.top(), needed, mark.area.height())
            beside.moveRight(min(beside.right(), width))
            painter.drawText(beside, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)

    @staticmethod
    def _neck(painter: QPainter, above: QRectF, below: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hatched("line_strong"))
        painter.drawPolygon(QPolygonF([
            above.bottomLeft() + QPointF(3, 1), above.bottomRight() + QPointF(-3, 1),
            below.topRight() + QPointF(-3, -1), below.topLeft() + QPointF(3, -1),
        ]))  # fmt: skip

    def _share(self, painter: QPainter, area: QRectF, part: Part, above: Part, width: int) -> None:
        """Which share of the step above went on; the exact figures are beside the picture."""
        if not above.ids:
            return
        tenths = (2000 * len(part.ids) + len(above.ids)) // (2 * len(above.ids))
        box = QRectF(self._left + (width - self._left - 4) / 2 - 34, area.top() - 20, 68, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(box, 8, 8)
        painter.setPen(theme.colour("ink"))
        painter.setFont(theme.font(theme.SMALL))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), f"↓ {tenths // 10}.{tenths % 10}%")
