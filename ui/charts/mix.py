"""渠道: leads of each channel, those with a round, those with a signing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui import theme
from ui.charts.base import Chart, Mark, hatched
from ui.paint import write
from zsdesk.rules.statistics.breakdowns import Way
from zsdesk.words import label, tr

LEFT, TOP, RIGHT = 80, 24, 96


class Mix(Chart):
    """A bar for each channel: all leads as an outline, those with a round hatched, those signed filled."""

    def __init__(self, parent: object = None) -> None:
        super().__init__(tr("Leads by channel"), parent)  # type: ignore[arg-type]
        self._ways: list[Way] = []
        self.setMinimumHeight(280)

    def show_ways(self, ways: Sequence[Way]) -> None:
        """Show these channels."""
        self._ways = list(ways)
        self.refresh()

    def _line(self, number: int, width: int, height: int) -> QRectF:
        each = (height - TOP) / max(len(self._ways), 1)
        return QRectF(LEFT, TOP + number * each + each * 0.16, width - LEFT - RIGHT, each * 0.68)

    def lay_out(self, width: int, height: int) -> list[Mark]:
        most = max([*(len(way.leads.ids) for way in self._ways), 1])
        found: list[Mark] = []
        for number, way in enumerate(self._ways):
            line = self._line(number, width, height)
            left = line.left()
            for name, part in ((tr("signed"), way.signed), (tr("with a round"), way.met), (tr("leads"), way.leads)):
                right = line.left() + line.width() * len(part.ids) / most
                area = QRectF(left, line.top(), max(right - left, 0), line.height())
                left = max(left, right)
                if area.width() > 0:
                    found.append(Mark(area, f"{label(way.name)} {name} {len(part.ids):,}", part))
        return found

    def draw(self, painter: QPainter, width: int, height: int) -> None:
        self._legend(painter)
        most = max([*(len(way.leads.ids) for way in self._ways), 1])
        for number, way in enumerate(self._ways):
            line = self._line(number, width, height)
            middle = round(line.center().y())
            write(painter, QRect(0, middle - 10, LEFT - 8, 20), label(way.name))
            for style, part in enumerate((way.leads, way.met, way.signed)):
                area = QRectF(line.left(), line.top(), line.width() * len(part.ids) / most, line.height())
                if part.ids:
                    self._bar(painter, area, style)
            told = " / ".join(f"{len(part.ids)}" for part in (way.signed, way.met, way.leads))
            write(painter, QRect(width - RIGHT, middle - 10, RIGHT - 4, 20), told, "muted", right=True)

    @staticmethod
    def _bar(painter: QPainter, area: QRectF, style: int) -> None:
        painter.setPen(QPen(theme.colour("jade"), 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRect(area)
        if style == 1:
            painter.setBrush(hatched("jade"))
            painter.drawRect(area)
        elif style == 2:
            painter.setBrush(theme.colour("jade"))
            painter.drawRect(area)

    def _legend(self, painter: QPainter) -> None:
        x = LEFT
        for style, words in ((2, tr("signed")), (1, tr("with a round")), (0, tr("leads"))):
            self._bar(painter, QRectF(x, 3, 14, 10), style)
            painter.setPen(Qt.PenStyle.NoPen)
            x += 20 + write(painter, QRect(x + 20, 0, 120, 17), words, "muted", font=theme.font(theme.SMALL)) + 18
