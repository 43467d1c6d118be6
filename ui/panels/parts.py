"""What panels are built of: a heading with a quiet word, and rows of state."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.shown import line, tag
from zsdesk.rules.reviews import Clock
from zsdesk.words import tr

TAG = 84
"""Pixels that a row's tag has, so that the names beside them stand in line."""


def clock_words(clock: Clock) -> str:
    """``12-01，还有 3 个工作日``, ``12-01，超 2 个工作日``; nothing without a term."""
    if clock.due is None:
        return ""
    day = f"{clock.due:%m-%d}"
    if clock.left < 0:
        return tr("{due}, {n} working days late", due=day, n=-clock.left)
    return tr("{due}, {n} working days left", due=day, n=clock.left)


def heading(text: str, note: str = "", tone: str = "") -> QWidget:
    """A section's heading, and at its right a quiet word."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 6, 0, 0)
    row.setSpacing(8)
    name = line(text, "strong")
    name.setWordWrap(False)
    row.addWidget(name)
    row.addStretch(1)
    quiet = line(note, "small", tone)
    quiet.setWordWrap(False)
    row.addWidget(quiet)
    return holder


class StateRow(QFrame):
    """A tag that says how it stands, what it is, under it a quiet line; a click opens it where it is a record."""

    clicked = Signal()

    def __init__(
        self, state: str, tone: str, name: str, note: str = "", right: str = "", right_tone: str = "",
        *, opens: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        self._opens = opens
        if opens:
            self.setProperty("role", "related")
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(" ".join(part for part in (state, name, right) if part))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(10)
        slot = QWidget(self)
        said = tag(state, tone)
        slot.setFixedWidth(max(TAG, said.sizeHint().width()))
        inner = QHBoxLayout(slot)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(said)
        inner.addStretch(1)
        row.addWidget(slot, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(1)
        top = QHBoxLayout()
        top.setSpacing(8)
        title = self._passive(name, "")
        top.addWidget(title, 1)
        aside = self._passive(right, "small", right_tone)
        aside.setWordWrap(False)
        top.addWidget(aside, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        if note:
            column.addWidget(self._passive(note, "small"))
        row.addLayout(column, 1)

    def _passive(self, text: str, role: str, tone: str = "") -> QWidget:
        made = line(text, role, tone)
        if self._opens:
            made.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)  # a click is for the row
        return made

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._opens and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._opens and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


def column_of(widgets: Sequence[QWidget], spacing: int = 0) -> QWidget:
    """Widgets one under the other."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing)
    for widget in widgets:
        column.addWidget(widget)
    return holder


def opening(row: StateRow, open_record: Callable[[str, str], None], type_name: str, id: str) -> StateRow:
    """A row that opens a record."""
    row.clicked.connect(lambda: open_record(type_name, id))
    return row


class Bar(QWidget):
    """How far something has come, and where it was to be: two shares of a whole, 0 to 1 and beyond."""

    def __init__(self, actual: float, planned: float | None = None, tone: str = "jade") -> None:
        super().__init__()
        self._actual, self._planned, self._tone = actual, planned, tone
        self.setFixedHeight(10)
        self.setMinimumWidth(60)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(0, 2, self.width(), 6)
        painter.setBrush(theme.colour("line"))
        painter.drawRoundedRect(whole, 3, 3)
        painter.setBrush(theme.colour(self._tone))
        painter.drawRoundedRect(QRectF(0, 2, whole.width() * max(0.0, min(1.0, self._actual)), 6), 3, 3)
        if self._planned is not None:
            at = round(whole.width() * max(0.0, min(1.0, self._planned)))
            painter.fillRect(QRect(min(at, self.width() - 2), 0, 2, 10), theme.colour("ink"))
