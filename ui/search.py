"""Ctrl+K: find any record and do anything, while typing, without leaving the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from ui import asks, icons
from ui.actions import Action, fitting
from ui.bus import Bus
from ui.composing import ComposingLine
from ui.work import Work
from zsdesk.words import tr

if TYPE_CHECKING:
    from ui.search_results import Results

FOUND_AT_MOST = 30
FIRST_ACTIONS = 3
"""Actions that stand before the records, where the text begins them; the others come after."""
PAUSE = 60
"""Milliseconds without a key before a search."""


class SearchLine(ComposingLine):
    """The line at the top; keys for the results go to them, never while an input method is composing."""

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

    def __init__(self, work: Work, bus: Bus, actions: Callable[[], Sequence[Action]], window: QWidget) -> None:
        super().__init__(window)
        self._work, self._bus, self._actions = work, bus, actions
        self._initials: dict[str, str] = {}
        self._asked = 0
        self._unindexed = 0
        self.answered: str | None = None
        """The text whose hits are in view."""
        self._take_next = False
        self.setProperty("role", "field")
        self.setFixedHeight(32)
        self.setFixedWidth(380)
        self.line = SearchLine(self)
        self.line.setPlaceholderText(tr("Search companies, projects, minutes… (pinyin initials work)"))
        self.line.setAccessibleName(tr("Search"))
        self.line.setToolTip(tr("Find a record, or do anything (Ctrl+K)"))
        self._box()
        self._results: Results | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._search)
        self.line.typed.connect(self._typed)
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
            self._results.opened.connect(self._opened)
            self._results.ran.connect(self._run)
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
        self._learn()
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
            self._show(text, list(self._actions()))
            return
        self._work.ask(asks.find, text, FOUND_AT_MOST, then=partial(self._found, self._asked, text))

    def _found(self, asked: int, text: str, hits: list[Any]) -> None:
        if asked == self._asked and self.window().focusWidget() is self.line:
            fit = fitting(self._actions(), self._initials, text)
            first = [action for rank, action in fit if rank == 0][:FIRST_ACTIONS]
            rest = [action for _, action in fit if action not in first]
            self._show(text, [*first, *hits, *rest])

    def _show(self, text: str, hits: list[Any]) -> None:
        self.answered = text
        self.results.show_hits(hits, self, self._unindexed)
        if self._take_next:
            self._take_next = False
            self.results.take()

    def _learn(self) -> None:
        """Ask for the pinyin initials of the actions, which another page or record changes, and what cannot be found
        yet."""
        unknown = [action.words for action in self._actions() if action.words not in self._initials]
        if unknown and self._work.desk is not None:
            self._work.ask(asks.initials, unknown, then=self._initials.update)
        if self._work.desk is not None:
            self._work.ask(asks.unindexed, then=self._lacks)

    def _lacks(self, unindexed: int) -> None:
        self._unindexed = unindexed

    def _opened(self, type_name: str, id: str) -> None:
        self.line.clear()  # what was looked for is found: words left here would look like a filter of the page
        self._bus.open_record.emit(type_name, id)

    def _run(self, action: Action) -> None:
        self.line.clear()
        self.left.emit()
        action.act()

    def _typed(self) -> None:
        self._take_next = False
        self._pause.start()

    def _move(self, step: int) -> None:
        if self.showing:
            self.results.move_by(step)
        else:
            self._search()

    def _take(self) -> None:
        """Open the chosen hit; where Enter came faster than the answer, the first one of that."""
        if self.showing and self.answered == self.line.text().strip():
            self.results.take()
        else:
            self._take_next = bool(self.line.text().strip())
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
