"""Ctrl+K: find anything, while typing, without leaving the keyboard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from ui import asks, icons
from ui.bus import Bus
from ui.work import Work
from zsdesk.words import tr

if TYPE_CHECKING:
    from ui.search_results import Results

FOUND_AT_MOST = 30
PAUSE = 60
"""Milliseconds without a key before a search."""


class SearchLine(QLineEdit):
    """The line at the top; keys for the results go to them, never while an input method is composing."""

    composing = False
    typed = Signal()
    moved = Signal(int)
    taken = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self.setFrame(False)
        self.textEdited.connect(lambda _text: self.typed.emit())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if event.commitString():
            self.typed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
        if self.composing:
            super().keyPressEvent(event)
        elif event.key() in steps:
            self.moved.emit(steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class Search(QFrame):
    """The search box of the command bar, with its results dropping down over the page."""

    left = Signal()
    """Esc: the keyboard goes back to the page."""

    def __init__(self, work: Work, bus: Bus, window: QWidget) -> None:
        super().__init__(window)
        self._work, self._bus = work, bus
        self._asked = 0
        self.setProperty("role", "field")
        self.setFixedHeight(32)
        self.setFixedWidth(380)
        self.line = SearchLine(self)
        self.line.setPlaceholderText(tr("Search companies, projects, minutes… (pinyin initials work)"))
        self.line.setAccessibleName(tr("Search"))
        self.line.setToolTip(tr("Search (Ctrl+K)"))
        self._box()
        self._results: Results | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._search)
        self.line.typed.connect(self._pause.start)
        self.line.moved.connect(self._move)
        self.line.taken.connect(self._take)
        self.line.left.connect(self.leave)
        self.line.installEventFilter(self)

    def _box(self) -> None:
        glass = QLabel(self)
        glass.setPixmap(icons.icon("search", "muted").pixmap(QSize(16, 16)))
        key = QLabel("Ctrl K", self)
        key.setProperty("role", "key")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(glass)
        row.addWidget(self.line, 1)
        row.addWidget(key, 0, Qt.AlignmentFlag.AlignVCenter)
        self._glass = glass
        self._bus.restyled.connect(self._restyled)

    def _restyled(self) -> None:
        self._glass.setPixmap(icons.icon("search", "muted").pixmap(QSize(16, 16), self.devicePixelRatioF()))

    @property
    def results(self) -> Results:
        """The panel of hits; made for the first search."""
        if self._results is None:
            from ui.search_results import Results  # not before the first paint

            self._results = Results(self.window())
            self._results.opened.connect(self._bus.open_record.emit)
        return self._results

    @property
    def showing(self) -> bool:
        """Whether hits are in view."""
        return self._results is not None and self._results.isVisible()

    # -- typing --------------------------------------------------------------------------------

    def start(self) -> None:
        """Put the cursor into the box; what stands there is typed over."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()
        if self.line.text().strip():
            self._search()

    def leave(self) -> None:
        """Close the results; a second Esc empties the box and gives the keyboard back to the page."""
        if self.showing:
            self.results.hide()
            return
        self.line.clear()
        self.left.emit()

    def _search(self) -> None:
        if self.line.composing:
            return
        text = self.line.text().strip()
        self._asked += 1
        if not text:
            if self.showing:
                self.results.hide()
            return
        self._work.ask(asks.find, text, FOUND_AT_MOST, then=partial(self._found, self._asked))

    def _found(self, asked: int, hits: list[Any]) -> None:
        if asked == self._asked and self.window().focusWidget() is self.line:
            self.results.show_hits(hits, self)

    def _move(self, step: int) -> None:
        if self.showing:
            self.results.move_by(step)
        else:
            self._search()

    def _take(self) -> None:
        if self.showing:
            self.results.take()
        else:
            self._search()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setProperty("focused", event.type() == QEvent.Type.FocusIn)
            self.style().unpolish(self)
            self.style().polish(self)
            if event.type() == QEvent.Type.FocusOut and self.showing and not self.results.underMouse():
                self.results.hide()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.line.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)
