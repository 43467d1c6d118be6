"""Paragraphs in a field that grows with them; also the cell of a small table, which has one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from ui.composing import keeps_keys
from ui.editors.base import Box, Editor, Surroundings, pastes_picture
from ui.theme import restyle
from zsdesk.kinds import Kind

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Growing(QPlainTextEdit):
    """A text that is as high as its content, between ``least`` and ``most`` lines, then scrolls.

    With ``single`` it holds one paragraph, which may wrap; Enter is left to ``on_key``.
    """

    left = Signal()
    typed = Signal()

    def __init__(self, *, least: int = 1, most: int = 14, single: bool = False, margin: int = 6,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self.composing = False
        self.on_key: Callable[[QKeyEvent], bool] | None = None
        self._least, self._most, self._single, self._margin = least, most, single, margin
        self.setProperty("role", "bare")
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.setViewportMargins(2, margin, 0, margin)
        self._quiet = False
        self.textChanged.connect(self._changed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.fit())
        self.fit()

    def _changed(self) -> None:
        self.fit()
        if not self._quiet:
            self.typed.emit()

    def put(self, text: str) -> None:
        """Replace the text without counting as typing; Ctrl+Z does not bring the old one back."""
        self._quiet = True
        self.setPlainText(" ".join(text.splitlines()) if self._single else text)
        self._quiet = False
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def fit(self) -> None:
        """Take the height of the content."""
        lines = max(self._least, int(self.document().size().height()))
        shown = min(lines, self._most)
        height = shown * self.fontMetrics().lineSpacing() + 2 * self._margin + 2
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if lines > self._most else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        if self.height() != height:
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        return keeps_keys(event, self.composing) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.composing:
            event.accept()
            return
        if self.on_key is not None and self.on_key(event):
            event.accept()
            return
        if event.key() in _ENTER and (self._single or event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            event.ignore()
            return
        if event.key() == Qt.Key.Key_Escape or pastes_picture(event):
            event.ignore()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if not source.hasText() and not source.hasUrls():
            return
        text = source.text()
        self.insertPlainText(" ".join(text.splitlines()) if self._single else text)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() and not source.hasImage()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.composing = False
        super().focusOutEvent(event)
        self.left.emit()


class LongTextEditor(Editor):
    """Paragraphs: minutes, opinions, reasons."""

    def __init__(self, kind: Kind[Any], around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(kind, around, parent)
        self.box = Box(self)
        self.area = Growing(least=int(around.options.get("lines", 2)), parent=self.box)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        self.box.row.addWidget(self.area, 1)
        self.box.watch(self.area)
        self.setFocusProxy(self.area)
        self.box.setFocusProxy(self.area)
        self.area.typed.connect(self._typed)

    def _typed(self) -> None:
        self.judge()
        self.edited.emit()

    def text(self) -> str:
        return self.area.toPlainText()

    def set_text(self, text: str) -> None:
        self.area.put(text)
        self.judge()

    def set_state(self, state: str) -> None:
        restyle(self.box, "state", state)
