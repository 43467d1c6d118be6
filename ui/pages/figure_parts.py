"""Parts of the page of figures: the large numbers, and a card with a picture and its table."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.charts.base import Chart
from ui.charts.grid import Grid
from ui.pages.parts import Card, button, text
from ui.paint import write
from ui.tokens import FIGURE
from zsdesk.rules.statistics.answers import Answer
from zsdesk.words import tr


class FigureTile(QAbstractButton):
    """A headline figure: its name, its value large, what it is made of; a click opens its rows."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.answer: Answer | None = None
        self.setText(name)
        self.setAccessibleName(name)
        self._below = ""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(86)

    def sizeHint(self) -> QSize:
        return QSize(180, 86)

    def show_answer(self, one: Answer, below: str) -> None:
        """Show a figure."""
        self.answer, self._below = one, below
        self.setText(one.label)
        self.setAccessibleName(f"{one.label} {one.text}")
        self.setAccessibleDescription(f"{one.definition} {below}")
        self.setToolTip("\n".join(filter(None, (f"{one.label} {one.text}", one.definition, one.note))))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = "jade" if self.hasFocus() else "line_strong" if self.underMouse() else "line"
        painter.setPen(QPen(theme.colour(edge), 1.5 if self.hasFocus() else 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.75, 0.75, -0.75, -0.75), 10, 10)
        if self.answer is None:
            return
        room = self.width() - 28
        write(painter, QRect(14, 10, room, 18), self.answer.label, "muted", font=theme.font(theme.SMALL))
        write(painter, QRect(14, 28, room, 32), self.answer.text, font=theme.font(FIGURE, strong=True))
        write(painter, QRect(14, 60, room, 18), self._below, "muted", font=theme.font(theme.SMALL))

    def enterEvent(self, event: object) -> None:
        self.update()

    def leaveEvent(self, event: object) -> None:
        self.update()


class PictureCard(Card):
    """A picture with its table beside it, both of the same rows."""

    def __init__(self, heading: str, note: str, chart: Chart, grid: Grid, parent: QWidget, *, wide: int = 3) -> None:
        super().__init__(heading, parent)
        self.chart, self.grid = chart, grid
        for icon, act, words in (
            ("image", chart.copy, tr("Copy the picture: {what}", what=heading)),
            ("copy", self.copy_table, tr("Copy the table: {what}", what=heading)),
        ):
            made = button("", act, role="quiet", icon=icon, tip=words, parent=self)
            made.setAccessibleName(words)
            self.top.addWidget(made)
        self.note = text(note, "small", self, wrap=True)
        self.note.setVisible(bool(note))
        self.column.addWidget(self.note)
        self.column.addSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(chart, wide)
        side = QVBoxLayout()
        side.addWidget(grid)
        side.addStretch(1)
        row.addLayout(side, 2)
        self.column.addLayout(row)

    def say(self, note: str) -> None:
        """Say something below the heading."""
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def copy_table(self) -> None:
        """Put the table on the clipboard, as cells for Excel."""
        self.grid.copy(all_rows=True)
