"""A sentence in place of the page: the desk cannot be used now, why, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.parts import button, text
from zsdesk.words import tr


class Notice(QFrame):
    """Covers the window until the desk is open."""

    again = Signal()
    quit = Signal()

    def __init__(self, sentence: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        card = QFrame(self)
        card.setProperty("role", "card")
        card.setFixedWidth(460)
        column = QVBoxLayout(card)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(text(tr("This desk cannot be opened"), "head", card))
        column.addWidget(text(sentence, "", card, wrap=True))
        column.addWidget(text(tr("Nothing on this machine was changed."), "muted", card, wrap=True))
        row = QHBoxLayout()
        self.retry = button(tr("Try again"), self._again, role="primary", tip=tr("Try again (Enter)"), parent=card)
        row.addWidget(self.retry)
        row.addWidget(button(tr("Quit"), self.quit.emit, parent=card))
        self.copied = button(tr("Copy the log for support"), self._copy, role="quiet", parent=card,
                             tip=tr("The end of the log; it holds no field of any record"))  # fmt: skip
        row.addWidget(self.copied)
        row.addStretch(1)
        column.addLayout(row)
        outer = QVBoxLayout(self)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        parent.installEventFilter(self)

    def open_over(self, window: QWidget) -> None:
        """Cover the window."""
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.retry.setFocus()

    def _copy(self) -> None:
        from ui.support import report  # when it is wanted

        QGuiApplication.clipboard().setText(report())
        self.copied.setText(tr("Copied."))

    def _again(self) -> None:
        self.deleteLater()
        self.again.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)
