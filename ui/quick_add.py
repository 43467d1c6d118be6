"""Ctrl+N: a lead in one line, or a form of any type by one more key."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from ui import asks, icons
from ui.bus import Bus
from ui.names import type_icon, type_word
from ui.work import Work
from zsdesk.errors import Problems
from zsdesk.words import tr

TYPES = ("lead", "negotiation", "company", "project", "contact", "visit", "channel")


class TitleLine(QLineEdit):
    """The line for a lead's name: Enter saves it, unless an input method is composing."""

    composing = False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.composing and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        super().keyPressEvent(event)


class QuickAdd(QFrame):
    """A small panel under the 新建 button."""

    left = Signal()
    """The panel is closed: the keyboard goes back to the page."""

    def __init__(self, work: Work, bus: Bus, anchor: QWidget, window: QWidget) -> None:
        super().__init__(window)
        self._work, self._bus, self._anchor = work, bus, anchor
        self.setProperty("role", "popup")
        self.setFixedWidth(380)
        self.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        head = QLabel(tr("Note a lead"), self)
        head.setProperty("role", "strong")
        self.line = TitleLine(self)
        self.line.setPlaceholderText(tr("Its name in one line; Enter saves it"))
        self.line.setAccessibleName(tr("Name of the new lead"))
        self.line.returnPressed.connect(self._save)
        self.problem = QLabel(self)
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        column.addWidget(head)
        column.addWidget(self.line)
        column.addWidget(self.problem)
        column.addSpacing(4)
        column.addWidget(self._label(tr("Or open a form")))
        column.addLayout(self._forms())
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    def _label(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", "small")
        return label

    def _forms(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(6)
        self.buttons: list[QPushButton] = []
        for at, type_name in enumerate(TYPES):
            button = QPushButton(self)
            button.setIcon(icons.icon(type_icon(type_name), "muted"))
            button.setIconSize(QSize(16, 16))
            button.setText(type_word(type_name))
            button.setProperty("role", "menu")
            button.setToolTip(tr("New {type} (Alt+{n})", type=type_word(type_name), n=at + 1))
            button.setAccessibleName(tr("New {type}", type=type_word(type_name)))
            button.setShortcut(f"Alt+{at + 1}")
            button.clicked.connect(lambda _=False, t=type_name: self.form(t))
            inner = QHBoxLayout(button)
            inner.setContentsMargins(0, 0, 8, 0)
            key = QLabel(f"Alt {at + 1}", button)
            key.setProperty("role", "key")
            inner.addStretch(1)
            inner.addWidget(key, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(button, at // 2, at % 2)
            self.buttons.append(button)
        return grid

    def start(self) -> None:
        """Open the panel with the cursor in its line; or close it, where it is open."""
        if self.isVisible():
            self.leave()
            return
        corner = self._anchor.mapTo(self.window(), self._anchor.rect().bottomLeft())
        self.adjustSize()
        self.move(corner.x(), corner.y() + 6)
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def leave(self) -> None:
        """Close the panel; what was typed stays for the next time."""
        self.hide()
        self.problem.hide()
        self.left.emit()

    def form(self, type_name: str) -> None:
        """Open an empty form; a name that was typed already goes with it."""
        typed = self.line.text().strip()
        self.line.clear()
        self.leave()
        self._bus.new_record.emit(type_name, {_NAMED[type_name]: typed} if typed else {})

    def _save(self) -> None:
        title = self.line.text().strip()
        if title:
            self._work.ask(asks.add, "lead", {"title": title}, then=self._saved, failed=self._refused)

    def _saved(self, done: Any) -> None:
        self.line.clear()
        self.leave()
        self._bus.open_record.emit("lead", done.result)

    def _refused(self, error: Exception) -> None:
        sentence = next(iter(error.fields.values())) if isinstance(error, Problems) else str(error)
        self.problem.setText(sentence)
        self.problem.show()
        self.adjustSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self.isVisible() and now is not None and now is not self and not self.isAncestorOf(now):
            self.hide()


_NAMED = {
    "lead": "title", "negotiation": "topics", "company": "name", "project": "name", "contact": "name",
    "visit": "subject", "channel": "name",
}  # fmt: skip
