"""What every picture has: marks that open their rows, by mouse and by keyboard, and words for those who hear it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QBrush,
    QColor,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme
from zsdesk.rules.statistics.measuring import Part

SCALE = 2
"""Pixels of a copied picture for each of the window's."""


class Mark(NamedTuple):
    """A piece of a picture: where it is, what it says, and the rows behind it."""

    area: QRectF
    words: str
    part: Part


class Chart(QWidget):
    """A picture; a subclass lays its marks out and draws them."""

    opened = Signal(str, object)
    """What was opened in words, and its ``Part``."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.marks: list[Mark] = []
        self.at = -1

    # -- for subclasses ------------------------------------------------------------------------

    def lay_out(self, width: int, height: int) -> list[Mark]:
        """The marks in a picture of this size, in the order of the keyboard."""
        raise NotImplementedError

    def draw(self, painter: QPainter, width: int, height: int) -> None:
        """Draw the picture."""
        raise NotImplementedError

    def refresh(self) -> None:
        """What is shown changed: lay it out anew."""
        self.marks = self.lay_out(self.width(), self.height())
        self.at = min(self.at, len(self.marks) - 1)
        self.setAccessibleDescription("；".join(mark.words for mark in self.marks))
        self.update()

    # -- looking -------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(420, 240)

    def resizeEvent(self, event: object) -> None:
        self.marks = self.lay_out(self.width(), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, self.width(), self.height())
        if self.hasFocus() and 0 <= self.at < len(self.marks):
            painter.setPen(QPen(theme.colour("ink"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.marks[self.at].area.adjusted(-2, -2, 2, 2), 4, 4)

    def picture(self) -> QImage:
        """The picture for a paper or a message: on white or on the theme's ground, in twice the pixels."""
        image = QImage(self.size() * SCALE, QImage.Format.Format_ARGB32)
        image.setDevicePixelRatio(SCALE)
        image.fill(theme.colour("surface"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, self.width(), self.height())
        painter.end()
        return image

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.picture())

    # -- opening -------------------------------------------------------------------------------

    def _mark_at(self, place: QPointF) -> int:
        return next((n for n, mark in enumerate(self.marks) if mark.area.contains(place)), -1)

    def open_mark(self, at: int) -> None:
        """Open the rows behind a mark."""
        if 0 <= at < len(self.marks):
            self.at = at
            self.opened.emit(self.marks[at].words, self.marks[at].part)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.at = self._mark_at(event.position())
        self.open_mark(self.at)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._mark_at(event.position()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = self._mark_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.marks[at].words if at >= 0 else "", self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.open_mark(self.at)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down) and self.marks:
            self.at = self.step(key)
            self._say()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.marks:
            self.at = 0 if key == Qt.Key.Key_Home else len(self.marks) - 1
            self._say()
        else:
            super().keyPressEvent(event)

    def step(self, key: int) -> int:
        """The mark that an arrow leads to: the nearest one on that side, else where it was."""
        if self.at < 0:
            return 0
        here = self.marks[self.at].area.center()
        across = key in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        sign = 1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Down) else -1

        def away(number: int) -> tuple[float, float]:
            place = self.marks[number].area.center()
            dx, dy = place.x() - here.x(), place.y() - here.y()
            along, aside = (dx, dy) if across else (dy, dx)
            return along * sign, abs(aside)

        ahead = [(along + 3 * aside, n) for n in range(len(self.marks)) for along, aside in [away(n)] if along > 1]
        return min(ahead)[1] if ahead else self.at

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.at < 0 and self.marks:
            self.at = 0
        self._say()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _say(self) -> None:
        """Tell a screen reader which piece is chosen."""
        if 0 <= self.at < len(self.marks):
            self.setToolTip(self.marks[self.at].words)
            self.setAccessibleDescription(self.marks[self.at].words)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()


def hatched(tone: str) -> QBrush:
    """A fill of lines: the second of two, where colour alone would not tell."""
    return QBrush(theme.colour(tone), Qt.BrushStyle.BDiagPattern)


def shade(level: int, levels: int) -> QColor:
    """A step of one scale from the page's ground to the accent: also told apart in black and white."""
    ground, full = theme.colour("sunk"), theme.colour("jade")
    share = level / levels if levels else 0

    def between(one: int, other: int) -> int:
        return round(one + (other - one) * share)

    return QColor(between(ground.red(), full.red()), between(ground.green(), full.green()),
                  between(ground.blue(), full.blue()))  # fmt: skip


def readable_on(ground: QColor) -> QColor:
    """Ink or paper, whichever stands out from a ground."""
    light = ground.lightnessF() * 0.4 + (0.3 * ground.redF() + 0.6 * ground.greenF() + 0.1 * ground.blueF()) * 0.6
    dark_ink, light_ink = sorted((theme.colour("ink"), theme.colour("surface")), key=lambda c: c.lightnessF())
    return dark_ink if light > 0.5 else light_ink


def rising(levels: Sequence[int]) -> int:
    """The top of an axis: the next round number above the largest."""
    largest, step = max([*levels, 1]), 1
    while True:
        for one in (1, 2, 3, 4, 5, 6, 8, 10, 12, 15):
            if one * step >= largest:
                return one * step
        step *= 10
