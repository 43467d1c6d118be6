"""Bars of rows within rows: of a channel's leads those with a round, those signed; of signings those started."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from ui import theme
from ui.charts.base import Chart, Mark, hatched
from ui.paint import write
from zsdesk.rules.statistics.measuring import Part

TOP, RIGHT, EACH = 24, 96, 26
NARROWEST, WIDEST = 72, 200
"""Pixels for the names at the left."""


class Bar(NamedTuple):
    """A line of the picture: its name, and its parts, each within the one before."""

    name: str
    parts: tuple[Part, Part, Part]


class Mix(Chart):
    """A bar for each line: the whole as an outline, what is within it hatched, what is within that filled."""

    def __init__(self, title: str, within: tuple[str, str, str], parent: object = None) -> None:
        super().__init__(title, parent)  # type: ignore[arg-type]
        self._within = within
        self._bars: list[Bar] = []
        self.setMinimumHeight(TOP + 3 * EACH)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these lines."""
        self._bars = list(bars)
        self.setMinimumHeight(TOP + max(3, len(bars)) * EACH)
        self.refresh()

    @property
    def _most(self) -> int:
        return max([*(len(bar.parts[0].ids) for bar in self._bars), 1])

    def _left(self) -> int:
        """As much as the longest name asks for."""
        metrics = QFontMetrics(theme.font())
        longest = max([*(metrics.horizontalAdvance(bar.name) for bar in self._bars), 0])
        return min(max(longest + 14, NARROWEST), WIDEST)

    def _line(self, number: int, width: int, height: int) -> QRectF:
        each, left = (height - TOP) / max(len(self._bars), 1), self._left()
        return QRectF(left, TOP + number * each + each * 0.16, width - left - RIGHT, each * 0.68)

    def lay_out(self, width: int, height: int) -> list[Mark]:
        found: list[Mark] = []
        for number, bar in enumerate(self._bars):
            line = self._line(number, width, height)
            left = line.left()
            for name, part in reversed(list(zip(self._within, bar.parts, strict=True))):
                right = line.left() + line.width() * len(part.ids) / self._most
                area = QRectF(left, line.top(), max(right - left, 0), line.height())
                left = max(left, right)
                if area.width() > 0:
                    found.append(Mark(area, f"{bar.name} {name} {len(part.ids):,}", part))
        return found

    def draw(self, painter: QPainter, width: int, height: int) -> None:
        left = self._left()
        self._legend(painter, left)
        for number, bar in enumerate(self._bars):
            line = self._line(number, width, height)
            middle = round(line.center().y())
            write(painter, QRect(0, middle - 10, left - 8, 20), bar.name)
            for style, part in enumerate(bar.parts):
                area = QRectF(line.left(), line.top(), line.width() * len(part.ids) / self._most, line.height())
                if part.ids:
                    self._bar(painter, area, style)
            told = " / ".join(f"{len(part.ids)}" for part in reversed(bar.parts))
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

    def _legend(self, painter: QPainter, x: int) -> None:
        for style, words in reversed(list(enumerate(self._within))):
            self._bar(painter, QRectF(x, 3, 14, 10), style)
            painter.setPen(Qt.PenStyle.NoPen)
            x += 20 + write(painter, QRect(x + 20, 0, 120, 17), words, "muted", font=theme.font(theme.SMALL)) + 18
