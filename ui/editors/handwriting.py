"""The editor of a signature by hand: a pad that a pen, a finger or the mouse writes on."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.editors.base import Editor, Surroundings
from zsdesk.errors import Invalid
from zsdesk.kinds import Kind
from zsdesk.kinds.handwriting import HIGH, WIDE, Point, packed_strokes, strokes
from zsdesk.words import tr

PEN = 2.4
"""Pixels: the line on the pad."""


class Pad(QWidget):
    """Takes strokes in a box of 1000 × 400; Delete takes the last one back."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strokes: list[list[Point]] = []
        self._writing = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(tr("Pad to sign on"))
        self.setAccessibleDescription(tr("Write with a pen, a finger or the mouse; Delete takes the last stroke back"))

    def show_only(self, written: list[list[Point]]) -> None:
        """Show these strokes and no others."""
        self.strokes = written
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 168)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 96)

    def _box(self) -> QRectF:
        scale = min(self.width() / WIDE, self.height() / HIGH)
        return QRectF((self.width() - WIDE * scale) / 2, (self.height() - HIGH * scale) / 2, WIDE * scale, HIGH * scale)

    def _point(self, at: QPointF) -> Point:
        box = self._box()
        x, y = (at.x() - box.x()) / box.width() * WIDE, (at.y() - box.y()) / box.height() * HIGH
        return round(max(0.0, min(x, WIDE))), round(max(0.0, min(y, HIGH)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._writing = True
            self.strokes.append([self._point(event.position())])
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._writing:
            self.strokes[-1].append(self._point(event.position()))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._writing:
            self._writing = False
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.strokes:
            self.strokes.pop()
            self.update()
            self.changed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self._box()
        painter.setPen(QPen(theme.colour("jade" if self.hasFocus() else "line_strong"), 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        low = box.bottom() - box.height() * 0.22
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(QPointF(box.left() + 16, low), QPointF(box.right() - 16, low))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(theme.colour("ink"), PEN)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        for stroke in self.strokes:
            painter.drawPath(_path(stroke, box))


def _path(stroke: list[Point], box: QRectF) -> QPainterPath:
    places = [QPointF(box.x() + x * box.width() / WIDE, box.y() + y * box.height() / HIGH) for x, y in stroke]
    path = QPainterPath(places[0])
    for place in places[1:] or [places[0] + QPointF(0.1, 0.0)]:
        path.lineTo(place)
    return path


class HandwritingEditor(Editor):
    """The pad, and a button that clears it."""

    def __init__(self, kind: Kind[Any], around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(kind, around, parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.pad = Pad(self)
        self.pad.changed.connect(self.edited)
        column.addWidget(self.pad, 1)
        row = QHBoxLayout()
        hint = QLabel(tr("Sign on the line"), self)
        hint.setProperty("role", "muted")
        row.addWidget(hint)
        row.addStretch(1)
        clear = QPushButton(tr("Clear"), self)
        clear.setToolTip(tr("Begin again"))
        clear.setAutoDefault(False)
        clear.clicked.connect(self._clear)
        row.addWidget(clear)
        column.addLayout(row)
        self.setFocusProxy(self.pad)

    def _clear(self) -> None:
        self.pad.show_only([])
        self.edited.emit()

    def text(self) -> str:
        return packed_strokes(self.pad.strokes)

    def set_text(self, text: str) -> None:
        try:
            self.pad.show_only([list(stroke) for stroke in strokes(self.kind.parse(text))] if text else [])
        except Invalid:
            self.pad.show_only([])
