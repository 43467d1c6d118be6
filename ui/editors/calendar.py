"""A month to pick a day from, drawn calm; it drops down from a field like any list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.editors.base import small_button
from zsdesk.words import tr

CELL = QSize(36, 30)
_HEADS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def month_after(day: date, months: int) -> date:
    """The first of the month so many months on."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


class Month(QWidget):
    """Six weeks from Monday to Sunday, with today ringed and the chosen day filled."""

    picked = Signal(object)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._under: date | None = None
        self.chosen: date | None = None
        self.first = today.replace(day=1)
        self.setMouseTracking(True)
        self.setFixedSize(CELL.width() * 7, CELL.height() * 7)

    def turn(self, months: int) -> None:
        """Go on or back by months."""
        self.first = month_after(self.first, months)
        self.update()

    def _start(self) -> date:
        return self.first - timedelta(days=self.first.weekday())

    def _rect(self, at: int) -> QRect:
        top_left = QPoint(at % 7 * CELL.width(), (at // 7 + 1) * CELL.height())
        return QRect(top_left, CELL).adjusted(3, 1, -3, -1)

    def rect_of(self, day: date) -> QRect:
        """Where a day of this page is drawn."""
        return self._rect((day - self._start()).days)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(tokens.faint))
        for at, head in enumerate(_HEADS):
            cell = QRect(at * CELL.width(), 0, CELL.width(), CELL.height())
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, tr(head))
        for at in range(42):
            self._paint_day(painter, at, self._start() + timedelta(days=at))

    def _paint_day(self, painter: QPainter, at: int, day: date) -> None:
        tokens = theme.tokens()
        rect = self._rect(at)
        ink = tokens.ink if day.month == self.first.month else tokens.faint
        painter.setPen(Qt.PenStyle.NoPen)
        if day == self.chosen:
            painter.setBrush(QColor(tokens.jade))
            painter.drawRoundedRect(rect, 6, 6)
            ink = tokens.surface
        elif day == self._under:
            painter.setBrush(QColor(tokens.jade_soft))
            painter.drawRoundedRect(rect, 6, 6)
        if day == self._today and day != self.chosen:
            painter.setPen(QColor(tokens.jade))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, 6, 6)
        painter.setPen(QColor(ink))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(day.day))

    def _day_at(self, point: QPoint) -> date | None:
        row, column = point.y() // CELL.height() - 1, point.x() // CELL.width()
        return self._start() + timedelta(days=row * 7 + column) if row >= 0 and 0 <= column < 7 else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = self._day_at(event.position().toPoint())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event.position().toPoint())
        if day is not None:
            self.picked.emit(day)


class Calendar(QFrame):
    """The month with its heading and three days that are often meant."""

    def __init__(self, anchor: QWidget, today: date, picked: Callable[[date], None]) -> None:
        super().__init__(anchor.window())
        self.setProperty("role", "popup")
        self._anchor = anchor
        self._picked = picked
        self.month = Month(today, self)
        self.month.picked.connect(self._take)
        self._heading = QLabel(self)
        self._heading.setProperty("role", "strong")
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        for icon, tip, step in (("chevron-left", tr("Month before"), -1), ("chevron-right", tr("Month after"), 1)):
            button = small_button(icon, tip, self)
            button.clicked.connect(lambda _on=False, s=step: self.turn(s))
            head.addWidget(button)
        quick = QHBoxLayout()
        quick.setSpacing(6)
        monday = today + timedelta(days=7 - today.weekday())
        tomorrow = today + timedelta(days=1)
        for label, day in ((tr("today"), today), (tr("tomorrow"), tomorrow), (tr("next Monday"), monday)):
            button = QPushButton(label, self)
            button.setProperty("role", "toggle")
            button.setFixedHeight(26)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _on=False, d=day: self._take(d))
            quick.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 12, 12)
        box.setSpacing(6)
        box.addLayout(head)
        box.addWidget(self.month)
        box.addLayout(quick)
        self.hide()

    def open(self, chosen: date | None) -> None:
        """Drop down at the field, on the month of the chosen day."""
        self.month.chosen = chosen
        if chosen is not None:
            self.month.first = chosen.replace(day=1)
        self.turn(0)
        self.adjustSize()
        window = self._anchor.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        at = self._anchor.mapTo(window, QPoint(0, self._anchor.height() + 4))
        if at.y() + self.height() > window.height():
            at.setY(max(4, at.y() - self.height() - self._anchor.height() - 8))
        at.setX(max(8, min(at.x(), window.width() - self.width() - 8)))
        self.move(at)
        self.show()
        self.raise_()

    def turn(self, months: int) -> None:
        """Go on or back by months."""
        self.month.turn(months)
        self._heading.setText(tr("{year}-{month:02d}", year=self.month.first.year, month=self.month.first.month))

    def _take(self, day: date) -> None:
        self.hide()
        self._picked(day)

    def on_key(self, event: QKeyEvent) -> bool:
        """Move by days and weeks, choose or close; true where the key was for the calendar."""
        if not self.isVisible():
            return False
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        if key in steps:
            day = (self.month.chosen or self.month.first) + timedelta(days=steps[key])
            self.month.chosen, self.month.first = day, day.replace(day=1)
            self.turn(0)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and self.month.chosen:
            self._take(self.month.chosen)
        elif key == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True
