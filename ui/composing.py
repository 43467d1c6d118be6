"""While an input method composes, keys belong to it: no shortcut fires, Enter saves nothing, Esc closes nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


def keeps_keys(event: QEvent, composing: bool) -> bool:
    """Whether the event asks if a key is a shortcut while it is none: accept it, and the key goes to the field."""
    if composing and event.type() == QEvent.Type.ShortcutOverride:
        event.accept()
        return True
    return False


class ComposingLine(QLineEdit):
    """A line that lets an input method finish."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composing = False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        return keeps_keys(event, self.composing) or super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.composing = False
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.composing:
            event.accept()  # what the input method did not want is not for anybody else
            return
        super().keyPressEvent(event)
