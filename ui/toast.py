"""A short sentence at the foot of the window that goes by itself, sometimes with one thing to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

SECONDS = 6
FROM_FOOT = 24


class Toast(QFrame):
    """Shown over the window's foot, in the middle; the next one takes its place."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self.setProperty("role", "toast")
        self.setAccessibleName("toast")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 14, 8)
        row.setSpacing(10)
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(False)
        self.button = QPushButton(self)
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self._act)
        row.addWidget(self.label)
        row.addWidget(self.button)
        self._action: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        window.installEventFilter(self)
        self.hide()

    def say(self, sentence: str, label: str = "", action: Callable[[], None] | None = None, tip: str = "") -> None:
        """Show a sentence, with a button where there is an action."""
        self._action = action
        room = max(320, self._over.width() - 220)
        self.label.setMinimumWidth(0)
        self.label.setWordWrap(False)
        self.label.setText(sentence)
        if self.label.sizeHint().width() > room:
            self.label.setWordWrap(True)
            self.label.setMinimumWidth(room)
        self.setAccessibleDescription(sentence)
        self.button.setText(label)
        self.button.setToolTip(tip)
        self.button.setAccessibleName(label)
        self.button.setVisible(action is not None)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start((SECONDS + len(sentence) // 20) * 1000)

    def _act(self) -> None:
        self.hide()
        if self._action is not None:
            self._action()

    def _place(self) -> None:
        self.move((self._over.width() - self.width()) // 2, self._over.height() - self.height() - FROM_FOOT)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
